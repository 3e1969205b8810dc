/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_location.h"

#include "core/http_again.h"
#include "core/http_chain.h"
#include "core/http_client.h"
#include "core/http_uri.h"
#include "core/link.h"

/* Why a request that was not found may have come all the same: what `number` of the obligation remembers. */
enum {
	SPELLED_LOOSELY = 1, /* the Location is no URI to the letter: each client mends it in its own way */
	STRANGER_CAME = 2,   /* somebody asked for it; by what it carried it was another client */
};

/* What can be said of a Location at once: that where it leads cannot be seen. */
static enum observation
location_at_once(struct obligation *obligation, const struct candidate *trigger, struct slice location)
{
	if (!obligation->uri && !trigger->uri.length && location.length && location.bytes[0] == '/')
		return obligation_settle_unknown(
			obligation, trigger->request ? "Location is relative to a request that names no host."
										 : "Location is relative to a request that was not seen.");
	if (!obligation->uri)
		return obligation_settle_unknown(obligation,
										 "Location leads away from HTTP, or cannot be read as a URI.");
	if (g_str_has_prefix(obligation->uri, "https://") && !trigger->sees_tls)
		return obligation_settle_unknown(
			obligation,
			"Location is https: whatever follows continues in TLS, where this capture cannot look.");
	return OBSERVED_NOTHING;
}

bool
http_location_opens(struct obligation *obligation, const struct candidate *trigger)
{
	struct slice location;

	if (!message_field(trigger->message, FIELD_LOCATION, &location))
		return false;
	obligation->uri = trigger->target.length ? g_strndup(trigger->target.bytes, trigger->target.length)
											 : NULL;
	obligation->number = obligation->uri && strpbrk(obligation->uri, "%+") &&
								 !http_uri_is_to_the_letter(location)
							 ? SPELLED_LOOSELY
							 : 0;
	obligation->deadline = obligation->opened + obligation->analysis->settings.redirect_patience;
	obligation->at_once = location_at_once(obligation, trigger, location);
	return true;
}

/* Says what became of the method and the body on the way. */
static void
tell_follower(struct obligation *obligation, const struct message *follower)
{
	const struct message *request = obligation->request;

	g_clear_pointer(&obligation->text, g_free);
	if (!slice_equal(follower->method_text, request->method_text))
		obligation->text = g_strdup_printf(
			"The request to the new URI came in frame %u with %.*s instead of %.*s; what the first request "
			"carried is not sent again.",
			follower->seen.frame, (int)MIN(follower->method_text.length, 20), follower->method_text.bytes,
			(int)MIN(request->method_text.length, 20), request->method_text.bytes);
	else if (request->body_length > 0 && follower->body_length == 0)
		obligation->text = g_strdup_printf(
			"The request to the new URI came in frame %u, but without the body.", follower->seen.frame);
}

/* Requests that ask for something only: that a client also sends them says nothing of others. RFC 9110 section 9.2.1. */
static bool
asks_only(const struct message *request)
{
	return request->method == METHOD_GET || request->method == METHOD_HEAD ||
		   request->method == METHOD_OPTIONS;
}

/* Has the method of the follower become, or stayed, what the status forbids? RFC 9110 sections 15.4.4, 15.4.8, 15.4.9. */
static bool
is_forbidden(const struct obligation *obligation, const struct message *follower)
{
	unsigned status = obligation->annotation->code;

	if (asks_only(obligation->request))
		return false;
	if (redirection_keeps_method(status))
		return follower->method == METHOD_GET;
	return redirection_makes_get(status) &&
		   slice_equal(follower->method_text, obligation->request->method_text);
}

/*
 * Is it what the client sent next on this connection, and at once, as one does that follows by itself? Nothing may
 * speak of another client of a proxy; where nothing says that it is the same one, it has to be quicker.
 */
static bool
follows_at_once(const struct obligation *obligation, const struct candidate *candidate, bool *surely)
{
	const struct message *request = obligation->request, *follower = candidate->message;

	*surely = http_client_is_known(request, follower);
	return http_request_is_next(obligation, candidate) && !http_client_differs(request, follower) &&
		   (*surely || !http_client_is_hidden(follower)) &&
		   follower->seen.first_time - obligation->opened <= (*surely ? CHAIN_QUICK : CHAIN_BACK_QUICK);
}

/*
 * A candidate for the contrary: GET where the method must stay, another one after 303. The right request may still
 * come. A client that does not follow may ask for the new URI too, but later, or after something else.
 */
static void
note_other_method(struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *follower = candidate->message;
	bool surely;

	if (obligation->seen_frame || !is_forbidden(obligation, follower) ||
		!follows_at_once(obligation, candidate, &surely))
		return;
	obligation->seen_frame = follower->seen.frame;
	obligation->seen_time = follower->seen.first_time;
	obligation->seen_surely = surely;
	g_free(obligation->text);
	obligation->text = g_strdup_printf(
		"Frame %u asked for the new URI with %.*s, which %u forbids after %.*s.", follower->seen.frame,
		(int)MIN(follower->method_text.length, 20), follower->method_text.bytes, obligation->annotation->code,
		(int)MIN(obligation->request->method_text.length, 20), obligation->request->method_text.bytes);
}

/* It might have followed, and was taken for another client's: core/http_chain.h. */
static void
note_stranger(struct obligation *obligation, const struct candidate *candidate)
{
	if (obligation->seen_frame || obligation->number & STRANGER_CAME)
		return;
	obligation->number |= STRANGER_CAME;
	obligation->text = g_strdup_printf(
		"Frame %u asked for the new URI, but with the cookies or credentials of another client.",
		candidate->message->seen.frame);
}

enum observation
http_location_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (!http_request_is_later(obligation, candidate))
		return OBSERVED_NOTHING;
	if (!obligation->request)
		return OBSERVED_MET;
	if (obligation->redirect && candidate->redirect == obligation->redirect) {
		tell_follower(obligation, candidate->message);
		return OBSERVED_MET;
	}
	if (candidate->redirect)
		return OBSERVED_NOTHING;
	if (redirection_permits(obligation->annotation->code, obligation->request, candidate->message))
		note_stranger(obligation, candidate);
	else
		note_other_method(obligation, candidate);
	return OBSERVED_NOTHING;
}

/* Do requests for the new URI take the link that the first one took: same origin, or a proxy in between? */
static bool
target_on_same_link(const struct obligation *obligation)
{
	const struct message *request = obligation->request;

	if (!request || !request->target.length)
		return false;
	if (request->target.bytes[0] != '/')
		return true;
	char *uri = http_uri_of_request(request);
	const char *path = uri ? strchr(strstr(uri, "://") + 3, '/') : NULL;
	bool same = path && obligation->uri && strncmp(uri, obligation->uri, (size_t)(path - uri) + 1) == 0;
	g_free(uri);
	return same;
}

enum verdict
http_location_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	bool blind = links_blind_since(obligation->analysis->links, &obligation->debtor.address,
								   &obligation->creditor.address, obligation->opened);

	if (!deadline_passed)
		return obligation_link_known(obligation) ? VERDICT_PENDING : VERDICT_UNKNOWN;
	if (obligation->seen_frame && !blind)
		return VERDICT_VIOLATED;
	if (obligation->number)
		return VERDICT_UNKNOWN;
	return in_view && target_on_same_link(obligation) ? VERDICT_OVERDUE : VERDICT_UNKNOWN;
}
