/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/fragments.h"

#include <glib.h>

#include "core/hash.h"

#define NANOSECONDS 1000000000LL

/* An IPv4 datagram ends at 65535; IPv6 offsets have 13 bits of 8 bytes too. */
#define DATAGRAM_MAX 65535u
#define BLOCK        8u /* offsets count in these */
#define FIRST_SIZE   4096u

/* A datagram that is not complete yet. Linked in order of arrival, so that the oldest is dropped first. */
struct waiting {
	struct fragment_key key;
	struct reassembled *whole;
	uint32_t size;      /* of whole->bytes */
	uint32_t seen;      /* bytes of the wire that fragments covered so far */
	uint32_t cut;       /* nothing from here on may be shown: the snap length took it */
	uint32_t fragments; /* that were added */
	bool end_known;     /* whole->length is right: the last fragment was seen */
	bool is_told;       /* that it lacks something */
	uint8_t blocks[(DATAGRAM_MAX + 1) / BLOCK / 8]; /* one bit for each block that was seen */
	GList link;
};

struct fragments {
	GHashTable *by_key; /* fragment_key -> waiting */
	GQueue oldest_first;
	size_t bytes;
	GList *untold; /* the oldest of which nothing was told; all behind it are like it */
	uint64_t *dropped;
	fragments_lacking *lacking;
	void *user;
	uint64_t seed; /* of the hashes: nobody can choose keys that fall together */
};

static uint32_t
hash_of(const struct fragments *fragments, const struct fragment_key *key)
{
	uint64_t hash = hash_number(fragments->seed, (uint64_t)key->id << 8 | key->ip_protocol);

	hash = hash_bytes(hash, key->source.bytes, sizeof key->source.bytes);
	return (uint32_t)hash_bytes(hash, key->destination.bytes, sizeof key->destination.bytes);
}

static guint
key_hash(gconstpointer pointer)
{
	return ((const struct fragment_key *)pointer)->hash;
}

static gboolean
key_equal(gconstpointer one, gconstpointer other)
{
	const struct fragment_key *a = one, *b = other;

	return a->id == b->id && a->ip_protocol == b->ip_protocol && a->source.family == b->source.family &&
		   memcmp(a->source.bytes, b->source.bytes, sizeof a->source.bytes) == 0 &&
		   memcmp(a->destination.bytes, b->destination.bytes, sizeof a->destination.bytes) == 0;
}

void
reassembled_free(struct reassembled *reassembled)
{
	if (reassembled)
		g_free(reassembled->bytes);
	g_free(reassembled);
}

struct fragments *
fragments_new(uint64_t *dropped, fragments_lacking *lacking, void *user)
{
	struct fragments *fragments = g_new0(struct fragments, 1);

	fragments->by_key = g_hash_table_new(key_hash, key_equal);
	g_queue_init(&fragments->oldest_first);
	fragments->dropped = dropped;
	fragments->lacking = lacking;
	fragments->user = user;
	fragments->seed = hash_seed_new();
	return fragments;
}

/* Takes a datagram out of the waiting ones and returns its bytes. */
static struct reassembled *
waiting_take(struct fragments *fragments, struct waiting *waiting)
{
	struct reassembled *whole = waiting->whole;

	g_hash_table_remove(fragments->by_key, &waiting->key);
	if (fragments->untold == &waiting->link)
		fragments->untold = waiting->link.next;
	g_queue_unlink(&fragments->oldest_first, &waiting->link);
	fragments->bytes -= waiting->size;
	g_free(waiting);
	return whole;
}

static void
waiting_tell(struct fragments *fragments, struct waiting *waiting)
{
	if (waiting->is_told)
		return;
	waiting->is_told = true;
	fragments->lacking(fragments->user, &waiting->key, waiting->whole->first_frame,
					   waiting->whole->first_time);
}

void
fragments_advance(struct fragments *fragments, int64_t now)
{
	for (; fragments->untold; fragments->untold = fragments->untold->next) {
		struct waiting *waiting = fragments->untold->data;
		if (waiting->whole->first_time + FRAGMENT_LACKS_AFTER > now)
			return;
		waiting_tell(fragments, waiting);
	}
}

static void
waiting_drop(struct fragments *fragments, struct waiting *waiting)
{
	waiting_tell(fragments, waiting);
	*fragments->dropped += waiting->fragments;
	reassembled_free(waiting_take(fragments, waiting));
}

