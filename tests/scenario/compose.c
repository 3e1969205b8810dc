/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/scenario/compose.h"

#include <string.h>

struct field_line *
field_line_new(const char *name, const char *value)
{
	struct field_line *line = g_new0(struct field_line, 1);

	line->name = g_strdup(name);
	line->value = g_strdup(value);
	return line;
}

void
field_line_free(gpointer data)
{
	struct field_line *line = data;

	g_free(line->name);
	g_free(line->value);
	g_free(line);
}

void
fields_take(GPtrArray *fields, const char *name, char *value)
{
	g_ptr_array_add(fields, field_line_new(name, value));
	g_free(value);
}

const char *
fields_find(const GPtrArray *fields, const char *name)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field_line *line = g_ptr_array_index(fields, i);
		if (g_ascii_strcasecmp(line->name, name) == 0)
			return line->value;
	}
	return NULL;
}

static bool
is_left_out(const GPtrArray *left_out, const char *name)
{
	for (guint i = 0; i < left_out->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(left_out, i), name) == 0)
			return true;
	return false;
}

/* All fields of that name, in their order. */
static void
copy_named(const GPtrArray *from, GPtrArray *to, const char *name)
{
	for (guint i = 0; i < from->len; i++) {
		const struct field_line *line = g_ptr_array_index(from, i);
		if (g_ascii_strcasecmp(line->name, name) == 0)
			g_ptr_array_add(to, field_line_new(line->name, line->value));
	}
}

/* What the scenario gives takes the place of the default of the same name; what has no default comes last. */
static void
merge(struct told_message *message, const GPtrArray *defaults, const GPtrArray *left_out)
{
	const GPtrArray *given = message->fields;
	GPtrArray *merged = g_ptr_array_new_with_free_func(field_line_free);

	for (guint i = 0; i < defaults->len; i++) {
		const struct field_line *line = g_ptr_array_index(defaults, i);
		if (!fields_find(given, line->name)) {
			if (!is_left_out(left_out, line->name))
				g_ptr_array_add(merged, field_line_new(line->name, line->value));
		} else if (!fields_find(merged, line->name)) {
			copy_named(given, merged, line->name);
		}
	}
	for (guint i = 0; i < given->len; i++) {
		const struct field_line *line = g_ptr_array_index(given, i);
		if (!fields_find(defaults, line->name))
			g_ptr_array_add(merged, field_line_new(line->name, line->value));
	}
	g_ptr_array_unref(message->fields);
	message->fields = merged;
}

static void
write_body(struct told_message *message)
{
	if (message->chunked)
		g_string_append_printf(message->bytes, "%zx\r\n%s\r\n0\r\n\r\n", message->body->len,
							   message->body->str);
	else
		g_string_append_len(message->bytes, message->body->str, (gssize)message->body->len);
}

void
compose_message(struct scenario *scenario, struct told_message *message, GPtrArray *left_out)
{
	GPtrArray *defaults = g_ptr_array_new_with_free_func(field_line_free);

	if (message->protocol == PROTOCOL_SIP)
		compose_sip(scenario, message, defaults);
	else
		compose_http(message, defaults);
	merge(message, defaults, left_out);
	g_ptr_array_unref(defaults);

	message->bytes = g_string_new(NULL);
	g_string_append_printf(message->bytes, "%s\r\n", message->start);
	for (guint i = 0; i < message->fields->len; i++) {
		const struct field_line *line = g_ptr_array_index(message->fields, i);
		g_string_append_printf(message->bytes, "%s: %s\r\n", line->name, line->value);
	}
	g_string_append_len(message->bytes, message->raw->str, (gssize)message->raw->len);
	g_string_append(message->bytes, "\r\n");
	message->head_length = message->bytes->len;
	write_body(message);
}
