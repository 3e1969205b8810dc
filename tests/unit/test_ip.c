/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/wire.h"

#include <pcap/dlt.h>

#include "capture/fragments.h"

#define UDP    17
#define TCP    6
#define ICMP   1
#define ICMPV6 58

/* Each test begins with an empty wire and a new ear. */
struct stage {
	struct wire wire;
	struct ear *ear;
};

static void
stage_start(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	stage->ear = ear_new();
	wire_begin_sip(&stage->wire);
}

static void
stage_finish(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	ear_free(stage->ear);
}

static void
listen_raw(struct stage *stage)
{
	ear_listen(stage->ear, &stage->wire, DLT_RAW);
}

static void
padding_of_ethernet_is_no_payload(struct stage *stage, gconstpointer unused)
{
	uint8_t frame[80] = {[12] = 0x08};

	(void)unused;
	memcpy(frame + 14, stage->wire.space + stage->wire.start, wire_length(&stage->wire));
	ear_listen_bytes(stage->ear, frame, sizeof frame, sizeof frame, DLT_EN10MB, 1);
	assert_sip_heard(stage->ear);
}

static void
a_total_length_of_0_means_all_there_is(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	put_be16(stage->wire.space + stage->wire.start + 2, 0);
	listen_raw(stage);
	assert_sip_heard(stage->ear);
}

static void
what_the_snap_length_cut_is_told_as_missing(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	ear_listen_bytes(stage->ear, stage->wire.space + stage->wire.start, 40, 53, DLT_RAW, 1);
	g_assert_cmpuint(stage->ear->datagrams, ==, 1);
	g_assert_cmpuint(stage->ear->datagram.captured, ==, 20);
	g_assert_cmpuint(stage->ear->datagram.length, ==, 33);
	g_assert_cmpuint(stage->ear->counts.truncated_packets, ==, 1);
	g_assert_cmpuint(stage->ear->counts.bad_packets, ==, 0);
}

/* The file says 40 bytes were all there was; IP says 53: then something cut the packet before. */
static void
what_was_cut_before_the_capture_is_told_as_missing(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	ear_listen_bytes(stage->ear, stage->wire.space + stage->wire.start, 40, 40, DLT_RAW, 1);
	g_assert_cmpuint(stage->ear->datagrams, ==, 1);
	g_assert_cmpuint(stage->ear->datagram.captured, ==, 20);
	g_assert_cmpuint(stage->ear->datagram.length, ==, 33);
	g_assert_cmpuint(stage->ear->counts.bad_packets, ==, 1);
}

static void
addresses_ttl_and_identification_are_handed_on(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	listen_raw(stage);
	assert_sip_heard(stage->ear);
	g_assert_cmpuint(stage->ear->datagram.ttl, ==, 64);
	g_assert_cmpuint(stage->ear->datagram.ip_id, ==, 0x1234);
	g_assert_cmpuint(stage->ear->datagram.channel, ==, 0);
	g_assert_cmpuint(stage->ear->datagram.first_frame, ==, 1);
}

static void
options_of_ip_are_passed_over(struct stage *stage, gconstpointer unused)
{
	uint8_t *header;

	(void)unused;
	stage->wire.start += 20;
	wire_push_hex(&stage->wire, "94040000 01010101");
	header = wire_push_ip4(&stage->wire, LAB, UDP);
	header[0] = 0x47;
	listen_raw(stage);
	assert_sip_heard(stage->ear);
}

static void
contradicting_lengths_are_bad_and_harmless(struct stage *stage, gconstpointer unused)
{
	static const struct {
		size_t at;
		uint8_t value;
	} damages[] = {
		{0, 0x44}, /* a header of 16 bytes */
		{0, 0x25}, /* IP version 2 */
		{3, 19},   /* a packet shorter than its header */
		{25, 7},   /* a UDP datagram shorter than its header */
	};

	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(damages); i++) {
		wire_begin_sip(&stage->wire);
		stage->wire.space[stage->wire.start + damages[i].at] = damages[i].value;
		listen_raw(stage);
		g_assert_cmpuint(stage->ear->counts.bad_packets, ==, i + 1);
		g_assert_cmpuint(stage->ear->datagrams, ==, 0);
	}
}

