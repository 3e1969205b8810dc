/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about exchanges: credentials that are refused, waits that are not kept, answers to nothing. */
#include "core/duration.h"
#include "core/finding.h"
#include "core/http_chain.h"
#include "core/http_credentials.h"
#include "core/http_framing.h"
#include "core/http_loop.h"
#include "core/rules_http.h"
#include "core/status.h"

/* Refusals that come so close after each other are a program's doing, not a person's; ours. */
#define TRIED_BY_PROGRAM SECONDS(2)

static const struct rule auth_loop = {
	.id = "http-auth-loop",
	.severity = SEVERITY_ERROR,
	.title = "Credentials are refused again and again",
	.why = "The client sends what was refused once more, without end: load, full logs, and often a locked "
		   "account.",
	.look_at = "Is the password stored in the client old? Do client and server mean the same scheme and "
			   "realm, and the "
			   "same host name (Kerberos)? Does a proxy take Authorization away?",
	.traps =
		"Counted are refusals in a row, each of a request sent after the one before was refused. Legs "
		"of NTLM and "
		"Negotiate bring a token and are no refusals, nor is Digest with stale=true. A request without "
		"credentials "
		"ends the row. The very same credentials three times are an error; different ones a warning, "
		"when they "
		"come too fast for a person and name the same user: a proxy sends those of many over one connection. "
		"Where the "
		"capture lost bytes it is a warning.",
	.spec = "RFC 9110 sections 15.5.2, 15.5.8 and 11.6",
};

void
http_credentials_refused(struct analysis *analysis, const struct http_refusal *refusal)
{
	int64_t took = refusal->last_time - refusal->first_time;
	bool same = refusal->same >= REFUSALS_LOOP;
	char client[ENDPOINT_TEXT_SIZE], time[DURATION_TEXT_SIZE];

	if (!same && took > (int64_t)refusal->count * TRIED_BY_PROGRAM)
		return;
	struct finding finding = finding_of(&auth_loop, PROTOCOL_HTTP, refusal->annotation->seen.frame);
	for (unsigned i = 0; i < refusal->frame_count; i++)
		finding_add_frame(&finding, refusal->frames[i]);
	if (!same || refusal->doubtful) {
		finding.severity = SEVERITY_WARNING;
		finding.confidence = CONFIDENCE_LIKELY;
	}
	/* Over several connections it is no port that says who it was. */
	if (refusal->ports > 1)
		address_text(&refusal->client.address, client);
	else
		endpoint_text(&refusal->client, client);
	finding_raise(analysis, refusal->annotation, &finding,
				  "%s sent %s credentials %u times in %s and was refused with %u each time%s.", client,
				  same ? "the same" : "changing", refusal->count, duration_text(took, time),
				  refusal->annotation->code, refusal->by_proxy ? " by the proxy" : "");
}

static const struct rule loop_by_via = {
	.id = "http-loop-by-via",
	.severity = SEVERITY_ERROR,
	.title = "Proxies hand a request on in a circle",
	.why = "Each round takes a connection and time on every proxy of the circle, until one of them notices, "
		   "or runs out "
		   "of connections or header space.",
	.look_at = "Where does the proxy (named in Via, if it is) send the request? As a rule the host's name "
			   "resolves to "
			   "the proxy's "
			   "own address, or two proxies have each other as next hop.",
	.traps =
		"Names in Via prove nothing by themselves: clusters share pseudonyms, and the tiers of a site its "
		"host "
		"name. Told when the same request, of the same client with the same cookies, arrived at the same "
		"address and port three times, its Via or X-Forwarded-For growing, while the first was unanswered; "
		"or twice, and Via names somebody twice. Silent when the last pass was answered without an error: it "
		"had found its way.",
	.spec = "RFC 9110 section 7.6.3",
};

void
http_loop_by_via(struct analysis *analysis, struct annotation *annotation, const struct http_loop *loop)
{
	uint32_t about = annotation ? annotation->seen.frame : loop->frames[loop->frame_count - 1];
	struct finding finding = finding_of(&loop_by_via, PROTOCOL_HTTP, about);
	char place[ENDPOINT_TEXT_SIZE];

	for (unsigned i = 0; i < loop->frame_count; i++)
		finding_add_frame(&finding, loop->frames[i]);
	endpoint_text(&loop->place, place);
	if (loop->named > 0)
		finding_raise(analysis, annotation, &finding,
					  "The same request came to %s %u times while it was unanswered there; its Via named %s "
					  "%u times in "
					  "the end.",
					  place, loop->passes, loop->name, loop->named);
	else
		finding_raise(
			analysis, annotation, &finding,
			"The same request came to %s %u times while it was unanswered there; its X-Forwarded-For "
			"grew with each pass.",
			place, loop->passes);
}

static const struct rule retry_after_ignored = {
	.id = "http-retry-after-ignored",
	.severity = SEVERITY_WARNING,
	.title = "A client came back before the time that Retry-After had set",
	.why = "Whoever sends Retry-After is overloaded, or limits the rate: asking earlier is in vain, and may "
		   "prolong the "
		   "ban.",
	.look_at = "The client's retry logic: does it read Retry-After, both as a number and as a date?",
	.traps =
		"Only the same method and URI by the same program at the same server counts, with no smaller "
		"body, and not when cookies, credentials or keys differ: several clients may stand behind one "
		"address, or behind a proxy. It is certain where these are the same, likely where only the "
		"connection is. Where neither is, several in the time of one wait are a note, once for each URI; a "
		"single one is a neighbour's, perhaps. Silent where a proxy says Via and not for whom, for what "
		"may have been under way already, and within a tenth of the time.",
	.spec = "RFC 9110 section 10.2.3",
};

