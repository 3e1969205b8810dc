/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the capture may have hidden: notes of their own, each told once, with its count. */
#include "core/rules_capture.h"

#include "core/duration.h"
#include "core/finding.h"
#include "core/link.h"
#include "core/sip_identity.h"

/* Timestamps of one machine may be off by so much without anybody noticing; ours. */
#define STEP_BACK_NOTICED MILLISECONDS(1)

/*
 * The Bloom filter of Call-IDs: bits, and how many are set for each. With 2^21 bits one Call-ID in fifty is
 * taken for a known one after 200 000 calls; then a call that was running goes unnoticed, never the contrary.
 */
#define CALL_BITS   (UINT64_C(1) << 21)
#define CALL_HASHES 3

/* ---- gathering ---- */

static void
gate_add(struct gate_count *gate, enum protocol protocol, uint32_t first, uint32_t second)
{
	if (gate->count == 0) {
		gate->frames[0] = first;
		gate->frames[1] = second;
		gate->protocol = protocol;
	}
	gate->count++;
}

/* As gate_add, but remembers as many frames as there is room for. */
static void
gate_add_each(struct gate_count *gate, enum protocol protocol, uint32_t frame)
{
	if (gate->count < G_N_ELEMENTS(gate->frames))
		gate->frames[gate->count] = frame;
	gate->protocol = protocol;
	gate->count++;
}

/* Only packets that are a whole message count: reassembled ones may be told later than their last byte came. */
static void
watch_clock(struct capture_gates *gates, const struct message *message)
{
	const struct sighting *seen = &message->seen;

	if (!gates->has_fractions)
		gates->has_fractions = seen->last_time % SECONDS(1) != 0;
	if (seen->first_frame != seen->frame || seen->frame <= gates->latest_frame)
		return;
	if (!gates->latest_frame)
		gates->first_time = seen->last_time;
	int64_t back = gates->latest_time - seen->last_time;
	if (gates->latest_frame && back > STEP_BACK_NOTICED) {
		gate_add(&gates->steps_back, message->protocol, gates->latest_frame, seen->frame);
		gates->step_back = MAX(gates->step_back, back);
	}
	gates->latest_frame = seen->frame;
	gates->latest_time = seen->last_time;
}

/* Something of it was not captured, unless there was nothing more of it. */
static bool
lacks_something(const struct analysis *analysis, const struct message *message)
{
	return message->seen.faults & FAULT_TRUNCATED &&
		   (message->protocol != PROTOCOL_HTTP || !http_tracker_refused_body(analysis->http, message));
}

void
capture_gates_message(struct analysis *analysis, const struct message *message)
{
	struct capture_gates *gates = &analysis->gates;

	watch_clock(gates, message);
	gates->protocol = message->protocol;
	if (message->protocol == PROTOCOL_HTTP)
		links_exchange(analysis->links, &message->seen, PROTOCOL_HTTP);
	if (lacks_something(analysis, message)) {
		gate_add_each(&gates->truncated, message->protocol, message->seen.frame);
		links_blind(analysis->links, &message->seen);
	}
}

/* All bits of one call stand in one line of 512. */
static uint64_t *
call_line(const struct capture_gates *gates, uint64_t hash)
{
	return gates->calls + hash % (CALL_BITS / 512) * 8;
}

/* Was this Call-ID met before? Afterwards it was. */
static bool
call_known(struct capture_gates *gates, uint64_t hash)
{
	bool known = true;

	if (!gates->calls)
		gates->calls = g_new0(uint64_t, CALL_BITS / 64);
	uint64_t *line = call_line(gates, hash), bits = hash_number(hash, CALL_HASHES);
	for (unsigned i = 0; i < CALL_HASHES; i++, bits >>= 9) {
		known = known && line[bits % 512 / 64] & UINT64_C(1) << bits % 64;
		line[bits % 512 / 64] |= UINT64_C(1) << bits % 64;
	}
	return known;
}

void
capture_gates_call_prefetch(const struct analysis *analysis, uint64_t hash)
{
	if (analysis->gates.calls)
		__builtin_prefetch(call_line(&analysis->gates, hash));
}

void
capture_gates_call(struct analysis *analysis, uint64_t hash, const struct message *message)
{
	if (!call_known(&analysis->gates, hash) && (message->is_response || sip_has_to_tag(message)))
		gate_add_each(&analysis->gates.running, PROTOCOL_SIP, message->seen.frame);
}