static void
a_udp_length_beyond_the_packet_tells_of_missing_bytes(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	stage->wire.space[stage->wire.start + 25] = 99;
	listen_raw(stage);
	g_assert_cmpuint(stage->ear->counts.bad_packets, ==, 1);
	g_assert_cmpuint(stage->ear->datagrams, ==, 1);
	g_assert_cmpuint(stage->ear->datagram.captured, ==, 33);
	g_assert_cmpuint(stage->ear->datagram.length, ==, 99);
}

static void
tcp_and_sctp_are_handed_on_with_their_ports(struct stage *stage, gconstpointer unused)
{
	static const uint8_t protocols[] = {6, 132};

	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(protocols); i++) {
		wire_begin(&stage->wire, "");
		wire_push_hex(&stage->wire, "9c40 0050 00000001 00000000 5002 2000 0000 0000");
		wire_push_ip4(&stage->wire, LAB, protocols[i]);
		listen_raw(stage);
		g_assert_cmpuint(stage->ear->datagrams, ==, i + 1);
		g_assert_cmpuint(stage->ear->datagram.ip_protocol, ==, protocols[i]);
		g_assert_cmpuint(stage->ear->datagram.source.port, ==, 40000);
		g_assert_cmpuint(stage->ear->datagram.destination.port, ==, 80);
		g_assert_cmpuint(stage->ear->datagram.captured, ==, 20);
	}
}

static void
an_authentication_header_hides_nothing(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	stage->wire.start += 20;
	wire_push_hex(&stage->wire, "11 04 0000 00000001 00000001 000102030405060708090a0b");
	wire_push_ip4(&stage->wire, LAB, 51);
	listen_raw(stage);
	assert_sip_heard(stage->ear);
}

static void
begin_sip6(struct wire *wire)
{
	wire_begin(wire, SIP_OPTIONS);
	wire_push_udp(wire, 5060, 5062);
}

static void
assert_sip6_heard(const struct ear *ear)
{
	char text[ENDPOINT_TEXT_SIZE];

	g_assert_cmpuint(ear->datagrams, ==, 1);
	g_assert_cmpuint(ear->counts.bad_packets, ==, 0);
	g_assert_cmpstr(endpoint_text(&ear->datagram.source, text), ==, "[2001:db8::1]:5060");
	g_assert_cmpstr(endpoint_text(&ear->datagram.destination, text), ==, "[2001:db8::2]:5062");
	g_assert_cmpuint(ear->datagram.ip_protocol, ==, UDP);
	g_assert_cmpuint(ear->datagram.ip_id, ==, 0);
	g_assert_cmpmem(ear->bytes + 8, ear->datagram.captured - 8, SIP_OPTIONS, strlen(SIP_OPTIONS));
}

static void
ipv6_is_read_as_well(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	begin_sip6(&stage->wire);
	wire_push_ip6(&stage->wire, UDP);
	listen_raw(stage);
	assert_sip6_heard(stage->ear);
}

static void
extension_headers_of_ipv6_are_passed_over(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	begin_sip6(&stage->wire);
	wire_push_hex(&stage->wire, "11 00 00*6");           /* destination options */
	wire_push_hex(&stage->wire, "3c 04 00*22");          /* authentication */
	wire_push_hex(&stage->wire, "33 02 00*22");          /* routing */
	wire_push_hex(&stage->wire, "2b 00 0502 0000 0100"); /* hop by hop: router alert */
	wire_push_ip6(&stage->wire, 0);
	listen_raw(stage);
	assert_sip6_heard(stage->ear);
}

static void
an_atomic_fragment_is_the_whole(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	begin_sip6(&stage->wire);
	wire_push_hex(&stage->wire, "11 00 0000 00000001");
	wire_push_ip6(&stage->wire, 44);
	listen_raw(stage);
	assert_sip6_heard(stage->ear);
}

