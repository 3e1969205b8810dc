/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/hash.h"

#include "core/load.h"
#include "core/message.h"

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

#ifdef __SSE2__

#include <immintrin.h>

/* Adds the products of one block to the sums, and makes the keys of the next. */
__attribute__((target("avx2"), always_inline)) static inline void
block_add(const unsigned char *at, __m256i keys[static 2], __m256i step, __m256i sums[static 2])
{
	for (unsigned i = 0; i < 2; i++) {
		__m256i words = _mm256_loadu_si256((const __m256i *)(const void *)(at + i * 32));
		words = _mm256_xor_si256(words, keys[i]);
		sums[i] = _mm256_add_epi64(sums[i], _mm256_mul_epu32(words, _mm256_srli_epi64(words, 32)));
		keys[i] = _mm256_add_epi64(keys[i], step);
	}
}

/*
 * Products of the halves of 8 bytes, eight at a time, summed up. The keys change from one block to the next, so that it
 * matters which block stands where; the seed is in them. `length`: 64 at least.
 */
__attribute__((target("avx2"))) static uint64_t
hash_text_32(uint64_t seed, const unsigned char *at, size_t length)
{
	enum { BLOCK = 64 };
	static const uint64_t lanes[8] = {0xa0761d6478bd642fu, 0xe7037ed1a0b428dbu, 0x8ebc6af09c88c6e3u,
									  0x589965cc75374cc3u, 0x1d8e4e27c47d124fu, 0xeb44accab455d165u,
									  0x9c6e6877736c46e3u, 0xc2b2ae3d27d4eb4fu};
	const __m256i step = _mm256_set1_epi64x((long long)secrets[3]),
				  seeds = _mm256_set1_epi64x((long long)seed);
	__m256i keys[2], sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
	const unsigned char *last = at + length - BLOCK;

	for (unsigned i = 0; i < 2; i++)
		keys[i] = _mm256_xor_si256(seeds, _mm256_loadu_si256((const __m256i *)(const void *)(lanes + i * 4)));
	for (; at < last; at += BLOCK)
		block_add(at, keys, step, sums);
	/* The last block may overlap with the one before. */
	block_add(last, keys, step, sums);
	uint64_t sum[8];
	memcpy(sum, sums, sizeof sum);
	uint64_t hash = mix(sum[0] ^ secrets[0], sum[1] ^ seed) ^ mix(sum[2] ^ secrets[1], sum[3] ^ seed) ^
					mix(sum[4] ^ secrets[2], sum[5] ^ seed) ^ mix(sum[6] ^ secrets[3], sum[7] ^ seed);
	return hash_end(hash, length);
}

static uint64_t (*hash_text_here)(uint64_t seed, const unsigned char *at, size_t length) = hash_long;

__attribute__((constructor)) static void
hash_text_choose(void)
{
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx2"))
		hash_text_here = hash_text_32;
}

#else

#define hash_text_here hash_long

#endif

uint64_t
hash_text(uint64_t seed, struct slice text)
{
	const unsigned char *at = (const unsigned char *)text.bytes;

	return text.length < STEP * LANES ? hash_bytes(seed, at, text.length)
									  : hash_text_here(seed, at, text.length);
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

uint64_t
hash_endpoint(uint64_t seed, const struct endpoint *endpoint)
{
	return hash_number(hash_bytes(seed, &endpoint->address, sizeof endpoint->address), endpoint->port);
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
