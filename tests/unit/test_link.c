/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/wire.h"

#include <pcap/dlt.h>

#define ETHERNET " 020000000001 020000000002 "
#define SNAP     " aaaa03 000000 0800"
#define WLAN     " 0000 020000000001 020000000002 020000000003 0000" /* behind frame control */

/* What stands before the IPv4 packet of wire_begin_sip, which has 53 (0x35) bytes. */
static const struct layer_case {
	const char *title;
	int link_type;
	const char *before;
} layer_cases[] = {
	{"Ethernet carries IP", DLT_EN10MB, ETHERNET "0800"},
	{"A VLAN tag is passed over", DLT_EN10MB, ETHERNET "8100 0064 0800"},
	{"Two VLAN tags are passed over", DLT_EN10MB, ETHERNET "88a8 0064 8100 0065 0800"},
	{"Three VLAN tags of the old kinds are passed over", DLT_EN10MB,
	 ETHERNET "9100 0064 9200 0001 8100 0065 0800"},
	{"An E-tag is passed over", DLT_EN10MB, ETHERNET "893f 000000000000 0800"},
	{"A VN-tag is passed over", DLT_EN10MB, ETHERNET "8926 00000000 0800"},
	{"802.3 with LLC and SNAP carries IP", DLT_EN10MB, ETHERNET "003d" SNAP},
	{"802.3 with IP's own access point carries IP", DLT_EN10MB, ETHERNET "0038 060603"},
	{"PPPoE carries IP", DLT_EN10MB, ETHERNET "8864 1100 0001 0037 0021"},
	{"MPLS labels are passed over", DLT_EN10MB, ETHERNET "8847 00010040 00020140"},
	{"A pseudowire with a control word carries Ethernet", DLT_EN10MB,
	 ETHERNET "8847 00020140 00000000" ETHERNET "0800"},
	{"A pseudowire without one carries Ethernet", DLT_EN10MB,
	 ETHERNET "8847 00020140 ee0000000001 020000000002 0800"},
	{"A backbone bridge's frame carries Ethernet", DLT_EN10MB, ETHERNET "88e7 00000001" ETHERNET "0800"},
	{"FabricPath carries Ethernet", DLT_EN10MB, ETHERNET "8903 0420" ETHERNET "8100 0001 0800"},
	{"Linux cooked capture", DLT_LINUX_SLL, "0000 0001 0006 0200000000010000 0800"},
	{"Linux cooked capture with a VLAN tag", DLT_LINUX_SLL, "0000 0001 0006 0200000000010000 8100 0064 0800"},
	{"Linux cooked capture with LLC", DLT_LINUX_SLL, "0000 0001 0006 0200000000010000 0004" SNAP},
	{"Linux cooked capture, version 2", DLT_LINUX_SLL2, "0800 0000 00000002 0001 00 06 0200000000010000"},
	{"A loopback of a little-endian machine", DLT_NULL, "02000000"},
	{"A loopback of a big-endian machine", DLT_NULL, "00000002"},
	{"OpenBSD's loopback", DLT_LOOP, "00000002"},
	{"Raw IP", 12, ""},
	{"Raw IP, as numbered in files", 101, ""},
	{"Raw IP, as numbered by OpenBSD", 14, ""},
	{"Raw IPv4", DLT_IPV4, ""},
	{"PPP with address and control", DLT_PPP, "ff03 0021"},
	{"PPP without them", DLT_PPP, "0021"},
	{"PPP with a compressed protocol", DLT_PPP, "21"},
	{"PPP on a serial line", DLT_PPP_SERIAL, "ff03 0021"},
	{"Cisco's HDLC on a serial line", DLT_PPP_SERIAL, "0f00 0800"},
	{"Cisco's HDLC", DLT_C_HDLC, "8f00 0800"},
	{"PPP with a direction", DLT_PPP_WITH_DIR, "01 ff03 0021"},
	{"PPPoE alone", DLT_PPP_ETHER, "1100 0001 0037 0021"},
	{"Frame Relay with an NLPID", DLT_FRELAY, "1841 03cc"},
	{"Frame Relay with SNAP", DLT_FRELAY, "1841 0300 80 000000 0800"},
	{"Cisco's Frame Relay", DLT_FRELAY, "1841 0800"},
	{"MPLS alone", DLT_MPLS, "00020140"},
	{"nflog of a little-endian machine", DLT_NFLOG,
	 "02000000 0800 0100 08000300 0500 0a00 41000000 3900 0900"},
	{"nflog of a big-endian machine", DLT_NFLOG, "02000000 0008 0001 08000300 0039 0009"},
	{"A frame of wireless LAN to the access point", DLT_IEEE802_11, "0801" WLAN SNAP},
	{"A frame of wireless LAN with four addresses", DLT_IEEE802_11, "0803" WLAN "020000000004" SNAP},
	{"A frame of wireless LAN with QoS", DLT_IEEE802_11, "8802" WLAN "0000" SNAP},
	{"A frame of wireless LAN with QoS and HT control", DLT_IEEE802_11, "8882" WLAN "0000 00000000" SNAP},
	{"An A-MSDU", DLT_IEEE802_11, "8802" WLAN "8000" ETHERNET "003d" SNAP},
	{"Wireless LAN behind radiotap", DLT_IEEE802_11_RADIO, "0000 0800 00000000 0801" WLAN SNAP},
	{"Wireless LAN behind radiotap whose driver aligned the header", DLT_IEEE802_11_RADIO,
	 "0000 1100 03000000 0000000000000000 20 8802" WLAN "0000 0000" SNAP},
	{"Wireless LAN behind a Prism header", DLT_PRISM_HEADER, "44000000 90000000 00*136 0801" WLAN SNAP},
	{"Wireless LAN behind an AVS header", DLT_IEEE802_11_RADIO_AVS, "80211001 00000040 00*56 0801" WLAN SNAP},
	{"Wireless LAN behind an AVS header called Prism", DLT_PRISM_HEADER,
	 "80211001 00000040 00*56 0801" WLAN SNAP},
	{"Per-packet information", DLT_PPI, "0000 0800 01000000" ETHERNET "0800"},
	{"Apple's packet tap", DLT_PKTAP, "6c000000 01000000 01000000 00*96" ETHERNET "0800"},
	{"Token ring", DLT_IEEE802, "1040 020000000001 020000000002" SNAP},
	{"Token ring with a route", DLT_IEEE802, "1040 020000000001 820000000002 0630 00110022" SNAP},
	{"FDDI", DLT_FDDI, "50 020000000001 020000000002" SNAP},
	{"ARCnet", DLT_ARCNET, "0102 d400 0001"},
	{"ARCnet of Linux", DLT_ARCNET_LINUX, "0102 0000 d400 0001"},
	{"ARCnet of RFC 1051", DLT_ARCNET, "0102 f0"},
	{"IP over ATM", DLT_ATM_RFC1483, SNAP},
	{"OpenBSD's packet filter log", DLT_PFLOG, "3d02 00*62"},
	{"OpenBSD's IPsec interface", DLT_ENC, "02000000 00*8"},
	{"netANALYZER", DLT_NETANALYZER, "00000000" ETHERNET "0800"},
};

