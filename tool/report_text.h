/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report for people: for each file a headline, the findings, the responses with what must follow them and
 * what did, then follow-ups and statuses in numbers. A long capture's responses are listed only on demand.
 */
#ifndef SEQUITUR_TOOL_REPORT_TEXT_H
#define SEQUITUR_TOOL_REPORT_TEXT_H

#include "tool/report.h"
#include "tool/terminal.h"

/* `list_all`: list the responses however many there are. `output` and `terminal` are copied. */
struct report *report_text_new(const struct output *output, const struct terminal *terminal, bool list_all);

#endif
