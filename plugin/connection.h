/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A connection is one TCP stream of Wireshark's, watched from below: how it opened and ended, what the capture
 * lost of it, and what it speaks after 101 or CONNECT. Wireshark puts the bytes together; this only makes the
 * transport events (core/event.h), from the flags and sequence numbers of the same segments.
 *
 * Connections live in the file scope of Wireshark and are forgotten with it.
 */
#ifndef SEQUITUR_PLUGIN_CONNECTION_H
#define SEQUITUR_PLUGIN_CONNECTION_H

#include "core/event.h"
#include "plugin/frame.h"

/* A file is opened: there are no connections. The one of the file before are gone with its scope. */
void connections_begin(void);

/* Which of the two ends of its connection sent the frame: 0 or 1. */
unsigned connection_side(const struct frame *frame);

/* What the segment of a frame says before its messages are looked at: opened, bytes lost, another protocol. */
void connection_before_messages(const struct frame *frame);

/*
 * Did all bytes of the frame's segment come before? Wireshark may show their messages again, as what it takes for a fast
 * retransmission. To be asked after connection_before_messages.
 */
bool connection_comes_again(const struct frame *frame);

/*
 * Wireshark shows a message of this connection, which is about to be handed over: fills in `faults`, and notes what it
 * agrees on. `length` is of head and body; 0: where it ends is not certain. False: it was handed over before.
 */
bool connection_message(const struct frame *frame, struct message *message, size_t length);

/* What the segment of a frame says after its messages: closed, reset. */
void connection_after_messages(const struct frame *frame);

/* Of how many connections Wireshark may have shown too little, as their segments came out of order. */
unsigned connections_disordered(void);

/* The capture has ended: says how each connection that is still open did. */
void connections_finish(void);

#endif
