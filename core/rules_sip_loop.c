/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops, spirals and merged requests. A request that comes back to a server carries, as the tail of its Via list,
 * the whole list it had when it was there before. With the same Request-URI and Route it goes round for ever (a
 * loop); with another target it is a spiral, which is legal (RFC 3261 section 16.3 step 4). The same request by
 * two ways without such a tail was forked and merged again (section 8.2.2.2).
 */
#include "core/finding.h"
#include "core/password.h"
#include "core/rules_sip.h"

/* ---- facts about a request ---- */

/* The same request as `transaction`, at the same server. */
static bool
same_request_same_server(const struct sip_transaction *transaction, const struct sip_transaction *other)
{
	return other->identity_hash == transaction->identity_hash && other != transaction &&
		   endpoint_equal(&other->server, &transaction->server) && sip_transaction_via(other).depth > 0;
}

/* ---- text ---- */

static void
append_endpoint(GString *text, const struct endpoint *endpoint)
{
	char buffer[ENDPOINT_TEXT_SIZE];
	g_string_append(text, endpoint_text(endpoint, buffer));
}

/* "A, B": the servers that the request came to since it was here before. */
static char *
cycle_text(const struct sip_transaction *back)
{
	GString *text = g_string_new(NULL);
	bool inside = false;

	append_endpoint(text, &back->server);
	for (GList *link = sip_call_recent(back->call); link; link = link->next) {
		const struct sip_transaction *hop = link->data;
		if (hop->identity_hash != back->identity_hash || !hop->request || text->len > 400)
			continue;
		if (inside) {
			g_string_append(text, " > ");
			append_endpoint(text, &hop->server);
		}
		if (hop == back)
			break;
		inside = inside || hop->request->seen.frame == back->lap_frame;
	}
	return g_string_free(text, FALSE);
}

/* The frames in which this request was seen on its way, up to and with `last`. */
static void
add_way(struct finding *finding, const struct sip_transaction *last)
{
	for (GList *link = sip_call_recent(last->call); link; link = link->next) {
		const struct sip_transaction *hop = link->data;
		if (hop->request && hop->identity_hash == last->identity_hash &&
			finding->frame_count < FINDING_FRAMES_MAX - 2)
			finding_add_frame(finding, hop->request->seen.frame);
	}
}

/* ---- rules ---- */

static const struct rule routing_loop = {
	.id = "sip-routing-loop",
	.severity = SEVERITY_ERROR,
	.title = "A request runs in a loop",
	.why = "The same request comes back to a server that has already handled it, with nothing changed that "
		   "could send it "
		   "elsewhere: it will go round until Max-Forwards is used up.",
	.look_at = "Follow the servers of the cycle: one of them routes the request back, often by a wrong "
			   "domain alias or "
			   "a user that forwards to himself.",
	.traps =
		"A changed Request-URI or Route is a spiral and legal. A single return is a warning only: some "
		"configurations send a request through themselves once; when it is then answered it is a spiral.",
	.spec = "RFC 3261 section 16.3 step 4",
};

/* The copy of this request that has gone round most often; NULL when none has. */
static const struct sip_transaction *
most_laps(const struct sip_transaction *transaction)
{
	const struct sip_transaction *most = NULL;

	for (GList *link = sip_call_recent(transaction->call); link; link = link->next) {
		const struct sip_transaction *hop = link->data;
		if (hop->request && hop->identity_hash == transaction->identity_hash &&
			hop->laps > (most ? most->laps : 0))
			most = hop;
	}
	return most;
}

static const struct rule routing_spiral = {
	.id = "sip-routing-spiral",
	.severity = SEVERITY_NOTE,
	.title = "A request passes a server a second time, and goes on another way",
	.why = "This is legal (a spiral): what has changed decides where the request goes next. Often the server "
		   "stands in "
		   "the Route twice, for the caller and for the callee. It explains why one call shows the same "
		   "server twice.",
	.look_at = "Compare Request-URI and Route of the two visits.",
	.traps =
		"With Request-URI, Route, Proxy-Require and Proxy-Authorization unchanged it is a loop, unless it "
		"comes back only once and is then answered: the server decides by more than the message. Told "
		"once for each server of a call.",
	.spec = "RFC 3261 sections 6 and 16.3 step 4",
};

