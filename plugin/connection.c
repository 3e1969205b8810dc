/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/connection.h"

#include "plugin/collect.h"
#include "plugin/preferences.h"
#include "plugin/session.h"
#include "plugin/unshown.h"

enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_ACK = 0x10 };

/* All ours: how many holes of one side are watched, and how long one may wait for packets that come late. */
#define HOLES_MAX        8
#define PATIENCE_PACKETS 8
#define PATIENCE_TIME    (INT64_C(100) * 1000 * 1000) /* nanoseconds */
#define HOLE_WAIT        (INT64_C(10) * 1000000000)   /* where no acknowledgement can be seen */
#define RESET_WAIT       INT64_C(1000000000)          /* how long a reset waits for what was under way */

/* Bytes that did not come yet, from `begin` up to `end`. */
struct hole {
	uint32_t begin, end;
	int64_t since;
	int64_t covered; /* when the other end had acknowledged them all; 0: it has not */
	unsigned packets;
};

struct side {
	struct endpoint endpoint;
	bool seen;
	bool started; /* `end` is known */
	bool closed;
	bool fin_waits;   /* a FIN came behind a hole */
	bool lost;        /* bytes before the next message were lost */
	bool disordered;  /* bytes came out of order since the last message that Wireshark showed */
	bool stalled;     /* bytes were lost: Wireshark may wait for them for ever */
	bool uncertain;   /* which bytes came is not known: `stalled`, or there were too many holes */
	bool late;        /* the last bytes stand before others that were seen */
	uint32_t end;     /* the sequence number behind all that was seen */
	uint32_t acked;   /* the most that the other end acknowledged; 0: nothing yet */
	uint64_t unshown; /* bytes since the last message that Wireshark showed */
	unsigned holes_count;
	struct hole holes[HOLES_MAX];
	struct unshown_queue queue;
	uint32_t told_frame; /* the first frame of the last message that was handed over unshown */
};

/* What is agreed on for the bytes that follow. */
enum agreed { AGREED_HTTP, AGREED_TUNNEL, AGREED_OTHER, AGREED_TOLD };

struct connection {
	uint64_t id;
	struct side sides[2];
	bool syn_seen, answered, mid_stream, talked;
	bool reset, reset_untold, ended;
	uint8_t reset_by; /* side */
	struct sighting reset_at;
	bool spoke;            /* a message was found on it */
	bool was_disordered;   /* a side of it was */
	bool disorder_told;    /* since the first message */
	bool unseen_untold[2]; /* of a side: bytes were acknowledged that were not seen, before any message */
	uint8_t client;        /* side */
	uint8_t agreed;        /* enum agreed */
	bool asked_connect;    /* the last request was CONNECT */
	struct sighting syn;   /* of the last SYN */
	uint32_t first_frame;
	struct sighting last;
	/* Of the present frame: */
	bool acks_unseen;  /* it acknowledges bytes that were not seen */
	uint32_t fresh;    /* the sequence number from which on its bytes were not seen before */
	bool again;        /* all its bytes were */
	bool shown;        /* Wireshark showed a message */
	bool shown_end;    /* which ended with the byte before `fresh` */
	bool shown_switch; /* and after which another protocol is spoken */
};

static wmem_map_t *connections;
static struct connection *latest; /* that was looked for; NULL: there was none */
static GPtrArray *in_order;
static GPtrArray *resets;         /* connections with `reset_untold` */
static bool order_kept;           /* Wireshark puts segments in order */
static unsigned disordered_count; /* connections with `was_disordered` */

void
connections_begin(void)
{
	connections = wmem_map_new(wmem_file_scope(), wmem_int64_hash, g_int64_equal);
	latest = NULL;
	order_kept = preferences_streams_in_order();
	disordered_count = 0;
	if (!in_order) {
		in_order = g_ptr_array_new();
		resets = g_ptr_array_new();
	}
	g_ptr_array_set_size(in_order, 0);
	g_ptr_array_set_size(resets, 0);
}

