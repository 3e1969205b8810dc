/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A passage takes one source of packets through an analysis of its own to a report. What came of it is a plain value,
 * which goes from process to process where files are read side by side.
 */
#ifndef SEQUITUR_TOOL_PASSAGE_H
#define SEQUITUR_TOOL_PASSAGE_H

#include "capture/interface.h"
#include "capture/rotation.h"
#include "tool/exit_status.h"
#include "tool/options.h"
#include "tool/progress.h"
#include "tool/report.h"

/* The most bytes of what is to be said about a source that could not be read; ours. */
#define PASSAGE_COMPLAINT_SIZE 1024

/* What is read: a file, several that are one capture, or an interface that is open. */
struct source {
	const char *name;                /* "-": standard input; of several files: the first */
	struct interface *interface;     /* NULL: none */
	struct rotation *rotation;       /* NULL: it is one file */
	struct progress_share *progress; /* NULL: nobody wants to know how far it is */
};

struct passage_outcome {
	enum exit_status status;
	bool is_reported; /* the report has something of it: it could be opened */
	bool is_cut;      /* what the report wrote may end within a line: there was no room for more */
	struct report_totals totals;
	char complaint
		[PASSAGE_COMPLAINT_SIZE]; /* why it was not read to its end, to be said behind its name; "": it was */
};

/*
 * Reads the source to its end, until a stop is wished (tool/stop.h), or until the report's output refuses, which wishes
 * one. Complains of nothing itself.
 */
struct passage_outcome passage_run(const struct source *source, struct report *report,
								   const struct options *options);

/* Says on standard error what there is to say about the source of this name. */
void passage_complain(const char *source, const struct passage_outcome *outcome);

#endif
