/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/layer.h"

#include <netinet/in.h>

/* Ours: RFC 8200 section 4.1 lets each extension header occur once or twice. */
#define EXTENSION_HEADERS_MAX 12

#define PROTOCOL_MPLS    137 /* RFC 4023 */
#define PROTOCOL_L2TP    115 /* RFC 3931 section 4.1.1 */
#define PROTOCOL_ETHERIP 97  /* RFC 3378 */

static struct address
address_read(uint8_t family, const uint8_t *bytes)
{
	struct address address = {.family = family};

	memcpy(address.bytes, bytes, family == 4 ? 4 : 16);
	return address;
}

/* RFC 791 section 3.1 */
static enum ip_header
ip4_header_read(struct rest *rest, struct datagram *datagram, struct fragment *fragment)
{
	const uint8_t *header = rest->bytes;

	if (rest->captured < 20)
		return rest->length < 20 ? IP_HEADER_BAD : IP_HEADER_CUT;

	uint32_t header_length = (header[0] & 15) * 4u;
	uint32_t total = read_be16(header + 2);
	uint16_t flags = read_be16(header + 6);

	/* Network cards that cut segments themselves show them whole with a length of 0. */
	if (total == 0)
		total = rest->length;
	if (header_length < 20 || total < header_length)
		return IP_HEADER_BAD;

	datagram->source.address = address_read(4, header + 12);
	datagram->destination.address = address_read(4, header + 16);
	datagram->ip_protocol = header[9];
	datagram->ttl = header[8];
	datagram->ip_id = read_be16(header + 4);
	*fragment = (struct fragment){.of = flags & 0x3fff ? FRAGMENT_OF_IP4 : NO_FRAGMENT,
								  .id = datagram->ip_id,
								  .offset = (flags & 0x1fff) * 8u,
								  .more = flags & 0x2000};
	*rest = rest_limit(*rest, total);
	rest->length = total; /* also when less was there: the file's own length then is the lie */
	*rest = rest_after(*rest, header_length);
	return IP_HEADER_READ;
}

/* The fragment header, RFC 8200 section 4.5. An "atomic" fragment is the whole datagram (RFC 6946). */
static void
fragment_header_read(const uint8_t *header, struct fragment *fragment)
{
	uint16_t flags = read_be16(header + 2);

	if (flags & 0xfff9)
		*fragment = (struct fragment){
			.of = FRAGMENT_OF_IP6, .id = read_be32(header + 4), .offset = flags & 0xfff8, .more = flags & 1};
}

/* Bytes of an extension header with this type and second byte; 0: no extension header. RFC 8200 section 4. */
static uint32_t
extension_length(uint8_t type, uint8_t length)
{
	switch (type) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
	case IPPROTO_MH:
	case 139: /* HIP, RFC 7401 */
	case 140: /* Shim6, RFC 5533 */ return (length + 1u) * 8;
	case IPPROTO_FRAGMENT: return 8;
	case IPPROTO_AH: return (length + 2u) * 4; /* RFC 4302 section 2.2 */
	default: return 0;
	}
}

/* Leaves in datagram->ip_protocol the first header that is not an extension, and *rest behind the extensions. */
static enum ip_header
extensions_read(struct rest *rest, struct datagram *datagram, struct fragment *fragment)
{
	for (int i = 0; i < EXTENSION_HEADERS_MAX; i++) {
		uint32_t length = extension_length(datagram->ip_protocol, rest->captured > 1 ? rest->bytes[1] : 0);

		/* What follows the fragment header of a later fragment is no header. */
		if (length == 0 || fragment->offset > 0)
			return IP_HEADER_READ;
		if (rest->captured < length)
			return rest->length < length ? IP_HEADER_BAD : IP_HEADER_CUT;
		if (datagram->ip_protocol == IPPROTO_FRAGMENT)
			fragment_header_read(rest->bytes, fragment);
		datagram->ip_protocol = rest->bytes[0];
		*rest = rest_after(*rest, length);
		/* Of a fragment, the rest is read when it is whole. */
		if (fragment->of)
			return IP_HEADER_READ;
	}
	return IP_HEADER_BAD;
}

