/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must follow a SIP response. One row each at the end of the file; above it the short functions by which a
 * row recognises what it waits for.
 */
#include "core/followup.h"
#include "core/link.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"
#include "core/sip_companion.h"
#include "core/sip_copies.h"
#include "core/sip_interval.h"

#define TIMER_C SECONDS(180)

/* Where the capture ends so long after Timer C, and no final answer has come, that is told; ours. */
#define LATE_FINAL SECONDS(120)

/* How long Retry-After is watched at most; ours. */
#define RETRY_AFTER_MAX 3600

/* Of a list so many members are compared with another message; ours: both may be as long as a datagram. */
#define MEMBERS_COMPARED_MAX 32

/* ---- what leaves it open ---- */

/* Why it can no longer be told for certain; the first reason is kept, for the end. */
static void G_GNUC_PRINTF(2, 3) keep_reason(struct obligation *obligation, const char *reason, ...)
{
	va_list of;

	if (obligation->text)
		return;
	va_start(of, reason);
	obligation->text = g_strdup_vprintf(reason, of);
	va_end(of);
}

/* Was silence kept, which the row waits for? Not for certain where there is a reason to doubt it. */
static enum verdict
silence_kept(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	if (obligation->text)
		return VERDICT_UNKNOWN;
	if (deadline_passed && in_view)
		return VERDICT_MET;
	return deadline_passed || !obligation_link_known(obligation) ? VERDICT_UNKNOWN : VERDICT_PENDING;
}

/*
 * What was sent before an answer could be read is no fault: up to T1, an estimate of the way there and back, that is sure
 * (RFC 3261 section 17.1.1.1); by way of satellites it takes more, but not twice the double; ours.
 */
#define MAY_CROSS (4 * T1)

/* ---- ACK ---- */

static enum observation
observe_ack_2xx(struct obligation *obligation, const struct candidate *candidate)
{
	if (!sip_ack_is_for(obligation, candidate)) {
		sip_ack_2xx_misfit(obligation, candidate);
		return OBSERVED_NOTHING;
	}
	sip_ack_2xx_seen(obligation, candidate);
	return OBSERVED_MET;
}

/*
 * RFC 3261 section 17.1.1.3: on this hop, in this transaction. An ACK with its branch that may be of several views of
 * it shows that there was one, not where.
 */
static enum observation
observe_ack_non2xx(struct obligation *obligation, const struct candidate *candidate)
{
	if (!candidate_is_request(candidate, METHOD_ACK) ||
		candidate->identity->cseq != obligation->transaction->cseq)
		return OBSERVED_NOTHING;
	if (candidate->transaction == obligation->transaction)
		return OBSERVED_MET;
	if (candidate->transaction || candidate->identity->key != obligation->transaction->key)
		return OBSERVED_NOTHING;
	obligation->text = g_strdup_printf(
		"The ACK in frame %u has the INVITE's branch, but came by another way.",
		candidate->message->seen.frame);
	return OBSERVED_UNKNOWN;
}

/* ---- a final answer ---- */

/* What an ACK tells of the INVITE of an obligation. */
enum ack_tells {
	ACK_TELLS_NOTHING,
	ACK_TELLS_PERHAPS, /* it was answered, or another INVITE of this client was */
	ACK_TELLS_ANSWERED,
};

/* Did its client send the two to different servers at once, or one after the other? RFC 3261 section 16.6. */
static bool
are_branches(const struct sip_transaction *one, const struct sip_transaction *other)
{
	const struct via_list left = sip_transaction_via(one), right = sip_transaction_via(other);

	return one->method == other->method && one->cseq == other->cseq && left.depth > 0 &&
		   left.depth == right.depth && left.below == right.below && left.whole != right.whole;
}

