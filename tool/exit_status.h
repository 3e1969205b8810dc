/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exit statuses of the command, as its manual has them. */
#ifndef SEQUITUR_TOOL_EXIT_STATUS_H
#define SEQUITUR_TOOL_EXIT_STATUS_H

enum exit_status {
	EXIT_NOTHING_FOUND = 0,
	EXIT_FINDINGS = 1,
	EXIT_TROUBLE = 2, /* the work could not be done, or not all of it */
};

#endif
