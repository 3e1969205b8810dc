/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/followup.h"

#include <inttypes.h>

#include "core/awaited.h"
#include "core/duration.h"
#include "core/finding.h"
#include "core/link.h"
#include "core/queue.h"
#include "core/roster.h"

/* How long after its deadline an obligation waits for its link to show a sign of life; ours: 64*T1 twice. */
#define IN_VIEW_PATIENCE SECONDS(64)

/*
 * So many obligations are shown the messages of one place (a call, a link, a connection); ours. The oldest then is
 * shown no more of them, and so ends as unknown unless what it waits for comes where else it watches.
 */
#define WATCHED_MAX 256

/* Only where somebody watches for a target on a link, its Request-URIs are read; ours. */
#define TARGET_LINKS 4096

struct watch_list {
	uint64_t key;
	GQueue obligations;
};

/* Rows of a table, a bit each. */
typedef uint64_t row_set;

struct followups {
	struct analysis *analysis;
	/* Of each protocol the table, and sets of its rows: that follow a code, a method, a response or its copy. */
	const struct expectation *rows[2];
	row_set after[2][700], of_method[2][METHOD_COUNT], of_copy[2][2];
	struct table watched;                    /* of struct watch_list */
	unsigned watching[WATCH_COUNT];          /* how many watch; of calls none is counted */
	unsigned watching_targets[TARGET_LINKS]; /* how many watch for a target on a link, by its key */
	struct wheel *wheel;                     /* all open ones, by their deadlines */
	struct roster all;                       /* the same, oldest first */
};

/* ---- which rows a response calls for ---- */

static void
index_codes(row_set after[static 700], const struct expectation *row, row_set itself)
{
	for (const uint16_t *code = row->after; code < row->after + G_N_ELEMENTS(row->after) && *code; code++) {
		unsigned first = *code < 10 ? *code * 100u : *code;
		unsigned last = *code < 10 ? first + 99 : first;
		for (unsigned i = first; i <= last; i++)
			after[i] |= itself;
	}
}

static void
index_rows(struct followups *followups, enum protocol protocol)
{
	size_t count;
	const struct expectation *rows = expectation_table(protocol, &count);

	followups->rows[protocol] = rows;
	for (size_t r = 0; r < count; r++) {
		row_set itself = (row_set)1 << r;
		index_codes(followups->after[protocol], &rows[r], itself);
		for (unsigned method = 0; method < METHOD_COUNT; method++)
			if (rows[r].methods == 0 || (method != METHOD_OTHER && rows[r].methods >> method & 1))
				followups->of_method[protocol][method] |= itself;
		followups->of_copy[protocol][rows[r].of_copies] |= itself;
	}
}

/* Those that may follow, as far as code and method tell. */
static row_set
rows_after(const struct followups *followups, const struct candidate *trigger)
{
	enum protocol protocol = trigger->message->protocol;
	unsigned code = trigger->message->status;
	enum method method = trigger->identity  ? trigger->identity->method
						 : trigger->request ? trigger->request->method
											: METHOD_OTHER;

	if (code >= 700 || trigger->repetition == REPETITION_MIRROR_COPY)
		return 0;
	return followups->after[protocol][code] & followups->of_method[protocol][method] &
		   followups->of_copy[protocol][trigger->repetition == REPETITION_RETRANSMISSION];
}

/* ---- watching ---- */

static uint64_t
link_key(const struct followups *followups, const struct address *client, const struct address *server)
{
	uint64_t key = hash_bytes(followups->analysis->seed ^ WATCH_LINK, client, sizeof *client);
	return hash_bytes(key, server, sizeof *server);
}

/* `link`: the key of the link. */
static uint64_t
target_key(uint64_t link, struct slice target)
{
	struct uri uri;
	uint64_t key = link ^ WATCH_TARGET;

	if (!uri_parse(target, &uri))
		return hash_slice(key, target);
	return hash_nocase(hash_slice(key, uri.user), uri.host);
}

