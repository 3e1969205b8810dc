/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/followup.h"
#include "core/link.h"
#include "core/queue.h"
#include "core/roster.h"
#include "core/rules_sip.h"
#include "core/sip_companion.h"
#include "core/sip_grant.h"

/*
 * How long a transaction is remembered after its last message. With a final answer: 64*T1, as long as any
 * party may still send a copy (RFC 3261 section 17, timers B, F, H, J). Without: longer than Timer C, which
 * is above three minutes (RFC 3261 section 16.6); with a provisional answer to an INVITE, INVITE_PATIENCE.
 */
#define QUIET_FINISHED SECONDS(32)
#define QUIET_WAITING  SECONDS(300)

/* The most answers remembered of one transaction; ours. Copies of older ones then count as new. */
#define ANSWERS_MAX 64

/* The most address pairs told apart for one key; ours. Further ones are taken for the first. */
#define VIEWS_MAX 16

/*
 * The same packet captured twice comes with the same identification within this time, or, where there is no
 * identification, faster than anybody repeats a message; both ours. T1 is 500 ms (RFC 3261 section 17.1.1.1).
 */
#define MIRROR_SAME_ID MILLISECONDS(50)
#define MIRROR_NO_ID   MILLISECONDS(5)
/* The clocks of two captures that were merged may be so far from each other; ours. */
#define MIRROR_FAR_TAP SECONDS(10)

/* So many bytes of a kept request are read when it is answered: its sighting, and its start line. */
#define KEPT_READ 512

struct sip_tracker {
	struct analysis *analysis;
	struct table calls;           /* of struct sip_call, by hash */
	struct table transactions;    /* of struct sip_transaction, first view, by key */
	struct sip_identity identity; /* of the message that is dealt with just now, when it has one */
	bool is_identified;
	/* Whose it is, as far as it is remembered, found once for each message. Not for longer than it is remembered. */
	struct sip_call *call;           /* NULL: nothing of it is known */
	struct sip_transaction *views;   /* the first view of its transaction; NULL: there is none */
	struct sip_call *in_hand;        /* `call` while that message is dealt with; NULL: none is */
	struct roster waiting, finished; /* all transactions, in their order, without and with a final answer */
	struct wheel *wheel;             /* the same, by when they may be forgotten */
};

/* ---- requests as they are kept ---- */

/* Hardly another option tag has a 1 in its name. Asked of each INVITE, so lists are not taken apart. */
static bool
names_100rel(const struct message *request, enum field_id field)
{
	struct slice value;

	return message_field(request, field, &value) &&
		   (memchr(value.bytes, '1', value.length) || message_field_repeats(request, field));
}

static bool
offers_100rel(const struct message *request)
{
	return request->method == METHOD_INVITE &&
		   (names_100rel(request, FIELD_SUPPORTED) || names_100rel(request, FIELD_REQUIRE));
}

void
sip_transaction_slim(struct sip_transaction *transaction, struct pool *pool)
{
	struct message *request = transaction->request;

	if (!transaction->final || !request || transaction->request_is_remains || !kept_is_alone(request))
		return;
	/* Where the target alone decides it can be asked still: the start line remains. */
	transaction->target_hash = transaction->request_ways ? sip_target_hash(transaction) : 0;
	bool is_from_client = transaction->via_read && transaction->via_depth == 1;
	transaction->request = is_from_client ? kept_least_in(pool, request) : kept_remains_in(pool, request);
	transaction->request_is_remains = true;
	kept_release(&request);
}

/* ---- calls ---- */

/* Keyed 64-bit hashes: equal ones are taken for equal. */
struct sip_call *
sip_call_seen(const struct sip_tracker *tracker, struct slice call_id)
{
	return table_find(&tracker->calls, hash_slice(tracker->analysis->seed, call_id));
}

static struct sip_call *
call_new(struct sip_tracker *tracker, const struct sip_identity *identity)
{
	struct slice call_id = identity->call_id;
	struct sip_call *call = pool_take_zeros(&tracker->analysis->pool, sizeof *call + call_id.length + 1);

	call->hash = identity->call_hash;
	call->seed = tracker->analysis->seed;
	call->id_length = call_id.length;
	memcpy(call->id, call_id.bytes, call_id.length);
	table_put(&tracker->calls, call->hash, call);
	return call;
}