static void
ipv6_in_ipv4_and_back_is_read(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	begin_sip6(&stage->wire);
	wire_push_ip6(&stage->wire, UDP);
	wire_push_ip4(&stage->wire, OUTSIDE, 41);
	wire_push_ip6(&stage->wire, 4);
	listen_raw(stage);
	assert_sip6_heard(stage->ear);
}

static void
teredo_is_read_with_and_without_its_headers(struct stage *stage, gconstpointer unused)
{
	static const char *const before[] = {"", "0000 1234 c0a80001", "0001 0000 0000000000000000 00",
										 "0001 0202 01020304 0000000000000000 00 0000 1234 c0a80001"};

	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
		begin_sip6(&stage->wire);
		wire_push_ip6(&stage->wire, UDP);
		wire_push_hex(&stage->wire, before[i]);
		wire_push_udp(&stage->wire, 3544, 50000);
		wire_push_ip4(&stage->wire, OUTSIDE, UDP);
		listen_raw(stage);
		assert_sip6_heard(stage->ear);
		stage->ear->datagrams = 0;
	}
}

/*
 * A UDP datagram of `size` payload bytes as one of its IPv4 fragments: bytes `from` up to `to` of what IP
 * carries, at `seconds`. The payload counts up, plus `salt`.
 */
struct piece {
	uint16_t id;
	unsigned size, from, to;
	uint8_t salt;
	double seconds;
	unsigned captured; /* of to - from; 0: all */
};

static void
listen_piece(struct stage *stage, struct piece piece)
{
	uint8_t *bytes, *header;
	unsigned length = piece.to - piece.from;

	wire_begin(&stage->wire, "");
	bytes = wire_push(&stage->wire, NULL, piece.size);
	for (unsigned i = 0; i < piece.size; i++)
		bytes[i] = (uint8_t)(i + piece.salt);
	wire_push_udp(&stage->wire, 5060, 5062);
	memmove(stage->wire.space + WIRE_SPACE - length, stage->wire.space + stage->wire.start + piece.from,
			length);
	stage->wire.start = WIRE_SPACE - length;
	header = wire_push_ip4(&stage->wire, LAB, UDP);
	put_be16(header + 4, piece.id);
	put_be16(header + 6, piece.from / 8 | (piece.to < piece.size + 8 ? 0x2000 : 0));
	ear_listen_bytes(stage->ear, header, 20 + (piece.captured ? piece.captured : length), 20 + length,
					 DLT_RAW, piece.seconds);
}

static void
assert_whole(const struct ear *ear, unsigned datagrams, unsigned size)
{
	g_assert_cmpuint(ear->datagrams, ==, datagrams);
	g_assert_cmpuint(ear->datagram.captured, ==, size + 8);
	g_assert_cmpuint(ear->datagram.length, ==, size + 8);
	for (unsigned i = 0; i < size; i++)
		g_assert_cmpuint(ear->bytes[8 + i], ==, i % 256);
}

static void
fragments_in_any_order_make_one_datagram(struct stage *stage, gconstpointer unused)
{
	static const unsigned orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	static const unsigned edges[] = {0, 1480, 2960, 3008};

	(void)unused;
	for (unsigned i = 0; i < 6; i++) {
		for (unsigned k = 0; k < 3; k++)
			listen_piece(stage, (struct piece){.id = (uint16_t)i,
											   .size = 3000,
											   .from = edges[orders[i][k]],
											   .to = edges[orders[i][k] + 1],
											   .seconds = i + k / 10.0});
		assert_whole(stage->ear, i + 1, 3000);
		g_assert_cmpuint(stage->ear->datagram.first_frame, ==, 3 * i + 1);
		g_assert_cmpint(stage->ear->datagram.first_time, ==, (int64_t)i * 1000000000);
		g_assert_cmpuint(stage->ear->frame, ==, 3 * i + 3);
	}
	ear_close(stage->ear);
	g_assert_cmpuint(stage->ear->counts.fragments_dropped, ==, 0);
}

