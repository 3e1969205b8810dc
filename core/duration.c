/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/duration.h"

#include <stdbool.h>
#include <string.h>

#include "core/decimal.h"

#define MICROSECOND INT64_C(1000)
#define MILLISECOND INT64_C(1000000)
#define SECOND      INT64_C(1000000000)

/* In nearly every sentence about a follow-up there is one, so it is written without printf. */
char *
duration_put(char *at, int64_t nanoseconds)
{
	uint64_t duration = nanoseconds > 0 ? (uint64_t)nanoseconds : 0;

	if (duration < MILLISECOND) {
		at = decimal_put(at, duration / MICROSECOND);
		return (char *)memcpy(at, " µs", sizeof " µs" - 1) + sizeof " µs" - 1;
	}
	bool is_short = duration < SECOND;
	uint64_t tenth = (is_short ? MILLISECOND : SECOND) / 10;
	uint64_t tenths = (duration + tenth / 2) / tenth;
	at = decimal_put(at, tenths / 10);
	*at++ = '.';
	*at++ = (char)('0' + tenths % 10);
	memcpy(at, is_short ? " ms" : " s ", 3);
	return at + 2 + is_short;
}

const char *
duration_text(int64_t nanoseconds, char text[static DURATION_TEXT_SIZE])
{
	*duration_put(text, nanoseconds) = '\0';
	return text;
}
