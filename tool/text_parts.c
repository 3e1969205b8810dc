/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/text_parts.h"

#include <string.h>

#include "capture/path.h"
#include "core/rule.h"
#include "tool/escape.h"

/* From this width on a table has room for what a status means. */
#define WIDE_ENOUGH_FOR_MEANINGS 100

void
text_heading(struct page *page, const char *heading)
{
	page_end_line(page);
	page_put(page, STYLE_STRONG, heading);
	page_end_line(page);
}

void
text_duration(GString *text, int64_t duration)
{
	int64_t milliseconds = duration / 1000000;
	int64_t seconds = milliseconds / 1000;

	if (milliseconds < 1000)
		g_string_append_printf(text, milliseconds < 10 ? "%.3f ms" : "%.1f ms", (double)duration / 1e6);
	else if (seconds < 60)
		g_string_append_printf(text, "%.3f s", (double)duration / 1e9);
	else if (seconds < 3600)
		g_string_append_printf(text, "%d min %d s", (int)(seconds / 60), (int)(seconds % 60));
	else
		g_string_append_printf(text, "%" G_GINT64_FORMAT " h %d min", seconds / 3600,
							   (int)(seconds / 60 % 60));
}

void
text_count(GString *text, uint64_t count, const char *one, const char *several)
{
	g_string_append_printf(text, "%" G_GUINT64_FORMAT " %s", count, count == 1 ? one : several);
}

enum style
text_class_style(unsigned code)
{
	static const enum style STYLES[] = {
		STYLE_PLAIN, STYLE_NEUTRAL, STYLE_GOOD, STYLE_AWAY, STYLE_WARNING, STYLE_BAD, STYLE_BAD,
	};

	if (code >= 10000)
		return STYLE_BAD;
	return code / 100 < G_N_ELEMENTS(STYLES) ? STYLES[code / 100] : STYLE_WARNING;
}

/* ", " between the parts of an enumeration. */
static void
next_part(GString *text)
{
	if (text->len > 0)
		g_string_append(text, ", ");
}

static void
add_count(GString *text, uint64_t count, const char *one, const char *several)
{
	if (count == 0)
		return;
	next_part(text);
	text_count(text, count, one, several);
}

/* "2023-11-14 22:13:20 UTC" */
static void
add_time(GString *text, int64_t time)
{
	GDateTime *moment = g_date_time_new_from_unix_utc(time / 1000000000);
	char *words = moment ? g_date_time_format(moment, "%Y-%m-%d %H:%M:%S UTC") : NULL;

	g_string_append(text, words ? words : "a time that no calendar has");
	g_free(words);
	if (moment)
		g_date_time_unref(moment);
}

const char *
text_protocol(enum protocol protocol)
{
	return protocol == PROTOCOL_SIP ? "SIP" : "HTTP";
}

static uint64_t
responses_of(const struct analysis_counts *counts, enum protocol protocol)
{
	uint64_t sum = 0;

	for (unsigned code = 0; code < 700; code++)
		sum += counts->responses[protocol][code];
	return sum;
}

static const enum protocol PROTOCOLS[] = {PROTOCOL_HTTP, PROTOCOL_SIP};

/* One line of messages for each protocol that was there, and one when none was. */
static void
put_messages(struct page *page, const struct analysis_counts *counts, const struct tally *tally)
{
	GString *line = g_string_new(NULL);
	bool any = false;

	for (size_t i = 0; i < G_N_ELEMENTS(PROTOCOLS); i++) {
		enum protocol protocol = PROTOCOLS[i];
		g_string_truncate(line, 0);
		add_count(line, counts->requests[protocol], "request", "requests");
		add_count(line, responses_of(counts, protocol), "response", "responses");
		add_count(line, tally->outcomes_of[protocol], "request without a response",
				  "requests without a response");
		add_count(line, counts->retransmissions[protocol], "retransmission", "retransmissions");
		add_count(line, counts->orphan_responses[protocol], "response to a request not seen",
				  "responses to requests not seen");
		if (line->len == 0)
			continue;
		page_put(page, STYLE_PLAIN, "  ");
		page_cell(page, STYLE_PLAIN, text_protocol(protocol), 6, ALIGN_LEFT);
		page_wrap(page, STYLE_PLAIN, line->str, 8);
		page_end_line(page);
		any = true;
	}
	if (!any) {
		page_put(page, STYLE_PLAIN, "  no HTTP or SIP messages");
		page_end_line(page);
	}
	g_string_free(line, TRUE);
}

