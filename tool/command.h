/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command is a first word that asks for something else than reading captures. All commands stand in one
 * table, from which the help is printed too. A file of the same name can be read as ./NAME.
 */
#ifndef SEQUITUR_TOOL_COMMAND_H
#define SEQUITUR_TOOL_COMMAND_H

#include <stddef.h>

#include "tool/exit_status.h"
#include "tool/options.h"
#include "tool/output.h"

struct command {
	const char *name;
	const char *arguments; /* "WHAT..." */
	const char *brief;     /* for -h */
	const char *full;      /* for --help */
	/* `words` are those behind the name, NULL-terminated. What it prints goes to `output`. */
	enum exit_status (*run)(char **words, const struct options *options, const struct output *output);
	/* Appends the words that may stand behind the name, a blank before each: for shells, which offer them. */
	void (*add_words)(GString *words);
};

extern const struct command command_explain;
extern const struct command command_list;

/* All commands in the order in which they are shown, NULL-terminated. */
const struct command *const *command_table(void);

/* The command with this name, or NULL. */
const struct command *command_find(const char *name);

#endif
