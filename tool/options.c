/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/options.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "core/nearest.h"
#include "tool/privileges.h"

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
set_min_severity(struct options *options, const char *value)
{
	return selection_severity(value, &options->selection.least);
}

static bool
set_only(struct options *options, const char *value)
{
	return selection_add(&options->selection.only, value);
}

static bool
set_ignore(struct options *options, const char *value)
{
	return selection_add(&options->selection.ignored, value);
}

static bool
set_fail_on(struct options *options, const char *value)
{
	struct selection *selection = &options->selection;
	enum severity from = SEVERITY_COUNT;

	if (!is(value, "never") && !selection_severity(value, &from))
		return selection_add(&selection->fail_on, value);
	if (selection->fail_on)
		g_ptr_array_free(selection->fail_on, TRUE);
	selection->fail_on = NULL;
	selection->fail_from = from;
	return true;
}

static bool
read_count(const char *value, guint64 least, guint64 most, guint64 *count)
{
	return g_ascii_string_to_unsigned(value, 10, least, most, count, NULL);
}

static const struct {
	const char *name;
	int64_t nanoseconds;
} TIME_UNITS[] = {{"", 1000000},
				  {"ms", 1000000},
				  {"s", 1000000000},
				  {"min", 60 * INT64_C(1000000000)},
				  {"h", 3600 * INT64_C(1000000000)}};

/* The most that a patience can be: a day. */
#define PATIENCE_MOST (INT64_C(86400) * 1000000000)

#define PATIENCE_VALUES "a time up to a day, as 200ms, 30s, 2min or 1h"

/* "200", "200ms", "30s", "2min", "1h" */
static bool
read_patience(const char *value, int64_t *patience)
{
	char digits[16];
	size_t length = strspn(value, "0123456789");

	if (length == 0 || length > 8)
		return false;
	g_strlcpy(digits, value, length + 1);
	for (size_t i = 0; i < G_N_ELEMENTS(TIME_UNITS); i++) {
		if (!is(value + length, TIME_UNITS[i].name))
			continue;
		*patience = g_ascii_strtoll(digits, NULL, 10) * TIME_UNITS[i].nanoseconds;
		return *patience > 0 && *patience <= PATIENCE_MOST;
	}
	return false;
}

static bool
set_redirect_limit(struct options *options, const char *value)
{
	guint64 count;

	if (!read_count(value, 1, 1000, &count))
		return false;
	options->settings.redirect_chain_limit = (unsigned)count;
	return true;
}

static bool
set_redirect_patience(struct options *options, const char *value)
{
	return read_patience(value, &options->settings.redirect_patience);
}

static bool
set_credentials_patience(struct options *options, const char *value)
{
	return read_patience(value, &options->settings.credentials_patience);
}

static bool
set_continue_patience(struct options *options, const char *value)
{
	return read_patience(value, &options->settings.continue_patience);
}

static bool
set_provisional_patience(struct options *options, const char *value)
{
	return read_patience(value, &options->settings.provisional_patience);
}

static bool
set_open_limit(struct options *options, const char *value)
{
	guint64 count;

	if (!read_count(value, 100, 100000000, &count))
		return false;
	options->settings.open_max = (size_t)count;
	return true;
}

/* More processes than this at a time are a slip of the finger. Ours. */
#define JOBS_MOST 1024

static bool
set_jobs(struct options *options, const char *value)
{
	guint64 count;

	if (!read_count(value, 1, JOBS_MOST, &count))
		return false;
	options->jobs = (unsigned)count;
	return true;
}

static bool
set_continuous(struct options *options, const char *value)
{
	(void)value;
	options->continuous = true;
	return true;
}

static bool
set_no_progress(struct options *options, const char *value)
{
	(void)value;
	options->no_progress = true;
	return true;
}

static bool
set_interface(struct options *options, const char *value)
{
	options->interface = value;
	return *value != '\0';
}

static bool
set_filter(struct options *options, const char *value)
{
	options->filter = value;
	return true;
}

