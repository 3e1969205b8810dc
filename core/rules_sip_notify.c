/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows a subscription: its NOTIFYs, and what those of a REFER say of the transfer. RFC 6665, RFC 3515. */
#include "core/finding.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"
#include "core/sip_way.h"
#include "core/token.h"

static const struct rule notify_missing = {
	.id = "sip-notify-missing",
	.severity = SEVERITY_WARNING,
	.title = "A subscription was accepted, but its NOTIFY never came",
	.why = "Whoever accepts a SUBSCRIBE or REFER sends a NOTIFY at once, even if there is nothing new: "
		   "without it the "
		   "subscriber gives up after 32 seconds (Timer N). Lamps stay dark, a transfer seems to hang.",
	.look_at = "The Contact of the SUBSCRIBE or REFER: the NOTIFY is sent there. Does the notifier's log say "
			   "that it could "
			   "not send it?",
	.traps =
		"Judged only between two that talk to each other directly, with the subscriber's own address in its "
		"Contact: where proxies stand between, the NOTIFY may go another way. Who ends a subscription "
		"(Expires: 0) misses nothing.",
	.spec = "RFC 6665 sections 4.1.2.4 and 4.2.2; RFC 3515 section 2.4.4",
};

/* RFC 4488 section 4, RFC 7614 sections 4 and 5. */
static bool
wants_no_subscription(const struct message *message)
{
	struct slice value;

	return (message_field(message, FIELD_REFER_SUB, &value) &&
			slice_starts_with_nocase(value, SLICE("false"))) ||
		   message_has_token(message, FIELD_REQUIRE, "nosub") ||
		   message_has_token(message, FIELD_REQUIRE, "explicitsub");
}

/* A NOTIFY may overtake the answer that it follows from (RFC 6665 section 4.1.2.4). What it says is not kept. */
static bool
look_for_earlier(struct obligation *obligation)
{
	const struct sip_transaction *subscription = obligation->transaction;
	/* Where this begins the dialog any NOTIFY is later, whatever the clocks of two captures say. */
	int64_t since = sip_has_to_tag(obligation->request) ? obligation->request->seen.first_time : INT64_MIN;

	for (GList *link = sip_call_recent(subscription->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (other->method != METHOD_NOTIFY || !other->request ||
			!address_equal(&other->server.address, &subscription->client.address) ||
			other->request->seen.first_time < since)
			continue;
		obligation->seen_frame = other->request->seen.frame;
		obligation->seen_time = other->request->seen.first_time;
		return true;
	}
	return false;
}

bool
sip_subscription_applies(const struct candidate *trigger)
{
	return trigger->request && !wants_no_subscription(trigger->request) &&
		   !wants_no_subscription(trigger->message);
}

bool
sip_notify_opens(struct obligation *obligation, const struct candidate *trigger)
{
	(void)trigger;
	if (look_for_earlier(obligation))
		obligation->at_once = OBSERVED_MET;
	return true;
}

bool
sip_refer_result_opens(struct obligation *obligation, const struct candidate *trigger)
{
	(void)trigger;
	if (look_for_earlier(obligation)) {
		obligation->at_once = OBSERVED_UNKNOWN;
		obligation->text = g_strdup_printf(
			"The NOTIFY in frame %u came before this answer; what it said is not kept.",
			obligation->seen_frame);
	}
	return true;
}

/* The event package without its parameters; empty where there is none. */
static struct slice
package_of(const struct message *message)
{
	struct slice value;

	if (!message_field(message, FIELD_EVENT, &value))
		return (struct slice){NULL, 0};
	const char *end = memchr(value.bytes, ';', value.length);
	if (end)
		value.length = (size_t)(end - value.bytes);
	while (value.length > 0 && (unsigned char)value.bytes[value.length - 1] <= ' ')
		value.length--;
	return value;
}

static struct slice
event_id_of(const struct message *message)
{
	struct slice value, id;

	return message_field(message, FIELD_EVENT, &value) && value_parameter(value, "id", &id)
			   ? id
			   : (struct slice){NULL, 0};
}

/* The first REFER of a dialog need not be named: is there one before this one? */
static bool
is_after_other_refer(const struct obligation *obligation)
{
	const struct sip_transaction *refer = obligation->transaction;
	const GList *link = sip_call_recent(refer->call);

	for (; link && link->data != refer; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (other->method == METHOD_REFER && other->cseq != refer->cseq &&
			address_equal(&other->client.address, &refer->client.address))
			return true;
	}
	return false;
}

/* A REFER is named by its CSeq number (RFC 3515 section 2.4.6), a SUBSCRIBE by its own id (RFC 6665 section 4.5.2). */
static bool
has_its_id(const struct obligation *obligation, const struct message *notify)
{
	struct slice id = event_id_of(notify);
	uint64_t number;

	if (obligation->request->method != METHOD_REFER) {
		struct slice wanted = event_id_of(obligation->request);
		return !id.bytes || !wanted.bytes || slice_equal(id, wanted);
	}
	if (!id.bytes)
		return !is_after_other_refer(obligation);
	return value_number(id, UINT32_MAX, &number) && number == obligation->transaction->cseq;
}

/* The To tag of what goes to the subscriber is the From tag of what it sent. */
static bool
is_in_its_dialog(const struct obligation *obligation, const struct candidate *candidate)
{
	struct slice from;

	return message_field(obligation->request, FIELD_FROM, &from) &&
		   slice_equal(name_address_tag(from), candidate->identity->to_tag);
}

/* Is it a NOTIFY of this subscription? Several may share a dialog. Old notifiers leave Event out. */
static bool
is_notify_of(const struct obligation *obligation, const struct candidate *candidate)
{
	if (!candidate_is_request(candidate, METHOD_NOTIFY) || candidate->repetition != REPETITION_NONE ||
		!is_in_its_dialog(obligation, candidate))
		return false;
	struct slice package = package_of(candidate->message);
	struct slice wanted = obligation->request->method == METHOD_REFER ? SLICE("refer")
																	  : package_of(obligation->request);
	return (!package.length || !wanted.length || slice_equal_nocase(package, wanted)) &&
		   has_its_id(obligation, candidate->message);
}

/* Its answer was seen, and it was not: then the capture lacks it. */
static bool
is_answer_to_unseen(const struct obligation *obligation, const struct candidate *candidate)
{
	return candidate->message->is_response && candidate->identity->method == METHOD_NOTIFY &&
		   !candidate->transaction->request && is_in_its_dialog(obligation, candidate);
}

enum observation
sip_notify_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (is_notify_of(obligation, candidate))
		return OBSERVED_MET;
	if (is_answer_to_unseen(obligation, candidate))
		return obligation_settle_unknown(obligation, "It was not seen, but its answer was.");
	/* Nobody waits any more; it may come all the same. */
	obligation->seen_surely = obligation->seen_surely || candidate_is_request(candidate, METHOD_BYE);
	return OBSERVED_NOTHING;
}

