/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/decimal.h"

char *
decimal_put(char *at, uint64_t number)
{
	if (number >= 100000000) {
		at = decimal_put(at, number / 100000000);
		return decimal_put_padded(at, (uint32_t)(number % 100000000), 8);
	}
	uint64_t digits = decimal_digits((uint32_t)number);
	/* Of nothing but zeros the last one stays. */
	unsigned zeros = (unsigned)__builtin_ctzll(digits | UINT64_C(1) << 56) / 8;
	decimal_store(at, digits >> (zeros * 8));
	return at + 8 - zeros;
}
