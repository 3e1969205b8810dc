/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A selection is which findings are wanted, and which of those make the exit status 1. What is not wanted is as if it
 * had not been found: it is neither reported nor counted. It owns its lists; the rules in them are core's.
 */
#ifndef SEQUITUR_TOOL_SELECTION_H
#define SEQUITUR_TOOL_SELECTION_H

#include <glib.h>
#include <stdbool.h>

#include "core/annotation.h"

struct selection {
	enum severity least;     /* wanted from this severity on */
	GPtrArray *only;         /* const struct rule *: these alone are wanted; NULL: all */
	GPtrArray *ignored;      /* these are not; NULL: none */
	enum severity fail_from; /* worth exit status 1 from this severity on; SEVERITY_COUNT: none is */
	GPtrArray *fail_on;      /* these alone are worth it, of any severity; NULL: it goes by severity */
};

/* All are wanted, errors are worth exit status 1. */
void selection_start(struct selection *selection);
void selection_finish(struct selection *selection);

bool selection_wants(const struct selection *selection, const struct finding *finding);
bool selection_fails_on(const struct selection *selection, const struct finding *finding);

/*
 * Adds to *rules (made when NULL) the rules that `words` name, with commas between them: a rule by its id, or all
 * whose ids begin with these words ("sip", "sip-482"). False, and nothing changed, when one of them names none.
 */
bool selection_add(GPtrArray **rules, const char *words);

/* What is wrong with words that selection_add refused, as a line to be freed. */
char *selection_problem(const char *words);

/* The severity of this name; false: there is none. */
bool selection_severity(const char *name, enum severity *severity);

#endif
