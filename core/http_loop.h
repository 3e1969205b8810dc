/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A forwarding loop: a request that proxies or gateways hand on comes back to where it was before. Private to
 * core; the HTTP tracker owns what is remembered.
 *
 * What shows it: the same method and URI arrive at the same address and port while the same request is still
 * unanswered there, with a Via (RFC 9110 section 7.6.3) or an X-Forwarded-For that goes on from that one's: one more
 * pass. Names in Via only add to that: clusters share pseudonyms, and stages of one product, or all tiers of one
 * site, share a host name. What passes twice and is answered without an error has found its way, and is no loop.
 *
 * Of the latest LOOP_RECENT_MAX requests each is a possible first pass. What was seen of a loop is judged with
 * the first response to its latest pass, when that request ends without one, or after LOOP_PATIENCE.
 */
#ifndef SEQUITUR_CORE_HTTP_LOOP_H
#define SEQUITUR_CORE_HTTP_LOOP_H

#include "core/followup.h"

/* All ours. */
#define LOOP_RECENT_MAX 64
#define LOOP_PATIENCE   SECONDS(30)
#define LOOP_FRAMES_MAX 48
#define LOOP_NAME_MAX   64

struct http_loop {
	unsigned passes;          /* requests seen at the same place, the first one included */
	unsigned named;           /* so often the Via of the latest pass (and its response) names `name` */
	bool is_host;             /* `name` is a whole host name, not a pseudonym; it wins over one */
	char name[LOOP_NAME_MAX]; /* of Via; cut when longer */
	struct endpoint place;    /* where the passes arrived */
	uint32_t frames[LOOP_FRAMES_MAX];
	unsigned frame_count;

	/* http_loop.c's own. */
	struct message *latest; /* kept */
	int64_t since;
	GList in_all;
};

struct http_loops;

/* `is_open`: does this kept request still wait for its answer? Called with `user`. */
struct http_loops *http_loops_new(struct analysis *analysis,
								  bool (*is_open)(void *user, const struct message *), void *user);
void http_loops_free(struct http_loops *loops);

/* A request was seen; it is kept, and waits for its answer now. */
void http_loops_request(struct http_loops *loops, struct message *request);

/* A final response to a kept request: `annotation` is its. */
void http_loops_response(struct http_loops *loops, const struct message *request,
						 const struct message *response, struct annotation *annotation);

/* A kept request ends without a response. Was it going round? Then the loop is told by http_loops_outcome. */
bool http_loops_hold(const struct http_loops *loops, const struct message *request);
void http_loops_outcome(struct http_loops *loops, const struct message *request,
						struct annotation *annotation);

/* Capture time has moved on; the capture has ended. */
void http_loops_advance(struct http_loops *loops);
/* Tells the loop that is remembered for longest, and forgets it; false when there is none. */
bool http_loops_give_way(struct http_loops *loops);

void http_loops_finish(struct http_loops *loops);

/* Does what was seen prove a loop? */
bool http_loop_is_certain(const struct http_loop *loop);

#endif
