/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/value.h"

static void
assert_slice(struct slice found, const char *wanted)
{
	g_assert_cmpmem(found.bytes, found.length, wanted, strlen(wanted));
}

/* In memory of just its size, wherever it stands. */
static void
some_bytes_are_in_no_uri(void)
{
	static const char start[] = "sip:h;";
	const size_t least = sizeof start - 1;
	char text[80];

	for (size_t length = least + 1; length < sizeof text; length++)
		for (int c = 1; c < 256; c++) {
			size_t at = least + (size_t)c % (length - least);
			/* White space at the end is no part of it. */
			bool trimmed = at == length - 1 && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
			bool forbidden = c <= ' ' || c == '"' || c == '<' || c == '>' || c == 0x7f;
			struct uri uri;
			memset(text, 'a', sizeof text);
			memcpy(text, start, least);
			/* What stands before "@" is no host. */
			text[at] = c == '@' ? 'b' : (char)c;
			char *copy = g_memdup2(text, length);
			g_assert_cmpint(uri_parse((struct slice){copy, length}, &uri), ==, !forbidden || trimmed);
			g_free(copy);
		}
}

struct uri_case {
	const char *text, *scheme, *user, *host;
	uint16_t port;
	const char *path, *query, *parameters, *fragment;
};

static void
uris_are_cut_into_their_parts(void)
{
	static const struct uri_case cases[] = {
		{"sip:alice@atlanta.com", "sip", "alice", "atlanta.com", 0, "", "", "", ""},
		{"sip:alice:secret@atlanta.com;transport=tcp", "sip", "alice", "atlanta.com", 0, "", "",
		 ";transport=tcp", ""},
		{"SIPS:a;b@c:5061;d=e?f=g&h=i", "SIPS", "a;b", "c", 5061, "", "f=g&h=i", ";d=e", ""},
		{"sip:[2001:db8::1]:5060", "sip", "", "[2001:db8::1]", 5060, "", "", "", ""},
		{"sip:a?b@c?d=e", "sip", "a?b", "c", 0, "", "d=e", "", ""},
		{"sip:atlanta.com?method=x", "sip", "", "atlanta.com", 0, "", "method=x", "", ""},
		{"http://u:p@h:8080/a/b?c=d#e", "http", "u", "h", 8080, "/a/b", "c=d", "", "e"},
		{"https://h", "https", "", "h", 0, "", "", "", ""},
		{"http://h:?q", "http", "", "h", 0, "", "q", "", ""},
		{"http://h#f?g", "http", "", "h", 0, "", "", "", "f?g"},
		{"http://[::1]/", "http", "", "[::1]", 0, "/", "", "", ""},
		{"http://h/a b", "http", "", "h", 0, "/a b", "", "", ""},
		{"tel:+1-201-555;x=y", "tel", "", "", 0, "+1-201-555;x=y", "", "", ""},
		{"urn:service:sos", "urn", "", "", 0, "service:sos", "", "", ""},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct uri uri;
		g_test_message("%s", cases[i].text);
		g_assert_true(uri_parse(slice_of(cases[i].text), &uri));
		assert_slice(uri.scheme, cases[i].scheme);
		assert_slice(uri.user, cases[i].user);
		assert_slice(uri.host, cases[i].host);
		g_assert_cmpuint(uri.port, ==, cases[i].port);
		assert_slice(uri.path, cases[i].path);
		assert_slice(uri.query, cases[i].query);
		assert_slice(uri.parameters, cases[i].parameters);
		assert_slice(uri.fragment, cases[i].fragment);
	}
}

static void
what_is_no_uri_is_refused(void)
{
	static const char *const cases[] = {"",
										"*",
										"/path",
										"alice@atlanta.com",
										":a",
										"1sip:a",
										"sip:",
										"sip:a@",
										"sip:a@b@c",
										"sip:a b@c",
										"sip:a@b;c=\"d\"",
										"<sip:a>",
										"sip:a:x",
										"sip:a:65536",
										"sip:2001:db8::10",
										"sip:[::1",
										"sip:[::1]x",
										"http:/a",
										"http:///a",
										"http://h:80x/",
										"http://h x/",
										"name:a b"};
	struct uri uri = {.port = 9};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i]);
		g_assert_false(uri_parse(slice_of(cases[i]), &uri));
		g_assert_cmpuint(uri.port, ==, 9);
	}
}

struct pair {
	const char *a, *b;
};

static bool
both_ways_equal(const struct pair *pair)
{
	bool equal = sip_uri_equal(slice_of(pair->a), slice_of(pair->b));

	g_test_message("%s and %s", pair->a, pair->b);
	g_assert_cmpint(equal, ==, sip_uri_equal(slice_of(pair->b), slice_of(pair->a)));
	return equal;
}

