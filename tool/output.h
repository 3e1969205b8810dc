/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An output is where a report's bytes go: a function and what it needs. A report hands over whole lines,
 * and stops handing over when the function has said no; why it said no is the function's own to remember.
 */
#ifndef SEQUITUR_TOOL_OUTPUT_H
#define SEQUITUR_TOOL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct output {
	void *user;
	/* Takes all `length` bytes or returns false; after that nothing more is to be written. */
	bool (*write)(void *user, const char *bytes, size_t length);
};

/* An output to a file descriptor, which stays the caller's. */
struct descriptor_output {
	int descriptor;
	int problem; /* errno of the write that failed; 0: none did. EPIPE: the reader has gone */
};

struct output output_to_descriptor(struct descriptor_output *descriptor);

#endif
