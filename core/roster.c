/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/roster.h"

#include <glib.h>
#include <string.h>

#define ROOM_LEAST 16

static uint32_t *
place_of(const struct roster *roster, void *record)
{
	return (uint32_t *)(void *)((char *)record + roster->place_at);
}

/* Gives the front up, where none is left. No record is touched: they are far off, maybe. */
static void
slide(struct roster *roster)
{
	memmove(roster->records, roster->records + roster->first,
			(roster->end - roster->first) * sizeof *roster->records);
	roster->before += roster->first;
	roster->end -= roster->first;
	roster->first = 0;
}

/* Moves all that are there to the front, each to a new place. Those that stand there already are not touched. */
static void
close_up(struct roster *roster)
{
	uint32_t to = 0;

	for (uint32_t from = roster->first; from < roster->end; from++) {
		void *record = roster->records[from];
		if (!record)
			continue;
		if (to != from) {
			*place_of(roster, record) = roster->before + to;
			roster->records[to] = record;
		}
		to++;
	}
	roster->first = 0;
	roster->end = to;
}

/*
 * To move a record is to fetch it from memory: so that is done only where two thirds of the room are empty afterwards, and
 * each is moved once at most for two that were added since. Most rosters empty from the front.
 */
static void
make_room(struct roster *roster)
{
	roster_first(roster);
	if (roster->first > roster->room / 8)
		slide(roster);
	else if (roster->room > 0 && roster->count <= roster->room / 3)
		close_up(roster);
	else {
		roster->room = MAX(roster->room * 2, ROOM_LEAST);
		roster->records = g_renew(void *, roster->records, roster->room);
	}
}

static inline void
append(struct roster *roster, void *record)
{
	*place_of(roster, record) = roster->before + roster->end;
	roster->records[roster->end++] = record;
	roster->count++;
}

/* By itself, so that where there is room nothing has to be saved for the call. */
static __attribute__((noinline)) void
append_to_full(struct roster *roster, void *record)
{
	make_room(roster);
	append(roster, record);
}

void
roster_add(struct roster *roster, void *record)
{
	if (roster->end == roster->room)
		append_to_full(roster, record);
	else
		append(roster, record);
}

void
roster_take(struct roster *roster, void *record)
{
	roster->records[*place_of(roster, record) - roster->before] = NULL;
	if (--roster->count == 0)
		roster->first = roster->end = 0;
}

void *
roster_first(struct roster *roster)
{
	if (roster->count == 0)
		return NULL;
	while (!roster->records[roster->first])
		roster->first++;
	return roster->records[roster->first];
}

void *
roster_before(const struct roster *roster, uint32_t *at)
{
	while (*at > roster->first)
		if (roster->records[--*at])
			return roster->records[*at];
	return NULL;
}

void
roster_clear(struct roster *roster)
{
	g_free(roster->records);
	*roster = roster_of(roster->place_at);
}