void
capture_gates_duplicate(struct analysis *analysis, uint32_t first, uint32_t frame)
{
	gate_add(&analysis->gates.duplicates, PROTOCOL_SIP, first, frame);
}

void
capture_gates_dropped(struct analysis *analysis, const struct transport_event *event)
{
	struct gate_count *gate = &analysis->gates.dropped;

	if (gate->count == 0) {
		gate->frames[0] = event->seen.frame;
		gate->protocol = analysis->gates.protocol;
	}
	gate->count += event->bytes;
}

void
capture_gates_response_first(struct analysis *analysis, uint32_t response, uint32_t request)
{
	gate_add(&analysis->gates.response_first, PROTOCOL_SIP, response, request);
}

void
capture_gates_limit(struct analysis *analysis, enum limit limit)
{
	gate_add(&analysis->gates.limits[limit], analysis->gates.protocol, analysis->frame, 0);
}

bool
capture_gates_clock_doubtful(const struct analysis *analysis, int64_t margin)
{
	const struct capture_gates *gates = &analysis->gates;

	return gates->step_back > margin || analysis->now == gates->first_time ||
		   (!gates->has_fractions && margin <= SECONDS(1));
}

/* ---- telling ---- */

static struct finding
finding_of_gate(const struct rule *rule, const struct gate_count *gate)
{
	struct finding finding = finding_of(rule, gate->protocol, gate->frames[0]);

	for (unsigned i = 0; i < G_N_ELEMENTS(gate->frames); i++)
		finding_add_frame(&finding, gate->frames[i]);
	return finding;
}

static const struct rule one_way = {
	.id = "capture-one-way",
	.severity = SEVERITY_NOTE,
	.title = "Only one direction between two addresses was captured",
	.why = "Whatever the other side sent cannot be judged: what did not come back may well have come back.",
	.look_at = "Capture where both directions pass: with asymmetric routes, or on a switch port, one may be "
			   "missing. If the other side was really silent, a capture at its end shows what arrives there.",
	.traps =
		"Several requests to an address from which no message came at all, or responses without any request.",
	.spec = "",
};

static void
tell_one_way(struct analysis *analysis)
{
	struct one_way most;
	unsigned count = links_one_way(analysis->links, &most);
	char source[ENDPOINT_TEXT_SIZE], destination[ENDPOINT_TEXT_SIZE];

	if (count == 0)
		return;
	struct finding finding = finding_of(&one_way, most.protocol, most.first_frame);
	address_text(&most.source, source);
	address_text(&most.destination, destination);
	if (count == 1)
		finding_raise(analysis, NULL, &finding,
					  "From %s to %s %u exchanges were captured, and nothing from %s back.", source,
					  destination, most.exchanges, destination);
	else
		finding_raise(
			analysis, NULL, &finding,
			"Between %u pairs of addresses only one direction was captured; most often from %s to %s "
			"(%u exchanges).",
			count, source, destination, most.exchanges);
}

static const struct rule ended_early = {
	.id = "capture-ended-early",
	.severity = SEVERITY_NOTE,
	.title = "The capture ended while something was still to follow",
	.why = "What had not come by then is pending: nothing can be said of it.",
	.look_at = "Capture half a minute longer (64*T1) when the end of an exchange matters.",
	.traps = "Only what was not yet due counts.",
	.spec = "",
};

static void
tell_ended_early(struct analysis *analysis, bool damaged)
{
	uint64_t pending = analysis->counts.followups[VERDICT_PENDING];

	if (pending == 0)
		return;
	struct finding finding = finding_of(&ended_early, analysis->gates.protocol, analysis->frame);
	finding_raise(analysis, NULL, &finding,
				  "%" G_GUINT64_FORMAT " follow-up%s still open when the capture %s with frame %u.", pending,
				  pending == 1 ? " was" : "s were", damaged ? "broke off" : "ended", analysis->frame);
}

static const struct rule mid_dialog_start = {
	.id = "capture-mid-dialog-start",
	.severity = SEVERITY_NOTE,
	.title = "Calls were running before the capture began",
	.why = "Their first message in this capture is a response, or a request with a To tag: who called whom, "
		   "and what "
		   "was agreed, was not seen.",
	.look_at =
		"An earlier capture file, if there is one: 'sequitur --continuous EARLIER LATER' reads both as one "
		"capture.",
	.traps = "A response that was captured before its request looks the same.",
	.spec = "RFC 3261 section 12.2",
};

