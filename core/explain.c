/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/explain_page.h"

#include <string.h>

#include "core/code_class.h"
#include "core/status.h"

static const char *const protocol_names[] = {[PROTOCOL_HTTP] = "HTTP", [PROTOCOL_SIP] = "SIP"};

static const char *const actor_names[] = {
	[ACTOR_NOBODY] = "nobody",     [ACTOR_CLIENT] = "the client",
	[ACTOR_SERVER] = "the server", [ACTOR_PROXY] = "the proxy or gateway",
	[ACTOR_USER] = "the user",
};

static const char *const registration_words[] = {
	[STATUS_REGISTERED] = "",
	[STATUS_OBSOLETE] = "obsolete",
	[STATUS_UNREGISTERED] = "not registered",
};

/* What must follow in general, then where it differs by method. */
static void
page_next(GString *page, const struct status *status, unsigned width)
{
	size_t rows = sizeof status->by_method / sizeof *status->by_method;

	explain_paragraph(page, "Must follow", status->next, width);
	for (size_t i = 0; i < rows && status->by_method[i].methods; i++) {
		char *text = g_strdup_printf("After %s: %s", status->by_method[i].methods, status->by_method[i].next);

		explain_paragraph(page, "", text, width);
		g_free(text);
	}
	explain_paragraph(page, "Acts next", actor_names[status->actor], width);
}

static void
page_status(GString *page, const struct status *status, unsigned width)
{
	explain_paragraph(page, "Means", status->means, width);
	page_next(page, status, width);
	explain_paragraph(page, "Must carry", status->must_have, width);
	if (status->invite_must_have) {
		char *text = g_strdup_printf("After INVITE: %s", status->invite_must_have);
		explain_paragraph(page, status->must_have ? "" : "Must carry", text, width);
		g_free(text);
	}
	explain_paragraph(page, "Should carry", status->should_have, width);
	explain_paragraph(page, "Repeat", status->retry, width);
	explain_paragraph(page, "Note", status->note, width);
	explain_paragraph(page, "Specified in", status->spec, width);
}

static void
page_class(GString *page, const char *what, const char *class_name, const struct code_class *code_class,
		   unsigned width)
{
	explain_headline(page, what, class_name, "");
	explain_paragraph(page, "Means", code_class->means, width);
	explain_paragraph(page, "Must follow", code_class->next, width);
	explain_paragraph(page, "Specified in", code_class->spec, width);
}

static void
explain_class(GString *page, enum protocol protocol, const struct code_class *code_class, unsigned width)
{
	char *what = g_strdup_printf("%s %s", protocol_names[protocol], code_class->range);

	page_class(page, what, status_class(protocol, code_class->digits * 100), code_class, width);
	g_free(what);
}

static void
explain_outcome_class(GString *page, const struct code_class *code_class, unsigned width)
{
	page_class(page, code_class->range, status_class(PROTOCOL_HTTP, code_class->digits * 1000), code_class,
			   width);
}

static void
explain_known(GString *page, enum protocol protocol, const struct status *status, unsigned width)
{
	char *what = g_strdup_printf("%s %u %s", protocol_names[protocol], status->code, status->phrase);
	bool classified = code_class_find(protocol, status->code) != NULL;

	explain_headline(page, what, classified ? status_class(protocol, status->code) : "outside all classes",
					 registration_words[status->registration]);
	page_status(page, status, width);
	g_free(what);
}

/* A code in range without an entry: what its class says, and the code to treat it as. */
static void
explain_unknown(GString *page, enum protocol protocol, unsigned code, const struct status *as, unsigned width)
{
	const struct code_class *code_class = code_class_find(protocol, code);
	char *what = g_strdup_printf("%s %u", protocol_names[protocol], code);
	char *treat = g_strdup_printf("as %u %s: a recipient that does not know a code goes by its first digit.",
								  as->code, as->phrase);

	explain_headline(page, what, status_class(protocol, code), "not in the tables");
	explain_paragraph(page, "Means", code_class->means, width);
	explain_paragraph(page, "Treat it", treat, width);
	page_next(page, as, width);
	explain_paragraph(page, "Repeat", as->retry, width);
	explain_paragraph(page, "Specified in",
					  protocol == PROTOCOL_SIP ? "RFC 3261 section 8.1.3.2" : "RFC 9110 section 15", width);
	g_free(what);
	g_free(treat);
}

