/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HTTP/2 in the clear (RFC 9113): frames in both directions of a connection, from its preface or from a 101 on,
 * or picked up in the middle. The stream pair owns the state.
 *
 * A response is handed out when its header block has ended, since its client may act on it from then on; a request
 * when its body has ended, or its final response comes. Both are shown in the frame that ends the header block.
 * Trailers tell nothing here, DATA is counted, and SETTINGS, PRIORITY, PING, WINDOW_UPDATE and unknown frames
 * are passed over.
 *
 * What cannot be decoded is not guessed at. Where the beginning is missing, a field that the dynamic table would
 * tell is left out and its message says so (ODDITY_UNKNOWN_FIELDS); a header block that cannot say what it is, and
 * a direction whose header blocks are broken, are told as EVENT_FRAMING_LOST.
 */
#ifndef SEQUITUR_CAPTURE_HTTP2_STREAM_H
#define SEQUITUR_CAPTURE_HTTP2_STREAM_H

#include "capture/reading.h"

struct stream_pair;
struct http2_side;

/* Ours: a header block above this size, and so any frame that is looked at, is not read. */
#define HTTP2_BLOCK_MAX (64u << 10)

/* Ours: requests whose body goes on, of one connection. Those beyond are handed out without their body. */
#define HTTP2_OPEN_MAX 10000

/* Do these bytes begin the preface of a connection, sure enough? RFC 9113 section 3.4. */
bool http2_preface_begins(struct slice bytes);

/* Does a connection begin here, with the preface of either side? */
bool http2_may_begin(struct slice bytes);

/* It does: how many bytes are the client's preface. What follows on `side` is HTTP/2. */
size_t http2_begin(struct stream_pair *pair, unsigned side, struct slice bytes);

/* Do frames begin here, at the first bytes of a segment, although no preface was seen on this side? */
bool http2_begins(const struct stream_pair *pair, unsigned side, struct slice bytes);

/* They do. */
void http2_resume(struct stream_pair *pair, unsigned side);

/* After 101 with "h2c": both sides speak HTTP/2, first of all the preface. RFC 7540 section 3.2. */
void http2_upgrade(struct stream_pair *pair, unsigned side);

/* A reader of stream.c's table. */
size_t http2_read(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place);

/* How many of the next bytes belong to a frame that is passed over; and passes over them. */
uint64_t http2_skips(const struct http2_side *http2);
void http2_pass(struct stream_pair *pair, unsigned side, uint64_t count, const struct place *place);

/* `count` bytes are missing, because of `fault`: FAULT_TRUNCATED or FAULT_GAP_IN_BODY. */
void http2_lost(struct stream_pair *pair, unsigned side, uint64_t count, enum capture_fault fault,
				const struct place *place);

/* Is a request of this side still open? NULL: it does not speak HTTP/2. */
bool http2_is_busy(const struct http2_side *http2);

/* Nothing more will come from this side: its open requests are handed out as they are. */
void http2_break_off(struct stream_pair *pair, unsigned side);

/* Frees pair->http2, if there is one. */
void http2_clear(struct stream_pair *pair);

#endif
