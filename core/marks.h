/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks say of blocks of 64 bytes, one bit a byte, what a head is read by: which of them end a line, and which are no
 * printable ASCII. Bit n is of byte n. Nothing is owned.
 */
#ifndef SEQUITUR_CORE_MARKS_H
#define SEQUITUR_CORE_MARKS_H

#include <stddef.h>
#include <stdint.h>

#define MARKS_BLOCK 64
#define MARKS_MOST  8 /* blocks that are marked at once */

struct marks {
	uint64_t feeds[MARKS_MOST]; /* LF */
	uint64_t odd[MARKS_MOST];   /* control bytes, and those of 127 and more */
};

/* Marks `blocks` whole blocks, no more than MARKS_MOST, at `at`. */
void marks_read(struct marks *marks, const char *at, size_t blocks);

#endif
