/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers of name servers that did not lead to an address: the name does not exist, has no address, or the
 * server failed (RFC 1035 section 4, RFC 2308 section 2). Successful answers are of no interest here.
 *
 * "No address" needs memory: hosts commonly have an IPv4 address and no IPv6 one, or the other way round, so
 * only both answers being empty mean that the name leads nowhere.
 */
#ifndef SEQUITUR_CORE_DNS_H
#define SEQUITUR_CORE_DNS_H

#include "core/event.h"

#define DNS_NAME_SIZE 256 /* RFC 1035 section 2.3.4: 255 octets on the wire */

/* The last empty answers, A and AAAA: a ring, the oldest is forgotten. */
#define DNS_EMPTY_MAX 32
struct dns_memory {
	struct {
		uint32_t hash; /* of asker and name; 0: unused */
		uint16_t type;
	} empty[DNS_EMPTY_MAX];
	unsigned next;
};

/*
 * Reads a UDP payload from port 53, sent to `asker`. True when it reports a failure: *kind is then
 * EVENT_NAME_NOT_FOUND or EVENT_NAME_SERVER_FAILED, and *name the host asked for, in lower case, without the
 * final dot, in `buffer`.
 */
bool dns_failure(struct dns_memory *memory, struct slice payload, const struct endpoint *asker,
				 enum transport_event_kind *kind, struct slice *name, char buffer[static DNS_NAME_SIZE]);

#endif
