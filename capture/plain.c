/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What most packets of most captures are: Ethernet, IPv4 without options and in one piece, UDP or TCP, with lengths
 * that agree. They are read here in one go. Whatever is otherwise in any way is left to the layers.
 */
#include "capture/layer.h"

#include <netinet/in.h>

enum { ETHERNET_SIZE = 14, IP4_SIZE = 20, HEADERS_SIZE = ETHERNET_SIZE + IP4_SIZE };

/* Written where it is to stand: to copy at once what was just written in pieces makes processors wait. */
static inline void
endpoint_read(struct endpoint *endpoint, const uint8_t *address, const uint8_t *port)
{
	endpoint->address.family = 4;
	memcpy(endpoint->address.bytes, address, 4);
	memset(endpoint->address.bytes + 4, 0, sizeof endpoint->address.bytes - 4);
	endpoint->port = read_be16(port);
}

/* Version 4, a header of five words, not a fragment: RFC 791 section 3.1. */
static bool
is_plain_ip4(const uint8_t *header)
{
	return header[0] == 0x45 && (read_be16(header + 6) & 0x3fff) == 0;
}

/* `length` bytes of transport header and payload. */
static bool
is_plain_transport(uint8_t protocol, const uint8_t *header, uint32_t length)
{
	if (protocol == IPPROTO_TCP)
		return length >= 20;
	return protocol == IPPROTO_UDP && length >= 8 && read_be16(header + 4) == length &&
		   !udp_port_is_special(read_be16(header)) && !udp_port_is_special(read_be16(header + 2));
}

/*
 * Most datagrams of a call are RTP, whose first byte is 128 and more (RFC 3550 section 5.1), or STUN's zero: no message
 * of ours, all of which are text, begins so. `length` is what UDP says of header and payload.
 */
static bool
is_idle_datagram(uint8_t protocol, const uint8_t *header, uint32_t length)
{
	return protocol == IPPROTO_UDP && (length == 8 || header[8] >= 0x80 || header[8] == 0);
}

bool
plain_decode(struct link_decoder *decoder, const struct packet *packet)
{
	const uint8_t *bytes = packet->bytes, *ip = bytes + ETHERNET_SIZE, *transport = bytes + HEADERS_SIZE;

	if (packet->captured < HEADERS_SIZE + 8 || packet->captured != packet->length || bytes[12] != 0x08 ||
		bytes[13] != 0 || !is_plain_ip4(ip))
		return false;
	uint32_t total = read_be16(ip + 2);
	if (total < IP4_SIZE || total > packet->captured - ETHERNET_SIZE ||
		!is_plain_transport(ip[9], transport, total - IP4_SIZE))
		return false;
	if (is_idle_datagram(ip[9], transport, total - IP4_SIZE))
		return true;

	struct datagram datagram;
	datagram.packet = packet;
	endpoint_read(&datagram.source, ip + 12, transport);
	endpoint_read(&datagram.destination, ip + 16, transport + 2);
	datagram.ip_protocol = ip[9];
	datagram.ttl = ip[8];
	datagram.ip_id = read_be16(ip + 4);
	datagram.first_frame = packet->frame;
	datagram.first_time = packet->time;
	datagram.bytes = transport;
	datagram.captured = total - IP4_SIZE;
	datagram.length = total - IP4_SIZE;
	datagram.channel = 0;
	datagram.original_frame = 0;
	datagram.exported_transport = 0;
	decoder->listener.datagram(decoder->listener.user, &datagram);
	return true;
}