static bool
set_user(struct options *options, const char *value)
{
	options->user = value;
	return *value != '\0';
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
		 "outcome (a request that got no response), finding, or summary (one for each file or --continuous "
		 "capture, the last of "
		 "its objects). docs/json.md of the source has all keys.",
	 .set = set_format,
	 .values = "text or json"},
	{.name = "responses",
	 .letter = 'r',
	 .brief = "tell of each response all there is to say",
	 .full = "List each response: what it answers, what it means, what must follow, and what did. What a "
			 "status means "
			 "is said where it comes first. Without this option there is a line for each where a file has "
			 "not more than 20, "
			 "copies not counted. More than 100000 of one file are not kept for the list; --format json has "
			 "all of "
			 "them.",
	 .set = set_responses},
	{.name = "min-severity",
	 .letter = 'm',
	 .argument = "SEVERITY",
	 .brief = "findings from note (default), warning, error on",
	 .full =
		 "Which findings to report: from note (default), warning or error on. What this option, --only and "
		 "--ignore leave out is not counted either and has no influence on the exit status.",
	 .set = set_min_severity,
	 .values = "note, warning or error"},
	{.name = "only",
	 .argument = "RULE[,RULE...]",
	 .brief = "findings of these rules alone",
	 .full = "Report findings of these rules alone. A rule is named by its id (sip-482-loop-confirmed), or "
			 "many by the "
			 "words that their ids begin with (sip, sip-482, capture). May be given several times. 'sequitur "
			 "list "
			 "rules' names them all.",
	 .set = set_only,
	 .names_rules = true,
	 .problem = selection_problem},
	{.name = "ignore",
	 .argument = "RULE[,RULE...]",
	 .brief = "all findings but those of these rules",
	 .full = "Do not report findings of these rules, which are named as for --only.",
	 .set = set_ignore,
	 .names_rules = true,
	 .problem = selection_problem},
	{.name = "fail-on",
	 .argument = "WHAT",
	 .brief = "what makes the exit status 1: error (default)",
	 .full = "Which of the findings reported make the exit status 1: those from a severity on (note, "
			 "warning, error; "
			 "the default is error), those of some rules alone, named as for --only, or never.",
	 .set = set_fail_on,
	 .values = "note, warning, error or never",
	 .names_rules = true,
	 .problem = selection_problem},
	{.name = "width",
	 .letter = 'w',
	 .argument = "COLUMNS",
	 .full = "Lay the text out for so many columns, 60 to 10000. Without this option: as the environment "
			 "variable "
			 "COLUMNS says, else as wide as the terminal is, else 100.",
	 .set = set_width,
	 .values = "a number from 60 to 10000"},
	{.name = "color",
	 .argument = "WHEN",
	 .full =
		 "When to use colours. auto: on a terminal, unless the environment variable NO_COLOR is set or TERM "
		 "is dumb.",
	 .set = set_color,
	 .values = "auto, always or never"},
	{.name = "redirect-limit",
	 .argument = "COUNT",
	 .full = "From how many redirections in a row on http-redirect-chain-too-long is found. The default is "
			 "5, as old "
			 "advice has it; browsers give up after 20 or so.",
	 .set = set_redirect_limit,
	 .values = "a number from 1 to 1000"},
	{.name = "redirect-patience",
	 .argument = "TIME",
	 .full = "How long a client may take to follow a redirection, of HTTP or SIP: a time as 200ms, 30s or "
			 "2min; a "
			 "number alone is milliseconds. The default is 30s.",
	 .set = set_redirect_patience,
	 .values = PATIENCE_VALUES},
	{.name = "credentials-patience",
	 .argument = "TIME",
	 .full = "How long a client may take to come back with credentials after 401 and 407; a person may have "
			 "to type "
			 "them. The default is 2min.",
	 .set = set_credentials_patience,
	 .values = PATIENCE_VALUES},
	{.name = "continue-patience",
	 .argument = "TIME",
	 .full = "How long a client may take to send the body after 100 Continue. The default is 5s.",
	 .set = set_continue_patience,
	 .values = PATIENCE_VALUES},
	{.name = "provisional-patience",
	 .argument = "TIME",
	 .full = "After what time the first answer to an INVITE is late (sip-no-provisional-200ms). The default "
			 "is 200ms, "
			 "as RFC 3261 section 17.2.1 has it.",
	 .set = set_provisional_patience,
	 .values = PATIENCE_VALUES},
	{.name = "open-limit",
	 .argument = "COUNT",
	 .full = "How many transactions and responses may be waiting at a time for what must follow; of more, "
			 "the oldest "
			 "are settled as unknown. This bounds the memory, for each file that is read at a time. The "
			 "default is 1000000.",
	 .set = set_open_limit,
	 .values = "a number from 100 to 100000000"},
	{.name = "jobs",
	 .letter = 'j',
	 .argument = "COUNT",
	 .full = "How many files to read at a time, each in a process of its own. They are reported in the order "
			 "in which they "
			 "are named all the same; what is found of a file before its turn waits in a temporary file (in "
			 "the directory "
			 "that the environment variable TMPDIR names). The default is the number of processors.",
	 .set = set_jobs,
	 .values = "a number from 1 to 1024"},
	{.name = "continuous",
	 .letter = 'c',
	 .brief = "the files are those of one capture (dumpcap -b)",
	 .full =
		 "Read the files as one capture that was written to one file after the other (dumpcap -b, tcpdump -C "
		 "or -G), in the order of their first packets, whatever the order in which they are named: what a "
		 "response in one file calls for is found in the next. Frames are numbered through all files, as in "
		 "what 'mergecap -a' makes of them; text ends with a list of which are in which file, and in json "
		 "each object has the file that its frame is in (file) and its number there (frame_in_file). Where a "
		 "file is missing or damaged, what was not seen is unknown.",
	 .set = set_continuous},
	{.name = "no-progress",
	 .full = "Do not show on standard error how far the reading of files has come. It is shown on a terminal "
			 "only, from "
			 "the first second on, and not where --format json goes to the terminal too.",
	 .set = set_no_progress},
	{.name = "interface",
	 .letter = 'i',
	 .argument = "INTERFACE",
	 .brief = "capture on this interface until Ctrl-C",
	 .full =
		 "Capture on this interface of the machine (any: on all of them) instead of reading files, until "
		 "Ctrl-C. "
		 "--format json reports each response as soon as nothing more can be added to it; text reports at "
		 "the end. "
		 "Opening an interface takes root or the capability CAP_NET_RAW. Packets that the kernel dropped "
		 "are counted, "
		 "and what was not seen then is unknown.",
	 .set = set_interface,
	 .values = "the name of an interface"},
	{.name = "filter",
	 .argument = "FILTER",
	 .full = "Capture only what this filter lets through, in tcpdump's language (pcap-filter(7)): 'udp port "
			 "5060'. For "
			 "--interface alone; to filter a file: tcpdump -r FILE -w - FILTER | sequitur -",
	 .without_interface = "to filter a file: tcpdump -r FILE -w - FILTER | sequitur -",
	 .set = set_filter},
	{.name = "user",
	 .letter = 'Z',
	 .argument = "USER",
	 .full = "Whom root becomes once the interface is open, before the first packet is looked at. The "
			 "default is nobody.",
	 .without_interface = "files are read as the user who starts sequitur",
	 .set = set_user,
	 .values = "the name of a user"},
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
		return g_strdup_printf("--%s takes %s", option->name,
							   option->values ? option->values : option->argument);
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
			*problem = option->problem
						   ? option->problem(optarg)
						   : g_strdup_printf("--%s takes %s, not '%s'", option->name, option->values, optarg);
			return false;
		}
		if (option->without_interface)
			options->for_interface = option;
	}
	return true;
}

bool
options_parse(struct options *options, int argc, char **argv, char **problem)
{
	*options = (struct options){.settings = analysis_defaults(), .user = PRIVILEGES_NOBODY};
	selection_start(&options->selection);
	if (!options_read(options, argc, argv, problem))
		return false;
	options->words = argv + optind;
	return true;
}

struct terminal
options_terminal(const struct options *options)
{
	return terminal_look(STDOUT_FILENO, options->color, options->width);
}

void
options_finish(struct options *options)
{
	selection_finish(&options->selection);
}
