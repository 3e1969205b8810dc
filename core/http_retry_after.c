/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_retry_after.h"

#include <inttypes.h>

#include "core/duration.h"
#include "core/http_again.h"
#include "core/http_chain.h"
#include "core/http_client.h"
#include "core/http_uri.h"
#include "core/rules_capture.h"

/* Seconds. It is watched no longer, whatever it asks for; ours. */
#define RETRY_AFTER_WATCHED 3600

/* What was sent so soon after a response may have been under way before the client could read it; ours. */
#define UNDER_WAY MILLISECONDS(50)

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
	*owed = *seconds - !ascii_is_digit(value.bytes[0]);
	return *owed > 0;
}

/* A redirection asks to wait before the request to the new URI, all others before the same request. */
bool
http_retry_after_opens(struct obligation *obligation, const struct candidate *trigger)
{
	int64_t seconds, owed;
	struct slice location;

	if (!wait_asked_for(trigger->message, &seconds, &owed) || !http_opens_for_uri(obligation, trigger))
		return false;
	if (status_redirects(trigger->message->status)) {
		char *target = message_field(trigger->message, FIELD_LOCATION, &location)
						   ? http_uri_resolve(obligation->uri, location)
						   : NULL;
		g_free(obligation->uri);
		obligation->uri = target;
	}
	obligation->number = (uint64_t)seconds;
	obligation->deadline = obligation->opened + SECONDS(MIN(owed, RETRY_AFTER_WATCHED));
	if (owed > RETRY_AFTER_WATCHED)
		obligation->text = g_strdup_printf("Retry-After asked for %" PRId64
										   " s, of which %d s are watched; the request was not sent again in "
										   "what was seen of them.",
										   seconds, RETRY_AFTER_WATCHED);
	return obligation->uri != NULL;
}

/*
 * The request once more; after a redirection, the one that follows it. One that goes to another server, or carries
 * less, is not the request that was refused; one with other cookies or credentials is another client's.
 */
static bool
is_retry_of(const struct obligation *obligation, const struct candidate *candidate)
{
	if (status_redirects(obligation->annotation->code))
		return obligation->redirect && candidate->redirect == obligation->redirect;
	return http_request_is_again(obligation, candidate) &&
		   endpoint_equal(&candidate->message->seen.destination, &obligation->creditor) &&
		   candidate->message->body_length >= obligation->request->body_length &&
		   !http_client_differs(obligation->request, candidate->message);
}

/*
 * Had the client read the response? It had when it followed it, and when it waited for its answer before it sent what
 * is next on the connection. Else what comes at once may have been under way.
 */
static bool
knew_of_it(const struct obligation *obligation, const struct candidate *candidate, int64_t after)
{
	return after >= UNDER_WAY || candidate->redirect ||
		   (candidate->message->version_major == 1 && http_request_is_next(obligation, candidate));
}

/*
 * Is it the same client? Over another connection it may be a neighbour behind the same address, or a health check, and
 * over the same one another client of a proxy: RFC 9110 section 3.7.
 */
static bool
may_be_held_against(const struct obligation *obligation, const struct candidate *candidate)
{
	if (http_client_is_known(obligation->request, candidate->message))
		return true;
	return candidate->connection == obligation->connection && !http_client_is_hidden(candidate->message);
}

/* How long it had to wait: a tenth less is what timers and captures are off; ours. */
static int64_t
wait_owed(const struct obligation *obligation)
{
	int64_t wait = obligation->number > RETRY_AFTER_WATCHED
					   ? SECONDS(MIN(obligation->number, 2 * RETRY_AFTER_WATCHED))
					   : obligation->deadline - obligation->opened;

	return wait - wait / 10;
}

/* It came too early, but perhaps of a client that did not know: what comes later does not make it good. */
static enum observation
doubt(struct obligation *obligation, const struct candidate *candidate, int64_t after)
{
	const struct message *request = candidate->message;
	char time[DURATION_TEXT_SIZE];

	obligation->copies += after >= UNDER_WAY && !http_client_is_hidden(request);
	if (obligation->seen_frame)
		return OBSERVED_NOTHING;
	obligation->seen_frame = request->seen.frame;
	obligation->seen_time = request->seen.first_time;
	g_free(obligation->text);
	obligation->text = g_strdup_printf(
		"The same request came in frame %u after %s; whether by a client that knew of the "
		"wait, this capture cannot tell.",
		request->seen.frame, duration_text(after, time));
	return OBSERVED_NOTHING;
}

enum observation
http_retry_after_observe(struct obligation *obligation, const struct candidate *candidate)
{
	const struct sighting *seen = &candidate->message->seen;
	int64_t after = seen->first_time - obligation->opened;
	bool early = after < wait_owed(obligation);
	char time[DURATION_TEXT_SIZE];

	if (!is_retry_of(obligation, candidate))
		return OBSERVED_NOTHING;
	if (early && !(knew_of_it(obligation, candidate, after) && may_be_held_against(obligation, candidate)))
		return doubt(obligation, candidate, after);
	if (early && capture_gates_clock_doubtful(obligation->analysis, wait_owed(obligation) - after))
		return OBSERVED_UNKNOWN;
	if (!early && obligation->seen_frame)
		return OBSERVED_UNKNOWN;
	obligation->seen_frame = seen->frame;
	obligation->seen_time = seen->first_time;
	obligation->seen_surely = http_client_is_known(obligation->request, candidate->message);
	g_free(obligation->text);
	obligation->text = g_strdup_printf(
		"Retry-After asked for %" PRIu64 " s, %s the request came%s in frame %u after %s.",
		obligation->number, early ? "but" : "and", candidate->redirect ? "" : " again", seen->frame,
		duration_text(after, time));
	return early ? OBSERVED_VIOLATED : OBSERVED_MET;
}

enum verdict
http_retry_after_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	if (obligation->seen_frame)
		return VERDICT_UNKNOWN;
	if (deadline_passed && in_view && obligation->number <= RETRY_AFTER_WATCHED)
		return VERDICT_MET;
	return deadline_passed || !obligation_link_known(obligation) ? VERDICT_UNKNOWN : VERDICT_PENDING;
}
