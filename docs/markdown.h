/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Markdown as the generated pages need it. */
#ifndef SEQUITUR_DOCS_MARKDOWN_H
#define SEQUITUR_DOCS_MARKDOWN_H

#include <glib.h>

/* Text from the tables; the signs that Markdown would read are escaped. */
void markdown_text(GString *page, const char *text);

/* A list item with a label in front, or nothing when there is no text. */
void markdown_item(GString *page, const char *label, const char *text);

#endif
