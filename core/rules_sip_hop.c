/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules from hop to hop: what a proxy does with the 100 it gets. 100 Trying stops the repetitions of a request
 * on one hop and tells nothing beyond it, so a stateful proxy keeps it (RFC 3261 section 16.7 step 5); a
 * stateless one passes on whatever comes (section 16.11). That a proxy passed a 100 on is proved in two steps:
 *
 * - The 100 on its upstream hop is a copy of one that came on its downstream hop just before: equal but for
 *   the topmost Via value. The hops are related by their Via lists alone; behind a B2BUA nothing is compared.
 * - Something that a stateless proxy cannot do shows that this one is stateful.
 *
 * The first step is taken by the follow-up of the downstream 100, which watches its call. Then a relay stands
 * at the upstream transaction, until that shows the second step or ends.
 */
#include "core/finding.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"

/* How many transactions of a call are looked at for the other side of a proxy; ours. */
#define LOOK_AROUND_MAX 256

/* A copy leaves sooner than a server sends a 100 of its own for want of another answer: section 17.2.1. */
#define RELAY_WITHIN MILLISECONDS(200)

struct sip_relay {
	struct annotation *annotation;    /* of the copy; held */
	struct sip_transaction *upstream; /* where the relay stands */
	struct sip_transaction *child;    /* the downstream transaction; held */
	uint32_t original_frame, frame;   /* the downstream 100, and its copy */
	bool tagged;                      /* a To tag shows who made it: nobody else makes the same */
	bool told;
};

/* What shows the proxy's state. */
struct proof {
	bool found, certain;
	bool of_copy; /* it also shows that the copy is not the proxy's own */
	uint32_t frame;
	const char *text; /* a clause that ends with the number of that frame */
};

/* What a relay turns out to be. */
enum relay_kind {
	RELAY_STATEFUL,        /* certain */
	RELAY_LIKELY_STATEFUL, /* the proof or the copy might be explained otherwise */
	RELAY_MAYBE_STATEFUL,  /* the copy may be its own: two proxies of one make write the same */
	RELAY_STATELESS,
	RELAY_UNKNOWN,
};

/* ---- the two sides of a proxy ---- */

static bool
is_child_of(const struct sip_transaction *child, const struct sip_transaction *parent)
{
	if (child->method != parent->method || child->cseq != parent->cseq)
		return false;
	const struct via_list below = sip_transaction_via(child), above = sip_transaction_via(parent);
	return below.depth > 1 && below.depth == above.depth + 1 && below.below == above.whole;
}

/* The transaction of this request on the hop before; of two views, that with a relay. NULL: not seen. */
static struct sip_transaction *
parent_of(const struct sip_transaction *child)
{
	struct sip_transaction *found = NULL;
	unsigned looked_at = 0;

	for (GList *link = child->in_call.prev; link && looked_at < LOOK_AROUND_MAX;
		 link = link->prev, looked_at++) {
		struct sip_transaction *parent = link->data;
		if (is_child_of(child, parent) && (!found || parent->relay))
			found = parent;
	}
	return found;
}

/* The next child of `parent` behind `after` in its call; NULL as `after` for the first one. */
static const struct sip_transaction *
next_child(const struct sip_transaction *parent, const struct sip_transaction *after)
{
	const GList *link = after ? after->in_call.next : parent->in_call.next;

	for (unsigned looked_at = 0; link && looked_at < LOOK_AROUND_MAX; link = link->next, looked_at++)
		if (is_child_of(link->data, parent))
			return link->data;
	return NULL;
}

/* The CANCEL of this INVITE on the same hop: RFC 3261 section 9.1. */
static const struct sip_transaction *
cancel_on_hop(const struct sip_transaction *invite)
{
	unsigned looked_at = 0;

	for (const GList *link = invite->in_call.next; link && looked_at < LOOK_AROUND_MAX;
		 link = link->next, looked_at++) {
		const struct sip_transaction *cancel = link->data;
		if (cancel->method == METHOD_CANCEL && cancel->branch_hash == invite->branch_hash &&
			cancel->cseq == invite->cseq && sip_transaction_via(cancel).depth > 0 &&
			address_equal(&cancel->client.address, &invite->client.address))
			return cancel;
	}
	return NULL;
}

