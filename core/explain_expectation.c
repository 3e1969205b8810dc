/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say of expectations, in words, from their rows. */
#include <string.h>

#include "core/expectation.h"
#include "core/explain_page.h"

#define SECOND 1000000000

/* "401 Unauthorized", "any 2xx" */
static void
add_code(GString *text, enum protocol protocol, unsigned code)
{
	const struct status *status = code < 10 ? NULL : status_find(protocol, code);

	if (code < 10)
		g_string_append_printf(text, "any %uxx", code);
	else
		g_string_append_printf(text, "%u %s", code, status ? status->phrase : "");
}

static void
add_methods(GString *text, uint32_t methods)
{
	const char *between = " in answer to ";

	for (enum method method = METHOD_OTHER; method < METHOD_COUNT; method++) {
		if (!(methods >> method & 1))
			continue;
		g_string_append_printf(text, "%s%s", between, method_name(method));
		between = ", ";
	}
}

char *
explain_after(const struct expectation *expectation)
{
	GString *text = g_string_new(expectation->of_copies ? "a copy of " : NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(expectation->after) && expectation->after[i]; i++) {
		g_string_append(text, i ? ", " : "");
		add_code(text, expectation->protocol, expectation->after[i]);
	}
	add_methods(text, expectation->methods);
	if (expectation->needs_field != FIELD_OTHER)
		g_string_append_printf(text, ", if it has %s", field_name(expectation->needs_field));
	return g_string_free(text, FALSE);
}

const char *
explain_debtor(const struct expectation *expectation)
{
	return expectation->owed_by == DEBTOR_CLIENT ? "The client: whoever the response went to."
												 : "The server: whoever the response came from.";
}

/* "0.5 s", "32 s", "2 min", "1 h" */
static void
add_duration(GString *text, int64_t duration)
{
	if (duration % (3600 * (int64_t)SECOND) == 0)
		g_string_append_printf(text, "%d h", (int)(duration / SECOND / 3600));
	else if (duration % (60 * (int64_t)SECOND) == 0)
		g_string_append_printf(text, "%d min", (int)(duration / SECOND / 60));
	else
		g_string_append_printf(text, "%g s", (double)duration / SECOND);
}

char *
explain_within(const struct expectation *expectation)
{
	GString *text = g_string_new(expectation->waits_for_silence ? "Watched for at most " : "Within ");

	add_duration(text, expectation->within);
	g_string_append(text, " of the response.");
	return g_string_free(text, FALSE);
}

const char *
explain_verdict(const struct expectation *expectation, enum verdict verdict)
{
	static const char *const means[VERDICT_COUNT] = {
		[VERDICT_MET] = "a frame of the capture did it.",
		[VERDICT_VIOLATED] = "a frame of the capture did the contrary.",
		[VERDICT_OVERDUE] = "the time passed without it, although the capture would have shown it.",
		[VERDICT_PENDING] = "the capture ended first.",
		[VERDICT_UNKNOWN] =
			("the capture cannot tell: a direction is missing, packets are lost or cut, the rest is "
			 "in TLS, or nobody need have sent it."),
	};

	if (verdict == VERDICT_MET && expectation->waits_for_silence)
		return "the time passed without the contrary.";
	return means[verdict];
}

static bool
verdict_is_possible(const struct expectation *expectation, enum verdict verdict)
{
	return verdict != VERDICT_OVERDUE || !expectation->waits_for_silence;
}

static void
add_verdicts(GString *page, const struct expectation *expectation, unsigned width)
{
	const char *label = "Verdicts";

	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
		if (!verdict_is_possible(expectation, (enum verdict)verdict))
			continue;
		char *text = g_strdup_printf("%s: %s", verdict_name((enum verdict)verdict),
									 explain_verdict(expectation, (enum verdict)verdict));
		explain_paragraph(page, label, text, width);
		label = "";
		g_free(text);
	}
}

void
explain_expectation(GString *page, const struct expectation *expectation, unsigned width)
{
	char *after = explain_after(expectation), *within = explain_within(expectation);

	explain_headline(page, expectation->id, expectation->what, "");
	explain_paragraph(page, "After", after, width);
	explain_paragraph(page, "Must follow", expectation->next, width);
	explain_paragraph(page, "Owed by", explain_debtor(expectation), width);
	explain_paragraph(page, "When", within, width);
	explain_paragraph(page, "Otherwise", expectation->otherwise, width);
	add_verdicts(page, expectation, width);
	explain_paragraph(page, "Specified in", expectation->spec, width);
	g_free(after);
	g_free(within);
}

static const enum protocol PROTOCOLS[] = {PROTOCOL_HTTP, PROTOCOL_SIP};

bool
explain_expectations_named(GString *page, const char *question, const char *protocol, unsigned width)
{
	gsize start = page->len;

	for (size_t p = 0; p < G_N_ELEMENTS(PROTOCOLS); p++) {
		size_t count;
		const struct expectation *rows = expectation_table(PROTOCOLS[p], &count);

		for (size_t i = 0; i < count; i++) {
			if (!explain_names_id(rows[i].id, question, protocol))
				continue;
			explain_part(page, start);
			explain_expectation(page, &rows[i], width);
		}
	}
	return page->len > start;
}

void
explain_expectations_try(struct nearest *nearest)
{
	for (size_t p = 0; p < G_N_ELEMENTS(PROTOCOLS); p++) {
		size_t count;
		const struct expectation *rows = expectation_table(PROTOCOLS[p], &count);

		for (size_t i = 0; i < count; i++) {
			nearest_try(nearest, rows[i].id);
			nearest_try(nearest, rows[i].id + strcspn(rows[i].id, "-") + 1);
		}
	}
}

/* "401, 407", "2xx": as short as the list has room for. */
static char *
codes_text(const struct expectation *expectation)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(expectation->after) && expectation->after[i]; i++)
		g_string_append_printf(text, expectation->after[i] < 10 ? "%s%uxx" : "%s%u", i ? ", " : "",
							   expectation->after[i]);
	return g_string_free(text, FALSE);
}

void
explain_expectation_list(GString *page, unsigned width)
{
	const size_t id_column = 2, after_column = 33, next_column = 46;

	g_string_append(page,
					"Expectations: what a follow-up is called, after which statuses, and what must follow\n");
	for (size_t p = 0; p < G_N_ELEMENTS(PROTOCOLS); p++) {
		size_t count;
		const struct expectation *rows = expectation_table(PROTOCOLS[p], &count);

		g_string_append_c(page, '\n');
		for (size_t i = 0; i < count; i++) {
			char *codes = codes_text(&rows[i]);
			g_string_append_printf(page, "  %-*s  %-*s", (int)(after_column - id_column - 2), rows[i].id,
								   (int)(next_column - after_column), codes);
			if (strlen(codes) + 1 > next_column - after_column)
				g_string_append_printf(page, "\n%*s", (int)next_column, "");
			explain_wrap(page, rows[i].next, next_column, width);
			g_free(codes);
		}
	}
}
