/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rule is one fault that a capture can prove: its id (a contract: never renamed), how bad it is, why it
 * matters and where to look next. Rules are constant; each stands beside its check in one of the files
 * core/rules_*.c, and each of these files ends with the list of its rules. A finding points at its rule, and
 * whoever prints the finding reads the texts from there.
 */
#ifndef SEQUITUR_CORE_RULE_H
#define SEQUITUR_CORE_RULE_H

#include "core/annotation.h"

struct rule {
	const char *id; /* "sip-482-loop-confirmed": words of a-z, 0-9 and '-' */
	enum severity severity;
	const char *title;   /* the fault as a short statement */
	const char *why;     /* why it matters */
	const char *look_at; /* what to look at next */
	const char *traps;   /* what looks like it and is none: when the rule stays silent */
	const char *spec;    /* "RFC 3261 section 16.3" */
};

/* All rules of one family, NULL at the end. */
extern const struct rule *const rules_capture[];
extern const struct rule *const rules_response[];
extern const struct rule *const rules_http_redirect[];
extern const struct rule *const rules_http_exchange[];
extern const struct rule *const rules_sip_transaction[];
extern const struct rule *const rules_sip_ack[];
extern const struct rule *const rules_sip_notify[];
extern const struct rule *const rules_sip_offer[];
extern const struct rule *const rules_sip_session[];
extern const struct rule *const rules_sip_register[];
extern const struct rule *const rules_sip_hop[];
extern const struct rule *const rules_sip_via[];
extern const struct rule *const rules_sip_loop[];
extern const struct rule *const rules_sip_redirect[];

/* All families, NULL at the end. */
extern const struct rule *const *const rule_families[];

/* The rule with this id, or NULL. */
const struct rule *rule_find(const char *id);

#endif
