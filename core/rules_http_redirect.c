/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about redirections: the single one, and the chains they form. */
#include "core/cookie.h"
#include "core/duration.h"
#include "core/finding.h"
#include "core/http_chain.h"
#include "core/http_uri.h"
#include "core/rules_http.h"

/*
 * The same request, redirected so often within one chain, is going round. Twice is suspicious; a third time is
 * beyond doubt. With other cookies or credentials each time it may be a dialogue, so more is needed. All ours.
 */
#define ROUNDS_SUSPICIOUS 2
#define ROUNDS_CERTAIN    3
#define VISITS_CERTAIN    4

/* Who goes round more often than any client that follows (curl: 50) is a load generator, or asks in haste; ours. */
#define ROUNDS_FOLLOWED 51

/* A server that takes so long holds the request until there is news: that is polling; ours. */
#define ANSWER_HELD SECONDS(2)

/* Above this many redirections the first crawlers give up, so that it is more than a note; ours. */
#define CHAIN_WARNING_HOPS 10

/* As much of a URI as a sentence takes. */
#define URI_TEXT_MAX 120

/* A URI without its query, which may hold secrets. */
static struct slice
uri_shown(const char *uri)
{
	return (struct slice){uri, MIN(strcspn(uri, "?"), URI_TEXT_MAX)};
}

/* ---- one response ---- */

static const struct rule missing_location = {
	.id = "http-redirect-missing-location",
	.severity = SEVERITY_WARNING,
	.title = "A redirection does not say where to",
	.why = "Without Location a client cannot follow: the user sees the body of the response, or an error.",
	.look_at =
		"What writes the response? Often a configuration without its target, an application that failed half "
		"way, or a proxy that removed the field.",
	.traps = "Silent for 300, 304 and 305, which need none; where the head may be incomplete; for a 308 with "
			 "Range "
			 "(resumable uploads say 'send the rest' with it); and where Refresh says where to go.",
	.spec = "RFC 9110 sections 15.4.2, 15.4.3, 15.4.4, 15.4.8, 15.4.9 and 10.2.2",
};

/* Another field takes the place of Location, or part of the head may be missing. */
static bool
is_excused_from_location(const struct message *response)
{
	struct slice value;

	return !message_is_whole(response) || message_field(response, FIELD_RANGE, &value) ||
		   message_field_named(response, "Refresh", &value);
}

void
http_redirect_response(struct analysis *analysis, struct annotation *annotation,
					   const struct candidate *response)
{
	const struct message *message = response->message;
	char server[ENDPOINT_TEXT_SIZE];
	struct slice location;

	if (!status_redirects(message->status) || message_field(message, FIELD_LOCATION, &location) ||
		is_excused_from_location(message))
		return;
	struct finding finding = finding_of(&missing_location, PROTOCOL_HTTP, message->seen.frame);
	finding_add_frame(&finding, annotation->request_frame);
	finding_add_frame(&finding, message->seen.frame);
	finding_raise(analysis, annotation, &finding, "The %u from %s has no Location field.", message->status,
				  endpoint_text(&message->seen.source, server));
}

/* ---- the follow-up of one redirection ---- */

static const struct rule method_changed = {
	.id = "http-redirect-method-changed",
	.severity = SEVERITY_ERROR,
	.title = "A redirection that keeps the method was followed with another one",
	.why = "307 and 308 forbid to change the method. With GET instead of POST the data are lost, and the "
		   "server does "
		   "something else than was asked for.",
	.look_at = "The client, or a proxy in front of it, treats 307 or 308 like 302. Is its library old?",
	.traps = "A client need not follow by itself, and may then ask for the new URI as it likes: only GET "
			 "counts, as the very next request of this connection, at once, after a request that "
			 "was to change something. A proxy sends what several clients ask over one connection: it is an "
			 "error only where the same cookies or credentials say that it was the same client, and silent "
			 "where they differ. Told only when the right request did not come at all.",
	.spec = "RFC 9110 sections 15.4.8 and 15.4.9",
};

