/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stop is the wish that reading end soon and what was found be reported: of whoever sends SIGINT, SIGTERM or SIGHUP, or of
 * ourselves when nobody takes the report any more. There is one in a process. What a signal wished is never taken back.
 */
#ifndef SEQUITUR_TOOL_STOP_H
#define SEQUITUR_TOOL_STOP_H

#include <stdbool.h>

/*
 * From now on SIGINT, SIGTERM and SIGHUP wish it, and SIGUSR1. A second one of the former, a little later, ends the program
 * at once.
 */
void stop_on_signals(void);

/*
 * The same where a pipe is read: Ctrl-C reaches its writer, too, who ends it with what it still has. The first signal
 * wishes nothing yet, a second one does, or a few seconds without an end.
 */
void stop_on_end_of_pipe(void);

/* From now on SIGUSR1 alone does: whoever started this process sends it, and decides about the others. */
void stop_on_owner_alone(void);

void stop_wish(void);

/* Takes back what stop_wish has wished, but not what a signal has. */
void stop_withdraw(void);
bool stop_is_wished(void);

/* The wish as a flag, for who looks at it between packets. */
const volatile bool *stop_flag(void);

#endif
