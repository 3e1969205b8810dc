/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What capture/ makes of packets, made straight from the story: each message at its last packet, the events of its
 * connection, and the faults that cut packets leave.
 */
#include <unistd.h>

#include "core/analysis.h"
#include "tests/scenario/doors.h"
#include "tool/report.h"

#define TTL 64

/* What of a message has come by. */
struct arrival {
	const struct told_message *message;
	uint32_t first_frame;
	int64_t first_time;
	uint32_t sequence;     /* of its first byte */
	uint32_t acknowledged; /* by its first packet */
	bool acks_unseen;
	size_t bytes;
	bool body_began;
};

/* What one direction of a connection has shown. */
struct side {
	bool seen, started, lost_before, framing_lost, opaque, switched;
	uint32_t next;
	uint32_t acked; /* the most that the other side acknowledged; 0: nothing */
	struct arrival arrival;
};

struct watched {
	const struct told_connection *connection;
	struct side sides[2];
	bool syn_seen, silent;
	const struct told_packet *first_syn, *last;
};

struct door {
	const struct scenario *scenario;
	struct analysis *analysis;
	struct report *report;
	GArray *watched; /* struct watched, one for each connection */
	struct message message;
};

static void
on_settled(void *user, const struct annotation *annotation)
{
	struct report *report = user;

	report->settled(report, annotation);
}

static void
on_finding(void *user, const struct finding *finding)
{
	struct report *report = user;

	report->finding(report, finding);
}

static uint64_t
connection_number(const struct door *door, const struct told_packet *packet)
{
	guint index;

	if (!packet->connection || !g_ptr_array_find(door->scenario->connections, packet->connection, &index))
		return 0;
	return index + 1;
}

static struct watched *
watched_of(const struct door *door, const struct told_packet *packet)
{
	uint64_t number = connection_number(door, packet);

	return number ? &g_array_index(door->watched, struct watched, number - 1) : NULL;
}

static struct sighting
sighting_of(const struct door *door, const struct told_packet *packet)
{
	return (struct sighting){
		.frame = packet->frame,
		.first_frame = packet->frame,
		.first_time = STORY_BEGIN + packet->time,
		.last_time = STORY_BEGIN + packet->time,
		.source = packet->source,
		.destination = packet->destination,
		.connection = connection_number(door, packet),
		.ip_id = packet->source.address.family == 4 ? packet->ip_id : 0,
		.ttl = (uint8_t)(TTL - packet->routers),
		.transport = packet->connection ? TRANSPORT_TCP : TRANSPORT_UDP,
	};
}

static void
tell_event(const struct door *door, const struct told_packet *packet, enum transport_event_kind kind)
{
	struct transport_event event = {.kind = kind, .seen = sighting_of(door, packet)};

	analysis_event(door->analysis, &event);
}

static void
tell_from_syn(const struct door *door, struct transport_event *event, const struct watched *watched)
{
	if (watched->first_syn) {
		event->seen.first_frame = watched->first_syn->frame;
		event->seen.first_time = STORY_BEGIN + watched->first_syn->time;
	}
	analysis_event(door->analysis, event);
}

/* First seen with the SYN that is refused. */
static void
tell_refused(const struct door *door, const struct watched *watched, const struct told_packet *packet)
{
	struct transport_event event = {.kind = EVENT_CONNECTION_REFUSED, .seen = sighting_of(door, packet)};

	tell_from_syn(door, &event, watched);
}

/* An event of the connection whose source is its client, whoever sent the packet. */
static void
tell_of_client(const struct door *door, const struct told_packet *packet, enum transport_event_kind kind)
{
	struct transport_event event = {.kind = kind, .seen = sighting_of(door, packet)};

	event.seen.source = packet->connection->endpoint[0];
	event.seen.destination = packet->connection->endpoint[1];
	analysis_event(door->analysis, &event);
}

/* The last SYN; first seen with the first one. */
static void
tell_silent(const struct door *door, const struct watched *watched)
{
	struct transport_event event = {.kind = EVENT_CONNECTION_SILENT,
									.seen = sighting_of(door, watched->last)};

	tell_from_syn(door, &event, watched);
}

