/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/scenario/wire.h"

#include <string.h>

#define CLIENT_PORT_FIRST 40001
#define DNS_PORT          53
/* Payload of one packet at most, so that no IP datagram grows beyond its length field. */
#define SEGMENT_MAX 60000

static struct told_packet *
packet_add(struct scenario *scenario, enum packet_kind kind, int64_t time)
{
	struct told_packet *packet = g_new0(struct told_packet, 1);

	packet->kind = kind;
	packet->time = time;
	packet->payload = g_string_new(NULL);
	packet->contents = g_array_new(FALSE, FALSE, sizeof(struct content));
	g_ptr_array_add(scenario->packets, packet);
	packet->story = scenario->packets->len;
	packet->frame = packet->story;
	packet->ip_id = (uint16_t)(1000 + packet->story);
	return packet;
}

void
told_packet_free(gpointer data)
{
	struct told_packet *packet = data;

	g_string_free(packet->payload, TRUE);
	g_array_unref(packet->contents);
	g_free(packet->name);
	g_free(packet);
}

static struct told_connection *
connection_find(const struct scenario *scenario, const struct passage *passage)
{
	for (guint i = scenario->connections->len; i-- > 0;) {
		struct told_connection *connection = g_ptr_array_index(scenario->connections, i);
		bool forward = connection->actor[0] == passage->from && connection->actor[1] == passage->to;
		bool backward = connection->actor[0] == passage->to && connection->actor[1] == passage->from;
		if (!connection->closed && connection->number == passage->number && (forward || backward))
			return connection;
	}
	return NULL;
}

static struct told_connection *
connection_new(struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = g_new0(struct told_connection, 1);
	guint count = scenario->connections->len;

	connection->actor[0] = passage->from;
	connection->actor[1] = passage->to;
	connection->number = passage->number;
	connection->endpoint[0] = actor_endpoint(passage->from, passage->port);
	connection->endpoint[0].port = (uint16_t)(CLIENT_PORT_FIRST + count);
	connection->endpoint[1] = actor_endpoint(passage->to, passage->port);
	connection->sequence[0] = 100000 * (count + 1);
	connection->sequence[1] = 100000 * (count + 1) + 50000;
	g_ptr_array_add(scenario->connections, connection);
	return connection;
}

/* A packet of a connection that carries `bytes` of its sequence numbers. */
static struct told_packet *
segment_add(struct scenario *scenario, enum packet_kind kind, int64_t time,
			struct told_connection *connection, unsigned direction, uint32_t bytes)
{
	struct told_packet *packet = packet_add(scenario, kind, time);

	packet->connection = connection;
	packet->direction = direction;
	packet->source = connection->endpoint[direction];
	packet->destination = connection->endpoint[!direction];
	packet->sequence = connection->sequence[direction];
	packet->acknowledged = connection->sequence[!direction];
	connection->sequence[direction] += bytes;
	return packet;
}

void
wire_connect(struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = connection_new(scenario, passage);

	segment_add(scenario, PACKET_SYN, passage->time, connection, 0, 1);
	segment_add(scenario, PACKET_SYN_ACK, passage->time, connection, 1, 1);
	segment_add(scenario, PACKET_ACK, passage->time, connection, 0, 0);
}

void
wire_connect_refused(struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = connection_new(scenario, passage);

	segment_add(scenario, PACKET_SYN, passage->time, connection, 0, 1);
	segment_add(scenario, PACKET_REFUSAL, passage->time, connection, 1, 0);
	connection->closed = true;
}

/* The first two repetitions of Linux come after 1 and 3 seconds. */
void
wire_connect_silent(struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = connection_new(scenario, passage);
	const int64_t after[] = {0, 1, 3};

	for (size_t i = 0; i < G_N_ELEMENTS(after); i++)
		segment_add(scenario, PACKET_SYN, passage->time + after[i] * 1000000000, connection, 0, 0);
	connection->closed = true;
}

static struct told_connection *
connection_open(struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = connection_find(scenario, passage);

	if (connection)
		return connection;
	wire_connect(scenario, passage);
	return connection_find(scenario, passage);
}

static unsigned
direction_of(const struct told_connection *connection, const struct passage *passage)
{
	return connection->actor[0] == passage->from ? 0 : 1;
}

