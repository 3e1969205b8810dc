/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scenario is one story on the wire, as text, and what must be said about it:
 *
 *     The callee is busy.                                       a title, which is a sentence
 *
 *     0.000  alice > bob    INVITE sip:bob@example.com SIP/2.0  seconds, who to whom, a start line;
 *                           Subject: lunch                      below it, indented, its header fields
 *     0.120  bob > alice    SIP/2.0 486 Busy Here
 *     0.121  alice > bob    ACK sip:bob@example.com SIP/2.0
 *
 *     expect frame 2  response 486  request-frame 1
 *
 * Lines that begin with '#' are comments. Actors get addresses in the order in which they appear: 192.0.2.1,
 * 192.0.2.2 ... SIP goes from port 5060 to port 5060 over UDP, HTTP from a port of the connection's own to port 80.
 *   host alice 198.51.100.7:5062      another address ("[2001:db8::1]:5060" for IPv6); before alice appears
 *   transport tcp                     SIP goes over TCP from here on
 *
 * Header fields that are left out get sane defaults, in the words of RFC 3261 and RFC 9110:
 *   SIP requests    a new transaction of their sender, or, when the sender has received the same request and not
 *                   answered it, that request passed on: all fields, one more Via, one less Max-Forwards. ACK to a
 *                   failure and CANCEL share the branch of their INVITE; a request after a 2xx has the dialog's tags.
 *   SIP responses   answer the last request of the other direction that has no final response yet, or the one that an
 *                   explicit "CSeq:" or "Call-ID:" names. A response whose sender received the same one from the hop
 *                   behind is that response passed on, without its first Via.
 *   HTTP            Host; Content-Length of the body.
 * Indented lines:
 *   Name: value                       replaces the default; may be repeated
 *   -Name                             leaves the default out
 *   raw "Foo : bar\r\n"               bytes at the end of the head, as given
 *   body "text"                       \r \n \t \" \\ \xNN; several body lines are one body
 *   body 20000 bytes                  that many bytes of letters
 *   body sdp                          a session description of the sender
 *   chunked                           HTTP: the body goes in one chunk
 *   until close                       HTTP: the body has no length; a later "fin" of its sender ends it
 *   later                             the head goes now, the body with a later "rest" of its sender
 *   in 3 segments                     TCP: the message goes in as many packets
 *   copy | again                      the message once more in the next frame: captured twice, or sent twice
 * Instead of a start line, after "alice > bob":
 *   rest                              what was left for "later" (for all of it, or "rest 100 bytes")
 *   connect | connect refused | connect silent     3 frames; 2 frames; SYN at +0, +1 and +3 s
 *   fin | rst                         1 frame
 *   lost 500 bytes                    bytes of alice that never reach the capture: no frame
 *   tls                               a TLS ClientHello or what looks like one
 *   other "bytes"                     bytes of another protocol, after 101 or CONNECT
 *   raw "bytes"                       bytes as given: one UDP payload, or one TCP segment
 *   icmp port-unreachable about 3     alice reports on the packet in frame 3; also host-, net-,
 *                                     admin-prohibited, time-exceeded
 *   name-not-found shop.example       the DNS server alice answers bob; also name-server-failed
 * Between "alice > bob" and that: "tcp" or "udp"; "#2" for the second connection of the two; "and" puts the message
 * into the TCP segment before it. A TCP connection opens by itself: 3 frames at the time of the first message.
 *   again [3] | copy [3]              the last packet, or that of frame 3, sent again or captured twice; "copy farther":
 *                                     by a second tap, behind a router
 *   the capture ends                  one unrelated packet marks the time, if it is later than the last one
 *
 * Expectations ("-" in keys is "_" in JSON). Responses, requests without response and findings are the tool's records:
 *   expect frame 2  response 486  request-frame 1  class "client error"     a record of that frame has all of it
 *   expect frame 2  outcome connection-reset
 *   expect frame 2  request-frame none
 *   expect frame 2  followup sip-ack-non2xx met [frame 3]
 *   expect frame 2  cause Reason 34 [by Q.850] [frame 1]    why, as frame 1 says; none: without a number; how many:
 *   expect frame 2  3 causes
 *   expect frame 2  finding sip-482-loop-confirmed [error | warning | note] [frames 1,2,4]
 *       also: saying "words"              at the end: words of its text, where frames are those of the variant
 *   expect 3 responses
 *   expect no finding
 * Findings and outcomes that are not expected are failures; "ignore notes" permits other findings that are notes.
 * The notes about the capture itself (capture-...) need no expectation in a variant, where something was cut away.
 *
 * A variant is the same story with part of the evidence cut away, and what must be said then. Its frame numbers are
 * those of the whole story, so they can be compared; expectations above the first variant are not its own.
 *   variant The callee's packets were not captured.
 *   cut bob > alice                   all packets of that direction
 *   cut before 0.1 | cut after 0.1    by time
 *   cut frames 2 5
 *   swap 4 5                          each of the two packets is captured where and when the other was
 *   snap 200                          bytes that the capture keeps of each packet
 *
 * The scenario owns everything reachable from it until scenario_free. Texts that cannot be read end the program
 * with the file's name and line: a scenario is a test, not input.
 */
