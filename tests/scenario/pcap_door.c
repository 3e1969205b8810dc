/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "tests/scenario/doors.h"

#define ETHERNET_SIZE 14
#define TTL           64

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_PSH 0x08
#define TCP_ACK 0x10

static void
put8(GByteArray *to, unsigned number)
{
	uint8_t byte = (uint8_t)number;

	g_byte_array_append(to, &byte, 1);
}

static void
put16(GByteArray *to, unsigned number)
{
	put8(to, number >> 8);
	put8(to, number & 0xff);
}

static void
put32(GByteArray *to, uint32_t number)
{
	put16(to, number >> 16);
	put16(to, number & 0xffff);
}

static unsigned
address_size(const struct told_packet *packet)
{
	return packet->source.address.family == 6 ? 16 : 4;
}

/* RFC 1071: `sum` is that of bytes before, an even number of them. */
static uint32_t
sum_of(uint32_t sum, const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void
set_checksum(GByteArray *bytes, guint at, uint32_t sum)
{
	bytes->data[at] = (uint8_t)(~sum >> 8);
	bytes->data[at + 1] = (uint8_t)~sum;
}

/* Of the pseudo header: RFC 768, RFC 8200 section 8.1. */
static uint32_t
pseudo_sum(const struct told_packet *packet, unsigned protocol, size_t length)
{
	uint32_t sum = sum_of(0, packet->source.address.bytes, address_size(packet));

	sum = sum_of(sum, packet->destination.address.bytes, address_size(packet));
	return sum + protocol + (uint32_t)length;
}

static unsigned
ip_protocol(const struct told_packet *packet)
{
	if (packet->kind == PACKET_ICMP)
		return packet->source.address.family == 6 ? 58 : 1;
	return packet->connection ? 6 : 17;
}

static GByteArray *
udp_bytes(const struct told_packet *packet)
{
	GByteArray *bytes = g_byte_array_new();

	put16(bytes, packet->source.port);
	put16(bytes, packet->destination.port);
	put16(bytes, (unsigned)packet->payload->len + 8);
	put16(bytes, 0);
	g_byte_array_append(bytes, (const guint8 *)packet->payload->str, (guint)packet->payload->len);
	set_checksum(bytes, 6, sum_of(pseudo_sum(packet, 17, bytes->len), bytes->data, bytes->len));
	return bytes;
}

static unsigned
tcp_flags(const struct told_packet *packet)
{
	switch (packet->kind) {
	case PACKET_SYN: return TCP_SYN;
	case PACKET_SYN_ACK: return TCP_SYN | TCP_ACK;
	case PACKET_FIN: return TCP_FIN | TCP_ACK;
	case PACKET_RESET: return TCP_RST | TCP_ACK;
	case PACKET_REFUSAL: return TCP_RST | TCP_ACK;
	case PACKET_DATA: return TCP_PSH | TCP_ACK;
	default: return TCP_ACK;
	}
}

static GByteArray *
tcp_bytes(const struct told_packet *packet)
{
	GByteArray *bytes = g_byte_array_new();

	put16(bytes, packet->source.port);
	put16(bytes, packet->destination.port);
	/* Who refuses has no sequence numbers of its own. */
	put32(bytes, packet->kind == PACKET_REFUSAL ? 0 : packet->sequence);
	put32(bytes, packet->kind == PACKET_SYN ? 0 : packet->acknowledged);
	put16(bytes, 5u << 12 | tcp_flags(packet));
	put16(bytes, 65000);
	put32(bytes, 0);
	g_byte_array_append(bytes, (const guint8 *)packet->payload->str, (guint)packet->payload->len);
	set_checksum(bytes, 16, sum_of(pseudo_sum(packet, 6, bytes->len), bytes->data, bytes->len));
	return bytes;
}

/* The most bytes of a packet that a report quotes: RFC 1812 section 4.3.2.3, RFC 4443 section 2.4. */
#define QUOTE_MAX 548

static GByteArray *
icmp_bytes(const struct told_packet *packet)
{
	bool v6 = packet->source.address.family == 6;
	GByteArray *bytes = g_byte_array_new();
	GByteArray *about = packet_bytes(packet->about);

	/* RFC 4443 section 3.1: what is 3/3 in ICMP is 1/4 in ICMPv6, the others are 1/0. */
	put8(bytes, v6 ? 1 : packet->icmp_type);
	put8(bytes, v6 ? (packet->icmp_code == 3 ? 4 : 0) : packet->icmp_code);
	put16(bytes, 0);
	put32(bytes, 0);
	g_byte_array_append(bytes, about->data + ETHERNET_SIZE, MIN(about->len - ETHERNET_SIZE, QUOTE_MAX));
	g_byte_array_unref(about);
	set_checksum(bytes, 2, sum_of(v6 ? pseudo_sum(packet, 58, bytes->len) : 0, bytes->data, bytes->len));
	return bytes;
}

static void
put_ip4(GByteArray *to, const struct told_packet *packet, guint length)
{
	guint begin = to->len;

	put16(to, 0x4500);
	put16(to, 20 + length);
	put16(to, packet->ip_id);
	put16(to, 0);
	put8(to, TTL - packet->routers);
	put8(to, ip_protocol(packet));
	put16(to, 0);
	g_byte_array_append(to, packet->source.address.bytes, 4);
	g_byte_array_append(to, packet->destination.address.bytes, 4);
	set_checksum(to, begin + 10, sum_of(0, to->data + begin, 20));
}

static void
put_ip6(GByteArray *to, const struct told_packet *packet, guint length)
{
	put32(to, 0x60000000);
	put16(to, length);
	put8(to, ip_protocol(packet));
	put8(to, TTL - packet->routers);
	g_byte_array_append(to, packet->source.address.bytes, 16);
	g_byte_array_append(to, packet->destination.address.bytes, 16);
}

/* A locally administered address for each host: 02:00 and the end of its IP address. */
static void
put_ethernet_address(GByteArray *to, const struct endpoint *endpoint)
{
	put16(to, 0x0200);
	g_byte_array_append(to, endpoint->address.bytes + (endpoint->address.family == 6 ? 12 : 0), 4);
}

GByteArray *
packet_bytes(const struct told_packet *packet)
{
	bool v6 = packet->source.address.family == 6;
	GByteArray *bytes = g_byte_array_new();
	GByteArray *inner = packet->kind == PACKET_ICMP ? icmp_bytes(packet)
						: packet->connection        ? tcp_bytes(packet)
													: udp_bytes(packet);

	put_ethernet_address(bytes, &packet->destination);
	put_ethernet_address(bytes, &packet->source);
	put16(bytes, v6 ? 0x86dd : 0x0800);
	if (v6)
		put_ip6(bytes, packet, inner->len);
	else
		put_ip4(bytes, packet, inner->len);
	g_byte_array_append(bytes, inner->data, inner->len);
	g_byte_array_unref(inner);
	return bytes;
}

/* Record and file header of https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap: big-endian, microseconds. */
static void
put_record(GByteArray *to, const struct scenario *scenario, const struct told_packet *packet)
{
	GByteArray *bytes = packet_bytes(packet);
	int64_t time = STORY_BEGIN + packet->time;
	guint captured = scenario->snap ? MIN(bytes->len, scenario->snap) : bytes->len;

	put32(to, (uint32_t)(time / 1000000000));
	put32(to, (uint32_t)(time % 1000000000 / 1000));
	put32(to, captured);
	put32(to, bytes->len);
	g_byte_array_append(to, bytes->data, captured);
	g_byte_array_unref(bytes);
}

bool
pcap_door(const struct scenario *scenario, const char *path)
{
	GByteArray *file = g_byte_array_new();
	bool written;

	put32(file, 0xa1b2c3d4);
	put16(file, 2);
	put16(file, 4);
	put32(file, 0);
	put32(file, 0);
	put32(file, scenario->snap ? scenario->snap : 262144);
	put32(file, 1);
	for (guint i = 0; i < scenario->packets->len; i++) {
		const struct told_packet *packet = g_ptr_array_index(scenario->packets, i);
		if (packet->frame > 0)
			put_record(file, scenario, packet);
	}
	written = g_file_set_contents(path, (const char *)file->data, (gssize)file->len, NULL);
	g_byte_array_unref(file);
	return written;
}