/* The same for what stands between an outer IP header and the packet. `port` is set for tunnels over UDP. */
static const struct tunnel_case {
	const char *title;
	uint8_t ip_protocol;
	uint16_t port;
	const char *before;
} tunnel_cases[] = {
	{"IP in IP", 4, 0, ""},
	{"GRE", 47, 0, "0000 0800"},
	{"GRE with checksum, key and sequence number", 47, 0, "b000 0800 00000000 00000001 00000002"},
	{"GRE with a source route", 47, 0, "4000 0800 00000000 08000004 0a000001 00000000"},
	{"GRE of PPTP", 47, 0, "3081 880b 00390001 00000001 00000000 ff03 0021"},
	{"Ethernet in GRE", 47, 0, "2000 6558 00000001" ETHERNET "0800"},
	{"ERSPAN type I", 47, 0, "0000 88be" ETHERNET "0800"},
	{"ERSPAN type II", 47, 0, "1000 88be 00000001 1001000000000000" ETHERNET "0800"},
	{"ERSPAN type III", 47, 0, "1000 22eb 00000001 200100000000000000000000" ETHERNET "0800"},
	{"ERSPAN type III with a subheader", 47, 0,
	 "1000 22eb 00000001 200100000000000000000001 00*8" ETHERNET "0800"},
	{"WCCP version 2", 47, 0, "0000 883e 00000000"},
	{"EtherIP", 97, 0, "3000" ETHERNET "0800"},
	{"MPLS in IP", 137, 0, "00020140"},
	{"L2TP version 3 with a cookie", 115, 0, "00000001 01020304" ETHERNET "0800"},
	{"VXLAN", 17, 4789, "08000000 00000100" ETHERNET "0800"},
	{"VXLAN at Linux's old port, with a policy", 17, 8472, "88000001 00000100" ETHERNET "0800"},
	{"VXLAN-GPE with IPv4", 17, 4790, "0c000001 00000100"},
	{"Geneve", 17, 6081, "0000 6558 00000100" ETHERNET "0800"},
	{"Geneve with options and IPv4", 17, 6081, "0200 0800 00000100 0102000100000001"},
	{"GTP-U", 17, 2152, "30ff 0035 00000001"},
	{"GTP-U with a sequence number", 17, 2152, "32ff 0039 00000001 00010000"},
	{"GTP-U with an extension header", 17, 2152, "34ff 003d 00000001 00000085 01000900"},
	{"L2TP version 2", 17, 1701, "0002 0001 0001 ff03 0021"},
	{"L2TP version 2 with length, sequence and offset", 17, 1701,
	 "4a02 0049 0001 0001 0000 0000 0002 0000 ff03 0021"},
	{"LISP", 17, 4341, "00*8"},
	{"MPLS in UDP", 17, 6635, "00020140"},
	{"A sniffing router's TZSP", 17, 37008, "0100 0001 0a0155 00 01" ETHERNET "0800"},
	{"CAPWAP with 802.3", 17, 5247, "00100000 00000000" ETHERNET "0800"},
	{"CAPWAP with 802.11", 17, 5247, "00100100 00000000 0802" WLAN SNAP},
};

