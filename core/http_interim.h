/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interim responses announce something: 100 that the body may come, 101 that another protocol follows, and each but 101 a
 * final response. These are the questions of their rows in expectations_http.c. Private to core. RFC 9110 section 15.2.
 */
#ifndef SEQUITUR_CORE_HTTP_INTERIM_H
#define SEQUITUR_CORE_HTTP_INTERIM_H

#include "core/followup.h"

bool interim_opens_body(struct obligation *obligation, const struct candidate *trigger);
enum observation interim_observe_end_of_unseen(struct obligation *obligation,
											   const struct candidate *candidate);
enum verdict interim_body_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);
enum observation interim_observe_body_began(struct obligation *obligation,
											const struct transport_event *event);
bool interim_opens_switch(struct obligation *obligation, const struct candidate *trigger);
enum observation interim_observe_switch(struct obligation *obligation, const struct candidate *candidate);
enum observation interim_observe_switch_event(struct obligation *obligation,
											  const struct transport_event *event);
enum verdict interim_final_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);
enum observation interim_observe_final(struct obligation *obligation, const struct candidate *candidate);
enum observation interim_observe_final_event(struct obligation *obligation,
											 const struct transport_event *event);

#endif
