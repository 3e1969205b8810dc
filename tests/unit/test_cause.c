/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What responses say in Warning and Reason, and what is known of the codes. */
#include "core/cause.h"

#include <glib.h>
#include <string.h>

#include "core/pool.h"

static struct pool pool;

/* The causes of a 500 with these fields; of HTTP when `start` says so. */
static struct cause *
causes_of(const char *start, const char *fields)
{
	char *text = g_strconcat(start, "\r\n", fields, "\r\n", NULL);
	struct message message;
	size_t end;

	g_assert_cmpint(message_parse(&message, slice_of(text), true, &end), ==, MESSAGE_PARSED);
	struct cause *causes = causes_read(&pool, &message);
	g_free(text);
	return causes;
}

/* They own what they say: the message has gone. */
static void
assert_lines(struct cause *causes, const char *const *lines)
{
	for (const struct cause *cause = causes; cause; cause = cause->next, lines++) {
		char *line = cause_text(cause);
		g_assert_cmpstr(line, ==, *lines);
		g_free(line);
	}
	g_assert_null(*lines);
	causes_give(&pool, causes);
}

#define SIP "SIP/2.0 500 Server Internal Error"

static void
causes_are_told_in_a_line(void)
{
	static const struct {
		const char *fields;
		const char *lines[5];
	} responses[] = {
		{"", {NULL}},
		{"Reason: \r\nWarning: ,\r\n", {NULL}},
		{"Reason: Q.850;cause=17;text=\"USER BUSY\"\r\n", {"Reason Q.850 17, User busy."}},
		{"Reason: Q.850 ; cause = 17 ; text=\"away\"\r\n", {"Reason Q.850 17, User busy, \"away\"."}},
		{"Reason: SIP;cause=486\r\n", {"Reason SIP 486, Busy Here."}},
		{"Reason: SIP;cause=1000;text=\"\"\r\n", {"Reason SIP 1000."}},
		{"Reason: SIP;cause=499, SIP;cause=0\r\n", {"Reason SIP 499.", "Reason SIP 0."}},
		{"Reason: Q.850;cause=x;cause=17;cause=abc;text=\"a\";text=\"b\"\r\n",
		 {"Reason Q.850 17, User busy, \"a\"."}},
		{"Reason: X.int;cause=4294967296\r\n", {"Reason X.int."}},
		{"Reason: Preemption;cause=1;text=\"UA Preemption\"\r\n",
		 {"Reason Preemption 1, \"UA Preemption\"."}},
		{"Warning: 370 h:5060 \"a\\\\b \\\"c\\\"\"\r\n",
		 {"Warning 370 of h:5060, Insufficient bandwidth, \"a\\b \"c\"\"."}},
		{"Warning: 370\r\n", {"Warning 370, Insufficient bandwidth."}},
		{"Warning: 399 \"Max-Forwards zero\"\r\n",
		 {"Warning 399, Miscellaneous warning, \"Max-Forwards zero\"."}},
		{"Warning: 399 h\"x\"\r\n", {"Warning 399 of h, Miscellaneous warning, \"x\"."}},
		{"Warning: 37 h \"x\", 3700 h \"x\"\r\n", {"Warning, \"37 h \"x\"\".", "Warning, \"3700 h \"x\"\"."}},
		{"Warning: 399 h \"line\r\n two\"\r\n", {"Warning 399 of h, Miscellaneous warning, \"line   two\"."}},
		{"Warning: 399 h \"no end\r\n", {"Warning 399 of h, Miscellaneous warning, \"\"no end\"."}},
		/* Three of each field. */
		{"Warning: 301 a, 302 b, 303 c, 304 d\r\nReason: Q.850;cause=34\r\n",
		 {"Warning 301 of a, Incompatible network address formats.",
		  "Warning 302 of b, Incompatible transport protocol.",
		  "Warning 303 of c, Incompatible bandwidth units.",
		  "Reason Q.850 34, No circuit/channel available."}},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(responses); i++)
		assert_lines(causes_of(SIP, responses[i].fields), responses[i].lines);
	/* That of HTTP means other things. */
	g_assert_null(causes_of("HTTP/1.1 200 OK", "Warning: 110 h \"Response is stale\"\r\n"));
}

