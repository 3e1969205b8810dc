/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about the acknowledgement of an INVITE's final answer. */
#include "core/finding.h"
#include "core/password.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"
#include "core/sip_copies.h"
#include "core/sip_way.h"

static const struct rule ack_missing_2xx = {
	.id = "sip-ack-missing-2xx",
	.severity = SEVERITY_ERROR,
	.title = "A call was answered, but its ACK never came",
	.why = "Until the ACK arrives the callee repeats its 2xx, and after 32 seconds it ends the call: the "
		   "typical call "
		   "that is cut after half a minute.",
	.look_at =
		"Compare the Contact of the 2xx and the Record-Route with real addresses: the ACK is sent there. A "
		"private address in Contact, or a proxy that did not stay in the route, sends it astray.",
	.traps =
		"Without repetitions of the 2xx, and where they cease long before 32 seconds are over, the rule "
		"stays silent: the ACK may have taken a way the capture does not see. So it does when nothing at "
		"all was seen from the caller.",
	.spec = "RFC 3261 sections 13.2.2.4 and 13.3.1.4",
};

/* Has it several Via values, as is seen at once? A field that begins with a member has one at least. */
static bool
goes_further(const struct message *response)
{
	unsigned members = 0;

	for (unsigned i = 0; i < response->field_count && members < 2; i++) {
		const struct field *field = &response->fields[i];
		if (field->id == FIELD_VIA && field->value_length > 0)
			members += !ascii_in(field_value(response, field).bytes[0], ", \t\r\n");
	}
	return members > 1;
}

/* On the link of the caller its ACK is compared with the 2xx; elsewhere copies show first what is to be asked of it. */
bool
sip_ack_2xx_opens(struct obligation *obligation, const struct candidate *trigger)
{
	if (trigger->identity->via_is_alone || !goes_further(trigger->message))
		obligation_keep_response(obligation, trigger->message);
	return true;
}

/* The same 2xx shows on every hop of the call: it is one fault, told for the hop nearest to the callee. */
void
sip_ack_2xx_judged(struct obligation *obligation, enum verdict verdict)
{
	const struct sip_transaction *transaction = obligation->transaction;
	char debtor[ENDPOINT_TEXT_SIZE], creditor[ENDPOINT_TEXT_SIZE], end[96] = "";

	if (verdict != VERDICT_OVERDUE || !sip_call_raises_once(transaction->call, &ack_missing_2xx,
															obligation->to_tag_hash ^ transaction->cseq))
		return;
	struct finding finding = obligation_finding(&ack_missing_2xx, obligation);
	finding_add_frame(&finding, obligation->seen_frame);
	obligation_endpoints_text(obligation, debtor, creditor);
	const struct sip_transaction *bye = sip_bye_of_creditor(obligation);
	if (bye) {
		finding_add_frame(&finding, bye->request->seen.frame);
		g_snprintf(end, sizeof end, "; it ended the call with BYE in frame %u, %.1f s after its %u",
				   bye->request->seen.frame,
				   (double)(bye->request->seen.first_time - obligation->opened) / 1e9,
				   obligation->annotation->code);
	}
	finding_raise(
		obligation->analysis, obligation->annotation, &finding,
		"%s answered the INVITE with %u and repeated that %u times over %.1f s, but no ACK from %s%s%s.",
		creditor, obligation->annotation->code, obligation->copies,
		(double)(obligation->copied->last - obligation->opened) / 1e9, debtor,
		obligation->uri ? obligation->uri : " was seen", end);
}

/* What the debtor sent in its place: an ACK to a 2xx, for it has no INVITE's branch, but for no dialog that stands. */
void
sip_ack_2xx_misfit(struct obligation *obligation, const struct candidate *ack)
{
	const struct sip_identity *identity = ack->identity;
	bool same_tag = identity->to_tag_hash == obligation->to_tag_hash;
	char wrong[64];

	if (obligation->uri || ack->message->is_response || ack->message->method != METHOD_ACK ||
		ack->transaction || !address_equal(&ack->message->seen.source.address, &obligation->debtor.address) ||
		(!same_tag && identity->cseq != obligation->transaction->cseq))
		return;
	if (same_tag)
		g_snprintf(wrong, sizeof wrong, "CSeq number %u", identity->cseq);
	else
		g_snprintf(wrong, sizeof wrong, "%s To tag", identity->to_tag.length ? "another" : "no");
	obligation->seen_frame = ack->message->seen.frame;
	obligation->uri = g_strdup_printf(" that fits was seen: the one in frame %u has %s",
									  ack->message->seen.frame, wrong);
}

