/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must follow an HTTP response. One row each at the end of the file; above it the short functions by which a
 * row recognises what it waits for.
 *
 * A client may leave out nearly everything a response invites it to: that it did is no fault, and no finding
 * comes of it. What is contrary to the response is.
 */
#include "core/cookie.h"
#include "core/followup.h"
#include "core/http_chain.h"
#include "core/http_client.h"
#include "core/http_credentials.h"
#include "core/http_interim.h"
#include "core/http_uri.h"
#include "core/link.h"
#include "core/rules_http.h"

/* All ours. */
#define RETRY_PATIENCE  SECONDS(30)   /* for a client to send the request again, changed */
#define FINAL_PATIENCE  SECONDS(3600) /* for an upload, and for a server to do its work */
#define SWITCH_PATIENCE SECONDS(3600) /* nobody has to speak at once */
#define RETRY_AFTER_MAX 3600          /* Retry-After is watched no longer */

/* What was sent so soon after a response may have been under way before the client could read it; ours. */
#define UNDER_WAY MILLISECONDS(50)

/* Bytes of a body that come so long after the response were not under way; ours. */
#define UPLOAD_GRACE SECONDS(1)

/* ---- questions about a candidate ---- */

/*
 * A request by the debtor that began after the response, and of the same client as far as it can be told. One
 * whose head is not all there tells nothing.
 */
static bool
is_later_request(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;

	return !message->is_response && !(message->oddities & ODDITY_NO_END) &&
		   message->seen.first_frame > obligation->annotation->seen.first_frame &&
		   address_equal(&message->seen.source.address, &obligation->debtor.address) &&
		   (!obligation->request || http_client_may_be_same(message, obligation->request));
}

/* The same request once more: same method; the row watches for the URI. */
static bool
is_again(const struct obligation *obligation, const struct candidate *candidate)
{
	return is_later_request(obligation, candidate) && obligation->request &&
		   slice_equal(candidate->message->method_text, obligation->request->method_text);
}

static bool
has_field(const struct message *message, enum field_id id)
{
	return message_first_field(message, id) != 0;
}

/* Both have the field with the same value, or neither has it. */
static bool
same_field(const struct message *a, const struct message *b, enum field_id id)
{
	struct slice one = {NULL, 0}, other = {NULL, 0};

	return message_field(a, id, &one) == message_field(b, id, &other) && slice_equal(one, other);
}

/* ---- rows that watch for the URI of the request ---- */

static bool
opens_for_uri(struct obligation *obligation, const struct candidate *trigger)
{
	if (!obligation->request || !trigger->uri.length)
		return false;
	obligation->uri = g_strndup(trigger->uri.bytes, trigger->uri.length);
	return true;
}

/* ---- redirection: RFC 9110 section 15.4 ---- */

/* What can be said of a Location at once: that where it leads cannot be seen. */
static enum observation
location_at_once(struct obligation *obligation, const struct candidate *trigger, struct slice location)
{
	if (!obligation->uri && !trigger->uri.length && location.length && location.bytes[0] == '/')
		return obligation_settle_unknown(obligation, "Location is relative to a request that was not seen.");
	if (!obligation->uri)
		return obligation_settle_unknown(obligation,
										 "Location leads away from HTTP, or cannot be read as a URI.");
	if (g_str_has_prefix(obligation->uri, "https://") && !trigger->sees_tls)
		return obligation_settle_unknown(
			obligation,
			"Location is https: whatever follows continues in TLS, where this capture cannot look.");
	return OBSERVED_NOTHING;
}

static bool
opens_location(struct obligation *obligation, const struct candidate *trigger)
{
	struct slice location;

	if (!message_field(trigger->message, FIELD_LOCATION, &location))
		return false;
	char *base = trigger->uri.length ? g_strndup(trigger->uri.bytes, trigger->uri.length) : NULL;
	obligation->uri = http_uri_resolve(base, location);
	g_free(base);
	obligation->number = trigger->redirect;
	obligation->deadline = obligation->opened + obligation->analysis->settings.redirect_patience;
	obligation->at_once = location_at_once(obligation, trigger, location);
	return true;
}

