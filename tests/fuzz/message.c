/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The grammar: one head in a datagram or the beginning of a stream, and every function of core/value.h on its values. */
#include "core/cookie.h"
#include "core/http_uri.h"
#include "core/value.h"
#include "tests/fuzz/input.h"

static uint64_t sum; /* of all that was handed out, so that reading it is not left out */

static void
read_slice(struct slice slice)
{
	for (size_t i = 0; i < slice.length; i++)
		sum = sum * 31 + (unsigned char)slice.bytes[i];
}

static void
read_uri(struct slice text)
{
	struct uri uri;

	if (!uri_parse(text, &uri))
		return;
	read_slice(uri.scheme);
	read_slice(uri.user);
	read_slice(uri.host);
	read_slice(uri.path);
	read_slice(uri.query);
	read_slice(uri.parameters);
	read_slice(uri.fragment);
	sum += sip_uri_equal(text, text);
	sum += sip_uri_equal(text, SLICE("sip:%61lice@Example.com;transport=tcp?a=b"));
}

static void
read_parameters(struct slice value)
{
	struct slice rest = value, name, parameter;
	const char *semicolon = value.length ? memchr(value.bytes, ';', value.length) : NULL;

	if (semicolon)
		rest = slice_after(value, (size_t)(semicolon - value.bytes));
	for (size_t before = rest.length + 1;
		 rest.length < before && value_next_parameter(&rest, &name, &parameter); before = rest.length) {
		read_slice(name);
		read_slice(parameter);
	}
	if (value_parameter(value, "tag", &parameter) || value_auth_parameter(value, "realm", &parameter))
		read_slice(parameter);
	read_slice(value_auth_scheme(value));
	sum += value_quoted_length(value) + value_host_length(value);
}

static void
read_numbers(struct slice value)
{
	uint64_t number = 0;
	int64_t seconds = 0;
	uint32_t one = 0, other = 0;
	struct slice method = {NULL, 0};

	sum += value_number(value, UINT32_MAX, &number) + value_number(value, UINT64_MAX, &number) + number;
	sum += (uint64_t)(value_date(value, &seconds) + seconds);
	sum += (uint64_t)value_retry_after(value, 1700000000, &seconds) + (uint64_t)seconds;
	sum += cseq_parse(value, &one, &method) + one;
	read_slice(method);
	sum += rack_parse(value, &one, &other, &method) + one + other;
}

static void
read_value(struct slice value)
{
	struct name_address address;
	struct via via;

	read_slice(value);
	read_uri(value);
	read_parameters(value);
	read_numbers(value);
	if (via_parse(value, &via)) {
		read_slice(via.transport);
		read_slice(via.host);
		read_slice(via.branch);
		sum += branch_has_cookie(via.branch) + via.port;
	}
	if (name_address_parse(value, &address)) {
		read_slice(address.display);
		read_slice(address.parameters);
		read_slice(address.tag);
		read_uri(address.uri);
	}
}

static void
read_members(struct slice list)
{
	struct slice member;

	for (size_t before = list.length + 1; list.length < before && value_next(&list, &member);
		 before = list.length)
		read_value(member);
}

static void
read_fields(const struct message *message)
{
	for (unsigned i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		read_slice((struct slice){message->head.bytes + field->name, field->name_length});
		read_value(field_value(message, field));
		read_members(field_value(message, field));
	}
	for (enum field_id id = 1; id < FIELD_COUNT; id++) {
		struct field_walk walk = {0};
		struct slice value;
		uint64_t number;
		while (message_next_value(message, id, &walk, &value))
			read_slice(value);
		sum += message_has_token(message, id, "close") + message_number(message, id, UINT32_MAX, &number);
	}
}

static void
read_http(const struct message *message)
{
	struct set_cookie cookie;
	struct slice location;
	char *uri = http_uri_of_request(message);

	for (unsigned at = 0; set_cookie_next(message, &at, &cookie);)
		sum += cookie_is_sent(message, cookie.name);
	sum += cookies_hash(7, message);
	if (uri && message_field(message, FIELD_LOCATION, &location))
		g_free(http_uri_resolve(uri, location));
	g_free(uri);
}

/* All that can be asked of one head. */
static void
read_message(struct slice bytes, bool all_there)
{
	static struct message message;
	size_t end = 0;
	enum message_outcome outcome = message_parse(&message, bytes, all_there, &end);

	sum += (uint64_t)outcome + message_begins(bytes);
	if (outcome != MESSAGE_PARSED)
		return;
	g_assert(end <= bytes.length && message.head.length <= end);
	message.body = slice_after(bytes, end);
	read_slice(message.method_text);
	read_slice(message.reason);
	read_value(message.target);
	read_fields(&message);
	if (message.protocol == PROTOCOL_HTTP)
		read_http(&message);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct slice all = {(const char *)bytes, length};
	char *alone = slice_alone(all);

	all.bytes = alone;
	read_message(all, true);
	read_message(all, false);
	if (length < 1024)
		read_value(all);
	g_free(alone);
	return 0;
}
