/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_loop.h"
#include "core/http_client.h"
#include "core/queue.h"

#include "core/rules_http.h"
#include "core/status.h"

/* Passes that prove a loop by themselves, and the same when Via also names somebody twice; ours. */
#define PASSES_PROVE       3
#define PASSES_PROVE_NAMED 2

/* Members of one Via that are looked at; ours: their number is compared with itself. */
#define VIA_MAX 64

/* The most loops remembered at once; ours. */
#define LOOPS_MAX 1000

struct http_loops {
	struct analysis *analysis;
	bool (*is_open)(void *user, const struct message *request);
	void *user;
	struct message *recent[LOOP_RECENT_MAX]; /* kept; a ring */
	unsigned next;
	GHashTable *by_latest; /* of struct http_loop, by the kept request of its latest pass */
	GQueue all;            /* ordered by `since` */
};

/* ---- Via ---- */

/* The received-by of a Via member: received-protocol RWS received-by [ RWS comment ]. */
static struct slice
received_by(struct slice member)
{
	size_t n = 0;

	while (n < member.length && !ascii_is_space(member.bytes[n]))
		n++;
	struct slice rest = slice_trim(slice_after(member, n));
	for (n = 0; n < rest.length && !ascii_is_space(rest.bytes[n]);)
		n++;
	return (struct slice){rest.bytes, n};
}

static unsigned
via_names(const struct message *message, struct slice names[static VIA_MAX], unsigned count)
{
	struct field_walk walk = {0};
	struct slice member;

	while (count < VIA_MAX && message_next_value(message, FIELD_VIA, &walk, &member)) {
		struct slice name = received_by(member);
		if (name.length)
			names[count++] = name;
	}
	return count;
}

/* "proxy.example.net" or "proxy.example.net:3128", but not "varnish" or "akamai.net(ghost)". */
static bool
is_host_name(struct slice name)
{
	return value_host_length(name) > 0 && memchr(name.bytes, '.', name.length) &&
		   !memchr(name.bytes, '(', name.length);
}

/* The name that stands there most often; a whole host name wins over a pseudonym. */
static void
loop_name(struct http_loop *loop, const struct slice *names, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		unsigned times = 0;
		for (unsigned k = 0; k < count; k++)
			times += slice_equal_nocase(names[i], names[k]);
		bool is_host = is_host_name(names[i]);
		if (times < loop->named || (times == loop->named && (loop->is_host || !is_host)))
			continue;
		loop->named = times;
		loop->is_host = is_host;
		g_snprintf(loop->name, sizeof loop->name, "%.*s", (int)MIN(names[i].length, sizeof loop->name - 1),
				   names[i].bytes);
	}
}

/* Does the Via of `later` go on from that of `earlier`: all its members in order, and at least one more? */
static bool
via_goes_on(const struct message *earlier, const struct message *later)
{
	struct slice before[VIA_MAX], after[VIA_MAX];
	unsigned had = via_names(earlier, before, 0), has = via_names(later, after, 0);

	if (has <= had)
		return false;
	for (unsigned i = 0; i < had; i++)
		if (!slice_equal_nocase(before[i], after[i]))
			return false;
	return true;
}

/* ---- X-Forwarded-For ---- */

/* Does that of `later` go on from that of `earlier`, which may have none yet? */
static bool
forwarded_goes_on(const struct message *earlier, const struct message *later)
{
	struct field_walk before = {0}, after = {0};
	struct slice one, other;

	while (message_next_value(earlier, FIELD_X_FORWARDED_FOR, &before, &one))
		if (!message_next_value(later, FIELD_X_FORWARDED_FOR, &after, &other) || !slice_equal(one, other))
			return false;
	return message_next_value(later, FIELD_X_FORWARDED_FOR, &after, &other);
}

/* ---- passes ---- */

/* What proxies leave as it is. */
static const enum field_id stays[] = {FIELD_HOST, FIELD_USER_AGENT, FIELD_COOKIE, FIELD_AUTHORIZATION};

/* Two visitors of one page come by the same way, too: everything has to be the same that stays so on a way. */
static bool
same_request(const struct message *a, const struct message *b)
{
	if (!slice_equal(a->target, b->target) || !endpoint_equal(&a->seen.destination, &b->seen.destination) ||
		!slice_equal(a->method_text, b->method_text) || a->body_length != b->body_length)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(stays); i++) {
		struct slice one = {NULL, 0}, other = {NULL, 0};
		message_field(a, stays[i], &one);
		message_field(b, stays[i], &other);
		if (!(stays[i] == FIELD_HOST ? slice_equal_nocase(one, other) : slice_equal(one, other)))
			return false;
	}
	return http_client_goes_on(a, b);
}

/* The latest request that this one may be another pass of. */
static struct message *
pass_before(const struct http_loops *loops, const struct message *request)
{
	for (unsigned back = 1; back <= LOOP_RECENT_MAX; back++) {
		struct message *earlier = loops->recent[(loops->next + LOOP_RECENT_MAX - back) % LOOP_RECENT_MAX];
		if (!earlier)
			return NULL;
		if (same_request(earlier, request) &&
			(via_goes_on(earlier, request) || forwarded_goes_on(earlier, request)) &&
			loops->is_open(loops->user, earlier))
			return earlier;
	}
	return NULL;
}

static void
add_frame(struct http_loop *loop, uint32_t frame)
{
	if (loop->frame_count < LOOP_FRAMES_MAX)
		loop->frames[loop->frame_count++] = frame;
}

