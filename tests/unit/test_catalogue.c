/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of rules and expectations: what every row must have, whoever adds it. */
#include <glib.h>
#include <string.h>

#include "core/expectation.h"
#include "core/rule.h"
#include "core/status.h"

static void
for_each_rule(void (*check)(const struct rule *rule))
{
	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++)
			check(*rule);
}

static void
for_each_expectation(void (*check)(const struct expectation *expectation))
{
	for (int protocol = PROTOCOL_HTTP; protocol <= PROTOCOL_SIP; protocol++) {
		size_t count;
		const struct expectation *rows = expectation_table((enum protocol)protocol, &count);
		g_assert_cmpuint(count, >, 10);
		for (size_t i = 0; i < count; i++)
			check(&rows[i]);
	}
}

static GHashTable *ids;

static void
add_id(const char *id)
{
	g_assert_nonnull(id);
	if (!g_hash_table_add(ids, (gpointer)(uintptr_t)id))
		g_error("two rows have the id %s", id);
}

static void
add_rule(const struct rule *rule)
{
	add_id(rule->id);
}

static void
add_expectation(const struct expectation *expectation)
{
	add_id(expectation->id);
}

/* A rule and an expectation are both explained by their id alone. */
static void
no_id_is_given_twice(void)
{
	ids = g_hash_table_new(g_str_hash, g_str_equal);
	for_each_rule(add_rule);
	for_each_expectation(add_expectation);
	g_assert_cmpuint(g_hash_table_size(ids), >, 50);
	g_hash_table_destroy(ids);
}

/* Words of a-z and 0-9 with single '-' between them; it becomes a part of a filter name and of a link. */
static void
assert_id(const char *id, const char *const *families)
{
	size_t length = strlen(id);
	bool known = false;

	for (; *families; families++)
		known = known || (g_str_has_prefix(id, *families) && id[strlen(*families)] == '-');
	if (!known || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != length || strstr(id, "--") ||
		id[length - 1] == '-' || length > 64)
		g_error("%s is no id", id);
}

static void
rule_has_an_id(const struct rule *rule)
{
	assert_id(rule->id, (const char *const[]){"http", "sip", "capture", NULL});
	g_assert_true(rule_find(rule->id) == rule);
}

static void
expectation_has_an_id(const struct expectation *expectation)
{
	assert_id(expectation->id, (const char *const[]){protocol_name(expectation->protocol), NULL});
	g_assert_true(expectation_find(expectation->id) == expectation);
}

static void
ids_are_words_and_are_found(void)
{
	for_each_rule(rule_has_an_id);
	for_each_expectation(expectation_has_an_id);
	g_assert_null(rule_find("sip"));
	g_assert_null(rule_find(""));
	g_assert_null(expectation_find("sip-ack"));
	g_assert_null(expectation_find("sip-482-loop-confirmed"));
}

/* Sentences have no double blanks and end with a full stop or a question mark. */
static void
assert_sentences(const char *id, const char *text)
{
	if (!text || strlen(text) < 10 || !strchr(".?", text[strlen(text) - 1]) || strstr(text, "  ") ||
		!g_utf8_validate(text, -1, NULL))
		g_error("%s: no sentences: %s", id, text ? text : "(null)");
}

/* A phrase that stands in a heading or becomes the beginning of a sentence. */
static void
assert_phrase(const char *id, const char *text)
{
	if (!text || strlen(text) < 4 || strchr(".?", text[strlen(text) - 1]) || strstr(text, "  ") ||
		g_ascii_islower(text[0]))
		g_error("%s: no phrase: %s", id, text ? text : "(null)");
}

/* "RFC 3261 section 8"; a rule about the capture itself need not rest on an RFC. */
static void
assert_spec(const char *id, const char *spec)
{
	if (!spec || !(g_str_has_prefix(spec, "RFC ") || (!*spec && g_str_has_prefix(id, "capture-"))))
		g_error("%s: no specification: %s", id, spec ? spec : "(null)");
}

static void
rule_has_texts(const struct rule *rule)
{
	assert_phrase(rule->id, rule->title);
	assert_sentences(rule->id, rule->why);
	assert_sentences(rule->id, rule->look_at);
	assert_sentences(rule->id, rule->traps);
	assert_spec(rule->id, rule->spec);
	g_assert_cmpint(rule->severity, <, SEVERITY_COUNT);
}

static void
expectation_has_texts(const struct expectation *expectation)
{
	assert_phrase(expectation->id, expectation->what);
	assert_sentences(expectation->id, expectation->next);
	assert_sentences(expectation->id, expectation->otherwise);
	assert_spec(expectation->id, expectation->spec);
}

static void
every_row_has_its_texts(void)
{
	for_each_rule(rule_has_texts);
	for_each_expectation(expectation_has_texts);
}

static void
assert_code(const struct expectation *expectation, unsigned code)
{
	if (code < 10)
		g_assert_cmpstr(status_class(expectation->protocol, code * 100), !=, "unknown");
	else if (!status_find(expectation->protocol, code))
		g_error("%s follows %u, which is in no table", expectation->id, code);
}

static void
expectation_follows_something(const struct expectation *expectation)
{
	size_t count = 0;

	while (count < G_N_ELEMENTS(expectation->after) && expectation->after[count])
		assert_code(expectation, expectation->after[count++]);
	g_assert_cmpuint(count, >, 0);
	for (size_t i = count; i < G_N_ELEMENTS(expectation->after); i++)
		g_assert_cmpuint(expectation->after[i], ==, 0);
	g_assert_cmpuint(expectation->methods >> METHOD_COUNT, ==, 0);
	g_assert_cmpint(expectation->within, >, 0);
	g_assert_true(expectation->observe || expectation->observe_event);
}

static void
every_expectation_follows_statuses_that_exist(void)
{
	for_each_expectation(expectation_follows_something);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/catalogue/no id is given twice", no_id_is_given_twice);
	g_test_add_func("/catalogue/ids are words and are found", ids_are_words_and_are_found);
	g_test_add_func("/catalogue/every row has its texts", every_row_has_its_texts);
	g_test_add_func("/catalogue/every expectation follows statuses that exist",
					every_expectation_follows_statuses_that_exist);
	return g_test_run();
}
