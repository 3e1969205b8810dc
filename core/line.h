/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the reader of heads asks of many bytes at once: which are odd, that is, no printable ASCII. The first odd byte of
 * nearly all lines is the CR at their end. It is answered in two ways, for processors that look at 16 and at 32 bytes at
 * a time. Private to core.
 */
#ifndef SEQUITUR_CORE_LINE_H
#define SEQUITUR_CORE_LINE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* So many bytes are searched together. */
#define LINE_BLOCK 64

/* A control byte, CR, LF and tab among them, or 127 and more. */
static inline bool
line_is_odd(char c)
{
	return (unsigned char)(c - ' ') > '~' - ' ';
}

#ifdef __SSE2__

#include <immintrin.h>

/*
 * Which of the LINE_BLOCK bytes at `at` are odd, one bit each, bit 0 is of the first. As signed numbers, bytes of 128
 * and more are less than a space; one more makes -128 of 127: so one comparison finds all that are not.
 */
static inline uint64_t
line_odd_16(const char *at)
{
	const __m128i one = _mm_set1_epi8(1), space = _mm_set1_epi8(' ');
	uint64_t printable = 0;

#pragma GCC unroll 4
	for (unsigned i = 0; i < LINE_BLOCK; i += 16) {
		__m128i bytes = _mm_add_epi8(_mm_loadu_si128((const __m128i *)(const void *)(at + i)), one);
		printable |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(bytes, space)) << i;
	}
	return ~printable;
}

__attribute__((target("avx2"))) static inline uint64_t
line_odd_32(const char *at)
{
	const __m256i one = _mm256_set1_epi8(1), space = _mm256_set1_epi8(' ');
	__m256i low = _mm256_add_epi8(_mm256_loadu_si256((const __m256i *)(const void *)at), one);
	__m256i high = _mm256_add_epi8(_mm256_loadu_si256((const __m256i *)(const void *)(at + 32)), one);

	return ~((unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(low, space)) |
			 (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(high, space)) << 32);
}

#else

static inline uint64_t
line_odd_16(const char *at)
{
	uint64_t odd = 0;

	for (unsigned i = 0; i < LINE_BLOCK; i++)
		odd |= (uint64_t)line_is_odd(at[i]) << i;
	return odd;
}

#endif

#endif
