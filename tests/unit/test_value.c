/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/value.h"

static void
assert_slice(struct slice found, const char *wanted)
{
	g_assert_cmpmem(found.bytes, found.length, wanted, strlen(wanted));
}

struct list_case {
	const char *list;
	const char *members[4];
};

static void
commas_divide_but_not_inside_quotes_brackets_and_comments(void)
{
	static const struct list_case cases[] = {
		{"foo,bar", {"foo", "bar"}},
		{"foo ,bar,", {"foo", "bar"}},
		{" , ,foo , ,bar\r\n ,charlie", {"foo", "bar", "charlie"}},
		{"", {NULL}},
		{" ,", {NULL}},
		{"\"a,\\\",b\",c", {"\"a,\\\",b\"", "c"}},
		{"<sip:a,b>,c", {"<sip:a,b>", "c"}},
		{"a (b, (c, \\)) d, e) f,g", {"a (b, (c, \\)) d, e) f", "g"}},
		{"<sip:a\">,<sip:b\">", {"<sip:a\">", "<sip:b\">"}},
		{"\"a, b", {"\"a, b"}},
		{"<a, b", {"<a, b"}},
		{"(a, b", {"(a, b"}},
		{"a>,b),c", {"a>", "b)", "c"}},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct slice rest = slice_of(cases[i].list), member;
		for (unsigned n = 0; cases[i].members[n]; n++) {
			g_assert_true(value_next(&rest, &member));
			assert_slice(member, cases[i].members[n]);
		}
		g_assert_false(value_next(&rest, &member));
	}
}

/* Openings that are never closed must not be searched again for each member. */
static void
hostile_lists_take_no_quadratic_time(void)
{
	static const char *const pieces[] = {"(,",   "<,",   "\",",    ",",   "a,",
										 "(a),", "<a>,", "\"a\",", "\\,", "()()"};
	GTimer *timer = g_timer_new();

	for (unsigned i = 0; i < G_N_ELEMENTS(pieces); i++) {
		GString *text = g_string_new(NULL);
		while (text->len < 1 << 20)
			g_string_append(text, pieces[i]);
		struct slice rest = {text->str, text->len}, member, name;
		while (value_next(&rest, &member))
			;
		rest = (struct slice){text->str, text->len};
		for (char *comma = text->str; (comma = strchr(comma, ','));)
			*comma = ';';
		while (value_next_parameter(&rest, &name, &member))
			;
		value_parameter((struct slice){text->str, text->len}, "x", &member);
		g_string_free(text, TRUE);
	}
	g_assert_cmpfloat(g_timer_elapsed(timer, NULL), <, 10); /* in linear time a fraction of a second */
	g_timer_destroy(timer);
}

static void
parameters_are_found_by_name(void)
{
	struct slice found;

	g_assert_true(value_parameter(SLICE("a;b=c ; D = \"e;\\\"f\";g;h="), "B", &found));
	assert_slice(found, "c");
	g_assert_true(value_parameter(SLICE("a;b=c ; D = \"e;\\\"f\";g;h="), "d", &found));
	assert_slice(found, "e;\\\"f");
	g_assert_true(value_parameter(SLICE("a;b=c ; D = \"e;\\\"f\";g;h="), "g", &found));
	assert_slice(found, "");
	g_assert_true(value_parameter(SLICE("a;b=c ; D = \"e;\\\"f\";g;h="), "h", &found));
	assert_slice(found, "");
	g_assert_false(value_parameter(SLICE("a;b=c"), "c", &found));
	g_assert_false(value_parameter(SLICE("a"), "a", &found));
	g_assert_false(value_parameter(SLICE(""), "a", &found));
	g_assert_false(value_parameter(SLICE("<sip:a;lr>;b"), "lr", &found));
	g_assert_false(value_parameter(SLICE("\"x;lr\" <sip:a>;b"), "lr", &found));
	g_assert_true(value_parameter(SLICE("\"x;lr\" <sip:a>;b"), "b", &found));
}

