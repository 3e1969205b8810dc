/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report tells what was found in captures, one file after the other, in one format. The run over files
 * drives it: file_begin, then annotations and findings in any order, then file_end; free comes last and
 * writes nothing. A report copies what it wants to keep. Nothing it prints is trusted: texts come from
 * the wire and are escaped for where they go (tool/escape.h).
 */
#ifndef SEQUITUR_TOOL_REPORT_H
#define SEQUITUR_TOOL_REPORT_H

#include "capture/capture.h"
#include "capture/rotation.h"
#include "core/analysis.h"
#include "tool/output.h"
#include "tool/terminal.h"

/* The numbers of one file, or of several, that the report of all of them adds up. */
struct report_totals {
	uint64_t responses, outcomes, findings[SEVERITY_COUNT];
};

struct report {
	/*
	 * `file` as the command line has it; "-": standard input. Where it is the first of several that are read as one
	 * capture, `rotation` knows them all, and which frames were read of which; else it is NULL. It stays the caller's,
	 * who keeps it until file_end.
	 */
	void (*file_begin)(struct report *report, const char *file, const struct rotation *rotation);
	void (*settled)(struct report *report, const struct annotation *annotation);
	void (*finding)(struct report *report, const struct finding *finding);
	/* Hands on what is kept back for the sake of speed, as nothing new may come for long. NULL: nothing is. */
	void (*flush)(struct report *report);
	/* What was written up to here has been handed to the output when this returns; false: not all of it. */
	bool (*file_end)(struct report *report, const struct capture_result *capture,
					 const struct analysis_counts *counts);
	/*
	 * Of a file that another report of this kind, in another process, wrote as its only one: the bytes come now, past
	 * this report through the same output; and they have all come. NULL: it does not mind.
	 */
	void (*foreign_begin)(struct report *report);
	void (*foreign_end)(struct report *report, const struct report_totals *totals);
	/* After the last file: what is to be said of all of them together. False: not all was taken. */
	bool (*finish)(struct report *report);
	/* Is there still somebody to write for? False once the output has refused. */
	bool (*is_writing)(const struct report *report);
	void (*free)(struct report *report);
};

struct report_totals report_totals_of(const struct analysis_counts *counts);
void report_totals_add(struct report_totals *totals, const struct report_totals *more);

struct options;

/* A report in the format that the options ask for; `terminal` is what the text is laid out for. */
struct report *report_new(const struct options *options, const struct terminal *terminal,
						  const struct output *output);

/*
 * One JSON object a line, written as soon as it is settled; the keys are those of docs/json.md and never renamed. A
 * key is left out where there is nothing to say: a request that was not seen has no request_frame. Always
 * valid UTF-8.
 */
struct report *report_json_new(const struct output *output);

#endif
