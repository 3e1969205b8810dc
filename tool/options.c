/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/options.h"

#include <getopt.h>
#include <string.h>

#include "core/nearest.h"

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
set_format(struct options *options, const char *value)
{
	options->format = is(value, "json") ? FORMAT_JSON : FORMAT_TEXT;
	return is(value, "json") || is(value, "text");
}

static bool
set_responses(struct options *options, const char *value)
{
	(void)value;
	options->responses = true;
	return true;
}

static bool
set_color(struct options *options, const char *value)
{
	options->color = is(value, "always") ? COLOR_ALWAYS : is(value, "never") ? COLOR_NEVER : COLOR_AUTO;
	return options->color != COLOR_AUTO || is(value, "auto");
}

static bool
set_width(struct options *options, const char *value)
{
	guint64 width;

	if (!g_ascii_string_to_unsigned(value, 10, TERMINAL_WIDTH_LEAST, TERMINAL_WIDTH_MOST, &width, NULL))
		return false;
	options->width = (unsigned)width;
	return true;
}

static bool
set_help(struct options *options, const char *value)
{
	options->help = is(value, "-") ? HELP_SHORT : HELP_LONG;
	return true;
}

static bool
set_version(struct options *options, const char *value)
{
	(void)value;
	options->help = HELP_VERSION;
	return true;
}

static const struct option_row OPTIONS[] = {
	{.name = "format",
	 .letter = 'f',
	 .argument = "FORMAT",
	 .brief = "text (default) or json",
	 .full =
		 "How to report. text is for people. json is for programs: one object a line, each written as soon "
		 "as nothing more can be added to it, in the order in which that happens; its type is response, "
		 "outcome (a request that got no response), finding, or summary (one for each file, the last of "
		 "its objects).",
	 .set = set_format,
	 .values = "text or json"},
	{.name = "responses",
	 .letter = 'r',
	 .brief = "list each response, however many there are",
	 .full = "List each response. Without this option they are listed where there are not more than 200 in a "
			 "file. More than 100000 of one file are not kept for the list; --format json has all of them.",
	 .set = set_responses},
	{.name = "width",
	 .letter = 'w',
	 .argument = "COLUMNS",
	 .brief = "lay out for so many columns (60 to 10000)",
	 .full = "Lay the text out for so many columns, 60 to 10000. Without this option: as the environment "
			 "variable "
			 "COLUMNS says, else as wide as the terminal is, else 100.",
	 .set = set_width,
	 .values = "a number from 60 to 10000"},
	{.name = "color",
	 .argument = "WHEN",
	 .brief = "auto (default), always or never",
	 .full =
		 "When to use colours. auto: on a terminal, unless the environment variable NO_COLOR is set or TERM "
		 "is dumb.",
	 .set = set_color,
	 .values = "auto, always or never"},
	{.name = "help",
	 .letter = 'h',
	 .brief = "-h: this page; --help: all there is to say",
	 .full = "-h: the options in short, on one screen. --help: this text.",
	 .set = set_help},
	{.name = "version",
	 .letter = 'V',
	 .brief = "the version",
	 .full = "The version of the program.",
	 .set = set_version},
};

const struct option_row *
option_table(size_t *count)
{
	*count = G_N_ELEMENTS(OPTIONS);
	return OPTIONS;
}

/* What getopt_long gives back for the option in row i of the table, however it was spelled: FIRST + i. */
#define FIRST_VALUE 256

/* The table in the form that getopt_long wants. */
struct getopt_tables {
	struct option long_options[G_N_ELEMENTS(OPTIONS) + 1];
	char letters[2 * G_N_ELEMENTS(OPTIONS) + 2];
};

static void
getopt_tables_fill(struct getopt_tables *tables)
{
	char *letter = tables->letters;

	*tables = (struct getopt_tables){.letters = ":"};
	letter++;
	for (size_t i = 0; i < G_N_ELEMENTS(OPTIONS); i++) {
		tables->long_options[i] = (struct option){
			.name = OPTIONS[i].name,
			.has_arg = OPTIONS[i].argument ? required_argument : no_argument,
			.val = FIRST_VALUE + (int)i,
		};
		if (OPTIONS[i].letter)
			*letter++ = OPTIONS[i].letter;
		if (OPTIONS[i].letter && OPTIONS[i].argument)
			*letter++ = ':';
	}
}

static const struct option_row *
option_find(int value)
{
	if (value >= FIRST_VALUE)
		return &OPTIONS[value - FIRST_VALUE];
	for (size_t i = 0; i < G_N_ELEMENTS(OPTIONS); i++)
		if (OPTIONS[i].letter == value)
			return &OPTIONS[i];
	return NULL;
}

/* "--fromat=json": there is none of this name, or several begin with it. To be freed. */
static char *
unknown_long_option(const char *unknown)
{
	char *word = g_strndup(unknown, strcspn(unknown, "="));
	struct nearest nearest = {.word = word + strspn(word, "-")};

	for (size_t i = 0; i < G_N_ELEMENTS(OPTIONS); i++)
		nearest_try(&nearest, OPTIONS[i].name);
	char *problem = nearest.found
						? g_strdup_printf("there is no option %s; did you mean --%s?", word, nearest.found)
						: g_strdup_printf("there is no option %s", word);
	g_free(word);
	return problem;
}

/* What getopt_long means by '?' or ':' with this optopt; `spelled` is the argument it stopped at. */
static char *
problem_in_words(int answer, int optopt_then, const char *spelled)
{
	const struct option_row *option = option_find(optopt_then);

	if (answer == ':')
		return g_strdup_printf("--%s takes %s", option->name, option->values);
	if (optopt_then == 0)
		return unknown_long_option(spelled);
	if (option)
		return g_strdup_printf("--%s takes no value", option->name);
	return g_strdup_printf("there is no option -%c", optopt_then);
}

static bool
options_read(struct options *options, int argc, char **argv, char **problem)
{
	struct getopt_tables tables;
	int answer;

	getopt_tables_fill(&tables);
	opterr = 0;
	while ((answer = getopt_long(argc, argv, tables.letters, tables.long_options, NULL)) != -1) {
		const struct option_row *option = option_find(answer);
		if (answer == '?' || answer == ':' || !option) {
			*problem = problem_in_words(answer, optopt, argv[optind - 1]);
			return false;
		}
		if (!option->set(options, option->argument ? optarg : answer < FIRST_VALUE ? "-" : "--")) {
			*problem = g_strdup_printf("--%s takes %s, not '%s'", option->name, option->values, optarg);
			return false;
		}
	}
	return true;
}

bool
options_parse(struct options *options, int argc, char **argv, char **problem)
{
	*options = (struct options){.fail_on = SEVERITY_ERROR};
	if (!options_read(options, argc, argv, problem))
		return false;
	options->words = argv + optind;
	return true;
}
