/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/unshown.h"

#include "core/http_framing.h"

/*
 * Where the message ends, its head ending at `end`. `whole`: so many bytes; 0: it says so in its body, or by its end.
 * RFC 3261 section 18.3.
 */
static void
note_framing(struct unshown *unshown, const struct message *message, size_t end)
{
	enum http_framing framing = FRAMING_LENGTH;
	uint64_t length = 0;

	if (message->protocol == PROTOCOL_HTTP)
		framing = http_framing(message, false, &length);
	else
		message_number(message, FIELD_CONTENT_LENGTH, INT32_MAX, &length);
	unshown->whole = framing == FRAMING_NONE || framing == FRAMING_LENGTH ? end + length : 0;
	unshown->until_close = framing == FRAMING_UNTIL_CLOSE;
}

/* Adds bytes to the head, and looks whether it is all there. */
static void
head_add(struct unshown *unshown, struct slice bytes)
{
	static struct message message;
	size_t add = MIN(bytes.length, MESSAGE_HEAD_MAX - unshown->head_length), end;

	unshown->head = wmem_realloc(wmem_file_scope(), unshown->head, unshown->head_length + add + 1);
	memcpy(unshown->head + unshown->head_length, bytes.bytes, add);
	unshown->head_length += add;
	struct slice head = {unshown->head, unshown->head_length};
	if (message_parse(&message, head, false, &end) != MESSAGE_PARSED)
		return;
	unshown->head_whole = true;
	unshown->is_request = message.protocol == PROTOCOL_HTTP && !message.is_response;
	unshown->head_length = end;
	note_framing(unshown, &message, end);
}

/*
 * Does a message begin here, sure enough? Bodies, too, have lines of a word, a space and more words; the first line
 * of a message has its version.
 */
static bool
begins_surely(struct slice bytes)
{
	const char *feed = memchr(bytes.bytes, '\n', bytes.length);
	size_t line = feed ? (size_t)(feed - bytes.bytes) : bytes.length;

	if (message_begins(bytes) != MESSAGE_PARSED)
		return false;
	return !feed || memmem(bytes.bytes, line, "HTTP/1.", 7) || memmem(bytes.bytes, line, "SIP/2.0", 7);
}

static struct slice
without_blank_lines(struct slice bytes)
{
	while (bytes.length && (bytes.bytes[0] == '\r' || bytes.bytes[0] == '\n'))
		bytes = slice_after(bytes, 1);
	return bytes;
}

static void
queue_put(struct unshown_queue *queue, struct unshown *unshown)
{
	*(queue->last ? &queue->last->next : &queue->first) = unshown;
	queue->last = unshown;
}

static struct unshown *
unshown_begin(struct unshown_queue *queue, const struct frame *frame, uint32_t sequence, uint32_t faults)
{
	struct unshown *unshown = wmem_new0(wmem_file_scope(), struct unshown);

	unshown->begin = sequence;
	unshown->acknowledged = frame->segment.acknowledged;
	unshown->faults = faults;
	unshown->seen = frame_sighting_whole(frame);
	queue_put(queue, unshown);
	return unshown;
}

/* Adds what of the bytes is of this message; answers how many of `length` it takes. */
static uint32_t
unshown_add(struct unshown *unshown, const struct frame *frame, uint32_t sequence, struct slice bytes,
			uint32_t length)
{
	uint64_t offset = sequence - unshown->begin;

	bool torn = !unshown->head_whole && offset > unshown->head_length;

	if (!unshown->head_whole && offset == unshown->head_length)
		head_add(unshown, bytes);
	/* Behind a hole, what is left of the message may be less than nothing; behind one in its head, nobody knows. */
	if (!torn && (!unshown->whole || offset < unshown->whole)) {
		unshown->seen.frame = frame->number;
		unshown->seen.last_time = frame->time;
	}
	unshown->length = MAX(unshown->length, offset + length);
	if (!unshown->whole || unshown->length < unshown->whole)
		return length;
	unshown->complete = unshown->ended = true;
	unshown->length = unshown->whole;
	return unshown->whole > offset ? (uint32_t)(unshown->whole - offset) : 0;
}

