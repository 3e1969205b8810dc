/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/layer.h"

#include <glib.h>
#include <pcap/dlt.h>

/* Ethernet types, IEEE registration authority's list. */
enum ethertype {
	ETHERTYPE_IP4 = 0x0800,
	ETHERTYPE_VLAN = 0x8100,         /* 802.1Q */
	ETHERTYPE_SERVICE_VLAN = 0x88a8, /* 802.1ad */
	ETHERTYPE_QINQ = 0x9100,         /* the same before it had a number */
	ETHERTYPE_QINQ_OLD = 0x9200,
	ETHERTYPE_IP6 = 0x86dd,
	ETHERTYPE_PPP = 0x880b,
	ETHERTYPE_MPLS = 0x8847,
	ETHERTYPE_MPLS_MULTICAST = 0x8848,
	ETHERTYPE_PPPOE = 0x8864,
	ETHERTYPE_BACKBONE = 0x88e7,   /* 802.1ah */
	ETHERTYPE_FABRICPATH = 0x8903, /* Cisco: tree and time to live before another Ethernet frame */
	ETHERTYPE_BRIDGED = 0x6558,    /* RFC 1701: transparent Ethernet bridging */
	ETHERTYPE_VN_TAG = 0x8926,     /* Cisco, between switch and port extender */
	ETHERTYPE_E_TAG = 0x893f,      /* 802.1BR */
	ETHERTYPE_FIRST = 1536,        /* below, the field is a length: 802.3 section 3.2.6 */
};

void
walk_bad(struct walk *walk)
{
	if (!walk->is_bad)
		walk->decoder->counts->bad_packets++;
	walk->is_bad = true;
}

void
walk_unknown(struct walk *walk)
{
	if (!walk->is_unknown)
		walk->decoder->counts->not_decoded++;
	walk->is_unknown = true;
}

void
ethernet_decode(struct walk *walk, struct rest rest)
{
	if (walk_enter(walk) && walk_has(walk, rest, 14))
		ethertype_decode(walk, read_be16(rest.bytes + 12), rest_after(rest, 14));
}

/* The bytes of a tag that stands between two Ethernet types, the second type included; 0: no such tag. */
static uint32_t
tag_length(uint16_t type)
{
	switch (type) {
	case ETHERTYPE_VLAN:
	case ETHERTYPE_SERVICE_VLAN:
	case ETHERTYPE_QINQ:
	case ETHERTYPE_QINQ_OLD: return 4;
	case ETHERTYPE_VN_TAG: return 6;
	case ETHERTYPE_E_TAG: return 8;
	default: return 0;
	}
}

/* RFC 2516 section 4: a session packet has code 0; its length leaves out Ethernet's padding. */
static void
pppoe_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 6))
		return;
	if (rest.bytes[0] == 0x11 && rest.bytes[1] == 0)
		ppp_decode(walk, rest_limit(rest_after(rest, 6), read_be16(rest.bytes + 4)));
	else
		walk_unknown(walk);
}

void
ethertype_decode(struct walk *walk, uint16_t type, struct rest rest)
{
	for (uint32_t tag; (tag = tag_length(type)) > 0; rest = rest_after(rest, tag)) {
		if (!walk_enter(walk) || !walk_has(walk, rest, tag))
			return;
		type = read_be16(rest.bytes + tag - 2);
	}
	if (type < ETHERTYPE_FIRST) {
		llc_decode(walk, rest_limit(rest, type));
		return;
	}
	switch (type) {
	case ETHERTYPE_IP4:
	case ETHERTYPE_IP6: ip_decode(walk, rest); break;
	case ETHERTYPE_MPLS:
	case ETHERTYPE_MPLS_MULTICAST: mpls_decode(walk, rest); break;
	case ETHERTYPE_PPPOE: pppoe_decode(walk, rest); break;
	case ETHERTYPE_PPP: ppp_decode(walk, rest); break;
	case ETHERTYPE_BRIDGED: ethernet_decode(walk, rest); break;
	case ETHERTYPE_BACKBONE: ethernet_decode(walk, rest_after(rest, 4)); break;
	case ETHERTYPE_FABRICPATH: ethernet_decode(walk, rest_after(rest, 2)); break;
	default: walk_unknown(walk);
	}
}

