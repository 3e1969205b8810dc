/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/sip_companion.h"

struct sip_transaction *
sip_companion(const struct sip_transaction *transaction, enum method method)
{
	struct sip_nearest nearest = {0};

	for (GList *link = sip_call_recent(transaction->call); link && nearest.nearness != SIP_SAME_ENDPOINTS;
		 link = link->next) {
		struct sip_transaction *other = link->data;
		if (other->method == method && other->branch_hash == transaction->branch_hash &&
			other->cseq == transaction->cseq)
			sip_nearest_look(&nearest, other, &transaction->client, &transaction->server);
	}
	return sip_nearest_one(&nearest);
}

/* Any other refusal than this one has causes of its own: RFC 3261 section 9.2. */
enum { STATUS_TERMINATED = 487 };

/* The CANCEL that the server of this INVITE has heeded, as far as is known. */
static const struct sip_transaction *
cancel_of(const struct sip_transaction *invite)
{
	const struct sip_transaction *cancel = sip_companion(invite, METHOD_CANCEL);

	return cancel && cancel->final < 300 && address_equal(&cancel->server.address, &invite->server.address)
			   ? cancel
			   : NULL;
}

const struct message *
sip_ended_by(const struct sip_transaction *transaction, const struct message *response)
{
	const struct sip_transaction *cancel;

	switch ((enum method)transaction->method) {
	case METHOD_BYE:
	case METHOD_CANCEL: return transaction->request;
	case METHOD_INVITE:
		cancel = response->status == STATUS_TERMINATED ? cancel_of(transaction) : NULL;
		return cancel ? cancel->request : NULL;
	default: return NULL;
	}
}