static const struct rule ack_missing_non2xx = {
	.id = "sip-ack-missing-non2xx",
	.severity = SEVERITY_WARNING,
	.title = "A failed INVITE was never acknowledged on its hop",
	.why = "The server repeats its answer for up to 32 seconds and keeps the transaction; the client has "
		   "most likely "
		   "not received the answer, or is no complete SIP client (scanners never acknowledge).",
	.look_at = "Does the answer reach the client? Compare the top Via (received, rport) with the address and "
			   "port the "
			   "request came from.",
	.traps = "Over UDP only what was repeated counts: a stateless server does not repeat, and an ACK may "
			 "have been lost "
			 "by the capture.",
	.spec = "RFC 3261 sections 17.1.1.3 and 17.2.1",
};

void
sip_ack_non2xx_judged(struct obligation *obligation, enum verdict verdict)
{
	char debtor[ENDPOINT_TEXT_SIZE], creditor[ENDPOINT_TEXT_SIZE], copies[COPIES_TEXT_SIZE];

	if (verdict != VERDICT_OVERDUE ||
		!sip_call_raises_once(obligation->transaction->call, &ack_missing_non2xx,
							  obligation->transaction->key))
		return;
	struct finding finding = obligation_finding(&ack_missing_non2xx, obligation);
	obligation_endpoints_text(obligation, debtor, creditor);
	/* Over TCP nothing is repeated: that other messages came after the time for the ACK is the proof. */
	if (obligation->copies == 0) {
		finding_raise(obligation->analysis, obligation->annotation, &finding,
					  "%s refused the INVITE with %u; %s sent no ACK with that branch in %.0f s, though it "
					  "sent other messages later.",
					  creditor, obligation->annotation->code, debtor,
					  (double)obligation->expectation->within / 1e9);
		return;
	}
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s refused the INVITE with %u and repeated that %s; %s sent no ACK with that branch.",
				  creditor, obligation->annotation->code, copies_text(obligation->copies, copies), debtor);
}

static const struct rule ack_2xx_wrong_target = {
	.id = "sip-ack-2xx-wrong-target",
	.severity = SEVERITY_ERROR,
	.title = "The ACK to a 2xx goes to another address than its Contact",
	.why = "The ACK carries the right tags, but its Request-URI is not the Contact of the 2xx it "
		   "acknowledges: it "
		   "reaches another device or nobody, and the callee goes on repeating its 2xx.",
	.look_at =
		"Which 2xx does the Request-URI belong to? After forking each 2xx needs an ACK to its own Contact.",
	.traps =
		"Judged only at the caller's own link, where no proxy has rewritten Contact yet, and not with a "
		"strict router in the route set. A note where the ACK reached the device all the same, as through a "
		"NAT.",
	.spec = "RFC 3261 sections 12.2.1.1 and 13.2.2.4",
};

/* All routers of the route set are loose ones: RFC 3261 section 16.12. */
static bool
routes_are_loose(const struct message *response)
{
	struct field_walk walk = {0};
	struct slice value;
	struct name_address route;
	struct slice lr;

	while (message_next_value(response, FIELD_RECORD_ROUTE, &walk, &value))
		if (!name_address_parse(value, &route) || !value_parameter(route.uri, "lr", &lr))
			return false;
	return true;
}

/* A strict router of old puts the Contact at the end of Route (RFC 3261 section 16.12.1.2): that leads there too. */
static bool
routes_to(const struct message *ack, struct slice contact)
{
	struct field_walk walk = {0};
	struct slice value;
	struct name_address route;

	while (message_next_value(ack, FIELD_ROUTE, &walk, &value))
		if (name_address_parse(value, &route) && sip_uri_same_place(route.uri, contact))
			return true;
	return false;
}

/* Is this the link of the caller itself, where Contact and route set stand as it got them? */
static bool
is_callers_link(const struct obligation *obligation, const struct candidate *ack)
{
	return ack->identity->via_is_alone &&
		   address_equal(&ack->message->seen.source.address, &obligation->debtor.address) &&
		   (obligation->via_is_alone ||
			(obligation->response && message_has_one_value(obligation->response, FIELD_VIA)));
}

