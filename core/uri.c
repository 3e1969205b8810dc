/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/value.h"

#include <arpa/inet.h>

#include "core/blocks.h"

/* Ours: more parameters or headers than this in one URI are not compared, as it takes quadratic time. */
#define COMPARED_MAX 32

static bool
is_hex(char c)
{
	return ascii_is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/* The bytes before the first of `stops` that `text` holds; all of them when there is none. */
static struct slice
before_any(struct slice text, const char *stops)
{
	for (; *stops; stops++) {
		const char *stop = text.length ? memchr(text.bytes, *stops, text.length) : NULL;
		if (stop)
			text.length = (size_t)(stop - text.bytes);
	}
	return text;
}

/* IPv6reference = "[" IPv6address "]"; a zone behind "%" is let through. */
static size_t
ipv6_reference_length(struct slice text)
{
	size_t n = 1;

	while (n < text.length && (is_hex(text.bytes[n]) || ascii_in(text.bytes[n], ":.")))
		n++;
	if (n > 1 && n < text.length && text.bytes[n] == '%')
		n += before_any(slice_after(text, n), "] \t\r\n;?,<>\"").length;
	return n > 1 && n < text.length && text.bytes[n] == ']' ? n + 1 : 0;
}

static bool
is_host_byte(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_';
}

size_t
value_host_length(struct slice text)
{
	size_t n = 0;

	if (text.length && text.bytes[0] == '[')
		return ipv6_reference_length(text);
	while (n < text.length && is_host_byte(text.bytes[n]))
		n++;
	return n;
}

/* [ ":" port ] that fills `text`; an empty port is none (RFC 9110 section 4.2.1). */
static bool
port_read(struct slice text, uint16_t *port)
{
	uint64_t number = 0;

	if (text.length > 0 && text.bytes[0] != ':')
		return false;
	if (text.length > 1 && (!ascii_is_digit(text.bytes[1]) || !ascii_is_digit(text.bytes[text.length - 1]) ||
							!value_number(slice_after(text, 1), UINT16_MAX, &number)))
		return false;
	*port = (uint16_t)number;
	return true;
}

/* The part before the "@" of `text`, which is moved behind it; empty when there is none. */
static struct slice
userinfo_take(struct slice *text)
{
	struct slice userinfo = before_any(*text, "@");

	if (userinfo.length == text->length)
		return (struct slice){text->bytes, 0};
	*text = slice_after(*text, userinfo.length + 1);
	return userinfo;
}

/* SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ] */
static bool
sip_read(struct slice rest, struct uri *uri)
{
	uri->user = before_any(userinfo_take(&rest), ":");
	size_t length = value_host_length(rest);
	uri->host = (struct slice){rest.bytes, length};
	rest = slice_after(rest, length);
	struct slice port = before_any(rest, ";?");
	if (length == 0 || !port_read(port, &uri->port))
		return false;

	rest = slice_after(rest, port.length);
	uri->parameters = before_any(rest, "?");
	uri->query = slice_after(rest, uri->parameters.length + 1);
	return true;
}

/* Bytes that no URI may hold, whatever its scheme: control bytes, space, <, >, and the quotation mark. */
static inline block_answers
are_forbidden(block_bytes bytes)
{
	/* "<" and ">" differ in one bit. */
	return (bytes <= ' ') | (bytes == '"') | ((bytes | ('<' ^ '>')) == '>') | (bytes == 0x7f);
}

static bool
has_forbidden_byte(struct slice text)
{
	return blocks_have(are_forbidden, text);
}

/* http-URI = "http" "://" authority path-abempty [ "?" query ], and a fragment. RFC 9110 section 4.2.1. */
static bool
http_read(struct slice rest, struct uri *uri)
{
	if (!slice_starts_with(rest, SLICE("//")))
		return false;
	rest = slice_after(rest, 2);
	struct slice authority = before_any(rest, "/?#");
	rest = slice_after(rest, authority.length);
	uri->user = before_any(userinfo_take(&authority), ":");
	uri->host = authority.length && authority.bytes[0] == '['
					? (struct slice){authority.bytes, ipv6_reference_length(authority)}
					: before_any(authority, ":");
	if (uri->host.length == 0 || has_forbidden_byte(uri->host) ||
		!port_read(slice_after(authority, uri->host.length), &uri->port))
		return false;

	uri->path = before_any(rest, "?#");
	rest = slice_after(rest, uri->path.length);
	if (rest.length && rest.bytes[0] == '?') {
		uri->query = before_any(slice_after(rest, 1), "#");
		rest = slice_after(rest, uri->query.length + 1);
	}
	uri->fragment = slice_after(rest, 1);
	return true;
}

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) */
static bool
scheme_read(struct slice text, struct slice *scheme)
{
	size_t n = 0;

	while (n < text.length && (ascii_is_letter(text.bytes[n]) ||
							   (n > 0 && (ascii_is_digit(text.bytes[n]) || ascii_in(text.bytes[n], "+-.")))))
		n++;
	*scheme = (struct slice){text.bytes, n};
	return n > 0 && n < text.length && text.bytes[n] == ':';
}

