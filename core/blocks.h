/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text looked at sixteen bytes at a time, to see whether a byte of some kind is in it, wherever. gcc and clang make of
 * this whatever vector instructions there are. Private to core.
 */
#ifndef SEQUITUR_CORE_BLOCKS_H
#define SEQUITUR_CORE_BLOCKS_H

#include "core/slice.h"

enum { BLOCK_SIZE = 16 };
typedef uint8_t block_bytes __attribute__((vector_size(BLOCK_SIZE)));
typedef int8_t block_answers __attribute__((vector_size(BLOCK_SIZE))); /* of each byte: -1 yes, 0 no */

/* Which bytes are of the kind? A dot is of none. */
typedef block_answers block_question(block_bytes bytes);

static inline __attribute__((always_inline)) bool
block_has(block_question *ask, const char *at)
{
	block_bytes bytes;
	uint64_t halves[BLOCK_SIZE / 8];

	memcpy(&bytes, at, BLOCK_SIZE);
	block_answers answers = ask(bytes);
	memcpy(halves, &answers, BLOCK_SIZE);
	return (halves[0] | halves[1]) != 0;
}

/* Is any byte of the text of the kind? No byte beyond it is read. */
static inline __attribute__((always_inline)) bool
blocks_have(block_question *ask, struct slice text)
{
	if (text.length < BLOCK_SIZE) {
		char padded[BLOCK_SIZE];
		memset(padded, '.', sizeof padded);
		for (size_t i = 0; i < text.length; i++)
			padded[i] = text.bytes[i];
		return block_has(ask, padded);
	}
	const char *at = text.bytes, *end = at + text.length;
	for (; end - at > BLOCK_SIZE; at += BLOCK_SIZE)
		if (block_has(ask, at))
			return true;
	return block_has(ask, end - BLOCK_SIZE);
}

#endif
