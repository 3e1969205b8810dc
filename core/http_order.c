/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_order.h"

#include "core/tracking.h"

/*
 * Packets overtake each other in captures, most of all where two taps recorded them: a request that begins so
 * shortly after a response, without a gap, may have been before it on the wire. Ours.
 */
#define OVERTAKING MILLISECONDS(5)

/* A stream of HTTP/2 shares its connection with others: what is acknowledged there may be theirs. */
static bool
is_told(const struct message *response, const struct message *request)
{
	return response->seen.client_sequence && request->seen.client_sequence && !response->seen.stream;
}

/* How many bytes the response acknowledges from the beginning of the request on: RFC 9293 section 3.4. */
static int32_t
acknowledged(const struct message *response, const struct message *request)
{
	return (int32_t)(response->seen.client_sequence - request->seen.client_sequence);
}

/* Bytes of the request; negative when not known: around chunks there are some that nobody counted. */
static int64_t
length_of(const struct message *request)
{
	if (message_first_field(request, FIELD_TRANSFER_ENCODING) || request->oddities & ODDITY_LEADING_CRLF)
		return -1;
	return (int64_t)(request->head.length + request->body_length);
}

bool
response_acknowledges_all(const struct message *response, const struct message *request)
{
	return is_told(response, request) && acknowledged(response, request) == length_of(request);
}

bool
response_acknowledges_more(const struct message *response, const struct message *request)
{
	int64_t length = length_of(request);

	return is_told(response, request) && length >= 0 && acknowledged(response, request) > length + 1;
}

bool
response_came_before(const struct message *response, const struct message *request, bool acks_are_true)
{
	bool stands_before = response->seen.first_frame < request->seen.first_frame;

	if (!is_told(response, request))
		return stands_before;
	return acknowledged(response, request) <= 0 && (acks_are_true || stands_before);
}

bool
response_may_be_overtaken(const struct message *response, const struct message *request, bool acks_are_true)
{
	if (acks_are_true && is_told(response, request))
		return false;
	return request->seen.first_time - response->seen.first_time <= OVERTAKING &&
		   !(request->seen.faults & FAULT_GAP_BEFORE);
}
