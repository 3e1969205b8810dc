/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "capture/tcp.h"

/*
 * One side of a connection, and what its sink is told: bytes as they are, [3] for three that were passed over,
 * <5> for five that are lost, (2) for two cut off by the snap length, ! for an overlap that differs.
 */
struct listened {
	struct tcp_side side;
	struct tcp_sink sink;
	uint64_t held;
	uint64_t skips;
	GString *text;
	uint32_t shown; /* of the last bytes */
};

static void
hear_bytes(void *user, struct slice bytes, const struct place *place)
{
	struct listened *l = user;

	g_string_append_len(l->text, bytes.bytes, (gssize)bytes.length);
	l->shown = place->shown;
}

static void
hear_passed(void *user, uint64_t count, const struct place *place)
{
	struct listened *l = user;

	g_string_append_printf(l->text, "[%" G_GUINT64_FORMAT "]", count);
	l->shown = place->shown;
}

static void
hear_lost(void *user, uint64_t count, bool cut, const struct place *place)
{
	struct listened *l = user;

	(void)place;
	g_string_append_printf(l->text, cut ? "(%" G_GUINT64_FORMAT ")" : "<%" G_GUINT64_FORMAT ">", count);
}

static bool
hear_again(void *user, struct slice bytes, uint32_t back)
{
	const GString *text = ((struct listened *)user)->text;

	return back <= text->len && memcmp(text->str + text->len - back, bytes.bytes, bytes.length) != 0;
}

static void
hear_differs(void *user)
{
	g_string_append_c(((struct listened *)user)->text, '!');
}

static uint64_t
tell_skips(void *user)
{
	return ((struct listened *)user)->skips;
}

static struct listened *
listened_new(uint32_t next)
{
	struct listened *l = g_new0(struct listened, 1);

	l->text = g_string_new(NULL);
	l->sink = (struct tcp_sink){.user = l,
								.held = &l->held,
								.bytes = hear_bytes,
								.passed = hear_passed,
								.lost = hear_lost,
								.again = hear_again,
								.differs = hear_differs,
								.skips = tell_skips};
	tcp_side_start(&l->side, next, &l->sink);
	return l;
}

/* A segment whose last bytes, `cut` of them, the snap length took. */
static void
segment_cut(struct listened *l, uint32_t frame, uint32_t sequence, const char *text, uint32_t cut)
{
	struct tcp_segment segment = {
		.sequence = sequence,
		.length = (uint32_t)strlen(text) + cut,
		.bytes = slice_of(text),
		.place = {.frame = frame, .shown = frame, .time = frame * INT64_C(1000000)}};

	tcp_side_segment(&l->side, &segment, &l->sink);
}

static void
segment(struct listened *l, uint32_t frame, uint32_t sequence, const char *text)
{
	segment_cut(l, frame, sequence, text, 0);
}

static void
expect(struct listened *l, const char *expected)
{
	g_assert_cmpstr(l->text->str, ==, expected);
	tcp_side_clear(&l->side, &l->sink);
	g_assert_cmpuint(l->held, ==, 0);
	g_string_free(l->text, TRUE);
	g_free(l);
}

static void
segments_out_of_order_are_put_back(void)
{
	struct listened *l = listened_new(100);

	segment(l, 1, 103, "def");
	segment(l, 2, 109, "jkl");
	segment(l, 3, 106, "ghi");
	g_assert_cmpstr(l->text->str, ==, "");
	segment(l, 4, 100, "abc");
	g_assert_cmpuint(l->shown, ==, 4);
	segment(l, 5, 112, "m");
	expect(l, "abcdefghijklm");
}

static void
retransmissions_are_dropped(void)
{
	struct listened *l = listened_new(100);

	segment(l, 1, 100, "abc");
	segment(l, 2, 100, "abc");
	segment(l, 3, 101, "bcdef");
	segment(l, 4, 105, "f");
	segment(l, 5, 99, "x");
	expect(l, "abcdef");
}

static void
of_two_copies_the_first_wins_and_a_difference_is_said(void)
{
	struct listened *l = listened_new(100);

	segment(l, 1, 100, "abc");
	segment(l, 2, 104, "efg");
	segment(l, 3, 102, "cdEF-h");
	expect(l, "abc!defgh");
}

