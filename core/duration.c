/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/duration.h"

#include <string.h>

#include "core/decimal.h"

#define MICROSECOND INT64_C(1000)
#define MILLISECOND INT64_C(1000000)
#define SECOND      INT64_C(1000000000)

/* In nearly every sentence about a follow-up there is one, so it is written without printf. */
const char *
duration_text(int64_t nanoseconds, char text[static DURATION_TEXT_SIZE])
{
	uint64_t duration = nanoseconds > 0 ? (uint64_t)nanoseconds : 0;

	if (duration < MILLISECOND) {
		memcpy(decimal_put(text, duration / MICROSECOND), " µs", sizeof " µs");
		return text;
	}
	uint64_t tenth = (duration < SECOND ? MILLISECOND : SECOND) / 10;
	uint64_t tenths = (duration + tenth / 2) / tenth;
	char *at = decimal_put(text, tenths / 10);
	*at++ = '.';
	*at++ = (char)('0' + tenths % 10);
	memcpy(at, duration < SECOND ? " ms" : " s\0", sizeof " ms");
	return text;
}
