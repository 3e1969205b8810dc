/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reading is one run over one capture: who listens, what is counted, and the one message that everything
 * is parsed into. A message is large, and only one is handed out at a time, so that nobody else needs one.
 * capture.c owns it; connections and streams borrow it.
 */
#ifndef SEQUITUR_CAPTURE_READING_H
#define SEQUITUR_CAPTURE_READING_H

#include "capture/capture.h"

struct reading {
	const struct capture_listener *listener;
	struct capture_counts *counts;
	/* Bytes over all connections: */
	uint64_t held; /* of segments that wait for a hole before them */
	uint64_t kept; /* of messages that have begun and go on in later segments */
	struct message message;
};

/* Where a run of bytes was seen. */
struct place {
	int64_t time;   /* of the packet that holds them, nanoseconds since 1970 */
	uint32_t frame; /* that packet */
	uint32_t shown; /* where they could be read: a later frame when a hole before them was filled there */
	uint16_t ip_id;
	uint8_t ttl;
	uint32_t acknowledged; /* by it; 0 when not known */
};

#endif
