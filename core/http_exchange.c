/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HTTP exchanges: which request each response answers. RFC 9112 section 9.2: on one connection the responses
 * come in the order of the requests; a 1xx is not the end of an exchange. A stream of HTTP/2 is a connection of its
 * own here, for one exchange, and belongs to the connection whose events reach it too.
 *
 * Both directions are read on their own, and a message is known only when it is complete, so an answer may be
 * known before its request (a POST is complete only after its own 100 Continue or an early 413). An answer
 * without a request therefore waits until a request shows that it came first, or that none will come.
 *
 * One wrong pair would make every later pair of its connection wrong. So where messages may be missing
 * (framing lost, a gap among pipelined messages) the connection is given up: its responses are still
 * annotated, without a request.
 */
#include "core/awaited.h"
#include "core/followup.h"
#include "core/http_chain.h"
#include "core/http_connection.h"
#include "core/http_credentials.h"
#include "core/http_loop.h"
#include "core/http_order.h"
#include "core/http_unreached.h"
#include "core/http_uri.h"
#include "core/queue.h"
#include "core/rules_http.h"
#include "core/rules_response.h"

/* The most answers that wait for their request on one connection; ours. The oldest is then an orphan. */
#define WAITING_ANSWERS_MAX 16

/* The most requests that wait for their answers on one connection; ours. Then pairing is given up. */
#define WAITING_REQUESTS_MAX 4096

/* An answer that crosses the client's RST_STREAM comes within this; ours. RFC 9113 section 6.4. */
#define CROSSING SECONDS(5)

/* The one 1xx that is the last word: what follows is another protocol (RFC 9110 section 15.2.2). */
#define SWITCHING_PROTOCOLS 101

/* The most streams of one connection that are not done with; ours. What befalls a connection befalls each of them. */
#define WAITING_STREAMS_MAX 1024

/* The stream of the request that asked for HTTP/2, once 101 agrees: RFC 7540 section 3.2. */
#define UPGRADED_STREAM 1

struct http_tracker {
	struct analysis *analysis;
	struct table connections; /* of struct http_connection, by key */
	struct pool pool;         /* they come from here */
	struct http_chains *chains;
	struct http_refusals *refusals;
	struct http_loops *loops;
	struct http_unreached *unreached;
	GQueue cancelled; /* streams that their clients reset, in that order */
	GQueue holding;   /* connections that keep messages, the longest quiet first */
	bool sees_tls;    /* a message inside TLS was seen */
};

/* Connection and stream in one number, which two of them practically never share. */
static uint64_t
connection_key(const struct http_tracker *tracker, const struct sighting *seen)
{
	uint64_t key = hash_number(tracker->analysis->seed, seen->connection);

	return seen->stream ? hash_number(key, seen->stream) : key;
}

/* NULL: nothing of it was seen yet, or it has ended. */
static struct http_connection *
connection_find(const struct http_tracker *tracker, const struct sighting *seen)
{
	return table_find(&tracker->connections, connection_key(tracker, seen));
}

static void
connection_free(struct http_tracker *tracker, struct http_connection *connection)
{
	http_connection_forget(connection);
	pool_give(&tracker->pool, connection, sizeof *connection);
}

static struct http_connection *
connection_of(struct http_tracker *tracker, const struct sighting *seen)
{
	uint64_t key = connection_key(tracker, seen);
	struct http_connection *connection = table_find(&tracker->connections, key);

	if (connection)
		return connection;
	connection = pool_take_zeros(&tracker->pool, sizeof *connection);
	connection->key = key;
	connection->number = seen->connection;
	connection->in_holding.data = connection;
	connection->in_streams.data = connection;
	connection->in_cancelled.data = connection;
	table_put(&tracker->connections, key, connection);
	return connection;
}

static void connection_give_up(struct http_tracker *tracker, struct http_connection *connection);
static void connection_remove(struct http_tracker *tracker, struct http_connection *connection);

