/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the generated pages are filled with: each of these appends the body of one page. */
#ifndef SEQUITUR_DOCS_PAGES_H
#define SEQUITUR_DOCS_PAGES_H

#include <glib.h>

/* statuses.c */
void fill_http_statuses(GString *page);
void fill_sip_statuses(GString *page);
void fill_outcomes(GString *page);

/* judgements.c; the heading of each entry is its id, and so is the anchor that Markdown makes of it. */
void fill_rules(GString *page);
void fill_expectations(GString *page);

/* causes.c */
void fill_causes(GString *page);

/* completion.c: a script for bash. */
void fill_completion(GString *page);

/* manual.c: all of sequitur(1), in man(7)'s macros. */
void fill_manual(GString *page);

#endif