static uint64_t
uri_key(const struct followups *followups, const struct address *client, struct slice uri)
{
	return hash_slice(hash_bytes(followups->analysis->seed ^ WATCH_URI, client, sizeof *client), uri);
}

/* Scheme, host and port as they stand in a normalised URI: all up to its path. */
static struct slice
origin_of(struct slice uri)
{
	const char *slashes = memmem(uri.bytes, uri.length, "://", 3);

	if (!slashes)
		return uri;
	const char *host = slashes + 3;
	const char *path = memchr(host, '/', uri.length - (size_t)(host - uri.bytes));
	return path ? (struct slice){uri.bytes, (size_t)(path - uri.bytes)} : uri;
}

static uint64_t
origin_key(const struct followups *followups, const struct address *client, struct slice uri)
{
	uint64_t key = hash_bytes(followups->analysis->seed ^ WATCH_ORIGIN, client, sizeof *client);
	return hash_slice(key, origin_of(uri));
}

static uint64_t
connection_key(const struct followups *followups, uint64_t connection)
{
	return hash_number(followups->analysis->seed ^ WATCH_CONNECTION, connection);
}

static const struct endpoint *
obligation_client(const struct obligation *obligation)
{
	return obligation->expectation->owed_by == DEBTOR_SERVER ? &obligation->creditor : &obligation->debtor;
}

static uint64_t
obligation_key(const struct followups *followups, const struct obligation *obligation, enum watch watch)
{
	const struct endpoint *asks = obligation_client(obligation);
	const struct endpoint *serves = asks == &obligation->debtor ? &obligation->creditor : &obligation->debtor;
	const struct address *client = &asks->address, *server = &serves->address;

	switch (watch) {
	case WATCH_TARGET:
		return target_key(link_key(followups, client, server),
						  obligation->request ? obligation->request->target : (struct slice){"", 0});
	case WATCH_LINK: return link_key(followups, client, server);
	case WATCH_CONNECTION: return connection_key(followups, obligation->connection);
	case WATCH_URI: return uri_key(followups, client, slice_of(obligation->uri));
	case WATCH_ORIGIN: return origin_key(followups, client, slice_of(obligation->uri));
	default: return 0;
	}
}

/* Keys are keyed hashes: equal keys are taken for equal; `observe` looks at the message itself. */
static struct watch_list *
watch_get(struct followups *followups, uint64_t key)
{
	struct watch_list *list = table_find(&followups->watched, key);

	if (list)
		return list;
	list = pool_take_zeros(&followups->analysis->pool, sizeof *list);
	list->key = key;
	table_put(&followups->watched, key, list);
	return list;
}

static void
watch_list_free(struct followups *followups, struct watch_list *list)
{
	table_remove(&followups->watched, list->key);
	pool_give(&followups->analysis->pool, list, sizeof *list);
}

static void watch_stop(struct followups *followups, struct obligation *obligation, unsigned which);
static void obligation_close(struct followups *followups, struct obligation *obligation, enum verdict verdict,
							 uint32_t frame, int64_t time);

/* The obligation that has watched this place for longest is crowded out of it. */
static void
watch_crowd_out(struct followups *followups, GQueue *place)
{
	struct obligation *oldest = g_queue_peek_head(place);

	watch_stop(followups, oldest, oldest->watch[1] == place);
	oldest->crowded_out = true;
	capture_gates_limit(followups->analysis, LIMIT_WATCHED);
	if (oldest->watch[0] || oldest->watch[1])
		return;
	g_free(oldest->text);
	oldest->text = g_strdup_printf("Given up: more than %u follow-ups waited for the same kind of message.",
								   WATCHED_MAX);
	obligation_close(followups, oldest, VERDICT_UNKNOWN, 0, 0);
}

