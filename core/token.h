/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A token is a run of the bytes that may stand in method and field names and in most words of header
 * fields: RFC 9110 section 5.6.2. SIP's token (RFC 3261 section 25.1) lacks # $ & ^ | of these and has no
 * others, so one set reads both.
 */
#ifndef SEQUITUR_CORE_TOKEN_H
#define SEQUITUR_CORE_TOKEN_H

#include "core/slice.h"

extern const bool token_bytes[256];

static inline bool
token_has(char c)
{
	return token_bytes[(unsigned char)c];
}

/* How many bytes at the beginning of `s` are a token; 0: none. */
static inline size_t
token_length(struct slice s)
{
	size_t n = 0;

	while (n < s.length && token_has(s.bytes[n]))
		n++;
	return n;
}

/* Is all of `s` one token? */
static inline bool
token_is(struct slice s)
{
	return s.length > 0 && token_length(s) == s.length;
}

#endif