/* RFC 8200 section 3 */
static enum ip_header
ip6_header_read(struct rest *rest, struct datagram *datagram, struct fragment *fragment)
{
	const uint8_t *header = rest->bytes;

	if (rest->captured < 40)
		return rest->length < 40 ? IP_HEADER_BAD : IP_HEADER_CUT;

	uint32_t payload = read_be16(header + 4);

	datagram->source.address = address_read(6, header + 8);
	datagram->destination.address = address_read(6, header + 24);
	datagram->ip_protocol = header[6];
	datagram->ttl = header[7];
	datagram->ip_id = 0;
	*fragment = (struct fragment){.of = NO_FRAGMENT};
	*rest = rest_after(*rest, 40);
	/* 0: a jumbogram (RFC 2675), or cut into segments by the network card later. */
	if (payload > 0) {
		*rest = rest_limit(*rest, payload);
		rest->length = payload;
	}
	return extensions_read(rest, datagram, fragment);
}

enum ip_header
ip_header_read(struct rest *rest, struct datagram *datagram, struct fragment *fragment)
{
	if (rest->captured < 1)
		return rest->length < 1 ? IP_HEADER_BAD : IP_HEADER_CUT;
	switch (rest->bytes[0] >> 4) {
	case 4: return ip4_header_read(rest, datagram, fragment);
	case 6: return ip6_header_read(rest, datagram, fragment);
	default: return IP_HEADER_BAD;
	}
}

struct sighting
walk_sighting(const struct walk *walk, const struct datagram *datagram)
{
	return (struct sighting){.frame = walk->packet->frame,
							 .first_frame = datagram->first_frame,
							 .first_time = datagram->first_time,
							 .last_time = walk->packet->time,
							 .source = datagram->source,
							 .destination = datagram->destination,
							 .ip_id = datagram->ip_id,
							 .ttl = datagram->ttl,
							 .transport = TRANSPORT_UDP};
}

static void
name_failure_decode(struct walk *walk, const struct datagram *datagram)
{
	struct link_decoder *decoder = walk->decoder;
	struct slice payload = {(const char *)datagram->bytes + 8, datagram->captured - 8};
	struct transport_event event = {.seen = walk_sighting(walk, datagram)};
	char buffer[DNS_NAME_SIZE];

	if (decoder->listener.event &&
		dns_failure(&decoder->dns, payload, &datagram->destination, &event.kind, &event.name, buffer))
		decoder->listener.event(decoder->listener.user, &event);
}

/* The ports come first in UDP, TCP and SCTP alike. False when they are not there. */
static bool
ports_read(struct walk *walk, struct datagram *datagram)
{
	if (datagram->captured < 4) {
		if (datagram->length < 4)
			walk_bad(walk);
		return false;
	}
	datagram->source.port = read_be16(datagram->bytes);
	datagram->destination.port = read_be16(datagram->bytes + 2);
	return true;
}

/* RFC 768. A length of 0 is an IPv6 jumbogram's (RFC 2675 section 4), or that of a segment still to be cut. */
static void
udp_decode(struct walk *walk, struct datagram *datagram)
{
	uint32_t length = datagram->captured >= 8 ? read_be16(datagram->bytes + 4) : 0;

	if (datagram->captured < 8) {
		if (datagram->length < 8)
			walk_bad(walk);
		return;
	}
	if ((length > 0 && length < 8) || length > datagram->length)
		walk_bad(walk);
	if (length > 0 && length < 8)
		return;
	if (length > 0)
		datagram->length = length; /* also when it is more than IP carried: then something is missing */
	if (datagram->captured > datagram->length)
		datagram->captured = datagram->length;
	if (udp_tunnel_decode(walk, datagram))
		return;
	walk->decoder->listener.datagram(walk->decoder->listener.user, datagram);
	if (datagram->source.port == 53)
		name_failure_decode(walk, datagram);
}

/* EtherIP, RFC 3378: two bytes, version 3. */
static void
etherip_decode(struct walk *walk, struct rest rest)
{
	if (walk_has(walk, rest, 2))
		ethernet_decode(walk, rest_after(rest, 2));
}

