/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect.h"

#include "core/http_framing.h"
#include "plugin/connection.h"
#include "plugin/session.h"
#include "plugin/unshown.h"

/* A message is large, and only one is handed over at a time. */
static struct message message;

/*
 * The bytes of one item. Its length is not to be trusted: without a visible tree it reaches to the end of the
 * packet, over the messages that follow. So it ends where the next item of the same protocol begins.
 */
static struct slice
item_bytes(const GPtrArray *items, guint i)
{
	const field_info *item = g_ptr_array_index(items, i);
	struct slice bytes = frame_bytes(item, 0);

	if (item->length >= 0)
		bytes.length = MIN(bytes.length, (size_t)item->length);
	if (i + 1 < items->len) {
		const field_info *next = g_ptr_array_index(items, i + 1);
		if (next->ds_tvb == item->ds_tvb && next->start > item->start)
			bytes.length = MIN(bytes.length, (size_t)(next->start - item->start));
	}
	return bytes;
}

/* Did the snap length take something that would stand behind these bytes? */
static bool
is_cut(const field_info *item, struct slice bytes)
{
	guint captured = tvb_captured_length(item->ds_tvb);

	return captured < tvb_reported_length(item->ds_tvb) &&
		   (guint)item->start + (guint)bytes.length >= captured;
}

/* The head of the item's message. A head without its end is taken for as much as it is. */
static bool
head_read(struct slice bytes, bool datagram, size_t *end)
{
	enum message_outcome outcome = message_parse(&message, bytes, datagram, end);

	if (outcome != MESSAGE_INCOMPLETE)
		return outcome == MESSAGE_PARSED && message.head.length <= MESSAGE_HEAD_MAX;
	if (!memchr(bytes.bytes, '\n', bytes.length) ||
		message_parse(&message, bytes, true, end) != MESSAGE_PARSED)
		return false;
	message_drop_cut_line(&message);
	return true;
}

static void
hand_over(const struct frame *frame, const field_info *item, struct slice bytes, size_t length, bool cut,
		  bool certain)
{
	uint32_t begin = (uint32_t)(message.head.bytes - bytes.bytes);

	message.seen = frame_sighting(frame, item, begin, (uint32_t)length);
	/* The frame that completes it is this one, but for one that Wireshark took together with the next. */
	if (length < bytes.length && certain)
		message.seen.frame = frame_of_byte(frame, item, (uint32_t)length - 1);
	if (cut)
		message.seen.faults |= FAULT_TRUNCATED;
	if (connection_message(frame, &message, certain ? length - begin : 0))
		session_message(&message);
}

/*
 * A client that waits for 100 before it sends the body is held to that, so it matters when the body began: RFC 9110
 * section 10.1.1. The request itself is shown when its body is complete.
 */
static void
tell_body_began(const struct frame *frame, const field_info *item, size_t head_end)
{
	uint32_t head_frame = frame_of_byte(frame, item, (uint32_t)head_end - 1);
	uint32_t body_frame = frame_of_byte(frame, item, (uint32_t)head_end);
	struct transport_event event = {.kind = EVENT_BODY_BEGAN};

	if (head_frame == body_frame)
		return;
	event.seen = frame_sighting_whole(frame);
	event.seen.frame = event.seen.first_frame = body_frame;
	event.seen.first_time = event.seen.last_time = session_time_of(body_frame);
	session_event(&event);
}

/*
 * The answer to a HEAD has no body whatever its length says, and Wireshark may take the next response for it. Bytes
 * that begin like a response are one.
 */
static bool
body_is_response(struct slice body)
{
	return message.is_response && slice_starts_with(body, SLICE("HTTP/1.")) &&
		   message_begins(body) == MESSAGE_PARSED;
}

