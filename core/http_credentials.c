/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_credentials.h"
#include "core/http_client.h"
#include "core/queue.h"

#include "core/rules_http.h"

/* Counts that nothing was added to for so long are forgotten: people try again, programs do it sooner. Ours. */
#define REFUSAL_PATIENCE SECONDS(30)

/* The most counts at once; ours. */
#define REFUSALS_MAX 10000

struct http_refusals {
	struct analysis *analysis;
	GHashTable *by_key; /* of struct http_refusal. Equal keys are taken for equal */
	GQueue all;         /* ordered by `last_time` */
};

/* ---- challenges ---- */

static const struct {
	uint16_t status;
	bool by_proxy;
} challengers[] = {{401, false}, {407, true}};

/* Schemes that take several exchanges on one connection. */
static const char *const handshakes[] = {"NTLM", "Negotiate"};

enum field_id
credentials_field(bool by_proxy)
{
	return by_proxy ? FIELD_PROXY_AUTHORIZATION : FIELD_AUTHORIZATION;
}

static enum field_id
challenge_field(bool by_proxy)
{
	return by_proxy ? FIELD_PROXY_AUTHENTICATE : FIELD_WWW_AUTHENTICATE;
}

bool
challenge_is_there(const struct message *response, bool by_proxy)
{
	return message_first_field(response, challenge_field(by_proxy)) != 0;
}

bool
challenge_goes_on(const struct message *response, bool by_proxy)
{
	struct field_walk walk = {0};
	struct slice value;

	while (message_next_value(response, challenge_field(by_proxy), &walk, &value)) {
		struct slice scheme = value_auth_scheme(value);
		bool has_token = slice_trim(slice_after(value, scheme.length)).length > 0;
		for (size_t i = 0; has_token && i < G_N_ELEMENTS(handshakes); i++)
			if (slice_equal_nocase(scheme, slice_of(handshakes[i])))
				return true;
	}
	return false;
}

/* "stale=true", quoted or not. */
static bool
is_stale(struct slice parameter)
{
	const char *equals = memchr(parameter.bytes, '=', parameter.length);
	size_t name = equals ? (size_t)(equals - parameter.bytes) : 0;
	struct slice text = slice_trim(slice_after(parameter, name + (equals != NULL)));

	if (text.length >= 2 && text.bytes[0] == '"' && text.bytes[text.length - 1] == '"')
		text = (struct slice){text.bytes + 1, text.length - 2};
	return slice_equal_nocase(slice_trim((struct slice){parameter.bytes, name}), SLICE("stale")) &&
		   slice_equal_nocase(text, SLICE("true"));
}

bool
challenge_is_stale(const struct message *response, bool by_proxy)
{
	struct field_walk walk = {0};
	struct slice value;

	/* There may be several challenges, in fields of their own or in one: each of their parts is a member of the list. */
	while (message_next_value(response, challenge_field(by_proxy), &walk, &value)) {
		struct slice parts[] = {value, slice_trim(slice_after(value, value_auth_scheme(value).length))};
		for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
			if (is_stale(parts[i]))
				return true;
	}
	return false;
}

/* ---- credentials ---- */

/* Longer ones are not taken apart; ours. */
#define BASIC_MAX 512

/* user-id ":" password, in base64: RFC 7617 section 2. */
static uint64_t
basic_user(uint64_t seed, struct slice token)
{
	guchar text[BASIC_MAX / 4 * 3 + 3];
	int state = 0;
	guint save = 0;

	if (token.length > BASIC_MAX)
		return 0;
	size_t length = g_base64_decode_step(token.bytes, token.length, text, &state, &save);
	const guchar *colon = length ? memchr(text, ':', length) : NULL;
	return colon ? hash_bytes(seed, text, (size_t)(colon - text)) : 0;
}

/* The user that the credentials name, as a number; 0: they name none that can be read. */
static uint64_t
credentials_user(uint64_t seed, struct slice credentials)
{
	struct slice scheme = value_auth_scheme(credentials), user;

	if (slice_equal_nocase(scheme, SLICE("Basic")))
		return basic_user(seed, slice_trim(slice_after(credentials, scheme.length)));
	return value_auth_parameter(credentials, "username", &user) ? hash_slice(seed, user) : 0;
}

bool
credentials_are_of_others(struct slice a, struct slice b)
{
	uint64_t one = credentials_user(0, a), other = credentials_user(0, b);

	return one && other && one != other;
}

static bool
challenger_find(unsigned status, bool *by_proxy)
{
	for (size_t i = 0; i < G_N_ELEMENTS(challengers); i++)
		if (challengers[i].status == status) {
			*by_proxy = challengers[i].by_proxy;
			return true;
		}
	return false;
}

bool
status_refuses_credentials(unsigned status)
{
	bool by_proxy;
	return challenger_find(status, &by_proxy);
}

/* ---- counting ---- */

static guint
refusal_hash(gconstpointer refusal)
{
	return (guint)((const struct http_refusal *)refusal)->key;
}

static gboolean
refusal_equal(gconstpointer a, gconstpointer b)
{
	return ((const struct http_refusal *)a)->key == ((const struct http_refusal *)b)->key;
}

static uint64_t
refusal_key(const struct http_refusals *refusals, const struct message *request, struct slice uri)
{
	uint64_t key = http_client_hash(refusals->analysis->seed, request);

	return hash_slice(hash_slice(key, request->method_text), uri);
}

static struct http_refusal *
refusal_find(const struct http_refusals *refusals, uint64_t key)
{
	struct http_refusal wanted = {.key = key};
	return g_hash_table_lookup(refusals->by_key, &wanted);
}

