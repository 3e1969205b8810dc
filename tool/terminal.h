/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A terminal is what the text for people is made for: how wide it is, whether it shows colours, and whether
 * it shows more than ASCII. A pipe or a file is a terminal without colours.
 */
#ifndef SEQUITUR_TOOL_TERMINAL_H
#define SEQUITUR_TOOL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct terminal {
	unsigned width; /* columns */
	bool color;
	bool unicode;
};

#define TERMINAL_WIDTH_LEAST 60
#define TERMINAL_WIDTH_MOST  10000

/* How many columns the terminal itself has, whatever anybody wishes. */
unsigned terminal_columns(int descriptor);

/*
 * The terminal behind `descriptor`. `width` 0: as wide as COLUMNS says, else as the terminal is, else 100.
 * COLOR_AUTO: on a terminal that is not "dumb", unless NO_COLOR is set and not empty (no-color.org).
 */
struct terminal terminal_look(int descriptor, enum color_choice color, unsigned width);

enum style {
	STYLE_PLAIN,
	STYLE_STRONG,
	STYLE_FAINT,
	STYLE_GOOD,
	STYLE_NEUTRAL,
	STYLE_AWAY, /* something continues elsewhere: redirections */
	STYLE_WARNING,
	STYLE_BAD,
};

/* The sequence that switches a style on, and the one that switches it off: "" without colours. */
const char *terminal_style(const struct terminal *terminal, enum style style);
const char *terminal_unstyle(const struct terminal *terminal, enum style style);

/* How many columns `length` bytes of valid UTF-8 without control characters take on a terminal. */
size_t text_width(const char *text, size_t length);

/* How many bytes of `text` fit into `columns` columns, whole characters only; *taken is how many they take. */
size_t text_fitting(const char *text, size_t length, size_t columns, size_t *taken);

#endif
