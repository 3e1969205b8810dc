/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/message.h"
#include "tests/unit/guard.h"

/* Room before the guard, more than any text here has. */
#define GUARDED 65536

static void
assert_slice(struct slice found, const char *wanted)
{
	g_assert_cmpmem(found.bytes, found.length, wanted, strlen(wanted));
}

/* Parses a whole head that nothing follows; the message stays valid as long as `text` does. */
static struct message *
parsed(const char *text, bool all_there)
{
	struct message *message = g_new(struct message, 1);
	size_t end;

	g_assert_cmpint(message_parse(message, slice_of(text), all_there, &end), ==, MESSAGE_PARSED);
	g_assert_cmpuint(end, ==, strlen(text));
	return message;
}

static void
a_request_line_has_method_target_and_version(void)
{
	struct message *message = parsed("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n", false);

	g_assert_cmpint(message->protocol, ==, PROTOCOL_HTTP);
	g_assert_false(message->is_response);
	g_assert_cmpint(message->method, ==, METHOD_GET);
	assert_slice(message->method_text, "GET");
	assert_slice(message->target, "/a?b");
	g_assert_cmpint(message->version_major * 10 + message->version_minor, ==, 11);
	g_assert_cmphex(message->oddities, ==, 0);
	g_assert_cmpuint(message->head.length, ==, strlen("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n"));
	g_free(message);
}

static void
a_status_line_has_code_and_reason(void)
{
	struct message *message = parsed("SIP/2.0 486 Busy  Here \r\n\r\n", false);

	g_assert_cmpint(message->protocol, ==, PROTOCOL_SIP);
	g_assert_true(message->is_response);
	g_assert_cmpint(message->status, ==, 486);
	assert_slice(message->reason, "Busy  Here");
	g_assert_cmphex(message->oddities, ==, 0);
	g_free(message);
}

struct head_case {
	const char *text;
	uint32_t oddities;
};

static void
what_departs_from_the_grammar_is_told(void)
{
	static const struct head_case cases[] = {
		{"GET / HTTP/1.1\nHost: x\n\n", ODDITY_BARE_LF},
		{"GET / HTTP/1.1\r\nHost: x\n\r\n", ODDITY_BARE_LF},
		{"\r\n\r\nGET / HTTP/1.1\r\n\r\n", ODDITY_LEADING_CRLF},
		{"HTTP/1.1 200\r\n\r\n", ODDITY_NO_REASON},
		{"HTTP/1.1 200 \r\n\r\n", 0},
		{"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", ODDITY_FOLDED},
		{"HTTP/1.1 200 OK\r\n c\r\n\r\n", ODDITY_FOLDED},
		{"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", ODDITY_SPACE_BEFORE_COLON},
		{"HTTP/1.1 200 OK\r\nnothing\r\n\r\n", ODDITY_NO_COLON},
		{"HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n", ODDITY_CONTROL_BYTE},
		{"HTTP/1.1 200 OK\r\nA: \x7f\r\n\r\n", ODDITY_CONTROL_BYTE},
		{"HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", ODDITY_CONTROL_BYTE},
		{"HTTP/1.1 200 OK\r\nA: b\tc\r\n\r\n", 0},
		{"HTTP/1.1 200 OK\r\nA: \xc3\xa9\r\n\r\n", ODDITY_NON_ASCII},
		{"HTTP/1.1 200 OK\r\nA: \xff\r\n\r\n", ODDITY_NON_ASCII},
		{"HTTP/1.1 200 OK\r\nA: \x01\n\r\n", ODDITY_CONTROL_BYTE | ODDITY_BARE_LF},
		{"HTTP/1.1 200 OK\r\nA: \xff\n\r\n", ODDITY_NON_ASCII | ODDITY_BARE_LF},
		{"HTTP/1.1  200 OK\r\n\r\n", ODDITY_EXTRA_SPACE},
		{"HTTP/1.1\t200 OK\r\n\r\n", ODDITY_EXTRA_SPACE},
		{"GET  / HTTP/1.1\r\n\r\n", ODDITY_EXTRA_SPACE},
		{"GET / HTTP/1.1 \r\n\r\n", ODDITY_EXTRA_SPACE},
		{"GET /a b HTTP/1.1\r\n\r\n", ODDITY_EXTRA_SPACE},
		{"HTTP/1.1 200 OK\r\n: b\r\n\r\n", ODDITY_EMPTY_NAME},
		{"HTTP/1.1 99 Low\r\n\r\n", ODDITY_STATUS_NOT_3DIGIT},
		{"HTTP/1.1 999 High\r\n\r\n", ODDITY_STATUS_RANGE},
		{"SIP/2.0 4294967301 Big\r\n\r\n", ODDITY_STATUS_NOT_3DIGIT},
		{"SIP/2.0 20x OK\r\n\r\n", ODDITY_STATUS_NOT_3DIGIT},
		{"OPTIONS sip:a SIP/7.0\r\n\r\n", ODDITY_VERSION},
		{"HTTP/0.9 200 OK\r\n\r\n", ODDITY_VERSION},
		{"HTTP/1.2 200 OK\r\n\r\n", 0},
		{"OPTIONS sip:a sip/2.0\r\n\r\n", 0},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct message *message = parsed(cases[i].text, false);
		g_test_message("%s", cases[i].text);
		g_assert_cmphex(message->oddities, ==, cases[i].oddities);
		g_free(message);
	}
}

