/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/connection.h"

#include "plugin/session.h"

enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_ACK = 0x10 };

/* All ours: how many holes of one side are watched, and how long one may wait for packets that come late. */
#define HOLES_MAX        8
#define PATIENCE_PACKETS 8
#define PATIENCE_TIME    (INT64_C(100) * 1000 * 1000) /* nanoseconds */

/* Bytes that did not come yet, from `begin` up to `end`. */
struct hole {
	uint32_t begin, end;
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
	uint32_t end;     /* the sequence number behind all that was seen */
	uint64_t unshown; /* bytes since the last message that Wireshark showed */
	unsigned holes_count;
	struct hole holes[HOLES_MAX];
};

/* What is agreed on for the bytes that follow. */
enum agreed { AGREED_HTTP, AGREED_TUNNEL, AGREED_OTHER, AGREED_TOLD };

struct connection {
	uint64_t id;
	struct side sides[2];
	bool syn_seen, answered, mid_stream, talked;
	bool reset, ended;
	bool spoke;          /* a message was found on it */
	uint8_t client;      /* side */
	uint8_t agreed;      /* enum agreed */
	bool asked_connect;  /* the last request was CONNECT */
	struct sighting syn; /* of the last SYN */
	uint32_t first_frame;
	struct sighting last;
	struct slice behind; /* what stands behind the response just shown; only within its frame */
};

static wmem_map_t *connections;
static GPtrArray *in_order;

void
connections_begin(void)
{
	connections = wmem_map_new(wmem_file_scope(), wmem_int64_hash, g_int64_equal);
	if (in_order)
		g_ptr_array_set_size(in_order, 0);
	else
		in_order = g_ptr_array_new();
}

static struct connection *
connection_of(const struct frame *frame, const struct frame_segment *segment)
{
	struct connection *connection = wmem_map_lookup(connections, &frame->connection);

	if (connection)
		return connection;
	connection = wmem_new0(wmem_file_scope(), struct connection);
	connection->id = frame->connection;
	connection->mid_stream = !(segment->flags & TCP_SYN);
	connection->sides[0].endpoint = frame->source;
	connection->sides[1].endpoint = frame->destination;
	connection->first_frame = frame->number;
	wmem_map_insert(connections, &connection->id, connection);
	g_ptr_array_add(in_order, connection);
	return connection;
}