/* The stream that has waited for longest is given up. */
static void
streams_make_room(struct http_tracker *tracker, struct http_connection *whole)
{
	struct http_connection *oldest = g_queue_peek_head(&whole->streams);

	if (whole->streams.length < WAITING_STREAMS_MAX)
		return;
	capture_gates_limit(tracker->analysis, LIMIT_REQUESTS);
	connection_give_up(tracker, oldest);
	connection_remove(tracker, oldest);
}

/* As connection_of; a stream that is new takes over what its connection has come to. */
static struct http_connection *
connection_or_stream_of(struct http_tracker *tracker, const struct sighting *seen)
{
	const struct sighting of_whole = {.connection = seen->connection};
	struct http_connection *connection = connection_of(tracker, seen), *whole;

	if (!seen->stream || connection->whole)
		return connection;
	whole = connection_of(tracker, &of_whole);
	streams_make_room(tracker, whole);
	connection->whole = whole;
	connection->stream = seen->stream;
	connection->given_up = whole->given_up;
	connection->answers_lost = whole->answers_lost;
	queue_add(&whole->streams, &connection->in_streams);
	return connection;
}

/* The effective URI of the request, when anything open or any row may ask for it; free it with g_free. */
static char *
candidate_uri(struct candidate *candidate, const struct message *request)
{
	char *uri = request ? http_uri_of_request(request) : NULL;

	candidate->uri = slice_of(uri);
	return uri;
}

/* Is the URI of the request asked for by anything that is told of this response? */
static bool
wants_uri(const struct http_tracker *tracker, const struct message *response, const struct message *request)
{
	return followups_called_for(tracker->analysis->followups, response) ||
		   status_refuses_credentials(response->status) || http_refusals_count(tracker->refusals) ||
		   http_chains_asked(tracker->chains, request);
}

/* A final answer to a request that was seen: what is remembered from exchange to exchange. */
static void
remember_answer(struct http_tracker *tracker, struct candidate *candidate, struct annotation *annotation)
{
	candidate->redirect = http_chains_response(tracker->chains, candidate, annotation);
	http_loops_response(tracker->loops, candidate->request, candidate->message, annotation);
	if (status_refuses_credentials(candidate->message->status) || http_refusals_count(tracker->refusals))
		http_refusals_response(tracker->refusals, candidate, annotation);
}

static struct candidate
candidate_of(const struct http_tracker *tracker, const struct http_connection *connection,
			 const struct message *message, const struct message *request)
{
	return (struct candidate){.message = message,
							  .request = request,
							  .connection = message->seen.connection,
							  .request_before = connection->last_request,
							  .sees_tls = tracker->sees_tls,
							  .body_frame = connection->body_frame,
							  .body_time = connection->body_time};
}

/* Where a response sends its client, if anywhere; free it with g_free. `uri`: of its request, or NULL. */
static char *
candidate_target(struct candidate *candidate, const char *uri)
{
	struct slice location;

	if (!status_redirects(candidate->message->status) ||
		!message_field(candidate->message, FIELD_LOCATION, &location))
		return NULL;
	char *target = http_uri_resolve(uri, location);
	candidate->target = slice_of(target);
	return target;
}

/* Who is sent elsewhere will look for that host. */
static void
expect_target(struct http_tracker *tracker, const struct candidate *response)
{
	if (response->target.length)
		http_unreached_expect(tracker->unreached, &response->message->seen.destination.address,
							  response->target);
}

/* A proxy that is asked for another host will look for it. */
static void
expect_proxied(struct http_tracker *tracker, const struct message *request)
{
	bool absolute = request->target.length && ascii_is_letter(request->target.bytes[0]);

	if (absolute || request->method == METHOD_CONNECT)
		http_unreached_expect(tracker->unreached, &request->seen.destination.address, request->target);
}

