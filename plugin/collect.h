/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collecting makes messages and events for the analysis out of what Wireshark dissected. It is done once for each
 * frame, when Wireshark reads it for the first time; Wireshark may show a frame any number of times after that.
 */
#ifndef SEQUITUR_PLUGIN_COLLECT_H
#define SEQUITUR_PLUGIN_COLLECT_H

#include "plugin/frame.h"

/* Looks at a frame that is read for the first time. `tree` is not NULL. */
void collect_frame(packet_info *pinfo, proto_tree *tree);

/* HTTP/2: the messages of the frames of HTTP/2 in this frame. */
void collect_http2(const struct frame *frame);
void collect_http2_begin(void);

/* `sender` says no more on this connection: its open requests are handed over as they are. */
void collect_http2_break_off(uint64_t connection, const struct endpoint *sender);

/* ICMP errors and failed look-ups of names. */
void collect_unreachable(const struct frame *frame);
void collect_name_failure(const struct frame *frame);
void collect_name_failure_begin(void);

#endif
