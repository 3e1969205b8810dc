/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/frame.h"

#include "plugin/session.h"

#define TCP_HEADER_MIN 20

struct address
address_of_bytes(uint8_t family, const char *bytes)
{
	struct address address = {.family = family};

	memcpy(address.bytes, bytes, family == 4 ? 4 : 16);
	return address;
}

static struct endpoint
endpoint_of(const address *from, uint32_t port)
{
	struct endpoint endpoint = {.port = (uint16_t)port};

	if (from->type == AT_IPv4 && from->len == 4)
		endpoint.address = address_of_bytes(4, from->data);
	else if (from->type == AT_IPv6 && from->len == 16)
		endpoint.address = address_of_bytes(6, from->data);
	return endpoint;
}

struct slice
frame_bytes(const field_info *item, uint32_t offset)
{
	int from = item->start + (int)offset;
	int captured = item->ds_tvb ? (int)tvb_captured_length(item->ds_tvb) : 0;

	if (from < 0 || from >= captured)
		return (struct slice){NULL, 0};
	int length = captured - from;
	return (struct slice){(const char *)tvb_get_ptr(item->ds_tvb, from, length), (size_t)length};
}

static uint16_t
number_16(struct slice bytes, size_t at)
{
	return (uint16_t)((uint8_t)bytes.bytes[at] << 8 | (uint8_t)bytes.bytes[at + 1]);
}

static uint32_t
number_32(struct slice bytes, size_t at)
{
	return (uint32_t)number_16(bytes, at) << 16 | number_16(bytes, at + 2);
}

/* Identification and time to live of the innermost packet (RFC 791 section 3.1), hop limit (RFC 8200 section 3). */
static void
frame_read_ip(struct frame *frame)
{
	if (frame->source.address.family == 4) {
		const field_info *ip = wanted_last(frame->tree, WANTED_IP);
		struct slice header = ip ? frame_bytes(ip, 0) : (struct slice){NULL, 0};
		if (header.length < 20)
			return;
		frame->ip_id = number_16(header, 4);
		frame->ttl = (uint8_t)header.bytes[8];
	} else if (frame->source.address.family == 6) {
		const field_info *ip = wanted_last(frame->tree, WANTED_IPV6);
		struct slice header = ip ? frame_bytes(ip, 0) : (struct slice){NULL, 0};
		if (header.length >= 40)
			frame->ttl = (uint8_t)header.bytes[7];
	}
}

static uint8_t
frame_transport(const struct frame *frame)
{
	if (frame->connection == 0)
		return frame->pinfo->ptype == PT_SCTP ? TRANSPORT_SCTP : TRANSPORT_UDP;
	if (wanted_last(frame->tree, WANTED_WEBSOCKET))
		return TRANSPORT_WEBSOCKET;
	return wanted_last(frame->tree, WANTED_TLS) ? TRANSPORT_TLS : TRANSPORT_TCP;
}

static void
frame_read_segment(struct frame *frame)
{
	const field_info *tcp = wanted_last(frame->tree, WANTED_TCP);
	struct slice header = tcp ? frame_bytes(tcp, 0) : (struct slice){NULL, 0};
	struct frame_segment *segment = &frame->segment;

	if (header.length < TCP_HEADER_MIN)
		return;
	frame->has_segment = true;
	segment->sequence = number_32(header, 4);
	segment->acknowledged = number_32(header, 8);
	segment->flags = (uint8_t)header.bytes[13];
	if (!wanted_number(frame->tree, WANTED_TCP_LENGTH, &segment->length))
		segment->length = 0;
	segment->bytes = slice_after(header, ((uint8_t)header.bytes[12] >> 4) * 4u);
	segment->bytes.length = MIN(segment->bytes.length, segment->length);
}

struct frame
frame_read(packet_info *pinfo, proto_tree *tree)
{
	struct frame frame = {
		.pinfo = pinfo,
		.tree = tree,
		.number = pinfo->num,
		.time = (int64_t)pinfo->abs_ts.secs * 1000000000 + pinfo->abs_ts.nsecs,
		.source = endpoint_of(&pinfo->src, pinfo->srcport),
		.destination = endpoint_of(&pinfo->dst, pinfo->destport),
		.is_quote = wanted_last(tree, WANTED_ICMP) || wanted_last(tree, WANTED_ICMPV6),
	};
	uint32_t stream;

	if (!frame.is_quote && wanted_number(tree, WANTED_TCP_STREAM, &stream))
		frame.connection = (uint64_t)stream + 1;
	frame.transport = frame_transport(&frame);
	frame_read_ip(&frame);
	if (frame.connection)
		frame_read_segment(&frame);
	return frame;
}

static const enum wanted reassemblies[] = {WANTED_TCP_SEGMENT, WANTED_TLS_SEGMENT, WANTED_IP_FRAGMENT,
										   WANTED_IPV6_FRAGMENT};

static bool
frame_is_put_together(const struct frame *frame)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(reassemblies); i++)
		if (wanted_items(frame->tree, reassemblies[i]))
			return true;
	return false;
}

/* The item of a reassembly that holds the byte at `at` of the same bytes; NULL when none does. */
static const field_info *
piece_of(const struct frame *frame, enum wanted which, const tvbuff_t *bytes, int at)
{
	GPtrArray *pieces = wanted_items(frame->tree, which);

	for (guint i = 0; pieces && i < pieces->len; i++) {
		const field_info *piece = g_ptr_array_index(pieces, i);
		if (piece->ds_tvb == bytes && piece->start <= at && at < piece->start + piece->length)
			return piece;
	}
	return NULL;
}

uint32_t
frame_of_byte(const struct frame *frame, const field_info *item, uint32_t offset)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(reassemblies); i++) {
		const field_info *piece = piece_of(frame, reassemblies[i], item->ds_tvb, item->start + (int)offset);
		if (piece)
			return fvalue_get_uinteger(FIELD_VALUE((field_info *)piece));
	}
	return frame->number;
}

struct sighting
frame_sighting_whole(const struct frame *frame)
{
	return (struct sighting){.frame = frame->number,
							 .first_frame = frame->number,
							 .first_time = frame->time,
							 .last_time = frame->time,
							 .source = frame->source,
							 .destination = frame->destination,
							 .connection = frame->connection,
							 .ip_id = frame->ip_id,
							 .ttl = frame->ttl,
							 .transport = frame->transport};
}

struct sighting
frame_sighting(const struct frame *frame, const field_info *item, uint32_t begin, uint32_t end)
{
	struct sighting seen = frame_sighting_whole(frame);

	if (!frame_is_put_together(frame))
		return seen;
	seen.first_frame = frame_of_byte(frame, item, begin);
	seen.first_time = session_time_of(seen.first_frame);
	if (end > begin)
		seen.last_time = session_time_of(frame_of_byte(frame, item, end - 1));
	return seen;
}