/* The network layer's identifier of ISO TR 9577, which LLC and Frame Relay use. */
static void
nlpid_decode(struct walk *walk, uint8_t nlpid, struct rest rest)
{
	if (nlpid == 0xcc || nlpid == 0x8e)
		ip_decode(walk, rest);
	else
		walk_unknown(walk);
}

/* SNAP, RFC 1042: organisation and type. Organisation 0 and 0000f8 (802.1H) mean Ethernet types. */
static void
snap_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 5))
		return;

	uint32_t organisation = read_be32(rest.bytes) >> 8;
	uint16_t type = read_be16(rest.bytes + 3);

	rest = rest_after(rest, 5);
	if ((organisation == 0 || organisation == 0x0000f8) && type >= ETHERTYPE_FIRST)
		ethertype_decode(walk, type, rest);
	else if (organisation == 0x0080c2 && type == 7) /* RFC 2427 section 4.2: bridged Ethernet without FCS */
		ethernet_decode(walk, rest);
	else if (organisation == 0x0080c2 && type == 1)
		ethernet_decode(walk, rest);
	else
		walk_unknown(walk);
}

/* IEEE 802.2: two service access points and a control byte, 3 for unnumbered information. */
void
llc_decode(struct walk *walk, struct rest rest)
{
	if (!walk_enter(walk) || !walk_has(walk, rest, 3))
		return;

	uint16_t points = read_be16(rest.bytes);

	if (rest.bytes[2] != 3)
		walk_unknown(walk);
	else if (points == 0xaaaa)
		snap_decode(walk, rest_after(rest, 3));
	else if (points == 0x0606)
		ip_decode(walk, rest_after(rest, 3));
	else if (points == 0xfefe && walk_has(walk, rest, 4))
		nlpid_decode(walk, rest.bytes[3], rest_after(rest, 4));
	else
		walk_unknown(walk);
}

/* RFC 3032 section 2.1; what the labels carry is guessed from its first four bits (RFC 4928 section 3). */
void
mpls_decode(struct walk *walk, struct rest rest)
{
	for (bool is_bottom = false; !is_bottom; rest = rest_after(rest, 4)) {
		if (!walk_enter(walk) || !walk_has(walk, rest, 4))
			return;
		is_bottom = rest.bytes[2] & 1;
	}
	if (!walk_has(walk, rest, 1))
		return;
	switch (rest.bytes[0] >> 4) {
	case 4:
	case 6: ip_decode(walk, rest); break;
	case 0: ethernet_decode(walk, rest_after(rest, 4)); break; /* a control word, RFC 4448 section 4.6 */
	default: ethernet_decode(walk, rest);
	}
}

/* RFC 1661 section 2, RFC 1662 section 3.1: address and control may be left out, the protocol be one byte. */
void
ppp_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 2))
		return;
	if (read_be16(rest.bytes) == 0xff03)
		rest = rest_after(rest, 2);
	if (!walk_has(walk, rest, 2))
		return;

	bool is_short = rest.bytes[0] & 1;
	uint16_t protocol = is_short ? rest.bytes[0] : read_be16(rest.bytes);

	rest = rest_after(rest, is_short ? 1 : 2);
	if (protocol == 0x0021 || protocol == 0x0057)
		ip_decode(walk, rest);
	else if (protocol == 0x0281)
		mpls_decode(walk, rest);
	else
		walk_unknown(walk);
}

/* Cisco's HDLC: address 0x0f (unicast) or 0x8f, 0, and an Ethernet type. RFC 1547 section 4.3.1. */
static void
chdlc_decode(struct walk *walk, struct rest rest)
{
	if (walk_has(walk, rest, 4))
		ethertype_decode(walk, read_be16(rest.bytes + 2), rest_after(rest, 4));
}

