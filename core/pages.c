/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/pages.h"

#include <glib.h>
#include <stdint.h>
#include <sys/mman.h>

static size_t
rounded(size_t size)
{
	return (size + PAGES_LEAST - 1) / PAGES_LEAST * PAGES_LEAST;
}

void *
pages_new(size_t size)
{
	size_t wanted = rounded(size);
	/* With one piece more there is an aligned one in it; the rest goes back. */
	char *all = mmap(NULL, wanted + PAGES_LEAST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (all == MAP_FAILED)
		g_error("no memory left for %zu bytes", size);
	size_t before = (PAGES_LEAST - (uintptr_t)all % PAGES_LEAST) % PAGES_LEAST;
	if (before > 0)
		munmap(all, before);
	munmap(all + before + wanted, PAGES_LEAST - before);
	/* Only advice: where it is not taken, small pages do. */
	madvise(all + before, wanted, MADV_HUGEPAGE);
	return all + before;
}

void
pages_free(void *pages, size_t size)
{
	if (pages)
		munmap(pages, rounded(size));
}
