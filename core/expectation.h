/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An expectation is one thing that must follow a status: its id (a contract: never renamed), what is to
 * come and what its absence means. Expectations are constant tables, so a follow-up points at its
 * expectation and whoever prints the follow-up reads the texts from there.
 */
#ifndef SEQUITUR_CORE_EXPECTATION_H
#define SEQUITUR_CORE_EXPECTATION_H

struct expectation {
	const char *id;        /* "sip-ack-non2xx": words of a-z, 0-9 and '-' */
	const char *next;      /* what must follow, and who does it */
	const char *otherwise; /* what it means when it does not */
	const char *spec;      /* "RFC 3261 section 17.1.1.3" */
};

#endif
