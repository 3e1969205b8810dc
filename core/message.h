/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A message is one HTTP or SIP request or response as it was seen in a capture: its start line, its
 * header block, and where and when it was seen. It owns nothing: every slice in it borrows the bytes
 * it was parsed from, so a message is valid only while those bytes are. Whoever wants to keep
 * something of a message copies it.
 *
 * A message is the only way in to core besides `struct transport_event` (core/event.h): both front
 * ends make messages, the tool from packets, the plugin from what Wireshark dissected.
 */
#ifndef SEQUITUR_CORE_MESSAGE_H
#define SEQUITUR_CORE_MESSAGE_H

#include "core/field.h"
#include "core/slice.h"

enum protocol { PROTOCOL_HTTP, PROTOCOL_SIP };

/* The word used in ids, JSON and filters: "http", "sip". */
const char *protocol_name(enum protocol protocol);

enum transport { TRANSPORT_UDP, TRANSPORT_TCP, TRANSPORT_TLS, TRANSPORT_WEBSOCKET, TRANSPORT_SCTP };

/* "udp", "tcp", "tls", "websocket", "sctp". */
const char *transport_name(enum transport transport);

/* SIP sends again over UDP what nobody answered (RFC 3261 section 17); over the others TCP does it. */
static inline bool
transport_is_reliable(enum transport transport)
{
	return transport != TRANSPORT_UDP;
}

/* Methods that some rule tells apart. A method that is not listed is METHOD_OTHER and keeps its text. */
#define METHODS(X) \
	X(GET)         \
	X(HEAD)        \
	X(POST)        \
	X(PUT)         \
	X(DELETE)      \
	X(CONNECT)     \
	X(OPTIONS)     \
	X(TRACE)       \
	X(PATCH)       \
	X(QUERY)       \
	X(INVITE)      \
	X(ACK)         \
	X(BYE)         \
	X(CANCEL) X(REGISTER) X(PRACK) X(UPDATE) X(INFO) X(SUBSCRIBE) X(NOTIFY) X(PUBLISH) X(REFER) X(MESSAGE)

enum method {
	METHOD_OTHER = 0,
#define X(name) METHOD_##name,
	METHODS(X)
#undef X
		METHOD_COUNT
};

/* Method names are case-sensitive in both protocols (RFC 9110 section 9.1, RFC 3261 section 7.1). */
enum method method_find(struct slice name);

/* "INVITE"; "" for METHOD_OTHER. */
const char *method_name(enum method method);

struct address {
	uint8_t family;    /* 4, 6, or 0 when not known */
	uint8_t bytes[16]; /* zeros where the family has fewer */
};

struct endpoint {
	struct address address;
	uint16_t port;
};

/* The bytes that an address does not use are zeros. */
static inline bool
address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static inline bool
endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && address_equal(&a->address, &b->address);
}

/* Large enough for "[v6 address]:port" and its zero. */
#define ENDPOINT_TEXT_SIZE 56

/* Writes "192.0.2.1" or "2001:db8::1" into `text` and returns it. */
const char *address_text(const struct address *address, char text[static ENDPOINT_TEXT_SIZE]);

/* Writes "192.0.2.1:5060" or "[2001:db8::1]:5060" into `text` and returns it. */
const char *endpoint_text(const struct endpoint *endpoint, char text[static ENDPOINT_TEXT_SIZE]);

/* What the capture may have hidden from us about one message. */
enum capture_fault {
	FAULT_GAP_BEFORE = 1u << 0,  /* bytes of this stream were lost just before it */
	FAULT_TRUNCATED = 1u << 1,   /* the snap length cut it, or its body never came to an end */
	FAULT_ONE_SIDED = 1u << 2,   /* no packet of the other direction of its connection was seen so far */
	FAULT_MID_STREAM = 1u << 3,  /* its connection was already running when the capture began */
	FAULT_OVERLAP = 1u << 4,     /* segments of its stream overlapped with different bytes; the first won */
	FAULT_GAP_IN_BODY = 1u << 5, /* bytes of its body were lost */
	FAULT_ACKS_UNSEEN = 1u << 6, /* its first packet acknowledges bytes of the other end not seen before it */
};