/* A frame asks several times, and the next one often is of the same connection. */
static struct connection *
connection_find(const struct frame *frame)
{
	if (!frame->connection)
		return NULL;
	if (!latest || latest->id != frame->connection)
		latest = wmem_map_lookup(connections, &frame->connection);
	return latest;
}

static struct connection *
connection_of(const struct frame *frame)
{
	struct connection *connection = connection_find(frame);

	if (connection)
		return connection;
	connection = wmem_new0(wmem_file_scope(), struct connection);
	connection->id = frame->connection;
	connection->mid_stream = !(frame->segment.flags & TCP_SYN);
	connection->sides[0].endpoint = frame->source;
	connection->sides[1].endpoint = frame->destination;
	connection->first_frame = frame->number;
	wmem_map_insert(connections, &connection->id, connection);
	latest = connection;
	g_ptr_array_add(in_order, connection);
	return connection;
}

static unsigned
side_of(const struct connection *connection, const struct frame *frame)
{
	return !endpoint_equal(&connection->sides[0].endpoint, &frame->source);
}

unsigned
connection_side(const struct frame *frame)
{
	const struct connection *connection = connection_find(frame);

	return connection ? side_of(connection, frame) : 0;
}

static uint32_t
connection_faults(const struct connection *connection, unsigned side)
{
	return (connection->mid_stream ? FAULT_MID_STREAM : 0) |
		   (connection->sides[!side].seen ? 0 : FAULT_ONE_SIDED);
}

static void
tell(const struct connection *connection, unsigned side, enum transport_event_kind kind,
	 const struct sighting *seen, uint64_t bytes)
{
	struct transport_event event = {.kind = kind, .seen = *seen, .bytes = bytes};

	event.seen.source = connection->sides[side].endpoint;
	event.seen.destination = connection->sides[!side].endpoint;
	event.seen.transport = TRANSPORT_TCP;
	event.seen.faults = connection_faults(connection, side);
	session_event(&event);
}

static int32_t
sequence_distance(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

static void
hole_remove(struct side *side, unsigned i)
{
	side->holes[i] = side->holes[--side->holes_count];
}

/* The bytes from `begin` to `end` came late: they fill a hole, or a part of it. False: they came again. */
static bool
holes_fill(struct side *side, uint32_t begin, uint32_t end)
{
	bool filled = false;

	for (unsigned i = side->holes_count; i-- > 0;) {
		struct hole *hole = &side->holes[i];
		bool from_front = sequence_distance(begin, hole->begin) <= 0;
		bool to_back = sequence_distance(end, hole->end) >= 0;
		if (sequence_distance(end, hole->begin) <= 0 || sequence_distance(begin, hole->end) >= 0)
			continue;
		filled = true;
		if (from_front && to_back)
			hole_remove(side, i);
		else if (from_front)
			hole->begin = end;
		else
			hole->end = begin;
	}
	return filled;
}

static void
hole_add(struct side *side, uint32_t end)
{
	if (side->holes_count < HOLES_MAX)
		side->holes[side->holes_count++] = (struct hole){.begin = side->end, .end = end};
	else
		side->uncertain = true;
}

/* Bytes of a side, from `begin` to `end`; answers from where on they are new. */
static uint32_t
side_bytes(struct side *side, uint32_t begin, uint32_t end)
{
	if (!side->started) {
		side->started = true;
		side->end = begin;
	}
	int32_t ahead = sequence_distance(begin, side->end), grown = sequence_distance(end, side->end);
	if (grown > 0)
		side->unshown += (uint32_t)grown;
	if (ahead > 0)
		hole_add(side, begin);
	bool fills = ahead < 0 && holes_fill(side, begin, end);
	uint32_t fresh = ahead < 0 && !fills ? side->end : begin;
	/* The last bytes once more are a retransmission to Wireshark too, and others often are not. */
	side->late = ahead < 0 && (fills || grown != 0 || side->uncertain);
	if (grown > 0)
		side->end = end;
	return fresh;
}

/* Does that acknowledge bytes of the side that were not seen? One may be a FIN. */
static bool
side_was_unseen(const struct side *side, uint32_t acknowledged)
{
	uint32_t in_order = side->end;

	for (unsigned i = 0; i < side->holes_count; i++)
		if (sequence_distance(side->holes[i].begin, in_order) < 0)
			in_order = side->holes[i].begin;
	return side->started && sequence_distance(acknowledged, in_order) > 1;
}

/* The link is blind then; whether this connection is one to tell of, its first message shows. */
static void
note_unseen(struct connection *connection, unsigned side, uint32_t acknowledged, const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];
	bool further = !sender->acked || sequence_distance(acknowledged, sender->acked) > 0;

	connection->acks_unseen = side_was_unseen(sender, acknowledged);
	if (further)
		sender->acked = acknowledged;
	if (!further || !connection->acks_unseen)
		return;
	connection->unseen_untold[side] = !connection->spoke;
	if (connection->spoke)
		tell(connection, side, EVENT_DATA_UNSEEN, seen, 0);
}

