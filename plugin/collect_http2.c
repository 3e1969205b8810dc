/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/collect.h"

void
collect_http2_begin(void)
{
}

void
collect_http2(const struct frame *frame)
{
	(void)frame;
}