static void
call_free(struct sip_tracker *tracker, struct sip_call *call)
{
	sip_call_ends(tracker->analysis, call);
	table_remove(&tracker->calls, call->hash);
	if (tracker->call == call)
		tracker->call = NULL;
	if (call->raised)
		g_hash_table_destroy(call->raised);
	pool_give(&tracker->analysis->pool, call, sizeof *call + call->id_length + 1);
}

/* The call of the message in hand stays until that message has been dealt with. */
static void
call_free_if_empty(struct sip_tracker *tracker, struct sip_call *call)
{
	if (call->transactions.length == 0 && call != tracker->in_hand)
		call_free(tracker, call);
}

GList *
sip_call_recent(const struct sip_call *call)
{
	GList *link = call->transactions.tail;

	if (call->transactions.length <= CALL_LOOK_BACK)
		return call->transactions.head;
	for (unsigned i = 1; i < CALL_LOOK_BACK; i++)
		link = link->prev;
	return link;
}

/* ---- transactions ---- */

/* Keys are keyed 64-bit hashes over the Call-ID too: equal keys are taken for equal. */
static struct sip_transaction *
first_view(struct sip_tracker *tracker, uint64_t key)
{
	return table_find(&tracker->transactions, key);
}

static struct sip_transaction *
transaction_new(struct sip_tracker *tracker, struct sip_call *call, const struct sip_identity *identity)
{
	struct sip_transaction *transaction = pool_take_zeros(&tracker->analysis->pool, sizeof *transaction);
	struct sip_transaction *first = tracker->views;

	transaction->key = identity->key;
	transaction->call = call;
	transaction->method = sip_identity_method(identity);
	transaction->cseq = identity->cseq;
	transaction->branch_hash = identity->branch_hash;
	transaction->answer_size = 1;
	transaction->in_call.data = transaction;
	queue_add(&call->transactions, &transaction->in_call);
	if (first) {
		transaction->next_view = first->next_view;
		first->next_view = transaction;
	} else {
		table_put(&tracker->transactions, identity->key, transaction);
	}
	transaction->is_known = true;
	roster_add(&tracker->waiting, transaction);
	wheel_put(tracker->wheel, transaction, tracker->analysis->now + QUIET_FINISHED);
	return transaction;
}

/* Takes the transaction out of the table of keys; another view of it takes its place there. */
static void
transaction_unlink_view(struct sip_tracker *tracker, struct sip_transaction *transaction)
{
	struct sip_transaction *first = first_view(tracker, transaction->key);

	if (first != transaction) {
		while (first->next_view != transaction)
			first = first->next_view;
		first->next_view = transaction->next_view;
		return;
	}
	if (tracker->views == transaction)
		tracker->views = transaction->next_view;
	if (transaction->next_view)
		table_put(&tracker->transactions, transaction->key, transaction->next_view);
	else
		table_remove(&tracker->transactions, transaction->key);
}

/* More answers than the one that has its place in the transaction. */
static void
answers_free(struct sip_tracker *tracker, struct sip_transaction *transaction)
{
	if (transaction->answer_size > 1)
		pool_give(&tracker->analysis->pool, transaction->answers.several,
				  transaction->answer_size * sizeof *transaction->answers.several);
}

/* Not in use any more: out of the tables, and freed unless an obligation still holds it. */
static void
transaction_free(struct sip_tracker *tracker, struct sip_transaction *transaction)
{
	struct sip_call *call = transaction->call;

	if (transaction->is_known) {
		sip_transaction_ends(tracker->analysis, transaction);
		sip_loop_ends(tracker->analysis, transaction);
		sip_hop_ends(tracker->analysis, transaction);
		transaction_unlink_view(tracker, transaction);
		roster_take(transaction->final ? &tracker->finished : &tracker->waiting, transaction);
		wheel_take(tracker->wheel, transaction);
		transaction->is_known = false;
	}
	if (transaction->holders > 0)
		return;
	queue_take(&call->transactions, &transaction->in_call);
	kept_release(&transaction->request);
	answers_free(tracker, transaction);
	pool_give(&tracker->analysis->pool, transaction->trying, sizeof *transaction->trying);
	pool_give(&tracker->analysis->pool, transaction, sizeof *transaction);
	call_free_if_empty(tracker, call);
}

