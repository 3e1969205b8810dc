/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers of JSON records: a dozen of them are in each, and many are the same as the one before. All that is put goes
 * where `at` points, where there is enough room, some bytes more than the text has; answered is where the next byte goes.
 */
#ifndef SEQUITUR_TOOL_JSON_NUMBERS_H
#define SEQUITUR_TOOL_JSON_NUMBERS_H

#include "core/decimal.h"
#include "core/message.h"

static inline char *
json_put_bytes(char *at, const char *bytes, size_t length)
{
	memcpy(at, bytes, length);
	return at + length;
}

/* Text that is JSON already, whose length the compiler knows. */
#define PUT(at, literal) json_put_bytes(at, literal, sizeof(literal) - 1)

/* A member's name, which needs no escaping, and all that stands around it. */
#define KEY(key) ",\"" key "\":"

#define PUT_NUMBER(at, key, number) decimal_put(PUT(at, KEY(key)), number)

/* A number as it was written. */
struct json_number {
	uint32_t number;
	struct decimal_text text;
};

/* None was written yet: it might have been 0. */
static inline void
json_number_begin(struct json_number *last)
{
	*last = (struct json_number){0, decimal_text(0)};
}

/* What json_put_again does with another number than the last. */
char *json_put_other(char *at, struct json_number *last, uint32_t number);

/* A number that often is the one before. */
static inline char *
json_put_again(char *at, struct json_number *last, uint32_t number)
{
	return number == last->number ? decimal_put_text(at, last->text) : json_put_other(at, last, number);
}

/* Responses are not reported in the order in which they came, so that several seconds take turns; ours. */
#define JSON_SECONDS 8

struct json_seconds {
	struct json_second {
		uint64_t number;
		char text[16]; /* no time has more than ten digits */
		size_t length;
	} last[JSON_SECONDS]; /* each number has its place */
};

void json_seconds_begin(struct json_seconds *seconds);

/* Nanoseconds since 1970 as seconds: microseconds always, nanoseconds where the capture has them. */
char *json_put_time(struct json_seconds *seconds, char *at, int64_t time);

/* Nanoseconds, not negative, as milliseconds. */
char *json_put_milliseconds(char *at, int64_t duration);

/* Numbers from 0 to 255 as text, with a dot behind them: four bytes, and above them how many of these count. */
extern uint64_t json_octets[256];

/*
 * What endpoint_text writes for IPv4, as a string, without the detour over printf: two of them are in each record. `port`: the
 * last one that was written in this place; servers have few.
 */
static inline char *
json_put_ipv4(char *at, const struct endpoint *endpoint, struct json_number *port)
{
	*at++ = '"';
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		uint64_t octet = json_octets[endpoint->address.bytes[i]];
		uint32_t text = (uint32_t)octet;
		memcpy(at, &text, sizeof text);
		at += octet >> 32;
	}
	at[-1] = ':';
	return PUT(json_put_again(at, port, endpoint->port), "\"");
}

#endif
