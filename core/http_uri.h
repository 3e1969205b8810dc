/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HTTP URIs made comparable: whole, without fragment, scheme and host in lower case, default port left out,
 * dot segments removed, an empty path as "/", percent escapes in one spelling (RFC 3986 sections 5.2 and 6.2,
 * RFC 9110 section 4.2.3). Two such texts name the same resource exactly when they are equal.
 *
 * What no URI may hold is escaped, as clients do before they send it; each of them in its own way: see
 * http_uri_is_to_the_letter.
 */
#ifndef SEQUITUR_CORE_HTTP_URI_H
#define SEQUITUR_CORE_HTTP_URI_H

#include "core/message.h"

/*
 * Is the URI of the request one of https? When it came inside TLS, or says so itself, as HTTP/2 does, which matters
 * where TLS ends before: RFC 9113 section 8.3.1.
 */
bool http_uri_is_https(const struct message *request);

/*
 * The effective URI of a request: RFC 9112 section 3.3. The scheme is https when http_uri_is_https, else http. CONNECT has only a host and a port: "connect://host:port". NULL where there is none to be made ("*",
 * no Host). Free it with g_free.
 */
char *http_uri_of_request(const struct message *request);

/*
 * `reference` (a Location) resolved against the normalised URI `base`: RFC 9110 section 10.2.2, RFC 3986
 * section 5.2. NULL when it cannot be resolved or its scheme is neither http nor https. Free it with g_free.
 */
char *http_uri_resolve(const char *base, struct slice reference);

/* Do both normalised URIs name the same host? Schemes and ports may differ: cookies ask for neither (RFC 6265 section 8.5). */
bool http_uri_same_host(struct slice a, struct slice b);

/* Does the reference hold only what a URI may hold where it stands? RFC 3986 section 2, appendix A. */
bool http_uri_is_to_the_letter(struct slice reference);

#endif
