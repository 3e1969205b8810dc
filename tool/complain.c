/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "capture/path.h"
#include "tool/escape.h"
#include "tool/progress.h"

void
complain(const char *format, ...)
{
	GString *text = g_string_new(NULL), *line = g_string_new("sequitur: ");
	va_list arguments;

	va_start(arguments, format);
	g_string_vprintf(text, format, arguments);
	va_end(arguments);
	escape_terminal(line, text->str, text->len);
	g_string_append_c(line, '\n');
	progress_pause();
	fputs(line->str, stderr);
	progress_resume();
	g_string_free(text, TRUE);
	g_string_free(line, TRUE);
}

void
complain_of(const char *source, const char *what)
{
	complain("%s: %s", path_name(source), what);
}
