/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_order.h"

#include <glib.h>

#define GET "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"

static struct message request, response;

/* A request whose first byte has this sequence number, and a response whose first packet acknowledges that one. */
static void
tell(const char *head, uint32_t sequence, uint32_t acknowledged)
{
	size_t end;

	g_assert_cmpint(message_parse(&request, slice_of(head), false, &end), ==, MESSAGE_PARSED);
	request.body_length = 0;
	request.seen = (struct sighting){.frame = 4, .first_frame = 4, .client_sequence = sequence};
	response = (struct message){.is_response = true, .status = 200};
	response.seen = (struct sighting){.frame = 5, .first_frame = 5, .client_sequence = acknowledged};
}

/* The capture has the response first. */
static void
swap(void)
{
	response.seen.frame = response.seen.first_frame = 3;
}

static void
an_answer_acknowledges_its_request(void)
{
	tell(GET, 1000, 1000 + strlen(GET));
	g_assert_true(response_acknowledges_all(&response, &request));
	g_assert_false(response_acknowledges_more(&response, &request));
	g_assert_false(response_came_before(&response, &request, true));
	swap();
	g_assert_false(response_came_before(&response, &request, true));
	g_assert_false(response_came_before(&response, &request, false));
}

static void
an_answer_may_come_before_its_request_is_complete(void)
{
	tell("POST / HTTP/1.1\r\nContent-Length: 9000\r\n\r\n", 1000, 1100);
	request.body_length = 9000;
	g_assert_false(response_acknowledges_all(&response, &request));
	g_assert_false(response_acknowledges_more(&response, &request));
	g_assert_false(response_came_before(&response, &request, true));
}

static void
what_acknowledges_nothing_of_a_request_came_before_it(void)
{
	tell(GET, 1000, 1000);
	g_assert_true(response_came_before(&response, &request, true));
	swap();
	g_assert_true(response_came_before(&response, &request, false));
}

static void
a_fin_is_no_further_request(void)
{
	tell(GET, 1000, 1000 + strlen(GET) + 1);
	g_assert_false(response_acknowledges_more(&response, &request));
	tell(GET, 1000, 1000 + strlen(GET) + 2);
	g_assert_true(response_acknowledges_more(&response, &request));
}

/* RFC 9293 section 3.4. */
static void
sequence_numbers_wrap(void)
{
	uint32_t begin = (uint32_t)-10;

	tell(GET, begin, begin + strlen(GET));
	g_assert_true(response_acknowledges_all(&response, &request));
	tell(GET, 5, begin);
	g_assert_true(response_came_before(&response, &request, true));
	tell(GET, begin, begin + 500);
	g_assert_true(response_acknowledges_more(&response, &request));
}

static void
of_chunks_only_some_bytes_are_counted(void)
{
	tell("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 1000, 9000);
	g_assert_false(response_acknowledges_all(&response, &request));
	g_assert_false(response_acknowledges_more(&response, &request));
	g_assert_false(response_came_before(&response, &request, true));
}

/* Captures made of text, or by a program that always writes the same number. */
static void
acknowledgements_are_not_believed_unseen(void)
{
	tell(GET, 1000, 1);
	g_assert_false(response_came_before(&response, &request, false));
	g_assert_true(response_came_before(&response, &request, true));
}

static void
without_acknowledgements_the_capture_has_the_order(void)
{
	tell(GET, 1000, 0);
	g_assert_false(response_came_before(&response, &request, true));
	g_assert_false(response_acknowledges_more(&response, &request));
	swap();
	g_assert_true(response_came_before(&response, &request, true));
	tell(GET, 0, 1000);
	swap();
	g_assert_true(response_came_before(&response, &request, true));
}

static void
streams_share_their_acknowledgements(void)
{
	tell(GET, 1000, 1000);
	request.seen.stream = response.seen.stream = 1;
	g_assert_false(response_came_before(&response, &request, true));
}

static void
only_where_nothing_is_told_packets_may_have_overtaken(void)
{
	tell(GET, 1000, 1000);
	swap();
	request.seen.first_time = 4000000;
	g_assert_true(response_may_be_overtaken(&response, &request, false));
	g_assert_false(response_may_be_overtaken(&response, &request, true));
	request.seen.first_time = 6000000;
	g_assert_false(response_may_be_overtaken(&response, &request, false));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http_order/answer", an_answer_acknowledges_its_request);
	g_test_add_func("/http_order/early", an_answer_may_come_before_its_request_is_complete);
	g_test_add_func("/http_order/before", what_acknowledges_nothing_of_a_request_came_before_it);
	g_test_add_func("/http_order/fin", a_fin_is_no_further_request);
	g_test_add_func("/http_order/wrap", sequence_numbers_wrap);
	g_test_add_func("/http_order/chunks", of_chunks_only_some_bytes_are_counted);
	g_test_add_func("/http_order/made-up", acknowledgements_are_not_believed_unseen);
	g_test_add_func("/http_order/unknown", without_acknowledgements_the_capture_has_the_order);
	g_test_add_func("/http_order/streams", streams_share_their_acknowledgements);
	g_test_add_func("/http_order/overtaken", only_where_nothing_is_told_packets_may_have_overtaken);
	return g_test_run();
}
