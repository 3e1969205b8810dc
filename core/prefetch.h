/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of a call rests for seconds between its messages, and is not in the processor's caches any more: whoever
 * knows that he will look at a record asks memory for it, and goes on with something else. Private to core.
 */
#ifndef SEQUITUR_CORE_PREFETCH_H
#define SEQUITUR_CORE_PREFETCH_H

#include <stddef.h>

/* So many bytes of a record will be read or written soon. NULL is none. */
static inline void
record_prefetch(const void *record, size_t size)
{
	if (!record)
		return;
#pragma GCC unroll 8
	for (size_t at = 0; at < size; at += 64)
		__builtin_prefetch((const char *)record + at);
}

#endif