void
http_location_judged(struct obligation *obligation, enum verdict verdict)
{
	const struct annotation *redirected = obligation->annotation;
	char client[ENDPOINT_TEXT_SIZE];

	if (verdict != VERDICT_VIOLATED || !redirection_keeps_method(redirected->code))
		return;
	struct finding finding = obligation_finding(&method_changed, obligation);
	finding_add_frame(&finding, obligation->seen_frame);
	if (!obligation->seen_surely) {
		finding.severity = SEVERITY_WARNING;
		finding.confidence = CONFIDENCE_LIKELY;
	}
	finding_raise(
		obligation->analysis, obligation->annotation, &finding,
		"%s was redirected with %u, which keeps the method %.*s, but asked for the new URI with another "
		"method in frame %u.",
		endpoint_text(&obligation->debtor, client), redirected->code,
		(int)MIN(obligation->request->method_text.length, 20), obligation->request->method_text.bytes,
		obligation->seen_frame);
}

/* ---- chains ---- */

static const struct rule redirect_loop = {
	.id = "http-redirect-loop",
	.severity = SEVERITY_ERROR,
	.title = "Redirections lead in a circle",
	.why = "The client is sent back to what it had asked for, with the same cookies and credentials: it will "
		   "never "
		   "arrive, and gives up after as many rounds as it allows (10 to 50).",
	.look_at =
		"Which two rules contradict each other? Usual: http to https in one place and back in another (a "
		"server "
		"behind a TLS terminator that does not know it), with and without 'www', a trailing slash, a login "
		"page that demands a login.",
	.traps =
		"Requests count only where each followed the Location of the one before at once and was "
		"redirected again; "
		"the same method, URI, cookies, credentials and length. The third time is an error, the second "
		"a warning, "
		"and none if the chain came to an end that is no error; with changing cookies or credentials the "
		"fourth. POST "
		"and then GET "
		"of one URI is no circle. Redirections with Retry-After are polling, and so are those for which "
		"the server took seconds. Silent where other requests of the same address and User-Agent came "
		"to the same URIs meanwhile: several clients may be behind it; where one page was asked for "
		"again by another connection, or more often than clients follow: so do health checks and load "
		"generators.",
	.spec = "RFC 9110 section 15.4",
};

static const struct rule redirect_to_itself = {
	.id = "http-redirect-to-itself",
	.severity = SEVERITY_WARNING,
	.title = "A redirection points to the very page that was asked for",
	.why = "A client that follows it gets the same answer again.",
	.look_at = "Scheme and host name as the server sees them: behind a proxy it may take an https request "
			   "for http, or "
			   "one host name for another, and redirect to what it believes to be something else.",
	.traps =
		"Silent when the response sets a cookie or has Retry-After, after a POST that becomes a GET, when a "
		"proxy "
		"says that the client came by https, when the Location only spells the URI otherwise, and when the "
		"chain came to an end. When the client goes round, http-redirect-loop says so too.",
	.spec = "RFC 9110 section 15.4",
};

static const struct rule cookie_not_returned = {
	.id = "http-redirect-cookie-not-returned",
	.severity = SEVERITY_ERROR,
	.title = "Redirected in a circle because a cookie does not come back",
	.why = "The server sets a cookie and sends the client on; without the cookie in the next request it does "
		   "the same "
		   "again, without end.",
	.look_at = "Why does the client not return the cookie: Secure on http, Domain or Path that do not cover "
			   "the target, "
			   "SameSite on a way that began at another site, cookies blocked, or a program that keeps none?",
	.traps =
		"As for http-redirect-loop; and each time the cookie was set anew and was missing in the next "
		"request. "
		"Cookies that are being removed do not count. Where the page redirects to itself it is a warning: "
		"who asks for it in haste and does not follow looks the same.",
	.spec = "RFC 9110 section 15.4, RFC 6265 sections 5.3 and 5.4",
};

