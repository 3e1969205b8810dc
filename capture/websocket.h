/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * WebSocket frames (RFC 6455 section 5) that carry SIP, one message in each WebSocket message (RFC 7118).
 * The stream owns the state; it begins when a 101 has agreed on the subprotocol "sip".
 */
#ifndef SEQUITUR_CAPTURE_WEBSOCKET_H
#define SEQUITUR_CAPTURE_WEBSOCKET_H

#include "capture/reading.h"

struct stream_pair;
struct websocket;

/* Ours: a longer WebSocket message is passed over. */
#define WEBSOCKET_MESSAGE_MAX (128u << 10)

/* A reader of stream.c's table. */
size_t websocket_read(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place);

/* How many of the next bytes belong to a frame that is passed over. */
uint64_t websocket_skips(const struct websocket *websocket);

/* `count` bytes are missing. */
void websocket_lost(struct stream_pair *pair, unsigned side, uint64_t count);

void websocket_free(struct websocket *websocket);

#endif