static void
layer_test(gconstpointer data)
{
	const struct layer_case *test = data;
	struct wire *wire = g_new(struct wire, 1);
	struct ear *ear = ear_new();

	wire_begin_sip(wire);
	wire_push_hex(wire, test->before);
	ear_listen(ear, wire, test->link_type);
	assert_sip_heard(ear);
	ear_free(ear);
	g_free(wire);
}

static void
tunnel_test(gconstpointer data)
{
	const struct tunnel_case *test = data;
	struct wire *wire = g_new(struct wire, 1);
	struct ear *ear = ear_new();

	wire_begin_sip(wire);
	wire_push_hex(wire, test->before);
	if (test->port)
		wire_push_udp(wire, 40000, test->port);
	wire_push_ip4(wire, OUTSIDE, test->ip_protocol);
	ear_listen(ear, wire, DLT_RAW);
	assert_sip_heard(ear);
	ear_free(ear);
	g_free(wire);
}

/* Every layer, cut at every byte: nothing is read beyond, nothing is called bad that the snap length cut. */
static void
a_packet_cut_anywhere_is_not_bad(void)
{
	struct wire *wire = g_new(struct wire, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(layer_cases); i++) {
		struct ear *ear = ear_new();

		wire_begin_sip(wire);
		wire_push_hex(wire, layer_cases[i].before);
		for (size_t n = 0; n < wire_length(wire); n++)
			ear_listen_bytes(ear, wire->space + wire->start, n, wire_length(wire), layer_cases[i].link_type,
							 1);
		g_assert_cmpuint(ear->counts.bad_packets, ==, 0);
		g_assert_cmpuint(ear->counts.truncated_packets, ==, wire_length(wire));
		/* The UDP header and any number of the 25 bytes behind it. */
		g_assert_cmpuint(ear->datagrams, ==, 25);
		g_assert_cmpuint(ear->datagram.length, ==, 33);
		g_assert_cmpuint(ear->datagram.captured, ==, 32);
		ear_free(ear);
	}
	g_free(wire);
}

static void
sip_at_the_port_of_a_tunnel_is_sip(void)
{
	static const char *const starts[] = {"INVITE sip:ip6@b SIP/2.0\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n",
										 "PRACK sip:b SIP/2.0\r\n\r\n", "REGISTER sip:b SIP/2.0\r\n\r\n"};
	struct wire *wire = g_new(struct wire, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(tunnel_cases); i++)
		for (size_t k = 0; tunnel_cases[i].port && k < G_N_ELEMENTS(starts); k++) {
			struct ear *ear = ear_new();

			wire_begin(wire, starts[k]);
			wire_push_udp(wire, tunnel_cases[i].port, 5060);
			wire_push_ip4(wire, LAB, 17);
			ear_listen(ear, wire, DLT_RAW);
			g_assert_cmpuint(ear->datagrams, ==, 1);
			g_assert_cmpmem(ear->bytes + 8, strlen(starts[k]), starts[k], strlen(starts[k]));
			ear_free(ear);
		}
	g_free(wire);
}

