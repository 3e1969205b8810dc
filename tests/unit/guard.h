/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guard stands behind memory that nothing may be read behind: who does, dies. It stays until the test ends. */
#ifndef SEQUITUR_TESTS_GUARD_H
#define SEQUITUR_TESTS_GUARD_H

#include <glib.h>
#include <sys/mman.h>

/* The end of `size` zeros, whole pages of them. */
static inline char *
guarded_end(size_t size)
{
	char *memory = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	g_assert_true(memory != MAP_FAILED);
	g_assert_cmpint(mprotect(memory + size, size, PROT_NONE), ==, 0);
	return memory + size;
}

#endif
