/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about one transaction: its answer, its CANCEL, its credentials. Those about its ACK: core/rules_sip_ack.c. */
#include "core/finding.h"
#include "core/link.h"
#include "core/rules_response.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"

/* So many facts are remembered of one call; ours. Beyond them nothing more is told of it. */
#define RAISED_MAX 1024

bool
sip_call_raises_once(struct sip_call *call, const struct rule *rule, uint64_t number)
{
	uint64_t key = hash_number(hash_bytes(call->hash, rule->id, strlen(rule->id)), number);

	if (!call->raised)
		call->raised = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	if (g_hash_table_size(call->raised) >= RAISED_MAX)
		return false;
	return g_hash_table_add(call->raised, g_memdup2(&key, sizeof key));
}

static uint32_t
request_frame(const struct sip_transaction *transaction)
{
	return transaction->request ? transaction->request->seen.frame : 0;
}

static const struct rule no_final_response = {
	.id = "sip-no-final-response",
	.severity = SEVERITY_ERROR,
	.title = "An INVITE got provisional answers but never a final one",
	.why = "The caller hears ringing or silence until some timer ends the call; resources stay in use on "
		   "every hop.",
	.look_at =
		"Which element is the last that answered at all? The next hop behind it is where the answer is lost.",
	.traps =
		"A queue may play music for long before it answers: told when half an hour has passed since the last "
		"provisional answer, or, as a warning, when the capture ends after five minutes: more than three, as "
		"proxies "
		"wait (Timer C), and two more for an answer that comes late. Silent when an ACK or a BYE shows that "
		"an answer "
		"came after all, when the direction was not seen any more, and when nothing of anybody was captured "
		"meanwhile.",
	.spec = "RFC 3261 sections 13.3.1.1, 16.6 and 16.8",
};

/* A hop behind this one that has no final answer either is nearer to the cause and speaks for itself. */
static bool
has_open_child(const struct sip_transaction *transaction)
{
	unsigned depth = sip_transaction_via(transaction).depth;

	for (GList *link = sip_call_recent(transaction->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (other != transaction && other->method == METHOD_INVITE && other->cseq == transaction->cseq &&
			!other->final && sip_transaction_via(other).depth > depth)
			return true;
	}
	return false;
}

void
sip_final_judged(struct obligation *obligation, enum verdict verdict)
{
	struct sip_transaction *transaction = obligation->transaction;
	char debtor[ENDPOINT_TEXT_SIZE], creditor[ENDPOINT_TEXT_SIZE];

	if (verdict != VERDICT_OVERDUE || obligation->seen_frame || has_open_child(transaction) ||
		!sip_call_raises_once(transaction->call, &no_final_response, transaction->cseq))
		return;
	int64_t waited = obligation->analysis->now - (obligation->deadline - obligation->expectation->within);
	bool is_over = waited >= INVITE_PATIENCE;
	struct finding finding = obligation_finding(&no_final_response, obligation);
	obligation_endpoints_text(obligation, debtor, creditor);
	if (!is_over) {
		finding.severity = SEVERITY_WARNING;
		finding.confidence = CONFIDENCE_LIKELY;
	}
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s answered the INVITE of %s with %u and then nothing for %s%.0f s%s.", debtor, creditor,
				  obligation->annotation->code, is_over ? "more than " : "",
				  (double)(is_over ? INVITE_PATIENCE : waited) / 1e9,
				  is_over ? "" : ", until the capture ended");
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
	finding_add_frame(&finding, request_frame(obligation->transaction));
	finding_add_frame(&finding, obligation->annotation->request_frame);
	finding_add_frame(&finding, obligation->annotation->seen.frame);
	obligation_endpoints_text(obligation, debtor, creditor);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s accepted the CANCEL of %s but never ended the INVITE.", debtor, creditor);
}

static const struct rule prack_missing = {
	.id = "sip-prack-missing",
	.severity = SEVERITY_ERROR,
	.title = "A reliable provisional answer was never acknowledged with PRACK",
	.why = "The callee repeats the answer and after 32 seconds rejects the INVITE: the call fails while it "
		   "rings.",
	.look_at =
		"Did the INVITE offer 100rel, in Supported or Require? If so: does the PRACK go to the Contact of "
		"the "
		"provisional answer, and do the numbers in RAck match its RSeq and CSeq? After an authentication "
		"retry the CSeq number has changed.",
	.traps =
		"Without repetitions of the answer, and where they cease early, the rule stays silent: the PRACK may "
		"have taken another way.",
	.spec = "RFC 3262 sections 3 and 4",
};