/* AH leaves what it protects readable (RFC 4302); in IPv6 it is one of the extension headers. */
static bool
authentication_header_skip(struct walk *walk, struct datagram *datagram)
{
	struct rest rest = {datagram->bytes, datagram->captured, datagram->length};

	if (!walk_has(walk, rest, 12))
		return false;
	datagram->ip_protocol = rest.bytes[0];
	rest = rest_after(rest, extension_length(IPPROTO_AH, rest.bytes[1]));
	datagram->bytes = rest.bytes;
	datagram->captured = rest.captured;
	datagram->length = rest.length;
	return true;
}

static void
protocol_decode(struct walk *walk, struct datagram *datagram)
{
	struct rest rest = {datagram->bytes, datagram->captured, datagram->length};

	switch (datagram->ip_protocol) {
	case IPPROTO_UDP:
		if (ports_read(walk, datagram))
			udp_decode(walk, datagram);
		return;
	case IPPROTO_TCP:
	case IPPROTO_SCTP:
		if (ports_read(walk, datagram))
			walk->decoder->listener.datagram(walk->decoder->listener.user, datagram);
		return;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6: icmp_decode(walk, datagram); return;
	case IPPROTO_IPIP:
	case IPPROTO_IPV6: ip_decode(walk, rest); return;
	case IPPROTO_GRE: gre_decode(walk, rest); return;
	case PROTOCOL_MPLS: mpls_decode(walk, rest); return;
	case PROTOCOL_ETHERIP: etherip_decode(walk, rest); return;
	case PROTOCOL_L2TP: l2tp3_decode(walk, rest); return;
	case IPPROTO_NONE: return;
	default: walk_unknown(walk);
	}
}

static void
payload_decode(struct walk *walk, struct datagram *datagram, struct rest rest)
{
	datagram->first_frame = walk->first_frame;
	datagram->first_time = walk->first_time;
	datagram->bytes = rest.bytes;
	datagram->captured = rest.captured;
	datagram->length = rest.length;
	if (datagram->ip_protocol == IPPROTO_AH && !authentication_header_skip(walk, datagram))
		return;
	protocol_decode(walk, datagram);
}

/* The datagram that this fragment completes is read as if it had come in one piece. */
static void
fragment_decode(struct walk *walk, struct datagram *datagram, struct fragment *fragment, struct rest rest)
{
	bool is_ip4 = fragment->of == FRAGMENT_OF_IP4;
	struct fragment_key key = {.source = datagram->source.address,
							   .destination = datagram->destination.address,
							   .id = fragment->id,
							   .ip_protocol = is_ip4 ? datagram->ip_protocol : 0};
	struct fragment none = {.of = NO_FRAGMENT};

	fragment->ip_protocol = datagram->ip_protocol;
	fragment->bytes = rest.bytes;
	fragment->captured = rest.captured;
	fragment->length = rest.length;
	fragment->frame = walk->first_frame;
	fragment->time = walk->first_time;

	struct reassembled *whole = fragments_add(walk->decoder->fragments, &key, fragment);

	if (!whole)
		return;
	walk->first_frame = whole->first_frame;
	walk->first_time = whole->first_time;
	datagram->ip_protocol = whole->ip_protocol;
	rest = (struct rest){whole->bytes, whole->captured, whole->length};
	if (is_ip4 || extensions_read(&rest, datagram, &none) == IP_HEADER_READ)
		payload_decode(walk, datagram, rest);
	reassembled_free(whole);
}

void
ip_decode(struct walk *walk, struct rest rest)
{
	struct datagram datagram = {.packet = walk->packet};
	struct rest whole = rest;
	struct fragment fragment;

	if (!walk_enter(walk))
		return;
	switch (ip_header_read(&rest, &datagram, &fragment)) {
	case IP_HEADER_CUT: return;
	case IP_HEADER_BAD: walk_bad(walk); return;
	case IP_HEADER_READ: break;
	}
	/* A packet longer than what it came in was cut before it was captured; it is read on, as cut. */
	if ((size_t)(rest.bytes - whole.bytes) + rest.length > whole.length)
		walk_bad(walk);
	if (fragment.of)
		fragment_decode(walk, &datagram, &fragment, rest);
	else
		payload_decode(walk, &datagram, rest);
}