/* `request`: kept, or NULL. The caller lets go of the annotation. */
static struct annotation *
annotation_of(struct http_tracker *tracker, const struct http_connection *connection,
			  const struct message *response, const struct message *request)
{
	struct analysis *analysis = tracker->analysis;
	struct candidate candidate = candidate_of(tracker, connection, response, request);
	struct exchange exchange = {.request = request};
	char *uri = NULL;

	if (request) {
		exchange.request_seen = &request->seen;
		exchange.method = request->method_text;
		uri = wants_uri(tracker, response, request) ? candidate_uri(&candidate, request) : NULL;
	}
	char *target = candidate_target(&candidate, uri);
	followups_observe(analysis->followups, &candidate);
	struct annotation *annotation = annotation_open(analysis, response, &exchange);
	if (request && http_status_is_final(response->status))
		remember_answer(tracker, &candidate, annotation);
	followups_open(analysis->followups, annotation, &candidate);
	response_fields_judge(analysis, annotation, &candidate);
	http_redirect_response(analysis, annotation, &candidate);
	expect_target(tracker, &candidate);
	g_free(target);
	g_free(uri);
	return annotation;
}

static void
annotate(struct http_tracker *tracker, const struct http_connection *connection,
		 const struct message *response, const struct message *request)
{
	annotation_release(tracker->analysis, annotation_of(tracker, connection, response, request));
}

/*
 * A response without a request. That is a fault only where a request could not have been missed: everything that
 * the client sent before the response, up to its `next` request or its close, is known.
 */
static void
annotate_orphan(struct http_tracker *tracker, const struct http_connection *connection,
				const struct message *response, const struct message *next)
{
	struct annotation *annotation = annotation_of(tracker, connection, response, NULL);
	const uint32_t hidden = FAULT_GAP_BEFORE | FAULT_ONE_SIDED | FAULT_MID_STREAM | FAULT_TRUNCATED |
							FAULT_ACKS_UNSEEN;
	uint32_t faults = response->seen.faults | (next ? next->seen.faults : 0);

	if (connection->asked && !connection->given_up && !connection->incomplete && !(faults & hidden) &&
		(next || connection->client_closed) && !response->seen.stream &&
		http_status_is_final(response->status))
		http_orphan_response(tracker->analysis, annotation, response, next);
	annotation_release(tracker->analysis, annotation);
}

/* Requests are shown when they are complete; what they may fulfil was opened by earlier responses. */
static void
observe_request(struct http_tracker *tracker, const struct http_connection *connection,
				const struct message *request)
{
	struct followups *followups = tracker->analysis->followups;
	struct candidate candidate = candidate_of(tracker, connection, request, NULL);
	candidate.is_awaited = awaited_of(tracker->analysis, &request->seen.source.address);
	bool chains = candidate.is_awaited && http_chains_wait(tracker->chains);
	bool watched = candidate.is_awaited && followups_watch_uris(followups);
	bool refusals = http_refusals_count(tracker->refusals);
	char *uri = refusals || chains || watched ? candidate_uri(&candidate, request) : NULL;

	if (chains)
		candidate.redirect = http_chains_request(tracker->chains, &candidate);
	if (refusals)
		http_refusals_request(tracker->refusals, &candidate);
	followups_observe(followups, &candidate);
	g_free(uri);
}

static bool
ends_exchange(const struct message *response)
{
	return http_status_is_final(response->status) || response->status == SWITCHING_PROTOCOLS;
}

/* What follows on the connection is no HTTP any more, or need not be: RFC 9110 sections 7.8 and 9.3.6. */
static bool
leaves_http(const struct message *response, const struct message *request)
{
	return response->status == SWITCHING_PROTOCOLS ||
		   (request->method == METHOD_CONNECT && response->status >= 200 && response->status < 300);
}

/* The response came before the request that is next in turn. */
static void
pair_with_none(struct http_tracker *tracker, struct http_connection *connection,
			   const struct message *response, const struct message *request)
{
	/* On its way it met the request: what it answers instead, nobody knows. */
	if (response->seen.first_frame > request->seen.first_frame) {
		annotate(tracker, connection, response, NULL);
		return;
	}
	if (!connection->incomplete && response_may_be_overtaken(response, request, connection->acks_are_true)) {
		annotate(tracker, connection, response, NULL);
		connection_give_up(tracker, connection);
		return;
	}
	annotate_orphan(tracker, connection, response, request);
}

static void answers_seen(struct http_tracker *tracker, struct http_connection *connection);