static const struct rule cookie_bounce = {
	.id = "http-redirect-cookie-bounce",
	.severity = SEVERITY_NOTE,
	.title = "Redirected to the same page once more, now with a cookie",
	.why = "It looks like a circle and is none: the server finds out whether the client accepts cookies.",
	.look_at = "Nothing to mend; each first visit costs one more round trip.",
	.traps = "Told only when the repeated request carries a cookie that was set on the way and is not "
			 "redirected again.",
	.spec = "RFC 9110 section 15.4, RFC 6265 section 5.4",
};

static const struct rule chain_too_long = {
	.id = "http-redirect-chain-too-long",
	.severity = SEVERITY_WARNING,
	.title = "Many redirections in a row",
	.why = "Each one costs a round trip, and clients give up after some: Go and Googlebot follow 10, "
		   "browsers 20, "
		   "Python requests 30, the curl program 50. RFC 2068 recommended no more than five.",
	.look_at = "Let the first redirection point to the last address.",
	.traps = "Only requests that followed the Location of the one before are counted. Logins by way of "
			 "another site "
			 "take 5 to 8 redirections lawfully: up to 10 it is a note.",
	.spec = "RFC 9110 section 15.4",
};

/* The hops of one circle: those whose `visit` or `place` equals that of the hop `first`. */
struct circle {
	const struct rule *rule;
	unsigned first, second; /* index of the first and of the second time */
	unsigned last;          /* and of the last one */
	unsigned times;
	bool identical; /* the requests are, cookies and credentials included */
	bool certain;
	enum cookie_way way; /* why the cookie may have been kept back */
};

/* How often hop `first` comes again, by `visit` or by `place`. */
static struct circle
circle_of(const struct http_chain *chain, unsigned first, bool by_visit)
{
	struct circle circle = {.first = first, .last = first, .times = 1, .identical = by_visit};
	const struct http_hop *hops = chain->hops;

	for (unsigned i = first + 1; i < chain->kept; i++) {
		if (by_visit ? hops[i].visit != hops[first].visit : hops[i].place != hops[first].place)
			continue;
		if (++circle.times == 2)
			circle.second = i;
		circle.last = i;
	}
	return circle;
}

static bool
is_held(const struct http_hop *hop)
{
	return hop->response->seen.first_time - hop->request->seen.last_time > ANSWER_HELD;
}

/* Hop `at` goes on with the cookies that the one before it had, where the host is the same. */
static bool
keeps_cookies(const struct http_chain *chain, unsigned at)
{
	const struct http_hop *hop = &chain->hops[at], *before = hop - 1;

	return !http_uri_same_host(slice_of(before->uri), slice_of(hop->uri)) ||
		   cookies_tell(before->request, before->response, hop->request) == COOKIES_GO_ON;
}

/* Each step from the first to the last time was taken at once, and none was told to wait, nor made to. */
static bool
circle_is_sure(const struct http_chain *chain, const struct circle *circle)
{
	for (unsigned i = circle->first; i <= circle->last; i++)
		if ((i > circle->first && (!chain->hops[i].sure || !keeps_cookies(chain, i))) ||
			is_held(&chain->hops[i]) || message_first_field(chain->hops[i].response, FIELD_RETRY_AFTER) ||
			!message_is_whole(chain->hops[i].request) || !message_is_whole(chain->hops[i].response))
			return false;
	return !chain->crowded;
}

static bool
circle_counts(const struct http_chain *chain, const struct circle *circle)
{
	return circle->times >= (circle->identical ? ROUNDS_SUSPICIOUS : VISITS_CERTAIN) &&
		   circle_is_sure(chain, circle);
}

/* A certain circle if there is one, else a suspicious one. */
static bool
circle_find(const struct http_chain *chain, struct circle *found)
{
	bool any = false;

	for (unsigned i = 0; i < 2 * chain->kept; i++) {
		struct circle circle = circle_of(chain, i / 2, i % 2 == 0);
		if (!circle_counts(chain, &circle))
			continue;
		circle.certain = circle.times >= (circle.identical ? ROUNDS_CERTAIN : VISITS_CERTAIN);
		if (!any || (circle.certain && !found->certain))
			*found = circle;
		any = true;
	}
	return any;
}