/* So many requests in the time of one wait are more than a neighbour's single one; ours. */
#define EARLY_REQUESTS_TOLD 2

/* One address, but other connections: it may be one client that heeds nothing, or several of which each asked once. */
static void
raise_early_requests(struct obligation *obligation)
{
	const struct annotation *refusal = obligation->annotation;
	struct analysis *analysis = obligation->analysis;
	uint64_t fact = hash_bytes(analysis->seed, retry_after_ignored.id, strlen(retry_after_ignored.id));
	char client[ENDPOINT_TEXT_SIZE], server[ENDPOINT_TEXT_SIZE];

	fact = hash_bytes(fact, &obligation->debtor.address, sizeof obligation->debtor.address);
	if (!analysis_remember(analysis, hash_slice(fact, slice_of(obligation->uri))))
		return;
	struct finding finding = obligation_finding(&retry_after_ignored, obligation);
	finding.severity = SEVERITY_NOTE;
	finding.confidence = CONFIDENCE_LIKELY;
	finding_add_frame(&finding, obligation->seen_frame);
	finding_raise(
		analysis, obligation->annotation, &finding,
		"The %u from %s asked to wait %" G_GUINT64_FORMAT
		" s; in that time %u requests for the same came from %s over other connections, of a client that "
		"does not heed it, or of several.",
		refusal->code, endpoint_text(&obligation->creditor, server), obligation->number, obligation->copies,
		address_text(&obligation->debtor.address, client));
}

void
http_retry_after_judged(struct obligation *obligation, enum verdict verdict)
{
	const struct annotation *refusal = obligation->annotation;
	char client[ENDPOINT_TEXT_SIZE], time[DURATION_TEXT_SIZE];

	if (verdict == VERDICT_UNKNOWN && obligation->copies >= EARLY_REQUESTS_TOLD)
		raise_early_requests(obligation);
	if (verdict != VERDICT_VIOLATED)
		return;
	struct finding finding = obligation_finding(&retry_after_ignored, obligation);
	finding_add_frame(&finding, obligation->seen_frame);
	if (!obligation->seen_surely)
		finding.confidence = CONFIDENCE_LIKELY;
	finding_raise(obligation->analysis, obligation->annotation, &finding,
				  "The %u asked to wait %" G_GUINT64_FORMAT " s; %s sent the request%s after %s.",
				  refusal->code, obligation->number, endpoint_text(&obligation->debtor, client),
				  status_redirects(refusal->code) ? " to the new URI" : " again",
				  duration_text(obligation->seen_time - obligation->opened, time));
}

static const struct rule orphan_response = {
	.id = "http-orphan-response",
	.severity = SEVERITY_ERROR,
	.title = "A response came that nobody had asked for",
	.why = "On one connection responses are matched to requests by their order alone: from here on the "
		   "client may take "
		   "each response for that of another request, which is how contents reach the wrong user.",
	.look_at = "Did an earlier response end where its length says? Response splitting, a wrong "
			   "Content-Length, a body "
			   "after HEAD, or a proxy that confuses its connections are the usual causes.",
	.traps =
		"Silent where the request may have been missed: capture begun later, one direction only, lost bytes, "
		"broken "
		"framing, after 101, CONNECT or a reset, and where the response acknowledges more than was captured "
		"before it. Silent for 408 on an idle connection, and for statuses that answer "
		"something that is no request (400, 414, 431, 501, 505). A note where an error says that the "
		"connection ends with it: a busy server may take its leave so.",
	.spec = "RFC 9112 section 9.2",
};

/* Sent to what could not be read as a request, or to silence. */
static const uint16_t answers_to_no_request[] = {400, 408, 414, 431, 501, 505};

void
http_orphan_response(struct analysis *analysis, struct annotation *annotation, const struct message *response,
					 const struct message *next)
{
	char server[ENDPOINT_TEXT_SIZE];

	for (size_t i = 0; i < G_N_ELEMENTS(answers_to_no_request); i++)
		if (answers_to_no_request[i] == response->status)
			return;
	struct finding finding = finding_of(&orphan_response, PROTOCOL_HTTP, response->seen.frame);
	finding_add_frame(&finding, response->seen.frame);
	if (next)
		finding_add_frame(&finding, next->seen.frame);
	/* The server says why it hangs up: no response comes after it that could be taken for another. */
	if (http_status_is_error(response->status) && http_ends_connection(response))
		finding.severity = SEVERITY_NOTE;
	finding_raise(analysis, annotation, &finding,
				  "%s sent a %u although no request on this connection was waiting for an answer.",
				  endpoint_text(&response->seen.source, server), response->status);
}

const struct rule *const rules_http_exchange[] = {&auth_loop, &loop_by_via, &retry_after_ignored,
												  &orphan_response, NULL};
