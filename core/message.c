/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>

#include "core/kept.h"
#include "core/method_names.h"
#include "core/value.h"

const char *
protocol_name(enum protocol protocol)
{
	return protocol == PROTOCOL_SIP ? "sip" : "http";
}

const char *
transport_name(enum transport transport)
{
	static const char *const names[] = {
		[TRANSPORT_UDP] = "udp",   [TRANSPORT_TCP] = "tcp",
		[TRANSPORT_TLS] = "tls",   [TRANSPORT_WEBSOCKET] = "websocket",
		[TRANSPORT_SCTP] = "sctp",
	};

	return (unsigned)transport < sizeof(names) / sizeof(*names) ? names[transport] : "";
}

static const struct {
	char name[16];
	uint8_t length;
} method_rows[METHOD_COUNT] = {
#define X(method) [METHOD_##method] = {#method, sizeof(#method) - 1},
	METHODS(X)
#undef X
};

struct method_slot method_slots[METHOD_SLOTS];

__attribute__((constructor)) static void
method_slots_fill(void)
{
	for (uint8_t method = METHOD_OTHER + 1; method < METHOD_COUNT; method++) {
		struct method_key key = method_key(
			(struct slice){method_rows[method].name, method_rows[method].length});
		unsigned place = method_place(key);
		while (method_slots[place].key.length)
			place = (place + 1) % METHOD_SLOTS;
		method_slots[place] = (struct method_slot){key, (enum method)method};
	}
}

enum method
method_find(struct slice name)
{
	return method_named(name);
}

const char *
method_name(enum method method)
{
	return (unsigned)method < METHOD_COUNT ? method_rows[method].name : "";
}

/* The bytes an address takes: 4, 16, or none when it is not known. */
static size_t
address_length(const struct address *address)
{
	return address->family == 4 ? 4 : address->family == 6 ? 16 : 0;
}

const char *
address_text(const struct address *address, char text[static ENDPOINT_TEXT_SIZE])
{
	strcpy(text, "?");
	if (address_length(address))
		inet_ntop(address->family == 6 ? AF_INET6 : AF_INET, address->bytes, text, ENDPOINT_TEXT_SIZE);
	return text;
}

const char *
endpoint_text(const struct endpoint *endpoint, char text[static ENDPOINT_TEXT_SIZE])
{
	char address[ENDPOINT_TEXT_SIZE];

	address_text(&endpoint->address, address);
	snprintf(text, ENDPOINT_TEXT_SIZE, endpoint->address.family == 6 ? "[%.46s]:%u" : "%.46s:%u", address,
			 endpoint->port);
	return text;
}

unsigned
message_first_field_kept(const struct message *message, enum field_id id)
{
	assert(!message->is_digest || !kept_leaves_out(id));
	for (unsigned i = 0; i < message->field_count; i++)
		if (message->fields[i].id == id)
			return i + 1;
	return 0;
}

bool
message_field_named(const struct message *message, const char *name, struct slice *value)
{
	struct slice wanted = slice_of(name);
	enum field_id id = field_find(wanted, message->protocol == PROTOCOL_SIP);

	if (id != FIELD_OTHER)
		return message_field(message, id, value);
	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		struct slice spelled = {message->head.bytes + field->name, field->name_length};
		if (field->id == FIELD_OTHER && slice_equal_nocase(spelled, wanted)) {
			*value = field_value(message, field);
			return true;
		}
	}
	return false;
}

/* Most values of lists stand alone, one in a field. */
static bool
is_one_value(struct slice value)
{
	return value.length && (unsigned char)value.bytes[0] > ' ' &&
		   (unsigned char)value.bytes[value.length - 1] > ' ' && !memchr(value.bytes, ',', value.length);
}

bool
message_next_value(const struct message *message, enum field_id id, struct field_walk *walk,
				   struct slice *value)
{
	if (walk->next == 0) {
		unsigned first = message_first_field(message, id);
		if (first == 0)
			return false;
		walk->next = (uint16_t)(first - 1);
	} else if (walk->rest.length == 0 && !message_field_repeats(message, id)) {
		return false;
	}
	while (!value_next(&walk->rest, value)) {
		while (walk->next < message->field_count && message->fields[walk->next].id != id)
			walk->next++;
		if (walk->next >= message->field_count)
			return false;
		walk->rest = field_value(message, &message->fields[walk->next++]);
		if (is_one_value(walk->rest)) {
			*value = walk->rest;
			walk->rest.length = 0;
			return true;
		}
	}
	return true;
}

bool
message_may_lack_fields(const struct message *message)
{
	return message->seen.faults & (FAULT_TRUNCATED | FAULT_GAP_BEFORE | FAULT_OVERLAP) ||
		   message->oddities & (ODDITY_NO_END | ODDITY_TOO_MANY_FIELDS | ODDITY_NO_COLON);
}

bool
message_has_one_value(const struct message *message, enum field_id id)
{
	struct field_walk walk = {0};
	struct slice value;

	return message_next_value(message, id, &walk, &value) && !message_next_value(message, id, &walk, &value);
}

bool
message_has_token(const struct message *message, enum field_id id, const char *token)
{
	struct slice wanted = slice_of(token), value;
	struct field_walk walk = {0};

	while (message_next_value(message, id, &walk, &value)) {
		const char *semicolon = memchr(value.bytes, ';', value.length);
		if (semicolon)
			value = slice_trim((struct slice){value.bytes, (size_t)(semicolon - value.bytes)});
		if (slice_equal_nocase(value, wanted))
			return true;
	}
	return false;
}

bool
message_number(const struct message *message, enum field_id id, uint64_t max, uint64_t *number)
{
	struct slice value;

	return message_field(message, id, &value) && value_number(value, max, number);
}

void
message_status_read(struct message *message, struct slice text)
{
	unsigned status = 0;
	bool is_number = text.length > 0 && text.length <= 3;

	for (size_t i = 0; is_number && i < text.length; i++) {
		is_number = ascii_is_digit(text.bytes[i]);
		status = status * 10 + (unsigned)(text.bytes[i] - '0');
	}
	message->status = is_number ? (uint16_t)status : 0;
	if (!is_number || text.length != 3)
		message->oddities |= ODDITY_STATUS_NOT_3DIGIT;
	else if (status < 100 || status > 699)
		message->oddities |= ODDITY_STATUS_RANGE;
}
