/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/followup.h"
#include "core/link.h"
#include "core/sip_grant.h"

struct analysis_settings
analysis_defaults(void)
{
	return (struct analysis_settings){
		.redirect_chain_limit = 5,                 /* the advice of "fewer than five"; no RFC sets a number */
		.provisional_patience = MILLISECONDS(200), /* RFC 3261 section 17.2.1 */
		.redirect_patience = SECONDS(30),          /* ours */
		.continue_patience = SECONDS(5),           /* ours */
		.credentials_patience = SECONDS(120),      /* ours: a person may have to type them */
		.open_max = 1000000,                       /* ours */
		.held_max = 192u << 20,                    /* ours */
		.findings_max = 1000,                      /* ours */
	};
}

struct analysis *
analysis_new(const struct analysis_settings *settings, const struct analysis_sink *sink)
{
	struct analysis *analysis = g_new0(struct analysis, 1);

	analysis->settings = *settings;
	analysis->sink = *sink;
	analysis->seed = hash_seed_new();
	analysis->links = links_new(analysis->seed);
	analysis->followups = followups_new(analysis);
	analysis->http = http_tracker_new(analysis);
	analysis->sip = sip_tracker_new(analysis);
	analysis->grants = sip_grants_new(analysis);
	return analysis;
}

/*
 * When nothing of anybody comes for so long, and nearly no other packets stand between, nobody captures: a computer sleeps,
 * or two files were put together. Both ours: telephones send something more often, if only to keep their NAT awake.
 */
#define HOLE            SECONDS(120)
#define HOLE_PER_PACKET SECONDS(10)

static void
watch_for_hole(struct analysis *analysis, const struct sighting *seen)
{
	int64_t gap = seen->first_time - analysis->now;
	int64_t between = (int64_t)seen->first_frame - analysis->frame;

	if (gap >= HOLE && analysis->frame > 0 && between * HOLE_PER_PACKET < gap)
		links_hole(analysis->links, analysis->now, seen->first_time);
}

/* Capture files may step back in time; the analysis' own clock does not. */
static void
clock_advance(struct analysis *analysis, const struct sighting *seen)
{
	watch_for_hole(analysis, seen);
	analysis->now = MAX(analysis->now, seen->last_time);
	analysis->frame = seen->frame;
	followups_advance(analysis->followups);
}

/* Whoever holds much for long gives way: of each kind the oldest goes. */
static void
make_room(struct analysis *analysis)
{
	bool gave = true;

	while (analysis->pool.taken > analysis->settings.held_max && gave) {
		gave = followups_give_way(analysis->followups);
		gave = sip_tracker_give_way(analysis->sip) || gave;
		gave = http_tracker_give_way(analysis->http) || gave;
		capture_gates_limit(analysis, LIMIT_HELD);
	}
}

void
analysis_message(struct analysis *analysis, const struct message *message)
{
	links_turn_to(analysis->links, &message->seen);
	if (message->protocol == PROTOCOL_SIP)
		sip_tracker_identify(analysis->sip, message);
	links_message(analysis->links, &message->seen);
	capture_gates_message(analysis, message);
	clock_advance(analysis, &message->seen);
	if (!message->is_response)
		analysis->counts.requests[message->protocol]++;
	if (message->protocol == PROTOCOL_SIP)
		sip_tracker_message(analysis->sip, message);
	else
		http_tracker_message(analysis->http, message);
	make_room(analysis);
}

/* Did its source send something, or is it told of silence, or of an end? */
static bool
is_of_a_packet(enum transport_event_kind kind)
{
	switch (kind) {
	case EVENT_CONNECTION_SILENT:
	case EVENT_CONNECTION_ENDED:
	case EVENT_PACKETS_DROPPED: return false;
	default: return true;
	}
}

/* Did something pass from its source to its destination that nobody could look at, or not when it was due? */
static bool
blinds_link(enum transport_event_kind kind)
{
	return kind == EVENT_DATA_LOST || kind == EVENT_DATA_UNSEEN || kind == EVENT_TUNNEL_TLS;
}

/* Is it the first that is seen of its source on its link? A message says more, and there is one of whoever spoke. */
static bool
shows_link(const struct transport_event *event)
{
	return is_of_a_packet(event->kind) && !event->source_spoke;
}

void
analysis_event(struct analysis *analysis, const struct transport_event *event)
{
	bool shows = shows_link(event), blinds = blinds_link(event->kind);

	if (shows || blinds)
		links_turn_to(analysis->links, &event->seen);
	/* Nothing happened to anybody: it is the capture that shows less. */
	if (event->kind == EVENT_DATA_UNSEEN) {
		links_blind(analysis->links, &event->seen);
		return;
	}
	/* What was due before that is judged by what was seen before that. */
	clock_advance(analysis, &event->seen);
	if (blinds)
		links_blind(analysis->links, &event->seen);
	if (shows)
		links_heard(analysis->links, &event->seen);
	if (event->kind == EVENT_PACKETS_DROPPED) {
		links_blind_all(analysis->links, analysis->now);
		capture_gates_dropped(analysis, event);
	}
	followups_event(analysis->followups, event);
	http_tracker_event(analysis->http, event);
	sip_tracker_event(analysis->sip, event);
}

void
analysis_finish(struct analysis *analysis, uint32_t frame, int64_t time, bool damaged)
{
	analysis->finished = true;
	analysis->now = MAX(analysis->now, time);
	analysis->frame = frame;
	http_tracker_finish(analysis->http);
	followups_finish(analysis->followups);
	sip_tracker_finish(analysis->sip);
	capture_gates_finish(analysis, damaged);
}

/* What is open keeps things that others own: all of it has to be settled before anything can go. */
static void
give_up(struct analysis *analysis)
{
	analysis->sink = (struct analysis_sink){0};
	analysis_finish(analysis, analysis->frame, analysis->now, true);
}

/* The most facts remembered of a capture: who sends which 100, what was said already; ours. */
#define REMEMBERED_MAX 100000

bool
analysis_remembers(const struct analysis *analysis, uint64_t fact)
{
	return analysis->remembered && g_hash_table_contains(analysis->remembered, &fact);
}

bool
analysis_remember(struct analysis *analysis, uint64_t fact)
{
	if (!analysis->remembered)
		analysis->remembered = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	if (analysis_remembers(analysis, fact) || g_hash_table_size(analysis->remembered) >= REMEMBERED_MAX)
		return false;
	return g_hash_table_add(analysis->remembered, g_memdup2(&fact, sizeof fact));
}

void
analysis_free(struct analysis *analysis)
{
	if (!analysis)
		return;
	if (!analysis->finished)
		give_up(analysis);
	followups_free(analysis->followups);
	links_free(analysis->links);
	http_tracker_free(analysis->http);
	sip_tracker_free(analysis->sip);
	sip_grants_free(analysis->grants);
	capture_gates_free(analysis);
	if (analysis->remembered)
		g_hash_table_destroy(analysis->remembered);
	if (analysis->findings_of)
		g_hash_table_destroy(analysis->findings_of);
	pool_clear(&analysis->pool);
	g_free(analysis);
}

const struct analysis_counts *
analysis_counts(const struct analysis *analysis)
{
	return &analysis->counts;
}
