/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/http_uri.h"

struct resolved {
	const char *reference, *uri; /* NULL: it cannot be resolved */
};

static void
assert_resolved(const char *base, const struct resolved *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *uri = http_uri_resolve(base, slice_of(cases[i].reference));
		g_test_message("%s", cases[i].reference);
		g_assert_cmpstr(uri, ==, cases[i].uri);
		g_free(uri);
	}
}

/* The examples of RFC 3986 section 5.4, with "/" for an empty path and without fragments. */
static void
references_are_resolved_as_the_rfc_shows(void)
{
	static const struct resolved cases[] = {
		{"g", "http://a/b/c/g"},
		{"./g", "http://a/b/c/g"},
		{"g/", "http://a/b/c/g/"},
		{"/g", "http://a/g"},
		{"//g", "http://g/"},
		{"?y", "http://a/b/c/d;p?y"},
		{"g?y", "http://a/b/c/g?y"},
		{"#s", "http://a/b/c/d;p?q"},
		{"g#s", "http://a/b/c/g"},
		{"g?y#s", "http://a/b/c/g?y"},
		{";x", "http://a/b/c/;x"},
		{"g;x?y#s", "http://a/b/c/g;x?y"},
		{"", "http://a/b/c/d;p?q"},
		{".", "http://a/b/c/"},
		{"./", "http://a/b/c/"},
		{"..", "http://a/b/"},
		{"../", "http://a/b/"},
		{"../g", "http://a/b/g"},
		{"../..", "http://a/"},
		{"../../g", "http://a/g"},
		{"../../../g", "http://a/g"},
		{"/./g", "http://a/g"},
		{"/../g", "http://a/g"},
		{"g.", "http://a/b/c/g."},
		{".g", "http://a/b/c/.g"},
		{"..g", "http://a/b/c/..g"},
		{"./../g", "http://a/b/g"},
		{"./g/.", "http://a/b/c/g/"},
		{"g/./h", "http://a/b/c/g/h"},
		{"g/../h", "http://a/b/c/h"},
		{"g;x=1/../y", "http://a/b/c/y"},
		{"g?y/./x", "http://a/b/c/g?y/./x"},
		{"g?y/../x", "http://a/b/c/g?y/../x"},
	};

	assert_resolved("http://a/b/c/d;p?q", cases, G_N_ELEMENTS(cases));
}

/* RFC 9110 section 4.2.3, RFC 3986 section 6.2.2. */
static void
two_spellings_of_one_uri_become_one(void)
{
	static const struct resolved cases[] = {
		{"HTTP://EXAMPLE.com", "http://example.com/"},
		{"http://example.com:80/", "http://example.com/"},
		{"http://example.com:/", "http://example.com/"},
		{"https://example.com:443/a", "https://example.com/a"},
		{"http://example.com:443/a", "http://example.com:443/a"},
		{"http://example.com/%7euser/%2f/%C3%a4", "http://example.com/~user/%2F/%C3%A4"},
		{"http://example.com/a b\xc3\xa4", "http://example.com/a%20b%C3%A4"},
		{"http://user:secret@example.com/", "http://example.com/"},
		{"http://example.com/?", "http://example.com/?"},
		{"http://example.com?a=b#c", "http://example.com/?a=b"},
		{"http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"},
		{" http://example.com/a ", "http://example.com/a"},
		{"http://example.com/100%", "http://example.com/100%25"},
		{"http://example.com/100%25", "http://example.com/100%25"},
		{"http://example.com/?q=\"<x>\"", "http://example.com/?q=%22%3Cx%3E%22"},
		{"http://example.com/[1]?q={2}|3", "http://example.com/%5B1%5D?q=%7B2%7D%7C3"},
		{"http://example.com/it%27s%21", "http://example.com/it's!"},
		{"http://example.com/a%26b?c%3Dd", "http://example.com/a%26b?c%3Dd"},
		{"http://example.com/a%20b+c?d e%20f+g%2B", "http://example.com/a%20b+c?d+e+f+g%2B"},
	};

	assert_resolved(NULL, cases, G_N_ELEMENTS(cases));
}

static void
what_leads_nowhere_is_refused(void)
{
	static const struct resolved cases[] = {
		{"/relative", NULL}, {"", NULL}, {"mailto:a@example.com", NULL}, {"http:g", NULL}, {"http://", NULL},
	};
	GString *endless = g_string_new("http://example.com/");

	assert_resolved(NULL, cases, G_N_ELEMENTS(cases));
	g_assert_null(http_uri_resolve("connect://example.com:443", SLICE("/relative")));
	while (endless->len < 20000)
		g_string_append(endless, "aaaaaaaa/");
	g_assert_null(http_uri_resolve(NULL, (struct slice){endless->str, endless->len}));
	g_string_free(endless, TRUE);
}

struct asked {
	const char *head;
	enum transport transport;
	const char *uri;
};

