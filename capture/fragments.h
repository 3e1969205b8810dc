/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fragments of IP datagrams wait here for the rest of their datagram (RFC 791 section 3.2, RFC 8200 section
 * 4.5). Where fragments overlap, what came first stays. What is not complete after FRAGMENT_SECONDS of capture
 * time, or does not fit under the caps any more, is dropped, oldest first, and counted.
 *
 * The caps are ours: FRAGMENT_DATAGRAMS_MAX unfinished datagrams, FRAGMENT_BYTES_MAX bytes held for them.
 */
#ifndef SEQUITUR_CAPTURE_FRAGMENTS_H
#define SEQUITUR_CAPTURE_FRAGMENTS_H

#include "core/message.h"

#define FRAGMENT_SECONDS       30 /* as Linux waits; RFC 8200 allows 60, but 16 bit identifications come round */
#define FRAGMENT_LACKS_AFTER   INT64_C(200000000) /* nanoseconds; ours: all of a datagram is sent at once */
#define FRAGMENT_DATAGRAMS_MAX 4096
#define FRAGMENT_BYTES_MAX     (32u << 20)

/* What belongs together: the same addresses, identification, and (IPv4) protocol. */
struct fragment_key {
	struct address source, destination;
	uint32_t id;
	uint32_t hash;       /* set by fragments_add */
	uint8_t ip_protocol; /* 0 in IPv6, whose fragments need not agree on it */
};

struct fragment {
	enum { NO_FRAGMENT, FRAGMENT_OF_IP4, FRAGMENT_OF_IP6 } of;
	uint32_t id;
	uint32_t offset;     /* bytes, a multiple of 8 */
	bool more;           /* more fragments follow this one */
	uint8_t ip_protocol; /* IPv6: the header after the fragment header */
	const uint8_t *bytes;
	uint32_t captured, length; /* of `bytes`: those that are there, those of the wire */
	uint32_t frame;
	int64_t time;
};

/* A datagram of which every fragment was seen. */
struct reassembled {
	uint8_t *bytes;
	uint32_t captured; /* less than `length` when the snap length cut a fragment: what lies before the cut */
	uint32_t length;
	uint8_t ip_protocol;  /* of the fragment with offset 0 */
	uint32_t first_frame; /* of the fragment that was seen first */
	int64_t first_time;
};

struct fragments;

/* Who is told of a datagram that lacks a part: between whom, and what was seen of it first. Called once for each. */
typedef void fragments_lacking(void *user, const struct fragment_key *key, uint32_t frame, int64_t time);

/* `dropped` is borrowed and counted up for each fragment that never became part of a whole datagram. */
struct fragments *fragments_new(uint64_t *dropped, fragments_lacking *lacking, void *user);
void fragments_free(struct fragments *fragments);

/* Capture time is `now`: what has waited for FRAGMENT_LACKS_AFTER for its rest is told to lack it, though it waits on. */
void fragments_advance(struct fragments *fragments, int64_t now);

/* Adds one fragment. Returns the datagram that it completes, to be freed with reassembled_free, or NULL. */
struct reassembled *fragments_add(struct fragments *fragments, const struct fragment_key *key,
								  const struct fragment *fragment);
void reassembled_free(struct reassembled *reassembled);

#endif