/* What is not one run, or text in quotes with nothing behind it, is cut where the grammar says. */
static void
parameters_that_are_not_plain_are_read_too(void)
{
	struct slice found;

	g_assert_true(value_parameter(SLICE("a;b=\"c\"d;e"), "b", &found));
	assert_slice(found, "\"c\"d");
	g_assert_true(value_parameter(SLICE("a;b=\"c;d"), "b", &found));
	assert_slice(found, "\"c;d");
	g_assert_true(value_parameter(SLICE("a;b=<c;d>;e=f"), "e", &found));
	assert_slice(found, "f");
	g_assert_false(value_parameter(SLICE("a;b=<c;d>;e=f"), "d>", &found));
	g_assert_true(value_parameter(SLICE("a;;b=c=d"), "b", &found));
	assert_slice(found, "c=d");
	g_assert_true(value_parameter(SLICE("a;b=c\"d;e\";f"), "b", &found));
	assert_slice(found, "c\"d;e\"");
	g_assert_true(value_auth_parameter(SLICE("Digest a=\"b\\\"c\", d=e"), "a", &found));
	assert_slice(found, "b\\\"c");
	g_assert_true(value_auth_parameter(SLICE("Digest a=\"b\"c,, d=e"), "a", &found));
	assert_slice(found, "\"b\"c");
	g_assert_true(value_auth_parameter(SLICE("Digest a=\"b\"c,, d=e"), "d", &found));
	assert_slice(found, "e");
	g_assert_true(value_auth_parameter(SLICE("Digest a=,d=\"\""), "a", &found));
	assert_slice(found, "");
	g_assert_false(value_auth_parameter(SLICE("Digest a=\"b, d=e"), "d", &found));
}

static void
challenges_give_scheme_and_parameters(void)
{
	const struct slice digest = SLICE(
		"Digest realm=\"a, b\" , nonce = \"c\",stale=TRUE, Basic realm=\"d\", x=\"y\"");
	struct slice found;

	assert_slice(value_auth_scheme(digest), "Digest");
	g_assert_true(value_auth_parameter(digest, "Realm", &found));
	assert_slice(found, "a, b");
	g_assert_true(value_auth_parameter(digest, "nonce", &found));
	assert_slice(found, "c");
	g_assert_true(value_auth_parameter(digest, "stale", &found));
	assert_slice(found, "TRUE");
	g_assert_false(value_auth_parameter(digest, "x", &found));
	g_assert_false(value_auth_parameter(SLICE("Basic YTpi"), "realm", &found));
	assert_slice(value_auth_scheme(SLICE("  Bearer x")), "Bearer");
	assert_slice(value_auth_scheme(SLICE("")), "");
}

static void
numbers_fill_their_text(void)
{
	uint64_t number = 7;

	g_assert_true(value_number(SLICE(" 0042\r\n "), 42, &number));
	g_assert_cmpuint(number, ==, 42);
	g_assert_true(value_number(SLICE("18446744073709551615"), UINT64_MAX, &number));
	g_assert_cmpuint(number, ==, UINT64_MAX);
	number = 7;
	g_assert_false(value_number(SLICE("18446744073709551616"), UINT64_MAX, &number));
	g_assert_false(value_number(SLICE("36893488147419103232"), UINT64_MAX, &number));
	g_assert_false(value_number(SLICE("4294967296"), UINT32_MAX, &number));
	g_assert_false(value_number(SLICE("9"), 8, &number));
	g_assert_false(value_number(SLICE("-1"), 8, &number));
	g_assert_false(value_number(SLICE("+1"), 8, &number));
	g_assert_false(value_number(SLICE("1 2"), 99, &number));
	g_assert_false(value_number(SLICE("0x1"), 99, &number));
	g_assert_false(value_number(SLICE(""), 99, &number));
	g_assert_cmpuint(number, ==, 7);
}

