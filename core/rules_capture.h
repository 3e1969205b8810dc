/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture gates: what a capture may have hidden, gathered while it is read and told once at its end. They belong
 * to the analysis; private to core. What they count also holds back verdicts: what could not be seen is unknown.
 */
#ifndef SEQUITUR_CORE_RULES_CAPTURE_H
#define SEQUITUR_CORE_RULES_CAPTURE_H

#include "core/event.h"
#include "core/message.h"

struct analysis;

/* How often something was met, and where at first. */
struct gate_count {
	uint64_t count;
	uint32_t frames[8]; /* the first ones; 0 behind the last */
	enum protocol protocol;
};

/* What was met of the limits that keep an analysis small, whatever the capture holds. docs/limits.md */
enum limit {
	LIMIT_OPEN,     /* settings.open_max */
	LIMIT_HELD,     /* settings.held_max */
	LIMIT_WATCHED,  /* WATCHED_MAX */
	LIMIT_REQUESTS, /* WAITING_REQUESTS_MAX */
	LIMIT_FINDINGS, /* settings.findings_max */
	LIMIT_GRANTS,   /* SIP_GRANTS_MAX */
	LIMIT_COUNT
};

struct capture_gates {
	struct gate_count truncated;  /* messages that are not complete */
	struct gate_count running;    /* SIP calls whose first message is not their beginning */
	struct gate_count duplicates; /* packets captured twice; frames: the first pair */
	struct gate_count steps_back; /* packets earlier than the one before; frames: the first pair */
	struct gate_count dropped;    /* packets that were not captured; frames: after which that was noticed */
	struct gate_count response_first; /* SIP: response before its request; frames: the first pair */
	struct gate_count limits[LIMIT_COUNT];
	int64_t step_back;   /* the largest step, nanoseconds */
	int64_t latest_time; /* of latest_frame, the packet with the highest number so far */
	uint32_t latest_frame;
	bool has_fractions;     /* some time is no whole second: the clock has a finer step than that */
	int64_t first_time;     /* of the first message */
	enum protocol protocol; /* of the last message */
	uint64_t *calls;        /* which Call-IDs were seen: a Bloom filter; NULL: none */
};

/* To be called for each message, before it is tracked. */
void capture_gates_message(struct analysis *analysis, const struct message *message);

/* A call of which nothing is remembered gets its first message. `hash`: of its Call-ID. */
void capture_gates_call(struct analysis *analysis, uint64_t hash, const struct message *message);

/* That is going to be asked soon: what it will need of memory is asked for now. */
void capture_gates_call_prefetch(const struct analysis *analysis, uint64_t hash);

/* `frame` is the same packet as `first`. */
void capture_gates_duplicate(struct analysis *analysis, uint32_t first, uint32_t frame);

/* Packets were dropped that should have been captured, where it is known how many. */
void capture_gates_dropped(struct analysis *analysis, const struct transport_event *event);

/* The response in frame `response` came before its request in frame `request`. */
void capture_gates_response_first(struct analysis *analysis, uint32_t response, uint32_t request);

/*
 * Is `margin` (nanoseconds) too little to trust? So it is where the clock of this capture stepped back by more, or knows
 * whole seconds only; any is where it stands still, as in captures without times.
 */
bool capture_gates_clock_doubtful(const struct analysis *analysis, int64_t margin);

/* A limit was met, and something was given up for it. */
void capture_gates_limit(struct analysis *analysis, enum limit limit);

/* The capture has ended, and all follow-ups are closed: tells what there is to tell. */
void capture_gates_finish(struct analysis *analysis, bool damaged);

void capture_gates_free(struct analysis *analysis);

#endif
