/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "core/prefetch.h"
#include "core/table.h"

#define RECORDS 5000

static char records[RECORDS];

/* The table must hold what the model does: found by key, and each once where all are walked over. */
static void
assert_holds(const struct table *table, GHashTable *model)
{
	static unsigned seen[RECORDS];
	GHashTableIter iter;
	gpointer key, record;
	size_t at = 0, walked = 0;

	memset(seen, 0, sizeof seen);
	g_assert_cmpuint(table->count, ==, g_hash_table_size(model));
	for (char *next; (next = table_next(table, &at)) != NULL; walked++)
		seen[next - records]++;
	g_assert_cmpuint(walked, ==, table->count);
	g_hash_table_iter_init(&iter, model);
	while (g_hash_table_iter_next(&iter, &key, &record)) {
		g_assert_true(table_find(table, *(gint64 *)key) == record);
		g_assert_cmpuint(seen[(char *)record - records]--, >, 0);
	}
}

/* Keys that all begin to look at one of a few slots, among them the first and the last, and others. */
static uint64_t
some_key(GRand *dice, unsigned bits)
{
	uint64_t far = (uint64_t)(g_rand_int(dice) & ((1u << bits) - 1)) << 32;

	switch (g_rand_int_range(dice, 0, 4)) {
	case 0: return far;
	case 1: return far | UINT32_MAX;
	case 2: return far | (g_rand_int(dice) % 3 + 60);
	default: return g_rand_int(dice) % (1u << bits);
	}
}

static void
put(struct table *table, GHashTable *model, uint64_t key, void *record)
{
	gint64 *copy = g_new(gint64, 1);

	*copy = (gint64)key;
	table_put(table, key, record);
	g_hash_table_replace(model, copy, record);
}

static void
random_operations_agree_with_another_table(void)
{
	GRand *dice = g_rand_new_with_seed(15);

	for (unsigned bits = 3; bits <= 9; bits += 2) {
		struct table table = {.slots = NULL};
		GHashTable *model = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
		for (unsigned round = 0; round < 20000; round++) {
			uint64_t key = some_key(dice, bits);
			if (g_rand_int_range(dice, 0, 5) < (round / 4000 % 2 ? 1 : 3)) {
				put(&table, model, key, &records[round % RECORDS]);
			} else {
				table_remove(&table, key);
				g_hash_table_remove(model, &key);
			}
			key = some_key(dice, bits);
			g_assert_true(table_find(&table, key) == g_hash_table_lookup(model, &key));
			if (round % 100 == 0)
				assert_holds(&table, model);
		}
		assert_holds(&table, model);
		g_hash_table_unref(model);
		table_clear(&table);
	}
	g_rand_free(dice);
}

/* Also where the slots come as whole pages. */
static void
it_grows_and_is_emptied(void)
{
	struct table table = {.slots = NULL};
	const uint64_t keys = 200000, factor = 0x9e3779b97f4a7c15u;

	for (uint64_t i = 1; i <= keys; i++)
		table_put(&table, i * factor, &records[i % RECORDS]);
	g_assert_cmpuint(table.count, ==, keys);
	for (uint64_t i = 1; i <= keys; i++) {
		g_assert_true(table_find(&table, i * factor) == &records[i % RECORDS]);
		if (i % 2)
			table_remove(&table, i * factor);
	}
	for (uint64_t i = 1; i <= keys; i++)
		g_assert_true(table_find(&table, i * factor) == (i % 2 ? NULL : &records[i % RECORDS]));
	g_assert_cmpuint(table.count, ==, keys / 2);
	table_clear(&table);
	g_assert_cmpuint(table.count, ==, 0);
	g_assert_null(table_find(&table, factor));
}

static void
an_empty_one_holds_nothing(void)
{
	struct table table = {.slots = NULL};
	size_t at = 0;

	g_assert_null(table_find(&table, 0));
	g_assert_null(table_next(&table, &at));
	table_prefetch(&table, 5);
	record_prefetch(NULL, 500);
	table_remove(&table, 0);
	table_clear(&table);
	table_put(&table, 0, records);
	g_assert_true(table_find(&table, 0) == records);
	table_remove(&table, 64);
	g_assert_true(table_find(&table, 0) == records);
	table_remove(&table, 0);
	g_assert_null(table_find(&table, 0));
	g_assert_null(table_next(&table, &at));
	table_clear(&table);
}

#define ADD(title, function) g_test_add_func("/table/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("random operations agree with another table", random_operations_agree_with_another_table);
	ADD("it grows and is emptied", it_grows_and_is_emptied);
	ADD("an empty one holds nothing", an_empty_one_holds_nothing);
	return g_test_run();
}
