/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The defaults of SIP. Each looks back at the messages told so far, last one first, for the one it follows from: the
 * request that a response answers, the request or response that is passed on, the INVITE of an ACK or CANCEL, the
 * response that made a dialog.
 */
#include "tests/scenario/compose.h"

#include <string.h>

static const struct told_message *
told(const struct scenario *scenario, guint index)
{
	return g_ptr_array_index(scenario->messages, index);
}

static bool
is_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static const char *
call_id_of(const struct told_message *message)
{
	return fields_find(message->fields, "Call-ID");
}

static unsigned
cseq_of(const struct told_message *message)
{
	const char *value = fields_find(message->fields, "CSeq");

	return value ? (unsigned)g_ascii_strtoull(value, NULL, 10) : 0;
}

static bool
is_method(const struct told_message *message, const char *method)
{
	return is_same(message->method, method);
}

/* Is `text` the method, as a word, in a list of them? */
static bool
is_one_of(const char *method, const char *list)
{
	g_auto(GStrv) words = g_strsplit(list, " ", -1);

	return g_strv_contains((const char *const *)words, method);
}

static guint
count_vias(const struct told_message *message)
{
	guint count = 0;

	for (guint i = 0; i < message->fields->len; i++)
		count += g_ascii_strcasecmp(((struct field_line *)g_ptr_array_index(message->fields, i))->name,
									"Via") == 0;
	return count;
}

/* All fields but `skipped` of the first Vias. */
static void
copy_fields(const struct told_message *from, GPtrArray *to, guint skipped_vias)
{
	for (guint i = 0; i < from->fields->len; i++) {
		const struct field_line *line = g_ptr_array_index(from->fields, i);
		if (skipped_vias > 0 && g_ascii_strcasecmp(line->name, "Via") == 0) {
			skipped_vias--;
			continue;
		}
		g_ptr_array_add(to, field_line_new(line->name, line->value));
	}
}

static void
copy_named(const struct told_message *from, GPtrArray *to, const char *name)
{
	for (guint i = 0; i < from->fields->len; i++) {
		const struct field_line *line = g_ptr_array_index(from->fields, i);
		if (g_ascii_strcasecmp(line->name, name) == 0)
			g_ptr_array_add(to, field_line_new(line->name, line->value));
	}
}

static void
set_field(GPtrArray *fields, const char *name, char *value)
{
	for (guint i = 0; i < fields->len; i++) {
		struct field_line *line = g_ptr_array_index(fields, i);
		if (g_ascii_strcasecmp(line->name, name) != 0)
			continue;
		g_free(line->value);
		line->value = value;
		return;
	}
	fields_take(fields, name, value);
}

static bool
has_tag(const struct told_message *message, const char *name)
{
	const char *value = fields_find(message->fields, name);

	return value && strstr(value, ";tag=");
}

/* Does the scenario leave this open, or say the same? */
static bool
is_open_or_same(const struct told_message *message, const struct told_message *other, const char *name)
{
	const char *given = fields_find(message->fields, name);

	return !given || is_same(given, fields_find(other->fields, name));
}

static char *
contact_of(const struct told_message *message)
{
	struct endpoint endpoint = actor_endpoint(message->from, SIP_PORT);
	char text[ENDPOINT_TEXT_SIZE];

	return g_strdup_printf("<sip:%s@%s%s>", message->from->name, endpoint_text(&endpoint, text),
						   message->over_tcp ? ";transport=tcp" : "");
}

static char *
via_of(const struct told_message *message, const char *branch)
{
	struct endpoint endpoint = actor_endpoint(message->from, SIP_PORT);
	char text[ENDPOINT_TEXT_SIZE];

	return g_strdup_printf("SIP/2.0/%s %s;branch=%s", message->over_tcp ? "TCP" : "UDP",
						   endpoint_text(&endpoint, text), branch);
}

/* Calls after the first, and passes through a proxy after the first, have branches of their own. */
static char *
branch_of(const struct scenario *scenario, const struct told_message *message, const char *call_id,
		  unsigned cseq, guint vias)
{
	GString *branch = g_string_new("z9hG4bK");
	const char *first = NULL;

	for (guint i = 0; i < scenario->messages->len && !first; i++)
		first = call_id_of(told(scenario, i));
	g_string_append_printf(branch, "-%s-%s-%u-%s", message->from->name, message->to->name, cseq,
						   message->method);
	if (vias > 1)
		g_string_append_printf(branch, "-hop%u", vias);
	if (first && !is_same(first, call_id))
		g_string_append_printf(branch, "-%x", g_str_hash(call_id));
	return g_string_free(branch, FALSE);
}

