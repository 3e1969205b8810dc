/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose a request of HTTP is, as far as the capture can tell. Neither an address nor a connection is a client: behind
 * an address stand the programs of a household, and a proxy sends the requests of many over one connection (RFC 9110
 * section 3.3). They are told apart by User-Agent and by what proxies say of whom they ask for. Private to core.
 */
#ifndef SEQUITUR_CORE_HTTP_CLIENT_H
#define SEQUITUR_CORE_HTTP_CLIENT_H

#include "core/message.h"

/* Nothing that the requests say of their clients differs. Their addresses are the caller's matter. */
bool http_client_may_be_same(const struct message *a, const struct message *b);

/*
 * Both carry the same of what only one client has: cookies, credentials, a key of an interface. It is the same client
 * then, whatever lies between; a connection alone proves it no more than an address does.
 */
bool http_client_is_known(const struct message *a, const struct message *b);

/* They carry different ones, or only one of them has any: it may be a proxy that asks for two clients. */
bool http_client_differs(const struct message *a, const struct message *b);

/*
 * `later` is a request to the host that answered `earlier` with `between`, and carries what this client would not: a
 * cookie with a value that nobody set, or the credentials of another user.
 */
bool http_client_is_other(const struct message *earlier, const struct message *between,
						  const struct message *later);

/* A proxy handed the request on, and does not say for whom: RFC 9110 section 7.6.3. */
bool http_client_is_hidden(const struct message *request);

/* The same as a number, keyed by `seed`, with the address that the request came from. */
uint64_t http_client_hash(uint64_t seed, const struct message *request);

/* The request came the way of the earlier one and went on from there: proxies add to X-Forwarded-For, or leave it. */
bool http_client_goes_on(const struct message *earlier, const struct message *later);

#endif
