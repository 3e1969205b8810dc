/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registrations: RFC 3261 section 10. */
#include "core/finding.h"
#include "core/rules_sip.h"
#include "core/sip_candidate.h"
#include "core/sip_grant.h"
#include "core/sip_interval.h"

static const struct rule registration_lapsed = {
	.id = "sip-registration-lapsed",
	.severity = SEVERITY_WARNING,
	.title = "A registration ran out before it was refreshed",
	.why = "A registrar forgets a device when the time is over that its 2xx has granted. Until the device "
		   "registers again, calls to it fail, as a rule with 404 or 480.",
	.look_at =
		"What the device did in that time: no network, asleep, attempts that got no answer or were refused? "
		"Does it take the time from the Contact in the 2xx, which may be shorter than what it asked for?",
	.traps = "The CSeq numbers have to show that no REGISTER of this device in between is missing from the "
			 "capture. Who has registered the same user by another way stays reachable there.",
	.spec = "RFC 3261 sections 10.2.1, 10.2.4 and 10.3",
};

/* So much later than the time is over is late; ours: some registrars wait a little. */
#define LATE SECONDS(10)

/* So many seconds after it is over it is remembered; ours. */
#define KEPT (6 * 3600)

/*
 * All that one device registers may share a Call-ID: section 10.2. Who is registered stands in To, which is the same each time
 * but for the tag of the answers.
 */
static uint64_t
registration_key(const struct candidate *candidate)
{
	const struct slice tag = candidate->identity->to_tag, mark = SLICE(";tag=");
	struct slice to = {NULL, 0};

	if (message_field(candidate->message, FIELD_TO, &to) && tag.length) {
		size_t before = (size_t)(tag.bytes - to.bytes);
		to.length = before > mark.length ? before - mark.length : 0;
	}
	return hash_slice(candidate->identity->call_hash ^ SIP_GRANT_REGISTRATION, to);
}

/* A device that takes its registration away, or of which that cannot be told, is waited for no more. */
static bool
is_registered(const struct candidate *response, uint64_t *seconds)
{
	uint64_t asked;

	return response->request &&
		   !(sip_interval_asked(response->request, FIELD_EXPIRES, &asked) && asked == 0) &&
		   sip_interval_registered(response->message, seconds);
}

void
sip_register_response(struct analysis *analysis, const struct candidate *response)
{
	const struct message *message = response->message;
	uint64_t seconds;

	if (response->identity->method != METHOD_REGISTER || !status_is_final(message->status))
		return;
	uint64_t key = registration_key(response);
	struct sip_grant *grant = sip_grant_find(analysis->grants, key);
	if (message->status >= 300) {
		if (grant && grant->cseq == response->identity->cseq)
			grant->tried_status = message->status;
		return;
	}
	/* The same on another hop. */
	if (grant && !grant->tried_frame && grant->cseq == response->identity->cseq)
		return;
	if (!is_registered(response, &seconds)) {
		sip_grant_end(analysis->grants, grant);
		return;
	}
	grant = sip_grant_new(analysis->grants, key, seconds, response);
	if (!grant)
		return;
	grant->kept = KEPT;
	grant->refresher = message->seen.destination;
	grant->peer = message->seen.source;
}

/* Whom it is about, without a password that the URI may have. Returns `text`. */
#define USER_TEXT_SIZE 128
static const char *
user_text(const struct message *request, char text[static USER_TEXT_SIZE])
{
	struct slice value;
	struct name_address to;
	struct uri uri;

	if (message_field(request, FIELD_TO, &value) && name_address_parse(value, &to) && uri_parse(to.uri, &uri))
		g_snprintf(text, USER_TEXT_SIZE, "%.*s@%.*s", (int)MIN(uri.user.length, 56), uri.user.bytes,
				   (int)MIN(uri.host.length, 64), uri.host.bytes);
	else
		g_strlcpy(text, "somebody", USER_TEXT_SIZE);
	return text;
}

/* What the device tried while it was registered still. Returns `text`. */
#define TRIED_TEXT_SIZE 80
static const char *
tried_text(const struct sip_grant *grant, char text[static TRIED_TEXT_SIZE])
{
	if (!grant->tried_frame)
		g_strlcpy(text, "", TRIED_TEXT_SIZE);
	else if (grant->tried_status)
		g_snprintf(text, TRIED_TEXT_SIZE, ". The one in frame %u had been answered with %u",
				   grant->tried_frame, grant->tried_status);
	else
		g_snprintf(text, TRIED_TEXT_SIZE, ". The one in frame %u had got no answer", grant->tried_frame);
	return text;
}

static void
raise_lapsed(struct analysis *analysis, const struct sip_grant *grant, const struct message *request)
{
	char device[ENDPOINT_TEXT_SIZE], user[USER_TEXT_SIZE], tried[TRIED_TEXT_SIZE];
	struct finding finding = finding_of(&registration_lapsed, PROTOCOL_SIP, request->seen.frame);

	finding_add_frame(&finding, grant->request_frame);
	finding_add_frame(&finding, grant->frame);
	finding_add_frame(&finding, grant->tried_frame);
	finding_add_frame(&finding, request->seen.frame);
	finding_raise(analysis, NULL, &finding,
				  "%s was registered as %s for %.0f s by the 2xx in frame %u, and registered again in frame "
				  "%u, %.1f s after that time was over: nobody could call it meanwhile%s.",
				  endpoint_text(&grant->refresher, device), user_text(request, user),
				  (double)(grant->until - grant->since) / 1e9, grant->frame, request->seen.frame,
				  (double)(request->seen.first_time - grant->until) / 1e9, tried_text(grant, tried));
}

/* Section 8.1.1.5: a device counts its requests, so a missing number is a request that was not seen. */
void
sip_register_request(struct analysis *analysis, const struct candidate *request)
{
	const struct message *message = request->message;

	if (message->method != METHOD_REGISTER || request->repetition != REPETITION_NONE)
		return;
	struct sip_grant *grant = sip_grant_find(analysis->grants, registration_key(request));
	if (!grant || grant->cseq == request->identity->cseq)
		return;
	int64_t late = message->seen.first_time - grant->until;
	grant->is_doubtful = grant->is_doubtful || request->identity->cseq != grant->cseq + 1;
	grant->cseq = request->identity->cseq;
	if (late > LATE && !grant->is_doubtful && !grant->is_told &&
		!capture_gates_clock_doubtful(analysis, late)) {
		grant->is_told = true;
		raise_lapsed(analysis, grant, message);
	}
	grant->tried_frame = message->seen.frame;
	grant->tried_status = 0;
}

const struct rule *const rules_sip_register[] = {&registration_lapsed, NULL};
