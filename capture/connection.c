/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/connection.h"

#include <glib.h>

#include "capture/connection_key.h"
#include "capture/stream.h"
#include "capture/tcp.h"
#include "core/hash.h"
#include "core/load.h"
#include "core/pool.h"

enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_ACK = 0x10 };

#define TCP_HEADER_MIN 20

/* Ours: a reset this far from where its sender was is not of this connection. */
#define RESET_WINDOW (1 << 20)

/* What is read of a TCP header (RFC 9293 section 3.1), and the data behind it. */
struct header {
	uint32_t sequence;
	uint8_t flags;
	struct tcp_segment data;
};

/* The lists of a table: a connection is in one of them. */
enum connection_list_id {
	LIST_OPEN,
	LIST_WAITING, /* for a hole to be filled, or for what was under way when it was reset */
	LIST_GRAVES,  /* ended */
	LIST_COUNT
};

/* What matters of a connection until it has ended. Gravestones stand for long, and are many. */
struct life {
	struct place last;
	struct stream_pair pair;
	struct place first, last_syn, reset_at;
	uint8_t client; /* who sent SYN: the side */
	uint8_t syn_count;
	uint8_t reset_by; /* side */
};

/* What every packet touches stands first. */
struct connection {
	uint64_t words[2]; /* of its ends: see connection_key.h */
	uint32_t channel;
	uint32_t hash;
	struct connection *older, *newer; /* in its list, by `active` */
	int64_t active;                   /* when it last was, nanoseconds; as exactly as its list needs it */
	struct life *life;                /* NULL only where it has ended */
	uint32_t index;                   /* in the pool */
	uint8_t list;                     /* enum connection_list_id */
	bool talked;        /* something was acknowledged: somebody is there, even where only one side is seen */
	bool ended;         /* said so: a gravestone */
	uint8_t sides_seen; /* as in its pair, once that is gone */
	struct tcp_side sides[2]; /* what each stream is put together from */
	uint64_t number;
	int64_t last_time;   /* as in its life, once that is gone */
	uint32_t initial[2]; /* initial sequence numbers, where `has_initial` */
	bool has_initial[2];
	bool opened;
	bool refused;
	bool reset;        /* or refused: it ends when what was under way has come */
	bool reset_untold; /* the other side's open message comes first */
	bool closed[2];    /* that side's stream has ended */
};

/* Connections from the oldest activity to the newest. */
struct connection_list {
	struct connection *oldest, *newest;
};

/* Open addressing: the tag spares the look at a connection that is not meant. */
struct slot {
	uint32_t tag;
	uint32_t index; /* in the pool, plus 1; 0: empty */
};

#define POOL_CHUNK 256

struct connection_table {
	struct reading *reading;
	struct slot *slots;
	size_t mask; /* number of slots, a power of two, less one */
	size_t count;
	uint64_t last_id;
	uint64_t seed;
	struct connection_list lists[LIST_COUNT];
	size_t graves;
	struct connection *chunks[CONNECTIONS_MAX / POOL_CHUNK + 1];
	uint32_t pool_size;       /* connections made so far, in use or spare */
	struct connection *spare; /* linked by `newer` */
	struct pool lives;
};

/* A side of a connection that has not ended, or has come back to life, for its sink. */
struct side_user {
	struct connection *connection;
	unsigned side;
};

static void
sink_bytes(void *user, struct slice bytes, const struct place *place)
{
	struct side_user *to = user;

	stream_bytes(&to->connection->life->pair, to->side, bytes, place);
}

static void
sink_passed(void *user, uint64_t count, const struct place *place)
{
	struct side_user *to = user;

	stream_pass(&to->connection->life->pair, to->side, count, place);
}

static void
sink_lost(void *user, uint64_t count, bool cut, const struct place *place)
{
	struct side_user *to = user;

	stream_lost(&to->connection->life->pair, to->side, count, cut, place);
}

static bool
sink_again(void *user, struct slice bytes, uint32_t back)
{
	struct side_user *to = user;

	return !stream_repeats(&to->connection->life->pair, to->side, bytes, back);
}