/* Is it the dialog of another branch that the ACK belongs to? RFC 3261 section 13.2.2.4: its To tag says so. */
static bool
is_ack_of_other_branch(const struct sip_transaction *transaction, const struct candidate *ack)
{
	for (GList *link = sip_call_recent(transaction->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (other->accepted_tag && other->accepted_tag == ack->identity->to_tag_hash &&
			are_branches(transaction, other))
			return true;
	}
	return false;
}

/*
 * An ACK shows that a final answer came, even where the capture lost it. An ACK to a failure says so of its own hop
 * only: a proxy that forked, or a spiral, sends others in the same call. An ACK to a 2xx goes its own way, by the route
 * set: only its sender is the client for certain, and a forking proxy in the route is the client of all its branches.
 */
static enum ack_tells
ack_tells(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct sip_transaction *invite = obligation->transaction;
	const struct sighting *seen = &candidate->message->seen;

	if (!candidate_is_request(candidate, METHOD_ACK) || candidate->identity->cseq != invite->cseq)
		return ACK_TELLS_NOTHING;
	if (candidate->transaction)
		return candidate->transaction == invite ? ACK_TELLS_ANSWERED : ACK_TELLS_NOTHING;
	if (!address_equal(&seen->source.address, &invite->client.address) ||
		is_ack_of_other_branch(invite, candidate))
		return ACK_TELLS_NOTHING;
	bool is_certain = candidate->identity->via_is_alone ||
					  address_equal(&seen->destination.address, &invite->server.address);
	return is_certain ? ACK_TELLS_ANSWERED : ACK_TELLS_PERHAPS;
}

/* Who sent the message at that time has the final answer, or wants none any more: soon it is seen, or was missed. */
static void
wait_no_longer(struct obligation *obligation, int64_t time)
{
	obligation->deadline = MIN(obligation->deadline, time + SIXTY_FOUR_T1 - obligation->expectation->lingers);
}

/* The answer itself may come yet: what the ACK tells is kept until nothing decided it. See final_unseen. */
static void
keep_ack(struct obligation *obligation, const struct candidate *ack, bool is_certain)
{
	g_free(obligation->text);
	obligation->text = g_strdup_printf(
		is_certain
			? "The final answer was not captured, but the ACK in frame %u shows that there was one."
			: "The final answer was not seen; the ACK in frame %u may be for it, or for another branch.",
		ack->message->seen.frame);
	obligation->seen_frame = ack->message->seen.frame;
	obligation->seen_time = ack->message->seen.first_time;
	obligation->seen_surely = obligation->decided_by_seen = is_certain;
	if (is_certain)
		wait_no_longer(obligation, obligation->seen_time);
}

/*
 * Whoever ends the call with BYE gets the final answer to its INVITE all the same (RFC 3261 section 15.1.2); the BYE may be
 * of another branch or leg, too. Where none comes, the BYE may be the end that the capture lost the answer before.
 */
static enum observation
keep_bye(struct obligation *obligation, const struct candidate *bye)
{
	if (obligation->seen_surely)
		return OBSERVED_MET;
	if (!obligation->text)
		obligation->text = g_strdup_printf(
			"The final answer was not seen; the BYE in frame %u ends the call.", bye->message->seen.frame);
	wait_no_longer(obligation, bye->message->seen.first_time);
	return OBSERVED_NOTHING;
}

static void
look_at_ack(struct obligation *obligation, const struct candidate *candidate)
{
	enum ack_tells tells = ack_tells(obligation, candidate);
	bool is_news = tells == ACK_TELLS_ANSWERED ? !obligation->seen_surely : !obligation->text;

	if (tells != ACK_TELLS_NOTHING && is_news)
		keep_ack(obligation, candidate, tells == ACK_TELLS_ANSWERED);
}

/* The final answer came after all. */
static enum observation
final_came(struct obligation *obligation)
{
	g_clear_pointer(&obligation->text, g_free);
	obligation->decided_by_seen = false;
	return OBSERVED_MET;
}

static enum verdict
final_unseen(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	if (obligation->text)
		return obligation->seen_surely ? VERDICT_MET : VERDICT_UNKNOWN;
	bool is_late = deadline_passed || obligation->analysis->now >= obligation->deadline + LATE_FINAL;
	if (is_late && in_view)
		return VERDICT_OVERDUE;
	return is_late || !obligation_link_known(obligation) ? VERDICT_UNKNOWN : VERDICT_PENDING;
}

static enum observation
observe_final(struct obligation *obligation, const struct candidate *candidate)
{
	look_at_ack(obligation, candidate);
	if (candidate_is_request(candidate, METHOD_BYE))
		return keep_bye(obligation, candidate);
	if (!candidate_is_response_to(obligation, candidate))
		return OBSERVED_NOTHING;
	if (status_is_final(candidate->message->status))
		return final_came(obligation);
	obligation->deadline = candidate->message->seen.last_time + obligation->expectation->within;
	/* Another provisional answer: from now on its own obligation speaks for both. */
	if (candidate->repetition == REPETITION_NONE && !obligation->text)
		obligation->seen_frame = candidate->message->seen.frame;
	return OBSERVED_NOTHING;
}

static bool
applies_final(const struct candidate *trigger)
{
	return trigger->transaction->final == 0;
}

/* ---- INVITE is not repeated after an answer: RFC 3261 section 17.1.1.2 ---- */

static bool
applies_repetition_stops(const struct candidate *trigger)
{
	return !transport_is_reliable(trigger->message->seen.transport) && trigger->request &&
		   trigger->transaction->answer_count == 1;
}

static enum observation
observe_repetition_stops(struct obligation *obligation, const struct candidate *candidate)
{
	int64_t after = candidate_since_opened(obligation, candidate);

	if (ack_tells(obligation, candidate) == ACK_TELLS_ANSWERED ||
		(candidate_is_response_to(obligation, candidate) && status_is_final(candidate->message->status)))
		return obligation->text ? OBSERVED_UNKNOWN : OBSERVED_MET;
	if (candidate->transaction != obligation->transaction || candidate->message->is_response ||
		candidate->repetition != REPETITION_RETRANSMISSION || after <= T1)
		return OBSERVED_NOTHING;
	if (after <= MAY_CROSS) {
		keep_reason(obligation,
					"The INVITE was sent again in frame %u; that copy may have crossed the answer.",
					candidate->message->seen.frame);
		return OBSERVED_NOTHING;
	}
	g_free(obligation->text);
	obligation->text = g_strdup_printf(
		"The INVITE was sent again in frame %u although it had been answered; perhaps "
		"the answer did not reach its sender.",
		candidate->message->seen.frame);
	return OBSERVED_VIOLATED;
}

/* ---- credentials: RFC 3261 section 22 ---- */

static enum field_id
credentials_field(const struct obligation *obligation)
{
	return obligation->expectation->by_proxy ? FIELD_PROXY_AUTHORIZATION : FIELD_AUTHORIZATION;
}

static enum field_id
challenge_field(const struct obligation *obligation)
{
	return obligation->expectation->by_proxy ? FIELD_PROXY_AUTHENTICATE : FIELD_WWW_AUTHENTICATE;
}

static bool
challenge_is_stale(const struct message *response, enum field_id challenge)
{
	struct slice value, stale;

	return message_field(response, challenge, &value) && value_auth_parameter(value, "stale", &stale) &&
		   slice_equal_nocase(stale, SLICE("true"));
}

/* A realm as a number that is not 0. */
static uint64_t
realm_number(const struct obligation *obligation, struct slice realm)
{
	return hash_slice(obligation->analysis->seed, realm) | 1;
}

static bool
has_credentials_for(const struct obligation *obligation, const struct message *request, uint64_t number)
{
	struct slice realm;
	unsigned count = 0;

	for (unsigned i = 0; i < request->field_count; i++)
		if (request->fields[i].id == credentials_field(obligation) && count++ < MEMBERS_COMPARED_MAX &&
			value_auth_parameter(field_value(request, &request->fields[i]), "realm", &realm) &&
			realm_number(obligation, realm) == number)
			return true;
	return false;
}

/*
 * Digest credentials without a nonce answer no challenge (RFC 7616 section 3.4): with such a telephone of IMS says in its
 * first REGISTER who it is.
 */
static bool
had_credentials(const struct obligation *obligation)
{
	static const struct slice digest = {"Digest", 6};
	struct slice value, nonce;

	if (!message_field(obligation->request, credentials_field(obligation), &value))
		return false;
	struct slice scheme = {value.bytes, MIN(value.length, digest.length)};
	return !slice_equal_nocase(scheme, digest) ||
		   (value_auth_parameter(value, "nonce", &nonce) && nonce.length > 0);
}

/* The first realm that asks and that the request had no credentials for; 0: none. */
static uint64_t
realm_unanswered(const struct obligation *obligation, const struct message *response)
{
	struct slice realm;
	unsigned count = 0;

	for (unsigned i = 0; i < response->field_count; i++) {
		if (response->fields[i].id != challenge_field(obligation) || count++ >= MEMBERS_COMPARED_MAX ||
			!value_auth_parameter(field_value(response, &response->fields[i]), "realm", &realm))
			continue;
		uint64_t number = realm_number(obligation, realm);
		if (!has_credentials_for(obligation, obligation->request, number))
			return number;
	}
	return 0;
}

/* Is it another branch of the same proxy, with an answer that is passed on in place of a challenge? */
static bool
outweighs(const struct obligation *obligation, const struct sip_transaction *other, uint16_t code)
{
	unsigned of_class = code / 100;

	return other && other != obligation->transaction && (of_class == 2 || of_class == 6) &&
		   are_branches(obligation->transaction, other);
}

#define OUTWEIGHED                                                                                          \
	"The request with credentials was not seen; another branch was answered in frame %u, so the challenge " \
	"need not have gone further."

/* RFC 3261 section 16.7 steps 5 and 6. */
static void
look_for_better_branch(struct obligation *obligation)
{
	for (GList *link = sip_call_recent(obligation->transaction->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (outweighs(obligation, other, other->final))
			keep_reason(obligation, OUTWEIGHED, other->final_frame);
	}
}

/*
 * A request that carried credentials was refused: sending the same ones again is not owed. Another realm asks for others:
 * RFC 3261 section 22.3. What follows a Security-Server goes by the association that it sets up (RFC 3329 section 2.3.1).
 */
static bool
opens_credentials(struct obligation *obligation, const struct candidate *trigger)
{
	obligation->deadline = obligation->opened + obligation->analysis->settings.credentials_patience;
	look_for_better_branch(obligation);
	if (message_first_field(trigger->message, FIELD_SECURITY_SERVER))
		keep_reason(obligation,
					"The request with credentials was not seen; after the Security-Server of frame %u it may "
					"have come encrypted.",
					trigger->message->seen.frame);
	if (!obligation->request || !had_credentials(obligation) ||
		challenge_is_stale(trigger->message, challenge_field(obligation)))
		return true;
	obligation->number = realm_unanswered(obligation, trigger->message);
	return obligation->number != 0;
}

/* The same client, by another way: through another node of a proxy, or as seen on another hop. */
static bool
is_retry_of_call(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;

	return !message->is_response && message->method != METHOD_ACK && message->method != METHOD_CANCEL &&
		   candidate_in_same_call(obligation, candidate) &&
		   candidate->identity->cseq > obligation->transaction->cseq &&
		   candidate_same_from_tag(obligation, candidate);
}

/* Does it have credentials, of the realm that the row waits for if it is a certain one? */
static bool
answers_challenge(const struct obligation *obligation, const struct message *request)
{
	return message_first_field(request, credentials_field(obligation)) &&
		   (!obligation->number || has_credentials_for(obligation, request, obligation->number));
}

static enum observation
observe_credentials(struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;

	if (message->is_response) {
		if (outweighs(obligation, candidate->transaction, message->status))
			keep_reason(obligation, OUTWEIGHED, message->seen.frame);
		return OBSERVED_NOTHING;
	}
	if (sip_has_kept_number(obligation, candidate)) {
		sip_auth_number_kept(obligation, candidate);
		return OBSERVED_MET;
	}
	if (!answers_challenge(obligation, message))
		return OBSERVED_NOTHING;
	bool is_of_call = is_retry_of_call(obligation, candidate);
	if ((is_of_call && endpoint_equal(&message->seen.destination, &obligation->creditor)) ||
		candidate_is_retry(obligation, candidate)) {
		g_clear_pointer(&obligation->text, g_free);
		return OBSERVED_MET;
	}
	if (!is_of_call)
		return OBSERVED_NOTHING;
	keep_reason(obligation,
				"The request with credentials was not seen here; the one in frame %u went by another way.",
				message->seen.frame);
	return OBSERVED_NOTHING;
}

static enum verdict
credentials_unseen(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	if (deadline_passed && (obligation->text || !in_view))
		return VERDICT_UNKNOWN;
	if (deadline_passed)
		return VERDICT_OVERDUE;
	return !obligation->text && obligation_link_known(obligation) ? VERDICT_PENDING : VERDICT_UNKNOWN;
}

/* ---- redirection: RFC 3261 section 8.1.3.4 ---- */

/* The URI of a Contact as it stands in a Request-URI: without its headers and its method. */
static GString *
target_of_contact(struct slice contact, const struct uri *uri)
{
	struct slice rest = uri->parameters, name, value;
	GString *target = g_string_new_len(contact.bytes, uri->parameters.bytes - contact.bytes);

	for (const char *from = rest.bytes; value_next_parameter(&rest, &name, &value); from = rest.bytes)
		if (!slice_equal_nocase(name, SLICE("method")))
			g_string_append_len(target, from, rest.bytes - from);
	return target;
}

/* Section 8.1.3.4: the whole URI is copied, except for what target_of_contact leaves out. */
static bool
is_target_of(struct slice contact, struct slice target)
{
	struct uri uri;
	struct slice method;

	if (sip_uri_equal(contact, target))
		return true;
	/* Only of a SIP URI it is known where its parameters begin, even if there are none. */
	if (!uri_parse(contact, &uri) || !uri.parameters.bytes ||
		(uri.query.length == 0 && !value_parameter(contact, "method", &method)))
		return false;
	GString *text = target_of_contact(contact, &uri);
	bool equal = sip_uri_equal((struct slice){text->str, text->len}, target);
	g_string_free(text, TRUE);
	return equal;
}

static bool
is_contact_of(const struct message *response, struct slice uri)
{
	unsigned count = 0;
	struct field_walk walk = {0};
	struct slice value;
	struct name_address contact;

	while (count++ < MEMBERS_COMPARED_MAX && message_next_value(response, FIELD_CONTACT, &walk, &value))
		if (name_address_parse(value, &contact) && is_target_of(contact.uri, uri))
			return true;
	return false;
}

/* 305: the request itself once more, by way of the proxy that Contact names. Section 21.3.4. */
static bool
goes_by_contact(const struct obligation *obligation, const struct candidate *candidate)
{
	struct field_walk walk = {0};
	struct slice value;
	struct name_address route;

	return obligation->request && message_next_value(candidate->message, FIELD_ROUTE, &walk, &value) &&
		   name_address_parse(value, &route) && is_contact_of(obligation->response, route.uri) &&
		   sip_uri_equal(obligation->request->target, candidate->message->target);
}

/* Each request of the call is compared with all Contacts of each redirection: longer lists are not waited for; ours. */
#define CONTACTS_LENGTH_MAX 2048

static bool
opens_contact(struct obligation *obligation, const struct candidate *trigger)
{
	const struct message *response = trigger->message;
	size_t length = 0;

	for (unsigned i = 0; i < response->field_count; i++)
		length += response->fields[i].id == FIELD_CONTACT ? response->fields[i].value_length : 0;
	obligation->deadline = obligation->opened + obligation->analysis->settings.redirect_patience;
	return length <= CONTACTS_LENGTH_MAX;
}

static enum observation
observe_contact(struct obligation *obligation, const struct candidate *candidate)
{
	/* A proxy that follows it keeps the CSeq number: RFC 3261 section 16.7 step 4. */
	if (!candidate_is_same_kind(obligation, candidate) ||
		candidate->message->target.length > CONTACTS_LENGTH_MAX)
		return OBSERVED_NOTHING;
	return is_contact_of(obligation->response, candidate->message->target) ||
				   goes_by_contact(obligation, candidate)
			   ? OBSERVED_MET
			   : OBSERVED_NOTHING;
}

/* ---- CANCEL: RFC 3261 section 9 ---- */

/* From here on the obligation is about the companion: its final answer is what is waited for. */
static bool
opens_for_companion(struct obligation *obligation, const struct candidate *trigger, enum method method)
{
	struct sip_transaction *companion = sip_companion(trigger->transaction, method);

	if (!companion)
		return false;
	sip_transaction_hold(companion);
	sip_transaction_release(obligation->analysis->sip, obligation->transaction);
	obligation->transaction = companion;
	obligation->seen_frame = companion->final_frame;
	obligation->seen_time = companion->final_time;
	obligation->at_once = companion->final ? OBSERVED_MET : OBSERVED_NOTHING;
	return true;
}

/* What an ACK told of the final answer to this INVITE before, by what waits for that already. */
static void
recall_ack(struct obligation *obligation)
{
	for (GList *link = obligation->transaction->call->obligations.head; link; link = link->next) {
		const struct obligation *other = link->data;
		if (other->transaction != obligation->transaction || other->expectation->observe != observe_final ||
			!other->text)
			continue;
		obligation->text = g_strdup(other->text);
		obligation->seen_frame = other->seen_frame;
		obligation->seen_time = other->seen_time;
		obligation->seen_surely = obligation->decided_by_seen = other->seen_surely;
		return;
	}
}

/* The answer that crossed the CANCEL may be acknowledged before the CANCEL is answered: RFC 3261 section 9.1. */
static bool
opens_cancelled(struct obligation *obligation, const struct candidate *trigger)
{
	if (!opens_for_companion(obligation, trigger, METHOD_INVITE))
		return false;
	if (obligation->at_once == OBSERVED_NOTHING)
		recall_ack(obligation);
	return true;
}

static bool
opens_cancel_answered(struct obligation *obligation, const struct candidate *trigger)
{
	return opens_for_companion(obligation, trigger, METHOD_CANCEL);
}

static enum observation
observe_invite_ends(struct obligation *obligation, const struct candidate *candidate)
{
	look_at_ack(obligation, candidate);
	if (candidate_is_response_to(obligation, candidate) && status_is_final(candidate->message->status))
		return final_came(obligation);
	return OBSERVED_NOTHING;
}

static enum observation
observe_any_final(struct obligation *obligation, const struct candidate *candidate)
{
	return candidate_is_response_to(obligation, candidate) && status_is_final(candidate->message->status)
			   ? OBSERVED_MET
			   : OBSERVED_NOTHING;
}

/* ---- reliable provisional answers: RFC 3262 ---- */

static bool
opens_prack(struct obligation *obligation, const struct candidate *trigger)
{
	return message_has_token(trigger->message, FIELD_REQUIRE, "100rel") &&
		   message_number(trigger->message, FIELD_RSEQ, UINT32_MAX, &obligation->number);
}

static bool
is_prack_for(const struct obligation *obligation, const struct candidate *candidate)
{
	struct slice value, method;
	uint32_t rseq, cseq;

	return candidate_is_request(candidate, METHOD_PRACK) &&
		   message_field(candidate->message, FIELD_RACK, &value) &&
		   rack_parse(value, &rseq, &cseq, &method) && rseq == obligation->number &&
		   cseq == obligation->transaction->cseq && candidate_same_to_tag(obligation, candidate);
}

static enum observation
observe_prack(struct obligation *obligation, const struct candidate *candidate)
{
	return is_prack_for(obligation, candidate) ? OBSERVED_MET : OBSERVED_NOTHING;
}

/* The PRACK is owed by the client; its answer by the server, and only from the PRACK on. */
static enum observation
observe_prack_answered(struct obligation *obligation, const struct candidate *candidate)
{
	if (is_prack_for(obligation, candidate) && obligation->seen_frame == 0) {
		obligation->seen_frame = candidate->message->seen.frame;
		obligation->opened = candidate->message->seen.last_time;
		obligation->deadline = obligation->opened + obligation->expectation->within;
		sip_transaction_hold(candidate->transaction);
		sip_transaction_release(obligation->analysis->sip, obligation->transaction);
		obligation->transaction = candidate->transaction;
		return OBSERVED_NOTHING;
	}
	if (obligation->seen_frame && candidate_is_response_to(obligation, candidate) &&
		status_is_final(candidate->message->status))
		return OBSERVED_MET;
	return OBSERVED_NOTHING;
}

static enum verdict
prack_unanswered(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	const struct sip_transaction *prack = obligation->transaction;

	if (obligation->seen_frame == 0)
		return VERDICT_UNKNOWN;
	/* Over UDP a client without an answer repeats its PRACK; where it does not, the capture lost the answer. */
	if (deadline_passed && in_view &&
		(prack->request_copies >= COPIES_PROVE ||
		 transport_is_reliable(obligation->annotation->seen.transport)))
		return VERDICT_OVERDUE;
	return deadline_passed ? VERDICT_UNKNOWN : VERDICT_PENDING;
}

/* ---- a larger value: 423, 422 ---- */

static bool
opens_minimum(struct obligation *obligation, const struct candidate *trigger)
{
	return message_number(trigger->message, obligation->expectation->fields[0], UINT32_MAX,
						  &obligation->number);
}

static enum observation
observe_minimum(struct obligation *obligation, const struct candidate *candidate)
{
	uint64_t value;
	enum field_id field = obligation->expectation->fields[1];

	if (!candidate_is_retry(obligation, candidate) || !sip_interval_asked(candidate->message, field, &value))
		return OBSERVED_NOTHING;
	if (value >= obligation->number)
		return OBSERVED_MET;
	/* Zero takes a registration away; it is no retry of an interval that was too brief. */
	if (value == 0)
		return OBSERVED_NOTHING;
	obligation->text = g_strdup_printf("Frame %u asks for %" G_GUINT64_FORMAT
									   " s again, less than the %" G_GUINT64_FORMAT " s that %s demands.",
									   candidate->message->seen.frame, value, obligation->number,
									   field_name(obligation->expectation->fields[0]));
	return OBSERVED_VIOLATED;
}

/* ---- 491: RFC 3261 section 14.1 ---- */

/* How far a timer and a capture may be off; ours. */
#define TIMER_TOLERANCE MILLISECONDS(150)

/* RFC 3261 section 14.1: who made the Call-ID waits 2.1 to 4 s. */
#define GLARE_OWNER_WAIT MILLISECONDS(2100)

static bool
opens_glare(struct obligation *obligation, const struct candidate *trigger)
{
	return obligation->request && trigger->identity->to_tag.length > 0;
}

/*
 * Only the side that made the Call-ID has a wait to keep; a retry after the window is late, but no fault. Who made it is
 * not known where the call's begin was not captured, or is so long ago that it is forgotten.
 */
static enum observation
observe_glare(struct obligation *obligation, const struct candidate *candidate)
{
	int64_t after = candidate_since_opened(obligation, candidate);
	uint64_t from = candidate->identity->from_tag_hash, owner = candidate->call->owner_tag_hash;

	/* The other side of the dialog may try its own change at the same time. */
	if (!candidate_is_retry(obligation, candidate) || !candidate_same_from_tag(obligation, candidate))
		return OBSERVED_NOTHING;
	if ((owner && owner != from) || after >= GLARE_OWNER_WAIT - TIMER_TOLERANCE)
		return OBSERVED_MET;
	if (capture_gates_clock_doubtful(obligation->analysis, GLARE_OWNER_WAIT - after))
		return OBSERVED_UNKNOWN;
	if (!owner) {
		obligation->text = g_strdup_printf(
			"The retry in frame %u came after %.2f s: too soon for the side that "
			"made the Call-ID, but which one that is was not seen.",
			candidate->message->seen.frame, (double)after / 1e9);
		return OBSERVED_UNKNOWN;
	}
	obligation->text = g_strdup_printf(
		"The retry in frame %u came after %.2f s; the side that made the Call-ID has "
		"to wait 2.1 to 4 s.",
		candidate->message->seen.frame, (double)after / 1e9);
	return OBSERVED_VIOLATED;
}

/* ---- Retry-After: RFC 3261 section 20.33 ---- */

static bool
opens_retry_after(struct obligation *obligation, const struct candidate *trigger)
{
	struct slice value;
	int64_t seconds;

	if (!obligation->request || !message_field(trigger->message, FIELD_RETRY_AFTER, &value) ||
		!value_retry_after(value, trigger->message->seen.last_time / SECONDS(1), &seconds) || seconds <= 0)
		return false;
	obligation->number = (uint64_t)MIN(seconds, RETRY_AFTER_MAX);
	obligation->deadline = obligation->opened + SECONDS((int64_t)obligation->number);
	return true;
}

static enum observation
judge_wait(struct obligation *obligation, const struct candidate *candidate)
{
	int64_t wait = SECONDS((int64_t)obligation->number);
	int64_t after = candidate_since_opened(obligation, candidate);

	g_clear_pointer(&obligation->text, g_free);
	/* A tenth too early is what timers and captures are off; ours. */
	if (after >= wait - wait / 10)
		return OBSERVED_MET;
	if (capture_gates_clock_doubtful(obligation->analysis, wait - after))
		return OBSERVED_UNKNOWN;
	obligation->seen_frame = candidate->message->seen.frame;
	obligation->text = g_strdup_printf(
		"Retry-After named %" G_GUINT64_FORMAT " s, but frame %u came after %.1f s.", obligation->number,
		candidate->message->seen.frame, (double)after / 1e9);
	return OBSERVED_VIOLATED;
}

/* Another port is another server, to which the client may well go: RFC 3261 section 21.5.4. */
static bool
goes_to_same_server(const struct obligation *obligation, const struct candidate *candidate)
{
	return endpoint_equal(&candidate->message->seen.destination, &obligation->transaction->server);
}

/* Whoever has acknowledged the answer before has read it. */
static bool
has_acknowledged(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct sip_transaction *transaction = obligation->transaction;

	return transaction->acknowledged && transaction->ack_frame < candidate->message->seen.first_frame;
}

/* Could it have been sent before the answer was read? */
static bool
was_under_way(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate_since_opened(obligation, candidate) < T1 && !has_acknowledged(obligation, candidate);
}

/* The lowest Via is that of the client itself: RFC 3261 section 8.1.1.7. */
static bool
lowest_via(const struct message *request, struct via *via)
{
	struct field_walk walk = {0};
	struct slice value, lowest = {NULL, 0};

	while (message_next_value(request, FIELD_VIA, &walk, &value))
		lowest = value;
	return lowest.length > 0 && via_parse(lowest, via);
}

static bool
same_client(const struct message *a, const struct message *b)
{
	struct via one, other;

	return lowest_via(a, &one) && lowest_via(b, &other) && slice_equal_nocase(one.host, other.host) &&
		   via_port(&one) == via_port(&other);
}

/*
 * Who may be another caller: who hides his name; and another device of the same user: it has a sent-by or, behind a NAT, a
 * port of its own. Of registrations another Call-ID is enough (RFC 3261 section 10.2). NULL: it is the same one.
 */
static const char *
who_else(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;
	bool over_udp = !transport_is_reliable(message->seen.transport);

	if (candidate_in_same_call(obligation, candidate))
		return NULL;
	if (sip_is_anonymous(message))
		return "another caller who hides his name";
	if (message->method == METHOD_REGISTER || !same_client(message, obligation->request) ||
		(over_udp && !endpoint_equal(&message->seen.source, &obligation->debtor)))
		return "another device of the same user";
	return NULL;
}

/* In a dialog, the same side of it; else the same user, to the same server. */
static bool
asks_again(const struct obligation *obligation, const struct candidate *candidate)
{
	if (!candidate_is_same_kind(obligation, candidate) || was_under_way(obligation, candidate) ||
		!goes_to_same_server(obligation, candidate) ||
		sip_has_to_tag(obligation->request) != candidate_in_dialog(candidate))
		return false;
	return candidate_in_dialog(candidate) ? candidate_in_same_call(obligation, candidate) &&
												candidate_same_from_tag(obligation, candidate)
										  : sip_same_from(candidate->message, obligation->request);
}

static enum observation
observe_retry_after(struct obligation *obligation, const struct candidate *candidate)
{
	if (!asks_again(obligation, candidate))
		return OBSERVED_NOTHING;
	const char *other = who_else(obligation, candidate);
	if (!other)
		return judge_wait(obligation, candidate);
	keep_reason(obligation, "The request in frame %u may be %s.", candidate->message->seen.frame, other);
	return OBSERVED_NOTHING;
}

/* ---- 484: RFC 3261 section 21.4.22 ---- */

static enum observation
observe_longer_number(struct obligation *obligation, const struct candidate *candidate)
{
	struct uri before, now;

	if (!candidate_is_retry(obligation, candidate) || !obligation->request ||
		!uri_parse(obligation->request->target, &before) || !uri_parse(candidate->message->target, &now) ||
		!sip_same_from(candidate->message, obligation->request))
		return OBSERVED_NOTHING;
	bool longer = now.user.length > before.user.length && slice_starts_with(now.user, before.user);
	return longer ? OBSERVED_MET : OBSERVED_NOTHING;
}

/* ---- extensions: 420, 421 (RFC 3261 sections 8.1.3.5, 21.4.15, 21.4.16) ---- */

/* Is any option tag of `field` in the response also in one of the two fields of the request? */
static bool
shares_option(const struct message *response, enum field_id field, const struct message *request,
			  enum field_id one, enum field_id other, bool all)
{
	struct field_walk walk = {0};
	struct slice tag;
	char token[64];
	bool any = false;
	unsigned count = 0;

	while (count++ < MEMBERS_COMPARED_MAX && message_next_value(response, field, &walk, &tag)) {
		g_snprintf(token, sizeof token, "%.*s", (int)MIN(tag.length, sizeof token - 1), tag.bytes);
		bool there = message_has_token(request, one, token) || message_has_token(request, other, token);
		if (all && !there)
			return false;
		any = any || there;
	}
	return any;
}

static enum observation
observe_extension_dropped(struct obligation *obligation, const struct candidate *candidate)
{
	if (!candidate_is_retry(obligation, candidate))
		return OBSERVED_NOTHING;
	if (!shares_option(obligation->response, FIELD_UNSUPPORTED, candidate->message, FIELD_REQUIRE,
					   FIELD_PROXY_REQUIRE, false))
		return OBSERVED_MET;
	obligation->text = g_strdup_printf("Frame %u demands again an extension that Unsupported had named.",
									   candidate->message->seen.frame);
	return OBSERVED_VIOLATED;
}

static enum observation
observe_extension_offered(struct obligation *obligation, const struct candidate *candidate)
{
	if (!candidate_is_retry(obligation, candidate))
		return OBSERVED_NOTHING;
	return shares_option(obligation->response, FIELD_REQUIRE, candidate->message, FIELD_SUPPORTED,
						 FIELD_REQUIRE, true)
			   ? OBSERVED_MET
			   : OBSERVED_NOTHING;
}

/* ---- the end of a dialog: RFC 5057 section 5.1, RFC 3261 section 12.2.1.2 ---- */

static bool
opens_dialog_ends(struct obligation *obligation, const struct candidate *trigger)
{
	return obligation->request && sip_has_to_tag(obligation->request) && trigger->identity->to_tag.length > 0;
}

/*
 * The call is gone, but not a subscription that shares its dialog: RFC 5057 section 5.1. The row is for
 * requests of the call only.
 */
#define SUBSCRIPTION_METHODS (METHOD_BIT(SUBSCRIBE) | METHOD_BIT(NOTIFY) | METHOD_BIT(REFER))

static enum observation
observe_dialog_ends(struct obligation *obligation, const struct candidate *candidate)
{
	int64_t after = candidate_since_opened(obligation, candidate);

	if (!candidate_is_new(obligation, candidate) || !candidate_same_to_tag(obligation, candidate) ||
		(UINT32_C(1) << candidate->message->method & SUBSCRIPTION_METHODS))
		return OBSERVED_NOTHING;
	if (candidate->message->method == METHOD_BYE)
		return obligation->text ? OBSERVED_UNKNOWN : OBSERVED_MET;
	if (after < T1)
		return OBSERVED_NOTHING;
	if (after < MAY_CROSS && !has_acknowledged(obligation, candidate)) {
		keep_reason(obligation, "Frame %u goes on in the dialog, but may have crossed the answer.",
					candidate->message->seen.frame);
		return OBSERVED_NOTHING;
	}
	g_free(obligation->text);
	obligation->text = g_strdup_printf("Frame %u goes on in a dialog that its peer had declared gone.",
									   candidate->message->seen.frame);
	return OBSERVED_VIOLATED;
}

/* ---- the table ---- */

#define INVITE_ONLY METHOD_BIT(INVITE)

static const struct expectation rows[] = {
	{.id = "sip-ack-2xx",
	 .protocol = PROTOCOL_SIP,
	 .after = {2},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK),
	 .keeps_copy = true,
	 .what = "The ACK",
	 .next = "The caller sends an ACK end to end, with a branch of its own, to the Contact of the 2xx by the "
			 "route set; "
			 "once for each copy of the 2xx.",
	 .otherwise = "The callee repeats its 2xx for 32 s and then ends the call with BYE.",
	 .spec = "RFC 3261 sections 13.2.2.4 and 13.3.1.4",
	 .opens = sip_ack_2xx_opens,
	 .observe = observe_ack_2xx,
	 .at_end = sip_unacknowledged,
	 .judged = sip_ack_2xx_judged},
	{.id = "sip-2xx-repetition-stops",
	 .protocol = PROTOCOL_SIP,
	 .after = {2},
	 .methods = INVITE_ONLY,
	 .of_copies = true,
	 .owed_by = DEBTOR_SERVER,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK) | METHOD_BIT(BYE) | HEEDS_OWN,
	 .waits_for_silence = true,
	 .what = "The end of the repetitions of the 2xx",
	 .silence = "The response was not sent again for more than four seconds",
	 .met = "The response was not sent again for more than four seconds before the call was ended in frame",
	 .next = "A copy that comes after the ACK had crossed it, or that ACK was lost and the next one arrives: "
			 "then "
			 "the callee sends its 2xx no more.",
	 .otherwise = "The ACK goes astray, and the callee ends the call after 32 s.",
	 .spec = "RFC 3261 section 13.3.1.4",
	 .opens = sip_copies_stop_opens,
	 .observe = sip_2xx_stops_observe,
	 .judged = sip_2xx_stops_judged},
	{.id = "sip-second-2xx-ends",
	 .protocol = PROTOCOL_SIP,
	 .after = {2},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(BYE),
	 .what = "The BYE for one of the two dialogs",
	 .next = "A second device has answered: the caller acknowledges that one, too, and ends the dialog that "
			 "it does "
			 "not want with BYE.",
	 .otherwise = "Both devices believe that they are in the call.",
	 .spec = "RFC 3261 section 13.2.2.4",
	 .applies = sip_second_2xx_applies,
	 .opens = sip_second_2xx_opens,
	 .observe = sip_second_2xx_observe,
	 .judged = sip_second_2xx_judged},
	{.id = "sip-ack-non2xx",
	 .protocol = PROTOCOL_SIP,
	 .after = {3, 4, 5, 6},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK),
	 .what = "The ACK",
	 .next = "The client of this hop sends an ACK with the same branch and CSeq number; it goes no further "
			 "than this "
			 "hop.",
	 .otherwise = "The server of this hop repeats its answer over UDP until 32 s have passed.",
	 .spec = "RFC 3261 sections 17.1.1.3 and 17.2.1",
	 .observe = observe_ack_non2xx,
	 .at_end = sip_unacknowledged_on_hop,
	 .judged = sip_ack_non2xx_judged},
	{.id = "sip-refusal-repetition-stops",
	 .protocol = PROTOCOL_SIP,
	 .after = {3, 4, 5, 6},
	 .methods = INVITE_ONLY,
	 .of_copies = true,
	 .owed_by = DEBTOR_SERVER,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK) | HEEDS_OWN,
	 .waits_for_silence = true,
	 .what = "The end of the repetitions of the refusal",
	 .silence = "The response was not sent again for more than four seconds",
	 .next = "A copy that comes after the ACK had crossed it, or that ACK was lost and the next one arrives: "
			 "then the "
			 "server of this hop sends its answer no more.",
	 .otherwise = "The ACK goes astray; the server keeps its transaction for 32 s.",
	 .spec = "RFC 3261 section 17.2.1",
	 .opens = sip_copies_stop_opens,
	 .observe = sip_refusal_stops_observe,
	 .judged = sip_refusal_stops_judged},
	{.id = "sip-final-after-provisional",
	 .protocol = PROTOCOL_SIP,
	 .after = {1},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_SERVER,
	 .within = TIMER_C,
	 .lingers = INVITE_PATIENCE - TIMER_C,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK) | METHOD_BIT(BYE) | HEEDS_OWN,
	 .what = "A final answer",
	 .next = "The server sends a final answer; while it needs longer it sends a provisional one at least "
			 "every minute.",
	 .otherwise =
		 "Nobody knows whether the call will be answered; a proxy gives up after more than three minutes "
		 "(Timer C) and sends CANCEL.",
	 .spec = "RFC 3261 sections 13.3.1.1, 16.6 and 16.8",
	 .applies = applies_final,
	 .observe = observe_final,
	 .at_end = final_unseen,
	 .judged = sip_final_judged},
	{.id = "sip-invite-repetition-stops",
	 .protocol = PROTOCOL_SIP,
	 .after = {1},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK) | HEEDS_OWN,
	 .waits_for_silence = true,
	 .what = "The end of the INVITE's repetitions",
	 .silence = "The INVITE was not sent again",
	 .met = "The INVITE was not sent again before its transaction ended in frame",
	 .next = "The client of this hop stops sending its INVITE again.",
	 .otherwise = "The answer does not reach the client, or the client ignores it.",
	 .spec = "RFC 3261 section 17.1.1.2",
	 .applies = applies_repetition_stops,
	 .observe = observe_repetition_stops,
	 .at_end = silence_kept},
	{.id = "sip-credentials-www",
	 .protocol = PROTOCOL_SIP,
	 .after = {401},
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(120),
	 .watch = {WATCH_CALL, WATCH_TARGET},
	 .what = "The request with credentials",
	 .next = "The client sends the request again with Authorization for this realm and a higher CSeq number.",
	 .otherwise = "The client has no credentials for this realm, or gave up.",
	 .spec = "RFC 3261 section 22.2",
	 .opens = opens_credentials,
	 .observe = observe_credentials,
	 .at_end = credentials_unseen},
	{.id = "sip-credentials-proxy",
	 .protocol = PROTOCOL_SIP,
	 .after = {407},
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(120),
	 .watch = {WATCH_CALL, WATCH_TARGET},
	 .by_proxy = true,
	 .what = "The request with credentials",
	 .next = "The client sends the request again with Proxy-Authorization for this realm and a higher CSeq "
			 "number.",
	 .otherwise = "The client has no credentials for this realm, or gave up.",
	 .spec = "RFC 3261 section 22.3",
	 .opens = opens_credentials,
	 .observe = observe_credentials,
	 .at_end = credentials_unseen},
	{.id = "sip-contact-followed",
	 .protocol = PROTOCOL_SIP,
	 .after = {300, 301, 302, 305},
	 .needs_field = FIELD_CONTACT,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(30),
	 .watch = {WATCH_CALL},
	 .heeds = HEEDS_REQUESTS,
	 .keeps_response = true,
	 .what = "A request to one of the Contacts",
	 .next = "The client (or a proxy on its behalf) sends a new request whose Request-URI is one of the "
			 "Contacts; after 305 it may send the same request by way of it.",
	 .otherwise = "The redirection was not followed, or not under this Call-ID.",
	 .spec = "RFC 3261 sections 8.1.3.4 and 21.3.4",
	 .opens = opens_contact,
	 .observe = observe_contact,
	 /* Another hop, or another Call-ID, does not decide: section 8.1.3.4 only recommends to keep the Call-ID. */
	 .at_end = obligation_silence_tells_nothing},
	{.id = "sip-487-after-cancel",
	 .protocol = PROTOCOL_SIP,
	 .after = {2},
	 .methods = METHOD_BIT(CANCEL),
	 .owed_by = DEBTOR_SERVER,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK) | HEEDS_OWN,
	 .what = "The final answer to the cancelled INVITE",
	 .next = "The server ends the INVITE with 487, or with the answer that crossed the CANCEL.",
	 .otherwise = "The INVITE stays open at the client until its own timer ends it.",
	 .spec = "RFC 3261 sections 9.1 and 9.2",
	 .opens = opens_cancelled,
	 .observe = observe_invite_ends,
	 .at_end = final_unseen,
	 .judged = sip_cancel_judged},
	{.id = "sip-200-to-cancel",
	 .protocol = PROTOCOL_SIP,
	 .after = {487},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_SERVER,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = HEEDS_OWN,
	 .what = "The answer to the CANCEL",
	 .next = "The server answers the CANCEL itself with 200.",
	 .otherwise = "The client repeats its CANCEL over UDP.",
	 .spec = "RFC 3261 section 9.2",
	 .opens = opens_cancel_answered,
	 .observe = observe_any_final,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "sip-prack",
	 .protocol = PROTOCOL_SIP,
	 .after = {1},
	 .methods = INVITE_ONLY,
	 .needs_field = FIELD_RSEQ,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(PRACK),
	 .keeps_response = true,
	 .what = "The PRACK",
	 .next = "The caller acknowledges the reliable provisional answer with PRACK, whose RAck names its RSeq.",
	 .otherwise = "The callee repeats the answer for 32 s and then rejects the INVITE with a 5xx.",
	 .spec = "RFC 3262 sections 3 and 4",
	 .opens = opens_prack,
	 .observe = observe_prack,
	 .at_end = sip_unacknowledged,
	 .judged = sip_prack_judged},
	{.id = "sip-200-to-prack",
	 .protocol = PROTOCOL_SIP,
	 .after = {1},
	 .methods = INVITE_ONLY,
	 .needs_field = FIELD_RSEQ,
	 .owed_by = DEBTOR_SERVER,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(PRACK) | HEEDS_OWN,
	 .what = "The answer to the PRACK",
	 .next = "The callee answers the PRACK with 2xx and stops repeating the provisional answer.",
	 .otherwise = "The caller repeats its PRACK over UDP.",
	 .spec = "RFC 3262 section 3",
	 .opens = opens_prack,
	 .observe = observe_prack_answered,
	 .at_end = prack_unanswered},
	{.id = "sip-retry-with-min-expires",
	 .protocol = PROTOCOL_SIP,
	 .after = {423},
	 .needs_field = FIELD_MIN_EXPIRES,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL, WATCH_TARGET},
	 .heeds = HEEDS_REQUESTS,
	 .fields = {FIELD_MIN_EXPIRES, FIELD_EXPIRES},
	 .what = "The request with a longer interval",
	 .next = "The client sends the request again with an interval of at least Min-Expires.",
	 .otherwise = "The client stays without registration or subscription.",
	 .spec = "RFC 3261 section 10.2.8",
	 .opens = opens_minimum,
	 .observe = observe_minimum,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "sip-retry-with-min-se",
	 .protocol = PROTOCOL_SIP,
	 .after = {422},
	 .needs_field = FIELD_MIN_SE,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL, WATCH_TARGET},
	 .heeds = HEEDS_REQUESTS,
	 .fields = {FIELD_MIN_SE, FIELD_SESSION_EXPIRES},
	 .what = "The request with a longer session interval",
	 .next = "The client sends the request again with Session-Expires of at least Min-SE.",
	 .otherwise = "The call is not set up, or goes on without its refresh.",
	 .spec = "RFC 4028 sections 5, 7.3 and 7.4",
	 .opens = opens_minimum,
	 .observe = observe_minimum,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "sip-glare-window",
	 .protocol = PROTOCOL_SIP,
	 .after = {491},
	 .methods = METHOD_BIT(INVITE) | METHOD_BIT(UPDATE),
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(10),
	 .watch = {WATCH_CALL},
	 .heeds = HEEDS_REQUESTS,
	 .what = "The retry in its window",
	 .next =
		 "Who still needs the change tries again: the side that made the Call-ID after 2.1 to 4 s, the other "
		 "within 2 s.",
	 .otherwise = "The change was not tried again; it may no longer be needed.",
	 .spec = "RFC 3261 section 14.1",
	 .opens = opens_glare,
	 .observe = observe_glare,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "sip-retry-after-target",
	 .protocol = PROTOCOL_SIP,
	 .after = {404, 413, 480, 486, 500, 600, 603},
	 .needs_field = FIELD_RETRY_AFTER,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(RETRY_AFTER_MAX),
	 .watch = {WATCH_TARGET},
	 .waits_for_silence = true,
	 .what = "The wait that Retry-After asks for",
	 .silence = "The request was not sent again",
	 .met = "The wait was kept: the next request came in frame",
	 .next = "The client does not ask again before the seconds of Retry-After are over.",
	 .otherwise = "The same request comes too early.",
	 .spec = "RFC 3261 section 20.33",
	 .opens = opens_retry_after,
	 .observe = observe_retry_after,
	 .at_end = silence_kept,
	 .judged = sip_retry_after_judged},
	{.id = "sip-retry-after-server",
	 .protocol = PROTOCOL_SIP,
	 .after = {503},
	 .needs_field = FIELD_RETRY_AFTER,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(RETRY_AFTER_MAX),
	 .watch = {WATCH_LINK},
	 .waits_for_silence = true,
	 .what = "The wait that Retry-After asks for",
	 .silence = "No further request of this user came",
	 .met = "The wait was kept: the next request came in frame",
	 .next = "The client sends no further request to this server before the seconds of Retry-After are over; "
			 "it may "
			 "try another server.",
	 .otherwise = "An overloaded server gets more load.",
	 .spec = "RFC 3261 section 21.5.4",
	 .opens = opens_retry_after,
	 .observe = observe_retry_after,
	 .at_end = silence_kept,
	 .judged = sip_retry_after_judged},
	{.id = "sip-longer-number",
	 .protocol = PROTOCOL_SIP,
	 .after = {484},
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(30),
	 .watch = {WATCH_CALL, WATCH_LINK},
	 .heeds = HEEDS_REQUESTS,
	 .what = "A request with more digits",
	 .next = "With overlap dialling the caller sends a new INVITE whose number goes on from this one.",
	 .otherwise = "The caller gave up, or does not dial digit by digit.",
	 .spec = "RFC 3261 section 21.4.22; RFC 3578",
	 .observe = observe_longer_number,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "sip-extension-dropped",
	 .protocol = PROTOCOL_SIP,
	 .after = {420},
	 .needs_field = FIELD_UNSUPPORTED,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL, WATCH_TARGET},
	 .heeds = HEEDS_REQUESTS,
	 .keeps_response = true,
	 .what = "The request without the extension",
	 .next = "The client sends the request again without the option tags that Unsupported names.",
	 .otherwise = "The client cannot do without the extension.",
	 .spec = "RFC 3261 section 8.1.3.5",
	 .observe = observe_extension_dropped,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "sip-extension-offered",
	 .protocol = PROTOCOL_SIP,
	 .after = {421},
	 .needs_field = FIELD_REQUIRE,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL, WATCH_TARGET},
	 .heeds = HEEDS_REQUESTS,
	 .keeps_response = true,
	 .what = "The request that supports the extension",
	 .next = "The client sends the request again with the required option tags in Supported.",
	 .otherwise = "The client does not have the extension.",
	 .spec = "RFC 3261 section 21.4.16",
	 .observe = observe_extension_offered,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "sip-dialog-ends",
	 .protocol = PROTOCOL_SIP,
	 .after = {408, 481},
	 .methods = METHOD_BIT(INVITE) | METHOD_BIT(UPDATE) | METHOD_BIT(BYE),
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = HEEDS_REQUESTS,
	 .waits_for_silence = true,
	 .what = "The end of the dialog",
	 .silence = "The dialog was not used again",
	 .next = "The client ends the dialog: it sends no more in it, except a BYE.",
	 .otherwise = "The two sides disagree whether the call exists.",
	 .spec = "RFC 3261 section 12.2.1.2; RFC 5057 section 5.1",
	 .opens = opens_dialog_ends,
	 .observe = observe_dialog_ends,
	 .at_end = silence_kept},
	{.id = "sip-100-stays-on-its-hop",
	 .protocol = PROTOCOL_SIP,
	 .after = {100},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_CLIENT,
	 .within = TIMER_C,
	 .watch = {WATCH_CALL},
	 .what = "Keeping the 100 on its hop",
	 .met = "It stayed on its hop: no copy of it came before the final answer in frame",
	 .next = "The proxy that gets it keeps it; a stateless proxy passes it on as everything.",
	 .otherwise = "The caller gets a second 100 that was not meant for it.",
	 .spec = "RFC 3261 section 16.7 step 5",
	 .applies = sip_trying_applies,
	 .opens = sip_trying_opens,
	 .observe = sip_trying_observe,
	 .at_end = sip_trying_at_end},
	{.id = "sip-answer-in-ack",
	 .protocol = PROTOCOL_SIP,
	 .after = {2},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK) | METHOD_BIT(BYE),
	 .what = "The answer to the offer",
	 .next = "Where the INVITE had no session description the 2xx makes the offer, and the ACK carries the "
			 "answer.",
	 .otherwise = "The callee does not know where to send its media.",
	 .spec = "RFC 3261 section 13.2.2.4",
	 .applies = sip_ack_answers_applies,
	 .opens = sip_ack_answers_opens,
	 .observe = sip_ack_answers_observe,
	 .at_end = sip_ack_answers_at_end,
	 .judged = sip_ack_answers_judged},
	{.id = "sip-2xx-passed-on",
	 .protocol = PROTOCOL_SIP,
	 .after = {2},
	 .methods = INVITE_ONLY,
	 .owed_by = DEBTOR_CLIENT,
	 .within = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(ACK) | METHOD_BIT(CANCEL) | HEEDS_RESPONSES,
	 .what = "The 2xx on the hop before",
	 .next = "A proxy that gets a 2xx passes it on towards the caller at once.",
	 .otherwise = "The caller goes on hearing the ringing, and the callee hangs up after 32 s.",
	 .spec = "RFC 3261 section 16.7 step 5",
	 .applies = sip_passed_on_applies,
	 .opens = sip_passed_on_opens,
	 .observe = sip_passed_on_observe,
	 .at_end = sip_passed_on_at_end,
	 .judged = sip_passed_on_judged},
	{.id = "sip-notify",
	 .protocol = PROTOCOL_SIP,
	 .after = {200, 202},
	 .methods = METHOD_BIT(SUBSCRIBE) | METHOD_BIT(REFER),
	 .owed_by = DEBTOR_SERVER,
	 .within = SIXTY_FOUR_T1,
	 .lingers = SIXTY_FOUR_T1,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(NOTIFY) | METHOD_BIT(BYE) | HEEDS_RESPONSES,
	 .keeps_response = true,
	 .what = "The NOTIFY",
	 .next = "The notifier sends a NOTIFY at once, even if there is nothing new, to the Contact of the "
			 "subscriber.",
	 .otherwise = "The subscriber takes the subscription for failed after 32 s (Timer N).",
	 .spec = "RFC 6665 sections 4.1.2.4 and 4.2.2; RFC 3515 section 2.4.4",
	 .applies = sip_subscription_applies,
	 .opens = sip_notify_opens,
	 .observe = sip_notify_observe,
	 .at_end = sip_notify_at_end,
	 .judged = sip_notify_judged},
	{.id = "sip-refer-result",
	 .protocol = PROTOCOL_SIP,
	 .after = {200, 202},
	 .methods = METHOD_BIT(REFER),
	 .owed_by = DEBTOR_SERVER,
	 .within = INVITE_PATIENCE,
	 .watch = {WATCH_CALL},
	 .heeds = METHOD_BIT(NOTIFY),
	 .what = "The NOTIFY that says how the transfer ended",
	 .next = "Each NOTIFY has a status line for its body; the last one says how the request ended that the "
			 "REFER asked "
			 "for.",
	 .otherwise = "Whoever transfers does not learn whether that worked.",
	 .spec = "RFC 3515 section 2.4.5",
	 .applies = sip_subscription_applies,
	 .opens = sip_refer_result_opens,
	 .observe = sip_refer_result_observe,
	 .at_end = sip_refer_result_at_end},
};

_Static_assert(G_N_ELEMENTS(rows) <= EXPECTATION_SET_SIZE, "a set of rows is one number");

const struct expectation *
expectations_sip(size_t *count)
{
	*count = G_N_ELEMENTS(rows);
	return rows;
}
