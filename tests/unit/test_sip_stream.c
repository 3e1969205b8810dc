/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/sip_stream.h"

#include "tests/unit/conversation.h"

#define VIA     "Via: SIP/2.0/TCP a;branch=z9hG4bK1\r\n"
#define OPTIONS "OPTIONS sip:b SIP/2.0\r\n" VIA "Content-Length: 0\r\n\r\n"
#define OK      "SIP/2.0 200 OK\r\n" VIA "l: 5\r\n\r\nv=0\r\n"

/* A datagram in frame 1; `missing` bytes of it were cut off by the snap length. */
static bool
datagram(struct conversation *c, const char *text, uint32_t missing)
{
	struct packet packet = {.frame = 1};
	struct datagram datagram = {.packet = &packet, .first_frame = 1};
	size_t length = strlen(text);
	char *copy = g_memdup2(text, length);
	bool found = sip_datagram(&c->reading, &datagram, (struct slice){copy, length}, missing > 0);

	g_free(copy);
	return found;
}

static void
a_datagram_is_a_message(void)
{
	struct conversation *c = conversation_new();

	g_assert_true(datagram(c, OK, 0));
	g_assert_true(datagram(c, "SIP/2.0 180 Ringing\r\n" VIA "\r\n", 0));
	conversation_expect(c, "200 1 body 5 \"v=0\r\n\" over udp\n180 1 over udp\n");
}

static void
what_stands_behind_the_body_of_a_datagram_is_not_read(void)
{
	struct conversation *c = conversation_new();

	g_assert_true(datagram(c, OPTIONS OPTIONS, 0));
	conversation_expect(c, "OPTIONS 1 over udp\n");
}

static void
a_datagram_that_ends_too_early_is_a_message_all_the_same(void)
{
	struct conversation *c = conversation_new();

	g_assert_true(datagram(c, "SIP/2.0 200 OK\r\n" VIA "Content-Length: 500\r\n\r\nv=0", 0));
	g_assert_true(datagram(c, "SIP/2.0 200 OK\r\n" VIA "Content-Length: 500\r\n\r\nv=0", 497));
	g_assert_true(datagram(c, "SIP/2.0 200 OK\r\n" VIA "Content-Le", 100));
	conversation_expect(c, "200 1 body 3 \"v=0\" over udp\n"
						   "200 1 body 3 \"v=0\" over udp truncated\n"
						   "200 1 over udp truncated\n");
}

static void
other_datagrams_are_none(void)
{
	struct conversation *c = conversation_new();

	g_assert_false(datagram(c, "\r\n\r\n", 0));
	g_assert_false(datagram(c, "", 0));
	g_assert_false(datagram(c, "\x80\x60\x12\x34rtp", 0));
	g_assert_false(datagram(c, "NOTIFY * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\n\r\n", 0));
	g_assert_false(datagram(c, "HTTP/1.1 200 OK\r\nST: upnp\r\n\r\n", 0));
	conversation_expect(c, "");
}

static void
a_stream_may_hold_several_messages_in_a_segment(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, OPTIONS "\r\n\r\n" OPTIONS);
	say(c, SERVER, 2, OK OK);
	conversation_expect(c, "OPTIONS 1\nOPTIONS 1\n200 2 body 5 \"v=0\r\n\"\n200 2 body 5 \"v=0\r\n\"\n");
}

static void
a_message_is_the_same_however_it_is_cut_into_segments(void)
{
	for (size_t size = 1; size < strlen(OK OPTIONS OK); size++) {
		struct conversation *c = conversation_new();
		uint32_t end = say_in_pieces(c, SERVER, 1, OK OPTIONS OK, size);
		char **lines = g_strsplit(c->text->str, "\n200", -1);
		g_assert_cmpuint(g_strv_length(lines), ==, 2);
		g_assert_nonnull(strstr(lines[0], " body 5 \"v=0\r\n\"\nOPTIONS "));
		g_assert_true(g_str_has_suffix(lines[1], " body 5 \"v=0\r\n\"\n"));
		g_assert_cmpuint(end, >, 1);
		g_strfreev(lines);
		stream_pair_clear(&c->pair);
		g_string_free(c->text, TRUE);
		g_free(c);
	}
}