/* The request that asked for HTTP/2 is answered once more, over its stream 1. */
static void
request_moves_to_stream(struct http_tracker *tracker, const struct message *request)
{
	struct message *moved = kept_new_in(&tracker->analysis->pool, request);
	struct http_connection *stream;

	moved->seen.stream = UPGRADED_STREAM;
	stream = connection_or_stream_of(tracker, &moved->seen);
	http_connection_asks(stream, &moved->seen.source);
	http_connection_keep(stream, &stream->requests, moved);
	answers_seen(tracker, stream);
}

/* The response answers the oldest request that waits, or none when it came before that. */
static void
pair(struct http_tracker *tracker, struct http_connection *connection, const struct message *response)
{
	http_connection_pass_over_lost(connection, response);
	const struct message *request = http_connection_oldest(connection);

	if (connection->given_up) {
		annotate(tracker, connection, response, NULL);
		return;
	}
	if (!request) {
		http_connection_keep_first(connection, &connection->answers,
								   kept_new_in(&tracker->analysis->pool, response));
		return;
	}
	if (http_connection_came_before(connection, response, request)) {
		pair_with_none(tracker, connection, response, request);
		return;
	}
	connection->acks_are_true = connection->acks_are_true || response_acknowledges_all(response, request);
	annotate(tracker, connection, response, request);
	if (!ends_exchange(response))
		return;
	if (http_connection_lost_pipelined(connection, response)) {
		connection_give_up(tracker, connection);
		return;
	}
	connection->incomplete = connection->incomplete || leaves_http(response, request);
	connection->answered = true;
	if (response->status == SWITCHING_PROTOCOLS && message_has_token(response, FIELD_UPGRADE, "h2c"))
		request_moves_to_stream(tracker, request);
	const struct message *next = http_connection_next(connection);
	if (next && !http_connection_came_before(connection, response, next) &&
		!(response->seen.faults & FAULT_GAP_BEFORE))
		connection->pipelines = true;
	http_connection_drop_oldest(connection);
}

/* All answers that still wait belong to no request that was seen. */
static void
answers_are_orphans(struct http_tracker *tracker, struct http_connection *connection)
{
	for (struct message *answer; (answer = http_connection_take(connection, &connection->answers)) != NULL;) {
		annotate_orphan(tracker, connection, answer, NULL);
		kept_release(&answer);
	}
}

static void
connection_give_up(struct http_tracker *tracker, struct http_connection *connection)
{
	connection->given_up = true;
	answers_are_orphans(tracker, connection);
	http_connection_forget(connection);
}

/* The answers that came before the request was complete. */
static void
answers_seen(struct http_tracker *tracker, struct http_connection *connection)
{
	while (connection->answers.length > 0 && connection->requests.length > 0) {
		struct message *answer = http_connection_take(connection, &connection->answers);
		pair(tracker, connection, answer);
		kept_release(&answer);
	}
}

static void
hold_no_more(struct http_connection *connection)
{
	if (connection->holding)
		queue_take(connection->holding, &connection->in_holding);
	connection->holding = NULL;
}

/* A message of this connection was just seen: if it keeps messages it is the least quiet. */
static void
hold_again(struct http_tracker *tracker, struct http_connection *connection)
{
	hold_no_more(connection);
	if (!connection->requests.length && !connection->answers.length)
		return;
	connection->holding = &tracker->holding;
	queue_add(connection->holding, &connection->in_holding);
}

bool
http_tracker_give_way(struct http_tracker *tracker)
{
	struct http_connection *oldest = g_queue_peek_head(&tracker->holding);
	bool gave = http_chains_give_way(tracker->chains);

	gave = http_refusals_give_way(tracker->refusals) || gave;
	gave = http_loops_give_way(tracker->loops) || gave;
	if (!oldest)
		return gave;
	hold_no_more(oldest);
	connection_give_up(tracker, oldest);
	return true;
}

