/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <nghttp2/nghttp2.h>

#include "capture/http2_frame.h"
#include "capture/http2_stream.h"
#include "core/http2_head.h"
#include "tests/unit/conversation.h"

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

enum { OPEN = 0, END = HTTP2_END_STREAM };

/* A conversation in HTTP/2: what each side has to say is gathered, then said in one segment or in pieces. */
struct talk {
	struct conversation *conversation;
	nghttp2_hd_deflater *deflaters[2];
	GString *words[2];
};

static struct talk *
talk_new(void)
{
	struct talk *talk = g_new0(struct talk, 1);

	talk->conversation = conversation_new();
	for (unsigned side = 0; side < 2; side++) {
		g_assert_cmpint(nghttp2_hd_deflate_new(&talk->deflaters[side], 4096), ==, 0);
		talk->words[side] = g_string_new(NULL);
	}
	return talk;
}

static void
frame(struct talk *talk, unsigned side, uint8_t type, uint8_t flags, uint32_t stream, struct slice payload)
{
	const char header[] = {(char)(payload.length >> 16),
						   (char)(payload.length >> 8),
						   (char)payload.length,
						   (char)type,
						   (char)flags,
						   (char)(stream >> 24),
						   (char)(stream >> 16),
						   (char)(stream >> 8),
						   (char)stream};

	g_string_append_len(talk->words[side], header, sizeof header);
	g_string_append_len(talk->words[side], payload.bytes, (gssize)payload.length);
}

/* "name: value" lines as a header block. Free it with g_string_free. */
static GString *
block_of(struct talk *talk, unsigned side, const char *fields)
{
	nghttp2_nv list[256];
	char **lines = g_strsplit(fields, "\n", -1);
	size_t count = 0;

	for (char **line = lines; *line && **line; line++) {
		char *colon = strstr(*line + 1, ": ");
		g_assert_nonnull(colon);
		list[count++] = (nghttp2_nv){.name = (uint8_t *)*line,
									 .namelen = (size_t)(colon - *line),
									 .value = (uint8_t *)colon + 2,
									 .valuelen = strlen(colon + 2)};
	}
	GString *block = g_string_new(NULL);
	g_string_set_size(block, nghttp2_hd_deflate_bound(talk->deflaters[side], list, count));
	ssize_t length = nghttp2_hd_deflate_hd(talk->deflaters[side], (uint8_t *)block->str, block->len, list,
										   count);
	g_assert_cmpint(length, >, 0);
	g_string_truncate(block, (gsize)length);
	g_strfreev(lines);
	return block;
}

static void
headers(struct talk *talk, unsigned side, uint8_t flags, uint32_t stream, const char *fields)
{
	GString *block = block_of(talk, side, fields);

	frame(talk, side, HTTP2_HEADERS, flags | HTTP2_END_HEADERS, stream,
		  (struct slice){block->str, block->len});
	g_string_free(block, TRUE);
}

/* Fields that the other side sees and the capture does not. */
static void
headers_before(struct talk *talk, unsigned side, const char *fields)
{
	g_string_free(block_of(talk, side, fields), TRUE);
}

static void
request(struct talk *talk, uint8_t flags, uint32_t stream, const char *method, const char *path)
{
	char *fields = g_strdup_printf(":method: %s\n:scheme: http\n:authority: www.example\n:path: %s\n", method,
								   path);

	headers(talk, CLIENT, flags, stream, fields);
	g_free(fields);
}

static void
response(struct talk *talk, uint8_t flags, uint32_t stream, unsigned status)
{
	char *fields = g_strdup_printf(":status: %u\nserver: test\n", status);

	headers(talk, SERVER, flags, stream, fields);
	g_free(fields);
}

static void
data(struct talk *talk, unsigned side, uint8_t flags, uint32_t stream, size_t length)
{
	char *bytes = g_strnfill(length, 'x');

	frame(talk, side, HTTP2_DATA, flags, stream, (struct slice){bytes, length});
	g_free(bytes);
}

/* What was gathered, in segments of `size`; gives the frame after the last. */
static uint32_t
utter_in_pieces(struct talk *talk, unsigned side, uint32_t first, size_t size)
{
	struct slice rest = {talk->words[side]->str, talk->words[side]->len};

	for (; rest.length; first++) {
		struct slice piece = {rest.bytes, MIN(size, rest.length)};
		say_bytes(talk->conversation, side, first, piece);
		rest = slice_after(rest, piece.length);
	}
	g_string_truncate(talk->words[side], 0);
	return first;
}

