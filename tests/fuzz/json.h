/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is this text what RFC 8259 calls JSON? A judge of its own, that shares nothing with the writer it judges. */
#ifndef SEQUITUR_TESTS_FUZZ_JSON_H
#define SEQUITUR_TESTS_FUZZ_JSON_H

#include <stdbool.h>
#include <stddef.h>

/* One object, valid UTF-8, and nothing behind it. */
bool json_is_object(const char *text, size_t length);

#endif
