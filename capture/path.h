/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A path is how whoever calls names what is read; "-" is standard input. */
#ifndef SEQUITUR_CAPTURE_PATH_H
#define SEQUITUR_CAPTURE_PATH_H

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline bool
path_is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* For people. */
static inline const char *
path_name(const char *path)
{
	return path_is_stdin(path) ? "standard input" : path;
}

/* As stat(2): false when it is not there, or may not be looked at. */
static inline bool
path_look(const char *path, struct stat *status)
{
	return (path_is_stdin(path) ? fstat(STDIN_FILENO, status) : stat(path, status)) == 0;
}

/* Is it a pipe, a FIFO or a socket, whose end its writer makes? */
static inline bool
path_is_pipe(const char *path)
{
	struct stat status;

	return path_look(path, &status) && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

#endif