static void
datagrams_of_other_identifications_do_not_mix(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	listen_piece(stage, (struct piece){.id = 1, .size = 2000, .from = 0, .to = 1480});
	listen_piece(stage, (struct piece){.id = 2, .size = 2000, .from = 0, .to = 1480, .salt = 9});
	g_assert_cmpuint(stage->ear->datagrams, ==, 0);
	listen_piece(stage, (struct piece){.id = 1, .size = 2000, .from = 1480, .to = 2008});
	assert_whole(stage->ear, 1, 2000);
	ear_close(stage->ear);
	g_assert_cmpuint(stage->ear->counts.fragments_dropped, ==, 1);
}

static void
where_fragments_overlap_the_first_stays(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	listen_piece(stage, (struct piece){.size = 2000, .from = 0, .to = 1480});
	listen_piece(stage, (struct piece){.size = 2000, .from = 0, .to = 1480, .salt = 7});
	listen_piece(stage, (struct piece){.size = 2000, .from = 800, .to = 1480, .salt = 8});
	listen_piece(stage, (struct piece){.size = 2000, .from = 1480, .to = 2008});
	assert_whole(stage->ear, 1, 2000);
}

static void
a_fragment_that_never_comes_is_not_waited_for(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	listen_piece(stage, (struct piece){.size = 2000, .from = 0, .to = 1480, .salt = 5, .seconds = 1});
	listen_piece(stage,
				 (struct piece){.size = 2000, .from = 1480, .to = 2008, .seconds = 2 + FRAGMENT_SECONDS});
	g_assert_cmpuint(stage->ear->datagrams, ==, 0);
	g_assert_cmpuint(stage->ear->counts.fragments_dropped, ==, 1);
	listen_piece(stage, (struct piece){.size = 2000, .from = 0, .to = 1480, .seconds = 3 + FRAGMENT_SECONDS});
	assert_whole(stage->ear, 1, 2000);
}

/* Once, soon after it came, and at the end at the latest; who is whole by then is told of by nobody. */
static void
a_datagram_that_lacks_a_fragment_is_told(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	listen_piece(stage, (struct piece){.id = 1, .size = 2000, .from = 0, .to = 1480, .seconds = 1});
	listen_piece(stage, (struct piece){.id = 2, .size = 2000, .from = 0, .to = 1480, .seconds = 1.1});
	listen_piece(stage, (struct piece){.id = 2, .size = 2000, .from = 1480, .to = 2008, .seconds = 1.15});
	link_decoder_advance(stage->ear->decoder, INT64_C(1150000000));
	g_assert_cmpuint(stage->ear->events, ==, 0);
	link_decoder_advance(stage->ear->decoder, INT64_C(5000000000));
	listen_piece(stage, (struct piece){.id = 3, .size = 2000, .from = 0, .to = 1480, .seconds = 5});
	g_assert_cmpuint(stage->ear->events, ==, 1);
	g_assert_cmpint(stage->ear->event.kind, ==, EVENT_DATA_UNSEEN);
	g_assert_cmpint(stage->ear->event.seen.last_time, ==, INT64_C(1000000000));
	g_assert_cmpuint(stage->ear->event.seen.frame, ==, 1);
	g_assert_true(
		address_equal(&stage->ear->event.seen.source.address, &stage->ear->datagram.source.address));
	g_assert_true(address_equal(&stage->ear->event.seen.destination.address,
								&stage->ear->datagram.destination.address));
	listen_piece(stage, (struct piece){.id = 4, .size = 8, .from = 0, .to = 16, .seconds = 5.1});
	link_decoder_advance(stage->ear->decoder, INT64_C(5100000000));
	g_assert_cmpuint(stage->ear->events, ==, 1);
	ear_close(stage->ear);
	g_assert_cmpuint(stage->ear->events, ==, 2);
	g_assert_cmpint(stage->ear->event.seen.last_time, ==, INT64_C(5000000000));
}