static void
sink_differs(void *user)
{
	struct side_user *to = user;
	struct stream_pair *pair = &to->connection->life->pair;

	pair->streams[to->side].faults |= FAULT_OVERLAP;
	pair->reading->counts->stream_overlaps++;
}

static uint64_t
sink_skips(void *user)
{
	struct side_user *to = user;

	return stream_skips(&to->connection->life->pair.streams[to->side]);
}

static struct tcp_sink
side_sink(struct side_user *user)
{
	return (struct tcp_sink){.user = user,
							 .held = &user->connection->life->pair.reading->held,
							 .bytes = sink_bytes,
							 .passed = sink_passed,
							 .lost = sink_lost,
							 .again = sink_again,
							 .differs = sink_differs,
							 .skips = sink_skips};
}

/*
 * The table.
 */

static bool
connection_is(const struct connection *connection, const struct connection_key *key)
{
	return connection->words[0] == key->words[0] && connection->words[1] == key->words[1] &&
		   connection->channel == key->channel;
}

static struct connection *
table_at(const struct connection_table *table, uint32_t index)
{
	return &table->chunks[index / POOL_CHUNK][index % POOL_CHUNK];
}

static struct connection *
table_find(const struct connection_table *table, const struct connection_key *key)
{
	for (size_t i = key->hash & table->mask; table->slots[i].index; i = (i + 1) & table->mask) {
		if (table->slots[i].tag != key->hash)
			continue;
		struct connection *connection = table_at(table, table->slots[i].index - 1);
		if (connection_is(connection, key))
			return connection;
	}
	return NULL;
}

static void
slots_put(struct slot *slots, size_t mask, struct slot slot)
{
	size_t i = slot.tag & mask;

	while (slots[i].index)
		i = (i + 1) & mask;
	slots[i] = slot;
}

static void
table_grow(struct connection_table *table)
{
	size_t mask = table->mask * 2 + 1;
	struct slot *slots = g_new0(struct slot, mask + 1);

	for (size_t i = 0; i <= table->mask; i++)
		if (table->slots[i].index)
			slots_put(slots, mask, table->slots[i]);
	g_free(table->slots);
	table->slots = slots;
	table->mask = mask;
}

/* Takes a connection out; those behind it that it had pushed on move up. */
static void
table_remove(struct connection_table *table, const struct connection *connection)
{
	size_t hole = connection->hash & table->mask;

	while (table->slots[hole].index != connection->index + 1)
		hole = (hole + 1) & table->mask;
	for (size_t i = (hole + 1) & table->mask; table->slots[i].index; i = (i + 1) & table->mask) {
		size_t home = table->slots[i].tag & table->mask;
		if (((i - home) & table->mask) >= ((i - hole) & table->mask)) {
			table->slots[hole] = table->slots[i];
			hole = i;
		}
	}
	table->slots[hole].index = 0;
	table->count--;
}

/* A connection that is not in use; its `index` is set, nothing else. There is room. */
static struct connection *
table_take_spare(struct connection_table *table)
{
	struct connection *connection = table->spare;

	if (connection) {
		table->spare = connection->newer;
		return connection;
	}
	uint32_t index = table->pool_size++;
	if (index % POOL_CHUNK == 0)
		table->chunks[index / POOL_CHUNK] = g_new(struct connection, POOL_CHUNK);
	connection = table_at(table, index);
	connection->index = index;
	return connection;
}

static void
list_take(struct connection_list *list, struct connection *connection)
{
	*(connection->older ? &connection->older->newer : &list->oldest) = connection->newer;
	*(connection->newer ? &connection->newer->older : &list->newest) = connection->older;
}

static void
list_put(struct connection_list *list, struct connection *connection)
{
	connection->older = list->newest;
	connection->newer = NULL;
	*(list->newest ? &list->newest->newer : &list->oldest) = connection;
	list->newest = connection;
}

static void
connection_move(struct connection_table *table, struct connection *connection, enum connection_list_id to)
{
	if (connection->list == to)
		return;
	list_take(&table->lists[connection->list], connection);
	table->graves -= connection->list == LIST_GRAVES;
	connection->list = (uint8_t)to;
	table->graves += to == LIST_GRAVES;
	list_put(&table->lists[to], connection);
}