/* Is the subscriber where its Contact says, reached by the same transport? There the NOTIFY goes. */
static bool
contact_is_own(const struct obligation *obligation)
{
	const struct message *request = obligation->request;
	bool is_stream = transport_is_reliable(request->seen.transport);
	struct slice contact, parameter;
	struct address host;
	struct uri uri;

	if (!sip_contact_uri(request, &contact) || !uri_host_address(contact, &host) ||
		!uri_parse(contact, &uri) || !address_equal(&host, &obligation->creditor.address) ||
		!slice_equal_nocase(uri.scheme, SLICE("sip")) || value_parameter(contact, "maddr", &parameter))
		return false;
	if (value_parameter(contact, "transport", &parameter)
			? slice_equal_nocase(parameter, SLICE("udp")) == is_stream
			: is_stream)
		return false;
	uint16_t port = uri.port ? uri.port : SIP_PORT;
	return port == obligation->creditor.port || (is_stream && port == SIP_PORT);
}

/* Who answered is the notifier itself, and no proxy before it. */
static bool
is_the_notifier(const struct obligation *obligation)
{
	struct slice contact;
	struct address host;

	return sip_contact_uri(obligation->response, &contact) && uri_host_address(contact, &host) &&
		   address_equal(&host, &obligation->debtor.address) &&
		   !address_equal(&host, &obligation->creditor.address);
}

/* Nobody stands between the two, so that the NOTIFY has to come the way that the answer came. */
static bool
comes_this_way(const struct obligation *obligation)
{
	struct slice value;

	return !message_may_lack_fields(obligation->request) && !message_may_lack_fields(obligation->response) &&
		   message_has_one_value(obligation->response, FIELD_VIA) &&
		   !message_field(obligation->response, FIELD_RECORD_ROUTE, &value) &&
		   !message_field(obligation->request, FIELD_ROUTE, &value) && contact_is_own(obligation) &&
		   is_the_notifier(obligation);
}

enum verdict
sip_notify_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	if (!deadline_passed && obligation_link_known(obligation))
		return VERDICT_PENDING;
	return deadline_passed && in_view && comes_this_way(obligation) ? VERDICT_OVERDUE : VERDICT_UNKNOWN;
}

