/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sessions with a time limit: who refreshes them, and what ends them when nobody does. RFC 4028. */
#include "core/duration.h"
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

/* RFC 4028 section 4: no session is shorter. With less, too many calls end by chance when it would be over. */
#define INTERVAL_LEAST 90

/* Seconds; ours: as long as many calls are. */
#define INTERVAL_SHORT 600

static bool
may_refresh(const struct candidate *candidate)
{
	return candidate->identity->method == METHOD_INVITE || candidate->identity->method == METHOD_UPDATE;
}

/* Is it the request that the session was granted for, or its answer, on whatever hop? */
static bool
is_of_grant(const struct sip_grant *grant, const struct sip_identity *identity)
{
	return grant->whose == identity->grant_by && grant->cseq == identity->cseq;
}

/* A 2xx has to say who refreshes: RFC 4028 section 9. Where none does, nobody may be waited for. */
static bool
session_read(const struct message *response, uint64_t *seconds, bool *by_server)
{
	struct slice value, refresher;

	if (!sip_interval_of_session(response, seconds) || *seconds < INTERVAL_LEAST ||
		!message_field(response, FIELD_SESSION_EXPIRES, &value) ||
		!value_parameter(value, "refresher", &refresher))
		return false;
	*by_server = slice_equal_nocase(refresher, SLICE("uas"));
	return *by_server || slice_equal_nocase(refresher, SLICE("uac"));
}

static void
session_begins(struct analysis *analysis, const struct candidate *response, uint64_t seconds, bool by_server)
{
	const struct sighting *seen = &response->message->seen;
	struct sip_grant *grant = sip_grant_new(analysis->grants, response->identity->grant_key, seconds,
											response);

	if (!grant)
		return;
	grant->whose = response->identity->grant_by;
	grant->is_session = true;
	grant->is_by_server = by_server;
	grant->refresher = by_server ? seen->source : seen->destination;
	grant->peer = by_server ? seen->destination : seen->source;
}

/* RFC 4028 section 10: only a 2xx refreshes. One without Session-Expires takes the limit away. */
void
sip_session_response(struct analysis *analysis, const struct candidate *response)
{
	const struct message *message = response->message;
	uint64_t seconds;
	bool by_server;

	if (!may_refresh(response) || !status_is_final(message->status) || !candidate_in_dialog(response))
		return;
	if (message->status >= 300) {
		sip_grant_refused(analysis->grants, response);
		return;
	}
	struct sip_grant *grant = sip_grant_find(analysis->grants, response->identity->grant_key);
	if (grant && is_of_grant(grant, response->identity))
		return;
	if (session_read(message, &seconds, &by_server))
		session_begins(analysis, response, seconds, by_server);
	else
		sip_grant_end(analysis->grants, grant);
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
	const struct address *refresher = &grant->refresher.address, *peer = &grant->peer.address;

	return !grant->is_doubtful && sip_grant_failed(grant) &&
		   links_last_seen(analysis->links, refresher, peer) > grant->since &&
		   !links_blind_since(analysis->links, refresher, peer, grant->since) &&
		   !links_blind_since(analysis->links, peer, refresher, grant->since);
}

#define HOLE_TEXT_SIZE (DURATION_TEXT_SIZE + 64)

/*
 * Where nothing at all was captured for long, a refresh may be missing with all the rest; and many calls last as long as a
 * short session.
 */
static void
weaken(struct finding *finding, const struct analysis *analysis, const struct sip_grant *grant, int64_t until,
	   char text[static HOLE_TEXT_SIZE])
{
	int64_t hole = links_hole_time(analysis->links, grant->since, until);
	char duration[DURATION_TEXT_SIZE];

	finding->confidence = CONFIDENCE_LIKELY;
	if (hole > 0 || grant->until - grant->since < SECONDS(INTERVAL_SHORT))
		finding->severity = SEVERITY_NOTE;
	if (hole > 0)
		g_snprintf(text, HOLE_TEXT_SIZE, "; for %s of that nothing at all was captured",
				   duration_text(hole, duration));
}

static void
call_ends(struct analysis *analysis, const struct sip_grant *grant, const struct message *bye)
{
	char refresher[ENDPOINT_TEXT_SIZE], refresh[SIP_GRANT_TEXT_SIZE], hole[HOLE_TEXT_SIZE] = "";

	if (!is_at_the_end(grant, bye->seen.first_time) || !was_not_refreshed(analysis, grant))
		return;
	struct finding finding = finding_of(&session_expired, PROTOCOL_SIP, grant->frame);
	weaken(&finding, analysis, grant, bye->seen.first_time, hole);
	finding_add_frame(&finding, grant->request_frame);
	finding_add_frame(&finding, grant->frame);
	finding_add_frame(&finding, grant->tried_frame);
	finding_add_frame(&finding, bye->seen.frame);
	finding_raise(analysis, NULL, &finding,
				  "The 2xx in frame %u gave the session %.0f s and left its refresh to the side of %s; %s, "
				  "and the call was ended with BYE in frame %u after %.1f s%s.",
				  grant->frame, (double)(grant->until - grant->since) / 1e9,
				  endpoint_text(&grant->refresher, refresher), sip_grant_text(grant, refresh),
				  bye->seen.frame, (double)(bye->seen.first_time - grant->since) / 1e9, hole);
}

void
sip_session_request(struct analysis *analysis, const struct candidate *request)
{
	const struct message *message = request->message;

	if (!candidate_in_dialog(request) || request->repetition == REPETITION_MIRROR_COPY ||
		(message->method != METHOD_BYE && !may_refresh(request)))
		return;
	struct sip_grant *grant = sip_grant_find(analysis->grants, request->identity->grant_key);
	if (!grant)
		return;
	bool by_asker = grant->whose == request->identity->grant_by;
	bool by_refresher = by_asker != grant->is_by_server;
	if (by_asker)
		sip_grant_count(grant, request);
	if (message->method == METHOD_BYE) {
		/* A refresher that did not try has other reasons. */
		if (!by_refresher || grant->tried_frame)
			call_ends(analysis, grant, message);
		sip_grant_end(analysis->grants, grant);
	} else if (by_refresher && !is_of_grant(grant, request->identity)) {
		sip_grant_tried(grant, request);
	}
}

const struct rule *const rules_sip_session[] = {&session_expired, NULL};
