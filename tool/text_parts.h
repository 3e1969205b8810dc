/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the text report: what report_text.c puts below each other for one file, each part laid out on
 * its page. A part that has nothing to show prints nothing.
 */
#ifndef SEQUITUR_TOOL_TEXT_PARTS_H
#define SEQUITUR_TOOL_TEXT_PARTS_H

#include "capture/capture.h"
#include "capture/rotation.h"
#include "core/analysis.h"
#include "tool/listing.h"
#include "tool/page.h"
#include "tool/tally.h"

/*
 * The file, or the first of a rotation's (NULL: there is none); its packets and time span, how many messages; what could
 * not be read of it.
 */
void text_headline(struct page *page, const char *file, const struct rotation *rotation,
				   const struct capture_result *capture, const struct analysis_counts *counts,
				   const struct tally *tally);

/* The findings of a sorted listing, each with its sentence and a display filter for its frames. */
void text_findings(struct page *page, const struct listing *listing, const uint64_t by_severity[]);

/* Each response and outcome of a sorted listing; times count from `start`, nanoseconds since 1970. */
void text_responses(struct page *page, const struct listing *listing, int64_t start);

/* The same in a line each: no sentences, but a mark for the verdict of each follow-up. */
void text_responses_brief(struct page *page, const struct listing *listing, int64_t start);

/* Follow-ups by expectation and verdict; statuses and outcomes in numbers by class. */
void text_followups(struct page *page, const struct tally *tally);
void text_statuses(struct page *page, const struct analysis_counts *counts, const struct tally *tally);

/* How often which cause was told, in Warning or Reason. */
void text_causes(struct page *page, const struct tally *tally);

/* The files of a rotation, with the frames that are in each. */
void text_files(struct page *page, const struct rotation *rotation);

/* "SIP", "HTTP" */
const char *text_protocol(enum protocol protocol);

/* A blank line and a heading. */
void text_heading(struct page *page, const char *heading);

/* "4.2 ms", "32.200 s", "2 h 3 min": nanoseconds, not negative, as people say it. */
void text_duration(GString *text, int64_t duration);

/* "1 response", "12 responses". */
void text_count(GString *text, uint64_t count, const char *one, const char *several);

/* "1 error, 2 warnings"; "no findings" when there are none. */
void text_severities(GString *text, const uint64_t by_severity[]);

/* The colour of a class of statuses; codes from 10000 on are outcomes. */
enum style text_class_style(unsigned code);

#endif