void
sip_transaction_hold(struct sip_transaction *transaction)
{
	transaction->holders++;
}

void
sip_transaction_release(struct sip_tracker *tracker, struct sip_transaction *transaction)
{
	if (--transaction->holders == 0 && !transaction->is_known)
		transaction_free(tracker, transaction);
}

/* It has its final answer. */
static void
transaction_is_final(struct sip_tracker *tracker, struct sip_transaction *transaction,
					 const struct message *response)
{
	roster_take(&tracker->waiting, transaction);
	roster_add(&tracker->finished, transaction);
	transaction->final = response->status;
	transaction->final_frame = response->seen.frame;
	transaction->final_time = response->seen.first_time;
}

/* So many transactions ahead of the one that is forgotten the next ones are fetched, and what they hold; ours. */
enum { FETCH_AHEAD = 8, FETCH_MORE_AHEAD = 4 };

/*
 * Transactions that are forgotten were not looked at for half a minute, and all of a second are forgotten together: what
 * they take from memory is asked for in time.
 */
static void
prefetch_quiet(const struct sip_tracker *tracker)
{
	const struct sip_transaction *ahead = wheel_soon(tracker->wheel, FETCH_AHEAD);
	const struct sip_transaction *near = wheel_soon(tracker->wheel, FETCH_MORE_AHEAD);

	record_prefetch(ahead, sizeof *ahead);
	if (!near)
		return;
	table_prefetch(&tracker->transactions, near->key);
	record_prefetch(near->call, sizeof *near->call);
	/* What has to be known of it to give it back. */
	if (near->request)
		__builtin_prefetch((const char *)near->request - 1);
}

/* Until when it is remembered. What rings does so in time that was captured. */
static int64_t
remembered_until(const struct sip_tracker *tracker, const struct sip_transaction *transaction)
{
	int64_t last = transaction->last_time;

	if (transaction->final)
		return last + QUIET_FINISHED;
	if (transaction->method != METHOD_INVITE || transaction->answer_count == 0)
		return last + QUIET_WAITING;
	return last + INVITE_PATIENCE + links_hole_time(tracker->analysis->links, last, tracker->analysis->now);
}

/* Transactions that have been quiet for long enough are forgotten. */
static void
forget_quiet(struct sip_tracker *tracker)
{
	struct sip_transaction *transaction;
	int64_t now = tracker->analysis->now;

	while ((transaction = wheel_due(tracker->wheel, now)) != NULL) {
		prefetch_quiet(tracker);
		int64_t until = remembered_until(tracker, transaction);
		if (now > until)
			transaction_free(tracker, transaction);
		else
			wheel_put(tracker->wheel, transaction, until);
	}
}

/* Ours: of those with a final answer the oldest go first when there are too many. */
static void
forget_too_many(struct sip_tracker *tracker)
{
	size_t most = tracker->analysis->settings.open_max;

	while (tracker->finished.count + tracker->waiting.count > most) {
		capture_gates_limit(tracker->analysis, LIMIT_OPEN);
		sip_tracker_give_way(tracker);
	}
}

bool
sip_tracker_give_way(struct sip_tracker *tracker)
{
	struct sip_transaction *oldest = roster_first(tracker->finished.count ? &tracker->finished
																		  : &tracker->waiting);

	if (oldest)
		transaction_free(tracker, oldest);
	return oldest != NULL;
}

/* ---- requests ---- */

/* What is known of the packet that brought the last copy of a message. */
struct last_copy {
	int64_t time;
	uint16_t ip_id;
	uint8_t ttl;
};

/*
 * A second tap on the way sees the same packet with another TTL, and by its own clock: whoever repeats a message gives it
 * a new identification (RFC 6864 section 4), and it goes the same way.
 */
static bool
is_mirror_copy(const struct sighting *seen, struct last_copy last)
{
	int64_t since = ABS(seen->last_time - last.time);

	if (transport_is_reliable(seen->transport) || seen->ip_id != last.ip_id)
		return false;
	if (!seen->ip_id)
		return since <= MIRROR_NO_ID;
	return since <= (seen->ttl != last.ttl ? MIRROR_FAR_TAP : MIRROR_SAME_ID);
}

