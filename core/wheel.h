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

/* Where a record stands in a wheel; zeros: in none. */
struct wheel_place {
	uint32_t in_roster;
	uint16_t roster; /* its number and 1 */
};

struct wheel;

/* `place_at`: where in a record its place is, offsetof(struct ..., ...) of a struct wheel_place. */
struct wheel *wheel_new(size_t place_at);

/* Puts a record in, which is in none, to come up when `time` (nanoseconds since 1970) has passed. */
void wheel_put(struct wheel *wheel, void *record, int64_t time);

/* Takes a record out, if it is in. */
void wheel_take(struct wheel *wheel, void *record);

/* The next record whose time has come, taken out; NULL: there is none. `now` is never less than before. */
void *wheel_due(struct wheel *wheel, int64_t now);

/*
 * The record `n` places behind the one that wheel_due gave last, if it is due in the same second; NULL: there is none, or
 * it was taken out. So it can be fetched from memory meanwhile: it was put in long ago.
 */
void *wheel_soon(const struct wheel *wheel, uint32_t n);

/* NULL is none. */
void wheel_free(struct wheel *wheel);

#endif
