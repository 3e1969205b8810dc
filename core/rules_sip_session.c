/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sessions with a time limit: who refreshes them, and what ends them when nobody does. RFC 4028. */
#include "core/finding.h"
#include "core/link.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"
#include "core/sip_grant.h"
#include "core/sip_interval.h"

static const struct rule session_expired = {
	.id = "sip-session-expired",
	.severity = SEVERITY_WARNING,
	.title = "A call was ended because its session was not refreshed",
	.why = "Both sides had agreed on a time after which the session is over unless it is refreshed. That did "
		   "not happen, and one of them ended the call: the typical call that is cut after 15 or 30 minutes.",
	.look_at = "Who had to refresh it (the refresher of the answer), and where was a re-INVITE or UPDATE of "
			   "that side seen last? A device that forgets its timer, a proxy or firewall that does not let "
			   "requests inside the call through, a Contact that can no longer be reached.",
	.traps = "Somebody may hang up just then by chance: so it is told as likely, and only where the BYE came "
			 "within seconds of one of the times at which devices give up. Not told where nothing of the "
			 "refresher was seen to come this way.",
	.spec = "RFC 4028 sections 7.4 and 10",
};

/* So many seconds after it ran out a session is remembered; ours. */
#define ENDS_WITHIN 10

/* The tags of a dialog, whoever of the two sends. */
static uint64_t
dialog_key(const struct candidate *candidate, uint64_t from_tag_hash)
{
	const struct sip_identity *identity = candidate->identity;

	return hash_number(identity->call_hash ^ SIP_GRANT_SESSION, from_tag_hash + identity->to_tag_hash);
}

static uint64_t
from_tag_hash(const struct analysis *analysis, const struct message *message)
{
	struct slice value;

	return message_field(message, FIELD_FROM, &value) ? hash_slice(analysis->seed, name_address_tag(value))
													  : 0;
}

static bool
may_refresh(const struct candidate *candidate)
{
	return candidate->identity->method == METHOD_INVITE || candidate->identity->method == METHOD_UPDATE;
}

/* Is it the request that the session was granted for, or its answer, on whatever hop? */
static bool
is_of_grant(const struct sip_grant *grant, const struct candidate *candidate, uint64_t from)
{
	return grant->by == from && grant->cseq == candidate->identity->cseq;
}

static bool
is_refreshed_by_server(const struct message *response)
{
	struct slice value, refresher;

	return message_field(response, FIELD_SESSION_EXPIRES, &value) &&
		   value_parameter(value, "refresher", &refresher) && slice_equal_nocase(refresher, SLICE("uas"));
}

static void
session_begins(struct analysis *analysis, const struct candidate *response, uint64_t from, uint64_t seconds)
{
	const struct sighting *seen = &response->message->seen;
	bool by_server = is_refreshed_by_server(response->message);
	struct sip_grant *grant = sip_grant_new(analysis->grants, dialog_key(response, from), seconds, response);

	if (!grant)
		return;
	grant->by = from;
	grant->kept = ENDS_WITHIN;
	grant->refresher = by_server ? seen->source : seen->destination;
	grant->peer = by_server ? seen->destination : seen->source;
}

/* RFC 4028 section 10: only a 2xx refreshes. One without Session-Expires takes the limit away. */
void
sip_session_response(struct analysis *analysis, const struct candidate *response)
{
	const struct message *message = response->message;
	uint64_t seconds = 0;

	if (!may_refresh(response) || !status_is_final(message->status) || !candidate_in_dialog(response))
		return;
	bool is_limited = message->status < 300 && sip_interval_of_session(message, &seconds);
	/* What began no dialog changes none, where that is known. */
	if (!is_limited && response->transaction->request && !response->transaction->is_in_dialog)
		return;
	uint64_t from = from_tag_hash(analysis, message);
	struct sip_grant *grant = sip_grant_find(analysis->grants, dialog_key(response, from));
	if (grant && is_of_grant(grant, response, from))
		return;
	if (is_limited)
		session_begins(analysis, response, from, seconds);
	else if (message->status < 300)
		sip_grant_end(analysis->grants, grant);
	else if (grant)
		grant->tried_status = message->status;
}

/* How long before the time is over, or after, a side ends the call that was not sent a refresh; seconds. */
static const struct {
	int64_t before, within;
} ends[] = {
	{32, 2}, /* RFC 4028 section 10 */
	{10, 2}, /* the drafts before it */
	{0, 3},
};

/* Does the call end when somebody gives the session up? Of short ones a third is left then. */
static bool
is_at_the_end(const struct sip_grant *grant, int64_t time)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		int64_t end = grant->until - MIN(SECONDS(ends[i].before), (grant->until - grant->since) / 3);
		if (ABS(time - end) <= SECONDS(ends[i].within))
			return true;
	}
	return false;
}

/* Would a refresh have been seen, as other messages by that way were, and was none accepted? */
static bool
was_not_refreshed(const struct analysis *analysis, const struct sip_grant *grant)
{
	return (grant->tried_frame == 0 || grant->tried_status != 0) &&
		   links_last_seen(analysis->links, &grant->refresher.address, &grant->peer.address) > grant->since &&
		   !links_blind_since(analysis->links, &grant->refresher.address, &grant->peer.address, grant->since);
}

static void
call_ends(struct analysis *analysis, const struct sip_grant *grant, const struct message *bye)
{
	char refresher[ENDPOINT_TEXT_SIZE], refresh[96] = "none was seen";

	if (!is_at_the_end(grant, bye->seen.first_time) || !was_not_refreshed(analysis, grant))
		return;
	struct finding finding = finding_of(&session_expired, PROTOCOL_SIP, grant->frame);
	finding.confidence = CONFIDENCE_LIKELY;
	finding_add_frame(&finding, grant->request_frame);
	finding_add_frame(&finding, grant->frame);
	finding_add_frame(&finding, grant->tried_frame);
	finding_add_frame(&finding, bye->seen.frame);
	if (grant->tried_frame)
		g_snprintf(refresh, sizeof refresh, "the one tried in frame %u was refused with %u",
				   grant->tried_frame, grant->tried_status);
	finding_raise(analysis, NULL, &finding,
				  "The 2xx in frame %u gave the session %.0f s and left its refresh to the side of %s; %s, "
				  "and the call was ended with BYE in frame %u after %.1f s.",
				  grant->frame, (double)(grant->until - grant->since) / 1e9,
				  endpoint_text(&grant->refresher, refresher), refresh, bye->seen.frame,
				  (double)(bye->seen.first_time - grant->since) / 1e9);
}

void
sip_session_request(struct analysis *analysis, const struct candidate *request)
{
	const struct message *message = request->message;
	uint64_t from = request->identity->from_tag_hash;

	if (!candidate_in_dialog(request) || request->repetition != REPETITION_NONE ||
		(message->method != METHOD_BYE && !may_refresh(request)))
		return;
	struct sip_grant *grant = sip_grant_find(analysis->grants, dialog_key(request, from));
	if (!grant)
		return;
	if (message->method == METHOD_BYE) {
		call_ends(analysis, grant, message);
		sip_grant_end(analysis->grants, grant);
	} else if (!is_of_grant(grant, request, from)) {
		grant->tried_frame = message->seen.frame;
		grant->tried_status = 0;
	}
}

const struct rule *const rules_sip_session[] = {&session_expired, NULL};