static enum sip_nearness
nearness_of(const struct sip_transaction *transaction, const struct endpoint *client,
			const struct endpoint *server)
{
	if (endpoint_equal(&transaction->client, client) && endpoint_equal(&transaction->server, server))
		return SIP_SAME_ENDPOINTS;
	return address_equal(&transaction->client.address, &client->address) &&
				   address_equal(&transaction->server.address, &server->address)
			   ? SIP_SAME_HOSTS
			   : SIP_ELSEWHERE;
}

void
sip_nearest_look(struct sip_nearest *nearest, struct sip_transaction *transaction,
				 const struct endpoint *client, const struct endpoint *server)
{
	enum sip_nearness nearness = nearness_of(transaction, client, server);

	if (nearest->found && nearness < nearest->nearness)
		return;
	nearest->others = nearest->found && nearness == nearest->nearness;
	nearest->found = transaction;
	nearest->nearness = nearness;
}

struct sip_transaction *
sip_nearest_one(const struct sip_nearest *nearest)
{
	return nearest->others ? NULL : nearest->found;
}

static struct sip_transaction *
view_of_request(struct sip_transaction *first, const struct sighting *seen)
{
	unsigned views = 0;

	for (struct sip_transaction *view = first; view; view = view->next_view, views++)
		if (endpoint_equal(&view->client, &seen->source) && endpoint_equal(&view->server, &seen->destination))
			return view;
	return views < VIEWS_MAX ? NULL : first;
}

/* The request of this transaction was seen before; this is the same packet again, or its sender repeats it. */
static enum repetition
request_again(struct sip_tracker *tracker, struct sip_transaction *transaction, const struct message *request)
{
	struct analysis_counts *counts = &tracker->analysis->counts;
	struct last_copy last = {transaction->request_last_time, transaction->request_last_ip_id,
							 transaction->request_last_ttl};

	if (is_mirror_copy(&request->seen, last)) {
		counts->mirror_copies++;
		capture_gates_duplicate(tracker->analysis, transaction->request_last_frame, request->seen.frame);
		return REPETITION_MIRROR_COPY;
	}
	counts->retransmissions[PROTOCOL_SIP]++;
	transaction->request_copies++;
	if (transaction->final)
		sip_request_repeated(tracker->analysis, transaction, request);
	return REPETITION_RETRANSMISSION;
}

/* Mirror copies are no news to anybody. */
static void
observe(struct sip_tracker *tracker, const struct candidate *candidate)
{
	if (candidate->repetition != REPETITION_MIRROR_COPY)
		followups_observe(tracker->analysis->followups, candidate);
}

static unsigned
via_count(const struct message *message)
{
	struct field_walk walk = {0};
	struct slice value;
	unsigned count = 0;

	while (count < VIA_DEPTH_MAX && message_next_value(message, FIELD_VIA, &walk, &value))
		count++;
	return count;
}

/*
 * The view that this ACK belongs to. Its Via alone makes it part of the transaction (RFC 3261 sections 17.1.1.3 and
 * 17.2.3): the connection may be another one by now, or a NAT may have given a new port. NULL where it may be of several.
 */
static struct sip_transaction *
view_of_ack(struct sip_transaction *first, const struct sighting *seen)
{
	struct sip_nearest nearest = {0};

	for (struct sip_transaction *view = first; view && nearest.nearness != SIP_SAME_ENDPOINTS;
		 view = view->next_view)
		sip_nearest_look(&nearest, view, &seen->source, &seen->destination);
	return sip_nearest_one(&nearest);
}

/* The first ACK to the refusal that ended this transaction. */
static void
refusal_acknowledged(struct sip_transaction *transaction, uint32_t ack_frame)
{
	struct sip_answer *answers = sip_answers(transaction);

	for (unsigned i = 0; i < transaction->answer_count; i++)
		if (answers[i].code == transaction->final)
			answers[i].ack_frame = ack_frame;
}

