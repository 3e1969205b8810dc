/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Methods as every SIP message names them once or twice: looked up by all their bytes at once. Private to core; everybody
 * else asks method_find.
 */
#ifndef SEQUITUR_CORE_METHOD_NAMES_H
#define SEQUITUR_CORE_METHOD_NAMES_H

#include "core/load.h"
#include "core/message.h"

/* So long is the longest that is looked for. */
#define METHOD_MOST 16

/* All the bytes of a method, 2 to METHOD_MOST; those in the middle may be there twice. */
struct method_key {
	uint64_t first, last;
	size_t length;
};

/* Found by hash, open addressing; filled by message.c before main. */
enum { METHOD_SLOT_BITS = 7, METHOD_SLOTS = 1 << METHOD_SLOT_BITS };
struct method_slot {
	struct method_key key; /* length 0: an empty slot */
	enum method method;
};

extern struct method_slot method_slots[METHOD_SLOTS];

static inline struct method_key
method_key(struct slice name)
{
	const char *bytes = name.bytes;
	size_t n = name.length;

	if (n >= 8)
		return (struct method_key){load8(bytes), load8(bytes + n - 8), n};
	if (n >= 4)
		return (struct method_key){load4(bytes), load4(bytes + n - 4), n};
	return (struct method_key){load2(bytes), (unsigned char)bytes[n - 1], n};
}

static inline unsigned
method_place(struct method_key key)
{
	return (unsigned)(((key.first + 3 * key.last) * 0x9e3779b97f4a7c15u) >> (64 - METHOD_SLOT_BITS));
}

/* The same as method_find. */
static inline enum method
method_named(struct slice name)
{
	if (name.length < 2 || name.length > METHOD_MOST)
		return METHOD_OTHER;
	const struct method_key key = method_key(name);
	for (unsigned place = method_place(key); method_slots[place].key.length;
		 place = (place + 1) % METHOD_SLOTS) {
		const struct method_slot *slot = &method_slots[place];
		if (slot->key.first == key.first && slot->key.last == key.last && slot->key.length == key.length)
			return slot->method;
	}
	return METHOD_OTHER;
}

#endif
