/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Field names as the reader of heads meets them, at the beginning of a line, with a colon and a space behind: which
 * field is that, and where does its value begin? That is asked for a dozen lines of every message, so names of up to 14
 * bytes are looked up as one block of 16 bytes. Private to core; everybody else asks field_find.
 */
#ifndef SEQUITUR_CORE_FIELD_NAMES_H
#define SEQUITUR_CORE_FIELD_NAMES_H

#include "core/field.h"
#include "core/load.h"

/* So many bytes are read at the beginning of a line, whatever its length; and two before it. */
#define FIELD_NAME_LOOK 18

/* What a line tells of its field: the last three members of struct field, in their order: copied as one, mostly. */
struct field_name {
	uint16_t length;
	uint8_t id;  /* enum field_id */
	bool folded; /* no name is */
};

#ifdef __SSE2__

#include <emmintrin.h>

enum {
	FIELD_BLOCK_SIZE = 16,
	FIELD_BLOCK_BITS = 9,
	FIELD_BLOCKS = 1 << FIELD_BLOCK_BITS,
	FIELD_BLOCK_NONE = 1 << FIELD_BLOCK_SIZE, /* never found alike: what is wanted of an empty place */
};

/*
 * A known name of 2 to 14 bytes as the RFCs write it or in lower case, which is how nearly everybody writes it, with ": "
 * behind it. Each stands at the place its hash gives or not here at all; filled by field.c before main.
 */
struct field_block {
	_Alignas(32) char text[FIELD_BLOCK_SIZE];
	uint32_t wanted; /* one bit for each byte of the text that has to be the same, or FIELD_BLOCK_NONE */
	struct field_name name;
};

extern struct field_block field_blocks[FIELD_BLOCKS];

/*
 * The place of a name with `length` bytes and ": " behind it: by its first and its last letters. The factor was found by
 * trial, so that the names of the RFCs have a place each.
 */
static inline size_t
field_block_place(const char *name, size_t length)
{
	uint64_t key = (uint64_t)load4(name) << 32 | load4(name + length - 2);

	return (key * 0xd65f5b3b9333e9bfu) >> (64 - FIELD_BLOCK_BITS);
}

/* The name that the line at `at` begins with; NULL: it is longer, written otherwise, or not known. */
static inline const struct field_name *
field_name_find(const char *at)
{
	__m128i block = _mm_loadu_si128((const __m128i *)(const void *)at);
	unsigned colons = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(':')));
	unsigned length = (unsigned)__builtin_ctz(colons | 1u << FIELD_BLOCK_SIZE);
	const struct field_block *known = &field_blocks[field_block_place(at, length)];
	__m128i text = _mm_load_si128((const __m128i *)(const void *)known->text);
	unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, text));

	return known->wanted & ~same ? NULL : &known->name;
}

#else

static inline const struct field_name *
field_name_find(const char *at)
{
	(void)at;
	return NULL;
}

#endif

#endif
