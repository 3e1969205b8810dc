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

struct pool_block {
	_Alignas(16) struct pool_block *next;
	bool is_pages;
	_Alignas(16) char bytes[];
};

/* The bytes that a piece of this kind has. Of nothing, too, one has some: it has to hold a pointer once it comes back. */
static inline size_t
size_of(size_t kind)
{
	size_t fine = POOL_LARGE / POOL_FINE;

	return kind <= fine ? MAX(kind, 1) * POOL_FINE : POOL_LARGE + (kind - fine) * POOL_COARSE;
}

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
pool_take_new(struct pool *pool, size_t size, size_t kind)
{
	if (kind >= POOL_SIZES)
		return g_malloc(size | !size);
	size_t room = size_of(kind);
	if ((size_t)(pool->end - pool->at) < room)
		pool_grow(pool);
	void *piece = pool->at;
	pool->at += room;
	return piece;
}

void
pool_give_heap(void *piece)
{
	g_free(piece);
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
