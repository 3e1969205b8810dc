/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/http_stream.h"

#include "capture/http2_stream.h"
#include "capture/stream.h"
#include "core/http_framing.h"

/* Ours: a chunk-size has no more digits than 2^60 needs. */
#define CHUNK_DIGITS_MAX 15

/* Ours: lines of trailers are short. */
#define TRAILER_LINE_MAX (64u << 10)

void
http_requests_clear(struct http_requests *requests)
{
	g_free(requests->asked);
	*requests = (struct http_requests){0};
}

static uint8_t *
requests_asked(struct http_requests *requests)
{
	return requests->asked ? requests->asked : requests->few;
}

bool
http_requests_await_tunnel(const struct http_requests *requests, unsigned side)
{
	const uint8_t *asked = requests->asked ? requests->asked : requests->few;

	return requests->count && requests->side == side &&
		   asked[requests->first + requests->count - 1] == ASKED_CONNECT;
}

/* Makes room behind the last one. False: there are too many. */
static bool
http_requests_grow(struct http_requests *requests)
{
	uint32_t room = requests->asked ? requests->room : sizeof requests->few;

	if (requests->first + requests->count < room)
		return true;
	if (requests->first) {
		memmove(requests_asked(requests), requests_asked(requests) + requests->first, requests->count);
		requests->first = 0;
		return true;
	}
	if (room >= HTTP_REQUESTS_MAX)
		return false;
	uint8_t *asked = g_realloc(requests->asked, room * 2);
	if (!requests->asked)
		memcpy(asked, requests->few, room);
	requests->asked = asked;
	requests->room = room * 2;
	return true;
}

void
http_requests_push(struct http_requests *requests, enum http_asked asked)
{
	if (http_requests_grow(requests))
		requests_asked(requests)[requests->first + requests->count++] = (uint8_t)asked;
}

enum http_asked
http_requests_pop(struct http_requests *requests)
{
	if (!requests->count)
		return ASKED_UNKNOWN;
	enum http_asked asked = requests_asked(requests)[requests->first++];
	if (--requests->count == 0)
		requests->first = 0;
	return asked;
}

static enum http_asked
asked_by(const struct message *request)
{
	switch (request->method) {
	case METHOD_HEAD: return ASKED_HEAD;
	case METHOD_CONNECT: return ASKED_CONNECT;
	default: return ASKED_OTHER;
	}
}

/* After losses: who does not pipeline has its answers before it asks again. */
static void
requests_resynchronise(struct stream_pair *pair, unsigned side)
{
	struct http_requests *requests = &pair->requests;
	const struct stream *answers = &pair->streams[!side];

	if (!requests->uncertain || answers->open || answers->state == STREAM_GATHERING)
		return;
	requests->count = requests->first = 0;
	requests->uncertain = false;
}

static void
requests_note(struct stream_pair *pair, unsigned side, const struct message *request)
{
	struct http_requests *requests = &pair->requests;

	requests_resynchronise(pair, side);
	if (requests->count && requests->side != side)
		requests->count = requests->first = 0;
	requests->side = (uint8_t)side;
	http_requests_push(requests, asked_by(request));
}

/* 1xx but 101 precede the answer: RFC 9110 section 15.2. */
static bool
is_interim(const struct message *response)
{
	return response->status >= 100 && response->status < 200 && response->status != 101;
}

static enum http_asked
response_note(struct stream_pair *pair, unsigned side, const struct message *response)
{
	if (is_interim(response) || pair->requests.side == side)
		return ASKED_UNKNOWN;
	return http_requests_pop(&pair->requests);
}

void
http_stream_note(struct stream_pair *pair, unsigned side)
{
	const struct message *message = stream_message(pair, side);

	if (message->is_response)
		response_note(pair, side, message);
	else
		requests_note(pair, side, message);
}

/* What follows on both sides is not HTTP as before. */
static void
stream_pair_switch(struct stream_pair *pair, unsigned side, enum stream_switch to)
{
	pair->after_switch = (uint8_t)to;
	pair->streams[side].state = STREAM_SWITCH;
	if (pair->streams[!side].state == STREAM_BETWEEN)
		pair->streams[!side].state = STREAM_SWITCH;
}

/* 101 names what follows: RFC 9110 section 7.8, RFC 7118, RFC 7540 section 3.2. */
static enum stream_switch
switch_agreed_on(const struct message *response)
{
	if (message_has_token(response, FIELD_UPGRADE, "websocket") &&
		message_has_token(response, FIELD_SEC_WEBSOCKET_PROTOCOL, "sip"))
		return SWITCH_SIP_WEBSOCKET;
	if (message_has_token(response, FIELD_UPGRADE, "websocket"))
		return SWITCH_WEBSOCKET;
	if (message_has_token(response, FIELD_UPGRADE, "h2c"))
		return SWITCH_HTTP2;
	return SWITCH_OTHER;
}