void
fragments_free(struct fragments *fragments)
{
	while (fragments->oldest_first.head)
		waiting_drop(fragments, fragments->oldest_first.head->data);
	g_hash_table_destroy(fragments->by_key);
	g_free(fragments);
}

static void
fragments_expire(struct fragments *fragments, int64_t now)
{
	while (fragments->oldest_first.head) {
		struct waiting *oldest = fragments->oldest_first.head->data;
		bool is_late = now - oldest->whole->first_time > FRAGMENT_SECONDS * NANOSECONDS;

		if (!is_late && fragments->oldest_first.length < FRAGMENT_DATAGRAMS_MAX &&
			fragments->bytes <= FRAGMENT_BYTES_MAX)
			return;
		waiting_drop(fragments, oldest);
	}
}

static struct waiting *
waiting_new(struct fragments *fragments, const struct fragment_key *key, const struct fragment *fragment)
{
	struct waiting *waiting = g_new0(struct waiting, 1);

	waiting->key = *key;
	waiting->cut = UINT32_MAX;
	waiting->whole = g_new0(struct reassembled, 1);
	waiting->whole->first_frame = fragment->frame;
	waiting->whole->first_time = fragment->time;
	waiting->link.data = waiting;
	g_hash_table_insert(fragments->by_key, &waiting->key, waiting);
	g_queue_push_tail_link(&fragments->oldest_first, &waiting->link);
	if (!fragments->untold)
		fragments->untold = &waiting->link;
	return waiting;
}

static void
waiting_grow(struct fragments *fragments, struct waiting *waiting, uint32_t needed)
{
	uint32_t size = waiting->size ? waiting->size : FIRST_SIZE;

	while (size < needed)
		size *= 2;
	if (size == waiting->size)
		return;
	waiting->whole->bytes = g_realloc(waiting->whole->bytes, size);
	fragments->bytes += size - waiting->size;
	waiting->size = size;
}

/* Takes over the bytes that are new: block by block, since fragments begin at blocks; what was first stays. */
static void
waiting_cover(struct waiting *waiting, const struct fragment *fragment)
{
	for (uint32_t done = 0; done < fragment->length; done += BLOCK) {
		uint32_t at = fragment->offset + done;
		uint32_t block = at / BLOCK;
		uint32_t here = MIN(BLOCK, fragment->length - done);
		uint32_t there = fragment->captured > done ? MIN(here, fragment->captured - done) : 0;

		if (waiting->blocks[block / 8] & 1u << block % 8)
			continue;
		waiting->blocks[block / 8] |= (uint8_t)(1u << block % 8);
		waiting->seen += here;
		memcpy(waiting->whole->bytes + at, fragment->bytes + done, there);
		if (there < here)
			waiting->cut = MIN(waiting->cut, at + there);
	}
}

/* Can this be a part of the datagram, as far as that is known? */
static bool
fragment_fits(const struct waiting *waiting, const struct fragment *fragment)
{
	if (fragment->length == 0 || fragment->length > DATAGRAM_MAX - fragment->offset)
		return false;
	if (fragment->more && fragment->length % BLOCK != 0)
		return false;
	return !waiting || !waiting->end_known || fragment->offset + fragment->length <= waiting->whole->length;
}

static void
waiting_add(struct fragments *fragments, struct waiting *waiting, const struct fragment *fragment)
{
	uint32_t end = fragment->offset + fragment->length;

	waiting_grow(fragments, waiting, end);
	waiting_cover(waiting, fragment);
	waiting->fragments++;
	if (fragment->offset == 0)
		waiting->whole->ip_protocol = fragment->ip_protocol;
	if (!waiting->end_known)
		waiting->whole->length = MAX(waiting->whole->length, end);
	waiting->end_known |= !fragment->more;
}

struct reassembled *
fragments_add(struct fragments *fragments, const struct fragment_key *key, const struct fragment *fragment)
{
	fragments_expire(fragments, fragment->time);

	struct fragment_key sought = *key;
	sought.hash = hash_of(fragments, key);
	struct waiting *waiting = g_hash_table_lookup(fragments->by_key, &sought);

	if (!fragment_fits(waiting, fragment)) {
		++*fragments->dropped;
		return NULL;
	}
	if (!waiting)
		waiting = waiting_new(fragments, &sought, fragment);
	waiting_add(fragments, waiting, fragment);
	if (!waiting->end_known || waiting->seen < waiting->whole->length)
		return NULL;
	waiting->whole->captured = MIN(waiting->cut, waiting->whole->length);
	return waiting_take(fragments, waiting);
}
