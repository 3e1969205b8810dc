/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/dns.h"

#define HEADER_SIZE  12
#define POINTERS_MAX 8 /* ours: a question's name is first in its message and needs none */

enum { TYPE_A = 1, TYPE_AAAA = 28, TYPE_SRV = 33, TYPE_NAPTR = 35, CLASS_IN = 1 };
enum { RCODE_NO_ERROR = 0, RCODE_SERVER_FAILURE = 2, RCODE_NAME_ERROR = 3, RCODE_REFUSED = 5 };

/* RFC 1035 section 4.1.1 */
enum {
	FLAG_RESPONSE = 0x8000,
	FLAGS_OPCODE = 0x7800,
	FLAG_AUTHORITATIVE = 0x0400,
	FLAG_TRUNCATED = 0x0200,
	FLAG_RECURSION_AVAILABLE = 0x0080,
	FLAGS_RCODE = 0x000f,
};

static uint16_t
number(struct slice payload, size_t at)
{
	return (uint16_t)((uint8_t)payload.bytes[at] << 8 | (uint8_t)payload.bytes[at + 1]);
}

/*
 * Labels up to the root (RFC 1035 sections 3.1 and 4.1.4), with dots between. *at is moved behind the name in
 * the question itself. False when it leaves the packet, goes round, or grows too long.
 */
static bool
name_read(struct slice payload, size_t *at, char buffer[static DNS_NAME_SIZE], struct slice *name)
{
	size_t here = *at, used = 0;
	int pointers = 0;

	for (;;) {
		if (here >= payload.length)
			return false;

		size_t label = (uint8_t)payload.bytes[here++];

		if (label >= 0xc0) {
			if (here >= payload.length || ++pointers > POINTERS_MAX)
				return false;
			if (pointers == 1)
				*at = here + 1;
			here = (label & 0x3f) << 8 | (uint8_t)payload.bytes[here];
			continue;
		}
		if (label == 0)
			break;
		if (label > 63 || label > payload.length - here || used + label + 1 > DNS_NAME_SIZE)
			return false;
		if (used > 0)
			buffer[used++] = '.';
		for (size_t i = 0; i < label; i++)
			buffer[used++] = ascii_lower(payload.bytes[here++]);
	}
	if (pointers == 0)
		*at = here;
	*name = (struct slice){buffer, used};
	return used > 0;
}

/* FNV-1a over the asker's address and the name. */
static uint32_t
lookup_hash(const struct endpoint *asker, struct slice name)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < sizeof asker->address.bytes; i++)
		hash = (hash ^ asker->address.bytes[i]) * 16777619u;
	for (size_t i = 0; i < name.length; i++)
		hash = (hash ^ (uint8_t)name.bytes[i]) * 16777619u;
	return hash ? hash : 1;
}

/* Notes an empty answer; true when the other family's answer for the same name was empty too. */
static bool
both_empty(struct dns_memory *memory, uint32_t hash, uint16_t type)
{
	uint16_t other = type == TYPE_A ? TYPE_AAAA : TYPE_A;

	for (unsigned i = 0; i < DNS_EMPTY_MAX; i++)
		if (memory->empty[i].hash == hash && memory->empty[i].type == other) {
			memory->empty[i].hash = 0;
			return true;
		}
	memory->empty[memory->next].hash = hash;
	memory->empty[memory->next].type = type;
	memory->next = (memory->next + 1) % DNS_EMPTY_MAX;
	return false;
}

/*
 * RFC 2308 section 2.2: no error, no answer. A referral looks alike, but comes from a server that neither
 * recurses nor speaks for the name.
 */
static bool
answer_is_empty(uint16_t flags, uint16_t type, uint16_t answers)
{
	return answers == 0 && (type == TYPE_A || type == TYPE_AAAA) &&
		   (flags & (FLAG_AUTHORITATIVE | FLAG_RECURSION_AVAILABLE));
}

bool
dns_failure(struct dns_memory *memory, struct slice payload, const struct endpoint *asker,
			enum transport_event_kind *kind, struct slice *name, char buffer[static DNS_NAME_SIZE])
{
	size_t at = HEADER_SIZE;

	if (payload.length < HEADER_SIZE)
		return false;

	uint16_t flags = number(payload, 2);

	if (!(flags & FLAG_RESPONSE) || (flags & (FLAGS_OPCODE | FLAG_TRUNCATED)) || number(payload, 4) != 1)
		return false;
	if (!name_read(payload, &at, buffer, name) || at + 4 > payload.length ||
		number(payload, at + 2) != CLASS_IN)
		return false;

	uint16_t type = number(payload, at);

	if (type != TYPE_A && type != TYPE_AAAA && type != TYPE_SRV && type != TYPE_NAPTR)
		return false;
	*kind = EVENT_NAME_NOT_FOUND;
	switch (flags & FLAGS_RCODE) {
	case RCODE_NAME_ERROR: return true;
	case RCODE_NO_ERROR:
		return answer_is_empty(flags, type, number(payload, 6)) &&
			   both_empty(memory, lookup_hash(asker, *name), type);
	case RCODE_SERVER_FAILURE:
	case RCODE_REFUSED: *kind = EVENT_NAME_SERVER_FAILED; return true;
	default: return false;
	}
}
