/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a Location asks for (RFC 9110 sections 10.2.2 and 15.4), and how the request that follows it is recognised:
 * the functions of its row in expectations_http.c. Which request follows which redirection says core/http_chain.h;
 * here it is judged. Private to core.
 */
#ifndef SEQUITUR_CORE_HTTP_LOCATION_H
#define SEQUITUR_CORE_HTTP_LOCATION_H

#include "core/followup.h"

bool http_location_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation http_location_observe(struct obligation *obligation, const struct candidate *candidate);
enum verdict http_location_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);

#endif
