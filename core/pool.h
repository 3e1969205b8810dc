/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool hands out pieces of memory of a few hundred bytes, of which each message takes several and gives them
 * back a little later. They are cut from large blocks, and a piece that comes back goes to the next one who asks
 * for about that size: sizes are rounded up, so that few kinds of pieces lie unused. Blocks go back only with the whole
 * pool. Larger pieces come from the heap. A pool of zeros is an empty one.
 */
#ifndef SEQUITUR_CORE_POOL_H
#define SEQUITUR_CORE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/prefetch.h"

/* Ours. */
#define POOL_PIECE_MAX 2048
#define POOL_FINE      16 /* pieces differ by so much, */
#define POOL_LARGE     256
#define POOL_COARSE    32 /* those above POOL_LARGE by so much: of more kinds more would lie unused */
#define POOL_SIZES     (POOL_LARGE / POOL_FINE + (POOL_PIECE_MAX - POOL_LARGE) / POOL_COARSE + 1) /* kinds */

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

/*
 * The kind of pieces of `size` bytes; POOL_SIZES and more: they come from the heap. The first is of nothing. Nothing
 * branches on the size, which is as good as random.
 */
static inline size_t
pool_kind(size_t size)
{
	size_t fine = (size + POOL_FINE - 1) / POOL_FINE;
	size_t coarse = POOL_LARGE / POOL_FINE - POOL_LARGE / POOL_COARSE +
					(size + POOL_COARSE - 1) / POOL_COARSE;

	return POOL_FROM_HEAP ? POOL_SIZES : fine < coarse ? fine : coarse;
}

/* What the two below do where there is no spare piece, or none of this kind is kept. */
void *pool_take_new(struct pool *pool, size_t size, size_t kind);
void pool_give_heap(void *piece);

/* A piece of `size` bytes, which hold anything. Never NULL. */
static inline void *
pool_take(struct pool *pool, size_t size)
{
	size_t kind = pool_kind(size);
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
	size_t kind = pool_kind(size);
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