/* Where and when a message was seen. Times are nanoseconds since 1970-01-01 UTC. */
struct sighting {
	uint32_t frame;       /* the frame that completes it, body included: where Wireshark shows it */
	uint32_t first_frame; /* the frame that holds its first byte */
	int64_t first_time;   /* of the packet with its first byte */
	int64_t last_time;    /* of the packet with its last byte */
	struct endpoint source;
	struct endpoint destination;
	uint64_t connection; /* the same for both directions of one TCP connection; 0 over UDP */
	uint32_t stream;     /* HTTP/2 stream; 0 elsewhere */
	/*
	 * HTTP/1 over TCP: what the client had sent, as a sequence number of its bytes. Of a request, that of its first
	 * byte; of a response, what its first packet acknowledges. 0 when not known: see core/http_order.h.
	 */
	uint32_t client_sequence;
	uint16_t ip_id;    /* IPv4 identification of the last packet; 0 when not known. Tells mirror copies */
	uint8_t ttl;       /* of the last packet; 0 when not known */
	uint8_t transport; /* enum transport */
	uint32_t faults;   /* enum capture_fault */
};

/* Departures from the grammar that real traffic has and that a reader must get over. Data, not errors. */
enum oddity {
	ODDITY_BARE_LF = 1u << 0,            /* a line ends in LF without CR */
	ODDITY_LEADING_CRLF = 1u << 1,       /* empty lines before the start line */
	ODDITY_NO_REASON = 1u << 2,          /* no reason phrase, not even the space before it */
	ODDITY_FOLDED = 1u << 3,             /* a field goes on over several lines */
	ODDITY_SPACE_BEFORE_COLON = 1u << 4, /* "Name : value": legal in SIP, forbidden in HTTP */
	ODDITY_NO_COLON = 1u << 5,           /* a header line without a colon */
	ODDITY_CONTROL_BYTE = 1u << 6,       /* NUL or another control byte in the head */
	ODDITY_NON_ASCII = 1u << 7,          /* bytes of 128 and more in the head */
	ODDITY_EXTRA_SPACE = 1u << 8,        /* more than one space, or a tab, between parts of the start line */
	ODDITY_TOO_MANY_FIELDS = 1u << 9,    /* fields beyond MESSAGE_FIELDS_MAX were left out */
	ODDITY_EMPTY_NAME = 1u << 10,        /* ": value" */
	ODDITY_STATUS_NOT_3DIGIT = 1u << 11, /* the status code is not three digits */
	ODDITY_NO_END = 1u << 12,            /* a datagram ended before the empty line */
	ODDITY_VERSION = 1u << 13,           /* a version that is neither HTTP/1.x nor SIP/2.0 ("SIP/7.0") */
	ODDITY_UNKNOWN_FIELDS = 1u << 14,    /* HTTP/2 fields were left out that only earlier bytes could tell */
	ODDITY_STATUS_RANGE = 1u << 15,      /* the status code is three digits, but not in 100..699 */
};

#define MESSAGE_FIELDS_MAX 192

/*
 * Bytes of the head of a message in a stream, which would otherwise be gathered without end; ours. Servers refuse heads
 * of more than 8 to 64 KiB, and how they do so is worth seeing.
 */
#define MESSAGE_HEAD_MAX (256u << 10)

struct message {
	uint8_t protocol; /* enum protocol */
	bool is_response;
	uint8_t method; /* enum method, of a request */
	uint8_t version_major, version_minor;
	uint16_t status;   /* of a response; 0 when it is not a number of up to three digits */
	uint32_t oddities; /* enum oddity */
	uint16_t field_count;
	bool is_kept;             /* a kept copy (core/kept.h): it ends with the last of its fields */
	bool is_digest;           /* and lacks some */
	struct slice method_text; /* of a request */
	struct slice target;      /* of a request */
	struct slice reason;      /* of a response; may be empty */
	struct slice head;        /* start line to empty line; fields point into it */

	uint64_t body_length; /* bytes of body seen */
	struct sighting seen;

	struct field fields[MESSAGE_FIELDS_MAX]; /* only field_count of them are set */
	/* Index + 1 of the first field with each id; 0: absent. Ask message_first_field: kept copies lack it. */
	uint8_t field_index[FIELD_COUNT];
	/* One bit for each id, set when more than one field has it. Ask message_field_repeats, too. */
	uint64_t fields_repeated[(FIELD_COUNT + 63) / 64];
	struct slice
		body; /* of SIP, where it was captured; else empty. Ask message_body: kept copies lack it, too */
};

enum message_outcome {
	MESSAGE_PARSED,     /* a whole head; *end is the offset just behind its empty line */
	MESSAGE_INCOMPLETE, /* a good start, more bytes are needed */
	MESSAGE_MALFORMED,  /* no message; *end is the offset of the first byte that cannot be */
};

/*
 * Reads one head, start line to empty line, from `bytes`, and fills in all of `message` except `body`,
 * `body_length` and `seen`. Leading empty lines are passed over (RFC 9112 section 2.2, RFC 3261 section
 * 7.5). `all_there` says that nothing can follow (a datagram): a head without its empty line is then
 * accepted and marked ODDITY_NO_END. RFC 9112 sections 2 to 5, RFC 3261 sections 7 and 25.
 */
