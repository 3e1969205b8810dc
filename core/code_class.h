/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A code class is what the leading digits of a code say, whatever the code: the first digit of an HTTP or SIP
 * status, the first two of an outcome. Constant tables; the short names of the classes come from status_class().
 */
#ifndef SEQUITUR_CORE_CODE_CLASS_H
#define SEQUITUR_CORE_CODE_CLASS_H

#include "core/message.h"

struct code_class {
	unsigned digits;   /* 1..6; outcomes: 10..12 */
	const char *range; /* "4xx"; outcomes: "10xxx" */
	const char *means;
	const char *next; /* what must follow, and who does it */
	const char *spec;
};

/* The class of a code of `protocol`, or NULL for a code outside its classes. */
const struct code_class *code_class_find(enum protocol protocol, unsigned code);

/* The class of an outcome's five-digit code, or NULL. */
const struct code_class *outcome_class_find(unsigned code);

/* All classes of a protocol, or of the outcomes, in ascending order, *count of them. */
const struct code_class *code_class_table(enum protocol protocol, size_t *count);
const struct code_class *outcome_class_table(size_t *count);

#endif
