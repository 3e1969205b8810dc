/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/status.h"

struct table {
	const char *name;
	const struct status *entries;
	size_t count;
};

enum { TABLE_HTTP, TABLE_SIP, TABLE_OUTCOMES, TABLE_COUNT };

static struct table
table_of(int which)
{
	struct table table = {.name = (const char *[]){"HTTP", "SIP", "outcome"}[which]};

	table.entries = which == TABLE_OUTCOMES
						? outcome_table(&table.count)
						: status_table(which == TABLE_SIP ? PROTOCOL_SIP : PROTOCOL_HTTP, &table.count);
	return table;
}

static void
every_table_ascends_without_doubles(void)
{
	for (int which = 0; which < TABLE_COUNT; which++) {
		struct table table = table_of(which);

		g_assert_cmpuint(table.count, >, 0);
		for (size_t i = 1; i < table.count; i++)
			g_assert_cmpuint(table.entries[i - 1].code, <, table.entries[i].code);
	}
}

/* A sentence: no stray space, a full stop at the end. */
static void
assert_sentence(const struct table *table, unsigned code, const char *field, const char *text)
{
	bool good = text && *text && *text != ' ' && g_str_has_suffix(text, ".") && !strstr(text, "  ");

	if (!good) {
		g_test_message("%s %u, %s: '%s'", table->name, code, field, text ? text : "(null)");
		g_test_fail();
	}
}

static void
assert_complete(const struct table *table, const struct status *status)
{
	assert_sentence(table, status->code, "means", status->means);
	assert_sentence(table, status->code, "next", status->next);
	assert_sentence(table, status->code, "retry", status->retry);
	if (status->note)
		assert_sentence(table, status->code, "note", status->note);
	for (size_t i = 0; i < G_N_ELEMENTS(status->by_method) && status->by_method[i].methods; i++)
		assert_sentence(table, status->code, status->by_method[i].methods, status->by_method[i].next);

	g_assert_nonnull(status->phrase);
	g_assert_cmpstr(status->phrase, !=, "");
	g_assert_nonnull(status->spec);
	g_assert_cmpstr(status->spec, !=, "");
}

static void
every_entry_says_what_it_means_and_where_that_stands(void)
{
	for (int which = 0; which < TABLE_COUNT; which++) {
		struct table table = table_of(which);

		for (size_t i = 0; i < table.count; i++) {
			assert_complete(&table, &table.entries[i]);
			g_assert_cmpint(table.entries[i].outcome != NULL, ==, which == TABLE_OUTCOMES);
		}
	}
}

/* Field and method lists are read by programs: names divided by ", " and nothing else, none twice. */
static void
assert_list(unsigned code, const char *list)
{
	char **names = g_strsplit(list, ", ", -1);

	for (size_t i = 0; names[i]; i++) {
		if (!*names[i] || strspn(names[i], G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-") != strlen(names[i]))
			g_error("%u: '%s' is no list of names", code, list);
		for (size_t before = 0; before < i; before++)
			g_assert_cmpstr(names[before], !=, names[i]);
	}
	g_strfreev(names);
}

static void
lists_are_names_divided_by_commas(void)
{
	for (int which = 0; which < TABLE_COUNT; which++) {
		struct table table = table_of(which);

		for (size_t i = 0; i < table.count; i++) {
			const struct status *status = &table.entries[i];

			if (status->must_have)
				assert_list(status->code, status->must_have);
			if (status->should_have)
				assert_list(status->code, status->should_have);
			for (size_t row = 0; row < G_N_ELEMENTS(status->by_method) && status->by_method[row].methods;
				 row++)
				assert_list(status->code, status->by_method[row].methods);
		}
	}
}

static void
every_entry_is_found_by_its_code(void)
{
	for (int which = 0; which < TABLE_OUTCOMES; which++) {
		struct table table = table_of(which);

		for (size_t i = 0; i < table.count; i++)
			g_assert_true(status_find(which == TABLE_SIP ? PROTOCOL_SIP : PROTOCOL_HTTP,
									  table.entries[i].code) == &table.entries[i]);
	}
	g_assert_null(status_find(PROTOCOL_SIP, 0));
	g_assert_null(status_find(PROTOCOL_SIP, 184));
	g_assert_null(status_find(PROTOCOL_SIP, 65535));
	g_assert_null(status_find(PROTOCOL_HTTP, 99));
	g_assert_null(status_find(PROTOCOL_HTTP, 1000));
}

static void
every_outcome_is_found_by_its_id(void)
{
	struct table table = table_of(TABLE_OUTCOMES);

	for (size_t i = 0; i < table.count; i++)
		g_assert_true(outcome_find(table.entries[i].outcome) == &table.entries[i]);
	g_assert_null(outcome_find(""));
	g_assert_null(outcome_find("connection-rese"));
	g_assert_null(outcome_find("connection-resets"));
}

static unsigned
treated_as(enum protocol protocol, unsigned code, bool expect_exact)
{
	bool exact = !expect_exact;
	const struct status *status = status_treat_as(protocol, code, &exact);

	g_assert_cmpint(exact, ==, expect_exact);
	return status ? status->code : 0;
}

static void
an_unknown_code_is_treated_as_the_x00_of_its_class(void)
{
	g_assert_cmpuint(treated_as(PROTOCOL_HTTP, 199, false), ==, 100);
	g_assert_cmpuint(treated_as(PROTOCOL_HTTP, 299, false), ==, 200);
	g_assert_cmpuint(treated_as(PROTOCOL_HTTP, 399, false), ==, 300);
	g_assert_cmpuint(treated_as(PROTOCOL_HTTP, 471, false), ==, 400);
	g_assert_cmpuint(treated_as(PROTOCOL_HTTP, 590, false), ==, 500);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 299, false), ==, 200);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 399, false), ==, 300);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 431, false), ==, 400);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 599, false), ==, 500);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 698, false), ==, 600);
}