/* RFC 9112 section 3.3. */
static void
the_uri_of_a_request_is_whole(void)
{
	static const struct asked cases[] = {
		{"GET /a?b HTTP/1.1\r\nHost: Example.com\r\n\r\n", TRANSPORT_TCP, "http://example.com/a?b"},
		{"GET /a HTTP/1.1\r\nHost: example.com:8080\r\n\r\n", TRANSPORT_TCP, "http://example.com:8080/a"},
		{"GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n", TRANSPORT_TLS, "https://example.com/a"},
		{"GET http://other.example/a HTTP/1.1\r\nHost: example.com\r\n\r\n", TRANSPORT_TCP,
		 "http://other.example/a"},
		{"CONNECT Example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n", TRANSPORT_TCP,
		 "connect://example.com:443"},
		{"GET /a HTTP/1.0\r\n\r\n", TRANSPORT_TCP, NULL},
		{"OPTIONS * HTTP/1.1\r\nHost: example.com\r\n\r\n", TRANSPORT_TCP, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct message request;
		size_t end;
		g_test_message("%s", cases[i].head);
		memset(&request.seen, 0, sizeof request.seen);
		g_assert_cmpint(message_parse(&request, slice_of(cases[i].head), false, &end), ==, MESSAGE_PARSED);
		request.seen.transport = cases[i].transport;
		char *uri = http_uri_of_request(&request);
		g_assert_cmpstr(uri, ==, cases[i].uri);
		g_free(uri);
	}
}

static char *
uri_of(const char *target, const char *host)
{
	char *head = g_strdup_printf("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", target, host);
	struct message request;
	size_t end;

	memset(&request.seen, 0, sizeof request.seen);
	char *uri = message_parse(&request, slice_of(head), false, &end) == MESSAGE_PARSED
					? http_uri_of_request(&request)
					: g_strdup("no request");
	g_free(head);
	return uri;
}

/* A target by itself goes a quick way where nothing is to be normalised; within a whole URI it never does. */
static void
a_target_and_its_whole_uri_are_the_same(void)
{
	static const char *const pieces[] = {
		"/",  "a",  "/.", "/..", ".", "?", "b=c", "&", "%41",  "%2f", "%zz", "~", ";x", ":", "*",  "!",
		"//", "-_", "'",  "@",   "$", "(", "+",   ",", "\xe4", "Z",   "\\",  "^", "|",  "[", "\"", "{",
	};
	static const char *const hosts[] = {
		"example.com", "EXAMPLE.com", "a:80", "a:8080", "[::1]", "a_b", "x-1.", "a:", "u@h", "h%41", "a,b",
	};
	GRand *random = g_rand_new_with_seed(3986);

	for (int i = 0; i < 20000; i++) {
		GString *target = g_string_new("/");
		const char *host = hosts[g_rand_int_range(random, 0, G_N_ELEMENTS(hosts))];
		for (int n = g_rand_int_range(random, 0, 6); n > 0; n--)
			g_string_append(target, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
		char *whole = g_strdup_printf("http://%s%s", host, target->str);
		char *by_target = uri_of(target->str, host), *by_whole = uri_of(whole, "other.example");
		g_assert_cmpstr(by_target, ==, by_whole);
		g_free(by_target);
		g_free(by_whole);
		g_free(whole);
		g_string_free(target, TRUE);
	}
	g_rand_free(random);
}

/* RFC 3986 section 2: what has to be escaped, and what is an escape only by its look. */
static void
what_no_uri_may_hold_is_seen(void)
{
	static const char *const uris[] = {"/a?b=c:d@e/f?g", "http://[2001:db8::1]/%41#x", "//[::1]/", ""};
	static const char *const others[] = {"/a b", "/\"",   "http://h/[1]", "/100%",
										 "/%zz", "/a\\b", "/\xc3\xa4"};

	for (size_t i = 0; i < G_N_ELEMENTS(uris); i++)
		g_assert_true(http_uri_is_to_the_letter(slice_of(uris[i])));
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_false(http_uri_is_to_the_letter(slice_of(others[i])));
}

static void
hosts_are_compared_without_their_ports(void)
{
	g_assert_true(http_uri_same_host(SLICE("http://a.example/x"), SLICE("https://a.example:8443/")));
	g_assert_true(http_uri_same_host(SLICE("http://[::1]:81/"), SLICE("http://[::1]/")));
	g_assert_false(http_uri_same_host(SLICE("http://[::1]/"), SLICE("http://[::2]/")));
	g_assert_false(http_uri_same_host(SLICE("http://a.example/"), SLICE("http://a.example.org/")));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http uri/references are resolved as RFC 3986 shows",
					references_are_resolved_as_the_rfc_shows);
	g_test_add_func("/http uri/two spellings of one URI become one", two_spellings_of_one_uri_become_one);
	g_test_add_func("/http uri/what leads nowhere is refused", what_leads_nowhere_is_refused);
	g_test_add_func("/http uri/the URI of a request is whole", the_uri_of_a_request_is_whole);
	g_test_add_func("/http uri/a target and its whole URI are the same",
					a_target_and_its_whole_uri_are_the_same);
	g_test_add_func("/http uri/what no URI may hold is seen", what_no_uri_may_hold_is_seen);
	g_test_add_func("/http uri/hosts are compared without their ports",
					hosts_are_compared_without_their_ports);
	return g_test_run();
}
