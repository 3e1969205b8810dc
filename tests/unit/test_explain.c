/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "core/explain.h"
#include "core/rule.h"
#include "core/status.h"

/* The page for a question of up to three words, or NULL when it names nothing. */
static char *
ask(unsigned width, const char *first, const char *second, const char *third)
{
	const char *words[] = {first, second, third, NULL};
	GString *page = g_string_new("before\n");
	bool known = explain_words(page, words, width);

	g_assert_true(g_str_has_prefix(page->str, "before\n"));
	g_assert_cmpint(known, ==, page->len > strlen("before\n"));
	char *text = known ? g_strdup(page->str + strlen("before\n")) : NULL;
	g_string_free(page, TRUE);
	return text;
}

static void
assert_answer_has(const char *first, const char *second, const char *third, const char *words)
{
	char *page = ask(90, first, second, third);

	g_assert_nonnull(page);
	if (!strstr(page, words)) {
		g_test_message("%s %s: '%s' is not in: %s", first, second ? second : "", words, page);
		g_test_fail();
	}
	g_free(page);
}

/* Lines are within `width` unless a single word is wider than its column. */
static void
assert_width(const char *page, size_t width)
{
	char **lines = g_strsplit(page, "\n", -1);

	g_assert_true(g_utf8_validate(page, -1, NULL));
	g_assert_true(g_str_has_suffix(page, "\n"));
	for (size_t i = 0; lines[i]; i++) {
		g_assert_false(g_str_has_suffix(lines[i], " "));
		if (i > 0)
			g_assert_cmpuint((size_t)g_utf8_strlen(lines[i], -1), <=, width);
	}
	g_strfreev(lines);
}

static const char *
suggestion(const char *first, const char *second, const char *third)
{
	const char *words[] = {first, second, third, NULL};
	static const char *const others[] = {"something-else", NULL};

	return explain_nearest(words, others);
}

static void
a_status_is_told_with_its_class(void)
{
	assert_answer_has("sip", "482", NULL, "SIP 482 Loop Detected — client error\n");
	assert_answer_has("http", "503", NULL, "HTTP 503 Service Unavailable — server error\n");
	assert_answer_has("http", "503", NULL, "Must follow   The client waits as long as Retry-After says");
	assert_answer_has("http", "401", NULL, "Must carry    WWW-Authenticate\n");
	assert_answer_has("http", "301", NULL, "Should carry  Location\n");
	assert_answer_has("http", "301", NULL, "After POST: The client may send a GET");
	assert_answer_has("http", "305", NULL, "redirection (obsolete)\n");
	assert_answer_has("http", "520", NULL, "server error (not registered)\n");
	assert_answer_has("sip", "487", NULL, "Specified in  RFC 3261");
}

static void
a_status_line_may_be_pasted(void)
{
	assert_answer_has("SIP/2.0", "486", NULL, "SIP 486 Busy Here");
	assert_answer_has("HTTP/1.1", "404", NULL, "HTTP 404 Not Found");
}

static void
a_reason_phrase_will_do(void)
{
	assert_answer_has("sip", "busy", "here", "SIP 486 Busy Here");
	assert_answer_has("Busy", "Here", NULL, "SIP 486 Busy Here");
	assert_answer_has("bad gateway", NULL, NULL, "HTTP 502 Bad Gateway");
	assert_answer_has("bad gateway", NULL, NULL, "\n\nSIP 502 Bad Gateway");
}

static void
a_code_without_protocol_is_told_for_both(void)
{
	assert_answer_has("486", NULL, NULL, "SIP 486 Busy Here");
	assert_answer_has("486", NULL, NULL, "\n\nHTTP 486 — client error (not in the tables)\n");
}

static void
an_outcome_is_known_by_id_and_number(void)
{
	assert_answer_has("connection-reset", NULL, NULL,
					  "connection-reset (10054): Connection reset — connection error");
	assert_answer_has("Connection", "Reset", NULL, "connection-reset (10054)");
	assert_answer_has("12206", NULL, NULL, "proxy-loop (12206)");
	assert_answer_has("11xxx", NULL, NULL, "11xxx — host error");
}

static void
a_rule_is_told_with_its_reasons(void)
{
	const struct rule *rule = rule_find("sip-482-loop-confirmed");

	assert_answer_has("sip-482-loop-confirmed", NULL, NULL, "sip-482-loop-confirmed — error\n\nSays ");
	assert_answer_has("sip-482-loop-confirmed", NULL, NULL, rule->title);
	assert_answer_has("sip-482-loop-confirmed", NULL, NULL,
					  "\nWhy           The server that answers 482 really");
	assert_answer_has("sip-482-loop-confirmed", NULL, NULL, "\nLook at ");
	assert_answer_has("sip-482-loop-confirmed", NULL, NULL, "\nTraps ");
	assert_answer_has("sip-482-loop-confirmed", NULL, NULL, rule->spec);
}