void
sip_prack_judged(struct obligation *obligation, enum verdict verdict)
{
	char debtor[ENDPOINT_TEXT_SIZE], creditor[ENDPOINT_TEXT_SIZE], copies[COPIES_TEXT_SIZE];
	const struct sip_transaction *transaction = obligation->transaction;

	if (verdict != VERDICT_OVERDUE || !sip_call_raises_once(transaction->call, &prack_missing,
															obligation->number ^ obligation->to_tag_hash))
		return;
	struct finding finding = obligation_finding(&prack_missing, obligation);
	obligation_endpoints_text(obligation, debtor, creditor);
	copies_text(obligation->copies, copies);
	/* Then the fault is the callee's: RFC 3262 section 3. */
	if (obligation->annotation->request_frame && !transaction->offers_100rel) {
		finding_raise(
			obligation->analysis, obligation->annotation, &finding,
			"%s sent its reliable %u (RSeq %" G_GUINT64_FORMAT
			") %s more without a PRACK, but the INVITE of %s had not offered 100rel, so it must not "
			"be answered reliably.",
			creditor, obligation->annotation->code, obligation->number, copies, debtor);
		return;
	}
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s sent its reliable %u (RSeq %" G_GUINT64_FORMAT
				  ") %s more, but no PRACK for it came from %s.",
				  creditor, obligation->annotation->code, obligation->number, copies, debtor);
}

static const struct rule retry_after_ignored = {
	.id = "sip-retry-after-ignored",
	.severity = SEVERITY_WARNING,
	.title = "A client came back before the time that Retry-After had set",
	.why = "Whoever sends Retry-After is overloaded or knows that asking earlier is in vain; clients that "
		   "ignore it keep "
		   "an overload alive.",
	.look_at = "Is the client's retry timer fixed? Does it try another server instead, as it may?",
	.traps = "Only the same kind of request of the same user to the same address and port counts, in a "
			 "dialog only "
			 "one of the same side; anonymous callers, and several devices of one user, are not told apart; "
			 "ACK and CANCEL "
			 "are free, and so is what was under way when the answer came; a tenth too early is tolerated. A "
			 "note where "
			 "the called party only says when it will be available again.",
	.spec = "RFC 3261 sections 20.33 and 21.5.4",
};

/*
 * With these it is the called party that is away, and says when it expects to be available again; nobody has to wait for
 * that: RFC 3261 sections 20.33, 21.4.18, 21.4.24 and 21.6.
 */
static const uint16_t callee_is_away[] = {404, 480, 486, 600, 603};

static bool
says_callee_is_away(uint16_t code)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(callee_is_away); i++)
		if (callee_is_away[i] == code)
			return true;
	return false;
}

void
sip_retry_after_judged(struct obligation *obligation, enum verdict verdict)
{
	const struct sip_transaction *transaction = obligation->transaction;
	bool is_advice = says_callee_is_away(obligation->annotation->code);
	char debtor[ENDPOINT_TEXT_SIZE], creditor[ENDPOINT_TEXT_SIZE];

	/* What comes too early does so on every hop of its way. */
	if (verdict != VERDICT_VIOLATED ||
		!sip_call_raises_once(transaction->call, &retry_after_ignored, transaction->cseq))
		return;
	struct finding finding = obligation_finding(&retry_after_ignored, obligation);
	finding_add_frame(&finding, obligation->seen_frame);
	obligation_endpoints_text(obligation, debtor, creditor);
	if (is_advice)
		finding.severity = SEVERITY_NOTE;
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s %s %s %s %" G_GUINT64_FORMAT " s after its %u, but the next %s came in frame %u.",
				  creditor, is_advice ? "told" : "asked", debtor,
				  is_advice ? "that the called party expects to be available again" : "to wait",
				  obligation->number, obligation->annotation->code,
				  obligation->annotation->method ? obligation->annotation->method : "request",
				  obligation->seen_frame);
}

/* ---- the answer to a request ---- */

static const struct rule no_provisional_200ms = {
	.id = "sip-no-provisional-200ms",
	.severity = SEVERITY_NOTE,
	.title = "The first answer to an INVITE took more than 200 ms, and the INVITE was sent again",
	.why = "A server that will not answer within 200 ms sends 100 Trying at once, so that the client does "
		   "not repeat its "
		   "INVITE.",
	.look_at = "What does the next hop do before it answers: a database, DNS, authentication?",
	.traps =
		"Only where the INVITE really was repeated before its first answer; a stateless hop sends no 100.",
	.spec = "RFC 3261 section 17.2.1",
};

