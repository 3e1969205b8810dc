/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "core/expectation.h"
#include "core/explain.h"
#include "core/rule.h"
#include "docs/markdown.h"
#include "docs/pages.h"

/* What the first word of an id says. */
static const struct {
	const char *word, *heading;
} FAMILIES[] = {{"capture", "The capture itself"}, {"http", "HTTP"}, {"sip", "SIP"}};

static const char *
heading_of(const char *id)
{
	for (size_t i = 0; i < G_N_ELEMENTS(FAMILIES); i++)
		if (strncmp(id, FAMILIES[i].word, strcspn(id, "-")) == 0)
			return FAMILIES[i].heading;
	return "Others";
}

/* The heading of a family before its first entry. */
static void
put_family(GString *page, const char *id, const char **last)
{
	const char *heading = heading_of(id);

	if (heading != *last)
		g_string_append_printf(page, "\n## %s\n", heading);
	*last = heading;
}

static void
put_rule(GString *page, const struct rule *rule)
{
	g_string_append_printf(page, "\n### %s\n\n*%s:* ", rule->id, severity_name(rule->severity));
	markdown_text(page, rule->title);
	g_string_append(page, ".\n\n");
	markdown_item(page, "Why", rule->why);
	markdown_item(page, "Look at", rule->look_at);
	markdown_item(page, "Traps", rule->traps);
	markdown_item(page, "Specified in", rule->spec);
}

void
fill_rules(GString *page)
{
	const char *last = NULL;

	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++) {
			put_family(page, (*rule)->id, &last);
			put_rule(page, *rule);
		}
}

static void
put_expectation(GString *page, const struct expectation *expectation)
{
	char *after = explain_after(expectation), *within = explain_within(expectation);

	g_string_append_printf(page, "\n### %s\n\n", expectation->id);
	markdown_text(page, expectation->what);
	g_string_append(page, ".\n\n");
	markdown_item(page, "After", after);
	markdown_item(page, "Must follow", expectation->next);
	markdown_item(page, "Owed by", explain_debtor(expectation));
	markdown_item(page, "When", within);
	markdown_item(page, "Otherwise", expectation->otherwise);
	markdown_item(page, "Specified in", expectation->spec);
	g_free(after);
	g_free(within);
}

/* The verdicts of a row that is met by something, then what differs for one that is met by silence. */
static void
put_verdicts(GString *page, const struct expectation *by_deed, const struct expectation *by_silence)
{
	g_string_append(page, "\n## Verdicts\n\n");
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
		markdown_item(page, verdict_name((enum verdict)verdict),
					  explain_verdict(by_deed, (enum verdict)verdict));
	g_string_append(page, "\nFor a wait that has to be kept, ");
	markdown_text(page, verdict_name(VERDICT_MET));
	g_string_append(page, " means: ");
	markdown_text(page, explain_verdict(by_silence, VERDICT_MET));
	g_string_append_c(page, '\n');
}

void
fill_expectations(GString *page)
{
	static const struct expectation by_deed, by_silence = {.waits_for_silence = true};
	const char *last = NULL;

	put_verdicts(page, &by_deed, &by_silence);
	for (int protocol = PROTOCOL_HTTP; protocol <= PROTOCOL_SIP; protocol++) {
		size_t count;
		const struct expectation *rows = expectation_table((enum protocol)protocol, &count);

		for (size_t i = 0; i < count; i++) {
			put_family(page, rows[i].id, &last);
			put_expectation(page, &rows[i]);
		}
	}
}
