/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A wire is a packet under construction, from the inside out: begin with the payload, put header after header
 * before it. And an ear: what a link decoder said about it.
 */
#ifndef SEQUITUR_TESTS_WIRE_H
#define SEQUITUR_TESTS_WIRE_H

#include <glib.h>
#include <string.h>

#include "capture/link.h"

#define WIRE_SPACE 70000

struct wire {
	uint8_t space[WIRE_SPACE];
	size_t start; /* the packet is space[start..WIRE_SPACE) */
};

static inline uint8_t *
wire_push(struct wire *wire, const void *bytes, size_t n)
{
	g_assert_cmpuint(n, <=, wire->start);
	wire->start -= n;
	if (bytes)
		memcpy(wire->space + wire->start, bytes, n);
	else
		memset(wire->space + wire->start, 0, n);
	return wire->space + wire->start;
}

static inline size_t
wire_length(const struct wire *wire)
{
	return WIRE_SPACE - wire->start;
}

static inline void
wire_begin(struct wire *wire, const char *payload)
{
	wire->start = WIRE_SPACE;
	wire_push(wire, payload, strlen(payload));
}

/* Hexadecimal digits, blanks between as you like; "ab*20" is that byte twenty times. */
static inline void
wire_push_hex(struct wire *wire, const char *text)
{
	uint8_t bytes[512];
	size_t n = 0;

	while (*text) {
		char *end;
		long times = 1;

		if (*text == ' ') {
			text++;
			continue;
		}
		uint8_t byte = (uint8_t)(g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));

		text += 2;
		if (*text == '*') {
			times = strtol(text + 1, &end, 10);
			text = end;
		}
		while (times-- > 0) {
			g_assert_cmpuint(n, <, sizeof bytes);
			bytes[n++] = byte;
		}
	}
	wire_push(wire, bytes, n);
}

static inline void
put_be16(uint8_t *at, size_t number)
{
	at[0] = (uint8_t)(number >> 8);
	at[1] = (uint8_t)number;
}

static inline void
wire_push_udp(struct wire *wire, uint16_t source, uint16_t destination)
{
	uint8_t *header = wire_push(wire, NULL, 8);

	put_be16(header, source);
	put_be16(header + 2, destination);
	put_be16(header + 4, wire_length(wire));
}

/* From <network>.1 to <network>.2, where the network is "192.0.2" and the like. */
static inline uint8_t *
wire_push_ip4(struct wire *wire, const uint8_t network[static 3], uint8_t protocol)
{
	uint8_t *header = wire_push(wire, NULL, 20);

	header[0] = 0x45;
	put_be16(header + 2, wire_length(wire));
	put_be16(header + 4, 0x1234);
	header[8] = 64;
	header[9] = protocol;
	memcpy(header + 12, network, 3);
	header[15] = 1;
	memcpy(header + 16, network, 3);
	header[19] = 2;
	return header;
}

/* From 2001:db8::1 to 2001:db8::2. */
static inline uint8_t *
wire_push_ip6(struct wire *wire, uint8_t next)
{
	static const uint8_t prefix[4] = {0x20, 0x01, 0x0d, 0xb8};
	size_t payload = wire_length(wire);
	uint8_t *header = wire_push(wire, NULL, 40);

	header[0] = 0x60;
	put_be16(header + 4, payload);
	header[6] = next;
	header[7] = 64;
	memcpy(header + 8, prefix, 4);
	header[23] = 1;
	memcpy(header + 24, prefix, 4);
	header[39] = 2;
	return header;
}

/* What was heard last, and how often. */
struct ear {
	unsigned datagrams, events;
	struct datagram datagram; /* without its bytes */
	uint8_t bytes[WIRE_SPACE];
	struct transport_event event;
	char name[256], quoted[256];
	struct capture_counts counts;
	struct link_decoder *decoder;
	uint32_t frame;
};

static inline void
ear_hear_datagram(void *user, const struct datagram *datagram)
{
	struct ear *ear = user;

	ear->datagrams++;
	ear->datagram = *datagram;
	g_assert_cmpuint(datagram->captured, <=, datagram->length);
	g_assert_cmpuint(datagram->captured, <=, sizeof ear->bytes);
	memcpy(ear->bytes, datagram->bytes, datagram->captured);
}

