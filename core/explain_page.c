/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/explain_page.h"

#include <string.h>

/* Labels stand at the left edge, their texts in a column of their own. */
#define TEXT_COLUMN 14

void
explain_wrap(GString *page, const char *text, size_t column, unsigned width)
{
	size_t cursor = column;

	while (*text) {
		size_t bytes = strcspn(text, " ");
		size_t characters = (size_t)g_utf8_strlen(text, (gssize)bytes);

		if (cursor > column && cursor + 1 + characters > width) {
			g_string_append_printf(page, "\n%*s", (int)column, "");
			cursor = column;
		} else if (cursor > column) {
			g_string_append_c(page, ' ');
			cursor++;
		}
		g_string_append_len(page, text, (gssize)bytes);
		cursor += characters;
		text += bytes;
		text += strspn(text, " ");
	}
	g_string_append_c(page, '\n');
}

void
explain_paragraph(GString *page, const char *label, const char *text, unsigned width)
{
	if (!text || !*text)
		return;
	g_string_append_printf(page, "%-*s", TEXT_COLUMN, label);
	explain_wrap(page, text, TEXT_COLUMN, CLAMP(width, EXPLAIN_WIDTH_MIN, EXPLAIN_WIDTH_MAX));
}

void
explain_headline(GString *page, const char *what, const char *class_name, const char *remark)
{
	g_string_append_printf(page, "%s — %s", what, class_name);
	if (*remark)
		g_string_append_printf(page, " (%s)", remark);
	g_string_append(page, "\n\n");
}

void
explain_part(GString *page, gsize start)
{
	if (page->len > start)
		g_string_append_c(page, '\n');
}

/* Are they the same words, with blanks for '-' and in any case? */
static bool
same_words(const char *id, const char *question)
{
	for (; *id && *question; id++, question++)
		if (g_ascii_tolower(*question) != *id && !(*question == ' ' && *id == '-'))
			return false;
	return *id == *question;
}

bool
explain_names_id(const char *id, const char *question, const char *protocol)
{
	size_t first = strcspn(id, "-");

	if (same_words(id, question))
		return true;
	if (protocol && (strlen(protocol) != first || strncmp(id, protocol, first) != 0))
		return false;
	return id[first] && same_words(id + first + 1, question);
}
