/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "core/hash.h"
#include "core/message.h"

#define LENGTH_MOST 300
#define SEED        UINT64_C(0x0123456789abcdef)

/* A copy in memory of just its size: who reads more is found by AddressSanitizer. */
static uint64_t
hash_of(uint64_t seed, const char *text, size_t length)
{
	char *copy = g_memdup2(text, length);
	uint64_t hash = hash_bytes(seed, copy, length);

	g_assert_cmpuint(hash_slice(seed, (struct slice){copy, length}), ==, hash);
	g_free(copy);
	return hash;
}

/* The same in other ways. */
static uint64_t
copy_hashed(uint64_t (*way)(uint64_t seed, struct slice text), uint64_t seed, const char *text, size_t length)
{
	char *copy = g_memdup2(text, length);
	uint64_t hash = way(seed, (struct slice){copy, length});

	g_free(copy);
	return hash;
}

static uint64_t
text_of(uint64_t seed, const char *text, size_t length)
{
	return copy_hashed(hash_text, seed, text, length);
}

static uint64_t
nocase_of(uint64_t seed, const char *text, size_t length)
{
	return copy_hashed(hash_nocase, seed, text, length);
}

static void
text_fill(GRand *dice, char text[static LENGTH_MOST])
{
	for (size_t i = 0; i < LENGTH_MOST; i++)
		text[i] = (char)g_rand_int(dice);
}

static void
every_bit_the_length_and_the_seed_count(void)
{
	GRand *dice = g_rand_new_with_seed(16);
	char text[LENGTH_MOST];

	text_fill(dice, text);
	for (size_t length = 0; length < LENGTH_MOST; length++) {
		uint64_t hash = hash_of(SEED, text, length);
		g_assert_cmpuint(hash_of(SEED, text, length), ==, hash);
		g_assert_cmpuint(hash_of(SEED + 1, text, length), !=, hash);
		g_assert_cmpuint(hash_of(SEED, text, length + 1), !=, hash);
		for (size_t bit = 0; bit < length * 8; bit++) {
			text[bit / 8] ^= (char)(1 << bit % 8);
			g_assert_cmpuint(hash_bytes(SEED, text, length), !=, hash);
			text[bit / 8] ^= (char)(1 << bit % 8);
		}
	}
	g_rand_free(dice);
}

/* As above, and blocks of a text that change their places make another text. */
static void
every_bit_of_a_text_and_its_place_count(void)
{
	GRand *dice = g_rand_new_with_seed(18);
	char text[LENGTH_MOST], block[64];

	text_fill(dice, text);
	for (size_t length = 0; length < LENGTH_MOST; length++) {
		uint64_t hash = text_of(SEED, text, length);
		g_assert_cmpuint(text_of(SEED, text, length), ==, hash);
		g_assert_cmpuint(text_of(SEED + 1, text, length), !=, hash);
		g_assert_cmpuint(text_of(SEED, text, length + 1), !=, hash);
		for (size_t bit = 0; bit < length * 8; bit++) {
			text[bit / 8] ^= (char)(1 << bit % 8);
			g_assert_cmpuint(hash_text(SEED, (struct slice){text, length}), !=, hash);
			text[bit / 8] ^= (char)(1 << bit % 8);
		}
	}
	uint64_t hash = text_of(SEED, text, 256);
	for (size_t size = 8; size <= sizeof block; size *= 2)
		for (size_t one = 0; one < 256; one += size)
			for (size_t other = one + size; other < 256; other += size) {
				char swapped[256];
				memcpy(swapped, text, sizeof swapped);
				memcpy(swapped + one, text + other, size);
				memcpy(swapped + other, text + one, size);
				g_assert_cmpuint(text_of(SEED, swapped, sizeof swapped), !=, hash);
			}
	g_rand_free(dice);
}

/* Zeros, which a product could swallow, are told apart by their number. */
static void
zeros_are_counted(void)
{
	static const char zeros[LENGTH_MOST];
	GHashTable *seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

	for (size_t length = 0; length < LENGTH_MOST; length++) {
		gint64 *hash = g_new(gint64, 1);
		*hash = (gint64)hash_of(SEED, zeros, length);
		g_assert_true(g_hash_table_add(seen, hash));
		if (length == 0)
			continue;
		g_assert_cmpuint(text_of(SEED, zeros, length), !=, text_of(SEED, zeros, length - 1));
	}
	g_hash_table_unref(seen);
}

static void
case_does_not_count_where_it_should_not(void)
{
	GRand *dice = g_rand_new_with_seed(17);
	char text[LENGTH_MOST];

	for (size_t length = 0; length < LENGTH_MOST; length++) {
		text_fill(dice, text);
		for (size_t i = 0; i < length; i += 3)
			text[i] = (char)g_rand_int_range(dice, 'A' - 2, 'z' + 3);
		uint64_t hash = nocase_of(SEED, text, length);
		g_assert_cmpuint(nocase_of(SEED + 1, text, length), !=, hash);
		for (size_t i = 0; i < length; i++) {
			char before = text[i];
			text[i] ^= 0x20;
			if (g_ascii_isalpha(before))
				g_assert_cmpuint(nocase_of(SEED, text, length), ==, hash);
			else
				g_assert_cmpuint(nocase_of(SEED, text, length), !=, hash);
			text[i] = before ^ 0x40;
			g_assert_cmpuint(nocase_of(SEED, text, length), !=, hash);
			text[i] = before;
		}
	}
	g_rand_free(dice);
}

static void
numbers_and_seeds_differ(void)
{
	for (uint64_t i = 0; i < 64; i++) {
		g_assert_cmpuint(hash_number(SEED, i), !=, hash_number(SEED, i + 1));
		g_assert_cmpuint(hash_number(i, SEED), !=, hash_number(i + 1, SEED));
	}
	g_assert_cmpuint(hash_seed_new(), !=, hash_seed_new());
}

static void
what_stands_between_address_and_port_does_not_count(void)
{
	struct endpoint one, other;

	memset(&one, 0x55, sizeof one);
	memset(&other, 0xaa, sizeof other);
	one.address = other.address = (struct address){.family = 4, .bytes = {192, 0, 2, 1}};
	one.port = other.port = 5060;
	g_assert_cmpuint(hash_endpoint(1, &one), ==, hash_endpoint(1, &other));
	other.port = 5061;
	g_assert_cmpuint(hash_endpoint(1, &one), !=, hash_endpoint(1, &other));
}

#define ADD(title, function) g_test_add_func("/hash/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("every bit, the length and the seed count", every_bit_the_length_and_the_seed_count);
	ADD("every bit of a text and its place count", every_bit_of_a_text_and_its_place_count);
	ADD("zeros are counted", zeros_are_counted);
	ADD("case does not count where it should not", case_does_not_count_where_it_should_not);
	ADD("numbers and seeds differ", numbers_and_seeds_differ);
	ADD("what stands between address and port does not count",
		what_stands_between_address_and_port_does_not_count);
	return g_test_run();
}
