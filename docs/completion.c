/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What bash offers behind "sequitur" and a tab, from the tables of which --help is printed. */
#include <string.h>

#include "core/rule.h"
#include "docs/pages.h"
#include "tool/command.h"
#include "tool/options.h"

/* What bash knows better. */
static const struct {
	const char *values, *words;
} known[] = {
	{"the name of an interface", " $(cd /sys/class/net 2>/dev/null && echo *)"},
	{"the name of a user", " $(compgen -u)"},
};

/* "note, warning or error" as " note warning error"; nothing where it is said in words what to type: "a number from ...". */
static void
put_values(GString *page, const char *values)
{
	for (size_t i = 0; values && i < G_N_ELEMENTS(known); i++)
		if (strcmp(values, known[i].values) == 0) {
			g_string_append(page, known[i].words);
			return;
		}
	if (!values || strncmp(values, "a ", 2) == 0)
		return;
	char **words = g_strsplit_set(values, " ,", -1);
	for (char **word = words; *word; word++)
		if (**word && strcmp(*word, "or") != 0)
			g_string_append_printf(page, " %s", *word);
	g_strfreev(words);
}

static void
put_rules(GString *page)
{
	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++)
			g_string_append_printf(page, " %s", (*rule)->id);
}

/* The pattern of a case: "--format|-f". */
static void
put_pattern(GString *page, const struct option_row *option)
{
	g_string_append_printf(page, "    --%s", option->name);
	if (option->letter)
		g_string_append_printf(page, "|-%c", option->letter);
	g_string_append(page, ") ");
}

/* What may stand behind the options that take something. */
static void
put_arguments(GString *page)
{
	size_t count;
	const struct option_row *options = option_table(&count);

	g_string_append(page, "    case $previous in\n");
	for (size_t i = 0; i < count; i++) {
		if (!options[i].argument)
			continue;
		put_pattern(page, &options[i]);
		g_string_append(page, "words=\"");
		put_values(page, options[i].values);
		if (options[i].names_rules)
			g_string_append(page, " $rules");
		g_string_append(page, "\"; is_value=yes ;;\n");
	}
	g_string_append(page, "    esac\n");
}

static void
put_words_of_commands(GString *page)
{
	g_string_append(page, "        case ${COMP_WORDS[1]-} in\n");
	for (const struct command *const *command = command_table(); *command; command++) {
		g_string_append_printf(page, "        %s) words=\"", (*command)->name);
		(*command)->add_words(page);
		g_string_append(page, "\" ;;\n");
	}
	g_string_append(page, "        *) [ \"$COMP_CWORD\" -gt 1 ] || words=\"");
	for (const struct command *const *command = command_table(); *command; command++)
		g_string_append_printf(page, " %s", (*command)->name);
	g_string_append(page, "\" ;;\n        esac\n");
}

static void
put_options(GString *page)
{
	size_t count;
	const struct option_row *options = option_table(&count);

	g_string_append(page, "    words=\"");
	for (size_t i = 0; i < count; i++)
		g_string_append_printf(page, " --%s", options[i].name);
	g_string_append(page, "\"\n");
}

void
fill_completion(GString *page)
{
	g_string_append(
		page, "# SPDX-License-Identifier: GPL-2.0-or-later\n"
			  "# Generated from the tables in tool/ and core/: change them, then build the target docs.\n"
			  "# What bash offers behind \"sequitur\" and a tab: source this, or install it.\n"
			  "\n"
			  "_sequitur()\n"
			  "{\n"
			  "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
			  "    local words=\"\" rules=\"\" is_value=\"\" before=\"\"\n"
			  "\n"
			  "    COMPREPLY=()\n"
			  "    # \"--format=text\" is three words to bash.\n"
			  "    if [ \"$current\" = = ]; then\n"
			  "        current=\"\"\n"
			  "    elif [ \"$previous\" = = ]; then\n"
			  "        previous=${COMP_WORDS[COMP_CWORD-2]}\n"
			  "    fi\n"
			  "    rules=\"");
	put_rules(page);
	g_string_append(page, "\"\n");
	put_arguments(page);
	g_string_append(page,
					"    if [ \"$is_value\" ]; then\n"
					"        # Of several, parted by commas, the last one is offered.\n"
					"        case $current in *,*) before=${current%,*}, current=${current##*,} ;; esac\n"
					"        # Nor are files values.\n"
					"        compopt +o bashdefault +o default 2>/dev/null\n"
					"    elif [[ $current == -* ]]; then\n    ");
	put_options(page);
	g_string_append(page, "    else\n");
	put_words_of_commands(page);
	g_string_append(page,
					"    fi\n"
					"    if [ \"$words\" ]; then\n"
					"        mapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$words\" -- \"$current\")\n"
					"    fi\n"
					"}\n"
					"\n"
					"complete -o bashdefault -o default -F _sequitur sequitur\n");
}
