/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the layers of one packet share while they are peeled off: the rest of the packet that is still to be
 * read, and the walk down to the innermost transport. Private to link.c, ip.c, icmp.c, tunnel.c and their like.
 *
 * Every decode function reads one layer from the start of `rest` and calls that of the next. Layers may
 * nest as often as a packet says; walk_enter stops that at LAYERS_MAX.
 */
#ifndef SEQUITUR_CAPTURE_LAYER_H
#define SEQUITUR_CAPTURE_LAYER_H

#include "capture/capture.h"
#include "capture/fragments.h"
#include "capture/icmp.h"
#include "capture/link.h"
#include "capture/packet.h"
#include "core/dns.h"

/* Ours: real captures nest four or five deep (VLAN, MPLS, Ethernet, GTP, IP). */
#define LAYERS_MAX 16

struct link_type;

struct link_decoder {
	struct link_listener listener;
	struct capture_counts *counts;
	struct fragments *fragments;
	struct dns_memory dns;
	const struct link_type *link_type; /* of the packet before, which is mostly that of the next */
};

struct walk {
	struct link_decoder *decoder;
	const struct packet *packet;
	uint32_t first_frame; /* of the first fragment, when this is put together from several */
	int64_t first_time;
	unsigned depth;
	bool is_bad, is_unknown; /* counted already */
};

/* What is left of a packet: `captured` bytes are there of the `length` that were on the wire. */
struct rest {
	const uint8_t *bytes;
	uint32_t captured;
	uint32_t length; /* never less than `captured` */
};

static inline uint16_t
read_be16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline uint32_t
read_be32(const uint8_t *bytes)
{
	return (uint32_t)read_be16(bytes) << 16 | read_be16(bytes + 2);
}

static inline uint16_t
read_le16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[1] << 8 | bytes[0]);
}

static inline uint32_t
read_le32(const uint8_t *bytes)
{
	return (uint32_t)read_le16(bytes + 2) << 16 | read_le16(bytes);
}

/* What is left behind the first `n` bytes; nothing when there are fewer. */
static inline struct rest
rest_after(struct rest rest, uint32_t n)
{
	uint32_t there = n < rest.captured ? n : rest.captured;
	uint32_t wire = n < rest.length ? n : rest.length;

	return (struct rest){rest.bytes + there, rest.captured - there, rest.length - wire};
}

/* Without what lies behind the first `length` bytes: padding, trailers. */
static inline struct rest
rest_limit(struct rest rest, uint32_t length)
{
	if (rest.length > length)
		rest.length = length;
	if (rest.captured > length)
		rest.captured = length;
	return rest;
}

/* Lengths contradict each other. Counted once a packet. */
void walk_bad(struct walk *walk);

/* A protocol that is not read here. Counted once a packet. */
void walk_unknown(struct walk *walk);

/* One layer deeper; false when there are too many. */
static inline bool
walk_enter(struct walk *walk)
{
	if (++walk->depth <= LAYERS_MAX)
		return true;
	walk_bad(walk);
	return false;
}

/* Are the `n` bytes of a header there? When the snap length cut them that is nobody's fault; else it is bad. */
static inline bool
walk_has(struct walk *walk, struct rest rest, uint32_t n)
{
	if (rest.captured >= n)
		return true;
	if (rest.length < n)
		walk_bad(walk);
	return false;
}

/* plain.c: hands on the datagram of an Ethernet frame that has nothing special. False: nothing was done. */
bool plain_decode(struct link_decoder *decoder, const struct packet *packet);

/* link.c */
void link_type_decode(struct walk *walk, int link_type, struct rest rest);
void ethernet_decode(struct walk *walk, struct rest rest);
void ethertype_decode(struct walk *walk, uint16_t type, struct rest rest); /* `rest` begins behind the type */
void llc_decode(struct walk *walk, struct rest rest);
void mpls_decode(struct walk *walk, struct rest rest);
void ppp_decode(struct walk *walk, struct rest rest); /* with or without address and control */

/* wlan.c */
void wlan_decode(struct walk *walk, struct rest rest);     /* 802.11 itself */
void radiotap_decode(struct walk *walk, struct rest rest); /* and what capture drivers put before it */
void prism_decode(struct walk *walk, struct rest rest);
void avs_decode(struct walk *walk, struct rest rest);

/* exported_pdu.c */
void exported_pdu_decode(struct walk *walk, struct rest rest);

/* ip.c */

/* Where an event about `datagram` was seen. */
struct sighting walk_sighting(const struct walk *walk, const struct datagram *datagram);
void ip_decode(struct walk *walk, struct rest rest); /* version 4 or 6, as its first bits say */

enum ip_header {
	IP_HEADER_READ,
	IP_HEADER_CUT, /* by the snap length */
	IP_HEADER_BAD,
};

/*
 * Reads an IPv4 header, or an IPv6 header with its extension headers, from the start of *rest and leaves in
 * *rest what it carries, without padding. Fills in addresses, ip_protocol, ttl and ip_id of `datagram`, and
 * `fragment`, whose `of` is 0 unless this is a fragment.
 */
enum ip_header ip_header_read(struct rest *rest, struct datagram *datagram, struct fragment *fragment);

/* tunnel.c */
void gre_decode(struct walk *walk, struct rest rest);
void l2tp3_decode(struct walk *walk, struct rest rest); /* version 3, directly over IP */

extern uint64_t special_ports[65536 / 64]; /* a bit for each port */

/* May datagrams of this port be a tunnel's, or answers of a name server? */
static inline bool
udp_port_is_special(uint16_t port)
{
	return special_ports[port / 64] >> port % 64 & 1;
}

/* True when the UDP datagram was a tunnel's, whose content then has been decoded. */
bool udp_tunnel_decode(struct walk *walk, const struct datagram *datagram);

#endif
