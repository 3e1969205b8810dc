/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/link.h"

#include <glib.h>

#include "core/hash.h"
#include "core/load.h"
#include "core/pool.h"
#include "core/prefetch.h"
#include "core/table.h"

/* The most links kept, of both directions each; ours. Above it all are forgotten: what was open is then unknown, never overdue. */
#define LINKS_MAX 200000

/* So many holes are remembered; ours. The oldest then counts no more: the waits that are held against them are shorter. */
#define HOLES_MAX 32

/* What was seen on a link in one direction. */
struct way {
	int64_t last_seen;
	unsigned exchanges : 30;
	unsigned protocol : 1; /* enum protocol of the first exchange */
	unsigned is_heard : 1; /* whatever it was: a connection that ended, bytes that could not be read */
	uint32_t first_frame;  /* of it */
};

#define EXCHANGES_COUNTED ((1u << 30) - 1)

/* Both directions between two addresses. There are many, so that of most nothing else is kept. */
struct link {
	struct way ways[2]; /* by the end that sends */
};

/* When bytes of a link were lost, which happens to few; by the end that sent them. INT64_MIN: never. */
struct blindness {
	int64_t last[2];
};

/* A link that had several exchanges this way before anything came back. */
struct quiet_link {
	const struct link *link;
	bool back;
	struct address source, destination;
};

struct links {
	uint64_t seed;
	struct table by_key; /* of struct link. Keys are keyed hashes: equal keys are taken for equal links */
	struct table blind;  /* of struct blindness, by the same keys */
	GArray *quiet;       /* of struct quiet_link */
	struct pool pool;
	bool forgot;
	/* Each message asks several times for the link it came over: see links_turn_to. */
	const struct sighting *seen;
	uint64_t key;
	bool back;
	struct link *link; /* NULL: not looked up yet, or not there */
	int64_t all_blind; /* when packets of any link were lost last; INT64_MIN: never */
	struct {
		int64_t from, to;
	} holes[HOLES_MAX];  /* a ring */
	unsigned hole_count; /* all there were */
};

/* The same as link_key, of other addresses than those of IPv4. */
static __attribute__((noinline)) uint64_t
long_link_key(uint64_t seed, const struct address *source, const struct address *destination, bool *back)
{
	const struct address *ends[2] = {source, destination};

	*back = memcmp(source, destination, sizeof *source) > 0;
	return hash_bytes(hash_bytes(seed, ends[*back], sizeof *source), ends[!*back], sizeof *source);
}

/* The key of the link between two addresses; *back says whether the second one is its first end. */
static inline uint64_t
link_key(const struct links *links, const struct address *source, const struct address *destination,
		 bool *back)
{
	if (source->family != 4 || destination->family != 4)
		return long_link_key(links->seed, source, destination, back);
	uint32_t one = load4(source->bytes), other = load4(destination->bytes);
	uint64_t pair = (uint64_t)MIN(one, other) << 32 | MAX(one, other);
	*back = one > other;
	/* Addresses follow each other: mixed once, with a seed of bad luck, they would lie in clusters. */
	return hash_number(hash_number(links->seed, pair), pair);
}

/* NULL: nothing was ever seen between the two. */
static const struct way *
way_find(const struct links *links, const struct address *source, const struct address *destination)
{
	bool back;
	const struct link *link = table_find(&links->by_key, link_key(links, source, destination, &back));

	return link ? &link->ways[back] : NULL;
}

static void
forget_all(struct links *links)
{
	struct blindness *blindness;
	struct link *link;
	size_t at = 0;

	links->link = NULL;
	while ((link = table_next(&links->by_key, &at)) != NULL)
		pool_give(&links->pool, link, sizeof *link);
	table_clear(&links->by_key);
	at = 0;
	while ((blindness = table_next(&links->blind, &at)) != NULL)
		pool_give(&links->pool, blindness, sizeof *blindness);
	table_clear(&links->blind);
	g_array_set_size(links->quiet, 0);
}

static struct link *
link_new(struct links *links, uint64_t key)
{
	const struct way nothing = {.last_seen = INT64_MIN};

	if (links->by_key.count >= LINKS_MAX) {
		forget_all(links);
		links->forgot = true;
	}
	struct link *link = pool_take(&links->pool, sizeof *link);
	link->ways[0] = link->ways[1] = nothing;
	table_put(&links->by_key, key, link);
	return link;
}

/* It is not the one that was turned to, or that has not been looked up yet, or is new. */
static __attribute__((noinline)) struct link *
link_get(struct links *links, const struct sighting *seen)
{
	if (seen != links->seen)
		links_turn_to(links, seen);
	if (!links->link)
		links->link = table_find(&links->by_key, links->key);
	if (!links->link)
		links->link = link_new(links, links->key);
	return links->link;
}

static inline struct way *
way_get(struct links *links, const struct sighting *seen)
{
	struct link *link = seen == links->seen && links->link ? links->link : link_get(links, seen);

	return &link->ways[links->back];
}

void
links_turn_to(struct links *links, const struct sighting *seen)
{
	links->seen = seen;
	links->key = link_key(links, &seen->source.address, &seen->destination.address, &links->back);
	links->link = NULL;
	table_prefetch(&links->by_key, links->key);
}

