/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/cookie.h"

#define NOW 1700000000 /* 14 Nov 2023 */

struct set_case {
	const char *value, *name, *domain, *path;
	bool secure, removes;
};

static void
assert_slice(struct slice found, const char *wanted)
{
	g_assert_cmpmem(found.bytes, found.length, wanted, strlen(wanted));
}

/* RFC 6265 section 5.2. */
static void
set_cookie_is_cut_into_its_parts(void)
{
	static const struct set_case cases[] = {
		{"a=b", "a", "", "", false, false},
		{" a = b ; Path=/x ; Secure", "a", "", "/x", true, false},
		{"a=b; domain=.Example.com; SECURE; HttpOnly", "a", "Example.com", "", true, false},
		{"a=b; Path=relative", "a", "", "", false, false},
		{"a=; Max-Age=0", "a", "", "", false, true},
		{"a=; Max-Age=-1", "a", "", "", false, true},
		{"a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a", "", "", false, true},
		{"a=b; Expires=Thu, 01 Jan 2099 00:00:00 GMT", "a", "", "", false, false},
		{"a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a", "", "", false, false},
		{"a=b=c;;;", "a", "", "", false, false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct set_cookie cookie;
		g_test_message("%s", cases[i].value);
		g_assert_true(set_cookie_parse(slice_of(cases[i].value), NOW, &cookie));
		assert_slice(cookie.name, cases[i].name);
		assert_slice(cookie.domain, cases[i].domain);
		assert_slice(cookie.path, cases[i].path);
		g_assert_cmpint(cookie.secure, ==, cases[i].secure);
		g_assert_cmpint(cookie.removes, ==, cases[i].removes);
	}
}

static void
what_has_no_name_is_no_cookie(void)
{
	static const char *const cases[] = {"", "a", "=b", " ; a=b", ";"};
	struct set_cookie cookie;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_false(set_cookie_parse(slice_of(cases[i]), NOW, &cookie));
}

struct way_case {
	const char *value, *setter, *target;
	enum cookie_way way;
};

/* RFC 6265 sections 5.1.3, 5.1.4 and 5.4. */
static void
a_cookie_comes_back_where_it_belongs(void)
{
	static const struct way_case cases[] = {
		{"a=b", "http://h.example/", "http://h.example/x", COOKIE_MAY_RETURN},
		{"a=b", "http://h.example/", "http://www.h.example/", COOKIE_OTHER_DOMAIN},
		{"a=b; Domain=h.example", "http://h.example/", "http://www.h.example/", COOKIE_MAY_RETURN},
		{"a=b; Domain=h.example", "http://h.example/", "http://wwwh.example/", COOKIE_OTHER_DOMAIN},
		{"a=b; Domain=other.example", "http://h.example/", "http://other.example/", COOKIE_OTHER_DOMAIN},
		{"a=b; Domain=2.1", "http://192.0.2.1/", "http://192.0.2.1/", COOKIE_OTHER_DOMAIN},
		{"a=b", "http://h/x/y", "http://h/x/z", COOKIE_MAY_RETURN},
		{"a=b", "http://h/x/y", "http://h/x", COOKIE_MAY_RETURN},
		{"a=b", "http://h/x/y", "http://h/", COOKIE_OTHER_PATH},
		{"a=b; Path=/x", "http://h/", "http://h/xy", COOKIE_OTHER_PATH},
		{"a=b; Path=/x", "http://h/", "http://h/x/y", COOKIE_MAY_RETURN},
		{"a=b; Path=/", "http://h/x/y", "http://h/", COOKIE_MAY_RETURN},
		{"a=b; Secure", "http://h/", "http://h/", COOKIE_NEEDS_TLS},
		{"a=b; Secure", "http://h/", "https://h/", COOKIE_MAY_RETURN},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct set_cookie cookie;
		g_test_message("%s from %s to %s", cases[i].value, cases[i].setter, cases[i].target);
		g_assert_true(set_cookie_parse(slice_of(cases[i].value), NOW, &cookie));
		g_assert_cmpint(set_cookie_way(&cookie, cases[i].setter, cases[i].target), ==, cases[i].way);
	}
}

static struct message
request_of(const char *head)
{
	struct message request = {0};
	size_t end;

	g_assert_cmpint(message_parse(&request, slice_of(head), false, &end), ==, MESSAGE_PARSED);
	return request;
}

static void
cookies_of_a_request_are_found_by_name_and_compared_as_a_whole(void)
{
	struct message one = request_of("GET / HTTP/1.1\r\nCookie: a=1; bb=2\r\nCookie: c=3\r\n\r\n");
	struct message other = request_of("GET / HTTP/1.1\r\nCookie: a=1; bb=3\r\nCookie: c=3\r\n\r\n");
	struct message none = request_of("GET / HTTP/1.1\r\n\r\n");

	g_assert_true(cookie_is_sent(&one, SLICE("a")));
	g_assert_true(cookie_is_sent(&one, SLICE("bb")));
	g_assert_true(cookie_is_sent(&one, SLICE("c")));
	g_assert_false(cookie_is_sent(&one, SLICE("b")));
	g_assert_false(cookie_is_sent(&none, SLICE("a")));
	g_assert_true(cookies_hash(7, &one) == cookies_hash(7, &one));
	g_assert_false(cookies_hash(7, &one) == cookies_hash(7, &other));
	g_assert_true(cookies_hash(7, &none) == 7);
}

static void
cookies_tell_one_client_from_another(void)
{
	struct message first = request_of("GET / HTTP/1.1\r\nCookie: id=1; lang=en\r\n\r\n");
	struct message between = request_of("GET / HTTP/1.1\r\nSet-Cookie: id=2; Path=/\r\n\r\n");
	struct message nothing = request_of("GET / HTTP/1.1\r\n\r\n");
	static const struct {
		const char *cookies;
		enum cookies_told told, when_set;
	} cases[] = {
		{"id=1; lang=en", COOKIES_GO_ON, COOKIES_GO_ON},
		{"lang=en; new=1; id=1", COOKIES_GO_ON, COOKIES_GO_ON},
		{"id=2; lang=en", COOKIES_CHANGE, COOKIES_GO_ON},
		{"id=1", COOKIES_CHANGE, COOKIES_CHANGE},
		{"id=2", COOKIES_DIFFER, COOKIES_CHANGE},
		{"id=2; lang=de", COOKIES_DIFFER, COOKIES_DIFFER},
		{"other=1", COOKIES_CHANGE, COOKIES_CHANGE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		char *head = g_strdup_printf("GET / HTTP/1.1\r\nCookie: %s\r\n\r\n", cases[i].cookies);
		struct message later = request_of(head);
		g_test_message("%s", cases[i].cookies);
		g_assert_cmpint(cookies_tell(&first, &nothing, &later), ==, cases[i].told);
		g_assert_cmpint(cookies_tell(&first, &between, &later), ==, cases[i].when_set);
		g_free(head);
	}
	g_assert_cmpint(cookies_tell(&nothing, &nothing, &first), ==, COOKIES_GO_ON);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cookie/Set-Cookie is cut into its parts", set_cookie_is_cut_into_its_parts);
	g_test_add_func("/cookie/what has no name is no cookie", what_has_no_name_is_no_cookie);
	g_test_add_func("/cookie/a cookie comes back where it belongs", a_cookie_comes_back_where_it_belongs);
	g_test_add_func("/cookie/cookies of a request are found by name and compared as a whole",
					cookies_of_a_request_are_found_by_name_and_compared_as_a_whole);
	g_test_add_func("/cookie/cookies tell one client from another", cookies_tell_one_client_from_another);
	return g_test_run();
}