static void
what_was_held_twice_is_handed_on_once(void)
{
	struct listened *l = listened_new(0);

	segment(l, 1, 4, "ef");
	segment(l, 2, 8, "ij");
	segment(l, 3, 2, "cdefghijkl");
	segment(l, 4, 6, "gh");
	segment(l, 5, 0, "abc");
	expect(l, "abcdefghijkl");
}

static void
sequence_numbers_wrap_around(void)
{
	struct listened *l = listened_new(UINT32_MAX - 1);

	segment(l, 1, 1, "de");
	segment(l, 2, UINT32_MAX - 1, "abc");
	segment(l, 3, UINT32_MAX, "b");
	segment(l, 4, 3, "f");
	expect(l, "abcdef");
}

static void
every_order_gives_the_same_bytes(void)
{
	GRand *random = g_rand_new_with_seed(9112);
	char text[201];

	for (unsigned i = 0; i < 200; i++)
		text[i] = (char)('a' + i % 26);
	text[200] = '\0';
	for (unsigned round = 0; round < 300; round++) {
		struct listened *l = listened_new(UINT32_MAX - 70);
		for (unsigned i = 0; i < 400; i++) {
			uint32_t from = (uint32_t)g_rand_int_range(random, 0, 200);
			uint32_t length = (uint32_t)g_rand_int_range(random, 1, 20);
			char piece[21];
			g_strlcpy(piece, text + from, length + 1);
			segment(l, i, UINT32_MAX - 70 + from, piece);
		}
		segment(l, 1000, UINT32_MAX - 70, text);
		expect(l, text);
	}
	g_rand_free(random);
}

static void
an_acknowledged_hole_is_given_up_after_a_few_packets(void)
{
	struct listened *l = listened_new(100);

	segment(l, 1, 100, "abc");
	segment(l, 2, 108, "ijk");
	for (unsigned i = 0; i < 50; i++)
		tcp_side_wait(&l->side, 3000000, false, &l->sink);
	g_assert_cmpstr(l->text->str, ==, "abc");
	tcp_side_acknowledge(&l->side, 111);
	for (unsigned i = 0; i < TCP_PATIENCE_PACKETS; i++)
		tcp_side_wait(&l->side, 4000000, false, &l->sink);
	g_assert_cmpstr(l->text->str, ==, "abc");
	tcp_side_wait(&l->side, 5000000, false, &l->sink);
	g_assert_null(l->side.hold);
	g_assert_cmpuint(l->shown, ==, 2);
	expect(l, "abc<5>ijk");
}

static void
an_acknowledged_hole_is_given_up_after_a_while(void)
{
	struct listened *l = listened_new(100);

	segment(l, 1, 108, "ijk");
	tcp_side_acknowledge(&l->side, 111);
	tcp_side_wait(&l->side, 2000000, false, &l->sink);
	tcp_side_wait(&l->side, 3000000 + TCP_PATIENCE_TIME, false, &l->sink);
	expect(l, "<8>ijk");
}

static void
where_nobody_acknowledges_a_hole_waits_longer(void)
{
	struct listened *l = listened_new(100);

	segment(l, 1, 108, "ijk");
	for (unsigned i = 0; i < 50; i++)
		tcp_side_wait(&l->side, TCP_HOLE_WAIT, true, &l->sink);
	g_assert_cmpstr(l->text->str, ==, "");
	tcp_side_wait(&l->side, 2 * TCP_HOLE_WAIT, true, &l->sink);
	expect(l, "<8>ijk");
}

static void
too_many_held_segments_give_the_hole_up(void)
{
	struct listened *l = listened_new(0);

	for (uint32_t i = 0; i <= TCP_HELD_SEGMENTS_MAX; i++)
		segment(l, i, 10 + 2 * i, "a");
	g_assert_cmpuint(l->held, <=, TCP_HELD_SEGMENTS_MAX);
	g_assert_true(g_str_has_prefix(l->text->str, "<10>a"));
	tcp_side_give_up(&l->side, &l->sink);
	g_assert_true(g_str_has_suffix(l->text->str, "a<1>a"));
	expect(l, l->text->str);
}

