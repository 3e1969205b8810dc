/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about what a response carries, of either protocol: the status says what it must have. */
#include "core/rules_response.h"
#include "core/finding.h"

static const struct rule http_field_missing = {
	.id = "http-field-missing",
	.severity = SEVERITY_NOTE,
	.title = "A response lacks a field that its status must have",
	.why = "The client needs it for its next step: without WWW-Authenticate a browser asks for no password, "
		   "without Allow nobody knows what else to try.",
	.look_at =
		"What writes the response, the server or the application behind it, or a proxy that removed the "
		"field? Interfaces for programs often leave it out and mean no harm.",
	.traps = "Told once for each server, status and field. Silent where the head may be incomplete, and for "
			 "fields that HTTP/2 does not have. Location has a "
			 "rule of its own.",
	.spec = "RFC 9110 sections 15.2.2, 15.5.2, 15.5.6, 15.5.8 and 15.5.22",
};

static const struct rule sip_field_missing = {
	.id = "sip-field-missing",
	.severity = SEVERITY_NOTE,
	.title = "A response lacks a field that its status must have",
	.why = "The client needs it for its next step: without a challenge it cannot send credentials, without "
		   "Contact it does not know where its ACK goes.",
	.look_at =
		"Does the server itself leave it out, or a proxy or border element on the way? A hop nearer to the "
		"server shows that.",
	.traps = "A warning only where the next step cannot be taken: a challenge, and a call that is answered "
			 "outside a dialog. Told once for each server, status and field. Silent where the head may be "
			 "incomplete.",
	.spec =
		"RFC 3261 sections 12.1.1, 21.4.2, 21.4.6, 21.4.8, 21.4.15, 21.4.16 and 21.4.17; RFC 4028 section 6",
};

/* Without these a SIP client cannot go on. */
static const struct slice needed_next[] = {
	{"WWW-Authenticate", 16},
	{"Proxy-Authenticate", 18},
	{"Contact", 7},
};

/* Those of one connection: HTTP/2 has none of them, RFC 9113 section 8.2.2. */
static const struct slice of_http1[] = {
	{"Upgrade", 7},
	{"Connection", 10},
};

static bool
is_one_of(struct slice name, const struct slice *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal(name, names[i]))
			return true;
	return false;
}

static bool
has_field(const struct message *message, struct slice name)
{
	struct slice value;
	enum field_id id = field_find(name, false);
	char text[64];

	if (id != FIELD_OTHER)
		return message_first_field(message, id) > 0;
	g_snprintf(text, sizeof text, "%.*s", (int)name.length, name.bytes);
	return message_field_named(message, text, &value);
}

/* Each server is told of once for each status and field. */
static bool
is_news(struct analysis *analysis, const struct rule *rule, const struct message *response, struct slice name)
{
	uint64_t fact = hash_bytes(analysis->seed, rule->id, strlen(rule->id));

	fact = hash_bytes(fact, &response->seen.source.address, sizeof response->seen.source.address);
	fact = hash_number(hash_number(fact, response->seen.source.port), response->status);
	return analysis_remember(analysis, hash_slice(fact, name));
}

static void
raise_missing(struct analysis *analysis, struct annotation *annotation, const struct message *response,
			  struct slice name)
{
	bool is_sip = response->protocol == PROTOCOL_SIP;
	const struct rule *rule = is_sip ? &sip_field_missing : &http_field_missing;
	struct finding finding = finding_of(rule, response->protocol, annotation->seen.frame);
	char server[ENDPOINT_TEXT_SIZE];

	if (!is_news(analysis, rule, response, name))
		return;
	if (is_sip && is_one_of(name, needed_next, G_N_ELEMENTS(needed_next)))
		finding.severity = SEVERITY_WARNING;
	finding_add_frame(&finding, annotation->request_frame);
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(analysis, annotation, &finding, "The %u from %s has no %.*s field.", response->status,
				  endpoint_text(&response->seen.source, server), (int)name.length, name.bytes);
}

/* The names stand in a list, ", "-separated. */
static void
judge_list(struct analysis *analysis, struct annotation *annotation, const struct message *response,
		   const char *list)
{
	struct slice rest = slice_of(list), name;

	while (value_next(&rest, &name)) {
		if (response->seen.stream && is_one_of(name, of_http1, G_N_ELEMENTS(of_http1)))
			continue;
		if (!has_field(response, name))
			raise_missing(analysis, annotation, response, name);
	}
}

void
response_fields_judge(struct analysis *analysis, struct annotation *annotation,
					  const struct candidate *response)
{
	const struct status *status = annotation->status;
	const struct message *message = response->message;
	bool is_accepted = status && status->invite_must_have && response->identity &&
					   response->identity->method == METHOD_INVITE;

	if (!status || !(status->must_have || is_accepted) || !message_is_whole(message))
		return;
	if (status->must_have && annotation->status_exact)
		judge_list(analysis, annotation, message, status->must_have);
	/* That it is there is seen at once, and nearly always so. */
	if (is_accepted && !has_field(message, slice_of(status->invite_must_have)) && response->request &&
		!sip_has_to_tag(response->request))
		raise_missing(analysis, annotation, message, slice_of(status->invite_must_have));
}

const struct rule *const rules_response[] = {&http_field_missing, &sip_field_missing, NULL};
