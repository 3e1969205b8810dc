/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect.h"
#include "plugin/session.h"

enum { PORT_DNS = 53, TYPE_A = 1, TYPE_AAAA = 28, TYPE_SRV = 33, TYPE_NAPTR = 35 };
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

/* The last empty answers: hosts commonly have an address of one family only, so only both being empty mean that
 * a name leads nowhere. A ring; the oldest is forgotten. How many is ours. */
#define EMPTY_MAX 32

static struct {
	uint32_t hash; /* of asker and name; 0: unused */
	uint32_t type;
} empty_answers[EMPTY_MAX];
static unsigned empty_next;

void
collect_name_failure_begin(void)
{
	memset(empty_answers, 0, sizeof empty_answers);
}

static uint32_t
lookup_hash(const struct endpoint *asker, const char *name)
{
	uint32_t hash = g_str_hash(name);

	for (size_t i = 0; i < sizeof asker->address.bytes; i++)
		hash = (hash ^ asker->address.bytes[i]) * 16777619u;
	return hash ? hash : 1;
}

/* Notes an empty answer; true when the other family's answer for the same name was empty too. */
static bool
both_empty(uint32_t hash, uint32_t type)
{
	uint32_t other = type == TYPE_A ? TYPE_AAAA : TYPE_A;

	for (unsigned i = 0; i < EMPTY_MAX; i++)
		if (empty_answers[i].hash == hash && empty_answers[i].type == other) {
			empty_answers[i].hash = 0;
			return true;
		}
	empty_answers[empty_next].hash = hash;
	empty_answers[empty_next].type = type;
	empty_next = (empty_next + 1) % EMPTY_MAX;
	return false;
}

static uint16_t
number_at(struct slice header, size_t at)
{
	return (uint16_t)((uint8_t)header.bytes[at] << 8 | (uint8_t)header.bytes[at + 1]);
}

/* RFC 2308 section 2.2: no error, no answer. A referral looks alike, but its sender neither recurses nor is
 * authoritative. */
static bool
is_empty_answer(uint16_t flags, uint32_t type, uint16_t answers)
{
	return answers == 0 && (type == TYPE_A || type == TYPE_AAAA) &&
		   (flags & (FLAG_AUTHORITATIVE | FLAG_RECURSION_AVAILABLE));
}

static bool
answer_fails(struct slice header, uint32_t type, const char *name, const struct endpoint *asker,
			 enum transport_event_kind *kind)
{
	uint16_t flags = number_at(header, 2);

	*kind = EVENT_NAME_NOT_FOUND;
	switch (flags & FLAGS_RCODE) {
	case RCODE_NAME_ERROR: return true;
	case RCODE_NO_ERROR:
		return is_empty_answer(flags, type, number_at(header, 6)) &&
			   both_empty(lookup_hash(asker, name), type);
	case RCODE_SERVER_FAILURE:
	case RCODE_REFUSED: *kind = EVENT_NAME_SERVER_FAILED; return true;
	default: return false;
	}
}

void
collect_name_failure(const struct frame *frame)
{
	const field_info *dns = wanted_last(frame->tree, WANTED_DNS);
	const field_info *query = dns ? wanted_last(frame->tree, WANTED_DNS_QUERY_NAME) : NULL;
	struct transport_event event = {.kind = EVENT_NAME_NOT_FOUND};
	uint32_t type;

	if (!query || frame->connection || frame->source.port != PORT_DNS ||
		!wanted_number(frame->tree, WANTED_DNS_QUERY_TYPE, &type))
		return;
	struct slice header = frame_bytes(dns, 0);
	if (header.length < 12 || !(number_at(header, 2) & FLAG_RESPONSE) ||
		number_at(header, 2) & (FLAGS_OPCODE | FLAG_TRUNCATED) || number_at(header, 4) != 1)
		return;
	if (type != TYPE_A && type != TYPE_AAAA && type != TYPE_SRV && type != TYPE_NAPTR)
		return;
	char *name = g_ascii_strdown(fvalue_get_string(FIELD_VALUE((field_info *)query)), -1);
	event.name = slice_of(name);
	event.seen = frame_sighting_whole(frame);
	if (answer_fails(header, type, name, &frame->destination, &event.kind))
		session_event(&event);
	g_free(name);
}
