/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/nearest.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define WORD_MOST 64

/* Three rows of the table of distances between all beginnings of two words. */
struct rows {
	unsigned before[WORD_MOST + 1]; /* the row before last */
	unsigned last[WORD_MOST + 1];
	unsigned now[WORD_MOST + 1];
};

static bool
same_letter(char a, char b)
{
	return g_ascii_tolower(a) == g_ascii_tolower(b);
}

/* Fills rows->now for the beginning of `a` that ends with its letter `i` (from 1). */
static void
rows_fill(struct rows *rows, const char *a, size_t i, const char *b, size_t b_length)
{
	rows->now[0] = (unsigned)i;
	for (size_t j = 1; j <= b_length; j++) {
		unsigned changed = rows->last[j - 1] + !same_letter(a[i - 1], b[j - 1]);
		unsigned added = MIN(rows->last[j], rows->now[j - 1]) + 1;

		rows->now[j] = MIN(changed, added);
		if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]))
			rows->now[j] = MIN(rows->now[j], rows->before[j - 2] + 1);
	}
}

/* The optimal string alignment distance of two words of at most WORD_MOST bytes. */
static unsigned
word_distance(const char *a, const char *b)
{
	struct rows rows = {0};
	size_t a_length = strlen(a), b_length = strlen(b);

	for (size_t j = 0; j <= b_length; j++)
		rows.now[j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++) {
		memcpy(rows.before, rows.last, sizeof rows.before);
		memcpy(rows.last, rows.now, sizeof rows.last);
		rows_fill(&rows, a, i, b, b_length);
	}
	return rows.now[b_length];
}

void
nearest_try(struct nearest *nearest, const char *candidate)
{
	size_t length = strlen(candidate);

	if (length > WORD_MOST || strlen(nearest->word) > WORD_MOST)
		return;

	unsigned distance = word_distance(nearest->word, candidate);
	if (distance > (length + 2) / 3 || (nearest->found && distance >= nearest->distance))
		return;
	nearest->found = candidate;
	nearest->distance = distance;
}
