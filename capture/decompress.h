/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An input is a byte stream: a file descriptor, decompressed on the way when its first bytes are those of gzip or zstd.
 * It streams: what it holds is a few buffers and the window of the decompressor, however large the content turns out.
 *
 * To decompress takes longer than all that is made of the content, so a thread of the input's own does it, a few
 * buffers ahead of whoever reads. Everybody else uses an input from one thread.
 */
#ifndef SEQUITUR_CAPTURE_DECOMPRESS_H
#define SEQUITUR_CAPTURE_DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct input;

/* Reads the first bytes. `fd` becomes the input's own. Never NULL; a failure is told by input_problem. */
struct input *input_new(int fd);

/* The stream, to be closed with fclose before input_free. Call once, and then never input_read. */
FILE *input_stream(struct input *input);

/* The next bytes of the content, at most `size`: how many; 0 at its end; -1: input_problem says why. */
ssize_t input_read(struct input *input, uint8_t *buffer, size_t size);

/* The first bytes of the content (up to 24, decompressed), without taking them from the stream. */
size_t input_peek(struct input *input, const uint8_t **bytes);

bool input_is_compressed(const struct input *input);

/* Calls `waiting` each time before it waits for bytes that are not there yet, as those of a pipe are not. */
void input_on_wait(struct input *input, void (*waiting)(void *user), void *user);

/* How many bytes have been read from the descriptor: of a compressed file, compressed ones. */
uint64_t input_position(struct input *input);

/* What went wrong below the stream, NULL when nothing did: "the gzip data are damaged". */
const char *input_problem(const struct input *input);

void input_free(struct input *input);

#endif