static void
deliver(struct door *door, const struct told_packet *packet, struct slice bytes, const struct sighting *seen)
{
	struct message *message = &door->message;
	struct watched *watched = watched_of(door, packet);
	size_t end;

	if (message_parse(message, bytes, !watched, &end) != MESSAGE_PARSED) {
		if (watched && !watched->sides[packet->direction].framing_lost) {
			watched->sides[packet->direction].framing_lost = true;
			tell_event(door, packet, EVENT_FRAMING_LOST);
		}
		return;
	}
	message->seen = *seen;
	message->body_length = bytes.length - end;
	message->body = message->protocol == PROTOCOL_SIP ? slice_after(bytes, end) : (struct slice){0};
	analysis_message(door->analysis, message);
}

/* What the capture shows of a packet's bytes. */
static size_t
captured_of(const struct door *door, const struct told_packet *packet, size_t offset, size_t length)
{
	size_t before = offset + 14 + (packet->source.address.family == 6 ? 40 : 20) +
					(packet->connection ? 20 : 8);

	if (!door->scenario->snap)
		return length;
	return door->scenario->snap > before ? MIN(length, door->scenario->snap - before) : 0;
}

static void
datagram(struct door *door, const struct told_packet *packet)
{
	struct sighting seen = sighting_of(door, packet);
	size_t captured = captured_of(door, packet, 0, packet->payload->len);

	if (captured < packet->payload->len)
		seen.faults |= FAULT_TRUNCATED;
	deliver(door, packet, (struct slice){packet->payload->str, captured}, &seen);
}

static uint32_t
faults_of(const struct watched *watched, const struct told_packet *packet)
{
	uint32_t faults = watched->syn_seen ? 0 : FAULT_MID_STREAM;

	if (!watched->sides[!packet->direction].seen)
		faults |= FAULT_ONE_SIDED;
	if (watched->sides[packet->direction].lost_before)
		faults |= FAULT_GAP_BEFORE;
	return faults;
}

/* So many bytes that the packet acknowledges were not seen before it; one may be a FIN. */
static uint32_t
acks_unseen(const struct watched *watched, const struct told_packet *packet)
{
	const struct side *acked = &watched->sides[!packet->direction];
	int32_t unseen = (int32_t)(packet->acknowledged - acked->next);

	return acked->started && unseen > 1 ? (uint32_t)unseen : 0;
}

static void
follow_acknowledgement(const struct door *door, struct watched *watched, const struct told_packet *packet)
{
	struct side *acked = &watched->sides[!packet->direction];
	struct transport_event event = {
		.kind = EVENT_DATA_UNSEEN, .seen = sighting_of(door, packet), .bytes = acks_unseen(watched, packet)};

	event.seen.source = packet->destination;
	event.seen.destination = packet->source;
	if (event.bytes && (!acked->acked || (int32_t)(packet->acknowledged - acked->acked) > 0))
		analysis_event(door->analysis, &event);
	acked->acked = packet->acknowledged;
}

/* A part of a message; the last one delivers it. A message that lost its first bytes is none. */
static void
message_part(struct door *door, struct watched *watched, const struct told_packet *packet,
			 const struct content *content, size_t offset)
{
	struct side *side = &watched->sides[packet->direction];
	struct arrival *arrival = &side->arrival;
	const struct told_message *message = content->message;
	struct sighting seen = sighting_of(door, packet);

	if (content->offset == 0)
		*arrival = (struct arrival){.message = message,
									.first_frame = packet->frame,
									.first_time = seen.first_time,
									.sequence = packet->sequence + (uint32_t)offset,
									.acknowledged = packet->acknowledged,
									.acks_unseen = acks_unseen(watched, packet) > 0};
	if (arrival->message != message)
		return;
	arrival->bytes += content->length;
	if (!arrival->body_began && message->protocol == PROTOCOL_HTTP && !message->is_response &&
		!content->ends_message && arrival->bytes > message->head_length) {
		arrival->body_began = true;
		tell_event(door, packet, EVENT_BODY_BEGAN);
	}
	if (!content->ends_message)
		return;
	seen.first_frame = arrival->first_frame;
	seen.first_time = arrival->first_time;
	seen.faults = faults_of(watched, packet) | (arrival->acks_unseen ? FAULT_ACKS_UNSEEN : 0);
	seen.client_sequence = message->is_response ? arrival->acknowledged : arrival->sequence;
	if (arrival->bytes < message->bytes->len)
		seen.faults |= FAULT_GAP_IN_BODY;
	side->lost_before = false;
	arrival->message = NULL;
	deliver(door, packet, (struct slice){message->bytes->str, message->bytes->len}, &seen);
}