/* Serial lines speak PPP or Cisco's HDLC; the address tells which. */
static void
serial_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 1))
		return;
	if (rest.bytes[0] == 0x0f || rest.bytes[0] == 0x8f)
		chdlc_decode(walk, rest);
	else
		ppp_decode(walk, rest);
}

static void
directed_ppp_decode(struct walk *walk, struct rest rest)
{
	ppp_decode(walk, rest_after(rest, 1));
}

/* RFC 2427 section 3: Q.922 address, control 3, NLPID; or Cisco's: the address and an Ethernet type. */
static void
frame_relay_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 2))
		return;
	rest = rest_after(rest, rest.bytes[1] & 1 ? 2 : 4);
	if (!walk_has(walk, rest, 3))
		return;
	if (rest.bytes[0] != 3) {
		ethertype_decode(walk, read_be16(rest.bytes), rest_after(rest, 2));
		return;
	}

	uint32_t padding = rest.bytes[1] == 0 ? 1 : 0;
	uint8_t nlpid = rest.bytes[1 + padding];

	rest = rest_after(rest, 2 + padding);
	if (nlpid == 0x80)
		snap_decode(walk, rest);
	else
		nlpid_decode(walk, nlpid, rest);
}

/* The address family of BSD loopbacks; those of IPv6 differ from system to system. */
static bool
family_is_ip(uint32_t family)
{
	switch (family) {
	case 2:
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* macOS */ return true;
	default: return false;
	}
}

/* In the byte order of the machine that captured, which the file does not always tell. */
static void
loopback_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 4))
		return;
	if (family_is_ip(read_be32(rest.bytes)) || family_is_ip(read_le32(rest.bytes)))
		ip_decode(walk, rest_after(rest, 4));
	else
		walk_unknown(walk);
}

/* Linux "cooked" captures: what the protocol field means depends on the kind of interface. */
#define INTERFACE_80211          801
#define INTERFACE_80211_RADIOTAP 803
#define INTERFACE_NETLINK        824

static void
cooked_decode(struct walk *walk, uint16_t interface, uint16_t protocol, struct rest rest)
{
	if (interface == INTERFACE_NETLINK)
		walk_unknown(walk);
	else if (interface == INTERFACE_80211_RADIOTAP)
		radiotap_decode(walk, rest);
	else if (interface == INTERFACE_80211)
		wlan_decode(walk, rest);
	else if (protocol == 4) /* 802.2 */
		llc_decode(walk, rest);
	else if (protocol >= ETHERTYPE_FIRST)
		ethertype_decode(walk, protocol, rest);
	else
		walk_unknown(walk);
}

static void
sll_decode(struct walk *walk, struct rest rest)
{
	if (walk_has(walk, rest, 16))
		cooked_decode(walk, read_be16(rest.bytes + 2), read_be16(rest.bytes + 14), rest_after(rest, 16));
}

static void
sll2_decode(struct walk *walk, struct rest rest)
{
	if (walk_has(walk, rest, 20))
		cooked_decode(walk, read_be16(rest.bytes + 8), read_be16(rest.bytes), rest_after(rest, 20));
}

#define NFLOG_PAYLOAD 9

/*
 * Linux's nflog: family, version, resource, then attributes of length and type in the byte order of the
 * machine that captured, each padded to four bytes. The payload begins at the IP header.
 */
static void
nflog_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 4))
		return;
	rest = rest_after(rest, 4);
	while (rest.captured >= 4) {
		/* Types are small: the byte that is not zero tells the order. */
		bool is_little = rest.bytes[2] != 0;
		uint32_t length = is_little ? read_le16(rest.bytes) : read_be16(rest.bytes);
		uint16_t type = is_little ? read_le16(rest.bytes + 2) : read_be16(rest.bytes + 2);

		if (length < 4) {
			walk_bad(walk);
			return;
		}
		if (type == NFLOG_PAYLOAD) {
			ip_decode(walk, rest_limit(rest_after(rest, 4), length - 4));
			return;
		}
		rest = rest_after(rest, (length + 3) & ~3u);
	}
	walk_unknown(walk);
}

