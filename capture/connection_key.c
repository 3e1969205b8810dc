/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/connection_key.h"

#include "core/hash.h"
#include "core/load.h"

/* What ends are ordered by. Of IPv4, all that an end is; of IPv6, a part of it. */
static uint64_t
end_order(const struct endpoint *end)
{
	return (uint64_t)end->address.family << 48 | (uint64_t)load4(end->address.bytes) << 16 | end->port;
}

/* What an end is known by: of IPv6, a keyed hash. */
static uint64_t
end_word(uint64_t seed, const struct endpoint *end)
{
	return end->address.family == 6 ? hash_endpoint(seed, end) : end_order(end);
}

struct connection_key
connection_key_of(uint64_t seed, const struct datagram *datagram)
{
	const struct endpoint *source = &datagram->source, *destination = &datagram->destination;
	uint64_t from = end_order(source), to = end_order(destination);
	bool swap = from > to;

	if (source->address.family == 6 || destination->address.family == 6) {
		int order = memcmp(source->address.bytes, destination->address.bytes, sizeof source->address.bytes);
		if (source->address.family == 6 && order)
			swap = order > 0;
		from = end_word(seed, source);
		to = end_word(seed, destination);
	}
	uint64_t first = swap ? to : from, second = swap ? from : to;
	return (struct connection_key){
		.ends = {swap ? destination : source, swap ? source : destination},
		.words = {first, second},
		.channel = datagram->channel,
		.hash = (uint32_t)hash_number(hash_number(seed + datagram->channel, first), second),
		.side = swap};
}
