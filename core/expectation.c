/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/expectation.h"

#include <string.h>

const struct expectation *
expectation_table(enum protocol protocol, size_t *count)
{
	return protocol == PROTOCOL_SIP ? expectations_sip(count) : expectations_http(count);
}

const struct expectation *
expectation_find(const char *id)
{
	for (int protocol = PROTOCOL_HTTP; protocol <= PROTOCOL_SIP; protocol++) {
		size_t count;
		const struct expectation *rows = expectation_table((enum protocol)protocol, &count);

		for (size_t i = 0; i < count; i++)
			if (strcmp(rows[i].id, id) == 0)
				return &rows[i];
	}
	return NULL;
}