/* Collects one message of an item; answers how many bytes of it that are, or 0. */
static size_t
collect_http_message(const struct frame *frame, const field_info *item, struct slice item_bytes, size_t from)
{
	struct slice bytes = slice_after(item_bytes, from);
	size_t end;
	uint64_t length;

	if (!head_read(bytes, false, &end) || message.protocol != PROTOCOL_HTTP)
		return 0;
	bool cut = is_cut(item, item_bytes) || message.oddities & ODDITY_NO_END;
	bool split = body_is_response(slice_after(bytes, end));
	enum http_framing framing = http_framing(&message, false, &length);
	bool told = framing == FRAMING_NONE || framing == FRAMING_LENGTH || split;
	message.body = (struct slice){NULL, 0};
	message.body_length = bytes.length - end;
	if (told)
		message.body_length = split ? 0 : MIN(message.body_length, length);
	/* In the clear the connection saw the body begin when it did. */
	if (!message.is_response && message.body_length && frame->transport == TRANSPORT_TLS)
		tell_body_began(frame, item, from + end);
	size_t taken = end + (size_t)message.body_length;
	hand_over(frame, item, item_bytes, from + taken, cut, told);
	return split ? taken : 0;
}

/* RFC 9112 section 6.3: Wireshark ends the body by the same rules; what may be left to see is whether all is there. */
static void
collect_http(const struct frame *frame, const GPtrArray *items, guint i)
{
	const field_info *item = g_ptr_array_index(items, i);
	struct slice bytes = item_bytes(items, i);
	size_t from = 0, taken;

	while ((taken = collect_http_message(frame, item, bytes, from)) != 0)
		from += taken;
}

/* RFC 3261 section 18.3: Content-Length ends the body; without it a datagram does, and over a stream there is none. */
static void
collect_sip(const struct frame *frame, const GPtrArray *items, guint i)
{
	const field_info *item = g_ptr_array_index(items, i);
	struct slice bytes = item_bytes(items, i);
	bool datagram = frame->connection == 0;
	size_t end;
	uint64_t length;

	if (!head_read(bytes, datagram, &end) || message.protocol != PROTOCOL_SIP)
		return;
	struct slice behind = slice_after(bytes, end);
	bool has_length = message_number(&message, FIELD_CONTENT_LENGTH, UINT32_MAX, &length);
	bool cut = is_cut(item, bytes) &&
			   (message.oddities & ODDITY_NO_END || !has_length || length > behind.length);
	if (cut)
		message_drop_cut_line(&message);
	if (!has_length && !datagram)
		behind.length = 0;
	if (has_length)
		behind.length = MIN(behind.length, (size_t)length);
	message.body = behind;
	message.body_length = behind.length;
	hand_over(frame, item, bytes, end + behind.length, cut, true);
}

static void
collect_messages(const struct frame *frame)
{
	GPtrArray *http = frame->connection ? wanted_items(frame->tree, WANTED_HTTP) : NULL;
	GPtrArray *sip = wanted_items(frame->tree, WANTED_SIP);

	for (guint i = 0; http && i < http->len; i++)
		collect_http(frame, http, i);
	for (guint i = 0; sip && i < sip->len; i++)
		collect_sip(frame, sip, i);
}

/* Does the frame hold anything at all that is looked at? Most frames of most captures do not. */
static bool
is_of_interest(proto_tree *tree)
{
	static const enum wanted protocols[] = {WANTED_TCP, WANTED_SIP, WANTED_ICMP, WANTED_ICMPV6, WANTED_DNS};

	for (unsigned i = 0; i < G_N_ELEMENTS(protocols); i++)
		if (wanted_items(tree, protocols[i]))
			return true;
	return false;
}

void
collect_frame(packet_info *pinfo, proto_tree *tree)
{
	if (!is_of_interest(tree))
		return;
	struct frame frame = frame_read(pinfo, tree);
	if (frame.is_quote) {
		collect_unreachable(&frame);
		return;
	}
	connection_before_messages(&frame);
	if (!connection_comes_again(&frame)) {
		collect_messages(&frame);
		collect_http2(&frame);
	}
	if (frame.connection)
		connection_after_messages(&frame);
	collect_name_failure(&frame);
}
