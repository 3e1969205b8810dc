/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages are memory in large pieces, straight from the kernel and aligned so that it can back them with huge pages:
 * where a hundred megabytes are looked at here and there, most of the time goes into finding small pages.
 */
#ifndef SEQUITUR_CORE_PAGES_H
#define SEQUITUR_CORE_PAGES_H

#include <stddef.h>

/* The size of a huge page on most machines. Smaller pieces had better come from the heap. */
#define PAGES_LEAST ((size_t)2 << 20)

/* `size` bytes, all zeros, rounded up to a multiple of PAGES_LEAST. Never NULL: aborts when there are none. */
void *pages_new(size_t size);

/* `size` as it was asked for. */
void pages_free(void *pages, size_t size);

#endif