static void
tell_mid_dialog_start(struct analysis *analysis)
{
	const struct gate_count *gate = &analysis->gates.running;

	if (gate->count == 0)
		return;
	struct finding finding = finding_of_gate(&mid_dialog_start, gate);
	finding_raise(analysis, NULL, &finding,
				  "%" G_GUINT64_FORMAT
				  " Call-ID%s with a message that is not the beginning; the first is frame %u.",
				  gate->count, gate->count == 1 ? " begins" : "s begin", gate->frames[0]);
}

static const struct rule duplicate = {
	.id = "capture-duplicate",
	.severity = SEVERITY_NOTE,
	.title = "Packets were captured twice",
	.why = "The same packet appears more than once: mirrored ports, two taps, or an interface that shows it "
		   "on its "
		   "way in and out. Each is counted once; elsewhere they would look like retransmissions.",
	.look_at = "editcap -d removes them.",
	.traps =
		"The same bytes with the same IP identification within 50 ms, or without one within 5 ms: nobody "
		"repeats a message so fast.",
	.spec = "",
};

static void
tell_duplicates(struct analysis *analysis)
{
	const struct gate_count *gate = &analysis->gates.duplicates;

	if (gate->count == 0)
		return;
	struct finding finding = finding_of_gate(&duplicate, gate);
	finding_raise(analysis, NULL, &finding,
				  "At least %" G_GUINT64_FORMAT " packet%s captured twice; the first are frames %u and %u.",
				  gate->count, gate->count == 1 ? " was" : "s were", gate->frames[0], gate->frames[1]);
}

static const struct rule truncated_message = {
	.id = "capture-truncated-message",
	.severity = SEVERITY_NOTE,
	.title = "Messages are not complete",
	.why = "Fields that were cut off cannot be judged, and a message without Call-ID, CSeq or Via belongs to "
		   "nothing.",
	.look_at = "The snap length (tcpdump -s 0 keeps whole packets), lost fragments, or a sender whose "
			   "Content-Length "
			   "is larger than its message.",
	.traps = "A message that the end of the capture cut in two counts too; a body that the client asked for "
			 "with Expect, and the server refused, does not.",
	.spec = "RFC 9112 section 8, RFC 3261 section 18.3",
};

static void
tell_truncated(struct analysis *analysis)
{
	const struct gate_count *gate = &analysis->gates.truncated;

	if (gate->count == 0)
		return;
	struct finding finding = finding_of_gate(&truncated_message, gate);
	finding_raise(analysis, NULL, &finding,
				  "%" G_GUINT64_FORMAT " message%s not complete in this capture; the first is in frame %u.",
				  gate->count, gate->count == 1 ? " is" : "s are", gate->frames[0]);
}

static const struct rule packets_dropped = {
	.id = "capture-packets-dropped",
	.severity = SEVERITY_NOTE,
	.title = "Packets were dropped instead of being captured",
	.why = "Whoever captured did not keep up, and says so: what is told to be missing may be among it. What "
		   "was still "
		   "to follow when that was noticed is unknown.",
	.look_at =
		"Statistics, Capture File Properties in Wireshark, for the number of each interface. A larger buffer "
		"(dumpcap -B, tcpdump -B) or a narrower capture filter loses less.",
	.traps = "A pcapng file mostly says it once, at its end: how many it was, not when. One that was cut out "
			 "of a larger "
			 "one says how many the larger one lacks.",
	.spec = "",
};

static void
tell_dropped(struct analysis *analysis)
{
	const struct gate_count *gate = &analysis->gates.dropped;

	if (gate->count == 0 || gate->frames[0] == 0)
		return;
	struct finding finding = finding_of_gate(&packets_dropped, gate);
	finding_raise(analysis, NULL, &finding,
				  "%" G_GUINT64_FORMAT
				  " packet%s dropped while this was captured; that was noticed at frame %u%s.",
				  gate->count, gate->count == 1 ? " was" : "s were", gate->frames[0],
				  gate->frames[0] == analysis->frame ? ", the last one" : "");
}

static const struct rule clock_disorder = {
	.id = "capture-clock-disorder",
	.severity = SEVERITY_NOTE,
	.title = "The packets are not in the order of their times",
	.why = "Captures of several machines whose clocks differ were merged, or a clock was set back: times "
		   "between "
		   "messages are wrong by as much, and effects may stand before their causes.",
	.look_at = "editcap -t shifts one of the captures, mergecap puts them together again; reordercap sorts "
			   "one file.",
	.traps = "Steps of less than a millisecond are usual on several processors.",
	.spec = "",
};

