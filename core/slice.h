/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A slice is a run of bytes that somebody else owns: a packet, a reassembled stream, a literal.
 * It is never terminated by a zero and may hold any byte. A slice with length 0 may have a null
 * `bytes`. Everything the grammar hands out is a slice of the message it was given, so it lives
 * exactly as long as those bytes do.
 */
#ifndef SEQUITUR_CORE_SLICE_H
#define SEQUITUR_CORE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *bytes;
	size_t length;
};

/* A string literal as a slice. */
#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})

static inline struct slice
slice_of(const char *text)
{
	return (struct slice){text, text ? strlen(text) : 0};
}

static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Is `c` one of the characters of the string `set`? Its closing zero is none of them. */
static inline bool
ascii_in(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static inline bool
ascii_is_space(char c)
{
	return (unsigned char)c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

static inline bool
ascii_is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline bool
ascii_is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Equal byte for byte. */
static inline bool
slice_equal(struct slice a, struct slice b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

/* Equal but for ASCII case: field names, host names, tokens that the RFCs call case-insensitive. */
static inline bool
slice_equal_nocase(struct slice a, struct slice b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (a.bytes[i] != b.bytes[i] && ascii_lower(a.bytes[i]) != ascii_lower(b.bytes[i]))
			return false;
	return true;
}

static inline bool
slice_starts_with(struct slice s, struct slice prefix)
{
	return s.length >= prefix.length &&
		   (prefix.length == 0 || memcmp(s.bytes, prefix.bytes, prefix.length) == 0);
}

static inline bool
slice_starts_with_nocase(struct slice s, struct slice prefix)
{
	return s.length >= prefix.length && slice_equal_nocase((struct slice){s.bytes, prefix.length}, prefix);
}

/* What is left of `s` after its first `n` bytes; nothing when it has fewer. */
static inline struct slice
slice_after(struct slice s, size_t n)
{
	return n >= s.length ? (struct slice){s.bytes ? s.bytes + s.length : NULL, 0}
						 : (struct slice){s.bytes + n, s.length - n};
}

/* At most the first `most` bytes; a UTF-8 character that goes on behind them is left out, as long as it is one. */
static inline struct slice
slice_head(struct slice s, size_t most)
{
	size_t end = s.length > most ? most : s.length;

	while (end < s.length && end > 0 && most - end < 3 && (s.bytes[end] & 0xc0) == 0x80)
		end--;
	return (struct slice){s.bytes, end};
}

/* How many CR and LF stand at the beginning: of the empty lines before a start line, all. */
static inline size_t
slice_line_ends_length(struct slice s)
{
	size_t n = 0;

	while (n < s.length && (s.bytes[n] == '\r' || s.bytes[n] == '\n'))
		n++;
	return n;
}

/* Without spaces, tabs, CR and LF at both ends (LWS of RFC 3261, OWS and obs-fold of RFC 9112). */
static inline struct slice
slice_trim(struct slice s)
{
	while (s.length && ascii_is_space(s.bytes[0]))
		s = slice_after(s, 1);
	while (s.length && ascii_is_space(s.bytes[s.length - 1]))
		s.length--;
	return s;
}

#endif
