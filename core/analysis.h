/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An analysis holds one capture's exchanges to their consequences. Messages and transport events go in,
 * in the order the capture has them; annotations and findings come out through its sink. It belongs to
 * whoever made it, uses no wall clock and no global state, and what it keeps is bounded by what is in
 * progress in the capture, not by the capture's size.
 *
 * Order: within one connection and direction messages come in the order of their first bytes. Between the
 * two directions a message may come later than an answer to it (a POST is complete only after its own 100
 * Continue): the analysis orders by first byte itself.
 */
#ifndef SEQUITUR_CORE_ANALYSIS_H
#define SEQUITUR_CORE_ANALYSIS_H

#include "core/annotation.h"
#include "core/event.h"
#include "core/message.h"

struct analysis;

/* Who listens. Any function may be NULL. Everything handed over is borrowed for the time of the call. */
struct analysis_sink {
	void *user;
	/*
	 * A response or outcome is known: status, request, elapsed time. Its follow-ups are still open. What is returned
	 * stands in the annotation's `of_sink` when it is settled.
	 */
	void *(*opened)(void *user, const struct annotation *annotation);
	/* Nothing more will be added to it; it is freed after the call. Each opened one is settled once. */
	void (*settled)(void *user, const struct annotation *annotation);
	/* Is this finding wanted? Asked before it has its text; one that is not is neither counted nor handed over. */
	bool (*wants)(void *user, const struct finding *finding);
	void (*finding)(void *user, const struct finding *finding);
};

/* Thresholds that a user may set. Times in nanoseconds. analysis_defaults() has the RFCs' or our values. */
struct analysis_settings {
	unsigned redirect_chain_limit; /* http-redirect-chain-too-long from this many hops on */
	int64_t provisional_patience;  /* sip-no-provisional-200ms */
	int64_t redirect_patience;     /* to follow a redirect */
	int64_t continue_patience;     /* body after 100 */
	int64_t credentials_patience;  /* a human may have to type them */
	size_t open_max;               /* most open annotations and transactions; the oldest settle as unknown */
	size_t held_max;               /* most bytes held for all that is open; the oldest of each kind go */
	uint64_t findings_max;         /* most findings of one rule that are told; the rest are counted */
};
struct analysis_settings analysis_defaults(void);

/* A new analysis; `settings` and `sink` are copied. Never NULL. Free it with analysis_free. */
struct analysis *analysis_new(const struct analysis_settings *settings, const struct analysis_sink *sink);

void analysis_message(struct analysis *analysis, const struct message *message);
void analysis_event(struct analysis *analysis, const struct transport_event *event);

/*
 * The capture has ended: `frame` and `time` are of its last packet. All that is open settles. Nothing may be
 * added afterwards. `damaged` says that the file broke off in the middle (more may have followed).
 */
void analysis_finish(struct analysis *analysis, uint32_t frame, int64_t time, bool damaged);

/* An analysis that was not finished is given up: nothing more is told to its sink. NULL is none. */
void analysis_free(struct analysis *analysis);

/* What the analysis counted so far, for summaries and tests. Borrowed, lives as long as the analysis. */
struct analysis_counts {
	uint64_t requests[2];        /* by enum protocol */
	uint64_t responses[2][700];  /* by enum protocol and code; [.][0]: codes outside 100..699 */
	uint64_t retransmissions[2]; /* of requests and responses */
	uint64_t mirror_copies;
	uint64_t orphan_responses[2]; /* no request seen for them */
	uint64_t outcomes;
	uint64_t followups[VERDICT_COUNT];
	uint64_t findings[SEVERITY_COUNT]; /* the untold ones included */
	uint64_t findings_untold;          /* beyond findings_max of their rule */
};
const struct analysis_counts *analysis_counts(const struct analysis *analysis);

#endif