static void
an_unknown_1xx_of_sip_is_treated_as_183(void)
{
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 102, false), ==, 183);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 198, false), ==, 183);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 100, true), ==, 100);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 180, true), ==, 180);
}

static void
a_code_outside_the_range_is_not_treated_at_all(void)
{
	static const unsigned codes[] = {0, 1, 99, 700, 999, 1000, 65535};

	for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
		g_assert_cmpuint(treated_as(PROTOCOL_HTTP, codes[i], false), ==, 0);
		g_assert_cmpuint(treated_as(PROTOCOL_SIP, codes[i], false), ==, 0);
	}
	g_assert_cmpuint(treated_as(PROTOCOL_HTTP, 600, false), ==, 0);
	g_assert_cmpuint(treated_as(PROTOCOL_SIP, 600, true), ==, 600);
}

static void
every_code_in_range_is_treated_somehow(void)
{
	bool exact;

	for (unsigned code = 100; code <= 599; code++)
		g_assert_nonnull(status_treat_as(PROTOCOL_HTTP, code, &exact));
	for (unsigned code = 100; code <= 699; code++)
		g_assert_nonnull(status_treat_as(PROTOCOL_SIP, code, &exact));
}

static void
classes_have_names(void)
{
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 100), ==, "provisional");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 299), ==, "success");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 302), ==, "redirection");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 487), ==, "client error");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 503), ==, "server error");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 699), ==, "global failure");
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 101), ==, "informational");
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 404), ==, "client error");
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 600), ==, "unknown");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 0), ==, "unknown");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 700), ==, "unknown");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 1000), ==, "unknown");
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 10054), ==, "connection error");
	g_assert_cmpstr(status_class(PROTOCOL_SIP, 11001), ==, "host error");
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 12206), ==, "proxy error");
	g_assert_cmpstr(status_class(PROTOCOL_HTTP, 13000), ==, "unknown");
}

static void
the_next_step_depends_on_the_method(void)
{
	const struct status *ok = status_find(PROTOCOL_SIP, 200);

	g_assert_nonnull(strstr(status_next(ok, SLICE("INVITE")), "end to end"));
	g_assert_nonnull(strstr(status_next(ok, SLICE("REGISTER")), "registers again"));
	g_assert_true(status_next(ok, SLICE("SUBSCRIBE")) == status_next(ok, SLICE("REFER")));
	g_assert_true(status_next(ok, SLICE("OPTIONS")) == ok->next);
	g_assert_true(status_next(ok, SLICE("")) == ok->next);
	g_assert_true(status_next(ok, (struct slice){NULL, 0}) == ok->next);
}

static void
methods_are_compared_whole_and_with_their_case(void)
{
	const struct status *ok = status_find(PROTOCOL_SIP, 200);

	g_assert_true(status_next(ok, SLICE("INVIT")) == ok->next);
	g_assert_true(status_next(ok, SLICE("INVITES")) == ok->next);
	g_assert_true(status_next(ok, SLICE("invite")) == ok->next);
	g_assert_true(status_next(ok, SLICE("SUBSCRIBE, REFER")) == ok->next);
	g_assert_true(status_next(ok, SLICE(",")) == ok->next);
}

static void
every_final_response_to_invite_is_acknowledged(void)
{
	struct table table = table_of(TABLE_SIP);

	for (size_t i = 0; i < table.count; i++) {
		const struct status *status = &table.entries[i];
		const char *invite = status_next(status, SLICE("INVITE"));
		const char *where = status->code < 300 ? "acknowledges end to end" : "acknowledges on this hop";

		if (!status_is_final(status->code))
			g_assert_null(strstr(invite, "acknowledges"));
		else if (!strstr(invite, where))
			g_error("%u to INVITE: '%s' does not say who %s", status->code, invite, where);
		g_assert_null(strstr(status_next(status, SLICE("OPTIONS")), "ACK"));
	}
}