/*
 * Addresses that lead nowhere from outside: of private networks (RFC 1918, RFC 4193), of a carrier behind its NAT (RFC
 * 6598), of a link (RFC 3927, RFC 4291 section 2.5.6), of the host itself (RFC 1122 section 3.2.1.3).
 */
static bool
is_private(const struct address *address)
{
	static const struct {
		uint8_t family, network[2], mask[2];
	} networks[] = {
		{4, {10, 0}, {255, 0}},     {4, {172, 16}, {255, 240}},      {4, {192, 168}, {255, 255}},
		{4, {100, 64}, {255, 192}}, {4, {169, 254}, {255, 255}},     {4, {127, 0}, {255, 0}},
		{6, {0xfc, 0}, {0xfe, 0}},  {6, {0xfe, 0x80}, {0xff, 0xc0}},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(networks); i++)
		if (address->family == networks[i].family &&
			(address->bytes[0] & networks[i].mask[0]) == networks[i].network[0] &&
			(address->bytes[1] & networks[i].mask[1]) == networks[i].network[1])
			return true;
	return false;
}

/*
 * Whoever answered is the device itself, unless Contact names another address: then it is a proxy on the way to that.
 * Behind a NAT a device names the address it has inside, and callers that know of NAT ask for the one outside.
 */
static bool
is_the_device(const struct address *answered, struct slice contact, struct slice target)
{
	struct address host;

	if (!uri_host_address(contact, &host) || address_equal(&host, answered) ||
		(is_private(&host) && !is_private(answered)))
		return true;
	return uri_host_address(target, &host) && address_equal(&host, answered);
}

/* Without a route set the packet itself went to the device that had answered: its Request-URI is odd, no more. */
static bool
reached_the_device(const struct obligation *obligation, const struct candidate *ack, struct slice contact)
{
	struct slice value;
	return !message_field(obligation->response, FIELD_RECORD_ROUTE, &value) &&
		   address_equal(&ack->message->seen.destination.address, &obligation->creditor.address) &&
		   is_the_device(&obligation->creditor.address, contact, ack->message->target);
}

/*
 * Does it go where the caller had sent this INVITE, too? The 2xx from there is its own: the INVITE is seen on both sides of a NAT
 * that rewrites Contact, or of a server that passes calls on with all their tags.
 */
static bool
goes_to_another_server(const struct obligation *obligation, const struct candidate *ack)
{
	const struct endpoint *to = &ack->message->seen.destination;

	if (endpoint_equal(to, &obligation->creditor))
		return false;
	for (GList *link = sip_call_recent(obligation->transaction->call); link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (other != obligation->transaction && other->method == METHOD_INVITE &&
			other->cseq == obligation->transaction->cseq && endpoint_equal(to, &other->server) &&
			address_equal(&other->client.address, &obligation->debtor.address))
			return true;
	}
	return false;
}

static void
judge_target(struct obligation *obligation, const struct candidate *ack)
{
	struct slice contact, target = ack->message->target;
	char target_text[URI_TEXT_SIZE], contact_text[URI_TEXT_SIZE];

	/* Nearly always it goes where it is to go: then nobody need look at the route. */
	if (!is_callers_link(obligation, ack) || !sip_contact_uri(obligation->response, &contact) ||
		sip_uri_same_place(contact, target) || !routes_are_loose(obligation->response) ||
		routes_to(ack->message, contact) || goes_to_another_server(obligation, ack))
		return;
	struct finding finding = obligation_finding(&ack_2xx_wrong_target, obligation);
	finding_add_frame(&finding, ack->message->seen.frame);
	if (reached_the_device(obligation, ack, contact))
		finding.severity = SEVERITY_NOTE;
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "The ACK in frame %u is for %s, but the %u in frame %u asked for %s.",
				  ack->message->seen.frame, uri_text(target, target_text), obligation->annotation->code,
				  obligation->annotation->seen.frame, uri_text(contact, contact_text));
}

void
sip_ack_2xx_seen(struct obligation *obligation, const struct candidate *ack)
{
	struct sip_answer *answer = sip_answer_find(obligation->transaction, obligation->answer_hash);

	if (answer)
		answer->ack_frame = ack->message->seen.frame;
	judge_target(obligation, ack);
}

