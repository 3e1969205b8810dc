/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/kept.h"

#include <glib.h>
#include <stddef.h>

/*
 * Layout of one allocation: the count, the message up to its last used field, the bytes of the head.
 * Fields hold offsets into the head; only the slices of the start line have to be moved over.
 */
struct kept {
	struct pool *pool; /* where it comes from; NULL: the heap */
	size_t size;
	unsigned references;
	struct message message;
};

static struct kept *
kept_of(struct message *message)
{
	return (struct kept *)((char *)message - offsetof(struct kept, message));
}

static struct slice
moved(struct slice part, struct slice from, const char *to)
{
	if (!part.bytes || part.bytes < from.bytes || part.bytes > from.bytes + from.length)
		return (struct slice){to, 0};
	return (struct slice){to + (part.bytes - from.bytes), part.length};
}

struct message *
kept_new_in(struct pool *pool, const struct message *message)
{
	size_t used = offsetof(struct message, fields) + message->field_count * sizeof message->fields[0];
	size_t size = offsetof(struct kept, message) + used + message->head.length;
	struct kept *kept = pool ? pool_take(pool, size) : g_malloc(size);
	char *head = (char *)&kept->message + used;
	struct message *copy = &kept->message;

	kept->pool = pool;
	kept->size = size;
	kept->references = 1;
	memcpy((void *)copy, message, used);
	memcpy(head, message->head.bytes, message->head.length);
	copy->method_text = moved(message->method_text, message->head, head);
	copy->target = moved(message->target, message->head, head);
	copy->reason = moved(message->reason, message->head, head);
	copy->head.bytes = head;
	copy->body = (struct slice){NULL, 0};
	copy->is_kept = true;
	return copy;
}

struct message *
kept_new(const struct message *message)
{
	return kept_new_in(NULL, message);
}

struct message *
kept_hold(struct message *kept)
{
	if (kept)
		kept_of(kept)->references++;
	return kept;
}

void
kept_release(struct message **kept)
{
	struct kept *whole = *kept ? kept_of(*kept) : NULL;

	*kept = NULL;
	if (!whole || --whole->references > 0)
		return;
	if (whole->pool)
		pool_give(whole->pool, whole, whole->size);
	else
		g_free(whole);
}
