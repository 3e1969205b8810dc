/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_chain.h"

#include "core/awaited.h"
#include "core/cookie.h"
#include "core/http_client.h"
#include "core/http_framing.h"
#include "core/http_uri.h"
#include "core/queue.h"
#include "core/rules_http.h"

/* The most chains at once; ours. The one that has waited longest is ended for a new one. */
#define CHAINS_MAX 20000

/* So many redirections to the same URI are looked at for the one that a request follows; ours. */
#define CANDIDATES_MAX 16

/* A URI as one client asks for it: who is on the way there, and who was sent on from there. */
struct place {
	GQueue waiting;            /* chains whose last redirection leads there; the latest at the tail */
	struct http_chain *latest; /* that was there; NULL: none, or it has ended */
	unsigned hops;             /* of all chains that were there */
};

struct http_chains {
	struct analysis *analysis;
	struct table places; /* of struct place, by client and URI. Equal keys are taken for equal */
	unsigned waiting;    /* chains that wait for a request */
	GHashTable *asked;   /* chains by the kept request that follows them */
	GQueue all;          /* ordered by `since` */
	unsigned under_way;  /* chains of several hops whose next request waits for its answer */
	uint64_t last_number;
};

/* ---- what the codes permit ---- */

/* RFC 9110 sections 15.4.2 (301), 15.4.3 (302), 15.4.4 (303), 15.4.8 (307), 15.4.9 (308). */
static const struct redirection {
	uint16_t code;
	bool as_before; /* the method may stay */
	bool as_get;    /* it may become GET */
} redirections[] = {
	{301, true, true}, {302, true, true}, {303, false, true}, {307, true, false}, {308, true, false},
};

static const struct redirection *
redirection_find(unsigned status)
{
	for (size_t i = 0; i < G_N_ELEMENTS(redirections); i++)
		if (redirections[i].code == status)
			return &redirections[i];
	return NULL;
}

bool
status_redirects(unsigned status)
{
	return redirection_find(status) != NULL;
}

bool
redirection_keeps_method(unsigned status)
{
	const struct redirection *redirection = redirection_find(status);
	return redirection && !redirection->as_get;
}

bool
redirection_makes_get(unsigned status)
{
	const struct redirection *redirection = redirection_find(status);
	return redirection && !redirection->as_before;
}

bool
redirection_permits(unsigned status, const struct message *redirected, const struct message *follower)
{
	const struct redirection *row = redirection_find(status);
	bool same = slice_equal(redirected->method_text, follower->method_text);
	bool safe = follower->method == METHOD_GET || follower->method == METHOD_HEAD;

	return row && ((row->as_before && same) || (row->as_get && safe));
}

/* ---- places ---- */

static struct place *
place_get(struct http_chains *chains, uint64_t key)
{
	struct place *place = table_find(&chains->places, key);

	if (place)
		return place;
	place = pool_take_zeros(&chains->analysis->pool, sizeof *place);
	table_put(&chains->places, key, place);
	return place;
}

static void
place_let_go(struct http_chains *chains, uint64_t key, struct place *place)
{
	if (place->hops > 0 || place->waiting.length > 0)
		return;
	table_remove(&chains->places, key);
	pool_give(&chains->analysis->pool, place, sizeof *place);
}

/* A request comes here that is no step of `own`: whoever was here last may not be alone. */
static void
place_visit(struct place *place, const struct http_chain *own)
{
	if (place && place->latest && place->latest != own)
		place->latest->met_others = true;
}

static void
place_enter(struct http_chains *chains, uint64_t key, struct http_chain *chain)
{
	struct place *place = place_get(chains, key);

	place_visit(place, chain);
	place->latest = chain;
	place->hops++;
}

static void
place_leave(struct http_chains *chains, uint64_t key, const struct http_chain *chain)
{
	struct place *place = table_find(&chains->places, key);

	if (place->latest == chain)
		place->latest = NULL;
	place->hops--;
	place_let_go(chains, key, place);
}

/* ---- one chain ---- */

static void
hop_clear(struct http_chains *chains, const struct http_chain *chain, struct http_hop *hop)
{
	place_leave(chains, hop->key, chain);
	kept_release(&hop->request);
	kept_release(&hop->response);
	annotation_release(chains->analysis, hop->annotation);
	g_free(hop->uri);
}

