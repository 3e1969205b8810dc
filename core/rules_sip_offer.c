/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Offer and answer: what a call that is accepted has to agree on. RFC 3261 sections 13.2.1 and 13.2.2.4; RFC 3264. */
#include "core/finding.h"
#include "core/link.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"

/* Is it this media type, with or without parameters? */
static bool
is_type(struct slice type, struct slice name)
{
	return slice_starts_with_nocase(type, name) &&
		   (type.length == name.length || strchr("; \t\r", type.bytes[name.length]) != NULL);
}

/* Is there a session description, alone or among the parts of the body? */
static bool
describes_media(const struct message *message)
{
	static const struct slice sdp = {"application/sdp", 15};
	struct slice type, left = message_body(message);

	if (message->body_length == 0 || !message_field(message, FIELD_CONTENT_TYPE, &type))
		return false;
	/* One that is to be shown is no offer: RFC 3261 section 20.11. */
	if (message_first_field(message, FIELD_CONTENT_DISPOSITION) &&
		!message_has_token(message, FIELD_CONTENT_DISPOSITION, "session"))
		return false;
	if (is_type(type, sdp))
		return true;
	for (; slice_starts_with_nocase(type, SLICE("multipart/")) && left.length >= sdp.length;
		 left = slice_after(left, 1))
		if (slice_starts_with_nocase(left, sdp))
			return true;
	return false;
}

/* It has no body at all, and not because that was not captured. Over a stream it then says so: section 18.3. */
static bool
has_no_body(const struct message *message)
{
	uint64_t length;

	if (message->body_length > 0 || message_may_lack_fields(message))
		return false;
	if (!message_first_field(message, FIELD_CONTENT_LENGTH))
		return !transport_is_reliable(message->seen.transport);
	return message_number(message, FIELD_CONTENT_LENGTH, UINT32_MAX, &length) && length == 0;
}

/* The offer of each INVITE of this call that has no answer yet may have been answered, or made, otherwise. */
static void
mark_described(struct sip_call *call)
{
	for (GList *link = sip_call_recent(call); link; link = link->next) {
		struct sip_transaction *transaction = link->data;
		if (transaction->method == METHOD_INVITE && transaction->final == 0)
			transaction->is_described = true;
	}
}

/* Do they carry offers and answers, too? RFC 3262 section 5, RFC 3311 section 5.1. */
static bool
may_describe(enum method method)
{
	return method == METHOD_PRACK || method == METHOD_UPDATE;
}

void
sip_offer_request(struct sip_transaction *transaction, const struct message *request)
{
	if (may_describe(request->method) && request->body_length > 0)
		mark_described(transaction->call);
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

/* Before the 2xx (or in one), on any hop, or between other addresses of this one. */
static bool
is_described(const struct sip_transaction *invite, bool or_answered)
{
	for (GList *link = sip_call_recent(invite->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (other->method == METHOD_INVITE && other->cseq == invite->cseq &&
			(other->is_described || (or_answered && other->is_answered)))
			return true;
	}
	return false;
}

/* May an answer of this server be missing that came before? */
static bool
was_blind(const struct analysis *analysis, const struct candidate *response)
{
	const struct sighting *seen = &response->message->seen;
	int64_t since = response->transaction->request ? response->transaction->request->seen.first_time
												   : INT64_MIN;

	return links_blind_since(analysis->links, &seen->source.address, &seen->destination.address, since) ||
		   links_hole_time(analysis->links, since, seen->first_time) > 0;
}

void
sip_offer_response(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	struct sip_transaction *transaction = response->transaction;
	unsigned code = response->message->status;

	if (may_describe(response->identity->method) && response->message->body_length > 0)
		mark_described(transaction->call);
	if (response->identity->method != METHOD_INVITE || code / 100 > 2)
		return;
	/* What stands in a body that cannot be read may be an answer. */
	if (!has_no_body(response->message)) {
		transaction->is_described = transaction->is_described || !status_is_final(code);
		transaction->is_answered = transaction->is_answered || status_is_final(code);
		return;
	}
	if (!status_is_final(code) || !transaction->offers_media || is_described(transaction, true) ||
		was_blind(analysis, response) ||
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
	.traps =
		"Silent where a provisional answer had a description: that may have been the offer, and the PRACK "
		"the answer. So it is where the caller hangs up within five seconds: it wanted none.",
	.spec = "RFC 3261 section 13.2.2.4; RFC 3264 section 4",
};

bool
sip_ack_answers_applies(const struct candidate *trigger)
{
	const struct sip_transaction *transaction = trigger->transaction;

	return transaction->has_no_body && describes_media(trigger->message) && !is_described(transaction, false);
}

bool
sip_ack_answers_opens(struct obligation *obligation, const struct candidate *trigger)
{
	return !was_blind(obligation->analysis, trigger);
}

/* Who hangs up so soon after an ACK without an answer wants none: the CANCEL came too late, or another device was first. */
#define HANGS_UP_WITHIN SECONDS(5)

static bool
hangs_up(const struct obligation *obligation, const struct candidate *candidate)
{
	return obligation->seen_frame > 0 && candidate_is_request(candidate, METHOD_BYE) &&
		   address_equal(&candidate->message->seen.source.address, &obligation->debtor.address) &&
		   candidate->message->seen.first_time - obligation->seen_time < HANGS_UP_WITHIN;
}

/* The first ACK decides, once it is clear that the call goes on. */
enum observation
sip_ack_answers_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (hangs_up(obligation, candidate))
		return obligation_settle_unknown(obligation, "The ACK has none, but the caller hung up at once.");
	if (!sip_ack_is_for(obligation, candidate) || obligation->seen_frame > 0)
		return OBSERVED_NOTHING;
	if (candidate->message->body_length > 0)
		return OBSERVED_MET;
	/* Where both legs of a call have the same identity, this one may be of the other. */
	if (!address_equal(&candidate->message->seen.source.address, &obligation->debtor.address))
		return OBSERVED_NOTHING;
	if (!has_no_body(candidate->message))
		return obligation_settle_unknown(obligation, "The ACK was not captured to its end.");
	obligation->seen_frame = candidate->message->seen.frame;
	obligation->seen_time = candidate->message->seen.first_time;
	return OBSERVED_NOTHING;
}

enum verdict
sip_ack_answers_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	return obligation->seen_frame > 0
			   ? VERDICT_VIOLATED
			   : obligation_silence_tells_nothing(obligation, deadline_passed, in_view);
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
