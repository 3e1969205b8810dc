/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/hash.h"

#include "core/load.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* The multiplicative mixing of the wyhash family: 16 bytes a step, one 64x64-to-128-bit product each. */

/*
 * One for each lane, so that no lane undoes another. The seed goes into each, so that nobody can write bytes that
 * make a factor 0.
 */
static const uint64_t secrets[] = {0xe7037ed1a0b428dbu, 0x8ebc6af09c88c6e3u, 0x589965cc75374cc3u,
								   0x1d8e4e27c47d124fu};

enum { STEP = 16, LANES = 4 };

static inline uint64_t
mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
mix_step(uint64_t hash, const unsigned char *at, uint64_t secret)
{
	return mix(load8(at) ^ secret, load8(at + 8) ^ hash);
}

/* Up to one step. First and last bytes may overlap: the length goes into the hash as well. */
static inline uint64_t
mix_short(uint64_t hash, const unsigned char *at, size_t length, uint64_t secret)
{
	if (length >= 8)
		return mix(load8(at) ^ secret, load8(at + length - 8) ^ hash);
	if (length >= 4)
		return mix(load4(at) ^ secret, load4(at + length - 4) ^ hash);
	if (length == 0)
		return hash;
	return mix(((uint64_t)at[0] << 16 | (uint64_t)at[length / 2] << 8 | at[length - 1]) ^ secret, hash);
}

static inline uint64_t
hash_end(uint64_t hash, size_t length)
{
	return mix(hash ^ secrets[1], length ^ secrets[2]);
}

/* Whole messages: several products at once, none waits for the one before. */
static __attribute__((noinline)) uint64_t
hash_long(uint64_t seed, const unsigned char *at, size_t length)
{
	const uint64_t keys[LANES] = {seed ^ secrets[0], seed ^ secrets[1], seed ^ secrets[2], seed ^ secrets[3]};
	uint64_t a = seed, b = seed, c = seed, d = seed;
	size_t rest = length;

	for (; rest >= STEP * LANES; at += STEP * LANES, rest -= STEP * LANES) {
		a = mix_step(a, at, keys[0]);
		b = mix_step(b, at + STEP, keys[1]);
		c = mix_step(c, at + STEP * 2, keys[2]);
		d = mix_step(d, at + STEP * 3, keys[3]);
	}
	a ^= b ^ c ^ d;
	for (; rest >= STEP; at += STEP, rest -= STEP)
		a = mix_step(a, at, keys[0]);
	return hash_end(mix_short(a, at, rest, keys[0]), length);
}

/* Names, tags, addresses: few steps, of which the last may overlap with the one before. */
uint64_t
hash_bytes(uint64_t seed, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	uint64_t hash = seed ^ 0xa0761d6478bd642fu, key = seed ^ secrets[0];

	if (length <= STEP)
		return hash_end(mix_short(hash, at, length, key), length);
	if (length > STEP * LANES)
		return hash_long(hash, at, length);
	const unsigned char *last = at + length - STEP;
	for (; at < last; at += STEP)
		hash = mix_step(hash, at, key);
	return hash_end(mix_step(hash, last, key), length);
}

/* Eight bytes, the capital letters among them made small. */
static inline uint64_t
lower8(uint64_t word)
{
	const uint64_t each = 0x0101010101010101u;
	uint64_t low = word & each * 0x7f;
	uint64_t from_a = low + each * (0x80 - 'A'), beyond_z = low + each * (0x7f - 'Z');
	uint64_t capitals = (from_a ^ beyond_z) & ~word & each * 0x80;

	return word | capitals >> 2;
}

uint64_t
hash_nocase(uint64_t seed, struct slice slice)
{
	unsigned char lower[64];
	uint64_t hash = seed, word;

	/* Nearly every host name and address. Its first and last bytes may overlap. */
	if (slice.length >= 8 && slice.length <= STEP) {
		uint64_t first = lower8(load8(slice.bytes)), last = lower8(load8(slice.bytes + slice.length - 8));
		return hash_end(mix(first ^ secrets[3], last ^ seed), slice.length);
	}
	while (slice.length > 0) {
		size_t step = slice.length < sizeof lower ? slice.length : sizeof lower, i = 0;
		for (; i + sizeof word <= step; i += sizeof word) {
			memcpy(&word, slice.bytes + i, sizeof word);
			word = lower8(word);
			memcpy(lower + i, &word, sizeof word);
		}
		for (; i < step; i++)
			lower[i] = (unsigned char)ascii_lower(slice.bytes[i]);
		hash = hash_bytes(hash, lower, step);
		slice = slice_after(slice, step);
	}
	return hash;
}

uint64_t
hash_seed_new(void)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == (ssize_t)sizeof seed)
		return seed;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return mix((uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 32, (uint64_t)getpid() ^ 0x9e3779b97f4a7c15u);
}
