/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the reader of heads asks of many bytes at once: where the line break is, and how many of them are not printable.
 * Each question is answered in two ways, for processors that look at 16 and at 32 bytes at a time. Private to core.
 */
#ifndef SEQUITUR_CORE_LINE_H
#define SEQUITUR_CORE_LINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* So many bytes are searched together. */
#define LINE_BLOCK 64

static inline size_t
line_is_odd(char c)
{
	return (unsigned char)(c - ' ') > '~' - ' ';
}

#ifdef __SSE2__

#include <immintrin.h>

/* Which of the LINE_BLOCK bytes at `at` are LF, one bit each, bit 0 is of the first. */
static inline uint64_t
line_feeds_16(const char *at)
{
	const __m128i feed = _mm_set1_epi8('\n');
	uint64_t feeds = 0;

#pragma GCC unroll 4
	for (unsigned i = 0; i < LINE_BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
		feeds |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, feed)) << i;
	}
	return feeds;
}

__attribute__((target("avx2"))) static inline uint64_t
line_feeds_32(const char *at)
{
	__m256i feed = _mm256_set1_epi8('\n');
	/* It stays in its register, for all lines: compilers would rather make it anew for each. */
	__asm__("" : "+x"(feed));
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));

	return (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, feed)) |
		   (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, feed)) << 32;
}

/* Blocks that are counted together: a byte of a sum counts up to 255. */
enum { ODD_BLOCKS = 255 };

/*
 * How many of these bytes are control bytes, CR and LF among them, or 127 and more. As signed numbers, bytes of 128 and
 * more are less than a space; one more makes -128 of 127 and 33 of a space: so one comparison finds all of them.
 */
static inline size_t
line_odd_count_16(const char *at, size_t length)
{
	const __m128i one = _mm_set1_epi8(1), printable = _mm_set1_epi8(' ' + 1), zero = _mm_setzero_si128();
	size_t count = 0, blocks = length / 16;

	while (blocks > 0) {
		__m128i odd = zero;
		size_t few = blocks < ODD_BLOCKS ? blocks : ODD_BLOCKS;
		blocks -= few;
		for (const char *stop = at + few * 16; at < stop; at += 16) {
			__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
			odd = _mm_sub_epi8(odd, _mm_cmplt_epi8(_mm_add_epi8(bytes, one), printable));
		}
		odd = _mm_sad_epu8(odd, zero);
		count += (size_t)_mm_cvtsi128_si64(odd) + (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(odd, odd));
	}
	for (size_t i = 0; i < length % 16; i++)
		count += line_is_odd(at[i]);
	return count;
}

__attribute__((target("avx2,popcnt"))) static inline size_t
line_odd_count_32(const char *at, size_t length)
{
	const __m256i one = _mm256_set1_epi8(1), printable = _mm256_set1_epi8(' ' + 1),
				  zero = _mm256_setzero_si256();
	size_t count = 0, blocks = length / 32;

	if (blocks == 0)
		return line_odd_count_16(at, length);
	while (blocks > 0) {
		__m256i odd = zero;
		size_t few = blocks < ODD_BLOCKS ? blocks : ODD_BLOCKS;
		blocks -= few;
		for (const char *stop = at + few * 32; at < stop; at += 32) {
			__m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)at);
			odd = _mm256_sub_epi8(odd, _mm256_cmpgt_epi8(printable, _mm256_add_epi8(bytes, one)));
		}
		odd = _mm256_sad_epu8(odd, zero);
		__m128i half = _mm_add_epi64(_mm256_castsi256_si128(odd), _mm256_extracti128_si256(odd, 1));
		count += (size_t)_mm_cvtsi128_si64(half) + (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(half, half));
	}
	/* The rest is the end of the last 32 bytes. */
	__m256i last = _mm256_loadu_si256((const __m256i *)(const void *)(at + length % 32 - 32));
	uint64_t odd = (unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(printable, _mm256_add_epi8(last, one)));
	return count + (size_t)__builtin_popcountll(odd >> (32 - length % 32));
}

#else

static inline uint64_t
line_feeds_16(const char *at)
{
	uint64_t feeds = 0;

	for (unsigned i = 0; i < LINE_BLOCK; i++)
		feeds |= (uint64_t)(at[i] == '\n') << i;
	return feeds;
}

static inline size_t
line_odd_count_16(const char *at, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += line_is_odd(at[i]);
	return count;
}

#endif

#endif
