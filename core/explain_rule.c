/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say of rules. */
#include <string.h>

#include "core/explain_page.h"
#include "core/rule.h"

void
explain_rule(GString *page, const struct rule *rule, unsigned width)
{
	explain_headline(page, rule->id, severity_name(rule->severity), "");
	explain_paragraph(page, "Says", rule->title, width);
	explain_paragraph(page, "Why", rule->why, width);
	explain_paragraph(page, "Look at", rule->look_at, width);
	explain_paragraph(page, "Traps", rule->traps, width);
	explain_paragraph(page, "Specified in", rule->spec, width);
}

bool
explain_rules_named(GString *page, const char *question, const char *protocol, unsigned width)
{
	gsize start = page->len;

	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++) {
			if (!explain_names_id((*rule)->id, question, protocol))
				continue;
			explain_part(page, start);
			explain_rule(page, *rule, width);
		}
	return page->len > start;
}

void
explain_rules_try(struct nearest *nearest)
{
	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++) {
			nearest_try(nearest, (*rule)->id);
			nearest_try(nearest, (*rule)->id + strcspn((*rule)->id, "-") + 1);
		}
}

/* How wide the column of ids has to be. */
static int
id_width(void)
{
	size_t widest = 0;

	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++)
			widest = MAX(widest, strlen((*rule)->id));
	return (int)widest;
}

void
explain_rule_list(GString *page, unsigned width)
{
	int ids = id_width();

	g_string_append(page, "Rules: what a finding is called, how bad it is, and what it says\n");
	for (const struct rule *const *const *family = rule_families; *family; family++) {
		if (**family)
			g_string_append_c(page, '\n');
		for (const struct rule *const *rule = *family; *rule; rule++) {
			g_string_append_printf(page, "  %-*s  %-7s  ", ids, (*rule)->id,
								   severity_name((*rule)->severity));
			explain_wrap(page, (*rule)->title, (size_t)ids + 13, width);
		}
	}
}
