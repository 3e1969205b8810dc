/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A frame is what Wireshark found in one packet, as far as the plugin reads it: the innermost addresses and ports,
 * the TCP segment, and where bytes that were put together out of several frames came from. It borrows everything
 * from the dissection and is valid only while that is.
 */
#ifndef SEQUITUR_PLUGIN_FRAME_H
#define SEQUITUR_PLUGIN_FRAME_H

#include "core/message.h"
#include "plugin/wanted.h"

/* What is read of a TCP header (RFC 9293 section 3.1), and the data behind it. */
struct frame_segment {
	uint32_t sequence;
	uint32_t acknowledged;
	uint32_t length; /* bytes on the wire */
	uint8_t flags;
	struct slice bytes; /* those captured */
};

struct frame {
	packet_info *pinfo;
	proto_tree *tree;
	uint32_t number;
	int64_t time; /* nanoseconds since 1970 */
	struct endpoint source;
	struct endpoint destination;
	uint64_t connection; /* Wireshark's TCP stream plus 1; 0: not TCP */
	uint16_t ip_id;
	uint8_t ttl;
	uint8_t transport; /* enum transport */
	bool is_quote;     /* an ICMP error, with a part of an earlier packet in it */
	bool has_segment;  /* of TCP, whose header was not cut */
	struct frame_segment segment;
};

/* Reads the frame at hand. */
struct frame frame_read(packet_info *pinfo, proto_tree *tree);

/* The captured bytes of an item of this frame, from `offset` behind its beginning to the end of its packet. */
struct slice frame_bytes(const field_info *item, uint32_t offset);

/*
 * Where the byte at `offset` of the bytes of `item` was captured: this frame, or an earlier one when its bytes
 * were put together out of several.
 */
uint32_t frame_of_byte(const struct frame *frame, const field_info *item, uint32_t offset);

/* Fills in all but `faults`, for bytes from `begin` to `end` of the packet `item` is in. */
struct sighting frame_sighting(const struct frame *frame, const field_info *item, uint32_t begin,
							   uint32_t end);

/* The same for something that was seen as a whole in this frame. */
struct sighting frame_sighting_whole(const struct frame *frame);

/* Reads an address as it stands in an IP header: 4 or 6. */
struct address address_of_bytes(uint8_t family, const char *bytes);

#endif