/* "now for sip:bob@example.com", or what else has changed since it was there before. */
static char *
change_text(const struct sip_transaction *back, const struct sip_transaction *before)
{
	struct slice target = back->request->target;
	char text[URI_TEXT_SIZE];

	if (!slice_equal(target, before->request->target))
		return g_strdup_printf("now for %s", uri_text(target, text));
	enum field_id field = sip_way_changed(before, back);
	return field == FIELD_OTHER
			   ? g_strdup("for the same URI, but other fields have changed that lead its way")
			   : g_strdup_printf("for the same URI, but %s has changed", field_name(field));
}

/* A server that is passed twice is so by each request of the call: told once. */
static bool
is_first_spiral(const struct sip_transaction *back)
{
	return sip_call_raises_once(back->call, &routing_spiral, hash_endpoint(back->call->seed, &back->server));
}

static void
raise_spiral(struct analysis *analysis, const struct sip_transaction *back,
			 const struct sip_transaction *before)
{
	char server[ENDPOINT_TEXT_SIZE];

	if (!is_first_spiral(back))
		return;
	struct finding finding = finding_of(&routing_spiral, PROTOCOL_SIP, back->request->seen.frame);
	finding_add_frame(&finding, before->request->seen.frame);
	finding_add_frame(&finding, back->request->seen.frame);
	char *change = change_text(back, before);
	finding_raise(analysis, NULL, &finding, "%s gets the request of frame %u again in frame %u, %s.",
				  endpoint_text(&back->server, server), before->request->seen.frame,
				  back->request->seen.frame, change);
	g_free(change);
}

/* Nothing that may decide its way has changed, and yet it went another way from there: by where it came from, perhaps. */
static void
raise_passed_twice(struct analysis *analysis, const struct sip_transaction *back)
{
	char server[ENDPOINT_TEXT_SIZE];

	if (!is_first_spiral(back))
		return;
	struct finding finding = finding_of(&routing_spiral, PROTOCOL_SIP, back->request->seen.frame);
	finding_add_frame(&finding, back->lap_frame);
	finding_add_frame(&finding, back->request->seen.frame);
	finding_raise(analysis, NULL, &finding,
				  "%s gets the request of frame %u again in frame %u, unchanged, and it was answered with %u "
				  "all the same.",
				  endpoint_text(&back->server, server), back->lap_frame, back->request->seen.frame,
				  back->final);
}

/* What a request that goes round gets in the end, when its hops, its time or a server's patience are used up. */
static const uint16_t ends_of_loop[] = {408, 482, 483, 5};

/* Did it go on from here, back though it was, and get an answer that no loop gives? */
static bool
went_through(const struct sip_transaction *back)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ends_of_loop); i++)
		if (back->final == ends_of_loop[i] || back->final / 100 == ends_of_loop[i])
			return false;
	return back->laps == 1 && back->final;
}

/*
 * Asked when the first transaction of a loop ends, so that a 482 or 483 that tells of it has had its time, and all of the
 * way round is still there: the visit before the return, or the return. A single one may be a policy that sends the
 * request through the server twice.
 */
void
sip_loop_ends(struct analysis *analysis, struct sip_transaction *transaction)
{
	bool is_of_loop = transaction->laps > 0 || transaction->came_back;
	const struct sip_transaction *back = is_of_loop ? most_laps(transaction) : NULL;

	if (!back || !sip_call_raises_once(back->call, &routing_loop, back->identity_hash))
		return;
	if (went_through(back)) {
		raise_passed_twice(analysis, back);
		return;
	}
	struct finding finding = finding_of(&routing_loop, PROTOCOL_SIP, back->request->seen.frame);
	char *cycle = cycle_text(back);
	if (back->laps == 1)
		finding.severity = SEVERITY_WARNING;
	add_way(&finding, back);
	finding_raise(
		analysis, NULL, &finding,
		"The %.*s of frame %u came back unchanged in frame %u, for the %s time; the way round is %s.",
		(int)MIN(back->request->method_text.length, 32), back->request->method_text.bytes, back->lap_frame,
		back->request->seen.frame, back->laps == 1 ? "first" : "second or later", cycle);
	g_free(cycle);
}

