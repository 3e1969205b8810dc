/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Raising findings: private to core. A check fills in a draft and raises it; the draft belongs to the check, the
 * sink borrows the finding for the time of the call.
 */
#ifndef SEQUITUR_CORE_FINDING_H
#define SEQUITUR_CORE_FINDING_H

#include "core/rule.h"
#include "core/tracking.h"

/* The rule's severity, certain, no frames yet. `frame` is the one it is about. */
struct finding finding_of(const struct rule *rule, enum protocol protocol, uint32_t frame);

/* Adds a frame to the proof; 0 and a frame that is already there are passed over. Frames stay in the order given. */
void finding_add_frame(struct finding *finding, uint32_t frame);

/*
 * Hands the finding out with its sentence (printf form), and names it in `annotation` when that is not NULL
 * and still open. Beyond settings.findings_max of one rule it is counted and named, but not told. Never pass text from the wire other than by %s and the like; no secrets.
 */
void finding_raise(struct analysis *analysis, struct annotation *annotation, struct finding *finding,
				   const char *format, ...) G_GNUC_PRINTF(4, 5);

#endif
