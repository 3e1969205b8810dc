/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A complaint is one line on standard error that says what is wrong, harmless for the terminal it goes to. */
#ifndef SEQUITUR_TOOL_COMPLAIN_H
#define SEQUITUR_TOOL_COMPLAIN_H

#include <glib.h>

/* Prints "sequitur: " and the text (printf form), escaped. */
void complain(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* The same about a source of packets; "-": standard input. */
void complain_of(const char *source, const char *what);

#endif
