/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool hands out pieces of memory of a few hundred bytes, of which each message takes several and gives them
 * back a little later. They are cut from large blocks, and a piece that comes back goes to the next one who asks
 * for about that size: sizes are rounded up, by less than a sixteenth, so that few kinds of pieces lie unused. Blocks go
 * back only with the whole pool. Larger pieces come from the heap. A pool of zeros is an empty one.
 */
#ifndef SEQUITUR_CORE_POOL_H
#define SEQUITUR_CORE_POOL_H

#include <stddef.h>

/* Ours. */
#define POOL_PIECE_MAX 2048
#define POOL_SIZES     65 /* kinds of pieces: by 16 bytes up to 256, then sixteen for each doubling */

struct pool_piece {
	struct pool_piece *next;
};

struct pool_block;

struct pool {
	struct pool_piece *spare[POOL_SIZES]; /* by kind */
	char *at, *end;                       /* what is left of the newest block */
	struct pool_block *blocks;
	size_t block_count;
	size_t taken; /* bytes that are out: asked for and not given back */
};

/* A piece of `size` bytes, which hold anything. Never NULL. */
void *pool_take(struct pool *pool, size_t size);

/* The same, all zeros. */
void *pool_take_zeros(struct pool *pool, size_t size);

/* Gives back a piece, which may be NULL, that was taken with this very size. */
void pool_give(struct pool *pool, void *piece, size_t size);

/* Frees all blocks, and with them all pieces that are not larger than POOL_PIECE_MAX. */
void pool_clear(struct pool *pool);

#endif
