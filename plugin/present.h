/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Presenting shows what is said of a frame: in its tree, in the packet list's Info column, as expert information,
 * and to the statistics. It happens whenever Wireshark dissects the frame, with a tree or without one.
 */
#ifndef SEQUITUR_PLUGIN_PRESENT_H
#define SEQUITUR_PLUGIN_PRESENT_H

#include "plugin/preferences.h"
#include "plugin/session.h"
#include "plugin/wireshark.h"

/* `tree` may be NULL. */
void present_frame(int protocol, const struct preferences *preferences, const struct frame_notes *notes,
				   tvbuff_t *bytes, packet_info *pinfo, proto_tree *tree);

/* Adds a finding about an earlier frame to the expert information of this one. `tree` may be NULL. */
void present_late(const struct preferences *preferences, const struct finding *finding, tvbuff_t *bytes,
				  packet_info *pinfo, proto_tree *tree);

/* "the ACK in 14 after 12 ms", "no ACK": for the Info column; free it with g_free. */
char *present_followup_text(const struct followup *followup);

#endif
