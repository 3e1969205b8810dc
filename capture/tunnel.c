/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/layer.h"

#include <glib.h>

/* RFC 2784 and 2890, and the bits of RFC 1701 that they left out */
#define GRE_CHECKSUM       0x8000
#define GRE_ROUTING        0x4000
#define GRE_KEY            0x2000
#define GRE_SEQUENCE       0x1000
#define GRE_ACKNOWLEDGMENT 0x0080 /* version 1, RFC 2637 section 4.1 */
#define GRE_VERSION        0x0007

#define GRE_ERSPAN  0x88be
#define GRE_ERSPAN3 0x22eb
#define GRE_WCCP    0x883e

/* draft-foschiano-erspan-03 section 4: type I has no header of its own, and no sequence number before it. */
static void
erspan_decode(struct walk *walk, struct rest rest, bool has_header)
{
	if (has_header && !walk_has(walk, rest, 8))
		return;
	ethernet_decode(walk, rest_after(rest, has_header ? 8 : 0));
}

/* Section 4.3: twelve bytes, and eight more when the last bit of them says so. Frame type 2 is bare IP. */
static void
erspan3_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 12))
		return;

	unsigned frame_type = rest.bytes[10] >> 2 & 0x1f;

	rest = rest_after(rest, rest.bytes[11] & 1 ? 20 : 12);
	if (frame_type == 2)
		ip_decode(walk, rest);
	else
		ethernet_decode(walk, rest);
}

/* Cisco's WCCP version 2 puts four bytes before the packet, version 1 none; an IPv4 packet tells itself. */
static void
wccp_decode(struct walk *walk, struct rest rest)
{
	if (walk_has(walk, rest, 1))
		ip_decode(walk, rest.bytes[0] >> 4 == 4 ? rest : rest_after(rest, 4));
}

/* Source routes of RFC 1701: family, offset, length; a length of 0 ends them. */
static struct rest
gre_routes_skip(struct rest rest)
{
	while (rest.captured >= 4) {
		uint8_t length = rest.bytes[3];

		rest = rest_after(rest, 4u + length);
		if (length == 0)
			break;
	}
	return rest;
}

static uint32_t
gre_header_length(uint16_t flags)
{
	uint32_t length = 4;

	if (flags & (GRE_CHECKSUM | GRE_ROUTING))
		length += 4;
	if (flags & GRE_KEY)
		length += 4;
	if (flags & GRE_SEQUENCE)
		length += 4;
	if ((flags & GRE_VERSION) == 1 && (flags & GRE_ACKNOWLEDGMENT))
		length += 4;
	return length;
}

void
gre_decode(struct walk *walk, struct rest rest)
{
	if (!walk_enter(walk) || !walk_has(walk, rest, 4))
		return;

	uint16_t flags = read_be16(rest.bytes), type = read_be16(rest.bytes + 2);

	if ((flags & GRE_VERSION) > 1) {
		walk_unknown(walk);
		return;
	}
	rest = rest_after(rest, gre_header_length(flags));
	if (flags & GRE_ROUTING)
		rest = gre_routes_skip(rest);
	if (rest.length == 0)
		return; /* keepalives and acknowledgments carry nothing */
	switch (type) {
	case GRE_ERSPAN: erspan_decode(walk, rest, flags & GRE_SEQUENCE); break;
	case GRE_ERSPAN3: erspan3_decode(walk, rest); break;
	case GRE_WCCP: wccp_decode(walk, rest); break;
	default: ethertype_decode(walk, type, rest);
	}
}

/*
 * Ports are only a hint: SIP and RTP may use those of a tunnel. So each header is looked at for what ordinary
 * payloads do not have, and an IP packet must fit into what is there.
 */
static bool
begins_like_ip(struct rest rest)
{
	if (rest.captured < 6)
		return false;

	uint32_t total = read_be16(rest.bytes + 2);

	switch (rest.bytes[0] >> 4) {
	case 4: return (rest.bytes[0] & 15) >= 5 && total >= 20 && total <= rest.length;
	case 6: return 40u + read_be16(rest.bytes + 4) <= rest.length;
	default: return false;
	}
}

/* Could an Ethernet frame that carries IP begin here? */
static bool
begins_like_ethernet(struct rest rest)
{
	if (rest.captured < 15)
		return false;

	uint16_t type = read_be16(rest.bytes + 12);

	return (type == 0x0800 && rest.bytes[14] >> 4 == 4) || (type == 0x86dd && rest.bytes[14] >> 4 == 6) ||
		   type == 0x8100;
}

