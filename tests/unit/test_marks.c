/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* All of its ways are tested, not only the one that this processor calls for. */
#include "core/marks.c"
#include "tests/unit/guard.h"

/* Room before the guard, more than any text here has. */
#define GUARDED 65536

#define BYTES_MOST (MARKS_MOST * MARKS_BLOCK)

typedef void (*way)(struct marks *marks, const char *at, size_t blocks);

/* The ways that this processor knows; NULL ends them. */
static void
ways_find(way ways[static 4])
{
	*ways++ = marks_read;
#ifdef __SSE2__
	*ways++ = marks_read_16;
	if (__builtin_cpu_supports("avx2"))
		*ways++ = marks_read_32;
#endif
	*ways = NULL;
}

/* Byte for byte, in the words of the header. What lies behind the blocks is left alone. */
static void
marks_read_slowly(struct marks *marks, const char *at, size_t blocks)
{
	memset(marks, 0xff, sizeof *marks);
	for (size_t n = 0; n < blocks; n++) {
		marks->feeds[n] = marks->odd[n] = 0;
		for (unsigned i = 0; i < MARKS_BLOCK; i++) {
			unsigned char c = (unsigned char)at[n * MARKS_BLOCK + i];
			if (c == '\n')
				marks->feeds[n] |= UINT64_C(1) << i;
			if (c < ' ' || c >= 127)
				marks->odd[n] |= UINT64_C(1) << i;
		}
	}
}

static void
assert_every_way_marks(const char *at, size_t blocks)
{
	struct marks wanted;
	way ways[4];

	marks_read_slowly(&wanted, at, blocks);
	ways_find(ways);
	for (unsigned i = 0; ways[i]; i++) {
		struct marks marks;
		memset(&marks, 0xff, sizeof marks);
		ways[i](&marks, at, blocks);
		g_assert_cmpmem(&marks, sizeof marks, &wanted, sizeof wanted);
	}
}

static void
every_byte_is_marked_at_every_place_of_a_block(void)
{
	char *block = guarded_end(GUARDED) - MARKS_BLOCK;

	for (int c = 0; c < 256; c++)
		for (unsigned i = 0; i < MARKS_BLOCK; i++) {
			memset(block, 'a', MARKS_BLOCK);
			block[i] = (char)c;
			assert_every_way_marks(block, 1);
		}
}

static void
so_many_blocks_are_marked_and_no_byte_behind_them_is_read(void)
{
	GRand *dice = g_rand_new_with_seed(5);
	char *end = guarded_end(GUARDED);

	for (unsigned round = 0; round < 200; round++)
		for (size_t blocks = 1; blocks <= MARKS_MOST; blocks++) {
			char *at = end - blocks * MARKS_BLOCK;
			for (size_t i = 0; i < blocks * MARKS_BLOCK; i++)
				at[i] = (char)g_rand_int(dice);
			assert_every_way_marks(at, blocks);
		}
	g_rand_free(dice);
}

static void
blocks_begin_anywhere(void)
{
	GRand *dice = g_rand_new_with_seed(6);
	char *end = guarded_end(GUARDED);

	for (size_t i = 1; i <= BYTES_MOST + MARKS_BLOCK; i++)
		end[-(ptrdiff_t)i] = "ab \r\n\t\x7f\x80\xff\x1f~"[g_rand_int_range(dice, 0, 11)];
	for (size_t before = 0; before < MARKS_BLOCK; before++)
		assert_every_way_marks(end - BYTES_MOST - before, MARKS_MOST);
	g_rand_free(dice);
}

#define ADD(title, function) g_test_add_func("/marks/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("every byte is marked at every place of a block", every_byte_is_marked_at_every_place_of_a_block);
	ADD("so many blocks are marked, and no byte behind them is read",
		so_many_blocks_are_marked_and_no_byte_behind_them_is_read);
	ADD("blocks begin anywhere", blocks_begin_anywhere);
	return g_test_run();
}
