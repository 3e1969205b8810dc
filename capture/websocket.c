/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/websocket.h"

#include "capture/sip_stream.h"
#include "capture/stream.h"

#define FRAME_HEADER_MAX 14

/* RFC 6455 section 5.2. */
enum websocket_opcode { OPCODE_CONTINUATION = 0, OPCODE_TEXT = 1, OPCODE_BINARY = 2, OPCODE_CONTROL = 8 };

struct websocket {
	uint8_t header[FRAME_HEADER_MAX];
	uint8_t header_length; /* bytes of it so far */
	bool in_payload;
	bool lost;       /* the present message is passed over */
	uint32_t offset; /* into the payload, for the mask */
	uint64_t left;   /* of the payload */
	GByteArray *message;
};

/*
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-------+-+-------------+-------------------------------+
 * |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
 * |I|S|S|S|  (4)  |A|     (7)     |             (16/64)           |
 * |N|V|V|V|       |S|             |   (if payload len==126/127)   |
 * | |1|2|3|       |K|             |                               |
 * +-+-+-+-+-------+-+-------------+ - - then the masking key (32) -
 */
static bool
frame_is_final(const struct websocket *websocket)
{
	return websocket->header[0] & 0x80;
}

/* A bit that only an extension gives a meaning to: with permessage-deflate the first one says compressed. */
static bool
frame_is_extended(const struct websocket *websocket)
{
	return websocket->header[0] & 0x70;
}

static unsigned
frame_opcode(const struct websocket *websocket)
{
	return websocket->header[0] & 0x0f;
}

static bool
frame_is_masked(const struct websocket *websocket)
{
	return websocket->header[1] & 0x80;
}

static unsigned
length_size(const struct websocket *websocket)
{
	unsigned length = websocket->header[1] & 0x7f;

	return length == 126 ? 2 : length == 127 ? 8 : 0;
}

/* Bytes that the header has, as far as the first two say. */
static unsigned
header_size(const struct websocket *websocket)
{
	if (websocket->header_length < 2)
		return 2;
	return 2 + length_size(websocket) + (frame_is_masked(websocket) ? 4 : 0);
}

static uint64_t
frame_length(const struct websocket *websocket)
{
	unsigned size = length_size(websocket);
	uint64_t length = 0;

	if (!size)
		return websocket->header[1] & 0x7f;
	for (unsigned i = 0; i < size; i++)
		length = length << 8 | websocket->header[2 + i];
	return length;
}

/* Appends a piece of payload to the message, the mask taken off: RFC 6455 section 5.3. */
static void
payload_take(struct websocket *websocket, struct slice bytes)
{
	const uint8_t *key = websocket->header + 2 + length_size(websocket);
	guint from = websocket->message->len;

	if (from + bytes.length > WEBSOCKET_MESSAGE_MAX) {
		websocket->lost = true;
		return;
	}
	g_byte_array_append(websocket->message, (const guint8 *)bytes.bytes, (guint)bytes.length);
	if (!frame_is_masked(websocket))
		return;
	for (guint i = 0; i < bytes.length; i++)
		websocket->message->data[from + i] ^= key[(websocket->offset + i) & 3];
}

/* A WebSocket message is complete: if it is SIP, it is one message. Keep-alives (CRLF) are not. */
static void
message_hand_out(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct websocket *websocket = pair->streams[side].websocket;
	struct reading *reading = pair->reading;
	struct slice bytes = {(const char *)websocket->message->data, websocket->message->len};
	size_t end;

	if (websocket->lost || message_begins(bytes) != MESSAGE_PARSED ||
		message_parse(&reading->message, bytes, true, &end) != MESSAGE_PARSED ||
		reading->message.protocol != PROTOCOL_SIP)
		return;
	sip_body_take(&reading->message, slice_after(bytes, end));
	stream_sighting(pair, side, place, &reading->message.seen);
	reading->message.seen.transport = TRANSPORT_WEBSOCKET;
	pair->streams[side].faults = 0;
	reading->listener->message(reading->listener->user, &reading->message);
}

