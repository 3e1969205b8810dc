/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A witness is an analysis whose sink reads every byte of what it is given and holds core to its promises: what was
 * opened is settled once, frames of findings are frames that were seen, texts are there. It aborts when one is broken.
 */
#ifndef SEQUITUR_TESTS_FUZZ_WITNESS_H
#define SEQUITUR_TESTS_FUZZ_WITNESS_H

#include "capture/capture.h"
#include "core/analysis.h"

struct witness {
	struct analysis *analysis;
	struct capture_listener listener; /* hands to the analysis */
	uint64_t opened, settled;
	uint32_t last_frame;
	uint64_t sum; /* of all bytes read, so that no compiler leaves the reading out */
};

void witness_start(struct witness *witness);

/* Finishes the analysis at `time` and frees it. */
void witness_finish(struct witness *witness, int64_t time);

#endif