/* IEEE 802.5: access and frame control, addresses, and a route when the source's first bit is set. */
static void
token_ring_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 16))
		return;

	uint32_t route = rest.bytes[8] & 0x80 ? rest.bytes[14] & 0x1f : 0;

	if ((rest.bytes[1] & 0xc0) == 0x40)
		llc_decode(walk, rest_after(rest, 14 + route));
	else
		walk_unknown(walk);
}

static void
fddi_decode(struct walk *walk, struct rest rest)
{
	if (walk_has(walk, rest, 13) && (rest.bytes[0] & 0xf0) == 0x50)
		llc_decode(walk, rest_after(rest, 13));
	else
		walk_unknown(walk);
}

#define ARCNET_IP4_OLD 240 /* RFC 1051: nothing follows the type */
#define ARCNET_IP4     212 /* RFC 1201: a flag, non-zero in a part of a larger packet, and a sequence number */
#define ARCNET_IP6     196

static void
arcnet_type_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 4))
		return;
	if (rest.bytes[0] == ARCNET_IP4_OLD)
		ip_decode(walk, rest_after(rest, 1));
	else if ((rest.bytes[0] == ARCNET_IP4 || rest.bytes[0] == ARCNET_IP6) && rest.bytes[1] == 0)
		ip_decode(walk, rest_after(rest, 4));
	else
		walk_unknown(walk);
}

static void
arcnet_decode(struct walk *walk, struct rest rest)
{
	arcnet_type_decode(walk, rest_after(rest, 2));
}

static void
arcnet_linux_decode(struct walk *walk, struct rest rest)
{
	arcnet_type_decode(walk, rest_after(rest, 4));
}

/* OpenBSD's packet filter log: its length, rounded up to four, and the address family. */
static void
pflog_decode(struct walk *walk, struct rest rest)
{
	if (walk_has(walk, rest, 2) && family_is_ip(rest.bytes[1]))
		ip_decode(walk, rest_after(rest, (rest.bytes[0] + 3u) & ~3u));
	else
		walk_unknown(walk);
}

/* BSD's enc(4): family, security association, flags. */
static void
enc_decode(struct walk *walk, struct rest rest)
{
	ip_decode(walk, rest_after(rest, 12));
}

/* Per-packet information: a header that names the link type of what follows. */
static void
ppi_decode(struct walk *walk, struct rest rest)
{
	if (walk_enter(walk) && walk_has(walk, rest, 8))
		link_type_decode(walk, (int)read_le32(rest.bytes + 4), rest_after(rest, read_le16(rest.bytes + 2)));
}

/* Apple's: length of the header, kind of record, link type of what follows. */
static void
pktap_decode(struct walk *walk, struct rest rest)
{
	if (walk_enter(walk) && walk_has(walk, rest, 12))
		link_type_decode(walk, (int)read_le32(rest.bytes + 8), rest_after(rest, read_le32(rest.bytes)));
}

static void
net_analyzer_decode(struct walk *walk, struct rest rest)
{
	ethernet_decode(walk, rest_after(rest, 4));
}

struct link_type {
	int dlt;
	void (*decode)(struct walk *walk, struct rest rest);
};