/* RFC 3261 section 19.1.4: its examples, and one for each rule that has none. */
static void
equal_sip_uris_are_equal(void)
{
	static const struct pair cases[] = {
		{"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"},
		{"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"},
		{"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5"},
		{"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
		 "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"},
		{"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
		 "sip:alice@atlanta.com?priority=urgent&subject=project%20x"},
		{"SIP:a@b", "sip:a@B"},
		{"sip:a@[2001:DB8:0::2]", "sip:a@[2001:db8:0:0:0:0:0:2]"},
		{"sip:a@[::ffff:192.0.2.1]", "sip:a@[::FFFF:c000:201]"},
		{"sip:a@[fe80::1%eth0]", "sip:a@[FE80::1%ETH0]"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_true(both_ways_equal(&cases[i]));
}

static void
different_sip_uris_are_different(void)
{
	static const struct pair cases[] = {
		{"SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"},
		{"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"},
		{"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"},
		{"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"},
		{"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"},
		{"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"},
		{"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"},
		{"sip:a@b", "sips:a@b"},
		{"sip:a@b", "sip:b"},
		{"sip:a@b", "sip:a:c@b"},
		{"sip:a:c@b", "sip:a:d@b"},
		{"sip:a@b", "sip:a@b;user=phone"},
		{"sip:a@b", "sip:a@b;ttl=1"},
		{"sip:a@b", "sip:a@b;method=INVITE"},
		{"sip:a@b", "sip:a@b;maddr=c"},
		{"sip:a%3Ab@c", "sip:a:b@c"},
		{"sip:a@b?c=d", "sip:a@b?c=d&e=f"},
		{"sip:a@[2001:db8::2]", "sip:a@[2001:db8::20]"},
		{"sip:a@[fe80::1%eth0]", "sip:a@[fe80:0::1%eth0]"},
		{"tel:1", "tel:1"},
		{"sip:a b", "sip:a b"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_false(both_ways_equal(&cases[i]));
}

static void
spelling_does_not_move_a_place(void)
{
	g_assert_true(sip_uri_same_place(SLICE("sip:%62ob%2D1@b;x=y"), SLICE("sip:bob-1@B:5060;ob")));
	g_assert_true(sip_uri_same_place(SLICE("sips:[::1]"), SLICE("sips:[0:0::1]:5061")));
	g_assert_true(sip_uri_same_place(SLICE("no URI"), SLICE("sip:a@b")));
	g_assert_false(sip_uri_same_place(SLICE("sip:a%3Bb@c"), SLICE("sip:a;b@c")));
	g_assert_false(sip_uri_same_place(SLICE("sip:a@b"), SLICE("sip:A@b")));
	g_assert_false(sip_uri_same_place(SLICE("sip:a@b"), SLICE("sip:a@b:5062")));
	g_assert_false(sip_uri_same_place(SLICE("sip:a@b"), SLICE("sips:a@b")));
	g_assert_false(sip_uri_same_place(SLICE("sip:a@[::1]"), SLICE("sip:a@[::2]")));
}

static void
hosts_that_are_addresses_are_read(void)
{
	static const char *const names[] = {"",
										"b",
										"192.0.2",
										"192.0.2.256",
										"[::1",
										"[]",
										"[::1%eth0]",
										"::1",
										"[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc]"};
	struct address address = {.family = 9};

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_false(value_host_address(slice_of(names[i]), &address));
	g_assert_cmpuint(address.family, ==, 9);
	g_assert_true(value_host_address(SLICE("192.0.2.1"), &address));
	g_assert_true(address.family == 4 && address.bytes[0] == 192 && address.bytes[3] == 1);
	g_assert_true(value_host_address(SLICE("[2001:DB8::1]"), &address));
	g_assert_true(address.family == 6 && address.bytes[1] == 1 && address.bytes[15] == 1);
}

static void
many_parameters_are_not_compared_one_with_another(void)
{
	GString *a = g_string_new("sip:a@b"), *b = g_string_new("sip:a@b;x");

	for (unsigned i = 0; i < 20000; i++) {
		g_string_append_printf(a, ";p%u", i);
		g_string_append_printf(b, ";p%u", i);
	}
	g_assert_true(sip_uri_equal(slice_of(a->str), slice_of(a->str)));
	g_assert_false(sip_uri_equal(slice_of(a->str), slice_of(b->str)));
	g_string_free(a, TRUE);
	g_string_free(b, TRUE);
}

#define ADD(title, function) g_test_add_func("/uri/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("some bytes are in no URI", some_bytes_are_in_no_uri);
	ADD("URIs are cut into their parts", uris_are_cut_into_their_parts);
	ADD("what is no URI is refused", what_is_no_uri_is_refused);
	ADD("equal SIP URIs are equal", equal_sip_uris_are_equal);
	ADD("different SIP URIs are different", different_sip_uris_are_different);
	ADD("hosts that are addresses are read", hosts_that_are_addresses_are_read);
	ADD("spelling does not move a place", spelling_does_not_move_a_place);
	ADD("many parameters are not compared one with another",
		many_parameters_are_not_compared_one_with_another);
	return g_test_run();
}