static unsigned
side_of(const struct connection *connection, const struct frame *frame)
{
	return !endpoint_equal(&connection->sides[0].endpoint, &frame->source);
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

/* The bytes from `begin` to `end` came late: they fill a hole, or a part of it. */
static void
holes_fill(struct side *side, uint32_t begin, uint32_t end)
{
	for (unsigned i = side->holes_count; i-- > 0;) {
		struct hole *hole = &side->holes[i];
		bool from_front = sequence_distance(begin, hole->begin) <= 0;
		bool to_back = sequence_distance(end, hole->end) >= 0;
		if (sequence_distance(end, hole->begin) <= 0 || sequence_distance(begin, hole->end) >= 0)
			continue;
		if (from_front && to_back)
			hole_remove(side, i);
		else if (from_front)
			hole->begin = end;
		else
			hole->end = begin;
	}
}

/* Bytes of a side, from `begin` to `end`. */
static void
side_bytes(struct side *side, uint32_t begin, uint32_t end)
{
	if (!side->started) {
		side->started = true;
		side->end = begin;
	}
	int32_t ahead = sequence_distance(begin, side->end);
	if (sequence_distance(end, side->end) > 0)
		side->unshown += (uint32_t)(end - side->end);
	if (ahead > 0 && side->holes_count < HOLES_MAX)
		side->holes[side->holes_count++] = (struct hole){.begin = side->end, .end = begin};
	if (ahead < 0)
		holes_fill(side, begin, end);
	if (sequence_distance(end, side->end) > 0)
		side->end = end;
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

static void
holes_wait(struct connection *connection, unsigned side, const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];

	for (unsigned i = sender->holes_count; i-- > 0;) {
		struct hole *hole = &sender->holes[i];
		if (!hole->covered ||
			(++hole->packets <= PATIENCE_PACKETS && seen->last_time - hole->covered <= PATIENCE_TIME))
			continue;
		uint32_t bytes = hole->end - hole->begin;
		hole_remove(sender, i);
		sender->lost = true;
		if (connection->spoke)
			tell(connection, side, EVENT_DATA_LOST, seen, bytes);
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

void
connection_before_messages(const struct frame *frame)
{
	struct frame_segment segment;

	if (!frame->connection || !frame_read_segment(frame, &segment))
		return;
	struct connection *connection = connection_of(frame, &segment);
	unsigned side = side_of(connection, frame);
	struct sighting seen = frame_sighting_whole(frame);

	connection->sides[side].seen = true;
	connection->last = seen;
	if (segment.flags & TCP_SYN)
		connection_syn(connection, side, &segment, &seen);
	if (segment.flags & TCP_ACK)
		side_acknowledged(connection, !side, segment.acknowledged, &seen);
	if (segment.length && !(segment.flags & (TCP_RST | TCP_SYN))) {
		connection->talked = true;
		side_bytes(&connection->sides[side], segment.sequence, segment.sequence + segment.length);
		connection_switch(connection, side, segment.bytes, &seen);
	}
	if (segment.flags & TCP_FIN)
		side_bytes(&connection->sides[side], segment.sequence + segment.length,
				   segment.sequence + segment.length);
	holes_wait(connection, 0, &seen);
	holes_wait(connection, 1, &seen);
}

void
connection_message(const struct frame *frame, struct message *message, struct slice behind)
{
	struct connection *connection = wmem_map_lookup(connections, &frame->connection);

	if (!connection)
		return;
	unsigned side = side_of(connection, frame);
	struct side *sender = &connection->sides[side];

	message->seen.faults |= connection_faults(connection, side);
	if (sender->lost || sender->holes_count)
		message->seen.faults |= FAULT_GAP_BEFORE;
	sender->lost = false;
	sender->unshown = 0;
	connection->spoke = true;
	if (message->protocol != PROTOCOL_HTTP || message->seen.stream)
		return;
	if (!message->is_response)
		connection->asked_connect = message->method == METHOD_CONNECT;
	else if (message->status == 101)
		connection->agreed = message_has_token(message, FIELD_SEC_WEBSOCKET_PROTOCOL, "sip") ? AGREED_TOLD
																							 : AGREED_OTHER;
	else if (connection->asked_connect && message->status >= 200 && message->status < 300)
		connection->agreed = AGREED_TUNNEL;
	connection->behind = message->is_response ? behind : (struct slice){NULL, 0};
}

/*
 * What Wireshark did not show of a side when it ended is a message that did not come to its end. It must not look
 * as if there had been none.
 */
static void
tell_unshown(struct connection *connection, unsigned side, const struct sighting *seen)
{
	struct side *sender = &connection->sides[side];

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
	tell_unshown(connection, side, seen);
	tell(connection, side, EVENT_CONNECTION_CLOSED, seen, 0);
	if (connection->sides[!side].closed)
		connection_end(connection, seen);
}

static void
connection_reset(struct connection *connection, unsigned side, const struct sighting *seen)
{
	if (connection->ended || connection->reset)
		return;
	connection->reset = true;
	if (connection->syn_seen && !connection->answered && side != connection->client) {
		tell(connection, side, EVENT_CONNECTION_REFUSED, seen, 0);
		return;
	}
	tell_unshown(connection, 0, seen);
	tell_unshown(connection, 1, seen);
	tell(connection, side, EVENT_CONNECTION_RESET, seen, 0);
}

void
connection_after_messages(const struct frame *frame)
{
	struct connection *connection = wmem_map_lookup(connections, &frame->connection);
	struct frame_segment segment;

	if (!connection || !frame_read_segment(frame, &segment))
		return;
	unsigned side = side_of(connection, frame);
	if (connection->behind.length)
		connection_switch(connection, side, connection->behind, &connection->last);
	connection->behind.length = 0;
	if (segment.flags & TCP_FIN)
		connection_closed(connection, side, &connection->last);
	for (unsigned i = 0; i < 2; i++)
		if (connection->sides[i].fin_waits)
			connection_closed(connection, i, &connection->last);
	if (segment.flags & TCP_RST)
		connection_reset(connection, side, &connection->last);
}

void
connections_finish(void)
{
	for (guint i = 0; in_order && i < in_order->len; i++) {
		struct connection *connection = g_ptr_array_index(in_order, i);
		connection_end(connection, &connection->last);
	}
}