/* Wherever in the head it stands: the bytes are looked at in blocks. */
static void
an_odd_byte_is_seen_at_any_place(void)
{
	struct message *message = g_new(struct message, 1);
	GString *text = g_string_new("HTTP/1.1 200 OK\r\nA: ");
	size_t start = text->len, end;

	for (unsigned i = 0; i < 9000; i++)
		g_string_append_c(text, 'b');
	g_string_append(text, "\r\n\r\n");
	for (size_t i = start; i < text->len - 5; i++) {
		text->str[i] = '\0';
		message_parse(message, (struct slice){text->str, text->len}, false, &end);
		g_assert_cmphex(message->oddities, ==, ODDITY_CONTROL_BYTE);
		text->str[i] = '\x80';
		message_parse(message, (struct slice){text->str, text->len}, false, &end);
		g_assert_cmphex(message->oddities, ==, ODDITY_NON_ASCII);
		text->str[i] = 'b';
		i += i < start + 100 ? 0 : 97;
	}
	memset(text->str + start, '\x01', 8192); /* more than a counter of 8 bits for each column holds */
	message_parse(message, (struct slice){text->str, text->len}, false, &end);
	g_assert_cmphex(message->oddities, ==, ODDITY_CONTROL_BYTE);
	g_string_free(text, TRUE);
	g_free(message);
}

struct refusal {
	const char *text;
	size_t end;
};

static void
what_is_no_message_is_refused_with_its_place(void)
{
	static const struct refusal cases[] = {
		{"", 0},
		{"\r\n\r\n", 4},
		{"GET /\r\n\r\n", 4},           /* HTTP/0.9 */
		{"GET HTTP/1.1\r\n\r\n", 4},    /* no target */
		{"GET / HTTP/1.1x\r\n\r\n", 6}, /* no version */
		{"GET / HTTP/x.1\r\n\r\n", 6},
		{"GET / http/1.1\r\n\r\n", 6}, /* HTTP's name is case-sensitive */
		{"http/1.1 200 OK\r\n\r\n", 4},
		{"HTTP/1.1 OK\r\n\r\n", 9}, /* no code */
		{"HTTP/1.1200 OK\r\n\r\n", 9},
		{"RTSP/1.0 200 OK\r\n\r\n", 4},
		{"ICY 200 OK\r\n\r\n", 8},
		{"OPTIONS rtsp://a RTSP/1.0\r\n\r\n", 17},
		{"REQMOD icap://a/b ICAP/1.0\r\n\r\n", 18},
		{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0}, /* the preface of HTTP/2 */
		{" GET / HTTP/1.1\r\n\r\n", 0},
		{"G\xc3T / HTTP/1.1\r\n\r\n", 1},
		{"\x80\x00 / HTTP/1.1\r\n\r\n", 0},
		{"\r\n\x16\x03\x01\r\n", 2},
		{"a23456789012345678901234567890123456789012345678901234567890123456789 / HTTP/1.1\r\n\r\n", 69},
	};
	struct message *message = g_new(struct message, 1);

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		size_t end = 999;
		g_test_message("%s", cases[i].text);
		g_assert_cmpint(message_parse(message, slice_of(cases[i].text), true, &end), ==, MESSAGE_MALFORMED);
		g_assert_cmpuint(end, ==, cases[i].end);
	}
	g_free(message);
}