static void
request_seen(struct http_tracker *tracker, struct http_connection *connection, const struct message *message)
{
	struct message *request = kept_new_in(&tracker->analysis->pool, message);

	http_connection_asks(connection, &request->seen.source);
	observe_request(tracker, connection, request);
	connection->last_request = request->seen.frame;
	expect_proxied(tracker, request);
	/* Which of them is answered then only acknowledgements can tell. */
	if (connection->requests.length > 0 && request->seen.faults & FAULT_GAP_BEFORE &&
		!(connection->acks_are_true && request->seen.client_sequence))
		connection_give_up(tracker, connection);
	if (connection->given_up || http_connection_answered_before(connection, request)) {
		kept_release(&request);
		return;
	}
	http_connection_keep(connection, &connection->requests, request);
	http_loops_request(tracker->loops, request);
	answers_seen(tracker, connection);
	connection->body_frame = 0;
	if (connection->requests.length <= WAITING_REQUESTS_MAX)
		return;
	capture_gates_limit(tracker->analysis, LIMIT_REQUESTS);
	connection_give_up(tracker, connection);
}

static void
response_seen(struct http_tracker *tracker, struct http_connection *connection,
			  const struct message *response)
{
	if (!connection->serves)
		http_unreached_serves(tracker->unreached, &response->seen.source);
	connection->serves = true;
	if (connection->given_up || response->seen.faults & FAULT_ONE_SIDED) {
		annotate(tracker, connection, response, NULL);
		if (ends_exchange(response))
			connection->answered_before = response->seen.client_sequence;
		return;
	}
	if (connection->requests.length > 0) {
		pair(tracker, connection, response);
		return;
	}
	http_connection_keep(connection, &connection->answers, kept_new_in(&tracker->analysis->pool, response));
	if (connection->answers.length > WAITING_ANSWERS_MAX) {
		struct message *oldest = http_connection_take(connection, &connection->answers);
		annotate(tracker, connection, oldest, NULL);
		kept_release(&oldest);
	}
}

/* A request of a loop did not get lost between client and server: it went round. */
static void
request_ends(struct http_tracker *tracker, const struct message *request, const char *outcome, uint32_t frame)
{
	struct exchange exchange = {
		.request = request, .request_seen = &request->seen, .method = request->method_text};
	bool looped = http_loops_hold(tracker->loops, request);
	struct annotation *annotation = annotation_open_outcome(
		tracker->analysis, request, &exchange, outcome_find(looped ? "proxy-loop" : outcome), frame);

	http_loops_outcome(tracker->loops, request, annotation);
	annotation_release(tracker->analysis, annotation);
}

/*
 * The connection ended before the requests were answered. Not said where bytes of the server were lost, or where
 * an answer is on record that may belong to them.
 */
static void
requests_end(struct http_tracker *tracker, struct http_connection *connection, const char *outcome,
			 const struct transport_event *event)
{
	if (connection->answers_lost || connection->answers.length || event->seen.faults & FAULT_ONE_SIDED)
		return;
	for (struct message *request;
		 (request = http_connection_take(connection, &connection->requests)) != NULL;) {
		request_ends(tracker, request, outcome, event->seen.frame);
		kept_release(&request);
	}
}

static void
connection_remove(struct http_tracker *tracker, struct http_connection *connection)
{
	hold_no_more(connection);
	if (connection->cancelled)
		queue_take(connection->cancelled, &connection->in_cancelled);
	if (connection->whole)
		queue_take(&connection->whole->streams, &connection->in_streams);
	/* Hostile bytes can end a connection before its streams: these stand alone then. */
	for (GList *link; (link = connection->streams.head) != NULL;) {
		queue_take(&connection->streams, link);
		((struct http_connection *)link->data)->whole = NULL;
	}
	table_remove(&tracker->connections, connection->key);
	connection_free(tracker, connection);
}

/* Its client reset it, and no answer crossed that. */
static void
cancelled_end(struct http_tracker *tracker, struct http_connection *connection)
{
	const struct transport_event event = {.seen.frame = connection->cancel_frame};

	requests_end(tracker, connection, "stream-reset", &event);
}

static void
connection_ended(struct http_tracker *tracker, struct http_connection *connection)
{
	if (connection->cancelled)
		cancelled_end(tracker, connection);
	answers_are_orphans(tracker, connection);
	connection_remove(tracker, connection);
}

