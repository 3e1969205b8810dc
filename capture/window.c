/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/window.h"

#include <glib.h>
#include <string.h>

/*
 * Ours: three of the largest packets. The kernel copies fastest to where a page begins, and what lies together in its own
 * memory fastest in one go.
 */
#define BLOCK_SIZE  (768 << 10)
#define BLOCK_ALIGN 4096

void
window_open(struct window *window, struct input *input, size_t most)
{
	*window = (struct window){.input = input};
	/* What may be left over of a block: less than what was asked for. */
	window->memory = g_malloc(most + BLOCK_ALIGN + BLOCK_SIZE);
	window->block = window->memory + most;
	window->block += -(uintptr_t)window->block % BLOCK_ALIGN;
	window->at = window->end = window->block;
}

void
window_close(struct window *window)
{
	g_free(window->memory);
}

bool
window_fill(struct window *window, size_t wanted)
{
	size_t left = window_left(window);

	window->at = memmove(window->block - left, window->at, left);
	window->end = window->block;
	while (window_left(window) < wanted && !window->ended) {
		size_t room = (size_t)(window->block + BLOCK_SIZE - window->end);
		ssize_t got = input_read(window->input, window->end, room);
		window->ended = got <= 0;
		window->end += got > 0 ? got : 0;
	}
	return window_left(window) >= wanted;
}

uint64_t
window_skip(struct window *window, uint64_t count)
{
	while (count > window_left(window)) {
		count -= window_left(window);
		window->at = window->end;
		if (!window_fill(window, 1))
			return count;
	}
	window->at += count;
	return 0;
}
