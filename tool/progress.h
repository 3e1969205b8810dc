/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The progress is one line on standard error, on a terminal, that tells how far the reading of files has come. There is
 * at most one, of this process; without it all of this does nothing. It begins after a second, is drawn anew a few times
 * a second, and is gone when anything else is written and at the end.
 *
 * A share is what one reader has done. Readers that are processes of their own, started after progress_start, reach
 * theirs too; nothing else is theirs to call.
 */
#ifndef SEQUITUR_TOOL_PROGRESS_H
#define SEQUITUR_TOOL_PROGRESS_H

#include <stdatomic.h>

#include "tool/options.h"
#include "tool/output.h"

struct progress_share {
	_Atomic uint64_t position; /* bytes of the file that is being read */
	_Atomic uint64_t findings; /* of all files up to now */
};

/* For these files and so many readers; unless the options, or where standard error and output go, do not want it. */
void progress_start(char *const *files, size_t readers, const struct options *options);

/* NULL: nobody looks at it. */
struct progress_share *progress_share(size_t reader);

/* Has a thread draw the line from now on. Who does not call this calls progress_tick often. */
void progress_watch(void);
void progress_tick(void);

/* The reader is done with the file. */
void progress_file_done(size_t reader, const char *file);

/* Between these two the line is not there. They may be nested. */
void progress_pause(void);
void progress_resume(void);

/* The same output, with a pause around each write; for a terminal. `under` stays the caller's. */
struct output progress_output(const struct output *under);

void progress_end(void);

#endif