static void
several_packets_of_an_amsdu_are_all_heard(void)
{
	struct wire *wire = g_new(struct wire, 1);
	struct ear *ear = ear_new();

	wire_begin_sip(wire);
	wire_push_hex(wire, ETHERNET "003d" SNAP);
	wire_push_hex(wire, "00"); /* fills 75 bytes up to 76 */

	uint8_t first[75];

	memcpy(first, wire->space + wire->start + 1, sizeof first);
	wire->start++;
	wire_push_hex(wire, "00");
	wire_push(wire, first, sizeof first);
	wire_push_hex(wire, "8802" WLAN "8000");
	ear_listen(ear, wire, DLT_IEEE802_11);
	g_assert_cmpuint(ear->datagrams, ==, 2);
	ear_free(ear);
	g_free(wire);
}

static void
what_is_not_read_here_is_counted(void)
{
	static const struct {
		int link_type;
		const char *bytes;
	} cases[] = {
		{DLT_EN10MB, ETHERNET "0806 0001080006040001 00*20"}, /* ARP */
		{DLT_EN10MB, ETHERNET "0026 424203 00*35"},           /* spanning tree */
		{DLT_IEEE802_11, "0841" WLAN "00*40"},                /* encrypted */
		{DLT_IEEE802_11, "8000" WLAN "00*40"},                /* a beacon */
		{DLT_USB_LINUX, "00*64"},
		{DLT_LINUX_SLL, "0000 0338 0000 00*8 0000 00*16"},                /* netlink */
		{DLT_RAW, "45000020 00000000 4032 0000 0a000001 0a000002 00*12"}, /* ESP */
	};
	struct wire *wire = g_new(struct wire, 1);
	struct ear *ear = ear_new();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		wire_begin(wire, "");
		wire_push_hex(wire, cases[i].bytes);
		ear_listen(ear, wire, cases[i].link_type);
		g_assert_cmpuint(ear->counts.not_decoded, ==, i + 1);
	}
	g_assert_cmpuint(ear->datagrams, ==, 0);
	g_assert_cmpuint(ear->counts.bad_packets, ==, 0);
	g_assert_cmpuint(ear->counts.packets, ==, G_N_ELEMENTS(cases));
	ear_free(ear);
	g_free(wire);
}

static void
layers_without_end_are_given_up(void)
{
	struct wire *wire = g_new(struct wire, 1);
	struct ear *ear = ear_new();

	wire_begin_sip(wire);
	for (int i = 0; i < 1000; i++)
		wire_push_hex(wire, "00000800");
	wire_push_ip4(wire, OUTSIDE, 47);
	for (int i = 0; i < 1000; i++)
		wire_push_ip4(wire, OUTSIDE, 4);
	ear_listen(ear, wire, DLT_RAW);
	wire_begin_sip(wire);
	wire_push_hex(wire, "0800");
	for (int i = 0; i < 10000; i++)
		wire_push_hex(wire, "81000001");
	wire_push_hex(wire, ETHERNET);
	ear_listen(ear, wire, DLT_EN10MB);
	g_assert_cmpuint(ear->datagrams, ==, 0);
	g_assert_cmpuint(ear->counts.bad_packets, ==, 2);
	ear_free(ear);
	g_free(wire);
}

#define EXPORTED_ADDRESSES "0014 0004 c0000201 0015 0004 c0000202 0019 0004 000013c4 001a 0004 000013c6 "

static void
an_exported_message_is_handed_on_with_its_tags(void)
{
	struct wire *wire = g_new(struct wire, 1);
	struct ear *ear = ear_new();
	char text[ENDPOINT_TEXT_SIZE];

	wire_begin(wire, SIP_OPTIONS);
	wire_push_hex(wire,
				  "000c 0004 73697000" EXPORTED_ADDRESSES "0018 0004 00000002 001e 0004 0000002a 0000 0000");
	ear_listen(ear, wire, DLT_WIRESHARK_UPPER_PDU);
	g_assert_cmpuint(ear->datagrams, ==, 1);
	g_assert_cmpuint(ear->datagram.ip_protocol, ==, 0);
	g_assert_cmpuint(ear->datagram.original_frame, ==, 42);
	g_assert_cmpuint(ear->datagram.exported_transport, ==, TRANSPORT_TCP);
	g_assert_cmpstr(endpoint_text(&ear->datagram.source, text), ==, "192.0.2.1:5060");
	g_assert_cmpstr(endpoint_text(&ear->datagram.destination, text), ==, "192.0.2.2:5062");
	g_assert_cmpmem(ear->bytes, ear->datagram.captured, SIP_OPTIONS, strlen(SIP_OPTIONS));
	ear_free(ear);
	g_free(wire);
}