static void
dates_have_three_forms(void)
{
	static const char *const same[] = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
									   "Sun Nov  6 08:49:37 1994", " sun, 6 nov 1994 08:49:37 gmt "};
	static const char *const wrong[] = {"Fri, 01 Jan 2010 16:00:00 EST",
										"Fri, 01 Jan 2010 16:00:00",
										"Fri, 01 Jan 2010 24:00:00 GMT",
										"Fri, 32 Jan 2010 16:00:00 GMT",
										"Fri, 00 Jan 2010 16:00:00 GMT",
										"Fri, 01 Foo 2010 16:00:00 GMT",
										"Fri, 01 Jan 2010 16:00:00 GMT x",
										"01 Jan 2010 16:00:00 GMT",
										"0",
										"",
										"Fri, 01 Jan 2010 16:00:61 GMT",
										"Fri, 01 Jan 2010 16:60:00 GMT",
										"Fri, 01 Jan 1010 16:00:00 GMT"};
	int64_t seconds;

	for (unsigned i = 0; i < G_N_ELEMENTS(same); i++) {
		g_assert_true(value_date(slice_of(same[i]), &seconds));
		g_assert_cmpint(seconds, ==, 784111777);
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_test_message("%s", wrong[i]);
		g_assert_false(value_date(slice_of(wrong[i]), &seconds));
	}
}

static void
retry_after_is_a_delay_or_a_date(void)
{
	int64_t seconds;

	g_assert_true(value_retry_after(SLICE("120"), 0, &seconds));
	g_assert_cmpint(seconds, ==, 120);
	g_assert_true(value_retry_after(SLICE("18000;duration=3600"), 0, &seconds));
	g_assert_cmpint(seconds, ==, 18000);
	g_assert_true(value_retry_after(SLICE("120 (I'm in a meeting)"), 0, &seconds));
	g_assert_cmpint(seconds, ==, 120);
	g_assert_true(value_retry_after(SLICE("Sun, 06 Nov 1994 08:49:37 GMT"), 784111700, &seconds));
	g_assert_cmpint(seconds, ==, 77);
	g_assert_true(value_retry_after(SLICE("Sun, 06 Nov 1994 08:49:37 GMT"), 784111800, &seconds));
	g_assert_cmpint(seconds, ==, 0);
	g_assert_false(value_retry_after(SLICE("949302838503028349304023988"), 0, &seconds));
	g_assert_false(value_retry_after(SLICE("12x"), 0, &seconds));
	g_assert_false(value_retry_after(SLICE("soon"), 0, &seconds));
}

struct via_case {
	const char *text, *transport, *host;
	uint16_t port;
	const char *branch, *received;
};

static void
vias_come_apart(void)
{
	static const struct via_case cases[] = {
		{"SIP/2.0/UDP 192.0.2.1", "UDP", "192.0.2.1", 0, "", ""},
		{"SIP/2.0/UDP a.b:5061;rport;branch=z9hG4bK1", "UDP", "a.b", 5061, "z9hG4bK1", ""},
		{"SIP/2.0/TLS a_b : 1 ;RPORT=7;Received=1.2.3.4;Branch=\"x\"", "TLS", "a_b", 1, "x", "1.2.3.4"},
		{"SIP / 2.0\r\n / TCP\t[2001:db8::1]:65535;branch=1;", "TCP", "[2001:db8::1]", 65535, "1", ""},
		{"SIP/2.0/UDP h;rport=99999", "UDP", "h", 0, "", ""},
		{"SIP/2.0/UDP [fe80::1%eth0]:5060", "UDP", "[fe80::1%eth0]", 5060, "", ""},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct via via;
		struct slice received = SLICE("");
		g_test_message("%s", cases[i].text);
		g_assert_true(via_parse(slice_of(cases[i].text), &via));
		assert_slice(via.transport, cases[i].transport);
		assert_slice(via.host, cases[i].host);
		assert_slice(via.branch, cases[i].branch);
		assert_slice(via.text, cases[i].text);
		g_assert_cmpint(value_parameter(via.text, "received", &received), ==, *cases[i].received != '\0');
		assert_slice(received, cases[i].received);
		g_assert_cmpuint(via.port, ==, cases[i].port);
	}
}

static void
broken_vias_are_refused_and_nothing_is_changed(void)
{
	static const char *const cases[] = {"",
										"SIP/2.0/UDP",
										"SIP/2.0/UDP ",
										"SIP/2.0 UDP a",
										"2.0/UDP a",
										"SIP/2.0/UDP ;branch=1",
										"SIP/2.0/UDP a;;branch=1",
										"SIP/2.0/UDP a:",
										"SIP/2.0/UDP a:x",
										"SIP/2.0/UDP a:65536",
										"SIP/2.0/UDP a b",
										"SIP/2.0/UDP [::1",
										"SIP/2.0/UDP []",
										"SIP/2.0/UDP a/b"};
	struct via via = {.port = 9};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i]);
		g_assert_false(via_parse(slice_of(cases[i]), &via));
		g_assert_cmpuint(via.port, ==, 9);
	}
}

