/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <unistd.h>

#include "core/explain.h"
#include "core/nearest.h"
#include "tool/command.h"
#include "tool/complain.h"

static void
list_statuses(GString *page, unsigned width)
{
	(void)width;
	explain_list(page, PROTOCOL_HTTP);
	g_string_append_c(page, '\n');
	explain_list(page, PROTOCOL_SIP);
}

static void
list_outcomes(GString *page, unsigned width)
{
	(void)width;
	explain_outcome_list(page);
}

/* To make another table listable, add a row. */
static const struct {
	const char *name;
	void (*print)(GString *page, unsigned width);
} LISTS[] = {
	{.name = "statuses", .print = list_statuses},
	{.name = "outcomes", .print = list_outcomes},
	{.name = "rules", .print = explain_rule_list},
	{.name = "expectations", .print = explain_expectation_list},
	{.name = "causes", .print = explain_cause_list},
};

static enum exit_status
no_such_list(const char *name)
{
	struct nearest nearest = {.word = name ? name : ""};
	GString *names = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(LISTS); i++) {
		nearest_try(&nearest, LISTS[i].name);
		g_string_append_printf(names, "%s%s", i ? ", " : "", LISTS[i].name);
	}
	if (!name)
		complain("list what? There is: %s", names->str);
	else if (nearest.found)
		complain("there is no list of '%s'; did you mean '%s'?", name, nearest.found);
	else
		complain("there is no list of '%s'; there is: %s", name, names->str);
	g_string_free(names, TRUE);
	return EXIT_TROUBLE;
}

static enum exit_status
list_run(char **words, const struct options *options, const struct output *output)
{
	if (words[0] && words[1]) {
		complain("list takes one word");
		return EXIT_TROUBLE;
	}
	for (size_t i = 0; words[0] && i < G_N_ELEMENTS(LISTS); i++) {
		if (strcmp(words[0], LISTS[i].name) != 0)
			continue;
		GString *page = g_string_new(NULL);
		LISTS[i].print(page, terminal_look(STDOUT_FILENO, options->color, options->width).width);
		output->write(output->user, page->str, page->len);
		g_string_free(page, TRUE);
		return EXIT_NOTHING_FOUND;
	}
	return no_such_list(words[0]);
}

static void
list_add_words(GString *words)
{
	for (size_t i = 0; i < G_N_ELEMENTS(LISTS); i++)
		g_string_append_printf(words, " %s", LISTS[i].name);
}

const struct command command_list = {
	.name = "list",
	.arguments = "TABLE",
	.brief = "statuses, outcomes, rules, causes ...",
	.full =
		"Lists what the tables hold: the statuses of both protocols, the outcomes of requests that got no "
		"response, the rules that findings come from, the expectations that follow-ups are held to, or the "
		"causes "
		"that SIP messages tell in Warning and Reason.",
	.run = list_run,
	.add_words = list_add_words,
};