/* Is a cookie set by hop `from` missing in all requests behind it, up to hop `to`? */
static bool
cookie_is_missing(const struct http_chain *chain, unsigned from, unsigned to, enum cookie_way *way)
{
	const struct http_hop *hops = chain->hops;
	struct set_cookie cookie;

	for (unsigned at = 0; set_cookie_next(hops[from].response, &at, &cookie);) {
		bool sent = false;
		for (unsigned i = from + 1; i <= to; i++)
			sent = sent || cookie_is_sent(hops[i].request, cookie.name);
		*way = set_cookie_way(&cookie, hops[from].uri, hops[to].uri);
		if (!sent)
			return true;
	}
	return false;
}

/* In the first round a cookie was set and did not come back; the next rounds were the same. */
static bool
circle_lacks_cookie(const struct http_chain *chain, struct circle *circle)
{
	for (unsigned i = circle->first; circle->identical && i < circle->second; i++)
		if (cookie_is_missing(chain, i, circle->second, &circle->way))
			return true;
	return false;
}

static struct finding
finding_of_hops(const struct rule *rule, const struct http_chain *chain, unsigned about, unsigned first,
				unsigned last)
{
	struct finding finding = finding_of(rule, PROTOCOL_HTTP, chain->hops[about].response->seen.frame);

	for (unsigned i = first; i <= last; i++) {
		finding_add_frame(&finding, chain->hops[i].request->seen.frame);
		finding_add_frame(&finding, chain->hops[i].response->seen.frame);
	}
	return finding;
}

static const char *
cookie_way_text(enum cookie_way way)
{
	switch (way) {
	case COOKIE_OTHER_DOMAIN: return "its Domain does not cover both hosts";
	case COOKIE_OTHER_PATH: return "its Path does not cover the target";
	case COOKIE_NEEDS_TLS: return "it is Secure and the target is http";
	default: return "Domain, Path and Secure would have allowed it";
	}
}

static void
circle_raise(struct analysis *analysis, const struct http_chain *chain, struct circle *circle)
{
	bool lacks_cookie = circle_lacks_cookie(chain, circle);
	const struct http_hop *first = &chain->hops[circle->first], *last = &chain->hops[circle->last];
	struct finding finding = finding_of_hops(lacks_cookie ? &cookie_not_returned : &redirect_loop, chain,
											 circle->second, circle->first, circle->last);
	struct annotation *annotation = chain->hops[circle->second].annotation;
	int64_t took = last->response->seen.last_time - first->request->seen.first_time;
	struct slice uri = uri_shown(first->uri);
	char client[ENDPOINT_TEXT_SIZE], time[DURATION_TEXT_SIZE];

	endpoint_text(&first->request->seen.source, client);
	/* Who asks for one page in haste and keeps no cookies looks the same. */
	if (!circle->certain || (lacks_cookie && circle->second == circle->first + 1)) {
		finding.severity = SEVERITY_WARNING;
		finding.confidence = CONFIDENCE_LIKELY;
	}
	if (lacks_cookie)
		finding_raise(
			analysis, annotation, &finding,
			"%s was redirected from %.*s back to it %u times in %s; each time a cookie was set that the "
			"next request did not carry (%s).",
			client, (int)uri.length, uri.bytes, circle->times, duration_text(took, time),
			cookie_way_text(circle->way));
	else
		finding_raise(
			analysis, annotation, &finding,
			"%s asked for %.*s %u times in %s by following redirections, and was redirected every time "
			"(%u redirections in all).",
			client, (int)uri.length, uri.bytes, circle->times, duration_text(took, time), chain->count);
}

