/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/scenario/compose.h"

/* RFC 9110 section 8.6: 1xx and 204 never have a Content-Length; for 304 it would tell of another body. */
static bool
wants_length(const struct told_message *message)
{
	if (message->until_close || message->chunked)
		return false;
	if (!message->is_response)
		return message->body->len > 0;
	return message->status >= 200 && message->status != 204 && message->status != 304;
}

void
compose_http(struct told_message *message, GPtrArray *fields)
{
	if (!message->is_response)
		fields_take(fields, "Host", g_strdup_printf("%s.example", message->to->name));
	if (message->chunked)
		fields_take(fields, "Transfer-Encoding", g_strdup("chunked"));
	if (wants_length(message))
		fields_take(fields, "Content-Length", g_strdup_printf("%zu", message->body->len));
}
