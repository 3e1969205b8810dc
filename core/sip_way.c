/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/sip_way.h"

#include "core/sip_transaction.h"

/* What leads the way of a request, besides its target. */
static const struct {
	enum field_id field;
	bool is_list; /* however it is divided into fields */
} ways[] = {
	{FIELD_ROUTE, true},
	{FIELD_PROXY_REQUIRE, true},
	{FIELD_PROXY_AUTHORIZATION, false},
};

uint8_t
sip_ways_of(const struct message *request)
{
	unsigned bits = 0;

	for (unsigned way = 0; way < G_N_ELEMENTS(ways); way++)
		bits |= (unsigned)(message_first_field(request, ways[way].field) > 0) << way;
	return (uint8_t)bits;
}

static void
add_values(uint64_t *hash, const struct message *message, enum field_id field)
{
	struct field_walk walk = {0};
	struct slice value;

	while (message_next_value(message, field, &walk, &value))
		*hash = hash_slice(*hash, value);
}

static void
add_fields(uint64_t *hash, const struct message *message, enum field_id field)
{
	for (unsigned i = 0; i < message->field_count; i++)
		if (message->fields[i].id == field)
			*hash = hash_slice(*hash, field_value(message, &message->fields[i]));
}

static uint64_t
way_hash(uint64_t hash, const struct message *request, unsigned way)
{
	hash = hash_number(hash, ways[way].field);
	if (ways[way].is_list)
		add_values(&hash, request, ways[way].field);
	else
		add_fields(&hash, request, ways[way].field);
	return hash;
}

bool
sip_contact_uri(const struct message *message, struct slice *uri)
{
	struct slice value;
	struct name_address contact;

	if (!message_has_one_value(message, FIELD_CONTACT) || !message_field(message, FIELD_CONTACT, &value) ||
		!name_address_parse(value, &contact))
		return false;
	*uri = contact.uri;
	return true;
}

uint64_t
sip_target_hash(const struct sip_transaction *transaction)
{
	const struct message *request = transaction->request;

	if (transaction->request_is_remains && transaction->target_hash)
		return transaction->target_hash;
	uint64_t hash = hash_slice(transaction->call->seed, request->target);
	for (unsigned way = 0; way < G_N_ELEMENTS(ways); way++)
		if (transaction->request_ways >> way & 1)
			hash = way_hash(hash, request, way);
	return hash;
}

enum field_id
sip_way_changed(const struct sip_transaction *before, const struct sip_transaction *after)
{
	unsigned either = before->request_ways | after->request_ways;
	unsigned both = before->request_ways & after->request_ways;
	bool are_whole = !before->request_is_remains && !after->request_is_remains;

	for (unsigned way = 0; way < G_N_ELEMENTS(ways); way++) {
		if (!(either >> way & 1))
			continue;
		bool differs = are_whole ? way_hash(0, before->request, way) != way_hash(0, after->request, way)
								 : either == 1u << way;
		if (differs || !(both >> way & 1))
			return ways[way].field;
	}
	return FIELD_OTHER;
}

void
sip_transaction_via_read(struct sip_transaction *transaction)
{
	uint64_t tails[VIA_DEPTH_MAX + 1];
	struct via_list via = {0};

	if (!transaction->request)
		return;
	via_list_read(&via, tails, transaction->request, transaction->call->hash);
	sip_transaction_via_note(transaction, &via);
}
