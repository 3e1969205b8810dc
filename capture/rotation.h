/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rotation is one capture that its maker wrote to one file after the other (dumpcap -b, tcpdump -C or -G). It knows
 * its files, in the order in which they were written, and what is wrong with them; capture_read_rotation reads them. Its
 * frames are numbered through all of its files, as they would be in one file that holds them all.
 */
#ifndef SEQUITUR_CAPTURE_ROTATION_H
#define SEQUITUR_CAPTURE_ROTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rotation_file {
	const char *path;
	int64_t first_time; /* of its first packet, in nanoseconds since 1970; INT64_MAX: it has none */
	uint64_t missing; /* so many files are missing right before this one, as the numbers in the names tell */
	bool is_unreadable;   /* it could not be opened */
	bool is_repeated;     /* it is the file before this one once more, and is not read again */
	uint32_t first_frame; /* the number that its first packet has, or would have; UINT32_MAX: not read yet */
	uint32_t packets;     /* that were read of it */
	char *problem;        /* what is wrong with it, behind its name; NULL: nothing that is known yet */
};

struct rotation {
	struct rotation_file *files; /* by the time of the first packet, else by the numbers in their names */
	size_t count;
	bool may_miss_anywhere; /* where the packets of an unreadable file belong cannot be told */
};

/*
 * Looks into each of the files (NULL-terminated; the paths stay the caller's) for its first packet. They must be
 * regular files, as they are read twice.
 */
struct rotation *rotation_new(char *const *paths);
void rotation_free(struct rotation *rotation);

/* Adds to what is wrong with a file; takes over `problem` (NULL: nothing). */
void rotation_file_complain(struct rotation_file *file, char *problem);

/* Of how many of its files is something wrong? */
size_t rotation_problems(const struct rotation *rotation);

/* The file that a frame was read of; NULL: none has been read yet. */
const struct rotation_file *rotation_file_of(const struct rotation *rotation, uint32_t frame);

#endif