#ifndef SEQUITUR_TESTS_SCENARIO_SCENARIO_H
#define SEQUITUR_TESTS_SCENARIO_SCENARIO_H

#include <glib.h>

#include "core/message.h"

struct actor {
	char *name;
	struct endpoint endpoint; /* port 0: that of the protocol */
};

struct field_line {
	char *name, *value;
};

/* A message of the story, also the ones that only the defaults of later ones look at. */
struct told_message {
	const struct actor *from, *to;
	enum protocol protocol;
	bool over_tcp;
	bool is_response;
	bool answered;                      /* a request: a final response was told */
	const struct told_message *answers; /* a SIP response: the request; may be NULL */
	unsigned status;
	char *method;      /* of the request, of a SIP response that of its request; else "" */
	char *start;       /* start line without its end */
	GPtrArray *fields; /* struct field_line */
	GString *raw;      /* further bytes of the head */
	GString *body;
	GString *bytes; /* as it goes over the wire */
	size_t head_length;
	bool chunked, until_close, later;
	unsigned segments;
	size_t sent; /* bytes that are in packets already */
};

/* A TCP connection: [0] is its client, [1] its server. */
struct told_connection {
	const struct actor *actor[2];
	struct endpoint endpoint[2];
	unsigned number;      /* #2: the second one of the two */
	uint32_t sequence[2]; /* the next byte's */
	bool finished[2];
	bool closed;
	struct told_message *unfinished[2];
};

enum packet_kind {
	PACKET_DATA,
	PACKET_SYN,
	PACKET_SYN_ACK,
	PACKET_ACK,
	PACKET_FIN,
	PACKET_RESET,
	PACKET_REFUSAL,
	PACKET_ICMP,
	PACKET_UNRELATED,
};

/* What a data packet's bytes are. */
enum content_kind { CONTENT_MESSAGE, CONTENT_RAW, CONTENT_TLS, CONTENT_OTHER, CONTENT_NAME_ANSWER };

/* A run of bytes in a packet: of one message, or of something else. */
struct content {
	enum content_kind kind;
	struct told_message *message;
	size_t offset, length; /* of the message's bytes */
	bool ends_message;
};

struct told_packet {
	enum packet_kind kind;
	int64_t time;   /* nanoseconds since the story's begin */
	unsigned story; /* number in the whole story, from 1 */
	unsigned frame; /* in the capture of the variant; 0: cut away */
	struct endpoint source, destination;
	struct told_connection *connection; /* NULL: UDP or ICMP */
	unsigned direction;                 /* 0: the client sends */
	uint32_t sequence, acknowledged;
	uint16_t ip_id;
	uint8_t routers; /* passed on the way to where it was captured */
	GString *payload;
	GArray *contents; /* struct content */
	uint8_t icmp_type, icmp_code;
	const struct told_packet *about;
	char *name;          /* asked for in DNS */
	uint8_t name_answer; /* DNS RCODE */
};

struct variant {
	char *title;
	GPtrArray *cuts; /* words of each line, char ** */
};

struct scenario {
	char *title;
	const char *path;
	unsigned line; /* being read */
	bool sip_over_tcp;
	GPtrArray *actors;      /* struct actor */
	GPtrArray *messages;    /* struct told_message, in the order told */
	GPtrArray *connections; /* struct told_connection */
	GPtrArray *packets;     /* struct told_packet, in the order told */
	GPtrArray *variants;    /* struct variant; the first is the story itself */
	uint32_t snap;          /* 0: packets are whole */
};

/* All of a scenario file. */
struct scenario *scenario_read(const char *path);

void scenario_free(struct scenario *scenario);

/* Leaves only the packets that the variant (0: the whole story) keeps, and numbers them. */
void scenario_cut(struct scenario *scenario, unsigned variant);

/* Ends the program: what is wrong in the line being read. */
G_NORETURN void scenario_fail(const struct scenario *scenario, const char *format, ...) G_GNUC_PRINTF(2, 3);

#define SIP_PORT  5060
#define HTTP_PORT 80

/* Where the actor is reached, on `port` unless the scenario gives another. */
struct endpoint actor_endpoint(const struct actor *actor, uint16_t port);

#endif
