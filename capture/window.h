/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A window is the part of an input that lies ready in memory: whoever reads a file piece by piece asks that so many bytes be
 * there, looks at them where they are, and moves on. It holds one buffer of a fixed size, several times that of the largest
 * piece, whatever the file says; the input stays the caller's. Bytes stay where they are until more are asked for.
 */
#ifndef SEQUITUR_CAPTURE_WINDOW_H
#define SEQUITUR_CAPTURE_WINDOW_H

#include "capture/decompress.h"

struct window {
	struct input *input;
	bool ended;
	const uint8_t *at; /* the next byte; whoever has looked at some moves it behind them */
	uint8_t *end;      /* behind the last one that is there */
	uint8_t
		*block; /* what is read goes here; what was left over of the block before stands right before it */
	uint8_t *memory;
};

/* The bytes of `input`, of which at most `most` will be asked for at once. */
void window_open(struct window *window, struct input *input, size_t most);
void window_close(struct window *window);

/* Reads on until `wanted` bytes are there, at most the `most` that was told. False: there are fewer. */
bool window_fill(struct window *window, size_t wanted);

/* Passes over `count` bytes, however many. How many of them are not there: all others have been passed then. */
uint64_t window_skip(struct window *window, uint64_t count);

static inline size_t
window_left(const struct window *window)
{
	return (size_t)(window->end - window->at);
}

/* Are `wanted` bytes there, or can they be read? */
static inline bool
window_has(struct window *window, size_t wanted)
{
	return window_left(window) >= wanted || window_fill(window, wanted);
}

#endif