static void
chain_free(struct http_chains *chains, struct http_chain *chain)
{
	for (unsigned i = 0; i < chain->kept; i++)
		hop_clear(chains, chain, &chain->hops[i]);
	awaited_count(chains->analysis, chain->awaited, -1);
	kept_release(&chain->asked);
	g_free(chain->asked_uri);
	g_free(chain->location);
	g_free(chain->hops);
	g_free(chain);
}

static struct http_hop *
chain_last(const struct http_chain *chain)
{
	return &chain->hops[chain->kept - 1];
}

/* More hops than are kept: what they show is said now, and from here on only the last one is remembered. */
static void
chain_fold(struct http_chains *chains, struct http_chain *chain)
{
	if (!chain->told)
		http_chain_ended(chains->analysis, chain);
	chain->told = true;
	for (unsigned i = 0; i + 1 < chain->kept; i++)
		hop_clear(chains, chain, &chain->hops[i]);
	chain->hops[0] = *chain_last(chain);
	chain->kept = 1;
}

static struct http_hop *
chain_add(struct http_chains *chains, struct http_chain *chain)
{
	chain->crowded = chain->crowded || chain->met_others;
	if (chain->kept == CHAIN_HOPS_MAX)
		chain_fold(chains, chain);
	if (chain->kept == chain->room) {
		chain->room = MIN(MAX(chain->room * 4, 1), CHAIN_HOPS_MAX);
		chain->hops = g_renew(struct http_hop, chain->hops, chain->room);
	}
	chain->count++;
	return &chain->hops[chain->kept++];
}

/* ---- which request follows which redirection ---- */

static void
chain_wait(struct http_chains *chains, struct http_chain *chain)
{
	chain->key = hash_slice(chain->client, slice_of(chain->location));
	chain->waiting = place_get(chains, chain->key);
	chain->in_waiting.data = chain;
	queue_add(&chain->waiting->waiting, &chain->in_waiting);
	chains->waiting++;
}

static void
chain_wait_no_more(struct http_chains *chains, struct http_chain *chain)
{
	struct place *place = chain->waiting;

	if (!place)
		return;
	queue_take(&place->waiting, &chain->in_waiting);
	place_let_go(chains, chain->key, place);
	chain->waiting = NULL;
	chains->waiting--;
}

static bool
connection_ends(const struct http_hop *hop)
{
	return http_ends_connection(hop->request) || http_ends_connection(hop->response);
}

static bool
same_connection(const struct http_hop *hop, const struct candidate *request)
{
	return hop->request->seen.connection == request->message->seen.connection;
}

/* Was a cookie set that the request could have brought back, and did not? */
static bool
lacks_new_cookie(const struct http_hop *hop, const struct candidate *request)
{
	if (!message_first_field(hop->response, FIELD_SET_COOKIE))
		return false;
	char *target = g_strndup(request->uri.bytes, request->uri.length);
	struct set_cookie cookie;
	bool lacks = false;

	for (unsigned at = 0; !lacks && set_cookie_next(hop->response, &at, &cookie);)
		lacks = set_cookie_way(&cookie, hop->uri, target) == COOKIE_MAY_RETURN &&
				!cookie_is_sent(request->message, cookie.name);
	g_free(target);
	return lacks;
}

static bool
returns_new_cookie(const struct http_hop *hop, const struct message *request)
{
	struct set_cookie cookie;

	if (!message_first_field(request, FIELD_COOKIE))
		return false;
	for (unsigned at = 0; set_cookie_next(hop->response, &at, &cookie);)
		if (cookie_is_returned(request, &cookie))
			return true;
	return false;
}

/* Is it rather another client than the one that was redirected? */
static bool
is_stranger(const struct http_hop *last, const struct candidate *request)
{
	if (http_uri_same_host(slice_of(last->uri), request->uri) &&
		http_client_is_other(last->request, last->response, request->message))
		return true;
	return !same_connection(last, request) && lacks_new_cookie(last, request) && !connection_ends(last);
}

static bool
may_follow(const struct http_chain *chain, const struct candidate *request)
{
	const struct http_hop *last = chain_last(chain);

	return request->message->seen.first_frame > last->response->seen.first_frame &&
		   redirection_permits(last->response->status, last->request, request->message) &&
		   !is_stranger(last, request);
}

