/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/decimal.h"
#include "core/run.h"
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

/* Of the parameters the branch alone is asked for. Nearly everybody writes it in small letters. */
static inline bool
is_branch(struct slice name)
{
	const struct slice branch = SLICE("branch");

	return slice_equal(name, branch) || slice_equal_nocase(name, branch);
}

/* A byte of host names and IPv4 addresses. Those in capital letters are read by the full grammar. */
static inline bool
is_host_byte(char c)
{
	return (c >= 'a' && c <= 'z') || ascii_is_digit(c) || c == '-' || c == '.';
}

#ifdef __SSE2__

enum { HOST_BLOCK = 16 };

/* Which of these bytes stand from `first` to `last`? As signed numbers; what is less than the first is a high one then. */
static inline __m128i
bytes_between(__m128i bytes, char first, char last)
{
	__m128i above = _mm_sub_epi8(bytes, _mm_set1_epi8((char)(first - 128)));

	return _mm_cmplt_epi8(above, _mm_set1_epi8((char)(last - first + 1 - 128)));
}

/* How many of the HOST_BLOCK bytes at `at` are of a host, up to the first that is not. */
static inline unsigned
host_length_in_block(const char *at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	/* "-./0123456789" but the slash */
	__m128i other = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('/')),
									 bytes_between(bytes, '-', '9'));
	__m128i all = _mm_or_si128(bytes_between(bytes, 'a', 'z'), other);

	return (unsigned)__builtin_ctz(~(unsigned)_mm_movemask_epi8(all));
}

#endif

/* Where the bytes of a host end that begins at `at`. */
static inline const char *
host_end(const char *at, const char *end)
{
#ifdef __SSE2__
	for (; end - at >= HOST_BLOCK; at += HOST_BLOCK) {
		unsigned length = host_length_in_block(at);
		if (length < HOST_BLOCK)
			return at + length;
	}
#endif
	while (at < end && is_host_byte(*at))
		at++;
	return at;
}

/* A port number of up to five digits at *at, which is moved behind it. */
static bool
plain_port_take(const char **at, const char *end, uint16_t *port)
{
	const char *start = *at;
	const char *stop = end - start < 6 ? end : start + 6, *digit = start;
	uint32_t number = 0;

	for (; digit < stop && ascii_is_digit(*digit); digit++)
		number = number * 10 + (uint32_t)(*digit - '0');
	*at = digit;
	*port = (uint16_t)number;
	return digit > start && number <= UINT16_MAX;
}

/* A parameter without quotes and white space, from its name to its end. */
static inline void
plain_parameter_read(struct via *via, const char *name, const char *stop)
{
	enum { NAME = sizeof("branch") - 1 };
	const size_t length = (size_t)(stop - name);
	const bool has_value = length > NAME && name[NAME] == '=';

	if ((has_value || length == NAME) && is_branch((struct slice){name, NAME}))
		via->branch = slice_after((struct slice){name, length}, NAME + has_value);
}

/*
 * A Via without quotes and IPv6, with one space, its host in small letters; the port and any parameter may be missing.
 * False for whatever is not as plain as that; via_parse then reads it by the full grammar, with the same result.
 */
static bool
plain_read(struct slice text, struct via *via)
{
	static const char protocol[] = "SIP/2.0/";

	if (text.length < sizeof protocol || memcmp(text.bytes, protocol, sizeof protocol - 1) != 0)
		return false;
	const char *at = text.bytes + sizeof protocol - 1, *end = text.bytes + text.length, *start = at;
	if (end - at >= 4 && memcmp(at, "UDP ", 4) == 0)
		at += 3;
	else
		while (at < end && token_has(*at))
			at++;
	via->transport = (struct slice){start, (size_t)(at - start)};
	if (at == start || at == end || *at != ' ')
		return false;
	start = at + 1;
	at = host_end(start, end);
	via->host = (struct slice){start, (size_t)(at - start)};
	if (at == start)
		return false;
	if (at < end && *at == ':') {
		at++;
		if (!plain_port_take(&at, end, &via->port))
			return false;
	}
	while (at < end) {
		const char *name = at + 1;
		if (*at != ';' || name == end || *name == '=')
			return false;
		at = run_end(text.bytes, name, end);
		if (at == name)
			return false;
		plain_parameter_read(via, name, at);
	}
	return true;
}