static void
an_expectation_is_told_in_words(void)
{
	assert_answer_has("sip-ack-2xx", NULL, NULL, "sip-ack-2xx — The ACK\n");
	assert_answer_has("sip-ack-2xx", NULL, NULL, "After         any 2xx in answer to INVITE\n");
	assert_answer_has("sip-extension-dropped", NULL, NULL,
					  "After         420 Bad Extension, if it has Unsupported\n");
	assert_answer_has("sip-ack-2xx", NULL, NULL, "Owed by       The client: ");
	assert_answer_has("sip-ack-2xx", NULL, NULL, "When          Within 32 s of the response.\n");
	assert_answer_has("sip-ack-2xx", NULL, NULL, "\nOtherwise ");
	assert_answer_has("sip-ack-2xx", NULL, NULL, "Verdicts      met: a frame of the capture did it.\n");
	assert_answer_has("sip-ack-2xx", NULL, NULL, "overdue: ");
	assert_answer_has("sip-dialog-ends", NULL, NULL, "INVITE, BYE, UPDATE\n");
	assert_answer_has("http-location-followed", NULL, NULL,
					  "301 Moved Permanently, 302 Found, 303 See Other");
	assert_answer_has("http-retry-after", NULL, NULL, "met: the time passed without the contrary.");
	assert_answer_has("http-final-after-provisional", NULL, NULL, "Owed by       The server: ");
}

static void
ids_are_known_without_their_first_word(void)
{
	assert_answer_has("482-loop-confirmed", NULL, NULL, "sip-482-loop-confirmed — ");
	assert_answer_has("sip", "482-Loop-Confirmed", NULL, "sip-482-loop-confirmed — ");
	assert_answer_has("sip", "ack", "2xx", "sip-ack-2xx — ");
	assert_answer_has("redirect-loop", NULL, NULL, "http-redirect-loop — ");
	assert_answer_has("redirect-loop", NULL, NULL, "\n\nsip-redirect-loop — ");
	g_assert_null(ask(80, "http", "ack-2xx", NULL));
	g_assert_null(ask(80, "loop-confirmed", NULL, NULL));
}

static void
the_lists_have_every_rule_and_expectation(void)
{
	GString *page = g_string_new(NULL);

	explain_rule_list(page, 100);
	g_assert_nonnull(strstr(page->str, "\n  sip-482-loop-confirmed "));
	g_assert_nonnull(strstr(page->str, "\n  http-redirect-loop                   error    Redir"));
	explain_expectation_list(page, 100);
	g_assert_nonnull(
		strstr(page->str, "\n  sip-ack-2xx                    2xx          The caller sends an ACK"));
	g_assert_nonnull(strstr(page->str, "\n  http-retry-after               503, 429, 413, 301"));
	assert_width(page->str, 100);
	g_string_free(page, TRUE);
}

static void
an_unknown_code_goes_by_its_class(void)
{
	assert_answer_has("http", "471", NULL, "Treat it      as 400 Bad Request");
	assert_answer_has("http", "471", NULL, "Specified in  RFC 9110 section 15\n");
	assert_answer_has("sip", "165", NULL, "Treat it      as 183 Session Progress");
	assert_answer_has("sip", "165", NULL, "Specified in  RFC 3261 section 8.1.3.2\n");
	assert_answer_has("sip", "4xx", NULL, "SIP 4xx — client error\n");
	assert_answer_has("http", "3XX", NULL, "Fewer than five redirects");
}

static void
a_code_out_of_range_is_called_invalid(void)
{
	assert_answer_has("http", "650", NULL, "HTTP 650 — outside all classes\n");
	assert_answer_has("http", "650", NULL, "treat it as a 5xx");
	assert_answer_has("http", "42", NULL, "HTTP 042 — outside all classes\n");
	assert_answer_has("sip", "700", NULL, "those of SIP begin with 1 to 6");
	assert_answer_has("http", "999", NULL, "HTTP 999 Request Denied — outside all classes (not registered)");
}

static void
nonsense_names_nothing(void)
{
	g_assert_null(ask(80, NULL, NULL, NULL));
	g_assert_null(ask(80, "", NULL, NULL));
	g_assert_null(ask(80, "http", NULL, NULL));
	g_assert_null(ask(80, "http", "1000", NULL));
	g_assert_null(ask(80, "http", "123456789012345678901", NULL));
	g_assert_null(ask(80, "http", "-5", NULL));
	g_assert_null(ask(80, "sip", "connection-reset", NULL));
	g_assert_null(ask(80, "7xx", NULL, NULL));
	g_assert_null(ask(80, "\xff\xfe", NULL, NULL));
}