enum message_outcome message_parse(struct message *message, struct slice bytes, bool all_there, size_t *end);

/*
 * May these bytes begin a message? Cheap: looks at the first few dozen bytes only; a good answer is no
 * promise that message_parse succeeds. MESSAGE_INCOMPLETE: too few bytes to tell.
 */
enum message_outcome message_begins(struct slice bytes);

/* Is "HTTP/1.1 417 " among these bytes of a start line, though the rest of it is not? RFC 9112 section 4. */
bool message_shows_status(struct slice bytes);

/* May fields of it be missing here that were sent? Cut off, lost, too many, or in a line that could not be read. */
bool message_may_lack_fields(const struct message *message);

/* The same as message_first_field, of a kept copy. */
unsigned message_first_field_kept(const struct message *message, enum field_id id);

/* The index + 1 of the first field with this id; 0: there is none. */
static inline unsigned
message_first_field(const struct message *message, enum field_id id)
{
	return message->is_kept ? message_first_field_kept(message, id) : message->field_index[id];
}

/* May several fields have this id? Of a kept copy nobody knows: true. */
static inline bool
message_field_repeats(const struct message *message, enum field_id id)
{
	return message->is_kept || (message->fields_repeated[id / 64] >> id % 64 & 1);
}

/* The body of a message in hand; empty where it is not looked at, and of a kept copy. */
static inline struct slice
message_body(const struct message *message)
{
	return message->is_kept ? (struct slice){NULL, 0} : message->body;
}

/*
 * For whoever knows that the end of a head was not captured: a last line without an end may be a part only, and half a
 * host is another host. It is let go; the head stays as it is.
 */
void message_drop_cut_line(struct message *message);

/* For whoever makes messages, the next three. There is no field yet. */
static inline void
message_fields_clear(struct message *message)
{
	message->field_count = 0;
	memset(message->field_index, 0, sizeof message->field_index);
	memset(message->fields_repeated, 0, sizeof message->fields_repeated);
}

/* The field with index + 1 `number`, the last one so far, has this id. */
static inline void
message_field_note(struct message *message, enum field_id id, unsigned number)
{
	if (!message->field_index[id])
		message->field_index[id] = (uint8_t)number;
	else
		message->fields_repeated[id / 64] |= UINT64_C(1) << id % 64;
}

/* Notes control bytes (a tab is none) and those of 128 and more among these bytes of the head as its oddities. */
void message_bytes_judge(struct message *message, struct slice bytes);

/* Status-Code = 3DIGIT, RFC 9110 section 15: the status, and what is odd about it. No number of up to three digits: 0. */
void message_status_read(struct message *message, struct slice text);

/* Is its head all there, and surely in its place, so that what it does not have was not sent either? */
static inline bool
message_is_whole(const struct message *message)
{
	return !(message->oddities & (ODDITY_TOO_MANY_FIELDS | ODDITY_NO_END)) &&
		   !(message->seen.faults & (FAULT_TRUNCATED | FAULT_GAP_BEFORE));
}

/* The value of the first field spelled `name` (any case), known to field.h or not. */
bool message_field_named(const struct message *message, const char *name, struct slice *value);

static inline struct slice
field_value(const struct message *message, const struct field *field)
{
	return (struct slice){message->head.bytes + field->value, field->value_length};
}

/* The value of the first field with this id; false when there is none. An empty value is a value. */
static inline bool
message_field(const struct message *message, enum field_id id, struct slice *value)
{
	unsigned first = message_first_field(message, id);

	if (!first)
		return false;
	*value = field_value(message, &message->fields[first - 1]);
	return true;
}

/*
 * The members of a list-valued field (Via, Contact, Route, Allow, Transfer-Encoding ...), over all fields
 * of that id and their commas, in order; commas inside quoted strings and <> do not divide. Start with
 * `struct field_walk walk = {0}`; false at the end. RFC 9110 section 5.6.1, RFC 3261 section 7.3.1.
 */
struct field_walk {
	uint16_t next;     /* index of the field to look at next */
	struct slice rest; /* what is left of the present one */
};
bool message_next_value(const struct message *message, enum field_id id, struct field_walk *walk,
						struct slice *value);

/* Has this list field one member, no more? */
bool message_has_one_value(const struct message *message, enum field_id id);

/* Does a member of this list field equal `token` (any case, parameters after ';' left out)? */
bool message_has_token(const struct message *message, enum field_id id, const char *token);

/* The value of a field as a decimal number; false when absent, not a number, or above `max`. */
bool message_number(const struct message *message, enum field_id id, uint64_t max, uint64_t *number);

#endif
