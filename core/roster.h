/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A roster holds records in the order in which they came. To add one, to take one out anywhere and to find the first
 * cost the same however many there are, and touch no other record: records that wait side by side lie far apart in
 * memory. The records belong to whoever put them in; each has a place in it, a number that the roster keeps: how many were
 * added before it, so that it stays the same when the front of the roster, which has gone, is given up.
 */
#ifndef SEQUITUR_CORE_ROSTER_H
#define SEQUITUR_CORE_ROSTER_H

#include <stddef.h>
#include <stdint.h>

struct roster {
	void **records; /* NULL where one was taken out */
	uint32_t first; /* before this there are none */
	uint32_t end;   /* behind the last one */
	uint32_t room;
	uint32_t count;
	uint32_t before;   /* the place of records[0]; it may wrap around */
	uint32_t place_at; /* where in a record its place is: offsetof(struct ..., ...) of a uint32_t */
};

/* An empty one. */
static inline struct roster
roster_of(size_t place_at)
{
	return (struct roster){.place_at = (uint32_t)place_at};
}

/* Adds a record, which is in no other roster by the same place, behind all others. */
void roster_add(struct roster *roster, void *record);

/* Takes a record out that is in it. */
void roster_take(struct roster *roster, void *record);

/* The one that came first; NULL: there is none. */
void *roster_first(struct roster *roster);

/*
 * The one before the index *at, which becomes its index; NULL: there is none. Begin with roster->end for the one that
 * came last. Nothing may be added meanwhile.
 */
void *roster_before(const struct roster *roster, uint32_t *at);

/* Frees what the roster itself holds; it is empty then. */
void roster_clear(struct roster *roster);

#endif