/* What the capture kept from us, where there is any. */
static void
put_skipped(struct page *page, const struct capture_counts *counts, uint64_t mirror_copies)
{
	GString *line = g_string_new(NULL);

	add_count(line, counts->truncated_packets, "packet cut by the snap length",
			  "packets cut by the snap length");
	add_count(line, counts->not_decoded, "packet of other protocols", "packets of other protocols");
	add_count(line, counts->bad_packets, "packet with wrong lengths", "packets with wrong lengths");
	add_count(line, counts->fragments_dropped, "fragment without the rest", "fragments without the rest");
	add_count(line, counts->streams_given_up, "TCP connection given up for others",
			  "TCP connections given up for others");
	add_count(line, counts->stream_gaps, "gap in TCP streams", "gaps in TCP streams");
	add_count(line, counts->stream_overlaps, "contradicting TCP segment", "contradicting TCP segments");
	add_count(line, counts->malformed_messages, "unreadable message", "unreadable messages");
	add_count(line, counts->dropped, "packet dropped while capturing", "packets dropped while capturing");
	add_count(line, mirror_copies, "packet captured twice", "packets captured twice");
	if (line->len > 0) {
		page_put(page, STYLE_PLAIN, "  also  ");
		page_wrap(page, STYLE_WARNING, line->str, 8);
		page_end_line(page);
	}
	g_string_free(line, TRUE);
}

void
text_headline(struct page *page, const char *file, const struct rotation *rotation,
			  const struct capture_result *capture, const struct analysis_counts *counts,
			  const struct tally *tally)
{
	GString *line = g_string_new(NULL);

	escape_terminal(line, path_name(file), strlen(path_name(file)));
	if (rotation)
		g_string_append_printf(line, ", the first of %zu files that are one capture", rotation->count);
	page_wrap(page, STYLE_STRONG, line->str, 2);
	page_end_line(page);
	g_string_assign(line, "  ");
	text_count(line, capture->counts.packets, "packet", "packets");
	if (capture->counts.packets > 0) {
		g_string_append(line, ", ");
		text_duration(line, MAX(capture->last_time - capture->first_time, 0));
		g_string_append(line, " from ");
		add_time(line, capture->first_time);
	}
	page_wrap(page, STYLE_PLAIN, line->str, 2);
	if (capture->end != CAPTURE_COMPLETE)
		page_wrap(page, STYLE_WARNING,
				  capture->end == CAPTURE_STOPPED ? ", stopped here"
				  : rotation                      ? ", and not all of it"
												  : ", damaged from there on",
				  2);
	page_end_line(page);
	put_messages(page, counts, tally);
	put_skipped(page, &capture->counts, counts->mirror_copies);
	g_string_free(line, TRUE);
}

static const enum style SEVERITY_STYLES[] = {
	[SEVERITY_NOTE] = STYLE_NEUTRAL,
	[SEVERITY_WARNING] = STYLE_WARNING,
	[SEVERITY_ERROR] = STYLE_BAD,
};

/* Goes to a line of its own whole, however long it is: it is there to be pasted. */
static void
put_display_filter(struct page *page, const struct finding *finding, size_t indent)
{
	GString *filter = g_string_new("frame.number in {");

	for (unsigned i = 0; i < finding->frame_count; i++)
		g_string_append_printf(filter, "%s%u", i ? ", " : "", finding->frames[i]);
	if (finding->frame_count == 0)
		g_string_append_printf(filter, "%u", finding->frame);
	g_string_append_c(filter, '}');
	page_advance(page, indent);
	page_put(page, STYLE_FAINT, filter->str);
	page_end_line(page);
	g_string_free(filter, TRUE);
}

static void
put_finding(struct page *page, const struct finding *finding)
{
	const size_t indent = 11;
	GString *line = g_string_new(NULL);

	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, SEVERITY_STYLES[finding->severity], severity_name(finding->severity), 7, ALIGN_LEFT);
	page_advance(page, indent);
	if (finding->text)
		escape_terminal(line, finding->text, strlen(finding->text));
	else
		g_string_append(line, finding->rule->title);
	page_wrap(page, STYLE_PLAIN, line->str, indent);
	page_end_line(page);
	page_advance(page, indent);
	g_string_printf(line, "%s, %s, frame %u", finding->rule->id, confidence_name(finding->confidence),
					finding->frame);
	page_wrap(page, STYLE_FAINT, line->str, indent);
	page_end_line(page);
	put_display_filter(page, finding, indent);
	g_string_free(line, TRUE);
}

