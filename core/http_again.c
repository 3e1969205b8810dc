/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_again.h"

#include "core/http_client.h"

bool
http_request_is_later(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;

	return !message->is_response && !(message->oddities & ODDITY_NO_END) &&
		   message->seen.first_frame > obligation->annotation->seen.first_frame &&
		   address_equal(&message->seen.source.address, &obligation->debtor.address) &&
		   (!obligation->request || http_client_may_be_same(message, obligation->request));
}

bool
http_request_is_again(const struct obligation *obligation, const struct candidate *candidate)
{
	return http_request_is_later(obligation, candidate) && obligation->request &&
		   slice_equal(candidate->message->method_text, obligation->request->method_text);
}

bool
http_request_is_next(const struct obligation *obligation, const struct candidate *candidate)
{
	return obligation->request && candidate->connection == obligation->connection &&
		   candidate->request_before == obligation->request->seen.frame &&
		   !(candidate->message->seen.faults & FAULT_GAP_BEFORE);
}

bool
http_opens_for_uri(struct obligation *obligation, const struct candidate *trigger)
{
	if (!obligation->request || !trigger->uri.length)
		return false;
	obligation->uri = g_strndup(trigger->uri.bytes, trigger->uri.length);
	return true;
}