static void
cancelled_advance(struct http_tracker *tracker)
{
	struct http_connection *oldest;

	while ((oldest = g_queue_peek_head(&tracker->cancelled)) != NULL &&
		   tracker->analysis->now - oldest->cancel_time > CROSSING)
		connection_ended(tracker, oldest);
}

/* Stands alone: within the function that calls it, it would cost the messages of SIP some registers. */
__attribute__((noinline)) void
http_tracker_message(struct http_tracker *tracker, const struct message *message)
{
	http_chains_advance(tracker->chains);
	http_refusals_advance(tracker->refusals);
	http_loops_advance(tracker->loops);
	/* A stream that its client had reset long enough ago is gone after this, and the message may be of it. */
	cancelled_advance(tracker);

	struct http_connection *connection = connection_or_stream_of(tracker, &message->seen);
	tracker->sees_tls = tracker->sees_tls || message->seen.transport == TRANSPORT_TLS;
	if (message->is_response)
		response_seen(tracker, connection, message);
	else
		request_seen(tracker, connection, message);
	hold_again(tracker, connection);
	if (http_connection_is_done(connection))
		connection_remove(tracker, connection);
}

bool
http_tracker_refused_body(const struct http_tracker *tracker, const struct message *request)
{
	const struct http_connection *connection;
	bool is_refused = false;

	if (request->is_response || request->body_length > 0 || request->oddities & ODDITY_NO_END ||
		!message_has_token(request, FIELD_EXPECT, "100-continue"))
		return false;
	connection = connection_find(tracker, &request->seen);
	for (const GList *link = connection ? connection->answers.head : NULL; link; link = link->next) {
		const struct message *answer = link->data;
		if (answer->seen.frame < request->seen.first_frame)
			continue;
		/* One that is interim, or a 2xx, was given to somebody whose body was wanted. */
		if (answer->status < 300)
			return false;
		is_refused = true;
	}
	return is_refused;
}

/* Does it still wait for its answer? */
static bool
request_is_open(void *user, const struct message *request)
{
	const struct http_tracker *tracker = user;
	const struct http_connection *connection = connection_find(tracker, &request->seen);

	/* They wait in the order in which they came, so those before the one in question need not be many. */
	for (const GList *link = connection ? connection->requests.head : NULL; link; link = link->next) {
		const struct message *waiting = link->data;
		if (waiting == request)
			return true;
		if (waiting->seen.first_frame > request->seen.first_frame)
			return false;
	}
	return false;
}

/* A client that closes its side may still want the answer: RFC 9112 section 9.6. */
static void
side_closed(struct http_tracker *tracker, struct http_connection *connection,
			const struct transport_event *event)
{
	if (http_connection_is_client(connection, event))
		connection->client_closed = true;
	else
		requests_end(tracker, connection, "connection-closed", event);
}

/* An answer that the capture shows behind that may be to a request that was told as reset. */
static void
connection_reset(struct http_tracker *tracker, struct http_connection *connection,
				 const struct transport_event *event)
{
	requests_end(tracker, connection, "connection-reset", event);
	connection->incomplete = true;
}

/* RST_STREAM: RFC 9113 section 6.4. The answer may be under way already when it is the client's. */
static void
stream_reset(struct http_tracker *tracker, struct http_connection *connection,
			 const struct transport_event *event)
{
	/* Of the connection as a whole: a fault, and not one that ends it for us. */
	if (connection->cancelled || !connection->stream)
		return;
	if (!http_connection_is_client(connection, event) || event->seen.faults & FAULT_ONE_SIDED) {
		requests_end(tracker, connection, "stream-reset", event);
		connection_ended(tracker, connection);
		return;
	}
	connection->cancel_frame = event->seen.frame;
	connection->cancel_time = event->seen.last_time;
	connection->cancelled = &tracker->cancelled;
	queue_add(connection->cancelled, &connection->in_cancelled);
}

/* GOAWAY: requests above the last stream that it names were not looked at, RFC 9113 section 6.8. */
static void
goes_away(struct http_tracker *tracker, struct http_connection *connection,
		  const struct transport_event *event)
{
	if (connection->stream > event->bytes && connection->asked &&
		endpoint_equal(&event->seen.destination, &connection->client))
		requests_end(tracker, connection, "stream-refused", event);
}

