/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/duration.h"

#include <stdio.h>

const char *
duration_text(int64_t nanoseconds, char text[static DURATION_TEXT_SIZE])
{
	double milliseconds = nanoseconds > 0 ? (double)nanoseconds / 1e6 : 0;

	if (milliseconds < 1000)
		snprintf(text, DURATION_TEXT_SIZE, "%.1f ms", milliseconds);
	else
		snprintf(text, DURATION_TEXT_SIZE, "%.1f s", milliseconds / 1000);
	return text;
}