void
links_prefetch(struct links *links)
{
	links->link = table_find(&links->by_key, links->key);
	record_prefetch(links->link, sizeof *links->link);
}

void
links_message(struct links *links, const struct sighting *seen)
{
	struct way *way = way_get(links, seen);

	way->last_seen = MAX(way->last_seen, seen->last_time);
}

/* Who connects only, and says nothing, gets no link. */
void
links_heard(struct links *links, const struct sighting *seen)
{
	if (seen != links->seen)
		links_turn_to(links, seen);
	if (!links->link)
		links->link = table_find(&links->by_key, links->key);
	if (links->link)
		links->link->ways[links->back].is_heard = true;
}

/* Did nothing ever come back on this link? */
static bool
is_quiet(const struct link *link, bool back)
{
	return link->ways[!back].last_seen == INT64_MIN && !link->ways[!back].is_heard;
}

/* Once something has come back, it is never again as if nothing had: only links that are quiet now are worth a look later. */
static void
watch_quiet(struct links *links, const struct link *link, const struct sighting *seen)
{
	struct quiet_link quiet = {link, links->back, seen->source.address, seen->destination.address};

	if (is_quiet(link, links->back) && !address_equal(&quiet.source, &quiet.destination))
		g_array_append_val(links->quiet, quiet);
}

void
links_exchange(struct links *links, const struct sighting *seen, enum protocol protocol)
{
	struct way *way = way_get(links, seen);

	if (way->exchanges < EXCHANGES_COUNTED && ++way->exchanges == LINKS_ONE_WAY_LEAST)
		watch_quiet(links, links->link, seen);
	if (way->exchanges > 1)
		return;
	way->first_frame = seen->frame;
	way->protocol = protocol;
}

/* More exchanges first, then the earlier one. */
static bool
comes_before(const struct one_way *a, const struct one_way *b)
{
	return a->exchanges != b->exchanges ? a->exchanges > b->exchanges : a->first_frame < b->first_frame;
}

unsigned
links_one_way(const struct links *links, struct one_way *most)
{
	unsigned count = 0;

	for (guint i = 0; !links->forgot && i < links->quiet->len; i++) {
		const struct quiet_link *quiet = &g_array_index(links->quiet, struct quiet_link, i);
		const struct way *way = &quiet->link->ways[quiet->back];
		struct one_way found = {quiet->source, quiet->destination, way->exchanges, way->first_frame,
								(enum protocol)way->protocol};
		if (!is_quiet(quiet->link, quiet->back))
			continue;
		if (count++ == 0 || comes_before(&found, most))
			*most = found;
	}
	return count;
}

/* Of the link that was turned to. */
static struct blindness *
blindness_get(struct links *links)
{
	struct blindness *blindness = table_find(&links->blind, links->key);

	if (blindness)
		return blindness;
	blindness = pool_take(&links->pool, sizeof *blindness);
	blindness->last[0] = blindness->last[1] = INT64_MIN;
	table_put(&links->blind, links->key, blindness);
	return blindness;
}

void
links_blind(struct links *links, const struct sighting *seen)
{
	/* There is a link then, too. */
	way_get(links, seen);
	int64_t *last = &blindness_get(links)->last[links->back];
	*last = MAX(*last, seen->last_time);
}

int64_t
links_last_seen(const struct links *links, const struct address *source, const struct address *destination)
{
	const struct way *way = way_find(links, source, destination);

	return way ? way->last_seen : INT64_MIN;
}

bool
links_blind_since(const struct links *links, const struct address *source, const struct address *destination,
				  int64_t since)
{
	const struct blindness *blindness;
	bool back;

	if (links->all_blind >= since || !links->blind.count)
		return links->all_blind >= since;
	blindness = table_find(&links->blind, link_key(links, source, destination, &back));
	return blindness && blindness->last[back] >= since;
}

void
links_blind_all(struct links *links, int64_t time)
{
	links->all_blind = MAX(links->all_blind, time);
}

void
links_hole(struct links *links, int64_t from, int64_t to)
{
	unsigned at = links->hole_count++ % HOLES_MAX;

	links->holes[at].from = from;
	links->holes[at].to = to;
}

int64_t
links_hole_time(const struct links *links, int64_t since, int64_t until)
{
	int64_t time = 0;

	for (unsigned i = 0; i < MIN(links->hole_count, HOLES_MAX); i++)
		time += MAX(0, MIN(until, links->holes[i].to) - MAX(since, links->holes[i].from));
	return time;
}

struct links *
links_new(uint64_t seed)
{
	struct links *links = g_new0(struct links, 1);

	links->seed = seed;
	links->all_blind = INT64_MIN;
	links->quiet = g_array_new(FALSE, FALSE, sizeof(struct quiet_link));
	return links;
}

void
links_free(struct links *links)
{
	/* Pieces go with their pool, unless each is the heap's own. */
	if (POOL_FROM_HEAP)
		forget_all(links);
	table_clear(&links->by_key);
	table_clear(&links->blind);
	pool_clear(&links->pool);
	g_array_free(links->quiet, TRUE);
	g_free(links);
}
