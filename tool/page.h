/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page is text for people while it is being laid out: cells of aligned lines, and paragraphs that wrap
 * at the terminal's width. All texts given to it have been escaped (tool/escape.h); a page adds colours, and
 * goes to its output in large pieces that end with a line.
 */
#ifndef SEQUITUR_TOOL_PAGE_H
#define SEQUITUR_TOOL_PAGE_H

#include <glib.h>
#include <stdbool.h>

#include "tool/output.h"
#include "tool/terminal.h"

struct page {
	struct terminal terminal;
	struct output output;
	GString *text;
	size_t column; /* how far the line in hand has come */
	bool writing;  /* false once the output has refused */
};

void page_start(struct page *page, const struct terminal *terminal, const struct output *output);
void page_finish(struct page *page);

/* Hands over what there is; false when the output does not take it. */
bool page_flush(struct page *page);

/* Appends `text` to the line in hand. */
void page_put(struct page *page, enum style style, const char *text);

enum align { ALIGN_LEFT, ALIGN_RIGHT };

/* Appends `text` in a cell of `width` columns, cut with an ellipsis when it is wider. */
void page_cell(struct page *page, enum style style, const char *text, size_t width, enum align align);

/* Appends `text`, cut with an ellipsis at the right edge. */
void page_rest(struct page *page, enum style style, const char *text);

/* Appends blanks up to `column`, at least one when the line is there already, none at its beginning. */
void page_advance(struct page *page, size_t column);

/* Ends the line; blanks at its end are taken off. */
void page_end_line(struct page *page);

/* Goes on with `text` to its end, breaking lines at blanks; the further lines begin at column `indent`. */
void page_wrap(struct page *page, enum style style, const char *text, size_t indent);

#endif
