/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/decimal.h"

static __attribute__((noinline)) char *
long_put(char *at, uint64_t number)
{
	at = decimal_put(at, number / DECIMAL_EIGHT_DIGITS);
	return decimal_put_padded(at, (uint32_t)(number % DECIMAL_EIGHT_DIGITS), 8);
}

char *
decimal_put(char *at, uint64_t number)
{
	if (number >= DECIMAL_EIGHT_DIGITS)
		return long_put(at, number);
	return decimal_put_text(at, decimal_text((uint32_t)number));
}
