/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say of the causes that responses tell. */
#include <string.h>

#include "core/cause_code.h"
#include "core/explain_page.h"

static void
explain_cause(GString *page, const struct cause_code *cause, unsigned width)
{
	char *what = g_strdup_printf("%s %u %s", cause_set_name(cause->set), cause->code, cause->phrase);

	explain_headline(page, what, "cause", "");
	explain_paragraph(page, "Means", cause->means, width);
	explain_paragraph(page, "Specified in", cause->spec, width);
	g_free(what);
}

/* What `question` has behind this name, in any case and with or without its dots; NULL: it begins otherwise. */
static const char *
behind_name(const char *question, const char *name)
{
	for (; *name; name++)
		if (g_ascii_tolower(*question) == g_ascii_tolower(*name))
			question++;
		else if (*name != '.')
			return NULL;
	return question;
}

/* "q.850 17", "Q850 17", "reason 17", "reason q.850 17", "warning 307". */
static bool
names_number(const struct cause_code *cause, const char *question)
{
	const char *field = cause->set == CAUSES_Q850 ? behind_name(question, "reason") : NULL;
	const char *set = behind_name(field && *field == ' ' ? field + 1 : question, cause_set_name(cause->set));
	char number[16];

	g_snprintf(number, sizeof number, " %u", cause->code);
	return (field && strcmp(field, number) == 0) || (set && strcmp(set, number) == 0);
}

bool
explain_causes_named(GString *page, const char *question, unsigned width)
{
	size_t count;
	const struct cause_code *table = cause_code_table(&count);
	gsize start = page->len;

	for (size_t i = 0; i < count; i++) {
		if (!names_number(&table[i], question) && g_ascii_strcasecmp(table[i].phrase, question) != 0)
			continue;
		explain_part(page, start);
		explain_cause(page, &table[i], width);
	}
	return page->len > start;
}

void
explain_causes_try(struct nearest *nearest)
{
	size_t count;
	const struct cause_code *table = cause_code_table(&count);

	for (size_t i = 0; i < count; i++)
		nearest_try(nearest, table[i].phrase);
}

void
explain_cause_list(GString *page, unsigned width)
{
	size_t count;
	const struct cause_code *table = cause_code_table(&count);

	g_string_append(page, "Causes: what SIP messages say of why they were sent, besides the status\n");
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || table[i].set != table[i - 1].set)
			g_string_append_printf(page, "\n%s\n", cause_set_field(table[i].set));
		g_string_append_printf(page, "  %3u  ", table[i].code);
		explain_wrap(page, table[i].phrase, 7, width);
	}
}
