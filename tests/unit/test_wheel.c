/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <stddef.h>

#include "core/wheel.h"

#define RECORDS 400
#define SECOND  INT64_C(1000000000)
#define START   (INT64_C(1700000000) * SECOND + 123456789)

/* A good hour: a time that lies no farther ahead is kept to. */
#define AN_HOUR (INT64_C(4000) * SECOND)

struct record {
	int64_t time;
	int64_t latest; /* then at the latest it has to have come up */
	bool is_far;    /* it may come up before its time */
	bool is_in;
	struct wheel_place place;
};

static void
put(struct wheel *wheel, struct record *record, int64_t time, int64_t now)
{
	g_assert_false(record->is_in);
	record->time = time;
	/* To the second: what stands in the second that has begun is called up with the next. */
	record->latest = MAX(time + 2 * SECOND, now + SECOND);
	record->is_far = time - now > AN_HOUR;
	record->is_in = true;
	wheel_put(wheel, record, time);
}

/* Takes out all that are due, each of which must be. */
static unsigned
call_up(struct wheel *wheel, int64_t now)
{
	struct record *record;
	unsigned count = 0;

	for (; (record = wheel_due(wheel, now)) != NULL; count++) {
		g_assert_true(record->is_in);
		g_assert_cmpuint(record->place.roster, ==, 0);
		if (!record->is_far)
			g_assert_cmpint(record->time, <, now);
		record->is_in = false;
	}
	return count;
}

static void
assert_nobody_was_forgotten(const struct record *records, int64_t now)
{
	for (unsigned i = 0; i < RECORDS; i++)
		if (records[i].is_in)
			g_assert_cmpint(now, <, records[i].latest);
}

static void
a_record_comes_up_when_its_time_has_passed(void)
{
	static const int64_t ahead[] = {0,           1,           SECOND - 1,    SECOND,          2 * SECOND,
									59 * SECOND, 60 * SECOND, 3600 * SECOND, AN_HOUR - SECOND};

	for (unsigned i = 0; i < G_N_ELEMENTS(ahead); i++) {
		struct wheel *wheel = wheel_new(offsetof(struct record, place));
		struct record record = {.is_in = false};
		int64_t time = START + ahead[i];

		call_up(wheel, START);
		put(wheel, &record, time, START);
		g_assert_cmpuint(call_up(wheel, START), ==, 0);
		g_assert_cmpuint(call_up(wheel, time), ==, 0);
		g_assert_cmpuint(call_up(wheel, time + 2 * SECOND), ==, 1);
		g_assert_cmpuint(call_up(wheel, time + 2 * SECOND), ==, 0);
		wheel_free(wheel);
	}
}

static void
a_time_that_has_passed_already_comes_up_with_the_next_second(void)
{
	struct wheel *wheel = wheel_new(offsetof(struct record, place));
	struct record records[3] = {{.is_in = false}};

	call_up(wheel, START);
	put(wheel, &records[0], START, START);
	put(wheel, &records[1], START - 5000 * SECOND, START);
	put(wheel, &records[2], 0, START);
	g_assert_cmpuint(call_up(wheel, START + 2 * SECOND), ==, 3);
	wheel_free(wheel);
}

static void
a_time_far_away_comes_up_sooner_and_only_then(void)
{
	struct wheel *wheel = wheel_new(offsetof(struct record, place));
	struct record record = {.is_in = false};
	int64_t time = START + 3 * AN_HOUR, now = START;
	unsigned called = 0;

	call_up(wheel, now);
	put(wheel, &record, time, now);
	while (now < time + 2 * SECOND) {
		now += 7 * SECOND;
		called += call_up(wheel, now);
		if (!record.is_in && now < time)
			put(wheel, &record, time, now);
	}
	g_assert_false(record.is_in);
	/* Not once a second, just once a turn. */
	g_assert_cmpuint(called, <=, 4);
	wheel_free(wheel);
}

static void
one_that_is_taken_out_does_not_come_up(void)
{
	struct wheel *wheel = wheel_new(offsetof(struct record, place));
	struct record records[2] = {{.is_in = false}};

	call_up(wheel, START);
	wheel_take(wheel, &records[0]); /* was never in */
	put(wheel, &records[0], START + 5 * SECOND, START);
	put(wheel, &records[1], START + 5 * SECOND, START);
	wheel_take(wheel, &records[0]);
	wheel_take(wheel, &records[0]);
	records[0].is_in = false;
	g_assert_cmpuint(call_up(wheel, START + 9 * SECOND), ==, 1);
	put(wheel, &records[0], START + 20 * SECOND, START + 9 * SECOND);
	g_assert_cmpuint(call_up(wheel, START + 22 * SECOND), ==, 1);
	wheel_free(wheel);
}

static void
records_come_up_in_the_order_of_their_seconds(void)
{
	static struct record records[RECORDS];
	struct wheel *wheel = wheel_new(offsetof(struct record, place));
	GRand *dice = g_rand_new_with_seed(2);
	struct record *record;
	int64_t before = 0;
	unsigned count = 0;

	call_up(wheel, START);
	for (unsigned i = 0; i < RECORDS; i++)
		put(wheel, &records[i], START + (int64_t)(g_rand_double(dice) * (double)AN_HOUR), START);
	for (; (record = wheel_due(wheel, START + AN_HOUR + 2 * SECOND)) != NULL; count++) {
		g_assert_cmpint(record->time / SECOND, >=, before);
		before = record->time / SECOND;
	}
	g_assert_cmpuint(count, ==, RECORDS);
	g_rand_free(dice);
	wheel_free(wheel);
}

