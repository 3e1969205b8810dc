/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/report.h"

#include "tool/options.h"
#include "tool/report_text.h"

struct report_totals
report_totals_of(const struct analysis_counts *counts)
{
	struct report_totals totals = {.outcomes = counts->outcomes};

	for (unsigned code = 0; code < 700; code++)
		totals.responses += counts->responses[PROTOCOL_HTTP][code] + counts->responses[PROTOCOL_SIP][code];
	for (int severity = 0; severity < SEVERITY_COUNT; severity++)
		totals.findings[severity] = counts->findings[severity];
	return totals;
}

void
report_totals_add(struct report_totals *totals, const struct report_totals *more)
{
	totals->responses += more->responses;
	totals->outcomes += more->outcomes;
	for (int severity = 0; severity < SEVERITY_COUNT; severity++)
		totals->findings[severity] += more->findings[severity];
}

struct report *
report_new(const struct options *options, const struct terminal *terminal, const struct output *output)
{
	switch (options->format) {
	case FORMAT_JSON: return report_json_new(output);
	case FORMAT_TEXT: break;
	}
	return report_text_new(output, terminal, options->responses);
}