static void
a_datagram_may_end_before_the_empty_line(void)
{
	struct message *message = parsed("SIP/2.0 200 OK\r\nCSeq: 1 ACK", true);
	struct slice value;

	g_assert_cmphex(message->oddities, ==, ODDITY_NO_END);
	g_assert_true(message_field(message, FIELD_CSEQ, &value));
	assert_slice(value, "1 ACK");
	g_free(message);
	message = parsed("OPTIONS sip:a SIP/2.0", true);
	g_assert_cmphex(message->oddities, ==, ODDITY_NO_END);
	g_free(message);
	message = parsed("SIP/2.0 200 OK\r\nTo: a\r", true);
	g_assert_cmphex(message->oddities, ==, ODDITY_NO_END);
	g_free(message);
	message = parsed("SIP/2.0 200 OK\nTo: \xff\r", true);
	g_assert_cmphex(message->oddities, ==, ODDITY_NO_END | ODDITY_BARE_LF | ODDITY_NON_ASCII);
	g_free(message);
}

static void
a_line_that_was_cut_is_dropped(void)
{
	struct message *message = parsed("GET / HTTP/1.1\r\nAccept: x\r\nHost: www.exa", true);
	struct slice value;

	g_assert_true(message_field(message, FIELD_HOST, &value));
	message_drop_cut_line(message);
	g_assert_false(message_field(message, FIELD_HOST, &value));
	g_assert_cmpuint(message->field_count, ==, 1);
	/* What is left has its end. */
	g_free(message);
	message = parsed("GET / HTTP/1.1\r\nHost: a\r\n", true);
	message_drop_cut_line(message);
	g_assert_true(message_field(message, FIELD_HOST, &value));
	g_free(message);
	/* Of two fields of one name the first one stays. */
	message = parsed("SIP/2.0 200 OK\r\nVia: a\r\nVia: b", true);
	message_drop_cut_line(message);
	g_assert_true(message_field(message, FIELD_VIA, &value));
	assert_slice(value, "a");
	g_free(message);
	message = parsed("GET / HTTP/1.1", true);
	message_drop_cut_line(message);
	g_assert_cmpuint(message->field_count, ==, 0);
	g_free(message);
}

static void
folded_values_go_on_over_lines(void)
{
	struct message *message = parsed(
		"SIP/2.0 200 OK\r\nTo:\r\n\t<sip:a>\r\n ;tag=1 \r\nFrom: b\r\n   \r\n\r\n", false);
	struct slice value;

	g_assert_true(message_field(message, FIELD_TO, &value));
	assert_slice(value, "<sip:a>\r\n ;tag=1");
	g_assert_true(message->fields[0].folded);
	g_assert_true(message_field(message, FIELD_FROM, &value));
	assert_slice(value, "b");
	g_free(message);
}

static void
a_continuation_of_nothing_is_passed_over(void)
{
	struct message *message = parsed(
		"SIP/2.0 200 OK\r\n To: a\r\nno colon\r\n From: b\r\nCSeq: 1 ACK\r\n\r\n", false);
	struct slice value;

	g_assert_false(message_field(message, FIELD_TO, &value));
	g_assert_false(message_field(message, FIELD_FROM, &value));
	g_assert_true(message_field(message, FIELD_CSEQ, &value));
	g_assert_cmpuint(message->field_count, ==, 1);
	g_free(message);
}

static void
fields_are_found_by_id_and_by_name(void)
{
	struct message *message = parsed("SIP/2.0 200 OK\r\nx-a: 1\r\nX-A: 2\r\ni: c\r\nVia:\r\nv: d\r\n\r\n",
									 false);
	struct slice value;

	g_assert_true(message_field_named(message, "X-a", &value));
	assert_slice(value, "1");
	g_assert_true(message_field_named(message, "call-id", &value));
	assert_slice(value, "c");
	g_assert_true(message_field(message, FIELD_VIA, &value));
	assert_slice(value, "");
	g_assert_false(message_field_named(message, "X-B", &value));
	g_assert_false(message_field(message, FIELD_TO, &value));
	g_free(message);
}

static void
compact_names_mean_nothing_in_http(void)
{
	struct message *message = parsed("HTTP/1.1 200 OK\r\nl: 5\r\n\r\n", false);
	struct slice value;

	g_assert_false(message_field(message, FIELD_CONTENT_LENGTH, &value));
	g_assert_true(message_field_named(message, "L", &value));
	g_free(message);
}