static void
judge_first_answer(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	const struct sip_transaction *transaction = response->transaction;
	char server[ENDPOINT_TEXT_SIZE], copies[COPIES_TEXT_SIZE];

	if (transaction->method != METHOD_INVITE || transaction->answer_count != 1 ||
		transaction->request_copies == 0 || transport_is_reliable(response->message->seen.transport) ||
		annotation->elapsed <= analysis->settings.provisional_patience)
		return;
	struct finding finding = finding_of(&no_provisional_200ms, PROTOCOL_SIP, annotation->seen.frame);
	finding_add_frame(&finding, annotation->request_frame);
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(analysis, annotation, &finding,
				  "%s gave its first answer after %.0f ms; the INVITE was sent %s more before that.",
				  endpoint_text(&response->message->seen.source, server), (double)annotation->elapsed / 1e6,
				  copies_text(transaction->request_copies, copies));
}

/* ---- answers that nobody hears ---- */

static const struct rule answers_unheard = {
	.id = "sip-answers-unheard",
	.severity = SEVERITY_ERROR,
	.title = "A request is sent again and again although it was answered",
	.why = "The client does not know of the answer: it waits for one, gives up after 32 seconds, and what it "
		   "wanted "
		   "has perhaps been done all the same.",
	.look_at =
		"Where do the answers go? The finding says so where it is not where the request came from. Behind "
		"a NAT a client has to ask with rport in its Via for answers to the port it sends from, and the "
		"server "
		"has to send them there. Else look for a firewall, or for a Via that the client does not know as its "
		"own.",
	.traps = "On a long way the first copies were sent before the answer had arrived: three have to come, "
			 "the last "
			 "one more than four seconds after it. Over UDP only.",
	.spec = "RFC 3261 sections 17.1.1.2, 17.1.2.2 and 18.2.2; RFC 3581 section 4",
};

/* What comes sooner after the answer may have been under way; so many later ones, the last so late, were not; ours. */
#define UNDER_WAY          MILLISECONDS(500)
#define UNHEARD_PROVE      3
#define UNHEARD_PROVE_LATE SECONDS(4)

#define UNHEARD_TEXT_SIZE 128

/* Did this answer, its copies, and all other final ones go to one place? */
static bool
goes_one_way(const struct sip_transaction *transaction, const struct sip_answer *answer)
{
	for (unsigned i = 0; i < transaction->answer_count; i++) {
		const struct sip_answer *other = &sip_answers(transaction)[i];
		if (status_is_final(other->code) && (other->to_several || other->to_port != answer->to_port ||
											 other->to_elsewhere != answer->to_elsewhere))
			return false;
	}
	return true;
}

/*
 * Why the client does not hear this answer, as far as the way shows it. RFC 3261 section 18.2.2: it goes to the port that Via
 * names, unless the client asks with rport for the one it sends from (RFC 3581 sections 3 and 4).
 */
static const char *
unheard_text(const struct sip_transaction *transaction, const struct sip_answer *answer,
			 const struct message *copy, char text[static UNHEARD_TEXT_SIZE])
{
	struct field_walk walk = {0};
	struct slice value, rport;
	struct via via;
	unsigned to = answer->to_port, from = transaction->client.port;

	if (!goes_one_way(transaction, answer) || !endpoint_equal(&copy->seen.source, &transaction->client) ||
		(!answer->to_elsewhere && to == from))
		return "the answers do not reach it, or it does not take them";
	if (answer->to_elsewhere)
		return "the answers go to another address than it sends from";
	bool is_read = message_next_value(copy, FIELD_VIA, &walk, &value) && via_parse(value, &via);
	bool has_rport = is_read && value_parameter(value, "rport", &rport);
	if (has_rport && rport.length == 0)
		g_snprintf(text, UNHEARD_TEXT_SIZE,
				   "the answers go to port %u, though its Via asks with rport for %u, the port it sends from",
				   to, from);
	else
		g_snprintf(text, UNHEARD_TEXT_SIZE,
				   "the answers go to port %u, and not to %u, the port it sends from%s", to, from,
				   is_read && !has_rport && via_port(&via) == to ? ", because its Via has no rport" : "");
	return text;
}