/* The last answer is what the client was on its way to. */
static bool
arrived(const struct http_chain *chain)
{
	return chain->end_frame && !http_status_is_error(chain->end_status);
}

/* The client did not follow the last redirection; else it may have arrived where the capture did not look. */
static bool
gave_up(const struct http_chain *chain)
{
	return !chain->asked;
}

/* The proxy in front says that the client came by https: the scheme that this server saw is not the client's. */
static bool
scheme_is_hidden(const struct message *request)
{
	struct slice value;

	return message_field_named(request, "X-Forwarded-Proto", &value) ||
		   message_field_named(request, "Forwarded", &value) ||
		   message_field_named(request, "Front-End-Https", &value);
}

/* The URI as the request spells it; with the port of its scheme where `port` says so. g_free() it. */
static char *
uri_as_asked(const struct message *request, const char *uri, const char *port)
{
	struct slice host = {NULL, 0}, target = request->target;
	int scheme = (int)strcspn(uri, ":");

	message_field(request, FIELD_HOST, &host);
	if (!target.length || target.bytes[0] != '/')
		return g_strndup(target.bytes, target.length);
	return g_strdup_printf("%.*s://%.*s%s%.*s", scheme, uri, (int)host.length, host.bytes, port,
						   (int)target.length, target.bytes);
}

/*
 * Is it that URI to the letter, as a client that follows would ask for it? Spelled otherwise it is another to the
 * server, which may just redirect to the spelling it likes.
 */
static bool
location_is_to_the_letter(const struct message *request, struct slice location, const char *uri)
{
	const char *fragment = memchr(location.bytes, '#', location.length);

	if (fragment)
		location.length = (size_t)(fragment - location.bytes);
	char *asked = uri_as_asked(request, uri, "");
	char *with_port = uri_as_asked(request, uri, g_str_has_prefix(uri, "https:") ? ":443" : ":80");
	bool is_relative = !memchr(location.bytes, '/', location.length);
	bool same = slice_equal(location, slice_of(asked)) || slice_equal(location, slice_of(with_port)) ||
				slice_equal(location, request->target) || (is_relative && strcmp(asked, uri) == 0);
	g_free(asked);
	g_free(with_port);
	return same;
}

static bool
hop_points_to_itself(const struct http_hop *hop)
{
	const struct message *request = hop->request, *response = hop->response;
	struct slice value;

	if (!message_is_whole(request) || !message_is_whole(response) ||
		!redirection_permits(response->status, request, request) ||
		message_first_field(response, FIELD_SET_COOKIE) || message_first_field(response, FIELD_RETRY_AFTER) ||
		scheme_is_hidden(request) || !message_field(response, FIELD_LOCATION, &value))
		return false;
	/* A POST that 301 or 302 may turn into a GET is the usual way to show a result. */
	if (!redirection_keeps_method(response->status) && request->method != METHOD_GET &&
		request->method != METHOD_HEAD)
		return false;
	char *target = http_uri_resolve(hop->uri, value);
	bool same = target && strcmp(target, hop->uri) == 0 &&
				location_is_to_the_letter(request, value, hop->uri);
	g_free(target);
	return same;
}

static bool
check_to_itself(struct analysis *analysis, const struct http_chain *chain)
{
	for (unsigned i = 0; i < chain->kept && gave_up(chain); i++) {
		const struct http_hop *hop = &chain->hops[i];
		if (!hop_points_to_itself(hop))
			continue;
		struct finding finding = finding_of_hops(&redirect_to_itself, chain, i, i, i);
		struct slice uri = uri_shown(hop->uri);
		finding_raise(analysis, hop->annotation, &finding,
					  "The %u to %.*s has that same URI as its Location.", hop->response->status,
					  (int)uri.length, uri.bytes);
		return true;
	}
	return false;
}

static bool
carries_cookie_of(const struct http_hop *hop, const struct message *request)
{
	struct set_cookie cookie;

	for (unsigned at = 0; set_cookie_next(hop->response, &at, &cookie);)
		if (!cookie_is_sent(hop->request, cookie.name) && cookie_is_returned(request, &cookie))
			return true;
	return false;
}