static void
stream_part(struct door *door, struct watched *watched, const struct told_packet *packet,
			const struct content *content, size_t offset)
{
	struct side *side = &watched->sides[packet->direction];
	struct sighting seen = sighting_of(door, packet);

	seen.faults = faults_of(watched, packet);
	if (side->framing_lost || side->opaque)
		return;
	switch (content->kind) {
	case CONTENT_MESSAGE: message_part(door, watched, packet, content, offset); break;
	case CONTENT_RAW:
		deliver(door, packet, (struct slice){packet->payload->str + offset, content->length}, &seen);
		break;
	case CONTENT_TLS:
		side->opaque = true;
		tell_event(door, packet, EVENT_TUNNEL_TLS);
		break;
	case CONTENT_OTHER:
		if (!side->switched && !watched->sides[!packet->direction].switched)
			tell_event(door, packet, EVENT_PROTOCOL_SWITCHED);
		side->switched = true;
		break;
	case CONTENT_NAME_ANSWER: break;
	}
}

/* Bytes that were lost or cut away before this packet. False: the packet says nothing new. */
static bool
follow_sequence(struct door *door, struct side *side, const struct told_packet *packet)
{
	int32_t ahead = (int32_t)(packet->sequence - side->next);

	if (side->started && ahead < 0)
		return false;
	if (side->started && ahead > 0) {
		struct transport_event event = {
			.kind = EVENT_DATA_LOST, .seen = sighting_of(door, packet), .bytes = (uint32_t)ahead};
		analysis_event(door->analysis, &event);
		side->lost_before = true;
		side->arrival.message = NULL;
	}
	side->started = true;
	side->next = packet->sequence + (uint32_t)packet->payload->len;
	return true;
}

static void
segment(struct door *door, struct watched *watched, const struct told_packet *packet)
{
	struct side *side = &watched->sides[packet->direction];
	size_t offset = 0;

	side->seen = true;
	if (packet->payload->len > 0 && !follow_sequence(door, side, packet))
		return;
	for (guint i = 0; i < packet->contents->len; i++) {
		const struct content *content = &g_array_index(packet->contents, struct content, i);
		stream_part(door, watched, packet, content, offset);
		offset += content->length;
	}
}

/* Bytes behind the last one of the other side that the packet acknowledges are lost when it ends the connection. */
static void
lose_end(const struct door *door, const struct watched *watched, const struct told_packet *packet)
{
	struct transport_event event = {
		.kind = EVENT_DATA_LOST, .seen = sighting_of(door, packet), .bytes = acks_unseen(watched, packet)};

	event.seen.source = packet->destination;
	event.seen.destination = packet->source;
	if (event.bytes)
		analysis_event(door->analysis, &event);
}

