/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/token.h"
#include "core/value.h"

/* A token at the beginning of *text, with white space on both sides, and *text moved behind it. */
static bool
token_take(struct slice *text, struct slice *token)
{
	struct slice trimmed = slice_trim(*text);
	size_t length = token_length(trimmed);

	*token = (struct slice){trimmed.bytes, length};
	*text = slice_after(trimmed, length);
	return length > 0;
}

static bool
slash_take(struct slice *text)
{
	*text = slice_trim(*text);
	if (text->length == 0 || text->bytes[0] != '/')
		return false;
	*text = slice_after(*text, 1);
	return true;
}

static size_t
digits_length(struct slice text)
{
	size_t n = 0;

	while (n < text.length && ascii_is_digit(text.bytes[n]))
		n++;
	return n;
}

/* sent-by = host [ COLON port ]; IPv6 references keep their brackets. */
static bool
sent_by_take(struct slice *text, struct via *via)
{
	struct slice trimmed = slice_trim(*text);
	size_t length = value_host_length(trimmed);

	/* LWS divides the transport from sent-by, but a bracket would as well. */
	if (length == 0 || (trimmed.length == text->length && trimmed.bytes[0] != '['))
		return false;
	via->host = (struct slice){trimmed.bytes, length};
	*text = slice_trim(slice_after(trimmed, length));
	if (text->length == 0 || text->bytes[0] != ':')
		return true;

	struct slice port = slice_trim(slice_after(*text, 1));
	uint64_t number;
	size_t digits = digits_length(port);
	if (!value_number((struct slice){port.bytes, digits}, UINT16_MAX, &number))
		return false;
	via->port = (uint16_t)number;
	*text = slice_trim(slice_after(port, digits));
	return true;
}

static void
parameter_keep(struct via *via, struct slice name, struct slice value)
{
	uint64_t number;

	if (name.length == 6 && slice_equal_nocase(name, SLICE("branch")))
		via->branch = value;
	else if (name.length == 8 && slice_equal_nocase(name, SLICE("received")))
		via->received = value;
	else if (name.length == 5 && slice_equal_nocase(name, SLICE("rport")) &&
			 value_number(value, UINT16_MAX, &number))
		via->rport = (uint16_t)number;
}

static inline bool
is_host_byte(char c)
{
	return ascii_is_digit(c) || ascii_is_letter(c) || c == '.' || c == '-';
}

/* What of `text` stands before `stop`; all of it when there is none. */
static inline struct slice
before(struct slice text, char stop)
{
	const char *at = text.length ? memchr(text.bytes, stop, text.length) : NULL;

	return at ? (struct slice){text.bytes, (size_t)(at - text.bytes)} : text;
}

/* host [ ":" port ] at the beginning of *rest, which is moved behind it. */
static bool
plain_sent_by_take(struct slice *rest, struct via *via)
{
	struct slice text = *rest;
	size_t n = 0;
	uint64_t port;

	while (n < text.length && is_host_byte(text.bytes[n]))
		n++;
	via->host = (struct slice){text.bytes, n};
	*rest = slice_after(text, n);
	if (rest->length == 0 || rest->bytes[0] != ':')
		return n > 0;
	struct slice digits = before(slice_after(*rest, 1), ';');
	if (!value_number(digits, UINT16_MAX, &port))
		return false;
	via->port = (uint16_t)port;
	*rest = slice_after(*rest, digits.length + 1);
	return n > 0;
}

/*
 * Nearly every Via on the wire: SIP/2.0/UDP host:port;branch=...;rport, one space, no quotes, no IPv6.
 * False for whatever is not as plain as that; via_parse then reads it by the full grammar, with the same result.
 */
static bool
plain_read(struct slice text, struct via *via)
{
	struct slice rest = slice_after(text, 8);

	if (!slice_starts_with(text, SLICE("SIP/2.0/")))
		return false;
	via->transport = (struct slice){rest.bytes, token_length(rest)};
	rest = slice_after(rest, via->transport.length);
	if (via->transport.length == 0 || rest.length < 2 || rest.bytes[0] != ' ')
		return false;
	rest = slice_after(rest, 1);
	if (!value_is_bare(rest) || !plain_sent_by_take(&rest, via))
		return false;
	while (rest.length && rest.bytes[0] == ';') {
		struct slice parameter = before(slice_after(rest, 1), ';');
		struct slice name = before(parameter, '=');
		if (name.length == 0)
			return false;
		parameter_keep(via, name, slice_after(parameter, name.length + 1));
		rest = slice_after(rest, parameter.length + 1);
	}
	return rest.length == 0;
}

/*
 * via-parm      = sent-protocol LWS sent-by *( SEMI via-params )
 * sent-protocol = protocol-name SLASH protocol-version SLASH transport
 */
bool
via_parse(struct slice value, struct via *via)
{
	struct via found = {.text = slice_trim(value)};
	struct slice rest = found.text, name, version, text;

	if (plain_read(found.text, &found)) {
		*via = found;
		return true;
	}
	found = (struct via){.text = rest};
	if (!token_take(&rest, &name) || !slash_take(&rest) || !token_take(&rest, &version) ||
		!slash_take(&rest) || !token_take(&rest, &found.transport) || !sent_by_take(&rest, &found))
		return false;
	while (value_next_parameter(&rest, &name, &text)) {
		/* A semicolon at the very end is seen in the field and harms nobody; one in between is a fault. */
		if (name.length == 0 && rest.length)
			return false;
		parameter_keep(&found, name, text);
	}
	if (rest.length)
		return false;
	*via = found;
	return true;
}

bool
via_has_cookie(const struct via *via)
{
	struct slice start = via->branch;

	if (start.length > 7)
		start.length = 7;
	return slice_equal_nocase(start, SLICE("z9hG4bK"));
}
