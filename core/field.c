/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/field.h"

#include <glib.h>

struct field_row {
	const char *name;
	uint8_t length;
	char compact;
};

static const struct field_row rows[FIELD_COUNT] = {[FIELD_OTHER] = {"", 0, 0},
#define X(id, name, compact) [FIELD_##id] = {name, sizeof(name) - 1, compact},
												   FIELDS(X)
#undef X
};

/*
 * Where each name is found: a hash table with open addressing, filled from the rows on first use. It is
 * four times as large as the list, so that most names meet their own slot, and most strangers an empty one.
 */
enum { SLOTS = 512 };
_Static_assert(FIELD_COUNT * 4 <= SLOTS, "the table of field names is too full to be fast");
_Static_assert(FIELD_COUNT <= UINT8_MAX, "struct field keeps an id in one byte");

static uint8_t slots[SLOTS];
static uint8_t compact_ids[26]; /* by letter, 'a' first */

/* Length, first, middle and last letter tell all known names apart but for a few; case does not count. */
static size_t
slot_of(struct slice name)
{
	size_t first = name.bytes[0] | 0x20, middle = name.bytes[name.length / 2] | 0x20;
	size_t last = name.bytes[name.length - 1] | 0x20;

	return (name.length * 67 + first * 5 + middle * 29 + last * 149) % SLOTS;
}

static void
slots_fill(void)
{
	for (size_t id = FIELD_OTHER + 1; id < FIELD_COUNT; id++) {
		size_t slot = slot_of((struct slice){rows[id].name, rows[id].length});
		while (slots[slot])
			slot = (slot + 1) % SLOTS;
		slots[slot] = (uint8_t)id;
		if (rows[id].compact)
			compact_ids[rows[id].compact - 'a'] = (uint8_t)id;
	}
}

static bool
row_is_named(const struct field_row *row, struct slice name)
{
	if (row->length != name.length)
		return false;
	/* Most senders write the registered spelling. */
	return memcmp(row->name, name.bytes, name.length) == 0 ||
		   slice_equal_nocase((struct slice){row->name, row->length}, name);
}

enum field_id
field_find(struct slice name, bool sip)
{
	static gsize filled;

	if (g_once_init_enter(&filled)) {
		slots_fill();
		g_once_init_leave(&filled, 1);
	}
	if (name.length == 0)
		return FIELD_OTHER;
	if (name.length == 1) {
		char letter = ascii_lower(name.bytes[0]);
		return sip && letter >= 'a' && letter <= 'z' ? compact_ids[letter - 'a'] : FIELD_OTHER;
	}
	for (size_t slot = slot_of(name); slots[slot]; slot = (slot + 1) % SLOTS)
		if (row_is_named(&rows[slots[slot]], name))
			return slots[slot];
	return FIELD_OTHER;
}

const char *
field_name(enum field_id id)
{
	return (unsigned)id < FIELD_COUNT ? rows[id].name : "";
}
