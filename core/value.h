/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values: the small grammars inside header fields, for both protocols. All functions borrow: what they
 * hand out lives as long as the message they were given. None allocates; wrong input yields false, and
 * what was read up to there is not changed.
 */
#ifndef SEQUITUR_CORE_VALUE_H
#define SEQUITUR_CORE_VALUE_H

#include "core/message.h"
#include "core/slice.h"

/*
 * The next member of a comma list at *rest, which is moved behind it. Commas in quoted strings, in <> and
 * in comments do not divide. False when nothing is left. RFC 9110 section 5.6.1, RFC 3261 section 7.3.1.
 */
bool value_next(struct slice *rest, struct slice *member);

/*
 * Is there nothing in `text` that a grammar has to think about: no white space, no control byte, no double quote, no
 * "<", only ASCII? Quick, for the plain way through what nearly all values are.
 */
bool value_is_bare(struct slice text);

/* The length of the quoted string that `text` begins with, quotes included; 0: there is none, or no end. */
size_t value_quoted_length(struct slice text);

/*
 * The length of the host name, IPv4 address or bracketed IPv6 address that `text` begins with; 0: none.
 * "_" is let through: no RFC has it in host names, the field does. RFC 3261 section 25.1 (host).
 */
size_t value_host_length(struct slice text);

/* The address that a host is; false when it is a name, or has a zone. */
bool value_host_address(struct slice host, struct address *address);

/*
 * The next of the parameters ";a=b;c" at *rest, which is moved behind it: its name, and its value (quotes
 * taken off, escapes left in), empty for a bare name. Both are empty for two semicolons in a row. False
 * when nothing is left or what is there is no parameter list. generic-param of RFC 3261 section 25.1.
 */
bool value_next_parameter(struct slice *rest, struct slice *name, struct slice *value);

/*
 * The parameter `name` (any case) of a value "main;a=b;c" or "main;c": true when it is there, its value
 * (quotes taken off, escapes left in) in *value, empty for a bare name. Parameters inside <> do not count.
 */
bool value_parameter(struct slice value, const char *name, struct slice *parameter);

/* The parameter `name` of a challenge or credentials: `Digest realm="a", nonce="b"`. RFC 9110 section 11.2. */
bool value_auth_parameter(struct slice value, const char *name, struct slice *parameter);

/* The same for several names at once: the value of names[i] in found[i], whose bytes are NULL where it is not there. */
void value_auth_parameters(struct slice value, unsigned count, const struct slice names[static count],
						   struct slice found[static count]);

/* The authentication scheme: the first token of a challenge or credentials. */
struct slice value_auth_scheme(struct slice value);

/* A decimal number that fills `text` (white space aside); false when it is none or above `max`. */
bool value_number(struct slice text, uint64_t max, uint64_t *number);

/* The same, and parameters may stand behind it: "1800;refresher=uac". */
bool value_number_and_parameters(struct slice text, uint64_t max, uint64_t *number);

/*
 * An HTTP date in any of its three forms as seconds since 1970. RFC 9110 section 5.6.7.
 */
bool value_date(struct slice text, int64_t *seconds);

/*
 * Retry-After in seconds from `now` (seconds since 1970): a number, or (HTTP) a date. SIP's comment and
 * parameters are passed over. RFC 9110 section 10.2.3, RFC 3261 section 20.33.
 */
bool value_retry_after(struct slice text, int64_t now, int64_t *seconds);

/* One Via value of SIP. RFC 3261 section 20.42 and 25.1. */
struct via {
	struct slice transport; /* "UDP" */
	struct slice host;      /* IPv6 references with their brackets */
	uint16_t port;          /* 0 when not given */
	struct slice branch;    /* empty when not given */
	struct slice text;      /* the whole value: ask value_parameter for other parameters */
};
bool via_parse(struct slice value, struct via *via);

/*
 * Where sent-by and branch stand in what nearly every Via looks like, all that stays of it on its way: "192.0.2.1:5060" and
 * "z9hG4bK1", in small letters but for the branch. False for all else, be it a Via or not, and for a list.
 */
bool via_usual(struct slice value, struct slice *sent_by, struct slice *branch);

/* Where sent-by or a SIP URI names no port: RFC 3261 section 19.1.2. */
enum { SIP_PORT = 5060, SIP_TLS_PORT = 5061 };

/* The port of sent-by, or the default port of its transport: RFC 3261 section 18.1.1. */
uint16_t via_port(const struct via *via);

/* Does a branch begin with the magic cookie z9hG4bK (any case)? RFC 3261 section 8.1.1.7. */
bool branch_has_cookie(struct slice branch);

/* CSeq: number (up to 2^32 - 1) and method. RFC 3261 section 20.16. */
bool cseq_parse(struct slice value, uint32_t *number, struct slice *method);

/* The same, and which method that is. */
bool cseq_method_parse(struct slice value, uint32_t *number, struct slice *text, enum method *method);

/* RAck: RSeq number, CSeq number, method. RFC 3262 section 7.2. */
bool rack_parse(struct slice value, uint32_t *rseq, uint32_t *cseq, struct slice *method);

/*
 * A From, To, Contact, Route, Record-Route ... value: display name, URI, parameters after it.
 * RFC 3261 section 20.10: without <> all parameters belong to the field, not to the URI.
 */
struct name_address {
	struct slice display;    /* quotes left on */
	struct slice uri;        /* without <> */
	struct slice parameters; /* from the first ';' after the URI */
	struct slice tag;
};
bool name_address_parse(struct slice value, struct name_address *address);

/* The tag alone; empty when there is none, or the value cannot be read. From and To of every message are asked. */
struct slice name_address_tag(struct slice value);

/*
 * A URI cut into its parts. For sip, sips: scheme, user (with password cut off), host, port, parameters,
 * headers. For http, https: scheme, user info, host, port, path (may be empty), query. For any other
 * scheme only scheme and rest (in `path`). RFC 3261 section 19.1, RFC 3986 section 3.
 */
struct uri {
	struct slice scheme;
	struct slice user;
	struct slice host; /* IPv6 references with their brackets */
	uint16_t port;     /* 0 when not given */
	struct slice path;
	struct slice query;      /* http: after '?', without fragment; sip: headers after '?' */
	struct slice parameters; /* sip: from the first ';' after host and port */
	struct slice fragment;   /* after '#' */
};
bool uri_parse(struct slice text, struct uri *uri);

/* The host of a URI, where that is an address. False: it is a name, or the URI cannot be read. */
bool uri_host_address(struct slice uri, struct address *address);

/*
 * Are two SIP URIs the same address by RFC 3261 section 19.1.4? Escapes are compared decoded.
 */
bool sip_uri_equal(struct slice a, struct slice b);

/*
 * Do two SIP URIs lead to the same place? Parameters and headers aside, and the default port the same as none; true where
 * one cannot be read.
 */
bool sip_uri_same_place(struct slice a, struct slice b);

#endif
