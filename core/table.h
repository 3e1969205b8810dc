/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table finds records by 64-bit keys. The keys are keyed hashes (core/hash.h), so equal keys are taken for
 * equal things, and the key itself says where to look: a look-up touches one place in memory, mostly. The
 * records belong to whoever put them in. A table of zeros is an empty one.
 */
#ifndef SEQUITUR_CORE_TABLE_H
#define SEQUITUR_CORE_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct table_slot {
	uint64_t key;
	void *record; /* NULL: an empty slot */
};

struct table {
	struct table_slot *slots; /* NULL as long as nothing was put in */
	size_t mask;              /* how many slots there are, a power of two, less one */
	size_t count;
};

/* The record with this key; NULL: there is none. */
static inline void *
table_find(const struct table *table, uint64_t key)
{
	if (!table->slots)
		return NULL;
	for (size_t i = key & table->mask;; i = (i + 1) & table->mask)
		if (!table->slots[i].record || table->slots[i].key == key)
			return table->slots[i].record;
}

/* A look-up of this key is coming soon: what it will ask of memory is asked for now. */
static inline void
table_prefetch(const struct table *table, uint64_t key)
{
	if (table->slots)
		__builtin_prefetch(&table->slots[key & table->mask]);
}

/* Puts a record in, in place of one with the same key. `record` is not NULL. */
void table_put(struct table *table, uint64_t key, void *record);

/* Takes the record with this key out, if there is one. */
void table_remove(struct table *table, uint64_t key);

/* Takes all records out and frees what the table itself holds. */
void table_clear(struct table *table);

/* The next record from place *at on, which is moved behind it, in no order; NULL at the end. Start with 0. */
void *table_next(const struct table *table, size_t *at);

#endif