/* What a line of the reference tables says of a code. */
struct reference {
	unsigned code;
	bool registered;
};

/* Codes of a reference table under ../shared, or NULL when that is not there. */
static GArray *
reference_codes(const char *file, guint registration_column, const char *registered)
{
	const char *shared = g_getenv("SEQUITUR_SHARED");
	char *path = g_build_filename(shared ? shared : "../shared", "reference", file, NULL);
	char *content = NULL;
	GArray *codes = NULL;

	if (g_file_get_contents(path, &content, NULL, NULL)) {
		codes = g_array_new(FALSE, FALSE, sizeof(struct reference));
		char **lines = g_strsplit(content, "\n", -1);
		for (size_t i = 0; lines[i]; i++) {
			char **columns = g_strsplit(lines[i], "\t", -1);
			guint64 code;

			if (g_strv_length(columns) > registration_column &&
				g_ascii_string_to_unsigned(columns[0], 10, 100, 999, &code, NULL)) {
				struct reference row = {(unsigned)code,
										g_str_has_prefix(columns[registration_column], registered)};
				g_array_append_val(codes, row);
			}
			g_strfreev(columns);
		}
		g_strfreev(lines);
	}
	g_free(content);
	g_free(path);
	return codes;
}

static void
assert_same_codes(enum protocol protocol, GArray *codes)
{
	size_t count;
	const struct status *table = status_table(protocol, &count);

	for (guint i = 0; i < codes->len; i++) {
		struct reference row = g_array_index(codes, struct reference, i);
		const struct status *status = status_find(protocol, row.code);

		if (!status)
			g_error("%u is missing", row.code);
		if (row.registered == (status->registration == STATUS_UNREGISTERED))
			g_error("%u: registered or not?", row.code);
	}
	for (size_t i = 0; i < count; i++) {
		bool known = protocol == PROTOCOL_SIP && table[i].code == 687; /* Sofia-SIP's own */

		for (guint k = 0; k < codes->len && !known; k++)
			known = g_array_index(codes, struct reference, k).code == table[i].code;
		if (!known)
			g_error("%u is not in the reference table", table[i].code);
	}
}

static void
sip_codes_are_those_of_the_reference(void)
{
	GArray *codes = reference_codes("sip-status.tsv", 2, "yes");

	if (!codes) {
		g_test_skip("no reference/sip-status.tsv under $SEQUITUR_SHARED or ../shared");
		return;
	}
	/* Two were registered by RFC 2543 and left out by RFC 3261: obsolete here, "no" there. */
	for (guint i = 0; i < codes->len; i++) {
		struct reference *row = &g_array_index(codes, struct reference, i);
		row->registered = row->registered || row->code == 409 || row->code == 411;
	}
	assert_same_codes(PROTOCOL_SIP, codes);
	g_array_free(codes, TRUE);
}

static void
http_codes_are_those_of_the_reference(void)
{
	GArray *codes = reference_codes("http-status.tsv", 2, "registered");

	if (!codes) {
		g_test_skip("no reference/http-status.tsv under $SEQUITUR_SHARED or ../shared");
		return;
	}
	assert_same_codes(PROTOCOL_HTTP, codes);
	g_array_free(codes, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/status/every table ascends without doubles", every_table_ascends_without_doubles);
	g_test_add_func("/status/every entry says what it means and where that stands",
					every_entry_says_what_it_means_and_where_that_stands);
	g_test_add_func("/status/lists are names divided by commas", lists_are_names_divided_by_commas);
	g_test_add_func("/status/every entry is found by its code", every_entry_is_found_by_its_code);
	g_test_add_func("/status/every outcome is found by its id", every_outcome_is_found_by_its_id);
	g_test_add_func("/status/an unknown code is treated as the x00 of its class",
					an_unknown_code_is_treated_as_the_x00_of_its_class);
	g_test_add_func("/status/an unknown 1xx of SIP is treated as 183",
					an_unknown_1xx_of_sip_is_treated_as_183);
	g_test_add_func("/status/a code outside the range is not treated at all",
					a_code_outside_the_range_is_not_treated_at_all);
	g_test_add_func("/status/every code in range is treated somehow", every_code_in_range_is_treated_somehow);
	g_test_add_func("/status/classes have names", classes_have_names);
	g_test_add_func("/status/the next step depends on the method", the_next_step_depends_on_the_method);
	g_test_add_func("/status/methods are compared whole and with their case",
					methods_are_compared_whole_and_with_their_case);
	g_test_add_func("/status/every final response to INVITE is acknowledged",
					every_final_response_to_invite_is_acknowledged);
	g_test_add_func("/status/SIP codes are those of the reference", sip_codes_are_those_of_the_reference);
	g_test_add_func("/status/HTTP codes are those of the reference", http_codes_are_those_of_the_reference);
	return g_test_run();
}
