/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Composing makes the bytes of a told message: the fields that the scenario gives, and the defaults for those that
 * it leaves out, which follow from the messages told before it.
 */
#ifndef SEQUITUR_TESTS_SCENARIO_COMPOSE_H
#define SEQUITUR_TESTS_SCENARIO_COMPOSE_H

#include "tests/scenario/scenario.h"

/* Fills in `fields`, `bytes` and `head_length`. `left_out`: names of defaults that are not wanted. */
void compose_message(struct scenario *scenario, struct told_message *message, GPtrArray *left_out);

/* The defaults of each protocol, appended to `fields`, which is empty before. */
void compose_sip(struct scenario *scenario, struct told_message *message, GPtrArray *fields);
void compose_http(struct told_message *message, GPtrArray *fields);

struct field_line *field_line_new(const char *name, const char *value);
void field_line_free(gpointer line);

/* Appends a field; takes the value. */
void fields_take(GPtrArray *fields, const char *name, char *value);

/* The first value of that name in any case, or NULL. */
const char *fields_find(const GPtrArray *fields, const char *name);

#endif
