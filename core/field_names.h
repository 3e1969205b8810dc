/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Field names as the reader of heads meets them, at the beginning of a line: what it wants to know is where the colon
 * stands and which field that is, for a dozen lines of every message. So names of up to 15 bytes are looked up all at
 * once, as one block of 16 bytes. Private to core; everybody else asks field_find.
 */
#ifndef SEQUITUR_CORE_FIELD_NAMES_H
#define SEQUITUR_CORE_FIELD_NAMES_H

#include "core/field.h"

/* So many bytes are read at the beginning of a line, whatever its length. */
#define FIELD_NAME_LOOK 16

/* How long a name is, and which: length 0: there is no colon where that of a short name can stand. */
struct field_name {
	unsigned length;
	enum field_id id;
};

#ifdef __SSE2__

#include <emmintrin.h>

enum { FIELD_BLOCK_BITS = 9, FIELD_BLOCKS = 1 << FIELD_BLOCK_BITS };

/*
 * A known name of 2 to 15 bytes, with zeros behind it, as the RFCs write it or in lower case: nearly everybody writes
 * one of these. Found by hash, open addressing; filled by field.c before main.
 */
struct field_block {
	_Alignas(32) uint64_t name[2];
	uint8_t id; /* FIELD_OTHER: an empty place */
};

extern struct field_block field_blocks[FIELD_BLOCKS];

/* The place of a name. The factor was found by trial, so that the names of the RFCs have a place each. */
static inline size_t
field_block_place(uint64_t head, uint64_t tail)
{
	return ((head ^ (tail << 13 | tail >> 51)) * 0x76d874a3714b9ad3u) >> (64 - FIELD_BLOCK_BITS);
}

/* Another name stands in the place of this one, or it is written otherwise, or not known: seldom. */
static __attribute__((noinline, unused)) enum field_id
field_block_search(struct slice name, size_t place, __m128i block, bool sip)
{
	for (;; place = (place + 1) % FIELD_BLOCKS) {
		const struct field_block *known = &field_blocks[place];
		if (known->id == FIELD_OTHER)
			return field_find(name, sip);
		__m128i there = _mm_load_si128((const __m128i *)(const void *)known->name);
		if (_mm_movemask_epi8(_mm_cmpeq_epi8(block, there)) == 0xffff)
			return (enum field_id)known->id;
	}
}

/* The name at `at` before its colon. FIELD_NAME_LOOK bytes are read. */
static inline struct field_name
field_name_read(const char *at, bool sip)
{
	static const char masks[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
	__m128i block = _mm_loadu_si128((const __m128i *)(const void *)at);
	unsigned colons = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(':')));

	if (!colons)
		return (struct field_name){0, FIELD_OTHER};
	unsigned length = (unsigned)__builtin_ctz(colons);
	if (length < 2)
		return (struct field_name){length, field_find((struct slice){at, length}, sip)};
	block = _mm_and_si128(block, _mm_loadu_si128((const __m128i *)(const void *)(masks + 16 - length)));
	size_t place = field_block_place((uint64_t)_mm_cvtsi128_si64(block),
									 (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(block, block)));
	const struct field_block *known = &field_blocks[place];
	__m128i there = _mm_load_si128((const __m128i *)(const void *)known->name);
	if (_mm_movemask_epi8(_mm_cmpeq_epi8(block, there)) != 0xffff)
		return (struct field_name){length, field_block_search((struct slice){at, length}, place, block, sip)};
	return (struct field_name){length, (enum field_id)known->id};
}

#else

static inline struct field_name
field_name_read(const char *at, bool sip)
{
	const char *colon = memchr(at, ':', FIELD_NAME_LOOK);
	unsigned length = colon ? (unsigned)(colon - at) : 0;

	return (struct field_name){length, field_find((struct slice){at, length}, sip)};
}

#endif

#endif
