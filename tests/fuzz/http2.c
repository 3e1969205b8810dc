/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HTTP/2 in the clear: the preface, then frames, each a byte for side and time as in pieces.h, type, flags, stream,
 * two bytes of length, and the payload. The two lower bits of the kind cut a frame in two, or lose what follows it.
 */
#include "tests/fuzz/pieces.h"

#define FRAME_HEADER_SIZE 9

static void
add_piece(GByteArray *pieces, uint8_t control, const void *bytes, size_t length)
{
	const uint8_t head[] = {control, (uint8_t)(length >> 8), (uint8_t)length};

	g_byte_array_append(pieces, head, sizeof head);
	g_byte_array_append(pieces, bytes, (guint)length);
}

static void
add_frame(GByteArray *pieces, struct input *input)
{
	uint8_t control = input_byte(input), type = input_byte(input), flags = input_byte(input);
	uint8_t stream = input_byte(input);
	struct slice payload = input_slice(input, input_number(input, 2) & 0x7fff);
	uint8_t *frame = g_malloc(FRAME_HEADER_SIZE + payload.length);
	const uint8_t head[FRAME_HEADER_SIZE] = {
		0, (uint8_t)(payload.length >> 8), (uint8_t)payload.length, type, flags, 0, 0, 0, stream};
	size_t whole = FRAME_HEADER_SIZE + payload.length, first = control & 2 ? whole / 2 : whole;
	uint8_t plain = control & 0xf1;

	memcpy(frame, head, sizeof head);
	if (payload.length)
		memcpy(frame + sizeof head, payload.bytes, payload.length);
	add_piece(pieces, plain, frame, first);
	if (control & 4) {
		const uint8_t lost[] = {plain | PIECE_LOST << 1, 0, (uint8_t)(whole - first)};
		g_byte_array_append(pieces, lost, sizeof lost);
	} else if (first < whole) {
		add_piece(pieces, plain, frame + first, whole - first);
	}
	g_free(frame);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
	struct input input = {bytes, length}, made;
	GByteArray *pieces = g_byte_array_new();

	add_piece(pieces, 0, preface, sizeof preface - 1);
	while (input.length)
		add_frame(pieces, &input);
	made = (struct input){pieces->data, pieces->len};
	pieces_run(&made);
	g_byte_array_unref(pieces);
	return 0;
}