static void
unfinished_datagrams_are_bounded(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	for (unsigned i = 0; i < 5000; i++)
		listen_piece(stage, (struct piece){.id = (uint16_t)i, .size = 2000, .from = 0, .to = 1480});
	g_assert_cmpuint(stage->ear->counts.fragments_dropped, >=, 5000 - FRAGMENT_DATAGRAMS_MAX);
	g_assert_cmpuint(stage->ear->counts.fragments_dropped, <, 1000);
	listen_piece(stage, (struct piece){.id = 4999, .size = 2000, .from = 1480, .to = 2008});
	assert_whole(stage->ear, 1, 2000);
	/* Large offsets: now the bytes are what is bounded. */
	for (unsigned i = 0; i < 2000; i++)
		listen_piece(stage, (struct piece){.id = (uint16_t)i, .size = 64000, .from = 63000, .to = 64008});
	g_assert_cmpuint(stage->ear->counts.fragments_dropped, >, 5000);
}

static void
a_cut_fragment_cuts_its_datagram(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	listen_piece(stage, (struct piece){.size = 2000, .from = 1480, .to = 2008});
	listen_piece(stage, (struct piece){.size = 2000, .from = 0, .to = 1480, .captured = 100});
	g_assert_cmpuint(stage->ear->datagrams, ==, 1);
	g_assert_cmpuint(stage->ear->datagram.captured, ==, 100);
	g_assert_cmpuint(stage->ear->datagram.length, ==, 2008);
}

static void
fragments_beyond_the_largest_datagram_are_dropped(struct stage *stage, gconstpointer unused)
{
	uint8_t *header;

	(void)unused;
	put_be16(stage->wire.space + stage->wire.start + 6, 0x1fff);
	listen_raw(stage);
	/* And one whose length is no multiple of eight, though more should follow. */
	wire_begin_sip(&stage->wire);
	header = stage->wire.space + stage->wire.start;
	put_be16(header + 6, 0x2000);
	listen_raw(stage);
	g_assert_cmpuint(stage->ear->counts.fragments_dropped, ==, 2);
	g_assert_cmpuint(stage->ear->datagrams, ==, 0);
}

static void
fragments_of_ipv6_make_one_datagram(struct stage *stage, gconstpointer unused)
{
	uint8_t datagram[33], *fragment_header;

	(void)unused;
	begin_sip6(&stage->wire);
	memcpy(datagram, stage->wire.space + stage->wire.start, sizeof datagram);
	for (unsigned i = 0; i < 3; i++) {
		unsigned from = (2 - i) * 16, to = MIN(from + 16, sizeof datagram);

		wire_begin(&stage->wire, "");
		wire_push(&stage->wire, datagram + from, to - from);
		fragment_header = wire_push(&stage->wire, NULL, 8);
		fragment_header[0] = UDP;
		put_be16(fragment_header + 2, from | (i > 0 ? 1 : 0));
		fragment_header[7] = 77;
		wire_push_hex(&stage->wire, "2c 00 00*6"); /* destination options before it */
		wire_push_ip6(&stage->wire, 60);
		listen_raw(stage);
	}
	assert_sip6_heard(stage->ear);
	g_assert_cmpuint(stage->ear->datagram.first_frame, ==, 1);
}

static void
fragments_of_a_tunnel_are_put_together_before_it_is_opened(struct stage *stage, gconstpointer unused)
{
	uint8_t inner[4 + 53];

	(void)unused;
	wire_push_hex(&stage->wire, "00000800");
	memcpy(inner, stage->wire.space + stage->wire.start, sizeof inner);
	for (unsigned i = 0; i < 2; i++) {
		unsigned from = i * 24, to = i ? sizeof inner : 24;

		wire_begin(&stage->wire, "");
		wire_push(&stage->wire, inner + from, to - from);
		put_be16(wire_push_ip4(&stage->wire, OUTSIDE, 47) + 6, from / 8 | (i ? 0 : 0x2000));
		listen_raw(stage);
	}
	assert_sip_heard(stage->ear);
	g_assert_cmpuint(stage->ear->datagram.first_frame, ==, 1);
}