/*
 * The request that its sender passes on with this one. From whom it came it goes on to only when it came through
 * another proxy before (a spiral): two parties that send each other an INVITE do not pass it on.
 */
static const struct told_message *
find_passed_on(const struct scenario *scenario, const struct told_message *message)
{
	for (guint i = scenario->messages->len; i-- > 0;) {
		const struct told_message *other = told(scenario, i);
		if (other->protocol != PROTOCOL_SIP || other->is_response || !is_method(other, message->method))
			continue;
		if (other->from == message->from && other->to == message->to)
			continue;
		if (other->to != message->from || other->answered ||
			(other->from == message->to && count_vias(other) < 2))
			continue;
		if (is_open_or_same(message, other, "Call-ID") && is_open_or_same(message, other, "CSeq"))
			return other;
	}
	return NULL;
}

/* The INVITE that an ACK or CANCEL of this sender is about, sent to `to` (NULL: to anybody). */
static const struct told_message *
find_invite(const struct scenario *scenario, const struct told_message *message, const struct actor *to)
{
	const char *cseq = fields_find(message->fields, "CSeq");

	for (guint i = scenario->messages->len; i-- > 0;) {
		const struct told_message *other = told(scenario, i);
		if (other->is_response || !is_method(other, "INVITE") || other->from != message->from)
			continue;
		if ((to && other->to != to) || !is_open_or_same(message, other, "Call-ID"))
			continue;
		if (!cseq || cseq_of(other) == g_ascii_strtoull(cseq, NULL, 10))
			return other;
	}
	return NULL;
}

/* The last final response to that INVITE on that hop; `to_invite` may be NULL. */
static const struct told_message *
find_final(const struct scenario *scenario, const struct told_message *to_invite)
{
	for (guint i = scenario->messages->len; to_invite && i-- > 0;) {
		const struct told_message *other = told(scenario, i);
		if (!other->is_response || other->status < 200 || !is_method(other, "INVITE"))
			continue;
		if (other->to == to_invite->from && other->from == to_invite->to &&
			cseq_of(other) == cseq_of(to_invite) && is_same(call_id_of(other), call_id_of(to_invite)))
			return other;
	}
	return NULL;
}

/*
 * The last response that made a dialog between this sender and somebody: a 2xx, or a 1xx with a tag. A failure
 * outside a dialog ends the search; one to a request within it changes nothing.
 */
static const struct told_message *
find_dialog(const struct scenario *scenario, const struct told_message *message)
{
	for (guint i = scenario->messages->len; i-- > 0;) {
		const struct told_message *other = told(scenario, i);
		if (!other->is_response || !is_one_of(other->method, "INVITE SUBSCRIBE REFER"))
			continue;
		if ((other->to != message->from && other->from != message->from) ||
			!is_open_or_same(message, other, "Call-ID"))
			continue;
		if (other->status >= 300 && other->answers && !has_tag(other->answers, "To"))
			return NULL;
		if (other->status > 100 && other->status < 300 && has_tag(other, "To"))
			return other;
	}
	return NULL;
}

static unsigned
next_cseq(const struct scenario *scenario, const struct told_message *message, const char *call_id)
{
	unsigned highest = 0;

	for (guint i = 0; i < scenario->messages->len; i++) {
		const struct told_message *other = told(scenario, i);
		if (!other->is_response && other->from == message->from && is_same(call_id_of(other), call_id))
			highest = MAX(highest, cseq_of(other));
	}
	return highest + 1;
}

static void
add_vias(const struct told_message *message, GPtrArray *fields, const char *branch)
{
	fields_take(fields, "Via", via_of(message, branch));
}

static void
add_contact(const struct told_message *message, GPtrArray *fields)
{
	if (is_one_of(message->method, "INVITE SUBSCRIBE REGISTER REFER UPDATE NOTIFY"))
		fields_take(fields, "Contact", contact_of(message));
}

static void
add_body_fields(const struct told_message *message, GPtrArray *fields)
{
	if (message->body->len > 0)
		set_field(fields, "Content-Type",
				  g_strdup(g_str_has_prefix(message->body->str, "v=0") ? "application/sdp" : "text/plain"));
	set_field(fields, "Content-Length", g_strdup_printf("%zu", message->body->len));
}