static void
other_exported_protocols_are_not_taken_for_messages(void)
{
	struct wire *wire = g_new(struct wire, 1);
	struct ear *ear = ear_new();

	wire_begin(wire, SIP_OPTIONS);
	wire_push_hex(wire, "000c 0004 72747000" EXPORTED_ADDRESSES "0000 0000"); /* rtp */
	ear_listen(ear, wire, DLT_WIRESHARK_UPPER_PDU);
	wire_begin(wire, SIP_OPTIONS);
	wire_push_hex(wire, "000c 0008 6874747032000000 0000 0000"); /* http2 */
	ear_listen(ear, wire, DLT_WIRESHARK_UPPER_PDU);
	g_assert_cmpuint(ear->datagrams, ==, 0);
	g_assert_cmpuint(ear->counts.not_decoded, ==, 2);
	ear_free(ear);
	g_free(wire);
}

/* Every case with a few bytes changed at random: the sanitizers and the assertions of the ear watch. */
static void
damaged_layers_are_survived(void)
{
	struct wire *wire = g_new(struct wire, 1);
	struct ear *ear = ear_new();
	GRand *dice = g_rand_new_with_seed(20240601);

	for (int round = 0; round < 30000; round++) {
		size_t which = (size_t)g_rand_int_range(dice, 0,
												G_N_ELEMENTS(layer_cases) + G_N_ELEMENTS(tunnel_cases));
		bool is_tunnel = which >= G_N_ELEMENTS(layer_cases);
		int link_type = is_tunnel ? DLT_RAW : layer_cases[which].link_type;

		wire_begin_sip(wire);
		if (is_tunnel) {
			const struct tunnel_case *tunnel = &tunnel_cases[which - G_N_ELEMENTS(layer_cases)];

			wire_push_hex(wire, tunnel->before);
			if (tunnel->port)
				wire_push_udp(wire, 40000, tunnel->port);
			wire_push_ip4(wire, OUTSIDE, tunnel->ip_protocol);
		} else {
			wire_push_hex(wire, layer_cases[which].before);
		}

		uint8_t *bytes = wire->space + wire->start;
		int length = (int)wire_length(wire);

		for (int k = g_rand_int_range(dice, 1, 5); k > 0; k--)
			bytes[g_rand_int_range(dice, 0, length)] = (uint8_t)g_rand_int(dice);
		ear_listen_bytes(ear, bytes, (size_t)g_rand_int_range(dice, 0, length + 1), (size_t)length, link_type,
						 round);
	}
	g_assert_cmpuint(ear->counts.packets, ==, 30000);
	g_rand_free(dice);
	ear_free(ear);
	g_free(wire);
}

static void
add_tests(const char *kind, gconstpointer test, const char *title, void (*function)(gconstpointer))
{
	char *path = g_strdup_printf("/link/%s/%s", kind, title);

	g_test_add_data_func(path, test, function);
	g_free(path);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(layer_cases); i++)
		add_tests("layer", &layer_cases[i], layer_cases[i].title, layer_test);
	for (size_t i = 0; i < G_N_ELEMENTS(tunnel_cases); i++)
		add_tests("tunnel", &tunnel_cases[i], tunnel_cases[i].title, tunnel_test);
	g_test_add_func("/link/a packet cut anywhere is not bad", a_packet_cut_anywhere_is_not_bad);
	g_test_add_func("/link/SIP at the port of a tunnel is SIP", sip_at_the_port_of_a_tunnel_is_sip);
	g_test_add_func("/link/several packets of an A-MSDU are all heard",
					several_packets_of_an_amsdu_are_all_heard);
	g_test_add_func("/link/what is not read here is counted", what_is_not_read_here_is_counted);
	g_test_add_func("/link/layers without end are given up", layers_without_end_are_given_up);
	g_test_add_func("/link/an exported message is handed on with its tags",
					an_exported_message_is_handed_on_with_its_tags);
	g_test_add_func("/link/other exported protocols are not taken for messages",
					other_exported_protocols_are_not_taken_for_messages);
	g_test_add_func("/link/damaged layers are survived", damaged_layers_are_survived);
	return g_test_run();
}