/* The connection, or one of its streams, may be gone after this. */
static void
connection_event(struct http_tracker *tracker, struct http_connection *connection,
				 const struct transport_event *event)
{
	switch (event->kind) {
	case EVENT_CONNECTION_CLOSED: side_closed(tracker, connection, event); break;
	case EVENT_CONNECTION_RESET: connection_reset(tracker, connection, event); break;
	case EVENT_CONNECTION_ENDED: connection_ended(tracker, connection); break;
	case EVENT_FRAMING_LOST: connection_give_up(tracker, connection); break;
	case EVENT_DATA_LOST: http_connection_data_lost(connection, event); break;
	case EVENT_BODY_BEGAN: http_connection_body_began(connection, event); break;
	case EVENT_STREAM_RESET: stream_reset(tracker, connection, event); break;
	case EVENT_GOAWAY: goes_away(tracker, connection, event); break;
	case EVENT_TUNNEL_TLS:
	case EVENT_PROTOCOL_SWITCHED: connection->incomplete = true; break;
	default: break;
	}
}

void
http_tracker_event(struct http_tracker *tracker, const struct transport_event *event)
{
	struct http_connection *connection = connection_find(tracker, &event->seen);

	/* Its first message may not be complete yet. */
	if (!connection && event->kind == EVENT_DATA_LOST && !event->seen.stream)
		connection = connection_of(tracker, &event->seen);
	if (!connection) {
		http_unreached_event(tracker->unreached, event);
		return;
	}
	for (GList *link = connection->streams.head, *next; link; link = next) {
		next = link->next;
		connection_event(tracker, link->data, event);
	}
	connection_event(tracker, connection, event);
}

struct http_tracker *
http_tracker_new(struct analysis *analysis)
{
	struct http_tracker *tracker = g_new0(struct http_tracker, 1);

	tracker->analysis = analysis;
	tracker->chains = http_chains_new(analysis);
	tracker->refusals = http_refusals_new(analysis);
	tracker->loops = http_loops_new(analysis, request_is_open, tracker);
	tracker->unreached = http_unreached_new(analysis);
	return tracker;
}

static int
by_number(gconstpointer left, gconstpointer right)
{
	const struct http_connection *a = *(struct http_connection *const *)left,
								 *b = *(struct http_connection *const *)right;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->stream > b->stream) - (a->stream < b->stream);
}

/* In the order of the connections: that of the table is another in each run. */
static void
all_answers_are_orphans(struct http_tracker *tracker)
{
	GPtrArray *waiting = g_ptr_array_new();
	struct http_connection *connection;
	size_t at = 0;

	while ((connection = table_next(&tracker->connections, &at)) != NULL)
		if (connection->answers.length > 0)
			g_ptr_array_add(waiting, connection);
	g_ptr_array_sort(waiting, by_number);
	for (guint i = 0; i < waiting->len; i++)
		answers_are_orphans(tracker, waiting->pdata[i]);
	g_ptr_array_free(waiting, TRUE);
}

void
http_tracker_finish(struct http_tracker *tracker)
{
	for (struct http_connection *oldest; (oldest = g_queue_peek_head(&tracker->cancelled)) != NULL;)
		connection_ended(tracker, oldest);
	all_answers_are_orphans(tracker);
	http_chains_finish(tracker->chains);
	http_refusals_finish(tracker->refusals);
	http_loops_finish(tracker->loops);
}

void
http_tracker_free(struct http_tracker *tracker)
{
	struct http_connection *connection;
	size_t at = 0;

	http_chains_free(tracker->chains);
	http_refusals_free(tracker->refusals);
	http_loops_free(tracker->loops);
	http_unreached_free(tracker->unreached);
	while ((connection = table_next(&tracker->connections, &at)) != NULL)
		connection_free(tracker, connection);
	table_clear(&tracker->connections);
	pool_clear(&tracker->pool);
	g_free(tracker);
}
