/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run is what a value has between two bytes about which a grammar has to think: white space, control bytes, those of
 * 127 and more, and the four of `" < , ;`. Via, From and To of every message are read by them. Private to core.
 */
#ifndef SEQUITUR_CORE_RUN_H
#define SEQUITUR_CORE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Does this byte end a run? */
static inline bool
run_ends_at(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte <= ' ' || byte >= 0x7f || byte == '"' || byte == ',' || byte == ';' || byte == '<';
}

enum { RUN_BLOCK = 16 };

#ifdef __SSE2__

#include <emmintrin.h>

/* Which of the RUN_BLOCK bytes at `at` end a run, one bit each. */
static inline unsigned
run_block_ends(const char *at)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
	/* As in line.h: one comparison finds what is printable ASCII, and no space. A comma and "<" differ in one bit. */
	__m128i printable = _mm_cmpgt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(1)), _mm_set1_epi8(' ' + 1));
	__m128i either = _mm_or_si128(bytes, _mm_set1_epi8(',' ^ '<'));
	__m128i ends = _mm_cmpeq_epi8(either, _mm_set1_epi8('<'));

	ends = _mm_or_si128(ends, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
	ends = _mm_or_si128(ends, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(';')));
	return (unsigned)_mm_movemask_epi8(_mm_andnot_si128(ends, printable)) ^ 0xffff;
}

#else

static inline unsigned
run_block_ends(const char *at)
{
	unsigned ends = 0;

	for (unsigned i = 0; i < RUN_BLOCK; i++)
		ends |= (unsigned)run_ends_at(at[i]) << i;
	return ends;
}

#endif

/* So many bytes are asked about at once at most, and so many before the end of the text are looked at. */
#define RUN_ENDS_MOST  64
#define RUN_ENDS_LEAST (2 * RUN_BLOCK)

static inline uint64_t
run_ends_of_two(const char *at)
{
	return run_block_ends(at) | (uint64_t)run_block_ends(at + RUN_BLOCK) << RUN_BLOCK;
}

/* Which of the first RUN_ENDS_MOST bytes from `at` to `end` end a run, one bit each; `at` is before `end`. */
static inline uint64_t
run_ends(const char *at, const char *end)
{
	const ptrdiff_t two = RUN_ENDS_LEAST, length = end - at < RUN_ENDS_MOST ? end - at : RUN_ENDS_MOST;
	uint64_t last = run_ends_of_two(at + length - two);

	/* Two blocks and two more, which overlap with them. */
	return length <= two ? last >> (two - length) : run_ends_of_two(at) | last << (length - two);
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

#endif