void
sip_request_repeated(struct analysis *analysis, struct sip_transaction *transaction,
					 const struct message *copy)
{
	int64_t since = copy->seen.first_time - transaction->final_time;
	struct sip_answer *answers = sip_answers(transaction), *answer = NULL;
	char client[ENDPOINT_TEXT_SIZE], why[UNHEARD_TEXT_SIZE];

	for (unsigned i = 0; i < transaction->answer_count; i++)
		if (answers[i].first_frame == transaction->final_frame)
			answer = &answers[i];
	if (!answer || since <= UNDER_WAY || transaction->acknowledged ||
		transport_is_reliable(copy->seen.transport))
		return;
	answer->asked_again = MIN(answer->asked_again + 1u, ASKED_AGAIN_COUNTED);
	if (answer->asked_again < UNHEARD_PROVE || since <= UNHEARD_PROVE_LATE ||
		!sip_call_raises_once(transaction->call, &answers_unheard, transaction->key))
		return;
	struct finding finding = finding_of(&answers_unheard, PROTOCOL_SIP, answer->first_frame);
	finding_add_frame(&finding, request_frame(transaction));
	finding_add_frame(&finding, answer->first_frame);
	finding_add_frame(&finding, copy->seen.frame);
	finding_raise(analysis, NULL, &finding,
				  "%s sent its %.*s again up to %.1f s after the %u in frame %u, %u times by then: %s.",
				  endpoint_text(&transaction->client, client), (int)MIN(copy->method_text.length, 32),
				  copy->method_text.bytes, (double)since / 1e9, transaction->final, transaction->final_frame,
				  transaction->request_copies, unheard_text(transaction, answer, copy, why));
}

/* ---- several 2xx ---- */

static const struct rule multiple_2xx_fork = {
	.id = "sip-multiple-2xx-fork",
	.severity = SEVERITY_WARNING,
	.title = "Two devices have answered the same INVITE",
	.why = "Both dialogs stand: each 2xx needs an ACK, and all but one a BYE, or a second device believes "
		   "that it is in a "
		   "call.",
	.look_at = "Did the caller send ACK and BYE to the one it does not want?",
	.traps = "Told only at the caller's own link, where both 2xx arrive with different To tags. A note, "
			 "unless both "
			 "dialogs go on for 32 seconds.",
	.spec = "RFC 3261 section 13.2.2.4",
};

/* The first 2xx is remembered: what comes with another To tag is of another device. */
static void
remember_accepted(const struct candidate *response)
{
	struct sip_transaction *transaction = response->transaction;

	if (transaction->method != METHOD_INVITE || transaction->accepted_tag)
		return;
	transaction->accepted_tag = response->identity->to_tag_hash;
	transaction->accepted_frame = response->message->seen.frame;
}

/* Another device has answered this INVITE before. */
bool
sip_second_2xx_applies(const struct candidate *trigger)
{
	uint64_t first = trigger->transaction->accepted_tag;

	return first && first != trigger->identity->to_tag_hash;
}

bool
sip_second_2xx_opens(struct obligation *obligation, const struct candidate *trigger)
{
	const struct sip_transaction *transaction = obligation->transaction;

	/* At the caller's own link, and once for a call: what each further device answers is the same case. */
	return trigger->identity->via_is_alone &&
		   sip_call_raises_once(transaction->call, &multiple_2xx_fork, transaction->cseq);
}

/* A BYE in one of the two dialogs: by the caller it has the To tag of one, by a callee it has that as From tag. */
enum observation
sip_second_2xx_observe(struct obligation *obligation, const struct candidate *candidate)
{
	uint64_t first = obligation->transaction->accepted_tag, second = obligation->to_tag_hash;
	uint64_t to = candidate->identity->to_tag_hash, from = candidate->identity->from_tag_hash;

	if (!candidate_is_request(candidate, METHOD_BYE))
		return OBSERVED_NOTHING;
	return to == first || to == second || from == first || from == second ? OBSERVED_MET : OBSERVED_NOTHING;
}

void
sip_second_2xx_judged(struct obligation *obligation, enum verdict verdict)
{
	const struct sip_transaction *transaction = obligation->transaction;
	struct annotation *annotation = obligation->annotation;
	struct finding finding = finding_of(&multiple_2xx_fork, PROTOCOL_SIP, annotation->seen.frame);
	char client[ENDPOINT_TEXT_SIZE];
	const char *end = verdict == VERDICT_MET       ? "one of the two dialogs was ended with BYE"
					  : verdict == VERDICT_OVERDUE ? "neither of the two dialogs was ended with BYE"
												   : "whether one of the two dialogs was ended is not known";

	if (verdict != VERDICT_OVERDUE)
		finding.severity = SEVERITY_NOTE;
	finding_add_frame(&finding, annotation->request_frame);
	finding_add_frame(&finding, transaction->accepted_frame);
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(obligation->analysis, annotation, &finding,
				  "%s got a 2xx in frame %u and another one, with another To tag, in frame %u; %s.",
				  endpoint_text(&transaction->client, client), transaction->accepted_frame,
				  annotation->seen.frame, end);
}