static void
list_values_are_walked_over_all_fields(void)
{
	struct message *message = parsed("SIP/2.0 200 OK\r\n"
									 "Contact: \"A, B\" <sip:a,b@c>, sip:d\r\n"
									 "To: x\r\n"
									 "m: , ,\r\n"
									 "Contact:\r\n"
									 "m: e ,(f, g) h\r\n\r\n",
									 false);
	static const char *const wanted[] = {"\"A, B\" <sip:a,b@c>", "sip:d", "e", "(f, g) h"};
	struct field_walk walk = {0};
	struct slice value;

	for (unsigned i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_assert_true(message_next_value(message, FIELD_CONTACT, &walk, &value));
		assert_slice(value, wanted[i]);
	}
	g_assert_false(message_next_value(message, FIELD_CONTACT, &walk, &value));
	g_assert_false(message_next_value(message, FIELD_CONTACT, &walk, &value));
	walk = (struct field_walk){0};
	g_assert_false(message_next_value(message, FIELD_VIA, &walk, &value));
	g_free(message);
}

static void
tokens_are_found_in_lists(void)
{
	struct message *message = parsed("HTTP/1.1 200 OK\r\n"
									 "Connection: keep-alive, Upgrade\r\n"
									 "Transfer-Encoding: gzip;q=1 , Chunked ;a\r\n\r\n",
									 false);

	g_assert_true(message_has_token(message, FIELD_CONNECTION, "upgrade"));
	g_assert_true(message_has_token(message, FIELD_TRANSFER_ENCODING, "chunked"));
	g_assert_true(message_has_token(message, FIELD_TRANSFER_ENCODING, "gzip"));
	g_assert_false(message_has_token(message, FIELD_CONNECTION, "close"));
	g_assert_false(message_has_token(message, FIELD_TE, "close"));
	g_free(message);
}

static void
numbers_are_whole_and_within_their_limit(void)
{
	struct message *message = parsed(
		"HTTP/1.1 200 OK\r\nContent-Length: 0070\r\nExpires: 5, 5\r\nAge: 1\r\n\r\n", false);
	uint64_t number;

	g_assert_true(message_number(message, FIELD_CONTENT_LENGTH, 70, &number));
	g_assert_cmpuint(number, ==, 70);
	g_assert_false(message_number(message, FIELD_CONTENT_LENGTH, 69, &number));
	g_assert_false(message_number(message, FIELD_EXPIRES, 70, &number));
	g_assert_false(message_number(message, FIELD_RETRY_AFTER, 70, &number));
	g_free(message);
}

static void
fields_beyond_the_limit_are_left_out(void)
{
	GString *text = g_string_new("HTTP/1.1 200 OK\r\n");

	for (unsigned i = 0; i < MESSAGE_FIELDS_MAX; i++)
		g_string_append(text, "A: b\r\n");
	g_string_append(text, "\r\n");
	struct message *message = parsed(text->str, false);
	g_assert_cmphex(message->oddities, ==, 0);
	g_assert_cmpuint(message->field_count, ==, MESSAGE_FIELDS_MAX);
	g_free(message);
	g_string_insert(text, (gssize)text->len - 2, "Host: c\r\n d\r\n");
	message = parsed(text->str, false);
	g_assert_cmphex(message->oddities, ==, ODDITY_TOO_MANY_FIELDS | ODDITY_FOLDED);
	g_assert_cmpuint(message->field_count, ==, MESSAGE_FIELDS_MAX);
	g_assert_cmpuint(message_first_field(message, FIELD_HOST), ==, 0);
	g_assert_false(message->fields[MESSAGE_FIELDS_MAX - 1].folded);
	g_free(message);
	g_string_free(text, TRUE);
}

static void
a_name_too_long_for_a_field_is_passed_over(void)
{
	char *name = g_strnfill(70000, 'n');
	char *text = g_strconcat("HTTP/1.1 200 OK\r\n", name, ": v\r\nHost: h\r\n\r\n", NULL);
	struct message *message = parsed(text, false);

	g_assert_cmphex(message->oddities, ==, ODDITY_NO_COLON);
	g_assert_cmpuint(message->field_count, ==, 1);
	g_free(message);
	g_free(text);
	g_free(name);
}

static const char *const whole[] = {
	"INVITE sip:b@c SIP/2.0\r\nv: SIP/2.0/UDP 192.0.2.1\r\nTo : <sip:b@c>\r\n ;tag=1\r\nl: 0\r\n\r\n",
	"SIP/2.0 200 OK\r\n\r\n",
	"HTTP/1.1 404 Not Found\nServer: x\n\n",
	"\r\n\r\nPOST /a HTTP/1.0\r\nHost: \xff\r\nodd line\r\n: v\r\n\r\n",
	"!interesting-Method0123456789_*+`.%indeed'~ sip:a SIP/2.0\r\n\r\n",
};

