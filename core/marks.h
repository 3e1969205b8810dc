/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks say of 64 bytes at once, one bit each, what a head is read by: which of them end a line, and which are no
 * printable ASCII. Bit n is of byte n. Nothing is owned; a block shorter than 64 bytes is to be filled up with spaces.
 */
#ifndef SEQUITUR_CORE_MARKS_H
#define SEQUITUR_CORE_MARKS_H

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MARKS_BLOCK 64

struct marks {
	uint64_t feeds; /* LF */
	uint64_t odd;   /* control bytes, and those of 127 and more */
};

#ifdef __SSE2__

static inline struct marks
marks_of(const char block[static MARKS_BLOCK])
{
	const __m128i feed = _mm_set1_epi8('\n'), one = _mm_set1_epi8(1), printable = _mm_set1_epi8(' ' + 1);
	struct marks marks = {0, 0};

#pragma GCC unroll 4
	for (unsigned i = 0; i < MARKS_BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
		uint64_t feeds = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, feed));
		/* One more makes -128 of 127, and 33 of a space: one signed comparison does. */
		uint64_t odd = (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(_mm_add_epi8(bytes, one), printable));
		marks.feeds |= feeds << i;
		marks.odd |= odd << i;
	}
	return marks;
}

#else

static inline struct marks
marks_of(const char block[static MARKS_BLOCK])
{
	struct marks marks = {0, 0};

	for (unsigned i = 0; i < MARKS_BLOCK; i++) {
		marks.feeds |= (uint64_t)(block[i] == '\n') << i;
		marks.odd |= (uint64_t)((unsigned char)(block[i] - ' ') > '~' - ' ') << i;
	}
	return marks;
}

#endif

#endif
