/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the pages of core/explain.h look, and which of the files core/explain*.c knows which things. Private to
 * core.
 */
#ifndef SEQUITUR_CORE_EXPLAIN_PAGE_H
#define SEQUITUR_CORE_EXPLAIN_PAGE_H

#include <glib.h>

#include "core/explain.h"
#include "core/nearest.h"

/* "WHAT — CLASS (REMARK)" and an empty line. */
void explain_headline(GString *page, const char *what, const char *class_name, const char *remark);

/* A paragraph beside its label, or nothing when there is no text. */
void explain_paragraph(GString *page, const char *label, const char *text, unsigned width);

/* The words of `text` as lines of up to `width`; the cursor is at `column`, where further lines begin. Ends the line. */
void explain_wrap(GString *page, const char *text, size_t column, unsigned width);

/* An empty line between what is there since `start` and what comes. */
void explain_part(GString *page, gsize start);

/*
 * Does `question` (words with blanks or '-') name this id: all of it, or all behind its first word? `protocol`: the
 * one that was named in front of the question; NULL: none was.
 */
bool explain_names_id(const char *id, const char *question, const char *protocol);

/* Everything of this kind whose id the question names; see explain_names_id. False: nothing is. */
bool explain_rules_named(GString *page, const char *question, const char *protocol, unsigned width);
bool explain_expectations_named(GString *page, const char *question, const char *protocol, unsigned width);

/* The causes of which the question is the number ("q.850 17", "warning 307") or the phrase. False: there is none. */
bool explain_causes_named(GString *page, const char *question, unsigned width);

void explain_causes_try(struct nearest *nearest);
void explain_rules_try(struct nearest *nearest);
void explain_expectations_try(struct nearest *nearest);

#endif
