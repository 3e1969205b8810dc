/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text that the project started from, a list of HTTP statuses for people who run a web site, states
 * something of each code. Here stand its statements, as key words that must occur in the entry's texts, with
 * its misprints corrected.
 */
#include <glib.h>

#include "core/code_class.h"
#include "core/status.h"

struct statement {
	unsigned code;         /* a status, or the digits of a class below 100 */
	const char *words[10]; /* ends at the first NULL */
};

static const struct statement statements[] = {
	{100, {"continue", "first part", "waiting to receive the remaining part"}},
	{101, {"asked", "switch", "confirms"}},
	{200, {"processed", "page", "robots.txt", "Googlebot", "fetched the file"}},
	{201, {"created", "new resource"}},
	{202, {"accepted the request", "not yet processed"}},
	{203, {"non-authoritative information", "may come from another source", "not a matter of authorization"}},
	{204, {"no content", "succeeded"}},
	{205,
	 {"no content is returned", "unlike 204", "document view", "clear a form", "new data can be entered"}},
	{206, {"partial", "GET", "success"}},
	{300, {"selects", "by user agent", "list of choices", "to select from"}},
	{301,
	 {"permanently", "moved", "automatically", "GET, HEAD", "Googlebot", "new location", "five redirects"}},
	{302,
	 {"temporary", "different location", "continue to use the original location for future requests",
	  "automatically", "GET, HEAD", "Googlebot", "crawl and index", "do not use it to tell"}},
	{303, {"separate GET", "different location", "HEAD", "whatever the method was"}},
	{304,
	 {"not been modified since", "no content is returned", "configured to return it", "If-Modified-Since",
	  "Googlebot", "bandwidth and load"}},
	{305, {"only through a proxy", "server also specified"}},
	{307,
	 {"temporary", "different location", "continue to use the original location for future requests",
	  "automatically", "GET, HEAD", "Googlebot", "crawl and index", "do not use it to tell"}},
	{400, {"does not understand the syntax"}},
	{401, {"requires authentication", "behind a login"}},
	{403, {"rejects", "Googlebot on a valid page", "server or its host is blocking"}},
	{404,
	 {"cannot find", "page does not exist", "robots.txt", "correct answer", "named wrongly", "wrong place",
	  "top level of the domain", "Googlebot", "invalid link", "old or mistyped"}},
	{405, {"method", "disabled"}},
	{406, {"not acceptable", "content features"}},
	{407, {"similar to 401", "proxy", "authenticate", "proxy names itself"}},
	{408, {"timed out while waiting"}},
	{409,
	 {"conflict", "should contain enough information about the conflict", "PUT", "conflicts with an earlier",
	  "differences"}},
	{410, {"permanently deleted", "similar to 404", "existed once", "301", "new location"}},
	{411, {"does not accept the request without a valid Content-Length"}},
	{412, {"prerequisites", "not met"}},
	{413, {"request entity too large", "exceeds", "able to process"}},
	{414, {"too long for the server to process"}},
	{415, {"format", "not supported by the requested resource"}},
	{416, {"invalid range"}},
	{417, {"expectation", "Expect header field"}},
	{500, {"error of the server", "keeps the request from being completed"}},
	{501, {"does not have the function to complete the request", "may not recognize the request method"}},
	{502, {"gateway or proxy", "invalid response", "upstream server"}},
	{503, {"temporarily unavailable", "overload", "down for maintenance", "usually a temporary state"}},
	{504, {"gateway or proxy", "did not receive", "upstream server", "in time"}},
	{505, {"does not support", "HTTP version", "used in the request"}},
};

/* What it says of the classes: the first digit, or the first two. */
static const struct statement class_statements[] = {
	{1, {"general information", "temporary response", "continues"}},
	{2, {"received, understood and accepted"}},
	{3, {"further step", "moved", "fewer than five redirects", "redirect errors"}},
	{4, {"request seems to be at fault", "syntax", "credentials"}},
	{5, {"request may be in order", "server failed", "process it", "proxy", "does not support"}},
	{10, {"broken off", "time ran out"}},
	{11, {"host cannot be found"}},
	{12, {"recursive proxy"}},
};

/* All texts of an entry, in small letters. */
static char *
status_texts(const struct status *status)
{
	GString *texts = g_string_new(NULL);
	const char *single[] = {status->phrase, status->means, status->next, status->retry, status->note};

	for (size_t i = 0; i < G_N_ELEMENTS(single); i++)
		g_string_append_printf(texts, "%s\n", single[i] ? single[i] : "");
	for (size_t i = 0; i < G_N_ELEMENTS(status->by_method) && status->by_method[i].methods; i++)
		g_string_append_printf(texts, "%s: %s\n", status->by_method[i].methods, status->by_method[i].next);

	char *lower = g_ascii_strdown(texts->str, -1);
	g_string_free(texts, TRUE);
	return lower;
}

/* The words that do not occur are told, all of them. */
static void
assert_says(const struct statement *statement, const char *texts)
{
	for (size_t i = 0; i < G_N_ELEMENTS(statement->words) && statement->words[i]; i++) {
		char *word = g_ascii_strdown(statement->words[i], -1);
		if (!strstr(texts, word)) {
			g_test_message("%u does not say '%s'", statement->code, statement->words[i]);
			g_test_fail();
		}
		g_free(word);
	}
}

static void
every_statement_is_in_the_table(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
		const struct status *status = status_find(PROTOCOL_HTTP, statements[i].code);
		g_assert_nonnull(status);
		char *texts = status_texts(status);
		assert_says(&statements[i], texts);
		g_free(texts);
	}
}

static void
every_class_says_what_its_digits_mean(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(class_statements); i++) {
		unsigned digits = class_statements[i].code;
		const struct code_class *code_class = digits < 10 ? code_class_find(PROTOCOL_HTTP, digits * 100)
														  : outcome_class_find(digits * 1000);
		g_assert_nonnull(code_class);

		char *both = g_strconcat(code_class->means, "\n", code_class->next, NULL);
		char *texts = g_ascii_strdown(both, -1);
		assert_says(&class_statements[i], texts);
		g_free(both);
		g_free(texts);
	}
}

static void
misprints_are_corrected(void)
{
	g_assert_cmpstr(status_find(PROTOCOL_HTTP, 203)->phrase, ==, "Non-Authoritative Information");
	g_assert_cmpstr(status_find(PROTOCOL_HTTP, 302)->phrase, ==, "Found");
	g_assert_cmpstr(status_find(PROTOCOL_HTTP, 406)->phrase, ==, "Not Acceptable");
	g_assert_null(strstr(status_find(PROTOCOL_HTTP, 504)->means, "receive requests"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/seed-http/every statement of the first text is in the table",
					every_statement_is_in_the_table);
	g_test_add_func("/seed-http/every class says what its digits mean",
					every_class_says_what_its_digits_mean);
	g_test_add_func("/seed-http/its misprints are corrected", misprints_are_corrected);
	return g_test_run();
}
