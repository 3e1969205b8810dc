/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/conversation.h"

#define OPTIONS "OPTIONS sip:b SIP/2.0\r\nVia: SIP/2.0/WS a;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n"
#define OK      "SIP/2.0 200 OK\r\nVia: SIP/2.0/WS a;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n"

enum { CONTINUATION = 0, TEXT = 1, PING = 9, FINAL = 0x80, COMPRESSED = 0x40 };

/* A frame with this first byte, masked when a client sends it. Appended to `bytes`. */
static void
frame_append(GByteArray *bytes, unsigned side, unsigned first, const char *text, size_t length)
{
	static const uint8_t key[] = {0x12, 0x34, 0x56, 0x78};
	uint8_t masked = side == CLIENT ? 0x80 : 0;
	uint8_t header[] = {(uint8_t)first, (uint8_t)(masked | (length < 126 ? length : 126)),
						(uint8_t)(length >> 8), (uint8_t)length};

	g_byte_array_append(bytes, header, length < 126 ? 2 : 4);
	if (masked)
		g_byte_array_append(bytes, key, sizeof key);
	for (size_t i = 0; i < length; i++) {
		uint8_t byte = (uint8_t)text[i] ^ (masked ? key[i & 3] : 0);
		g_byte_array_append(bytes, &byte, 1);
	}
}

static void
say_array(struct conversation *c, unsigned side, uint32_t frame, GByteArray *bytes)
{
	say_bytes(c, side, frame, (struct slice){(const char *)bytes->data, bytes->len});
	g_byte_array_unref(bytes);
}

static void
say_frame(struct conversation *c, unsigned side, uint32_t frame, unsigned first, const char *text)
{
	GByteArray *bytes = g_byte_array_new();

	frame_append(bytes, side, first, text, strlen(text));
	say_array(c, side, frame, bytes);
}

/* A connection on which SIP over WebSocket was agreed on, in frames 1 and 2. */
static struct conversation *
websocket_conversation(void)
{
	struct conversation *c = conversation_new();

	say(c, CLIENT, 1, "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n");
	say(c, SERVER, 2,
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n");
	g_assert_cmpstr(c->text->str, ==, "GET 1\n101 2\n");
	g_string_truncate(c->text, 0);
	return c;
}

static void
a_frame_holds_a_message(void)
{
	struct conversation *c = websocket_conversation();

	say_frame(c, CLIENT, 3, FINAL | TEXT, OPTIONS);
	say_frame(c, SERVER, 4, FINAL | TEXT, OK);
	conversation_expect(c, "switched in 3\nOPTIONS 3 over websocket\n200 4 over websocket\n");
}

static void
the_first_frame_may_come_with_the_handshake(void)
{
	struct conversation *c = conversation_new();
	static const char handshake[] =
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n";
	GByteArray *bytes = g_byte_array_new();

	say(c, CLIENT, 1, "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
	g_byte_array_append(bytes, (const guint8 *)handshake, sizeof handshake - 1);
	frame_append(bytes, SERVER, FINAL | TEXT, OK, strlen(OK));
	say_array(c, SERVER, 2, bytes);
	conversation_expect(c, "GET 1\n101 2\nswitched in 2\n200 2 over websocket\n");
}

static void
a_message_may_be_divided_into_frames_with_pings_between_them(void)
{
	struct conversation *c = websocket_conversation();
	GByteArray *bytes = g_byte_array_new();

	frame_append(bytes, CLIENT, TEXT, OPTIONS, 30);
	frame_append(bytes, CLIENT, FINAL | PING, "are you there", 13);
	frame_append(bytes, CLIENT, CONTINUATION, &OPTIONS[30], 10);
	say_array(c, CLIENT, 3, bytes);
	say_frame(c, CLIENT, 4, FINAL | CONTINUATION, &OPTIONS[40]);
	conversation_expect(c, "switched in 3\nOPTIONS 3-4 over websocket\n");
}

static void
frames_are_the_same_however_they_are_cut_into_segments(void)
{
	GByteArray *bytes = g_byte_array_new();

	frame_append(bytes, CLIENT, FINAL | TEXT, OPTIONS, strlen(OPTIONS));
	frame_append(bytes, CLIENT, FINAL | TEXT, "\r\n\r\n", 4);
	frame_append(bytes, CLIENT, FINAL | TEXT, "", 0);
	frame_append(bytes, CLIENT, FINAL | TEXT, OPTIONS, strlen(OPTIONS));
	for (size_t size = 1; size <= bytes->len; size++) {
		struct conversation *c = websocket_conversation();
		for (size_t at = 0; at < bytes->len; at += size)
			say_bytes(c, CLIENT, 3,
					  (struct slice){(const char *)bytes->data + at, MIN(size, bytes->len - at)});
		conversation_expect(c, "switched in 3\nOPTIONS 3 over websocket\nOPTIONS 3 over websocket\n");
	}
	g_byte_array_unref(bytes);
}

static void
what_is_compressed_is_said_to_be_another_protocol(void)
{
	struct conversation *c = websocket_conversation();

	say_frame(c, CLIENT, 3, FINAL | COMPRESSED | TEXT, "\x01\x02");
	say_frame(c, CLIENT, 4, FINAL | TEXT, OPTIONS);
	conversation_expect(c, "switched in 3\n");
}

static void
a_message_that_is_too_long_is_passed_over(void)
{
	struct conversation *c = websocket_conversation();
	char *text = g_strnfill(60000, 'x');

	memcpy(text, OPTIONS, strlen(OPTIONS));
	say_frame(c, CLIENT, 3, TEXT, text);
	say_frame(c, CLIENT, 4, CONTINUATION, text);
	say_frame(c, CLIENT, 5, FINAL | CONTINUATION, text);
	say_frame(c, CLIENT, 6, FINAL | TEXT, OPTIONS);
	g_free(text);
	conversation_expect(c, "switched in 3\nOPTIONS 6 over websocket\n");
}

static void
a_hole_costs_one_message(void)
{
	struct conversation *c = websocket_conversation();
	GByteArray *bytes = g_byte_array_new();

	frame_append(bytes, CLIENT, FINAL | TEXT, OPTIONS, strlen(OPTIONS));
	say_bytes(c, CLIENT, 3, (struct slice){(const char *)bytes->data, 20});
	lose(c, CLIENT, 4, 30);
	say_bytes(c, CLIENT, 4, (struct slice){(const char *)bytes->data + 50, bytes->len - 50});
	say_array(c, CLIENT, 5, bytes);
	conversation_expect(c, "switched in 3\nlost 30 in 4\nOPTIONS 5 over websocket gap-before\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/websocket/a frame holds a message", a_frame_holds_a_message);
	g_test_add_func("/websocket/the first frame may come with the handshake",
					the_first_frame_may_come_with_the_handshake);
	g_test_add_func("/websocket/a message may be divided into frames, with pings between them",
					a_message_may_be_divided_into_frames_with_pings_between_them);
	g_test_add_func("/websocket/frames are the same however they are cut into segments",
					frames_are_the_same_however_they_are_cut_into_segments);
	g_test_add_func("/websocket/what is compressed is said to be another protocol",
					what_is_compressed_is_said_to_be_another_protocol);
	g_test_add_func("/websocket/a message that is too long is passed over",
					a_message_that_is_too_long_is_passed_over);
	g_test_add_func("/websocket/a hole costs one message", a_hole_costs_one_message);
	return g_test_run();
}
