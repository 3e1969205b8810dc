/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream is what one end of a TCP connection says, in order: it finds where messages begin, gathers heads
 * that cross segments, and hands each message out when its last byte is there. What a message is, is seen
 * by what it looks like, never by its port. Where its body ends is the business of its protocol:
 * http_stream.c, http2_stream.c, sip_stream.c, websocket.c.
 *
 * A stream pair is both directions of one connection and what they must know of each other. The connection
 * owns it. A stream keeps copies of heads only while their messages go on in later segments, never of bodies
 * (but SIP's, which are small and looked at).
 *
 * To read one more protocol: give it a state below and a reader in the table of stream.c.
 */
#ifndef SEQUITUR_CAPTURE_STREAM_H
#define SEQUITUR_CAPTURE_STREAM_H

#include <glib.h>

#include "capture/http_stream.h"
#include "capture/reading.h"
#include "capture/tcp.h"
#include "core/event.h"

/* Ours: what all streams together may keep of messages that go on in later segments. */
#define STREAM_KEPT_MAX (48u << 20)

/* Ours: a stream whose first segments, this many, begin with no message speaks something else. */
#define STREAM_REFUSED_MAX 8

enum stream_state {
	STREAM_BETWEEN,         /* the next byte begins a message, or so it should be */
	STREAM_GATHERING,       /* a message has begun in earlier segments and is not all there */
	STREAM_BODY,            /* `left` bytes of body follow */
	STREAM_CHUNK_SIZE,      /* RFC 9112 section 7.1: the digits of chunk-size */
	STREAM_CHUNK_EXTENSION, /* the rest of that line */
	STREAM_CHUNK_DATA,      /* `left` bytes of chunk-data follow */
	STREAM_CHUNK_END,       /* the line break behind chunk-data */
	STREAM_TRAILER,         /* trailer-section up to its empty line */
	STREAM_UNTIL_CLOSE,     /* a body that ends with the connection */
	STREAM_SWITCH,          /* the next byte belongs to what was agreed on with 101 or CONNECT */
	STREAM_WEBSOCKET,       /* frames with SIP in them, RFC 7118 */
	STREAM_HTTP2,           /* frames, RFC 9113 */
	STREAM_IGNORED,         /* nothing that follows is looked at */
	STREAM_STATE_COUNT
};

/* What follows on a connection after 101 or CONNECT. */
enum stream_switch { SWITCH_OTHER, SWITCH_TUNNEL, SWITCH_WEBSOCKET, SWITCH_SIP_WEBSOCKET, SWITCH_HTTP2 };

struct websocket;
struct http2;
struct http2_side;

struct stream {
	uint8_t state;      /* enum stream_state */
	bool open;          /* a head was handed over, its body goes on */
	bool is_request;    /* the open message is */
	bool expects;       /* it has Expect: its client may leave the body out */
	bool asked_unknown; /* it is a response and may have answered HEAD */
	bool body_began;    /* a byte behind the head was seen */
	bool unsure;        /* where the next message begins is not known: only segments' beginnings are tried */
	bool spoke;         /* a message was found here */
	bool framing_lost;  /* said so already */
	bool unread_told;   /* bytes since the last message that belong to none: said so already */
	bool fresh;         /* the next byte is the first of its segment */
	uint8_t refused;    /* segments that began with no message */
	uint8_t digits;     /* of a chunk-size so far */
	uint32_t faults;    /* of the open message, or the next one */
	uint32_t client_sequence; /* as in struct sighting; of the open message, or the next one */
	uint64_t left;
	GByteArray *gathered; /* NULL: nothing */
	struct message *kept; /* the open message once its segment is gone; else it is in the reading */
	struct websocket *websocket;
	struct http2_side *http2; /* of the pair's, once this side speaks it */
	/* Behind this line only a stream with a message under way is looked at. */
	int64_t first_time;
	uint32_t first_frame;
	uint32_t head_frame;  /* in which the head of the open message ended */
	uint32_t shown_frame; /* where the open message is shown though its body goes on; 0: where it ends */
	uint32_t line;        /* bytes of a trailer line so far */
	uint32_t scanned;     /* bytes of `gathered` without the end of a head */
	uint32_t needed;      /* bytes of `gathered` that make the message; 0: its head has not ended */
	uint64_t body_length;
	struct place last; /* of the last byte of the open message */
};

struct stream_pair {
	struct endpoint endpoints[2]; /* the source of each stream */
	uint8_t sides_seen;           /* bits: 1 << side */
	uint8_t after_switch;         /* enum stream_switch */
	bool mid_stream;
	bool spoke; /* a message was found on either side */
	struct reading *reading;
	uint64_t connection;
	struct tcp_side *sides; /* two: what each stream is put together from; all zero where there is no TCP */
	struct stream streams[2];
	struct http_requests requests;
	struct http2 *http2; /* NULL: nobody speaks it */
};

/* Ways a stream ends. */
enum stream_end {
	STREAM_END_FIN,   /* its sender said all it had to say */
	STREAM_END_BREAK, /* reset, abandoned, or the capture ended */
};

/* The next bytes of a stream: one segment or a part of it. */
void stream_bytes(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place);

/* How many of the next bytes need not be handed over but can be passed over by count. */
uint64_t stream_skips(const struct stream *stream);

/* Passes over `count` bytes, no more than stream_skips said. */
void stream_pass(struct stream_pair *pair, unsigned side, uint64_t count, const struct place *place);

/* `count` bytes are missing here. `cut`: by the snap length. `place` is of the bytes beside the hole. */
void stream_lost(struct stream_pair *pair, unsigned side, uint64_t count, bool cut,
				 const struct place *place);

/* Nothing more will come: what is open is handed out as it is. `place` is of the packet that says so. */
void stream_finish(struct stream_pair *pair, unsigned side, enum stream_end end, const struct place *place);

/* The connection was reset from the other end: what is open stays as it is. More may still be under way. */
void stream_break(struct stream_pair *pair, unsigned side);

/* Are these the bytes that lie `back` before the next one? False only where they are known not to be. */
bool stream_repeats(const struct stream_pair *pair, unsigned side, struct slice bytes, uint32_t back);

/* Is a message under way? */
bool stream_is_busy(const struct stream *stream);

/* Does nobody look at what either side says? `side` is the one to look at first. */
bool stream_pair_is_ignored(const struct stream_pair *pair, unsigned side);

/* Frees what the pair keeps, but not the pair. */
void stream_pair_clear(struct stream_pair *pair);

/*
 * For the protocols' own files.
 */

/* The message just parsed, live or kept. Only while `open`. */
struct message *stream_message(struct stream_pair *pair, unsigned side);

/*
 * The open message ends with the byte at `place` and is handed out; the next byte begins another one.
 */
void stream_complete(struct stream_pair *pair, unsigned side, const struct place *place);

/* As far as it was seen: its last byte is the last one that came. */
void stream_truncate(struct stream_pair *pair, unsigned side);

/* Tells an event about `source`'s stream, seen at `place`. */
void stream_tell(const struct stream_pair *pair, unsigned source, enum transport_event_kind kind,
				 const struct place *place, uint64_t bytes);

/* Fills `seen` from what the stream knows. */
void stream_sighting(const struct stream_pair *pair, unsigned side, const struct place *place,
					 struct sighting *seen);

/* Nobody looks at either side any more. */
void stream_pair_ignore(struct stream_pair *pair);

/* Does a TLS record begin here? RFC 8446 section 5.1. */
bool stream_begins_tls(struct slice bytes);

#endif