static void
too_many_held_bytes_give_the_hole_up(void)
{
	struct listened *l = listened_new(0);
	char *text = g_strnfill(60000, 'a');

	for (uint32_t i = 0; i < 20; i++)
		segment(l, i, 10 + i * 60000, text);
	g_assert_cmpuint(l->held, ==, 0);
	g_assert_true(g_str_has_prefix(l->text->str, "<10>a"));
	g_free(text);
	expect(l, l->text->str);
}

static void
bytes_that_nobody_looks_at_are_not_kept(void)
{
	struct listened *l = listened_new(0);

	l->skips = 10;
	segment(l, 1, 2, "cd");
	segment(l, 2, 4, "ef");
	segment(l, 3, 8, "ijk");
	g_assert_cmpuint(l->held, ==, 3);
	segment(l, 4, 0, "ab");
	segment(l, 5, 6, "gh");
	expect(l, "[2][4][2]ijk");
}

static void
what_the_snap_length_cut_off_is_missing(void)
{
	struct listened *l = listened_new(0);

	segment_cut(l, 1, 0, "abc", 5);
	segment_cut(l, 3, 16, "qr", 2);
	segment_cut(l, 2, 8, "ijk", 5);
	segment(l, 4, 20, "u");
	expect(l, "abc(5)ijk(5)qr(2)u");
}

static void
data_behind_the_fin_is_none(void)
{
	struct listened *l = listened_new(0);

	segment(l, 1, 0, "abc");
	tcp_side_fin(&l->side, 5);
	g_assert_false(tcp_side_is_complete(&l->side));
	segment(l, 2, 4, "efgh");
	segment(l, 3, 3, "d");
	g_assert_true(tcp_side_is_complete(&l->side));
	segment(l, 4, 5, "fgh");
	expect(l, "abcde");
}

static void
a_fin_before_what_was_read_is_not_believed(void)
{
	struct listened *l = listened_new(100);

	segment(l, 1, 100, "abc");
	tcp_side_fin(&l->side, 101);
	tcp_side_fin(&l->side, 100 + (1u << 31));
	segment(l, 2, 103, "def");
	expect(l, "abcdef");
}

static void
the_first_segment_of_a_side_that_was_not_opened_starts_it(void)
{
	struct listened *l = listened_new(0);

	l->side.started = false;
	segment(l, 1, 700, "abc");
	segment(l, 2, 703, "def");
	expect(l, "abcdef");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tcp/segments out of order are put back", segments_out_of_order_are_put_back);
	g_test_add_func("/tcp/retransmissions are dropped", retransmissions_are_dropped);
	g_test_add_func("/tcp/of two copies the first wins and a difference is said",
					of_two_copies_the_first_wins_and_a_difference_is_said);
	g_test_add_func("/tcp/what was held twice is handed on once", what_was_held_twice_is_handed_on_once);
	g_test_add_func("/tcp/sequence numbers wrap around", sequence_numbers_wrap_around);
	g_test_add_func("/tcp/every order gives the same bytes", every_order_gives_the_same_bytes);
	g_test_add_func("/tcp/an acknowledged hole is given up after a few packets",
					an_acknowledged_hole_is_given_up_after_a_few_packets);
	g_test_add_func("/tcp/an acknowledged hole is given up after a while",
					an_acknowledged_hole_is_given_up_after_a_while);
	g_test_add_func("/tcp/where nobody acknowledges, a hole waits longer",
					where_nobody_acknowledges_a_hole_waits_longer);
	g_test_add_func("/tcp/too many held segments give the hole up", too_many_held_segments_give_the_hole_up);
	g_test_add_func("/tcp/too many held bytes give the hole up", too_many_held_bytes_give_the_hole_up);
	g_test_add_func("/tcp/bytes that nobody looks at are not kept", bytes_that_nobody_looks_at_are_not_kept);
	g_test_add_func("/tcp/what the snap length cut off is missing", what_the_snap_length_cut_off_is_missing);
	g_test_add_func("/tcp/data behind the FIN is none", data_behind_the_fin_is_none);
	g_test_add_func("/tcp/a FIN before what was read is not believed",
					a_fin_before_what_was_read_is_not_believed);
	g_test_add_func("/tcp/the first segment of a side that was not opened starts it",
					the_first_segment_of_a_side_that_was_not_opened_starts_it);
	return g_test_run();
}
