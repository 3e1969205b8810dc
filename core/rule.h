/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rule is one fault that a capture can prove: its id (a contract: never renamed), how bad it is, why it
 * matters and where to look next. Rules are constant tables, so a finding points at its rule and whoever
 * prints the finding reads the texts from there.
 */
#ifndef SEQUITUR_CORE_RULE_H
#define SEQUITUR_CORE_RULE_H

#include "core/annotation.h"

struct rule {
	const char *id; /* "sip-482-loop-confirmed": words of a-z, 0-9 and '-' */
	enum severity severity;
	const char *title;   /* the fault as a short statement */
	const char *why;     /* why it matters */
	const char *look_at; /* what to look at next */
	const char *spec;    /* "RFC 3261 section 16.3" */
};

#endif
