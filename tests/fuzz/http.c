/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTTP/1 framing: both directions of a connection in pieces; see pieces.h. */
#include "tests/fuzz/pieces.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct input input = {bytes, length};

	pieces_run(&input);
	return 0;
}