static void
watch_count(struct followups *followups, const struct obligation *obligation, enum watch watch, int change)
{
	followups->watching[watch] += (unsigned)change;
	if (watch == WATCH_TARGET) {
		uint64_t link = obligation_key(followups, obligation, WATCH_LINK);
		followups->watching_targets[link % TARGET_LINKS] += (unsigned)change;
	}
	if (watch == WATCH_URI || watch == WATCH_ORIGIN)
		awaited_count(followups->analysis,
					  awaited_place(followups->analysis, &obligation_client(obligation)->address), change);
}

/* A call has its queue itself. */
static void
watch_start(struct followups *followups, struct obligation *obligation, unsigned which)
{
	enum watch watch = obligation->expectation->watch[which];

	obligation->in_watch[which].data = obligation;
	if (watch == WATCH_CALL) {
		obligation->watch[which] = &obligation->transaction->call->obligations;
	} else {
		uint64_t key = obligation_key(followups, obligation, watch);
		struct watch_list *list = watch_get(followups, key);
		obligation->watch_key[which] = key;
		obligation->watch[which] = &list->obligations;
		watch_count(followups, obligation, watch, 1);
	}
	if (obligation->watch[which]->length >= WATCHED_MAX)
		watch_crowd_out(followups, obligation->watch[which]);
	queue_add(obligation->watch[which], &obligation->in_watch[which]);
}

static void
watch_stop(struct followups *followups, struct obligation *obligation, unsigned which)
{
	GQueue *queue = obligation->watch[which];
	enum watch watch = obligation->expectation->watch[which];

	queue_take(queue, &obligation->in_watch[which]);
	obligation->watch[which] = NULL;
	if (watch == WATCH_CALL)
		return;
	watch_count(followups, obligation, watch, -1);
	if (queue->length == 0)
		watch_list_free(followups, table_find(&followups->watched, obligation->watch_key[which]));
}

/* ---- deadlines ---- */

bool
obligation_was_blind(const struct obligation *obligation)
{
	return links_blind_since(obligation->analysis->links, &obligation->debtor.address,
							 &obligation->creditor.address, obligation->opened);
}

/* Did the capture stand still for more than a quarter of the time from the response to `until`? The quarter is ours. */
static bool
stood_still(const struct obligation *obligation, int64_t until)
{
	return links_hole_time(obligation->analysis->links, obligation->opened, until) >
		   (until - obligation->opened) / 4;
}

bool
obligation_in_view(const struct obligation *obligation, int64_t time)
{
	return links_last_seen(obligation->analysis->links, &obligation->debtor.address,
						   &obligation->creditor.address) > time &&
		   !obligation_was_blind(obligation) && !stood_still(obligation, time);
}

bool
obligation_link_known(const struct obligation *obligation)
{
	return links_last_seen(obligation->analysis->links, &obligation->debtor.address,
						   &obligation->creditor.address) != INT64_MIN;
}

/* ---- closing ---- */

struct finding
obligation_finding(const struct rule *rule, const struct obligation *obligation)
{
	struct finding finding = finding_of(rule, obligation->expectation->protocol,
										obligation->annotation->seen.frame);
	unsigned copies = obligation->copied ? obligation->copies : 0;

	finding_add_frame(&finding, obligation->annotation->request_frame);
	finding_add_frame(&finding, obligation->annotation->seen.frame);
	for (unsigned i = 0; i < MIN(copies, G_N_ELEMENTS(obligation->copied->frames)); i++)
		finding_add_frame(&finding, obligation->copied->frames[i]);
	return finding;
}

void
obligation_endpoints_text(const struct obligation *obligation, char debtor[static ENDPOINT_TEXT_SIZE],
						  char creditor[static ENDPOINT_TEXT_SIZE])
{
	endpoint_text(&obligation->debtor, debtor);
	endpoint_text(&obligation->creditor, creditor);
}