/* ---- which 100 is a copy of which ---- */

/* Fields that a proxy rewrites, and Content-Length, which it may add. */
static bool
is_changed_on_the_way(enum field_id id)
{
	return id == FIELD_VIA || id == FIELD_RECORD_ROUTE || id == FIELD_CONTENT_LENGTH;
}

/* All that stays when a proxy passes the response on. */
static uint64_t
text_that_stays(const struct message *response, uint64_t seed)
{
	uint64_t hash = hash_slice(hash_number(seed, response->status), response->reason);

	for (unsigned i = 0; i < response->field_count; i++) {
		const struct field *field = &response->fields[i];
		if (is_changed_on_the_way(field->id))
			continue;
		hash = hash_slice(hash_number(hash, field->id), field_value(response, field));
	}
	return hash_slice(hash, message_body(response));
}

/* What shows the maker of a 100, whatever the call: its phrase and product names. */
static uint64_t
form_of(const struct analysis *analysis, const struct endpoint *maker, const struct message *response)
{
	uint64_t form = hash_bytes(analysis->seed, &maker->address, sizeof maker->address);
	static const enum field_id products[] = {FIELD_SERVER, FIELD_USER_AGENT};
	struct slice value;

	form = hash_slice(hash_number(form, maker->port), response->reason);
	for (unsigned i = 0; i < G_N_ELEMENTS(products); i++)
		if (message_field(response, products[i], &value))
			form = hash_slice(hash_number(form, products[i]), value);
	return form;
}

/* ---- is the proxy stateful? RFC 3261 section 16.11 says what a stateless one does not do ---- */

/* The first 100 of this transaction other than the copy; NULL when there is none. */
static const struct sip_answer *
other_trying(const struct sip_transaction *transaction, uint32_t copy_frame)
{
	const struct sip_answer *answers = sip_answers(transaction);

	for (unsigned i = 0; i < transaction->answer_count; i++)
		if (answers[i].code == 100 && answers[i].first_frame != copy_frame)
			return &answers[i];
	return NULL;
}

/* A 100 that was sent before the request was passed on is nobody's but the proxy's own. */
static struct proof
sent_its_own_100(const struct sip_relay *relay)
{
	const struct sip_answer *own = other_trying(relay->upstream, relay->frame);
	const struct sip_transaction *first = next_child(relay->upstream, NULL);
	const struct sip_answer *downstream = first && first->answer_count ? sip_answers(first) : NULL;

	if (!own || own->first_frame > relay->frame)
		return (struct proof){false};
	bool before_all = first && first->request && own->first_frame < first->request->seen.frame &&
					  (!downstream || own->first_frame < downstream->first_frame);
	return (struct proof){true, before_all, true, own->first_frame, "it had sent a 100 of its own in frame"};
}

/* An ACK to a failure, or a CANCEL, with one Via value was made by the proxy itself. */
static struct proof
made_its_own_ack(const struct sip_relay *relay)
{
	const struct sip_transaction *child = relay->child;
	const struct sip_transaction *cancel = cancel_on_hop(child);

	if (child->ack_via_count == 1)
		return (struct proof){true, true, false, child->ack_frame,
							  "it made an ACK of its own, with one Via value, in frame"};
	if (cancel && sip_transaction_via(cancel).depth == 1)
		return (struct proof){true, true, false, cancel->request->seen.frame,
							  "it made a CANCEL of its own, with one Via value, in frame"};
	return (struct proof){false};
}

/* A stateless proxy chooses one target. Another branch to the same target may be a faulty repetition. */
static struct proof
forked(const struct sip_relay *relay)
{
	for (const struct sip_transaction *other = next_child(relay->upstream, NULL); other;
		 other = next_child(relay->upstream, other))
		if (other->key != relay->child->key && other->request && relay->child->request &&
			!slice_equal(other->request->target, relay->child->request->target))
			return (struct proof){true, relay->upstream->request_copies == 0, false,
								  other->request->seen.frame, "it forked the request in frame"};
	return (struct proof){false};
}