void
text_severities(GString *text, const uint64_t by_severity[])
{
	static const char *const SEVERAL[] = {
		[SEVERITY_NOTE] = "notes",
		[SEVERITY_WARNING] = "warnings",
		[SEVERITY_ERROR] = "errors",
	};
	GString *list = g_string_new(NULL);

	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
		add_count(list, by_severity[severity], severity_name((enum severity)severity), SEVERAL[severity]);
	g_string_append(text, list->len > 0 ? list->str : "no findings");
	g_string_free(list, TRUE);
}

void
text_findings(struct page *page, const struct listing *listing, const uint64_t by_severity[])
{
	GString *line = g_string_new(NULL);

	g_string_assign(line, listing->findings->len > 0 ? "Findings: " : "No findings");
	if (listing->findings->len > 0)
		text_severities(line, by_severity);
	text_heading(page, line->str);
	for (guint i = 0; i < listing->findings->len; i++)
		put_finding(page, &g_array_index(listing->findings, struct finding, i));
	if (listing->findings_left_out > 0) {
		g_string_assign(line, "  ");
		text_count(line, listing->findings_left_out, "more finding", "more findings");
		g_string_append(line, " had no room here; --format json gives all of them");
		page_wrap(page, STYLE_FAINT, line->str, 2);
		page_end_line(page);
	}
	g_string_free(line, TRUE);
}

static void
put_number_cell(struct page *page, enum style style, uint64_t number, size_t width)
{
	char digits[24];

	g_snprintf(digits, sizeof(digits), "%" G_GUINT64_FORMAT, number);
	page_cell(page, number ? style : STYLE_FAINT, number ? digits : "-", width, ALIGN_RIGHT);
}

static const enum style VERDICT_STYLES[VERDICT_COUNT] = {
	[VERDICT_MET] = STYLE_GOOD,        [VERDICT_VIOLATED] = STYLE_BAD,  [VERDICT_OVERDUE] = STYLE_BAD,
	[VERDICT_PENDING] = STYLE_NEUTRAL, [VERDICT_UNKNOWN] = STYLE_FAINT,
};

/* How wide the column of a verdict is: its name or its largest number, and two blanks before it. */
static size_t
verdict_width(const struct tally *tally, int verdict)
{
	uint64_t most = 0;
	char digits[24];

	for (guint i = 0; i < tally->followups->len; i++)
		most = MAX(most, g_array_index(tally->followups, struct followup_tally, i).verdicts[verdict]);
	g_snprintf(digits, sizeof(digits), "%" G_GUINT64_FORMAT, most);
	return 2 + MAX(strlen(digits), strlen(verdict_name((enum verdict)verdict)));
}

static void
put_followup_row(struct page *page, const struct followup_tally *row, size_t id_width, const size_t widths[])
{
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_PLAIN, row->id, id_width, ALIGN_LEFT);
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
		put_number_cell(page, VERDICT_STYLES[verdict], row->verdicts[verdict], widths[verdict]);
	page_end_line(page);
}

void
text_followups(struct page *page, const struct tally *tally)
{
	size_t widths[VERDICT_COUNT], id_width = strlen("Follow-ups"), left = page->terminal.width - 2;

	if (tally->followups->len == 0)
		return;
	for (guint i = 0; i < tally->followups->len; i++)
		id_width = MAX(id_width, strlen(g_array_index(tally->followups, struct followup_tally, i).id));
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
		widths[verdict] = verdict_width(tally, verdict);
		left -= MIN(left, widths[verdict]);
	}
	id_width = MIN(id_width, left);
	page_end_line(page);
	page_cell(page, STYLE_STRONG, "Follow-ups", id_width + 2, ALIGN_LEFT);
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
		page_cell(page, STYLE_PLAIN, verdict_name((enum verdict)verdict), widths[verdict], ALIGN_RIGHT);
	page_end_line(page);
	for (guint i = 0; i < tally->followups->len; i++)
		put_followup_row(page, &g_array_index(tally->followups, struct followup_tally, i), id_width, widths);
}

/* One line of the statuses: what it is, how often, and as much of what it means as there is room for. */
static void
put_status_line(struct page *page, enum style style, const char *name, uint64_t count, const char *means)
{
	const size_t name_width = 36, count_width = 12;

	page_advance(page, 8);
	page_cell(page, style, name, name_width, ALIGN_LEFT);
	put_number_cell(page, STYLE_PLAIN, count, count_width);
	if (means && page->terminal.width >= WIDE_ENOUGH_FOR_MEANINGS) {
		page_put(page, STYLE_PLAIN, "  ");
		page_rest(page, STYLE_FAINT, means);
	}
	page_end_line(page);
}

