/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool hands out pieces of memory of a few hundred bytes, of which each message takes several and gives them
 * back a little later. They are cut from large blocks, and a piece that comes back goes to the next one who asks
 * for about that size: sizes are rounded up, by less than a sixteenth, so that few kinds of pieces lie unused. Blocks go
 * back only with the whole pool. Larger pieces come from the heap. A pool of zeros is an empty one.
 */
#ifndef SEQUITUR_CORE_POOL_H
#define SEQUITUR_CORE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/prefetch.h"

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

/* AddressSanitizer sees what goes wrong with a piece only when each comes from the heap. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_FROM_HEAP true
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define POOL_FROM_HEAP true
#endif
#ifndef POOL_FROM_HEAP
#define POOL_FROM_HEAP false
#endif

/* Up to this size pieces differ by POOL_SMALL_STEP bytes; above, there are sixteen kinds for each doubling. */
#define POOL_SMALL_PIECE 256
#define POOL_SMALL_STEP  16

/* The kind of pieces of `size` bytes; POOL_SIZES and more: they come from the heap. */
static inline unsigned
pool_kind(size_t size)
{
	if (POOL_FROM_HEAP || size > POOL_PIECE_MAX)
		return POOL_SIZES;
	/* Of nothing, too, the smallest piece: it has to hold a pointer once it comes back. */
	if (size <= POOL_SMALL_PIECE)
		return (unsigned)(((size | !size) + POOL_SMALL_STEP - 1) / POOL_SMALL_STEP);
	/* The highest bit of `size - 1` says which doubling, the four below it which kind of it. */
	unsigned doubling = 63 - (unsigned)__builtin_clzll(size - 1);
	unsigned sixteenth = (unsigned)((size - 1) >> (doubling - 4)) & 15;
	return POOL_SMALL_PIECE / POOL_SMALL_STEP + 1 + (doubling - 8) * 16 + sixteenth;
}

/* What the two below do where there is no spare piece, or none of this kind is kept. */
void *pool_take_new(struct pool *pool, size_t size, unsigned kind);
void pool_give_heap(void *piece);

/* A piece of `size` bytes, which hold anything. Never NULL. */
static inline void *
pool_take(struct pool *pool, size_t size)
{
	unsigned kind = pool_kind(size);
	struct pool_piece *piece = kind < POOL_SIZES ? pool->spare[kind] : NULL;

	pool->taken += size;
	if (!piece)
		return pool_take_new(pool, size, kind);
	pool->spare[kind] = piece->next;
	/* Long not looked at: who comes next need not wait for it. */
	record_prefetch(piece->next, size);
	return piece;
}

/* The same, all zeros. */
static inline void *
pool_take_zeros(struct pool *pool, size_t size)
{
	return memset(pool_take(pool, size), 0, size);
}

/* Gives back a piece, which may be NULL, that was taken with this very size. */
static inline void
pool_give(struct pool *pool, void *piece, size_t size)
{
	unsigned kind = pool_kind(size);
	struct pool_piece *spare = piece;

	if (!piece)
		return;
	pool->taken -= size;
	if (kind >= POOL_SIZES) {
		pool_give_heap(piece);
		return;
	}
	spare->next = pool->spare[kind];
	pool->spare[kind] = spare;
}

/* Frees all blocks, and with them all pieces that are not larger than POOL_PIECE_MAX. */
void pool_clear(struct pool *pool);

#endif
