/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The moments at which the HTTP rules are asked: private to core. Each function stands beside its rule in one of
 * the files core/rules_http_*.c; the follow-up rows, the HTTP tracker and what it keeps call it.
 */
#ifndef SEQUITUR_CORE_RULES_HTTP_H
#define SEQUITUR_CORE_RULES_HTTP_H

#include "core/followup.h"

struct http_chain;
struct http_loop;
struct http_refusal;

/* A response was seen and its annotation is open (rules_http_redirect.c). */
void http_redirect_response(struct analysis *analysis, struct annotation *annotation,
							const struct candidate *response);

/* A redirect chain is over, or has more hops than are kept: once for each (rules_http_redirect.c). */
void http_chain_ended(struct analysis *analysis, const struct http_chain *chain);

/* An obligation was judged (rules_http_redirect.c, rules_http_exchange.c). */
void http_location_judged(struct obligation *obligation, enum verdict verdict);
void http_retry_after_judged(struct obligation *obligation, enum verdict verdict);

/* Credentials were refused REFUSALS_LOOP times in a row or more: once for each row (rules_http_exchange.c). */
void http_credentials_refused(struct analysis *analysis, const struct http_refusal *refusal);

/* A forwarding loop is certain; `annotation` of the response or outcome that ended it, or NULL (rules_http_exchange.c). */
void http_loop_by_via(struct analysis *analysis, struct annotation *annotation, const struct http_loop *loop);

/*
 * A response answers no request, and that could be seen: `next` is the request after it on its connection, NULL
 * when the client closed without one (rules_http_exchange.c).
 */
void http_orphan_response(struct analysis *analysis, struct annotation *annotation,
						  const struct message *response, const struct message *next);

#endif
