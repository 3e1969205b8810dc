/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/kept.h"

#include <glib.h>
#include <stddef.h>

/*
 * Layout of one allocation: the count, the message up to its last used field, the bytes of the head.
 * Fields hold offsets into the head; only the slices of the start line have to be moved over.
 */
struct kept {
	struct pool *pool; /* where it comes from; NULL: the heap, of which `size` is not asked */
	uint32_t size;
	unsigned references;
	struct message message;
};

static struct kept *
kept_of(struct message *message)
{
	return (struct kept *)((char *)message - offsetof(struct kept, message));
}

static inline struct slice
moved(struct slice part, struct slice from, const char *to)
{
	size_t offset = (size_t)((uintptr_t)part.bytes - (uintptr_t)from.bytes);

	/* What is not there, or elsewhere, is so far away that it cannot be in it. */
	return offset > from.length ? (struct slice){to, 0} : (struct slice){to + offset, part.length};
}

/* A copy of the message up to its fields, with room for so many of them and for so many bytes of head. */
static inline struct message *
kept_begin(struct pool *pool, const struct message *message, size_t fields, size_t head)
{
	size_t used = offsetof(struct message, fields) + fields * sizeof message->fields[0];
	size_t size = offsetof(struct kept, message) + used + head;
	if (size > UINT32_MAX)
		pool = NULL;
	struct kept *kept = pool ? pool_take(pool, size) : g_malloc(size);
	struct message *copy = &kept->message;

	kept->pool = pool;
	kept->size = (uint32_t)size;
	kept->references = 1;
	memcpy((void *)copy, message, offsetof(struct message, fields));
	copy->field_count = (uint16_t)fields;
	copy->head = (struct slice){(char *)copy + used, head};
	copy->is_kept = true;
	return copy;
}

/* The bytes of the start line: up to the first field. */
static size_t
start_line_length(const struct message *message)
{
	return message->field_count ? message->fields[0].name : message->head.length;
}

/* The head, or as much of it as was copied to the same places, is there: the slices of the start line follow it. */
static inline void
start_line_moved(struct message *copy, const struct message *message)
{
	copy->method_text = moved(message->method_text, message->head, copy->head.bytes);
	copy->target = moved(message->target, message->head, copy->head.bytes);
	copy->reason = moved(message->reason, message->head, copy->head.bytes);
}

struct message *
kept_new_in(struct pool *pool, const struct message *message)
{
	struct message *copy = kept_begin(pool, message, message->field_count, message->head.length);

	memcpy(copy->fields, message->fields, message->field_count * sizeof message->fields[0]);
	memcpy((char *)(uintptr_t)copy->head.bytes, message->head.bytes, message->head.length);
	start_line_moved(copy, message);
	return copy;
}

/* Long in most messages, and asked by no rule of SIP once the message has gone by. */
static const bool left_out[FIELD_COUNT] = {
	[FIELD_OTHER] = true,           [FIELD_ACCEPT] = true,       [FIELD_ACCEPT_ENCODING] = true,
	[FIELD_ACCEPT_LANGUAGE] = true, [FIELD_ALLOW] = true,        [FIELD_ALLOW_EVENTS] = true,
	[FIELD_CONTENT_LENGTH] = true,  [FIELD_CONTENT_TYPE] = true, [FIELD_DATE] = true,
	[FIELD_IDENTITY] = true,        [FIELD_HISTORY_INFO] = true, [FIELD_P_ASSERTED_IDENTITY] = true,
	[FIELD_SERVER] = true,          [FIELD_SUBJECT] = true,      [FIELD_SUPPORTED] = true,
	[FIELD_TIMESTAMP] = true,       [FIELD_USER_AGENT] = true,
};

static const bool remains[FIELD_COUNT] = {
	[FIELD_MAX_FORWARDS] = true,
	[FIELD_REASON] = true,
	[FIELD_VIA] = true,
};

static const bool least[FIELD_COUNT] = {
	[FIELD_MAX_FORWARDS] = true,
	[FIELD_REASON] = true,
};