static void
explain_out_of_range(GString *page, enum protocol protocol, unsigned code, unsigned width)
{
	char *what = g_strdup_printf("%s %03u", protocol_names[protocol], code);

	explain_headline(page, what, "outside all classes", "");
	if (protocol == PROTOCOL_SIP) {
		explain_paragraph(page, "Means", "Not a valid code: those of SIP begin with 1 to 6.", width);
		explain_paragraph(page, "Specified in", "RFC 3261 section 7.2", width);
	} else {
		explain_paragraph(page, "Means", "Not a valid code: those of HTTP are 100 to 599.", width);
		explain_paragraph(page, "Must follow", "The client should treat it as a 5xx (server error).", width);
		explain_paragraph(page, "Specified in", "RFC 9110 section 15", width);
	}
	g_free(what);
}

bool
explain_status(GString *page, enum protocol protocol, unsigned code, unsigned width)
{
	const struct status *own = status_find(protocol, code);
	bool exact;

	if (code > 999)
		return false;
	if (own) {
		explain_known(page, protocol, own, width);
		return true;
	}

	const struct status *as = status_treat_as(protocol, code, &exact);
	if (as)
		explain_unknown(page, protocol, code, as, width);
	else
		explain_out_of_range(page, protocol, code, width);
	return true;
}

static void
explain_known_outcome(GString *page, const struct status *status, unsigned width)
{
	char *what = g_strdup_printf("%s (%u): %s", status->outcome, status->code, status->phrase);

	explain_headline(page, what, status_class(PROTOCOL_HTTP, status->code), "");
	page_status(page, status, width);
	g_free(what);
}

bool
explain_outcome(GString *page, const char *outcome, unsigned width)
{
	const struct status *status = outcome_find(outcome);

	if (status)
		explain_known_outcome(page, status, width);
	return status != NULL;
}

/* A decimal number that fills `word`, or -1. */
static int
word_number(const char *word)
{
	size_t digits = strspn(word, "0123456789");

	return digits > 0 && digits <= 5 && !word[digits] ? (int)g_ascii_strtoull(word, NULL, 10) : -1;
}

static bool
explain_outcome_number(GString *page, int number, unsigned width)
{
	size_t count;
	const struct status *table = outcome_table(&count);

	for (size_t i = 0; i < count; i++) {
		if (table[i].code != number)
			continue;
		explain_known_outcome(page, &table[i], width);
		return true;
	}
	return false;
}

/* `question` is a code, a class or a reason phrase of this protocol. */
static bool
explain_in_protocol(GString *page, enum protocol protocol, const char *question, unsigned width)
{
	size_t count;
	const struct code_class *classes = code_class_table(protocol, &count);
	int number = word_number(question);

	if (number >= 0)
		return explain_status(page, protocol, (unsigned)number, width);
	for (size_t i = 0; i < count; i++) {
		if (g_ascii_strcasecmp(classes[i].range, question) != 0)
			continue;
		explain_class(page, protocol, &classes[i], width);
		return true;
	}

	const struct status *table = status_table(protocol, &count);
	gsize start = page->len;
	for (size_t i = 0; i < count; i++) {
		if (g_ascii_strcasecmp(table[i].phrase, question) != 0)
			continue;
		explain_part(page, start);
		explain_known(page, protocol, &table[i], width);
	}
	return page->len > start;
}

/* `question` is an outcome, its number, or a class of outcomes. */
static bool
explain_in_outcomes(GString *page, const char *question, unsigned width)
{
	size_t count;
	const struct code_class *classes = outcome_class_table(&count);
	char *id = g_ascii_strdown(question, -1);
	bool known = explain_outcome(page, g_strdelimit(id, " ", '-'), width);

	g_free(id);
	if (known || explain_outcome_number(page, word_number(question), width))
		return true;
	for (size_t i = 0; i < count; i++) {
		if (g_ascii_strcasecmp(classes[i].range, question) != 0)
			continue;
		explain_outcome_class(page, &classes[i], width);
		return true;
	}
	return false;
}

/* "sip", "SIP/2.0", "http", "HTTP/1.1" */
static bool
word_is_protocol(const char *word, enum protocol *protocol)
{
	struct slice name = {word, strcspn(word, "/")};

	*protocol = slice_equal_nocase(name, SLICE("sip")) ? PROTOCOL_SIP : PROTOCOL_HTTP;
	return *protocol == PROTOCOL_SIP || slice_equal_nocase(name, SLICE("http"));
}

/* The words with a blank between them; a protocol at their beginning is taken off (*named). */
static char *
words_join(const char *const *words, enum protocol *protocol, bool *named)
{
	*named = words[0] && word_is_protocol(words[0], protocol);
	return g_strjoinv(" ", (char **)words + (*named ? 1 : 0));
}

