/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What readers of captures read: a file that is saved, or that comes through a pipe, in pieces of any size. The bytes stay
 * the caller's; the descriptor is closed at their end.
 */
#ifndef SEQUITUR_TESTS_UNIT_PIECES_H
#define SEQUITUR_TESTS_UNIT_PIECES_H

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* The first `length` bytes, as a new file at `path`. */
static inline void
save(const char *path, const GByteArray *file, size_t length)
{
	g_unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	g_assert_cmpint(write(fd, file->data, length), ==, (ssize_t)length);
	close(fd);
}

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