/*
 * An ACK is no transaction of its own. To a failure it has the branch of its INVITE and is part of that
 * transaction (RFC 3261 section 17.1.1.3); to a 2xx it has a branch of its own (section 13.2.2.4).
 */
static void
ack_seen(struct sip_tracker *tracker, struct sip_call *call, const struct sip_identity *identity,
		 const struct message *ack)
{
	struct candidate candidate = {.message = ack, .identity = identity, .call = call};

	candidate.transaction = view_of_ack(tracker->views, &ack->seen);
	if (candidate.transaction) {
		if (!candidate.transaction->acknowledged)
			refusal_acknowledged(candidate.transaction, ack->seen.frame);
		candidate.transaction->acknowledged = true;
		candidate.transaction->ack_via_count = identity->via_is_alone
												   ? 1
												   : (uint8_t)MIN(via_count(ack), UINT8_MAX);
		candidate.transaction->ack_frame = ack->seen.frame;
		candidate.transaction->last_time = tracker->analysis->now;
	}
	observe(tracker, &candidate);
}

static struct sip_transaction *
transaction_of_request(struct sip_tracker *tracker, struct sip_call *call,
					   const struct sip_identity *identity, const struct message *request)
{
	struct sip_transaction *transaction = view_of_request(tracker->views, &request->seen);

	if (transaction)
		return transaction;
	transaction = transaction_new(tracker, call, identity);
	transaction->client = request->seen.source;
	transaction->server = request->seen.destination;
	links_exchange(tracker->analysis->links, &request->seen, PROTOCOL_SIP);
	return transaction;
}

static void
request_seen(struct sip_tracker *tracker, struct sip_call *call, const struct sip_identity *identity,
			 const struct message *request)
{
	struct candidate candidate = {.message = request, .identity = identity, .call = call};

	if (request->method == METHOD_ACK) {
		ack_seen(tracker, call, identity, request);
		return;
	}
	struct sip_transaction *transaction = transaction_of_request(tracker, call, identity, request);
	candidate.transaction = transaction;
	if (transaction->request && transaction->request_hash == identity->text_hash)
		candidate.repetition = request_again(tracker, transaction, request);
	if (!call->owner_tag_hash && !identity->to_tag.length)
		call->owner_tag_hash = identity->from_tag_hash;
	bool first = !transaction->request;
	if (first) {
		transaction->request = kept_digest_in(&tracker->analysis->pool, request);
		transaction->request_hash = identity->text_hash;
		transaction->request_ways = sip_ways_of(request);
		transaction->is_large = request->head.length + request->body_length > SIP_UDP_SIZE;
		transaction->offers_100rel = offers_100rel(request);
		sip_offer_request(transaction, request);
		if (identity->via_is_alone) {
			struct via_list via = {identity->branch_hash, identity->call_hash, 1};
			sip_transaction_via_note(transaction, &via);
		}
		if (transaction->answer_count > 0)
			capture_gates_response_first(tracker->analysis, sip_answers(transaction)->first_frame,
										 request->seen.frame);
	}
	transaction->request_last_time = request->seen.last_time;
	transaction->request_last_frame = request->seen.frame;
	transaction->request_last_ip_id = request->seen.ip_id;
	transaction->request_last_ttl = request->seen.ttl;
	transaction->last_time = tracker->analysis->now;
	observe(tracker, &candidate);
	if (first)
		sip_loop_request(tracker->analysis, &candidate);
	sip_session_request(tracker->analysis, &candidate);
	sip_register_request(tracker->analysis, &candidate);
}

/* ---- responses ---- */

/*
 * The view that this response answers. It should go back the way the request came; but some answer from
 * another port, and Via may name another one than the request came from: then the addresses, then the
 * branch alone decide.
 */
static struct sip_transaction *
view_of_response(struct sip_transaction *first, const struct sighting *seen)
{
	struct sip_transaction *same_hosts = NULL;

	for (struct sip_transaction *view = first; view; view = view->next_view)
		switch (nearness_of(view, &seen->destination, &seen->source)) {
		case SIP_SAME_ENDPOINTS: return view;
		case SIP_SAME_HOSTS: same_hosts = view; break;
		case SIP_ELSEWHERE: break;
		}
	return same_hosts ? same_hosts : first;
}

