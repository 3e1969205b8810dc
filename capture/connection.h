/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A connection is one TCP connection as the capture has it: both sides put back into order (tcp.h), what they
 * say (stream.h), and how it opened and ended. A connection table owns all connections of a reading and finds
 * the one a segment belongs to by addresses, ports and channel; port reuse makes a new one with a new id.
 *
 * A connection that has ended stays a while as its own gravestone, so that late retransmissions do not look
 * like a new one. Memory is bounded by CONNECTIONS_MAX: the one that was idle for longest goes first.
 */
#ifndef SEQUITUR_CAPTURE_CONNECTION_H
#define SEQUITUR_CAPTURE_CONNECTION_H

#include "capture/packet.h"
#include "capture/reading.h"

/* Ours. */
#define CONNECTIONS_MAX       100000
#define CONNECTION_GRAVES_MAX 4096
#define CONNECTION_GRAVE_TIME (INT64_C(240) * 1000000000) /* nanoseconds; twice the MSL of RFC 9293 */
#define CONNECTION_WAIT_TIME  INT64_C(1000000000)         /* how long a reset or a hole waits for packets */

struct connection_table;

/* `reading` is borrowed and must outlive the table. */
struct connection_table *connection_table_new(struct reading *reading);

/* Takes a TCP segment: header and data. */
void connection_table_segment(struct connection_table *table, const struct datagram *datagram);

/*
 * Takes a message that stands for itself (an exported PDU) and that came over TCP: its bytes are the next of
 * its side.
 */
void connection_table_message(struct connection_table *table, const struct datagram *datagram);

/* The capture has ended: hands out what is open, ends all connections, and frees. */
void connection_table_free(struct connection_table *table);

#endif
