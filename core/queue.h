/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GLib's queues, for records that carry their own link: what g_queue_push_tail_link and g_queue_unlink do, in place,
 * because every message does it several times. The queue owns nothing.
 */
#ifndef SEQUITUR_CORE_QUEUE_H
#define SEQUITUR_CORE_QUEUE_H

#include <glib.h>

/* Adds a link, which is in no queue, behind all others. */
static inline void
queue_add(GQueue *queue, GList *link)
{
	link->prev = queue->tail;
	link->next = NULL;
	if (queue->tail)
		queue->tail->next = link;
	else
		queue->head = link;
	queue->tail = link;
	queue->length++;
}

/* Takes out a link that is in it. */
static inline void
queue_take(GQueue *queue, GList *link)
{
	if (link->prev)
		link->prev->next = link->next;
	else
		queue->head = link->next;
	if (link->next)
		link->next->prev = link->prev;
	else
		queue->tail = link->prev;
	link->prev = link->next = NULL;
	queue->length--;
}

#endif
