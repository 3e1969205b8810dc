/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cookies, as far as redirections depend on them: which ones a response sets, whether a later request carries
 * them, and why a client may have kept them back. Everything borrows from the message it is asked about. Values
 * are compared by hash and never handed out; neither they nor the names are printed.
 */
#ifndef SEQUITUR_CORE_COOKIE_H
#define SEQUITUR_CORE_COOKIE_H

#include "core/message.h"

/* One Set-Cookie field: RFC 6265 section 5.2. */
struct set_cookie {
	struct slice name, value;
	struct slice domain; /* without a leading dot; empty: only the host that sets it */
	struct slice path;   /* empty: that of the request, up to its last slash */
	bool secure;
	bool removes; /* Max-Age or Expires takes the cookie away */
};

/* False when it has no name. `now`: seconds since 1970, what Expires is compared with. */
bool set_cookie_parse(struct slice value, int64_t now, struct set_cookie *cookie);

/* The next cookie that the response sets and does not remove, from field *at on; false at the end. */
bool set_cookie_next(const struct message *response, unsigned *at, struct set_cookie *cookie);

/* May the client return it to `target`? Both URIs are normalised ones (core/http_uri.h). RFC 6265 section 5.4. */
enum cookie_way {
	COOKIE_MAY_RETURN,
	COOKIE_OTHER_DOMAIN, /* set for a domain that does not cover the setter or the target */
	COOKIE_OTHER_PATH,
	COOKIE_NEEDS_TLS, /* Secure, and the target is http */
};
enum cookie_way set_cookie_way(const struct set_cookie *cookie, const char *setter, const char *target);

/* Does the request carry a cookie of this name? With more cookies than are looked at it may, and so it does. */
bool cookie_is_sent(const struct message *request, struct slice name);

/* Does the request bring the cookie back: the name, and the value that was set? */
bool cookie_is_returned(const struct message *request, const struct set_cookie *cookie);

/*
 * What the cookies of two requests to one host say of who sent them, when `between` is a response that may set some of
 * them. One that is missing may be for another path only (RFC 6265 section 5.4), and scripts of a page change some.
 */
enum cookies_told {
	COOKIES_GO_ON,  /* those of the earlier request, but for what was set between */
	COOKIES_CHANGE, /* one is missing, or is another */
	COOKIES_DIFFER, /* one is another, and none is the same: they are two clients' */
};
enum cookies_told cookies_tell(const struct message *earlier, const struct message *between,
							   const struct message *later);

/* All cookies of the request as one hash; the same number when it has none. */
uint64_t cookies_hash(uint64_t seed, const struct message *request);

#endif
