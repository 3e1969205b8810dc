/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Responses that nobody can take back along their way: RFC 3261 section 18.2.2. */
#include "core/finding.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"

/* How many transactions of a call are looked at for the response as it came to who passed it on; ours. */
#define VIA_LOOK_BACK 256

static const struct rule response_without_via = {
	.id = "sip-response-without-via",
	.severity = SEVERITY_ERROR,
	.title = "A response without any Via",
	.why =
		"Via is the way back: a response without it belongs to no transaction, and whoever gets it throws it "
		"away. A proxy that passes on a response that was meant for itself makes such.",
	.look_at =
		"The sender: a proxy that forwards 100 (Kamailio's relay_100) behind a server whose 100 has only "
		"the topmost Via.",
	.traps = "Silent where the capture cut the message short.",
	.spec = "RFC 3261 sections 8.1.1.7, 8.2.6.2 and 16.7 step 3",
};

/* The answer with this code that the sender of `response` had got to the same request. 0: not seen. */
static uint32_t
original_frame(const struct sip_call *call, const struct message *response)
{
	struct slice value, method;
	uint32_t cseq, frame = 0;
	unsigned looked_at = 0;

	if (!call || !message_field(response, FIELD_CSEQ, &value) || !cseq_parse(value, &cseq, &method))
		return 0;
	for (const GList *link = call->transactions.tail; link && looked_at < VIA_LOOK_BACK && !frame;
		 link = link->prev, looked_at++) {
		const struct sip_transaction *transaction = link->data;
		if (transaction->cseq != cseq || transaction->method != method_find(method) ||
			!address_equal(&transaction->client.address, &response->seen.source.address))
			continue;
		const struct sip_answer *answers = sip_answers(transaction);
		for (unsigned i = 0; i < transaction->answer_count; i++)
			if (answers[i].code == response->status)
				frame = answers[i].first_frame;
	}
	return frame;
}

void
sip_via_missing(struct analysis *analysis, struct annotation *annotation, const struct message *response)
{
	struct slice call_id, cseq;
	char sender[ENDPOINT_TEXT_SIZE];
	uint64_t once;

	/* Without the other fields that every response has it is no SIP message that anybody meant to send. */
	if (message_may_lack_fields(response) || !message_field(response, FIELD_CALL_ID, &call_id) ||
		!message_field(response, FIELD_CSEQ, &cseq))
		return;
	once = hash_endpoint(hash_slice(analysis->seed, call_id), &response->seen.source);
	if (!analysis_remember(analysis, hash_number(once, response->status)))
		return;
	uint32_t original = original_frame(sip_call_seen(analysis->sip, call_id), response);
	struct finding finding = finding_of(&response_without_via, PROTOCOL_SIP, response->seen.frame);
	finding_add_frame(&finding, original);
	finding_add_frame(&finding, response->seen.frame);
	endpoint_text(&response->seen.source, sender);
	if (original)
		finding_raise(
			analysis, annotation, &finding,
			"%s sent a %u without Via: the %u of frame %u, which was meant for it alone, passed on.", sender,
			response->status, response->status, original);
	else
		finding_raise(analysis, annotation, &finding, "%s sent a %u without Via.", sender, response->status);
}

const struct rule *const rules_sip_via[] = {&response_without_via, NULL};
