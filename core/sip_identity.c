/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/sip_identity.h"

#include <glib.h>

#include "core/decimal.h"
#include "core/hash.h"

static struct slice
tag_of(const struct message *message, enum field_id id)
{
	struct slice value;

	return message_field(message, id, &value) ? name_address_tag(value) : (struct slice){NULL, 0};
}

bool
sip_has_to_tag(const struct message *message)
{
	return tag_of(message, FIELD_TO).length > 0;
}

/* What stays of a Via on its way, as text: nearly always it stands so in the Via itself. */
#define BRANCH_MARK SLICE(";branch=")

/* `sent_by` in small letters, with a port. */
static uint64_t
via_hash(uint64_t seed, struct slice sent_by, struct slice branch)
{
	const struct slice mark = BRANCH_MARK;
	char few[256], *text = few, *at;
	size_t length = sent_by.length + mark.length + branch.length;

	if (sent_by.bytes + sent_by.length + mark.length == branch.bytes)
		return hash_bytes(seed, sent_by.bytes, length);
	if (length > sizeof few)
		text = g_malloc(length);
	at = mempcpy(text, sent_by.bytes, sent_by.length);
	at = mempcpy(at, mark.bytes, mark.length);
	if (branch.length)
		memcpy(at, branch.bytes, branch.length);
	uint64_t hash = hash_bytes(seed, text, length);
	if (text != few)
		g_free(text);
	return hash;
}

/* The same of a Via that is written otherwise. */
static uint64_t
unusual_via_hash(uint64_t seed, const struct via *via)
{
	char few[256], *text = few, *at;

	if (via->host.length + 1 + DECIMAL_ROOM > sizeof few)
		text = g_malloc(via->host.length + 1 + DECIMAL_ROOM);
	for (at = text; at < text + via->host.length; at++)
		*at = ascii_lower(via->host.bytes[at - text]);
	*at++ = ':';
	at = decimal_put(at, via_port(via));
	uint64_t hash = via_hash(seed, (struct slice){text, (size_t)(at - text)}, via->branch);
	if (text != few)
		g_free(text);
	return hash;
}

/* Hashes a Via value, and tells its branch. False: it cannot be read. */
static bool
via_value_hash(struct slice value, uint64_t seed, uint64_t *hash, struct slice *branch)
{
	struct slice sent_by;
	struct via via;

	if (via_usual(value, &sent_by, branch)) {
		*hash = via_hash(seed, sent_by, *branch);
		return true;
	}
	if (!via_parse(value, &via))
		return false;
	*branch = via.branch;
	*hash = unusual_via_hash(seed, &via);
	return true;
}

bool
via_list_read(struct via_list *list, uint64_t tails[static VIA_DEPTH_MAX + 1], const struct message *message,
			  uint64_t call_hash)
{
	struct slice values[VIA_DEPTH_MAX], value, branch;
	struct field_walk walk = {0};
	unsigned depth = 0;

	for (; message_next_value(message, FIELD_VIA, &walk, &value); depth++) {
		if (depth == VIA_DEPTH_MAX)
			return false;
		values[depth] = value;
	}
	tails[0] = call_hash;
	for (unsigned n = 1; n <= depth; n++)
		if (!via_value_hash(values[depth - n], tails[n - 1], &tails[n], &branch))
			return false;
	*list = (struct via_list){tails[depth], tails[depth ? depth - 1 : 0], depth};
	return depth > 0;
}

/* One member of a list for certain: something without a comma. */
static bool
is_one_member(struct slice value)
{
	return value.length && !ascii_is_space(value.bytes[0]) && !memchr(value.bytes, ',', value.length);
}

/* Is all Via but the topmost value the same, byte for byte? False where that is not seen at once. */
static bool
is_same_below(const struct message *response, const struct message *request)
{
	unsigned answer = 0, asked = 0;
	bool is_topmost = true;

	for (;; answer++, asked++, is_topmost = false) {
		while (answer < response->field_count && response->fields[answer].id != FIELD_VIA)
			answer++;
		while (asked < request->field_count && request->fields[asked].id != FIELD_VIA)
			asked++;
		if (answer == response->field_count || asked == request->field_count)
			return answer == response->field_count && asked == request->field_count;
		struct slice left = field_value(response, &response->fields[answer]);
		struct slice right = field_value(request, &request->fields[asked]);
		if (is_topmost ? !is_one_member(left) || !is_one_member(right) : !slice_equal(left, right))
			return false;
	}
}

bool
via_below_read(uint64_t *below, const struct message *response, const struct message *request,
			   const struct via_list *asked, uint64_t call_hash)
{
	uint64_t tails[VIA_DEPTH_MAX + 1];
	struct via_list list;

	*below = asked->below;
	if (request && is_same_below(response, request))
		return true;
	if (!via_list_read(&list, tails, response, call_hash) || list.depth != asked->depth)
		return false;
	*below = list.below;
	return true;
}

enum method
sip_identity_method(const struct sip_identity *identity)
{
	return identity->method == METHOD_ACK ? METHOD_INVITE : identity->method;
}

