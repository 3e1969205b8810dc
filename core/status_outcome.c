/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The outcomes: what became of a request that never got a response. Sorted by code.
 *
 * The first two digits of the five are the class: 10 connection error (broken off or timed out), 11 host
 * error (the host cannot be found), 12 proxy error (for example a recursive proxy). The numbers are those
 * that people meet in the logs of Windows programs and proxies, where they have one for the case: Winsock
 * errors (10051 to 11004) and Microsoft proxy errors (12204, 12206). Ours are 10203 and 10207 (frames 03 and 07 of
 * HTTP/2), 10303 (ICMP type 3, code 03) and 10408 (SIP treats it as a 408).
 */
#include "core/status_tables.h"

const struct status outcomes[] = {
	{.code = 10051,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_NOBODY,
	 .outcome = "network-unreachable",
	 .phrase = "Network unreachable",
	 .means = "A router reported by ICMP that it knows no way to the network of the destination: the request "
			  "did not arrive.",
	 .next = "The client tries the next address of the name, if there is one, or reports a failure. In SIP "
			 "the failure counts as a 503.",
	 .retry = "Yes, at another address, or later: the request did not arrive.",
	 .note = "The source of the ICMP message is the router where the way ends: look at its routes. Winsock "
			 "error 10051 (WSAENETUNREACH).",
	 .spec = "RFC 792 (Destination Unreachable), RFC 3261 sections 18.4 and 8.1.3.1"},
	{.code = 10054,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "connection-reset",
	 .phrase = "Connection reset",
	 .means = "The connection was broken off with RST while the request had no final response yet.",
	 .next = "The client opens a new connection. It repeats an idempotent request; any other it must not "
			 "repeat unseen, since nobody knows whether it was carried out.",
	 .by_method =
		 {
			 {"GET, HEAD, OPTIONS, TRACE, PUT, DELETE",
			  "The client may repeat the request on a new connection, once, by itself."},
			 {"POST, PATCH", "The client must not repeat the request unseen: it may have been carried out. "
							 "Its user decides."},
			 {"CONNECT", "No tunnel was formed; the client may try again on a new connection."},
			 {"INVITE", "The caller's side ends the call attempt as after a 503, or tries the next address."},
		 },
	 .retry = "Idempotent requests, once, by itself.",
	 .note = "See who sent the RST. The client's own: it gave up, or closed with data unread. The server's, "
			 "on a connection that was idle before: the two crossed, and a shorter time-out on the client's "
			 "side helps. The server's, while a body was being sent: a response may have gone before and "
			 "been erased by the RST. A TTL unlike that of the peer's other packets points to a firewall. "
			 "Winsock error 10054 (WSAECONNRESET).",
	 .spec = "RFC 9112 sections 9.5 and 9.6, RFC 9110 section 9.2.2, RFC 9293 section 3.5.3, RFC 3261 "
			 "section 8.1.3.1"},
	{.code = 10060,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "connection-silent",
	 .phrase = "Connection timed out",
	 .means = "The client's SYN was sent again and again, and nothing came back: no connection, no refusal, "
			  "no ICMP.",
	 .next = "The client gives up after its own time-out, or tries the next address of the name. In SIP the "
			 "failure counts as a 503.",
	 .retry = "Yes, at another address, or later: no request was sent.",
	 .note = "As a rule a firewall that drops silently, a wrong address, or a host that is down. Capture at "
			 "the server too: if the SYN arrives there, the answer gets lost on its way back. Winsock error "
			 "10060 (WSAETIMEDOUT).",
	 .spec = "RFC 9293 section 3.8.3, RFC 3261 sections 18.4 and 8.1.3.1"},
	{.code = 10061,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "connection-refused",
	 .phrase = "Connection refused",
	 .means = "The SYN was answered with RST: the host is there, but nothing listens on this port, or "
			  "something on the way refuses in its name.",
	 .next = "The client tries the next address of the name, if there is one, or reports a failure. In SIP "
			 "the failure counts as a 503.",
	 .retry = "Yes, at another address, or later: no request was sent.",
	 .note = "Is the service running, and on this address and port? An overloaded server may refuse "
			 "connections instead of sending 503. Winsock error 10061 (WSAECONNREFUSED).",
	 .spec =
		 "RFC 9293 sections 3.5.2 and 3.5.3, RFC 9110 section 15.6.4, RFC 3261 sections 18.4 and 8.1.3.1"},
	{.code = 10065,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_NOBODY,
	 .outcome = "host-unreachable",
	 .phrase = "Host unreachable",
	 .means = "A router, or the host itself, reported by ICMP that this host cannot be reached, or that a "
			  "filter forbids it: "
			  "the request did not arrive.",
	 .next = "The client tries the next address of the name, if there is one, or reports a failure. In SIP "
			 "the failure counts as a 503.",
	 .retry = "Yes, at another address, or later: the request did not arrive.",
	 .note = "From the last router it says that the host is down or does not answer ARP. With the ICMP codes "
			 "9, 10 and 13 it is a firewall that forbids and says so. Winsock error 10065 (WSAEHOSTUNREACH).",
	 .spec = "RFC 792 (Destination Unreachable), RFC 3261 sections 18.4 and 8.1.3.1"},
	{.code = 10101,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "connection-closed",
	 .phrase = "Connection closed without a response",
	 .means = "The connection was closed in order (FIN) while the request had no final response yet.",
	 .next = "The client opens a new connection. It repeats an idempotent request; any other it must not "
			 "repeat unseen, since nobody knows whether it was carried out.",
	 .by_method =
		 {
			 {"GET, HEAD, OPTIONS, TRACE, PUT, DELETE",
			  "The client may repeat the request on a new connection, once, by itself."},
			 {"POST, PATCH", "The client must not repeat the request unseen: it may have been carried out. "
							 "Its user decides."},
			 {"CONNECT", "No tunnel was formed; the client may try again on a new connection."},
		 },
	 .retry =
		 "Idempotent requests, once, by itself; pipelined ones that were not answered should be sent again.",
	 .note = "See who closed first. The client: it gave up (a proxy logs 499 or 460). The server, soon after "
			 "the request: it closed as idle while the request was under way, or refuses without a word "
			 "(nginx logs 444). A half-close by the client alone does not end its wish for a response. "
			 "Winsock error 10101 (WSAEDISCON).",
	 .spec = "RFC 9112 sections 9.3.1, 9.3.2 and 9.5, RFC 9110 section 9.2.2"},
	{.code = 10203,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "stream-reset",
	 .phrase = "Stream reset",
	 .means = "The HTTP/2 stream of the request was ended with RST_STREAM before a final response came; the "
			  "connection goes on.",
	 .next =
		 "Nothing more is said on this stream. After REFUSED_STREAM the client may send any request again; "
		 "after another error code only an idempotent one, since nobody knows whether it was carried "
		 "out.",
	 .by_method =
		 {
			 {"GET, HEAD, OPTIONS, TRACE, PUT, DELETE",
			  "The client may send the request again on a new stream, by itself."},
			 {"POST, PATCH", "The client must not repeat the request unseen unless the error code was "
							 "REFUSED_STREAM: it may have been carried out."},
		 },
	 .retry = "Idempotent requests, or any after REFUSED_STREAM.",
	 .note =
		 "See who sent the RST_STREAM, and its error code. The client, with CANCEL: it gave up, its user "
		 "went elsewhere, or its time-out is shorter than the server's. The server: REFUSED_STREAM when it "
		 "has too many streams, HTTP_1_1_REQUIRED when it wants another connection for this, "
		 "INTERNAL_ERROR when it failed.",
	 .spec = "RFC 9113 sections 6.4, 7 and 8.7"},
	{.code = 10207,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "stream-refused",
	 .phrase = "Stream refused by GOAWAY",
	 .means = "The other end said GOAWAY and named a last stream below that of the request: it was not "
			  "processed and will not be.",
	 .next = "The client opens a new connection and sends the request again there, whatever its method.",
	 .retry = "Yes, on a new connection: the request was not processed.",
	 .note =
		 "Servers say GOAWAY when they shut down, reload, or have answered as many requests on one "
		 "connection as they are set to; requests that cross it on the wire end like this. Its error code "
		 "tells a calm end (NO_ERROR) from a complaint.",
	 .spec = "RFC 9113 sections 6.8 and 8.7"},
	{.code = 10303,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "port-unreachable",
	 .phrase = "Port unreachable",
	 .means = "The destination itself reported by ICMP that nothing listens on this UDP port: the request "
			  "was not read by anybody.",
	 .next = "The client tries the next address of the name, if there is one, or reports a failure. In SIP "
			 "the failure counts as a 503.",
	 .retry = "Yes, at another address, or later: the request was not read.",
	 .note = "Is the program running, and on this address and port? In SIP also: does the Contact or Via "
			 "name a port that is closed since a restart or a NAT time-out? Windows programs see Winsock "
			 "error 10054 here.",
	 .spec = "RFC 792 (Destination Unreachable), RFC 3261 sections 18.4 and 8.1.3.1"},
	{.code = 10408,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "no-response",
	 .phrase = "No response",
	 .means = "The request was never answered, although everything needed to see an answer was in the "
			  "capture; over UDP it was repeated until the client's timer ran out.",
	 .next = "The client stops repeating (in SIP after 64*T1, as a rule 32 s) and treats the transaction as "
			 "if a 408 had come: it tries the next address or reports a failure.",
	 .by_method =
		 {
			 {"INVITE", "The caller's side stops repeating when timer B runs out (64*T1, as a rule 32 s) and "
						"ends the call attempt as after a 408."},
			 {"REGISTER", "The client stops repeating when timer F runs out (64*T1, as a rule 32 s) and "
						  "treats it as a 408: it is not registered, and tries again later or elsewhere."},
			 {"BYE", "The client stops repeating when timer F runs out and regards the call as over; the "
					 "other side may not know."},
			 {"ACK", "Nothing: ACK has no response."},
		 },
	 .retry = "Yes, at another address, or later; over UDP nobody knows whether the request arrived.",
	 .note = "Capture at the server too: if the request arrives there, the answer gets lost on its way back "
			 "(wrong Via, NAT, firewall). Requests that only get through when small are too large for UDP.",
	 .spec = "RFC 3261 sections 8.1.3.1, 17.1.1.2 and 17.1.2.2"},
	{.code = 11001,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_USER,
	 .outcome = "name-not-found",
	 .phrase = "Host not found",
	 .means = "The name server answered that the host's name does not exist, or has no address, so no "
			  "connection could be tried.",
	 .next = "Nothing follows on the wire; the user corrects the name, or whoever runs the domain adds it.",
	 .retry = "Not soon: the negative answer is cached too.",
	 .note = "Look for search suffixes appended to the name, a missing record (A, AAAA, SRV, NAPTR), or a "
			 "name that only an internal name server knows. A lookup for one type may fail while another "
			 "succeeds. Winsock error 11001 (WSAHOST_NOT_FOUND).",
	 .spec = "RFC 1035 section 4.1.1"},
	{.code = 11002,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "name-server-failed",
	 .phrase = "Name server failed",
	 .means = "The name server could not or would not answer (server failure, refused): whether the host "
			  "exists is not known.",
	 .next = "The client asks another name server, or the same one later.",
	 .retry = "Yes, soon: the failure counts as temporary.",
	 .note = "A failure for one domain only points to the servers of that domain, or to DNSSEC; a failure "
			 "for all to the resolver or its link. Winsock error 11002 (WSATRY_AGAIN).",
	 .spec = "RFC 1035 section 4.1.1"},
	{.code = 11004,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_USER,
	 .outcome = "name-without-address",
	 .phrase = "Name has no address",
	 .means = "The name exists, but the name server has no record of the type that was asked for.",
	 .next = "Nothing follows on the wire; the client may ask for the other address family, and whoever runs "
			 "the domain adds the record.",
	 .retry = "Not soon: the negative answer is cached too.",
	 .note = "Ordinary for AAAA where a host has IPv4 only; a fault only if no type gives an address. "
			 "Winsock error 11004 (WSANO_DATA).",
	 .spec = "RFC 1035 section 4.1.1"},
	{.code = 12204,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_CLIENT,
	 .outcome = "proxy-refused-tunnel",
	 .phrase = "Proxy refused the tunnel",
	 .means = "The proxy answered CONNECT with something other than success, so the request meant for the "
			  "host behind was never sent.",
	 .next = "The client stops, or does what the status asks for (407: credentials; 503: wait); whoever runs "
			 "the proxy permits the host or port.",
	 .retry = "As the proxy's status says.",
	 .note = "Proxies should let CONNECT through only to a few ports, so a port other than 443 is a usual "
			 "reason. Microsoft proxies log error 12204 for it (port not allowed).",
	 .spec = "RFC 9110 section 9.3.6"},
	{.code = 12206,
	 .registration = STATUS_UNREGISTERED,
	 .actor = ACTOR_PROXY,
	 .outcome = "proxy-loop",
	 .phrase = "Proxy loop",
	 .means = "A recursive proxy: the request came back to a proxy that had already forwarded it, so it can "
			  "never arrive.",
	 .next = "Whoever runs the proxies breaks the loop; a proxy must guard itself against forwarding to "
			 "itself without end.",
	 .retry = "Not unchanged: it will go round again.",
	 .note = "The sign is one proxy twice in Via, and a Via (and X-Forwarded-For) that grows with each "
			 "round. As a rule the proxy resolves the host's name to its own address, or two proxies have "
			 "each other as parent. Microsoft proxies answer with error 12206.",
	 .spec = "RFC 9110 sections 7.6 and 7.6.3, RFC 3261 section 16.3"},
};

const size_t outcome_count = sizeof outcomes / sizeof *outcomes;