static void
put_code_line(struct page *page, enum protocol protocol, unsigned code, uint64_t count)
{
	bool exact = false;
	const struct status *status = status_treat_as(protocol, code, &exact);
	GString *name = g_string_new("  ");

	if (code > 0)
		g_string_append_printf(name, "%u %s", code, exact ? status->phrase : "(not registered)");
	else
		g_string_append(name, "outside of 100 to 699");
	put_status_line(page, STYLE_PLAIN, name->str, count, exact ? status->means : NULL);
	g_string_free(name, TRUE);
}

/* The codes of one class: its sum, then each. The class of number 0 is the code 0. */
static void
put_class(struct page *page, enum protocol protocol, unsigned class, const uint64_t counts[700])
{
	unsigned first = class * 100, end = class ? first + 100 : 1;
	uint64_t sum = 0;

	for (unsigned code = first; code < end; code++)
		sum += counts[code];
	if (sum == 0)
		return;
	put_status_line(page, text_class_style(first), status_class(protocol, first), sum, NULL);
	for (unsigned code = first; code < end; code++)
		if (counts[code] > 0)
			put_code_line(page, protocol, code, counts[code]);
}

static void
put_outcomes(struct page *page, enum protocol protocol, const struct tally *tally)
{
	const char *last_class = NULL;

	for (guint i = 0; i < tally->outcomes->len; i++) {
		const struct outcome_tally *row = &g_array_index(tally->outcomes, struct outcome_tally, i);
		const char *class = status_class(protocol, row->outcome->code);
		if (row->counts[protocol] == 0)
			continue;
		if (!last_class || strcmp(class, last_class) != 0) {
			page_advance(page, 8);
			page_put(page, text_class_style(row->outcome->code), class);
			page_end_line(page);
			last_class = class;
		}
		char *name = g_strconcat("  ", row->outcome->outcome, NULL);
		put_status_line(page, STYLE_PLAIN, name, row->counts[protocol], row->outcome->means);
		g_free(name);
	}
}

void
text_statuses(struct page *page, const struct analysis_counts *counts, const struct tally *tally)
{
	bool headed = false;

	for (size_t i = 0; i < G_N_ELEMENTS(PROTOCOLS); i++) {
		enum protocol protocol = PROTOCOLS[i];
		if (responses_of(counts, protocol) + tally->outcomes_of[protocol] == 0)
			continue;
		if (!headed)
			text_heading(page, "Statuses");
		headed = true;
		page_put(page, STYLE_PLAIN, "  ");
		page_put(page, STYLE_PLAIN, text_protocol(protocol));
		for (unsigned class = 1; class <= 7; class ++)
			put_class(page, protocol, class % 7, counts->responses[protocol]);
		put_outcomes(page, protocol, tally);
	}
}

void
text_causes(struct page *page, const struct tally *tally)
{
	size_t count;
	const struct cause_code *table = cause_code_table(&count);
	bool headed = false;

	for (size_t i = 0; i < count; i++) {
		if (tally->causes[i] == 0)
			continue;
		if (!headed)
			text_heading(page, "Causes told in Warning and Reason");
		headed = true;
		char *name = g_strdup_printf("%s %u %s", cause_set_name(table[i].set), table[i].code,
									 table[i].phrase);
		put_status_line(page, STYLE_PLAIN, name, tally->causes[i], table[i].means);
		g_free(name);
	}
}

void
text_files(struct page *page, const struct rotation *rotation)
{
	GString *line = g_string_new(NULL);

	text_heading(page, "Files");
	for (size_t i = 0; i < rotation->count; i++) {
		const struct rotation_file *file = &rotation->files[i];
		page_put(page, STYLE_PLAIN, "  ");
		g_string_assign(line, "no frames");
		if (file->packets > 0)
			g_string_printf(line, "frames %u-%u", file->first_frame, file->first_frame + (file->packets - 1));
		page_cell(page, file->packets > 0 ? STYLE_PLAIN : STYLE_FAINT, line->str, 29, ALIGN_LEFT);
		g_string_truncate(line, 0);
		const char *name = path_name(file->path);
		escape_terminal(line, name, strlen(name));
		if (file->problem) {
			g_string_append(line, ": ");
			escape_terminal(line, file->problem, strlen(file->problem));
		}
		page_wrap(page, file->problem ? STYLE_WARNING : STYLE_PLAIN, line->str, 31);
		page_end_line(page);
	}
	g_string_free(line, TRUE);
}