/* `tails`: of the Via list of `back`. */
static bool
comes_back(const struct sip_transaction *back, const uint64_t tails[static VIA_DEPTH_MAX + 1],
		   const struct sip_transaction *before)
{
	return before->via_depth < back->via_depth && tails[before->via_depth] == before->via_whole;
}

void
sip_loop_request(struct analysis *analysis, const struct candidate *candidate)
{
	struct sip_transaction *transaction = candidate->transaction;
	uint64_t tails[VIA_DEPTH_MAX + 1];
	struct via_list via;
	unsigned looked_at = 0;
	bool has_tails = false;

	transaction->identity_hash = sip_identity_request(candidate->identity, analysis->seed);
	for (GList *link = transaction->in_call.prev; link && looked_at < CALL_LOOK_BACK;
		 link = link->prev, looked_at++) {
		const struct sip_transaction *before = link->data;
		if (!same_request_same_server(transaction, before))
			continue;
		if (!has_tails && !via_list_read(&via, tails, candidate->message, candidate->call->hash))
			return;
		if (!has_tails)
			sip_transaction_via_note(transaction, &via);
		has_tails = true;
		if (!comes_back(transaction, tails, before))
			continue;
		if (sip_target_hash(before) != sip_target_hash(transaction)) {
			raise_spiral(analysis, transaction, before);
			return;
		}
		transaction->laps = (uint16_t)MIN(before->laps + 1, UINT16_MAX);
		transaction->lap_frame = before->request->seen.frame;
		((struct sip_transaction *)link->data)->came_back = true;
		return;
	}
}

/* ---- 482 and 483 ---- */

static const struct rule loop_confirmed = {
	.id = "sip-482-loop-confirmed",
	.severity = SEVERITY_ERROR,
	.title = "482 Loop Detected, and the capture shows the loop",
	.why = "The server that answers 482 really got this request before, and nothing has changed since.",
	.look_at = "Which server of the way round sends the request back? Its routing is at fault, not the one "
			   "that says 482.",
	.traps = "A 482 for the same request by another way is a merged request; see sip-482-merged-request.",
	.spec = "RFC 3261 sections 16.3 and 21.4.20",
};

static const struct rule merged_request = {
	.id = "sip-482-merged-request",
	.severity = SEVERITY_NOTE,
	.title = "482 Loop Detected, but it is a merged request",
	.why = "The request was forked upstream and reached this device by two ways; it answers one copy and "
		   "refuses the "
		   "others with 482. There is no loop, and the call may well succeed.",
	.look_at = "Does another copy get a better answer? Then nothing is wrong but a forking proxy that "
			   "reaches one device "
			   "twice.",
	.traps = "It is a loop only where the Via list of one copy goes on from that of the other.",
	.spec = "RFC 3261 section 8.2.2.2",
};

static const struct rule stale_transaction = {
	.id = "sip-482-stale-transaction",
	.severity = SEVERITY_WARNING,
	.title = "482 Loop Detected for a request that its sender repeats under a new branch",
	.why = "The same client sends the same request (Call-ID, From tag, CSeq) with another branch: the server "
		   "takes it "
		   "for a merged request. A new try needs a higher CSeq number.",
	.look_at = "The client that changes the branch without changing CSeq.",
	.traps =
		"Copies with the same branch are ordinary repetitions. A proxy that sends two branches, or a client "
		"that asks for two targets, has forked: see sip-482-merged-request.",
	.spec = "RFC 3261 sections 8.2.2.2 and 8.1.1.7",
};