bool
uri_parse(struct slice text, struct uri *uri)
{
	struct uri found = {0};
	bool good;

	text = slice_trim(text);
	if (!scheme_read(text, &found.scheme))
		return false;
	struct slice rest = slice_after(text, found.scheme.length + 1);
	if (slice_equal_nocase(found.scheme, SLICE("sip")) || slice_equal_nocase(found.scheme, SLICE("sips"))) {
		good = !has_forbidden_byte(rest) && sip_read(rest, &found);
	} else if (slice_equal_nocase(found.scheme, SLICE("http")) ||
			   slice_equal_nocase(found.scheme, SLICE("https"))) {
		/* Spaces in a path are as wrong but common: the redirect works all the same. */
		good = http_read(rest, &found);
	} else {
		found.path = rest;
		good = !has_forbidden_byte(rest);
	}
	if (good)
		*uri = found;
	return good;
}

static int
hex_digit(char c)
{
	return ascii_is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10;
}

/*
 * The next character of a URI, escapes decoded. A reserved character that was escaped is not the same as
 * the character itself: it comes back as 256 and more.
 */
static int
character_take(struct slice *text, bool any_case)
{
	char c = text->bytes[0];
	bool reserved = false;

	if (c == '%' && text->length >= 3 && is_hex(text->bytes[1]) && is_hex(text->bytes[2])) {
		c = (char)(hex_digit(text->bytes[1]) * 16 + hex_digit(text->bytes[2]));
		reserved = ascii_in(c, ";/?:@&=+$,");
		*text = slice_after(*text, 2);
	}
	*text = slice_after(*text, 1);
	if (any_case)
		c = ascii_lower(c);
	return (unsigned char)c + (reserved ? 256 : 0);
}

static bool
decoded_equal(struct slice a, struct slice b, bool any_case)
{
	while (a.length && b.length)
		if (character_take(&a, any_case) != character_take(&b, any_case))
			return false;
	return a.length == 0 && b.length == 0;
}

/* The next "name=value" of a list divided by `divider`; empty ones are passed over. */
static bool
pair_take(struct slice *list, const char *divider, struct slice *name, struct slice *value)
{
	while (list->length) {
		struct slice pair = before_any(*list, divider);
		*list = slice_after(*list, pair.length + 1);
		*name = before_any(pair, "=");
		*value = slice_after(pair, name->length + 1);
		if (pair.length)
			return true;
	}
	return false;
}

static bool
pair_find(struct slice list, const char *divider, struct slice wanted, struct slice *value)
{
	struct slice name;

	while (pair_take(&list, divider, &name, value))
		if (decoded_equal(name, wanted, true))
			return true;
	return false;
}

/* How many pairs a list has, but COMPARED_MAX + 1 at most. */
static unsigned
pair_count(struct slice list, const char *divider)
{
	struct slice name, value;
	unsigned count = 0;

	while (count <= COMPARED_MAX && pair_take(&list, divider, &name, &value))
		count++;
	return count;
}

/* Parameters that must be in both URIs or in none; others that only one has are ignored. */
static bool
parameter_counts(struct slice name)
{
	static const char *const counting[] = {"user", "ttl", "method", "maddr", "transport"};

	for (size_t i = 0; i < sizeof(counting) / sizeof(*counting); i++)
		if (decoded_equal(name, slice_of(counting[i]), true))
			return true;
	return false;
}

