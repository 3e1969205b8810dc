/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as decimal digits. Every response is reported with a dozen of them, so they are made without a loop: numbers of
 * a given width eight digits at a time, others in pairs. Nothing is owned; no zero is put behind them. Up to eight digits
 * of a message are read in the same way.
 */
#ifndef SEQUITUR_CORE_DECIMAL_H
#define SEQUITUR_CORE_DECIMAL_H

#include <stdint.h>
#include <string.h>

#include "core/load.h"

/* Eight bytes of text, the first one lowest. */
static inline uint64_t
decimal_load(const char *at)
{
	uint64_t text = load8(at);

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	text = __builtin_bswap64(text);
#endif
	return text;
}

/* With how many digits do they begin? */
static inline unsigned
decimal_count(uint64_t text)
{
	uint64_t digits = text ^ UINT64_C(0x3030303030303030);
	/* A sum beyond 127 shows what is above 9. It may carry into bytes behind it, of which nobody asks then. */
	uint64_t others = ((digits + UINT64_C(0x7676767676767676)) | digits) & UINT64_C(0x8080808080808080);

	return others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
}

/* The number that the first `count` of them are, 1 to 8, which are digits: single ones, pairs, fours. */
static inline uint32_t
decimal_value(uint64_t text, unsigned count)
{
	uint64_t digits = (text ^ UINT64_C(0x3030303030303030)) << (64 - 8 * count);

	digits = (digits * 10 + (digits >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
	digits = (digits * 100 + (digits >> 16)) & UINT64_C(0x0000ffff0000ffff);
	return (uint32_t)(digits * 10000 + (digits >> 32));
}

/* So many bytes may be written, whatever the number. */
#define DECIMAL_ROOM 24

/* The eight digits of a number below 100000000, one in each byte, the first one lowest, as numbers from 0 to 9. */
static inline uint64_t
decimal_digits(uint32_t number)
{
	/* Halves of four digits, then quarters of two, then single ones, all of a kind at once. */
	uint64_t halves = number / 10000 | (uint64_t)(number % 10000) << 32;
	uint64_t hundreds = halves * 10486 >> 20 & UINT64_C(0x0000007f0000007f);
	uint64_t quarters = hundreds | (halves - 100 * hundreds) << 16;
	uint64_t tens = quarters * 103 >> 10 & UINT64_C(0x000f000f000f000f);

	return tens | (quarters - 10 * tens) << 8;
}

/* Writes up to eight digits and as many other bytes as eight lack. */
static inline void
decimal_store(char *at, uint64_t digits)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	digits = __builtin_bswap64(digits);
#endif
	digits |= UINT64_C(0x3030303030303030);
	memcpy(at, &digits, sizeof digits);
}

/* Writes exactly `count` digits, 1 to 8, of a number that has no more; answers where they end. */
static inline char *
decimal_put_padded(char *at, uint32_t number, unsigned count)
{
	decimal_store(at, decimal_digits(number) >> (64 - 8 * count));
	return at + count;
}

/* The same without the zeros at the end, which leaves one digit at least. */
static inline char *
decimal_put_fraction(char *at, uint32_t number, unsigned count)
{
	uint64_t digits = decimal_digits(number) >> (64 - 8 * count);

	decimal_store(at, digits);
	return at + 8 - (unsigned)__builtin_clzll(digits | 1) / 8;
}

/*
 * Writes a number; answers where its digits end. Not inline: it is asked for in so many places that the processor would
 * have to fetch it anew for each.
 */
char *decimal_put(char *at, uint64_t number);

#endif
