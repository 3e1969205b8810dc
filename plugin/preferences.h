/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user may set: the thresholds of the analysis, and how much is shown. Wireshark keeps and edits the values;
 * a change of a threshold makes it read the file anew, and so begins another session with it.
 */
#ifndef SEQUITUR_PLUGIN_PREFERENCES_H
#define SEQUITUR_PLUGIN_PREFERENCES_H

#include "core/analysis.h"

struct preferences {
	bool info_column; /* add to the Info column */
	int expert_from;  /* enum severity; SEVERITY_COUNT: never */
	struct analysis_settings settings;
};

/* Registers them for the protocol and sets the defaults; once, at start. */
void preferences_register(int protocol);

/* As they are now. */
const struct preferences *preferences_now(void);

/* Does Wireshark put the segments of a TCP stream in order before they are dissected? By default it does not. */
bool preferences_streams_in_order(void);

#endif