static void
content_add(struct told_packet *packet, struct content content, const char *bytes)
{
	g_string_append_len(packet->payload, bytes, (gssize)content.length);
	g_array_append_val(packet->contents, content);
}

static struct told_packet *
datagram_add(struct scenario *scenario, const struct passage *passage)
{
	struct told_packet *packet = packet_add(scenario, PACKET_DATA, passage->time);

	packet->source = actor_endpoint(passage->from, passage->port);
	packet->destination = actor_endpoint(passage->to, passage->port);
	return packet;
}

/* The last packet, if "and" may put more into it. */
static struct told_packet *
packet_to_join(struct scenario *scenario, const struct told_connection *connection, unsigned direction)
{
	struct told_packet *last = scenario->packets->len
								   ? g_ptr_array_index(scenario->packets, scenario->packets->len - 1)
								   : NULL;

	if (!last || last->kind != PACKET_DATA || last->connection != connection || last->direction != direction)
		scenario_fail(scenario, "\"and\" needs a packet of the same direction just before");
	return last;
}

static void
send_content(struct scenario *scenario, const struct passage *passage, struct content content,
			 const char *bytes)
{
	struct told_connection *connection;
	struct told_packet *packet;
	unsigned direction;

	if (!passage->over_tcp) {
		content_add(datagram_add(scenario, passage), content, bytes);
		return;
	}
	connection = connection_open(scenario, passage);
	direction = direction_of(connection, passage);
	if (passage->joined) {
		packet = packet_to_join(scenario, connection, direction);
		connection->sequence[direction] += (uint32_t)content.length;
	} else {
		packet = segment_add(scenario, PACKET_DATA, passage->time, connection, direction,
							 (uint32_t)content.length);
	}
	content_add(packet, content, bytes);
}

/* Sends the message up to the offset `until`, in that many segments. */
static void
send_until(struct scenario *scenario, const struct passage *passage, struct told_message *message,
		   size_t until, unsigned segments)
{
	size_t step = MIN(MAX((until - message->sent + segments - 1) / segments, 1), SEGMENT_MAX);

	while (message->sent < until) {
		struct content content = {.kind = CONTENT_MESSAGE, .message = message, .offset = message->sent};
		content.length = MIN(step, until - message->sent);
		message->sent += content.length;
		content.ends_message = message->sent == message->bytes->len && !message->until_close;
		send_content(scenario, passage, content, message->bytes->str + content.offset);
	}
}

static struct told_message **
unfinished_of(const struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = connection_find(scenario, passage);

	return connection ? &connection->unfinished[direction_of(connection, passage)] : NULL;
}

void
wire_message(struct scenario *scenario, const struct passage *passage, struct told_message *message)
{
	struct told_message **unfinished;

	if ((message->later || message->until_close) && !passage->over_tcp)
		scenario_fail(scenario, "over UDP a message is one packet");
	send_until(scenario, passage, message, message->later ? message->head_length : message->bytes->len,
			   passage->over_tcp ? message->segments : 1);
	if (message->later || message->until_close) {
		unfinished = unfinished_of(scenario, passage);
		*unfinished = message;
	}
}

void
wire_rest(struct scenario *scenario, const struct passage *passage, size_t bytes)
{
	struct told_message **unfinished = unfinished_of(scenario, passage);
	struct told_message *message = unfinished ? *unfinished : NULL;
	size_t left = message ? message->bytes->len - message->sent : 0;

	if (left == 0)
		scenario_fail(scenario, "nothing is left to be sent \"later\" here");
	send_until(scenario, passage, message, message->sent + (bytes ? MIN(bytes, left) : left), 1);
	if (message->sent == message->bytes->len && !message->until_close)
		*unfinished = NULL;
}

void
wire_bytes(struct scenario *scenario, const struct passage *passage, enum content_kind kind,
		   const GString *bytes)
{
	send_content(scenario, passage, (struct content){.kind = kind, .length = bytes->len}, bytes->str);
}

static struct told_connection *
connection_needed(const struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = connection_find(scenario, passage);

	if (!connection)
		scenario_fail(scenario, "no connection is open between the two");
	return connection;
}