static void
a_wrong_spelling_suggests_the_nearest(void)
{
	g_assert_cmpstr(suggestion("conection-rest", NULL, NULL), ==, "connection-reset");
	g_assert_cmpstr(suggestion("proxy-lopo", NULL, NULL), ==, "proxy-loop");
	g_assert_cmpstr(suggestion("sip", "buzy", "here"), ==, "Busy Here");
	g_assert_cmpstr(suggestion("http", "bad", "gatway"), ==, "Bad Gateway");
	g_assert_cmpstr(suggestion("sip-482-lop-confirmd", NULL, NULL), ==, "sip-482-loop-confirmed");
	g_assert_cmpstr(suggestion("redirct-loop", NULL, NULL), ==, "redirect-loop");
	g_assert_cmpstr(suggestion("sip-ack-3xx", NULL, NULL), ==, "sip-ack-2xx");
	g_assert_cmpstr(suggestion("something-elze", NULL, NULL), ==, "something-else");
	g_assert_null(suggestion("xylophone", NULL, NULL));
	g_assert_null(suggestion(NULL, NULL, NULL));
}

static void
a_very_long_word_is_near_to_nothing(void)
{
	char *word = g_strnfill(100000, 'a');

	g_assert_null(suggestion(word, NULL, NULL));
	g_assert_null(ask(80, word, NULL, NULL));
	g_free(word);
}

static void
assert_every_page_fits(enum protocol protocol, unsigned asked, size_t width)
{
	size_t count;
	const struct status *table = status_table(protocol, &count);

	for (size_t i = 0; i < count; i++) {
		GString *page = g_string_new(NULL);
		g_assert_true(explain_status(page, protocol, table[i].code, asked));
		assert_width(page->str, width);
		g_string_free(page, TRUE);
	}
}

static void
every_page_keeps_to_its_width(void)
{
	static const unsigned widths[][2] = {{60, 60}, {80, 80}, {160, 160}, {1, 60}, {100000, 160}};

	for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
		assert_every_page_fits(PROTOCOL_HTTP, widths[i][0], widths[i][1]);
		assert_every_page_fits(PROTOCOL_SIP, widths[i][0], widths[i][1]);
	}
}

static void
every_number_has_an_answer(void)
{
	for (unsigned code = 0; code <= 1000; code++) {
		for (int protocol = PROTOCOL_HTTP; protocol <= PROTOCOL_SIP; protocol++) {
			GString *page = g_string_new(NULL);
			g_assert_cmpint(explain_status(page, (enum protocol)protocol, code, 80), ==, code < 1000);
			g_assert_cmpint(page->len > 0, ==, code < 1000);
			g_string_free(page, TRUE);
		}
	}
}

static void
the_lists_have_every_entry_under_its_class(void)
{
	GString *page = g_string_new(NULL);

	explain_list(page, PROTOCOL_HTTP);
	g_assert_nonnull(strstr(page->str, "\nredirection\n  300  Multiple Choices\n"));
	g_assert_nonnull(strstr(page->str, "  305  Use Proxy (obsolete)\n"));
	g_assert_nonnull(strstr(page->str, "\noutside all classes\n  783  "));
	explain_list(page, PROTOCOL_SIP);
	g_assert_nonnull(strstr(page->str, "\nglobal failure\n  600  Busy Everywhere\n"));
	explain_outcome_list(page);
	g_assert_nonnull(strstr(page->str, "\nproxy error\n  12204  proxy-refused-tunnel"));
	g_string_free(page, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/explain/a status is told with its class", a_status_is_told_with_its_class);
	g_test_add_func("/explain/a status line may be pasted", a_status_line_may_be_pasted);
	g_test_add_func("/explain/a reason phrase will do", a_reason_phrase_will_do);
	g_test_add_func("/explain/a code without protocol is told for both",
					a_code_without_protocol_is_told_for_both);
	g_test_add_func("/explain/an outcome is known by id and number", an_outcome_is_known_by_id_and_number);
	g_test_add_func("/explain/a rule is told with its reasons", a_rule_is_told_with_its_reasons);
	g_test_add_func("/explain/an expectation is told in words", an_expectation_is_told_in_words);
	g_test_add_func("/explain/ids are known without their first word",
					ids_are_known_without_their_first_word);
	g_test_add_func("/explain/the lists have every rule and expectation",
					the_lists_have_every_rule_and_expectation);
	g_test_add_func("/explain/an unknown code goes by its class", an_unknown_code_goes_by_its_class);
	g_test_add_func("/explain/a code out of range is called invalid", a_code_out_of_range_is_called_invalid);
	g_test_add_func("/explain/nonsense names nothing", nonsense_names_nothing);
	g_test_add_func("/explain/a wrong spelling suggests the nearest", a_wrong_spelling_suggests_the_nearest);
	g_test_add_func("/explain/a very long word is near to nothing", a_very_long_word_is_near_to_nothing);
	g_test_add_func("/explain/every page keeps to its width", every_page_keeps_to_its_width);
	g_test_add_func("/explain/every number has an answer", every_number_has_an_answer);
	g_test_add_func("/explain/the lists have every entry under its class",
					the_lists_have_every_entry_under_its_class);
	return g_test_run();
}
