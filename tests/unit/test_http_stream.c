/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/conversation.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static void
a_body_is_counted_by_its_length(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	say(c, CLIENT, 3, GET);
	say(c, SERVER, 4, "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhe");
	say(c, SERVER, 5, "llo");
	conversation_expect(c, "GET 1\n200 2 body 5\nGET 3\n404 4-5 body 5\n");
}

static void
a_message_is_the_same_however_it_is_cut_into_segments(void)
{
	static const char text[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
							   "5;name=\"v\"\r\nhello\r\n0a\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
							   "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc";

	for (size_t size = 1; size < sizeof text; size++) {
		struct conversation *c = conversation_new();
		say(c, CLIENT, 1, GET GET);
		say_in_pieces(c, SERVER, 2, text, size);
		g_assert_nonnull(strstr(c->text->str, "200 2"));
		g_assert_nonnull(strstr(c->text->str, " body 15\n404 "));
		g_assert_true(g_str_has_suffix(c->text->str, " body 3\n"));
		stream_pair_clear(&c->pair);
		g_string_free(c->text, TRUE);
		g_free(c);
	}
}

static void
pipelined_messages_in_one_segment_are_told_apart(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc" GET);
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 204 No Content\r\n\r\n");
	say(c, SERVER, 3, "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n");
	conversation_expect(c, "GET 1\nPOST 1 body 3\nGET 1\n200 2 body 2\n204 2\n304 3\n");
}

static void
an_answer_to_head_has_no_body_whatever_it_says(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "HEAD / HTTP/1.1\r\n\r\n" GET);
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
	say(c, SERVER, 3, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	conversation_expect(c, "HEAD 1\nGET 1\n200 2\n200 3 body 5\n");
}

static void
an_interim_answer_does_not_use_up_its_request(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "HEAD / HTTP/1.1\r\n\r\n");
	say(c, SERVER, 2, "HTTP/1.1 103 Early Hints\r\n\r\n");
	say(c, SERVER, 3, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
	say(c, SERVER, 4, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "HEAD 1\n103 2\n200 3\n408 4\n");
}

static void
an_answer_to_a_head_that_was_not_seen_is_recognised_by_the_next_answer(void)
{
	struct conversation *c = conversation_new();

	c->pair.sides_seen = 1 << SERVER;
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
	say(c, SERVER, 3, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	say(c, SERVER, 4, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	conversation_expect(c, "200 2 one-sided\n200 3 one-sided\n200 4 body 5 one-sided\n");
}

static void
a_body_without_length_ends_with_the_connection(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	say(c, SERVER, 2, "HTTP/1.0 200 OK\r\n\r\n");
	say(c, SERVER, 3, "0123456789");
	finish(c, SERVER, 4, STREAM_END_FIN);
	conversation_expect(c, "GET 1\n200 2-4 body 10\n");
}

static void
a_body_that_is_cut_off_is_told_where_it_was_last_seen(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
	say(c, SERVER, 3, "0123456789");
	finish(c, SERVER, 9, STREAM_END_BREAK);
	conversation_expect(c, "GET 1\n200 2-3 body 10 truncated\n");
}

static void
a_head_that_is_cut_off_behind_its_first_line_is_told(void)
{
	struct conversation *c = conversation_new();

	say(c, SERVER, 2, "HTTP/1.1 503 Service Unavailable\r\nRetry-Af");
	say(c, CLIENT, 3, "GET /not-even-a-li");
	finish(c, SERVER, 9, STREAM_END_BREAK);
	finish(c, CLIENT, 9, STREAM_END_BREAK);
	conversation_expect(c, "503 2 truncated\nlost 18 in 3\n");
}

static void
a_server_that_forgets_the_length_is_understood_by_its_next_answer(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	say(c, SERVER, 2, "HTTP/1.1 401 Unauthorized\r\n\r\nno");
	say(c, CLIENT, 3, GET);
	say(c, SERVER, 4, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "GET 1\nGET 3\n401 2 body 2\n200 4\n");
}

static void
chunked_wins_over_a_length(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1,
		"POST / HTTP/1.1\r\nContent-Length: 99\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3\nabc\n0\n\n");
	say(c, CLIENT, 2, GET);
	conversation_expect(c, "POST 1 body 3\nGET 2\n");
}

static void
lengths_that_say_the_same_are_one_length(void)
{
	struct conversation *c = conversation_new();

	say(c, SERVER, 1, "HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\nContent-Length: 3\r\n\r\nabc");
	say(c, SERVER, 2, "HTTP/1.1 204 No Content\r\n\r\n");
	conversation_expect(c, "200 1 body 3\n204 2\n");
}

static void
lengths_that_contradict_each_other_lose_the_framing_once(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET GET);
	say(c, SERVER, 2,
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcHTTP/1.1 404 No\r\n\r\n");
	say(c, SERVER, 3, "more of what is not understood");
	say(c, SERVER, 4, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\n");
	conversation_expect(c, "GET 1\nGET 1\n200 2\nframing lost in 2\n200 4 gap-before\n");
}

static void
a_length_that_is_no_number_leaves_it_to_the_connection_to_end_the_body(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc");
	finish(c, SERVER, 3, STREAM_END_FIN);
	conversation_expect(c, "GET 1\n200 2-3 body 3\n");
}

static void
a_chunk_without_a_size_loses_the_framing(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
	say(c, SERVER, 3, "no size\r\n");
	conversation_expect(c, "GET 1\n200 2 body 3 truncated\nframing lost in 3\n");
}

static void
a_chunk_size_that_nobody_can_count_to_loses_the_framing(void)
{
	struct conversation *c = conversation_new();

	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc");
	conversation_expect(c, "200 2 truncated\nframing lost in 2\n");
}

static void
a_hole_in_a_body_of_known_length_is_counted_through(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET GET);
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
	lose(c, SERVER, 3, 80);
	say(c, SERVER, 3, "0123456789HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "GET 1\nGET 1\nlost 80 in 3\n200 2-3 body 100 gap-in-body\n404 3\n");
}

static void
behind_a_hole_only_the_beginning_of_a_segment_begins_a_message(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	lose(c, SERVER, 2, 500);
	say(c, SERVER, 2, "the end of a body HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	say(c, SERVER, 3, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "GET 1\nlost 500 in 2\nlost 56 in 2\n404 3 gap-before\n");
}

static void
of_a_head_that_was_cut_the_status_is_enough(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET GET);
	say(c, SERVER, 2, "HTTP/1.1 417 Expectation Fail");
	lose(c, SERVER, 3, 100);
	say(c, SERVER, 4, "HTTP/1.1 20");
	lose(c, SERVER, 5, 100);
	conversation_expect(c, "GET 1\nGET 1\n417 2 truncated\nlost 100 in 3\nlost 11 in 4\nlost 100 in 5\n");
}

static void
a_hole_larger_than_the_body_ends_it(void)
{
	struct conversation *c = conversation_new();

	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
	lose(c, SERVER, 3, 200);
	say(c, SERVER, 3, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "200 2 body 10 truncated gap-in-body\nlost 200 in 3\n404 3 gap-before\n");
}

static void
bytes_that_belong_to_no_message_are_passed_over(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET GET);
	say(c, SERVER, 2,
		"HTTP/1.1 304 Not Modified\r\n\r\n<p>a body all the same</p>HTTP/1.1 200 OK\r\n"
		"Content-Length: 0\r\n\r\n");
	g_assert_cmpuint(c->counts.passed_over, ==, strlen("<p>a body all the same</p>"));
	conversation_expect(c, "GET 1\nGET 1\n304 2\nlost 26 in 2\n200 2\n");
}

static void
a_message_behind_other_bytes_is_found_at_a_line_or_at_its_version(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET "what\nis HTTP/1. this\n" GET);
	say(c, SERVER, 2,
		"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.x HTTP/1.yHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "GET 1\nlost 5 in 1\nGET 1\n204 2\nlost 9 in 2\n200 2 gap-before\n");
}

static void
a_refused_client_that_waited_to_be_told_may_ask_something_else(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "PUT / HTTP/1.1\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n");
	say(c, SERVER, 2, "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
	say(c, CLIENT, 3, GET);
	conversation_expect(c, "417 2\nPUT 1\nGET 3\n");
}

static void
a_body_that_begins_after_its_head_is_told_for_requests(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "PUT / HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
	say(c, SERVER, 2, "HTTP/1.1 100 Continue\r\n\r\n");
	say(c, CLIENT, 3, "ab");
	say(c, CLIENT, 4, "cd");
	say(c, SERVER, 5, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
	say(c, SERVER, 6, "ab");
	conversation_expect(c, "100 2\nbody began in 3\nPUT 1-4 body 4\n200 5-6 body 2\n");
}

static void
a_tunnel_that_carries_tls_is_not_read_on(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "CONNECT a:443 HTTP/1.1\r\n\r\n");
	say(c, SERVER, 2, "HTTP/1.1 200 Connection established\r\nContent-Length: 10\r\n\r\n");
	say(c, CLIENT, 3, "\x16\x03\x01\x02");
	say(c, SERVER, 4, "HTTP/1.1 200 OK\r\n\r\n");
	conversation_expect(c, "CONNECT 1\n200 2\ntls in 3\n");
}

static void
http_in_a_tunnel_is_read(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "CONNECT a:80 HTTP/1.1\r\n\r\n");
	say(c, SERVER, 2, "HTTP/1.1 200 Connection established\r\n\r\n");
	say(c, CLIENT, 3, GET);
	say(c, SERVER, 4, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "CONNECT 1\n200 2\nGET 3\n404 4\n");
}

static void
a_refused_tunnel_stays_http(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "CONNECT a:80 HTTP/1.1\r\n\r\n");
	say(c, SERVER, 2, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno");
	say(c, CLIENT, 3, "CONNECT a:80 HTTP/1.1\r\nProxy-Authorization: Basic x\r\n\r\n");
	conversation_expect(c, "CONNECT 1\n407 2 body 2\nCONNECT 3\n");
}

static void
after_101_another_protocol_is_spoken(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
	say(c, SERVER, 2, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
	say(c, SERVER, 3, "\x81\x02hi");
	say(c, CLIENT, 4, GET);
	conversation_expect(c, "GET 1\n101 2\nswitched in 3\n");
}

static void
a_load_balancer_may_say_a_line_first(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "PROXY TCP4 192.0.2.1 192.0.2.2 1000 80\r\n" GET);
	conversation_expect(c, "GET 1\n");
}

static void
what_is_neither_http_nor_sip_is_soon_not_looked_at(void)
{
	struct conversation *c = conversation_new();

	for (uint32_t frame = 1; frame <= STREAM_REFUSED_MAX; frame++) {
		say(c, CLIENT, frame, "\x01\x02");
		say(c, SERVER, frame, "250 Ok\r\n");
	}
	g_assert_true(stream_pair_is_ignored(&c->pair, CLIENT));
	g_assert_cmpuint(stream_skips(&c->pair.streams[CLIENT]), ==, UINT64_MAX);
	conversation_expect(c, "");
}

static void
a_head_without_end_is_given_up(void)
{
	struct conversation *c = conversation_new();
	char *field = g_strnfill(3000, 'x');

	say(c, SERVER, 1, "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n");
	for (uint32_t frame = 2; frame < 100; frame++) {
		say(c, SERVER, frame, "X: ");
		say(c, SERVER, frame, field);
		say(c, SERVER, frame, "\r\n");
	}
	g_free(field);
	g_assert_null(c->pair.streams[SERVER].gathered);
	say(c, SERVER, 150, "HTTP/1.1 204 No Content\r\n\r\n");
	g_assert_cmpuint(c->counts.malformed_messages, ==, 1);
	conversation_expect(c, "204 1\nlost 264455 in 89\n204 150 gap-before\n");
}

static void
requests_wait_in_order_however_many(void)
{
	struct http_requests requests = {0};

	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 1000; i++)
			http_requests_push(&requests, i % 3 ? ASKED_OTHER : ASKED_HEAD);
		for (unsigned i = 0; i < 1000; i++)
			g_assert_cmpint(http_requests_pop(&requests), ==, i % 3 ? ASKED_OTHER : ASKED_HEAD);
		g_assert_cmpint(http_requests_pop(&requests), ==, ASKED_UNKNOWN);
	}
	for (unsigned i = 0; i < 2 * HTTP_REQUESTS_MAX; i++)
		http_requests_push(&requests, ASKED_OTHER);
	g_assert_cmpuint(requests.count, <=, HTTP_REQUESTS_MAX);
	http_requests_clear(&requests);
}