const char *
copies_text(unsigned copies, char text[static COPIES_TEXT_SIZE])
{
	if (copies == 1)
		g_strlcpy(text, "once", COPIES_TEXT_SIZE);
	else
		g_snprintf(text, COPIES_TEXT_SIZE, "%u times", copies);
	return text;
}

/* What the row waited for is that nothing came, and no message decided it. */
static void
put_silence(char text[static FOLLOWUP_TEXT_SIZE], const struct obligation *obligation, enum verdict verdict)
{
	const char *silence = obligation->expectation->silence;
	char within[DURATION_TEXT_SIZE];

	if (verdict == VERDICT_MET)
		g_snprintf(text, FOLLOWUP_TEXT_SIZE, "%s within %s.", silence,
				   duration_text(obligation->deadline - obligation->opened, within));
	else if (verdict == VERDICT_PENDING)
		g_snprintf(text, FOLLOWUP_TEXT_SIZE, "%s before the capture ended.", silence);
	else
		g_snprintf(text, FOLLOWUP_TEXT_SIZE, "%s as far as this capture shows.", silence);
}

/* The sentence of all but the usual case: see followup_text. */
static void
put_sentence(char text[static FOLLOWUP_TEXT_SIZE], const struct obligation *obligation, enum verdict verdict,
			 uint32_t frame, int64_t delay)
{
	const char *what = obligation->expectation->what;
	char time[DURATION_TEXT_SIZE], within[DURATION_TEXT_SIZE], copies[COPIES_TEXT_SIZE];

	duration_text(delay, time);
	if (!frame && obligation->expectation->silence)
		put_silence(text, obligation, verdict);
	else if (verdict == VERDICT_MET)
		g_snprintf(text, FOLLOWUP_TEXT_SIZE, "%s had come already in frame %u.", what, frame);
	else if (verdict == VERDICT_VIOLATED)
		g_snprintf(text, FOLLOWUP_TEXT_SIZE, "%s did not come; frame %u came instead, after %s.", what, frame,
				   time);
	else if (verdict == VERDICT_PENDING)
		g_snprintf(text, FOLLOWUP_TEXT_SIZE, "%s had not come when the capture ended.", what);
	else if (verdict == VERDICT_OVERDUE && obligation->copies > 0)
		g_snprintf(text, FOLLOWUP_TEXT_SIZE, "%s did not come; the response was sent %s more.", what,
				   copies_text(obligation->copies, copies));
	else if (verdict == VERDICT_OVERDUE)
		g_snprintf(text, FOLLOWUP_TEXT_SIZE,
				   "%s did not come within %s, although the capture still saw that direction.", what,
				   duration_text(obligation->deadline - obligation->opened, within));
	else
		g_snprintf(text, FOLLOWUP_TEXT_SIZE, "%s was not seen; this capture cannot tell whether it came.",
				   what);
}

/* A sentence of its own, for what is not usual. */
static __attribute__((noinline)) struct followup *
followup_unusual(const struct obligation *obligation, enum verdict verdict, uint32_t frame, int64_t delay)
{
	char sentence[FOLLOWUP_TEXT_SIZE];

	if (!obligation->text)
		put_sentence(sentence, obligation, verdict, frame, delay);
	return followup_new(obligation->analysis, slice_of(obligation->text ? obligation->text : sentence));
}

/* What became of the obligation, as a follow-up of its annotation. */
static struct followup *
followup_of(const struct obligation *obligation, enum verdict verdict, uint32_t frame, int64_t time)
{
	bool was_there = verdict == VERDICT_MET && time < obligation->opened &&
					 frame < obligation->annotation->seen.frame;
	int64_t delay = frame && !was_there ? MAX(0, time - obligation->opened) : -1;
	bool is_usual = !obligation->text && verdict == VERDICT_MET && frame > 0 &&
					(!was_there || obligation->expectation->met);
	struct followup *followup = is_usual ? followup_new(obligation->analysis, (struct slice){NULL, 0})
										 : followup_unusual(obligation, verdict, frame, delay);

	followup->expectation = obligation->expectation;
	followup->verdict = verdict;
	followup->frame = frame;
	followup->delay = delay;
	return followup;
}

