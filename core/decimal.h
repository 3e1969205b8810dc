/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as decimal digits. Every response is reported with a dozen of them, so they are made without a loop, eight digits
 * at a time, and without asking how many digits there are. Nothing is owned; no zero is put behind them. Up to eight digits
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

/*
 * The eight digits of a number below 100000000, one in each byte, the first one lowest, as numbers from 0 to 9. Halves of
 * four digits, then quarters of two, then single ones, all of a kind at once: `first` is what goes to the lower place, and
 * what is left over, number - 100 * first, to the place above, which makes (number << 16) - first * ((100 << 16) - 1).
 */
static inline uint64_t
decimal_digits(uint32_t number)
{
	uint64_t first = number / 10000;
	uint64_t halves = ((uint64_t)number << 32) - first * ((UINT64_C(10000) << 32) - 1);

	first = halves * 10486 >> 20 & UINT64_C(0x0000007f0000007f);
	uint64_t quarters = (halves << 16) - first * ((100 << 16) - 1);
	first = quarters * 103 >> 10 & UINT64_C(0x000f000f000f000f);
	return (quarters << 8) - first * ((10 << 8) - 1);
}

/* Numbers below this one have eight digits at most. */
#define DECIMAL_EIGHT_DIGITS 100000000

/* How many of eight digits are zeros at the front, eight bits for each; the last `kept` of them do not count. */
static inline unsigned
decimal_zeros(uint64_t digits, unsigned kept)
{
	return (unsigned)__builtin_ctzll(digits | UINT64_C(1) << (64 - 8 * kept)) & ~7u;
}

/* Eight digits as they lie in memory. */
static inline uint64_t
decimal_bytes(uint64_t digits)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	digits = __builtin_bswap64(digits);
#endif
	return digits | UINT64_C(0x3030303030303030);
}

/* Writes up to eight digits and as many other bytes as eight lack. */
static inline void
decimal_store(char *at, uint64_t digits)
{
	uint64_t bytes = decimal_bytes(digits);

	memcpy(at, &bytes, sizeof bytes);
}

/* A number with eight digits at most as text. */
struct decimal_text {
	uint64_t bytes; /* as they lie in memory; those behind the digits are any */
	uint32_t length;
};

static inline struct decimal_text
decimal_text(uint32_t number)
{
	uint64_t digits = decimal_digits(number);
	unsigned zeros = decimal_zeros(digits, 1);

	return (struct decimal_text){decimal_bytes(digits >> zeros), 8 - zeros / 8};
}

/* Writes eight bytes; answers where the digits end. */
static inline char *
decimal_put_text(char *at, struct decimal_text text)
{
	memcpy(at, &text.bytes, sizeof text.bytes);
	return at + text.length;
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

/* A number of tenths with eight digits at most: "12.0". */
static inline char *
decimal_put_tenths(char *at, uint32_t number)
{
	uint64_t digits = decimal_digits(number);
	unsigned zeros = decimal_zeros(digits, 2);

	decimal_store(at, digits >> zeros);
	at += 7 - zeros / 8;
	at[0] = '.';
	at[1] = (char)('0' | digits >> 56);
	return at + 2;
}

/* A number of thousandths with eight digits at most, without zeros at the end: "12.04", "12". */
static inline char *
decimal_put_thousandths(char *at, uint32_t number)
{
	uint64_t digits = decimal_digits(number), fraction = digits >> 40;
	unsigned zeros = decimal_zeros(digits, 4);

	decimal_store(at, digits >> zeros);
	at += 5 - zeros / 8;
	if (!fraction)
		return at;
	*at = '.';
	decimal_store(at + 1, fraction);
	return at + 1 + 8 - (unsigned)__builtin_clzll(fraction) / 8;
}

/*
 * Writes a number; answers where its digits end. Not inline: it is asked for in so many places that the processor would
 * have to fetch it anew for each.
 */
char *decimal_put(char *at, uint64_t number);

#endif
