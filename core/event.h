/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A transport event is what happened below HTTP and SIP and decides how an exchange ended: a connection
 * opened, closed or refused, data lost, a host that could not be reached or found. Front ends make them;
 * core attaches them to the requests they concern (outcomes of the classes 10, 11 and 12).
 */
#ifndef SEQUITUR_CORE_EVENT_H
#define SEQUITUR_CORE_EVENT_H

#include "core/message.h"

enum transport_event_kind {
	EVENT_CONNECTION_OPENED,  /* SYN and SYN+ACK seen; source is the client */
	EVENT_CONNECTION_REFUSED, /* RST in answer to SYN; source is who refused, first_frame that of the SYN */
	EVENT_CONNECTION_SILENT, /* SYN repeated, nothing came back; source is the client. Told when the connection ends or the capture does */
	EVENT_CONNECTION_CLOSED, /* FIN; source is who closed its side */
	EVENT_CONNECTION_RESET,  /* RST on a running connection; source is who reset */
	EVENT_CONNECTION_ENDED, /* nothing of this connection will come any more: port reuse, idle, or capture end */
	EVENT_DATA_LOST,        /* bytes from source to destination were lost and passed over; `bytes` of them */
	EVENT_DATA_UNSEEN, /* so many bytes of source were acknowledged that are lost, or come later in the capture; or a
						  datagram of it lacks fragments, then without a number */
	EVENT_FRAMING_LOST, /* HTTP framing from source broke; what follows on it, or on its HTTP/2 stream, is not guessed at */
	EVENT_TUNNEL_TLS, /* from here on source speaks TLS on this connection: nothing more can be seen */
	EVENT_PROTOCOL_SWITCHED, /* bytes of another protocol began after 101 or CONNECT; source is who sent them first */
	EVENT_UNREACHABLE,    /* ICMP: source is the host that reported, `about_*` the packet it quotes */
	EVENT_NAME_NOT_FOUND, /* DNS NXDOMAIN or an empty answer; source is the name server, destination the asker */
	EVENT_NAME_SERVER_FAILED, /* DNS SERVFAIL or REFUSED */
	EVENT_BODY_BEGAN,         /* first byte of the body of an HTTP request whose message is still to come */
	EVENT_STREAM_RESET,       /* HTTP/2 RST_STREAM: source ends `seen.stream`; `bytes` is its error code */
	EVENT_GOAWAY,          /* HTTP/2 GOAWAY: source takes no stream of the other end above number `bytes` */
	EVENT_PACKETS_DROPPED, /* the kernel dropped packets of anybody, `bytes` of them: nothing can be told by absence */
};

struct transport_event {
	enum transport_event_kind kind;
	struct sighting seen; /* frame and first_frame, times, endpoints, connection */
	uint64_t bytes;       /* EVENT_DATA_LOST; or as the kind says */
	struct slice name;    /* the host name of the DNS events, without the final dot */
	struct endpoint about_source, about_destination; /* EVENT_UNREACHABLE: of the quoted packet */
	uint8_t icmp_type, icmp_code;
	bool icmp_v6;
	struct slice quoted; /* EVENT_UNREACHABLE: payload of the quoted UDP or TCP packet, as far as quoted */
	uint8_t quoted_transport; /* enum transport */
	bool source_spoke; /* over this connection: messages of it are told, so that its link is known by them */
};

#endif
