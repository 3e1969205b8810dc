/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The three status tables, for status.c alone: everybody else asks through core/status.h.
 *
 * Each is ascending by code without doubles (tests/unit/test_status.c holds them to it), for status.c
 * searches them by halves.
 */
#ifndef SEQUITUR_CORE_STATUS_TABLES_H
#define SEQUITUR_CORE_STATUS_TABLES_H

#include "core/status.h"

/* The first line of an entry: code, registration, who acts next, phrase. */
#define STATUS(number, registered_as, acts_next, words) \
	.code = (number), .registration = STATUS_##registered_as, .actor = ACTOR_##acts_next, .phrase = (words)

extern const struct status http_statuses[];
extern const size_t http_status_count;

extern const struct status sip_statuses[];
extern const size_t sip_status_count;

extern const struct status outcomes[];
extern const size_t outcome_count;

#endif
