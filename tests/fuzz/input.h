/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a fuzz target takes apart: the bytes of one input, read from the front. Behind the end there are zeros, so a
 * target needs no checks. The input owns nothing. Every target has one function, run_input, that replay.c and
 * libFuzzer call once for each input; seeds.py writes the same forms.
 */
#ifndef SEQUITUR_TESTS_FUZZ_INPUT_H
#define SEQUITUR_TESTS_FUZZ_INPUT_H

#include <glib.h>

#include "core/message.h"

/* libFuzzer's names for its entry point. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

struct input {
	const uint8_t *bytes;
	size_t length;
};

static inline uint8_t
input_byte(struct input *input)
{
	if (!input->length)
		return 0;
	input->length--;
	return *input->bytes++;
}

static inline uint32_t
input_number(struct input *input, unsigned bytes)
{
	uint32_t number = 0;

	while (bytes--)
		number = number << 8 | input_byte(input);
	return number;
}

/* The next `length` bytes, or as many as there are. */
static inline struct slice
input_slice(struct input *input, size_t length)
{
	struct slice slice = {(const char *)input->bytes, MIN(length, input->length)};

	input->bytes += slice.length;
	input->length -= slice.length;
	return slice;
}

/*
 * A copy in memory of its own, so that the sanitizer sees one byte read too many. g_free() it. Never NULL, as empty
 * memory is memory too.
 */
static inline char *
slice_alone(struct slice slice)
{
	char *copy = g_malloc(MAX(slice.length, 1));

	if (slice.length)
		memcpy(copy, slice.bytes, slice.length);
	return copy;
}

/* How time may go on from one packet to the next, in nanoseconds: steps that some timer knows, and jumps. */
static inline int64_t
input_time_step(struct input *input)
{
	static const int64_t milliseconds[] = {0,      1,     10,           120,          300,    600,
										   1500,   5000,  33000,        70000,        200000, 4000000,
										   -10000, -1000, 315360000000, -315360000000};

	return milliseconds[input_byte(input) % G_N_ELEMENTS(milliseconds)] * 1000000;
}

/* The time after that step; the clock of a capture file goes from 1970 to 2200. */
static inline int64_t
time_after(int64_t time, int64_t step)
{
	return CLAMP(time + step, 0, INT64_C(7258118400) * 1000000000);
}

#endif
