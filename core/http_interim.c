/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_interim.h"

#include "core/http_framing.h"
#include "core/link.h"

/* ---- 100: RFC 9110 sections 10.1.1 and 15.2.1 ---- */

/* RFC 9110 section 10.1.1 forbids to ask so for a request without content; some do. */
static bool
has_no_content(const struct message *request)
{
	uint64_t length;
	enum http_framing framing = http_framing(request, false, &length);

	return framing == FRAMING_NONE || (framing == FRAMING_LENGTH && length == 0);
}

/* The request is complete by now, as a rule: what came of its body is known. */
bool
interim_opens_body(struct obligation *obligation, const struct candidate *trigger)
{
	const struct message *request = obligation->request;

	obligation->deadline = obligation->opened + obligation->analysis->settings.continue_patience;
	if (!request)
		return true;
	if (!message_has_token(request, FIELD_EXPECT, "100-continue") || has_no_content(request))
		return false;
	if (request->body_length == 0)
		return true;
	obligation->at_once = OBSERVED_MET;
	if (trigger->body_frame && trigger->body_time >= obligation->opened) {
		obligation->seen_frame = trigger->body_frame;
		obligation->seen_time = trigger->body_time;
		return true;
	}
	obligation->seen_frame = request->seen.frame;
	obligation->seen_time = request->seen.last_time;
	if (request->seen.last_time < obligation->opened)
		obligation->text = g_strdup_printf("The body did not wait: it had been sent in frame %u already.",
										   request->seen.frame);
	return true;
}

/* The next body may be that of another request. */
enum observation
interim_observe_end_of_unseen(struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;
	bool ends = message->is_response && http_status_is_final(message->status) &&
				message->seen.stream == obligation->annotation->seen.stream;

	if (!ends || obligation->request)
		return OBSERVED_NOTHING;
	/* By no frame. */
	obligation->decided_by_seen = true;
	return OBSERVED_UNKNOWN;
}

/* A server may send 100 unasked: without the request, and its Expect, nobody knows whether a body is owed. */
enum verdict
interim_body_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	if (!obligation->request)
		return VERDICT_UNKNOWN;
	if (deadline_passed && in_view)
		return VERDICT_OVERDUE;
	return deadline_passed || !obligation_link_known(obligation) ? VERDICT_UNKNOWN : VERDICT_PENDING;
}

enum observation
interim_observe_body_began(struct obligation *obligation, const struct transport_event *event)
{
	return event->kind == EVENT_BODY_BEGAN && event->seen.stream == obligation->annotation->seen.stream &&
				   event->seen.first_time >= obligation->opened
			   ? OBSERVED_MET
			   : OBSERVED_NOTHING;
}

/* ---- 101: RFC 9110 section 7.8 ---- */

/* Nobody agreed to anything when the request had not asked for it: RFC 9110 section 15.2.2. */
bool
interim_opens_switch(struct obligation *obligation, const struct candidate *trigger)
{
	const struct message *request = trigger->request;

	if (request && request->version_major == 1 && message_is_whole(request) &&
		!message_first_field(request, FIELD_UPGRADE))
		obligation->at_once = obligation_settle_unknown(
			obligation, "The request had not asked for another protocol: what follows may be either.");
	return true;
}

/* HTTP/2 is another protocol too. */
enum observation
interim_observe_switch(struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;

	if (message->seen.first_frame <= obligation->annotation->seen.first_frame)
		return OBSERVED_NOTHING;
	if (message->version_major > 1)
		return OBSERVED_MET;
	obligation->text = g_strdup_printf("The connection goes on with HTTP/1 in frame %u.",
									   message->seen.frame);
	return OBSERVED_VIOLATED;
}

enum observation
interim_observe_switch_event(struct obligation *obligation, const struct transport_event *event)
{
	switch (event->kind) {
	case EVENT_PROTOCOL_SWITCHED:
	case EVENT_TUNNEL_TLS: return OBSERVED_MET;
	case EVENT_CONNECTION_CLOSED:
	case EVENT_CONNECTION_RESET:
		return obligation_settle_unknown(
			obligation, "The connection ended before anything was said in the new protocol.");
	default: return OBSERVED_NOTHING;
	}
}

/* ---- a final answer after 1xx: RFC 9110 section 15.2 ---- */

enum verdict
interim_final_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	/* The server's side was closed in the frame of this number, the request not seen. */
	return obligation->number ? VERDICT_UNKNOWN
							  : obligation_silence_tells_nothing(obligation, deadline_passed, in_view);
}

enum observation
interim_observe_final(struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *message = candidate->message;

	if (!message->is_response || !http_status_is_final(message->status) ||
		message->seen.stream != obligation->annotation->seen.stream)
		return OBSERVED_NOTHING;
	if (candidate->request == obligation->request)
		return OBSERVED_MET;
	return candidate->request ? OBSERVED_NOTHING : OBSERVED_UNKNOWN;
}

/* A client that closes first may have given up, and the server with it; so may one that resets. */
static enum observation
observe_end_by_client(struct obligation *obligation, const struct transport_event *event)
{
	obligation->seen_frame = event->seen.frame;
	return event->kind == EVENT_CONNECTION_RESET
			   ? obligation_settle_unknown(obligation,
										   "The client reset the connection before a final response came.")
			   : OBSERVED_NOTHING;
}

enum observation
interim_observe_final_event(struct obligation *obligation, const struct transport_event *event)
{
	if (event->kind == EVENT_STREAM_RESET && event->seen.stream == obligation->annotation->seen.stream)
		return obligation_settle_unknown(obligation, "The stream was reset before a final response came.");
	if ((event->kind != EVENT_CONNECTION_CLOSED && event->kind != EVENT_CONNECTION_RESET) ||
		obligation->annotation->seen.stream)
		return OBSERVED_NOTHING;
	if (!endpoint_equal(&event->seen.source, &obligation->debtor))
		return observe_end_by_client(obligation, event);
	/* A response without its request is known only when the connection has ended. */
	if (!obligation->request) {
		obligation->number = event->seen.frame;
		return OBSERVED_NOTHING;
	}
	if (obligation->seen_frame)
		return obligation_settle_unknown(obligation,
										 "The client closed its side before a final response came.");
	if (event->seen.faults & FAULT_ONE_SIDED ||
		links_blind_since(obligation->analysis->links, &obligation->debtor.address,
						  &obligation->creditor.address, obligation->opened))
		return OBSERVED_UNKNOWN;
	obligation->text = g_strdup_printf(
		"The server ended the connection in frame %u without a final response.", event->seen.frame);
	return OBSERVED_VIOLATED;
}