static void
obligation_free(struct obligation *obligation)
{
	kept_release(&obligation->request);
	kept_release(&obligation->response);
	if (obligation->transaction) {
		sip_transaction_slim(obligation->transaction, &obligation->analysis->pool);
		sip_transaction_release(obligation->analysis->sip, obligation->transaction);
	}
	pool_give(&obligation->analysis->pool, obligation->copied, sizeof *obligation->copied);
	g_free(obligation->uri);
	g_free(obligation->text);
	pool_give(&obligation->analysis->pool, obligation, sizeof *obligation);
}

/* `frame` and `time` are of the message that decided it; 0 when none did. */
static void
obligation_close(struct followups *followups, struct obligation *obligation, enum verdict verdict,
				 uint32_t frame, int64_t time)
{
	struct analysis *analysis = followups->analysis;

	record_prefetch(obligation->annotation, sizeof *obligation->annotation);
	/* What only the end decided against it was seen before. */
	if (verdict == VERDICT_VIOLATED && frame == 0) {
		frame = obligation->seen_frame;
		time = obligation->seen_time;
	}
	for (unsigned which = 0; which < G_N_ELEMENTS(obligation->watch); which++)
		if (obligation->watch[which])
			watch_stop(followups, obligation, which);
	wheel_take(followups->wheel, obligation);
	roster_take(&followups->all, obligation);

	analysis->counts.followups[verdict]++;
	annotation_add_followup(obligation->annotation, followup_of(obligation, verdict, frame, time));
	if (obligation->expectation->judged)
		obligation->expectation->judged(obligation, verdict);
	annotation_release(analysis, obligation->annotation);
	obligation_free(obligation);
}

enum observation
obligation_settle_unknown(struct obligation *obligation, const char *text)
{
	obligation->text = g_strdup(text);
	return OBSERVED_UNKNOWN;
}

enum verdict
obligation_silence_tells_nothing(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	(void)in_view;
	return deadline_passed || !obligation_link_known(obligation) ? VERDICT_UNKNOWN : VERDICT_PENDING;
}

/* The verdict of one that nothing decided. */
static enum verdict
verdict_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	const struct expectation *row = obligation->expectation;

	if (obligation->crowded_out)
		return VERDICT_UNKNOWN;
	if (row->at_end)
		return row->at_end(obligation, deadline_passed, in_view);
	if (deadline_passed && in_view)
		return row->waits_for_silence ? VERDICT_MET : VERDICT_OVERDUE;
	return deadline_passed || !obligation_link_known(obligation) ? VERDICT_UNKNOWN : VERDICT_PENDING;
}

/* `at_end` may find that a message it had remembered was it, or was the contrary: that message decided it. */
static void
close_undecided(struct followups *followups, struct obligation *obligation, enum verdict verdict)
{
	bool decided = verdict == VERDICT_VIOLATED || (verdict == VERDICT_MET && obligation->decided_by_seen);

	obligation_close(followups, obligation, verdict, decided ? obligation->seen_frame : 0,
					 obligation->seen_time);
}

/* Was the capture where the debtor would have shown it, up to the deadline, and for what lingers up to now? */
static bool
in_view_so_far(const struct obligation *obligation)
{
	const struct analysis *analysis = obligation->analysis;

	return obligation_in_view(obligation, obligation->deadline) &&
		   (obligation->expectation->lingers == 0 ||
			links_hole_time(analysis->links, obligation->opened, analysis->now) == 0);
}

/* Until when it waits. What lingers does so in time that was captured. */
static int64_t
waits_until(const struct obligation *obligation)
{
	int64_t lingers = obligation->expectation->lingers, now = obligation->analysis->now;

	if (lingers > 0)
		lingers += links_hole_time(obligation->analysis->links, obligation->opened, now);
	return obligation->deadline + lingers;
}

