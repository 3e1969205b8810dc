/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/options.h"

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
	options->help = is(value, "-h") ? HELP_SHORT : HELP_LONG;
	return true;
}

static bool
set_version(struct options *options, const char *value)
{
	(void)value;
	options->help = HELP_VERSION;
	return true;
}

static const struct option OPTIONS[] = {
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
	 .brief = "lay out for so many columns (40 to 10000)",
	 .full = "Lay the text out for so many columns, 40 to 10000. Without this option: as the environment "
			 "variable "
			 "COLUMNS says, else as wide as the terminal is, else 100.",
	 .set = set_width,
	 .values = "a number from 40 to 10000"},
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

const struct option *
option_table(size_t *count)
{
	*count = G_N_ELEMENTS(OPTIONS);
	return OPTIONS;
}

static const struct option *
option_find(const char *spelled)
{
	for (size_t i = 0; i < G_N_ELEMENTS(OPTIONS); i++) {
		bool by_letter = spelled[1] == OPTIONS[i].letter && spelled[2] == '\0';
		if (by_letter || (spelled[1] == '-' && is(spelled + 2, OPTIONS[i].name)))
			return &OPTIONS[i];
	}
	return NULL;
}

static gboolean
option_met(const gchar *spelled, const gchar *value, gpointer data, GError **error)
{
	struct options *options = data;
	const struct option *option = option_find(spelled);

	if (option->set(options, option->argument ? value : spelled))
		return TRUE;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s takes %s, not '%s'", spelled,
				option->values, value);
	return FALSE;
}

/* "--fromat=json" -> "; did you mean --format?"; "" when nothing is near. To be freed. */
static char *
nearest_option(const char *unknown)
{
	char *word = g_strdup(unknown + strspn(unknown, "-"));
	struct nearest nearest = {.word = word};

	word[strcspn(word, "=")] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(OPTIONS); i++)
		nearest_try(&nearest, OPTIONS[i].name);
	g_free(word);
	return nearest.found ? g_strdup_printf("; did you mean --%s?", nearest.found) : g_strdup("");
}

/* GOption names the option it does not know at the end of its message. */
static char *
problem_in_words(const GError *error)
{
	const char *unknown = strstr(error->message, " -");

	if (!g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION) || !unknown)
		return g_strdup_printf("%c%s", g_ascii_tolower(error->message[0]), error->message + 1);
	char *nearest = nearest_option(unknown + 1);
	char *problem = g_strdup_printf("there is no option %s%s", unknown + 1, nearest);
	g_free(nearest);
	return problem;
}

static GOptionContext *
context_new(struct options *options)
{
	/* ISO C has no cast from a function to the pointer that GOption wants. */
	union {
		GOptionArgFunc function;
		gpointer pointer;
	} callback = {.function = option_met};
	GOptionContext *context = g_option_context_new(NULL);
	GOptionGroup *group = g_option_group_new("main", "", "", options, NULL);
	GOptionEntry entries[G_N_ELEMENTS(OPTIONS) + 2] = {{0}};

	for (size_t i = 0; i < G_N_ELEMENTS(OPTIONS); i++)
		entries[i] = (GOptionEntry){
			.long_name = OPTIONS[i].name,
			.short_name = OPTIONS[i].letter,
			.flags = OPTIONS[i].argument ? G_OPTION_FLAG_FILENAME : G_OPTION_FLAG_NO_ARG,
			.arg = G_OPTION_ARG_CALLBACK,
			.arg_data = callback.pointer,
		};
	entries[G_N_ELEMENTS(OPTIONS)] = (GOptionEntry){
		.long_name = G_OPTION_REMAINING,
		.arg = G_OPTION_ARG_FILENAME_ARRAY,
		.arg_data = &options->words,
	};
	g_option_group_add_entries(group, entries);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_main_group(context, group);
	return context;
}

bool
options_parse(struct options *options, int argc, char **argv, char **problem)
{
	GError *error = NULL;
	char **words = g_new0(char *, (size_t)argc + 1);

	*options = (struct options){.fail_on = SEVERITY_ERROR};
	for (int i = 0; i < argc; i++)
		words[i] = argv[i];
	GOptionContext *context = context_new(options);
	bool parsed = g_option_context_parse(context, &argc, &words, &error);
	if (!parsed)
		*problem = problem_in_words(error);
	else if (!options->words)
		options->words = g_new0(char *, 1);
	g_clear_error(&error);
	g_option_context_free(context);
	g_free(words);
	return parsed;
}

void
options_clear(struct options *options)
{
	g_strfreev(options->words);
	options->words = NULL;
}
