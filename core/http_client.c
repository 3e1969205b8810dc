/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_client.h"

#include "core/cookie.h"
#include "core/hash.h"
#include "core/http_credentials.h"

/* What tells clients of one address apart: RFC 9110 section 10.1.5, RFC 7239, and the customs before that. */
static const enum field_id tells_client[] = {
	FIELD_USER_AGENT,
	FIELD_FORWARDED,
	FIELD_X_FORWARDED_FOR,
	FIELD_X_REAL_IP,
};

/* Some proxies name the client's port too, which changes with each connection: "203.0.113.5:40112". */
static struct slice
without_port(struct slice value)
{
	size_t end = value.length, colon;

	while (end > 0 && ascii_is_digit(value.bytes[end - 1]))
		end--;
	if (end == value.length || end == 0 || value.bytes[end - 1] != ':')
		return value;
	colon = end - 1;
	/* An IPv6 address that stands bare has more than one. */
	for (size_t i = colon; i > 0 && value.bytes[i - 1] != ','; i--)
		if (value.bytes[i - 1] == ':')
			return value;
	return (struct slice){value.bytes, colon};
}

static struct slice
value_of(const struct message *request, enum field_id id)
{
	struct slice value = {NULL, 0};

	return message_field(request, id, &value) ? without_port(value) : value;
}

bool
http_client_may_be_same(const struct message *a, const struct message *b)
{
	for (size_t i = 0; i < sizeof tells_client / sizeof *tells_client; i++)
		if (!slice_equal(value_of(a, tells_client[i]), value_of(b, tells_client[i])))
			return false;
	return true;
}

uint64_t
http_client_hash(uint64_t seed, const struct message *request)
{
	const struct address *client = &request->seen.source.address;
	uint64_t hash = hash_bytes(seed, client, sizeof *client);

	for (size_t i = 0; i < sizeof tells_client / sizeof *tells_client; i++) {
		struct slice value = value_of(request, tells_client[i]);
		if (value.length)
			hash = hash_number(hash_slice(hash, value), tells_client[i]);
	}
	return hash;
}

bool
http_client_goes_on(const struct message *earlier, const struct message *later)
{
	struct slice before = {NULL, 0}, after = {NULL, 0};

	message_field(earlier, FIELD_X_FORWARDED_FOR, &before);
	message_field(later, FIELD_X_FORWARDED_FOR, &after);
	return slice_starts_with(after, before);
}

/* What only one client has: RFC 6265, RFC 9110 section 11.6.2, and customs of interfaces. */
static const char *const identifies[] = {"Cookie", "Authorization", "X-API-Key", "X-Auth-Token",
										 "Private-Token"};

bool
http_client_is_known(const struct message *a, const struct message *b)
{
	struct slice one, other;

	for (size_t i = 0; i < sizeof identifies / sizeof *identifies; i++)
		if (message_field_named(a, identifies[i], &one) && message_field_named(b, identifies[i], &other) &&
			slice_equal(one, other))
			return true;
	return false;
}

bool
http_client_differs(const struct message *a, const struct message *b)
{
	for (size_t i = 0; i < sizeof identifies / sizeof *identifies; i++) {
		struct slice one = {NULL, 0}, other = {NULL, 0};
		if (message_field_named(a, identifies[i], &one) != message_field_named(b, identifies[i], &other) ||
			!slice_equal(one, other))
			return true;
	}
	return false;
}

bool
http_client_is_other(const struct message *earlier, const struct message *between,
					 const struct message *later)
{
	struct slice before, after;

	if (cookies_tell(earlier, between, later) == COOKIES_DIFFER)
		return true;
	return message_field(earlier, FIELD_AUTHORIZATION, &before) &&
		   message_field(later, FIELD_AUTHORIZATION, &after) && credentials_are_of_others(before, after);
}

bool
http_client_is_hidden(const struct message *request)
{
	static const enum field_id names_client[] = {FIELD_FORWARDED, FIELD_X_FORWARDED_FOR, FIELD_X_REAL_IP};

	for (size_t i = 0; i < sizeof names_client / sizeof *names_client; i++)
		if (message_first_field(request, names_client[i]))
			return false;
	return message_first_field(request, FIELD_VIA) != 0;
}