static void
tell_unseen(struct connection *connection)
{
	for (unsigned side = 0; side < 2; side++)
		if (connection->unseen_untold[side])
			tell(connection, side, EVENT_DATA_UNSEEN, &connection->last, 0);
	connection->unseen_untold[0] = connection->unseen_untold[1] = false;
}

/*
 * The receiver acknowledged bytes that the capture does not have: after a little patience, for packets overtake
 * each other in captures too, they are lost.
 */
static void
side_acknowledged(struct connection *connection, unsigned side, uint32_t acknowledged,
				  const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];

	for (unsigned i = sender->holes_count; i-- > 0;) {
		struct hole *hole = &sender->holes[i];
		if (!hole->covered && sequence_distance(acknowledged, hole->end) >= 0)
			hole->covered = seen->last_time;
	}
}

/* What this message agrees on for the bytes behind it. */
static bool
note_agreement(struct connection *connection, const struct message *message)
{
	if (message->protocol != PROTOCOL_HTTP || message->seen.stream)
		return false;
	if (!message->is_response) {
		connection->asked_connect = message->method == METHOD_CONNECT;
		return false;
	}
	if (message->status == 101)
		connection->agreed = AGREED_OTHER;
	else if (connection->asked_connect && message->status >= 200 && message->status < 300)
		connection->agreed = AGREED_TUNNEL;
	return connection->agreed == AGREED_OTHER || connection->agreed == AGREED_TUNNEL;
}

static void
tell_blind(const struct connection *connection, const struct sighting *seen)
{
	tell(connection, 0, EVENT_DATA_LOST, seen, 0);
	tell(connection, 1, EVENT_DATA_LOST, seen, 0);
}

/* A message was handed over: only now does the analysis know the connection, whose bytes came late before it. */
static void
note_spoke(struct connection *connection)
{
	if (!connection->spoke || !connection->was_disordered || connection->disorder_told)
		return;
	connection->disorder_told = true;
	tell_blind(connection, &connection->last);
}

enum hand_over { HAND_OVER_COMPLETE, HAND_OVER_ALL };

/* Hands over the first message that Wireshark will not show. There is one. */
static void
hand_over_first(struct connection *connection, unsigned side)
{
	static struct message message;
	struct side *sender = &connection->sides[side];
	struct unshown *unshown = unshown_take(&sender->queue);

	if (unshown_read(unshown, &message)) {
		message.seen.faults |= connection_faults(connection, side);
		if (sender->stalled && unshown->complete)
			message.seen.faults |= FAULT_GAP_IN_BODY;
		connection->spoke = true;
		tell_unseen(connection);
		sender->unshown = 0;
		sender->told_frame = message.seen.first_frame;
		note_agreement(connection, &message);
		session_message(&message);
		note_spoke(connection);
	}
	unshown_free(unshown);
}