/* The last request repeats an earlier one, now with a cookie that was set in between, and is not redirected. */
static void
check_cookie_bounce(struct analysis *analysis, const struct http_chain *chain)
{
	for (unsigned i = 0; i < chain->kept && chain->end_frame && chain->asked_surely; i++) {
		const struct http_hop *hop = &chain->hops[i];
		if (strcmp(hop->uri, chain->asked_uri) != 0 ||
			!slice_equal(hop->request->method_text, chain->asked->method_text))
			continue;
		/* Hops behind a later visit are among those behind the first one: if these say no, so do they. */
		for (unsigned setter = i; setter < chain->kept; setter++) {
			if (!carries_cookie_of(&chain->hops[setter], chain->asked))
				continue;
			struct finding finding = finding_of_hops(&cookie_bounce, chain, i, i, chain->kept - 1);
			finding_add_frame(&finding, chain->asked->seen.frame);
			finding_add_frame(&finding, chain->end_frame);
			finding_raise(
				analysis, hop->annotation, &finding,
				"The redirection set a cookie; with it the same request got %u in frame %u: no circle.",
				chain->end_status, chain->end_frame);
			return;
		}
		return;
	}
}

/* The last hop of those from `first` on of which each surely follows the one before. */
static unsigned
run_end(const struct http_chain *chain, unsigned first)
{
	while (first + 1 < chain->kept && chain->hops[first + 1].sure)
		first++;
	return first;
}

static void
check_length(struct analysis *analysis, const struct http_chain *chain)
{
	if (chain->crowded)
		return;
	unsigned limit = MAX(analysis->settings.redirect_chain_limit, 1);
	unsigned first = 0, last = run_end(chain, 0);

	while (last - first + 1 < limit && last + 1 < chain->kept) {
		first = last + 1;
		last = run_end(chain, first);
	}
	unsigned count = last - first + 1;
	if (count < limit)
		return;
	struct finding finding = finding_of_hops(&chain_too_long, chain, first + limit - 1, first, last);
	const char *end = last + 1 < chain->kept ? chain->hops[last + 1].uri : chain->location;
	struct slice from = uri_shown(chain->hops[first].uri), to = uri_shown(end);
	if (count <= CHAIN_WARNING_HOPS)
		finding.severity = SEVERITY_NOTE;
	finding_raise(analysis, chain->hops[first + limit - 1].annotation, &finding,
				  "%u redirections in a row from %.*s to %.*s. Go and Googlebot follow 10, browsers 20, "
				  "Python requests "
				  "30, the curl program 50.",
				  count, (int)from.length, from.bytes, (int)to.length, to.bytes);
}

/* It came by one of its hops more often than a client that follows. */
static bool
is_followed_by_none(const struct http_chain *chain)
{
	for (unsigned first = 0; first + ROUNDS_FOLLOWED < chain->kept; first++)
		if (circle_of(chain, first, false).times > ROUNDS_FOLLOWED)
			return true;
	return false;
}

/* A circle that led somewhere was none; one that ended otherwise has to have gone round beyond doubt before. */
void
http_chain_ended(struct analysis *analysis, const struct http_chain *chain)
{
	struct circle circle = {0};

	bool points_to_itself = check_to_itself(analysis, chain);
	if (is_followed_by_none(chain))
		return;
	if (!arrived(chain) && circle_find(chain, &circle) && (circle.certain || gave_up(chain))) {
		circle_raise(analysis, chain, &circle);
		return;
	}
	if (!points_to_itself)
		check_cookie_bounce(analysis, chain);
	check_length(analysis, chain);
}

const struct rule *const rules_http_redirect[] = {
	&redirect_loop,  &redirect_to_itself, &cookie_bounce,  &cookie_not_returned,
	&chain_too_long, &missing_location,   &method_changed, NULL,
};