void
wire_close(struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = connection_needed(scenario, passage);
	unsigned direction = direction_of(connection, passage);
	struct told_message *message = connection->unfinished[direction];
	struct told_packet *packet = segment_add(scenario, PACKET_FIN, passage->time, connection, direction, 1);

	if (message && message->until_close) {
		struct content end = {
			.kind = CONTENT_MESSAGE, .message = message, .offset = message->sent, .ends_message = true};
		content_add(packet, end, "");
		connection->unfinished[direction] = NULL;
	}
	connection->finished[direction] = true;
	connection->closed = connection->finished[0] && connection->finished[1];
}

void
wire_reset(struct scenario *scenario, const struct passage *passage)
{
	struct told_connection *connection = connection_needed(scenario, passage);

	segment_add(scenario, PACKET_RESET, passage->time, connection, direction_of(connection, passage), 0);
	connection->closed = true;
}

void
wire_lose(struct scenario *scenario, const struct passage *passage, uint32_t bytes)
{
	struct told_connection *connection = connection_needed(scenario, passage);

	connection->sequence[direction_of(connection, passage)] += bytes;
}

/* RFC 792 and RFC 1812 section 5.2.7.1. */
static const struct {
	const char *name;
	uint8_t type, code;
} ICMP[] = {
	{"net-unreachable", 3, 0},   {"host-unreachable", 3, 1}, {"port-unreachable", 3, 3},
	{"admin-prohibited", 3, 13}, {"time-exceeded", 11, 0},
};

bool
wire_icmp(struct scenario *scenario, const struct passage *passage, const char *name,
		  const struct told_packet *about)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ICMP); i++) {
		struct told_packet *packet;
		if (strcmp(ICMP[i].name, name) != 0)
			continue;
		packet = packet_add(scenario, PACKET_ICMP, passage->time);
		packet->source = (struct endpoint){.address = passage->from->endpoint.address};
		packet->destination = (struct endpoint){.address = passage->to->endpoint.address};
		packet->icmp_type = ICMP[i].type;
		packet->icmp_code = ICMP[i].code;
		packet->about = about;
		return true;
	}
	return false;
}

static void
put_u16(GString *to, unsigned number)
{
	g_string_append_c(to, (char)(number >> 8));
	g_string_append_c(to, (char)(number & 0xff));
}

/* An answer without records to a question for an address: RFC 1035 section 4.1. */
void
wire_name_answer(struct scenario *scenario, const struct passage *passage, const char *name, uint8_t answer)
{
	struct told_packet *packet = datagram_add(scenario, passage);
	struct content content = {.kind = CONTENT_NAME_ANSWER};
	g_auto(GStrv) labels = g_strsplit(name, ".", -1);

	packet->source.port = DNS_PORT;
	packet->name = g_strdup(name);
	packet->name_answer = answer;
	put_u16(packet->payload, 0x1234);
	put_u16(packet->payload, 0x8180u | answer);
	put_u16(packet->payload, 1);
	for (int i = 0; i < 3; i++)
		put_u16(packet->payload, 0);
	for (char **label = labels; *label; label++) {
		g_string_append_c(packet->payload, (char)strlen(*label));
		g_string_append(packet->payload, *label);
	}
	g_string_append_c(packet->payload, '\0');
	put_u16(packet->payload, 1);
	put_u16(packet->payload, 1);
	g_array_append_val(packet->contents, content);
}

struct told_packet *
wire_repeat(struct scenario *scenario, int64_t time, const struct told_packet *packet, bool copied)
{
	struct told_packet *again = packet_add(scenario, packet->kind, time);
	struct told_packet fresh = *again;

	*again = *packet;
	again->time = time;
	again->story = fresh.story;
	again->frame = fresh.frame;
	again->ip_id = copied ? packet->ip_id : fresh.ip_id;
	again->payload = fresh.payload;
	again->contents = fresh.contents;
	again->name = g_strdup(packet->name);
	g_string_append_len(again->payload, packet->payload->str, (gssize)packet->payload->len);
	g_array_append_vals(again->contents, packet->contents->data, packet->contents->len);
	return again;
}

void
wire_unrelated(struct scenario *scenario, int64_t time)
{
	struct told_packet *packet = packet_add(scenario, PACKET_UNRELATED, time);

	packet->source = (struct endpoint){{4, {192, 0, 2, 253}}, 9};
	packet->destination = (struct endpoint){{4, {192, 0, 2, 254}}, 9};
	g_string_append(packet->payload, "discard");
}
