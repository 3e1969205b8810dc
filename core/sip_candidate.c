/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/sip_candidate.h"

/* Where both live at one address, the ports tell who sends: his own, or whom it goes to, as TCP takes a new one. */
static bool
is_from_debtor(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct sighting *seen = &candidate->message->seen;
	const struct endpoint *debtor = &obligation->debtor, *creditor = &obligation->creditor;

	if (!address_equal(&seen->source.address, &debtor->address))
		return false;
	return !address_equal(&debtor->address, &creditor->address) || endpoint_equal(&seen->source, debtor) ||
		   endpoint_equal(&seen->destination, creditor);
}

bool
candidate_is_new(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;

	return !message->is_response && message->method != METHOD_ACK && message->method != METHOD_CANCEL &&
		   candidate->repetition == REPETITION_NONE && candidate->transaction != obligation->transaction &&
		   is_from_debtor(obligation, candidate);
}

bool
candidate_is_same_kind(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate_is_new(obligation, candidate) &&
		   (!obligation->request ||
			slice_equal(candidate->message->method_text, obligation->request->method_text));
}

static bool
same_party(const struct message *a, const struct message *b, enum field_id field)
{
	struct slice left, right;
	struct name_address one, other;

	return message_field(a, field, &left) && message_field(b, field, &right) &&
		   name_address_parse(left, &one) && name_address_parse(right, &other) &&
		   sip_uri_equal(one.uri, other.uri);
}

bool
sip_same_from(const struct message *a, const struct message *b)
{
	return same_party(a, b, FIELD_FROM);
}

/* A domain that is nobody's, for those who hide: RFC 3261 section 8.1.1.3. */
static bool
is_invalid_host(struct slice host)
{
	static const struct slice invalid = {".invalid", 8};

	return host.length > invalid.length &&
		   slice_equal_nocase(slice_after(host, host.length - invalid.length), invalid);
}

bool
sip_is_anonymous(const struct message *message)
{
	struct slice value;
	struct name_address from;
	struct uri uri;

	return message_field(message, FIELD_FROM, &value) && name_address_parse(value, &from) &&
		   uri_parse(from.uri, &uri) &&
		   (slice_equal_nocase(uri.user, SLICE("anonymous")) || is_invalid_host(uri.host));
}

/*
 * Does it come from the same user? Under another Call-ID, From says so. All that one device registers may have one
 * Call-ID, whoever is registered stands in To: RFC 3261 sections 8.1.3.5 and 10.2.
 */
static bool
is_of_same_user(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message, *request = obligation->request;

	if (message->method == METHOD_REGISTER && request && !same_party(message, request, FIELD_TO))
		return false;
	return candidate_in_same_call(obligation, candidate) ||
		   (request && sip_same_from(message, request) && !sip_is_anonymous(message));
}

bool
candidate_is_retry(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate_is_same_kind(obligation, candidate) && is_of_same_user(obligation, candidate) &&
		   !(candidate_in_same_call(obligation, candidate) &&
			 candidate->identity->cseq == obligation->transaction->cseq);
}

bool
candidate_same_from_tag(const struct obligation *obligation, const struct candidate *candidate)
{
	struct slice request, again;

	return obligation->request && message_field(obligation->request, FIELD_FROM, &request) &&
		   message_field(candidate->message, FIELD_FROM, &again) &&
		   slice_equal(name_address_tag(request), name_address_tag(again));
}
