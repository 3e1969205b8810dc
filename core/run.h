/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run is what a value has between two bytes about which a grammar has to think: white space, control bytes, those of
 * 127 and more, and the four of `" < , ;`. Via, From and To of every message are read by them. Private to core.
 */
#ifndef SEQUITUR_CORE_RUN_H
#define SEQUITUR_CORE_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Does this byte end a run? */
static inline bool
run_ends_at(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte <= ' ' || byte >= 0x7f || byte == '"' || byte == ',' || byte == ';' || byte == '<';
}

#ifdef __SSE2__

#include <emmintrin.h>

enum { RUN_BLOCK = 16 };

/* Which of the bytes of a block end a run, one bit each. */
static inline unsigned
run_block_ends(const char *at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	/* As in line.h: one comparison finds what is no printable ASCII, and the space. */
	__m128i ends = _mm_cmplt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(1)), _mm_set1_epi8(' ' + 2));

	ends = _mm_or_si128(ends, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
	ends = _mm_or_si128(ends, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')));
	ends = _mm_or_si128(ends, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(';')));
	ends = _mm_or_si128(ends, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('<')));
	return (unsigned)_mm_movemask_epi8(ends);
}

/* Where the run that begins at `at` ends, `end` at last. The text may be looked at from `begin` on. */
static inline const char *
run_end(const char *begin, const char *at, const char *end)
{
	unsigned ends;

	for (; end - at >= RUN_BLOCK; at += RUN_BLOCK)
		if ((ends = run_block_ends(at)) != 0)
			return at + __builtin_ctz(ends);
	if (end - begin < RUN_BLOCK) {
		while (at < end && !run_ends_at(*at))
			at++;
		return at;
	}
	ends = run_block_ends(end - RUN_BLOCK) >> (RUN_BLOCK - (end - at));
	return ends ? at + __builtin_ctz(ends) : end;
}

#else

static inline const char *
run_end(const char *begin, const char *at, const char *end)
{
	(void)begin;
	while (at < end && !run_ends_at(*at))
		at++;
	return at;
}

#endif

#endif
