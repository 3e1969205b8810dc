/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What most packets of most captures are: Ethernet, IPv4 without options and in one piece, UDP or TCP, with lengths
 * that agree. They are read here in one go. Whatever is otherwise in any way is left to the layers.
 */
#include "capture/layer.h"

#include <netinet/in.h>

enum { ETHERNET_SIZE = 14, IP4_SIZE = 20, HEADERS_SIZE = ETHERNET_SIZE + IP4_SIZE };

static struct endpoint
endpoint_read(const uint8_t *address, const uint8_t *port)
{
	struct endpoint endpoint = {.address = {.family = 4}, .port = read_be16(port)};

	memcpy(endpoint.address.bytes, address, 4);
	return endpoint;
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

	const struct datagram datagram = {.packet = packet,
									  .source = endpoint_read(ip + 12, transport),
									  .destination = endpoint_read(ip + 16, transport + 2),
									  .ip_protocol = ip[9],
									  .ttl = ip[8],
									  .ip_id = read_be16(ip + 4),
									  .first_frame = packet->frame,
									  .first_time = packet->time,
									  .bytes = transport,
									  .captured = total - IP4_SIZE,
									  .length = total - IP4_SIZE};
	decoder->listener.datagram(decoder->listener.user, &datagram);
	return true;
}
