/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plain text is printable ASCII without quotation marks and backslashes: it stands for itself wherever it is shown, and
 * nearly all text is. It is looked at a word or a block at a time.
 */
#ifndef SEQUITUR_CORE_PLAIN_H
#define SEQUITUR_CORE_PLAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Every byte of the word is `byte`. */
#define PLAIN_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The highest bit of a byte is set where that byte of `word` is zero; bits above the first may be wrong. */
static inline uint64_t
plain_zero_bytes(uint64_t word)
{
	return (word - PLAIN_EACH(0x01)) & ~word & PLAIN_EACH(0x80);
}

/* Are these eight bytes plain? */
static inline bool
plain_word(uint64_t word)
{
	uint64_t control = (word - PLAIN_EACH(0x20)) & ~word & PLAIN_EACH(0x80);
	uint64_t special = plain_zero_bytes(word ^ PLAIN_EACH('"')) | plain_zero_bytes(word ^ PLAIN_EACH('\\')) |
					   plain_zero_bytes(word ^ PLAIN_EACH(0x7F));
	return ((word & PLAIN_EACH(0x80)) | control | special) == 0;
}

#ifdef __SSE2__

#define PLAIN_BLOCK 16

/* All ones where a byte is not plain. */
static inline __m128i
plain_exceptions(__m128i bytes)
{
	/* As in core/line.h: control bytes, and those of 127 and more. */
	__m128i odd = _mm_cmplt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(1)), _mm_set1_epi8(' ' + 1));

	odd = _mm_or_si128(odd, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
	return _mm_or_si128(odd, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
}

/* Are these bytes plain, whole blocks of them? */
static inline bool
plain_blocks(const char *text, size_t size)
{
	__m128i odd = _mm_setzero_si128();

	for (const char *at = text; at < text + size; at += PLAIN_BLOCK)
		odd = _mm_or_si128(odd, plain_exceptions(_mm_loadu_si128((const __m128i *)(const void *)at)));
	return _mm_movemask_epi8(odd) == 0;
}

#else

#define PLAIN_BLOCK 8

static inline bool
plain_blocks(const char *text, size_t size)
{
	for (size_t at = 0; at < size; at += PLAIN_BLOCK) {
		uint64_t word;
		memcpy(&word, text + at, sizeof word);
		if (!plain_word(word))
			return false;
	}
	return true;
}

#endif

#endif
