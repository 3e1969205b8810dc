/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A listing keeps what a report for people has to show in another order than it comes: annotations settle
 * out of the order of their frames, and findings come between them but stand before them. It owns copies, of
 * one file at a time, with long texts cut; its size is bounded, and what it had no room for is counted.
 */
#ifndef SEQUITUR_TOOL_LISTING_H
#define SEQUITUR_TOOL_LISTING_H

#include <glib.h>

#include "core/annotation.h"

/* The most annotations and findings of one file, and the most bytes of each of their texts. Ours. */
#define LISTING_ANNOTATIONS_MOST 100000
#define LISTING_COPIES_MOST      1000
#define LISTING_FINDINGS_MOST    1000
#define LISTING_TEXT_MOST        1024

struct listing {
	GStringChunk *texts;
	GArray *annotations; /* struct annotation */
	GArray *copies;      /* uint32_t: for each listing_add_copy the frame that it repeats */
	GArray *findings;    /* struct finding */
	size_t annotations_most;
	unsigned findings_by_severity[SEVERITY_COUNT];
	uint64_t annotations_left_out;
	uint64_t findings_left_out;
};

void listing_start(struct listing *listing, size_t annotations_most);
void listing_finish(struct listing *listing);

/* Forgets all of a file. */
void listing_clear(struct listing *listing);

void listing_add_annotation(struct listing *listing, const struct annotation *annotation);
/* Keeps of a repeated response only that it was one, where it repeats a frame. */
void listing_add_copy(struct listing *listing, const struct annotation *annotation);
/* How many copies of what is in this frame were added so. */
unsigned listing_copies(const struct listing *listing, uint32_t frame);
/* Where there is no room, the finding of least severity gives way. */
void listing_add_finding(struct listing *listing, const struct finding *finding);

/* Annotations by frame; findings by severity, the worst first, then by frame. */
void listing_sort(struct listing *listing);

#endif