/* ---- refused credentials ---- */

static const struct rule auth_rejected = {
	.id = "sip-auth-rejected-n-times",
	.severity = SEVERITY_ERROR,
	.title = "Credentials were refused again and again",
	.why = "The user, the realm or the password is wrong: the client answers each new challenge, and each "
		   "answer is "
		   "refused.",
	.look_at = "User name and realm in the credentials (the password is never sent); whether another account "
			   "uses the same "
			   "device.",
	.traps = "A challenge with stale=true, a challenge by another realm, and a single refusal (an expired "
			 "nonce), are no refusal of the "
			 "password; what "
			 "counts is that this realm accepted no try of this call: ringing, or another final answer than "
			 "403, shows that it did.",
	.spec = "RFC 3261 sections 22.1 to 22.3; RFC 7616 section 3.3",
};

/* So many refused tries in a row tell wrong credentials from an expired nonce; ours. */
#define REFUSALS_PROVE 2

/* So many challenges of a response, or credentials of a request, are compared; ours. */
#define CHALLENGES_MAX 8

/* What ties credentials to the challenge they answer, as hashes. */
struct sip_challenge {
	uint64_t realm;
	uint64_t nonce; /* of realm and nonce */
	bool is_stale;
};

/* The challenges of a response, or the credentials of a request. */
struct sip_challenge_list {
	unsigned count;
	struct sip_challenge of[CHALLENGES_MAX];
};

/*
 * Each challenge has a field of its own, as credentials have (RFC 3261 section 7.3.1). What has no nonce is passed over:
 * nothing ties credentials without one to a challenge.
 */
static void
challenge_list_read(struct sip_challenge_list *list, const struct message *message, enum field_id one,
					enum field_id other, uint64_t seed)
{
	enum { REALM, NONCE, STALE, NAMES };
	static const struct slice names[NAMES] = {
		[REALM] = {"realm", 5},
		[NONCE] = {"nonce", 5},
		[STALE] = {"stale", 5},
	};
	struct slice found[NAMES];

	list->count = 0;
	for (unsigned i = 0; i < message->field_count && list->count < CHALLENGES_MAX; i++) {
		if (message->fields[i].id != one && message->fields[i].id != other)
			continue;
		value_auth_parameters(field_value(message, &message->fields[i]), NAMES, names, found);
		if (!found[REALM].bytes || !found[NONCE].bytes)
			continue;
		uint64_t hash = hash_slice(seed, found[REALM]);
		list->of[list->count++] = (struct sip_challenge){
			.realm = hash,
			.nonce = hash_slice(hash, found[NONCE]),
			.is_stale = slice_equal_nocase(found[STALE], SLICE("true")),
		};
	}
}

static void
credentials_read(struct sip_challenge_list *list, const struct message *request, uint64_t seed)
{
	challenge_list_read(list, request, FIELD_AUTHORIZATION, FIELD_PROXY_AUTHORIZATION, seed);
}

static bool
has_realm(const struct sip_challenge_list *list, uint64_t realm)
{
	for (unsigned i = 0; i < list->count; i++)
		if (list->of[i].realm == realm)
			return true;
	return false;
}

/* Has the request credentials for any challenge of the last response that had some? */
static bool
answers_last(const struct sip_challenges *challenges, const struct message *request, uint64_t seed)
{
	struct sip_challenge_list given;

	if (!challenges)
		return false;
	credentials_read(&given, request, seed);
	for (unsigned i = 0; i < given.count; i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(challenges->asked); j++)
			if (challenges->asked[j] && challenges->asked[j] == given.of[i].nonce)
				return true;
	return false;
}

static const struct rule auth_cseq_unchanged = {
	.id = "sip-auth-cseq-unchanged",
	.severity = SEVERITY_NOTE,
	.title = "A request came again with credentials, but with its old CSeq number",
	.why =
		"A request with credentials is a new one and needs a higher number. Some servers take the old number "
		"for a copy or a merged request, and refuse it with 482 or 500, or send the challenge again.",
	.look_at = "Is it a proxy that answers the challenge in the place of its client? It cannot change the "
			   "number without changing all later ones of that dialog; a back-to-back user agent can.",
	.traps = "Only on the hop that was challenged, and with credentials for what was asked there last. Many "
			 "servers accept it. Told once for a client and its server.",
	.spec = "RFC 3261 sections 8.1.3.5 and 22.2",
};