static void
every_prefix_is_incomplete_and_nothing_behind_it_is_read(void)
{
	struct message *message = g_new(struct message, 1);
	char *guard = guarded_end(GUARDED);
	size_t end;

	for (unsigned i = 0; i < G_N_ELEMENTS(whole); i++) {
		size_t length = strlen(whole[i]);
		for (size_t n = 0; n <= length; n++) {
			struct slice prefix = {guard - n, n};
			memcpy(guard - n, whole[i], n);
			enum message_outcome begins = message_begins(prefix);
			g_assert_cmpint(begins, !=, MESSAGE_MALFORMED);
			enum message_outcome outcome = message_parse(message, prefix, false, &end);
			g_assert_cmpint(outcome, ==, n < length ? MESSAGE_INCOMPLETE : MESSAGE_PARSED);
			message_parse(message, prefix, true, &end);
		}
		g_assert_cmpuint(end, ==, length);
	}
	g_free(message);
}

static void
every_byte_changed_to_every_other_does_no_harm(void)
{
	struct message *message = g_new(struct message, 1);
	char *guard = guarded_end(GUARDED);
	size_t end;

	for (unsigned i = 0; i < G_N_ELEMENTS(whole); i++) {
		size_t length = strlen(whole[i]);
		char *copy = guard - length;
		memcpy(copy, whole[i], length);
		for (size_t at = 0; at < length; at++) {
			for (int c = 0; c < 256; c++) {
				copy[at] = (char)c;
				for (int all_there = 0; all_there < 2; all_there++) {
					enum message_outcome outcome = message_parse(message, (struct slice){copy, length},
																 all_there, &end);
					g_assert_true(!all_there || outcome != MESSAGE_INCOMPLETE);
					g_assert_cmpuint(end, <=, length);
				}
				message_begins((struct slice){copy + at, length - at});
			}
			copy[at] = whole[i][at];
		}
	}
	g_free(message);
}

static void
what_may_begin_a_message_is_told_cheaply(void)
{
	static const struct {
		const char *text;
		enum message_outcome outcome;
	} cases[] = {
		{"", MESSAGE_INCOMPLETE},
		{"\r\n", MESSAGE_INCOMPLETE},
		{"SIP", MESSAGE_INCOMPLETE},
		{"sip/2.0", MESSAGE_PARSED},
		{"HTTP/1.1 200 OK\r\n", MESSAGE_PARSED},
		{"http/1.1 200 OK\r\n", MESSAGE_MALFORMED},
		{"RTSP/1.0 200 OK\r\n", MESSAGE_MALFORMED},
		{"\r\n\r\nINVITE sip:a", MESSAGE_PARSED},
		{"INVITE", MESSAGE_INCOMPLETE},
		{"INVITE ", MESSAGE_INCOMPLETE},
		{"INVITE \r\n", MESSAGE_MALFORMED},
		{"PRI * HTTP/2.0\r\n", MESSAGE_MALFORMED},
		{"PRI / HTTP/1.1\r\n", MESSAGE_PARSED},
		{"\x16\x03\x01\x02", MESSAGE_MALFORMED},
		{"\x80\x08\x12\x34", MESSAGE_MALFORMED},
		{"M\x01\x00", MESSAGE_MALFORMED},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", MESSAGE_MALFORMED},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i].text);
		g_assert_cmpint(message_begins(slice_of(cases[i].text)), ==, cases[i].outcome);
	}
}

static void
methods_are_case_sensitive(void)
{
	g_assert_cmpint(method_find(SLICE("INVITE")), ==, METHOD_INVITE);
	g_assert_cmpint(method_find(SLICE("invite")), ==, METHOD_OTHER);
	g_assert_cmpint(method_find(SLICE("INVITED")), ==, METHOD_OTHER);
	g_assert_cmpint(method_find(SLICE("MESSAGE")), ==, METHOD_MESSAGE);
	g_assert_cmpint(method_find((struct slice){NULL, 0}), ==, METHOD_OTHER);
	for (enum method method = METHOD_OTHER + 1; method < METHOD_COUNT; method++) {
		char *text = g_strdup(method_name(method));
		g_assert_cmpint(method_find(slice_of(text)), ==, method);
		for (size_t at = 0; text[at]; at++) {
			text[at] ^= 0x20;
			g_assert_cmpint(method_find(slice_of(text)), ==, METHOD_OTHER);
			text[at] ^= 0x20;
			g_assert_cmpint(method_find((struct slice){text, at}), ==, METHOD_OTHER);
		}
		g_free(text);
	}
}

