/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "core/explain.h"
#include "core/nearest.h"
#include "tool/command.h"
#include "tool/complain.h"

static void
list_statuses(GString *page)
{
	explain_list(page, PROTOCOL_HTTP);
	g_string_append_c(page, '\n');
	explain_list(page, PROTOCOL_SIP);
}

/* To make another table listable, add a row. */
static const struct {
	const char *name;
	void (*print)(GString *page);
} LISTS[] = {
	{"statuses", list_statuses},
	{"outcomes", explain_outcome_list},
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
	(void)options;
	if (words[0] && words[1]) {
		complain("list takes one word");
		return EXIT_TROUBLE;
	}
	for (size_t i = 0; words[0] && i < G_N_ELEMENTS(LISTS); i++) {
		if (strcmp(words[0], LISTS[i].name) != 0)
			continue;
		GString *page = g_string_new(NULL);
		LISTS[i].print(page);
		output->write(output->user, page->str, page->len);
		g_string_free(page, TRUE);
		return EXIT_NOTHING_FOUND;
	}
	return no_such_list(words[0]);
}

const struct command command_list = {
	.name = "list",
	.arguments = "statuses|outcomes",
	.brief = "all that can be explained, one a line",
	.full =
		"Lists what the tables hold, one entry a line: the statuses of both protocols, or the outcomes of "
		"requests that got no response.",
	.run = list_run,
};