/* Says what became of the method and the body on the way. */
static void
tell_follower(struct obligation *obligation, const struct message *follower)
{
	const struct message *request = obligation->request;

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

/* Is the candidate what the client sent next on this connection, and at once, as one does that follows by itself? */
static bool
follows_at_once(const struct obligation *obligation, const struct candidate *candidate)
{
	const struct sighting *seen = &candidate->message->seen;

	return candidate->connection == obligation->connection &&
		   candidate->request_before == obligation->request->seen.frame &&
		   seen->first_time - obligation->opened <= CHAIN_QUICK && !(seen->faults & FAULT_GAP_BEFORE);
}

/*
 * A candidate for the contrary: GET where the method must stay. The right request may still come. A client that does
 * not follow may ask for the new URI too, but later, or after something else.
 */
static void
note_other_method(struct obligation *obligation, const struct candidate *candidate)
{
	if (obligation->seen_frame || candidate->redirect || !is_later_request(obligation, candidate) ||
		!redirection_keeps_method(obligation->annotation->code) || asks_only(obligation->request) ||
		candidate->message->method != METHOD_GET || !follows_at_once(obligation, candidate))
		return;
	const struct message *follower = candidate->message;
	obligation->seen_frame = follower->seen.frame;
	obligation->seen_time = follower->seen.first_time;
}

static enum observation
observe_location(struct obligation *obligation, const struct candidate *candidate)
{
	if (!obligation->request)
		return is_later_request(obligation, candidate) ? OBSERVED_MET : OBSERVED_NOTHING;
	if (obligation->number && candidate->redirect == obligation->number) {
		tell_follower(obligation, candidate->message);
		return OBSERVED_MET;
	}
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

static enum verdict
location_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	bool blind = links_blind_since(obligation->analysis->links, &obligation->debtor.address,
								   &obligation->creditor.address, obligation->opened);

	if (!deadline_passed)
		return obligation_link_known(obligation) ? VERDICT_PENDING : VERDICT_UNKNOWN;
	if (obligation->seen_frame && !blind)
		return VERDICT_VIOLATED;
	return in_view && target_on_same_link(obligation) ? VERDICT_OVERDUE : VERDICT_UNKNOWN;
}

/* ---- credentials: RFC 9110 sections 11.6 and 11.7 ---- */

/* Credentials that were refused need not be sent again; a handshake goes on, and an old nonce is replaced. */
static bool
opens_credentials(struct obligation *obligation, const struct candidate *trigger)
{
	bool by_proxy = obligation->expectation->by_proxy;

	if (!opens_for_uri(obligation, trigger) || !challenge_is_there(trigger->message, by_proxy))
		return false;
	obligation->deadline = obligation->opened + obligation->analysis->settings.credentials_patience;
	return !has_field(obligation->request, credentials_field(by_proxy)) ||
		   challenge_goes_on(trigger->message, by_proxy) || challenge_is_stale(trigger->message, by_proxy);
}

static enum observation
observe_credentials(struct obligation *obligation, const struct candidate *candidate)
{
	return is_again(obligation, candidate) &&
				   has_field(candidate->message, credentials_field(obligation->expectation->by_proxy))
			   ? OBSERVED_MET
			   : OBSERVED_NOTHING;
}

/* ---- Retry-After: RFC 9110 section 10.2.3 ---- */

/*
 * A date counts from the date of the response, if it has one: the server's clock may be wrong. As both are whole
 * seconds, one second of what they make may be owed to rounding: *owed is what surely was asked for.
 */
static bool
wait_asked_for(const struct message *response, int64_t *seconds, int64_t *owed)
{
	struct slice value, date;
	int64_t now = response->seen.last_time / SECONDS(1), server;

	if (!message_field(response, FIELD_RETRY_AFTER, &value) || !value.length)
		return false;
	if (message_field(response, FIELD_DATE, &date) && value_date(date, &server))
		now = server;
	if (!value_retry_after(value, now, seconds))
		return false;
	*seconds = MIN(*seconds, RETRY_AFTER_MAX);
	*owed = *seconds - !ascii_is_digit(value.bytes[0]);
	return *owed > 0;
}

/* A redirection asks to wait before the request to the new URI, all others before the same request. */
static bool
opens_retry_after(struct obligation *obligation, const struct candidate *trigger)
{
	int64_t seconds, owed;
	struct slice location;

	if (!wait_asked_for(trigger->message, &seconds, &owed) || !opens_for_uri(obligation, trigger))
		return false;
	if (status_redirects(trigger->message->status)) {
		char *target = message_field(trigger->message, FIELD_LOCATION, &location)
						   ? http_uri_resolve(obligation->uri, location)
						   : NULL;
		g_free(obligation->uri);
		obligation->uri = target;
	}
	obligation->number = (uint64_t)seconds;
	obligation->deadline = obligation->opened + SECONDS(owed);
	return obligation->uri != NULL;
}

static bool
both_have(const struct message *a, const struct message *b, enum field_id id)
{
	return has_field(a, id) && has_field(b, id);
}

/* Is it the same client beyond doubt, and not another one behind the same address? */
static bool
is_same_client(const struct message *a, const struct message *b)
{
	return a->seen.connection == b->seen.connection ||
		   (both_have(a, b, FIELD_COOKIE) && same_field(a, b, FIELD_COOKIE)) ||
		   (both_have(a, b, FIELD_AUTHORIZATION) && same_field(a, b, FIELD_AUTHORIZATION));
}

/* Different cookies or credentials speak of different clients, over one connection too: it may be a proxy's. */
static bool
is_other_client(const struct message *a, const struct message *b)
{
	return !same_field(a, b, FIELD_COOKIE) || !same_field(a, b, FIELD_AUTHORIZATION);
}

/* One that goes to another server, or carries less, is not the request that was refused. */
static bool
is_retry_of(const struct obligation *obligation, const struct candidate *candidate)
{
	if (status_redirects(obligation->annotation->code))
		return is_later_request(obligation, candidate) && candidate->redirect;
	return is_again(obligation, candidate) &&
		   endpoint_equal(&candidate->message->seen.destination, &obligation->creditor) &&
		   candidate->message->body_length >= obligation->request->body_length;
}

static enum observation
observe_retry_after(struct obligation *obligation, const struct candidate *candidate)
{
	int64_t wait = obligation->deadline - obligation->opened;
	int64_t after = candidate->message->seen.first_time - obligation->opened;

	if (!is_retry_of(obligation, candidate) || after < UNDER_WAY ||
		is_other_client(obligation->request, candidate->message))
		return OBSERVED_NOTHING;
	obligation->seen_frame = candidate->message->seen.frame;
	obligation->seen_time = candidate->message->seen.first_time;
	obligation->seen_surely = is_same_client(obligation->request, candidate->message);
	/* A tenth too early is what timers and captures are off; ours. */
	if (after >= wait - wait / 10) {
		obligation->text = g_strdup_printf("Retry-After asked for %" G_GUINT64_FORMAT
										   " s, and the request came again in frame %u after %.1f s.",
										   obligation->number, obligation->seen_frame, (double)after / 1e9);
		return OBSERVED_MET;
	}
	obligation->text = g_strdup_printf("Retry-After asked for %" G_GUINT64_FORMAT
									   " s, but the request came again in frame %u after %.1f s.",
									   obligation->number, obligation->seen_frame, (double)after / 1e9);
	return OBSERVED_VIOLATED;
}

/* ---- 413: RFC 9112 section 9.5 ---- */

/* Was more to come when the response began? */
static bool
upload_is_unfinished(const struct message *request, const struct message *response)
{
	return request->seen.faults & FAULT_TRUNCATED || request->seen.last_time > response->seen.first_time;
}

/*
 * Only where the response said that the connection will be closed; else the client should go on sending (RFC
 * 9110 section 7.5). The request is complete or broken off by now.
 */
static bool
opens_upload_stops(struct obligation *obligation, const struct candidate *trigger)
{
	const struct message *request = obligation->request, *response = trigger->message;

	if (!request || !upload_is_unfinished(request, response) || request->seen.stream ||
		(response->version_minor > 0 && !message_has_token(response, FIELD_CONNECTION, "close")))
		return false;
	if (request->seen.faults & FAULT_TRUNCATED)
		return true;
	obligation->seen_frame = request->seen.frame;
	obligation->seen_time = request->seen.last_time;
	bool was_under_way = request->seen.last_time - obligation->opened <= UPLOAD_GRACE;
	obligation->at_once = was_under_way ? OBSERVED_MET : OBSERVED_VIOLATED;
	obligation->text =
		was_under_way
			? g_strdup_printf("The upload was complete in frame %u: what came was under way already.",
							  request->seen.frame)
			: g_strdup_printf("The client went on for %.1f s until its upload was complete in frame %u.",
							  (double)(request->seen.last_time - obligation->opened) / 1e9,
							  request->seen.frame);
	return true;
}

/* The body breaks off, and the connection ends: nobody waits for the rest. */
static enum observation
observe_upload_end(struct obligation *obligation, const struct transport_event *event)
{
	if (event->kind != EVENT_CONNECTION_CLOSED && event->kind != EVENT_CONNECTION_RESET)
		return OBSERVED_NOTHING;
	obligation->text = g_strdup_printf("The upload stopped unfinished; the connection ended in frame %u.",
									   event->seen.frame);
	return OBSERVED_MET;
}

/* ---- the same request, changed ---- */

/* The first of the fields of the row that the message has; FIELD_OTHER: none. */
static enum field_id
field_of_row(const struct obligation *obligation, const struct message *message)
{
	const enum field_id *fields = obligation->expectation->fields;

	for (size_t i = 0; i < EXPECTATION_FIELDS && fields[i] != FIELD_OTHER; i++)
		if (has_field(message, fields[i]))
			return fields[i];
	return FIELD_OTHER;
}

/* The field must not come again with the same value. */
static enum observation
judge_changed(struct obligation *obligation, const struct candidate *candidate, bool same,
			  enum field_id field)
{
	if (!same)
		return OBSERVED_MET;
	obligation->text = g_strdup_printf("Frame %u sends the same request again, its %s unchanged.",
									   candidate->message->seen.frame, field_name(field));
	return OBSERVED_VIOLATED;
}

/* The request had the field that the response objects to. */
static bool
opens_for_field(struct obligation *obligation, const struct candidate *trigger)
{
	return opens_for_uri(obligation, trigger) &&
		   has_field(obligation->request, obligation->expectation->fields[0]);
}

static enum observation
observe_field_changed(struct obligation *obligation, const struct candidate *candidate)
{
	if (!is_again(obligation, candidate))
		return OBSERVED_NOTHING;
	enum field_id field = obligation->expectation->fields[0];
	return judge_changed(obligation, candidate, same_field(candidate->message, obligation->request, field),
						 field);
}

static enum observation
observe_field_added(struct obligation *obligation, const struct candidate *candidate)
{
	return is_again(obligation, candidate) && field_of_row(obligation, candidate->message) != FIELD_OTHER
			   ? OBSERVED_MET
			   : OBSERVED_NOTHING;
}

static enum observation
observe_again(struct obligation *obligation, const struct candidate *candidate)
{
	return is_again(obligation, candidate) ? OBSERVED_MET : OBSERVED_NOTHING;
}

/* ---- 412: RFC 9110 section 13.1 ---- */

/*
 * WebDAV and others have conditions of their own, which are not compared. "*" names no state that could be of
 * yesterday: who makes something only where there is nothing yet may try again as it is.
 */
static bool
opens_precondition(struct obligation *obligation, const struct candidate *trigger)
{
	struct slice value;

	if (!opens_for_uri(obligation, trigger))
		return false;
	enum field_id condition = field_of_row(obligation, obligation->request);
	return condition != FIELD_OTHER && message_field(obligation->request, condition, &value) &&
		   !slice_equal(value, SLICE("*"));
}

static enum observation
observe_precondition(struct obligation *obligation, const struct candidate *candidate)
{
	const enum field_id *fields = obligation->expectation->fields;
	bool same = true;

	if (!is_again(obligation, candidate))
		return OBSERVED_NOTHING;
	for (size_t i = 0; i < EXPECTATION_FIELDS && fields[i] != FIELD_OTHER; i++)
		same = same && same_field(candidate->message, obligation->request, fields[i]);
	return judge_changed(obligation, candidate, same, field_of_row(obligation, obligation->request));
}

/* ---- 421: RFC 9110 section 15.5.20 ---- */

static enum observation
observe_other_connection(struct obligation *obligation, const struct candidate *candidate)
{
	if (!is_again(obligation, candidate))
		return OBSERVED_NOTHING;
	if (candidate->connection != obligation->connection)
		return OBSERVED_MET;
	obligation->text = g_strdup_printf("Frame %u sends the request again on the same connection.",
									   candidate->message->seen.frame);
	return OBSERVED_VIOLATED;
}

/* ---- 426: RFC 9110 section 15.5.22 ---- */

static enum observation
observe_upgraded(struct obligation *obligation, const struct transport_event *event)
{
	(void)obligation;
	return event->kind == EVENT_TUNNEL_TLS ? OBSERVED_MET : OBSERVED_NOTHING;
}

static enum observation
observe_nothing(struct obligation *obligation, const struct candidate *candidate)
{
	(void)obligation;
	(void)candidate;
	return OBSERVED_NOTHING;
}

/* ---- the table ---- */

static const struct expectation rows[] = {
	{.id = "http-location-followed",
	 .protocol = PROTOCOL_HTTP,
	 .after = {301, 302, 303, 307, 308},
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(30),
	 .watch = {WATCH_URI},
	 .what = "The request to the new URI",
	 .next = "The client sends a request to the URI in Location: after 307 and 308 with the same method and "
			 "body, "
			 "after 303 with GET (or HEAD), after 301 and 302 the same or, as is usual after POST, with GET.",
	 .otherwise =
		 "The client does not follow by itself (programs often leave it to their user), was content with "
		 "the answer, or has the target in its cache.",
	 .spec = "RFC 9110 sections 15.4 and 10.2.2",
	 .opens = opens_location,
	 .observe = observe_location,
	 .at_end = location_at_end,
	 .judged = http_location_judged},
	{.id = "http-credentials-www",
	 .protocol = PROTOCOL_HTTP,
	 .after = {401},
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(120),
	 .watch = {WATCH_URI},
	 .what = "The request with credentials",
	 .next = "The client sends the request again with Authorization for one of the schemes offered.",
	 .otherwise =
		 "The client has no credentials for this realm, its user cancelled, or it logs in elsewhere first.",
	 .spec = "RFC 9110 sections 15.5.2 and 11.6",
	 .opens = opens_credentials,
	 .observe = observe_credentials},
	{.id = "http-credentials-proxy",
	 .protocol = PROTOCOL_HTTP,
	 .after = {407},
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(120),
	 .watch = {WATCH_URI},
	 .by_proxy = true,
	 .what = "The request with credentials for the proxy",
	 .next = "The client sends the request again with Proxy-Authorization for one of the schemes offered.",
	 .otherwise = "The client has no credentials for this proxy, or its user cancelled.",
	 .spec = "RFC 9110 sections 15.5.8 and 11.7",
	 .opens = opens_credentials,
	 .observe = observe_credentials},
	{.id = "http-body-after-continue",
	 .protocol = PROTOCOL_HTTP,
	 .after = {100},
	 .owed_by = DEBTOR_CLIENT,
	 .within = SECONDS(5),
	 .watch = {WATCH_CONNECTION},
	 .what = "The body of the request",
	 .next = "The client, which had asked with Expect: 100-continue, sends the body.",
	 .otherwise = "The client gave up, or the 100 did not reach it; the server waits for the body.",
	 .spec = "RFC 9110 sections 10.1.1 and 15.2.1",
	 .opens = interim_opens_body,
	 .observe = interim_observe_end_of_unseen,
	 .observe_event = interim_observe_body_began,
	 .at_end = interim_body_at_end},
	{.id = "http-final-after-provisional",
	 .protocol = PROTOCOL_HTTP,
	 .after = {100, 102, 103, 104},
	 .owed_by = DEBTOR_SERVER,
	 .within = FINAL_PATIENCE,
	 .watch = {WATCH_CONNECTION},
	 .what = "The final response",
	 .next = "The server sends a final response to the same request.",
	 .otherwise = "The server, or something behind it, broke down after it had begun to answer.",
	 .spec = "RFC 9110 section 15.2",
	 .observe = interim_observe_final,
	 .observe_event = interim_observe_final_event,
	 .at_end = interim_final_at_end},
	{.id = "http-protocol-after-switch",
	 .protocol = PROTOCOL_HTTP,
	 .after = {101},
	 .owed_by = DEBTOR_CLIENT,
	 .within = SWITCH_PATIENCE,
	 .watch = {WATCH_CONNECTION},
	 .what = "The new protocol",
	 .next =
		 "Both sides speak the protocol named in Upgrade on this connection, beginning right after the 101.",
	 .otherwise =
		 "One side did not understand the agreement; often a proxy in between that knows no Upgrade.",
	 .spec = "RFC 9110 sections 7.8 and 15.2.2",
	 .observe = interim_observe_switch,
	 .observe_event = interim_observe_switch_event,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "http-retry-after",
	 .protocol = PROTOCOL_HTTP,
	 .after = {503, 429, 413, 301, 302, 303, 307, 308},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI},
	 .waits_for_silence = true,
	 .what = "The wait that Retry-After asks for",
	 .silence = "The request was not sent again",
	 .next = "The client does not send the request again (after a redirection: the request to the new URI) "
			 "before the "
			 "time in Retry-After has passed.",
	 .otherwise = "The client adds load where there is too much, and is refused again.",
	 .spec = "RFC 9110 section 10.2.3",
	 .opens = opens_retry_after,
	 .observe = observe_retry_after,
	 .judged = http_retry_after_judged},
	{.id = "http-upload-stops",
	 .protocol = PROTOCOL_HTTP,
	 .after = {413},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_CONNECTION},
	 .what = "The end of the upload",
	 .next =
		 "The client stops sending the body and closes the connection, as the server is about to close it.",
	 .otherwise =
		 "Bandwidth is wasted; and when the server closes while bytes are still coming, the client may lose "
		 "the 413 to a reset.",
	 .spec = "RFC 9110 section 15.5.14, RFC 9112 sections 9.5 and 9.6",
	 .opens = opens_upload_stops,
	 .observe = observe_nothing,
	 .observe_event = observe_upload_end,
	 .at_end = obligation_silence_tells_nothing},
	{.id = "http-retry-with-length",
	 .protocol = PROTOCOL_HTTP,
	 .after = {411},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI},
	 .fields = {FIELD_CONTENT_LENGTH},
	 .what = "The request with its length",
	 .next = "The client sends the request again with Content-Length.",
	 .otherwise = "The client can only send in chunks, or gave up.",
	 .spec = "RFC 9110 section 15.5.12",
	 .opens = opens_for_uri,
	 .observe = observe_field_added},
	{.id = "http-precondition-retry",
	 .protocol = PROTOCOL_HTTP,
	 .after = {412},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI},
	 .fields = {FIELD_IF_MATCH, FIELD_IF_NONE_MATCH, FIELD_IF_UNMODIFIED_SINCE, FIELD_IF_MODIFIED_SINCE},
	 .what = "The request with a condition of today",
	 .next =
		 "The client fetches the present state and sends the request again with a condition that fits it.",
	 .otherwise = "Its user has to decide what to do with the change that somebody else made first.",
	 .spec = "RFC 9110 sections 15.5.13 and 13.1",
	 .opens = opens_precondition,
	 .observe = observe_precondition},
	{.id = "http-range-retry",
	 .protocol = PROTOCOL_HTTP,
	 .after = {416},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI},
	 .fields = {FIELD_RANGE},
	 .what = "The request with another range",
	 .next = "The client asks for a range that exists (Content-Range says how long the resource is), or for "
			 "all of "
			 "it.",
	 .otherwise = "The client has all there is, or gave up.",
	 .spec = "RFC 9110 section 15.5.17",
	 .opens = opens_for_field,
	 .observe = observe_field_changed},
	{.id = "http-expectation-dropped",
	 .protocol = PROTOCOL_HTTP,
	 .after = {417},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI},
	 .fields = {FIELD_EXPECT},
	 .what = "The request without Expect",
	 .next = "The client sends the request again without Expect: 100-continue.",
	 .otherwise = "The client gave up, although something on the way only does not know 100-continue.",
	 .spec = "RFC 9110 sections 10.1.1 and 15.5.18",
	 .opens = opens_for_field,
	 .observe = observe_field_changed},
	{.id = "http-other-connection",
	 .protocol = PROTOCOL_HTTP,
	 .after = {421},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI},
	 .what = "The request on another connection",
	 .next = "The client sends the request again on another connection, one made for this host.",
	 .otherwise = "The client cannot do so by itself; its user sees the 421.",
	 .spec = "RFC 9110 section 15.5.20",
	 .opens = opens_for_uri,
	 .observe = observe_other_connection},
	{.id = "http-too-early-retry",
	 .protocol = PROTOCOL_HTTP,
	 .after = {425},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI},
	 .what = "The request once more",
	 .next = "The client sends the request again when the TLS handshake is over, not as early data.",
	 .otherwise = "The client cannot repeat it, or gave up.",
	 .spec = "RFC 8470 section 5.2",
	 .opens = opens_for_uri,
	 .observe = observe_again},
	{.id = "http-upgrade-required",
	 .protocol = PROTOCOL_HTTP,
	 .after = {426},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI, WATCH_CONNECTION},
	 .fields = {FIELD_UPGRADE},
	 .what = "The request with Upgrade",
	 .next = "The client asks again with Upgrade for a protocol that the server named, or on a connection "
			 "that speaks "
			 "it.",
	 .otherwise = "The client does not speak that protocol.",
	 .spec = "RFC 9110 sections 15.5.22 and 7.8",
	 .opens = opens_for_uri,
	 .observe = observe_field_added,
	 .observe_event = observe_upgraded},
	{.id = "http-condition-supplied",
	 .protocol = PROTOCOL_HTTP,
	 .after = {428},
	 .owed_by = DEBTOR_CLIENT,
	 .within = RETRY_PATIENCE,
	 .watch = {WATCH_URI},
	 .fields = {FIELD_IF_MATCH, FIELD_IF_UNMODIFIED_SINCE, FIELD_IF_NONE_MATCH, FIELD_IF_MODIFIED_SINCE},
	 .what = "The request with a condition",
	 .next = "The client fetches the present state and sends the request again with If-Match (or "
			 "If-Unmodified-Since).",
	 .otherwise = "The client knows no conditional requests, or gave up.",
	 .spec = "RFC 6585 section 3",
	 .opens = opens_for_uri,
	 .observe = observe_field_added},
};

const struct expectation *
expectations_http(size_t *count)
{
	*count = G_N_ELEMENTS(rows);
	return rows;
}
