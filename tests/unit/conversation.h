/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A conversation is a connection as a test tells it: bytes that one of two ends says in a frame. What comes out
 * of it is written down as text, one line for each message and event, and compared as a whole.
 *
 *   GET 4            a message in frame 4
 *   200 5-7 body 10  from frame 5 to frame 7, with 10 bytes of body; capture faults stand behind it as words
 *   lost 12 in 9     an event, with its bytes and its frame
 *
 * Behind the frame of a message or an event stands, where there is one, its stream of HTTP/2: "GET 4 stream 1".
 */
#ifndef SEQUITUR_TESTS_CONVERSATION_H
#define SEQUITUR_TESTS_CONVERSATION_H

#include <glib.h>

#include "capture/reading.h"
#include "capture/stream.h"

enum { CLIENT, SERVER };

struct conversation {
	struct reading reading;
	struct capture_counts counts;
	struct capture_listener listener;
	struct stream_pair pair;
	struct tcp_side sides[2];
	GString *text;
};

static inline void
faults_write(GString *text, uint32_t faults)
{
	static const char *const words[] = {"gap-before", "truncated",   "one-sided",  "mid-stream",
										"overlap",    "gap-in-body", "acks-unseen"};

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
		if (faults & 1u << i)
			g_string_append_printf(text, " %s", words[i]);
}

static inline void
stream_write(GString *text, const struct sighting *seen)
{
	if (seen->stream)
		g_string_append_printf(text, " stream %u", seen->stream);
}

static inline void
message_write(void *user, const struct message *message)
{
	GString *text = ((struct conversation *)user)->text;

	if (message->is_response)
		g_string_append_printf(text, "%u ", message->status);
	else
		g_string_append_printf(text, "%.*s ", (int)message->method_text.length, message->method_text.bytes);
	if (message->seen.first_frame != message->seen.frame)
		g_string_append_printf(text, "%u-", message->seen.first_frame);
	g_string_append_printf(text, "%u", message->seen.frame);
	stream_write(text, &message->seen);
	if (message->body_length)
		g_string_append_printf(text, " body %" G_GUINT64_FORMAT, message->body_length);
	if (message_body(message).length)
		g_string_append_printf(text, " \"%.*s\"", (int)message_body(message).length,
							   message_body(message).bytes);
	if (message->seen.transport != TRANSPORT_TCP)
		g_string_append_printf(text, " over %s", transport_name(message->seen.transport));
	faults_write(text, message->seen.faults);
	if (message->oddities & ODDITY_UNKNOWN_FIELDS)
		g_string_append(text, " unknown-fields");
	g_string_append_c(text, '\n');
}

static inline void
event_write(void *user, const struct transport_event *event)
{
	static const char *const words[] = {
		[EVENT_CONNECTION_OPENED] = "opened",
		[EVENT_CONNECTION_REFUSED] = "refused",
		[EVENT_CONNECTION_SILENT] = "silent",
		[EVENT_CONNECTION_CLOSED] = "closed",
		[EVENT_CONNECTION_RESET] = "reset",
		[EVENT_CONNECTION_ENDED] = "ended",
		[EVENT_DATA_LOST] = "lost",
		[EVENT_DATA_UNSEEN] = "unseen",
		[EVENT_FRAMING_LOST] = "framing lost",
		[EVENT_TUNNEL_TLS] = "tls",
		[EVENT_PROTOCOL_SWITCHED] = "switched",
		[EVENT_UNREACHABLE] = "unreachable",
		[EVENT_NAME_NOT_FOUND] = "no such name",
		[EVENT_NAME_SERVER_FAILED] = "no name",
		[EVENT_BODY_BEGAN] = "body began",
		[EVENT_STREAM_RESET] = "stream reset",
		[EVENT_GOAWAY] = "goaway",
	};
	GString *text = ((struct conversation *)user)->text;

	g_string_append(text, words[event->kind]);
	if (event->bytes)
		g_string_append_printf(text, " %" G_GUINT64_FORMAT, event->bytes);
	g_string_append_printf(text, " in %u", event->seen.frame);
	stream_write(text, &event->seen);
	g_string_append_c(text, '\n');
}

/* Both ends are there, and the connection was seen from its beginning. */
static inline struct conversation *
conversation_new(void)
{
	struct conversation *conversation = g_new0(struct conversation, 1);

	conversation->text = g_string_new(NULL);
	conversation->listener = (struct capture_listener){
		.user = conversation, .message = message_write, .event = event_write};
	conversation->reading.listener = &conversation->listener;
	conversation->reading.counts = &conversation->counts;
	conversation->pair.reading = &conversation->reading;
	conversation->pair.sides = conversation->sides;
	conversation->pair.sides_seen = 3;
	return conversation;
}

static inline struct place
place_in(uint32_t frame)
{
	return (struct place){.frame = frame, .shown = frame, .time = frame * INT64_C(1000000)};
}

/* One segment, in memory of its own so that a sanitizer sees whoever reads behind it. */
static inline void
say_bytes(struct conversation *conversation, unsigned side, uint32_t frame, struct slice bytes)
{
	struct place place = place_in(frame);
	char *copy = g_memdup2(bytes.bytes, bytes.length);

	stream_bytes(&conversation->pair, side, (struct slice){copy, bytes.length}, &place);
	g_free(copy);
}

static inline void
say(struct conversation *conversation, unsigned side, uint32_t frame, const char *text)
{
	say_bytes(conversation, side, frame, slice_of(text));
}

/* Bytes that did not come; `frame` is of those behind them. */
static inline void
lose(struct conversation *conversation, unsigned side, uint32_t frame, uint64_t count)
{
	struct place place = place_in(frame);

	stream_lost(&conversation->pair, side, count, false, &place);
}

static inline void
finish(struct conversation *conversation, unsigned side, uint32_t frame, enum stream_end end)
{
	struct place place = place_in(frame);

	stream_finish(&conversation->pair, side, end, &place);
}

/* Nothing more is said, and this is what was heard. Frees the conversation. */
static inline void
conversation_expect(struct conversation *conversation, const char *expected)
{
	g_assert_cmpstr(conversation->text->str, ==, expected);
	stream_pair_clear(&conversation->pair);
	g_string_free(conversation->text, TRUE);
	g_free(conversation);
}

/* The same bytes said in segments of `size`, one frame each, from `frame` on. Gives the frame after the last. */
static inline uint32_t
say_in_pieces(struct conversation *conversation, unsigned side, uint32_t frame, const char *text, size_t size)
{
	struct slice rest = slice_of(text);

	for (; rest.length; frame++) {
		struct slice piece = {rest.bytes, MIN(size, rest.length)};
		say_bytes(conversation, side, frame, piece);
		rest = slice_after(rest, piece.length);
	}
	return frame;
}

#endif
