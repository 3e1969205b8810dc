/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where runs end, beside what one byte after the other says. */
#include <glib.h>

#include "core/run.h"
#include "tests/unit/guard.h"

#define GUARDED     4096
#define LENGTH_MOST 100

static const char *
run_end_slowly(const char *at, const char *end)
{
	while (at < end && !run_ends_at(*at))
		at++;
	return at;
}

static void
assert_ends_are_right(const char *begin, const char *at, const char *end)
{
	uint64_t ends = 0;

	if (at == end || end - begin < RUN_ENDS_LEAST)
		return;
	for (unsigned i = 0; i < RUN_ENDS_MOST && at + i < end; i++)
		ends |= (uint64_t)run_ends_at(at[i]) << i;
	g_assert_cmphex(run_ends(at, end), ==, ends);
}

static void
every_byte_ends_a_run_or_does_not(void)
{
	for (int c = 0; c < 256; c++) {
		bool ends = c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '<';
		g_assert_cmpint(run_ends_at((char)c), ==, ends);
	}
}

/* A text that begins and ends anywhere, and one byte in it that may end the run: whatever it is, and wherever it stands. */
static void
a_run_ends_at_the_first_such_byte(void)
{
	char *end = guarded_end(GUARDED);

	for (size_t length = 1; length <= LENGTH_MOST; length++) {
		char *begin = end - length;
		/* What stands before the text may end runs as well. */
		memset(begin - 16, ';', 16);
		for (size_t at = 0; at < length; at++)
			for (int c = 0; c < 256; c += c == ' ' ? 1 : 7) {
				memset(begin, 'a', length);
				begin[at] = (char)c;
				for (size_t from = 0; from <= length; from += 5) {
					g_assert_true(run_end(begin, begin + from, end) == run_end_slowly(begin + from, end));
					assert_ends_are_right(begin, begin + from, end);
				}
			}
	}
}

static void
each_of_them_is_found_in_each_place(void)
{
	static const char ends[] = "\"<,; \t\r\n\x7f\x80\xff";
	char *end = guarded_end(GUARDED), *begin = end - LENGTH_MOST;

	for (size_t i = 0; i < sizeof ends; i++)
		for (size_t at = 0; at < LENGTH_MOST; at++) {
			memset(begin, '!', LENGTH_MOST);
			begin[at] = ends[i];
			for (size_t from = 0; from <= at; from++)
				g_assert_true(run_end(begin, begin + from, end) == begin + at);
		}
}

#define ADD(title, function) g_test_add_func("/run/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("every byte ends a run, or does not", every_byte_ends_a_run_or_does_not);
	ADD("a run ends at the first such byte", a_run_ends_at_the_first_such_byte);
	ADD("each of them is found in each place", each_of_them_is_found_in_each_place);
	return g_test_run();
}