static const struct link_type link_types[] = {
	{DLT_EN10MB, ethernet_decode},
	{DLT_LINUX_SLL, sll_decode},
	{DLT_LINUX_SLL2, sll2_decode},
	{DLT_NULL, loopback_decode},
	{DLT_LOOP, loopback_decode},
	{12, ip_decode},  /* DLT_RAW but for OpenBSD */
	{14, ip_decode},  /* DLT_RAW of OpenBSD */
	{101, ip_decode}, /* the same in files */
	{DLT_IPV4, ip_decode},
	{DLT_IPV6, ip_decode},
	{DLT_PPP, serial_decode},
	{DLT_PPP_SERIAL, serial_decode},
	{DLT_PPP_WITH_DIR, directed_ppp_decode},
	{DLT_PPP_ETHER, pppoe_decode},
	{DLT_C_HDLC, chdlc_decode},
	{DLT_FRELAY, frame_relay_decode},
	{DLT_MPLS, mpls_decode},
	{DLT_NFLOG, nflog_decode},
	{DLT_IEEE802_11, wlan_decode},
	{DLT_IEEE802_11_RADIO, radiotap_decode},
	{DLT_PRISM_HEADER, prism_decode},
	{DLT_IEEE802_11_RADIO_AVS, avs_decode},
	{DLT_PPI, ppi_decode},
	{DLT_IEEE802, token_ring_decode},
	{DLT_FDDI, fddi_decode},
	{DLT_ARCNET, arcnet_decode},
	{DLT_ARCNET_LINUX, arcnet_linux_decode},
	{DLT_ATM_RFC1483, llc_decode},
	{DLT_PFLOG, pflog_decode},
	{DLT_ENC, enc_decode},
	{DLT_PKTAP, pktap_decode},
	{DLT_NETANALYZER, net_analyzer_decode},
	{DLT_WIRESHARK_UPPER_PDU, exported_pdu_decode},
};

static const struct link_type *
link_type_find(int dlt)
{
	for (size_t i = 0; i < G_N_ELEMENTS(link_types); i++)
		if (link_types[i].dlt == dlt)
			return &link_types[i];
	return NULL;
}

void
link_type_decode(struct walk *walk, int dlt, struct rest rest)
{
	const struct link_type *type = walk->decoder->link_type;

	if (!type || type->dlt != dlt)
		type = link_type_find(dlt);
	if (!type) {
		walk_unknown(walk);
		return;
	}
	if (walk->depth == 0)
		walk->decoder->link_type = type;
	type->decode(walk, rest);
}

/* What cannot be put together was sent all the same, and may have been a message. */
static void
tell_lacking(void *user, const struct fragment_key *key, uint32_t frame, int64_t time)
{
	const struct link_decoder *decoder = user;
	struct transport_event event = {
		.kind = EVENT_DATA_UNSEEN,
		.seen = {.frame = frame,
				 .first_frame = frame,
				 .first_time = time,
				 .last_time = time,
				 .source = {.address = key->source},
				 .destination = {.address = key->destination}},
	};

	if (decoder->listener.event)
		decoder->listener.event(decoder->listener.user, &event);
}

struct link_decoder *
link_decoder_new(const struct link_listener *listener, struct capture_counts *counts)
{
	struct link_decoder *decoder = g_new0(struct link_decoder, 1);

	decoder->listener = *listener;
	decoder->counts = counts;
	decoder->fragments = fragments_new(&counts->fragments_dropped, tell_lacking, decoder);
	return decoder;
}

/* Layer by layer. */
static __attribute__((noinline)) void
layers_decode(struct link_decoder *decoder, const struct packet *packet)
{
	struct walk walk = {
		.decoder = decoder, .packet = packet, .first_frame = packet->frame, .first_time = packet->time};
	struct rest rest = {packet->bytes, packet->captured, MAX(packet->captured, packet->length)};

	if (rest.captured < rest.length)
		decoder->counts->truncated_packets++;
	link_type_decode(&walk, packet->link_type, rest);
}

void
link_decode(struct link_decoder *decoder, const struct packet *packet)
{
	decoder->counts->packets++;
	decoder->counts->bytes += packet->captured;
	if (packet->link_type != DLT_EN10MB || !plain_decode(decoder, packet))
		layers_decode(decoder, packet);
}

void
link_decoder_advance(struct link_decoder *decoder, int64_t now)
{
	fragments_advance(decoder->fragments, now);
}

void
link_decoder_free(struct link_decoder *decoder)
{
	fragments_free(decoder->fragments);
	g_free(decoder);
}