/*
 * RFC 7348 section 5: the flag 8 says that the network identifier is valid. Of the others, which must be 0, the
 * highest is that of group policies, and 4 (draft-ietf-nvo3-vxlan-gpe-13 section 3.1) says that the fourth byte
 * names the next protocol.
 */
static bool
vxlan_decode(struct walk *walk, struct rest rest)
{
	if (rest.captured < 8 || (rest.bytes[0] & 0x78) != 0x08)
		return false;

	unsigned next = rest.bytes[0] & 0x04 ? rest.bytes[3] : 3;

	rest = rest_after(rest, 8);
	switch (next) {
	case 1:
	case 2: ip_decode(walk, rest); return true;
	case 3: ethernet_decode(walk, rest); return true;
	case 5: mpls_decode(walk, rest); return true;
	default: return false;
	}
}

/* RFC 8926 section 3.4: version 0, options in words of four bytes, an Ethernet type. */
static bool
geneve_decode(struct walk *walk, struct rest rest)
{
	if (rest.captured < 8 || rest.bytes[0] >> 6 != 0)
		return false;

	uint32_t options = (rest.bytes[0] & 0x3f) * 4u;
	uint16_t type = read_be16(rest.bytes + 2);

	if (rest.captured < 8 + options || type < 0x0600)
		return false;
	ethertype_decode(walk, type, rest_after(rest, 8 + options));
	return true;
}

/* Extension headers: their length in words of four bytes first, the type of the next one last. */
static struct rest
gtp_extensions_skip(struct rest rest, uint8_t next)
{
	while (next != 0 && rest.captured >= 4) {
		uint32_t length = rest.bytes[0] * 4u;

		if (length == 0 || length > rest.captured)
			return rest_after(rest, rest.length);
		next = rest.bytes[length - 1];
		rest = rest_after(rest, length);
	}
	return rest;
}

/* 3GPP TS 29.281 section 5.1: version 1, protocol type 1; message 255 carries a packet of the user. */
static bool
gtp_decode(struct walk *walk, struct rest rest)
{
	if (rest.captured < 8 || (rest.bytes[0] & 0xf0) != 0x30 || rest.bytes[1] != 255)
		return false;

	bool has_options = rest.bytes[0] & 0x07;
	uint8_t next = rest.captured >= 12 && rest.bytes[0] & 0x04 ? rest.bytes[11] : 0;

	rest = rest_limit(rest_after(rest, 8), read_be16(rest.bytes + 2));
	if (has_options)
		rest = gtp_extensions_skip(rest_after(rest, 4), next);
	if (begins_like_ip(rest))
		ip_decode(walk, rest);
	else
		walk_unknown(walk);
	return true;
}

/* RFC 4380 section 5.1.1: authentication and origin may come before the IPv6 packet. */
static bool
teredo_decode(struct walk *walk, struct rest rest)
{
	if (rest.captured >= 4 && read_be16(rest.bytes) == 1)
		rest = rest_after(rest, 13u + rest.bytes[2] + rest.bytes[3]);
	if (rest.captured >= 8 && read_be16(rest.bytes) == 0)
		rest = rest_after(rest, 8);
	if (!begins_like_ip(rest) || rest.bytes[0] >> 4 != 6)
		return false;
	ip_decode(walk, rest);
	return true;
}

/* RFC 2661 section 3.1 */
#define L2TP_CONTROL  0x8000
#define L2TP_LENGTH   0x4000
#define L2TP_SEQUENCE 0x0800
#define L2TP_OFFSET   0x0200
#define L2TP_VERSION  0x000f
#define L2TP_RESERVED 0x34f0 /* must be 0 */

static bool
l2tp_decode(struct walk *walk, struct rest rest)
{
	if (rest.captured < 6)
		return false;

	uint16_t flags = read_be16(rest.bytes);
	uint32_t length = 6;

	if ((flags & L2TP_VERSION) != 2 || (flags & (L2TP_CONTROL | L2TP_RESERVED)))
		return false;
	if (flags & L2TP_LENGTH) {
		rest = rest_limit(rest, read_be16(rest.bytes + 2));
		length += 2;
	}
	if (flags & L2TP_SEQUENCE)
		length += 4;
	if (flags & L2TP_OFFSET) {
		if (rest.captured < length + 2)
			return false;
		length += 2u + read_be16(rest.bytes + length);
	}
	ppp_decode(walk, rest_after(rest, length));
	return true;
}

/*
 * RFC 3931 section 4.1.1: behind the session come a cookie of 0, 4 or 8 bytes and a sublayer of 0 or 4, as both
 * ends agreed before; what they carry is looked for behind each. Session 0 is control.
 */
