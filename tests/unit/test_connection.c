/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/connection.h"

#include "tests/unit/conversation.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define OK  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

#define SECOND 1000000000

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

/* A conversation below which a table puts segments together. Packets are a millisecond apart. */
struct line {
	struct conversation *heard;
	struct connection_table *table;
	uint32_t frame;
	int64_t late;    /* added to the time of every further packet */
	uint8_t network; /* of both ends */
};

static struct line
line_open(void)
{
	struct line line = {.heard = conversation_new()};

	line.table = connection_table_new(&line.heard->reading);
	return line;
}

static struct endpoint
end_of(const struct line *line, unsigned side)
{
	return (struct endpoint){.address = {.family = 4, .bytes = {10, 0, line->network, (uint8_t)(9 - side)}},
							 .port = side == CLIENT ? 4000 : 80};
}

static void
write_be32(uint8_t *bytes, uint32_t number)
{
	for (unsigned i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

static void
send(struct line *line, unsigned side, unsigned flags, uint32_t sequence, uint32_t acknowledged,
	 const char *text)
{
	size_t length = strlen(text);
	uint8_t *bytes = g_malloc0(20 + length);
	struct packet packet = {.frame = ++line->frame, .time = line->late + line->frame * INT64_C(1000000)};
	struct datagram datagram = {.packet = &packet,
								.source = end_of(line, side),
								.destination = end_of(line, !side),
								.ip_protocol = 6,
								.bytes = bytes,
								.captured = (uint32_t)(20 + length),
								.length = (uint32_t)(20 + length)};

	write_be32(bytes + 4, sequence);
	write_be32(bytes + 8, acknowledged);
	bytes[12] = 0x50;
	bytes[13] = (uint8_t)flags;
	memcpy(bytes + 20, text, length);
	connection_table_segment(line->table, &datagram);
	g_free(bytes);
}

/* Frames 1 to 3; the client's bytes begin at 101, the server's at 501. */
static struct line
line_connected(void)
{
	struct line line = line_open();

	send(&line, CLIENT, SYN, 100, 0, "");
	send(&line, SERVER, SYN | ACK, 500, 101, "");
	send(&line, CLIENT, ACK, 101, 501, "");
	return line;
}

/* The capture ends. */
static void
line_expect(struct line *line, const char *expected)
{
	connection_table_free(line->table);
	conversation_expect(line->heard, expected);
}

static void
a_connection_opens_speaks_and_closes(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, GET);
	send(&line, SERVER, ACK, 501, 101 + strlen(GET), OK);
	send(&line, CLIENT, FIN | ACK, 101 + strlen(GET), 501 + strlen(OK), "");
	send(&line, SERVER, FIN | ACK, 501 + strlen(OK), 102 + strlen(GET), "");
	send(&line, CLIENT, ACK, 102 + strlen(GET), 502 + strlen(OK), "");
	send(&line, SERVER, ACK, 501, 101 + strlen(GET), OK);
	line_expect(&line, "opened in 2\nGET 4\n200 5 body 5\nclosed in 6\nclosed in 7\nended in 7\n");
}

static void
data_in_the_syn_is_read(void)
{
	struct line line = line_open();

	send(&line, CLIENT, SYN, 100, 0, GET);
	send(&line, SERVER, SYN | ACK, 500, 101 + strlen(GET), OK);
	line_expect(&line, "GET 1 one-sided\nopened in 2\n200 2 body 5\nended in 2\n");
}

static void
a_reset_that_answers_a_syn_refuses(void)
{
	struct line line = line_open();

	send(&line, CLIENT, SYN, 100, 0, "");
	send(&line, SERVER, RST | ACK, 0, 101, "");
	send(&line, CLIENT, SYN, 100, 0, "");
	send(&line, SERVER, RST | ACK, 0, 101, "");
	line_expect(&line, "refused in 2\nended in 4\n");
}

static void
a_syn_that_nobody_answers_is_told_at_the_end(void)
{
	struct line line = line_open();

	send(&line, CLIENT, SYN, 100, 0, "");
	send(&line, CLIENT, SYN, 100, 0, "");
	line_expect(&line, "silent in 2\nended in 2\n");
}

static void
a_client_that_goes_on_was_answered_though_it_was_not_seen(void)
{
	struct line line = line_open();

	send(&line, CLIENT, SYN, 100, 0, "");
	send(&line, CLIENT, ACK, 101, 501, GET);
	line_expect(&line, "GET 2 one-sided\nended in 2\n");
}

static void
an_acknowledgement_shows_an_answer_that_was_not_seen(void)
{
	struct line line = line_open();

	send(&line, CLIENT, SYN, 100, 0, "");
	send(&line, CLIENT, ACK, 101, 501, "");
	line_expect(&line, "ended in 2\n");
}

/* A capture that was replayed, or appended to itself: the same numbers once more, much later. */
static void
the_same_connection_comes_again_when_it_was_quiet_for_long(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, GET);
	send(&line, CLIENT, SYN, 100, 0, "");
	send(&line, CLIENT, ACK, 101, 501, GET);
	line.late = 241 * (int64_t)SECOND;
	send(&line, CLIENT, SYN, 100, 0, "");
	send(&line, SERVER, SYN | ACK, 500, 101, "");
	send(&line, CLIENT, ACK, 101, 501, GET);
	line_expect(&line, "opened in 2\nGET 4\nended in 6\nopened in 8\nGET 9\nended in 9\n");
}

