/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/cause_code.h"
#include "docs/markdown.h"
#include "docs/pages.h"

void
fill_causes(GString *page)
{
	size_t count;
	const struct cause_code *table = cause_code_table(&count);

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || table[i].set != table[i - 1].set)
			g_string_append_printf(page, "\n## %s\n", cause_set_field(table[i].set));
		g_string_append_printf(page, "\n### %u ", table[i].code);
		markdown_text(page, table[i].phrase);
		g_string_append(page, "\n\n");
		markdown_text(page, table[i].means);
		g_string_append(page, "\n\n");
		markdown_item(page, "Specified in", table[i].spec);
	}
}
