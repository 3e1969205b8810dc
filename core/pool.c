/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/pool.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "core/pages.h"

/* Ours: with its own header a little less than the size from which the heap asks the kernel each time. */
#define BLOCK_SIZE (64 * 1024 - 64)

/* Ours: a pool with so many blocks is a large one, and its next blocks are whole pieces of pages. */
#define SMALL_BLOCKS 32

/* AddressSanitizer sees what goes wrong with a piece only when each comes from the heap. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PIECES_FROM_HEAP true
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define PIECES_FROM_HEAP true
#endif
#ifndef PIECES_FROM_HEAP
#define PIECES_FROM_HEAP false
#endif

struct pool_block {
	_Alignas(16) struct pool_block *next;
	bool is_pages;
	_Alignas(16) char bytes[];
};

static bool
is_from_heap(size_t size)
{
	return PIECES_FROM_HEAP || size > POOL_PIECE_MAX;
}

/* Up to this size pieces differ by SMALL_STEP bytes; above, there are sixteen kinds for each doubling. */
#define SMALL_PIECE 256
#define SMALL_STEP  16

/* The kind of pieces of `size` bytes. */
static inline unsigned
kind_of(size_t size)
{
	/* Of nothing, too, the smallest piece: it has to hold a pointer once it comes back. */
	if (size <= SMALL_PIECE)
		return (unsigned)(((size | !size) + SMALL_STEP - 1) / SMALL_STEP);
	/* The highest bit of `size - 1` says which doubling, the four below it which kind of it. */
	unsigned doubling = 63 - (unsigned)__builtin_clzll(size - 1);
	unsigned sixteenth = (unsigned)((size - 1) >> (doubling - 4)) & 15;
	return SMALL_PIECE / SMALL_STEP + 1 + (doubling - 8) * 16 + sixteenth;
}

/* The bytes that a piece of this kind has. */
static inline size_t
size_of(unsigned kind)
{
	if (kind <= SMALL_PIECE / SMALL_STEP)
		return kind * SMALL_STEP;
	unsigned sixteenths = kind - SMALL_PIECE / SMALL_STEP - 1;
	return (size_t)(16 + sixteenths % 16 + 1) << (sixteenths / 16 + 4);
}

_Static_assert(SMALL_PIECE / SMALL_STEP + 1 + 3 * 16 == POOL_SIZES, "a place for each kind");

/* What is left of the block before is given up: less than one piece. */
static void
pool_grow(struct pool *pool)
{
	bool is_large = pool->block_count++ >= SMALL_BLOCKS;
	struct pool_block *block = is_large ? pages_new(PAGES_LEAST) : g_malloc(BLOCK_SIZE);

	block->is_pages = is_large;
	block->next = pool->blocks;
	pool->blocks = block;
	pool->at = block->bytes;
	pool->end = (char *)block + (is_large ? PAGES_LEAST : BLOCK_SIZE);
}

void *
pool_take(struct pool *pool, size_t size)
{
	pool->taken += size;
	if (is_from_heap(size))
		return g_malloc(size | !size);
	unsigned kind = kind_of(size);
	struct pool_piece *piece = pool->spare[kind];
	if (piece) {
		pool->spare[kind] = piece->next;
		/* Long not looked at: who comes next need not wait for it. */
		__builtin_prefetch(piece->next);
		return piece;
	}
	size_t room = size_of(kind);
	if ((size_t)(pool->end - pool->at) < room)
		pool_grow(pool);
	piece = (struct pool_piece *)(void *)pool->at;
	pool->at += room;
	return piece;
}

void *
pool_take_zeros(struct pool *pool, size_t size)
{
	return memset(pool_take(pool, size), 0, size);
}

void
pool_give(struct pool *pool, void *piece, size_t size)
{
	if (!piece)
		return;
	pool->taken -= size;
	if (is_from_heap(size)) {
		g_free(piece);
		return;
	}
	struct pool_piece *spare = piece;
	unsigned kind = kind_of(size);
	spare->next = pool->spare[kind];
	pool->spare[kind] = spare;
}

void
pool_clear(struct pool *pool)
{
	while (pool->blocks) {
		struct pool_block *block = pool->blocks;
		pool->blocks = block->next;
		if (block->is_pages)
			pages_free(block, PAGES_LEAST);
		else
			g_free(block);
	}
	*pool = (struct pool){.at = NULL};
}
