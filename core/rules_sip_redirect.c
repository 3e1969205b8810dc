/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chains of redirections: RFC 3261 section 8.1.3.4 lets a client try each target once. */
#include "core/finding.h"
#include "core/http_credentials.h"
#include "core/password.h"
#include "core/rules_sip.h"

static const struct rule redirect_loop = {
	.id = "sip-redirect-loop",
	.severity = SEVERITY_ERROR,
	.title = "A redirection leads back to an address that was already tried",
	.why = "The Contact of this 3xx was the target of an earlier try of the same call, which was redirected "
		   "too: following "
		   "it again can only go round.",
	.look_at = "The two users or servers that redirect to each other (call forwarding set on both sides is "
			   "the usual "
			   "cause).",
	.traps = "A request repeated with credentials keeps its Request-URI and is no redirection. Several "
			 "Contacts of which "
			 "one is new are no loop yet. A later request under the same Call-ID, such as a refreshed "
			 "registration, may be redirected the same way again. A Contact with another parameter is "
			 "another target.",
	.spec = "RFC 3261 section 8.1.3.4",
};

/* Another request of the same client in this call, or the same one. */
static bool
is_of_client(const struct sip_transaction *other, const struct sip_transaction *transaction)
{
	return other->request && other->method == transaction->method &&
		   address_equal(&other->client.address, &transaction->client.address);
}

static bool
is_redirected(const struct sip_transaction *transaction)
{
	return transaction->final / 100 == 3;
}

/* The answers after which a client tries again; any other one ends what it wanted. */
static bool
goes_on_after(unsigned status)
{
	return status / 100 <= 1 || status / 100 == 3 || status_refuses_credentials(status);
}

/*
 * Where the tries of this request begin in the call: each request has a target set of its own (section 8.1.3.4). A proxy
 * that tries several keeps the CSeq number.
 */
static GList *
tries_begin(struct sip_transaction *transaction)
{
	GList *begin = &transaction->in_call;
	unsigned looked_at = 0;

	for (GList *link = begin; link && looked_at < CALL_LOOK_BACK; link = link->prev, looked_at++) {
		const struct sip_transaction *other = link->data;
		if (is_of_client(other, transaction) && other->cseq != transaction->cseq &&
			!goes_on_after(other->final))
			break;
		begin = link;
	}
	return begin;
}

/* Does `other` have all parameters that `uri` has? */
static bool
parameters_are_in(const struct uri *uri, const struct uri *other)
{
	struct slice rest = uri->parameters, name, value, found_name, found_value;
	bool found = true;

	while (found && value_next_parameter(&rest, &name, &value)) {
		struct slice others = other->parameters;
		found = name.length == 0;
		while (!found && value_next_parameter(&others, &found_name, &found_value))
			found = slice_equal_nocase(name, found_name);
	}
	return found;
}

/*
 * Nothing new? What only one of two URIs has does not count by section 19.1.4, but it may be all that a redirection is
 * about: a routing number that was looked up, say.
 */
static bool
is_same_target(struct slice one, struct slice other)
{
	struct uri left, right;

	/* What has more parameters than are compared one by one is equal only letter by letter: sip_uri_equal. */
	if (slice_equal(one, other))
		return true;
	return sip_uri_equal(one, other) && uri_parse(one, &left) && uri_parse(other, &right) &&
		   parameters_are_in(&left, &right) && parameters_are_in(&right, &left);
}

/* A try for `uri` that was answered with a redirection. */
static const struct sip_transaction *
tried_before(GList *tries, const struct sip_transaction *transaction, struct slice uri)
{
	for (GList *link = tries; link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (is_of_client(other, transaction) && is_redirected(other) &&
			is_same_target(other->request->target, uri))
			return other;
	}
	return NULL;
}

/*
 * The client asks for the same target as some tries before, and no redirection sent it back there, or that would have
 * been told: it has begun anew, though the end of the first time was not seen.
 */
static bool
begins_anew(GList *tries, const struct sip_transaction *transaction)
{
	const struct sip_transaction *earlier = tried_before(tries, transaction, transaction->request->target);

	return earlier && earlier->cseq != transaction->cseq;
}

/* A redirection with more Contacts than this is not compared with earlier tries; ours. */
#define CONTACTS_COMPARED_MAX 32

/* Nor is one with a longer Contact: it would be taken apart for each of these; ours. */
#define CONTACT_LENGTH_MAX 2048

/* All Contacts have been tried: then nothing new is left. NULL when one is new, or there is none. */
static const struct sip_transaction *
all_tried_before(GList *tries, const struct sip_transaction *transaction, const struct message *response)
{
	struct field_walk walk = {0};
	struct slice value;
	struct name_address contact;
	const struct sip_transaction *earlier = NULL;
	unsigned count = 0;

	while (message_next_value(response, FIELD_CONTACT, &walk, &value)) {
		if (++count > CONTACTS_COMPARED_MAX || value.length > CONTACT_LENGTH_MAX ||
			!name_address_parse(value, &contact))
			return NULL;
		earlier = tried_before(tries, transaction, contact.uri);
		if (!earlier)
			return NULL;
	}
	return earlier;
}

void
sip_redirect_response(struct analysis *analysis, struct annotation *annotation,
					  const struct candidate *response)
{
	struct sip_transaction *transaction = response->transaction;

	if (response->message->status / 100 != 3 || !transaction->request)
		return;
	GList *tries = tries_begin(transaction);
	const struct sip_transaction *earlier = all_tried_before(tries, transaction, response->message);
	if (!earlier || begins_anew(tries, transaction) ||
		!sip_call_raises_once(transaction->call, &redirect_loop, 0))
		return;
	char target[URI_TEXT_SIZE];
	struct finding finding = finding_of(&redirect_loop, PROTOCOL_SIP, annotation->seen.frame);
	for (GList *link = tries; link; link = link->next) {
		const struct sip_transaction *other = link->data;
		if (!is_of_client(other, transaction) || !is_redirected(other))
			continue;
		finding_add_frame(&finding, other->request->seen.frame);
		finding_add_frame(&finding, other->final_frame);
	}
	finding_add_frame(&finding, annotation->seen.frame);
	finding_raise(
		analysis, annotation, &finding,
		"The %u sends the caller to %s, which it had already tried in frame %u and was redirected from.",
		response->message->status, uri_text(earlier->request->target, target), earlier->request->seen.frame);
}

const struct rule *const rules_sip_redirect[] = {&redirect_loop, NULL};
