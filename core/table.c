/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/table.h"

#include <glib.h>

#include "core/pages.h"

/* Ours. A table grows when more than two thirds of its slots are taken. */
#define SLOTS_LEAST 64

/* Where the record with this key is, or would go. */
static struct table_slot *
slot_of(struct table_slot *slots, size_t mask, uint64_t key)
{
	size_t i = key & mask;

	while (slots[i].record && slots[i].key != key)
		i = (i + 1) & mask;
	return &slots[i];
}

/* Large tables are looked at all over: see core/pages.h. */
static struct table_slot *
slots_new(size_t count)
{
	size_t size = count * sizeof(struct table_slot);

	return size >= PAGES_LEAST ? pages_new(size) : g_malloc0(size);
}

static void
slots_free(struct table_slot *slots, size_t count)
{
	size_t size = count * sizeof(struct table_slot);

	if (size >= PAGES_LEAST)
		pages_free(slots, size);
	else
		g_free(slots);
}

static void
table_grow(struct table *table)
{
	size_t count = table->slots ? (table->mask + 1) * 2 : SLOTS_LEAST;
	struct table_slot *slots = slots_new(count);

	for (size_t i = 0; table->slots && i <= table->mask; i++)
		if (table->slots[i].record)
			*slot_of(slots, count - 1, table->slots[i].key) = table->slots[i];
	slots_free(table->slots, table->mask + 1);
	table->slots = slots;
	table->mask = count - 1;
}

void
table_put(struct table *table, uint64_t key, void *record)
{
	if (!table->slots || table->count * 3 > table->mask * 2)
		table_grow(table);
	struct table_slot *slot = slot_of(table->slots, table->mask, key);
	table->count += !slot->record;
	*slot = (struct table_slot){key, record};
}

/* Those behind it that it had pushed on move up. */
void
table_remove(struct table *table, uint64_t key)
{
	struct table_slot *slots = table->slots;
	size_t mask = table->mask;

	if (!table_find(table, key))
		return;
	size_t hole = (size_t)(slot_of(slots, mask, key) - slots);
	for (size_t i = (hole + 1) & mask; slots[i].record; i = (i + 1) & mask) {
		if (((i - slots[i].key) & mask) < ((i - hole) & mask))
			continue;
		slots[hole] = slots[i];
		hole = i;
	}
	slots[hole] = (struct table_slot){0, NULL};
	table->count--;
}

void
table_clear(struct table *table)
{
	slots_free(table->slots, table->mask + 1);
	*table = (struct table){NULL, 0, 0};
}

void *
table_next(const struct table *table, size_t *at)
{
	while (table->slots && *at <= table->mask) {
		void *record = table->slots[(*at)++].record;
		if (record)
			return record;
	}
	return NULL;
}
