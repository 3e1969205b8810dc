/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HTTP/1 in a stream: where a body ends (RFC 9112 section 6.3), chunks, tunnels and upgrades. For a
 * response that depends on its request, so the methods of outstanding requests are kept, per connection and
 * in order; the stream pair owns them.
 */
#ifndef SEQUITUR_CAPTURE_HTTP_STREAM_H
#define SEQUITUR_CAPTURE_HTTP_STREAM_H

#include "capture/reading.h"

struct stream_pair;

/* Ours: more requests than this are not waited for at once; those beyond are not told apart. */
#define HTTP_REQUESTS_MAX (64u << 10)

/* As far as a response's framing depends on what was asked. */
enum http_asked { ASKED_UNKNOWN, ASKED_OTHER, ASKED_HEAD, ASKED_CONNECT };

/* Outstanding requests, oldest first. All zero is none. */
struct http_requests {
	uint8_t *asked; /* enum http_asked; NULL as long as there is room in `few` */
	uint32_t first, count, room;
	uint8_t few[8];
	uint8_t side;   /* who asks */
	bool uncertain; /* requests or responses were lost: the pairing may be off */
};

void http_requests_push(struct http_requests *requests, enum http_asked asked);

/* The oldest one, taken off; ASKED_UNKNOWN when there is none. */
enum http_asked http_requests_pop(struct http_requests *requests);

/* Is the last one of them CONNECT, asked by this side? */
bool http_requests_await_tunnel(const struct http_requests *requests, unsigned side);

void http_requests_clear(struct http_requests *requests);

/* The open message of `side` is HTTP: decides how its body ends. `place` is of the end of its head. */
void http_stream_head(struct stream_pair *pair, unsigned side, const struct place *place);

/* Only remembers what was asked and answered, of a message of which just a part was seen. */
void http_stream_note(struct stream_pair *pair, unsigned side);

/* Passes over `count` bytes of a body or chunk, no more than `left`. */
void http_pass(struct stream_pair *pair, unsigned side, uint64_t count, const struct place *place);

/* Readers of stream.c's table: each takes bytes from the front and says how many, or changes the state. */
size_t http_read_body(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place);
size_t http_read_chunk_size(struct stream_pair *pair, unsigned side, struct slice bytes,
							const struct place *place);
size_t http_read_chunk_extension(struct stream_pair *pair, unsigned side, struct slice bytes,
								 const struct place *place);
size_t http_read_chunk_data(struct stream_pair *pair, unsigned side, struct slice bytes,
							const struct place *place);
size_t http_read_chunk_end(struct stream_pair *pair, unsigned side, struct slice bytes,
						   const struct place *place);
size_t http_read_trailer(struct stream_pair *pair, unsigned side, struct slice bytes,
						 const struct place *place);
size_t http_read_until_close(struct stream_pair *pair, unsigned side, struct slice bytes,
							 const struct place *place);
size_t http_read_switch(struct stream_pair *pair, unsigned side, struct slice bytes,
						const struct place *place);

#endif