static void
hand_over(struct connection *connection, unsigned side, enum hand_over which)
{
	const struct unshown_queue *queue = &connection->sides[side].queue;

	while (queue->first && (which == HAND_OVER_ALL || queue->first->ended))
		hand_over_first(connection, side);
}

static bool
hole_is_lost(struct hole *hole, int64_t now, bool one_sided)
{
	if (one_sided)
		return now - hole->since > HOLE_WAIT;
	return hole->covered && (++hole->packets > PATIENCE_PACKETS || now - hole->covered > PATIENCE_TIME);
}

static void
holes_wait(struct connection *connection, unsigned side, const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];

	for (unsigned i = sender->holes_count; i-- > 0;) {
		struct hole *hole = &sender->holes[i];
		if (!hole->since)
			hole->since = seen->last_time;
		if (!hole_is_lost(hole, seen->last_time, !connection->sides[!side].seen))
			continue;
		uint32_t bytes = hole->end - hole->begin;
		hole_remove(sender, i);
		sender->lost = sender->stalled = sender->uncertain = true;
		if (connection->spoke || sender->queue.first)
			tell(connection, side, EVENT_DATA_LOST, seen, bytes);
		hand_over(connection, side, HAND_OVER_COMPLETE);
	}
}

static void
connection_syn(struct connection *connection, unsigned side, const struct frame_segment *segment,
			   const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];

	if (!sender->started) {
		sender->started = true;
		sender->end = segment->sequence + 1;
	}
	if (!(segment->flags & TCP_ACK)) {
		connection->client = (uint8_t)side;
		connection->syn_seen = true;
		connection->syn = *seen;
	} else if (!connection->answered && connection->syn_seen) {
		connection->answered = true;
		tell(connection, !side, EVENT_CONNECTION_OPENED, seen, 0);
	}
}

/* Does a TLS record begin here? RFC 8446 section 5.1. */
static bool
begins_tls(struct slice bytes)
{
	return bytes.length >= 3 && bytes.bytes[0] == 0x16 && bytes.bytes[1] == 3 && bytes.bytes[2] <= 4;
}

/* The first bytes after 101 or CONNECT say what follows. HTTP in a tunnel is read on. */
static void
connection_switch(struct connection *connection, unsigned side, struct slice bytes,
				  const struct sighting *seen)
{
	if (connection->agreed != AGREED_TUNNEL && connection->agreed != AGREED_OTHER)
		return;
	if (begins_tls(bytes)) {
		connection->agreed = AGREED_TOLD;
		tell(connection, side, EVENT_TUNNEL_TLS, seen, 0);
	} else if (connection->agreed == AGREED_TUNNEL && message_begins(bytes) != MESSAGE_MALFORMED) {
		connection->agreed = AGREED_HTTP;
	} else {
		connection->agreed = AGREED_TOLD;
		tell(connection, side, EVENT_PROTOCOL_SWITCHED, seen, 0);
	}
}

/*
 * Unless it is told to put segments in order, Wireshark dissects them as they come: of bytes that came late it may show
 * no message, or one that is none, and so on until it shows one again. What it does not show proves nothing.
 */
static void
tell_disorder(struct connection *connection, unsigned side, const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];

	if (order_kept)
		return;
	if (sender->late) {
		disordered_count += !connection->was_disordered;
		connection->was_disordered = true;
		sender->disordered = sender->lost = true;
	}
	connection->disorder_told = connection->disorder_told || (sender->late && connection->spoke);
	if (sender->late || (sender->disordered && (connection->spoke || seen->transport == TRANSPORT_TLS)))
		tell_blind(connection, seen);
}

static void
segment_bytes(struct connection *connection, unsigned side, const struct frame_segment *segment,
			  const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];
	uint32_t end = segment->sequence + segment->length;

	connection->talked = true;
	connection->fresh = side_bytes(sender, segment->sequence, end);
	connection->again = !sender->uncertain && sequence_distance(end, connection->fresh) <= 0;
	tell_disorder(connection, side, seen);
	connection_switch(connection, side, segment->bytes, seen);
}

