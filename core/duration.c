/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/duration.h"

#include <string.h>

#include "core/decimal.h"

#define MICROSECOND INT64_C(1000)
#define MILLISECOND INT64_C(1000000)
#define SECOND      INT64_C(1000000000)

/* Written with one digit behind the point. */
static char *
put_tenths(char *at, uint64_t tenths)
{
	if (tenths < DECIMAL_EIGHT_DIGITS)
		return decimal_put_tenths(at, (uint32_t)tenths);
	at = decimal_put(at, tenths / 10);
	*at++ = '.';
	*at++ = (char)('0' + tenths % 10);
	return at;
}

/* Text whose length the compiler knows. */
#define PUT(at, literal) ((char *)memcpy(at, literal, sizeof(literal) - 1) + sizeof(literal) - 1)

/* In nearly every sentence about a follow-up there is one, so it is written without printf. */
char *
duration_put(char *at, int64_t nanoseconds)
{
	uint64_t duration = nanoseconds > 0 ? (uint64_t)nanoseconds : 0;

	if (duration < MILLISECOND)
		return PUT(decimal_put(at, duration / MICROSECOND), " µs");
	if (duration < SECOND)
		return PUT(put_tenths(at, (duration + MILLISECOND / 20) / (MILLISECOND / 10)), " ms");
	return PUT(put_tenths(at, (duration + SECOND / 20) / (SECOND / 10)), " s");
}

const char *
duration_text(int64_t nanoseconds, char text[static DURATION_TEXT_SIZE])
{
	*duration_put(text, nanoseconds) = '\0';
	return text;
}
