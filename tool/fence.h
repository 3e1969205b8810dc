/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fence stands between whoever made a capture and the machine it is read on: once it is raised, the kernel
 * (seccomp) lets this process read files, write to what is open, take memory and tell the time, and nothing else:
 * no file is opened for writing, no program started, no connection made, no code made executable. It cannot be taken
 * down again. It is raised before the first packet is looked at; before it, no more is read than the headers of files and of their first
 * records, which say what code is needed.
 */
#ifndef SEQUITUR_TOOL_FENCE_H
#define SEQUITUR_TOOL_FENCE_H

#include <stdbool.h>

/*
 * Raises it. False where this build has no libseccomp, or the kernel does not take it: then all goes on without, as
 * it is a second line of defence.
 */
bool fence_raise(void);

/* The same, but for builds whose sanitizers do at the end what the fence forbids. */
void fence_raise_where_suited(void);

#endif