static void
push_icmp(struct wire *wire, const char *header)
{
	wire_push_hex(wire, header);
	wire_push_ip4(wire, OUTSIDE, ICMP);
}

static void
an_icmp_error_tells_whom_the_quoted_packet_was_for(struct stage *stage, gconstpointer unused)
{
	const struct transport_event *event = &stage->ear->event;
	char text[ENDPOINT_TEXT_SIZE];

	(void)unused;
	push_icmp(&stage->wire, "03 03 0000 00000000");
	listen_raw(stage);
	g_assert_cmpuint(stage->ear->datagrams, ==, 0);
	g_assert_cmpuint(stage->ear->events, ==, 1);
	g_assert_cmpint(event->kind, ==, EVENT_UNREACHABLE);
	g_assert_cmpuint(event->icmp_type, ==, 3);
	g_assert_cmpuint(event->icmp_code, ==, 3);
	g_assert_false(event->icmp_v6);
	g_assert_cmpstr(endpoint_text(&event->about_source, text), ==, "192.0.2.1:5060");
	g_assert_cmpstr(endpoint_text(&event->about_destination, text), ==, "192.0.2.2:5062");
	g_assert_cmpstr(endpoint_text(&event->seen.source, text), ==, "10.0.0.1:0");
	g_assert_cmpuint(event->quoted_transport, ==, TRANSPORT_UDP);
	g_assert_cmpuint(event->seen.frame, ==, 1);
	g_assert_cmpstr(stage->ear->quoted, ==, SIP_OPTIONS);
}

static void
an_icmp_error_may_quote_eight_bytes_only(struct stage *stage, gconstpointer unused)
{
	uint8_t quote[28];

	(void)unused;
	memcpy(quote, stage->wire.space + stage->wire.start, sizeof quote);
	wire_begin(&stage->wire, "");
	wire_push(&stage->wire, quote, sizeof quote);
	push_icmp(&stage->wire, "03 01 0000 00000000");
	listen_raw(stage);
	g_assert_cmpuint(stage->ear->events, ==, 1);
	g_assert_cmpuint(stage->ear->event.about_destination.port, ==, 5062);
	g_assert_cmpstr(stage->ear->quoted, ==, "");
	g_assert_cmpuint(stage->ear->counts.bad_packets, ==, 0);
}

static void
the_extensions_of_an_icmp_error_are_not_quoted(struct stage *stage, gconstpointer unused)
{
	uint8_t quote[53];

	(void)unused;
	memcpy(quote, stage->wire.space + stage->wire.start, sizeof quote);
	wire_begin(&stage->wire, "not of the quoted packet");
	wire_push(&stage->wire, quote, 48);
	put_be16(stage->wire.space + stage->wire.start + 2, 200);
	push_icmp(&stage->wire, "0b 00 0000 000c0000");
	listen_raw(stage);
	g_assert_cmpuint(stage->ear->events, ==, 1);
	g_assert_cmpstr(stage->ear->quoted, ==, "OPTIONS sip:b SIP/2.");
}

static void
an_icmp_error_quotes_tcp_too(struct stage *stage, gconstpointer unused)
{
	(void)unused;
	wire_begin(&stage->wire, "GET / HTTP/1.1\r\n\r\n");
	wire_push_hex(&stage->wire, "9c40 0050 00000001 00000000 8018 2000 0000 0000 0101080a0000000100000002");
	wire_push_ip4(&stage->wire, LAB, TCP);
	push_icmp(&stage->wire, "03 0d 0000 00000000");
	listen_raw(stage);
	g_assert_cmpuint(stage->ear->event.quoted_transport, ==, TRANSPORT_TCP);
	g_assert_cmpuint(stage->ear->event.about_destination.port, ==, 80);
	g_assert_cmpstr(stage->ear->quoted, ==, "GET / HTTP/1.1\r\n\r\n");
}