/* Says once that nothing after this is to be trusted; a certain beginning of a message is read again. */
static void
http_framing_lost(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (!stream->framing_lost)
		stream_tell(pair, side, EVENT_FRAMING_LOST, place, 0);
	stream->framing_lost = true;
	stream->unsure = true;
	stream->faults |= FAULT_GAP_BEFORE;
	pair->requests.uncertain = true;
}

static void
http_body_start(struct stream_pair *pair, unsigned side, enum http_framing framing, uint64_t length,
				const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	stream->left = length;
	stream->digits = 0;
	switch (framing) {
	case FRAMING_CHUNKED: stream->state = STREAM_CHUNK_SIZE; return;
	case FRAMING_UNTIL_CLOSE: stream->state = STREAM_UNTIL_CLOSE; return;
	case FRAMING_LENGTH:
		if (length == 0)
			break;
		stream->state = STREAM_BODY;
		return;
	case FRAMING_NONE:
	case FRAMING_BROKEN: break;
	}
	stream_complete(pair, side, place);
	if (framing == FRAMING_BROKEN)
		http_framing_lost(pair, side, place);
}

void
http_stream_head(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	const struct message *message = stream_message(pair, side);
	enum http_asked asked = ASKED_UNKNOWN;
	uint64_t length;

	if (message->is_response) {
		asked = response_note(pair, side, message);
		stream->asked_unknown = asked == ASKED_UNKNOWN;
		/* The body was asked for: what comes is it, whatever it looks like. */
		if (message->status == 100)
			pair->streams[!side].expects = false;
	} else {
		requests_note(pair, side, message);
		stream->expects = message_first_field(message, FIELD_EXPECT) != 0;
	}
	bool switches = message->is_response && message->status == 101;
	/* RFC 9112 section 6.3 item 2. */
	bool tunnels = asked == ASKED_CONNECT && message->status >= 200 && message->status < 300;
	if (switches || tunnels) {
		enum stream_switch to = tunnels ? SWITCH_TUNNEL : switch_agreed_on(message);
		stream_complete(pair, side, place);
		stream_pair_switch(pair, side, to);
		return;
	}
	enum http_framing framing = http_framing(message, asked == ASKED_HEAD, &length);
	http_body_start(pair, side, framing, length, place);
}

void
http_pass(struct stream_pair *pair, unsigned side, uint64_t count, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	stream->left -= count;
	stream->body_length += count;
	stream->body_began = true;
	if (stream->left)
		return;
	if (stream->state == STREAM_CHUNK_DATA)
		stream->state = STREAM_CHUNK_END;
	else if (stream->open)
		stream_complete(pair, side, place);
	else
		stream->state = STREAM_BETWEEN;
}

/* Whether it begins in a later segment than its head ends matters to 100-continue: RFC 9110 section 10.1.1. */
static void
http_body_began(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (stream->body_began)
		return;
	stream->body_began = true;
	if (stream->kept && stream->is_request)
		stream_tell(pair, side, EVENT_BODY_BEGAN, place, 0);
}

/*
 * Is what stands where a body should begin another message instead? The answer to a HEAD that was not seen
 * has no body, and a client that was refused at Expect: 100-continue may ask something else.
 */
static bool
body_is_left_out(const struct stream *stream, struct slice bytes)
{
	if (stream->body_began)
		return false;
	if (stream->asked_unknown)
		return slice_starts_with(bytes, SLICE("HTTP/1."));
	return stream->expects && message_begins(bytes) == MESSAGE_PARSED &&
		   memmem(bytes.bytes, MIN(bytes.length, 8192), " HTTP/1.", 8);
}

/* The message ended with its head. */
static size_t
http_complete_without_body(struct stream_pair *pair, unsigned side)
{
	struct place last = pair->streams[side].last;

	stream_complete(pair, side, &last);
	return 0;
}

size_t
http_read_body(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	size_t take = bytes.length < stream->left ? bytes.length : (size_t)stream->left;

	if (stream->open && !stream->body_began) {
		if (body_is_left_out(stream, bytes))
			return http_complete_without_body(pair, side);
		http_body_began(pair, side, place);
	}
	http_pass(pair, side, take, place);
	return take;
}

/* The chunked coding is broken: what was seen of the message is handed out. */
static size_t
http_chunks_broken(struct stream_pair *pair, unsigned side, const struct place *place)
{
	stream_truncate(pair, side);
	http_framing_lost(pair, side, place);
	return 0;
}

static int
hex_digit(char c)
{
	return g_ascii_xdigit_value(c);
}

