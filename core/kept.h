/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kept message is a copy of a message that outlives the packet it came in: head and fields, not the body.
 * It is counted: whoever needs it holds one reference, the last to let go frees it. Every question that can
 * be asked of a message can be asked of a kept one, so judgement needs no summaries made beforehand.
 */
#ifndef SEQUITUR_CORE_KEPT_H
#define SEQUITUR_CORE_KEPT_H

#include "core/message.h"
#include "core/pool.h"

/* A copy with one reference. Never NULL. */
struct message *kept_new(const struct message *message);

/* The same out of `pool` (NULL: the heap), which has to live until the last reference is gone. */
struct message *kept_new_in(struct pool *pool, const struct message *message);

/*
 * The same of a SIP message, without the fields that no rule asks a message about that has gone by: of the requests of
 * a busy server thousands are kept. Whoever needs one of the fields that kept.c leaves out takes it off its list.
 */
struct message *kept_digest_in(struct pool *pool, const struct message *message);

/*
 * The same with next to nothing of its fields: Via, Max-Forwards, and the start line. It is what stays of a request
 * that was answered; of one that came right from its client there is nothing to learn from Via, and the least stays.
 */
struct message *kept_remains_in(struct pool *pool, const struct message *message);
struct message *kept_least_in(struct pool *pool, const struct message *message);

/* Would kept_digest_in leave this field out? */
bool kept_leaves_out(enum field_id id);

/* Is there one reference only? */
bool kept_is_alone(const struct message *kept);

/* One reference more; NULL stays NULL. */
struct message *kept_hold(struct message *kept);

/* One reference less, and *kept is NULL; nothing happens when it was. */
void kept_release(struct message **kept);

#endif