/* Seldom: most are closed before. */
static __attribute__((noinline)) void
obligation_due(struct followups *followups, struct obligation *obligation)
{
	int64_t now = followups->analysis->now, until = waits_until(obligation);

	if (now < until) {
		wheel_put(followups->wheel, obligation, until);
		return;
	}
	bool in_view = in_view_so_far(obligation);
	enum verdict verdict = verdict_at_end(obligation, true, in_view);
	/* Where the row has its own proof (copies of the response), no sign of life is waited for. */
	if (in_view || verdict == VERDICT_OVERDUE || now - until > IN_VIEW_PATIENCE)
		close_undecided(followups, obligation, verdict);
	else
		wheel_put(followups->wheel, obligation, now + SECONDS(2));
}

void
followups_advance(struct followups *followups)
{
	struct obligation *obligation;

	while ((obligation = wheel_due(followups->wheel, followups->analysis->now)) != NULL)
		obligation_due(followups, obligation);
}

/* What was to follow, and may have done so while the capture stood still, is not pending. */
static enum verdict
verdict_at_finish(const struct obligation *obligation)
{
	int64_t now = obligation->analysis->now;
	bool in_view = now >= obligation->deadline && in_view_so_far(obligation);
	enum verdict verdict = verdict_at_end(obligation, now >= waits_until(obligation), in_view);

	return verdict == VERDICT_PENDING && stood_still(obligation, now) ? VERDICT_UNKNOWN : verdict;
}

void
followups_finish(struct followups *followups)
{
	struct obligation *obligation;

	while ((obligation = roster_first(&followups->all)) != NULL)
		close_undecided(followups, obligation, verdict_at_finish(obligation));
}

static void
settle(struct followups *followups, struct obligation *obligation, enum observation observation,
	   uint32_t frame, int64_t time)
{
	static const enum verdict verdicts[] = {
		[OBSERVED_MET] = VERDICT_MET,
		[OBSERVED_VIOLATED] = VERDICT_VIOLATED,
		[OBSERVED_UNKNOWN] = VERDICT_UNKNOWN,
	};

	if (observation != OBSERVED_NOTHING)
		obligation_close(followups, obligation, verdicts[observation], frame, time);
}

/* ---- opening ---- */

/* Of one that may follow: what the response itself has to say. */
static bool
row_applies(const struct expectation *row, const struct candidate *trigger)
{
	if (row->needs_field != FIELD_OTHER && !message_first_field(trigger->message, row->needs_field))
		return false;
	return !row->applies || row->applies(trigger);
}

void
obligation_keep_response(struct obligation *obligation, const struct message *response)
{
	if (!obligation->response)
		obligation->response = response->protocol == PROTOCOL_SIP
								   ? kept_digest_in(&obligation->analysis->pool, response)
								   : kept_new_in(&obligation->analysis->pool, response);
}

static struct obligation *
obligation_new(struct followups *followups, const struct expectation *row, const struct candidate *trigger)
{
	struct obligation *obligation = pool_take_zeros(&followups->analysis->pool, sizeof *obligation);
	const struct sighting *seen = &trigger->message->seen;
	bool client = row->owed_by == DEBTOR_CLIENT;

	obligation->expectation = row;
	obligation->heeds = row->heeds ? row->heeds : UINT32_MAX;
	obligation->analysis = followups->analysis;
	obligation->connection = trigger->connection;
	obligation->redirect = trigger->redirect;
	obligation->debtor = client ? seen->destination : seen->source;
	obligation->creditor = client ? seen->source : seen->destination;
	obligation->opened = seen->last_time;
	obligation->deadline = seen->last_time + row->within;
	if (trigger->identity) {
		obligation->answer_hash = trigger->identity->text_hash;
		obligation->to_tag_hash = trigger->identity->to_tag_hash;
		obligation->via_is_alone = trigger->identity->via_is_alone;
	}
	return obligation;
}

