/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registrations: RFC 3261 section 10. */
#include "core/finding.h"
#include "core/link.h"
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
		"Does it take the time from its Contact in the 2xx, which may be shorter than what it asked for?",
	.traps = "The CSeq numbers have to show that no REGISTER of this device in between is missing from the "
			 "capture, and each of them that it was refused, or sent again and again. Silent where the "
			 "device takes its registration away, comes back with another Contact, where the same user "
			 "was registered by another way for longer, or for a device that is woken by a push: its server "
			 "may know where to send that long after.",
	.spec = "RFC 3261 sections 10.2.1, 10.2.4 and 10.3; RFC 8599 section 4",
};

static const struct rule registration_binding_missing = {
	.id = "sip-registration-binding-missing",
	.severity = SEVERITY_NOTE,
	.title = "A registration was accepted, but its 2xx lists no binding",
	.why = "A registrar has to list all bindings of the user in its 2xx: that is how a device learns whether "
		   "its own was made, "
		   "and for how long. Without one it may believe that it is registered, while calls find nobody.",
	.look_at = "Ask the registrar where it finds the user now, or register once more without a Contact, "
			   "which only asks. Does a "
			   "proxy on the way take Contact out of the 2xx?",
	.traps = "Some registrars never list any, and have the binding all the same. Silent where any Contact is "
			 "listed, be it another: "
			 "behind a NAT registrars write down the address that they see. Told once for each Call-ID.",
	.spec = "RFC 3261 sections 10.2.4 and 10.3 step 8",
};

/* So much later than the time is over is late; ours: some registrars wait a little. */
#define LATE SECONDS(10)

/* What a key is of: goes into its hash. */
#define OF_USER UINT64_C(0x05e405e405e405e4)

/* Facts that are remembered: of which Call-IDs the missing bindings were told. */
#define OF_BINDINGS UINT64_C(0xb19d1965b19d1965)

/* By whatever way. */
static uint64_t
user_key(const struct analysis *analysis, const struct candidate *candidate)
{
	return hash_slice(analysis->seed ^ OF_USER, sip_identity_user(candidate->identity, candidate->message));
}

/* Where a device is registered to be found. */
static uint64_t
place_hash(const struct analysis *analysis, struct slice contact)
{
	struct uri uri;

	if (!uri_parse(contact, &uri))
		return hash_slice(analysis->seed, contact);
	return hash_number(hash_nocase(hash_slice(analysis->seed, uri.user), uri.host), uri.port);
}

/* Does the request take its registration away? "*" stands for all: section 10.2.2. */
static bool
is_farewell(const struct message *request)
{
	struct slice contact;
	uint64_t asked;

	return (message_field(request, FIELD_CONTACT, &contact) &&
			slice_equal(slice_trim(contact), SLICE("*"))) ||
		   (sip_interval_asked(request, FIELD_EXPIRES, &asked) && asked == 0);
}

/*
 * Is the device woken when there is something for it? It says so by parameters of its URI, as pn-provider: RFC 8599 section
 * 4.1. It may sleep as long as nobody calls.
 */
static bool
is_woken_by_push(struct slice contact)
{
	struct uri uri;
	struct slice rest, name, value;
	bool woken = false;

	rest = uri_parse(contact, &uri) ? uri.parameters : (struct slice){NULL, 0};
	while (!woken && value_next_parameter(&rest, &name, &value))
		woken = slice_equal_nocase(slice_head(name, 3), SLICE("pn-"));
	return woken;
}

/*
 * For how long is the one Contact of the request registered? It is looked for in the 2xx: section 10.2.4. A request without
 * any asks only what is registered (section 10.2.3), with several it is more than one registration.
 */
static bool
registration_read(const struct candidate *response, struct slice *contact, uint64_t *seconds)
{
	return response->request && !is_farewell(response->request) &&
		   sip_contact_uri(response->request, contact) &&
		   sip_interval_registered(response->message, *contact, seconds);
}

/*
 * The one of this user that lasts longest, whoever asked for it, and of the hops that show it the one nearest to the device.
 */
static void
note_user(struct analysis *analysis, const struct sip_grant *grant, const struct candidate *response,
		  uint64_t seconds)
{
	uint64_t key = user_key(analysis, response), registration = grant->key;
	struct sip_grant *user = sip_grant_find(analysis->grants, key);

	if (user && user->until > grant->until && user->whose != registration)
		return;
	/* Room is made by what is long over: from here on that may be `grant`, where the clock steps back. */
	user = sip_grant_new(analysis->grants, key, seconds, response);
	if (user)
		user->whose = registration;
}

/* Whom it is about, without what the URI has behind the user: passwords, parameters. Returns `text`. */
#define USER_TEXT_SIZE 128
static const char *
user_text(const struct message *request, char text[static USER_TEXT_SIZE])
{
	struct slice value;
	struct name_address to;
	struct uri uri;

	if (!message_field(request, FIELD_TO, &value) || !name_address_parse(value, &to) ||
		!uri_parse(to.uri, &uri)) {
		g_strlcpy(text, "A user", USER_TEXT_SIZE);
		return text;
	}
	const char *parameters = uri.user.length ? memchr(uri.user.bytes, ';', uri.user.length) : NULL;
	if (parameters)
		uri.user.length = (size_t)(parameters - uri.user.bytes);
	const struct slice user = slice_head(uri.user, 56), host = slice_head(uri.host, 64),
					   path = slice_head(uri.path, 64);
	if (uri.host.length)
		g_snprintf(text, USER_TEXT_SIZE, "%.*s%s%.*s", (int)user.length, user.bytes, user.length ? "@" : "",
				   (int)host.length, host.bytes);
	else
		g_snprintf(text, USER_TEXT_SIZE, "%.*s", (int)path.length, path.bytes);
	return text;
}

