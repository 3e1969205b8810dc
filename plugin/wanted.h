/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the plugin asks Wireshark to keep of each frame that is read for the first time. Wireshark builds no tree
 * without being asked, and each item it keeps costs time, so the list is short: protocols, whose bytes are then
 * read here, and the few things that only Wireshark knows (streams, reassembly, decoded HTTP/2 fields).
 *
 * To ask for one more field, add a row.
 */
#ifndef SEQUITUR_PLUGIN_WANTED_H
#define SEQUITUR_PLUGIN_WANTED_H

#include "plugin/wireshark.h"

/* X(id, Wireshark's name) */
#define WANTED(X)                                              \
	X(IP, "ip")                                                \
	X(IPV6, "ipv6")                                            \
	X(TCP, "tcp")                                              \
	X(UDP, "udp")                                              \
	X(SCTP, "sctp")                                            \
	X(ICMP, "icmp")                                            \
	X(ICMPV6, "icmpv6")                                        \
	X(HTTP, "http")                                            \
	X(SIP, "sip")                                              \
	X(HTTP2, "http2")                                          \
	X(TLS, "tls")                                              \
	X(WEBSOCKET, "websocket")                                  \
	X(DNS, "dns")                                              \
	X(TCP_STREAM, "tcp.stream")                                \
	X(TCP_LENGTH, "tcp.len")                                   \
	X(TCP_SEGMENT, "tcp.segment")                              \
	X(TLS_SEGMENT, "tls.segment")                              \
	X(IP_FRAGMENT, "ip.fragment")                              \
	X(IPV6_FRAGMENT, "ipv6.fragment")                          \
	X(HTTP2_STREAM, "http2.streamid")                          \
	X(HTTP2_TYPE, "http2.type")                                \
	X(HTTP2_FLAGS, "http2.flags")                              \
	X(HTTP2_LENGTH, "http2.length")                            \
	X(HTTP2_PROMISED, "http2.push_promise.promised_stream_id") \
	X(HTTP2_RESET_ERROR, "http2.rst_stream.error")             \
	X(HTTP2_GOAWAY_LAST, "http2.goaway.last_stream_id")        \
	X(HTTP2_HEADER_NAME, "http2.header.name")                  \
	X(HTTP2_HEADER_VALUE, "http2.header.value")

enum wanted {
#define X(id, name) WANTED_##id,
	WANTED(X)
#undef X
		WANTED_COUNT
};

/* Asks for all of them on behalf of `postdissector`; once, at hand-off. A field that is not there stays absent. */
void wanted_register(dissector_handle_t postdissector);

/* The items of a frame, in the order they were added; NULL when there are none. Only in the first pass. */
GPtrArray *wanted_items(proto_tree *tree, enum wanted which);

/* The last item, which belongs to the innermost layer; NULL when there is none. */
const field_info *wanted_last(proto_tree *tree, enum wanted which);

/* The number in the last item; false when there is none. */
bool wanted_number(proto_tree *tree, enum wanted which, uint32_t *number);

/* Wireshark's id of the field; -1: it does not have it. */
int wanted_id(enum wanted which);

#endif
