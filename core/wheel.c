/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/wheel.h"

#include <glib.h>

#define SECOND INT64_C(1000000000)

static struct wheel_place *
place_of(const struct wheel *wheel, void *record)
{
	return (struct wheel_place *)(void *)((char *)record + wheel->place_at);
}

struct wheel *
wheel_new(size_t place_at)
{
	struct wheel *wheel = g_new(struct wheel, 1);

	wheel->place_at = place_at;
	wheel->second = -1;
	wheel->quiet_until = INT64_MIN;
	for (unsigned i = 0; i < WHEEL_ROSTERS; i++)
		wheel->rosters[i] = roster_of(place_at + offsetof(struct wheel_place, in_roster));
	return wheel;
}

void
wheel_put(struct wheel *wheel, void *record, int64_t time)
{
	int64_t second = CLAMP(time / SECOND + 1, wheel->second, wheel->second + WHEEL_ROSTERS - 2);
	uint16_t number = (uint16_t)((uint64_t)second % WHEEL_ROSTERS);

	place_of(wheel, record)->roster = number + 1;
	roster_add(&wheel->rosters[number], record);
}

void
wheel_take(struct wheel *wheel, void *record)
{
	struct wheel_place *place = place_of(wheel, record);

	if (!place->roster)
		return;
	roster_take(&wheel->rosters[place->roster - 1], record);
	place->roster = 0;
}

void *
wheel_turn(struct wheel *wheel, int64_t now)
{
	int64_t due = now / SECOND;

	/* What lies a whole turn back was passed over by a capture that stood still for so long. */
	if (wheel->second < 0)
		wheel->second = due;
	wheel->second = MAX(wheel->second, due - WHEEL_ROSTERS);
	for (; wheel->second < due; wheel->second++) {
		struct roster *roster = &wheel->rosters[(uint64_t)wheel->second % WHEEL_ROSTERS];
		void *record = roster_first(roster);
		if (record) {
			wheel_take(wheel, record);
			return record;
		}
		roster_clear(roster);
	}
	wheel->quiet_until = MIN(due + 1, INT64_MAX / SECOND) * SECOND;
	return NULL;
}

void *
wheel_soon(const struct wheel *wheel, uint32_t n)
{
	const struct roster *roster = &wheel->rosters[(uint64_t)MAX(wheel->second, 0) % WHEEL_ROSTERS];
	uint32_t place = roster->first + n;

	return roster->count > 0 && place < roster->end ? roster->records[place] : NULL;
}

void
wheel_free(struct wheel *wheel)
{
	for (unsigned i = 0; wheel && i < WHEEL_ROSTERS; i++)
		roster_clear(&wheel->rosters[i]);
	g_free(wheel);
}