void
l2tp3_decode(struct walk *walk, struct rest rest)
{
	if (!walk_enter(walk) || !walk_has(walk, rest, 4) || read_be32(rest.bytes) == 0)
		return;
	for (uint32_t cookie = 0; cookie <= 12; cookie += 4)
		if (begins_like_ethernet(rest_after(rest, 4 + cookie))) {
			ethernet_decode(walk, rest_after(rest, 4 + cookie));
			return;
		}
	walk_unknown(walk);
}

/* RFC 7510: a stack of labels, whose last has its bottom bit set. */
static bool
mpls_udp_decode(struct walk *walk, struct rest rest)
{
	struct rest inner = rest;

	while (inner.captured >= 4 && !(inner.bytes[2] & 1))
		inner = rest_after(inner, 4);
	inner = rest_after(inner, 4);
	if (!begins_like_ip(inner) && !begins_like_ethernet(inner) && !begins_like_ethernet(rest_after(inner, 4)))
		return false;
	mpls_decode(walk, rest);
	return true;
}

/* RFC 9300 section 5.3: eight bytes, then IP. */
static bool
lisp_decode(struct walk *walk, struct rest rest)
{
	rest = rest_after(rest, 8);
	if (!begins_like_ip(rest))
		return false;
	ip_decode(walk, rest);
	return true;
}

#define TZSP_PADDING 0
#define TZSP_END     1

/* What sniffing routers and access points send: version 1, a packet, its link type, tags up to the end tag. */
static bool
tzsp_decode(struct walk *walk, struct rest rest)
{
	if (rest.captured < 5 || rest.bytes[0] != 1 || rest.bytes[1] > 1)
		return false;

	uint16_t protocol = read_be16(rest.bytes + 2);

	rest = rest_after(rest, 4);
	while (rest.captured >= 2 && rest.bytes[0] != TZSP_END)
		rest = rest_after(rest, rest.bytes[0] == TZSP_PADDING ? 1 : 2u + rest.bytes[1]);
	rest = rest_after(rest, 1);
	switch (protocol) {
	case 1: ethernet_decode(walk, rest); return true;
	case 18: wlan_decode(walk, rest); return true;
	case 119: prism_decode(walk, rest); return true;
	case 127: avs_decode(walk, rest); return true;
	default: return false;
	}
}

/* RFC 5415 section 4.3: clear text, not a fragment; the header's length in words of four bytes. */
static bool
capwap_decode(struct walk *walk, struct rest rest)
{
	if (rest.captured < 8 || rest.bytes[0] != 0)
		return false;

	uint32_t header = (rest.bytes[1] >> 3) * 4u;
	bool is_native = rest.bytes[2] & 0x01, is_fragment = rest.bytes[3] & 0x80;

	if (header < 8 || header > rest.captured)
		return false;
	rest = rest_after(rest, header);
	if (is_fragment)
		walk_unknown(walk);
	else if (is_native)
		wlan_decode(walk, rest);
	else
		ethernet_decode(walk, rest);
	return true;
}

static const struct udp_tunnel {
	uint16_t port; /* as registered with IANA, but for 8472, which Linux used before, and TZSP's */
	bool (*decode)(struct walk *walk, struct rest rest); /* false: not such a tunnel */
} udp_tunnels[] = {
	{1701, l2tp_decode},     {2152, gtp_decode},   {3544, teredo_decode}, {4341, lisp_decode},
	{4789, vxlan_decode},    {4790, vxlan_decode}, {5247, capwap_decode}, {6081, geneve_decode},
	{6635, mpls_udp_decode}, {8472, vxlan_decode}, {37008, tzsp_decode},
};

/* A bit for each port. */
uint64_t special_ports[(UINT16_MAX + 1) / 64];

__attribute__((constructor)) static void
special_ports_fill(void)
{
	special_ports[53 / 64] |= UINT64_C(1) << 53 % 64;
	for (size_t i = 0; i < G_N_ELEMENTS(udp_tunnels); i++)
		special_ports[udp_tunnels[i].port / 64] |= UINT64_C(1) << udp_tunnels[i].port % 64;
}

bool
udp_tunnel_decode(struct walk *walk, const struct datagram *datagram)
{
	uint16_t source = datagram->source.port, destination = datagram->destination.port;
	struct rest rest = {datagram->bytes, datagram->captured, datagram->length};

	for (size_t i = 0; i < G_N_ELEMENTS(udp_tunnels); i++)
		if ((udp_tunnels[i].port == destination || udp_tunnels[i].port == source) &&
			udp_tunnels[i].decode(walk, rest_after(rest, 8)))
			return true;
	return false;
}
