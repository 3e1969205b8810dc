/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The view for people. What matters most comes first (headline, findings), so all of a file is printed at its
 * end, sorted by frame; what is kept until then is bounded (tool/listing.h).
 */
#include "tool/report_text.h"

#include "tool/text_parts.h"

/* More responses than this, copies not counted, get no line each unless asked for: the report of a call fits on a screen. Ours. */
#define LISTED_UNASKED 20

struct text_report {
	struct report report;
	struct page page;
	bool list_all;
	char *file;
	const struct rotation *rotation; /* NULL: one file */
	unsigned files;                  /* printed so far */
	struct report_totals totals;     /* of all of them */
	struct listing listing;
	struct tally tally;
};

static void
text_file_begin(struct report *report, const char *file, const struct rotation *rotation)
{
	struct text_report *text = (struct text_report *)report;

	g_free(text->file);
	text->file = g_strdup(file);
	/* Of one alone there is no more to tell than of any file. */
	text->rotation = rotation && rotation->count > 1 ? rotation : NULL;
	listing_clear(&text->listing);
	tally_clear(&text->tally);
}

static void
text_settled(struct report *report, const struct annotation *annotation)
{
	struct text_report *text = (struct text_report *)report;

	tally_add(&text->tally, annotation);
	if (text->list_all || annotation->repetition == REPETITION_NONE)
		listing_add_annotation(&text->listing, annotation);
	else
		listing_add_copy(&text->listing, annotation);
}

static void
text_finding(struct report *report, const struct finding *finding)
{
	listing_add_finding(&((struct text_report *)report)->listing, finding);
}

/* The list of responses, or a line that says why it is not there or not whole. */
static void
put_responses(struct text_report *text, int64_t start)
{
	struct page *page = &text->page;
	uint64_t left_out = text->listing.annotations_left_out;
	GString *line = g_string_new(NULL);

	if (text->list_all)
		text_responses(page, &text->listing, start);
	else if (left_out == 0)
		text_responses_brief(page, &text->listing, start);
	if (left_out > 0 && text->list_all) {
		text_count(line, left_out, "more response", "more responses");
		g_string_append(line, " had no room in this list; --format json gives all of them");
	} else if (left_out > 0) {
		text_count(line, text->listing.annotations->len + text->listing.copies->len + left_out, "response",
				   "responses");
		g_string_append(line, " not listed; --responses lists them");
	}
	if (line->len > 0) {
		page_end_line(page);
		page_wrap(page, STYLE_FAINT, line->str, 0);
		page_end_line(page);
	}
	g_string_free(line, TRUE);
}

/* Another file is printed now. */
static void
next_file(struct text_report *text)
{
	if (text->files++ > 0)
		page_end_line(&text->page);
}

static bool
text_file_end(struct report *report, const struct capture_result *capture,
			  const struct analysis_counts *counts)
{
	struct text_report *text = (struct text_report *)report;
	struct page *page = &text->page;

	if (capture->end == CAPTURE_NOT_OPENED)
		return page->writing;
	struct report_totals totals = report_totals_of(counts);
	next_file(text);
	listing_sort(&text->listing);
	text_headline(page, text->file, text->rotation, capture, counts, &text->tally);
	text_findings(page, &text->listing, counts->findings);
	put_responses(text, capture->first_time);
	text_followups(page, &text->tally);
	text_statuses(page, counts, &text->tally);
	text_causes(page, &text->tally);
	if (text->rotation)
		text_files(page, text->rotation);
	text->rotation = NULL;
	listing_clear(&text->listing);
	report_totals_add(&text->totals, &totals);
	return page_flush(page);
}

static void
text_foreign_begin(struct report *report)
{
	struct text_report *text = (struct text_report *)report;

	next_file(text);
	page_flush(&text->page);
}

static void
text_foreign_end(struct report *report, const struct report_totals *totals)
{
	report_totals_add(&((struct text_report *)report)->totals, totals);
}

/* A line about all files, where there were several. */
static bool
text_finish(struct report *report)
{
	struct text_report *text = (struct text_report *)report;
	GString *line = g_string_new(NULL);

	if (text->files > 1) {
		text_count(line, text->files, "file", "files");
		g_string_append(line, ": ");
		text_count(line, text->totals.responses, "response, ", "responses, ");
		text_count(line, text->totals.outcomes, "request without a response, ",
				   "requests without a response, ");
		text_severities(line, text->totals.findings);
		page_end_line(&text->page);
		page_wrap(&text->page, STYLE_STRONG, line->str, 2);
		page_end_line(&text->page);
	}
	g_string_free(line, TRUE);
	return page_flush(&text->page);
}

static bool
text_is_writing(const struct report *report)
{
	return ((const struct text_report *)report)->page.writing;
}

static void
text_free(struct report *report)
{
	struct text_report *text = (struct text_report *)report;

	page_finish(&text->page);
	listing_finish(&text->listing);
	tally_finish(&text->tally);
	g_free(text->file);
	g_free(text);
}

struct report *
report_text_new(const struct output *output, const struct terminal *terminal, bool list_all)
{
	struct text_report *text = g_new0(struct text_report, 1);

	text->report = (struct report){
		.file_begin = text_file_begin,
		.settled = text_settled,
		.finding = text_finding,
		.file_end = text_file_end,
		.foreign_begin = text_foreign_begin,
		.foreign_end = text_foreign_end,
		.finish = text_finish,
		.is_writing = text_is_writing,
		.free = text_free,
	};
	text->list_all = list_all;
	page_start(&text->page, terminal, output);
	listing_start(&text->listing, list_all ? LISTING_ANNOTATIONS_MOST : LISTED_UNASKED);
	tally_start(&text->tally);
	return &text->report;
}
