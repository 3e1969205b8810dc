/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cause code is a number by which the sender of a SIP response says why it sent it, besides the status: the warn-code of
 * a Warning value, or the cause of a Reason value. The rows stand in core/cause_code.c; to make another code known, add one
 * there.
 */
#ifndef SEQUITUR_CORE_CAUSE_CODE_H
#define SEQUITUR_CORE_CAUSE_CODE_H

#include <stddef.h>

#include "core/slice.h"

/* Whose numbers they are. */
enum cause_set {
	CAUSES_WARNING, /* of Warning: RFC 3261 section 20.43 and the IANA registry */
	CAUSES_Q850,    /* of Reason with the protocol "Q.850": what the telephone network says */
	CAUSE_SET_COUNT
};

struct cause_code {
	enum cause_set set;
	unsigned code;
	const char *phrase; /* as it is registered: "User busy" */
	const char *means;  /* in a sentence or two, for whoever has to act on it */
	const char *spec;
};

/* What these codes are called before their number: "Warning", "Q.850". */
const char *cause_set_name(enum cause_set set);

/* Where these codes stand, as a heading: "Warning". */
const char *cause_set_field(enum cause_set set);

/* All rows, *count of them, by set and code. */
const struct cause_code *cause_code_table(size_t *count);

/* The row of this code; NULL: it has none. */
const struct cause_code *cause_code_find(enum cause_set set, unsigned code);

#endif
