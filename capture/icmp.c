/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/icmp.h"

#include "capture/layer.h"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>

/*
 * Does this message say that a packet did not arrive? RFC 792, RFC 4443 section 3. Those about the path's MTU
 * are left out: the sender tries again in smaller pieces, and that is no sign of a fault. So are redirects.
 */
static bool
is_delivery_error(bool is_v6, uint8_t type, uint8_t code)
{
	if (is_v6)
		return type == ICMP6_DST_UNREACH || type == ICMP6_TIME_EXCEEDED || type == ICMP6_PARAM_PROB;
	return (type == ICMP_DEST_UNREACH && code != ICMP_FRAG_NEEDED) || type == ICMP_TIME_EXCEEDED ||
		   type == ICMP_PARAMETERPROB;
}

/* The quoted packet's ports, and its payload as far as it was quoted. At least eight bytes are: RFC 792. */
static bool
quote_read(struct rest rest, struct transport_event *event)
{
	struct datagram quoted = {.ip_protocol = 0};
	struct fragment fragment;
	uint32_t header = 8;

	if (ip_header_read(&rest, &quoted, &fragment) != IP_HEADER_READ || fragment.offset > 0 ||
		rest.captured < 8)
		return false;
	switch (quoted.ip_protocol) {
	case IPPROTO_UDP: event->quoted_transport = TRANSPORT_UDP; break;
	case IPPROTO_TCP:
		event->quoted_transport = TRANSPORT_TCP;
		header = rest.captured > 12 ? (rest.bytes[12] >> 4) * 4u : 20;
		break;
	case IPPROTO_SCTP:
		event->quoted_transport = TRANSPORT_SCTP;
		header = 12;
		break;
	default: return false;
	}
	event->about_source = (struct endpoint){quoted.source.address, read_be16(rest.bytes)};
	event->about_destination = (struct endpoint){quoted.destination.address, read_be16(rest.bytes + 2)};
	rest = rest_after(rest, header);
	event->quoted = (struct slice){(const char *)rest.bytes, rest.captured};
	return true;
}

/* RFC 4884 section 4: a length in the header says where the quote ends and extensions begin. */
static uint32_t
quote_length(bool is_v6, const uint8_t *message)
{
	return is_v6 ? message[4] * 8u : message[5] * 4u;
}

void
icmp_decode(struct walk *walk, const struct datagram *datagram)
{
	bool is_v6 = datagram->ip_protocol == IPPROTO_ICMPV6;
	struct rest rest = {datagram->bytes, datagram->captured, datagram->length};
	struct transport_event event = {
		.kind = EVENT_UNREACHABLE, .seen = walk_sighting(walk, datagram), .icmp_v6 = is_v6};

	if (!walk_has(walk, rest, 8) || !is_delivery_error(is_v6, rest.bytes[0], rest.bytes[1]))
		return;
	event.icmp_type = rest.bytes[0];
	event.icmp_code = rest.bytes[1];

	uint32_t length = quote_length(is_v6, rest.bytes);

	/* The parameter problem of ICMPv6 has its pointer where the length would be (RFC 4443 section 3.4). */
	if (is_v6 && event.icmp_type == ICMP6_PARAM_PROB)
		length = 0;
	rest = rest_after(rest, 8);
	if (length > 0)
		rest = rest_limit(rest, length);
	if (!quote_read(rest, &event))
		return;
	event.seen.transport = event.quoted_transport;
	if (walk->decoder->listener.event)
		walk->decoder->listener.event(walk->decoder->listener.user, &event);
}
