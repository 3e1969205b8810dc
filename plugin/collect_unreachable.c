/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect.h"
#include "plugin/session.h"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>

/*
 * Does this message say that a packet did not arrive? RFC 792, RFC 4443 section 3. Those about the path's MTU are
 * left out: the sender tries again in smaller pieces. So are redirects.
 */
static bool
is_delivery_error(bool v6, uint8_t type, uint8_t code)
{
	if (v6)
		return type == ICMP6_DST_UNREACH || type == ICMP6_TIME_EXCEEDED || type == ICMP6_PARAM_PROB;
	return (type == ICMP_DEST_UNREACH && code != ICMP_FRAG_NEEDED) || type == ICMP_TIME_EXCEEDED ||
		   type == ICMP_PARAMETERPROB;
}

/* The addresses of the quoted packet: the innermost IP header stands behind that of ICMP. */
static bool
quote_addresses(const struct frame *frame, const field_info *icmp, struct transport_event *event)
{
	const field_info *ip = wanted_last(frame->tree, event->icmp_v6 ? WANTED_IPV6 : WANTED_IP);
	size_t needed = event->icmp_v6 ? 40 : 20, from = event->icmp_v6 ? 8 : 12, size = event->icmp_v6 ? 16 : 4;
	struct slice header = ip ? frame_bytes(ip, 0) : (struct slice){NULL, 0};

	if (!ip || ip->ds_tvb != icmp->ds_tvb || ip->start < icmp->start || header.length < needed)
		return false;
	uint8_t family = event->icmp_v6 ? 6 : 4;
	event->about_source.address = address_of_bytes(family, header.bytes + from);
	event->about_destination.address = address_of_bytes(family, header.bytes + from + size);
	return true;
}

static uint16_t
port_at(struct slice header, size_t at)
{
	return (uint16_t)((uint8_t)header.bytes[at] << 8 | (uint8_t)header.bytes[at + 1]);
}

/* The quoted packet's ports, and its payload as far as it was quoted. */
static bool
quote_payload(const struct frame *frame, const field_info *icmp, struct transport_event *event)
{
	static const struct {
		enum wanted which;
		enum transport transport;
		uint32_t header;
	} carriers[] = {
		{WANTED_UDP, TRANSPORT_UDP, 8}, {WANTED_TCP, TRANSPORT_TCP, 20}, {WANTED_SCTP, TRANSPORT_SCTP, 12}};

	for (unsigned i = 0; i < G_N_ELEMENTS(carriers); i++) {
		const field_info *carrier = wanted_last(frame->tree, carriers[i].which);
		if (!carrier || carrier->ds_tvb != icmp->ds_tvb || carrier->start < icmp->start)
			continue;
		struct slice header = frame_bytes(carrier, 0);
		if (header.length < 4)
			return false;
		event->quoted_transport = (uint8_t)carriers[i].transport;
		event->about_source.port = port_at(header, 0);
		event->about_destination.port = port_at(header, 2);
		uint32_t size = carriers[i].header;
		/* The options of TCP belong to its header: RFC 9293 section 3.1. */
		if (carriers[i].which == WANTED_TCP && header.length > 12)
			size = ((uint8_t)header.bytes[12] >> 4) * 4u;
		event->quoted = slice_after(header, size);
		return true;
	}
	return false;
}

void
collect_unreachable(const struct frame *frame)
{
	const field_info *icmp = wanted_last(frame->tree, WANTED_ICMP);
	struct transport_event event = {.kind = EVENT_UNREACHABLE, .icmp_v6 = icmp == NULL};

	if (!icmp)
		icmp = wanted_last(frame->tree, WANTED_ICMPV6);
	struct slice header = frame_bytes(icmp, 0);
	if (header.length < 8)
		return;
	event.icmp_type = (uint8_t)header.bytes[0];
	event.icmp_code = (uint8_t)header.bytes[1];
	if (!is_delivery_error(event.icmp_v6, event.icmp_type, event.icmp_code) ||
		!quote_addresses(frame, icmp, &event) || !quote_payload(frame, icmp, &event))
		return;
	event.seen = frame_sighting_whole(frame);
	event.seen.source.port = event.seen.destination.port = 0;
	event.seen.transport = event.quoted_transport;
	session_event(&event);
}
