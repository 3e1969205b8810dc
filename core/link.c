/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/link.h"

#include <glib.h>

#include "core/hash.h"

/* The most links kept; ours. Above it all are forgotten: what was open is then unknown, never overdue. */
#define LINKS_MAX 400000

struct link {
	uint64_t key;
	int64_t last_seen;
	int64_t last_blind;
	struct one_way exchanges; /* of links with a destination */
};

struct links {
	uint64_t seed;
	GHashTable *by_key; /* of struct link. Keys are keyed hashes: equal keys are taken for equal links */
	bool forgot;
};

static guint
link_hash(gconstpointer link)
{
	return (guint)((const struct link *)link)->key;
}

static gboolean
link_equal(gconstpointer a, gconstpointer b)
{
	return ((const struct link *)a)->key == ((const struct link *)b)->key;
}

static uint64_t
link_key(const struct links *links, const struct address *source, const struct address *destination)
{
	uint64_t key = hash_bytes(links->seed, source, sizeof *source);
	return destination ? hash_bytes(key, destination, sizeof *destination) : key;
}

static struct link *
link_find(const struct links *links, uint64_t key)
{
	struct link wanted = {.key = key};
	return g_hash_table_lookup(links->by_key, &wanted);
}

static struct link *
link_get(struct links *links, uint64_t key)
{
	struct link *link = link_find(links, key);

	if (link)
		return link;
	if (g_hash_table_size(links->by_key) >= LINKS_MAX) {
		g_hash_table_remove_all(links->by_key);
		links->forgot = true;
	}
	link = g_new(struct link, 1);
	*link = (struct link){.key = key, .last_seen = INT64_MIN, .last_blind = INT64_MIN};
	g_hash_table_add(links->by_key, link);
	return link;
}

static void
link_saw(struct links *links, uint64_t key, int64_t time)
{
	struct link *link = link_get(links, key);
	link->last_seen = MAX(link->last_seen, time);
}

void
links_message(struct links *links, const struct sighting *seen)
{
	link_saw(links, link_key(links, &seen->source.address, &seen->destination.address), seen->last_time);
	link_saw(links, link_key(links, &seen->source.address, NULL), seen->last_time);
}

void
links_exchange(struct links *links, const struct sighting *seen, enum protocol protocol)
{
	const struct address *source = &seen->source.address, *destination = &seen->destination.address;
	struct one_way *exchanges = &link_get(links, link_key(links, source, destination))->exchanges;

	if (exchanges->exchanges++ == 0)
		*exchanges = (struct one_way){*source, *destination, 1, seen->frame, protocol};
}

/* More exchanges first, then the earlier one. */
static bool
comes_before(const struct one_way *a, const struct one_way *b)
{
	return a->exchanges != b->exchanges ? a->exchanges > b->exchanges : a->first_frame < b->first_frame;
}

unsigned
links_one_way(const struct links *links, unsigned least, struct one_way *most)
{
	GHashTableIter iter;
	gpointer item;
	unsigned count = 0;

	g_hash_table_iter_init(&iter, links->by_key);
	while (!links->forgot && g_hash_table_iter_next(&iter, &item, NULL)) {
		const struct one_way *way = &((const struct link *)item)->exchanges;
		if (way->exchanges < least || address_equal(&way->source, &way->destination) ||
			links_last_seen(links, &way->destination, &way->source) != INT64_MIN)
			continue;
		if (count++ == 0 || comes_before(way, most))
			*most = *way;
	}
	return count;
}

void
links_blind(struct links *links, const struct sighting *seen)
{
	struct link *link = link_get(links, link_key(links, &seen->source.address, &seen->destination.address));
	link->last_blind = MAX(link->last_blind, seen->last_time);
}

int64_t
links_last_seen(const struct links *links, const struct address *source, const struct address *destination)
{
	const struct link *link = link_find(links, link_key(links, source, destination));
	return link ? link->last_seen : INT64_MIN;
}

bool
links_blind_since(const struct links *links, const struct address *source, const struct address *destination,
				  int64_t since)
{
	const struct link *link = link_find(links, link_key(links, source, destination));
	return link && link->last_blind >= since;
}

struct links *
links_new(uint64_t seed)
{
	struct links *links = g_new0(struct links, 1);

	links->seed = seed;
	links->by_key = g_hash_table_new_full(link_hash, link_equal, g_free, NULL);
	return links;
}

void
links_free(struct links *links)
{
	g_hash_table_destroy(links->by_key);
	g_free(links);
}
