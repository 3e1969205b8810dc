/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/field.h"

static void
every_known_field_is_found_by_its_name_in_any_case(void)
{
	for (enum field_id id = FIELD_OTHER + 1; id < FIELD_COUNT; id++) {
		char *lower = g_ascii_strdown(field_name(id), -1), *upper = g_ascii_strup(field_name(id), -1);

		g_assert_cmpint(field_find(slice_of(field_name(id)), false), ==, id);
		g_assert_cmpint(field_find(slice_of(lower), true), ==, id);
		g_assert_cmpint(field_find(slice_of(upper), true), ==, id);
		g_free(lower);
		g_free(upper);
	}
}

static void
a_name_with_one_byte_changed_is_another(void)
{
	for (enum field_id id = FIELD_OTHER + 1; id < FIELD_COUNT; id++) {
		char *name = g_strdup(field_name(id));

		for (size_t i = 0; name[i]; i++) {
			char kept = name[i];
			for (int c = 1; c < 256; c++) {
				name[i] = (char)c;
				bool same = ascii_lower(name[i]) == ascii_lower(kept);
				enum field_id found = field_find(slice_of(name), true);
				g_assert_true(same ? found == id : found != id);
			}
			name[i] = kept;
		}
		g_free(name);
	}
}

static void
longer_and_shorter_names_are_others(void)
{
	g_assert_cmpint(field_find(SLICE("Content-Lengt"), true), ==, FIELD_OTHER);
	g_assert_cmpint(field_find(SLICE("Content-Length1"), true), ==, FIELD_OTHER);
	g_assert_cmpint(field_find(SLICE("Strict-Transport-Securit"), false), ==, FIELD_OTHER);
	g_assert_cmpint(field_find(SLICE("X"), false), ==, FIELD_OTHER);
	g_assert_cmpint(field_find((struct slice){NULL, 0}, true), ==, FIELD_OTHER);
}

/* RFC 3261 section 7.3.3, and the letters registered since. */
static void
compact_names_are_for_sip_only(void)
{
	static const struct {
		const char *compact;
		enum field_id id;
	} names[] = {{"c", FIELD_CONTENT_TYPE}, {"e", FIELD_CONTENT_ENCODING},
				 {"f", FIELD_FROM},         {"i", FIELD_CALL_ID},
				 {"k", FIELD_SUPPORTED},    {"l", FIELD_CONTENT_LENGTH},
				 {"m", FIELD_CONTACT},      {"o", FIELD_EVENT},
				 {"r", FIELD_REFER_TO},     {"s", FIELD_SUBJECT},
				 {"t", FIELD_TO},           {"u", FIELD_ALLOW_EVENTS},
				 {"v", FIELD_VIA},          {"x", FIELD_SESSION_EXPIRES},
				 {"y", FIELD_IDENTITY},     {"V", FIELD_VIA},
				 {"q", FIELD_OTHER},        {":", FIELD_OTHER}};

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_assert_cmpint(field_find(slice_of(names[i].compact), true), ==, names[i].id);
		g_assert_cmpint(field_find(slice_of(names[i].compact), false), ==, FIELD_OTHER);
	}
}

static void
an_unknown_id_has_no_name(void)
{
	g_assert_cmpstr(field_name(FIELD_OTHER), ==, "");
	g_assert_cmpstr(field_name(FIELD_COUNT), ==, "");
	g_assert_cmpstr(field_name(FIELD_CSEQ), ==, "CSeq");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/field/every known field is found by its name in any case",
					every_known_field_is_found_by_its_name_in_any_case);
	g_test_add_func("/field/a name with one byte changed is another",
					a_name_with_one_byte_changed_is_another);
	g_test_add_func("/field/longer and shorter names are others", longer_and_shorter_names_are_others);
	g_test_add_func("/field/compact names are for SIP only", compact_names_are_for_sip_only);
	g_test_add_func("/field/an unknown id has no name", an_unknown_id_has_no_name);
	return g_test_run();
}
