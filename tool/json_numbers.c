/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/json_numbers.h"

#include "core/load.h"

char *
json_put_other(char *at, struct json_number *last, uint32_t number)
{
	if (number >= DECIMAL_EIGHT_DIGITS)
		return decimal_put(at, number);
	*last = (struct json_number){number, decimal_text(number)};
	return decimal_put_text(at, last->text);
}

static void
second_write(struct json_second *second, uint64_t number)
{
	second->number = number;
	second->length = (size_t)(decimal_put(second->text, number) - second->text);
}

void
json_seconds_begin(struct json_seconds *seconds)
{
	for (unsigned i = 0; i < JSON_SECONDS; i++)
		second_write(&seconds->last[i], i);
}

static char *put_other_second(struct json_seconds *seconds, char *at, uint64_t time);

/* A time that is not before 1970. */
static inline char *
put_time(struct json_seconds *seconds, char *at, uint64_t time)
{
	uint64_t number = time / 1000000000;
	uint32_t nanoseconds = (uint32_t)(time - number * 1000000000), rest = nanoseconds % 1000;
	const struct json_second *second = &seconds->last[number % JSON_SECONDS];

	if (second->number != number)
		return put_other_second(seconds, at, time);
	memcpy(at, second->text, sizeof second->text);
	at = decimal_put_padded(PUT(at + second->length, "."), nanoseconds / 1000, 6);
	return rest ? decimal_put_padded(at, rest, 3) : at;
}

static __attribute__((noinline)) char *
put_other_second(struct json_seconds *seconds, char *at, uint64_t time)
{
	uint64_t number = time / 1000000000;

	second_write(&seconds->last[number % JSON_SECONDS], number);
	return put_time(seconds, at, time);
}

char *
json_put_time(struct json_seconds *seconds, char *at, int64_t time)
{
	return time < 0 ? put_time(seconds, PUT(at, "-"), 0 - (uint64_t)time)
					: put_time(seconds, at, (uint64_t)time);
}

static __attribute__((noinline)) char *
put_nanoseconds(char *at, uint64_t duration)
{
	uint32_t nanoseconds = (uint32_t)(duration % 1000000);

	at = decimal_put(at, duration / 1000000);
	return nanoseconds ? decimal_put_fraction(PUT(at, "."), nanoseconds, 6) : at;
}

/* Most captures have no more than microseconds, and most waits are short. */
char *
json_put_milliseconds(char *at, int64_t duration)
{
	uint64_t microseconds = (uint64_t)duration / 1000;

	if (microseconds * 1000 != (uint64_t)duration || microseconds >= DECIMAL_EIGHT_DIGITS)
		return put_nanoseconds(at, (uint64_t)duration);
	return decimal_put_thousandths(at, (uint32_t)microseconds);
}

uint64_t json_octets[256];

__attribute__((constructor)) static void
octets_fill(void)
{
	for (unsigned i = 0; i < sizeof json_octets / sizeof *json_octets; i++) {
		char text[DECIMAL_ROOM];
		uint64_t length = (uint64_t)(PUT(decimal_put(text, i), ".") - text);
		json_octets[i] = length << 32 | load4(text);
	}
}
