/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a client sends after a response: questions that the rows of HTTP ask about it, and the moments they share.
 * Private to core.
 */
#ifndef SEQUITUR_CORE_HTTP_AGAIN_H
#define SEQUITUR_CORE_HTTP_AGAIN_H

#include "core/followup.h"

/*
 * A request by the debtor that began after the response, and of the same client as far as it can be told. One
 * whose head is not all there tells nothing.
 */
bool http_request_is_later(const struct obligation *obligation, const struct candidate *candidate);

/* The same request once more: same method; the row watches for the URI. */
bool http_request_is_again(const struct obligation *obligation, const struct candidate *candidate);

/* Is the candidate what the client sent next on the connection of the response? */
bool http_request_is_next(const struct obligation *obligation, const struct candidate *candidate);

/* `opens` of a row that watches for the URI of the request; false when it is not known. */
bool http_opens_for_uri(struct obligation *obligation, const struct candidate *trigger);

static inline bool
http_has_field(const struct message *message, enum field_id id)
{
	return message_first_field(message, id) != 0;
}

#endif