static void
assert_same_part(struct slice a, struct slice b)
{
	g_assert_cmpmem(a.bytes, a.length, b.bytes, b.length);
}

/* What is found at once is what the grammar finds, written in the same way. */
static void
assert_usual_is_right(struct slice value)
{
	struct slice sent_by, branch;
	struct via via;

	if (!via_usual(value, &sent_by, &branch))
		return;
	g_assert_true(via_parse(value, &via));
	char *text = g_strdup_printf("%.*s:%u", (int)via.host.length, via.host.bytes, via.port);
	assert_slice(sent_by, text);
	assert_same_part(branch, via.branch);
	for (size_t i = 0; i < via.host.length; i++)
		g_assert_false(g_ascii_isupper(via.host.bytes[i]));
	g_free(text);
}

/* Most look like one of these. */
static void
usual_vias_are_found_at_once(void)
{
	static const char *const cases[] = {
		"SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1",
		"SIP/2.0/TCP host.with.a.long.name.example.com:65535;branch=z9hG4bK1;rport",
		"SIP/2.0/TLS [::1",
		"SIP/2.0/UDP 10.0.0.1:05060;branch=z9hG4bK1",
		"SIP/2.0/UDP 10.0.0.1:65536;branch=z9hG4bK1",
		"SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;branch=2",
		"SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;received=10.0.0.1;rport=5060;a=01234567890123456789;b",
		"SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;received=10.0.0.1;rport=5060;a=01234567890123456789;a",
		"SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1, SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK2",
		"SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1",
		"SIP/2.0/UDP 10.0.0.1:5060;rport=5060;received=10.0.0.1;branch=z9hG4bK1;a=01234567890123456789",
		"SIP/2.0/UDP 10.0.0.1:5060;rport;received=10.0.0.1;a=01234567890123456789",
		"SIP/2.0/UDP 10.0.0.1:5060x;branch=z9hG4bK1",
		"SIP/2.0/UDP Host.example.com:5060;branch=z9hG4bK1",
	};
	static const bool are_usual[G_N_ELEMENTS(cases)] = {
		[0] = true, [1] = true, [7] = true, [9] = true, [10] = true};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct slice sent_by, branch;
		/* In memory of just its size: who reads more is found by AddressSanitizer. */
		size_t length = strlen(cases[i]);
		char *copy = g_memdup2(cases[i], length);
		g_test_message("%s", cases[i]);
		g_assert_cmpint(via_usual((struct slice){copy, length}, &sent_by, &branch), ==, are_usual[i]);
		for (size_t n = 0; n < length; n++) {
			char *part = g_memdup2(cases[i], n + 1);
			assert_usual_is_right((struct slice){part, n});
			g_free(part);
		}
		g_free(copy);
	}
}

/* Any byte at any place: what is read quickly is what the whole grammar reads, which two blanks call for. */
static void
plain_vias_are_read_as_by_the_whole_grammar(void)
{
	static const char plain[] =
		"SIP/2.0/UDP host-1.example.com:5060;branch=z9hG4bK-1;received=192.0.2.1;rport=9";
	char text[sizeof plain], slow[sizeof plain + 1];
	const size_t blank = strlen("SIP/2.0/UDP");

	for (size_t at = blank + 1; at < sizeof plain - 1; at++)
		for (int c = 1; c < 256; c++) {
			struct via one = {0}, other = {0};
			memcpy(text, plain, sizeof plain);
			text[at] = (char)c;
			assert_usual_is_right(slice_of(text));
			g_snprintf(slow, sizeof slow, "%.*s  %s", (int)blank, text, text + blank + 1);
			bool read = via_parse(slice_of(text), &one);
			g_assert_cmpint(via_parse(slice_of(slow), &other), ==, read);
			if (!read)
				continue;
			assert_same_part(one.host, other.host);
			assert_same_part(one.branch, other.branch);
			g_assert_cmpuint(one.port, ==, other.port);
		}
}