bool
sip_has_kept_number(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate_is_same_kind(obligation, candidate) && candidate_in_same_call(obligation, candidate) &&
		   candidate->identity->cseq == obligation->transaction->cseq &&
		   endpoint_equal(&candidate->message->seen.destination, &obligation->creditor) &&
		   candidate_same_from_tag(obligation, candidate) &&
		   answers_last(candidate->call->challenges, candidate->message, obligation->analysis->seed);
}

void
sip_auth_number_kept(struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *request = candidate->message;
	const struct sighting *seen = &request->seen;
	uint64_t pair = hash_bytes(obligation->analysis->seed ^ (uintptr_t)&auth_cseq_unchanged,
							   &seen->source.address, sizeof seen->source.address);
	char client[ENDPOINT_TEXT_SIZE];

	pair = hash_endpoint(pair, &seen->destination);
	g_free(obligation->text);
	obligation->text = g_strdup_printf(
		"The request with credentials came in frame %u, with the CSeq number of the one that was challenged.",
		request->seen.frame);
	if (!analysis_remember(obligation->analysis, pair))
		return;
	struct finding finding = obligation_finding(&auth_cseq_unchanged, obligation);
	finding_add_frame(&finding, request->seen.frame);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s sent its %.*s again with credentials in frame %u, but with the same CSeq number, %u.",
				  endpoint_text(&obligation->debtor, client), (int)MIN(request->method_text.length, 32),
				  request->method_text.bytes, request->seen.frame, candidate->identity->cseq);
}

/* Are there credentials for this realm that were made for what it asked last? */
static bool
answers_realm(const struct sip_challenge_list *given, const struct sip_challenges *challenges, uint64_t realm)
{
	for (unsigned i = 0; i < given->count; i++)
		for (unsigned j = 0; given->of[i].realm == realm && j < G_N_ELEMENTS(challenges->asked); j++)
			if (challenges->asked[j] == given->of[i].nonce)
				return true;
	return false;
}

/* A realm that asks again though it was answered, the one that refuses already before others; 0: there is none. */
static uint64_t
realm_that_refuses(const struct sip_challenges *challenges, const struct sip_challenge_list *given,
				   const struct sip_challenge_list *again)
{
	uint64_t found = 0;

	for (unsigned i = 0; i < again->count; i++) {
		uint64_t realm = again->of[i].realm;
		if (again->of[i].is_stale || !answers_realm(given, challenges, realm))
			continue;
		if (realm == challenges->refused_realm)
			return realm;
		found = found ? found : realm;
	}
	return found;
}

/* Credentials that come later than this may have been made for a nonce that is no longer valid; ours. */
#define NONCE_FRESH SECONDS(10)

/* Where the capture ends sooner than a next try would come, fewer refusals than this are a warning only; ours. */
#define NEXT_TRY             SECONDS(5)
#define REFUSALS_PROVE_ALONE 4

static void
raise_refusals(struct analysis *analysis, const struct sip_challenges *challenges)
{
	struct annotation *annotation = challenges->refusal;
	struct finding finding = finding_of(&auth_rejected, PROTOCOL_SIP, annotation->seen.frame);
	char client[ENDPOINT_TEXT_SIZE], server[ENDPOINT_TEXT_SIZE];

	for (unsigned i = 0; i < MIN(challenges->refusals, G_N_ELEMENTS(challenges->refusal_frames)); i++)
		finding_add_frame(&finding, challenges->refusal_frames[i]);
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(
		analysis, annotation, &finding,
		"%s refused the credentials of %s %u times in a row under one Call-ID (%u), and accepted none there "
		"after that.",
		endpoint_text(&annotation->seen.source, server), endpoint_text(&annotation->seen.destination, client),
		challenges->refusals, annotation->code);
}

/* The last refusal is held open until the call shows whether a later try succeeds. */
static void
refusal_forget(struct analysis *analysis, struct sip_challenges *challenges)
{
	if (challenges->refusal)
		annotation_release(analysis, challenges->refusal);
	challenges->refusal = NULL;
}

static struct sip_challenges *
challenges_of(struct analysis *analysis, struct sip_call *call)
{
	if (!call->challenges)
		call->challenges = pool_take_zeros(&analysis->pool, sizeof *call->challenges);
	return call->challenges;
}

static void
refusals_end(struct analysis *analysis, struct sip_challenges *challenges)
{
	challenges->refusals = 0;
	refusal_forget(analysis, challenges);
}