static void
utter(struct talk *talk, unsigned side, uint32_t in_frame)
{
	utter_in_pieces(talk, side, in_frame, SIZE_MAX);
}

/* What was gathered does not come. */
static void
utter_in_vain(struct talk *talk, unsigned side, uint32_t before_frame)
{
	lose(talk->conversation, side, before_frame, talk->words[side]->len);
	g_string_truncate(talk->words[side], 0);
}

/* Both prefaces, in frames 1 and 2. */
static struct talk *
talk_begun(void)
{
	struct talk *talk = talk_new();

	say(talk->conversation, CLIENT, 1, PREFACE);
	frame(talk, CLIENT, HTTP2_SETTINGS, 0, 0, SLICE(""));
	utter(talk, CLIENT, 1);
	frame(talk, SERVER, HTTP2_SETTINGS, 0, 0, SLICE("\0\3\0\0\0\x64"));
	utter(talk, SERVER, 2);
	return talk;
}

/* Nothing is kept once the connection is cleared. */
static void
talk_free(struct talk *talk)
{
	stream_pair_clear(&talk->conversation->pair);
	g_assert_cmpuint(talk->conversation->reading.kept, ==, 0);
	for (unsigned side = 0; side < 2; side++) {
		nghttp2_hd_deflate_del(talk->deflaters[side]);
		g_string_free(talk->words[side], TRUE);
	}
	g_string_free(talk->conversation->text, TRUE);
	g_free(talk->conversation);
	g_free(talk);
}

static void
talk_expect(struct talk *talk, const char *expected)
{
	g_assert_cmpstr(talk->conversation->text->str, ==, expected);
	talk_free(talk);
}

static void
a_response_is_told_with_its_head_and_a_request_with_its_body(void)
{
	struct talk *talk = talk_begun();

	request(talk, END, 1, "GET", "/");
	utter(talk, CLIENT, 3);
	response(talk, OPEN, 1, 200);
	utter(talk, SERVER, 4);
	data(talk, SERVER, END, 1, 5);
	utter(talk, SERVER, 5);
	request(talk, OPEN, 3, "POST", "/");
	utter(talk, CLIENT, 6);
	data(talk, CLIENT, OPEN, 3, 20);
	utter(talk, CLIENT, 7);
	data(talk, CLIENT, END, 3, 10);
	utter(talk, CLIENT, 8);
	response(talk, END, 3, 204);
	utter(talk, SERVER, 9);
	talk_expect(talk, "GET 3 stream 1\n200 4 stream 1\nPOST 6 stream 3 body 30\n204 9 stream 3\n");
}

static void
a_connection_is_the_same_however_it_is_cut_into_segments(void)
{
	for (size_t size = 1; size < 120; size++) {
		struct talk *talk = talk_new();
		g_string_append(talk->words[CLIENT], PREFACE);
		frame(talk, CLIENT, HTTP2_SETTINGS, 0, 0, SLICE("\0\3\0\0\0\x64"));
		request(talk, OPEN, 1, "POST", "/a");
		frame(talk, CLIENT, HTTP2_DATA, HTTP2_PADDED, 1, SLICE("\3abcde\0\0\0"));
		data(talk, CLIENT, END, 1, 4);
		request(talk, END, 3, "GET", "/b");
		uint32_t next = utter_in_pieces(talk, CLIENT, 1, size);
		frame(talk, SERVER, HTTP2_SETTINGS, 0, 0, SLICE(""));
		response(talk, OPEN, 1, 404);
		data(talk, SERVER, END, 1, 40);
		response(talk, END, 3, 304);
		utter_in_pieces(talk, SERVER, next, size);
		const char *text = talk->conversation->text->str;
		g_assert_true(g_str_has_prefix(text, "POST "));
		g_assert_nonnull(strstr(text, " stream 1 body 9\nGET "));
		g_assert_nonnull(strstr(text, " stream 3\n404 "));
		g_assert_nonnull(strstr(text, " stream 1\n304 "));
		g_assert_true(g_str_has_suffix(text, " stream 3\n"));
		talk_free(talk);
	}
}