static void
a_message_without_length_has_no_body_in_a_stream(void)
{
	struct conversation *c = conversation_new();

	say(c, SERVER, 1, "SIP/2.0 200 OK\r\n" VIA "\r\nv=0\r\no=- 1 1 IN IP4 a\r\n" OK);
	conversation_expect(c, "200 1\nlost 23 in 1\n200 1 body 5 \"v=0\r\n\"\n");
}

static void
keep_alives_between_messages_are_nothing(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "\r\n\r\n");
	say(c, SERVER, 2, "\r\n");
	say(c, CLIENT, 3, OPTIONS);
	g_assert_cmpuint(c->counts.passed_over, ==, 0);
	conversation_expect(c, "OPTIONS 3\n");
}

static void
a_large_body_is_passed_over(void)
{
	struct conversation *c = conversation_new();
	char *rest = g_strnfill(50000, 'x');

	say(c, CLIENT, 1, "MESSAGE sip:b SIP/2.0\r\n" VIA "Content-Length: 100000\r\n\r\n");
	say(c, CLIENT, 2, rest);
	say(c, CLIENT, 3, rest);
	say(c, CLIENT, 4, OPTIONS);
	g_free(rest);
	g_assert_nonnull(strstr(c->text->str, "MESSAGE 1-3 body 65536 \"xxx"));
	g_assert_true(g_str_has_suffix(c->text->str, "\"\nOPTIONS 4\n"));
	conversation_expect(c, c->text->str);
}

static void
a_hole_in_a_body_is_counted_through(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "MESSAGE sip:b SIP/2.0\r\n" VIA "Content-Length: 10\r\n\r\n01234");
	lose(c, CLIENT, 2, 3);
	say(c, CLIENT, 2, "89" OPTIONS);
	conversation_expect(c, "MESSAGE 1 body 5 \"01234\" truncated gap-in-body\nlost 3 in 2\nOPTIONS 2\n");
}

static void
a_hole_in_a_head_leaves_what_was_before_it(void)
{
	struct conversation *c = conversation_new();

	say(c, SERVER, 1, "SIP/2.0 486 Busy Here\r\n" VIA "Fro");
	lose(c, SERVER, 2, 300);
	say(c, SERVER, 2, "tag=1\r\n\r\n");
	say(c, SERVER, 3, OK);
	conversation_expect(c,
						"486 1 truncated\nlost 300 in 2\nlost 9 in 2\n200 3 body 5 \"v=0\r\n\" gap-before\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sip stream/a datagram is a message", a_datagram_is_a_message);
	g_test_add_func("/sip stream/what stands behind the body of a datagram is not read",
					what_stands_behind_the_body_of_a_datagram_is_not_read);
	g_test_add_func("/sip stream/a datagram that ends too early is a message all the same",
					a_datagram_that_ends_too_early_is_a_message_all_the_same);
	g_test_add_func("/sip stream/other datagrams are none", other_datagrams_are_none);
	g_test_add_func("/sip stream/a stream may hold several messages in a segment",
					a_stream_may_hold_several_messages_in_a_segment);
	g_test_add_func("/sip stream/a message is the same however it is cut into segments",
					a_message_is_the_same_however_it_is_cut_into_segments);
	g_test_add_func("/sip stream/a message without length has no body in a stream",
					a_message_without_length_has_no_body_in_a_stream);
	g_test_add_func("/sip stream/keep-alives between messages are nothing",
					keep_alives_between_messages_are_nothing);
	g_test_add_func("/sip stream/a large body is passed over", a_large_body_is_passed_over);
	g_test_add_func("/sip stream/a hole in a body is counted through", a_hole_in_a_body_is_counted_through);
	g_test_add_func("/sip stream/a hole in a head leaves what was before it",
					a_hole_in_a_head_leaves_what_was_before_it);
	return g_test_run();
}
