/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options are what the command line asks for. All of them stand in one table, from which they are read, and
 * from which -h and --help are printed; to add an option, add a row.
 */
#ifndef SEQUITUR_TOOL_OPTIONS_H
#define SEQUITUR_TOOL_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "core/analysis.h"
#include "tool/selection.h"
#include "tool/terminal.h"

enum report_format { FORMAT_TEXT, FORMAT_JSON };

enum help { HELP_NONE, HELP_SHORT, HELP_LONG, HELP_VERSION };

struct option_row;

struct options {
	enum help help;
	enum report_format format;
	enum color_choice color;
	unsigned width;  /* columns; 0: as wide as the terminal */
	unsigned jobs;   /* files that are read at a time; 0: as many as there are processors */
	bool continuous; /* the files are one capture */
	bool no_progress;
	bool responses; /* list each response with all there is to say of it */
	struct selection selection;
	struct analysis_settings settings;
	const char *interface;                  /* to capture on; NULL: files are read */
	const char *filter;                     /* for the interface; NULL: everything */
	const char *user;                       /* whom root becomes once the interface is open */
	const struct option_row *for_interface; /* one that was given and is for an interface; NULL: none was */
	char **words; /* what is no option: files, or a command and its words; NULL-terminated, of argv */
};

struct option_row {
	const char *name;     /* without the dashes */
	char letter;          /* 0: none */
	const char *argument; /* "WHEN"; NULL: takes none */
	const char *brief;    /* for -h: a few words; NULL: it stands in --help only */
	const char *full;     /* for --help: sentences */
	/* Puts `value` (without an argument: the dashes it was spelled with) into `options`; false: it is none of its values. */
	bool (*set)(struct options *options, const char *value);
	const char *values; /* what `set` takes, for the error message */
	bool names_rules;   /* or ids of rules, with commas between them */
	/* What to do where no interface is captured on, for which alone it is; NULL: it is for files too. */
	const char *without_interface;
	/* The error message where it has more to say, to be freed; NULL: the usual one. */
	char *(*problem)(const char *value);
};

/* All options in the order in which they are shown, *count of them. */
const struct option_row *option_table(size_t *count);

/*
 * Reads the command line; options and words may come in any order, which changes the order in argv. False: *problem
 * (to be freed) says in one line what is wrong with it, and the options are not to be used.
 */
bool options_parse(struct options *options, int argc, char **argv, char **problem);

/* Standard output, as the options have it. */
struct terminal options_terminal(const struct options *options);

/* Frees what options_parse made, whatever it said. */
void options_finish(struct options *options);

#endif