static const struct rule no_loop_visible = {
	.id = "sip-482-no-loop-visible",
	.severity = SEVERITY_NOTE,
	.title = "482 Loop Detected, but this capture shows no loop",
	.why = "Neither an earlier visit nor another copy of the request was seen: the loop, or the second way, "
		   "lies outside "
		   "this capture.",
	.look_at = "Capture at the server that answers 482, and read the Via list of the request it refuses.",
	.traps = "None: it only says what cannot be seen.",
	.spec = "RFC 3261 sections 8.2.2.2 and 16.3",
};

static const struct rule forwards_loop = {
	.id = "sip-max-forwards-483-loop",
	.severity = SEVERITY_ERROR,
	.title = "483 Too Many Hops, and the capture shows the loop",
	.why = "The request went round until Max-Forwards was used up; each lap costs every server of the cycle "
		   "work.",
	.look_at = "The servers of the cycle and the Request-URI they send on: one of them routes back.",
	.traps = "Without a server that is passed twice see sip-max-forwards-483-no-loop.",
	.spec = "RFC 3261 sections 16.3 and 21.4.21",
};

static const struct rule forwards_no_loop = {
	.id = "sip-max-forwards-483-no-loop",
	.severity = SEVERITY_NOTE,
	.title = "483 Too Many Hops without a loop in this capture",
	.why = "Max-Forwards began low (a probe like traceroute, or a wrong sender), or the loop lies outside "
		   "the capture.",
	.look_at = "The Max-Forwards value with which the request first appears.",
	.traps = "None: it only says what cannot be seen.",
	.spec = "RFC 3261 section 21.4.21",
};

/*
 * The same client made both, for the same target: it has not forked. A proxy has, with two branches (section 16.6 step
 * 8), even where both have come to one device.
 */
static bool
is_rebranched(const struct sip_transaction *one, const struct sip_transaction *other)
{
	return endpoint_equal(&one->client, &other->client) && one->via_depth == 1 && other->via_depth == 1 &&
		   sip_target_hash(one) == sip_target_hash(other);
}