/* The subscriber ends it, or asked once: no harm is done. */
static bool
is_ended(const struct message *message)
{
	uint64_t seconds;

	return message_number(message, FIELD_EXPIRES, UINT32_MAX, &seconds) && seconds == 0;
}

void
sip_notify_judged(struct obligation *obligation, enum verdict verdict)
{
	char debtor[ENDPOINT_TEXT_SIZE], creditor[ENDPOINT_TEXT_SIZE];

	if (verdict != VERDICT_OVERDUE || obligation->seen_surely || is_ended(obligation->request) ||
		is_ended(obligation->response) ||
		!sip_call_raises_once(obligation->transaction->call, &notify_missing, 0))
		return;
	struct finding finding = obligation_finding(&notify_missing, obligation);
	obligation_endpoints_text(obligation, debtor, creditor);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s accepted the %.*s of %s with %u and sent no NOTIFY in %.0f s, though it sent other "
				  "messages later.",
				  debtor, (int)obligation->request->method_text.length,
				  obligation->request->method_text.bytes, creditor, obligation->annotation->code,
				  (double)obligation->expectation->within / 1e9);
}

/* ---- how a transfer ended: RFC 3515 section 2.4.5 ---- */

/* The longest part of a status line that is told; ours. */
#define RESULT_TOLD 64

/* The status line that a NOTIFY has for its body, as code and text: message/sipfrag, RFC 3420. */
static bool
result_read(const struct message *notify, unsigned *code, struct slice *line)
{
	struct slice left = message_body(notify);

	if (!slice_starts_with_nocase(left, SLICE("SIP/2.0 ")))
		return false;
	left = slice_after(left, strlen("SIP/2.0 "));
	*line = (struct slice){left.bytes, 0};
	while (line->length < MIN(left.length, RESULT_TOLD) && left.bytes[line->length] != '\r' &&
		   left.bytes[line->length] != '\n')
		line->length++;
	*code = 0;
	for (unsigned i = 0; i < 3; i++) {
		if (i >= line->length || !ascii_is_digit(line->bytes[i]))
			return false;
		*code = *code * 10 + (unsigned)(line->bytes[i] - '0');
	}
	return *code < 700 && (line->length == 3 || line->bytes[3] == ' ');
}

static bool
is_last_notify(const struct message *notify)
{
	struct slice state;

	return message_field(notify, FIELD_SUBSCRIPTION_STATE, &state) &&
		   slice_starts_with_nocase(state, SLICE("terminated"));
}

/* Most ask for a call (RFC 3515 section 2.1); Refer-To may name another method. */
static const char *
asked_for(const struct message *refer)
{
	struct slice to;

	return message_field(refer, FIELD_REFER_TO, &to) && memmem(to.bytes, to.length, "method=", 7)
			   ? "What the REFER asked for"
			   : "The transfer";
}

/* It counts unless a later one says otherwise: only the last one ends the subscription (section 2.4.7). */
static void
keep_result(struct obligation *obligation, const struct candidate *notify, struct slice line)
{
	g_free(obligation->text);
	obligation->text = g_strdup_printf("%s ended with %.*s, says the NOTIFY in frame %u.",
									   asked_for(obligation->request), (int)line.length, line.bytes,
									   notify->message->seen.frame);
	obligation->seen_frame = notify->message->seen.frame;
	obligation->seen_time = notify->message->seen.first_time;
	obligation->decided_by_seen = true;
}

enum observation
sip_refer_result_observe(struct obligation *obligation, const struct candidate *candidate)
{
	const struct message *notify = candidate->message;
	unsigned code;
	struct slice line;

	if (!is_notify_of(obligation, candidate))
		return OBSERVED_NOTHING;
	if (result_read(notify, &code, &line) && status_is_final(code))
		keep_result(obligation, candidate, line);
	if (!is_last_notify(notify))
		return OBSERVED_NOTHING;
	if (obligation->decided_by_seen)
		return OBSERVED_MET;
	g_free(obligation->text);
	obligation->text = g_strdup_printf(
		notify->seen.faults & FAULT_TRUNCATED
			? "The NOTIFY in frame %u ended the subscription; it was not captured to its end."
			: "The NOTIFY in frame %u ended the subscription, and does not say how the transfer ended.",
		notify->seen.frame);
	return OBSERVED_UNKNOWN;
}

enum verdict
sip_refer_result_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view)
{
	return obligation->decided_by_seen
			   ? VERDICT_MET
			   : obligation_silence_tells_nothing(obligation, deadline_passed, in_view);
}

const struct rule *const rules_sip_notify[] = {&notify_missing, NULL};