/* A NAT may give the copies of one request another port each: an answer to one of them is an answer to all. */
static void
mark_other_views(struct sip_transaction *first, const struct sip_transaction *answered)
{
	for (struct sip_transaction *view = first; view; view = view->next_view)
		if (view != answered && nearness_of(view, &answered->client, &answered->server) == SIP_SAME_HOSTS)
			view->answered_elsewhere = true;
}

struct sip_answer *
sip_answer_find(struct sip_transaction *transaction, uint64_t text_hash)
{
	struct sip_answer *answers = sip_answers(transaction);

	for (unsigned i = 0; i < transaction->answer_count; i++)
		if (answers[i].text_hash == text_hash)
			return &answers[i];
	return NULL;
}

static void
answers_grow(struct sip_tracker *tracker, struct sip_transaction *transaction)
{
	size_t count = transaction->answer_size * 2;
	struct sip_answer *answers = pool_take(&tracker->analysis->pool, count * sizeof *answers);

	memcpy(answers, sip_answers(transaction), transaction->answer_count * sizeof *answers);
	answers_free(tracker, transaction);
	transaction->answers.several = answers;
	transaction->answer_size = (uint8_t)count;
}

/* An answer that goes there does not go to the address that was asked from. */
static bool
goes_elsewhere(const struct sip_transaction *transaction, const struct endpoint *to)
{
	return !address_equal(&to->address, &transaction->client.address);
}

static void
answer_add(struct sip_tracker *tracker, struct sip_transaction *transaction, const struct message *response,
		   uint64_t text_hash)
{
	const struct endpoint *to = &response->seen.destination;

	if (transaction->answer_count == ANSWERS_MAX)
		transaction->answer_count = 0;
	if (transaction->answer_count == transaction->answer_size)
		answers_grow(tracker, transaction);
	sip_answers(transaction)[transaction->answer_count++] = (struct sip_answer){
		.text_hash = text_hash,
		.code = response->status,
		.first_frame = response->seen.frame,
		.last_time = response->seen.last_time,
		.last_ip_id = response->seen.ip_id,
		.to_port = to->port,
		.to_elsewhere = goes_elsewhere(transaction, to),
		.last_ttl = response->seen.ttl,
	};
}

/* How this response relates to an earlier one with the same text on the same hop. */
static void
answer_relate(struct analysis *analysis, struct sip_transaction *transaction, struct sip_answer *earlier,
			  const struct message *response, struct exchange *exchange)
{
	struct analysis_counts *counts = &analysis->counts;

	const struct endpoint *to = &response->seen.destination;
	struct last_copy last = {earlier->last_time, earlier->last_ip_id, earlier->last_ttl};

	exchange->repeats_frame = earlier->first_frame;
	if (is_mirror_copy(&response->seen, last)) {
		exchange->repetition = REPETITION_MIRROR_COPY;
		counts->mirror_copies++;
		capture_gates_duplicate(analysis, earlier->first_frame, response->seen.frame);
	} else {
		exchange->repetition = REPETITION_RETRANSMISSION;
		counts->retransmissions[PROTOCOL_SIP]++;
		earlier->to_several |= to->port != earlier->to_port ||
							   goes_elsewhere(transaction, to) != earlier->to_elsewhere;
	}
	earlier->last_time = response->seen.last_time;
	earlier->last_ip_id = response->seen.ip_id;
	earlier->last_ttl = response->seen.ttl;
}

/* A response whose request was not seen still has a transaction: its copies are to be told apart. */
static struct sip_transaction *
transaction_of_response(struct sip_tracker *tracker, struct sip_call *call,
						const struct sip_identity *identity, const struct message *response)
{
	struct sip_transaction *transaction = view_of_response(tracker->views, &response->seen);

	if (transaction)
		return transaction;
	transaction = transaction_new(tracker, call, identity);
	transaction->client = response->seen.destination;
	transaction->server = response->seen.source;
	links_exchange(tracker->analysis->links, &response->seen, PROTOCOL_SIP);
	return transaction;
}