/* Another copy of this request at the same server: by which way did it come? NULL: none. */
static const struct sip_transaction *
other_copy(const struct sip_transaction *refused, bool same_client)
{
	const struct via_list mine = sip_transaction_via(refused);

	for (GList *link = sip_call_recent(refused->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (same_request_same_server(refused, other) && other->via_whole != mine.whole &&
			is_rebranched(refused, other) == same_client)
			return other;
	}
	return NULL;
}

/* From hop to hop, does this request lead from its visit at `before`'s server to where `back` came from? */
static bool
leads_back(GList *before, const struct sip_transaction *back)
{
	const struct sip_transaction *first = before->data;
	const struct address *at = &first->server.address;
	bool went_on = false;

	for (GList *link = before->next; link && link->data != back; link = link->next) {
		const struct sip_transaction *hop = link->data;
		if (hop->identity_hash != back->identity_hash || !hop->request ||
			!address_equal(&hop->client.address, at))
			continue;
		at = &hop->server.address;
		went_on = true;
	}
	return went_on && address_equal(&back->client.address, at);
}

/*
 * A back-to-back user agent makes each request anew, with a Via of its own: no Via list tells that it went round. That
 * its hops lead back here, with fewer Max-Forwards left, does. The visit before; NULL: it did not come back.
 */
static const struct sip_transaction *
came_back_anew(const struct sip_transaction *back)
{
	uint64_t left, left_before;

	if (!back->request || !message_number(back->request, FIELD_MAX_FORWARDS, 255, &left))
		return NULL;
	for (GList *link = sip_call_recent(back->call); link && link->data != back; link = link->next) {
		const struct sip_transaction *before = link->data;
		if (before->request && same_request_same_server(back, before) &&
			message_number(before->request, FIELD_MAX_FORWARDS, 255, &left_before) && left < left_before &&
			leads_back(link, back))
			return before;
	}
	return NULL;
}

/* Does a lower Via value name the server that answers? Then it has passed this request on before. */
static bool
server_in_via(const struct sip_transaction *transaction)
{
	struct field_walk walk = {0};
	struct slice value;
	struct via via;
	char server[ENDPOINT_TEXT_SIZE], sent_by[ENDPOINT_TEXT_SIZE];

	endpoint_text(&transaction->server, server);
	message_next_value(transaction->request, FIELD_VIA, &walk, &value);
	while (message_next_value(transaction->request, FIELD_VIA, &walk, &value)) {
		if (!via_parse(value, &via) || via.host.length > 45)
			continue;
		g_snprintf(sent_by, sizeof sent_by, "%.*s:%u", (int)via.host.length, via.host.bytes, via_port(&via));
		if (strcmp(sent_by, server) == 0)
			return true;
	}
	return false;
}

static void
raise_482_loop(struct analysis *analysis, struct annotation *annotation,
			   const struct sip_transaction *refused)
{
	struct finding finding = finding_of(&loop_confirmed, PROTOCOL_SIP, annotation->seen.frame);
	char server[ENDPOINT_TEXT_SIZE];

	endpoint_text(&refused->server, server);
	add_way(&finding, refused);
	finding_add_frame(&finding, annotation->seen.frame);
	if (refused->laps > 0) {
		char *cycle = cycle_text(refused);
		/* The loop itself is told by this finding. */
		sip_call_raises_once(refused->call, &routing_loop, refused->identity_hash);
		finding_raise(analysis, annotation, &finding,
					  "%s had this request in frame %u already and gets it back unchanged in frame %u; the "
					  "way round is "
					  "%s.",
					  server, refused->lap_frame, refused->request->seen.frame, cycle);
		g_free(cycle);
		return;
	}
	finding.confidence = CONFIDENCE_LIKELY;
	finding_raise(analysis, annotation, &finding,
				  "The Via list of the request in frame %u shows that %s had passed it on before.",
				  refused->request->seen.frame, server);
}

static void
raise_482_copy(struct analysis *analysis, struct annotation *annotation, const struct rule *rule,
			   const struct sip_transaction *refused, const struct sip_transaction *other)
{
	struct finding finding = finding_of(rule, PROTOCOL_SIP, annotation->seen.frame);
	char server[ENDPOINT_TEXT_SIZE];

	finding_add_frame(&finding, other->request->seen.frame);
	finding_add_frame(&finding, refused->request->seen.frame);
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(
		analysis, annotation, &finding,
		rule == &merged_request
			? "%s got the same request by two ways, in frames %u and %u; it is no loop."
			: "%s got the same request from the same client in frames %u and %u under different branches.",
		endpoint_text(&refused->server, server), other->request->seen.frame, refused->request->seen.frame);
}

static void
raise_482_anew(struct analysis *analysis, struct annotation *annotation,
			   const struct sip_transaction *refused, const struct sip_transaction *before)
{
	struct finding finding = finding_of(&loop_confirmed, PROTOCOL_SIP, annotation->seen.frame);
	char server[ENDPOINT_TEXT_SIZE];

	finding.confidence = CONFIDENCE_LIKELY;
	add_way(&finding, refused);
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(
		analysis, annotation, &finding,
		"%s had this request in frame %u already, sent it on, and gets it back in frame %u; a server on "
		"the way makes it anew, so that no Via tells of it.",
		endpoint_text(&refused->server, server), before->request->seen.frame, refused->request->seen.frame);
}

/* The same 482 shows on every hop on its way back: only the first one, nearest to its maker, is judged. */
static void
judge_482(struct analysis *analysis, struct annotation *annotation, const struct sip_transaction *refused)
{
	const struct sip_transaction *other;

	if (!sip_call_raises_once(refused->call, &no_loop_visible, refused->cseq))
		return;
	if (refused->laps > 0) {
		raise_482_loop(analysis, annotation, refused);
	} else if ((other = came_back_anew(refused)) != NULL) {
		raise_482_anew(analysis, annotation, refused, other);
	} else if ((other = other_copy(refused, false)) != NULL) {
		raise_482_copy(analysis, annotation, &merged_request, refused, other);
	} else if ((other = other_copy(refused, true)) != NULL) {
		raise_482_copy(analysis, annotation, &stale_transaction, refused, other);
	} else if (server_in_via(refused)) {
		raise_482_loop(analysis, annotation, refused);
	} else {
		struct finding finding = finding_of(&no_loop_visible, PROTOCOL_SIP, annotation->seen.frame);
		finding_add_frame(&finding, refused->request->seen.frame);
		finding_add_frame(&finding, annotation->seen.frame);
		finding_raise(
			analysis, annotation, &finding,
			"The request of frame %u was refused as a loop; no earlier visit and no second copy was seen.",
			refused->request->seen.frame);
	}
}

static uint64_t
max_forwards_at_start(const struct sip_transaction *refused)
{
	uint64_t most = 0, value;

	for (GList *link = sip_call_recent(refused->call); link; link = link->next) {
		const struct sip_transaction *hop = link->data;
		if (hop->identity_hash == refused->identity_hash && hop->request &&
			message_number(hop->request, FIELD_MAX_FORWARDS, 255, &value))
			most = MAX(most, value);
	}
	return most;
}

/* Says how it went round; false: nothing shows that it did. */
static bool
raise_483_loop(struct analysis *analysis, struct annotation *annotation, struct finding *finding,
			   const struct sip_transaction *refused)
{
	const struct sip_transaction *most = most_laps(refused);
	const struct sip_transaction *before = most ? NULL : came_back_anew(refused);
	char server[ENDPOINT_TEXT_SIZE];

	if (most) {
		char *cycle = cycle_text(most);
		finding_raise(analysis, annotation, finding,
					  "The request went round %u times until Max-Forwards was used up; the way round is %s.",
					  most->laps, cycle);
		g_free(cycle);
		/* The loop itself is told by this finding. */
		sip_call_raises_once(refused->call, &routing_loop, refused->identity_hash);
	} else if (before) {
		finding->confidence = CONFIDENCE_LIKELY;
		finding_raise(
			analysis, annotation, finding,
			"%s had the request in frame %u already and gets it back in frame %u; a server on the way "
			"makes it anew, so that no Via tells of it.",
			endpoint_text(&refused->server, server), before->request->seen.frame,
			refused->request->seen.frame);
	}
	return most || before;
}

static void
judge_483(struct analysis *analysis, struct annotation *annotation, const struct sip_transaction *refused)
{
	if (!sip_call_raises_once(refused->call, &forwards_loop, refused->cseq))
		return;
	struct finding finding = finding_of(&forwards_loop, PROTOCOL_SIP, annotation->seen.frame);
	add_way(&finding, refused);
	finding_add_frame(&finding, annotation->seen.frame);
	if (raise_483_loop(analysis, annotation, &finding, refused))
		return;
	finding.rule = &forwards_no_loop;
	finding.severity = forwards_no_loop.severity;
	finding_raise(analysis, annotation, &finding,
				  "No server is passed twice here; Max-Forwards was %u where the request first appears.",
				  (unsigned)max_forwards_at_start(refused));
}

static const struct {
	uint16_t code;
	void (*judge)(struct analysis *, struct annotation *, const struct sip_transaction *);
} judges[] = {
	{482, judge_482},
	{483, judge_483},
};

void
sip_loop_response(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(judges); i++)
		if (judges[i].code == response->message->status && response->transaction->request)
			judges[i].judge(analysis, annotation, response->transaction);
}

const struct rule *const rules_sip_loop[] = {
	&routing_loop,   &routing_spiral,    &loop_confirmed,
	&merged_request, &stale_transaction, &no_loop_visible,
	&forwards_loop,  &forwards_no_loop,  NULL,
};
