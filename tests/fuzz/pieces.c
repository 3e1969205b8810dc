/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/pieces.h"

#include "capture/stream.h"
#include "tests/fuzz/witness.h"

struct line {
	struct witness witness;
	struct capture_counts counts;
	struct reading reading;
	struct stream_pair pair;
	struct tcp_side sides[2];
	struct place place;
};

static void
take_bytes(struct line *line, unsigned side, struct slice bytes)
{
	uint64_t skips = stream_skips(&line->pair.streams[side]);
	char *alone = slice_alone(bytes);

	if (bytes.length && bytes.length <= skips && bytes.length % 2)
		stream_pass(&line->pair, side, bytes.length, &line->place);
	else
		stream_bytes(&line->pair, side, (struct slice){alone, bytes.length}, &line->place);
	g_free(alone);
}

static void
take_piece(struct line *line, struct input *input)
{
	uint8_t control = input_byte(input);
	unsigned side = control & 1;
	uint32_t length = input_number(input, 2);
	struct input step = {(const uint8_t[]){control >> 4}, 1};

	line->place.frame++;
	line->place.shown = line->place.frame;
	line->place.time = time_after(line->place.time, input_time_step(&step));
	line->witness.last_frame = line->place.frame;
	line->pair.sides_seen |= (uint8_t)(1u << side);
	switch ((enum piece_kind)(control >> 1 & 3)) {
	case PIECE_BYTES: take_bytes(line, side, input_slice(input, length)); return;
	case PIECE_LOST: stream_lost(&line->pair, side, length + 1, false, &line->place); return;
	case PIECE_CUT: stream_lost(&line->pair, side, length + 1, true, &line->place); return;
	case PIECE_END:
		if (length % 2)
			stream_break(&line->pair, side);
		else
			stream_finish(&line->pair, side, STREAM_END_FIN, &line->place);
	}
}

void
pieces_run(struct input *input)
{
	struct line *line = g_new0(struct line, 1);

	witness_start(&line->witness);
	line->reading.listener = &line->witness.listener;
	line->reading.counts = &line->counts;
	line->place.time = INT64_C(1700000000) * 1000000000;
	line->pair.reading = &line->reading;
	line->pair.sides = line->sides;
	line->pair.connection = 1;
	for (unsigned side = 0; side < 2; side++)
		line->pair.endpoints[side] = (struct endpoint){{4, {192, 0, 2, (uint8_t)(side + 1)}},
													   (uint16_t)(side ? 80 : 40000)};
	while (input->length)
		take_piece(line, input);
	for (unsigned side = 0; side < 2; side++)
		stream_finish(&line->pair, side, STREAM_END_BREAK, &line->place);
	stream_tell(&line->pair, 0, EVENT_CONNECTION_ENDED, &line->place, 0);
	stream_pair_clear(&line->pair);
	witness_finish(&line->witness, line->place.time);
	g_free(line);
}
