/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http2_head.h"

#include "core/value.h"

static const char *const pseudo_names[PSEUDO_COUNT] = {
	[PSEUDO_METHOD] = ":method",
	[PSEUDO_PATH] = ":path",
	[PSEUDO_AUTHORITY] = ":authority",
	[PSEUDO_STATUS] = ":status",
};

void
http2_head_begin(struct http2_head *head, struct message *message)
{
	*head = (struct http2_head){.message = message, .text = g_string_sized_new(512)};
	memset((void *)message, 0, offsetof(struct message, fields));
	message->body = (struct slice){NULL, 0};
	message_fields_clear(message);
	message->protocol = PROTOCOL_HTTP;
	message->version_major = 2;
}

/* A cookie may come in pieces, which are one again for whoever reads it: RFC 9113 section 8.2.3. */
static bool
join_cookie(struct http2_head *head, enum field_id id, struct slice value)
{
	struct message *message = head->message;
	struct field *last = message->field_count ? &message->fields[message->field_count - 1] : NULL;

	if (id != FIELD_COOKIE || !last || last->id != FIELD_COOKIE)
		return false;
	g_string_truncate(head->text, head->text->len - strlen("\r\n"));
	g_string_append(head->text, "; ");
	g_string_append_len(head->text, value.bytes, (gssize)value.length);
	last->value_length += (uint32_t)(strlen("; ") + value.length);
	g_string_append(head->text, "\r\n");
	return true;
}

static enum field_id
field_id_of(struct slice name)
{
	return slice_equal(name, SLICE(":authority")) ? FIELD_HOST : field_find(name, false);
}

static void
note_pseudo(struct http2_head *head, struct slice name)
{
	for (unsigned i = 0; i < PSEUDO_COUNT; i++)
		if (!head->pseudo[i] && slice_equal(name, slice_of(pseudo_names[i])))
			head->pseudo[i] = (uint8_t)head->message->field_count;
}

void
http2_head_add(struct http2_head *head, struct slice name, struct slice value)
{
	struct message *message = head->message;
	enum field_id id = field_id_of(name);

	message_bytes_judge(message, name);
	message_bytes_judge(message, value);
	if (name.length == 0)
		message->oddities |= ODDITY_EMPTY_NAME;
	if (message->field_count == MESSAGE_FIELDS_MAX || name.length > UINT16_MAX ||
		head->text->len + name.length + value.length + strlen(": \r\n") > HTTP2_HEAD_MAX) {
		message->oddities |= ODDITY_TOO_MANY_FIELDS;
		return;
	}
	if (join_cookie(head, id, value))
		return;
	struct field *field = &message->fields[message->field_count++];
	*field = (struct field){.name = (uint32_t)head->text->len,
							.value = (uint32_t)(head->text->len + name.length + strlen(": ")),
							.value_length = (uint32_t)value.length,
							.name_length = (uint16_t)name.length,
							.id = (uint8_t)id};
	g_string_append_len(head->text, name.bytes, (gssize)name.length);
	g_string_append(head->text, ": ");
	g_string_append_len(head->text, value.bytes, (gssize)value.length);
	g_string_append(head->text, "\r\n");
	message_field_note(message, id, message->field_count);
	if (name.length && name.bytes[0] == ':')
		note_pseudo(head, name);
}

/* The value of a pseudo-field; empty when there is none. */
static struct slice
pseudo_value(const struct http2_head *head, enum http2_pseudo pseudo)
{
	const struct message *message = head->message;

	if (!head->pseudo[pseudo])
		return (struct slice){message->head.bytes, 0};
	return field_value(message, &message->fields[head->pseudo[pseudo] - 1]);
}

enum http2_head_kind
http2_head_end(struct http2_head *head)
{
	struct message *message = head->message;

	g_string_append(head->text, "\r\n");
	message->head = (struct slice){head->text->str, head->text->len};
	if (head->pseudo[PSEUDO_STATUS]) {
		message->is_response = true;
		message->reason = (struct slice){message->head.bytes, 0};
		message_status_read(message, pseudo_value(head, PSEUDO_STATUS));
		return HTTP2_HEAD_RESPONSE;
	}
	if (!head->pseudo[PSEUDO_METHOD])
		return HTTP2_HEAD_NEITHER;
	message->method_text = pseudo_value(head, PSEUDO_METHOD);
	message->method = (uint8_t)method_find(message->method_text);
	/* CONNECT has no :path, what it asks for is the authority: RFC 9113 section 8.5. */
	message->target = pseudo_value(head, head->pseudo[PSEUDO_PATH] ? PSEUDO_PATH : PSEUDO_AUTHORITY);
	if (!head->pseudo[PSEUDO_PATH] && message->method != METHOD_CONNECT)
		message->target.length = 0;
	return HTTP2_HEAD_REQUEST;
}

void
http2_head_clear(struct http2_head *head)
{
	g_string_free(head->text, TRUE);
	head->text = NULL;
}