/* It answers a CANCEL at once, before passing one on. */
static struct proof
answered_cancel(const struct sip_relay *relay)
{
	const struct sip_transaction *up = cancel_on_hop(relay->upstream), *down = cancel_on_hop(relay->child);

	if (!up || !down || !down->request || up->final / 100 != 2 || up->final_frame > down->request->seen.frame)
		return (struct proof){false};
	return (struct proof){true, true, false, up->final_frame, "it answered the CANCEL by itself in frame"};
}

/* So many copies on one side and none on the other are no loss of the capture; ours. */
#define COPIES_TELL 3

static struct proof
repeated_on_its_own(const struct sip_relay *relay)
{
	const struct sip_transaction *up = relay->upstream, *down = relay->child;

	if (up->request_copies == 0 && down->request_copies >= COPIES_TELL)
		return (struct proof){true, false, false, down->request_last_frame,
							  "it repeated the request by itself, at last in frame"};
	if (down->request_copies == 0 && up->request_copies >= COPIES_TELL)
		return (struct proof){true, false, false, up->request_last_frame,
							  "it did not pass on repetitions of the request, as that of frame"};
	return (struct proof){false};
}

/* It gave up waiting: nothing final came from downstream. */
static struct proof
gave_up_itself(const struct sip_relay *relay)
{
	const struct sip_transaction *up = relay->upstream, *down = relay->child;

	if ((up->final != 408 && up->final != 500) || down->final || down->acknowledged)
		return (struct proof){false};
	return (struct proof){true, false, false, up->final_frame,
						  "nothing final had come to it when it sent frame"};
}

static struct proof (*const proofs[])(const struct sip_relay *) = {
	sent_its_own_100, made_its_own_ack, forked, answered_cancel, repeated_on_its_own, gave_up_itself,
};

/* The best proof of state: a certain one before a likely one. */
static struct proof
state_proof(const struct sip_relay *relay)
{
	struct proof best = {false};

	for (unsigned i = 0; i < G_N_ELEMENTS(proofs) && !best.certain; i++) {
		struct proof proof = proofs[i](relay);
		if (proof.found && (!best.found || proof.certain))
			best = proof;
	}
	return best;
}

/* What only goes through a stateless proxy has more than one Via value. 0: no such frame. */
static uint32_t
passed_through_frame(const struct sip_relay *relay)
{
	const struct sip_transaction *cancel = cancel_on_hop(relay->child);

	if (relay->child->ack_via_count > 1)
		return relay->child->ack_frame;
	return cancel && sip_transaction_via(cancel).depth > 1 ? cancel->request->seen.frame : 0;
}

static enum relay_kind
relay_kind(const struct sip_relay *relay, const struct proof *proof)
{
	uint32_t passed = passed_through_frame(relay);

	if (!proof->found)
		return passed ? RELAY_STATELESS : RELAY_UNKNOWN;
	if (passed)
		return RELAY_UNKNOWN;
	if (proof->certain && (relay->tagged || proof->of_copy))
		return RELAY_STATEFUL;
	return relay->tagged || proof->of_copy ? RELAY_LIKELY_STATEFUL : RELAY_MAYBE_STATEFUL;
}

/* ---- rules ---- */

static const struct rule forwarded_by_stateful_proxy = {
	.id = "sip-100-forwarded-by-stateful-proxy",
	.severity = SEVERITY_ERROR,
	.title = "A stateful proxy passed a 100 Trying on",
	.why =
		"100 is for one hop: it stops the repetitions of the request there. Passed on, it tells the caller "
		"nothing that the proxy's own 100 had not told, and clients that count provisional answers are "
		"misled.",
	.look_at =
		"The proxy's configuration: Kamailio's tm has the parameter relay_100 for this; scripts may do it "
		"in a reply route.",
	.traps =
		"The 100 has to be a copy of the one downstream, and the proxy proved stateful: by a 100 of its own, "
		"an ACK or CANCEL of its own making, a fork. A 100 that carries all Via values may well be the "
		"proxy's own. A warning where something else could explain the proof; a note where the 100 has no To "
		"tag and no other one was seen: two proxies of one make write the same, each on its own hop.",
	.spec = "RFC 3261 sections 16.7 step 5 and 21.1.1",
};

