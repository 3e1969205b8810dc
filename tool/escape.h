/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Escaping makes bytes from the wire harmless for the place where they are shown: a terminal, which would
 * obey escape sequences, and a JSON string, which must be valid UTF-8. Both make visible what would
 * otherwise act or deceive unseen: control characters, and the marks that change the direction of text.
 */
#ifndef SEQUITUR_TOOL_ESCAPE_H
#define SEQUITUR_TOOL_ESCAPE_H

#include <glib.h>
#include <stddef.h>

/* No input byte takes more than this many bytes of a JSON string. */
#define ESCAPE_JSON_MOST 6

/*
 * Writes `text` as the inside of a JSON string (RFC 8259 section 7, without the quotes) to `to`, which has
 * room for ESCAPE_JSON_MOST * length bytes, and returns the end of what it wrote. Control characters and
 * direction marks become \uXXXX, each byte that is not UTF-8 becomes U+FFFD.
 */
char *escape_json(char *to, const char *text, size_t length);

/*
 * Appends `text` to `line` with control characters and bytes that are not UTF-8 as \xNN, direction marks and
 * other characters without a shape as U+XXXX. What is appended is valid UTF-8 without control characters.
 */
void escape_terminal(GString *line, const char *text, size_t length);

#endif