void
connection_before_messages(const struct frame *frame)
{
	const struct frame_segment *segment = &frame->segment;

	if (!frame->has_segment)
		return;
	struct connection *connection = connection_of(frame);
	unsigned side = side_of(connection, frame);
	struct sighting seen = frame_sighting_whole(frame);

	connection->sides[side].seen = true;
	connection->last = seen;
	connection->shown = connection->shown_end = connection->shown_switch = false;
	connection->acks_unseen = connection->again = false;
	if (segment->flags & TCP_SYN)
		connection_syn(connection, side, segment, &seen);
	if (segment->flags & TCP_ACK) {
		note_unseen(connection, !side, segment->acknowledged, &seen);
		side_acknowledged(connection, !side, segment->acknowledged, &seen);
	}
	if (segment->length && !(segment->flags & (TCP_RST | TCP_SYN)))
		segment_bytes(connection, side, segment, &seen);
	if (segment->flags & TCP_FIN)
		side_bytes(&connection->sides[side], segment->sequence + segment->length,
				   segment->sequence + segment->length);
	holes_wait(connection, 0, &seen);
	holes_wait(connection, 1, &seen);
}

/* Do the bytes of the segment hold the beginning of the message? Gives its sequence number. */
static bool
begins_in_segment(const struct frame_segment *segment, const struct message *message, uint32_t *sequence)
{
	const char *begin = segment->bytes.bytes, *head = message->head.bytes;

	if (!segment->bytes.length || head < begin || head >= begin + segment->bytes.length)
		return false;
	*sequence = segment->sequence + (uint32_t)(head - begin);
	return true;
}

/* Wireshark put it together, its first bytes coming last: are they those of the segment? */
static bool
begins_with_segment(const struct frame *frame, const struct message *message, uint32_t *sequence)
{
	const struct frame_segment *segment = &frame->segment;
	size_t common = MIN(segment->bytes.length, message->head.length);

	*sequence = segment->sequence;
	return common && message->seen.first_frame == frame->number &&
		   memcmp(segment->bytes.bytes, message->head.bytes, common) == 0;
}

/* Where the client stood when a message that is shown now began: in this segment, or in an earlier one. */
static void
note_client(const struct connection *connection, const struct frame *frame, struct message *message,
			const struct unshown *known)
{
	uint32_t begin, acknowledged = frame->segment.acknowledged;

	message->seen.client_sequence = 0;
	if (known) {
		begin = known->begin;
		acknowledged = known->acknowledged;
		message->seen.faults |= known->faults & FAULT_ACKS_UNSEEN;
	} else if (frame->has_segment && (begins_in_segment(&frame->segment, message, &begin) ||
									  begins_with_segment(frame, message, &begin))) {
		message->seen.faults |= connection->acks_unseen ? FAULT_ACKS_UNSEEN : 0;
	} else {
		return;
	}
	message->seen.client_sequence = message->is_response ? acknowledged : begin;
}

bool
connection_comes_again(const struct frame *frame)
{
	const struct connection *connection = connection_find(frame);

	return connection && frame->has_segment && connection->again && frame->transport != TRANSPORT_TLS &&
		   !wanted_items(frame->tree, WANTED_TCP_SEGMENT);
}

unsigned
connections_disordered(void)
{
	return disordered_count;
}

/* Where the message ends that is shown now: among the bytes of the segment, or of one that was put together. */
static void
note_end(struct connection *connection, const struct frame *frame, const struct message *message,
		 size_t length, const struct unshown *known)
{
	const struct frame_segment *segment = &frame->segment;

	connection->shown = true;
	connection->shown_end = false;
	if (!length || !frame->has_segment)
		return;
	uint32_t begin, end;
	if (begins_in_segment(segment, message, &begin))
		end = begin + (uint32_t)length;
	else if (known)
		end = known->begin + (uint32_t)length;
	else
		return;
	connection->shown_end = true;
	if (sequence_distance(end, connection->fresh) > 0)
		connection->fresh = end;
}