static void
response_seen(struct sip_tracker *tracker, struct sip_call *call, const struct sip_identity *identity,
			  const struct message *response)
{
	struct analysis *analysis = tracker->analysis;
	struct sip_transaction *transaction = transaction_of_response(tracker, call, identity, response);
	struct message *request = kept_hold(transaction->request); /* until all have looked at it */
	struct sip_answer *earlier = sip_answer_find(transaction, identity->text_hash);
	struct exchange exchange = {
		.request = request,
		.request_seen = request ? &request->seen : NULL,
		.method = identity->cseq_method,
		.call_id = identity->call_id,
	};

	if (tracker->views && tracker->views->next_view)
		mark_other_views(tracker->views, transaction);
	if (earlier)
		answer_relate(analysis, transaction, earlier, response, &exchange);
	else
		answer_add(tracker, transaction, response, identity->text_hash);
	if (!earlier) {
		exchange.origin_frame = sip_hop_origin(transaction, response->status);
		exchange.ended_by = sip_ended_by(transaction, response);
	}
	if (status_is_final(response->status) && !transaction->final)
		transaction_is_final(tracker, transaction, response);
	transaction->last_time = tracker->analysis->now;

	struct candidate candidate = {
		.message = response,
		.request = transaction->request_is_remains ? NULL : request,
		.identity = identity,
		.transaction = transaction,
		.call = transaction->call,
		.repetition = exchange.repetition,
	};
	if (candidate.repetition == REPETITION_RETRANSMISSION)
		followups_copy(analysis->followups, &candidate);
	observe(tracker, &candidate);
	struct annotation *annotation = annotation_open(analysis, response, &exchange);
	followups_open(analysis->followups, annotation, &candidate);
	if (candidate.repetition == REPETITION_NONE) {
		sip_transaction_response(analysis, annotation, &candidate);
		sip_offer_response(analysis, annotation, &candidate);
		sip_loop_response(analysis, annotation, &candidate);
		sip_hop_response(analysis, annotation, &candidate);
		sip_redirect_response(analysis, annotation, &candidate);
		sip_session_response(analysis, &candidate);
		sip_register_response(analysis, annotation, &candidate);
	}
	annotation_release(analysis, annotation);
	kept_release(&request);
	sip_transaction_slim(transaction, &analysis->pool);
}

/* A response that lacks Call-ID, CSeq or Via belongs to nothing, but it was seen. */
static void
response_without_identity(struct sip_tracker *tracker, const struct message *response)
{
	struct exchange exchange = {0};
	struct slice value;
	uint32_t number;

	if (message_field(response, FIELD_CSEQ, &value) && !cseq_parse(value, &number, &exchange.method))
		exchange.method = (struct slice){NULL, 0};
	if (message_field(response, FIELD_CALL_ID, &value))
		exchange.call_id = value;
	struct annotation *annotation = annotation_open(tracker->analysis, response, &exchange);
	if (!message_field(response, FIELD_VIA, &value))
		sip_via_missing(tracker->analysis, annotation, response);
	annotation_release(tracker->analysis, annotation);
}

void
sip_tracker_identify(struct sip_tracker *tracker, const struct message *message)
{
	struct sip_identity *identity = &tracker->identity;
	struct analysis *analysis = tracker->analysis;

	tracker->is_identified = sip_identity_call(identity, message, analysis->seed);
	if (!tracker->is_identified)
		return;
	table_prefetch(&tracker->calls, identity->call_hash);
	tracker->is_identified = sip_identity_transaction(identity, message);
	if (!tracker->is_identified)
		return;
	table_prefetch(&tracker->transactions, identity->key);
	sip_identity_tags(identity, message, analysis->seed);
	sip_grants_identify(analysis->grants, identity, message);
	struct sip_call *call = tracker->call = table_find(&tracker->calls, identity->call_hash);
	struct sip_transaction *views = tracker->views = first_view(tracker, identity->key);
	record_prefetch(call, sizeof *call);
	record_prefetch(views, sizeof *views);
	links_prefetch(analysis->links);
	sip_identity_text(identity, message, analysis->seed);
	if (!call)
		capture_gates_call_prefetch(analysis, identity->call_hash);
	else
		obligation_prefetch(call->obligations.head);
	if (views)
		record_prefetch(views->request, KEPT_READ);
}

