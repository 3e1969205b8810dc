/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stop is the wish that reading end soon and what was found be reported: of whoever sends SIGINT or SIGTERM, or of
 * ourselves when nobody takes the report any more. There is one in a process, and it is never taken back.
 */
#ifndef SEQUITUR_TOOL_STOP_H
#define SEQUITUR_TOOL_STOP_H

#include <stdbool.h>

/* From now on SIGINT and SIGTERM wish it. A second signal of the same kind ends the program at once. */
void stop_on_signals(void);

void stop_wish(void);
bool stop_is_wished(void);

/* The wish as a flag, for who looks at it between packets. */
const volatile bool *stop_flag(void);

#endif
