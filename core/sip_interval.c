/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/sip_interval.h"

#include "core/value.h"

/* Of a list so many members are looked at; ours: it may be as long as a datagram. */
#define CONTACTS_LOOKED_AT_MAX 32

/* The number of a field, before its parameters. */
static bool
field_number(const struct message *message, enum field_id field, uint64_t *seconds)
{
	struct slice text;

	return message_field(message, field, &text) && value_number_and_parameters(text, UINT32_MAX, seconds);
}

static bool
own_interval(struct slice contact, uint64_t *seconds)
{
	struct slice text;

	return value_parameter(contact, "expires", &text) && value_number(text, UINT32_MAX, seconds);
}

bool
sip_interval_asked(const struct message *request, enum field_id field, uint64_t *seconds)
{
	struct field_walk walk = {0};
	struct slice contact;
	uint64_t general = 0, own, shortest = 0;
	bool has_general = field_number(request, field, &general), found = has_general && general == 0;
	unsigned count = 0;

	*seconds = general;
	if (field != FIELD_EXPIRES || request->method != METHOD_REGISTER)
		return has_general;
	while (count++ < CONTACTS_LOOKED_AT_MAX && message_next_value(request, FIELD_CONTACT, &walk, &contact)) {
		bool has_own = own_interval(contact, &own);
		if (!has_own && !has_general)
			continue;
		own = has_own ? own : general;
		if (own > 0 && (shortest == 0 || own < shortest))
			shortest = own;
		found = true;
	}
	if (found)
		*seconds = shortest;
	return found || has_general;
}

/* Nearly always it comes back as it was sent. */
static bool
is_same_contact(struct slice value, struct slice contact)
{
	struct name_address address;
	struct uri one, other;

	return name_address_parse(value, &address) &&
		   (slice_equal(address.uri, contact) ||
			(uri_parse(address.uri, &one) && uri_parse(contact, &other) &&
			 sip_uri_same_place(address.uri, contact)));
}

bool
sip_interval_registered(const struct message *response, struct slice contact, uint64_t *seconds)
{
	struct field_walk walk = {0};
	struct slice value;
	unsigned count = 0;

	while (count++ < CONTACTS_LOOKED_AT_MAX && message_next_value(response, FIELD_CONTACT, &walk, &value))
		if (is_same_contact(value, contact))
			return (own_interval(value, seconds) || field_number(response, FIELD_EXPIRES, seconds)) &&
				   *seconds > 0;
	return false;
}

bool
sip_interval_of_session(const struct message *response, uint64_t *seconds)
{
	return field_number(response, FIELD_SESSION_EXPIRES, seconds) && *seconds > 0;
}
