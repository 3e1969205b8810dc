/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay_TARGET FILE... runs the inputs in these files once each, without a fuzzer, and says after each that it went
 * well: as TAP, so that the first that does not come is the one at fault.
 */
#include <stdio.h>

#include "tests/fuzz/input.h"

int
main(int argc, char **argv)
{
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		char *bytes;
		gsize length;
		if (!g_file_get_contents(argv[i], &bytes, &length, NULL)) {
			fprintf(stderr, "%s cannot be read\n", argv[i]);
			return 2;
		}
		LLVMFuzzerTestOneInput((const uint8_t *)bytes, length);
		g_free(bytes);
		char *name = g_path_get_basename(argv[i]);
		printf("ok %d - %s\n", i, name);
		fflush(stdout);
		g_free(name);
	}
	return 0;
}
