/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as they lie in memory, at any address, in the machine's own byte order. */
#ifndef SEQUITUR_CORE_LOAD_H
#define SEQUITUR_CORE_LOAD_H

#include <stdint.h>
#include <string.h>

static inline uint16_t
load2(const void *at)
{
	uint16_t number;

	memcpy(&number, at, sizeof number);
	return number;
}

static inline uint32_t
load4(const void *at)
{
	uint32_t number;

	memcpy(&number, at, sizeof number);
	return number;
}

static inline uint64_t
load8(const void *at)
{
	uint64_t number;

	memcpy(&number, at, sizeof number);
	return number;
}

#endif
