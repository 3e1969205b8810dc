/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/run.h"
#include "core/value.h"

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), and the colon behind it. RFC 3261 section 25.1. */
static bool
has_scheme(struct slice uri)
{
	for (size_t i = 0; i < uri.length; i++) {
		char c = uri.bytes[i];
		if (c == ':')
			return i > 0;
		if (!ascii_is_letter(c) && (i == 0 || (!ascii_is_digit(c) && !ascii_in(c, "+-."))))
			return false;
	}
	return false;
}

/* name-addr = [ display-name ] LAQUOT addr-spec RAQUOT. `open` is the offset of the "<". */
static bool
bracketed_read(struct slice value, size_t open, struct name_address *address)
{
	struct slice inside = slice_after(value, open + 1);
	const char *close = inside.length ? memchr(inside.bytes, '>', inside.length) : NULL;

	if (!close)
		return false;
	address->display = slice_trim((struct slice){value.bytes, open});
	address->uri = slice_trim((struct slice){inside.bytes, (size_t)(close - inside.bytes)});
	address->parameters = slice_trim(slice_after(inside, (size_t)(close - inside.bytes) + 1));
	return address->uri.length > 0;
}

/*
 * addr-spec without <>: parameters belong to the field, and what would be ambiguous, a comma or question
 * mark in the URI, is not allowed (RFC 3261 section 20.10). "*" stands for all contacts in REGISTER.
 */
static bool
bare_read(struct slice value, struct name_address *address)
{
	const char *semicolon = memchr(value.bytes, ';', value.length);
	size_t length = semicolon ? (size_t)(semicolon - value.bytes) : value.length;

	address->uri = slice_trim((struct slice){value.bytes, length});
	address->parameters = slice_after(value, length);
	if (slice_equal(address->uri, SLICE("*")))
		return true;
	for (size_t i = 0; i < address->uri.length; i++)
		if (ascii_in(address->uri.bytes[i], ",?\" \t\r\n<>"))
			return false;
	return has_scheme(address->uri);
}

/*
 * Nearly every From and To: a display name, what stands in <>, and maybe ";tag=...". False for whatever is not as
 * plain as that; name_address_parse then reads it by the full grammar, with the same result.
 */
static bool
plain_read(struct slice value, struct name_address *address)
{
	size_t quoted = value_quoted_length(value);
	struct slice rest = slice_after(value, quoted);
	const char *open = rest.length ? memchr(rest.bytes, '<', rest.length) : NULL;

	if (!open || (value.bytes[0] == '"' && !quoted) ||
		(!quoted && memchr(value.bytes, ';', (size_t)(open - value.bytes))))
		return false;
	struct slice inside = slice_after(value, (size_t)(open + 1 - value.bytes));
	const char *close = inside.length ? memchr(inside.bytes, '>', inside.length) : NULL;
	if (!close)
		return false;
	struct slice after = slice_after(inside, (size_t)(close + 1 - inside.bytes));
	address->display = slice_trim((struct slice){value.bytes, (size_t)(open - value.bytes)});
	address->uri = slice_trim((struct slice){inside.bytes, (size_t)(close - inside.bytes)});
	address->parameters = after;
	if (after.length == 0)
		return address->uri.length > 0;
	if (!slice_starts_with(after, SLICE(";tag=")))
		return false;
	address->tag = slice_after(after, 5);
	return address->uri.length > 0 && value_is_bare(address->tag) && address->tag.length > 0 &&
		   !memchr(address->tag.bytes, ';', address->tag.length);
}