/* The payload of a frame has ended. */
static void
frame_finish(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct websocket *websocket = pair->streams[side].websocket;

	websocket->in_payload = false;
	websocket->header_length = 0;
	/* Control frames may stand between the frames of a message: RFC 6455 section 5.4. */
	if (frame_opcode(websocket) >= OPCODE_CONTROL || !frame_is_final(websocket))
		return;
	message_hand_out(pair, side, place);
	g_byte_array_set_size(websocket->message, 0);
	websocket->lost = false;
}

/* The header of a frame is complete. False: nothing on this connection can be read. */
static bool
frame_start(struct stream_pair *pair, unsigned side)
{
	struct stream *stream = &pair->streams[side];
	struct websocket *websocket = stream->websocket;
	unsigned opcode = frame_opcode(websocket);

	if (frame_is_extended(websocket))
		return false;
	websocket->in_payload = true;
	websocket->offset = 0;
	websocket->left = frame_length(websocket);
	if (opcode == OPCODE_TEXT || opcode == OPCODE_BINARY) {
		g_byte_array_set_size(websocket->message, 0);
		websocket->lost = false;
	}
	return true;
}

static size_t
read_header(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	struct websocket *websocket = stream->websocket;
	size_t n = 0;

	if (websocket->header_length == 0 && websocket->message->len == 0) {
		stream->first_frame = place->frame;
		stream->first_time = place->time;
	}
	while (n < bytes.length && websocket->header_length < header_size(websocket))
		websocket->header[websocket->header_length++] = (uint8_t)bytes.bytes[n++];
	if (websocket->header_length < header_size(websocket))
		return n;
	if (!frame_start(pair, side))
		stream_pair_ignore(pair);
	else if (websocket->left == 0)
		frame_finish(pair, side, place);
	return n;
}

/* Only a part of the frames is looked at. */
static bool
payload_is_passed(const struct websocket *websocket)
{
	return websocket->lost || frame_opcode(websocket) >= OPCODE_CONTROL;
}

size_t
websocket_read(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (!stream->websocket) {
		stream->websocket = g_new0(struct websocket, 1);
		stream->websocket->message = g_byte_array_new();
	}
	struct websocket *websocket = stream->websocket;
	if (!websocket->in_payload)
		return read_header(pair, side, bytes, place);

	bytes.length = MIN(bytes.length, websocket->left);
	if (!payload_is_passed(websocket))
		payload_take(websocket, bytes);
	websocket->offset += (uint32_t)bytes.length;
	websocket->left -= bytes.length;
	if (websocket->left == 0)
		frame_finish(pair, side, place);
	return bytes.length;
}

uint64_t
websocket_skips(const struct websocket *websocket)
{
	return websocket && websocket->in_payload && payload_is_passed(websocket) ? websocket->left : 0;
}

/*
 * The message that is broken is passed over. A hole that ends inside a payload is counted through; any other
 * one leaves the next segment as the only place where a frame may begin.
 */
void
websocket_lost(struct stream_pair *pair, unsigned side, uint64_t count)
{
	struct stream *stream = &pair->streams[side];
	struct websocket *websocket = stream->websocket;

	if (!websocket)
		return;
	if (websocket->in_payload && frame_opcode(websocket) >= OPCODE_CONTROL && count <= websocket->left) {
		websocket->left -= count;
	} else {
		websocket->lost = true;
		stream->faults |= FAULT_GAP_BEFORE;
		websocket->left = websocket->in_payload && count < websocket->left ? websocket->left - count : 0;
	}
	if (websocket->left)
		return;
	websocket->in_payload = false;
	websocket->header_length = 0;
}

void
websocket_free(struct websocket *websocket)
{
	if (!websocket)
		return;
	g_byte_array_unref(websocket->message);
	g_free(websocket);
}