/*
 * How a connection lives and ends.
 */

static void
connection_bear(struct connection_table *table, struct connection *connection,
				const struct connection_key *key, const struct place *place)
{
	struct life *life = pool_take_zeros(&table->lives, sizeof *life);

	life->last = *place;
	life->pair.reading = table->reading;
	life->pair.connection = connection->number;
	life->pair.endpoints[0] = *key->ends[0];
	life->pair.endpoints[1] = *key->ends[1];
	life->pair.sides = connection->sides;
	life->pair.sides_seen = connection->sides_seen;
	connection->life = life;
}

/* It has ended, or will not go on. */
static void
connection_bury(struct connection_table *table, struct connection *connection)
{
	struct life *life = connection->life;

	if (!life)
		return;
	connection->sides_seen = life->pair.sides_seen;
	connection->last_time = life->last.time;
	stream_pair_clear(&life->pair);
	pool_give(&table->lives, life, sizeof *life);
	connection->life = NULL;
}

/* A gravestone is spoken to by one who opens it once more. Nobody looks at what is said there, but it is counted and told. */
static void
connection_revive(struct connection_table *table, struct connection *connection,
				  const struct connection_key *key, const struct place *place)
{
	if (connection->life)
		return;
	connection_bear(table, connection, key, place);
	stream_pair_ignore(&connection->life->pair);
}

static void
connection_tell(struct connection *connection, unsigned source, enum transport_event_kind kind,
				const struct place *place)
{
	stream_tell(&connection->life->pair, source, kind, place, 0);
}

static bool
connection_has_hole(const struct connection *connection)
{
	return connection->sides[0].hold || connection->sides[1].hold;
}

static void
connection_give_up_holes(struct connection *connection, unsigned side)
{
	struct side_user user = {connection, side};
	struct tcp_sink sink = side_sink(&user);

	tcp_side_give_up(&connection->sides[side], &sink);
}

/* What is missing at the end of both sides, before that end is told. A side of which nothing was seen has none. */
static void
connection_lose_ends(struct connection *connection, const struct place *place)
{
	for (unsigned side = 0; side < 2; side++) {
		struct side_user user = {connection, side};
		struct tcp_sink sink = side_sink(&user);

		if (!connection->closed[side] && connection->life->pair.sides_seen & 1u << side)
			tcp_side_lose_end(&connection->sides[side], place, &sink);
	}
}

/* `side` refuses what the SYN asked for. */
static void
connection_tell_refused(struct connection *connection, unsigned side, const struct place *place)
{
	const struct stream_pair *pair = &connection->life->pair;
	struct transport_event event = {.kind = EVENT_CONNECTION_REFUSED};

	stream_sighting(pair, side, place, &event.seen);
	event.seen.first_frame = connection->life->first.frame;
	event.seen.first_time = connection->life->first.time;
	if (pair->reading->listener->event)
		pair->reading->listener->event(pair->reading->listener->user, &event);
}

/* The last SYN of several, or the only one, and no word from the other end. */
static void
connection_tell_silent(struct connection *connection)
{
	const struct life *life = connection->life;
	const struct stream_pair *pair = &life->pair;

	if (!life->syn_count || pair->sides_seen != 1u << life->client || connection->talked)
		return;
	struct transport_event event = {.kind = EVENT_CONNECTION_SILENT};
	stream_sighting(pair, life->client, &life->last_syn, &event.seen);
	event.seen.first_frame = life->first.frame;
	event.seen.first_time = life->first.time;
	if (pair->reading->listener->event)
		pair->reading->listener->event(pair->reading->listener->user, &event);
}

static void
connection_tell_reset(struct connection *connection)
{
	struct life *life = connection->life;

	if (!connection->reset_untold)
		return;
	connection->reset_untold = false;
	connection_give_up_holes(connection, !life->reset_by);
	connection_lose_ends(connection, &life->reset_at);
	stream_break(&life->pair, !life->reset_by);
	connection_tell(connection, life->reset_by, EVENT_CONNECTION_RESET, &life->reset_at);
}

/* Have both sides closed, so that nothing is left to hand out? */
static bool
connection_is_through(const struct connection *connection)
{
	return connection->closed[0] && connection->closed[1] && !connection_has_hole(connection) &&
		   !connection->life->pair.http2;
}

