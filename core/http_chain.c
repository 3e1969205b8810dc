/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_chain.h"

#include "core/cookie.h"
#include "core/http_client.h"
#include "core/http_uri.h"
#include "core/queue.h"
#include "core/rules_http.h"

/* The most chains at once; ours. The one that has waited longest is ended for a new one. */
#define CHAINS_MAX 20000

/* So many redirections to the same URI are looked at for the one that a request follows; ours. */
#define CANDIDATES_MAX 16

struct waiting_list {
	GQueue chains; /* the latest at the tail */
};

struct http_chains {
	struct analysis *analysis;
	struct table waiting; /* of struct waiting_list, by key. Equal keys are taken for equal */
	GHashTable *asked;    /* chains by the kept request that follows them */
	GQueue all;           /* ordered by `since` */
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
redirection_permits(const struct message *redirection, const struct message *redirected,
					const struct message *follower)
{
	const struct redirection *row = redirection_find(redirection->status);
	bool same = slice_equal(redirected->method_text, follower->method_text);
	bool safe = follower->method == METHOD_GET || follower->method == METHOD_HEAD;

	return row && ((row->as_before && same) || (row->as_get && safe));
}

/* ---- one chain ---- */

static void
hop_clear(struct analysis *analysis, struct http_hop *hop)
{
	kept_release(&hop->request);
	kept_release(&hop->response);
	annotation_release(analysis, hop->annotation);
	g_free(hop->uri);
}

static void
chain_free(struct analysis *analysis, struct http_chain *chain)
{
	for (unsigned i = 0; i < chain->kept; i++)
		hop_clear(analysis, &chain->hops[i]);
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
chain_fold(struct analysis *analysis, struct http_chain *chain)
{
	if (!chain->told)
		http_chain_ended(analysis, chain);
	chain->told = true;
	for (unsigned i = 0; i + 1 < chain->kept; i++)
		hop_clear(analysis, &chain->hops[i]);
	chain->hops[0] = *chain_last(chain);
	chain->kept = 1;
}

static struct http_hop *
chain_add(struct analysis *analysis, struct http_chain *chain)
{
	if (chain->kept == CHAIN_HOPS_MAX)
		chain_fold(analysis, chain);
	if (chain->kept == chain->room) {
		chain->room = MIN(MAX(chain->room * 4, 1), CHAIN_HOPS_MAX);
		chain->hops = g_renew(struct http_hop, chain->hops, chain->room);
	}
	chain->count++;
	return &chain->hops[chain->kept++];
}

/* ---- which request follows which redirection ---- */

static uint64_t
follower_key(const struct http_chains *chains, const struct message *request, struct slice uri)
{
	return hash_slice(http_client_hash(chains->analysis->seed, request), uri);
}

static void
chain_wait(struct http_chains *chains, struct http_chain *chain)
{
	chain->key = follower_key(chains, chain_last(chain)->request, slice_of(chain->location));
	struct waiting_list *list = table_find(&chains->waiting, chain->key);

	if (!list) {
		list = g_new0(struct waiting_list, 1);
		table_put(&chains->waiting, chain->key, list);
	}
	chain->in_waiting.data = chain;
	chain->waiting = &list->chains;
	queue_add(chain->waiting, &chain->in_waiting);
}

static void
chain_wait_no_more(struct http_chains *chains, struct http_chain *chain)
{
	if (!chain->waiting)
		return;
	queue_take(chain->waiting, &chain->in_waiting);
	if (chain->waiting->length == 0) {
		g_free(table_find(&chains->waiting, chain->key));
		table_remove(&chains->waiting, chain->key);
	}
	chain->waiting = NULL;
}

static bool
may_follow(const struct http_chain *chain, const struct message *request)
{
	const struct http_hop *last = chain_last(chain);

	return request->seen.first_frame > last->response->seen.first_frame &&
		   redirection_permits(last->response, last->request, request);
}

static struct http_chain *
chain_followed_by(const struct http_chains *chains, const struct candidate *request)
{
	const struct waiting_list *list = table_find(&chains->waiting,
												 follower_key(chains, request->message, request->uri));
	struct http_chain *latest = NULL;
	unsigned looked_at = 0;

	for (GList *link = list ? list->chains.tail : NULL; link && looked_at++ < CANDIDATES_MAX;
		 link = link->prev) {
		struct http_chain *chain = link->data;
		if (!may_follow(chain, request->message))
			continue;
		if (chain_last(chain)->request->seen.connection == request->message->seen.connection)
			return chain;
		latest = latest ? latest : chain;
	}
	return latest;
}

static bool
ends_connection(const struct message *response)
{
	if (message_has_token(response, FIELD_CONNECTION, "close"))
		return true;
	return response->version_major == 1 && response->version_minor == 0 &&
		   !message_has_token(response, FIELD_CONNECTION, "keep-alive");
}

/* Who asks for the same URI again follows when it does so sooner than anybody who asks now and then; ours. */
#define SELF_QUICK MILLISECONDS(500)

/*
 * A client that follows does it at once. One that asks for the same URI again may also just ask again, as a health
 * check does every few seconds; where it does so on the same connection, or the old one had to end, and sooner than
 * that, we take it for following.
 */
static bool
surely_follows(const struct http_hop *last, const struct candidate *request)
{
	const struct sighting *before = &last->response->seen, *seen = &request->message->seen;

	if ((before->faults | seen->faults) & (FAULT_GAP_BEFORE | FAULT_TRUNCATED) ||
		seen->first_time - before->last_time > CHAIN_QUICK)
		return false;
	if (!slice_equal(slice_of(last->uri), request->uri))
		return true;
	return seen->first_time - before->last_time <= SELF_QUICK &&
		   (before->connection == seen->connection || ends_connection(last->response));
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
	struct http_chain *chain = request->uri.length ? chain_followed_by(chains, request) : NULL;

	if (!chain)
		return 0;
	chain_wait_no_more(chains, chain);
	chain->asked = kept_hold((struct message *)request->message);
	chain->asked_uri = g_strndup(request->uri.bytes, request->uri.length);
	chain->asked_surely = surely_follows(chain_last(chain), request);
	g_hash_table_insert(chains->asked, chain->asked, chain);
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
	return chains->waiting.count > 0;
}

/* ---- the life of a chain ---- */

static void
chain_end(struct http_chains *chains, struct http_chain *chain)
{
	chain_wait_no_more(chains, chain);
	if (chain->asked)
		g_hash_table_remove(chains->asked, chain->asked);
	queue_take(&chains->all, &chain->in_all);
	if (!chain->told)
		http_chain_ended(chains->analysis, chain);
	chain_free(chains->analysis, chain);
}

static struct http_chain *
chain_new(struct http_chains *chains)
{
	struct http_chain *chain = g_new0(struct http_chain, 1);

	if (chains->all.length >= CHAINS_MAX)
		chain_end(chains, chains->all.head->data);
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
	char *base, *target;

	if (!status_redirects(response->message->status) ||
		!message_field(response->message, FIELD_LOCATION, &location) || !location.length)
		return NULL;
	base = g_strndup(response->uri.bytes, response->uri.length);
	target = http_uri_resolve(base, location);
	g_free(base);
	return target;
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
	if (chain->asked)
		g_hash_table_remove(chains->asked, chain->asked);
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
		chain_end(chains, chain);
	}
	if (!location)
		return 0;
	bool sure = chain && chain->asked_surely;
	if (chain)
		chain_touch(chains, chain);
	else
		chain = chain_new(chains);
	chain_take_asked(chains, chain);
	chain->location = location;
	struct http_hop *hop = chain_add(chains->analysis, chain);
	hop_fill(chains, hop, response);
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
	table_clear(&chains->waiting);
	g_hash_table_destroy(chains->asked);
	g_free(chains);
}
