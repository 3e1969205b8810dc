/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A link decoder peels a packet from its link layer down to its innermost transport: Ethernet, VLAN, MPLS, PPP,
 * 802.11 and their like here, the tunnels in tunnel.c, IP and its fragments in ip.c and fragments.c.
 * What it finds goes to its listener while link_decode runs: UDP, TCP and SCTP as datagrams, ICMP errors and
 * failed name look-ups as events. It keeps fragments that are not complete yet, and nothing else.
 */
#ifndef SEQUITUR_CAPTURE_LINK_H
#define SEQUITUR_CAPTURE_LINK_H

#include "capture/capture.h"
#include "capture/packet.h"

struct link_listener {
	void *user;
	/* UDP datagrams that are empty or plainly no text may be left out. */
	void (*datagram)(void *user, const struct datagram *datagram);
	void (*event)(void *user, const struct transport_event *event); /* may be NULL */
};

struct link_decoder;

/*
 * `counts` is borrowed and must outlive the decoder. The decoder counts packets, bytes, truncated_packets,
 * not_decoded, bad_packets and fragments_dropped.
 */
struct link_decoder *link_decoder_new(const struct link_listener *listener, struct capture_counts *counts);

/* Decodes one packet. Everything in the datagrams and events is valid only during the listener's call. */
void link_decode(struct link_decoder *decoder, const struct packet *packet);

/* To be called before what was seen at `now` is made use of: tells of datagrams before it that lack fragments. */
void link_decoder_advance(struct link_decoder *decoder, int64_t now);

/* Counts the fragments that were never completed, tells of those it has not, and frees. */
void link_decoder_free(struct link_decoder *decoder);

#endif