/* A capture stood still for any length of time: all that waited come up, each once. */
static void
nobody_is_forgotten_over_a_long_silence(void)
{
	static const int64_t seconds[] = {4094, 4095, 4096, 4097, 8191, 8192, 8193, 86400, 1000000000};

	for (unsigned i = 0; i < G_N_ELEMENTS(seconds); i++) {
		static struct record records[RECORDS];
		struct wheel *wheel = wheel_new(offsetof(struct record, place));
		int64_t then = START + seconds[i] * SECOND;

		memset(records, 0, sizeof records);
		call_up(wheel, START);
		for (unsigned n = 0; n < RECORDS; n++)
			put(wheel, &records[n], START + n * 10 * SECOND, START);
		g_assert_cmpuint(call_up(wheel, then), ==, RECORDS);
		put(wheel, &records[0], then + 3 * SECOND, then);
		g_assert_cmpuint(call_up(wheel, then + 3 * SECOND), ==, 0);
		g_assert_cmpuint(call_up(wheel, then + 5 * SECOND), ==, 1);
		wheel_free(wheel);
	}
}

/* What is called up may be put in again before the next one is asked for. */
static void
records_are_put_in_again_while_others_come_up(void)
{
	static struct record records[RECORDS];
	struct wheel *wheel = wheel_new(offsetof(struct record, place));
	int64_t now = START + 100 * SECOND;
	struct record *record;
	unsigned count = 0;

	call_up(wheel, START);
	for (unsigned i = 0; i < RECORDS; i++)
		put(wheel, &records[i], START + i % 90 * SECOND, START);
	for (; (record = wheel_due(wheel, now)) != NULL; count++) {
		record->is_in = false;
		put(wheel, record, now + (count % 1000) * SECOND, now);
	}
	g_assert_cmpuint(count, ==, RECORDS);
	g_assert_cmpuint(call_up(wheel, now + 1002 * SECOND), ==, RECORDS);
	wheel_free(wheel);
}

static int64_t
some_time(GRand *dice, int64_t now)
{
	int64_t within = (int64_t)(g_rand_double(dice) * (double)AN_HOUR);

	switch (g_rand_int_range(dice, 0, 8)) {
	case 0: return now - within;
	case 1: return now;
	case 2: return now + within;
	case 3: return now + 3 * within;
	case 4: return now / SECOND * SECOND + within / SECOND * SECOND;
	default: return now + within / 100;
	}
}

static int64_t
some_silence(GRand *dice)
{
	static const int64_t most[] = {SECOND / 10, SECOND, SECOND, 5 * SECOND, 60 * SECOND, 5000 * SECOND};

	return (int64_t)(g_rand_double(dice) * (double)most[g_rand_int_range(dice, 0, G_N_ELEMENTS(most))]);
}

static void
random_operations_agree_with_a_plain_list(void)
{
	static struct record records[RECORDS];
	struct wheel *wheel = wheel_new(offsetof(struct record, place));
	GRand *dice = g_rand_new_with_seed(3);
	int64_t now = START;
	unsigned called = 0;

	call_up(wheel, now);
	for (unsigned round = 0; round < 40000; round++) {
		struct record *record = &records[g_rand_int_range(dice, 0, RECORDS)];
		if (!record->is_in) {
			put(wheel, record, some_time(dice, now), now);
		} else if (g_rand_int_range(dice, 0, 3) == 0) {
			wheel_take(wheel, record);
			record->is_in = false;
		}
		if (round % 4)
			continue;
		now += some_silence(dice);
		called += call_up(wheel, now);
		assert_nobody_was_forgotten(records, now);
	}
	g_assert_cmpuint(called, >, 1000);
	g_rand_free(dice);
	wheel_free(wheel);
}

/* Of the same second, those that will come up are known beforehand. */
static void
who_comes_up_soon_can_be_asked(void)
{
	struct record records[3] = {{0}};
	struct wheel *wheel = wheel_new(offsetof(struct record, place));

	g_assert_null(wheel_due(wheel, START));
	g_assert_null(wheel_soon(wheel, 1));
	for (unsigned i = 0; i < G_N_ELEMENTS(records); i++)
		put(wheel, &records[i], START, START);
	g_assert_true(wheel_due(wheel, START + 2 * SECOND) == &records[0]);
	g_assert_true(wheel_soon(wheel, 1) == &records[1]);
	g_assert_true(wheel_soon(wheel, 2) == &records[2]);
	g_assert_null(wheel_soon(wheel, 3));
	wheel_take(wheel, &records[1]);
	g_assert_null(wheel_soon(wheel, 1));
	g_assert_true(wheel_due(wheel, START + 2 * SECOND) == &records[2]);
	g_assert_null(wheel_soon(wheel, 1));
	wheel_free(wheel);
}

static void
no_wheel_can_be_freed(void)
{
	wheel_free(NULL);
}

#define ADD(title, function) g_test_add_func("/wheel/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("a record comes up when its time has passed", a_record_comes_up_when_its_time_has_passed);
	ADD("a time that has passed already comes up with the next second",
		a_time_that_has_passed_already_comes_up_with_the_next_second);
	ADD("a time far away comes up sooner, and only then", a_time_far_away_comes_up_sooner_and_only_then);
	ADD("one that is taken out does not come up", one_that_is_taken_out_does_not_come_up);
	ADD("records come up in the order of their seconds", records_come_up_in_the_order_of_their_seconds);
	ADD("nobody is forgotten over a long silence", nobody_is_forgotten_over_a_long_silence);
	ADD("records are put in again while others come up", records_are_put_in_again_while_others_come_up);
	ADD("random operations agree with a plain list", random_operations_agree_with_a_plain_list);
	ADD("who comes up soon can be asked", who_comes_up_soon_can_be_asked);
	ADD("no wheel can be freed", no_wheel_can_be_freed);
	return g_test_run();
}
