/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run takes captures through an analysis of their own each into one report, in the order in which they are named,
 * and where options->jobs allows it several at a time. A file that cannot be read, or not to its end, is complained
 * about and does not keep the others from being read.
 */
#ifndef SEQUITUR_TOOL_RUN_H
#define SEQUITUR_TOOL_RUN_H

#include "tool/exit_status.h"
#include "tool/options.h"
#include "tool/output.h"
#include "tool/report.h"

/*
 * Reads `files` (NULL-terminated; "-": standard input) as the options say. `output` is that of the report. Ends early
 * when it refuses, or after SIGINT, SIGTERM and SIGHUP, which are caught: what was found up to then is reported.
 */
enum exit_status run_files(char **files, struct report *report, const struct output *output,
						   const struct options *options);

/*
 * The same for the packets of options->interface, until SIGINT, SIGTERM or SIGHUP. Root becomes options->user before the
 * first packet is looked at.
 */
enum exit_status run_interface(struct report *report, const struct options *options);

#endif