static void
icmp_that_reports_no_loss_says_nothing(struct stage *stage, gconstpointer unused)
{
	static const char *const headers[] = {
		"03 04 0000 00000500", /* fragmentation needed: the sender tries smaller ones */
		"05 01 0000 0a000001", /* redirect */
		"08 00 0000 00010001", /* echo */
		"00 00 0000 00010001",
	};

	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
		wire_begin_sip(&stage->wire);
		push_icmp(&stage->wire, headers[i]);
		listen_raw(stage);
	}
	g_assert_cmpuint(stage->ear->events, ==, 0);
	g_assert_cmpuint(stage->ear->datagrams, ==, 0);
	g_assert_cmpuint(stage->ear->counts.bad_packets, ==, 0);
}

static void
icmpv6_errors_are_told_as_well(struct stage *stage, gconstpointer unused)
{
	static const char *const headers[] = {"01 04 0000 00000000", "03 00 0000 00000000", "04 01 0000 00000006",
										  "02 00 0000 00000500"};
	char text[ENDPOINT_TEXT_SIZE];

	(void)unused;
	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
		begin_sip6(&stage->wire);
		wire_push_ip6(&stage->wire, UDP);
		wire_push_hex(&stage->wire, headers[i]);
		wire_push_ip6(&stage->wire, ICMPV6);
		listen_raw(stage);
	}
	g_assert_cmpuint(stage->ear->events, ==, 3); /* not the last: packet too big */
	g_assert_true(stage->ear->event.icmp_v6);
	g_assert_cmpstr(endpoint_text(&stage->ear->event.about_destination, text), ==, "[2001:db8::2]:5062");
	g_assert_cmpstr(stage->ear->quoted, ==, SIP_OPTIONS);
}

static void
a_failed_name_lookup_is_told_with_its_datagram(struct stage *stage, gconstpointer unused)
{
	char text[ENDPOINT_TEXT_SIZE];

	(void)unused;
	wire_begin(&stage->wire, "");
	wire_push_hex(&stage->wire,
				  "0001 8183 0001 0000 0000 0000 03 534950 07 6578616d706c65 03 636f6d 00 0001 0001");
	wire_push_udp(&stage->wire, 53, 40000);
	wire_push_ip4(&stage->wire, LAB, UDP);
	listen_raw(stage);
	g_assert_cmpuint(stage->ear->datagrams, ==, 1);
	g_assert_cmpuint(stage->ear->events, ==, 1);
	g_assert_cmpint(stage->ear->event.kind, ==, EVENT_NAME_NOT_FOUND);
	g_assert_cmpstr(stage->ear->name, ==, "sip.example.com");
	g_assert_cmpstr(endpoint_text(&stage->ear->event.seen.source, text), ==, "192.0.2.1:53");
	g_assert_cmpstr(endpoint_text(&stage->ear->event.seen.destination, text), ==, "192.0.2.2:40000");
}

/* Random headers before random bytes, fragments above all. */
static void
random_packets_are_survived(struct stage *stage, gconstpointer unused)
{
	static const uint8_t protocols[] = {0, 1, 4, 6, 17, 41, 43, 44, 47, 51, 58, 60, 97, 115, 132, 137};
	GRand *dice = g_rand_new_with_seed(20240602);
	uint8_t bytes[200];

	(void)unused;
	for (int round = 0; round < 60000; round++) {
		size_t length = (size_t)g_rand_int_range(dice, 1, sizeof bytes);

		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = (uint8_t)g_rand_int(dice);
		bytes[0] = g_rand_boolean(dice) ? 0x45 : 0x60;
		bytes[bytes[0] == 0x45 ? 9 : 6] = protocols[g_rand_int_range(dice, 0, G_N_ELEMENTS(protocols))];
		bytes[2] = bytes[4] = 0;
		memset(bytes + 12, 1, 8);
		memset(bytes + 20, bytes[20], bytes[0] == 0x60 ? 20 : 0);
		if (bytes[0] == 0x45) {
			bytes[5] &= 3;
			bytes[6] &= 0x20;
			bytes[7] &= 3;
		}
		ear_listen_bytes(stage->ear, bytes, length, MAX(length, bytes[3]), DLT_RAW, round / 1000.0);
	}
	g_assert_cmpuint(stage->ear->counts.packets, ==, 60000);
	g_assert_cmpuint(stage->ear->datagrams, >, 0);
	g_rand_free(dice);
}