/* What only an obligation that really opens needs. */
static void
obligation_hold(struct obligation *obligation, struct annotation *annotation, const struct candidate *trigger)
{
	obligation->annotation = annotation;
	annotation_hold(annotation);
	if (obligation->expectation->keeps_response)
		obligation_keep_response(obligation, trigger->message);
}

/* The longest open one goes, and says so, when there are too many. */
bool
followups_give_way(struct followups *followups)
{
	struct obligation *oldest = roster_first(&followups->all);

	if (!oldest)
		return false;
	g_free(oldest->text);
	oldest->text = g_strdup("Given up: too much was open at once.");
	obligation_close(followups, oldest, VERDICT_UNKNOWN, 0, 0);
	return true;
}

static void
obligation_open(struct followups *followups, const struct expectation *row, struct annotation *annotation,
				const struct candidate *trigger)
{
	struct obligation *obligation = obligation_new(followups, row, trigger);

	obligation->request = kept_hold((struct message *)trigger->request);
	if (trigger->transaction) {
		obligation->transaction = trigger->transaction;
		sip_transaction_hold(trigger->transaction);
	}
	if (row->opens && !row->opens(obligation, trigger)) {
		obligation_free(obligation);
		return;
	}
	obligation_hold(obligation, annotation, trigger);
	for (unsigned which = 0; which < G_N_ELEMENTS(row->watch) && row->watch[which] != WATCH_NONE; which++)
		watch_start(followups, obligation, which);
	wheel_put(followups->wheel, obligation, obligation->deadline);
	roster_add(&followups->all, obligation);
	settle(followups, obligation, obligation->at_once, obligation->seen_frame, obligation->seen_time);
	if (followups->all.count > followups->analysis->settings.open_max) {
		capture_gates_limit(followups->analysis, LIMIT_OPEN);
		followups_give_way(followups);
	}
}

bool
followups_called_for(const struct followups *followups, const struct message *response)
{
	return response->status < 700 && followups->after[response->protocol][response->status];
}

void
followups_open(struct followups *followups, struct annotation *annotation, const struct candidate *trigger)
{
	const struct expectation *table = followups->rows[trigger->message->protocol];

	for (row_set left = rows_after(followups, trigger); left; left &= left - 1) {
		const struct expectation *row = &table[__builtin_ctzll(left)];
		if (row_applies(row, trigger))
			obligation_open(followups, row, annotation, trigger);
	}
}

/* ---- observing ---- */

/* What the message is, as rows name what they heed. */
static uint32_t
kind_of(const struct candidate *candidate)
{
	return candidate->message->is_response ? HEEDS_RESPONSES : UINT32_C(1) << candidate->message->method;
}

/* An obligation that closes leaves its list, and the last one takes the list with it: `next` is read before. */
static void
show(struct followups *followups, GList *first, const struct candidate *candidate)
{
	const uint32_t of_others = kind_of(candidate), of_own = of_others | HEEDS_OWN;

	for (GList *link = first, *next; link; link = next) {
		struct obligation *obligation = link->data;
		next = link->next;
		obligation_prefetch(next);
		bool is_own = candidate->transaction == obligation->transaction;
		if (!(obligation->heeds & (is_own ? of_own : of_others)))
			continue;
		enum observation observation = obligation->expectation->observe(obligation, candidate);
		if (observation == OBSERVED_NOTHING)
			continue;
		bool by_seen = obligation->decided_by_seen;
		settle(followups, obligation, observation,
			   by_seen ? obligation->seen_frame : candidate->message->seen.frame,
			   by_seen ? obligation->seen_time : candidate->message->seen.first_time);
	}
}

static void
show_watched(struct followups *followups, uint64_t key, const struct candidate *candidate)
{
	struct watch_list *list = table_find(&followups->watched, key);

	if (list)
		show(followups, list->obligations.head, candidate);
}

