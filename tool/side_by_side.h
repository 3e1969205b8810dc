/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files side by side: several files are read at a time by workers (tool/worker.h), and reported in the order in which
 * they are named. What is found of a file whose turn has not come waits in a temporary file, so that memory does not
 * depend on how much is found. What is said is what would be said of one file after the other.
 */
#ifndef SEQUITUR_TOOL_SIDE_BY_SIDE_H
#define SEQUITUR_TOOL_SIDE_BY_SIDE_H

#include "tool/exit_status.h"
#include "tool/options.h"
#include "tool/output.h"
#include "tool/report.h"

/*
 * Reads `files` (NULL-terminated) and puts what the workers write to `output`, that of `report`. *worst is the worst of
 * their exit statuses. False, and nothing done, where it is not wanted (options->jobs, one file) or cannot be: then
 * they are to be read one after the other.
 */
bool side_by_side_run(char **files, struct report *report, const struct output *output,
					  const struct options *options, enum exit_status *worst);

#endif
