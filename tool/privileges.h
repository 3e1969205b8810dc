/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Privileges are what root may do and a reader of packets need not: they are given up for good once the interface is open. */
#ifndef SEQUITUR_TOOL_PRIVILEGES_H
#define SEQUITUR_TOOL_PRIVILEGES_H

#include <stdbool.h>

/* Who root becomes unless told otherwise. */
#define PRIVILEGES_NOBODY "nobody"

/*
 * Root becomes `user`; anybody else stays who he is. False when that fails, and *problem (to be freed) says why:
 * then nothing from outside is to be read.
 */
bool privileges_drop(const char *user, char **problem);

#endif