static void
an_upgraded_request_is_answered_on_stream_1(void)
{
	struct talk *talk = talk_new();

	say(talk->conversation, CLIENT, 1,
		"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
		"HTTP2-Settings: AAMAAABk\r\n\r\n");
	say(talk->conversation, SERVER, 2, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
	frame(talk, SERVER, HTTP2_SETTINGS, 0, 0, SLICE(""));
	response(talk, END, 1, 200);
	utter(talk, SERVER, 3);
	g_string_append(talk->words[CLIENT], PREFACE);
	frame(talk, CLIENT, HTTP2_SETTINGS, 0, 0, SLICE(""));
	request(talk, END, 3, "GET", "/");
	utter(talk, CLIENT, 4);
	talk_expect(talk, "GET 1\n101 2\nswitched in 3\n200 3 stream 1\nGET 4 stream 3\n");
}

static void
streams_may_be_interleaved(void)
{
	struct talk *talk = talk_begun();

	request(talk, OPEN, 1, "PUT", "/a");
	request(talk, OPEN, 3, "PUT", "/b");
	data(talk, CLIENT, OPEN, 1, 10);
	data(talk, CLIENT, OPEN, 3, 1);
	data(talk, CLIENT, END, 1, 10);
	data(talk, CLIENT, END, 3, 1);
	utter(talk, CLIENT, 3);
	response(talk, OPEN, 3, 201);
	response(talk, OPEN, 1, 200);
	data(talk, SERVER, END, 3, 10);
	data(talk, SERVER, END, 1, 10);
	utter(talk, SERVER, 4);
	talk_expect(talk, "PUT 3 stream 1 body 20\nPUT 3 stream 3 body 2\n201 4 stream 3\n200 4 stream 1\n");
}

static void
a_header_block_may_be_padded_and_prioritised(void)
{
	struct talk *talk = talk_begun();
	GString *block = block_of(talk, CLIENT, ":method: GET\n:path: /\n");

	g_string_prepend_len(block, "\2\0\0\0\0\x10", 6);
	g_string_append_len(block, "\0\0", 2);
	frame(talk, CLIENT, HTTP2_HEADERS, END | HTTP2_END_HEADERS | HTTP2_PADDED | HTTP2_HAS_PRIORITY, 1,
		  (struct slice){block->str, block->len});
	g_string_free(block, TRUE);
	frame(talk, CLIENT, HTTP2_PRIORITY, 0, 1, SLICE("\0\0\0\0\x10"));
	frame(talk, CLIENT, HTTP2_PING, 0, 0, SLICE("12345678"));
	frame(talk, CLIENT, 0xfa, 0xff, 77, SLICE("nobody knows this type"));
	utter(talk, CLIENT, 3);
	talk_expect(talk, "GET 3 stream 1\n");
}

static void
a_header_block_goes_on_in_continuations_and_is_shown_where_it_ends(void)
{
	struct talk *talk = talk_begun();
	GString *block = block_of(talk, CLIENT, ":method: GET\n:path: /some/where\nx: y\n");

	frame(talk, CLIENT, HTTP2_HEADERS, END, 1, (struct slice){block->str, 3});
	utter(talk, CLIENT, 3);
	frame(talk, CLIENT, HTTP2_CONTINUATION, 0, 1, SLICE(""));
	utter(talk, CLIENT, 4);
	frame(talk, CLIENT, HTTP2_CONTINUATION, HTTP2_END_HEADERS, 1,
		  (struct slice){block->str + 3, block->len - 3});
	utter(talk, CLIENT, 5);
	g_string_free(block, TRUE);
	talk_expect(talk, "GET 3-5 stream 1\n");
}

static void
interim_answers_come_first_and_trailers_tell_nothing(void)
{
	struct talk *talk = talk_begun();

	request(talk, OPEN, 1, "POST", "/");
	data(talk, CLIENT, OPEN, 1, 3);
	headers(talk, CLIENT, END, 1, "checksum: 1\n");
	utter(talk, CLIENT, 3);
	response(talk, OPEN, 1, 103);
	response(talk, OPEN, 1, 200);
	data(talk, SERVER, OPEN, 1, 3);
	headers(talk, SERVER, END, 1, "grpc-status: 0\n");
	utter(talk, SERVER, 4);
	talk_expect(talk, "POST 3 stream 1 body 3\n103 4 stream 1\n200 4 stream 1\n");
}

static void
a_body_that_waits_for_100_is_told_when_it_begins(void)
{
	struct talk *talk = talk_begun();

	headers(talk, CLIENT, OPEN, 1, ":method: PUT\n:path: /\nexpect: 100-continue\n");
	utter(talk, CLIENT, 3);
	response(talk, OPEN, 1, 100);
	utter(talk, SERVER, 4);
	data(talk, CLIENT, OPEN, 1, 3);
	utter(talk, CLIENT, 5);
	data(talk, CLIENT, END, 1, 3);
	utter(talk, CLIENT, 6);
	talk_expect(talk, "100 4 stream 1\nbody began in 5 stream 1\nPUT 3 stream 1 body 6\n");
}

static void
a_final_answer_does_not_wait_for_the_end_of_its_request(void)
{
	struct talk *talk = talk_begun();

	request(talk, OPEN, 1, "POST", "/");
	data(talk, CLIENT, OPEN, 1, 100);
	utter(talk, CLIENT, 3);
	response(talk, END, 1, 413);
	utter(talk, SERVER, 4);
	data(talk, CLIENT, END, 1, 100);
	utter(talk, CLIENT, 5);
	talk_expect(talk, "POST 3 stream 1 body 100\n413 4 stream 1\n");
}

static void
a_tunnel_has_no_body(void)
{
	struct talk *talk = talk_begun();

	headers(talk, CLIENT, OPEN, 1, ":method: CONNECT\n:authority: www.example:443\n");
	utter(talk, CLIENT, 3);
	response(talk, OPEN, 1, 200);
	utter(talk, SERVER, 4);
	data(talk, CLIENT, OPEN, 1, 100);
	utter(talk, CLIENT, 5);
	talk_expect(talk, "CONNECT 3 stream 1\n200 4 stream 1\n");
}

static void
a_tunnel_of_http_1_may_carry_it(void)
{
	struct talk *talk = talk_new();

	say(talk->conversation, CLIENT, 1, "CONNECT a:80 HTTP/1.1\r\n\r\n");
	say(talk->conversation, SERVER, 2, "HTTP/1.1 200 Connection established\r\n\r\n");
	frame(talk, SERVER, HTTP2_SETTINGS, 0, 0, SLICE(""));
	utter(talk, SERVER, 3);
	g_string_append(talk->words[CLIENT], PREFACE);
	request(talk, END, 1, "GET", "/");
	utter(talk, CLIENT, 4);
	response(talk, END, 1, 200);
	utter(talk, SERVER, 5);
	talk_expect(talk, "CONNECT 1\n200 2\nGET 4 stream 1\n200 5 stream 1\n");
}

static void
a_promise_is_a_request_by_the_server(void)
{
	struct talk *talk = talk_begun();

	request(talk, END, 1, "GET", "/");
	utter(talk, CLIENT, 3);
	GString *block = block_of(talk, SERVER,
							  ":method: GET\n:scheme: http\n:authority: a\n:path: /style.css\n");
	g_string_prepend_len(block, "\0\0\0\2", 4);
	frame(talk, SERVER, HTTP2_PUSH_PROMISE, HTTP2_END_HEADERS, 1, (struct slice){block->str, block->len});
	g_string_free(block, TRUE);
	response(talk, OPEN, 1, 200);
	response(talk, END, 2, 200);
	utter(talk, SERVER, 4);
	talk_expect(talk, "GET 3 stream 1\nGET 4 stream 2\n200 4 stream 1\n200 4 stream 2\n");
}

static void
a_reset_ends_a_stream_and_goaway_names_the_last(void)
{
	struct talk *talk = talk_begun();

	request(talk, OPEN, 1, "POST", "/");
	request(talk, END, 3, "GET", "/");
	utter(talk, CLIENT, 3);
	frame(talk, CLIENT, HTTP2_RST_STREAM, 0, 1, SLICE("\0\0\0\x08"));
	utter(talk, CLIENT, 4);
	frame(talk, SERVER, HTTP2_GOAWAY, 0, 0, SLICE("\0\0\0\1\0\0\0\0bye"));
	utter(talk, SERVER, 5);
	talk_expect(talk,
				"GET 3 stream 3\nPOST 3 stream 1 truncated\nstream reset 8 in 4 stream 1\ngoaway 1 in 5\n");
}

static void
a_larger_table_is_announced_in_the_blocks(void)
{
	struct talk *talk = talk_begun();
	GString *fields = g_string_new(":method: GET\n:path: /\n");

	g_assert_cmpint(nghttp2_hd_deflate_change_table_size(talk->deflaters[CLIENT], 65536), ==, 0);
	for (unsigned i = 0; i < 150; i++)
		g_string_append_printf(fields, "x-%u: %060u\n", i, i);
	for (uint32_t stream = 1; stream < 20; stream += 2)
		headers(talk, CLIENT, END, stream, fields->str);
	g_string_free(fields, TRUE);
	utter(talk, CLIENT, 3);
	g_assert_cmpuint(talk->conversation->reading.kept, <, 128 << 10);
	g_assert_null(strstr(talk->conversation->text->str, "lost"));
	g_assert_true(g_str_has_suffix(talk->conversation->text->str, "GET 3 stream 19\n"));
	talk_free(talk);
}

static void
in_the_middle_of_a_connection_only_what_is_certain_is_told(void)
{
	struct talk *talk = talk_new();

	talk->conversation->pair.mid_stream = true;
	headers_before(talk, CLIENT, ":method: GET\n:path: /early\nx: 1\n");
	headers_before(talk, SERVER, ":status: 200\nserver: early\n");
	headers(talk, CLIENT, END, 7, ":method: GET\n:path: /\n");
	utter(talk, CLIENT, 1);
	headers(talk, SERVER, OPEN, 7, ":status: 404\nserver: early\ndate: now\n");
	data(talk, SERVER, END, 7, 5);
	utter(talk, SERVER, 2);
	headers(talk, CLIENT, END, 9, ":method: GET\n:path: /early\nx: 2\n");
	utter(talk, CLIENT, 3);
	/* Its :status came into the table with the 404 above. */
	headers(talk, SERVER, END, 9, ":status: 404\ndate: now\n");
	utter(talk, SERVER, 4);
	talk_expect(talk, "GET 1 stream 7 mid-stream\n404 2 stream 7 gap-before mid-stream unknown-fields\n"
					  "GET 3 stream 9 gap-before mid-stream unknown-fields\n404 4 stream 9 mid-stream\n");
}

static void
a_block_that_does_not_say_what_it_is_is_not_guessed_at(void)
{
	struct talk *talk = talk_new();

	talk->conversation->pair.mid_stream = true;
	headers_before(talk, CLIENT, ":method: PROPFIND\n:path: /\n");
	headers(talk, CLIENT, END, 7, ":method: GET\n:path: /\n");
	utter(talk, CLIENT, 1);
	headers(talk, CLIENT, END, 9, ":method: PROPFIND\n:path: /\n");
	headers(talk, CLIENT, END, 11, ":method: GET\n:path: /\n");
	utter(talk, CLIENT, 2);
	talk_expect(talk, "GET 1 stream 7 mid-stream\nframing lost in 2 stream 9\nGET 2 stream 11 mid-stream\n");
}

static void
bytes_that_only_look_a_little_like_frames_are_none(void)
{
	struct conversation *c = conversation_new();

	c->pair.mid_stream = true;
	say_bytes(c, CLIENT, 1, SLICE("\0\0\4\0\0\0\0\0\1abcd"));
	say_bytes(c, CLIENT, 2, SLICE("\0\0\1\1\5\0\0\0\0\x82"));
	say_bytes(c, CLIENT, 3, SLICE("\0\0\1\1\5\0\0\0\1\x7e"));
	g_assert_null(c->pair.http2);
	say_bytes(c, CLIENT, 4, SLICE("\0\0\4\x08\0\0\0\0\0\0\0\0\1\0\0\1\1\5\0\0\0\1\x82"));
	conversation_expect(c, "GET 4 stream 1 mid-stream\n");
}

static void
a_broken_block_ends_the_decoding_of_its_direction(void)
{
	struct talk *talk = talk_begun();

	request(talk, END, 1, "GET", "/");
	frame(talk, CLIENT, HTTP2_HEADERS, END | HTTP2_END_HEADERS, 3, SLICE("\x82\xff\xff\xff\x7f"));
	request(talk, END, 5, "GET", "/");
	frame(talk, CLIENT, HTTP2_HEADERS, END | HTTP2_END_HEADERS, 7, SLICE("\x82\xfe"));
	utter(talk, CLIENT, 3);
	response(talk, END, 1, 200);
	utter(talk, SERVER, 4);
	g_assert_cmpuint(talk->conversation->counts.malformed_messages, ==, 1);
	talk_expect(talk, "GET 3 stream 1\nframing lost in 3\n200 4 stream 1\n");
}

static void
a_block_that_another_frame_breaks_into_is_broken(void)
{
	struct talk *talk = talk_begun();

	frame(talk, CLIENT, HTTP2_HEADERS, END, 1, SLICE("\x82"));
	frame(talk, CLIENT, HTTP2_CONTINUATION, HTTP2_END_HEADERS, 3, SLICE("\x84"));
	utter(talk, CLIENT, 3);
	talk_expect(talk, "framing lost in 3\n");
}

static void
padding_longer_than_its_frame_is_broken(void)
{
	struct talk *talk = talk_begun();

	request(talk, OPEN, 1, "POST", "/");
	frame(talk, CLIENT, HTTP2_DATA, HTTP2_PADDED | END, 1,
		  SLICE("\xff"
				"abc"));
	frame(talk, CLIENT, HTTP2_HEADERS, END | HTTP2_PADDED | HTTP2_END_HEADERS, 3, SLICE("\xff\x82"));
	utter(talk, CLIENT, 3);
	talk_expect(talk, "POST 3 stream 1\nframing lost in 3\n");
}

static void
a_hole_in_a_body_is_counted_through(void)
{
	struct talk *talk = talk_begun();

	request(talk, OPEN, 1, "POST", "/");
	data(talk, CLIENT, END, 1, 1000);
	request(talk, END, 3, "GET", "/");
	size_t head = talk->words[CLIENT]->len - 1200 > 0 ? 200 : 0;
	GString *words = talk->words[CLIENT];
	say_bytes(talk->conversation, CLIENT, 3, (struct slice){words->str, head});
	lose(talk->conversation, CLIENT, 4, 500);
	say_bytes(talk->conversation, CLIENT, 4,
			  (struct slice){words->str + head + 500, words->len - head - 500});
	talk_expect(talk, "lost 500 in 4 stream 1\nPOST 3 stream 1 body 1000 gap-in-body\nGET 4 stream 3\n");
}

static void
behind_any_other_hole_the_table_is_not_known(void)
{
	struct talk *talk = talk_begun();

	request(talk, OPEN, 1, "POST", "/");
	utter(talk, CLIENT, 3);
	headers(talk, CLIENT, END, 3, ":method: GET\n:path: /lost\nx: 1\n");
	utter_in_vain(talk, CLIENT, 4);
	headers(talk, CLIENT, END, 5, ":method: GET\n:path: /\nx: 1\n");
	utter(talk, CLIENT, 4);
	headers(talk, CLIENT, END, 7, ":method: GET\n:path: /\nx: 3\n");
	utter(talk, CLIENT, 5);
	response(talk, END, 7, 200);
	utter(talk, SERVER, 6);
	talk_expect(talk, "POST 3 stream 1 truncated\nlost 21 in 4\nGET 4 stream 5 gap-before unknown-fields\n"
					  "GET 5 stream 7 gap-before unknown-fields\n200 6 stream 7\n");
}

static void
behind_a_hole_a_segment_that_begins_no_frame_is_passed_over(void)
{
	struct talk *talk = talk_begun();

	lose(talk->conversation, SERVER, 3, 100);
	say(talk->conversation, SERVER, 3, "the rest of some body, and more than nine bytes of it");
	response(talk, END, 1, 200);
	utter(talk, SERVER, 4);
	talk_expect(talk, "lost 100 in 3\n200 4 stream 1 gap-before\n");
}

static void
a_block_without_end_is_given_up(void)
{
	struct talk *talk = talk_begun();
	char *fragment = g_strnfill(16000, '\x82');

	frame(talk, CLIENT, HTTP2_HEADERS, END, 1, (struct slice){fragment, 16000});
	for (unsigned i = 0; i < 100; i++)
		frame(talk, CLIENT, HTTP2_CONTINUATION, 0, 1, (struct slice){fragment, 16000});
	g_free(fragment);
	utter_in_pieces(talk, CLIENT, 3, 1460);
	g_assert_cmpuint(talk->conversation->reading.kept, <, HTTP2_BLOCK_MAX);
	g_assert_nonnull(strstr(talk->conversation->text->str, "framing lost in "));
	g_assert_null(strstr(strstr(talk->conversation->text->str, "framing lost in ") + 1, "framing"));
	talk_free(talk);
}

static void
a_list_of_fields_beyond_all_bounds_is_cut_short(void)
{
	struct talk *talk = talk_begun();
	char *value = g_strnfill(3000, 'v'), *fields = g_strdup_printf(":method: GET\n:path: /\nx: %s\n", value);
	GString *block = block_of(talk, CLIENT, fields);

	for (unsigned i = 0; i < 60000; i++)
		g_string_append_c(block, '\xbe');
	for (gsize at = 0; at < block->len; at += 16000)
		frame(talk, CLIENT, at ? HTTP2_CONTINUATION : HTTP2_HEADERS,
			  (uint8_t)((at ? 0 : END) | (at + 16000 >= block->len ? HTTP2_END_HEADERS : 0)), 1,
			  (struct slice){block->str + at, MIN(16000, block->len - at)});
	utter(talk, CLIENT, 3);
	g_assert_cmpuint(talk->conversation->reading.message.oddities & ODDITY_TOO_MANY_FIELDS, !=, 0);
	g_string_free(block, TRUE);
	g_free(fields);
	g_free(value);
	talk_expect(talk, "GET 3 stream 1\n");
}

static void
requests_beyond_all_bounds_do_not_wait_for_their_bodies(void)
{
	struct talk *talk = talk_begun();

	for (uint32_t i = 0; i < HTTP2_OPEN_MAX + 1; i++)
		request(talk, OPEN, 2 * i + 1, "POST", "/");
	utter(talk, CLIENT, 3);
	g_assert_cmpstr(talk->conversation->text->str, ==, "POST 3 stream 20001 truncated\n");
	talk_free(talk);
}

static void
what_is_open_when_the_connection_ends_is_told_as_it_is(void)
{
	struct talk *talk = talk_begun();

	request(talk, OPEN, 1, "POST", "/");
	request(talk, OPEN, 3, "POST", "/");
	data(talk, CLIENT, OPEN, 3, 10);
	utter(talk, CLIENT, 3);
	g_assert_true(stream_is_busy(&talk->conversation->pair.streams[CLIENT]));
	g_assert_false(stream_is_busy(&talk->conversation->pair.streams[SERVER]));
	finish(talk->conversation, CLIENT, 4, STREAM_END_FIN);
	talk_expect(talk, "POST 3 stream 1 truncated\nPOST 3 stream 3 body 10 truncated\n");
}

static void
a_server_may_refuse_the_preface_in_http_1(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, PREFACE);
	say(c, SERVER, 2, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
	conversation_expect(c, "400 2\n");
}

static void
a_server_may_speak_first(void)
{
	struct talk *talk = talk_new();

	frame(talk, SERVER, HTTP2_SETTINGS, 0, 0, SLICE("\0\3\0\0\0\x64"));
	utter(talk, SERVER, 1);
	g_string_append(talk->words[CLIENT], PREFACE);
	request(talk, END, 1, "GET", "/");
	utter(talk, CLIENT, 2);
	response(talk, END, 1, 200);
	utter(talk, SERVER, 3);
	talk_expect(talk, "GET 2 stream 1\n200 3 stream 1\n");
}

static void
a_head_answers_what_any_message_answers(void)
{
	static struct message message;
	struct http2_head head;
	struct slice value;

	http2_head_begin(&head, &message);
	http2_head_add(&head, SLICE(":method"), SLICE("GET"));
	http2_head_add(&head, SLICE(":scheme"), SLICE("https"));
	http2_head_add(&head, SLICE(":authority"), SLICE("www.example"));
	http2_head_add(&head, SLICE(":path"), SLICE("/a b"));
	http2_head_add(&head, SLICE("cookie"), SLICE("a=1"));
	http2_head_add(&head, SLICE("cookie"), SLICE("b=2"));
	http2_head_add(&head, SLICE("x-other"), SLICE("\r\nInjected: yes"));
	g_assert_cmpint(http2_head_end(&head), ==, HTTP2_HEAD_REQUEST);
	g_assert_cmpint(message.method, ==, METHOD_GET);
	g_assert_true(slice_equal(message.target, SLICE("/a b")));
	g_assert_true(message_field(&message, FIELD_HOST, &value) && slice_equal(value, SLICE("www.example")));
	g_assert_true(message_field(&message, FIELD_COOKIE, &value) && slice_equal(value, SLICE("a=1; b=2")));
	g_assert_true(message_field_named(&message, ":scheme", &value) && slice_equal(value, SLICE("https")));
	g_assert_false(message_field_named(&message, "Injected", &value));
	g_assert_cmpuint(message.oddities, ==, ODDITY_CONTROL_BYTE);
	http2_head_clear(&head);
}

static void
a_status_that_is_none_is_odd(void)
{
	static struct message message;
	struct http2_head head;

	http2_head_begin(&head, &message);
	http2_head_add(&head, SLICE(":status"), SLICE("2000"));
	g_assert_cmpint(http2_head_end(&head), ==, HTTP2_HEAD_RESPONSE);
	g_assert_cmpuint(message.status, ==, 0);
	g_assert_cmpuint(message.oddities, ==, ODDITY_STATUS_NOT_3DIGIT);
	http2_head_clear(&head);
	http2_head_begin(&head, &message);
	http2_head_add(&head, SLICE("grpc-status"), SLICE("0"));
	g_assert_cmpint(http2_head_end(&head), ==, HTTP2_HEAD_NEITHER);
	http2_head_clear(&head);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http2 stream/a response is told with its head and a request with its body",
					a_response_is_told_with_its_head_and_a_request_with_its_body);
	g_test_add_func("/http2 stream/a connection is the same however it is cut into segments",
					a_connection_is_the_same_however_it_is_cut_into_segments);
	g_test_add_func("/http2 stream/an upgraded request is answered on stream 1",
					an_upgraded_request_is_answered_on_stream_1);
	g_test_add_func("/http2 stream/streams may be interleaved", streams_may_be_interleaved);
	g_test_add_func("/http2 stream/a header block may be padded and prioritised",
					a_header_block_may_be_padded_and_prioritised);
	g_test_add_func("/http2 stream/a header block goes on in continuations and is shown where it ends",
					a_header_block_goes_on_in_continuations_and_is_shown_where_it_ends);
	g_test_add_func("/http2 stream/interim answers come first and trailers tell nothing",
					interim_answers_come_first_and_trailers_tell_nothing);
	g_test_add_func("/http2 stream/a body that waits for 100 is told when it begins",
					a_body_that_waits_for_100_is_told_when_it_begins);
	g_test_add_func("/http2 stream/a final answer does not wait for the end of its request",
					a_final_answer_does_not_wait_for_the_end_of_its_request);
	g_test_add_func("/http2 stream/a tunnel has no body", a_tunnel_has_no_body);
	g_test_add_func("/http2 stream/a tunnel of HTTP/1 may carry it", a_tunnel_of_http_1_may_carry_it);
	g_test_add_func("/http2 stream/a promise is a request by the server",
					a_promise_is_a_request_by_the_server);
	g_test_add_func("/http2 stream/a reset ends a stream and goaway names the last",
					a_reset_ends_a_stream_and_goaway_names_the_last);
	g_test_add_func("/http2 stream/a larger table is announced in the blocks",
					a_larger_table_is_announced_in_the_blocks);
	g_test_add_func("/http2 stream/in the middle of a connection only what is certain is told",
					in_the_middle_of_a_connection_only_what_is_certain_is_told);
	g_test_add_func("/http2 stream/a block that does not say what it is is not guessed at",
					a_block_that_does_not_say_what_it_is_is_not_guessed_at);
	g_test_add_func("/http2 stream/bytes that only look a little like frames are none",
					bytes_that_only_look_a_little_like_frames_are_none);
	g_test_add_func("/http2 stream/a broken block ends the decoding of its direction",
					a_broken_block_ends_the_decoding_of_its_direction);
	g_test_add_func("/http2 stream/a block that another frame breaks into is broken",
					a_block_that_another_frame_breaks_into_is_broken);
	g_test_add_func("/http2 stream/padding longer than its frame is broken",
					padding_longer_than_its_frame_is_broken);
	g_test_add_func("/http2 stream/a hole in a body is counted through", a_hole_in_a_body_is_counted_through);
	g_test_add_func("/http2 stream/behind any other hole the table is not known",
					behind_any_other_hole_the_table_is_not_known);
	g_test_add_func("/http2 stream/behind a hole a segment that begins no frame is passed over",
					behind_a_hole_a_segment_that_begins_no_frame_is_passed_over);
	g_test_add_func("/http2 stream/a block without end is given up", a_block_without_end_is_given_up);
	g_test_add_func("/http2 stream/a list of fields beyond all bounds is cut short",
					a_list_of_fields_beyond_all_bounds_is_cut_short);
	g_test_add_func("/http2 stream/requests beyond all bounds do not wait for their bodies",
					requests_beyond_all_bounds_do_not_wait_for_their_bodies);
	g_test_add_func("/http2 stream/what is open when the connection ends is told as it is",
					what_is_open_when_the_connection_ends_is_told_as_it_is);
	g_test_add_func("/http2 stream/a server may refuse the preface in HTTP/1",
					a_server_may_refuse_the_preface_in_http_1);
	g_test_add_func("/http2 stream/a server may speak first", a_server_may_speak_first);
	g_test_add_func("/http2 stream/a head answers what any message answers",
					a_head_answers_what_any_message_answers);
	g_test_add_func("/http2 stream/a status that is none is odd", a_status_that_is_none_is_odd);
	return g_test_run();
}