/* The count is over: what it proves is said. */
static void
refusal_end(struct http_refusals *refusals, struct http_refusal *refusal)
{
	if (refusal->annotation) {
		http_credentials_refused(refusals->analysis, refusal);
		annotation_release(refusals->analysis, refusal->annotation);
	}
	refusal->annotation = NULL;
	refusal->count = refusal->same = refusal->same_now = refusal->frame_count = refusal->ports = 0;
	refusal->doubtful = false;
}

static void
refusal_forget(struct http_refusals *refusals, struct http_refusal *refusal)
{
	refusal_end(refusals, refusal);
	queue_take(&refusals->all, &refusal->in_all);
	g_hash_table_remove(refusals->by_key, refusal);
}

static struct http_refusal *
refusal_get(struct http_refusals *refusals, uint64_t key)
{
	struct http_refusal *refusal = refusal_find(refusals, key);

	if (refusal)
		return refusal;
	if (refusals->all.length >= REFUSALS_MAX)
		refusal_forget(refusals, refusals->all.head->data);
	refusal = g_new0(struct http_refusal, 1);
	refusal->key = key;
	refusal->in_all.data = refusal;
	g_hash_table_add(refusals->by_key, refusal);
	queue_add(&refusals->all, &refusal->in_all);
	return refusal;
}

void
http_refusals_advance(struct http_refusals *refusals)
{
	while (refusals->all.head) {
		struct http_refusal *oldest = refusals->all.head->data;
		if (refusals->analysis->now - oldest->last_time <= REFUSAL_PATIENCE)
			return;
		refusal_forget(refusals, oldest);
	}
}

static void
add_frame(struct http_refusal *refusal, uint32_t frame)
{
	if (refusal->frame_count < REFUSAL_FRAMES_MAX)
		refusal->frames[refusal->frame_count++] = frame;
}

/*
 * Other credentials are another client's, unless they name the same user: many stand behind one address, and a proxy
 * sends what all of them ask over one connection (RFC 9110 section 3.7).
 */
static bool
may_be_another(const struct http_refusal *refusal, uint64_t credentials, uint64_t user)
{
	return refusal->credentials != credentials && (user == 0 || refusal->user != user);
}

static void
refusal_add(struct http_refusals *refusals, struct http_refusal *refusal, const struct candidate *response,
			struct slice field)
{
	uint64_t credentials = hash_slice(refusals->analysis->seed, field);
	uint64_t user = credentials_user(refusals->analysis->seed, field);
	const struct sighting *asked = &response->request->seen, *seen = &response->message->seen;

	if (refusal->count > 0 && (refusal->asked != 1 || may_be_another(refusal, credentials, user)))
		refusal_end(refusals, refusal);
	if (refusal->count++ == 0)
		refusal->first_time = asked->first_time;
	refusal->same_now = refusal->credentials == credentials ? refusal->same_now + 1 : 1;
	refusal->same = MAX(refusal->same, refusal->same_now);
	refusal->credentials = credentials;
	refusal->user = user;
	refusal->ports = refusal->ports + (refusal->count == 1 || refusal->client.port != asked->source.port);
	refusal->doubtful = refusal->doubtful || (asked->faults | seen->faults) & FAULT_GAP_BEFORE;
	refusal->asked = 0;
	refusal->last_time = seen->last_time;
	refusal->client = asked->source;
	add_frame(refusal, asked->frame);
	add_frame(refusal, seen->frame);
}

void
http_refusals_request(struct http_refusals *refusals, const struct candidate *request)
{
	struct http_refusal *refusal = refusal_find(refusals,
												refusal_key(refusals, request->message, request->uri));

	if (refusal)
		refusal->asked++;
}

void
http_refusals_response(struct http_refusals *refusals, const struct candidate *response,
					   struct annotation *annotation)
{
	bool by_proxy = false, asks = challenger_find(response->message->status, &by_proxy);
	uint64_t key = refusal_key(refusals, response->request, response->uri);
	struct http_refusal *refusal;
	struct slice credentials;

	if (!asks || response->request->oddities & ODDITY_NO_END ||
		!message_field(response->request, credentials_field(by_proxy), &credentials)) {
		refusal = refusal_find(refusals, key);
		if (refusal)
			refusal_forget(refusals, refusal);
		return;
	}
	if (challenge_goes_on(response->message, by_proxy) || challenge_is_stale(response->message, by_proxy)) {
		refusal = refusal_find(refusals, key);
		if (refusal)
			refusal->asked = 0;
		return;
	}
	refusal = refusal_get(refusals, key);
	refusal->by_proxy = by_proxy;
	refusal_add(refusals, refusal, response, credentials);
	queue_take(&refusals->all, &refusal->in_all);
	queue_add(&refusals->all, &refusal->in_all);
	if (refusal->count == REFUSALS_LOOP) {
		refusal->annotation = annotation;
		annotation_hold(annotation);
	}
}

bool
http_refusals_give_way(struct http_refusals *refusals)
{
	if (!refusals->all.head)
		return false;
	refusal_forget(refusals, refusals->all.head->data);
	return true;
}

void
http_refusals_finish(struct http_refusals *refusals)
{
	while (refusals->all.head)
		refusal_forget(refusals, refusals->all.head->data);
}

bool
http_refusals_count(const struct http_refusals *refusals)
{
	return refusals->all.length > 0;
}

struct http_refusals *
http_refusals_new(struct analysis *analysis)
{
	struct http_refusals *refusals = g_new0(struct http_refusals, 1);

	refusals->analysis = analysis;
	refusals->by_key = g_hash_table_new_full(refusal_hash, refusal_equal, g_free, NULL);
	return refusals;
}

void
http_refusals_free(struct http_refusals *refusals)
{
	http_refusals_finish(refusals);
	g_hash_table_destroy(refusals->by_key);
	g_free(refusals);
}