bool
kept_leaves_out(enum field_id id)
{
	return left_out[id];
}

/* Fields that stand side by side, and are copied in one go with what is between them: a line break, mostly. */
struct run {
	const struct field *fields;
	uint32_t count;
	uint32_t from, end; /* in the head */
};

/* So many fields are looked at together: a bit each, and one that stays 0. */
#define FIELDS_TOGETHER 63

/*
 * A bit for each of `count` fields of which the table says `wanted`; the first has the lowest. Which they are is as good as
 * random, so nothing branches on it.
 */
static inline uint64_t
fields_wanted(const struct field *fields, unsigned count, const bool table[FIELD_COUNT], bool wanted)
{
	uint64_t bits = 0;

	for (const struct field *field = fields + count; field > fields; field--)
		bits = bits * 2 + table[field[-1].id];
	return wanted ? bits : ~bits & ((UINT64_C(1) << count) - 1);
}

/* The fields of the run, of which all that they point to moves forward by `shift`; what is behind the last of them. */
static inline struct field *
run_copied(struct field *to, const struct run *run, uint32_t shift)
{
	for (const struct field *field = run->fields, *end = field + run->count; field < end; field++, to++) {
		*to = *field;
		to->name -= shift;
		to->value -= shift;
	}
	return to;
}

/*
 * A copy of the start line and of the fields of which the table says `wanted`. Of a run of them that does not follow the
 * start line the first name is left out where names are not needed.
 */
static inline struct message *
kept_some_in(struct pool *pool, const struct message *message, const bool table[FIELD_COUNT], bool wanted,
			 bool with_names)
{
	struct run runs[MESSAGE_FIELDS_MAX + 1], *last = runs; /* of the start line, and what follows it, first */
	size_t count = 0, length = start_line_length(message);
	*last = (struct run){message->fields, 0, 0, (uint32_t)length};

	for (unsigned first = 0; first < message->field_count; first += FIELDS_TOGETHER) {
		const struct field *group = message->fields + first;
		unsigned size = MIN(message->field_count - first, FIELDS_TOGETHER);
		for (uint64_t bits = fields_wanted(group, size, table, wanted), next; bits; bits = next) {
			const struct field *field = group + __builtin_ctzll(bits);
			uint64_t behind = bits + (bits & -bits); /* the carry runs up to behind the run */
			const struct field *end = group + __builtin_ctzll(behind);
			next = bits & behind;
			uint32_t begin = with_names ? field->name : field->value;
			if (field == message->fields) { /* it goes on from the start line */
				begin = 0;
				length = 0;
			} else {
				last++;
			}
			*last = (struct run){field, (uint32_t)(end - field), begin, end[-1].value + end[-1].value_length};
			count += last->count;
			length += last->end - begin;
		}
	}
	struct message *copy = kept_begin(pool, message, count, length);
	struct field *to = copy->fields;
	char *at = (char *)(uintptr_t)copy->head.bytes;
	for (const struct run *run = runs; run <= last; run++) {
		struct field *first = to;
		to = run_copied(first, run, run->from - (uint32_t)(at - copy->head.bytes));
		if (!with_names && run > runs) {
			first->name = first->value;
			first->name_length = 0;
		}
		at = mempcpy(at, message->head.bytes + run->from, run->end - run->from);
	}
	start_line_moved(copy, message);
	return copy;
}

struct message *
kept_digest_in(struct pool *pool, const struct message *message)
{
	struct message *copy = kept_some_in(pool, message, left_out, false, true);

	copy->is_digest = true;
	return copy;
}

struct message *
kept_remains_in(struct pool *pool, const struct message *message)
{
	return kept_some_in(pool, message, remains, true, false);
}

struct message *
kept_least_in(struct pool *pool, const struct message *message)
{
	return kept_some_in(pool, message, least, true, false);
}

bool
kept_is_alone(const struct message *kept)
{
	return kept_of((struct message *)(uintptr_t)kept)->references == 1;
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
