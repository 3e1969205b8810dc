/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/password.h"

#include <glib.h>

struct uri_case {
	const char *uri, *password;
};

static void
passwords_are_found_in_user_information_only(void)
{
	static const struct uri_case cases[] = {
		{"sip:bob:secret@example.com", "secret"},
		{"SIPS:bob:secret@example.com:5061;transport=tcp?a=b", "secret"},
		{"sip:a;b/c?d:s:e:c@example.com", "s:e:c"},
		{"sip:bob:se@cret@example.com;a=b@c", "se@cret"},
		{"sip::secret@h", "secret"},
		{"sip:bob:s%40c@[2001:db8::1]:5060", "s%40c"},
		{"http://u:secret@srv.example/", "secret"},
		{"HTTPS://u:se@cret@srv.example:8443?q", "se@cret"},
		{"wss://u:secret@h", "secret"},
		{"ftp://u:secret@h#f", "secret"},
		{"sip:bob:@example.com", ""},
		{"sip:bob@example.com", ""},
		{"sip:bob@example.com:5060", ""},
		{"sip:example.com:5060", ""},
		{"sip:[2001:db8::1]:5060", ""},
		{"sip:[2001:db8::1]:5060;a=b@c", ""},
		{"sip:bob@[2001:db8::1]:5060;a=b:c@d", ""},
		{"http://srv.example:8080/", ""},
		{"http://srv.example:8080/a:b@c", ""},
		{"http://srv.example?a:b@c", ""},
		{"http://srv.example#a:b@c", ""},
		{"http://[::1]:80/@", ""},
		{"http://u@srv.example:80/", ""},
		{"<sip:bob:secret@example.com>", "secret"},
		{"<http://u:secret@h/>", "secret"},
		{"im:bob:secret@h", "secret"},
		{"pres:bob:secret@h", "secret"},
		{"mailto:a:secret@h", "secret"},
		{"mailto:a@h?cc=b:c@d", ""},
		{"mailto:a@h", ""},
		{"http:u:secret@h", "secret"},
		{"http:/u:secret@h/", "secret"},
		{"http:///u:secret@h/", "secret"},
		{"http:\\\\u:secret@h\\a:b@c", "secret"},
		{"sip:user@host:5060;x=a:b@c", ""},
		{"a84b4c:76e@10.0.0.1", ""},
		{"uuid:1:2@h", ""},
		{"tel:+1-201-555;phone-context=a:b@c", ""},
		{"urn:service:sos@h", ""},
		{"/a:b@c", ""},
		{"//u:p@h/", ""},
		{"*", ""},
		{":u:p@h", ""},
		{"sip:", ""},
		{"http://", ""},
		{"@", ""},
		{"", ""},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct slice password = password_of_uri(slice_of(cases[i].uri));
		g_test_message("%s", cases[i].uri);
		g_assert_cmpmem(password.bytes, password.length, cases[i].password, strlen(cases[i].password));
	}
	g_assert_cmpuint(password_of_uri((struct slice){NULL, 0}).length, ==, 0);
}

static void
a_target_that_is_no_uri_may_have_one(void)
{
	static const struct uri_case cases[] = {
		{"sip:bob:secret@example.com", "secret"},
		{"bob:secret@h", "secret"},
		{"<bob:secret@h>", "secret"},
		{"u:secret@srv.example:443", "secret"},
		{"//u:secret@a/p:q@r", "secret"},
		{"http://srv.example//u:secret@a/p", "secret"},
		{"/http://u:secret@h/", "secret"},
		{"http://srv.example/http://u:secret@h/", "secret"},
		{"/sip:u:secret@h", "secret"},
		{"/a:b@c", ""},
		{"http://srv.example/a:b@c", ""},
		{"http://srv.example?a:b@c", ""},
		{"sip:user@host:5060;x=a:b@c", ""},
		{"mailto:a@h", ""},
		{"tel:+1-201-555;phone-context=a:b@c", ""},
		{"urn:service:sos@h", ""},
		{"u@srv.example:443", ""},
		{"srv.example:443", ""},
		{"*", ""},
		{"/", ""},
		{"", ""},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct slice password = password_of_target(slice_of(cases[i].uri));
		g_test_message("%s", cases[i].uri);
		g_assert_cmpmem(password.bytes, password.length, cases[i].password, strlen(cases[i].password));
	}
}

static void
a_bare_authority_may_have_one(void)
{
	static const struct uri_case cases[] = {
		{"u:secret@srv.example:443", "secret"},
		{"srv.example:443", ""},
		{"u@srv.example:443", ""},
		{"[2001:db8::1]:443", ""},
		{"", ""},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct slice password = password_of_authority(slice_of(cases[i].uri));
		g_assert_cmpmem(password.bytes, password.length, cases[i].password, strlen(cases[i].password));
	}
}

