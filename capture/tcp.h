/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A TCP side is the bytes that one end of a connection sends, put back into order: retransmissions are
 * dropped, segments beyond a hole are held until the hole is filled or known to be lost. Of bytes that were
 * sent twice the first copy wins. The connection owns both its sides; what they find goes to a sink.
 *
 * A hole is given up when the receiver has acknowledged bytes behind it (so it got what the capture lost) and
 * a little more of the connection has passed, for packets overtake each other in captures too; when only one
 * direction was captured and HOLE_WAIT has passed; when too much is held; or when the connection ends.
 * Sequence numbers are compared modulo 2^32 (RFC 9293 section 3.4).
 */
#ifndef SEQUITUR_CAPTURE_TCP_H
#define SEQUITUR_CAPTURE_TCP_H

#include "capture/reading.h"

#define TCP_WINDOW_MAX (1 << 30) /* the largest window there is: RFC 7323 section 2.3 */

/* All ours. */
#define TCP_HELD_SEGMENTS_MAX 1024
#define TCP_HELD_BYTES_MAX    (1u << 20)                   /* of one side */
#define TCP_HELD_TOTAL_MAX    (32u << 20)                  /* of all connections of a reading */
#define TCP_PATIENCE_PACKETS  8                            /* after the acknowledgement of a hole */
#define TCP_PATIENCE_TIME     (INT64_C(100) * 1000 * 1000) /* nanoseconds; whichever comes first */
#define TCP_HOLE_WAIT         (INT64_C(10) * 1000000000)   /* where no acknowledgement can be seen */

/* What becomes of the bytes of a side, in their order. */
struct tcp_sink {
	void *user;
	uint64_t *held; /* bytes held over all sides */
	/* `next` of the side stands behind these bytes already. */
	void (*bytes)(void *user, struct slice bytes, const struct place *place);
	/* `count` bytes that `skips` said nobody will look at. */
	void (*passed)(void *user, uint64_t count, const struct place *place);
	/* `count` bytes are missing; `cut`: the snap length cut them off. `place` is of what comes before or after. */
	void (*lost)(void *user, uint64_t count, bool cut, const struct place *place);
	/* These bytes come again; they were first seen `back` bytes before the next one. True when they differ. */
	bool (*again)(void *user, struct slice bytes, uint32_t back);
	/* Bytes of an overlap differ. */
	void (*differs)(void *user);
	/* How many of the next bytes nobody will look at. */
	uint64_t (*skips)(void *user);
};

struct tcp_hold;

struct tcp_side {
	uint32_t next;        /* of the next byte in order; meaningful when `started` */
	uint32_t acked;       /* what the other end acknowledged; meaningful when `has_acked` */
	uint32_t first_acked; /* the first such number: where the side began, if nothing of it was seen before */
	uint32_t fin;         /* of the FIN; meaningful when `has_fin` */
	bool started;
	bool has_acked;
	bool has_fin;
	struct tcp_hold *hold; /* NULL: no hole */
};

struct tcp_segment {
	uint32_t sequence;
	uint32_t length;    /* bytes on the wire */
	struct slice bytes; /* those captured: as many or fewer */
	struct place place;
};

/* Is this just what comes next, as nearly all segments are? Whoever hands it on moves `next`. */
static inline bool
tcp_side_is_next(const struct tcp_side *side, const struct tcp_segment *segment)
{
	return side->started && segment->sequence == side->next && !side->hold && !side->has_fin;
}

/* The next byte in order will be `sequence`. What was held is forgotten. */
void tcp_side_start(struct tcp_side *side, uint32_t sequence, const struct tcp_sink *sink);

/* A segment with data. The first one of a side that was not started starts it. */
void tcp_side_segment(struct tcp_side *side, const struct tcp_segment *segment, const struct tcp_sink *sink);

/* FIN at `sequence` (behind the data of its segment). The first one counts that is not before what was read. */
void tcp_side_fin(struct tcp_side *side, uint32_t sequence);

/* Has everything up to the FIN been handed on? */
bool tcp_side_is_complete(const struct tcp_side *side);

/* The other end acknowledges everything before `acknowledged`. True when that is more than it ever did. */
bool tcp_side_acknowledge(struct tcp_side *side, uint32_t acknowledged);

/* So many bytes before `acknowledged` were not seen, or not in order; 0 also for one, as in tcp_side_missing. */
static inline uint32_t
tcp_side_unseen(const struct tcp_side *side, uint32_t acknowledged)
{
	int32_t unseen = (int32_t)(acknowledged - side->next);

	return unseen > 1 && side->started && unseen <= TCP_WINDOW_MAX ? (uint32_t)unseen : 0;
}

/*
 * So many bytes behind the last one are missing: the other end acknowledged them, or the side's FIN counts them.
 * A single acknowledged byte is as likely a FIN that was not captured, and none.
 */
uint32_t tcp_side_missing(const struct tcp_side *side);

/* Passes over what is missing at the end. */
void tcp_side_lose_end(struct tcp_side *side, const struct place *place, const struct tcp_sink *sink);

/*
 * A packet of the connection has passed at `now`: gives the first hole up if it is time. `one_sided`: nothing
 * of the other direction was seen. Call only when `hold` is not NULL.
 */
void tcp_side_wait(struct tcp_side *side, int64_t now, bool one_sided, const struct tcp_sink *sink);

/* Nothing more will come: gives all holes up. */
void tcp_side_give_up(struct tcp_side *side, const struct tcp_sink *sink);

/* Forgets what is held. */
void tcp_side_clear(struct tcp_side *side, const struct tcp_sink *sink);

#endif
