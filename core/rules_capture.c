/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/rule.h"

const struct rule *const rules_capture[] = {NULL};
