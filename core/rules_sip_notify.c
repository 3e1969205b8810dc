/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows a subscription: its NOTIFYs, and what those of a REFER say of the transfer. RFC 6665, RFC 3515. */
#include "core/finding.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"
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

static uint64_t
tag_hash(const struct obligation *obligation, const struct message *message, enum field_id field)
{
	struct slice value;

	return message_field(message, field, &value)
			   ? hash_slice(obligation->analysis->seed, name_address_tag(value))
			   : 0;
}

/* A NOTIFY may overtake the answer that it follows from: RFC 6665 section 4.1.2.4. */
static void
look_for_earlier(struct obligation *obligation)
{
	const struct sip_transaction *subscription = obligation->transaction;

	for (GList *link = sip_call_recent(subscription->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (other->method != METHOD_NOTIFY || !other->request ||
			!address_equal(&other->server.address, &subscription->client.address) ||
			other->request->seen.first_time < obligation->request->seen.first_time)
			continue;
		obligation->at_once = OBSERVED_MET;
		obligation->seen_frame = other->request->seen.frame;
		obligation->seen_time = other->request->seen.first_time;
		return;
	}
}

/* From of the answer names the subscriber, as To of the NOTIFY will. */
bool
sip_refer_result_opens(struct obligation *obligation, const struct candidate *trigger)
{
	if (!obligation->request || wants_no_subscription(obligation->request) ||
		wants_no_subscription(trigger->message))
		return false;
	obligation->number = tag_hash(obligation, trigger->message, FIELD_FROM);
	return true;
}

bool
sip_notify_opens(struct obligation *obligation, const struct candidate *trigger)
{
	if (!sip_refer_result_opens(obligation, trigger))
		return false;
	look_for_earlier(obligation);
	return true;
}

/* The event package without its parameters; of a REFER, "refer": RFC 3515 section 2.4.4. */
static struct slice
package_of(const struct message *message)
{
	struct slice value;

	if (!message_field(message, FIELD_EVENT, &value))
		return (struct slice){NULL, 0};
	const char *end = memchr(value.bytes, ';', value.length);
	if (end)
		value.length = (size_t)(end - value.bytes);
	while (value.length > 0 && value.bytes[value.length - 1] == ' ')
		value.length--;
	return value;
}

/* Is it a NOTIFY of this subscription? Several may share a dialog: RFC 6665 section 4.5.2. Old notifiers leave Event out. */
static bool
is_notify_of(const struct obligation *obligation, const struct candidate *candidate)
{
	if (!candidate_is_request(candidate, METHOD_NOTIFY) ||
		candidate->identity->to_tag_hash != obligation->number)
		return false;
	struct slice package = package_of(candidate->message);
	struct slice wanted = obligation->request->method == METHOD_REFER ? SLICE("refer")
																	  : package_of(obligation->request);
	return !package.bytes || !wanted.bytes || slice_equal_nocase(package, wanted);
}

enum observation
sip_notify_observe(struct obligation *obligation, const struct candidate *candidate)
{
	return is_notify_of(obligation, candidate) ? OBSERVED_MET : OBSERVED_NOTHING;
}

/* Is the subscriber where its Contact says? There the NOTIFY goes. */
static bool
contact_is_own(const struct obligation *obligation)
{
	struct slice value;
	struct name_address contact;
	struct address host;

	return message_field(obligation->request, FIELD_CONTACT, &value) && name_address_parse(value, &contact) &&
		   uri_host_address(contact.uri, &host) && address_equal(&host, &obligation->creditor.address);
}

/* Nobody stands between the two, so that the NOTIFY has to come the way that the answer came. */
static bool
comes_this_way(const struct obligation *obligation)
{
	struct slice value;

	return message_has_one_value(obligation->response, FIELD_VIA) &&
		   !message_field(obligation->response, FIELD_RECORD_ROUTE, &value) &&
		   !message_field(obligation->request, FIELD_ROUTE, &value) && contact_is_own(obligation);
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

	if (verdict != VERDICT_OVERDUE || is_ended(obligation->request) || is_ended(obligation->response) ||
		!sip_call_raises_once(obligation->transaction->call, &notify_missing, obligation->number))
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

/* The status line that a NOTIFY has for its body: message/sipfrag, RFC 3420. */
static bool
result_read(const struct message *notify, unsigned *code, struct slice *line)
{
	static const char version[] = "SIP/2.0 ";
	const size_t start = sizeof version - 1;
	const struct slice body = notify->body;

	if (body.length < start + 3 || !slice_starts_with(body, SLICE("SIP/2.0 ")))
		return false;
	*code = 0;
	for (size_t i = start; i < start + 3; i++) {
		if (!ascii_is_digit(body.bytes[i]))
			return false;
		*code = *code * 10 + (unsigned)(body.bytes[i] - '0');
	}
	*line = (struct slice){body.bytes + start, 0};
	while (start + line->length < body.length && line->length < RESULT_TOLD &&
		   line->bytes[line->length] != '\r' && line->bytes[line->length] != '\n')
		line->length++;
	return true;
}

static bool
is_last_notify(const struct message *notify)
{
	struct slice state;

	return message_field(notify, FIELD_SUBSCRIPTION_STATE, &state) &&
		   slice_starts_with_nocase(state, SLICE("terminated"));
}

enum observation
sip_refer_result_observe(struct obligation *obligation, const struct candidate *candidate)
{
	unsigned code;
	struct slice line;

	if (!is_notify_of(obligation, candidate))
		return OBSERVED_NOTHING;
	if (result_read(candidate->message, &code, &line) && status_is_final(code)) {
		g_free(obligation->text);
		obligation->text = g_strdup_printf("The transfer ended with %.*s, says the NOTIFY in frame %u.",
										   (int)line.length, line.bytes, candidate->message->seen.frame);
		return OBSERVED_MET;
	}
	if (!is_last_notify(candidate->message))
		return OBSERVED_NOTHING;
	g_free(obligation->text);
	obligation->text = g_strdup_printf(
		"The subscription ended with the NOTIFY in frame %u, which does not say how the transfer ended.",
		candidate->message->seen.frame);
	return OBSERVED_UNKNOWN;
}

const struct rule *const rules_sip_notify[] = {&notify_missing, NULL};