static void
what_a_body_has_too_much_does_not_swallow_the_next_answer(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	say(c, SERVER, 2, "HTTP/1.1 304 Not Modified\r\n\r\nnot modified");
	say(c, CLIENT, 3, GET);
	say(c, SERVER, 4, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
	say(c, CLIENT, 5, GET);
	say(c, SERVER, 6, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "GET 1\n304 2\nGET 3\nlost 12 in 4\n200 4 body 1\nGET 5\n404 6\n");
}

/* "HTTP/1.1" at the beginning of a segment may be the end of a request line. */
static void
a_request_line_may_be_divided_before_its_version(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "GET / ");
	say(c, CLIENT, 2, "HTTP/1.1\r\nHost: a\r\n\r\n");
	say(c, SERVER, 3, "HTTP/1.1 204 No Content\r\n\r\n");
	conversation_expect(c, "GET 1-2\n204 3\n");
}

static void
a_start_line_that_cannot_be_read_is_a_gap_before_the_next_answer(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, GET);
	say(c, SERVER, 2, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	say(c, CLIENT, 3, GET);
	say(c, SERVER, 4, "HTTP/1.1 OK\r\nContent-Length: 1\r\n\r\n2");
	say(c, CLIENT, 5, GET);
	say(c, SERVER, 6, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "GET 1\n200 2\nGET 3\nlost 35 in 4\nGET 5\n404 6 gap-before\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http stream/a body is counted by its length", a_body_is_counted_by_its_length);
	g_test_add_func("/http stream/a message is the same however it is cut into segments",
					a_message_is_the_same_however_it_is_cut_into_segments);
	g_test_add_func("/http stream/pipelined messages in one segment are told apart",
					pipelined_messages_in_one_segment_are_told_apart);
	g_test_add_func("/http stream/an answer to HEAD has no body whatever it says",
					an_answer_to_head_has_no_body_whatever_it_says);
	g_test_add_func("/http stream/an interim answer does not use up its request",
					an_interim_answer_does_not_use_up_its_request);
	g_test_add_func("/http stream/an answer to a HEAD that was not seen is recognised by the next answer",
					an_answer_to_a_head_that_was_not_seen_is_recognised_by_the_next_answer);
	g_test_add_func("/http stream/a body without length ends with the connection",
					a_body_without_length_ends_with_the_connection);
	g_test_add_func("/http stream/a body that is cut off is told where it was last seen",
					a_body_that_is_cut_off_is_told_where_it_was_last_seen);
	g_test_add_func("/http stream/a head that is cut off behind its first line is told",
					a_head_that_is_cut_off_behind_its_first_line_is_told);
	g_test_add_func("/http stream/a server that forgets the length is understood by its next answer",
					a_server_that_forgets_the_length_is_understood_by_its_next_answer);
	g_test_add_func("/http stream/chunked wins over a length", chunked_wins_over_a_length);
	g_test_add_func("/http stream/lengths that say the same are one length",
					lengths_that_say_the_same_are_one_length);
	g_test_add_func("/http stream/lengths that contradict each other lose the framing, once",
					lengths_that_contradict_each_other_lose_the_framing_once);
	g_test_add_func("/http stream/a length that is no number leaves it to the connection to end the body",
					a_length_that_is_no_number_leaves_it_to_the_connection_to_end_the_body);
	g_test_add_func("/http stream/a chunk without a size loses the framing",
					a_chunk_without_a_size_loses_the_framing);
	g_test_add_func("/http stream/a chunk size that nobody can count to loses the framing",
					a_chunk_size_that_nobody_can_count_to_loses_the_framing);
	g_test_add_func("/http stream/a hole in a body of known length is counted through",
					a_hole_in_a_body_of_known_length_is_counted_through);
	g_test_add_func("/http stream/behind a hole only the beginning of a segment begins a message",
					behind_a_hole_only_the_beginning_of_a_segment_begins_a_message);
	g_test_add_func("/http stream/a hole larger than the body ends it", a_hole_larger_than_the_body_ends_it);
	g_test_add_func("/http stream/bytes that belong to no message are passed over",
					bytes_that_belong_to_no_message_are_passed_over);
	g_test_add_func("/http stream/a message behind other bytes is found, at a line or at its version",
					a_message_behind_other_bytes_is_found_at_a_line_or_at_its_version);
	g_test_add_func("/http stream/a refused client that waited to be told may ask something else",
					a_refused_client_that_waited_to_be_told_may_ask_something_else);
	g_test_add_func("/http stream/a body that begins after its head is told, for requests",
					a_body_that_begins_after_its_head_is_told_for_requests);
	g_test_add_func("/http stream/a tunnel that carries TLS is not read on",
					a_tunnel_that_carries_tls_is_not_read_on);
	g_test_add_func("/http stream/HTTP in a tunnel is read", http_in_a_tunnel_is_read);
	g_test_add_func("/http stream/a refused tunnel stays HTTP", a_refused_tunnel_stays_http);
	g_test_add_func("/http stream/after 101 another protocol is spoken",
					after_101_another_protocol_is_spoken);
	g_test_add_func("/http stream/a load balancer may say a line first",
					a_load_balancer_may_say_a_line_first);
	g_test_add_func("/http stream/what is neither HTTP nor SIP is soon not looked at",
					what_is_neither_http_nor_sip_is_soon_not_looked_at);
	g_test_add_func("/http stream/a head without end is given up", a_head_without_end_is_given_up);
	g_test_add_func("/http stream/what a body has too much does not swallow the next answer",
					what_a_body_has_too_much_does_not_swallow_the_next_answer);
	g_test_add_func("/http stream/a request line may be divided before its version",
					a_request_line_may_be_divided_before_its_version);
	g_test_add_func("/http stream/a start line that cannot be read is a gap before the next answer",
					a_start_line_that_cannot_be_read_is_a_gap_before_the_next_answer);
	g_test_add_func("/http stream/of a head that was cut the status is enough",
					of_a_head_that_was_cut_the_status_is_enough);
	g_test_add_func("/http stream/requests wait in order, however many", requests_wait_in_order_however_many);
	return g_test_run();
}
