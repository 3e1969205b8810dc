/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/tcp.h"

#include <glib.h>

/* A segment beyond a hole. */
struct held {
	struct held *next;
	uint32_t sequence;
	uint32_t length;   /* on the wire */
	uint32_t captured; /* bytes kept; less than `length` when the snap length cut it */
	bool passed;       /* nobody will look at its bytes, they are not kept */
	struct place place;
	char bytes[];
};

/* Ordered by sequence number, without overlaps. */
struct tcp_hold {
	struct held *first, *last;
	uint32_t count;
	uint32_t bytes;
	int64_t since;    /* the first hole began */
	int64_t covered;  /* the other end had acknowledged bytes behind it; 0: it has not */
	unsigned packets; /* of the connection since then */
};

/* How far `a` lies behind `b`; negative: before it. RFC 9293 section 3.4. */
static int32_t
sequence_distance(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

static struct slice
held_slice(const struct held *held)
{
	return (struct slice){held->bytes, held->captured};
}

static void
hold_unlink_first(struct tcp_side *side, const struct tcp_sink *sink)
{
	struct tcp_hold *hold = side->hold;
	struct held *held = hold->first;

	hold->first = held->next;
	hold->count--;
	hold->bytes -= held->captured;
	*sink->held -= held->captured;
	g_free(held);
	if (!hold->first) {
		g_free(hold);
		side->hold = NULL;
	}
}

void
tcp_side_clear(struct tcp_side *side, const struct tcp_sink *sink)
{
	while (side->hold)
		hold_unlink_first(side, sink);
}

void
tcp_side_start(struct tcp_side *side, uint32_t sequence, const struct tcp_sink *sink)
{
	tcp_side_clear(side, sink);
	side->next = sequence;
	side->started = true;
}

/* Hands on bytes that are next in order, and says what the snap length cut off behind them. */
static void
side_hand_on(struct tcp_side *side, struct slice bytes, uint32_t length, const struct place *place,
			 const struct tcp_sink *sink)
{
	side->next += (uint32_t)bytes.length;
	if (bytes.length)
		sink->bytes(sink->user, bytes, place);
	side->next += length - (uint32_t)bytes.length;
	if (bytes.length < length)
		sink->lost(sink->user, length - bytes.length, true, place);
}

/* Hands the first held segment on; `shown` as in struct place, 0: its own frame. */
static void
side_hand_on_held(struct tcp_side *side, uint32_t shown, const struct tcp_sink *sink)
{
	struct held *held = side->hold->first;
	struct place place = held->place;

	if (shown)
		place.shown = shown;
	if (held->passed) {
		side->next += held->length;
		sink->passed(sink->user, held->length, &place);
	} else {
		side_hand_on(side, held_slice(held), held->length, &place, sink);
	}
	hold_unlink_first(side, sink);
}

/* A hole is filled or given up: the next one, if there is one, begins to be waited for. */
static void
side_drain(struct tcp_side *side, uint32_t shown, int64_t now, const struct tcp_sink *sink)
{
	while (side->hold && side->hold->first->sequence == side->next)
		side_hand_on_held(side, shown, sink);
	if (side->hold) {
		side->hold->since = now;
		side->hold->covered = 0;
	}
}

/* Passes over the first hole. */
static void
side_skip_hole(struct tcp_side *side, const struct tcp_sink *sink)
{
	const struct held *held = side->hold->first;
	uint32_t hole = held->sequence - side->next;
	struct place place = held->place;

	side->next = held->sequence;
	sink->lost(sink->user, hole, false, &place);
	side_drain(side, 0, place.time, sink);
}

void
tcp_side_give_up(struct tcp_side *side, const struct tcp_sink *sink)
{
	while (side->hold)
		side_skip_hole(side, sink);
}

/* The part of both runs that overlaps: does it say the same? What was not kept cannot differ. */
static bool
overlap_differs(const struct held *held, const struct tcp_segment *segment)
{
	int32_t shift = sequence_distance(segment->sequence, held->sequence);
	struct slice old = slice_after(held_slice(held), shift > 0 ? (size_t)shift : 0);
	struct slice new = slice_after(segment->bytes, shift < 0 ? (size_t)-shift : 0);
	size_t common = MIN(old.length, new.length);

	return common && memcmp(old.bytes, new.bytes, common) != 0;
}

/* The segment without its first `n` bytes. */
static struct tcp_segment
segment_after(const struct tcp_segment *segment, uint32_t n)
{
	struct tcp_segment rest = *segment;

	rest.sequence += n;
	rest.length -= n;
	rest.bytes = slice_after(rest.bytes, n);
	return rest;
}

/* Holds one run of bytes behind `previous` (NULL: as the first one). It overlaps with nothing held. */
static struct held *
side_insert(struct tcp_side *side, struct held *previous, const struct tcp_segment *segment,
			const struct tcp_sink *sink)
{
	struct tcp_hold *hold = side->hold;
	uint64_t end = (uint64_t)(segment->sequence - side->next) + segment->length;
	bool passed = end <= sink->skips(sink->user);
	uint32_t captured = passed ? 0 : (uint32_t)segment->bytes.length;

	/* A long run of bytes that nobody looks at is one piece, however long the hole stays. */
	if (passed && previous && previous->passed &&
		previous->sequence + previous->length == segment->sequence) {
		previous->length += segment->length;
		previous->place = segment->place;
		return previous;
	}
	struct held *held = g_malloc(sizeof *held + captured);
	*held = (struct held){.sequence = segment->sequence,
						  .length = segment->length,
						  .captured = captured,
						  .passed = passed,
						  .place = segment->place};
	if (captured)
		memcpy(held->bytes, segment->bytes.bytes, captured);
	held->next = previous ? previous->next : hold->first;
	*(previous ? &previous->next : &hold->first) = held;
	if (!held->next)
		hold->last = held;
	hold->count++;
	hold->bytes += captured;
	*sink->held += captured;
	return held;
}

/* The last held run that begins before `sequence`, or NULL. */
static struct held *
hold_find_before(const struct tcp_hold *hold, uint32_t sequence)
{
	struct held *previous = NULL;

	if (hold->first && sequence_distance(hold->last->sequence, sequence) <= 0)
		return hold->last;
	for (struct held *held = hold->first; held && sequence_distance(held->sequence, sequence) <= 0;
		 held = held->next)
		previous = held;
	return previous;
}

/* Holds what of a segment is not held yet: the first copy of a byte wins. */
static void
side_hold(struct tcp_side *side, struct tcp_segment segment, const struct tcp_sink *sink)
{
	if (!side->hold) {
		side->hold = g_new0(struct tcp_hold, 1);
		side->hold->since = segment.place.time;
	}
	struct held *previous = hold_find_before(side->hold, segment.sequence);
	while (segment.length) {
		int32_t into = previous ? sequence_distance(previous->sequence + previous->length, segment.sequence)
								: 0;
		if (into > 0) {
			if (overlap_differs(previous, &segment))
				sink->differs(sink->user);
			segment = segment_after(&segment, MIN((uint32_t)into, segment.length));
		}
		const struct held *next = previous ? previous->next : side->hold->first;
		struct tcp_segment piece = segment;
		if (next && next->sequence - segment.sequence < segment.length) {
			piece.length = next->sequence - segment.sequence;
			piece.bytes.length = MIN(piece.bytes.length, piece.length);
		}
		if (piece.length)
			previous = side_insert(side, previous, &piece, sink);
		segment = segment_after(&segment, piece.length);
		if (segment.length)
			previous = previous ? previous->next : side->hold->first;
	}
}

static bool
hold_is_full(const struct tcp_hold *hold, const struct tcp_sink *sink)
{
	return hold->count > TCP_HELD_SEGMENTS_MAX || hold->bytes > TCP_HELD_BYTES_MAX ||
		   *sink->held > TCP_HELD_TOTAL_MAX;
}

/* Data behind the FIN is no data. */
static struct tcp_segment
segment_before_fin(const struct tcp_side *side, const struct tcp_segment *segment)
{
	struct tcp_segment rest = *segment;
	int32_t room = sequence_distance(side->fin, segment->sequence);

	if (!side->has_fin || (room > 0 && (uint32_t)room >= rest.length))
		return rest;
	rest.length = room > 0 ? (uint32_t)room : 0;
	rest.bytes.length = MIN(rest.bytes.length, rest.length);
	return rest;
}

/* A segment that begins before what is next: the old part is compared where that can still be done. */
static struct tcp_segment
segment_without_old(const struct tcp_segment *segment, uint32_t back, const struct tcp_sink *sink)
{
	struct slice old = segment->bytes;

	old.length = MIN(old.length, back);
	if (old.length && sink->again(sink->user, old, back))
		sink->differs(sink->user);
	return segment_after(segment, MIN(back, segment->length));
}

/*
 * Where a side began whose first packets are missing: what the other end acknowledged first was there before,
 * unless packets overtook each other.
 */
static uint32_t
side_beginning(const struct tcp_side *side, uint32_t sequence)
{
	int32_t ahead = sequence_distance(sequence, side->first_acked);

	return side->has_acked && ahead > 0 && ahead <= TCP_WINDOW_MAX ? side->first_acked : sequence;
}

void
tcp_side_segment(struct tcp_side *side, const struct tcp_segment *segment, const struct tcp_sink *sink)
{
	if (!side->started)
		tcp_side_start(side, side_beginning(side, segment->sequence), sink);
	if (tcp_side_is_next(side, segment)) {
		side_hand_on(side, segment->bytes, segment->length, &segment->place, sink);
		return;
	}

	struct tcp_segment fresh = segment_before_fin(side, segment);
	int32_t ahead = sequence_distance(fresh.sequence, side->next);
	if (ahead < 0)
		fresh = segment_without_old(&fresh, (uint32_t) - (int64_t)ahead, sink);
	if (fresh.length == 0)
		return;
	side_hold(side, fresh, sink);
	side_drain(side, segment->place.frame, segment->place.time, sink);
	while (side->hold && hold_is_full(side->hold, sink))
		side_skip_hole(side, sink);
}

void
tcp_side_fin(struct tcp_side *side, uint32_t sequence)
{
	int32_t ahead = sequence_distance(sequence, side->next);

	if (side->has_fin || (side->started && (ahead < 0 || ahead > TCP_WINDOW_MAX)))
		return;
	side->has_fin = true;
	side->fin = sequence;
	if (!side->started) {
		side->started = true;
		side->next = side_beginning(side, sequence);
	}
}

uint32_t
tcp_side_missing(const struct tcp_side *side)
{
	uint32_t end = side->has_fin ? side->fin : side->acked;
	int32_t missing = sequence_distance(end, side->next);

	if (!side->started || side->hold || (!side->has_fin && !side->has_acked) || missing > TCP_WINDOW_MAX)
		return 0;
	return missing > (side->has_fin ? 0 : 1) ? (uint32_t)missing : 0;
}

void
tcp_side_lose_end(struct tcp_side *side, const struct place *place, const struct tcp_sink *sink)
{
	uint32_t missing = tcp_side_missing(side);

	if (!missing)
		return;
	side->next += missing;
	sink->lost(sink->user, missing, false, place);
}

bool
tcp_side_is_complete(const struct tcp_side *side)
{
	return side->has_fin && sequence_distance(side->fin, side->next) <= 0;
}

bool
tcp_side_acknowledge(struct tcp_side *side, uint32_t acknowledged)
{
	if (side->has_acked && sequence_distance(acknowledged, side->acked) <= 0)
		return false;
	if (!side->has_acked)
		side->first_acked = acknowledged;
	side->has_acked = true;
	side->acked = acknowledged;
	return true;
}

void
tcp_side_wait(struct tcp_side *side, int64_t now, bool one_sided, const struct tcp_sink *sink)
{
	struct tcp_hold *hold = side->hold;

	if (one_sided) {
		if (now - hold->since > TCP_HOLE_WAIT)
			side_skip_hole(side, sink);
		return;
	}
	if (!side->has_acked || sequence_distance(side->acked, hold->first->sequence) < 0)
		return;
	if (!hold->covered) {
		hold->covered = now;
		hold->packets = 0;
		return;
	}
	if (++hold->packets >= TCP_PATIENCE_PACKETS || now - hold->covered > TCP_PATIENCE_TIME)
		side_skip_hole(side, sink);
}