static const struct rule relayed_state_unknown = {
	.id = "sip-100-relayed-state-unknown",
	.severity = SEVERITY_NOTE,
	.title = "A proxy passed a 100 Trying on; whether it is stateful is not known",
	.why = "A stateless proxy passes on whatever comes, and may; a stateful one must not pass on a 100. "
		   "Nothing in "
		   "this capture tells which of the two it is.",
	.look_at =
		"A call that fails or is cancelled: its ACK or CANCEL behind the proxy has one Via value when the "
		"proxy is stateful.",
	.traps = "None: it only says what cannot be seen.",
	.spec = "RFC 3261 sections 16.7 step 5 and 16.11",
};

static const struct rule relayed_by_stateless_proxy = {
	.id = "sip-100-relayed-by-stateless-proxy",
	.severity = SEVERITY_NOTE,
	.title = "A stateless proxy passed a 100 Trying on",
	.why = "This is allowed: a stateless proxy passes on every response. It means that this hop has no "
		   "repetitions "
		   "of its own: what is lost behind the proxy is repeated by the caller.",
	.look_at = "Nothing is wrong, unless the proxy was meant to be stateful.",
	.traps = "Its ACK to a failure, or its CANCEL, carries the Via values of the hops before.",
	.spec = "RFC 3261 section 16.11",
};

/* Upstream request, downstream request, the 100, its copy, the proof. */
static struct finding
finding_of_relay(const struct rule *rule, const struct sip_relay *relay, uint32_t proof_frame)
{
	struct finding finding = finding_of(rule, PROTOCOL_SIP, relay->frame);

	finding_add_frame(&finding, relay->upstream->request->seen.frame);
	if (relay->child->request)
		finding_add_frame(&finding, relay->child->request->seen.frame);
	finding_add_frame(&finding, relay->original_frame);
	finding_add_frame(&finding, relay->frame);
	finding_add_frame(&finding, proof_frame);
	return finding;
}

static void
tell_stateful(struct analysis *analysis, struct sip_relay *relay, const struct proof *proof,
			  enum relay_kind kind)
{
	static const enum severity severities[] = {
		[RELAY_STATEFUL] = SEVERITY_ERROR,
		[RELAY_LIKELY_STATEFUL] = SEVERITY_WARNING,
		[RELAY_MAYBE_STATEFUL] = SEVERITY_NOTE,
	};
	struct finding finding = finding_of_relay(&forwarded_by_stateful_proxy, relay, proof->frame);
	char proxy[ENDPOINT_TEXT_SIZE], clause[128];

	finding.severity = severities[kind];
	finding.confidence = kind == RELAY_STATEFUL ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY;
	g_snprintf(clause, sizeof clause, "%s %u", proof->text, proof->frame);
	finding_raise(analysis, relay->annotation, &finding,
				  "%s %s the 100 of frame %u on in frame %u, and it is stateful: %s.",
				  endpoint_text(&relay->upstream->server, proxy),
				  kind == RELAY_STATEFUL ? "passed" : "seems to have passed", relay->original_frame,
				  relay->frame, clause);
}

static void
tell_stateless(struct analysis *analysis, struct sip_relay *relay)
{
	uint32_t passed = passed_through_frame(relay);
	struct finding finding = finding_of_relay(&relayed_by_stateless_proxy, relay, passed);
	char proxy[ENDPOINT_TEXT_SIZE];

	finding_raise(
		analysis, relay->annotation, &finding,
		"%s passed the 100 of frame %u on in frame %u, as it may: frame %u carries the Via values of "
		"the hops before, so it went through a stateless proxy.",
		endpoint_text(&relay->upstream->server, proxy), relay->original_frame, relay->frame, passed);
}

static void
tell_unknown(struct analysis *analysis, struct sip_relay *relay)
{
	struct finding finding = finding_of_relay(&relayed_state_unknown, relay, 0);
	char proxy[ENDPOINT_TEXT_SIZE];

	finding.confidence = relay->tagged ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY;
	finding_raise(analysis, relay->annotation, &finding,
				  "%s %s the 100 of frame %u on in frame %u; nothing shows whether it is stateful.",
				  endpoint_text(&relay->upstream->server, proxy),
				  relay->tagged ? "passed" : "seems to have passed", relay->original_frame, relay->frame);
}