/* Does each parameter of `a` agree with `b`? */
static bool
parameters_agree(struct slice a, struct slice b)
{
	struct slice name, value, other;

	while (pair_take(&a, ";", &name, &value)) {
		bool found = pair_find(b, ";", name, &other);
		if (found ? !decoded_equal(value, other, true) : parameter_counts(name))
			return false;
	}
	return true;
}

/* Headers are never ignored: all of `a` must be in `b`. */
static bool
headers_agree(struct slice a, struct slice b)
{
	struct slice name, value, other;

	while (pair_take(&a, "&", &name, &value))
		if (!pair_find(b, "&", name, &other) || !decoded_equal(value, other, true))
			return false;
	return true;
}

static bool
lists_agree(const struct uri *a, const struct uri *b)
{
	if (pair_count(a->parameters, ";") > COMPARED_MAX || pair_count(b->parameters, ";") > COMPARED_MAX ||
		pair_count(a->query, "&") > COMPARED_MAX || pair_count(a->query, "&") != pair_count(b->query, "&"))
		return slice_equal(a->parameters, b->parameters) && slice_equal(a->query, b->query);
	return parameters_agree(a->parameters, b->parameters) && parameters_agree(b->parameters, a->parameters) &&
		   headers_agree(a->query, b->query) && headers_agree(b->query, a->query);
}

/* User and password, and whether there is an "@" at all. */
static struct slice
userinfo_of(struct slice text, const struct uri *uri)
{
	struct slice rest = slice_after(slice_trim(text), uri->scheme.length + 1);

	return (struct slice){rest.bytes, (size_t)(uri->host.bytes - rest.bytes)};
}

bool
value_host_address(struct slice host, struct address *address)
{
	char text[INET6_ADDRSTRLEN];
	struct address found = {.family = 4};

	if (host.length > 2 && host.bytes[0] == '[' && host.bytes[host.length - 1] == ']') {
		found.family = 6;
		host = (struct slice){host.bytes + 1, host.length - 2};
	}
	if (host.length == 0 || host.length >= sizeof text)
		return false;
	memcpy(text, host.bytes, host.length);
	text[host.length] = '\0';
	if (inet_pton(found.family == 6 ? AF_INET6 : AF_INET, text, found.bytes) != 1)
		return false;
	*address = found;
	return true;
}

bool
uri_host_address(struct slice uri, struct address *address)
{
	struct uri read;

	return uri_parse(uri, &read) && value_host_address(read.host, address);
}

/* Addresses of IPv6 are written in many ways, and compared as addresses: RFC 5954 section 4.2. */
static bool
hosts_equal(struct slice a, struct slice b)
{
	struct address one, other;

	return slice_equal_nocase(a, b) ||
		   (value_host_address(a, &one) && value_host_address(b, &other) && address_equal(&one, &other));
}

bool
sip_uri_equal(struct slice a, struct slice b)
{
	struct uri one, other;

	if (!uri_parse(a, &one))
		return false;
	bool sip = slice_equal_nocase(one.scheme, SLICE("sip")) || slice_equal_nocase(one.scheme, SLICE("sips"));
	if (sip && slice_equal(a, b))
		return true;
	return sip && uri_parse(b, &other) && slice_equal_nocase(one.scheme, other.scheme) &&
		   decoded_equal(userinfo_of(a, &one), userinfo_of(b, &other), false) &&
		   hosts_equal(one.host, other.host) && one.port == other.port && lists_agree(&one, &other);
}

bool
sip_uri_same_place(struct slice a, struct slice b)
{
	struct uri one, other;

	if (slice_equal(a, b) || !uri_parse(a, &one) || !uri_parse(b, &other))
		return true;
	bool secure = slice_equal_nocase(one.scheme, SLICE("sips"));
	uint16_t default_port = secure ? SIP_TLS_PORT : SIP_PORT;
	return slice_equal_nocase(one.scheme, other.scheme) && decoded_equal(one.user, other.user, false) &&
		   hosts_equal(one.host, other.host) &&
		   (one.port ? one.port : default_port) == (other.port ? other.port : default_port);
}