static void
pass_on_request(const struct scenario *scenario, struct told_message *message,
				const struct told_message *received, GPtrArray *fields)
{
	const char *forwards = fields_find(received->fields, "Max-Forwards");
	g_autofree char *branch = branch_of(scenario, message, call_id_of(received), cseq_of(received),
										count_vias(received) + 1);

	add_vias(message, fields, branch);
	copy_fields(received, fields, 0);
	if (forwards)
		set_field(fields, "Max-Forwards",
				  g_strdup_printf("%d", (int)g_ascii_strtoll(forwards, NULL, 10) - 1));
	if (message->body->len == 0)
		g_string_append_len(message->body, received->body->str, (gssize)received->body->len);
}

/* An ACK to a failure, and CANCEL: hop by hop, with the branch of the INVITE (RFC 3261 sections 9.1, 17.1.1.3). */
static void
follow_invite(const struct told_message *message, const struct told_message *invite,
			  const struct told_message *final, GPtrArray *fields)
{
	fields_take(fields, "Via", g_strdup(fields_find(invite->fields, "Via")));
	fields_take(fields, "Max-Forwards", g_strdup("70"));
	copy_named(invite, fields, "From");
	copy_named(final ? final : invite, fields, "To");
	copy_named(invite, fields, "Call-ID");
	fields_take(fields, "CSeq", g_strdup_printf("%u %s", cseq_of(invite), message->method));
	copy_named(invite, fields, "Route");
}

static void
add_parties(const struct told_message *message, const struct told_message *dialog, GPtrArray *fields)
{
	g_auto(GStrv) words = g_strsplit(message->start, " ", 3);

	if (dialog) {
		bool is_caller = dialog->to == message->from;
		fields_take(fields, "From", g_strdup(fields_find(dialog->fields, is_caller ? "From" : "To")));
		fields_take(fields, "To", g_strdup(fields_find(dialog->fields, is_caller ? "To" : "From")));
		return;
	}
	fields_take(fields, "From",
				g_strdup_printf("<sip:%s@example.com>;tag=%s", message->from->name, message->from->name));
	if (is_method(message, "REGISTER"))
		fields_take(fields, "To", g_strdup_printf("<sip:%s@example.com>", message->from->name));
	else
		fields_take(fields, "To", g_strdup_printf("<%s>", words[1] ? words[1] : "sip:nobody@example.com"));
}

static void
add_rack(const struct scenario *scenario, const struct told_message *message, GPtrArray *fields)
{
	if (!is_method(message, "PRACK"))
		return;
	for (guint i = scenario->messages->len; i-- > 0;) {
		const struct told_message *other = told(scenario, i);
		const char *rseq = fields_find(other->fields, "RSeq");
		if (!rseq || other->to != message->from)
			continue;
		fields_take(fields, "RAck", g_strdup_printf("%s %s", rseq, fields_find(other->fields, "CSeq")));
		return;
	}
}

static void
originate_request(const struct scenario *scenario, struct told_message *message, GPtrArray *fields)
{
	bool is_ack = is_method(message, "ACK");
	const struct told_message *invite = is_ack ? find_invite(scenario, message, NULL) : NULL;
	const struct told_message *dialog = find_dialog(scenario, message);
	const char *given_cseq = fields_find(message->fields, "CSeq");
	const char *call_id = fields_find(message->fields, "Call-ID");
	g_autofree char *branch = NULL;
	unsigned cseq;

	if (is_one_of(message->method, "REGISTER OPTIONS MESSAGE PUBLISH"))
		dialog = NULL;
	if (!call_id)
		call_id = dialog ? call_id_of(dialog) : "call@example.com";
	cseq = given_cseq ? (unsigned)g_ascii_strtoull(given_cseq, NULL, 10)
		   : invite   ? cseq_of(invite)
					  : next_cseq(scenario, message, call_id);
	branch = branch_of(scenario, message, call_id, cseq, 1);
	add_vias(message, fields, branch);
	fields_take(fields, "Max-Forwards", g_strdup("70"));
	add_parties(message, dialog, fields);
	fields_take(fields, "Call-ID", g_strdup(call_id));
	fields_take(fields, "CSeq", g_strdup_printf("%u %s", cseq, message->method));
	add_contact(message, fields);
	add_rack(scenario, message, fields);
}