static void
refusal_count(struct analysis *analysis, struct sip_challenges *challenges, struct annotation *annotation,
			  uint64_t realm)
{
	if (realm != challenges->refused_realm)
		refusals_end(analysis, challenges);
	challenges->refused_realm = realm;
	if (challenges->refusals < G_N_ELEMENTS(challenges->refusal_frames))
		challenges->refusal_frames[challenges->refusals] = annotation->seen.frame;
	challenges->refusals++;
	refusal_forget(analysis, challenges);
	challenges->refusal = annotation;
	annotation_hold(annotation);
}

/*
 * A refusal is a challenge by a realm in answer to credentials made for what that realm asked just before: older ones
 * may simply have expired. Where only other realms ask, this one was content: RFC 3261 section 22.3. The same challenge
 * is passed on over every hop; the client's own counts.
 */
static void
judge_challenge(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	struct sip_challenge_list given, again;

	if (!response->request || !response->identity->via_is_alone)
		return;
	struct sip_challenges *challenges = challenges_of(analysis, response->call);
	credentials_read(&given, response->request, analysis->seed);
	challenge_list_read(&again, response->message, FIELD_WWW_AUTHENTICATE, FIELD_PROXY_AUTHENTICATE,
						analysis->seed);
	if (has_realm(&given, challenges->refused_realm) && !has_realm(&again, challenges->refused_realm))
		refusals_end(analysis, challenges);
	uint64_t realm = realm_that_refuses(challenges, &given, &again);
	if (realm && response->request->seen.first_time - challenges->time <= NONCE_FRESH)
		refusal_count(analysis, challenges, annotation, realm);
	for (unsigned i = 0; i < G_N_ELEMENTS(challenges->asked); i++)
		challenges->asked[i] = i < again.count ? again.of[i].nonce : 0;
	challenges->time = response->message->seen.first_time;
}

/* A request that was accepted ends the row of refusals. */
static void
judge_success(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	if (response->call->challenges)
		refusals_end(analysis, response->call->challenges);
	(void)annotation;
	remember_accepted(response);
}

/* What comes after the check of the credentials shows that they were accepted, whatever came of the request. */
static void
judge_passed(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	struct sip_challenges *challenges = response->call->challenges;
	struct sip_challenge_list given;

	(void)annotation;
	if (!challenges || challenges->refusals == 0 || !response->request)
		return;
	credentials_read(&given, response->request, analysis->seed);
	if (has_realm(&given, challenges->refused_realm))
		refusals_end(analysis, challenges);
}

void
sip_call_ends(struct analysis *analysis, struct sip_call *call)
{
	struct sip_challenges *challenges = call->challenges;

	if (!challenges)
		return;
	if (challenges->refusal && challenges->refusals >= REFUSALS_PROVE)
		raise_refusals(analysis, challenges);
	refusal_forget(analysis, challenges);
	pool_give(&analysis->pool, challenges, sizeof *challenges);
	call->challenges = NULL;
}

typedef void response_judge(struct analysis *, struct annotation *, const struct candidate *);

/* By what a response is judged, by its class. */
static response_judge *const judges_of_class[10] = {
	[1] = judge_passed, [2] = judge_success, [3] = judge_passed,
	[4] = judge_passed, [5] = judge_passed,  [6] = judge_passed,
};

/* Others than of their class: 100 comes before credentials are looked at, and 403 may refuse them: RFC 3261 section 22.2. */
static const struct {
	uint16_t code;
	response_judge *judge;
} judges_of_code[] = {{100, NULL}, {401, judge_challenge}, {403, NULL}, {407, judge_challenge}};

static response_judge *
judge_of(unsigned code)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(judges_of_code); i++)
		if (judges_of_code[i].code == code)
			return judges_of_code[i].judge;
	return judges_of_class[(code < 10 ? code : code / 100) % G_N_ELEMENTS(judges_of_class)];
}

void
sip_transaction_response(struct analysis *analysis, struct annotation *annotation,
						 const struct candidate *response)
{
	response_judge *judge = judge_of(response->message->status);

	judge_first_answer(analysis, annotation, response);
	response_fields_judge(analysis, annotation, response);
	if (judge)
		judge(analysis, annotation, response);
}

/* ---- no answer at all ---- */

