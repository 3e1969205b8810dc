/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help is printed from the tables of options and commands, so that it cannot say anything else than they do. */
#ifndef SEQUITUR_TOOL_HELP_H
#define SEQUITUR_TOOL_HELP_H

#include "tool/options.h"
#include "tool/output.h"

/* What options->help asks for. */
void help_print(const struct options *options, const struct output *output);

#endif
