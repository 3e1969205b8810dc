/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text that the project started from, a translated list of SIP statuses, states something of each code.
 * Here stand its statements, as key words that must occur in the entry's texts, with its misprints corrected:
 * "818" is 181, the lost figure of the 1xx is 200 ms, 406 had lost its number, "bad extension" is 420, "too
 * average hops" is 483, "message to large" is 513.
 */
#include <glib.h>

#include "core/code_class.h"
#include "core/status.h"

struct statement {
	unsigned code;         /* a status, or the digit of a class below 10 */
	const char *words[16]; /* ends at the first NULL */
};

static const struct statement statements[] = {
	{100,
	 {"next hop has the request", "database", "stops resending the INVITE", "stateful proxy never passes",
	  "upstream", "200 ms", "No 1xx is ever acknowledged with ACK", "get lost"}},
	{180, {"has the INVITE", "trying to alert the user", "local ringback"}},
	{181, {"to another destination"}},
	{182,
	 {"unavailable for the moment", "queue instead of refusing", "final response when the callee becomes",
	  "reason phrase", "5 calls queued; expected waiting time is 15 minutes", "send more 182"}},
	{183, {"progress", "Reason phrase, header fields or body", "body with a session description"}},
	{200, {"succeeded", "depends on the method"}},
	{300,
	 {"several places", "address of its own", "client, or its user, picks", "new request", "body",
	  "Accept of the request allows", "no such type was ever defined", "Several Contact fields",
	  "one with a list", "No rule says how a client chooses", "cannot or will not forward",
	  "new location of the user", "other services", "20.10"}},
	{301,
	 {"no longer found at this address", "request again to the Contact", "directory, address book",
	  "location cache", "from now on"}},
	{302,
	 {"request again", "Contact as its Request-URI", "Expires", "expires of the Contact",
	  "proxies and clients", "keep the new address", "good for this one time",
	  "original one may be tried again once"}},
	{305,
	 {"only through the proxy", "in Contact", "this one request again through that proxy",
	  "Only a user agent server may send it"}},
	{380, {"failed", "another service is possible", "body", "no format"}},
	{400,
	 {"syntax", "reason phrase should name the fault", "Missing Call-ID header field", "refuses definitely",
	  "without change is not repeated", "another server may take it"}},
	{401, {"credentials", "user agent or a registrar", "Proxies challenge with 407"}},
	{402, {"Reserved"}},
	{403, {"understood", "refuses", "Credentials do not help", "not to be repeated"}},
	{404, {"for certain", "does not exist in the domain of the Request-URI", "does not serve that domain"}},
	{405, {"knows the method", "not allowed for this address", "Allow"}},
	{406, {"content that the Accept field of the request rules out"}},
	{407,
	 {"As 401", "first authenticate itself", "telephone gateway", "Callees rarely use it", "22.3", "26"}},
	{408,
	 {"suitable time", "user could not be located in time",
	  "The same request, unchanged, at any later time"}},
	{410, {"no longer", "no forwarding address is known", "expected to last", "answers 404"}},
	{413,
	 {"body of the request is larger than the server will or can process", "may close the connection",
	  "does not go on sending", "temporary", "Retry-After"}},
	{414, {"Request-URI is longer than the server is willing to interpret"}},
	{415,
	 {"does not support the type", "body", "for this method",
	  "Accept, Accept-Encoding and Accept-Language must", "according to what was wrong", "8.1.3.5"}},
	{416, {"does not know the scheme of the Request-URI", "8.1.3.5"}},
	{420, {"extension", "Require", "Proxy-Require", "listed in Unsupported", "8.1.3.5"}},
	{421,
	 {"needs an extension", "does not list it in Supported", "tags of Require",
	  "only when it truly cannot be of use otherwise", "baseline SIP", "extensions the client has"}},
	{423,
	 {"expiration time asked for is shorter", "registrar says it of a Contact", "Min-Expires", "10.2.8",
	  "10.3", "20.23"}},
	{480,
	 {"system was reached", "not logged in", "do not disturb", "Retry-After",
	  "elsewhere without this server knowing", "reason phrase should tell the cause", "let its user set it",
	  "486", "more exactly", "proxy or redirect server", "no address for at the moment"}},
	{481, {"fits no dialog and no transaction"}},
	{482, {"loop", "16.3 item 4"}},
	{483, {"Max-Forwards 0", "20.22"}},
	{484,
	 {"Request-URI is incomplete", "reason phrase should say more", "overlap dialling",
	  "does not know how long a number is", "asks its user for more", "longer", "until no 484 comes back"}},
	{485,
	 {"fits several users", "Contact may list them", "privacy of users or of the organization",
	  "configurable", "leave it out", "answer 404 instead", "sip:lee@example.com",
	  "Carol Lee, Ping Lee and Lee M. Foote", "e-mail and voice mail systems", "Unlike 300", "same person",
	  "must not choose by itself", "user picks"}},
	{486,
	 {"device was reached", "cannot or will not take another call", "Retry-After", "elsewhere", "voice mail",
	  "no other device will answer, 600"}},
	{487, {"ended by CANCEL or BYE", "never the CANCEL itself"}},
	{488,
	 {"As 606", "only for this Request-URI", "another one might", "describe the media", "200 to OPTIONS",
	  "Accept of the INVITE", "application/sdp"}},
	{491, {"itself an INVITE or an offer open in this dialog", "14.2"}},
	{493,
	 {"encrypted", "no key, or will not provide one", "public key to encrypt with", "A body of its own",
	  "23.2"}},
	{500,
	 {"something unexpected", "cannot fulfil", "may show the cause", "after some seconds", "Retry-After",
	  "fault is the server's"}},
	{501,
	 {"lacks what the request needs", "does not know the method", "for any user", "passes on every method",
	  "known but not allowed here gets 405"}},
	{502, {"gateway or proxy", "invalid response", "server behind it"}},
	{503,
	 {"overloaded", "maintenance", "for the moment", "After Retry-After",
	  "Without Retry-After it is treated as 500", "tries another server",
	  "sends nothing more to this one before Retry-After", "refuse connections", "drop requests"}},
	{504, {"did not answer in time", "Expires of the request", "408 is the right response"}},
	{505, {"does not support the SIP version", "major version"}},
	{513, {"message is longer than the server can process"}},
	{600,
	 {"callee was reached", "busy", "does not wish to take the call", "Retry-After",
	  "does not want to give the reason", "603", "no other end point, such as voice mail", "otherwise 486",
	  "everywhere, not only for the address called"}},
	{603,
	 {"callee was reached", "explicitly does not wish", "Retry-After", "no other device will answer",
	  "only when no other end point will answer"}},
	{604, {"with authority", "exists nowhere"}},
	{606,
	 {"wishes to talk", "cannot support the session as described", "media, bandwidth or addressing style",
	  "Warning may list the reasons", "20.43", "describe the media", "200 to OPTIONS", "Accept of the INVITE",
	  "application/sdp", "negotiation is seldom needed", "new user invited", "may not be possible",
	  "caller decides", "No other device will answer"}},
};