/* The same copy shows once more where the hop was captured on both sides of a NAT. */
static bool
relay_told_already(struct sip_relay *relay)
{
	const struct sip_transaction *upstream = relay->upstream;

	if (relay->told)
		return true;
	relay->told = true;
	return !sip_call_raises_once(upstream->call, &forwarded_by_stateful_proxy, upstream->key);
}

static void
relay_tell(struct analysis *analysis, struct sip_relay *relay, const struct proof *proof,
		   enum relay_kind kind)
{
	switch (kind) {
	case RELAY_STATELESS: tell_stateless(analysis, relay); break;
	case RELAY_UNKNOWN: tell_unknown(analysis, relay); break;
	default: tell_stateful(analysis, relay, proof, kind);
	}
}

/* Before the end only what nothing can change any more is told. */
static void
relay_judge(struct analysis *analysis, struct sip_relay *relay, bool at_end)
{
	struct proof proof = state_proof(relay);
	enum relay_kind kind = relay_kind(relay, &proof);

	if (!at_end && kind != RELAY_STATEFUL)
		return;
	if (!relay_told_already(relay))
		relay_tell(analysis, relay, &proof, kind);
	if (relay->annotation)
		annotation_release(analysis, relay->annotation);
	relay->annotation = NULL;
}

/* ---- the follow-up of the downstream 100 ---- */

/*
 * Owed where the client of this hop is a proxy whose upstream hop is in the capture. A 100 with one Via value
 * alone cannot be passed on: nothing is left of its Via (section 16.7 step 3).
 */
bool
sip_trying_applies(const struct candidate *trigger)
{
	return trigger->transaction->final == 0 && sip_transaction_via(trigger->transaction).depth >= 2 &&
		   parent_of(trigger->transaction);
}

bool
sip_trying_opens(struct obligation *obligation, const struct candidate *trigger)
{
	const struct sip_transaction *child = trigger->transaction;
	const struct via_list asked = sip_transaction_via(child);
	uint64_t seed = obligation->analysis->seed, below;

	if (!via_below_read(&below, trigger->message, child->request, &asked, child->call->hash))
		return false;
	obligation->number = hash_number(text_that_stays(trigger->message, seed), below);
	return true;
}

static bool
is_copy_of(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct sip_transaction *child = obligation->transaction, *parent = candidate->transaction;
	uint64_t tails[VIA_DEPTH_MAX + 1], seed = obligation->analysis->seed;
	struct via_list via;
	int64_t after = candidate->message->seen.first_time - obligation->opened;

	if (!candidate->message->is_response || candidate->message->status != 100 ||
		candidate->repetition != REPETITION_NONE || !parent || !is_child_of(child, parent) ||
		!parent->request || after < 0 || after >= RELAY_WITHIN)
		return false;
	/* A copy of the request calls forth the server's own 100 once more: RFC 3261 section 17.2.1. */
	if (parent->request_last_time >= obligation->opened)
		return false;
	if (!via_list_read(&via, tails, candidate->message, child->call->hash) || via.whole != child->via_below)
		return false;
	return hash_number(text_that_stays(candidate->message, seed), via.whole) == obligation->number &&
		   !analysis_remembers(
			   obligation->analysis,
			   form_of(obligation->analysis, &candidate->message->seen.source, candidate->message));
}

static void
relay_begins(struct obligation *obligation, const struct candidate *copy)
{
	struct sip_transaction *parent = copy->transaction;

	obligation->seen_frame = copy->message->seen.frame;
	obligation->seen_time = copy->message->seen.first_time;
	obligation->text = g_strdup_printf("Frame %u, one hop upstream, is a copy of it.",
									   obligation->seen_frame);
	if (parent->relay)
		return;
	parent->relay = g_new0(struct sip_relay, 1);
	*parent->relay = (struct sip_relay){
		.upstream = parent,
		.child = obligation->transaction,
		.original_frame = obligation->annotation->seen.frame,
		.frame = obligation->seen_frame,
		.tagged = copy->identity->to_tag.length > 0,
	};
	sip_transaction_hold(parent->relay->child);
}

