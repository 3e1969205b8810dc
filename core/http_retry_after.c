/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_retry_after.h"

#include "core/http_again.h"
#include "core/http_chain.h"
#include "core/http_uri.h"

/* It is watched no longer; ours. */
#define RETRY_AFTER_MAX 3600

/* What was sent so soon after a response may have been under way before the client could read it; ours. */
#define UNDER_WAY MILLISECONDS(50)

/* Both have the field with the same value, or neither has it. */
static bool
same_field(const struct message *a, const struct message *b, enum field_id id)
{
	struct slice one = {NULL, 0}, other = {NULL, 0};

	return message_field(a, id, &one) == message_field(b, id, &other) && slice_equal(one, other);
}

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
	obligation->deadline = obligation->opened + SECONDS(owed);
	return obligation->uri != NULL;
}

static bool
both_have(const struct message *a, const struct message *b, enum field_id id)
{
	return http_has_field(a, id) && http_has_field(b, id);
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
		return http_request_is_later(obligation, candidate) && candidate->redirect;
	return http_request_is_again(obligation, candidate) &&
		   endpoint_equal(&candidate->message->seen.destination, &obligation->creditor) &&
		   candidate->message->body_length >= obligation->request->body_length;
}

enum observation
http_retry_after_observe(struct obligation *obligation, const struct candidate *candidate)
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
