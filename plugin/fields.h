/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fields by which Wireshark knows what Sequitur says: display filters, columns, -T fields, and the expert
 * fields by severity and family of rules. Their names are those of the tool's JSON with "sequitur." before them
 * wherever both exist, and are a contract like them: never renamed.
 */
#ifndef SEQUITUR_PLUGIN_FIELDS_H
#define SEQUITUR_PLUGIN_FIELDS_H

#include "core/rule.h"
#include "plugin/wireshark.h"

enum field_key {
	KEY_STATUS,
	KEY_CLASS,
	KEY_MEANING,
	KEY_NEXT,
	KEY_OUTCOME,
	KEY_METHOD,
	KEY_TARGET,
	KEY_REQUEST_FRAME,
	KEY_ELAPSED,
	KEY_REPETITION,
	KEY_REPEATS,
	KEY_ORIGIN,
	KEY_DECIDED_BY,
	KEY_CAUSE,
	KEY_CAUSE_CODE,
	KEY_CAUSE_MEANING,
	KEY_OPEN,
	KEY_FOLLOWUP,
	KEY_FOLLOWUP_VERDICT,
	KEY_FOLLOWUP_FRAME,
	KEY_FOLLOWUP_DELAY,
	KEY_FOLLOWUP_TEXT,
	KEY_FOLLOWUP_OTHERWISE,
	KEY_FOLLOWUP_SPEC,
	KEY_FOLLOWS,
	KEY_FINDING,
	KEY_FINDING_SEVERITY,
	KEY_FINDING_CONFIDENCE,
	KEY_FINDING_FRAME,
	KEY_FINDING_TEXT,
	KEY_FINDING_WHY,
	KEY_FINDING_LOOK_AT,
	KEY_FINDING_SPEC,
	KEY_COUNT
};

enum subtree { SUBTREE_SEQUITUR, SUBTREE_CAUSE, SUBTREE_FOLLOWUP, SUBTREE_FINDING, SUBTREE_COUNT };

/* Wireshark's ids, set by fields_register. */
extern int field_ids[KEY_COUNT];
extern int subtree_ids[SUBTREE_COUNT];

/* Registers all of them for the protocol; once, at start. */
void fields_register(int protocol);

/* The expert field for a finding: "sequitur.expert.sip.error" and the like, by the rule's family. */
expert_field *fields_expert(const struct finding *finding);

#endif