static void
ports_are_used_again(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, GET);
	send(&line, SERVER, ACK, 501, 101 + strlen(GET), "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
	send(&line, CLIENT, SYN, 90000, 0, "");
	send(&line, SERVER, SYN | ACK, 70000, 90001, "");
	send(&line, CLIENT, ACK, 90001, 70001, GET);
	line_expect(&line, "opened in 2\nGET 4\n200 5 body 5 truncated\nended in 5\n"
					   "opened in 7\nGET 8\nended in 8\n");
}

static void
what_was_running_before_the_capture_is_marked(void)
{
	struct line line = line_open();

	send(&line, SERVER, ACK, 501, 101, "the end of a body");
	send(&line, CLIENT, ACK, 101, 518, GET);
	line_expect(&line, "GET 2 mid-stream\nended in 2\n");
}

static void
a_reset_comes_after_the_message_it_cuts_off(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, GET);
	send(&line, SERVER, ACK, 501, 101 + strlen(GET), "HTTP/1.0 200 OK\r\n\r\nhello");
	send(&line, CLIENT, RST, 101 + strlen(GET), 0, "");
	send(&line, SERVER, ACK, 525, 101 + strlen(GET), " and good bye");
	send(&line, SERVER, FIN | ACK, 538, 101 + strlen(GET), "");
	line_expect(&line, "opened in 2\nGET 4\n200 5-8 body 18\nclosed in 8\nreset in 6\nended in 8\n");
}

static void
a_reset_waits_no_longer_than_a_second(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, GET);
	send(&line, SERVER, ACK, 501, 101 + strlen(GET), "HTTP/1.0 200 OK\r\n\r\nhello");
	send(&line, CLIENT, RST, 101 + strlen(GET), 0, "");
	line.late = 3 * (int64_t)SECOND;
	line.network = 1;
	send(&line, CLIENT, SYN, 100, 0, "");
	g_assert_cmpstr(line.heard->text->str, ==,
					"opened in 2\nGET 4\n200 5 body 5 truncated\nreset in 6\nended in 6\n");
	line_expect(&line, "opened in 2\nGET 4\n200 5 body 5 truncated\nreset in 6\nended in 6\n"
					   "silent in 7\nended in 7\n");
}

static void
a_reset_that_is_far_off_is_not_believed(void)
{
	struct line line = line_connected();

	send(&line, SERVER, RST, 500000000, 0, "");
	send(&line, CLIENT, ACK, 101, 501, GET);
	line_expect(&line, "opened in 2\nGET 5\nended in 5\n");
}

static void
a_hole_that_was_acknowledged_is_given_up_when_nothing_more_comes(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, GET);
	send(&line, SERVER, ACK, 501 + 300, 101 + strlen(GET), OK);
	send(&line, CLIENT, ACK, 101 + strlen(GET), 801 + strlen(OK), "");
	line.late = 3 * (int64_t)SECOND;
	line.network = 1;
	send(&line, CLIENT, SYN, 100, 0, "");
	g_assert_cmpstr(line.heard->text->str, ==,
					"opened in 2\nGET 4\nunseen 343 in 6\nlost 300 in 5\n200 5 body 5 gap-before\n");
	line_expect(&line, "opened in 2\nGET 4\nunseen 343 in 6\nlost 300 in 5\n200 5 body 5 gap-before\n"
					   "silent in 7\nended in 7\nended in 6\n");
}

static void
a_message_is_shown_where_its_hole_was_filled(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, GET);
	send(&line, SERVER, ACK, 501 + 17, 101 + strlen(GET), &OK[17]);
	send(&line, SERVER, ACK, 501, 101 + strlen(GET), "HTTP/1.1 200 OK\r\n");
	line_expect(&line, "opened in 2\nGET 4\n200 6 body 5\nended in 6\n");
}

static void
a_keep_alive_probe_is_no_data(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, GET);
	send(&line, CLIENT, ACK, 100 + strlen(GET), 501, "x");
	send(&line, SERVER, ACK, 501, 101 + strlen(GET), OK);
	send(&line, CLIENT, ACK, 101 + strlen(GET), 501 + strlen(OK), GET);
	line_expect(&line, "opened in 2\nGET 4\n200 6 body 5\nGET 7\nended in 7\n");
}

