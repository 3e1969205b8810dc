/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A wheel calls records up when their time has come, to the second, in capture time. It is a ring of rosters, one for
 * each second of a good hour; a time farther away comes up sooner, and is to be put in again. The records belong to
 * whoever put them in.
 */
#ifndef SEQUITUR_CORE_WHEEL_H
#define SEQUITUR_CORE_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/roster.h"

/* Where a record stands in a wheel; zeros: in none. */
struct wheel_place {
	uint32_t in_roster;
	uint16_t roster; /* its number and 1 */
};

enum { WHEEL_ROSTERS = 4096 };

struct wheel {
	int64_t quiet_until; /* nanoseconds: before this there is nothing due */
	int64_t second;      /* the one whose roster comes up next; -1 before the first */
	size_t place_at;
	struct roster rosters[WHEEL_ROSTERS];
};

/* `place_at`: where in a record its place is, offsetof(struct ..., ...) of a struct wheel_place. */
struct wheel *wheel_new(size_t place_at);

/* Puts a record in, which is in none, to come up when `time` (nanoseconds since 1970) has passed. */
void wheel_put(struct wheel *wheel, void *record, int64_t time);

/* Takes a record out, if it is in. */
void wheel_take(struct wheel *wheel, void *record);

/* What wheel_due does when another second may have begun. */
void *wheel_turn(struct wheel *wheel, int64_t now);

/*
 * The next record whose time has come, taken out; NULL: there is none. `now` is never less than before. Asked with each
 * message: nearly always the second is still the same.
 */
static inline void *
wheel_due(struct wheel *wheel, int64_t now)
{
	return now < wheel->quiet_until ? NULL : wheel_turn(wheel, now);
}

/*
 * The record `n` places behind the one that wheel_due gave last, if it is due in the same second; NULL: there is none, or
 * it was taken out. So it can be fetched from memory meanwhile: it was put in long ago.
 */
void *wheel_soon(const struct wheel *wheel, uint32_t n);

/* NULL is none. */
void wheel_free(struct wheel *wheel);

#endif