static struct http_chain *
chain_followed_by(const struct place *place, const struct candidate *request)
{
	struct http_chain *latest = NULL;
	unsigned looked_at = 0;

	for (GList *link = place ? place->waiting.tail : NULL; link && looked_at++ < CANDIDATES_MAX;
		 link = link->prev) {
		struct http_chain *chain = link->data;
		if (!may_follow(chain, request))
			continue;
		if (same_connection(chain_last(chain), request) ||
			returns_new_cookie(chain_last(chain), request->message))
			return chain;
		latest = latest ? latest : chain;
	}
	return latest;
}

/* Was the chain there already? */
static bool
comes_back(const struct http_chain *chain, uint64_t key)
{
	for (unsigned i = 0; i < chain->kept; i++)
		if (chain->hops[i].key == key)
			return true;
	return false;
}

/*
 * By the same connection the very next request follows, unless a proxy uses it for many. By another one it does when
 * there had to be another, and even so who asks for the same URI once more may just ask once more, as load generators
 * and health checks do.
 */
static bool
connection_tells(const struct http_hop *last, const struct candidate *request)
{
	bool is_http1 = request->message->version_major == 1;

	if (same_connection(last, request))
		return !is_http1 || request->request_before == last->request->seen.frame;
	if (http_client_is_known(last->request, request->message) || returns_new_cookie(last, request->message))
		return true;
	if (!http_uri_same_host(slice_of(last->uri), request->uri))
		return true;
	return connection_ends(last) && !slice_equal(slice_of(last->uri), request->uri);
}

/* A client that follows does it at once. */
static bool
surely_follows(const struct http_chain *chain, uint64_t key, const struct candidate *request)
{
	const struct http_hop *last = chain_last(chain);
	const struct sighting *before = &last->response->seen, *seen = &request->message->seen;
	int64_t after = seen->first_time - before->last_time;

	if ((before->faults | seen->faults) & (FAULT_GAP_BEFORE | FAULT_TRUNCATED) || after > CHAIN_QUICK ||
		(after > CHAIN_BACK_QUICK && comes_back(chain, key)))
		return false;
	return connection_tells(last, request);
}

static void
chain_touch(struct http_chains *chains, struct http_chain *chain)
{
	queue_take(&chains->all, &chain->in_all);
	chain->since = chains->analysis->now;
	queue_add(&chains->all, &chain->in_all);
}

uint64_t
http_chains_request(struct http_chains *chains, const struct candidate *request)
{
	if (!request->uri.length)
		return 0;
	uint64_t client = http_client_hash(chains->analysis->seed, request->message);
	uint64_t key = hash_slice(client, request->uri);
	struct place *place = table_find(&chains->places, key);
	struct http_chain *chain = chain_followed_by(place, request);

	place_visit(place, chain);
	if (!chain)
		return 0;
	chain_wait_no_more(chains, chain);
	chain->asked = kept_hold((struct message *)request->message);
	chain->asked_uri = g_strndup(request->uri.bytes, request->uri.length);
	chain->asked_key = key;
	chain->asked_surely = surely_follows(chain, key, request);
	g_hash_table_insert(chains->asked, chain->asked, chain);
	chains->under_way += chain->count > 1;
	chain_touch(chains, chain);
	return chain_last(chain)->number;
}

bool
http_chains_asked(const struct http_chains *chains, const struct message *request)
{
	return g_hash_table_size(chains->asked) > 0 && g_hash_table_contains(chains->asked, request);
}

bool
http_chains_wait(const struct http_chains *chains)
{
	return chains->waiting > 0 || chains->under_way > 0;
}

/* ---- the life of a chain ---- */

static void
chain_ask_no_more(struct http_chains *chains, struct http_chain *chain)
{
	if (!chain->asked)
		return;
	g_hash_table_remove(chains->asked, chain->asked);
	chains->under_way -= chain->count > 1;
}

static void
chain_end(struct http_chains *chains, struct http_chain *chain)
{
	chain_wait_no_more(chains, chain);
	chain_ask_no_more(chains, chain);
	queue_take(&chains->all, &chain->in_all);
	if (!chain->told)
		http_chain_ended(chains->analysis, chain);
	chain_free(chains, chain);
}

