/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/pages.h"
#include "core/pool.h"

/* Where AddressSanitizer looks on, each piece comes from the heap, and none comes back on purpose. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PIECES_COME_BACK false
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define PIECES_COME_BACK false
#endif
#ifndef PIECES_COME_BACK
#define PIECES_COME_BACK true
#endif

/* A piece that is out, and what was written all over it. */
struct piece {
	uint8_t *bytes;
	size_t size;
	uint8_t sign;
};

static struct piece
piece_take(struct pool *pool, size_t size, uint8_t sign)
{
	struct piece piece = {pool_take(pool, size), size, sign};

	g_assert_nonnull(piece.bytes);
	g_assert_cmpuint((uintptr_t)piece.bytes % 16, ==, 0);
	memset(piece.bytes, sign, size);
	return piece;
}

/* Nobody else wrote on it meanwhile. */
static void
piece_give(struct pool *pool, const struct piece *piece)
{
	for (size_t i = 0; i < piece->size; i++)
		g_assert_cmpuint(piece->bytes[i], ==, piece->sign);
	pool_give(pool, piece->bytes, piece->size);
}

static void
pieces_of_every_size_lie_apart(void)
{
	struct pool pool = {.at = NULL};
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct piece));
	size_t taken = 0;

	for (unsigned round = 0; round < 2; round++) {
		for (size_t size = 0; size <= POOL_PIECE_MAX + 40; size++) {
			struct piece piece = piece_take(&pool, size, (uint8_t)(size * 7 + round));
			g_array_append_val(out, piece);
			taken += size;
			g_assert_cmpuint(pool.taken, ==, taken);
		}
		for (guint i = 0; i < out->len; i++)
			piece_give(&pool, &g_array_index(out, struct piece, i));
		g_array_set_size(out, 0);
		taken = 0;
		g_assert_cmpuint(pool.taken, ==, 0);
	}
	pool_clear(&pool);
	g_array_unref(out);
}

static void
zeros_are_zeros_also_on_a_piece_that_was_used(void)
{
	struct pool pool = {.at = NULL};

	for (size_t size = 1; size < POOL_PIECE_MAX + 40; size += 13)
		for (unsigned round = 0; round < 2; round++) {
			uint8_t *piece = pool_take_zeros(&pool, size);
			for (size_t i = 0; i < size; i++)
				g_assert_cmpuint(piece[i], ==, 0);
			memset(piece, 0xff, size);
			pool_give(&pool, piece, size);
		}
	g_assert_cmpuint(pool.taken, ==, 0);
	pool_clear(&pool);
}

static void
nothing_can_be_given_back(void)
{
	struct pool pool = {.at = NULL};
	void *piece = pool_take(&pool, 100);

	pool_give(&pool, NULL, 100);
	g_assert_cmpuint(pool.taken, ==, 100);
	pool_give(&pool, piece, 100);
	pool_clear(&pool);
	pool_clear(&pool);
}

/* No piece is used for one that is larger, nor for one that is smaller by much. */
static void
a_piece_goes_to_the_next_who_asks_for_about_its_size(void)
{
	struct pool pool = {.at = NULL};

	if (!PIECES_COME_BACK) {
		g_test_skip("each piece comes from the heap here");
		return;
	}
	for (size_t size = 1; size <= POOL_PIECE_MAX; size++) {
		void *piece = pool_take(&pool, size);
		size_t least = size, most = size;
		pool_give(&pool, piece, size);
		for (size_t other = size > 300 ? size - 300 : 1; other <= MIN(size + 300, POOL_PIECE_MAX); other++) {
			void *again = pool_take(&pool, other);
			if (again == piece) {
				least = MIN(least, other);
				most = MAX(most, other);
			}
			pool_give(&pool, again, other);
		}
		g_assert_true(pool_take(&pool, size) == piece);
		g_assert_cmpuint(most - least, <, MAX(16, least / 8 + 1));
		pool_clear(&pool);
	}
}