/* chunk-size = 1*HEXDIG, then chunk-ext or the line break: RFC 9112 section 7.1. */
size_t
http_read_chunk_size(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	size_t n = 0;

	if (!stream->body_began && body_is_left_out(stream, bytes))
		return http_complete_without_body(pair, side);
	http_body_began(pair, side, place);
	for (; n < bytes.length && hex_digit(bytes.bytes[n]) >= 0; n++) {
		if (++stream->digits > CHUNK_DIGITS_MAX)
			return http_chunks_broken(pair, side, place);
		stream->left = stream->left << 4 | (unsigned)hex_digit(bytes.bytes[n]);
	}
	if (n == bytes.length)
		return n;
	if (stream->digits == 0 || !strchr(" \t\r\n;", bytes.bytes[n]) || !bytes.bytes[n])
		return http_chunks_broken(pair, side, place);
	stream->state = STREAM_CHUNK_EXTENSION;
	return n;
}

size_t
http_read_chunk_extension(struct stream_pair *pair, unsigned side, struct slice bytes,
						  const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	const char *feed = memchr(bytes.bytes, '\n', bytes.length);

	(void)place;
	if (!feed)
		return bytes.length;
	stream->line = 0;
	stream->digits = 0;
	stream->state = stream->left ? STREAM_CHUNK_DATA : STREAM_TRAILER;
	return (size_t)(feed + 1 - bytes.bytes);
}

size_t
http_read_chunk_data(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	const struct stream *stream = &pair->streams[side];
	size_t take = bytes.length < stream->left ? bytes.length : (size_t)stream->left;

	http_pass(pair, side, take, place);
	return take;
}

size_t
http_read_chunk_end(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (bytes.bytes[0] == '\n')
		stream->state = STREAM_CHUNK_SIZE;
	else if (bytes.bytes[0] != '\r')
		return http_chunks_broken(pair, side, place);
	return 1;
}

/* trailer-section = *( field-line CRLF ), then CRLF: RFC 9112 section 7.1.2. Its fields are passed over. */
size_t
http_read_trailer(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	const char *feed = memchr(bytes.bytes, '\n', bytes.length);
	size_t line = feed ? (size_t)(feed - bytes.bytes) : bytes.length;

	/* A CR before the LF does not make the line longer. */
	bool empty = stream->line == 0 && (line == 0 || (line == 1 && bytes.bytes[0] == '\r'));
	if (!feed) {
		if (!empty)
			stream->line += (uint32_t)MIN(line, TRAILER_LINE_MAX);
		return stream->line > TRAILER_LINE_MAX ? http_chunks_broken(pair, side, place) : line;
	}
	stream->line = 0;
	if (empty)
		stream_complete(pair, side, place);
	return line + 1;
}

/* Broken servers give no length and keep the connection; then the next response ends this one's body. */
static bool
another_response_begins(const struct stream_pair *pair, unsigned side, struct slice bytes)
{
	const struct stream *stream = &pair->streams[side];

	if (!stream->fresh && stream->body_began)
		return false;
	if (pair->requests.count == 0 && (pair->sides_seen & 1u << !side) && !stream->asked_unknown)
		return false;
	return slice_starts_with(bytes, SLICE("HTTP/1.")) && message_begins(bytes) == MESSAGE_PARSED;
}

size_t
http_read_until_close(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (another_response_begins(pair, side, bytes))
		return http_complete_without_body(pair, side);
	http_body_began(pair, side, place);
	stream->body_length += bytes.length;
	return bytes.length;
}

/*
 * A tunnel may lead to a server of HTTP. No frame of WebSocket looks like a message: its first byte says what it is, and
 * letters say nothing (RFC 6455 section 5.2), so one side did not take part in the switch.
 */
static bool
goes_on_in_http(const struct stream_pair *pair, struct slice bytes)
{
	if (pair->after_switch == SWITCH_TUNNEL)
		return message_begins(bytes) != MESSAGE_MALFORMED;
	return pair->after_switch == SWITCH_WEBSOCKET && message_begins(bytes) == MESSAGE_PARSED &&
		   memmem(bytes.bytes, MIN(bytes.length, 8192), "HTTP/1.", 7);
}

size_t
http_read_switch(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (pair->after_switch == SWITCH_SIP_WEBSOCKET) {
		if (pair->streams[!side].state != STREAM_WEBSOCKET)
			stream_tell(pair, side, EVENT_PROTOCOL_SWITCHED, place, 0);
		stream->state = STREAM_WEBSOCKET;
		return 0;
	}
	if (pair->after_switch == SWITCH_HTTP2) {
		if (!pair->http2)
			stream_tell(pair, side, EVENT_PROTOCOL_SWITCHED, place, 0);
		http2_upgrade(pair, side);
		return 0;
	}
	if (stream_begins_tls(bytes)) {
		stream_tell(pair, side, EVENT_TUNNEL_TLS, place, 0);
		stream_pair_ignore(pair);
		return bytes.length;
	}
	if (goes_on_in_http(pair, bytes)) {
		stream->state = STREAM_BETWEEN;
		return 0;
	}
	if (pair->after_switch == SWITCH_TUNNEL && http2_may_begin(bytes))
		return http2_begin(pair, side, bytes);
	stream_tell(pair, side, EVENT_PROTOCOL_SWITCHED, place, 0);
	stream_pair_ignore(pair);
	return bytes.length;
}
