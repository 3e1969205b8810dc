/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "core/expectation.h"
#include "core/explain.h"
#include "core/rule.h"
#include "core/status.h"
#include "tool/command.h"
#include "tool/complain.h"

static enum exit_status
nothing_known(char **words)
{
	char *question = g_strjoinv(" ", words);
	const char *nearest = explain_nearest((const char *const *)words, NULL);

	if (nearest)
		complain("nothing is known by the name of '%s'; did you mean '%s'?", question, nearest);
	else
		complain("nothing is known by the name of '%s'; 'sequitur list' with statuses, outcomes, rules, "
				 "expectations or causes names what is",
				 question);
	g_free(question);
	return EXIT_TROUBLE;
}

/* Words that are no name together may be names each. */
static bool
explain_each(GString *page, char **words, unsigned width)
{
	size_t before = page->len;

	for (char **word = words; *word; word++) {
		const char *name[] = {*word, NULL};
		if (word > words)
			g_string_append_c(page, '\n');
		if (explain_words(page, name, width))
			continue;
		g_string_truncate(page, before);
		return false;
	}
	return true;
}

/* The dash of the headlines is all in a page that is not ASCII. */
static void
write_page(GString *page, const struct terminal *terminal, const struct output *output)
{
	if (!terminal->unicode)
		g_string_replace(page, "—", "-", 0);
	output->write(output->user, page->str, page->len);
}

static enum exit_status
explain_run(char **words, const struct options *options, const struct output *output)
{
	if (!words[0]) {
		complain("explain what? For example: sequitur explain sip 482");
		return EXIT_TROUBLE;
	}
	GString *page = g_string_new(NULL);
	struct terminal terminal = terminal_look(STDOUT_FILENO, options->color, options->width);
	bool known = explain_words(page, (const char *const *)words, terminal.width) ||
				 explain_each(page, words, terminal.width);
	if (known)
		write_page(page, &terminal, output);
	g_string_free(page, TRUE);
	return known ? EXIT_NOTHING_FOUND : nothing_known(words);
}

static void
explain_add_words(GString *words)
{
	size_t count;
	const struct status *outcomes = outcome_table(&count);

	for (size_t i = 0; i < count; i++)
		g_string_append_printf(words, " %s", outcomes[i].outcome);
	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++)
			g_string_append_printf(words, " %s", (*rule)->id);
	for (int protocol = PROTOCOL_HTTP; protocol <= PROTOCOL_SIP; protocol++) {
		const struct expectation *table = expectation_table((enum protocol)protocol, &count);
		for (size_t i = 0; i < count; i++)
			g_string_append_printf(words, " %s", table[i].id);
	}
}

const struct command command_explain = {
	.name = "explain",
	.arguments = "WORD...",
	.brief = "what a status, a rule, a follow-up ... means",
	.full =
		"Says what the words name: a status (sip 482, http 503, or 486 for both protocols), a class (sip "
		"4xx), a "
		"reason phrase (busy here), an outcome (connection-reset), a rule by the id that its findings have "
		"(sip-482-loop-confirmed), an expectation by the id of its follow-ups (sip-ack-2xx), or a cause told "
		"in "
		"Warning or Reason (q.850 17, warning 307, user busy). Ids are understood without their first word, "
		"too. Several names are explained one after the other. Needs no capture.",
	.run = explain_run,
	.add_words = explain_add_words,
};