/* Forgets it. */
static void
loop_end(struct http_loops *loops, struct http_loop *loop)
{
	queue_take(&loops->all, &loop->in_all);
	g_hash_table_remove(loops->by_latest, loop->latest);
	kept_release(&loop->latest);
	g_free(loop);
}

bool
http_loop_is_certain(const struct http_loop *loop)
{
	return loop->passes >= PASSES_PROVE || (loop->passes >= PASSES_PROVE_NAMED && loop->named > 1);
}

/* Says what it proves, and forgets it. */
static void
loop_tell(struct http_loops *loops, struct http_loop *loop, struct annotation *annotation)
{
	if (http_loop_is_certain(loop))
		http_loop_by_via(loops->analysis, annotation, loop);
	loop_end(loops, loop);
}

static struct http_loop *
loop_new(struct http_loops *loops, const struct message *first)
{
	struct http_loop *loop = g_new0(struct http_loop, 1);

	if (loops->all.length >= LOOPS_MAX)
		loop_tell(loops, loops->all.head->data, NULL);
	loop->passes = 1;
	loop->place = first->seen.destination;
	loop->in_all.data = loop;
	add_frame(loop, first->seen.frame);
	return loop;
}

/* The request is the latest pass from here on. */
static void
loop_pass(struct http_loops *loops, struct http_loop *loop, struct message *request)
{
	struct slice names[VIA_MAX];

	loop->named = 0;
	loop_name(loop, names, via_names(request, names, 0));
	loop->latest = kept_hold(request);
	loop->since = loops->analysis->now;
	g_hash_table_insert(loops->by_latest, loop->latest, loop);
	queue_add(&loops->all, &loop->in_all);
}

/* One that was handed on and is here for the first time is what proxies are for. */
static void
check_pass(struct http_loops *loops, struct message *request)
{
	struct message *earlier = pass_before(loops, request);

	if (!earlier)
		return;
	struct http_loop *loop = g_hash_table_lookup(loops->by_latest, earlier);
	if (loop) {
		queue_take(&loops->all, &loop->in_all);
		g_hash_table_remove(loops->by_latest, loop->latest);
		kept_release(&loop->latest);
	} else {
		loop = loop_new(loops, earlier);
	}
	loop->passes++;
	add_frame(loop, request->seen.frame);
	loop_pass(loops, loop, request);
}

/* Each request is asked, so both fields are looked for at once. */
static bool
was_handed_on(const struct message *request)
{
	for (unsigned i = 0; i < request->field_count; i++)
		if (request->fields[i].id == FIELD_VIA || request->fields[i].id == FIELD_X_FORWARDED_FOR)
			return true;
	return false;
}

void
http_loops_request(struct http_loops *loops, struct message *request)
{
	if (was_handed_on(request))
		check_pass(loops, request);
	kept_release(&loops->recent[loops->next]);
	loops->recent[loops->next] = kept_hold(request);
	loops->next = (loops->next + 1) % LOOP_RECENT_MAX;
}

void
http_loops_response(struct http_loops *loops, const struct message *request, const struct message *response,
					struct annotation *annotation)
{
	struct http_loop *loop = loops->all.length ? g_hash_table_lookup(loops->by_latest, request) : NULL;
	struct slice names[VIA_MAX];

	if (!loop)
		return;
	if (!http_status_is_error(response->status)) {
		loop_end(loops, loop);
		return;
	}
	/* Whoever answers names itself too. */
	loop_name(loop, names, via_names(response, names, via_names(request, names, 0)));
	add_frame(loop, response->seen.frame);
	loop_tell(loops, loop, annotation);
}

bool
http_loops_hold(const struct http_loops *loops, const struct message *request)
{
	const struct http_loop *loop = loops->all.length ? g_hash_table_lookup(loops->by_latest, request) : NULL;

	return loop && http_loop_is_certain(loop);
}

void
http_loops_outcome(struct http_loops *loops, const struct message *request, struct annotation *annotation)
{
	struct http_loop *loop = g_hash_table_lookup(loops->by_latest, request);

	if (loop)
		loop_tell(loops, loop, annotation);
}

void
http_loops_advance(struct http_loops *loops)
{
	while (loops->all.head) {
		struct http_loop *oldest = loops->all.head->data;
		if (loops->analysis->now - oldest->since <= LOOP_PATIENCE)
			return;
		loop_tell(loops, oldest, NULL);
	}
}

bool
http_loops_give_way(struct http_loops *loops)
{
	if (!loops->all.head)
		return false;
	loop_tell(loops, loops->all.head->data, NULL);
	return true;
}

void
http_loops_finish(struct http_loops *loops)
{
	while (loops->all.head)
		loop_tell(loops, loops->all.head->data, NULL);
}

struct http_loops *
http_loops_new(struct analysis *analysis, bool (*is_open)(void *user, const struct message *), void *user)
{
	struct http_loops *loops = g_new0(struct http_loops, 1);

	loops->analysis = analysis;
	loops->is_open = is_open;
	loops->user = user;
	loops->by_latest = g_hash_table_new(NULL, NULL);
	return loops;
}

void
http_loops_free(struct http_loops *loops)
{
	while (loops->all.head)
		loop_end(loops, loops->all.head->data);
	for (unsigned i = 0; i < LOOP_RECENT_MAX; i++)
		kept_release(&loops->recent[i]);
	g_hash_table_destroy(loops->by_latest);
	g_free(loops);
}