static void
connection_break_off(struct connection *connection, const struct place *place)
{
	for (unsigned side = 0; side < 2; side++) {
		connection_give_up_holes(connection, side);
		connection_lose_ends(connection, place);
		stream_finish(&connection->life->pair, side, STREAM_END_BREAK, place);
	}
}

/* Everything that was open is handed out; from here on it is a gravestone. */
static void
connection_end(struct connection *connection)
{
	if (connection->ended)
		return;
	struct place place = connection->life->last;
	connection->ended = true;
	if (!connection_is_through(connection))
		connection_break_off(connection, &place);
	connection_tell_reset(connection);
	connection_tell_silent(connection);
	connection_tell(connection, connection->life->client, EVENT_CONNECTION_ENDED, &place);
}

/* Ends it if that was not said yet, and takes it out of the table. */
static void
connection_remove(struct connection_table *table, struct connection *connection)
{
	const struct tcp_sink sink = {.held = &table->reading->held};

	connection_end(connection);
	connection_bury(table, connection);
	tcp_side_clear(&connection->sides[0], &sink);
	tcp_side_clear(&connection->sides[1], &sink);
	table_remove(table, connection);
	list_take(&table->lists[connection->list], connection);
	table->graves -= connection->list == LIST_GRAVES;
	connection->newer = table->spare;
	table->spare = connection;
}

/* The one that would be missed least. There is one. */
static struct connection *
table_least(const struct connection_table *table)
{
	if (table->graves)
		return table->lists[LIST_GRAVES].oldest;
	return table->lists[LIST_OPEN].oldest ? table->lists[LIST_OPEN].oldest
										  : table->lists[LIST_WAITING].oldest;
}

/* Gravestones that have stood long enough go, and the one idle for longest when there are too many. */
static void
table_make_room(struct connection_table *table, int64_t now)
{
	while (table->graves && (table->graves > CONNECTION_GRAVES_MAX ||
							 now - table->lists[LIST_GRAVES].oldest->active > CONNECTION_GRAVE_TIME))
		connection_remove(table, table->lists[LIST_GRAVES].oldest);
	if (table->count >= CONNECTIONS_MAX) {
		table->reading->counts->streams_given_up += table_least(table)->list != LIST_GRAVES;
		connection_remove(table, table_least(table));
	}
	if (table->count * 2 > table->mask)
		table_grow(table);
}

static struct connection *
table_add(struct connection_table *table, const struct connection_key *key, const struct place *place)
{
	table_make_room(table, place->time);
	struct connection *connection = table_take_spare(table);
	*connection = (struct connection){.index = connection->index,
									  .hash = key->hash,
									  .channel = key->channel,
									  .words = {key->words[0], key->words[1]},
									  .active = place->time,
									  .number = ++table->last_id};
	connection_bear(table, connection, key, place);
	connection->life->first = *place;
	slots_put(table->slots, table->mask, (struct slot){key->hash, connection->index + 1});
	table->count++;
	list_put(&table->lists[LIST_OPEN], connection);
	table->reading->counts->streams++;
	return connection;
}

/*
 * Segments.
 */

static struct place
datagram_place(const struct datagram *datagram)
{
	uint32_t frame = datagram->original_frame ? datagram->original_frame : datagram->packet->frame;

	return (struct place){.time = datagram->packet->time,
						  .frame = frame,
						  .shown = frame,
						  .ip_id = datagram->ip_id,
						  .ttl = datagram->ttl};
}

/* False when the capture does not hold enough of the header. */
static bool
header_read(const struct datagram *datagram, struct header *header)
{
	const uint8_t *bytes = datagram->bytes;

	if (datagram->captured < TCP_HEADER_MIN)
		return false;
	uint32_t size = (uint32_t)(bytes[12] >> 4) * 4;
	if (size < TCP_HEADER_MIN || size > datagram->length)
		return false;
	uint32_t captured = datagram->captured > size ? datagram->captured - size : 0;
	header->sequence = GUINT32_FROM_BE(load4(bytes + 4));
	header->flags = bytes[13];
	header->data.sequence = header->sequence + !!(header->flags & TCP_SYN);
	header->data.length = datagram->length - size;
	header->data.bytes = (struct slice){(const char *)bytes + size, captured};
	header->data.place = datagram_place(datagram);
	header->data.place.acknowledged = GUINT32_FROM_BE(load4(bytes + 8));
	return true;
}