static inline void
ear_hear_event(void *user, const struct transport_event *event)
{
	struct ear *ear = user;

	ear->events++;
	ear->event = *event;
	g_strlcpy(ear->name, "", sizeof ear->name);
	memcpy(ear->name, event->name.length ? event->name.bytes : "",
		   MIN(event->name.length, sizeof ear->name - 1));
	ear->name[MIN(event->name.length, sizeof ear->name - 1)] = '\0';
	memcpy(ear->quoted, event->quoted.length ? event->quoted.bytes : "",
		   MIN(event->quoted.length, sizeof ear->quoted - 1));
	ear->quoted[MIN(event->quoted.length, sizeof ear->quoted - 1)] = '\0';
}

static inline struct ear *
ear_new(void)
{
	struct ear *ear = g_new0(struct ear, 1);
	struct link_listener listener = {ear, ear_hear_datagram, ear_hear_event};

	ear->decoder = link_decoder_new(&listener, &ear->counts);
	return ear;
}

static inline void
ear_free(struct ear *ear)
{
	if (ear->decoder)
		link_decoder_free(ear->decoder);
	g_free(ear);
}

/* Ends the capture: what waits is given up. */
static inline void
ear_close(struct ear *ear)
{
	link_decoder_free(ear->decoder);
	ear->decoder = NULL;
}

/*
 * Decodes `captured` bytes of a packet that had `length`, at `seconds`, as the next frame. The bytes are copied
 * to memory of just their size, so that the sanitizers see a step beyond them.
 */
static inline void
ear_listen_bytes(struct ear *ear, const uint8_t *bytes, size_t captured, size_t length, int link_type,
				 double seconds)
{
	uint8_t *copy = g_malloc(MAX(captured, 1));
	struct packet packet = {.bytes = copy,
							.captured = (uint32_t)captured,
							.length = (uint32_t)length,
							.time = (int64_t)(seconds * 1e9),
							.frame = ++ear->frame,
							.link_type = link_type};

	memcpy(copy, bytes, captured);
	link_decode(ear->decoder, &packet);
	g_free(copy);
}

static inline void
ear_listen(struct ear *ear, const struct wire *wire, int link_type)
{
	ear_listen_bytes(ear, wire->space + wire->start, wire_length(wire), wire_length(wire), link_type, 1.0);
}

#define LAB     ((const uint8_t[]){192, 0, 2})
#define OUTSIDE ((const uint8_t[]){10, 0, 0})

/* 25 bytes: with UDP and IPv4 headers 53. */
#define SIP_OPTIONS "OPTIONS sip:b SIP/2.0\r\n\r\n"

/* The IPv4 packet that the tests of the layers below it carry. */
static inline void
wire_begin_sip(struct wire *wire)
{
	wire_begin(wire, SIP_OPTIONS);
	wire_push_udp(wire, 5060, 5062);
	wire_push_ip4(wire, LAB, 17);
}

/* Was the SIP packet of wire_begin_sip heard, once, and nothing found wrong? */
static inline void
assert_sip_heard(const struct ear *ear)
{
	char source[ENDPOINT_TEXT_SIZE], destination[ENDPOINT_TEXT_SIZE];

	g_assert_cmpuint(ear->datagrams, ==, 1);
	g_assert_cmpuint(ear->counts.bad_packets, ==, 0);
	g_assert_cmpuint(ear->counts.not_decoded, ==, 0);
	g_assert_cmpuint(ear->datagram.ip_protocol, ==, 17);
	g_assert_cmpstr(endpoint_text(&ear->datagram.source, source), ==, "192.0.2.1:5060");
	g_assert_cmpstr(endpoint_text(&ear->datagram.destination, destination), ==, "192.0.2.2:5062");
	g_assert_cmpmem(ear->bytes + 8, ear->datagram.captured - 8, SIP_OPTIONS, strlen(SIP_OPTIONS));
	g_assert_cmpuint(ear->datagram.length, ==, ear->datagram.captured);
}

#endif