static const struct statement class_statements[] = {
	{1,
	 {"working on the request", "no final response yet", "200 ms", "never acknowledged with ACK", "get lost",
	  "session description"}},
	{2, {"accepted"}},
	{3, {"new location of the user", "another service"}},
	{4, {"definitely", "not repeat the request unchanged", "another server may succeed"}},
	{5, {"server itself has erred"}},
	{6, {"for certain", "this user at any server"}},
};

/* All that the entry says, in lower case. */
static char *
status_texts(const struct status *status)
{
	GString *texts = g_string_new(status->phrase);
	const char *const others[] = {status->means, status->next, status->must_have, status->should_have,
								  status->retry, status->note, status->spec};

	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		g_string_append_printf(texts, "\n%s", others[i] ? others[i] : "");
	for (size_t i = 0; i < G_N_ELEMENTS(status->by_method) && status->by_method[i].methods; i++)
		g_string_append_printf(texts, "\n%s: %s", status->by_method[i].methods, status->by_method[i].next);

	char *lower = g_ascii_strdown(texts->str, -1);
	g_string_free(texts, TRUE);
	return lower;
}

static void
assert_says(const struct statement *statement, const char *texts)
{
	for (size_t i = 0; i < G_N_ELEMENTS(statement->words) && statement->words[i]; i++) {
		char *words = g_ascii_strdown(statement->words[i], -1);
		if (!strstr(texts, words)) {
			g_test_message("%u does not say '%s'", statement->code, statement->words[i]);
			g_test_fail();
		}
		g_free(words);
	}
}

static void
every_statement_is_in_the_table(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
		const struct status *status = status_find(PROTOCOL_SIP, statements[i].code);
		g_assert_nonnull(status);
		char *texts = status_texts(status);
		assert_says(&statements[i], texts);
		g_free(texts);
	}
}

static void
every_class_says_what_its_digit_means(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(class_statements); i++) {
		const struct code_class *code_class = code_class_find(PROTOCOL_SIP, class_statements[i].code * 100);
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
	g_assert_cmpstr(status_find(PROTOCOL_SIP, 181)->phrase, ==, "Call Is Being Forwarded");
	g_assert_null(status_find(PROTOCOL_SIP, 818));
	g_assert_cmpstr(status_find(PROTOCOL_SIP, 301)->phrase, ==, "Moved Permanently");
	g_assert_cmpstr(status_find(PROTOCOL_SIP, 406)->phrase, ==, "Not Acceptable");
	g_assert_cmpstr(status_find(PROTOCOL_SIP, 420)->phrase, ==, "Bad Extension");
	g_assert_cmpstr(status_find(PROTOCOL_SIP, 483)->phrase, ==, "Too Many Hops");
	g_assert_cmpstr(status_find(PROTOCOL_SIP, 513)->phrase, ==, "Message Too Large");
	g_assert_cmpstr(status_find(PROTOCOL_SIP, 604)->phrase, ==, "Does Not Exist Anywhere");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/seed-sip/every statement of the first text is in the table",
					every_statement_is_in_the_table);
	g_test_add_func("/seed-sip/every class says what its digit means", every_class_says_what_its_digit_means);
	g_test_add_func("/seed-sip/its misprints are corrected", misprints_are_corrected);
	return g_test_run();
}