/* The relay of a 100 whose copy was seen; NULL when the upstream transaction has ended. */
static struct sip_relay *
relay_of(const struct obligation *obligation)
{
	const struct sip_transaction *parent = parent_of(obligation->transaction);
	return parent ? parent->relay : NULL;
}

/* The final answer has passed the proxy, and both its sides were in view. */
static bool
is_final_upstream(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate->message->is_response && status_is_final(candidate->message->status) &&
		   is_child_of(obligation->transaction, candidate->transaction);
}

/* May this message prove something about the proxy? It belongs to the downstream hop, its CANCEL or a fork. */
static bool
may_prove(const struct sip_transaction *child, const struct candidate *candidate)
{
	const struct sip_transaction *other = candidate->transaction;

	if (!other || other == child || other->branch_hash == child->branch_hash)
		return other != NULL;
	const struct via_list ours = sip_transaction_via(child), theirs = sip_transaction_via(other);
	return theirs.depth == ours.depth && theirs.below == ours.below;
}

enum observation
sip_trying_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (obligation->seen_frame) {
		struct sip_relay *relay = may_prove(obligation->transaction, candidate) ? relay_of(obligation) : NULL;
		if (relay)
			relay_judge(obligation->analysis, relay, false);
		obligation->decided_by_seen = relay && relay->told;
		return obligation->decided_by_seen ? OBSERVED_VIOLATED : OBSERVED_NOTHING;
	}
	if (is_copy_of(obligation, candidate)) {
		relay_begins(obligation, candidate);
		return OBSERVED_NOTHING;
	}
	return is_final_upstream(obligation, candidate) ? OBSERVED_MET : OBSERVED_NOTHING;
}

enum verdict
sip_trying_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	const struct sip_relay *relay = obligation->seen_frame ? relay_of(obligation) : NULL;

	(void)in_view;
	if (relay) {
		struct proof proof = state_proof(relay);
		enum relay_kind kind = relay_kind(relay, &proof);
		return kind == RELAY_STATEFUL || kind == RELAY_LIKELY_STATEFUL ? VERDICT_VIOLATED : VERDICT_UNKNOWN;
	}
	if (obligation->seen_frame)
		return VERDICT_UNKNOWN;
	return deadline_passed ? VERDICT_UNKNOWN : VERDICT_PENDING;
}

/* ---- where a failure comes from ---- */

/* So many hops behind a failure are looked at; ours. */
#define ORIGIN_HOPS 8

/* The first child with this final answer; NULL: none is known to have it. */
static const struct sip_transaction *
child_that_failed(const struct sip_transaction *parent, unsigned code)
{
	const struct sip_transaction *child = NULL;

	while ((child = next_child(parent, child)) != NULL && child->final != code)
		;
	return child;
}

uint32_t
sip_hop_origin(const struct sip_transaction *transaction, unsigned code)
{
	uint32_t frame = 0;

	if (!status_is_final(code) || code / 100 == 2)
		return 0;
	for (unsigned hop = 0; hop < ORIGIN_HOPS && (transaction = child_that_failed(transaction, code)); hop++)
		frame = transaction->final_frame;
	return frame;
}

static const struct rule overload_passed_on = {
	.id = "sip-503-passed-on",
	.severity = SEVERITY_NOTE,
	.title = "A proxy answers with a 503 that it got itself",
	.why = "Who gets a 503 takes the server that sent it for overloaded, here the proxy itself, and may send "
		   "it nothing for a while: one overloaded gateway takes the proxy and all behind it out of service. "
		   "A 500 would say that this one request failed.",
	.look_at = "Does the client turn away from the proxy for some time after that? Can the proxy try another "
			   "gateway, or answer with 500?",
	.traps = "A proxy may do so if all further requests would get a 503, too. Told once for a proxy and its "
			 "client, of an INVITE that one server refused, and where the ACK of the proxy itself shows that "
			 "it is stateful.",
	.spec = "RFC 3261 section 16.7 step 6",
};

/* 503 Service Unavailable. */
#define STATUS_OVERLOAD 503