#define TEST(function, title) \
	g_test_add("/ip/" title, struct stage, NULL, stage_start, function, stage_finish)

static void
add_ip_tests(void)
{
	TEST(addresses_ttl_and_identification_are_handed_on, "addresses, TTL and identification are handed on");
	TEST(padding_of_ethernet_is_no_payload, "padding of Ethernet is no payload");
	TEST(a_total_length_of_0_means_all_there_is, "a total length of 0 means all there is");
	TEST(what_the_snap_length_cut_is_told_as_missing, "what the snap length cut is told as missing");
	TEST(what_was_cut_before_the_capture_is_told_as_missing,
		 "what was cut before the capture is told as missing");
	TEST(options_of_ip_are_passed_over, "options of IP are passed over");
	TEST(contradicting_lengths_are_bad_and_harmless, "contradicting lengths are bad and harmless");
	TEST(a_udp_length_beyond_the_packet_tells_of_missing_bytes,
		 "a UDP length beyond the packet tells of missing bytes");
	TEST(tcp_and_sctp_are_handed_on_with_their_ports, "TCP and SCTP are handed on with their ports");
	TEST(an_authentication_header_hides_nothing, "an authentication header hides nothing");
	TEST(ipv6_is_read_as_well, "IPv6 is read as well");
	TEST(extension_headers_of_ipv6_are_passed_over, "extension headers of IPv6 are passed over");
	TEST(ipv6_in_ipv4_and_back_is_read, "IPv6 in IPv4 and back is read");
	TEST(teredo_is_read_with_and_without_its_headers, "Teredo is read with and without its headers");
	TEST(random_packets_are_survived, "random packets are survived");
}

static void
add_fragment_tests(void)
{
	TEST(an_atomic_fragment_is_the_whole, "an atomic fragment is the whole");
	TEST(fragments_in_any_order_make_one_datagram, "fragments in any order make one datagram");
	TEST(datagrams_of_other_identifications_do_not_mix, "datagrams of other identifications do not mix");
	TEST(where_fragments_overlap_the_first_stays, "where fragments overlap the first stays");
	TEST(a_fragment_that_never_comes_is_not_waited_for, "a fragment that never comes is not waited for");
	TEST(a_datagram_that_lacks_a_fragment_is_told, "a datagram that lacks a fragment is told");
	TEST(unfinished_datagrams_are_bounded, "unfinished datagrams are bounded");
	TEST(a_cut_fragment_cuts_its_datagram, "a cut fragment cuts its datagram");
	TEST(fragments_beyond_the_largest_datagram_are_dropped,
		 "fragments beyond the largest datagram are dropped");
	TEST(fragments_of_ipv6_make_one_datagram, "fragments of IPv6 make one datagram");
	TEST(fragments_of_a_tunnel_are_put_together_before_it_is_opened,
		 "fragments of a tunnel are put together before it is opened");
}

static void
add_event_tests(void)
{
	TEST(an_icmp_error_tells_whom_the_quoted_packet_was_for,
		 "an ICMP error tells whom the quoted packet was for");
	TEST(an_icmp_error_may_quote_eight_bytes_only, "an ICMP error may quote eight bytes only");
	TEST(the_extensions_of_an_icmp_error_are_not_quoted, "the extensions of an ICMP error are not quoted");
	TEST(an_icmp_error_quotes_tcp_too, "an ICMP error quotes TCP too");
	TEST(icmp_that_reports_no_loss_says_nothing, "ICMP that reports no loss says nothing");
	TEST(icmpv6_errors_are_told_as_well, "ICMPv6 errors are told as well");
	TEST(a_failed_name_lookup_is_told_with_its_datagram, "a failed name look-up is told, with its datagram");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_ip_tests();
	add_fragment_tests();
	add_event_tests();
	return g_test_run();
}
