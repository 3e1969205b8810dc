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
	size_t digits = 0;
	while (digits < port.length && ascii_is_digit(port.bytes[digits]))
		digits++;
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

	if (slice_equal_nocase(name, SLICE("branch")))
		via->branch = value;
	else if (slice_equal_nocase(name, SLICE("received")))
		via->received = value;
	else if (slice_equal_nocase(name, SLICE("rport")) && value_number(value, UINT16_MAX, &number))
		via->rport = (uint16_t)number;
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