/* ---- the 2xx goes on being repeated after its ACK ---- */

static const struct rule ack_2xx_without_effect = {
	.id = "sip-ack-2xx-without-effect",
	.severity = SEVERITY_ERROR,
	.title = "An ACK was sent, but the callee goes on repeating its 2xx",
	.why = "The callee repeats its 2xx until the ACK has reached it, and ends the call after 32 seconds: "
		   "here it "
		   "got none that it takes. To the caller all looks well until then.",
	.look_at = "Where was the ACK seen last? Behind that it goes astray: by a Contact or Record-Route with "
			   "an address "
			   "that cannot be reached from there, a proxy or firewall that drops it, a NAT that has "
			   "forgotten the way. "
			   "If it reached the callee, compare its tags and its CSeq number with the 2xx.",
	.traps = "Copies that were under way when the ACK was sent are no fault: four, over more than four "
			 "seconds, have to come after it.",
	.spec = "RFC 3261 sections 13.2.2.4 and 13.3.1.4",
};

/* So many more copies, the last of them so long after the first that came after the ACK, did not cross it; ours. */
#define COPIES_PROVE_LOSS  2
#define COPIES_PROVE_AFTER SECONDS(4)

bool
sip_ack_is_for(const struct obligation *obligation, const struct candidate *candidate)
{
	/* One with the branch of an INVITE that was refused belongs to that: section 17.1.1.3. */
	bool is_of_refusal = candidate->transaction && candidate->transaction->final / 100 > 2;

	return candidate_is_request(candidate, METHOD_ACK) && !is_of_refusal &&
		   candidate->identity->cseq == obligation->transaction->cseq &&
		   candidate_same_to_tag(obligation, candidate);
}

/* The obligation takes what its answer remembers of an ACK: so one copy alone opens it, and the others count. */
bool
sip_copies_stop_opens(struct obligation *obligation, const struct candidate *trigger)
{
	struct sip_answer *answer = sip_answer_find(trigger->transaction, trigger->identity->text_hash);

	if (!answer || !answer->ack_frame)
		return false;
	obligation->number = answer->ack_frame;
	answer->ack_frame = 0;
	return true;
}

/* Each copy wants an ACK of its own (section 13.2.2.4): where the last one went, one that reached the callee before others. */
static void
note_ack(struct obligation *obligation, const struct candidate *ack)
{
	const struct sighting *seen = &ack->message->seen;
	bool arrives = address_equal(&seen->destination.address, &obligation->debtor.address);
	char client[ENDPOINT_TEXT_SIZE], server[ENDPOINT_TEXT_SIZE];

	if (obligation->seen_surely && !arrives)
		return;
	obligation->seen_surely = arrives;
	obligation->seen_frame = seen->frame;
	g_free(obligation->uri);
	obligation->uri = g_strdup_printf("%s to %s", endpoint_text(&seen->source, client),
									  endpoint_text(&seen->destination, server));
}

/* Is it one copy more, so many and so late that the ACK was without effect? */
static enum observation
goes_on(struct obligation *obligation, const struct candidate *candidate)
{
	int64_t since = candidate_since_opened(obligation, candidate);

	if (!candidate_is_response_to(obligation, candidate) ||
		candidate->identity->text_hash != obligation->answer_hash || obligation->copies < COPIES_PROVE_LOSS ||
		since <= COPIES_PROVE_AFTER)
		return OBSERVED_NOTHING;
	obligation->text = g_strdup_printf(
		"The %u was sent again in frame %u, %.1f s later, although the ACK in frame %" G_GUINT64_FORMAT
		" had been seen before this copy.",
		obligation->annotation->code, candidate->message->seen.frame, (double)since / 1e9,
		obligation->number);
	return OBSERVED_VIOLATED;
}

enum observation
sip_2xx_stops_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (sip_ack_is_for(obligation, candidate))
		note_ack(obligation, candidate);
	if (candidate_is_request(candidate, METHOD_BYE))
		return OBSERVED_MET;
	return goes_on(obligation, candidate);
}

