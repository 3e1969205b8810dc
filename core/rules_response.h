/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules about what a response carries: private to core. Both trackers ask them. */
#ifndef SEQUITUR_CORE_RULES_RESPONSE_H
#define SEQUITUR_CORE_RULES_RESPONSE_H

#include "core/followup.h"

/*
 * Has the response what its status must have? For the first copy of each, while its annotation is open.
 */
void response_fields_judge(struct analysis *analysis, struct annotation *annotation,
						   const struct candidate *response);

#endif
