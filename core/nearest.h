/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What somebody probably meant who wrote a word that does not exist. For suggestions only.
 */
#ifndef SEQUITUR_CORE_NEAREST_H
#define SEQUITUR_CORE_NEAREST_H

#include <stddef.h>

/* A search for the candidate nearest to `word`. Everything in it is borrowed. Start with {.word = ...}. */
struct nearest {
	const char *word;
	const char *found; /* the nearest so far; NULL: none came close */
	unsigned distance; /* its distance */
};

/*
 * Looks at one more candidate. The distance is the number of letters changed, missing, additional or
 * exchanged with their neighbour; case does not count. Close means: at most a third of the candidate's
 * letters. Of two equally near the first stays. Words of more than 64 bytes are never near.
 */
void nearest_try(struct nearest *nearest, const char *candidate);

#endif
