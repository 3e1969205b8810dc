/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What line.h says of many bytes at once, in both of its ways, beside what one byte after the other says. */
#include <glib.h>
#include <stdbool.h>

#include "core/line.h"
#include "tests/unit/guard.h"

/* Room before the guard: so many bytes that the sums of line_odd_count begin anew. */
#define GUARDED (64 * 1024)

typedef uint64_t (*feeds_way)(const char *at);
typedef size_t (*count_way)(const char *at, size_t length);

static uint64_t
feeds_16(const char *at)
{
	return line_feeds_16(at);
}

static size_t
count_16(const char *at, size_t length)
{
	return line_odd_count_16(at, length);
}

#ifdef __SSE2__

__attribute__((target("avx2"))) static uint64_t
feeds_32(const char *at)
{
	return line_feeds_32(at);
}

__attribute__((target("avx2,popcnt"))) static size_t
count_32(const char *at, size_t length)
{
	return line_odd_count_32(at, length);
}

static bool
has_32(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
}

#else

#define feeds_32 feeds_16
#define count_32 count_16
#define has_32() false

#endif

static void
assert_feeds(const char *at)
{
	uint64_t wanted = 0;

	for (unsigned i = 0; i < LINE_BLOCK; i++)
		wanted |= (uint64_t)(at[i] == '\n') << i;
	g_assert_cmphex(feeds_16(at), ==, wanted);
	if (has_32())
		g_assert_cmphex(feeds_32(at), ==, wanted);
}

static void
assert_count(const char *at, size_t length)
{
	size_t wanted = 0;

	for (size_t i = 0; i < length; i++)
		wanted += (unsigned char)at[i] < ' ' || (unsigned char)at[i] >= 0x7f;
	g_assert_cmpuint(count_16(at, length), ==, wanted);
	if (has_32())
		g_assert_cmpuint(count_32(at, length), ==, wanted);
}

static void
every_byte_is_known_at_every_place_of_a_block(void)
{
	char *block = guarded_end(GUARDED) - LINE_BLOCK;

	for (int c = 0; c < 256; c++)
		for (unsigned i = 0; i < LINE_BLOCK; i++) {
			memset(block, 'a', LINE_BLOCK);
			block[i] = (char)c;
			assert_feeds(block);
			assert_count(block, LINE_BLOCK);
		}
}

static void
texts_of_any_length_end_where_they_end(void)
{
	GRand *dice = g_rand_new_with_seed(5);
	char *end = guarded_end(GUARDED);

	for (size_t i = 1; i <= 1024; i++)
		end[-(ptrdiff_t)i] = "ab \r\n\t\x7f\x80\xff\x1f~"[g_rand_int_range(dice, 0, 11)];
	for (size_t length = 0; length <= 600; length++)
		for (size_t before = 0; before < 3; before++)
			assert_count(end - length - before, length);
	for (size_t before = 0; before < LINE_BLOCK; before++)
		assert_feeds(end - LINE_BLOCK - before);
	g_rand_free(dice);
}

/* More odd bytes in a row than a byte can count. */
static void
nothing_runs_over(void)
{
	char *end = guarded_end(GUARDED);

	memset(end - GUARDED, '\n', GUARDED);
	for (size_t length = GUARDED; length > 1000; length -= 977)
		assert_count(end - length, length);
}

#define ADD(title, function) g_test_add_func("/line/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("every byte is known at every place of a block", every_byte_is_known_at_every_place_of_a_block);
	ADD("texts of any length end where they end", texts_of_any_length_end_where_they_end);
	ADD("nothing runs over", nothing_runs_over);
	return g_test_run();
}