/* RFC 3261 section 18.1.1 */
static void
sent_by_has_the_default_port_of_its_transport(void)
{
	static const struct {
		const char *text;
		uint16_t port;
	} cases[] = {
		{"SIP/2.0/UDP a", 5060}, {"SIP/2.0/tls a", 5061},      {"SIP/2.0/WSS a", 5061},
		{"SIP/2.0/WS a", 5060},  {"SIP/2.0/TLS a:5060", 5060}, {"SIP/2.0/UDP a:9", 9},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct via via;
		g_test_message("%s", cases[i].text);
		g_assert_true(via_parse(slice_of(cases[i].text), &via));
		g_assert_cmpuint(via_port(&via), ==, cases[i].port);
	}
}

static void
the_cookie_counts_in_any_case(void)
{
	g_assert_true(branch_has_cookie(SLICE("Z9HG4BKx")));
	g_assert_false(branch_has_cookie(SLICE("z9hG4b")));
	g_assert_false(branch_has_cookie((struct slice){NULL, 0}));
}

static void
cseq_is_a_number_and_a_method(void)
{
	struct slice method;
	uint32_t number, rseq;

	g_assert_true(cseq_parse(SLICE(" 0009\r\n  INVITE "), &number, &method));
	g_assert_cmpuint(number, ==, 9);
	assert_slice(method, "INVITE");
	g_assert_true(cseq_parse(SLICE("4294967295 ACK"), &number, &method));
	g_assert_false(cseq_parse(SLICE("4294967296 ACK"), &number, &method));
	g_assert_false(cseq_parse(SLICE("1ACK"), &number, &method));
	g_assert_false(cseq_parse(SLICE("1"), &number, &method));
	g_assert_false(cseq_parse(SLICE("1 "), &number, &method));
	g_assert_false(cseq_parse(SLICE("ACK 1"), &number, &method));
	g_assert_false(cseq_parse(SLICE("1 ACK x"), &number, &method));
	g_assert_false(cseq_parse(SLICE(""), &number, &method));
	g_assert_cmpuint(number, ==, UINT32_MAX);
	for (int digits = 1; digits <= 10; digits++) {
		static const char most[] = "4294967295";
		char *text = g_strdup_printf("%.*s BYE", digits, most);
		g_assert_true(cseq_parse(slice_of(text), &number, &method));
		g_assert_cmpuint(number, ==, g_ascii_strtoull(text, NULL, 10));
		assert_slice(method, "BYE");
		text[digits] = '/';
		g_assert_false(cseq_parse(slice_of(text), &number, &method));
		g_free(text);
	}

	g_assert_true(rack_parse(SLICE("776656 1 INVITE"), &rseq, &number, &method));
	g_assert_cmpuint(rseq, ==, 776656);
	g_assert_cmpuint(number, ==, 1);
	assert_slice(method, "INVITE");
	g_assert_false(rack_parse(SLICE("1 INVITE"), &rseq, &number, &method));
	g_assert_false(rack_parse(SLICE("1 4294967296 INVITE"), &rseq, &number, &method));
}

struct address_case {
	const char *text, *display, *uri, *parameters, *tag;
};

static void
addresses_come_apart(void)
{
	static const struct address_case cases[] = {
		{"sip:a@b;tag=1", "", "sip:a@b", ";tag=1", "1"},
		{"<sip:a@b;lr>;x;Tag=2", "", "sip:a@b;lr", ";x;Tag=2", "2"},
		{"\"A <b>\" <sip:a@b?h=i>", "\"A <b>\"", "sip:a@b?h=i", "", ""},
		{"A B<tel:+1>", "A B", "tel:+1", "", ""},
		{"\"\\\"\"<sip:a>", "\"\\\"\"", "sip:a", "", ""},
		{"Bell, Alexander <sip:a>;tag=43", "Bell, Alexander", "sip:a", ";tag=43", "43"},
		{"A; B <sip:a>;tag=4", "A; B", "sip:a", ";tag=4", "4"},
		{"sip:a;p=\"<x>\";tag=5", "", "sip:a", ";p=\"<x>\";tag=5", "5"},
		{"< sip:a >", "", "sip:a", "", ""},
		{"\r\n sip:a ; tag = 6", "", "sip:a", "; tag = 6", "6"},
		{"*", "", "*", "", ""},
		{"<sip:a>;", "", "sip:a", ";", ""},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct name_address address;
		g_test_message("%s", cases[i].text);
		g_assert_true(name_address_parse(slice_of(cases[i].text), &address));
		assert_slice(address.display, cases[i].display);
		assert_slice(address.uri, cases[i].uri);
		assert_slice(address.parameters, cases[i].parameters);
		assert_slice(address.tag, cases[i].tag);
	}
}