/* `question` is the id of a rule or an expectation; `protocol`: as it was named in front of it, or NULL. */
static bool
explain_in_ids(GString *page, const char *question, const char *protocol, unsigned width)
{
	gsize start = page->len;
	bool rules = explain_rules_named(page, question, protocol, width);
	gsize rules_end = page->len;

	explain_part(page, start);
	if (explain_expectations_named(page, question, protocol, width))
		return true;
	g_string_truncate(page, rules_end);
	return rules;
}

/* Who asks for a code that only SIP has means SIP. */
static bool
asks_for_sip(const char *question)
{
	int number = word_number(question);

	return number >= 0 && !status_find(PROTOCOL_HTTP, (unsigned)number) &&
		   status_find(PROTOCOL_SIP, (unsigned)number);
}

/* `question` is a code, a class or a reason phrase of one protocol or of both. */
static void
explain_in_protocols(GString *page, const char *question, unsigned width)
{
	gsize start = page->len;
	enum protocol first = asks_for_sip(question) ? PROTOCOL_SIP : PROTOCOL_HTTP;

	explain_in_protocol(page, first, question, width);
	gsize first_end = page->len;
	explain_part(page, start);
	if (!explain_in_protocol(page, first == PROTOCOL_SIP ? PROTOCOL_HTTP : PROTOCOL_SIP, question, width))
		g_string_truncate(page, first_end);
}

bool
explain_words(GString *page, const char *const *words, unsigned width)
{
	enum protocol protocol;
	bool named;
	char *question = words_join(words, &protocol, &named);
	gsize start = page->len;

	if (named) {
		if (!explain_in_protocol(page, protocol, question, width))
			explain_in_ids(page, question, protocol_name(protocol), width);
	} else if (*question && !explain_in_outcomes(page, question, width) &&
			   !explain_in_ids(page, question, NULL, width) && !explain_causes_named(page, question, width)) {
		explain_in_protocols(page, question, width);
	}
	g_free(question);
	return page->len > start;
}

static void
nearest_try_phrases(struct nearest *nearest, enum protocol protocol)
{
	size_t count;
	const struct status *table = status_table(protocol, &count);

	for (size_t i = 0; i < count; i++)
		nearest_try(nearest, table[i].phrase);
}

const char *
explain_nearest(const char *const *words, const char *const *others)
{
	enum protocol protocol;
	bool named;
	char *question = words_join(words, &protocol, &named);
	struct nearest nearest = {.word = question};
	size_t count;
	const struct status *table = outcome_table(&count);

	for (size_t i = 0; i < count && !named; i++)
		nearest_try(&nearest, table[i].outcome);
	if (!named) {
		explain_rules_try(&nearest);
		explain_expectations_try(&nearest);
		explain_causes_try(&nearest);
	}
	for (; others && *others && !named; others++)
		nearest_try(&nearest, *others);
	if (!named || protocol == PROTOCOL_HTTP)
		nearest_try_phrases(&nearest, PROTOCOL_HTTP);
	if (!named || protocol == PROTOCOL_SIP)
		nearest_try_phrases(&nearest, PROTOCOL_SIP);
	g_free(question);
	return nearest.found;
}

/* One line of a list, with a heading before the first of each class. */
static void
list_row(GString *page, enum protocol protocol, const struct status *status, const char **class_name)
{
	const char *name = status_class(protocol, status->code);
	const char *remark = status->outcome ? "" : registration_words[status->registration];

	if (!*class_name || strcmp(*class_name, name) != 0)
		g_string_append_printf(page, "\n%s\n", strcmp(name, "unknown") == 0 ? "outside all classes" : name);
	*class_name = name;

	g_string_append_printf(page, "  %u  ", status->code);
	if (status->outcome)
		g_string_append_printf(page, "%-22s", status->outcome);
	g_string_append(page, status->phrase);
	if (*remark)
		g_string_append_printf(page, " (%s)", remark);
	g_string_append_c(page, '\n');
}

void
explain_list(GString *page, enum protocol protocol)
{
	size_t count;
	const struct status *table = status_table(protocol, &count);
	const char *class_name = NULL;

	g_string_append_printf(page, "%s statuses\n", protocol_names[protocol]);
	for (size_t i = 0; i < count; i++)
		list_row(page, protocol, &table[i], &class_name);
}

void
explain_outcome_list(GString *page)
{
	size_t count;
	const struct status *table = outcome_table(&count);
	const char *class_name = NULL;

	g_string_append(page, "Outcomes of requests without a response\n");
	for (size_t i = 0; i < count; i++)
		list_row(page, PROTOCOL_HTTP, &table[i], &class_name);
}
