/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/selection.h"

#include <string.h>

#include "core/nearest.h"
#include "core/rule.h"

void
selection_start(struct selection *selection)
{
	*selection = (struct selection){.least = SEVERITY_NOTE, .fail_from = SEVERITY_ERROR};
}

void
selection_finish(struct selection *selection)
{
	GPtrArray *const lists[] = {selection->only, selection->ignored, selection->fail_on};

	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		if (lists[i])
			g_ptr_array_free(lists[i], TRUE);
}

static bool
has_rule(GPtrArray *rules, const struct rule *rule)
{
	return rules && g_ptr_array_find(rules, rule, NULL);
}

bool
selection_wants(const struct selection *selection, const struct finding *finding)
{
	return finding->severity >= selection->least && !has_rule(selection->ignored, finding->rule) &&
		   (!selection->only || has_rule(selection->only, finding->rule));
}

bool
selection_fails_on(const struct selection *selection, const struct finding *finding)
{
	if (selection->fail_on)
		return has_rule(selection->fail_on, finding->rule);
	return finding->severity >= selection->fail_from;
}

/* Does the rule's id begin with these words, whole? */
static bool
is_of_family(const struct rule *rule, const char *word)
{
	size_t length = strlen(word);

	return length > 0 && strncmp(rule->id, word, length) == 0 && rule->id[length] == '-';
}

/* All rules that a word names; none: it is no good. */
static void
add_word(GPtrArray *rules, const char *word)
{
	const struct rule *exact = rule_find(word);

	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++)
			if (exact ? *rule == exact : is_of_family(*rule, word))
				g_ptr_array_add(rules, (gpointer)(uintptr_t)*rule);
}

/* The rules that `words` name; the first word that names none is *unknown (to be freed), and NULL the answer. */
static GPtrArray *
rules_named(const char *words, char **unknown)
{
	char **list = g_strsplit(words, ",", -1);
	GPtrArray *rules = g_ptr_array_new();

	*unknown = *list ? NULL : g_strdup("");
	for (char **word = list; *word && !*unknown; word++) {
		guint before = rules->len;
		add_word(rules, *word);
		if (rules->len == before)
			*unknown = g_strdup(*word);
	}
	g_strfreev(list);
	if (*unknown) {
		g_ptr_array_free(rules, TRUE);
		return NULL;
	}
	return rules;
}

bool
selection_add(GPtrArray **rules, const char *words)
{
	char *unknown;
	GPtrArray *named = rules_named(words, &unknown);

	g_free(unknown);
	if (!named)
		return false;
	if (!*rules)
		*rules = g_ptr_array_new();
	g_ptr_array_extend_and_steal(*rules, named);
	return true;
}

char *
selection_problem(const char *words)
{
	char *unknown, *problem;
	GPtrArray *named = rules_named(words, &unknown);
	struct nearest nearest = {.word = unknown ? unknown : ""};

	if (named)
		g_ptr_array_free(named, TRUE);
	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++)
			nearest_try(&nearest, (*rule)->id);
	if (nearest.found)
		problem = g_strdup_printf("there is no rule '%s'; did you mean '%s'?", nearest.word, nearest.found);
	else
		problem = g_strdup_printf("there is no rule '%s'; 'sequitur list rules' names them", nearest.word);
	g_free(unknown);
	return problem;
}

bool
selection_severity(const char *name, enum severity *severity)
{
	for (int i = 0; i < SEVERITY_COUNT; i++) {
		if (strcmp(severity_name((enum severity)i), name) != 0)
			continue;
		*severity = (enum severity)i;
		return true;
	}
	return false;
}