bool
followups_watch_uris(const struct followups *followups)
{
	return followups->watching[WATCH_URI] + followups->watching[WATCH_ORIGIN] > 0;
}

static void
observe_sip(struct followups *followups, const struct candidate *candidate)
{
	const struct message *message = candidate->message;
	const struct address *client = &message->seen.source.address,
						 *server = &message->seen.destination.address;

	if (candidate->call && candidate->call->obligations.head)
		show(followups, candidate->call->obligations.head, candidate);
	if (message->is_response)
		return;
	if (!followups->watching[WATCH_TARGET] && !followups->watching[WATCH_LINK])
		return;
	uint64_t link = link_key(followups, client, server);
	if (followups->watching_targets[link % TARGET_LINKS])
		show_watched(followups, target_key(link, message->target), candidate);
	if (followups->watching[WATCH_LINK])
		show_watched(followups, link, candidate);
}

static void
observe_http(struct followups *followups, const struct candidate *candidate)
{
	const struct address *client = &candidate->message->seen.source.address;

	if (followups->watching[WATCH_CONNECTION])
		show_watched(followups, connection_key(followups, candidate->connection), candidate);
	if (candidate->message->is_response || !candidate->is_awaited)
		return;
	if (followups->watching[WATCH_URI])
		show_watched(followups, uri_key(followups, client, candidate->uri), candidate);
	if (followups->watching[WATCH_ORIGIN])
		show_watched(followups, origin_key(followups, client, candidate->uri), candidate);
}

void
followups_observe(struct followups *followups, const struct candidate *candidate)
{
	if (candidate->message->protocol == PROTOCOL_SIP)
		observe_sip(followups, candidate);
	else
		observe_http(followups, candidate);
}

void
followups_event(struct followups *followups, const struct transport_event *event)
{
	struct watch_list *list = followups->watching[WATCH_CONNECTION] && event->seen.connection
								  ? table_find(&followups->watched,
											   connection_key(followups, event->seen.connection))
								  : NULL;

	for (GList *link = list ? list->obligations.head : NULL, *next; link; link = next) {
		struct obligation *obligation = link->data;
		next = link->next;
		if (obligation->expectation->observe_event)
			settle(followups, obligation, obligation->expectation->observe_event(obligation, event),
				   event->seen.frame, event->seen.first_time);
	}
}

void
followups_copy(struct followups *followups, const struct candidate *copy)
{
	(void)followups;
	for (GList *link = copy->call->obligations.head; link; link = link->next) {
		struct obligation *obligation = link->data;
		if (obligation->transaction != copy->transaction ||
			obligation->answer_hash != copy->identity->text_hash)
			continue;
		if (!obligation->copied)
			obligation->copied = pool_take_zeros(&obligation->analysis->pool, sizeof *obligation->copied);
		if (obligation->copies < G_N_ELEMENTS(obligation->copied->frames))
			obligation->copied->frames[obligation->copies] = copy->message->seen.frame;
		obligation->copies++;
		obligation->copied->last = copy->message->seen.first_time;
		if (obligation->expectation->keeps_copy)
			obligation_keep_response(obligation, copy->message);
	}
}

struct followups *
followups_new(struct analysis *analysis)
{
	struct followups *followups = g_new0(struct followups, 1);

	followups->analysis = analysis;
	followups->wheel = wheel_new(offsetof(struct obligation, in_wheel));
	followups->all = roster_of(offsetof(struct obligation, in_all));
	index_rows(followups, PROTOCOL_HTTP);
	index_rows(followups, PROTOCOL_SIP);
	return followups;
}

void
followups_free(struct followups *followups)
{
	for (struct obligation *open; (open = roster_first(&followups->all)) != NULL;)
		obligation_close(followups, open, VERDICT_UNKNOWN, 0, 0);
	wheel_free(followups->wheel);
	roster_clear(&followups->all);
	table_clear(&followups->watched);
	g_free(followups);
}