/* A binding was asked for: does the 2xx list any? */
static void
judge_bindings(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	const struct message *request = response->request, *message = response->message;
	struct slice contact;
	char user[USER_TEXT_SIZE];

	if (!request || is_farewell(request) || !message_field(request, FIELD_CONTACT, &contact) ||
		!contact.length || message_first_field(message, FIELD_CONTACT) || message_may_lack_fields(request) ||
		message_may_lack_fields(message) || !analysis_remember(analysis, response->call->hash ^ OF_BINDINGS))
		return;
	struct finding finding = finding_of(&registration_binding_missing, PROTOCOL_SIP, message->seen.frame);
	finding_add_frame(&finding, request->seen.frame);
	finding_add_frame(&finding, message->seen.frame);
	finding_raise(analysis, annotation, &finding,
				  "The %u in frame %u accepts the registration of %s and lists no Contact: nothing says that "
				  "calls will reach it.",
				  message->status, message->seen.frame, user_text(request, user));
}

void
sip_register_response(struct analysis *analysis, struct annotation *annotation,
					  const struct candidate *response)
{
	const struct message *message = response->message;
	struct slice contact;
	uint64_t seconds;

	if (response->identity->method != METHOD_REGISTER || !status_is_final(message->status))
		return;
	if (message->status >= 300) {
		sip_grant_refused(analysis->grants, response);
		return;
	}
	uint64_t key = response->identity->grant_key;
	struct sip_grant *grant = sip_grant_find(analysis->grants, key);
	if (!registration_read(response, &contact, &seconds)) {
		sip_grant_end(analysis->grants, grant);
		judge_bindings(analysis, annotation, response);
		return;
	}
	grant = sip_grant_new(analysis->grants, key, seconds, response);
	if (!grant)
		return;
	grant->whose = place_hash(analysis, contact);
	grant->refresher = message->seen.destination;
	grant->peer = message->seen.source;
	note_user(analysis, grant, response, seconds);
}

static void
raise_lapsed(struct analysis *analysis, const struct sip_grant *grant, const struct message *request)
{
	char source[ENDPOINT_TEXT_SIZE], user[USER_TEXT_SIZE], text[SIP_GRANT_TEXT_SIZE];
	char tried[SIP_GRANT_TEXT_SIZE + 4] = "";
	struct finding finding = finding_of(&registration_lapsed, PROTOCOL_SIP, request->seen.frame);

	finding.confidence = grant->tried_frame ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN;
	finding_add_frame(&finding, grant->request_frame);
	finding_add_frame(&finding, grant->frame);
	finding_add_frame(&finding, grant->tried_frame);
	finding_add_frame(&finding, request->seen.frame);
	if (grant->tried_frame)
		g_snprintf(tried, sizeof tried, " (%s)", sip_grant_text(grant, text));
	finding_raise(analysis, NULL, &finding,
				  "%s was registered for %.0f s by the 2xx in frame %u, and the next REGISTER came from %s "
				  "in frame %u, %.1f s after that time was over%s: calls could not reach it meanwhile.",
				  user_text(request, user), (double)(grant->until - grant->since) / 1e9, grant->frame,
				  endpoint_text(&request->seen.source, source), request->seen.frame,
				  (double)(request->seen.first_time - grant->until) / 1e9, tried);
}

/* Would all have been seen that came in between, and was the user registered by no other way? */
static bool
is_lapsed(const struct analysis *analysis, const struct sip_grant *grant, const struct candidate *request)
{
	const struct address *device = &grant->refresher.address, *registrar = &grant->peer.address;
	const struct sip_grant *user = sip_grant_find(analysis->grants, user_key(analysis, request));
	int64_t late = request->message->seen.first_time - grant->until;

	return late > LATE && late <= SIP_REGISTRATION_KEPT && !grant->is_doubtful && !grant->is_told &&
		   !capture_gates_clock_doubtful(analysis, late) && user && user->whose == grant->key &&
		   !links_blind_since(analysis->links, device, registrar, grant->since) &&
		   !links_blind_since(analysis->links, registrar, device, grant->since);
}

void
sip_register_request(struct analysis *analysis, const struct candidate *request)
{
	const struct message *message = request->message;
	struct slice contact;

	if (message->method != METHOD_REGISTER || request->repetition == REPETITION_MIRROR_COPY)
		return;
	struct sip_grant *grant = sip_grant_find(analysis->grants, request->identity->grant_key);
	if (!grant)
		return;
	if (grant->counted == request->identity->cseq) {
		if (grant->tried_frame && request->repetition == REPETITION_RETRANSMISSION)
			sip_grant_tried(grant, request);
		return;
	}
	sip_grant_count(grant, request);
	/* The answer to the try before may have been a 2xx that was not seen. */
	grant->is_doubtful = grant->is_doubtful || !sip_grant_answered(grant);
	bool has_contact = sip_contact_uri(message, &contact);
	if (is_farewell(message) || (has_contact && place_hash(analysis, contact) != grant->whose)) {
		sip_grant_end(analysis->grants, grant);
		return;
	}
	if (!has_contact)
		return;
	if (!is_woken_by_push(contact) && is_lapsed(analysis, grant, request)) {
		grant->is_told = true;
		raise_lapsed(analysis, grant, message);
	}
	sip_grant_tried(grant, request);
}

const struct rule *const rules_sip_register[] = {&registration_lapsed, &registration_binding_missing, NULL};
