/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Statistics are the counts over a whole file: a tree (Statistics > Sequitur, -z sequitur,tree) that Wireshark
 * counts by passing over the packets, and a text report for tshark (-z sequitur) made when all have been read.
 */
#ifndef SEQUITUR_PLUGIN_STATISTICS_H
#define SEQUITUR_PLUGIN_STATISTICS_H

#include "plugin/session.h"
#include "plugin/wireshark.h"

/* The tap; with the protocol, at start. */
void statistics_register(void);

/* The tree and the report; once, when taps are registered. */
void statistics_register_views(void);

/*
 * Hands what is said of a frame, which may be NULL, to whoever counts. `unread`: the frames behind it have not been
 * read yet, so what is said of its messages is not all.
 */
void statistics_frame(packet_info *pinfo, const struct frame_notes *notes, bool unread);

#endif
