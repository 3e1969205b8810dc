/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/code_class.h"

static const struct code_class http_classes[] = {
	{.digits = 1,
	 .range = "1xx",
	 .means = "General information, a temporary response. The request was received and the exchange goes on; "
			  "the final response is still to come.",
	 .next = "The client continues (with the body after 100, with the new protocol after 101) or waits; the "
			 "server owes a final response.",
	 .spec = "RFC 9110 section 15.2"},
	{.digits = 2,
	 .range = "2xx",
	 .means = "The server received, understood and accepted the request.",
	 .next = "Nothing more is owed, except after 202 and 206.",
	 .spec = "RFC 9110 section 15.3"},
	{.digits = 3,
	 .range = "3xx",
	 .means = "The client must take a further step to complete the request, for example because "
			  "what it asked for has moved. 304 is none: it sends the client to its own stored copy.",
	 .next = "The client sends a request to the URI in Location, and should notice when it is being led in a "
			 "circle. Fewer than five redirects for each request is a long-standing advice for sites that "
			 "want to be crawled; RFC 9110 sets no number, and clients give up after 5 to 50. Crawlers "
			 "report the pages that they could not reach for redirect errors.",
	 .spec = "RFC 9110 section 15.4"},
	{.digits = 4,
	 .range = "4xx",
	 .means = "The request seems to be at fault (its syntax, its credentials, what it asks "
			  "for), so the server does not process it.",
	 .next = "The client does not repeat the request unchanged. The server should explain the error, and "
			 "whether it is temporary, in the content.",
	 .spec = "RFC 9110 section 15.5"},
	{.digits = 5,
	 .range = "5xx",
	 .means = "The request may be in order, but the server failed when it tried to process it, "
			  "a proxy failed on the way, or the server does not support what was asked for.",
	 .next = "The client stops, or repeats an idempotent request later. The server should explain the error, "
			 "and whether it is temporary, in the content.",
	 .spec = "RFC 9110 section 15.6"},
};

static const struct code_class sip_classes[] = {
	{.digits = 1,
	 .range = "1xx",
	 .means = "The server is working on the request and has no final response yet. It sends a "
			  "1xx when it expects to need more than 200 ms.",
	 .next = "The client stops or slows its repeating and waits; the server owes a final response. A 1xx is "
			 "never acknowledged with ACK and may get lost unnoticed, unless it is sent reliably (100rel, "
			 "then PRACK must follow). It may hold a session description.",
	 .spec = "RFC 3261 sections 7.2 and 21.1, RFC 3262 section 3"},
	{.digits = 2,
	 .range = "2xx",
	 .means = "The request was received, understood and accepted.",
	 .next = "After INVITE the caller sends ACK, end to end, for each copy of the 2xx; after other methods "
			 "nothing more is owed.",
	 .spec = "RFC 3261 sections 7.2 and 13.2.2.4"},
	{.digits = 3,
	 .range = "3xx",
	 .means = "The response tells a new location of the user, or another service that may "
			  "complete the call.",
	 .next = "After INVITE the client sends ACK on this hop. It may then send a new request to the addresses "
			 "in Contact.",
	 .spec = "RFC 3261 sections 7.2 and 21.3"},
	{.digits = 4,
	 .range = "4xx",
	 .means = "This server definitely failed the request, because of its syntax or because it "
			  "cannot be fulfilled here.",
	 .next = "After INVITE the client sends ACK on this hop. It should not repeat the request unchanged at "
			 "this server; another server may succeed.",
	 .spec = "RFC 3261 sections 7.2 and 21.4"},
	{.digits = 5,
	 .range = "5xx",
	 .means = "The server itself has erred; the request may be in order.",
	 .next = "After INVITE the client sends ACK on this hop. It may try another server, or this one later.",
	 .spec = "RFC 3261 sections 7.2 and 21.5"},
	{.digits = 6,
	 .range = "6xx",
	 .means = "The server knows for certain that the request cannot be fulfilled for this "
			  "user at any server.",
	 .next = "After INVITE the client sends ACK on this hop; proxies stop searching. The request is not "
			 "tried elsewhere.",
	 .spec = "RFC 3261 sections 7.2 and 21.6"},
};

static const struct code_class outcome_classes[] = {
	{.digits = 10,
	 .range = "10xxx",
	 .means = "The connection was refused or broken off, or nothing came back until the "
			  "time ran out.",
	 .next = "The client tries another address or connection, or reports a failure. Only an idempotent "
			 "request may be repeated unseen.",
	 .spec = "RFC 9112 section 9.5, RFC 9110 section 9.2.2, RFC 3261 section 8.1.3.1"},
	{.digits = 11,
	 .range = "11xxx",
	 .means = "The host cannot be found, so there was nothing to connect to.",
	 .next = "The name, or the name server, has to be put right.",
	 .spec = "RFC 1035 section 4.1.1"},
	{.digits = 12,
	 .range = "12xxx",
	 .means = "A proxy on the way keeps the request from arriving, for example a recursive "
			  "proxy, which gets its own request back.",
	 .next = "Whoever runs the proxy has to put it right.",
	 .spec = "RFC 9110 sections 7.6.3 and 9.3.6"},
};

static const struct code_class *
class_with(const struct code_class *classes, size_t count, unsigned digits)
{
	for (size_t i = 0; i < count; i++)
		if (classes[i].digits == digits)
			return &classes[i];
	return NULL;
}

const struct code_class *
code_class_table(enum protocol protocol, size_t *count)
{
	bool sip = protocol == PROTOCOL_SIP;

	*count = sip ? sizeof sip_classes / sizeof *sip_classes : sizeof http_classes / sizeof *http_classes;
	return sip ? sip_classes : http_classes;
}

const struct code_class *
outcome_class_table(size_t *count)
{
	*count = sizeof outcome_classes / sizeof *outcome_classes;
	return outcome_classes;
}

const struct code_class *
code_class_find(enum protocol protocol, unsigned code)
{
	size_t count;
	const struct code_class *classes = code_class_table(protocol, &count);

	return class_with(classes, count, code / 100);
}

const struct code_class *
outcome_class_find(unsigned code)
{
	size_t count;
	const struct code_class *classes = outcome_class_table(&count);

	return class_with(classes, count, code / 1000);
}
