/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that comes through a pipe, in pieces of any size: what readers of captures have to put together. The bytes stay the
 * caller's; the descriptor is closed at their end.
 */
#ifndef SEQUITUR_TESTS_UNIT_PIECES_H
#define SEQUITUR_TESTS_UNIT_PIECES_H

#include <glib.h>
#include <unistd.h>

struct writing {
	const GByteArray *file;
	int fd;
};

/* A thread function; `data` is a struct writing. */
static inline gpointer
write_in_pieces(gpointer data)
{
	const struct writing *writing = data;
	GRand *dice = g_rand_new_with_seed(12);

	for (guint at = 0; at < writing->file->len;) {
		size_t size = (size_t)g_rand_int_range(dice, 1, g_rand_boolean(dice) ? 100 : 70000);
		ssize_t written = write(writing->fd, writing->file->data + at, MIN(size, writing->file->len - at));
		g_assert_cmpint(written, >, 0);
		at += (guint)written;
	}
	g_rand_free(dice);
	close(writing->fd);
	return NULL;
}

#endif