static void
connection_syn(struct connection *connection, unsigned side, const struct header *header)
{
	struct side_user user = {connection, side};
	struct tcp_sink sink = side_sink(&user);
	const struct place *place = &header->data.place;
	struct life *life = connection->life;
	bool answer = header->flags & TCP_ACK;

	if (!connection->has_initial[side]) {
		connection->has_initial[side] = true;
		connection->initial[side] = header->sequence;
		tcp_side_start(&connection->sides[side], header->sequence + 1, &sink);
	}
	if (!answer) {
		life->client = (uint8_t)side;
		life->syn_count += life->syn_count < UINT8_MAX;
		life->last_syn = *place;
	} else if (!connection->opened && connection->has_initial[!side]) {
		connection->opened = true;
		life->client = !side;
		connection_tell(connection, !side, EVENT_CONNECTION_OPENED, place);
	}
}

static int64_t
connection_last_time(const struct connection *connection)
{
	return connection->life ? connection->life->last.time : connection->last_time;
}

/* Does this SYN open another connection on the same ports? */
static bool
is_reuse(const struct connection *connection, unsigned side, const struct header *header)
{
	if (!(header->flags & TCP_SYN))
		return false;
	/* Whatever its number: a capture that was replayed, or a file that was appended to itself. */
	if (header->data.place.time - connection_last_time(connection) > CONNECTION_GRAVE_TIME)
		return true;
	if (connection->has_initial[side])
		return connection->initial[side] != header->sequence || (connection->refused && connection->ended);
	/* The answer to a SYN may be the first that is seen of its side. */
	return connection->sides[side].started || !(header->flags & TCP_ACK);
}

static void
connection_side_finish(struct connection *connection, unsigned side, enum stream_end end,
					   const struct place *place)
{
	if (connection->closed[side])
		return;
	connection->closed[side] = true;
	stream_finish(&connection->life->pair, side, end, place);
}

/* Everything up to the FIN is there. */
static void
connection_check_fin(struct connection *connection, unsigned side, const struct place *place)
{
	if (connection->closed[side] || !tcp_side_is_complete(&connection->sides[side]))
		return;
	connection_side_finish(connection, side, STREAM_END_FIN, place);
	connection_tell(connection, side, EVENT_CONNECTION_CLOSED, place);
	if (connection->closed[!side])
		connection_end(connection);
}

/* Is it a refusal: RST in answer to SYN? RFC 9293 section 3.10.7.3. */
static bool
is_refusal(const struct connection *connection, unsigned side, const struct header *header)
{
	return connection->has_initial[!side] && !connection->has_initial[side] &&
		   !connection->sides[side].started && header->flags & TCP_ACK &&
		   header->data.place.acknowledged - connection->initial[!side] <= 1 + header->data.length;
}

/*
 * A reset is told after the message that was under way from the other side, so that its request does not look
 * unanswered. More of it may still be on its way.
 */
static void
connection_reset(struct connection *connection, unsigned side, const struct header *header)
{
	const struct place *place = &header->data.place;
	const struct tcp_side *sender = &connection->sides[side];
	struct life *life = connection->life;

	if (connection->ended || connection->reset)
		return;
	if (is_refusal(connection, side, header)) {
		connection->refused = connection->reset = true;
		life->reset_at = *place;
		connection_tell_refused(connection, side, place);
		return;
	}
	int32_t off = (int32_t)(header->sequence - sender->next);
	if (sender->started && (off < -RESET_WINDOW || off > RESET_WINDOW))
		return;
	connection->reset = true;
	connection->reset_untold = true;
	life->reset_by = (uint8_t)side;
	life->reset_at = *place;
	connection_give_up_holes(connection, side);
	stream_break(&life->pair, side);
}

