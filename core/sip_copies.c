/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/sip_copies.h"

#include "core/value.h"

/* The same before the time is over: with the third, three and a half seconds have gone by; ours. */
#define COPIES_PROVE_SOONER 3

/*
 * Where the acknowledgement may go past the capture, so many of them, the last one so long after the response: no way
 * takes so long; ours. With the timers of RFC 3261 the fifth comes after eleven seconds.
 */
#define COPIES_PROVE_ANYWHERE 5
#define NO_WAY_TAKES          SECONDS(4)

/* ---- on the hop ---- */

/* Nothing says whether an ACK has come; was anything of its way seen? */
static bool
is_blind(const struct obligation *obligation)
{
	return !obligation_link_known(obligation) || obligation_was_blind(obligation);
}

/*
 * Over UDP the server repeats what is not acknowledged (RFC 3261 section 17.2.1), so what was not repeated was acknowledged,
 * and not captured to the end. When that ends soon, what is late may still come. Elsewhere silence while in view says
 * enough.
 */
enum verdict
sip_unacknowledged_on_hop(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	unsigned enough = deadline_passed ? COPIES_PROVE : COPIES_PROVE_SOONER;

	if (transport_is_reliable(obligation->annotation->seen.transport)) {
		if (deadline_passed && in_view)
			return VERDICT_OVERDUE;
		return deadline_passed || !obligation_link_known(obligation) ? VERDICT_UNKNOWN : VERDICT_PENDING;
	}
	if (is_blind(obligation))
		return VERDICT_UNKNOWN;
	if (obligation->copies >= enough)
		return VERDICT_OVERDUE;
	return deadline_passed ? VERDICT_UNKNOWN : VERDICT_PENDING;
}

/* ---- end to end ---- */

static bool
is_of_2xx(const struct obligation *obligation)
{
	return status_is_final(obligation->annotation->code);
}

/* In what the callee sends itself the tags of its 2xx have changed places: RFC 3261 section 12.2.1.1. */
static bool
is_bye_of_dialog(const struct obligation *obligation, const struct sip_transaction *bye)
{
	uint64_t seed = obligation->analysis->seed;
	struct slice from;

	if (!obligation->response || !message_field(obligation->response, FIELD_FROM, &from))
		return false;
	struct sip_identity identity = {.from_tag_hash = obligation->to_tag_hash,
									.to_tag_hash = hash_slice(seed, name_address_tag(from)),
									.cseq = bye->cseq,
									.method = METHOD_BYE};
	return bye->identity_hash == sip_identity_request(&identity, seed);
}

const struct sip_transaction *
sip_bye_of_creditor(const struct obligation *obligation)
{
	for (GList *link = sip_call_recent(obligation->transaction->call); link; link = link->next) {
		const struct sip_transaction *bye = link->data;
		if (bye->method == METHOD_BYE && bye->request && bye->last_time >= obligation->opened &&
			address_equal(&bye->client.address, &obligation->creditor.address) &&
			is_bye_of_dialog(obligation, bye))
			return bye;
	}
	return NULL;
}

/* When the callee hung up, after the response; INT64_MAX: it was not seen to. */
static int64_t
creditor_sent_bye(const struct obligation *obligation)
{
	const struct sip_transaction *bye = sip_bye_of_creditor(obligation);

	return bye ? bye->request->seen.first_time : INT64_MAX;
}

/*
 * When its sender gave the response up: a 2xx with BYE (RFC 3261 section 13.3.1.4), a reliable 1xx with a refusal (RFC
 * 3262 section 3). INT64_MAX: it did not.
 */
static int64_t
given_up(const struct obligation *obligation)
{
	const struct sip_transaction *transaction = obligation->transaction;

	if (is_of_2xx(obligation))
		return creditor_sent_bye(obligation);
	return transaction->final >= 300 ? transaction->final_time : INT64_MAX;
}

/*
 * The gaps between the copies double, from T1 on: those of a 2xx up to T2 (RFC 3261 section 13.3.1.4), those of a reliable
 * provisional answer without end (RFC 3262 section 3). Where one came not even when the next but one was nearly due, they
 * have ceased, and by nothing that was seen: their sender has what it waited for, or waits no more.
 */
static bool
copies_ceased(const struct obligation *obligation)
{
	int64_t last = obligation->copied->last, gap = last - obligation->opened + T1;

	if (is_of_2xx(obligation))
		gap = MIN(gap, T2);
	return MIN(given_up(obligation), obligation->analysis->now) > last + 2 * gap;
}

static bool
is_at(struct slice uri, const struct address *address)
{
	struct address host;

	return uri_host_address(uri, &host) && address_equal(&host, address);
}

/* Does a value of the field name this address? */
static bool
names(const struct message *response, enum field_id field, const struct address *address)
{
	struct field_walk walk = {0};
	struct slice value;
	struct name_address place;

	while (message_next_value(response, field, &walk, &value))
		if (name_address_parse(value, &place) && is_at(place.uri, address))
			return true;
	return false;
}

static bool
has_one_via(const struct message *response)
{
	struct field_walk walk = {0};
	struct slice value;

	return message_next_value(response, FIELD_VIA, &walk, &value) &&
		   !message_next_value(response, FIELD_VIA, &walk, &value);
}

/*
 * Must what acknowledges the response come from the debtor to the creditor? It goes from the caller through those who stand
 * in Record-Route to Contact: RFC 3261 sections 12.1.2 and 12.2.1.1. Names in place of addresses tell nothing.
 */
static bool
way_is_here(const struct obligation *obligation)
{
	const struct message *response = obligation->response;
	const struct address *debtor = &obligation->debtor.address, *creditor = &obligation->creditor.address;

	return (has_one_via(response) || names(response, FIELD_RECORD_ROUTE, debtor)) &&
		   (names(response, FIELD_CONTACT, creditor) || names(response, FIELD_RECORD_ROUTE, creditor));
}

/*
 * A 2xx to the INVITE proves nothing against the PRACK, the contrary: with a session description in the provisional answer
 * it has to wait for it (RFC 3262 section 3).
 */
static bool
copies_prove(const struct obligation *obligation, bool deadline_passed)
{
	if (!obligation->copied || obligation->copies < COPIES_PROVE)
		return false;
	int64_t repeated = obligation->copied->last - obligation->opened;
	/* They went on to the end; one of the last may be lost. */
	if (repeated >= SIXTY_FOUR_T1 - 2 * T2)
		return true;
	if (copies_ceased(obligation) ||
		(!is_of_2xx(obligation) && obligation->transaction->final && obligation->transaction->final < 300))
		return false;
	if (!way_is_here(obligation))
		return obligation->copies >= COPIES_PROVE_ANYWHERE && repeated > NO_WAY_TAKES;
	bool is_over = deadline_passed || given_up(obligation) != INT64_MAX;
	return obligation->copies >= (is_over ? COPIES_PROVE : COPIES_PROVE_SOONER);
}

enum verdict
sip_unacknowledged(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	(void)in_view;
	if (is_blind(obligation))
		return VERDICT_UNKNOWN;
	if (copies_prove(obligation, deadline_passed))
		return VERDICT_OVERDUE;
	return deadline_passed ? VERDICT_UNKNOWN : VERDICT_PENDING;
}