/* Where the ACKs went that the copies called for. Returns `text`. */
#define ACKS_TEXT_SIZE 256
static const char *
acks_text(const struct obligation *obligation, const char *callee, char text[static ACKS_TEXT_SIZE])
{
	if (!obligation->seen_frame)
		g_strlcpy(text, "No further ACK was seen, though each copy wants one.", ACKS_TEXT_SIZE);
	else if (obligation->seen_surely)
		g_snprintf(text, ACKS_TEXT_SIZE, "The last ACK, in frame %u, went to it.", obligation->seen_frame);
	else
		g_snprintf(text, ACKS_TEXT_SIZE,
				   "The last ACK, in frame %u, went from %s; none was seen on its way to %s.",
				   obligation->seen_frame, obligation->uri, callee);
	return text;
}

/* Told once for a call, on the hop that shows it first: the one nearest to the callee. */
void
sip_2xx_stops_judged(struct obligation *obligation, enum verdict verdict)
{
	const struct sip_transaction *transaction = obligation->transaction;
	char callee[ENDPOINT_TEXT_SIZE], caller[ENDPOINT_TEXT_SIZE], acks[ACKS_TEXT_SIZE];

	if (verdict != VERDICT_VIOLATED || !sip_call_raises_once(transaction->call, &ack_2xx_without_effect,
															 obligation->to_tag_hash ^ transaction->cseq))
		return;
	struct finding finding = obligation_finding(&ack_2xx_without_effect, obligation);
	finding_add_frame(&finding, (uint32_t)obligation->number);
	finding_add_frame(&finding, obligation->seen_frame);
	obligation_endpoints_text(obligation, callee, caller);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s sent its %u %u times more over %.1f s after the ACK in frame %" G_GUINT64_FORMAT ". %s",
				  callee, obligation->annotation->code, obligation->copies + 1,
				  (double)(obligation->copied->last - obligation->opened) / 1e9, obligation->number,
				  acks_text(obligation, callee, acks));
}

/* ---- the same of a refusal, on its hop ---- */

static const struct rule ack_non2xx_without_effect = {
	.id = "sip-ack-non2xx-without-effect",
	.severity = SEVERITY_WARNING,
	.title = "An ACK was sent, but the server goes on repeating its refusal",
	.why =
		"The server of this hop repeats its final answer until the ACK has reached it, or 32 seconds are "
		"over: here "
		"it got none that it takes. It keeps the transaction, and the network carries both again and again.",
	.look_at = "Does the ACK arrive at the server? If so, compare its branch, sent-by, and To tag with the "
			   "answer. If not: "
			   "a firewall or a NAT may let the INVITE through, but not what comes later.",
	.traps = "Copies that were under way when the ACK was sent are no fault: four, over more than four "
			 "seconds, have to "
			 "come after it.",
	.spec = "RFC 3261 sections 17.1.1.3 and 17.2.1",
};

enum observation
sip_refusal_stops_observe(struct obligation *obligation, const struct candidate *candidate)
{
	if (candidate_is_request(candidate, METHOD_ACK) && candidate->transaction == obligation->transaction)
		obligation->seen_frame = candidate->message->seen.frame;
	return goes_on(obligation, candidate);
}

void
sip_refusal_stops_judged(struct obligation *obligation, enum verdict verdict)
{
	const struct sip_transaction *transaction = obligation->transaction;
	char server[ENDPOINT_TEXT_SIZE], client[ENDPOINT_TEXT_SIZE], again[64] = "";

	if (verdict != VERDICT_VIOLATED ||
		!sip_call_raises_once(transaction->call, &ack_non2xx_without_effect, transaction->key))
		return;
	struct finding finding = obligation_finding(&ack_non2xx_without_effect, obligation);
	finding_add_frame(&finding, (uint32_t)obligation->number);
	finding_add_frame(&finding, obligation->seen_frame);
	obligation_endpoints_text(obligation, server, client);
	if (obligation->seen_frame)
		g_snprintf(again, sizeof again, "; the last ACK is in frame %u", obligation->seen_frame);
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "%s sent its %u to %s %u times more over %.1f s after the ACK in frame %" G_GUINT64_FORMAT
				  "%s.",
				  server, obligation->annotation->code, client, obligation->copies + 1,
				  (double)(obligation->copied->last - obligation->opened) / 1e9, obligation->number, again);
}

const struct rule *const rules_sip_ack[] = {
	&ack_missing_2xx,        &ack_missing_non2xx,        &ack_2xx_wrong_target,
	&ack_2xx_without_effect, &ack_non2xx_without_effect, NULL,
};
