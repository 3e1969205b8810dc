/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a CANCEL leads to. RFC 3261 section 9. */
#include "core/finding.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"

struct sip_transaction *
sip_companion_of(const struct sip_transaction *transaction, enum method method)
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

void
sip_cancel_request(const struct candidate *cancel)
{
	struct sip_transaction *invite = sip_companion_of(cancel->transaction, METHOD_INVITE);

	if (invite && !invite->final)
		invite->is_cancelled = true;
}

static const struct rule cancel_no_487 = {
	.id = "sip-cancel-no-487",
	.severity = SEVERITY_WARNING,
	.title = "A cancelled INVITE was never ended",
	.why = "The CANCEL was accepted, but the INVITE got no final answer: the caller has to wait for its own "
		   "timer.",
	.look_at =
		"The element that sent the 200 to the CANCEL owes the 487. Old implementations (RFC 2543) end it "
		"differently.",
	.traps = "A 2xx that crossed the CANCEL is an end too. Silent when an ACK, before or after the answer to "
			 "the CANCEL, "
			 "shows that an answer came.",
	.spec = "RFC 3261 sections 9.1 and 9.2",
};

void
sip_cancel_judged(struct obligation *obligation, enum verdict verdict)
{
	char debtor[ENDPOINT_TEXT_SIZE], creditor[ENDPOINT_TEXT_SIZE];

	if (verdict != VERDICT_OVERDUE ||
		!sip_call_raises_once(obligation->transaction->call, &cancel_no_487, obligation->transaction->cseq))
		return;
	struct finding finding = finding_of(&cancel_no_487, PROTOCOL_SIP, obligation->annotation->seen.frame);
	finding_add_frame(&finding,
					  obligation->transaction->request ? obligation->transaction->request->seen.frame : 0);
	finding_add_frame(&finding, obligation->annotation->request_frame);
	finding_add_frame(&finding, obligation->annotation->seen.frame);
	obligation_endpoints_text(obligation, debtor, creditor);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s accepted the CANCEL of %s but never ended the INVITE.", debtor, creditor);
}

/* ---- a 2xx that crosses the CANCEL ---- */

static const struct rule crossed_not_ended = {
	.id = "sip-crossed-2xx-not-ended",
	.severity = SEVERITY_WARNING,
	.title = "A call was answered while it was cancelled, and nobody ended it",
	.why = "The caller has hung up, but its CANCEL came too late: the call stands. The callee hears nothing, "
		   "keeps a line busy, and may be charged for.",
	.look_at =
		"The caller's device: it acknowledges the 2xx and takes the call for cancelled. It should send BYE.",
	.traps = "Told only at the caller's own link, where the ACK went from the caller to whoever sent the "
			 "2xx: a BYE would go the same way. Silent where the caller goes on with the call.",
	.spec = "RFC 3261 sections 9.1 and 15",
};

/* At the caller's own link: a proxy that cancels a branch of a fork passes its 2xx on. A call that stood before goes on. */
bool
sip_crossed_applies(const struct candidate *trigger)
{
	const struct sip_transaction *invite = trigger->transaction;

	return invite->is_cancelled && !invite->is_in_dialog && trigger->identity->via_is_alone;
}

/* Who sends several INVITEs and cancels all but one has the call that it wants. */
static bool
is_wanted(const struct sip_transaction *invite)
{
	for (GList *link = sip_call_recent(invite->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (other->method == METHOD_INVITE && other->cseq != invite->cseq && other->accepted_tag)
			return true;
	}
	return false;
}

/* `number`: the frame of the CANCEL, which is forgotten sooner. */
bool
sip_crossed_opens(struct obligation *obligation, const struct candidate *trigger)
{
	const struct sip_transaction *cancel = sip_companion_of(trigger->transaction, METHOD_CANCEL);

	if (cancel && cancel->request)
		obligation->number = cancel->request->seen.frame;
	return obligation->number > 0 && !is_wanted(obligation->transaction);
}

/* Does it come from the caller, in this dialog, the way that a BYE of the caller would come? */
static bool
is_of_caller(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct sighting *seen = &candidate->message->seen;

	return !candidate->message->is_response && candidate_same_to_tag(obligation, candidate) &&
		   address_equal(&seen->source.address, &obligation->debtor.address) &&
		   address_equal(&seen->destination.address, &obligation->creditor.address);
}

enum observation
sip_crossed_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (candidate_is_request(candidate, METHOD_BYE) &&
		(candidate_same_to_tag(obligation, candidate) ||
		 candidate->identity->from_tag_hash == obligation->to_tag_hash))
		return OBSERVED_MET;
	if (candidate->message->is_response && candidate->identity->method == METHOD_BYE)
		return obligation_settle_unknown(obligation, "The BYE was not seen, but its answer was.");
	if (!is_of_caller(obligation, candidate))
		return OBSERVED_NOTHING;
	if (candidate->message->method != METHOD_ACK)
		return obligation_settle_unknown(obligation, "The caller goes on with the call.");
	obligation->seen_surely = true;
	obligation->seen_frame = candidate->message->seen.frame;
	return OBSERVED_NOTHING;
}

enum verdict
sip_crossed_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	if (deadline_passed && in_view && obligation->seen_surely && !is_wanted(obligation->transaction))
		return VERDICT_OVERDUE;
	return obligation_silence_tells_nothing(obligation, deadline_passed, in_view);
}

void
sip_crossed_judged(struct obligation *obligation, enum verdict verdict)
{
	uint32_t cancel = (uint32_t)obligation->number;
	char caller[ENDPOINT_TEXT_SIZE], callee[ENDPOINT_TEXT_SIZE];

	if (verdict != VERDICT_OVERDUE ||
		!sip_call_raises_once(obligation->transaction->call, &crossed_not_ended, obligation->to_tag_hash))
		return;
	struct finding finding = finding_of(&crossed_not_ended, PROTOCOL_SIP, obligation->annotation->seen.frame);
	finding_add_frame(&finding, obligation->annotation->request_frame);
	finding_add_frame(&finding, cancel);
	finding_add_frame(&finding, obligation->annotation->seen.frame);
	finding_add_frame(&finding, obligation->seen_frame);
	obligation_endpoints_text(obligation, caller, callee);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s cancelled its INVITE in frame %u, but the %u of %s crossed that; it acknowledged the "
				  "%u in frame %u and did not end the call.",
				  caller, cancel, obligation->annotation->code, callee, obligation->annotation->code,
				  obligation->seen_frame);
}

const struct rule *const rules_sip_cancel[] = {&cancel_no_487, &crossed_not_ended, NULL};
