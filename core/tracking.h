/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tracking: what analysis.c, the two trackers and the follow-ups share. Private to core.
 *
 * A message comes in at analysis_message and goes to the tracker of its protocol. The tracker finds the
 * exchange it belongs to (HTTP: the place in its connection's order; SIP: the transaction) and, for a
 * response, opens an annotation. Follow-ups and rules hold that annotation open; when the last of them lets
 * go, it settles and leaves through the sink.
 */
#ifndef SEQUITUR_CORE_TRACKING_H
#define SEQUITUR_CORE_TRACKING_H

#include <glib.h>

#include "core/analysis.h"
#include "core/hash.h"
#include "core/kept.h"
#include "core/pool.h"
#include "core/rules_capture.h"
#include "core/table.h"

#define MILLISECONDS(n) ((int64_t)(n)*1000000)
#define SECONDS(n)      ((int64_t)(n)*1000000000)

/* The clients of whom a request may be awaited are counted in so many places: see core/awaited.h. Ours. */
#define AWAITED_SIZE 65536

struct http_tracker;
struct sip_tracker;
struct followups;
struct links;
struct sip_grants;

struct analysis {
	struct analysis_settings settings;
	struct analysis_sink sink;
	struct analysis_counts counts;
	uint64_t seed;  /* of all hashes of this analysis */
	int64_t now;    /* the latest time seen; never goes back */
	uint32_t frame; /* of the message or event in hand */
	bool finished;
	struct pool pool; /* of what comes and goes with messages */
	struct http_tracker *http;
	struct sip_tracker *sip;
	struct followups *followups;
	struct links *links;
	struct sip_grants *grants;
	struct capture_gates gates;
	GHashTable *findings_of;       /* how many of each rule, by the rule; NULL: none */
	GHashTable *remembered;        /* see analysis_remember; NULL: nothing */
	uint8_t awaited[AWAITED_SIZE]; /* see core/awaited.h */
};

/*
 * Facts of the whole capture, as hashes that say what kind of fact it is: so that each is told once, or used later. False
 * when it was known already, or there is no room.
 */
bool analysis_remember(struct analysis *analysis, uint64_t fact);
bool analysis_remembers(const struct analysis *analysis, uint64_t fact);

/* What a tracker knows of the exchange when a response comes. */
struct exchange {
	const struct message *request;       /* NULL when it was not seen or its text is no longer kept */
	const struct sighting *request_seen; /* NULL when it was not seen */
	struct slice method;                 /* may be known without the request (SIP: from CSeq) */
	struct slice call_id;                /* SIP */
	enum repetition repetition;
	uint32_t repeats_frame;
	uint32_t origin_frame;
	const struct message
		*ended_by; /* SIP: whose Reason says why it came to this (sip_companion.h); NULL: nobody's */
};

/* Opens the annotation of a response and tells the sink. The caller holds it; see annotation_release. */
struct annotation *annotation_open(struct analysis *analysis, const struct message *response,
								   const struct exchange *exchange);

/* Opens the annotation of a request that ended without a response. `decided_by`: a frame, or 0. */
struct annotation *annotation_open_outcome(struct analysis *analysis, const struct message *request,
										   const struct exchange *exchange, const struct status *outcome,
										   uint32_t decided_by);

void annotation_hold(struct annotation *annotation);

/* One holder less; the last one settles it, and it is gone. */
void annotation_release(struct analysis *analysis, struct annotation *annotation);

/*
 * A follow-up with a copy of its text, if it has one of its own; all but that is to be filled in. The annotation it is
 * added to frees it.
 */
struct followup *followup_new(struct analysis *analysis, struct slice text);

/* Adds a follow-up, which the annotation then owns, at its place in the table's order. */
void annotation_add_followup(struct annotation *annotation, struct followup *followup);

/* Names a finding (a constant id) in the annotation; once is enough. */
void annotation_add_finding(struct annotation *annotation, const char *id);

struct http_tracker *http_tracker_new(struct analysis *analysis);
void http_tracker_message(struct http_tracker *tracker, const struct message *message);
/*
 * Was the body of this request refused before any of it came? Its client had asked with Expect, and was turned away without an
 * interim answer: RFC 9110 section 10.1.1. To be asked before the tracker is given the request.
 */
bool http_tracker_refused_body(const struct http_tracker *tracker, const struct message *request);
void http_tracker_event(struct http_tracker *tracker, const struct transport_event *event);
/* Gives up what it has held for longest; false when it holds nothing. */
bool http_tracker_give_way(struct http_tracker *tracker);
void http_tracker_finish(struct http_tracker *tracker);
void http_tracker_free(struct http_tracker *tracker);

struct sip_tracker *sip_tracker_new(struct analysis *analysis);
/*
 * Reads what tells whose message this is, and finds what is remembered of that for sip_tracker_message; to be called for
 * each message before it. What will be read is on its way from memory then (core/prefetch.h).
 */
void sip_tracker_identify(struct sip_tracker *tracker, const struct message *message);
void sip_tracker_message(struct sip_tracker *tracker, const struct message *message);
void sip_tracker_event(struct sip_tracker *tracker, const struct transport_event *event);
/* Forgets the oldest transaction, one with a final answer where there is one; false when there is none. */
bool sip_tracker_give_way(struct sip_tracker *tracker);
void sip_tracker_finish(struct sip_tracker *tracker);
void sip_tracker_free(struct sip_tracker *tracker);

#endif