/* May a parameter whose name begins so be branch, or none at all? */
static inline bool
may_be_branch(char first)
{
	return (first | 0x20) == 'b' || first == '=' || first == ';';
}

/* Up to five digits, the first of them no zero, that are a port. Reads eight bytes. */
static inline unsigned
usual_port_length(const char *at)
{
	uint64_t text = decimal_load(at);
	unsigned digits = decimal_count(text);

	if (digits == 0 || digits > 5 || *at == '0' || (digits == 5 && decimal_value(text, 5) > UINT16_MAX))
		return 0;
	return digits;
}

/* UDP, TCP or TLS, and the space behind it. Reads four bytes. */
static inline bool
is_usual_transport(const char *at)
{
	return memcmp(at, "UDP ", 4) == 0 || memcmp(at, "TCP ", 4) == 0 || memcmp(at, "TLS ", 4) == 0;
}

/*
 * The branch among the parameters that begin at `at`: it may stand behind others, as rport. False: there is none, there may be
 * two, or one is not plain. So many bytes as run_ends looks at can be read before `end`.
 */
static inline bool
usual_branch_find(const char *at, const char *end, struct slice *branch)
{
	const struct slice mark = SLICE(";branch=");
	const char *begin = NULL, *stop = NULL;

	if (at == end || *at != ';')
		return false;
	/* Mostly it is the first. */
	if (slice_starts_with((struct slice){at, (size_t)(end - at)}, mark))
		at = begin = at + mark.length;
	for (; at < end; at += RUN_ENDS_MOST)
		for (uint64_t ends = run_ends(at, end); ends; ends &= ends - 1) {
			const char *semicolon = at + __builtin_ctzll(ends);
			if (*semicolon != ';' || semicolon + 1 == end)
				return false;
			if (begin && !stop)
				stop = semicolon;
			if (!may_be_branch(semicolon[1]))
				continue;
			if (begin || !slice_starts_with((struct slice){semicolon, (size_t)(end - semicolon)}, mark))
				return false;
			begin = semicolon + mark.length;
		}
	if (!begin)
		return false;
	*branch = (struct slice){begin, (size_t)((stop ? stop : end) - begin)};
	return true;
}

bool
via_usual(struct slice value, struct slice *sent_by, struct slice *branch)
{
	static const char protocol[] = "SIP/2.0/";

	if (value.length < RUN_ENDS_LEAST || memcmp(value.bytes, protocol, sizeof protocol - 1) != 0 ||
		!is_usual_transport(value.bytes + sizeof protocol - 1))
		return false;
	const char *start = value.bytes + sizeof "SIP/2.0/UDP", *end = value.bytes + value.length;
	const char *colon = host_end(start, end);
	if (colon == start || end - colon < (ptrdiff_t)sizeof ":65535;branch=" || *colon != ':')
		return false;
	unsigned digits = usual_port_length(colon + 1);
	const char *parameters = colon + 1 + digits;
	*sent_by = (struct slice){start, (size_t)(parameters - start)};
	return digits > 0 && usual_branch_find(parameters, end, branch);
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

	if (plain_read(rest, &found)) {
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
		if (is_branch(name))
			found.branch = text;
	}
	if (rest.length)
		return false;
	*via = found;
	return true;
}

static bool
is_tls(struct slice transport)
{
	return slice_equal_nocase(transport, SLICE("TLS")) || slice_equal_nocase(transport, SLICE("WSS"));
}

uint16_t
via_port(const struct via *via)
{
	if (via->port)
		return via->port;
	return is_tls(via->transport) ? SIP_TLS_PORT : SIP_PORT;
}

bool
branch_has_cookie(struct slice branch)
{
	struct slice start = branch;

	if (slice_starts_with(start, SLICE("z9hG4bK")))
		return true;
	if (start.length > 7)
		start.length = 7;
	return slice_equal_nocase(start, SLICE("z9hG4bK"));
}
