/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/help.h"

#include <unistd.h>

#include "tool/command.h"
#include "tool/page.h"

/* Descriptions of -h stand at this column, those of --help at the other. */
#define BRIEF_COLUMN 32
#define FULL_COLUMN  6

const struct help_pair help_examples[] = {
	{"sequitur call.pcap", "what happened in this capture"},
	{"sequitur -f json *.pcapng | jq 'select(.class == \"server error\")'", "server errors of many captures"},
	{NULL, NULL},
};

const struct help_pair help_exit_statuses[] = {
	{"0", "no finding of severity error (--fail-on changes that), or a closed pipe"},
	{"1", "a finding of severity error (--fail-on changes that)"},
	{"2", "the work could not be done, or not all of it"},
	{NULL, NULL},
};

static void
put_paragraph(struct page *page, const char *text, size_t indent)
{
	page_advance(page, indent);
	page_wrap(page, STYLE_PLAIN, text, indent);
	page_end_line(page);
}

static void
put_heading(struct page *page, const char *heading)
{
	page_end_line(page);
	page_put(page, STYLE_STRONG, heading);
	page_end_line(page);
}

/* A term and, in a column of its own, what there is to say of it. */
static void
put_entry(struct page *page, const char *term, const char *text, size_t column)
{
	page_put(page, STYLE_PLAIN, "  ");
	page_put(page, STYLE_STRONG, term);
	if (page->column + 2 > column)
		page_end_line(page);
	put_paragraph(page, text, column);
}

static void
put_usage(struct page *page, bool brief)
{
	page_put(page, STYLE_STRONG, "Usage:");
	page_end_line(page);
	put_entry(page, "sequitur [OPTION...] FILE...", brief ? "read captures; - is standard input" : HELP_READS,
			  brief ? 35 : FULL_COLUMN);
	for (const struct command *const *command = command_table(); *command; command++) {
		char *term = g_strdup_printf("sequitur %s %s", (*command)->name, (*command)->arguments);
		put_entry(page, term, brief ? (*command)->brief : (*command)->full, brief ? 35 : FULL_COLUMN);
		g_free(term);
	}
}

char *
help_option_term(const struct option_row *option)
{
	char letter[] = {'-', option->letter, ',', ' ', '\0'};

	return g_strdup_printf("%s--%s%s%s", option->letter ? letter : "    ", option->name,
						   option->argument ? " " : "", option->argument ? option->argument : "");
}

static void
put_options(struct page *page, bool brief)
{
	size_t count;
	const struct option_row *options = option_table(&count);
	unsigned others = 0;

	put_heading(page, "Options:");
	for (size_t i = 0; i < count; i++) {
		const char *text = brief ? options[i].brief : options[i].full;
		others += !text;
		if (!text)
			continue;
		char *term = help_option_term(&options[i]);
		put_entry(page, term, text, brief ? BRIEF_COLUMN : FULL_COLUMN);
		g_free(term);
	}
	if (others > 0) {
		char *line = g_strdup_printf("and %u more that --help tells: limits, times to wait, ...", others);
		put_paragraph(page, line, FULL_COLUMN);
		g_free(line);
	}
}

static void
put_pairs(struct page *page, const char *heading, const struct help_pair *pairs, size_t column)
{
	put_heading(page, heading);
	for (; pairs->term; pairs++)
		put_entry(page, pairs->term, pairs->text, column);
}

static void
put_version(struct page *page)
{
	page_put(page, STYLE_PLAIN, "sequitur " SEQUITUR_VERSION);
	page_end_line(page);
}

void
help_print(const struct options *options, const struct output *output)
{
	struct terminal terminal = terminal_look(STDOUT_FILENO, options->color, options->width);
	struct page page;

	page_start(&page, &terminal, output);
	put_version(&page);
	if (options->help != HELP_VERSION) {
		put_paragraph(&page, HELP_WHAT_IT_IS, 0);
		page_end_line(&page);
		put_usage(&page, options->help == HELP_SHORT);
		put_options(&page, options->help == HELP_SHORT);
		put_pairs(&page, "Examples:", help_examples, FULL_COLUMN);
		put_pairs(&page, "Exit status:", help_exit_statuses, FULL_COLUMN - 1);
	}
	page_flush(&page);
	page_finish(&page);
}
