/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/code_class.h"
#include "core/status.h"

/* The ids are a contract: whoever reads the output goes by them. */
static const struct {
	unsigned code;
	const char *outcome;
} contract[] = {
	{10051, "network-unreachable"},  {10054, "connection-reset"},     {10060, "connection-silent"},
	{10061, "connection-refused"},   {10065, "host-unreachable"},     {10101, "connection-closed"},
	{10203, "stream-reset"},         {10207, "stream-refused"},       {10303, "port-unreachable"},
	{10408, "no-response"},          {11001, "name-not-found"},       {11002, "name-server-failed"},
	{11004, "name-without-address"}, {12204, "proxy-refused-tunnel"}, {12206, "proxy-loop"},
};

static void
ids_and_numbers_stay(void)
{
	size_t count;

	outcome_table(&count);
	g_assert_cmpuint(count, ==, G_N_ELEMENTS(contract));
	for (size_t i = 0; i < G_N_ELEMENTS(contract); i++) {
		const struct status *status = outcome_find(contract[i].outcome);
		g_assert_nonnull(status);
		g_assert_cmpuint(status->code, ==, contract[i].code);
	}
	g_assert_null(outcome_find("connection-forgotten"));
}

static void
codes_ascend_without_doubles(void)
{
	size_t count;
	const struct status *table = outcome_table(&count);

	for (size_t i = 1; i < count; i++)
		g_assert_cmpuint(table[i - 1].code, <, table[i].code);
}

static void
every_outcome_says_what_it_means_and_what_follows(void)
{
	size_t count;
	const struct status *table = outcome_table(&count);

	for (size_t i = 0; i < count; i++) {
		const char *texts[] = {table[i].phrase, table[i].means, table[i].next, table[i].retry, table[i].spec};

		for (size_t j = 0; j < G_N_ELEMENTS(texts); j++) {
			g_assert_nonnull(texts[j]);
			g_assert_cmpuint(strlen(texts[j]), >, 2);
		}
		g_assert_null(table[i].must_have); /* nobody sent anything that could carry fields */
		g_assert_null(table[i].should_have);
	}
}

static void
the_first_two_digits_are_the_class(void)
{
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 10054), ==, "connection error");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 10408), ==, "connection error");
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 11001), ==, "host error");
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 12206), ==, "proxy error");
	g_assert_cmpuint(outcome_class_find(10054)->digits, ==, 10);
	g_assert_cmpuint(outcome_class_find(11001)->digits, ==, 11);
	g_assert_cmpuint(outcome_class_find(12206)->digits, ==, 12);
	g_assert_null(outcome_class_find(13000));
}

static void
a_broken_off_post_must_not_be_repeated_unseen(void)
{
	const char *broken_off[] = {"connection-reset", "connection-closed"};

	for (size_t i = 0; i < G_N_ELEMENTS(broken_off); i++) {
		const struct status *status = outcome_find(broken_off[i]);

		g_assert_nonnull(strstr(status_next(status, SLICE("POST")), "must not repeat"));
		g_assert_nonnull(strstr(status_next(status, SLICE("GET")), "may repeat"));
		g_assert_cmpstr(status_next(status, SLICE("")), ==, status->next);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/outcomes/ids and numbers stay as they are", ids_and_numbers_stay);
	g_test_add_func("/outcomes/codes ascend without doubles", codes_ascend_without_doubles);
	g_test_add_func("/outcomes/every one says what it means and what follows",
					every_outcome_says_what_it_means_and_what_follows);
	g_test_add_func("/outcomes/the first two digits are the class", the_first_two_digits_are_the_class);
	g_test_add_func("/outcomes/a broken-off POST must not be repeated unseen",
					a_broken_off_post_must_not_be_repeated_unseen);
	return g_test_run();
}