/* The message that goes on with these bytes; NULL: none does. */
static struct unshown *
queue_growing(struct unshown_queue *queue, struct slice bytes)
{
	struct unshown *unshown = queue->last;

	if (!unshown || unshown->ended)
		return NULL;
	/* Where no length says where a message ends, the beginning of another one does. */
	unshown->ended = unshown->head_whole && !unshown->whole && begins_surely(bytes);
	return unshown->ended ? NULL : unshown;
}

static bool
body_begins(const struct unshown *unshown)
{
	return unshown->is_request && unshown->head_whole && unshown->length == unshown->head_length;
}

unsigned
unshown_bytes(struct unshown_queue *queue, const struct frame *frame, uint32_t sequence, struct slice bytes,
			  uint32_t length, uint32_t faults)
{
	unsigned news = 0;

	while (length) {
		struct unshown *unshown = queue_growing(queue, bytes);
		if (unshown && (int32_t)(sequence - unshown->begin) < 0)
			return news;
		if (unshown && body_begins(unshown))
			news |= UNSHOWN_BODY_BEGAN;
		if (!unshown) {
			struct slice trimmed = without_blank_lines(bytes);
			uint32_t blank = (uint32_t)(bytes.length - trimmed.length);
			if (!begins_surely(trimmed))
				return news;
			bytes = trimmed;
			sequence += blank;
			length -= blank;
			unshown = unshown_begin(queue, frame, sequence, faults);
			faults &= ~(uint32_t)FAULT_GAP_BEFORE;
		}
		uint32_t taken = unshown_add(unshown, frame, sequence, bytes, length);
		if (unshown->complete)
			news |= UNSHOWN_COMPLETE;
		bytes = slice_after(bytes, taken);
		sequence += taken;
		length -= taken;
	}
	return news;
}

void
unshown_close(const struct unshown_queue *queue, const struct sighting *seen)
{
	struct unshown *unshown = queue->last;

	if (!unshown || unshown->ended || !unshown->until_close)
		return;
	unshown->complete = unshown->ended = true;
	unshown->seen.frame = seen->frame;
	unshown->seen.last_time = seen->last_time;
}

struct unshown *
unshown_find(const struct unshown_queue *queue, const struct message *message)
{
	for (struct unshown *unshown = queue->first; unshown; unshown = unshown->next) {
		size_t common = MIN(unshown->head_length, message->head.length);
		if (unshown->seen.first_frame == message->seen.first_frame &&
			memcmp(unshown->head, message->head.bytes, common) == 0)
			return unshown;
	}
	return NULL;
}

struct unshown *
unshown_take(struct unshown_queue *queue)
{
	struct unshown *unshown = queue->first;

	if (!unshown)
		return NULL;
	queue->first = unshown->next;
	if (!queue->first)
		queue->last = NULL;
	return unshown;
}

void
unshown_free(struct unshown *unshown)
{
	wmem_free(wmem_file_scope(), unshown->head);
	wmem_free(wmem_file_scope(), unshown);
}

bool
unshown_read(const struct unshown *unshown, struct message *message)
{
	struct slice head = {unshown->head, unshown->head_length};
	size_t end;

	if (!memchr(head.bytes, '\n', head.length) && !message_shows_status(head))
		return false;
	if (message_parse(message, head, true, &end) != MESSAGE_PARSED)
		return false;
	message_drop_cut_line(message);
	message->seen = unshown->seen;
	message->body = (struct slice){NULL, 0};
	message->body_length = unshown->length > end ? unshown->length - end : 0;
	if (!unshown->complete)
		message->seen.faults |= FAULT_TRUNCATED;
	message->seen.faults |= unshown->faults;
	message->seen.client_sequence = message->is_response ? unshown->acknowledged : unshown->begin;
	return true;
}