/* A step may be of years, where a clock was not set at first: in the unit that people would say it in. */
static const char *
step_text(int64_t nanoseconds, char text[static DURATION_TEXT_SIZE])
{
	static const struct {
		const char *name;
		double seconds, from;
	} units[] = {{"years", 365.25 * 86400, 2 * 365.25 * 86400},
				 {"days", 86400, 2 * 86400},
				 {"hours", 3600, 2 * 3600},
				 {"minutes", 60, 120}};
	double seconds = (double)nanoseconds / 1e9;

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (seconds >= units[i].from) {
			g_snprintf(text, DURATION_TEXT_SIZE, "%.1f %s", seconds / units[i].seconds, units[i].name);
			return text;
		}
	return duration_text(nanoseconds, text);
}

static void
tell_clock_disorder(struct analysis *analysis)
{
	char step[DURATION_TEXT_SIZE];
	const struct capture_gates *gates = &analysis->gates;
	bool stepped = gates->steps_back.count > 0;
	const struct gate_count *gate = stepped ? &gates->steps_back : &gates->response_first;

	if (gate->count == 0)
		return;
	struct finding finding = finding_of_gate(&clock_disorder, gate);
	if (stepped)
		finding_raise(analysis, NULL, &finding,
					  "%" G_GUINT64_FORMAT
					  " time%s a packet is earlier than the one before, by up to %s; the "
					  "first are frames %u and %u.",
					  gate->count, gate->count == 1 ? "" : "s", step_text(gates->step_back, step),
					  gate->frames[0], gate->frames[1]);
	else
		finding_raise(analysis, NULL, &finding,
					  "%" G_GUINT64_FORMAT " response%s before the request; the first are frames %u and %u.",
					  gate->count, gate->count == 1 ? " stands" : "s stand", gate->frames[0],
					  gate->frames[1]);
}

static const struct rule limit_reached = {
	.id = "capture-limit-reached",
	.severity = SEVERITY_NOTE,
	.title = "More was going on at once than is kept",
	.why =
		"Memory and time are bounded, whatever a capture holds: what was open for longest was given up, and "
		"what would have followed it is unknown. A flood, or a capture made to do harm, looks like this.",
	.look_at =
		"A smaller part of the capture: one address, or a shorter time (editcap, tcpdump -r with a filter).",
	.traps = "The limits and their defaults are in docs/limits.md.",
	.spec = "",
};

static void
tell_limits(struct analysis *analysis)
{
	static const char *const given_up[LIMIT_COUNT] = {
		[LIMIT_OPEN] = "a follow-up or transaction was given up as too many were open at once",
		[LIMIT_HELD] = "something was given up as too much memory was held for what is open",
		[LIMIT_WATCHED] = "a follow-up was given up as too many waited for the same kind of message",
		[LIMIT_REQUESTS] = "requests of a connection were given up as too many had no answer",
		[LIMIT_FINDINGS] = "a finding was only counted as too many of its rule had been told",
		[LIMIT_GRANTS] = "a session or registration was not watched as too many were known",
	};

	for (unsigned limit = 0; limit < LIMIT_COUNT; limit++) {
		const struct gate_count *gate = &analysis->gates.limits[limit];
		if (gate->count == 0)
			continue;
		struct finding finding = finding_of_gate(&limit_reached, gate);
		finding_raise(analysis, NULL, &finding,
					  "%" G_GUINT64_FORMAT " time%s %s; the first time was at frame %u.", gate->count,
					  gate->count == 1 ? "" : "s", given_up[limit], gate->frames[0]);
	}
}

void
capture_gates_finish(struct analysis *analysis, bool damaged)
{
	tell_one_way(analysis);
	tell_mid_dialog_start(analysis);
	tell_duplicates(analysis);
	tell_truncated(analysis);
	tell_dropped(analysis);
	tell_clock_disorder(analysis);
	tell_ended_early(analysis, damaged);
	tell_limits(analysis);
}

void
capture_gates_free(struct analysis *analysis)
{
	g_free(analysis->gates.calls);
}

const struct rule *const rules_capture[] = {
	&one_way,     &mid_dialog_start, &duplicate, &truncated_message, &packets_dropped, &clock_disorder,
	&ended_early, &limit_reached,    NULL,
};