static const struct rule no_response_at_all = {
	.id = "sip-no-response-at-all",
	.severity = SEVERITY_ERROR,
	.title = "A request was never answered",
	.why = "Nothing came back, not even 100 Trying: the server is not there, drops the request, or its "
		   "answers do not find "
		   "the way.",
	.look_at =
		"Is there an ICMP message? Is the request larger than about 1300 bytes, so that its fragments may be "
		"dropped? Do other requests reach this server?",
	.traps =
		"Over UDP a single copy proves nothing, nor does a capture that shows only one direction: then all "
		"of the repetitions have to be there. Over TCP nothing is repeated: there it is a warning, and only "
		"where the server was seen to send other messages after the client's 32 seconds.",
	.spec = "RFC 3261 sections 17.1.1.2, 17.1.2.2 and 18.1.1",
};

/* So many repetitions prove that there was no answer: the server was seen since the request, or was not. */
#define REPEATS_PROVE         2
#define REPEATS_PROVE_ONE_WAY 6

/* So long a client waits for an answer, timers B and F: RFC 3261 sections 17.1.1.2 and 17.1.2.2. */
#define CLIENT_PATIENCE SECONDS(32)

/* Was there nothing, and would an answer have been seen? */
static bool
client_had_no_answer(const struct analysis *analysis, const struct sip_transaction *transaction)
{
	const struct address *client = &transaction->client.address, *server = &transaction->server.address;
	int64_t asked = transaction->request->seen.first_time;
	int64_t server_seen = links_last_seen(analysis->links, server, client);

	/* The capture ended while an answer could still come, or what came was cut short. */
	if (transaction->acknowledged || transaction->answered_elsewhere ||
		analysis->now - asked < CLIENT_PATIENCE || links_blind_since(analysis->links, server, client, asked))
		return false;
	if (transport_is_reliable(transaction->request->seen.transport))
		return server_seen > asked + CLIENT_PATIENCE;
	return transaction->request_copies >= (server_seen > asked ? REPEATS_PROVE : REPEATS_PROVE_ONE_WAY);
}

static void
raise_no_response(struct analysis *analysis, struct annotation *annotation,
				  const struct sip_transaction *transaction)
{
	const struct message *request = transaction->request;
	bool is_reliable = transport_is_reliable(request->seen.transport);
	struct finding finding = finding_of(&no_response_at_all, PROTOCOL_SIP, request->seen.frame);
	char client[ENDPOINT_TEXT_SIZE], server[ENDPOINT_TEXT_SIZE];
	int method_length = (int)MIN(request->method_text.length, 32);

	finding_add_frame(&finding, request->seen.frame);
	finding_add_frame(&finding, transaction->request_last_frame);
	finding_add_frame(&finding, transaction->unreachable_frame);
	endpoint_text(&transaction->client, client);
	endpoint_text(&transaction->server, server);
	if (is_reliable) {
		finding.severity = SEVERITY_WARNING;
		finding_raise(
			analysis, annotation, &finding,
			"%s sent its %.*s to %s and got no answer in %.0f s, though that sent other messages later.",
			client, method_length, request->method_text.bytes, server, (double)CLIENT_PATIENCE / 1e9);
		return;
	}
	finding_raise(analysis, annotation, &finding,
				  "%s sent its %.*s to %s %u times over %.1f s and got no answer in that time%s%s.", client,
				  method_length, request->method_text.bytes, server, transaction->request_copies + 1,
				  (double)(transaction->request_last_time - request->seen.first_time) / 1e9,
				  transaction->unreachable_frame ? ", only ICMP" : "",
				  transaction->is_large ? "; it is larger than 1300 bytes and should go over TCP" : "");
}

void
sip_transaction_ends(struct analysis *analysis, struct sip_transaction *transaction)
{
	const struct message *request = transaction->request;

	if (!request || transaction->answer_count > 0)
		return;
	bool unreachable = transaction->unreachable_frame != 0;
	if (!unreachable && !client_had_no_answer(analysis, transaction))
		return;
	struct exchange exchange = {
		.request = request,
		.request_seen = &request->seen,
		.method = request->method_text,
		.call_id = slice_of(transaction->call->id),
	};
	struct annotation *annotation = annotation_open_outcome(
		analysis, request, &exchange,
		outcome_find(unreachable ? sip_unreachable_outcome(transaction) : "no-response"),
		transaction->unreachable_frame);
	if (transaction->request_copies >= REPEATS_PROVE || transport_is_reliable(request->seen.transport))
		raise_no_response(analysis, annotation, transaction);
	annotation_release(analysis, annotation);
}

const struct rule *const rules_sip_transaction[] = {
	&no_final_response,
	&no_response_at_all,
	&no_provisional_200ms,
	&cancel_no_487,
	&prack_missing,
	&answers_unheard,
	&auth_rejected,
	&auth_cseq_unchanged,
	&multiple_2xx_fork,
	&retry_after_ignored,
	NULL,
};
