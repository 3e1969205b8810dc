/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What line.h says of many bytes at once, in both of its ways, beside what one byte after the other says. */
#include <glib.h>
#include <stdbool.h>

#include "core/line.h"
#include "tests/unit/guard.h"

#define GUARDED (64 * 1024)

static uint64_t
odd_16(const char *at)
{
	return line_odd_16(at);
}

#ifdef __SSE2__

__attribute__((target("avx2"))) static uint64_t
odd_32(const char *at)
{
	return line_odd_32(at);
}

static bool
has_32(void)
{
	return __builtin_cpu_supports("avx2");
}

#else

#define odd_32   odd_16
#define has_32() false

#endif

static void
assert_odd(const char *at)
{
	uint64_t wanted = 0;

	for (unsigned i = 0; i < LINE_BLOCK; i++) {
		bool is_odd = (unsigned char)at[i] < ' ' || (unsigned char)at[i] >= 0x7f;
		g_assert_true(line_is_odd(at[i]) == is_odd);
		wanted |= (uint64_t)is_odd << i;
	}
	g_assert_cmphex(odd_16(at), ==, wanted);
	if (has_32())
		g_assert_cmphex(odd_32(at), ==, wanted);
}

static void
every_byte_is_known_at_every_place_of_a_block(void)
{
	char *block = guarded_end(GUARDED) - LINE_BLOCK;

	for (int c = 0; c < 256; c++)
		for (unsigned i = 0; i < LINE_BLOCK; i++) {
			memset(block, 'a', LINE_BLOCK);
			block[i] = (char)c;
			assert_odd(block);
		}
}

static void
blocks_of_any_bytes_are_known(void)
{
	GRand *dice = g_rand_new_with_seed(5);
	char *block = guarded_end(GUARDED) - LINE_BLOCK;

	for (unsigned n = 0; n < 10000; n++) {
		for (unsigned i = 0; i < LINE_BLOCK; i++)
			block[i] = "ab \r\n\t\x7f\x80\xff\x1f~"[g_rand_int_range(dice, 0, 11)];
		assert_odd(block);
	}
	g_rand_free(dice);
}

#define ADD(title, function) g_test_add_func("/line/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("every byte is known at every place of a block", every_byte_is_known_at_every_place_of_a_block);
	ADD("blocks of any bytes are known", blocks_of_any_bytes_are_known);
	return g_test_run();
}
