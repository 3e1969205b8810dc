/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Offer and answer: what a call that is accepted has to agree on. RFC 3261 sections 13.2.1 and 13.2.2.4; RFC 3264. */
#include "core/finding.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"

/* Is there a session description, or may one be among the parts of its body? */
static bool
describes_media(const struct message *message)
{
	struct slice type;

	return message->body_length > 0 && message_field(message, FIELD_CONTENT_TYPE, &type) &&
		   (slice_starts_with_nocase(type, SLICE("application/sdp")) ||
			slice_starts_with_nocase(type, SLICE("multipart/")));
}

/* It has no body at all, and not because that was not captured. */
static bool
has_no_body(const struct message *message)
{
	uint64_t length;

	if (message->body_length > 0 || message->seen.faults & FAULT_TRUNCATED ||
		message->oddities & ODDITY_NO_END)
		return false;
	return !message_first_field(message, FIELD_CONTENT_LENGTH) ||
		   (message_number(message, FIELD_CONTENT_LENGTH, UINT32_MAX, &length) && length == 0);
}

void
sip_offer_request(struct sip_transaction *transaction, const struct message *request)
{
	if (request->method != METHOD_INVITE)
		return;
	transaction->offers_media = describes_media(request);
	transaction->has_no_body = has_no_body(request);
}

static const struct rule answer_missing = {
	.id = "sip-answer-missing",
	.severity = SEVERITY_ERROR,
	.title = "A call was accepted without an answer to the caller's offer",
	.why = "The INVITE says which media the caller wants, and where to send them; the 2xx has to say the "
		   "same for the "
		   "callee. Without it the caller knows neither codec nor address: the call stands, and nobody hears "
		   "anything.",
	.look_at = "Who sent the 2xx first? A gateway or script that leaves out the body, or something on the "
			   "way that takes it "
			   "away.",
	.traps = "Where a provisional answer had a description already the 2xx need not repeat it; where the "
			 "packet was "
			 "not captured to its end nothing is told.",
	.spec = "RFC 3261 section 13.2.1; RFC 3264 section 6",
};

void
sip_offer_response(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	struct sip_transaction *transaction = response->transaction;
	unsigned code = response->message->status;

	if (response->identity->method != METHOD_INVITE)
		return;
	if (!status_is_final(code)) {
		transaction->is_described = transaction->is_described || describes_media(response->message);
		return;
	}
	if (code / 100 != 2 || !transaction->offers_media || transaction->is_described ||
		!has_no_body(response->message) ||
		!sip_call_raises_once(transaction->call, &answer_missing, transaction->cseq))
		return;
	struct finding finding = finding_of(&answer_missing, PROTOCOL_SIP, annotation->seen.frame);
	char client[ENDPOINT_TEXT_SIZE], server[ENDPOINT_TEXT_SIZE];
	finding_add_frame(&finding, annotation->request_frame);
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(analysis, annotation, &finding,
				  "The INVITE of %s has a session description; %s accepted it with %u, and neither that "
				  "answer nor one before "
				  "has any.",
				  endpoint_text(&annotation->seen.destination, client),
				  endpoint_text(&annotation->seen.source, server), code);
}

/* ---- where the 2xx makes the offer, the ACK answers ---- */

static const struct rule ack_without_answer = {
	.id = "sip-ack-without-answer",
	.severity = SEVERITY_WARNING,
	.title = "The ACK has no answer to the offer of the 2xx",
	.why = "The INVITE had no session description, so the 2xx makes the offer, and the ACK has to answer it: "
		   "without "
		   "that the callee does not know where to send its media.",
	.look_at = "The caller, or the server that calls in its place: third-party call control and load "
			   "generators forget it.",
	.traps = "Silent where a provisional answer had a description: that may have been the offer, and the "
			 "PRACK the answer.",
	.spec = "RFC 3261 section 13.2.2.4; RFC 3264 section 4",
};

bool
sip_ack_answers_applies(const struct candidate *trigger)
{
	const struct sip_transaction *transaction = trigger->transaction;

	return transaction->has_no_body && !transaction->is_described && describes_media(trigger->message);
}

enum observation
sip_ack_answers_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (!sip_ack_is_for(obligation, candidate))
		return OBSERVED_NOTHING;
	if (candidate->message->body_length > 0)
		return OBSERVED_MET;
	return has_no_body(candidate->message)
			   ? OBSERVED_VIOLATED
			   : obligation_settle_unknown(obligation, "The ACK was not captured to its end.");
}

void
sip_ack_answers_judged(struct obligation *obligation, enum verdict verdict)
{
	struct sip_transaction *transaction = obligation->transaction;
	char debtor[ENDPOINT_TEXT_SIZE], creditor[ENDPOINT_TEXT_SIZE];

	if (verdict != VERDICT_VIOLATED ||
		!sip_call_raises_once(transaction->call, &ack_without_answer, transaction->cseq))
		return;
	struct finding finding = obligation_finding(&ack_without_answer, obligation);
	obligation_endpoints_text(obligation, debtor, creditor);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s sent an INVITE without a session description, %s made an offer with its %u, and the "
				  "ACK has no answer.",
				  debtor, creditor, obligation->annotation->code);
}

const struct rule *const rules_sip_offer[] = {&answer_missing, &ack_without_answer, NULL};
