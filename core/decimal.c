/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/decimal.h"

/* "00" to "99". */
static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
							"40414243444546474849505152535455565758596061626364656667686970717273747576777879"
							"8081828384858687888990919293949596979899";

static inline char *
pair_put(char *at, uint32_t number)
{
	memcpy(at, pairs + 2 * number, 2);
	return at + 2;
}

/* A number below 100. */
static inline char *
one_or_two_put(char *at, uint32_t number)
{
	if (number >= 10)
		return pair_put(at, number);
	*at = (char)('0' + number);
	return at + 1;
}

/* A number below 10000. */
static inline char *
up_to_four_put(char *at, uint32_t number)
{
	if (number < 100)
		return one_or_two_put(at, number);
	return pair_put(one_or_two_put(at, number / 100), number % 100);
}

char *
decimal_put(char *at, uint64_t number)
{
	if (number >= 100000000) {
		at = decimal_put(at, number / 100000000);
		return decimal_put_padded(at, (uint32_t)(number % 100000000), 8);
	}
	uint32_t left = (uint32_t)number;
	if (left < 10000)
		return up_to_four_put(at, left);
	at = up_to_four_put(at, left / 10000);
	left %= 10000;
	return pair_put(pair_put(at, left / 100), left % 100);
}
