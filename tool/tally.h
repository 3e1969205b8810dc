/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tally counts what analysis_counts does not tell apart: follow-ups by expectation, outcomes by kind, and the known
 * causes that messages tell. It grows with the tables of core, not with the capture. Names are borrowed from those tables.
 */
#ifndef SEQUITUR_TOOL_TALLY_H
#define SEQUITUR_TOOL_TALLY_H

#include <glib.h>

#include "core/annotation.h"

struct followup_tally {
	const char *id; /* of the expectation */
	uint64_t verdicts[VERDICT_COUNT];
};

struct outcome_tally {
	const struct status *outcome;
	uint64_t counts[2]; /* by enum protocol */
};

struct tally {
	GArray *followups;       /* struct followup_tally, sorted by id */
	GArray *outcomes;        /* struct outcome_tally, sorted by code */
	uint64_t outcomes_of[2]; /* by enum protocol */
	uint64_t *causes;        /* by row of cause_code_table */
};

void tally_start(struct tally *tally);
void tally_finish(struct tally *tally);
void tally_clear(struct tally *tally);

void tally_add(struct tally *tally, const struct annotation *annotation);

#endif