/* What thousands of messages take and give back in turn comes out of the blocks that there are. */
static void
blocks_are_used_over_and_over(void)
{
	struct pool pool = {.at = NULL};

	if (!PIECES_COME_BACK) {
		g_test_skip("each piece comes from the heap here");
		return;
	}
	for (unsigned round = 0; round < 100; round++) {
		void *pieces[100];
		for (unsigned i = 0; i < G_N_ELEMENTS(pieces); i++)
			pieces[i] = pool_take(&pool, 500);
		for (unsigned i = 0; i < G_N_ELEMENTS(pieces); i++)
			pool_give(&pool, pieces[i], 500);
	}
	g_assert_cmpuint(pool.block_count, ==, 1);
	pool_clear(&pool);
	g_assert_cmpuint(pool.block_count, ==, 0);
}

/* Up to where blocks are whole pages, and beyond. */
static void
random_operations_disturb_no_piece_that_is_out(void)
{
	struct pool pool = {.at = NULL};
	GArray *out = g_array_new(FALSE, FALSE, sizeof(struct piece));
	GRand *dice = g_rand_new_with_seed(4);
	size_t taken = 0;

	for (unsigned round = 0; round < 20000; round++) {
		if (out->len == 0 || g_rand_int_range(dice, 0, 5) > 0) {
			size_t most = g_rand_int_range(dice, 0, 4) ? 400 : POOL_PIECE_MAX + 100;
			size_t size = (size_t)g_rand_int_range(dice, 1, (int)most);
			struct piece piece = piece_take(&pool, size, (uint8_t)g_rand_int(dice));
			g_array_append_val(out, piece);
			taken += size;
		} else {
			guint n = g_rand_int(dice) % out->len;
			taken -= g_array_index(out, struct piece, n).size;
			piece_give(&pool, &g_array_index(out, struct piece, n));
			g_array_remove_index_fast(out, n);
		}
		g_assert_cmpuint(pool.taken, ==, taken);
	}
	g_assert_true(!PIECES_COME_BACK || pool.block_count > 32);
	for (guint i = 0; i < out->len; i++)
		piece_give(&pool, &g_array_index(out, struct piece, i));
	g_assert_cmpuint(pool.taken, ==, 0);
	pool_clear(&pool);
	g_rand_free(dice);
	g_array_unref(out);
}

static void
pages_are_aligned_zeros(void)
{
	static const size_t sizes[] = {1, 4096, PAGES_LEAST - 1, PAGES_LEAST, PAGES_LEAST + 1, 3 * PAGES_LEAST};

	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
		uint8_t *pages = pages_new(sizes[i]);
		size_t rounded = (sizes[i] + PAGES_LEAST - 1) / PAGES_LEAST * PAGES_LEAST;
		g_assert_cmpuint((uintptr_t)pages % PAGES_LEAST, ==, 0);
		for (size_t at = 0; at < rounded; at += 1021)
			g_assert_cmpuint(pages[at], ==, 0);
		pages[0] = pages[rounded - 1] = 1;
		pages_free(pages, sizes[i]);
	}
	pages_free(NULL, 5);
}

#define ADD(title, function) g_test_add_func("/pool/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("pieces of every size lie apart", pieces_of_every_size_lie_apart);
	ADD("zeros are zeros, also on a piece that was used", zeros_are_zeros_also_on_a_piece_that_was_used);
	ADD("nothing can be given back", nothing_can_be_given_back);
	ADD("a piece goes to the next who asks for about its size",
		a_piece_goes_to_the_next_who_asks_for_about_its_size);
	ADD("blocks are used over and over", blocks_are_used_over_and_over);
	ADD("random operations disturb no piece that is out", random_operations_disturb_no_piece_that_is_out);
	ADD("pages are aligned zeros", pages_are_aligned_zeros);
	return g_test_run();
}
