/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/sip_stream.h"

#include "capture/stream.h"

void
sip_body_take(struct message *message, struct slice behind)
{
	uint64_t length;

	/* RFC 3261 section 18.3: what a datagram holds behind the body is no part of it. */
	if (message_number(message, FIELD_CONTENT_LENGTH, UINT32_MAX, &length) && length < behind.length)
		behind.length = (size_t)length;
	message->body = behind;
	message->body_length = behind.length;
}

/* Did the snap length take something of this message? */
static bool
sip_is_truncated(const struct message *message, struct slice behind, bool cut)
{
	uint64_t length;

	if (!cut)
		return false;
	return message->oddities & ODDITY_NO_END ||
		   !message_number(message, FIELD_CONTENT_LENGTH, UINT32_MAX, &length) || length > behind.length;
}

static void
datagram_sighting(const struct datagram *datagram, struct sighting *seen)
{
	uint32_t original = datagram->original_frame;

	*seen = (struct sighting){.frame = original ? original : datagram->packet->frame,
							  .first_frame = original ? original : datagram->first_frame,
							  .first_time = datagram->first_time,
							  .last_time = datagram->packet->time,
							  .source = datagram->source,
							  .destination = datagram->destination,
							  .ip_id = datagram->ip_id,
							  .ttl = datagram->ttl,
							  .transport = datagram->exported_transport};
}

bool
sip_datagram(struct reading *reading, const struct datagram *datagram, struct slice payload, bool cut)
{
	struct message *message = &reading->message;
	size_t end;

	if (message_begins(payload) != MESSAGE_PARSED)
		return false;
	if (message_parse(message, payload, true, &end) != MESSAGE_PARSED || message->protocol != PROTOCOL_SIP)
		return false;
	struct slice behind = slice_after(payload, end);
	datagram_sighting(datagram, &message->seen);
	if (sip_is_truncated(message, behind, cut)) {
		message->seen.faults |= FAULT_TRUNCATED;
		message_drop_cut_line(message);
	}
	sip_body_take(message, behind);
	reading->listener->message(reading->listener->user, message);
	return true;
}

size_t
sip_stream_message(struct stream_pair *pair, unsigned side, struct slice bytes, size_t end)
{
	struct stream *stream = &pair->streams[side];
	struct message *message = &pair->reading->message;
	uint64_t length;

	/* Over a stream Content-Length is mandatory (RFC 3261 section 18.3); without it there is no body. */
	if (!message_number(message, FIELD_CONTENT_LENGTH, UINT32_MAX, &length))
		length = 0;
	uint64_t wanted = MIN(length, SIP_BODY_MAX);
	if (bytes.length - end < wanted) {
		stream->needed = (uint32_t)(end + wanted);
		return 0;
	}
	message->body = (struct slice){bytes.bytes + end, (size_t)wanted};
	message->body_length = wanted;
	stream->left = length - wanted;
	return end + (size_t)wanted;
}
