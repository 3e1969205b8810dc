/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/code_class.h"
#include "core/status.h"
#include "docs/markdown.h"
#include "docs/pages.h"

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

	markdown_text(page, status->means);
	g_string_append(page, "\n\n");
	markdown_item(page, "Must follow", status->next);
	for (size_t i = 0; i < rows && status->by_method[i].methods; i++) {
		char *label = g_strdup_printf("After %s", status->by_method[i].methods);
		markdown_item(page, label, status->by_method[i].next);
		g_free(label);
	}
	markdown_item(page, "Must carry", status->must_have);
	markdown_item(page, "Must carry after INVITE", status->invite_must_have);
	markdown_item(page, "Should carry", status->should_have);
	markdown_item(page, "Repeat", status->retry);
	markdown_item(page, "Note", status->note);
	markdown_item(page, "Specified in", status->spec);
}

static void
put_class(GString *page, const char *name, const struct code_class *code_class)
{
	g_string_append_printf(page, "\n## %s: %s\n\n", code_class->range, name);
	markdown_text(page, code_class->means);
	g_string_append(page, "\n\n");
	markdown_item(page, "Must follow", code_class->next);
	markdown_item(page, "Specified in", code_class->spec);
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
		markdown_text(page, table[i].phrase);
		g_string_append(page, "\n\n");
		put_remark(page, table[i].registration);
		put_status(page, &table[i]);
	}
}

void
fill_http_statuses(GString *page)
{
	fill_statuses(page, PROTOCOL_HTTP);
}

void
fill_sip_statuses(GString *page)
{
	fill_statuses(page, PROTOCOL_SIP);
}

void
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
