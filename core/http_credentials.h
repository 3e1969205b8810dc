/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Credentials and challenges of HTTP (RFC 9110 section 11), and the refusals among them: private to core.
 *
 * A 401 or 407 to a request that carried credentials is a refusal, unless it is one leg of a handshake (NTLM and
 * Negotiate carry a token in the challenge) or says that only the nonce was too old (Digest stale=true). The
 * refusals of one client, method and URI are counted as long as each answers one new request and nothing else
 * came in between; parallel requests and unanswered ones begin the count anew. When it ends, the rule
 * http-auth-loop is asked (core/rules_http.h). The HTTP tracker owns the counts.
 */
#ifndef SEQUITUR_CORE_HTTP_CREDENTIALS_H
#define SEQUITUR_CORE_HTTP_CREDENTIALS_H

#include "core/followup.h"

/* Authorization, or Proxy-Authorization. */
enum field_id credentials_field(bool by_proxy);

/* Does the 401 or 407 hold any challenge? */
bool challenge_is_there(const struct message *response, bool by_proxy);

/* Does the challenge go on with a handshake: NTLM or Negotiate with a token? RFC 4559 section 4. */
bool challenge_goes_on(const struct message *response, bool by_proxy);

/* Were the credentials right but for their nonce? RFC 7616 section 3.3. */
bool challenge_is_stale(const struct message *response, bool by_proxy);

/*
 * Do they name different users: in Basic (RFC 7617 section 2), or as username in Digest? Tokens of Bearer name nobody
 * that could be read; two of them may be one user's.
 */
bool credentials_are_of_others(struct slice a, struct slice b);

/* So many refusals in a row are looked at as a loop; ours. */
#define REFUSALS_LOOP 3

/* So many frames of one count are kept; ours. */
#define REFUSAL_FRAMES_MAX 16

/* Refusals in a row. */
struct http_refusal {
	unsigned count;
	unsigned same; /* so many of them in a row were of the very same credentials, at most */
	bool by_proxy; /* 407 */
	bool doubtful; /* bytes were lost in between */
	int64_t first_time, last_time;
	struct endpoint client; /* of the last of them */
	unsigned ports;         /* how often the client's port was another than before, the first included */
	uint32_t frames[REFUSAL_FRAMES_MAX]; /* request, response, request ... */
	unsigned frame_count;
	struct annotation *annotation; /* of the refusal that makes it a loop; held; NULL: there are too few */

	/* http_credentials.c's own. */
	uint64_t key, credentials, user;
	unsigned same_now;
	unsigned asked; /* requests since the last refusal */
	GList in_all;
};

struct http_refusals;

struct http_refusals *http_refusals_new(struct analysis *analysis);
void http_refusals_free(struct http_refusals *refusals);

/* Is anything counted? Spares making URIs when nothing is. */
bool http_refusals_count(const struct http_refusals *refusals);

/* A request was seen. Only when something is counted. */
void http_refusals_request(struct http_refusals *refusals, const struct candidate *request);

/* A final response with its request and their URI was seen: counts it, or ends the count. */
void http_refusals_response(struct http_refusals *refusals, const struct candidate *response,
							struct annotation *annotation);

/* Capture time has moved on. */
void http_refusals_advance(struct http_refusals *refusals);

/* The capture has ended. */
/* Ends the count that nothing was added to for longest; false when there is none. */
bool http_refusals_give_way(struct http_refusals *refusals);

void http_refusals_finish(struct http_refusals *refusals);

/* Does a response with this status refuse credentials, if there were any? */
bool status_refuses_credentials(unsigned status);

#endif
