/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/terminal.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* In a pipe: wide enough for a table, narrow enough to be read in a mail. Ours. */
#define WIDTH_OTHERWISE 100

/* Of a terminal that does not tell: as the first ones had. */
#define COLUMNS_OTHERWISE 80

static unsigned
width_limited(unsigned long width)
{
	return (unsigned)CLAMP(width, TERMINAL_WIDTH_LEAST, TERMINAL_WIDTH_MOST);
}

unsigned
terminal_columns(int descriptor)
{
	struct winsize size;

	return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : COLUMNS_OTHERWISE;
}

static unsigned
width_find(int descriptor)
{
	const char *columns = g_getenv("COLUMNS");
	guint64 number;
	struct winsize size;

	if (columns && g_ascii_string_to_unsigned(columns, 10, 1, TERMINAL_WIDTH_MOST, &number, NULL))
		return width_limited(number);
	if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return width_limited(size.ws_col);
	return WIDTH_OTHERWISE;
}

static bool
color_wanted(int descriptor, enum color_choice choice)
{
	const char *no_color = g_getenv("NO_COLOR");
	const char *term = g_getenv("TERM");

	if (choice != COLOR_AUTO)
		return choice == COLOR_ALWAYS;
	if (no_color && *no_color)
		return false;
	return isatty(descriptor) && term && strcmp(term, "dumb") != 0;
}

struct terminal
terminal_look(int descriptor, enum color_choice color, unsigned width)
{
	return (struct terminal){
		.width = width ? width : width_find(descriptor),
		.color = color_wanted(descriptor, color),
		.unicode = g_get_charset(NULL),
	};
}

/* Of the sixteen colours only: they follow the theme of whoever looks, on dark and on light. */
static const char *const STYLES[] = {
	[STYLE_PLAIN] = "",           [STYLE_STRONG] = "\033[1m",   [STYLE_FAINT] = "\033[2m",
	[STYLE_GOOD] = "\033[32m",    [STYLE_NEUTRAL] = "\033[36m", [STYLE_AWAY] = "\033[34m",
	[STYLE_WARNING] = "\033[33m", [STYLE_BAD] = "\033[1;31m",
};

const char *
terminal_style(const struct terminal *terminal, enum style style)
{
	return terminal->color ? STYLES[style] : "";
}

const char *
terminal_unstyle(const struct terminal *terminal, enum style style)
{
	return terminal->color && style != STYLE_PLAIN ? "\033[0m" : "";
}

static size_t
character_width(gunichar character)
{
	if (g_unichar_iszerowidth(character))
		return 0;
	return g_unichar_iswide(character) ? 2 : 1;
}

size_t
text_fitting(const char *text, size_t length, size_t columns, size_t *taken)
{
	const char *at = text, *end = text + length;

	*taken = 0;
	while (at < end) {
		size_t width = (unsigned char)*at < 0x80 ? 1 : character_width(g_utf8_get_char(at));
		if (*taken + width > columns)
			break;
		*taken += width;
		at = g_utf8_next_char(at);
	}
	return (size_t)(at - text);
}

size_t
text_width(const char *text, size_t length)
{
	size_t taken;

	text_fitting(text, length, SIZE_MAX, &taken);
	return taken;
}