static void
compose_request(const struct scenario *scenario, struct told_message *message, GPtrArray *fields)
{
	const struct told_message *invite = find_invite(scenario, message, message->to);
	const struct told_message *final = find_final(scenario, invite);
	const struct told_message *received;

	if (invite &&
		(is_method(message, "CANCEL") || (is_method(message, "ACK") && final && final->status >= 300))) {
		follow_invite(message, invite, is_method(message, "ACK") ? final : NULL, fields);
		return;
	}
	received = is_method(message, "CANCEL") ? NULL : find_passed_on(scenario, message);
	if (received)
		pass_on_request(scenario, message, received, fields);
	else
		originate_request(scenario, message, fields);
}

static bool
is_answer_to(const struct told_message *response, const struct told_message *request)
{
	return request->protocol == PROTOCOL_SIP && !request->is_response && request->from == response->to &&
		   request->to == response->from && !is_method(request, "ACK") &&
		   is_open_or_same(response, request, "CSeq") && is_open_or_same(response, request, "Call-ID");
}

/* The last request of the other direction without a final response; else simply the last one. */
static struct told_message *
find_request(const struct scenario *scenario, const struct told_message *response)
{
	struct told_message *last = NULL;

	for (guint i = scenario->messages->len; i-- > 0;) {
		struct told_message *other = g_ptr_array_index(scenario->messages, i);
		if (!is_answer_to(response, other))
			continue;
		if (!other->answered)
			return other;
		last = last ? last : other;
	}
	return last;
}

/* Is `behind` with its first Via taken off an answer to `request`? */
static bool
fits_behind(const struct told_message *behind, const struct told_message *request)
{
	guint position = 0;

	if (count_vias(behind) != count_vias(request) + 1)
		return false;
	for (guint i = 0, skipped = 0; i < behind->fields->len; i++) {
		const struct field_line *line = g_ptr_array_index(behind->fields, i);
		if (g_ascii_strcasecmp(line->name, "Via") != 0 || skipped++ == 0)
			continue;
		while (g_ascii_strcasecmp(((struct field_line *)g_ptr_array_index(request->fields, position))->name,
								  "Via") != 0)
			position++;
		if (!is_same(line->value,
					 ((struct field_line *)g_ptr_array_index(request->fields, position++))->value))
			return false;
	}
	return true;
}

static const struct told_message *
find_response_behind(const struct scenario *scenario, const struct told_message *response,
					 const struct told_message *request)
{
	for (guint i = scenario->messages->len; i-- > 0;) {
		const struct told_message *other = told(scenario, i);
		if (other->is_response && other->protocol == PROTOCOL_SIP && other->to == response->from &&
			other->status == response->status && fits_behind(other, request) &&
			is_same(fields_find(other->fields, "CSeq"), fields_find(request->fields, "CSeq")) &&
			is_same(call_id_of(other), call_id_of(request)))
			return other;
	}
	return NULL;
}

static void
answer_request(const struct told_message *message, const struct told_message *request, GPtrArray *fields)
{
	const char *to = fields_find(request->fields, "To");

	copy_named(request, fields, "Via");
	copy_named(request, fields, "From");
	if (to && message->status > 100 && !strstr(to, ";tag="))
		fields_take(fields, "To", g_strdup_printf("%s;tag=%s", to, message->from->name));
	else
		copy_named(request, fields, "To");
	copy_named(request, fields, "Call-ID");
	copy_named(request, fields, "CSeq");
	if (message->status > 100 && message->status < 300)
		copy_named(request, fields, "Record-Route");
	if (is_method(request, "REGISTER") && message->status >= 200 && message->status < 300)
		copy_named(request, fields, "Contact");
	else if (message->status > 100 && message->status < 300 &&
			 is_one_of(request->method, "INVITE SUBSCRIBE REFER UPDATE NOTIFY"))
		fields_take(fields, "Contact", contact_of(message));
}

static void
compose_response(const struct scenario *scenario, struct told_message *message, GPtrArray *fields)
{
	struct told_message *request = find_request(scenario, message);
	const struct told_message *behind;

	if (!request)
		return;
	g_free(message->method);
	message->method = g_strdup(request->method);
	message->answers = request;
	request->answered = request->answered || message->status >= 200;
	behind = find_response_behind(scenario, message, request);
	if (!behind) {
		answer_request(message, request, fields);
		return;
	}
	copy_fields(behind, fields, 1);
	if (message->body->len == 0)
		g_string_append_len(message->body, behind->body->str, (gssize)behind->body->len);
}

void
compose_sip(struct scenario *scenario, struct told_message *message, GPtrArray *fields)
{
	if (message->is_response)
		compose_response(scenario, message, fields);
	else
		compose_request(scenario, message, fields);
	add_body_fields(message, fields);
}