/* What was taken for a beginning is a part of the message that is shown: the first segment had too little of its line. */
static bool
began_inside(const struct unshown *unshown, const struct message *message)
{
	return unshown->seen.first_frame > message->seen.first_frame &&
		   unshown->seen.first_frame < message->seen.frame;
}

/* A message is shown: what is older and still not shown never will be. */
static void
queue_pass(struct connection *connection, unsigned side, const struct message *message,
		   const struct unshown *known)
{
	struct unshown_queue *queue = &connection->sides[side].queue;

	while (queue->first && queue->first != known &&
		   (known || queue->first->seen.first_frame < message->seen.first_frame)) {
		queue->first->ended = true;
		hand_over_first(connection, side);
	}
	if (known)
		unshown_free(unshown_take(queue));
	while (queue->first && began_inside(queue->first, message))
		unshown_free(unshown_take(queue));
}

bool
connection_message(const struct frame *frame, struct message *message, size_t length)
{
	struct connection *connection = connection_find(frame);

	if (!connection)
		return true;
	unsigned side = side_of(connection, frame);
	struct side *sender = &connection->sides[side];
	struct unshown *known = unshown_find(&sender->queue, message);

	if (message->seen.first_frame <= sender->told_frame)
		return false;
	note_end(connection, frame, message, length, known);
	note_client(connection, frame, message, known);
	queue_pass(connection, side, message, known);
	message->seen.faults |= connection_faults(connection, side);
	if (sender->lost || sender->holes_count)
		message->seen.faults |= FAULT_GAP_BEFORE;
	sender->lost = sender->disordered = false;
	sender->unshown = 0;
	connection->spoke = true;
	tell_unseen(connection);
	connection->shown_switch = note_agreement(connection, message);
	return true;
}

/*
 * A side has ended: what Wireshark did not show of it is handed over. Bytes that cannot be read must not look as if
 * there had been none.
 */
static void
side_finish(struct connection *connection, unsigned side, const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];

	hand_over(connection, side, HAND_OVER_ALL);
	collect_http2_break_off(connection->id, &sender->endpoint);
	if (connection->was_disordered && connection->spoke)
		tell_blind(connection, seen);
	if (sender->unshown && connection->spoke && connection->agreed == AGREED_HTTP)
		tell(connection, side, EVENT_DATA_LOST, seen, sender->unshown);
	sender->unshown = 0;
}

static void
connection_end(struct connection *connection, const struct sighting *seen)
{
	if (connection->ended)
		return;
	connection->ended = true;
	if (connection->syn_seen && !connection->sides[!connection->client].seen && !connection->talked) {
		connection->syn.first_frame = connection->first_frame;
		connection->syn.first_time = session_time_of(connection->first_frame);
		tell(connection, connection->client, EVENT_CONNECTION_SILENT, &connection->syn, 0);
	}
	tell(connection, connection->client, EVENT_CONNECTION_ENDED, seen, 0);
}

static void
connection_closed(struct connection *connection, unsigned side, const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];

	if (sender->closed)
		return;
	sender->fin_waits = sender->holes_count > 0;
	if (sender->fin_waits)
		return;
	sender->closed = true;
	unshown_close(&sender->queue, seen);
	side_finish(connection, side, seen);
	tell(connection, side, EVENT_CONNECTION_CLOSED, seen, 0);
	if (connection->sides[!side].closed)
		connection_end(connection, seen);
}

/*
 * A reset is told after the message that was under way from the other side, so that its request does not look
 * unanswered. More of it may still be on its way.
 */
static void
tell_reset(struct connection *connection)
{
	unsigned other = !connection->reset_by;

	connection->reset_untold = false;
	g_ptr_array_remove_fast(resets, connection);
	side_finish(connection, other, &connection->reset_at);
	tell(connection, connection->reset_by, EVENT_CONNECTION_RESET, &connection->reset_at, 0);
}