static struct http_chain *
chain_new(struct http_chains *chains, const struct message *request)
{
	struct http_chain *chain = g_new0(struct http_chain, 1);

	if (chains->all.length >= CHAINS_MAX)
		chain_end(chains, chains->all.head->data);
	chain->client = http_client_hash(chains->analysis->seed, request);
	chain->awaited = awaited_place(chains->analysis, &request->seen.source.address);
	awaited_count(chains->analysis, chain->awaited, 1);
	chain->since = chains->analysis->now;
	chain->in_all.data = chain;
	queue_add(&chains->all, &chain->in_all);
	return chain;
}

/* Where the response sends the client; NULL when it sends it nowhere that could be seen. g_free() it. */
static char *
location_of(const struct candidate *response)
{
	struct slice location;

	if (!response->target.length || !message_field(response->message, FIELD_LOCATION, &location) ||
		!location.length)
		return NULL;
	return g_strndup(response->target.bytes, response->target.length);
}

static void
hop_fill(struct http_chains *chains, struct http_hop *hop, const struct candidate *response)
{
	const struct message *request = response->request;
	struct slice credentials = {NULL, 0};

	message_field(request, FIELD_AUTHORIZATION, &credentials);
	hop->request = kept_hold((struct message *)request);
	hop->response = kept_new_in(&chains->analysis->pool, response->message);
	hop->uri = g_strndup(response->uri.bytes, response->uri.length);
	hop->place = hash_slice(hash_slice(chains->analysis->seed, request->method_text), response->uri);
	hop->visit = hash_slice(cookies_hash(hop->place, request), credentials);
	hop->visit = hash_number(hop->visit, request->body_length);
	hop->number = ++chains->last_number;
}

/* The request that was asked is a hop itself now. */
static void
chain_take_asked(struct http_chains *chains, struct http_chain *chain)
{
	chain_ask_no_more(chains, chain);
	kept_release(&chain->asked);
	g_clear_pointer(&chain->asked_uri, g_free);
	g_clear_pointer(&chain->location, g_free);
}

uint64_t
http_chains_response(struct http_chains *chains, const struct candidate *response,
					 struct annotation *annotation)
{
	struct http_chain *chain = g_hash_table_size(chains->asked) > 0
								   ? g_hash_table_lookup(chains->asked, response->request)
								   : NULL;
	char *location = response->uri.length ? location_of(response) : NULL;

	if (!location && chain) {
		chain->end_frame = response->message->seen.frame;
		chain->end_status = response->message->status;
		chain->crowded = chain->crowded || chain->met_others;
		chain_end(chains, chain);
	}
	if (!location)
		return 0;
	bool sure = chain && chain->asked_surely;
	if (chain)
		chain_touch(chains, chain);
	else
		chain = chain_new(chains, response->request);
	uint64_t key = chain->asked ? chain->asked_key : hash_slice(chain->client, response->uri);
	chain_take_asked(chains, chain);
	chain->location = location;
	struct http_hop *hop = chain_add(chains, chain);
	hop_fill(chains, hop, response);
	hop->key = key;
	place_enter(chains, key, chain);
	hop->sure = sure;
	hop->annotation = annotation;
	annotation_hold(annotation);
	chain_wait(chains, chain);
	return hop->number;
}

void
http_chains_advance(struct http_chains *chains)
{
	int64_t patience = chains->analysis->settings.redirect_patience;

	while (chains->all.head) {
		struct http_chain *oldest = chains->all.head->data;
		if (chains->analysis->now - oldest->since <= patience)
			return;
		chain_end(chains, oldest);
	}
}

bool
http_chains_give_way(struct http_chains *chains)
{
	if (!chains->all.head)
		return false;
	chain_end(chains, chains->all.head->data);
	return true;
}

void
http_chains_finish(struct http_chains *chains)
{
	while (chains->all.head)
		chain_end(chains, chains->all.head->data);
}

struct http_chains *
http_chains_new(struct analysis *analysis)
{
	struct http_chains *chains = g_new0(struct http_chains, 1);

	chains->analysis = analysis;
	chains->asked = g_hash_table_new(NULL, NULL);
	return chains;
}

/* Chains that are still open are not judged: the analysis was given up, not finished. */
void
http_chains_free(struct http_chains *chains)
{
	for (struct http_chain *chain; (chain = g_queue_peek_head(&chains->all)) != NULL;) {
		chain->told = true;
		chain_end(chains, chain);
	}
	table_clear(&chains->places);
	g_hash_table_destroy(chains->asked);
	g_free(chains);
}
