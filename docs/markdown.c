/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "docs/markdown.h"

#include <string.h>

void
markdown_text(GString *page, const char *text)
{
	for (; *text; text++) {
		if (strchr("*_`<>[]|\\", *text))
			g_string_append_c(page, '\\');
		g_string_append_c(page, *text);
	}
}

void
markdown_item(GString *page, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	g_string_append_printf(page, "- **%s:** ", label);
	markdown_text(page, text);
	g_string_append_c(page, '\n');
}
