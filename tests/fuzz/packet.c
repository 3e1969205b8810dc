/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of a packet from its link layer to TCP and UDP: a byte that chooses the link type, then packets, each a
 * byte for the time, two bytes of length and its bytes. The uppermost bit of the length says that it was cut.
 */
#include <pcap/dlt.h>

#include "capture/connection.h"
#include "capture/link.h"
#include "capture/sip_stream.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/witness.h"

static const int link_types[] = {
	DLT_EN10MB,
	DLT_RAW,
	DLT_LINUX_SLL,
	DLT_LINUX_SLL2,
	DLT_NULL,
	DLT_LOOP,
	DLT_PPP,
	DLT_PPP_ETHER,
	DLT_C_HDLC,
	DLT_FRELAY,
	DLT_NFLOG,
	DLT_IEEE802_11,
	DLT_IEEE802_11_RADIO,
	DLT_PRISM_HEADER,
	DLT_IEEE802_11_RADIO_AVS,
	DLT_PPI,
	DLT_IEEE802,
	DLT_FDDI,
	DLT_ARCNET,
	DLT_ARCNET_LINUX,
	DLT_ATM_RFC1483,
	DLT_PFLOG,
	DLT_ENC,
	DLT_PKTAP,
	DLT_NETANALYZER,
	DLT_WIRESHARK_UPPER_PDU,
	DLT_IPV4,
	DLT_IPV6,
};

#define UDP_HEADER_SIZE 8

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

struct path {
	struct witness witness;
	struct capture_counts counts;
	struct reading reading;
	struct connection_table *connections;
};

static void
take_datagram(void *user, const struct datagram *datagram)
{
	struct path *path = user;
	struct slice all = {(const char *)datagram->bytes, datagram->captured};
	bool cut = datagram->captured < datagram->length;

	g_assert(datagram->captured <= datagram->length);
	path->witness.last_frame = MAX(path->witness.last_frame, datagram->packet->frame);
	if (datagram->ip_protocol == PROTOCOL_TCP)
		connection_table_segment(path->connections, datagram);
	else if (datagram->ip_protocol == PROTOCOL_UDP)
		sip_datagram(&path->reading, datagram, slice_after(all, UDP_HEADER_SIZE), cut);
	else if (datagram->ip_protocol == 0 && datagram->exported_transport == TRANSPORT_TCP)
		connection_table_message(path->connections, datagram);
	else if (datagram->ip_protocol == 0)
		sip_datagram(&path->reading, datagram, all, cut);
}

static void
take_event(void *user, const struct transport_event *event)
{
	struct path *path = user;
	path->witness.listener.event(path->witness.listener.user, event);
}

static void
run_packets(struct link_decoder *decoder, struct path *path, struct input *input)
{
	struct packet packet = {.link_type = link_types[input_byte(input) % G_N_ELEMENTS(link_types)],
							.time = INT64_C(1700000000) * 1000000000};

	while (input->length) {
		packet.time = time_after(packet.time, input_time_step(input));
		uint32_t length = input_number(input, 2);
		struct slice bytes = input_slice(input, length & 0x7fff);
		char *alone = slice_alone(bytes);

		packet.frame++;
		packet.bytes = (const uint8_t *)alone;
		packet.captured = (uint32_t)bytes.length;
		packet.length = packet.captured + (length & 0x8000 ? 100 : 0);
		path->witness.last_frame = packet.frame;
		link_decode(decoder, &packet);
		g_free(alone);
	}
	connection_table_free(path->connections);
	link_decoder_free(decoder);
	witness_finish(&path->witness, packet.time);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct input input = {bytes, length};
	struct path *path = g_new0(struct path, 1);
	struct link_listener link = {.user = path, .datagram = take_datagram, .event = take_event};

	witness_start(&path->witness);
	path->reading.listener = &path->witness.listener;
	path->reading.counts = &path->counts;
	path->connections = connection_table_new(&path->reading);
	run_packets(link_decoder_new(&link, &path->counts), path, &input);
	g_free(path);
	return 0;
}
