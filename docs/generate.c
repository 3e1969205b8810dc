/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes the pages of this folder that are made from core's tables:
 *
 *     sequitur-docs DIRECTORY
 *
 * To make a further page, write the function that fills it (pages.h) and add a row to `pages`.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "docs/pages.h"

struct page {
	const char *file;
	const char *title;  /* NULL: not a page of Markdown, and nothing is put before what fills it */
	const char *source; /* where the texts stand */
	const char *intro;
	void (*fill)(GString *page);
};

static const struct page pages[] = {
	{.file = "statuses-http.md",
	 .title = "HTTP statuses",
	 .source = "core/status_http.c and core/code_class.c",
	 .intro =
		 "What each HTTP status says, what must follow it and who does it. Unregistered codes are those that "
		 "people meet. `sequitur explain http 503` shows an entry in the terminal.",
	 .fill = fill_http_statuses},
	{.file = "statuses-sip.md",
	 .title = "SIP statuses",
	 .source = "core/status_sip.c and core/code_class.c",
	 .intro = "What each SIP status says, what must follow it and who does it. `sequitur explain sip 482` "
			  "shows an "
			  "entry in the terminal.",
	 .fill = fill_sip_statuses},
	{.file = "outcomes.md",
	 .title = "Outcomes",
	 .source = "core/status_outcome.c and core/code_class.c",
	 .intro = "What became of requests that never got a response. The first two digits of the number are the "
			  "class; "
			  "most of the numbers are those in the logs of Windows programs and proxies. "
			  "`sequitur explain connection-reset` shows an entry in the terminal.",
	 .fill = fill_outcomes},
	{.file = "rules.md",
	 .title = "Rules",
	 .source = "core/rules_*.c",
	 .intro =
		 "What a finding says, why it matters, where to look next, and what looks like it and is none. The "
		 "severity "
		 "is that of the plain case; where the capture weakens the proof, a finding has less. "
		 "`sequitur explain sip-482-loop-confirmed` shows an entry in the terminal; `--only` and "
		 "`--ignore` take "
		 "these ids, and the words they begin with.",
	 .fill = fill_rules},
	{.file = "expectations.md",
	 .title = "Expectations",
	 .source = "core/expectations_*.c",
	 .intro =
		 "What must follow which status. Each response opens those that apply to it, and each of them ends "
		 "with a "
		 "verdict. `sequitur explain sip-ack-2xx` shows an entry in the terminal.",
	 .fill = fill_expectations},
	{.file = "causes.md",
	 .title = "Causes",
	 .source = "core/cause_code.c",
	 .intro = "What SIP messages say of why they were sent, besides the status: the codes of Warning, and "
			  "those of Reason that "
			  "come from the telephone network. `sequitur --responses` tells them with each response, and "
			  "those of BYE and "
			  "CANCEL with what these led to; `sequitur explain q.850 17` shows an entry in the terminal.",
	 .fill = fill_causes},
	{.file = "sequitur.1", .fill = fill_manual},
	{.file = "sequitur.bash", .fill = fill_completion},
};

static bool
page_write(const struct page *page, const char *directory)
{
	char *path = g_build_filename(directory, page->file, NULL);
	GString *text = g_string_new(NULL);
	GError *error = NULL;

	if (page->title)
		g_string_append_printf(
			text,
			"<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
			"<!-- Generated from %s: change the text there, then build the target docs. -->\n"
			"# %s\n\n%s\n",
			page->source, page->title, page->intro);
	page->fill(text);

	bool written = g_file_set_contents(path, text->str, (gssize)text->len, &error);
	if (!written)
		fprintf(stderr, "sequitur-docs: %s\n", error->message);
	g_clear_error(&error);
	g_string_free(text, TRUE);
	g_free(path);
	return written;
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: sequitur-docs DIRECTORY\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		if (!page_write(&pages[i], argv[1]))
			return 2;
	return 0;
}
