/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A duration as people say it, for the sentences of follow-ups and findings. */
#ifndef SEQUITUR_CORE_DURATION_H
#define SEQUITUR_CORE_DURATION_H

#include <stdint.h>

/* Large enough for any. */
#define DURATION_TEXT_SIZE 40

/* The same as duration_text, without a zero at the end; answers where it ends. */
char *duration_put(char *at, int64_t nanoseconds);

/* Writes "22 µs", "12.3 ms" or "4.2 s" into `text` and returns it; less than nothing is nothing. */
const char *duration_text(int64_t nanoseconds, char text[static DURATION_TEXT_SIZE]);

#endif
