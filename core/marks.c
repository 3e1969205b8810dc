/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/marks.h"

#ifdef __SSE2__

#include <immintrin.h>

/*
 * As signed numbers, bytes of 128 and more are less than a space; one more makes -128 of 127 and 33 of a space: so one
 * comparison finds all that is odd.
 */
static void
marks_read_16(struct marks *marks, const char *at, size_t blocks)
{
	const __m128i feed = _mm_set1_epi8('\n'), one = _mm_set1_epi8(1), printable = _mm_set1_epi8(' ' + 1);

	for (size_t n = 0; n < blocks; n++, at += MARKS_BLOCK) {
		uint64_t feeds = 0, odd = 0;
#pragma GCC unroll 4
		for (unsigned i = 0; i < MARKS_BLOCK; i += 16) {
			__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
			feeds |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, feed)) << i;
			odd |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(_mm_add_epi8(bytes, one), printable))
				   << i;
		}
		marks->feeds[n] = feeds;
		marks->odd[n] = odd;
	}
}

/* The same, for processors that look at twice as many bytes at once. */
__attribute__((target("avx2"))) static void
marks_read_32(struct marks *marks, const char *at, size_t blocks)
{
	const __m256i feed = _mm256_set1_epi8('\n'), one = _mm256_set1_epi8(1),
				  printable = _mm256_set1_epi8(' ' + 1);

	for (size_t n = 0; n < blocks; n++, at += MARKS_BLOCK) {
		__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
		__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
		uint64_t feeds = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, feed));
		uint64_t odd = (unsigned)_mm256_movemask_epi8(
			_mm256_cmpgt_epi8(printable, _mm256_add_epi8(low, one)));
		feeds |= (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, feed)) << 32;
		odd |=
			(uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(printable, _mm256_add_epi8(high, one)))
			<< 32;
		marks->feeds[n] = feeds;
		marks->odd[n] = odd;
	}
}

static void (*marks_read_here)(struct marks *marks, const char *at, size_t blocks) = marks_read_16;

__attribute__((constructor)) static void
choose(void)
{
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx2"))
		marks_read_here = marks_read_32;
}

void
marks_read(struct marks *marks, const char *at, size_t blocks)
{
	marks_read_here(marks, at, blocks);
}

#else

void
marks_read(struct marks *marks, const char *at, size_t blocks)
{
	for (size_t n = 0; n < blocks; n++, at += MARKS_BLOCK) {
		marks->feeds[n] = marks->odd[n] = 0;
		for (unsigned i = 0; i < MARKS_BLOCK; i++) {
			marks->feeds[n] |= (uint64_t)(at[i] == '\n') << i;
			marks->odd[n] |= (uint64_t)((unsigned char)(at[i] - ' ') > '~' - ' ') << i;
		}
	}
}

#endif
