/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exported PDUs (link type 252): what Wireshark, or sequitur extract, took out of another capture, behind tags
 * that say what it is and where it was. The tags are described in Wireshark's wsutil/exported_pdu_tlvs.h.
 */
#include "capture/layer.h"

enum {
	TAG_END = 0,
	TAG_DISSECTOR = 12,
	TAG_IP4_SOURCE = 20,
	TAG_IP4_DESTINATION = 21,
	TAG_IP6_SOURCE = 22,
	TAG_IP6_DESTINATION = 23,
	TAG_PORT_TYPE = 24,
	TAG_SOURCE_PORT = 25,
	TAG_DESTINATION_PORT = 26,
	TAG_ORIGINAL_FRAME = 30,
};

enum { PORT_SCTP = 1, PORT_TCP = 2 };

/* A string may be filled up with zeros. */
static struct slice
string_value(const uint8_t *value, uint32_t length)
{
	struct slice text = {(const char *)value, length};

	while (text.length > 0 && text.bytes[text.length - 1] == '\0')
		text.length--;
	return text;
}

static void
address_set(struct endpoint *endpoint, uint8_t family, const uint8_t *value)
{
	endpoint->address = (struct address){.family = family};
	memcpy(endpoint->address.bytes, value, family == 4 ? 4 : 16);
}

static enum transport
port_type_transport(uint32_t port_type)
{
	switch (port_type) {
	case PORT_TCP: return TRANSPORT_TCP;
	case PORT_SCTP: return TRANSPORT_SCTP;
	default: return TRANSPORT_UDP;
	}
}

static void
tag_read(uint16_t tag, const uint8_t *value, uint32_t length, struct datagram *datagram,
		 struct slice *dissector)
{
	uint32_t number = length >= 4 ? read_be32(value) : 0;

	switch (tag) {
	case TAG_DISSECTOR: *dissector = string_value(value, length); break;
	case TAG_SOURCE_PORT: datagram->source.port = (uint16_t)number; break;
	case TAG_DESTINATION_PORT: datagram->destination.port = (uint16_t)number; break;
	case TAG_PORT_TYPE: datagram->exported_transport = (uint8_t)port_type_transport(number); break;
	case TAG_ORIGINAL_FRAME: datagram->original_frame = number; break;
	case TAG_IP4_SOURCE:
	case TAG_IP4_DESTINATION:
		if (length >= 4)
			address_set(tag == TAG_IP4_SOURCE ? &datagram->source : &datagram->destination, 4, value);
		break;
	case TAG_IP6_SOURCE:
	case TAG_IP6_DESTINATION:
		if (length >= 16)
			address_set(tag == TAG_IP6_SOURCE ? &datagram->source : &datagram->destination, 6, value);
		break;
	default: break;
	}
}

/* Wireshark's names of dissectors ("sip.tcp", "http-over-tls") whose PDUs are whole messages. */
static bool
dissector_has_messages(struct slice dissector)
{
	return slice_starts_with(dissector, SLICE("sip")) ||
		   (slice_starts_with(dissector, SLICE("http")) && !slice_starts_with(dissector, SLICE("http2")) &&
			!slice_starts_with(dissector, SLICE("http3")));
}

static void
content_decode(struct walk *walk, struct datagram *datagram, struct slice dissector, struct rest rest)
{
	if (dissector_has_messages(dissector)) {
		datagram->bytes = rest.bytes;
		datagram->captured = rest.captured;
		datagram->length = rest.length;
		walk->decoder->listener.datagram(walk->decoder->listener.user, datagram);
	} else if (slice_equal(dissector, SLICE("ip")) || slice_equal(dissector, SLICE("ipv6"))) {
		ip_decode(walk, rest);
	} else if (slice_starts_with(dissector, SLICE("eth_"))) {
		ethernet_decode(walk, rest);
	} else {
		walk_unknown(walk);
	}
}

void
exported_pdu_decode(struct walk *walk, struct rest rest)
{
	struct datagram datagram = {
		.packet = walk->packet, .first_frame = walk->first_frame, .first_time = walk->first_time};
	struct slice dissector = {NULL, 0};

	if (!walk_enter(walk))
		return;
	for (;;) {
		if (!walk_has(walk, rest, 4))
			return;

		uint16_t tag = read_be16(rest.bytes);
		uint32_t length = read_be16(rest.bytes + 2);

		rest = rest_after(rest, 4);
		if (tag == TAG_END)
			break;
		if (!walk_has(walk, rest, length))
			return;
		tag_read(tag, rest.bytes, length, &datagram, &dissector);
		rest = rest_after(rest, length);
	}
	content_decode(walk, &datagram, dissector, rest);
}