void
sip_tracker_message(struct sip_tracker *tracker, const struct message *message)
{
	const struct sip_identity *identity = &tracker->identity;

	forget_quiet(tracker);
	if (!tracker->is_identified) {
		if (message->is_response)
			response_without_identity(tracker, message);
		return;
	}
	struct sip_call *call = tracker->call ? tracker->call : call_new(tracker, identity);
	tracker->in_hand = call;
	if (call->transactions.length == 0)
		capture_gates_call(tracker->analysis, call->hash, message);
	if (message->is_response)
		response_seen(tracker, call, identity, message);
	else
		request_seen(tracker, call, identity, message);
	tracker->in_hand = NULL;
	call_free_if_empty(tracker, call);
	forget_too_many(tracker);
}

/* How many waiting transactions an ICMP message is held against; ours. The newest come first. */
#define UNREACHABLE_LOOK_BACK 64

/* ICMP code 3, ICMPv6 code 4: no such port (RFC 792, RFC 4443 section 3.1). */
const char *
sip_unreachable_outcome(const struct sip_transaction *transaction)
{
	static const struct {
		bool v6;
		uint8_t code;
		const char *outcome;
	} outcomes[] = {
		{false, 0, "network-unreachable"}, {false, 1, "host-unreachable"}, {false, 3, "port-unreachable"},
		{true, 0, "network-unreachable"},  {true, 3, "host-unreachable"},  {true, 4, "port-unreachable"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(outcomes); i++)
		if (outcomes[i].v6 == transaction->unreachable_v6 &&
			outcomes[i].code == transaction->unreachable_code)
			return outcomes[i].outcome;
	return "host-unreachable";
}

/*
 * RFC 3261 section 18.4: unreachable (ICMP 3, ICMPv6 1) and parameter problem (ICMP 12, ICMPv6 4) end a request;
 * source quench and TTL exceeded are to be ignored.
 */
static bool
ends_request(const struct transport_event *event)
{
	return event->icmp_v6 ? event->icmp_type == 1 || event->icmp_type == 4
						  : event->icmp_type == 3 || event->icmp_type == 12;
}

/* The newest request that waits between the addresses of the quoted packet is the one it is about. */
static void
unreachable_seen(struct sip_tracker *tracker, const struct transport_event *event)
{
	struct sip_transaction *transaction;
	uint32_t at = tracker->waiting.end;

	for (unsigned n = 0; n < UNREACHABLE_LOOK_BACK && (transaction = roster_before(&tracker->waiting, &at));
		 n++) {
		if (!endpoint_equal(&transaction->client, &event->about_source) ||
			!endpoint_equal(&transaction->server, &event->about_destination) ||
			transaction->unreachable_frame)
			continue;
		transaction->unreachable_frame = event->seen.frame;
		transaction->unreachable_v6 = event->icmp_v6;
		transaction->unreachable_code = event->icmp_code;
		return;
	}
}

void
sip_tracker_event(struct sip_tracker *tracker, const struct transport_event *event)
{
	if (event->kind == EVENT_UNREACHABLE && ends_request(event))
		unreachable_seen(tracker, event);
}

struct sip_tracker *
sip_tracker_new(struct analysis *analysis)
{
	struct sip_tracker *tracker = g_new0(struct sip_tracker, 1);

	tracker->analysis = analysis;
	tracker->waiting = tracker->finished = roster_of(offsetof(struct sip_transaction, in_order));
	tracker->wheel = wheel_new(offsetof(struct sip_transaction, in_wheel));
	return tracker;
}

void
sip_tracker_finish(struct sip_tracker *tracker)
{
	struct sip_transaction *transaction;

	while ((transaction = roster_first(&tracker->finished)) != NULL)
		transaction_free(tracker, transaction);
	while ((transaction = roster_first(&tracker->waiting)) != NULL)
		transaction_free(tracker, transaction);
}

void
sip_tracker_free(struct sip_tracker *tracker)
{
	sip_tracker_finish(tracker);
	table_clear(&tracker->transactions);
	table_clear(&tracker->calls);
	roster_clear(&tracker->waiting);
	roster_clear(&tracker->finished);
	wheel_free(tracker->wheel);
	g_free(tracker);
}
