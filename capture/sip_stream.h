/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIP in datagrams and in streams. A datagram holds one message (RFC 3261 section 18.3); in a stream the
 * Content-Length says where the next one begins. The body of a SIP message is handed out with it.
 */
#ifndef SEQUITUR_CAPTURE_SIP_STREAM_H
#define SEQUITUR_CAPTURE_SIP_STREAM_H

#include "capture/packet.h"
#include "capture/reading.h"

struct stream_pair;

/* Ours: a larger body is passed over, not handed out. */
#define SIP_BODY_MAX (64u << 10)

/*
 * Hands out the SIP message that fills the payload of a datagram; false when there is none. `cut`: the snap
 * length took the end. `transport`: how it came, for messages without a connection.
 */
bool sip_datagram(struct reading *reading, const struct datagram *datagram, struct slice payload, bool cut);

/*
 * The reading's message is SIP; its head is the first `end` bytes of `bytes`. Hands it out when the body is
 * in `bytes` as well and gives the bytes it takes; gives 0 when the stream must gather it first (`needed`). What
 * is left of a body above SIP_BODY_MAX is in the stream's `left`.
 */
size_t sip_stream_message(struct stream_pair *pair, unsigned side, struct slice bytes, size_t end);

/* The message's body as far as it is in `behind`, the bytes behind its head. */
void sip_body_take(struct message *message, struct slice behind);

#endif