static void
connection_reset(struct connection *connection, unsigned side, const struct sighting *seen)
{
	if (connection->ended || connection->reset)
		return;
	connection->reset = true;
	if (connection->syn_seen && !connection->answered && side != connection->client) {
		struct sighting refusal = *seen;
		refusal.first_frame = connection->first_frame;
		refusal.first_time = session_time_of(connection->first_frame);
		tell(connection, side, EVENT_CONNECTION_REFUSED, &refusal, 0);
		return;
	}
	connection->reset_untold = true;
	connection->reset_by = (uint8_t)side;
	connection->reset_at = *seen;
	g_ptr_array_add(resets, connection);
	side_finish(connection, side, seen);
}

/* Tells the resets whose time has come. */
static void
resets_wait(int64_t now)
{
	for (guint i = resets->len; i-- > 0;) {
		struct connection *connection = g_ptr_array_index(resets, i);
		bool busy = connection->sides[!connection->reset_by].queue.first != NULL;
		if (!busy || now - connection->reset_at.last_time > RESET_WAIT)
			tell_reset(connection);
	}
}

/* The bytes of a segment behind the messages that Wireshark showed. */
static void
connection_rest(struct connection *connection, unsigned side, const struct frame *frame,
				const struct frame_segment *segment)
{
	struct side *sender = &connection->sides[side];
	uint32_t passed = connection->fresh - segment->sequence;

	if (passed >= segment->length || (connection->shown && !connection->shown_end))
		return;
	struct slice rest = slice_after(segment->bytes, passed);
	if (connection->shown_switch)
		connection_switch(connection, side, rest, &connection->last);
	if (connection->agreed != AGREED_HTTP || frame->transport != TRANSPORT_TCP ||
		wanted_last(frame->tree, WANTED_HTTP2))
		return;
	if (connection->shown)
		sender->unshown += segment->length - passed;
	uint32_t faults = (sender->lost || sender->holes_count ? FAULT_GAP_BEFORE : 0) |
					  (connection->acks_unseen ? FAULT_ACKS_UNSEEN : 0);
	unsigned news = unshown_bytes(&sender->queue, frame, connection->fresh, rest, segment->length - passed,
								  faults);
	if (sender->queue.first)
		sender->lost = false;
	if (news & UNSHOWN_BODY_BEGAN)
		tell(connection, side, EVENT_BODY_BEGAN, &connection->last, 0);
	if (news & UNSHOWN_COMPLETE && (sender->stalled || !sender->holes_count))
		hand_over(connection, side, HAND_OVER_COMPLETE);
}

void
connection_after_messages(const struct frame *frame)
{
	struct connection *connection = connection_find(frame);
	const struct frame_segment *segment = &frame->segment;

	if (!connection || !frame->has_segment)
		return;
	unsigned side = side_of(connection, frame);
	note_spoke(connection);
	if (segment->length && !(segment->flags & (TCP_RST | TCP_SYN)))
		connection_rest(connection, side, frame, segment);
	if (segment->flags & TCP_FIN)
		connection_closed(connection, side, &connection->last);
	for (unsigned i = 0; i < 2; i++)
		if (connection->sides[i].fin_waits)
			connection_closed(connection, i, &connection->last);
	if (segment->flags & TCP_RST)
		connection_reset(connection, side, &connection->last);
	if (resets->len)
		resets_wait(frame->time);
}

void
connections_finish(void)
{
	for (guint i = 0; in_order && i < in_order->len; i++) {
		struct connection *connection = g_ptr_array_index(in_order, i);
		for (unsigned side = 0; side < 2 && !connection->ended; side++)
			side_finish(connection, side, &connection->last);
		if (connection->reset_untold)
			tell_reset(connection);
		connection_end(connection, &connection->last);
	}
}
