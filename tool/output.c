/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/output.h"

#include <errno.h>
#include <unistd.h>

static bool
descriptor_write(void *user, const char *bytes, size_t length)
{
	struct descriptor_output *output = user;

	while (length > 0 && output->problem == 0) {
		ssize_t written = write(output->descriptor, bytes, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			output->problem = errno;
			break;
		}
		bytes += written;
		length -= (size_t)written;
	}
	return output->problem == 0;
}

struct output
output_to_descriptor(struct descriptor_output *descriptor)
{
	return (struct output){.user = descriptor, .write = descriptor_write};
}