/* The only child that got this answer, which the proxy acknowledged itself: a stateless one passes the ACK on. */
static const struct sip_transaction *
only_child_acknowledged(const struct sip_transaction *parent, unsigned code)
{
	const struct sip_transaction *child = NULL, *found = NULL;

	while ((child = next_child(parent, child)) != NULL) {
		if (child->final == code && found)
			return NULL;
		found = child->final == code ? child : found;
	}
	return found && found->ack_via_count == 1 ? found : NULL;
}

static void
judge_overload(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	const struct sighting *seen = &response->message->seen;
	const struct sip_transaction *child = only_child_acknowledged(response->transaction, STATUS_OVERLOAD);
	char proxy[ENDPOINT_TEXT_SIZE], client[ENDPOINT_TEXT_SIZE];
	uint64_t pair = hash_endpoint(analysis->seed ^ STATUS_OVERLOAD, &seen->source);

	pair = hash_bytes(pair, &seen->destination.address, sizeof seen->destination.address);
	if (!child || !analysis_remember(analysis, pair))
		return;
	struct finding finding = finding_of(&overload_passed_on, PROTOCOL_SIP, seen->frame);
	finding_add_frame(&finding, child->final_frame);
	finding_add_frame(&finding, seen->frame);
	finding_raise(analysis, annotation, &finding,
				  "%s got a 503 in frame %u and answered %s with a 503 in frame %u.",
				  endpoint_text(&seen->source, proxy), child->final_frame,
				  endpoint_text(&seen->destination, client), seen->frame);
}

/* ---- a 2xx is passed on: RFC 3261 section 16.7 step 5 ---- */

static const struct rule accepted_not_passed_on = {
	.id = "sip-2xx-not-passed-on",
	.severity = SEVERITY_ERROR,
	.title = "A proxy got the 2xx of a call and did not pass it on",
	.why = "The callee has taken the call, and the caller goes on hearing the ringing: no ACK comes, the "
		   "callee repeats "
		   "its 2xx, and hangs up after 32 seconds.",
	.look_at =
		"The log of that proxy: a transaction that it has given up already, a route back that it cannot "
		"resolve, a "
		"Via that it takes for another's. On the way to the caller: a message that is too large for UDP.",
	.traps =
		"Only where the 2xx was repeated, the same proxy was seen to send other messages to the same client "
		"afterwards, and neither a CANCEL nor an ACK shows another end. The hops are related by their Via "
		"lists.",
	.spec = "RFC 3261 section 16.7 steps 5 and 10",
};

/* So many copies were not passed on either; ours. */
#define COPIES_PROVE 2

/* An answer with one Via has come to its end. */
bool
sip_passed_on_applies(const struct candidate *trigger)
{
	return !trigger->identity->via_is_alone;
}

/* The proxy owes it to the client of the hop before. */
bool
sip_passed_on_opens(struct obligation *obligation, const struct candidate *trigger)
{
	const struct sip_transaction *parent = parent_of(obligation->transaction);

	if (!parent || !parent->request || cancel_on_hop(parent) ||
		parent->accepted_tag == trigger->identity->to_tag_hash)
		return false;
	obligation->debtor = parent->server;
	obligation->creditor = parent->client;
	obligation->number = parent->key;
	return true;
}

static bool
is_on_hop_before(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate->transaction && candidate->transaction->key == obligation->number;
}

/* An ACK shows that the 2xx went another way, or that the proxy is the caller itself. */
enum observation
sip_passed_on_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (candidate->message->is_response)
		return is_on_hop_before(obligation, candidate) && candidate->message->status / 100 == 2 &&
					   candidate_same_to_tag(obligation, candidate)
				   ? OBSERVED_MET
				   : OBSERVED_NOTHING;
	if (sip_ack_is_for(obligation, candidate))
		return obligation_settle_unknown(obligation, "It was not seen on the hop before; its ACK was seen.");
	if (candidate_is_request(candidate, METHOD_CANCEL) &&
		endpoint_equal(&candidate->message->seen.source, &obligation->creditor))
		return obligation_settle_unknown(obligation, "The caller had cancelled the INVITE.");
	return OBSERVED_NOTHING;
}