/* `side` acknowledges what comes from the other end, or what should have. */
static void
connection_acknowledge(struct connection *connection, unsigned side, const struct place *place)
{
	struct tcp_side *acked = &connection->sides[!side];

	if (!tcp_side_acknowledge(acked, place->acknowledged))
		return;
	uint32_t unseen = tcp_side_unseen(acked, place->acknowledged);
	if (unseen)
		stream_tell(&connection->life->pair, !side, EVENT_DATA_UNSEEN, place, unseen);
}

static void
connection_data(struct connection *connection, unsigned side, const struct header *header)
{
	const struct tcp_segment *segment = &header->data;

	if (tcp_side_is_next(&connection->sides[side], segment) && segment->bytes.length == segment->length) {
		connection->sides[side].next += segment->length;
		stream_bytes(&connection->life->pair, side, segment->bytes, &segment->place);
		return;
	}
	struct side_user user = {connection, side};
	struct tcp_sink sink = side_sink(&user);
	tcp_side_segment(&connection->sides[side], &header->data, &sink);
}

/* A packet of the connection has passed: holes on either side may be given up now. */
static void
connection_wait(struct connection *connection, const struct place *place)
{
	for (unsigned side = 0; side < 2; side++) {
		if (!connection->sides[side].hold)
			continue;
		struct side_user user = {connection, side};
		struct tcp_sink sink = side_sink(&user);
		bool one_sided = !(connection->life->pair.sides_seen & 1u << !side);
		tcp_side_wait(&connection->sides[side], place->time, one_sided, &sink);
		connection_check_fin(connection, side, place);
	}
}

/* Keeps its list in order of activity, as exactly as it needs to be: to a second. */
static void
connection_touch(struct connection_table *table, struct connection *connection, int64_t now)
{
	struct connection_list *list = &table->lists[connection->list];

	if (now - connection->active < 1000000000)
		return;
	connection->active = now;
	if (list->newest == connection)
		return;
	list_take(list, connection);
	list_put(list, connection);
}

/* Is a message of that side not all there, or may one be in what is missing of it? */
static bool
connection_is_under_way(const struct connection *connection, unsigned side)
{
	return stream_is_busy(&connection->life->pair.streams[side]) || connection->sides[side].hold;
}

/* Puts it where it belongs after a packet, or after it has waited: `now` is the time of the present packet. */
static void
connection_settle(struct connection_table *table, struct connection *connection, const struct place *place)
{
	if (connection_has_hole(connection))
		connection_wait(connection, place);
	if (connection->reset && !connection->ended) {
		bool busy = connection_is_under_way(connection, !connection->life->reset_by);
		bool late = place->time - connection->life->reset_at.time > CONNECTION_WAIT_TIME;
		if (!busy || late)
			connection_tell_reset(connection);
		if (late)
			connection_end(connection);
	}
	if (connection->ended) {
		connection_bury(table, connection);
		connection_move(table, connection, LIST_GRAVES);
	} else if (connection_has_hole(connection) || connection->reset)
		connection_move(table, connection, LIST_WAITING);
	else
		connection_move(table, connection, LIST_OPEN);
}

/* Looks after one connection that waits for packets that do not come. */
static void
table_look_after_waiting(struct connection_table *table, const struct place *place)
{
	struct connection *connection = table->lists[LIST_WAITING].oldest;

	if (!connection || place->time - connection->active <= CONNECTION_WAIT_TIME)
		return;
	struct place when = connection->life->last;
	when.time = place->time;
	connection->active = place->time;
	connection_settle(table, connection, &when);
	if (connection->list != LIST_WAITING || table->lists[LIST_WAITING].newest == connection)
		return;
	list_take(&table->lists[LIST_WAITING], connection);
	list_put(&table->lists[LIST_WAITING], connection);
}

static void
connection_see(struct connection *connection, unsigned side, const struct place *place)
{
	struct life *life = connection->life;

	*(life ? &life->pair.sides_seen : &connection->sides_seen) |= (uint8_t)(1u << side);
	if (life)
		life->last = *place;
	else
		connection->last_time = place->time;
}

