/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A packet as the file holds it, and what its layers say once they are peeled off: addresses, ports, payload.
 * Both borrow the bytes of the reader, valid until the next packet is read.
 *
 *   capture_file.c --packet--> link.c --datagram--> udp / tcp.c --bytes--> http_stream.c, sip_stream.c ...
 */
#ifndef SEQUITUR_CAPTURE_PACKET_H
#define SEQUITUR_CAPTURE_PACKET_H

#include "core/message.h"

/* Packets that were not captured, as a file itself says; most say nothing. */
struct drops {
	uint64_t in_all;     /* since the capture began, be it in a file before this one: of all its interfaces */
	uint64_t by_packets; /* those that packets of this file tell of, each of what was lost before it */
};

struct packet {
	const uint8_t *bytes;
	uint32_t captured;    /* bytes that are there */
	uint32_t length;      /* bytes it had on the wire */
	int64_t time;         /* nanoseconds since 1970 */
	uint32_t frame;       /* counted from 1 */
	int link_type;        /* DLT_ value */
	uint32_t interface;   /* of pcapng; else 0 */
	struct drops dropped; /* up to this one */
};

/* In 2223: times and deadlines behind them stay far from what int64_t holds in nanoseconds. Ours. */
#define PACKET_LAST_SECOND INT64_C(8000000000)

/* The time of a packet, as close as may be to what a hostile file says. */
static inline int64_t
packet_time(int64_t seconds, int64_t nanoseconds)
{
	seconds = seconds < 0 ? 0 : seconds > PACKET_LAST_SECOND ? PACKET_LAST_SECOND : seconds;
	nanoseconds = nanoseconds < 0 ? 0 : nanoseconds > 999999999 ? 999999999 : nanoseconds;
	return seconds * 1000000000 + nanoseconds;
}

/* The innermost transport payload of a packet. */
struct datagram {
	const struct packet *packet;
	struct endpoint source, destination;
	uint8_t ip_protocol; /* 6, 17, 132; 0: already a message (exported PDU) */
	uint8_t ttl;
	uint16_t ip_id;       /* 0 when there is none (IPv6) */
	uint32_t first_frame; /* the frame of the first fragment; else the packet's own */
	int64_t first_time;
	const uint8_t *bytes; /* transport header and what follows */
	uint32_t captured;    /* bytes that are there */
	uint32_t length;      /* bytes that were there on the wire: more than `captured` when cut */
	/*
	 * Keeps equal addresses apart. 0 always: Wireshark does not divide conversations by VLAN, label or tunnel, and
	 * the two directions of one may well differ in them (GTP's TEID, a VNI on asymmetric routes).
	 */
	uint32_t channel;
	/* Of an exported PDU (ip_protocol 0) only: */
	uint32_t original_frame;    /* in the capture that it was exported from; 0 when not told */
	uint8_t exported_transport; /* enum transport, as far as told; else TRANSPORT_UDP */
};

#endif
