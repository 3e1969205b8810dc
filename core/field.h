/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header fields that Sequitur looks at by name, for HTTP and SIP alike. A field that is not in
 * this list is still kept in its message (as FIELD_OTHER) and can be found by its spelled-out name.
 * To make a new field known, add a row here; nothing else has to change.
 */
#ifndef SEQUITUR_CORE_FIELD_H
#define SEQUITUR_CORE_FIELD_H

#include <stdint.h>

#include "core/slice.h"

/* X(id, name, compact SIP form or 0): RFC 3261 section 20 and the IANA registry of compact forms. */
#define FIELDS(X)                                                \
	X(ACCEPT, "Accept", 0)                                       \
	X(ACCEPT_ENCODING, "Accept-Encoding", 0)                     \
	X(ACCEPT_LANGUAGE, "Accept-Language", 0)                     \
	X(ACCEPT_RANGES, "Accept-Ranges", 0)                         \
	X(ACCEPT_RESOURCE_PRIORITY, "Accept-Resource-Priority", 0)   \
	X(ALLOW, "Allow", 0)                                         \
	X(ALLOW_EVENTS, "Allow-Events", 'u')                         \
	X(AUTHENTICATION_INFO, "Authentication-Info", 0)             \
	X(AUTHORIZATION, "Authorization", 0)                         \
	X(CALL_ID, "Call-ID", 'i')                                   \
	X(CONNECTION, "Connection", 0)                               \
	X(CONTACT, "Contact", 'm')                                   \
	X(CONTENT_DISPOSITION, "Content-Disposition", 0)             \
	X(CONTENT_ENCODING, "Content-Encoding", 'e')                 \
	X(CONTENT_LENGTH, "Content-Length", 'l')                     \
	X(CONTENT_LOCATION, "Content-Location", 0)                   \
	X(CONTENT_RANGE, "Content-Range", 0)                         \
	X(CONTENT_TYPE, "Content-Type", 'c')                         \
	X(COOKIE, "Cookie", 0)                                       \
	X(CSEQ, "CSeq", 0)                                           \
	X(DATE, "Date", 0)                                           \
	X(DIVERSION, "Diversion", 0)                                 \
	X(ETAG, "ETag", 0)                                           \
	X(EVENT, "Event", 'o')                                       \
	X(EXPECT, "Expect", 0)                                       \
	X(EXPIRES, "Expires", 0)                                     \
	X(FORWARDED, "Forwarded", 0)                                 \
	X(FROM, "From", 'f')                                         \
	X(HISTORY_INFO, "History-Info", 0)                           \
	X(HOST, "Host", 0)                                           \
	X(HTTP2_SETTINGS, "HTTP2-Settings", 0)                       \
	X(IDENTITY, "Identity", 'y')                                 \
	X(IF_MATCH, "If-Match", 0)                                   \
	X(IF_MODIFIED_SINCE, "If-Modified-Since", 0)                 \
	X(IF_NONE_MATCH, "If-None-Match", 0)                         \
	X(IF_RANGE, "If-Range", 0)                                   \
	X(IF_UNMODIFIED_SINCE, "If-Unmodified-Since", 0)             \
	X(INFO_PACKAGE, "Info-Package", 0)                           \
	X(KEEP_ALIVE, "Keep-Alive", 0)                               \
	X(LAST_MODIFIED, "Last-Modified", 0)                         \
	X(LINK, "Link", 0)                                           \
	X(LOCATION, "Location", 0)                                   \
	X(MAX_BREADTH, "Max-Breadth", 0)                             \
	X(MAX_FORWARDS, "Max-Forwards", 0)                           \
	X(MIN_EXPIRES, "Min-Expires", 0)                             \
	X(MIN_SE, "Min-SE", 0)                                       \
	X(ORIGIN, "Origin", 0)                                       \
	X(P_ASSERTED_IDENTITY, "P-Asserted-Identity", 0)             \
	X(PATH, "Path", 0)                                           \
	X(PROXY_AUTHENTICATE, "Proxy-Authenticate", 0)               \
	X(PROXY_AUTHORIZATION, "Proxy-Authorization", 0)             \
	X(PROXY_CONNECTION, "Proxy-Connection", 0)                   \
	X(PROXY_REQUIRE, "Proxy-Require", 0)                         \
	X(RACK, "RAck", 0)                                           \
	X(RANGE, "Range", 0)                                         \
	X(REASON, "Reason", 0)                                       \
	X(RECORD_ROUTE, "Record-Route", 0)                           \
	X(RECV_INFO, "Recv-Info", 0)                                 \
	X(REFER_SUB, "Refer-Sub", 0)                                 \
	X(REFER_TO, "Refer-To", 'r')                                 \
	X(REFERER, "Referer", 0)                                     \
	X(REPLACES, "Replaces", 0)                                   \
	X(REQUIRE, "Require", 0)                                     \
	X(RESOURCE_PRIORITY, "Resource-Priority", 0)                 \
	X(RETRY_AFTER, "Retry-After", 0)                             \
	X(ROUTE, "Route", 0)                                         \
	X(RSEQ, "RSeq", 0)                                           \
	X(SEC_WEBSOCKET_ACCEPT, "Sec-WebSocket-Accept", 0)           \
	X(SEC_WEBSOCKET_KEY, "Sec-WebSocket-Key", 0)                 \
	X(SEC_WEBSOCKET_PROTOCOL, "Sec-WebSocket-Protocol", 0)       \
	X(SECURITY_SERVER, "Security-Server", 0)                     \
	X(SERVER, "Server", 0)                                       \
	X(SERVICE_ROUTE, "Service-Route", 0)                         \
	X(SESSION_EXPIRES, "Session-Expires", 'x')                   \
	X(SET_COOKIE, "Set-Cookie", 0)                               \
	X(SIP_ETAG, "SIP-ETag", 0)                                   \
	X(SIP_IF_MATCH, "SIP-If-Match", 0)                           \
	X(STRICT_TRANSPORT_SECURITY, "Strict-Transport-Security", 0) \
	X(SUBJECT, "Subject", 's')                                   \
	X(SUBSCRIPTION_STATE, "Subscription-State", 0)               \
	X(SUPPORTED, "Supported", 'k')                               \
	X(TE, "TE", 0)                                               \
	X(TIMESTAMP, "Timestamp", 0)                                 \
	X(TO, "To", 't')                                             \
	X(TRAILER, "Trailer", 0)                                     \
	X(TRANSFER_ENCODING, "Transfer-Encoding", 0)                 \
	X(UNSUPPORTED, "Unsupported", 0)                             \
	X(UPGRADE, "Upgrade", 0)                                     \
	X(USER_AGENT, "User-Agent", 0)                               \
	X(VARY, "Vary", 0)                                           \
	X(VIA, "Via", 'v')                                           \
	X(WARNING, "Warning", 0)                                     \
	X(WWW_AUTHENTICATE, "WWW-Authenticate", 0)                   \
	X(X_FORWARDED_FOR, "X-Forwarded-For", 0)                     \
	X(X_REAL_IP, "X-Real-IP", 0)

enum field_id {
	FIELD_OTHER = 0,
#define X(id, name, compact) FIELD_##id,
	FIELDS(X)
#undef X
		FIELD_COUNT
};

/* One header field of a message: offsets into the message's head, so that it stays small. */
struct field {
	uint32_t name;         /* offset of the name as spelled on the wire */
	uint32_t value;        /* offset of the value, surrounding white space left out */
	uint32_t value_length; /* bytes; a folded value still holds its line breaks */
	uint16_t name_length;
	uint8_t id;  /* enum field_id */
	bool folded; /* the value goes on over more than one line */
};

/* The id of a field name, compact SIP forms included when `sip`; FIELD_OTHER for any other name. */
enum field_id field_find(struct slice name, bool sip);

/* The registered spelling of a known field ("Call-ID"); "" for FIELD_OTHER. */
const char *field_name(enum field_id id);

#endif
