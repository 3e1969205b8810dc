/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/hash.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* The multiplicative mixing of the wyhash family: 16 bytes a step, one 64x64-to-128-bit product each. */
/* Up to eight bytes as a number. */
static uint64_t
load(const unsigned char *at, size_t length)
{
	uint64_t value = 0;
	memcpy(&value, at, length < 8 ? length : 8);
	return value;
}

static uint64_t
mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t
hash_bytes(uint64_t seed, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	uint64_t hash = seed ^ 0xa0761d6478bd642fu;
	size_t rest = length;

	for (; rest >= 16; at += 16, rest -= 16) {
		uint64_t low, high;
		memcpy(&low, at, sizeof low);
		memcpy(&high, at + 8, sizeof high);
		hash = mix(low ^ 0xe7037ed1a0b428dbu, high ^ hash);
	}
	if (rest > 0)
		hash = mix(load(at, rest) ^ 0xe7037ed1a0b428dbu, (rest > 8 ? load(at + 8, rest - 8) : 0) ^ hash);
	return mix(hash ^ 0x8ebc6af09c88c6e3u, length ^ 0x589965cc75374cc3u);
}

uint64_t
hash_nocase(uint64_t seed, struct slice slice)
{
	char lower[64];
	uint64_t hash = seed;

	while (slice.length > 0) {
		size_t step = slice.length < sizeof lower ? slice.length : sizeof lower;
		for (size_t i = 0; i < step; i++)
			lower[i] = ascii_lower(slice.bytes[i]);
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
