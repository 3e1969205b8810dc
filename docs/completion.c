/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What bash offers behind "sequitur" and a tab, from the tables of which --help is printed. */
#include <string.h>

#include "core/rule.h"
#include "docs/pages.h"
#include "tool/command.h"
#include "tool/options.h"

/* What bash knows itself: no word of that is expanded by anybody. */
static const struct {
	const char *values, *kind;
} known[] = {
	{"the name of an interface", "interface"},
	{"the name of a user", "user"},
};

static const char *
kind_of(const char *values)
{
	for (size_t i = 0; values && i < G_N_ELEMENTS(known); i++)
		if (strcmp(values, known[i].values) == 0)
			return known[i].kind;
	return "value";
}

/* "note, warning or error" as " note warning error"; nothing where it is said in words what to type: "a number from ...". */
static void
put_values(GString *page, const char *values)
{
	if (!values || g_str_has_prefix(values, "a ") || g_str_has_prefix(values, "the "))
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
		g_string_append_printf(page, "\"; kind=%s ;;\n", kind_of(options[i].values));
	}
	g_string_append(page, "    esac\n");
}

/* Options that take something, as bash finds them before the command. */
static void
put_valued(GString *page)
{
	size_t count;
	const struct option_row *options = option_table(&count);
	const char *bar = "";

	for (size_t i = 0; i < count; i++) {
		if (!options[i].argument)
			continue;
		g_string_append_printf(page, "%s--%s", bar, options[i].name);
		bar = "|";
		if (options[i].letter)
			g_string_append_printf(page, "|-%c", options[i].letter);
	}
}

/* The first word that is no option, nor what one takes, may be a command. */
static void
put_words_of_commands(GString *page)
{
	g_string_append(page, "        for ((at = 1; at < COMP_CWORD; at++)); do\n"
						  "            case ${COMP_WORDS[at]} in\n"
						  "            ");
	put_valued(page);
	g_string_append(page, ") [ \"${COMP_WORDS[at+1]-}\" != = ] || ((at++)); ((at++)) ;;\n"
						  "            -*) ;;\n"
						  "            *) command=${COMP_WORDS[at]}; break ;;\n"
						  "            esac\n"
						  "        done\n"
						  "        case $command in\n");
	for (const struct command *const *command = command_table(); *command; command++) {
		g_string_append_printf(page, "        %s) words=\"", (*command)->name);
		(*command)->add_words(page);
		g_string_append(page, "\" ;;\n");
	}
	g_string_append(page, "        \"\") words=\"");
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

static const char beginning[] =
	"# SPDX-License-Identifier: GPL-2.0-or-later\n"
	"# Generated from the tables in tool/ and core/: change them, then build the target docs.\n"
	"# What bash offers behind \"sequitur\" and a tab: source this, or install it. Bash 4 or later.\n"
	"\n"
	"_sequitur()\n"
	"{\n"
	"    local IFS=$' \\t\\n' current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
	"    local words=\"\" rules=\"\" kind=\"\" before=\"\" command=\"\" word at\n"
	"\n"
	"    COMPREPLY=()\n"
	"    # Behind \"--\" there are files only.\n"
	"    for ((at = 1; at < COMP_CWORD; at++)); do\n"
	"        [ \"${COMP_WORDS[at]}\" != -- ] || return 0\n"
	"    done\n"
	"    # \"--format=text\" is three words to bash.\n"
	"    if [ \"$current\" = = ]; then\n"
	"        current=\"\"\n"
	"    elif [ \"$previous\" = = ]; then\n"
	"        previous=${COMP_WORDS[COMP_CWORD-2]}\n"
	"    fi\n";

static const char values[] =
	"    if [ \"$kind\" ]; then\n"
	"        # Of several, parted by commas, the last one is offered. Files are no values.\n"
	"        case $current in *,*) before=${current%,*}, current=${current##*,} ;; esac\n"
	"        compopt +o bashdefault +o default 2>/dev/null\n"
	"        case $kind in\n"
	"        user) mapfile -t COMPREPLY < <(compgen -A user -- \"$current\") ;;\n"
	"        interface)\n"
	"            for word in /sys/class/net/*; do\n"
	"                word=${word##*/}\n"
	"                [ \"$word\" = '*' ] || [[ $word != \"$current\"* ]] || "
	"COMPREPLY+=(\"$word\")\n"
	"            done\n"
	"            ;;\n"
	"        esac\n"
	"    elif [[ $current == -* ]]; then\n";

static const char end[] =
	"    fi\n"
	"    if [ \"$words\" ]; then\n"
	"        mapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$words\" -- \"$current\")\n"
	"    fi\n"
	"    return 0\n"
	"}\n"
	"\n"
	"complete -o bashdefault -o default -F _sequitur sequitur\n";

void
fill_completion(GString *page)
{
	g_string_append(page, beginning);
	g_string_append(page, "    rules=\"");
	put_rules(page);
	g_string_append(page, "\"\n");
	put_arguments(page);
	g_string_append(page, values);
	g_string_append(page, "    ");
	put_options(page);
	g_string_append(page, "    else\n");
	put_words_of_commands(page);
	g_string_append(page, end);
}
