/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a message is to an obligation: who sent it, whether it belongs to the same call, whether it is the request once more.
 * Private to core.
 */
#ifndef SEQUITUR_CORE_SIP_CANDIDATE_H
#define SEQUITUR_CORE_SIP_CANDIDATE_H

#include "core/followup.h"
#include "core/value.h"

static inline bool
candidate_is_request(const struct candidate *candidate, enum method method)
{
	return !candidate->message->is_response && candidate->message->method == method;
}

static inline bool
candidate_in_same_call(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate->call == obligation->transaction->call;
}

static inline bool
candidate_is_response_to(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate->message->is_response && candidate->transaction == obligation->transaction;
}

static inline bool
candidate_same_to_tag(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate->identity->to_tag_hash == obligation->to_tag_hash;
}

static inline bool
candidate_in_dialog(const struct candidate *candidate)
{
	return candidate->identity->to_tag.length > 0;
}

static inline int64_t
candidate_since_opened(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate->message->seen.first_time - obligation->opened;
}

/* A new request (no copy, no ACK, no CANCEL) by the debtor, other than the one that was answered. */
bool candidate_is_new(const struct obligation *obligation, const struct candidate *candidate);

/* The same kind of request once more: same method, by the debtor; it may be for another user. */
bool candidate_is_same_kind(const struct obligation *obligation, const struct candidate *candidate);

/* The same user asks again: others may stand behind the same address. */
bool sip_same_from(const struct message *a, const struct message *b);

/* Does anybody and nobody stand behind From? */
bool sip_is_anonymous(const struct message *message);

/*
 * The client tries the request again, with a new CSeq number (RFC 3261 section 8.1.3.5): with the old one it is a proxy
 * that tries another branch.
 */
bool candidate_is_retry(const struct obligation *obligation, const struct candidate *candidate);

bool candidate_same_from_tag(const struct obligation *obligation, const struct candidate *candidate);

#endif
