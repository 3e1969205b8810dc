/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/field_names.h"
#include "core/load.h"

/* The bytes of a name as two numbers, which are compared and hashed faster than a string. */
struct name_key {
	uint64_t head;
	uint64_t tail;
};

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

enum {
	NAME_LENGTH_MAX = 32, /* of the known names */
	KEY_COVERS = 16,      /* a key holds all bytes of a name up to this length */
	SLOT_BITS = 9,        /* four to five times as many slots as names */
	SLOTS = 1 << SLOT_BITS,
};
#define X(id, name, compact) \
	_Static_assert(sizeof(name) <= NAME_LENGTH_MAX, "the name of " #id " is too long");
FIELDS(X)
#undef X
_Static_assert(FIELD_COUNT * 4 <= SLOTS, "the table of field names is too full to be fast");
_Static_assert(FIELD_COUNT <= UINT8_MAX, "struct field keeps an id in one byte");

/*
 * Where each name is found: a hash table with open addressing, filled from the rows at the start. `key` is the
 * name in lower case, `letters` has the bit that makes a letter lower-case wherever the name has a letter.
 */
struct slot {
	struct name_key key;
	struct name_key letters;
	uint8_t length; /* 0: an empty slot */
	uint8_t id;
};
static struct slot slots[SLOTS];
static uint8_t compact_ids[26]; /* by letter, 'a' first */

/* Head and tail overlap in the middle, so that no byte outside the name is read. Needs one byte at least. */
static inline struct name_key
name_key(struct slice name)
{
	const char *bytes = name.bytes;
	size_t n = name.length;

	if (n >= 8)
		return (struct name_key){load8(bytes), load8(bytes + n - 8)};
	if (n >= 4)
		return (struct name_key){load4(bytes), load4(bytes + n - 4)};
	return (struct name_key){(unsigned char)bytes[0],
							 (uint64_t)(unsigned char)bytes[n / 2] << 8 | (unsigned char)bytes[n - 1]};
}

/* The factor was found by trial, so that no two of the known names meet (a new one may). Case does not count. */
static inline size_t
slot_of(struct name_key key, size_t length)
{
	const uint64_t lower = 0x2020202020202020u, factor = 0x4d021c742bdfdf0bu;

	return (((key.head | lower) * factor + (key.tail | lower) + length) * factor) >> (64 - SLOT_BITS);
}

static void
slot_fill(uint8_t id)
{
	struct slice name = {rows[id].name, rows[id].length};
	char lower[NAME_LENGTH_MAX], letters[NAME_LENGTH_MAX];

	for (size_t i = 0; i < name.length; i++) {
		lower[i] = ascii_lower(name.bytes[i]);
		letters[i] = ascii_is_letter(lower[i]) ? 'a' - 'A' : 0;
	}
	struct name_key key = name_key((struct slice){lower, name.length});
	size_t at = slot_of(key, name.length);
	while (slots[at].length)
		at = (at + 1) % SLOTS;
	slots[at] = (struct slot){key, name_key((struct slice){letters, name.length}), rows[id].length, id};
	if (rows[id].compact)
		compact_ids[rows[id].compact - 'a'] = id;
}

#ifdef __SSE2__

struct field_block field_blocks[FIELD_BLOCKS];

static void
block_add(const struct field_row *row, uint8_t id, bool in_lower_case)
{
	const unsigned size = row->length + 2u;
	struct field_block block = {
		.text = "", .wanted = (1u << size) - 1, .name = {.length = row->length, .id = id}};

	for (size_t i = 0; i < row->length; i++)
		block.text[i] = in_lower_case ? ascii_lower(row->name[i]) : row->name[i];
	memcpy(block.text + row->length, ": ", 2);
	struct field_block *place = &field_blocks[field_block_place(block.text, row->length)];
	if (place->wanted == FIELD_BLOCK_NONE)
		*place = block;
}

static void
blocks_fill(bool in_lower_case)
{
	for (uint8_t id = FIELD_OTHER + 1; id < FIELD_COUNT; id++)
		if (rows[id].length + 2 <= FIELD_BLOCK_SIZE)
			block_add(&rows[id], id, in_lower_case);
}

#endif

/* Before main, or when the plugin is loaded: field_find has no time to ask each time whether it was done. */
__attribute__((constructor)) static void
slots_fill(void)
{
	for (uint8_t id = FIELD_OTHER + 1; id < FIELD_COUNT; id++)
		slot_fill(id);
#ifdef __SSE2__
	for (unsigned i = 0; i < FIELD_BLOCKS; i++)
		field_blocks[i].wanted = FIELD_BLOCK_NONE;
	/* In lower case they take the places that are left. */
	blocks_fill(false);
	blocks_fill(true);
#endif
}

/* Not inline, so that the usual way through field_find stays short. */
__attribute__((noinline)) static bool
row_is_named(uint8_t id, struct slice name)
{
	const struct slice row = {rows[id].name, rows[id].length};

	/* As the RFCs write it, nearly always. */
	return slice_equal(row, name) || slice_equal_nocase(row, name);
}

static inline bool
slot_holds(const struct slot *slot, struct name_key key, size_t length)
{
	return slot->length == length && (key.head | slot->letters.head) == slot->key.head &&
		   (key.tail | slot->letters.tail) == slot->key.tail;
}

static enum field_id
compact_find(struct slice name, bool sip)
{
	char letter = name.length ? ascii_lower(name.bytes[0]) : 0;

	return sip && ascii_is_letter(letter) ? compact_ids[letter - 'a'] : FIELD_OTHER;
}

enum field_id
field_find(struct slice name, bool sip)
{
	if (name.length < 2)
		return compact_find(name, sip);
	struct name_key key = name_key(name);
	const struct slot *slot = &slots[slot_of(key, name.length)];
	while (slot->length && !slot_holds(slot, key, name.length))
		slot = slot + 1 < slots + SLOTS ? slot + 1 : slots;
	if (name.length > KEY_COVERS && !row_is_named(slot->id, name))
		return FIELD_OTHER;
	return slot->id;
}

const char *
field_name(enum field_id id)
{
	return (unsigned)id < FIELD_COUNT ? rows[id].name : "";
}