static void
a_zero_does_not_end_a_text(void)
{
	static const char response[] = SIP "\r\nWarning: 399 h \"a\0b\"\r\n\r\n";
	static const char *const lines[] = {"Warning 399 of h, Miscellaneous warning, \"a\x1a"
										"b\".",
										NULL};
	struct message message;
	size_t end;

	g_assert_cmpint(message_parse(&message, (struct slice){response, sizeof response - 1}, true, &end), ==,
					MESSAGE_PARSED);
	assert_lines(causes_read(&pool, &message), lines);
}

/* The text of the first cause of a response with this text in a Warning. */
static char *
warning_text(const char *text)
{
	char *field = g_strdup_printf("Warning: 399 h \"%s\"\r\n", text);
	struct cause *cause = causes_of(SIP, field);
	char *kept = g_strdup(cause->text);

	causes_give(&pool, cause);
	g_free(field);
	return kept;
}

static void
of_a_long_text_the_beginning_is_kept(void)
{
	GString *text = g_string_new("in_uri=sip:bob:");
	char *kept;

	while (text->len < 400)
		g_string_append(text, "secret");
	g_string_append(text, "@h");
	kept = warning_text(text->str);
	g_assert_cmpstr(kept, ==, "in_uri=sip:bob:***@h");
	g_free(kept);
	/* The limit of 200 bytes is in the middle of a character. */
	g_string_assign(text, "x");
	while (text->len < 400)
		g_string_append(text, "\303\251");
	kept = warning_text(text->str);
	g_assert_cmpuint(strlen(kept), ==, 199 + strlen("..."));
	g_assert_true(g_utf8_validate(kept, -1, NULL));
	g_free(kept);
	kept = warning_text("for sip:bob:secret@h:5060, and sip:carol@h");
	g_assert_cmpstr(kept, ==, "for sip:bob:***@h:5060, and sip:carol@h");
	g_free(kept);
	g_string_free(text, TRUE);
}

static void
who_says_it_is_cut_as_well(void)
{
	char *field = g_strdup_printf("Reason: %0100d;cause=1\r\n", 0),
		 *line = g_strdup_printf("Reason %064d... 1.", 0);
	const char *const lines[] = {line, NULL};

	assert_lines(causes_of(SIP, field), lines);
	g_free(line);
	g_free(field);
}

static void
a_copy_is_one_of_its_own(void)
{
	static const char *const lines[] = {"Warning 301 of h, Incompatible network address formats, \"IPv6\".",
										"Reason Q.850 31, Normal, unspecified.", NULL};
	struct cause *causes = causes_of(SIP, "Reason: Q.850;cause=31\r\nWarning: 301 h \"IPv6\"\r\n");
	struct cause *copy = causes_copy(causes);

	assert_lines(causes, lines);
	char *line = cause_text(copy->next);
	g_assert_cmpstr(line, ==, lines[1]);
	g_assert_cmpstr(copy->text, ==, "IPv6");
	g_free(line);
	causes_free(copy);
	g_assert_null(causes_copy(NULL));
}

static void
each_code_has_one_row_and_is_found(void)
{
	size_t count;
	const struct cause_code *table = cause_code_table(&count);

	g_assert_cmpuint(count, >, 60);
	for (size_t i = 0; i < count; i++) {
		g_assert_true(cause_code_find(table[i].set, table[i].code) == &table[i]);
		if (i > 0 && table[i].set == table[i - 1].set)
			g_assert_cmpuint(table[i].code, >, table[i - 1].code);
		g_assert_true(g_str_has_suffix(table[i].means, "."));
		g_assert_false(g_str_has_suffix(table[i].phrase, "."));
	}
	g_assert_null(cause_code_find(CAUSES_Q850, 0));
	g_assert_null(cause_code_find(CAUSES_WARNING, 17));
}

#define ADD(title, function) g_test_add_func("/cause/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("causes are told in a line", causes_are_told_in_a_line);
	ADD("a zero does not end a text", a_zero_does_not_end_a_text);
	ADD("of a long text the beginning is kept", of_a_long_text_the_beginning_is_kept);
	ADD("who says it is cut as well", who_says_it_is_cut_as_well);
	ADD("a copy is one of its own", a_copy_is_one_of_its_own);
	ADD("each code has one row, and is found", each_code_has_one_row_and_is_found);
	int failed = g_test_run();
	pool_clear(&pool);
	return failed;
}