enum verdict
sip_passed_on_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	if (!deadline_passed)
		return VERDICT_PENDING;
	return in_view && obligation->copies >= COPIES_PROVE ? VERDICT_OVERDUE : VERDICT_UNKNOWN;
}

void
sip_passed_on_judged(struct obligation *obligation, enum verdict verdict)
{
	char proxy[ENDPOINT_TEXT_SIZE], client[ENDPOINT_TEXT_SIZE], copies[COPIES_TEXT_SIZE];

	if (verdict != VERDICT_OVERDUE || !sip_call_raises_once(obligation->transaction->call,
															&accepted_not_passed_on, obligation->to_tag_hash))
		return;
	struct finding finding = obligation_finding(&accepted_not_passed_on, obligation);
	obligation_endpoints_text(obligation, proxy, client);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s got the %u, which was repeated %s, and sent none to %s, though it sent other messages "
				  "there later.",
				  proxy, obligation->annotation->code, copies_text(obligation->copies, copies), client);
}

/* ---- one hop alone ---- */

/* Is this the only hop of its request that was seen? */
static bool
is_alone(const struct sip_transaction *transaction)
{
	unsigned looked_at = 0;

	for (const GList *link = transaction->call->transactions.tail; link && looked_at < LOOK_AROUND_MAX;
		 link = link->prev, looked_at++) {
		const struct sip_transaction *other = link->data;
		if (other->key != transaction->key && other->method == transaction->method &&
			other->cseq == transaction->cseq)
			return false;
	}
	return looked_at < LOOK_AROUND_MAX;
}

/*
 * Two different 100 for one request, which was not repeated in between: a server makes one, the other may come
 * from behind it.
 */
static void
judge_second_trying(struct analysis *analysis, struct annotation *annotation,
					const struct candidate *response, uint64_t form)
{
	struct sip_transaction *transaction = response->transaction;
	char server[ENDPOINT_TEXT_SIZE];

	const struct sip_trying *trying = transaction->trying;
	if (!trying) {
		transaction->trying = pool_take(&analysis->pool, sizeof *trying);
		*transaction->trying = (struct sip_trying){form, response->message->seen.frame,
												   transaction->request_copies};
		return;
	}
	if (trying->form == form || trying->request_copies != transaction->request_copies ||
		!transaction->request || !is_alone(transaction) ||
		!sip_call_raises_once(transaction->call, &relayed_state_unknown, transaction->key))
		return;
	struct finding finding = finding_of(&relayed_state_unknown, PROTOCOL_SIP, annotation->seen.frame);
	finding.confidence = CONFIDENCE_LIKELY;
	finding_add_frame(&finding, annotation->request_frame);
	finding_add_frame(&finding, trying->frame);
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(analysis, annotation, &finding,
				  "%s answered with two different 100, in frames %u and %u: one of them may have been passed "
				  "on. A capture of the hop behind it would tell.",
				  endpoint_text(&transaction->server, server), trying->frame, annotation->seen.frame);
}

/* ---- the moments ---- */

void
sip_hop_response(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	struct sip_transaction *transaction = response->transaction;

	if (annotation->origin_frame && response->message->status == STATUS_OVERLOAD)
		judge_overload(analysis, annotation, response);
	if (response->message->status != 100)
		return;
	struct sip_relay *relay = transaction->relay;
	if (relay && relay->frame == response->message->seen.frame) {
		relay->annotation = annotation;
		annotation_hold(annotation);
		relay_judge(analysis, relay, false);
		return;
	}
	uint64_t form = form_of(analysis, &response->message->seen.source, response->message);
	analysis_remember(analysis, form);
	judge_second_trying(analysis, annotation, response, form);
}

void
sip_hop_ends(struct analysis *analysis, struct sip_transaction *transaction)
{
	struct sip_relay *relay = transaction->relay;

	if (!relay)
		return;
	relay_judge(analysis, relay, true);
	transaction->relay = NULL;
	sip_transaction_release(analysis->sip, relay->child);
	g_free(relay);
}

const struct rule *const rules_sip_hop[] = {
	&accepted_not_passed_on, &overload_passed_on,         &forwarded_by_stateful_proxy,
	&relayed_state_unknown,  &relayed_by_stateless_proxy, NULL,
};