static void
what_is_shown_does_not_tell_how_long_it_is(void)
{
	static const char *const uris[] = {"sip:bob:s@h:5060", "sip:bob:secret@h:5060", "sip:bob:***@h:5060"};

	for (unsigned i = 0; i < G_N_ELEMENTS(uris); i++) {
		struct slice uri = slice_of(uris[i]);
		char *masked = password_mask(uri, password_of_uri(uri));
		g_assert_cmpstr(masked, ==, "sip:bob:***@h:5060");
		g_free(masked);
	}
}

static void
all_of_a_sentence_are_masked(void)
{
	static const struct uri_case cases[] = {
		{"The ACK is for sip:a:one@h, but <sip:b:two@h:5060> was asked for.",
		 "The ACK is for sip:a:***@h, but <sip:b:***@h:5060> was asked for."},
		{"From http://u:***@h/ to http://u:x@h/.", "From http://u:***@h/ to http://u:***@h/."},
		{"At 10:05 bob@h called sip:h:5060.", "At 10:05 bob@h called sip:h:5060."},
		{"Nothing at all", "Nothing at all"},
		{"in_uri=sip:a:one@h out_uri=sip:b:two@h via_cnt==1",
		 "in_uri=sip:a:***@h out_uri=sip:b:***@h via_cnt==1"},
		{"Contact:<sip:a:one@h>;x=(sip:b:two@h) ", "Contact:<sip:a:***@h>;x=(sip:b:***@h) "},
		{"uri:sip:a:one@h;\x01sips:b:two@h", "uri:sip:a:***@h;\x01sips:b:***@h"},
		{"a:b@c 10:05@x sip:@h sip::@h @", "a:b@c 10:05@x sip:@h sip::@h @"},
		{"calling...sip:a:one@h x-sip:b:two@h 5+sip:c:three@h",
		 "calling...sip:a:***@h x-sip:b:***@h 5+sip:c:***@h"},
		{"p=::::::::::::::::::::::::::::::::::::::::::sip:a:one@h",
		 "p=::::::::::::::::::::::::::::::::::::::::::sip:a:***@h"},
		{"<sip:10.0.0.1:5060;lr>,<sip:bob@example.com>", "<sip:10.0.0.1:5060;lr>,<sip:bob@example.com>"},
		{"[2001:db8::1]:5060 call 5:3@h", "[2001:db8::1]:5060 call 5:3@h"},
		{"  two  spaces sip:a:one@h  ", "  two  spaces sip:a:***@h  "},
		{"", ""},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		char *masked = password_mask_sentence(g_strdup(cases[i].uri));
		g_assert_cmpstr(masked, ==, cases[i].password);
		g_free(masked);
	}
}

static void
a_long_uri_is_cut_where_no_secret_shows(void)
{
	char text[URI_TEXT_SIZE], expected[URI_TEXT_SIZE];
	GString *uri = g_string_new("sip:bob:");

	for (unsigned i = 0; i < URI_TOLD; i++)
		g_string_append_c(uri, 's');
	g_string_append(uri, "@h");
	g_assert_cmpstr(uri_text((struct slice){uri->str, uri->len}, text), ==, "sip:bob:***@h");
	/* Characters of two bytes from an even place on, and from an odd one. */
	for (unsigned before = 4; before < 6; before++) {
		g_string_assign(uri, before % 2 ? "sip:x" : "sip:");
		while (uri->len < URI_TOLD + 10)
			g_string_append(uri, "\303\251");
		uri_text((struct slice){uri->str, uri->len}, text);
		g_assert_true(g_utf8_validate(text, -1, NULL));
		g_snprintf(expected, sizeof expected, "%.*s...", URI_TOLD - (int)before % 2, uri->str);
		g_assert_cmpstr(text, ==, expected);
	}
	/* What is no UTF-8 is cut at the limit. */
	g_string_assign(uri, "");
	while (uri->len < URI_TOLD + 10)
		g_string_append_c(uri, '\200');
	g_assert_cmpuint(slice_head((struct slice){uri->str, uri->len}, URI_TOLD).length, >=, URI_TOLD - 3);
	g_assert_cmpstr(uri_text((struct slice){NULL, 0}, text), ==, "");
	g_string_free(uri, TRUE);
}

#define ADD(title, function) g_test_add_func("/password/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("passwords are found in user information only", passwords_are_found_in_user_information_only);
	ADD("a target that is no URI may have one", a_target_that_is_no_uri_may_have_one);
	ADD("a bare authority may have one", a_bare_authority_may_have_one);
	ADD("what is shown does not tell how long it is", what_is_shown_does_not_tell_how_long_it_is);
	ADD("all of a sentence are masked", all_of_a_sentence_are_masked);
	ADD("a long URI is cut where no secret shows", a_long_uri_is_cut_where_no_secret_shows);
	return g_test_run();
}
