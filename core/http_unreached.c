/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_unreached.h"
#include "core/queue.h"

#include "core/value.h"

/* How long after a host was named a failure to reach it has to do with that; ours. */
#define EXPECTED_FOR SECONDS(60)

/* The most names and places remembered; ours. The oldest is forgotten. */
#define EXPECTED_MAX 4096

/* The most places that serve HTTP; ours. Above it all are forgotten. */
#define SERVERS_MAX 100000

/* Ports that are as good as never used for anything else. */
static const uint16_t http_ports[] = {80, 8080, 3128};

/* Something remembered for a while, by a keyed hash; equal keys are taken for equal. */
struct expected {
	uint64_t key;
	int64_t time;
	GList in_order;
};

struct http_unreached {
	struct analysis *analysis;
	struct table servers;  /* keys alone: their records are this */
	struct table expected; /* of struct expected, by key */
	GQueue order;          /* of them, the oldest first */
	struct pool pool;      /* they come from here */
};

/* What the keys are of. */
enum key_kind { KEY_NAME, KEY_PLACE, KEY_TOLD };

static uint64_t
key_of(const struct http_unreached *unreached, enum key_kind kind, const struct address *client)
{
	return hash_number(hash_bytes(unreached->analysis->seed, client, sizeof *client), kind);
}

static uint64_t
endpoint_hash(const struct http_unreached *unreached, const struct endpoint *endpoint)
{
	uint64_t hash = hash_bytes(unreached->analysis->seed, &endpoint->address, sizeof endpoint->address);
	return hash_number(hash, endpoint->port);
}

static void
forget(struct http_unreached *unreached, struct expected *expected)
{
	queue_take(&unreached->order, &expected->in_order);
	table_remove(&unreached->expected, expected->key);
	pool_give(&unreached->pool, expected, sizeof *expected);
}

static void
remember(struct http_unreached *unreached, uint64_t key)
{
	struct expected *expected = table_find(&unreached->expected, key);

	if (!expected && unreached->order.length >= EXPECTED_MAX)
		forget(unreached, unreached->order.head->data);
	if (expected) {
		queue_take(&unreached->order, &expected->in_order);
	} else {
		expected = pool_take_zeros(&unreached->pool, sizeof *expected);
		expected->key = key;
		expected->in_order.data = expected;
		table_put(&unreached->expected, key, expected);
	}
	expected->time = unreached->analysis->now;
	queue_add(&unreached->order, &expected->in_order);
}

static bool
remembers(const struct http_unreached *unreached, uint64_t key)
{
	const struct expected *expected = table_find(&unreached->expected, key);
	return expected && unreached->analysis->now - expected->time <= EXPECTED_FOR;
}

void
http_unreached_serves(struct http_unreached *unreached, const struct endpoint *server)
{
	uint64_t hash = endpoint_hash(unreached, server);

	if (table_find(&unreached->servers, hash))
		return;
	if (unreached->servers.count >= SERVERS_MAX)
		table_clear(&unreached->servers);
	table_put(&unreached->servers, hash, unreached);
}

/* What stands between the scheme, if there is one, and the path. */
static struct slice
authority_of(struct slice target)
{
	const char *scheme = target.length ? memmem(target.bytes, target.length, "://", 3) : NULL;
	size_t n = 0;

	if (scheme)
		target = slice_after(target, (size_t)(scheme - target.bytes) + 3);
	while (n < target.length && target.bytes[n] != '/' && target.bytes[n] != '?' && target.bytes[n] != '#')
		n++;
	return (struct slice){target.bytes, n};
}

/* A host is looked up by its name, or connected to by its address and port. */
void
http_unreached_expect(struct http_unreached *unreached, const struct address *client, struct slice target)
{
	bool https = slice_starts_with(target, SLICE("https:"));
	struct slice authority = authority_of(target);
	struct slice host = {authority.bytes, value_host_length(authority)};
	struct slice port = slice_after(authority, host.length);
	uint64_t key;

	if (!host.length)
		return;
	remember(unreached, hash_nocase(key_of(unreached, KEY_NAME, client), host));
	key = hash_nocase(key_of(unreached, KEY_PLACE, client), host);
	remember(unreached, hash_slice(key, port.length > 1 ? port : https ? SLICE(":443") : SLICE(":80")));
}

/* Does anything in the capture say that this connection was to carry HTTP? */
static bool
was_for_http(const struct http_unreached *unreached, const struct endpoint *client,
			 const struct endpoint *server)
{
	uint64_t hash = endpoint_hash(unreached, server);
	char place[ENDPOINT_TEXT_SIZE];

	for (size_t i = 0; i < G_N_ELEMENTS(http_ports); i++)
		if (http_ports[i] == server->port)
			return true;
	if (table_find(&unreached->servers, hash))
		return true;
	endpoint_text(server, place);
	struct slice port = slice_of(strrchr(place, ':'));
	struct slice host = {place, (size_t)(port.bytes - place)};
	hash = hash_nocase(key_of(unreached, KEY_PLACE, &client->address), host);
	return remembers(unreached, hash_slice(hash, port));
}

