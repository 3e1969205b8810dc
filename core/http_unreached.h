/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that never got onto the wire: the connection was refused, nobody answered its SYN, a router said that
 * the host cannot be reached, or the host's name was not found. Such a thing becomes an outcome only where the
 * capture ties it to HTTP: the place has spoken HTTP in this capture, its port is one of HTTP's, or a redirection
 * or a proxied request had named it to the same host shortly before. Private to core; the HTTP tracker owns it.
 */
#ifndef SEQUITUR_CORE_HTTP_UNREACHED_H
#define SEQUITUR_CORE_HTTP_UNREACHED_H

#include "core/event.h"
#include "core/tracking.h"

struct http_unreached;

struct http_unreached *http_unreached_new(struct analysis *analysis);
void http_unreached_free(struct http_unreached *unreached);

/* Somebody speaks HTTP here. */
void http_unreached_serves(struct http_unreached *unreached, const struct endpoint *server);

/*
 * `client` will look for the host of `target` now: the URI of a redirection, or the absolute URI or authority
 * that a proxy was asked for.
 */
void http_unreached_expect(struct http_unreached *unreached, const struct address *client,
						   struct slice target);

/* An event that belongs to no connection with HTTP on it. */
void http_unreached_event(struct http_unreached *unreached, const struct transport_event *event);

#endif
