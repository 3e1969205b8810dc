/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of which clients is a request awaited? Most requests are of clients of whom nobody awaits anything, and of those
 * nobody needs to know the URI. So many are awaited of each, roughly: clients share the counts. Private to core.
 */
#ifndef SEQUITUR_CORE_AWAITED_H
#define SEQUITUR_CORE_AWAITED_H

#include "core/tracking.h"

/* Where the client is counted; one of AWAITED_SIZE places. */
static inline unsigned
awaited_place(const struct analysis *analysis, const struct address *client)
{
	return hash_bytes(analysis->seed, client, sizeof *client) % AWAITED_SIZE;
}

/* One request more, or less, is awaited of whoever is counted there: `change` is 1 or -1. A count that is full stays so. */
static inline void
awaited_count(struct analysis *analysis, unsigned place, int change)
{
	if (analysis->awaited[place] < UINT8_MAX)
		analysis->awaited[place] = (uint8_t)(analysis->awaited[place] + change);
}

/* False: nothing is awaited of this client. */
static inline bool
awaited_of(const struct analysis *analysis, const struct address *client)
{
	return analysis->awaited[awaited_place(analysis, client)] > 0;
}

#endif