/* One attempt is told once: repeated SYNs bring repeated ICMPs, and silence in the end. */
static bool
tell_once(struct http_unreached *unreached, const struct endpoint *client, const struct endpoint *server)
{
	uint64_t key = hash_number(key_of(unreached, KEY_TOLD, &client->address), client->port);

	key = hash_number(key, endpoint_hash(unreached, server));
	if (remembers(unreached, key))
		return false;
	remember(unreached, key);
	return true;
}

static void
tell(struct http_unreached *unreached, const char *outcome, const struct sighting *seen, uint32_t decided_by)
{
	struct message request = {.protocol = PROTOCOL_HTTP, .seen = *seen};
	struct exchange exchange = {0};

	/* Whoever told of it, it was for TCP; that no answer was seen is what is said, and no fault of the capture. */
	request.seen.transport = TRANSPORT_TCP;
	request.seen.faults = 0;
	annotation_release(unreached->analysis, annotation_open_outcome(unreached->analysis, &request, &exchange,
																	outcome_find(outcome), decided_by));
}

/* The SYN stands first in what was seen; `client` sent it. */
static void
not_connected(struct http_unreached *unreached, const struct transport_event *event, const char *outcome,
			  const struct endpoint *client, const struct endpoint *server)
{
	struct sighting seen = event->seen;

	if (!was_for_http(unreached, client, server) || !tell_once(unreached, client, server))
		return;
	seen.source = *client;
	seen.destination = *server;
	seen.frame = seen.first_frame;
	seen.last_time = seen.first_time;
	tell(unreached, outcome, &seen, event->kind == EVENT_CONNECTION_SILENT ? 0 : event->seen.frame);
}

/*
 * Codes of Destination Unreachable that are not about the host: RFC 792, RFC 1122 section 3.2.2.1, RFC 4443
 * section 3.1. NULL: no matter of reaching it, but of the packet's size.
 */
static const struct {
	bool v6;
	uint8_t code;
	const char *outcome;
} unreachables[] = {
	{false, 0, "network-unreachable"}, {false, 4, NULL},
	{false, 6, "network-unreachable"}, {false, 11, "network-unreachable"},
	{true, 0, "network-unreachable"},
};

/* A packet with data is of a connection that there was: what ICMP says of that may pass. */
static void
not_reachable(struct http_unreached *unreached, const struct transport_event *event)
{
	const char *outcome = "host-unreachable";

	if (event->quoted_transport != TRANSPORT_TCP || event->icmp_type != (event->icmp_v6 ? 1 : 3) ||
		event->quoted.length > 0)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(unreachables); i++)
		if (unreachables[i].v6 == event->icmp_v6 && unreachables[i].code == event->icmp_code)
			outcome = unreachables[i].outcome;
	if (outcome)
		not_connected(unreached, event, outcome, &event->about_source, &event->about_destination);
}

static void
not_found(struct http_unreached *unreached, const struct transport_event *event, const char *outcome)
{
	const struct endpoint *asker = &event->seen.destination;
	uint64_t key = hash_nocase(key_of(unreached, KEY_NAME, &asker->address), event->name);
	struct expected *expected = table_find(&unreached->expected, key);
	struct sighting seen = event->seen;

	if (!expected || !remembers(unreached, key))
		return;
	forget(unreached, expected);
	seen.source = *asker;
	seen.destination = event->seen.source;
	tell(unreached, outcome, &seen, event->seen.frame);
}

void
http_unreached_event(struct http_unreached *unreached, const struct transport_event *event)
{
	const struct sighting *seen = &event->seen;

	switch (event->kind) {
	case EVENT_CONNECTION_REFUSED:
		not_connected(unreached, event, "connection-refused", &seen->destination, &seen->source);
		break;
	case EVENT_CONNECTION_SILENT:
		/* A single SYN may have had its answer after the capture's end. */
		if (seen->first_frame != seen->frame)
			not_connected(unreached, event, "connection-silent", &seen->source, &seen->destination);
		break;
	case EVENT_UNREACHABLE: not_reachable(unreached, event); break;
	case EVENT_NAME_NOT_FOUND: not_found(unreached, event, "name-not-found"); break;
	case EVENT_NAME_SERVER_FAILED: not_found(unreached, event, "name-server-failed"); break;
	default: break;
	}
}

struct http_unreached *
http_unreached_new(struct analysis *analysis)
{
	struct http_unreached *unreached = g_new0(struct http_unreached, 1);

	unreached->analysis = analysis;
	return unreached;
}

void
http_unreached_free(struct http_unreached *unreached)
{
	while (unreached->order.length > 0)
		forget(unreached, unreached->order.head->data);
	table_clear(&unreached->servers);
	table_clear(&unreached->expected);
	pool_clear(&unreached->pool);
	g_free(unreached);
}
