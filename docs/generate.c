/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes the pages of this folder that are made from core's tables:
 *
 *     sequitur-docs DIRECTORY
 *
 * To make a further page, write the function that fills it and add a row to `pages`.
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "core/code_class.h"
#include "core/status.h"

struct page {
	const char *file;
	const char *title;
	const char *source; /* where the texts stand */
	const char *intro;
	void (*fill)(GString *page);
};

/* Text from the tables; the signs that Markdown would read are escaped. */
static void
put_text(GString *page, const char *text)
{
	for (; *text; text++) {
		if (strchr("*_`<>[]|\\", *text))
			g_string_append_c(page, '\\');
		g_string_append_c(page, *text);
	}
}

/* A list item with a label in front, or nothing when there is no text. */
static void
put_item(GString *page, const char *label, const char *text)
{
	if (!text)
		return;
	g_string_append_printf(page, "- **%s:** ", label);
	put_text(page, text);
	g_string_append_c(page, '\n');
}

static void
put_remark(GString *page, enum status_registration registration)
{
	if (registration == STATUS_OBSOLETE)
		g_string_append(page, "*Obsolete.* ");
	else if (registration == STATUS_UNREGISTERED)
		g_string_append(page, "*Not registered.* ");
}

static void
put_status(GString *page, const struct status *status)
{
	size_t rows = sizeof status->by_method / sizeof *status->by_method;

	put_text(page, status->means);
	g_string_append(page, "\n\n");
	put_item(page, "Must follow", status->next);
	for (size_t i = 0; i < rows && status->by_method[i].methods; i++) {
		char *label = g_strdup_printf("After %s", status->by_method[i].methods);
		put_item(page, label, status->by_method[i].next);
		g_free(label);
	}
	put_item(page, "Must carry", status->must_have);
	put_item(page, "Should carry", status->should_have);
	put_item(page, "Repeat", status->retry);
	put_item(page, "Note", status->note);
	put_item(page, "Specified in", status->spec);
}

static void
put_class(GString *page, const char *name, const struct code_class *code_class)
{
	g_string_append_printf(page, "\n## %s: %s\n\n", code_class->range, name);
	put_text(page, code_class->means);
	g_string_append(page, "\n\n");
	put_item(page, "Must follow", code_class->next);
	put_item(page, "Specified in", code_class->spec);
}

static void
fill_statuses(GString *page, enum protocol protocol)
{
	size_t count;
	const struct status *table = status_table(protocol, &count);
	const struct code_class *last = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct code_class *code_class = code_class_find(protocol, table[i].code);
		if (code_class && code_class != last)
			put_class(page, status_class(protocol, table[i].code), code_class);
		else if (!code_class && last)
			g_string_append(page, "\n## Outside all classes\n");
		last = code_class;

		g_string_append_printf(page, "\n### %u ", table[i].code);
		put_text(page, table[i].phrase);
		g_string_append(page, "\n\n");
		put_remark(page, table[i].registration);
		put_status(page, &table[i]);
	}
}

static void
fill_http_statuses(GString *page)
{
	fill_statuses(page, PROTOCOL_HTTP);
}

static void
fill_sip_statuses(GString *page)
{
	fill_statuses(page, PROTOCOL_SIP);
}

static void
fill_outcomes(GString *page)
{
	size_t count;
	const struct status *table = outcome_table(&count);
	const struct code_class *last = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct code_class *code_class = outcome_class_find(table[i].code);
		if (code_class && code_class != last)
			put_class(page, status_class(PROTOCOL_HTTP, table[i].code), code_class);
		last = code_class;

		g_string_append_printf(page, "\n### %s\n\n%s (%u). ", table[i].outcome, table[i].phrase,
							   table[i].code);
		put_status(page, &table[i]);
	}
}

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
};

static bool
page_write(const struct page *page, const char *directory)
{
	char *path = g_build_filename(directory, page->file, NULL);
	GString *text = g_string_new("<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n");
	GError *error = NULL;

	g_string_append_printf(text,
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
