/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Help is printed from the tables of options and commands, so that it cannot say anything else than they do. So is
 * the manual page (docs/manual.c), which takes the rest of its texts from here.
 */
#ifndef SEQUITUR_TOOL_HELP_H
#define SEQUITUR_TOOL_HELP_H

#include "tool/options.h"
#include "tool/output.h"

/* What options->help asks for. */
void help_print(const struct options *options, const struct output *output);

#define HELP_WHAT_IT_IS                                                                 \
	"Says of each HTTP and SIP response in a capture what it means, what must follow, " \
	"and whether it did follow."

#define HELP_READS                                                                                           \
	"Reads captures, pcap or pcapng, plain or compressed with gzip or zstd, each on its own. - is standard " \
	"input. A file that cannot be read does not keep the others from being read."

/* Something to write and what it stands for. Tables of them end with NULLs. */
struct help_pair {
	const char *term, *text;
};
extern const struct help_pair help_examples[];
extern const struct help_pair help_exit_statuses[];

/* "-f, --format FORMAT", as far in as if it had a letter; to be freed. */
char *help_option_term(const struct option_row *option);

#endif