static void
broken_addresses_are_refused(void)
{
	static const char *const cases[] = {"",           "\"a <sip:b>", "<sip:a",    "<>",          "a",
										"a@b",        "sip:a b",     "sip:a?b=c", "sip:a,sip:b", "<sip:a> b",
										"<sip:a>;;b", ";tag=1"};
	struct name_address address;

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i]);
		g_assert_false(name_address_parse(slice_of(cases[i]), &address));
	}
}

#define ADD(title, function) g_test_add_func("/value/" title, function)

/* The quick way to a tag is only a quicker one: texts of all kinds are read by both. */
static void
the_quick_way_to_a_tag_finds_what_the_whole_grammar_finds(void)
{
	static const char *const pieces[] = {"<sip:a@b>", "<",  ">",    ";tag=", "1a-b.c", "\"A\"",
										 "\"",        "\\", ";x=y", "Bob",   " ",      "\t",
										 "sip:c",     "=",  ",",    ";",     "\"<"};
	GRand *dice = g_rand_new_with_seed(3261);

	for (int round = 0; round < 200000; round++) {
		GString *text = g_string_new(NULL);
		struct name_address address = {0};
		for (int n = g_rand_int_range(dice, 0, 8); n > 0; n--)
			g_string_append(text, pieces[g_rand_int_range(dice, 0, G_N_ELEMENTS(pieces))]);
		struct slice value = slice_trim((struct slice){text->str, text->len});
		struct slice tag = name_address_tag(value);
		if (!name_address_parse(value, &address))
			address.tag = (struct slice){NULL, 0};
		if (!slice_equal(tag, address.tag))
			g_error("\"%s\": %.*s, and %.*s", text->str, (int)tag.length, tag.bytes, (int)address.tag.length,
					address.tag.bytes);
		g_string_free(text, TRUE);
	}
	g_rand_free(dice);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("commas divide, but not inside quotes, brackets and comments",
		commas_divide_but_not_inside_quotes_brackets_and_comments);
	ADD("hostile lists take no quadratic time", hostile_lists_take_no_quadratic_time);
	ADD("parameters are found by name", parameters_are_found_by_name);
	ADD("parameters that are not plain are read, too", parameters_that_are_not_plain_are_read_too);
	ADD("challenges give scheme and parameters", challenges_give_scheme_and_parameters);
	ADD("numbers fill their text", numbers_fill_their_text);
	ADD("dates have three forms", dates_have_three_forms);
	ADD("Retry-After is a delay or a date", retry_after_is_a_delay_or_a_date);
	ADD("Vias come apart", vias_come_apart);
	ADD("broken Vias are refused, and nothing is changed", broken_vias_are_refused_and_nothing_is_changed);
	ADD("plain Vias are read as by the whole grammar", plain_vias_are_read_as_by_the_whole_grammar);
	ADD("usual Vias are found at once", usual_vias_are_found_at_once);
	ADD("sent-by has the default port of its transport", sent_by_has_the_default_port_of_its_transport);
	ADD("the cookie counts in any case", the_cookie_counts_in_any_case);
	ADD("CSeq is a number and a method", cseq_is_a_number_and_a_method);
	ADD("addresses come apart", addresses_come_apart);
	ADD("broken addresses are refused", broken_addresses_are_refused);
	ADD("the quick way to a tag finds what the whole grammar finds",
		the_quick_way_to_a_tag_finds_what_the_whole_grammar_finds);
	return g_test_run();
}
