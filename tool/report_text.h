/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report for people: for each file a headline, the findings, a line for each response where there
 * are few, then follow-ups and statuses in numbers. On demand each response is told in full instead, with what must
 * follow it and what did.
 */
#ifndef SEQUITUR_TOOL_REPORT_TEXT_H
#define SEQUITUR_TOOL_REPORT_TEXT_H

#include "tool/report.h"
#include "tool/terminal.h"

/* `list_all`: tell each response in full, however many there are. `output` and `terminal` are copied. */
struct report *report_text_new(const struct output *output, const struct terminal *terminal, bool list_all);

#endif
