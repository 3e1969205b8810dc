/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wait that Retry-After asks for (RFC 9110 section 10.2.3), and whether it was kept: the functions of its row in
 * expectations_http.c. Private to core.
 */
#ifndef SEQUITUR_CORE_HTTP_RETRY_AFTER_H
#define SEQUITUR_CORE_HTTP_RETRY_AFTER_H

#include "core/followup.h"

bool http_retry_after_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation http_retry_after_observe(struct obligation *obligation, const struct candidate *candidate);
enum verdict http_retry_after_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);

#endif
