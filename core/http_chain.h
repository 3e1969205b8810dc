/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A redirect chain is a client's way from one redirection to the next: each hop is a request that was redirected,
 * linked to the next by its Location. Private to core; the HTTP tracker owns all chains.
 *
 * A request follows the redirection of the same client (address and User-Agent) whose Location is its URI and
 * whose status permits its method; of several the one on the same connection or whose cookie it
 * brings back, then the latest. It follows one
 * only, so chains never branch. One that carries what another client has does not follow; nor one by another
 * connection without the cookie that was just set, while the first connection stays open.
 *
 * Behind one address many may ask for the same URIs at the same time. A chain is crowded when a request that is
 * no step of it, but of the same client as far as can be told, comes to a URI on its way while it goes on: which
 * request was whose cannot be told then. A chain that was given up is not: what comes then is another attempt.
 *
 * A chain ends when its last redirection is not followed, or the request that
 * followed it is not answered, within the redirect patience; when an answer is no redirection; or with the
 * capture. Then it is judged as a whole (core/rules_http.h), so that a loop is told once, not once a round.
 *
 * A chain that grows beyond CHAIN_HOPS_MAX hops is judged then, and its later hops are only followed.
 */
#ifndef SEQUITUR_CORE_HTTP_CHAIN_H
#define SEQUITUR_CORE_HTTP_CHAIN_H

#include "core/followup.h"

/* Ours: above the limits of all clients we know (curl stops at 50). */
#define CHAIN_HOPS_MAX 64

/* Ours: clients that follow by themselves do so at once; what comes later may be a person, or a timer. */
#define CHAIN_QUICK SECONDS(2)

/*
 * Ours: who comes back to where it was follows when it does so sooner than one that asks now and then; health checks
 * begin with a fifth of a second.
 */
#define CHAIN_BACK_QUICK MILLISECONDS(150)

struct http_hop {
	struct message *request, *response; /* kept */
	struct annotation *annotation;      /* of the response; held */
	char *uri;                          /* of the request; g_free()d */
	uint64_t visit;                     /* hash of method, URI, cookies, credentials and length of the body */
	uint64_t place;                     /* hash of method and URI */
	uint64_t number;                    /* of the redirection: see struct candidate */
	uint64_t key;                       /* of the client and the URI */
	bool sure;                          /* beyond doubt it follows the hop before it */
};

struct place;

struct http_chain {
	struct http_hop *hops;
	unsigned kept;  /* of `hops` */
	unsigned count; /* all hops */
	char *location; /* where the last redirection points; g_free()d */

	struct message *asked; /* kept: the request that follows the last redirection; NULL: none did so far */
	char *asked_uri;       /* g_free()d */
	uint64_t asked_key;    /* see `key` of a hop */
	bool asked_surely;     /* see `sure` of a hop */
	uint32_t end_frame;    /* the answer to `asked` that is no redirection; 0: there was none */
	uint16_t end_status;
	bool crowded; /* others were on the same way: nothing of it is sure */

	/* http_chain.c's own. */
	unsigned room;
	bool told;            /* judged already, as more hops came than are kept */
	bool met_others;      /* crowded, if it goes on */
	uint64_t client, key; /* the latter where it waits */
	unsigned awaited;     /* where its client is counted: core/awaited.h */
	int64_t since;
	struct place *waiting; /* for whose request it waits */
	GList in_waiting, in_all;
};

struct http_chains;

struct http_chains *http_chains_new(struct analysis *analysis);
void http_chains_free(struct http_chains *chains);

/* Is a request of interest: is one waited for, or may it crowd a chain? Spares making URIs when it is not. */
bool http_chains_wait(const struct http_chains *chains);

/*
 * The number of the redirection that this request follows; 0: none. `request->message` is kept by the caller
 * for as long as it waits for its answer.
 */
uint64_t http_chains_request(struct http_chains *chains, const struct candidate *request);

/*
 * A final response with its request (the one that was given to http_chains_request) and their URI. Returns its
 * number when it is a redirection that a client can follow, else 0.
 */
uint64_t http_chains_response(struct http_chains *chains, const struct candidate *response,
							  struct annotation *annotation);

/* Is the request one that follows a redirection? Spares making URIs for its answer when it is not. */
bool http_chains_asked(const struct http_chains *chains, const struct message *request);

/* Capture time has moved on. */
void http_chains_advance(struct http_chains *chains);

/* Ends the chain that has waited for longest; false when there is none. */
bool http_chains_give_way(struct http_chains *chains);

/* The capture has ended. */
void http_chains_finish(struct http_chains *chains);

/* May a request with this method follow a redirection with this status? RFC 9110 sections 15.4.2 to 15.4.9. */
bool redirection_permits(unsigned status, const struct message *redirected, const struct message *follower);

/* Must the method stay as it is? 307 and 308. */
bool redirection_keeps_method(unsigned status);

/* Must it become GET, or HEAD? 303. */
bool redirection_makes_get(unsigned status);

/* Is it one of the codes that redirect by Location, which 300, 304 and 305 are not? */
bool status_redirects(unsigned status);

#endif