static void
endpoints_are_written_with_their_port(void)
{
	struct endpoint v4 = {{4, {192, 0, 2, 1}}, 5060};
	struct endpoint v6 = {{6, {0x20, 0x01, 0x0d, 0xb8, [15] = 1}}, 65535};
	struct endpoint mapped = {{6, {[10] = 0xff, 0xff, 255, 255, 255, 255}}, 65535};
	struct endpoint none = {{0, {0}}, 0};
	char text[ENDPOINT_TEXT_SIZE];

	g_assert_cmpstr(endpoint_text(&v4, text), ==, "192.0.2.1:5060");
	g_assert_cmpstr(endpoint_text(&v6, text), ==, "[2001:db8::1]:65535");
	g_assert_cmpstr(endpoint_text(&mapped, text), ==, "[::ffff:255.255.255.255]:65535");
	g_assert_cmpstr(endpoint_text(&none, text), ==, "?:0");
}

static void
endpoints_are_equal_when_family_address_and_port_are(void)
{
	struct endpoint a = {{4, {192, 0, 2, 1}}, 5060}, b = a;

	g_assert_true(endpoint_equal(&a, &b));
	b.port++;
	g_assert_false(endpoint_equal(&a, &b));
	g_assert_true(address_equal(&a.address, &b.address));
	b.address.family = 6;
	g_assert_false(address_equal(&a.address, &b.address));
	b = a;
	b.address.bytes[3]++;
	g_assert_false(endpoint_equal(&a, &b));
}

static void
names_are_the_words_of_the_output(void)
{
	g_assert_cmpstr(protocol_name(PROTOCOL_HTTP), ==, "http");
	g_assert_cmpstr(protocol_name(PROTOCOL_SIP), ==, "sip");
	g_assert_cmpstr(transport_name(TRANSPORT_UDP), ==, "udp");
	g_assert_cmpstr(transport_name(TRANSPORT_WEBSOCKET), ==, "websocket");
	g_assert_cmpstr(transport_name(TRANSPORT_SCTP), ==, "sctp");
}

#define ADD(title, function) g_test_add_func("/message/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("a request line has method, target and version", a_request_line_has_method_target_and_version);
	ADD("a status line has code and reason", a_status_line_has_code_and_reason);
	ADD("what departs from the grammar is told", what_departs_from_the_grammar_is_told);
	ADD("an odd byte is seen at any place", an_odd_byte_is_seen_at_any_place);
	ADD("what is no message is refused with its place", what_is_no_message_is_refused_with_its_place);
	ADD("a datagram may end before the empty line", a_datagram_may_end_before_the_empty_line);
	ADD("a line that was cut is dropped", a_line_that_was_cut_is_dropped);
	ADD("folded values go on over lines", folded_values_go_on_over_lines);
	ADD("a continuation of nothing is passed over", a_continuation_of_nothing_is_passed_over);
	ADD("fields are found by id and by name", fields_are_found_by_id_and_by_name);
	ADD("compact names mean nothing in HTTP", compact_names_mean_nothing_in_http);
	ADD("list values are walked over all fields", list_values_are_walked_over_all_fields);
	ADD("tokens are found in lists", tokens_are_found_in_lists);
	ADD("numbers are whole and within their limit", numbers_are_whole_and_within_their_limit);
	ADD("fields beyond the limit are left out", fields_beyond_the_limit_are_left_out);
	ADD("a name too long for a field is passed over", a_name_too_long_for_a_field_is_passed_over);
	ADD("every prefix is incomplete, and nothing behind it is read",
		every_prefix_is_incomplete_and_nothing_behind_it_is_read);
	ADD("every byte changed to every other does no harm", every_byte_changed_to_every_other_does_no_harm);
	ADD("what may begin a message is told cheaply", what_may_begin_a_message_is_told_cheaply);
	ADD("methods are case-sensitive", methods_are_case_sensitive);
	ADD("endpoints are written with their port", endpoints_are_written_with_their_port);
	ADD("endpoints are equal when family, address and port are",
		endpoints_are_equal_when_family_address_and_port_are);
	ADD("names are the words of the output", names_are_the_words_of_the_output);
	return g_test_run();
}
