/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a connection is found by: its two ends and the channel. Both directions have the same ends in the same order.
 * Private to connection.c.
 */
#ifndef SEQUITUR_CAPTURE_CONNECTION_KEY_H
#define SEQUITUR_CAPTURE_CONNECTION_KEY_H

#include "capture/packet.h"

struct connection_key {
	const struct endpoint *ends[2]; /* borrowed from the datagram */
	uint64_t words[2];              /* of these; equal ones are taken for equal ends */
	uint32_t channel;
	uint32_t hash;
	unsigned side; /* which end sends */
};

/* The seed keeps whoever makes packets from choosing where they land. */
struct connection_key connection_key_of(uint64_t seed, const struct datagram *datagram);

#endif
