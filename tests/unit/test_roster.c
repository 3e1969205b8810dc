/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <stddef.h>

#include "core/roster.h"

#define RECORDS 300

struct record {
	uint64_t before; /* so that the place does not stand first */
	uint32_t place;
	uint32_t behind;
};

static struct record records[RECORDS];

static struct roster
roster_new(void)
{
	return roster_of(offsetof(struct record, place));
}

/* The roster must hold just the records of `wanted`, in this order, whichever end it is asked from. */
static void
assert_holds(struct roster *roster, const GPtrArray *wanted)
{
	uint32_t at = roster->end;

	g_assert_cmpuint(roster->count, ==, wanted->len);
	g_assert_true(roster_first(roster) == (wanted->len ? wanted->pdata[0] : NULL));
	for (guint n = wanted->len; n-- > 0;) {
		struct record *record = wanted->pdata[n];
		g_assert_true(roster_before(roster, &at) == record);
		g_assert_cmpuint(roster->before + at, ==, record->place);
	}
	g_assert_null(roster_before(roster, &at));
	g_assert_null(roster_before(roster, &at));
}

static void
an_empty_one_has_neither_first_nor_last(void)
{
	struct roster roster = roster_new();
	GPtrArray *none = g_ptr_array_new();

	assert_holds(&roster, none);
	roster_clear(&roster);
	assert_holds(&roster, none);
	roster_add(&roster, &records[0]);
	roster_take(&roster, &records[0]);
	assert_holds(&roster, none);
	roster_clear(&roster);
	g_ptr_array_unref(none);
}

static void
one_that_was_cleared_can_be_used_again(void)
{
	struct roster roster = roster_new();
	GPtrArray *wanted = g_ptr_array_new();

	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < 100; i++)
			roster_add(&roster, &records[i]);
		g_assert_cmpuint(roster.count, ==, 100);
		roster_clear(&roster);
		assert_holds(&roster, wanted);
	}
	g_ptr_array_unref(wanted);
}

/* Adds and takes at random, now rather the one and now the other, so that it fills and empties again and again. */
static void
it_keeps_the_order_in_which_records_came(void)
{
	struct roster roster = roster_new();
	GPtrArray *model = g_ptr_array_new(), *out = g_ptr_array_new();
	GRand *dice = g_rand_new_with_seed(1);

	/* Its places are about to wrap around. */
	roster.before = UINT32_MAX - 1000;
	for (unsigned i = 0; i < RECORDS; i++)
		g_ptr_array_add(out, &records[i]);
	for (unsigned round = 0; round < 20000; round++) {
		int wish_to_add = round / 700 % 2 ? 3 : 7;
		if (g_rand_int_range(dice, 0, 10) < wish_to_add ? out->len > 0 : model->len == 0) {
			void *record = g_ptr_array_steal_index_fast(out, g_rand_int(dice) % out->len);
			roster_add(&roster, record);
			g_ptr_array_add(model, record);
		} else if (model->len > 0) {
			/* Anywhere, or often the first. */
			guint n = g_rand_boolean(dice) ? 0 : g_rand_int(dice) % model->len;
			roster_take(&roster, model->pdata[n]);
			g_ptr_array_add(out, g_ptr_array_steal_index(model, n));
		}
		if (round % 7 == 0)
			assert_holds(&roster, model);
		g_assert_true(roster_first(&roster) == (model->len ? model->pdata[0] : NULL));
	}
	for (unsigned i = 0; i < RECORDS; i++) {
		g_assert_cmpuint(records[i].before, ==, 0);
		g_assert_cmpuint(records[i].behind, ==, 0);
	}
	roster_clear(&roster);
	g_rand_free(dice);
	g_ptr_array_unref(model);
	g_ptr_array_unref(out);
}

static void
the_one_before_a_record_is_found_by_its_place(void)
{
	struct roster roster = roster_new();

	for (unsigned i = 0; i < 50; i++)
		roster_add(&roster, &records[i]);
	for (unsigned i = 0; i < 50; i++)
		if (i % 5 != 0)
			roster_take(&roster, &records[i]);
	for (unsigned i = 0; i < 50; i += 5) {
		uint32_t at = records[i].place;
		g_assert_true(roster_before(&roster, &at) == (i ? &records[i - 5] : NULL));
	}
	roster_clear(&roster);
}

/* A queue that thousands pass through needs no more room than those that wait at once. */
static void
room_follows_those_who_wait(void)
{
	struct roster roster = roster_new();

	for (unsigned i = 0; i < 10; i++)
		roster_add(&roster, &records[i]);
	for (unsigned i = 0; i < 100000; i++) {
		g_assert_true(roster_first(&roster) == &records[i % RECORDS]);
		roster_take(&roster, &records[i % RECORDS]);
		roster_add(&roster, &records[(i + 10) % RECORDS]);
	}
	g_assert_cmpuint(roster.room, <=, 16);
	roster_clear(&roster);
}

/* What stays behind for long in between is moved, and takes no room for those that have gone. */
static void
room_is_made_among_those_who_wait(void)
{
	struct roster roster = roster_new();

	for (unsigned i = 0; i < 10000; i++) {
		if (i >= 2)
			roster_take(&roster, &records[2 + (i - 2) % 200]);
		if (i < 2)
			roster_add(&roster, &records[i]);
		roster_add(&roster, &records[2 + i % 200]);
	}
	g_assert_true(roster_first(&roster) == &records[0]);
	g_assert_cmpuint(roster.count, ==, 4);
	g_assert_cmpuint(roster.room, <=, 32);
	roster_clear(&roster);
}

#define ADD(title, function) g_test_add_func("/roster/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("an empty one has neither first nor last", an_empty_one_has_neither_first_nor_last);
	ADD("one that was cleared can be used again", one_that_was_cleared_can_be_used_again);
	ADD("it keeps the order in which records came", it_keeps_the_order_in_which_records_came);
	ADD("the one before a record is found by its place", the_one_before_a_record_is_found_by_its_place);
	ADD("room follows those who wait", room_follows_those_who_wait);
	ADD("room is made among those who wait", room_is_made_among_those_who_wait);
	return g_test_run();
}