/* With the magic cookie; without it the From tag joins the key. */
static uint64_t
transaction_key(const struct sip_identity *identity)
{
	enum method method = sip_identity_method(identity);
	uint64_t key = hash_number(identity->branch_hash, (uint64_t)identity->cseq << 32 | method);

	if (method == METHOD_OTHER)
		key = hash_slice(key, identity->cseq_method);
	return key;
}

static bool
top_via_read(struct sip_identity *identity, const struct message *message, struct slice *branch)
{
	struct field_walk walk = {0};
	struct slice value, sent_by;

	if (message_field(message, FIELD_VIA, &value) && via_usual(value, &sent_by, branch)) {
		/* A usual one is no list. */
		identity->via_is_alone = !message_field_repeats(message, FIELD_VIA);
		identity->branch_hash = via_hash(identity->call_hash, sent_by, *branch);
		return true;
	}
	if (!message_next_value(message, FIELD_VIA, &walk, &value) ||
		!via_value_hash(value, identity->call_hash, &identity->branch_hash, branch))
		return false;
	identity->via_is_alone = !message_next_value(message, FIELD_VIA, &walk, &value);
	return true;
}

bool
sip_identity_call(struct sip_identity *identity, const struct message *message, uint64_t seed)
{
	if (!message_field(message, FIELD_CALL_ID, &identity->call_id) || !identity->call_id.length)
		return false;
	identity->call_hash = hash_slice(seed, identity->call_id);
	return true;
}

bool
sip_identity_transaction(struct sip_identity *identity, const struct message *message)
{
	struct slice cseq, branch;

	if (!message_field(message, FIELD_CSEQ, &cseq) ||
		!cseq_method_parse(cseq, &identity->cseq, &identity->cseq_method, &identity->method) ||
		!top_via_read(identity, message, &branch))
		return false;
	identity->key = transaction_key(identity);
	if (!branch_has_cookie(branch))
		identity->key = hash_slice(identity->key, tag_of(message, FIELD_FROM));
	return true;
}

static bool
is_ack(const struct message *message)
{
	return !message->is_response && message->method == METHOD_ACK;
}

void
sip_identity_tags(struct sip_identity *identity, const struct message *message, uint64_t seed)
{
	identity->to_tag = tag_of(message, FIELD_TO);
	identity->to_tag_hash = hash_slice(seed, identity->to_tag);
	if (message->is_response || is_ack(message))
		identity->from_tag_hash = 0;
	else
		identity->from_tag_hash = hash_slice(seed, tag_of(message, FIELD_FROM));
}

/* The body stands right behind the head, nearly always. */
void
sip_identity_text(struct sip_identity *identity, const struct message *message, uint64_t seed)
{
	const struct slice head = message->head, body = message_body(message);

	if (is_ack(message))
		identity->text_hash = 0;
	else if (body.length == 0 || body.bytes == head.bytes + head.length)
		identity->text_hash = hash_text(seed, (struct slice){head.bytes, head.length + body.length});
	else
		identity->text_hash = hash_text(hash_text(seed, head), body);
}

uint64_t
sip_identity_request(const struct sip_identity *identity, uint64_t seed)
{
	uint64_t hash = hash_number(hash_number(seed, identity->from_tag_hash), identity->to_tag_hash);

	hash = hash_number(hash, (uint64_t)identity->cseq << 32 | identity->method);
	return identity->method == METHOD_OTHER ? hash_slice(hash, identity->cseq_method) : hash;
}

/* What a key is of: goes into its hash. */
#define OF_SESSION      UINT64_C(0x5e55104e5e55104e)
#define OF_REGISTRATION UINT64_C(0x4e6157e44e6157e4)

struct slice
sip_identity_user(const struct sip_identity *identity, const struct message *message)
{
	const struct slice tag = identity->to_tag, mark = SLICE(";tag=");
	struct slice to = {NULL, 0};

	if (message_field(message, FIELD_TO, &to) && tag.length) {
		size_t before = (size_t)(tag.bytes - to.bytes);
		to.length = before > mark.length ? before - mark.length : 0;
	}
	return to;
}

/* All that a device registers with one registrar has one Call-ID: RFC 3261 section 10.2. */
static uint64_t
registration_key(const struct sip_identity *identity, const struct message *message)
{
	const struct sighting *seen = &message->seen;
	const struct address *registrar = message->is_response ? &seen->source.address
														   : &seen->destination.address;
	uint64_t key = hash_slice(identity->call_hash ^ OF_REGISTRATION, sip_identity_user(identity, message));

	return hash_bytes(key, registrar, sizeof *registrar) | 1;
}

void
sip_identity_grant(struct sip_identity *identity, const struct message *message, uint64_t seed)
{
	identity->grant_key = identity->grant_by = 0;
	if (identity->method == METHOD_REGISTER) {
		identity->grant_key = registration_key(identity, message);
		return;
	}
	if (!identity->to_tag.length || is_ack(message))
		return;
	identity->grant_by = message->is_response ? hash_slice(seed, tag_of(message, FIELD_FROM))
											  : identity->from_tag_hash;
	identity->grant_key = hash_number(identity->call_hash ^ OF_SESSION,
									  identity->grant_by + identity->to_tag_hash) |
						  1;
}
