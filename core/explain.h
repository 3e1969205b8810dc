/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Explanations: what the tables know of a status, an outcome, a class, a cause, a rule or an expectation, as a page for a
 * reader. A page is UTF-8 text of whole lines, wrapped to a width, without colours or other escapes; it is appended to a
 * GString that the caller owns. Nothing of what the user wrote is repeated in it.
 */
#ifndef SEQUITUR_CORE_EXPLAIN_H
#define SEQUITUR_CORE_EXPLAIN_H

#include <glib.h>
#include <stdbool.h>

#include "core/annotation.h"
#include "core/message.h"

/* Widths are in characters; a narrower or wider one is taken as the limit. */
#define EXPLAIN_WIDTH_MIN 60
#define EXPLAIN_WIDTH_MAX 160

/*
 * What a code means and what must follow. A code without an entry gets the rule of its class, a code outside
 * the protocol's range the rule for those (RFC 9110 section 15). False, and nothing appended, for a number of
 * more than three digits.
 */
bool explain_status(GString *page, enum protocol protocol, unsigned code, unsigned width);

/* What became of a request without a response. False, and nothing appended, when there is no such outcome. */
bool explain_outcome(GString *page, const char *outcome, unsigned width);

/* What a finding of this rule says, why it matters, where to look next, and what looks like it and is none. */
void explain_rule(GString *page, const struct rule *rule, unsigned width);

/* After which statuses it is opened, what must follow, who owes it and by when, and what its verdicts mean. */
void explain_expectation(GString *page, const struct expectation *expectation, unsigned width);

/*
 * The parts of that page which a row has as numbers. After which statuses and methods ("any 2xx in answer to INVITE")
 * and by when: to be freed.
 */
char *explain_after(const struct expectation *expectation);
char *explain_within(const struct expectation *expectation);
const char *explain_debtor(const struct expectation *expectation);
const char *explain_verdict(const struct expectation *expectation, enum verdict verdict);

/*
 * Whatever the words of a question name, any case: "sip 482", "http 503", "HTTP/1.1 404", "486" (in both
 * protocols), "http 4xx", "sip busy here", "connection-reset", "10054", "10xxx", "sip-482-loop-confirmed",
 * "ack-2xx", "redirect-loop" (in both protocols), "q.850 17", "warning 307", "user busy". False, and nothing appended, when they name nothing; then ask
 * explain_nearest. `words` ends with NULL.
 */
bool explain_words(GString *page, const char *const *words, unsigned width);

/*
 * The outcome, rule, expectation, cause or reason phrase that the words of a question come nearest to, or else the nearest of `others`
 * (further things that can be asked for; ends with NULL; may be NULL). NULL: nothing comes close.
 */
const char *explain_nearest(const char *const *words, const char *const *others);

/* All statuses of a protocol, and all outcomes, one a line under their classes. */
void explain_list(GString *page, enum protocol protocol);
void explain_outcome_list(GString *page);

/* All rules, and all expectations, each on a line that goes on below itself where it is wider than `width`. */
void explain_rule_list(GString *page, unsigned width);
void explain_expectation_list(GString *page, unsigned width);

/* All causes that messages may tell (core/cause_code.h), in the same way. */
void explain_cause_list(GString *page, unsigned width);

#endif