/* Does anybody look at a segment of this side with these flags? */
static bool
connection_listens(const struct connection *connection, unsigned side, uint8_t flags)
{
	if (connection->ended)
		return flags & TCP_SYN;
	return flags & (TCP_SYN | TCP_FIN | TCP_RST) || !stream_pair_is_ignored(&connection->life->pair, side);
}

static void
connection_segment(struct connection_table *table, struct connection *connection,
				   const struct connection_key *key, const struct header *header)
{
	const struct place *place = &header->data.place;
	unsigned side = key->side;

	connection_touch(table, connection, place->time);
	connection_see(connection, side, place);
	connection->talked |= (header->flags & (TCP_SYN | TCP_RST | TCP_ACK)) == TCP_ACK;
	if (!connection_listens(connection, side, header->flags))
		return;
	if (header->flags & TCP_SYN) {
		connection_revive(table, connection, key, place);
		connection_syn(connection, side, header);
	}
	if (header->flags & TCP_ACK)
		connection_acknowledge(connection, side, place);
	if (header->data.length && !(header->flags & TCP_RST))
		connection_data(connection, side, header);
	if (header->flags & TCP_FIN)
		tcp_side_fin(&connection->sides[side], header->data.sequence + header->data.length);
	if (connection->sides[side].has_fin)
		connection_check_fin(connection, side, place);
	if (header->flags & TCP_RST)
		connection_reset(connection, side, header);
	if (header->flags & (TCP_FIN | TCP_RST) || connection->ended || connection_has_hole(connection) ||
		connection->list != LIST_OPEN)
		connection_settle(table, connection, place);
}

/* Acknowledgements and resets of connections that are not known say nothing. */
static bool
begins_connection(const struct header *header)
{
	return header->flags & TCP_SYN || (header->data.length && !(header->flags & TCP_RST));
}

static struct connection *
table_add_by_segment(struct connection_table *table, const struct connection_key *key,
					 const struct header *header)
{
	struct connection *connection = table_add(table, key, &header->data.place);

	if (!(header->flags & TCP_SYN)) {
		struct stream_pair *pair = &connection->life->pair;
		pair->mid_stream = true;
		pair->streams[0].unsure = true;
		pair->streams[1].unsure = true;
	}
	return connection;
}

void
connection_table_segment(struct connection_table *table, const struct datagram *datagram)
{
	struct header header;
	struct connection_key key = connection_key_of(table->seed, datagram);

	__builtin_prefetch(&table->slots[key.hash & table->mask]);
	if (!header_read(datagram, &header))
		return;
	struct connection *connection = table_find(table, &key);
	if (connection && is_reuse(connection, key.side, &header)) {
		connection_remove(table, connection);
		connection = NULL;
	}
	if (!connection) {
		if (!begins_connection(&header))
			return;
		connection = table_add_by_segment(table, &key, &header);
	}
	table_look_after_waiting(table, &header.data.place);
	connection_segment(table, connection, &key, &header);
}

void
connection_table_message(struct connection_table *table, const struct datagram *datagram)
{
	struct place place = datagram_place(datagram);
	struct connection_key key = connection_key_of(table->seed, datagram);
	struct connection *connection = table_find(table, &key);

	if (!connection)
		connection = table_add(table, &key, &place);
	connection_touch(table, connection, place.time);
	connection_see(connection, key.side, &place);
	if (connection->ended)
		return;
	struct stream_pair *pair = &connection->life->pair;
	struct slice bytes = {(const char *)datagram->bytes, datagram->captured};
	stream_bytes(pair, key.side, bytes, &place);
	if (datagram->length > datagram->captured)
		stream_lost(pair, key.side, datagram->length - datagram->captured, true, &place);
}

struct connection_table *
connection_table_new(struct reading *reading)
{
	struct connection_table *table = g_new0(struct connection_table, 1);

	table->reading = reading;
	table->mask = 1023;
	table->slots = g_new0(struct slot, table->mask + 1);
	table->seed = hash_seed_new();
	return table;
}

void
connection_table_free(struct connection_table *table)
{
	while (table->count)
		connection_remove(table, table_least(table));
	for (size_t i = 0; i < G_N_ELEMENTS(table->chunks); i++)
		g_free(table->chunks[i]);
	pool_clear(&table->lives);
	g_free(table->slots);
	g_free(table);
}