static void
a_retransmission_that_says_something_else_is_marked(void)
{
	struct line line = line_connected();

	send(&line, CLIENT, ACK, 101, 501, "GET /a HTTP/1.1\r\n");
	send(&line, CLIENT, ACK, 101, 501, "GET /b HTTP/1.1\r\n");
	send(&line, CLIENT, ACK, 118, 501, "\r\n");
	g_assert_cmpuint(line.heard->counts.stream_overlaps, ==, 1);
	line_expect(&line, "opened in 2\nGET 4-6 overlap\nended in 6\n");
}

static void
many_connections_are_kept_apart(void)
{
	struct line line = line_open();
	struct endpoint ends[2] = {end_of(&line, CLIENT), end_of(&line, SERVER)};
	const unsigned count = 5000;

	for (unsigned half = 0; half < 2; half++) {
		for (unsigned i = 0; i < count; i++) {
			const char *text = half ? OK : GET;
			struct packet packet = {.frame = 1, .time = 1};
			uint8_t bytes[100] = {[12] = 0x50, [13] = ACK};
			struct datagram datagram = {.packet = &packet, .bytes = bytes};
			ends[0].port = (uint16_t)(1000 + i);
			datagram.source = ends[half];
			datagram.destination = ends[!half];
			datagram.captured = datagram.length = (uint32_t)(20 + strlen(text));
			memcpy(bytes + 20, text, strlen(text));
			connection_table_segment(line.table, &datagram);
		}
	}
	g_assert_cmpuint(line.heard->counts.streams, ==, count);
	connection_table_free(line.table);
	char **lines = g_strsplit(line.heard->text->str, "\n", -1);
	unsigned answers = 0;
	for (char **at = lines; *at; at++)
		answers += strcmp(*at, "200 1 body 5 mid-stream") == 0;
	g_assert_cmpuint(answers, ==, count);
	g_strfreev(lines);
	conversation_expect(line.heard, line.heard->text->str);
}

static void
headers_that_are_cut_or_wrong_are_no_segments(void)
{
	struct line line = line_open();
	uint8_t bytes[20] = {[12] = 0x50, [13] = SYN};
	struct packet packet = {.frame = 1};
	struct datagram datagram = {.packet = &packet,
								.source = end_of(&line, CLIENT),
								.destination = end_of(&line, SERVER),
								.bytes = bytes};

	for (uint32_t length = 0; length < 20; length++) {
		datagram.captured = length;
		datagram.length = 40;
		connection_table_segment(line.table, &datagram);
	}
	datagram.captured = datagram.length = 20;
	bytes[12] = 0x40;
	connection_table_segment(line.table, &datagram);
	bytes[12] = 0xf0;
	connection_table_segment(line.table, &datagram);
	g_assert_cmpuint(line.heard->counts.streams, ==, 0);
	line_expect(&line, "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/connection/a connection opens, speaks and closes",
					a_connection_opens_speaks_and_closes);
	g_test_add_func("/connection/data in the SYN is read", data_in_the_syn_is_read);
	g_test_add_func("/connection/a reset that answers a SYN refuses", a_reset_that_answers_a_syn_refuses);
	g_test_add_func("/connection/a SYN that nobody answers is told at the end",
					a_syn_that_nobody_answers_is_told_at_the_end);
	g_test_add_func("/connection/a client that goes on was answered though it was not seen",
					a_client_that_goes_on_was_answered_though_it_was_not_seen);
	g_test_add_func("/connection/an acknowledgement shows an answer that was not seen",
					an_acknowledgement_shows_an_answer_that_was_not_seen);
	g_test_add_func("/connection/ports are used again", ports_are_used_again);
	g_test_add_func("/connection/the same connection comes again when it was quiet for long",
					the_same_connection_comes_again_when_it_was_quiet_for_long);
	g_test_add_func("/connection/what was running before the capture is marked",
					what_was_running_before_the_capture_is_marked);
	g_test_add_func("/connection/a reset comes after the message it cuts off",
					a_reset_comes_after_the_message_it_cuts_off);
	g_test_add_func("/connection/a reset waits no longer than a second",
					a_reset_waits_no_longer_than_a_second);
	g_test_add_func("/connection/a reset that is far off is not believed",
					a_reset_that_is_far_off_is_not_believed);
	g_test_add_func("/connection/a hole that was acknowledged is given up when nothing more comes",
					a_hole_that_was_acknowledged_is_given_up_when_nothing_more_comes);
	g_test_add_func("/connection/a message is shown where its hole was filled",
					a_message_is_shown_where_its_hole_was_filled);
	g_test_add_func("/connection/a keep-alive probe is no data", a_keep_alive_probe_is_no_data);
	g_test_add_func("/connection/a retransmission that says something else is marked",
					a_retransmission_that_says_something_else_is_marked);
	g_test_add_func("/connection/many connections are kept apart", many_connections_are_kept_apart);
	g_test_add_func("/connection/headers that are cut or wrong are no segments",
					headers_that_are_cut_or_wrong_are_no_segments);
	return g_test_run();
}
