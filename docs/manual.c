/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The manual page, from the tables of which --help is printed. */
#include "docs/pages.h"
#include "tool/command.h"
#include "tool/help.h"
#include "tool/options.h"

/* Text of a line; the signs that roff would read are escaped. */
static void
put_text(GString *page, const char *text)
{
	if (*text == '.' || *text == '\'')
		g_string_append(page, "\\&");
	for (; *text; text++)
		switch (*text) {
		case '\\': g_string_append(page, "\\e"); break;
		case '-': g_string_append(page, "\\-"); break;
		case '\'': g_string_append(page, "\\(aq"); break;
		default: g_string_append_c(page, *text);
		}
}

static void
put_paragraph(GString *page, const char *text)
{
	put_text(page, text);
	g_string_append_c(page, '\n');
}

/* A tagged paragraph. */
static void
put_entry(GString *page, const char *term, const char *text)
{
	g_string_append(page, ".TP\n.B ");
	put_paragraph(page, term);
	put_paragraph(page, text);
}

static void
put_commands(GString *page)
{
	g_string_append(page, ".SH COMMANDS\n");
	put_entry(page, "sequitur [OPTION...] FILE...", HELP_READS);
	for (const struct command *const *command = command_table(); *command; command++) {
		char *term = g_strdup_printf("sequitur %s %s", (*command)->name, (*command)->arguments);
		put_entry(page, term, (*command)->full);
		g_free(term);
	}
}

static void
put_options(GString *page)
{
	size_t count;
	const struct option_row *options = option_table(&count);

	g_string_append(page, ".SH OPTIONS\n");
	for (size_t i = 0; i < count; i++) {
		char *term = help_option_term(&options[i]);
		put_entry(page, g_strchug(term), options[i].full);
		g_free(term);
	}
}

static void
put_pairs(GString *page, const char *heading, const struct help_pair *pairs)
{
	g_string_append_printf(page, ".SH %s\n", heading);
	for (; pairs->term; pairs++)
		put_entry(page, pairs->term, pairs->text);
}

void
fill_manual(GString *page)
{
	g_string_append(page,
					".\\\" SPDX-License-Identifier: GPL-2.0-or-later\n"
					".\\\" Generated from the tables in tool/: change the text there, then build the target "
					"docs.\n"
					".TH SEQUITUR 1 \"\" \"sequitur " SEQUITUR_VERSION "\"\n"
					".SH NAME\n"
					"sequitur \\- what must follow each HTTP and SIP response of a capture\n"
					".SH SYNOPSIS\n"
					".B sequitur\n"
					"[\\fIOPTION\\fR...] \\fIFILE\\fR...\n");
	for (const struct command *const *command = command_table(); *command; command++)
		g_string_append_printf(page, ".br\n.B sequitur %s\n\\fI%s\\fR\n", (*command)->name,
							   (*command)->arguments);
	g_string_append(page, ".SH DESCRIPTION\n");
	put_paragraph(page, HELP_WHAT_IT_IS);
	put_commands(page);
	put_options(page);
	put_pairs(page, "EXIT STATUS", help_exit_statuses);
	put_pairs(page, "EXAMPLES", help_examples);
}
