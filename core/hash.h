/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A keyed 64-bit hash for the keys of the trackers: Call-IDs, branches, addresses, whole messages. The seed
 * is drawn once for each analysis, so that nobody can write a capture whose keys all fall together. Two keys
 * with the same 64 bits are taken for equal where the header of a table says so.
 */
#ifndef SEQUITUR_CORE_HASH_H
#define SEQUITUR_CORE_HASH_H

#include "core/slice.h"

struct endpoint;

uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t length);

/* Address and port; between the two a struct has a byte that says nothing. */
uint64_t hash_endpoint(uint64_t seed, const struct endpoint *endpoint);

/* The same for whole messages, with other hashes. */
uint64_t hash_text(uint64_t seed, struct slice text);

/* A seed that the outside cannot foresee. */
uint64_t hash_seed_new(void);

static inline uint64_t
hash_slice(uint64_t seed, struct slice slice)
{
	return hash_bytes(seed, slice.bytes, slice.length);
}

/* Mixes one more number into a hash. */
static inline uint64_t
hash_number(uint64_t seed, uint64_t number)
{
	__extension__ unsigned __int128 product = (unsigned __int128)(seed ^ 0x9e3779b97f4a7c15u) *
											  (number ^ (seed << 32 | seed >> 32) ^ 0xe7037ed1a0b428dbu);
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* As hash_slice, but equal for texts that differ in ASCII case only: host names. */
uint64_t hash_nocase(uint64_t seed, struct slice slice);

#endif