bool
name_address_parse(struct slice value, struct name_address *address)
{
	struct name_address found = {0};
	struct slice trimmed = slice_trim(value), rest, name, text;

	if (plain_read(trimmed, &found)) {
		*address = found;
		return true;
	}
	found = (struct name_address){0};
	size_t quoted = value_quoted_length(trimmed);

	if (trimmed.length == 0 || (trimmed.bytes[0] == '"' && !quoted))
		return false;
	rest = slice_after(trimmed, quoted);
	const char *open = rest.length ? memchr(rest.bytes, '<', rest.length) : NULL;
	const char *semicolon = rest.length ? memchr(rest.bytes, ';', rest.length) : NULL;
	/* "<" behind a semicolon belongs to a parameter, unless a display name needs it. */
	bool bracketed = open && (quoted || !semicolon || open < semicolon || !has_scheme(rest));
	if (bracketed ? !bracketed_read(trimmed, (size_t)(open - trimmed.bytes), &found)
				  : !bare_read(trimmed, &found))
		return false;

	rest = found.parameters;
	while (value_next_parameter(&rest, &name, &text)) {
		/* As in Via: a semicolon at the very end is seen in the field, one in between is a fault. */
		if (name.length == 0 && rest.length)
			return false;
		if (slice_equal_nocase(name, SLICE("tag")))
			found.tag = text;
	}
	if (slice_trim(rest).length)
		return false;
	*address = found;
	return true;
}

#ifdef __SSE2__

/* Which of the RUN_BLOCK bytes at `at` are one of these two, one bit each. */
static inline unsigned
block_holds(const char *at, char one, char other)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i found = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(one));

	if (other != one)
		found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(other)));
	return (unsigned)_mm_movemask_epi8(found);
}

#else

static inline unsigned
block_holds(const char *at, char one, char other)
{
	unsigned found = 0;

	for (unsigned i = 0; i < RUN_BLOCK; i++)
		found |= (unsigned)(at[i] == one || at[i] == other) << i;
	return found;
}

#endif

/*
 * Where the first of two bytes stands that is found from `at` on; `end`: neither is. A block before `end` may be looked at.
 * Not memchr: what is looked for stands a few bytes from here.
 */
static inline const char *
find_either(const char *at, const char *end, char one, char other)
{
	unsigned found;

	for (; end - at >= RUN_BLOCK; at += RUN_BLOCK)
		if ((found = block_holds(at, one, other)) != 0)
			return at + __builtin_ctz(found);
	found = block_holds(end - RUN_BLOCK, one, other) >> (RUN_BLOCK - (end - at));
	return found ? at + __builtin_ctz(found) : end;
}

/* Behind a display name in quotes, without a backslash, and maybe a space, where "<" should be; `end`: nowhere. */
static inline const char *
quoted_end(const char *start, const char *end)
{
	const char *close = find_either(start + 1, end, '"', '\\');

	if (end - close < 3 || *close != '"')
		return end;
	return close + (close[1] == ' ' ? 2 : 1);
}

/*
 * Nearly every From and To: maybe a display name in quotes, what stands in <>, and maybe ";tag=..." behind it. False:
 * something else.
 */
static inline bool
plain_tag_read(struct slice value, struct slice *tag)
{
	const char *open = value.bytes, *end = open + value.length;

	if (value.length < RUN_BLOCK)
		return false;
	if (*open == '"')
		open = quoted_end(open, end);
	if (open == end || *open != '<')
		return false;
	const char *close = find_either(open, end, '>', '>');
	if (end - close < 1 || close - open < 2 || ascii_is_space(open[1]))
		return false;
	const char *at = close + 1;
	*tag = (struct slice){at, 0};
	if (at == end)
		return true;
	if (end - at < 6 || memcmp(at, ";tag=", 5) != 0 || run_end(value.bytes, at + 5, end) != end)
		return false;
	*tag = (struct slice){at + 5, (size_t)(end - at) - 5};
	return true;
}

static __attribute__((noinline)) struct slice
any_tag(struct slice value)
{
	struct name_address address;

	return name_address_parse(value, &address) ? address.tag : (struct slice){NULL, 0};
}

struct slice
name_address_tag(struct slice value)
{
	struct slice tag;

	return plain_tag_read(value, &tag) ? tag : any_tag(value);
}