static void
connection_packet(struct door *door, const struct told_packet *packet)
{
	struct watched *watched = watched_of(door, packet);
	struct side *side = &watched->sides[packet->direction];

	watched->last = packet;
	switch (packet->kind) {
	case PACKET_SYN:
		watched->silent = watched->first_syn != NULL;
		watched->first_syn = watched->first_syn ? watched->first_syn : packet;
		break;
	case PACKET_SYN_ACK:
		if (watched->first_syn)
			tell_of_client(door, packet, EVENT_CONNECTION_OPENED);
		watched->sides[!packet->direction].next = packet->acknowledged;
		watched->sides[!packet->direction].started = true;
		break;
	case PACKET_REFUSAL: tell_refused(door, watched, packet); break;
	default: break;
	}
	if (packet->kind == PACKET_SYN || packet->kind == PACKET_SYN_ACK) {
		watched->syn_seen = true;
		side->seen = true;
		side->started = true;
		side->next = packet->sequence + 1;
		return;
	}
	follow_acknowledgement(door, watched, packet);
	segment(door, watched, packet);
	if (packet->kind == PACKET_FIN)
		tell_event(door, packet, EVENT_CONNECTION_CLOSED);
	if (packet->kind == PACKET_RESET)
		lose_end(door, watched, packet);
	if (packet->kind == PACKET_RESET)
		tell_event(door, packet, EVENT_CONNECTION_RESET);
}

static void
unreachable(const struct door *door, const struct told_packet *packet)
{
	const struct told_packet *about = packet->about;
	struct transport_event event = {
		.kind = EVENT_UNREACHABLE,
		.seen = sighting_of(door, packet),
		.about_source = about->source,
		.about_destination = about->destination,
		.icmp_type = packet->icmp_type,
		.icmp_code = packet->icmp_code,
		.icmp_v6 = packet->source.address.family == 6,
		.quoted = {about->payload->str, MIN(about->payload->len, 548 - 28)},
		.quoted_transport = about->connection ? TRANSPORT_TCP : TRANSPORT_UDP,
	};

	analysis_event(door->analysis, &event);
}

static void
name_answer(const struct door *door, const struct told_packet *packet)
{
	struct transport_event event = {
		.kind = packet->name_answer == 3 ? EVENT_NAME_NOT_FOUND : EVENT_NAME_SERVER_FAILED,
		.seen = sighting_of(door, packet),
		.name = slice_of(packet->name),
	};

	analysis_event(door->analysis, &event);
}

static void
enter(struct door *door, const struct told_packet *packet)
{
	if (packet->connection)
		connection_packet(door, packet);
	else if (packet->kind == PACKET_ICMP)
		unreachable(door, packet);
	else if (packet->name)
		name_answer(door, packet);
	else if (packet->kind == PACKET_DATA)
		datagram(door, packet);
}

/* The capture is over: nothing more comes on any connection. */
static void
end_connections(struct door *door)
{
	for (guint i = 0; i < door->watched->len; i++) {
		struct watched *watched = &g_array_index(door->watched, struct watched, i);
		if (!watched->last)
			continue;
		if (watched->silent && !watched->sides[1].seen)
			tell_silent(door, watched);
		tell_of_client(door, watched->last, EVENT_CONNECTION_ENDED);
	}
}

void
core_door(const struct scenario *scenario)
{
	struct descriptor_output standard_output = {.descriptor = STDOUT_FILENO};
	struct output output = output_to_descriptor(&standard_output);
	struct report *report = report_json_new(&output);
	struct analysis_sink sink = {.user = report, .settled = on_settled, .finding = on_finding};
	struct analysis_settings settings = analysis_defaults();
	struct door *door = g_new0(struct door, 1);
	uint32_t frame = 0;
	int64_t time = 0;

	door->scenario = scenario;
	door->report = report;
	door->analysis = analysis_new(&settings, &sink);
	door->watched = g_array_new(FALSE, TRUE, sizeof(struct watched));
	g_array_set_size(door->watched, scenario->connections->len);
	for (guint i = 0; i < scenario->packets->len; i++) {
		const struct told_packet *packet = g_ptr_array_index(scenario->packets, i);
		if (packet->frame == 0)
			continue;
		frame = packet->frame;
		time = STORY_BEGIN + packet->time;
		enter(door, packet);
	}
	end_connections(door);
	analysis_finish(door->analysis, frame, time, false);
	report->finish(report);
	report->free(report);
	analysis_free(door->analysis);
	g_array_unref(door->watched);
	g_free(door);
}
