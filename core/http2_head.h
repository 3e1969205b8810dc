/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of an HTTP/2 message: a list of fields, decoded by whoever has the connection's table, made into the
 * message that core works with. The pseudo-fields become method, target and status, and :authority is the Host
 * that core asks for (RFC 9113 sections 8.3.1 and 8.3.2); all are kept as fields too.
 *
 * The head owns the text that the message's slices point into: the message is valid until the head is cleared.
 */
#ifndef SEQUITUR_CORE_HTTP2_HEAD_H
#define SEQUITUR_CORE_HTTP2_HEAD_H

#include <glib.h>

#include "core/message.h"

/* Ours: fields beyond this size together are left out, ODDITY_TOO_MANY_FIELDS. Most servers take less. */
#define HTTP2_HEAD_MAX (64u << 10)

/* The pseudo-fields that make a message. */
enum http2_pseudo { PSEUDO_METHOD, PSEUDO_PATH, PSEUDO_AUTHORITY, PSEUDO_STATUS, PSEUDO_COUNT };

struct http2_head {
	struct message *message;      /* borrowed */
	GString *text;                /* a line "name: value" for each field */
	uint8_t pseudo[PSEUDO_COUNT]; /* index + 1 of the field; 0: absent */
};

enum http2_head_kind {
	HTTP2_HEAD_REQUEST,
	HTTP2_HEAD_RESPONSE,
	HTTP2_HEAD_NEITHER, /* trailers; or the field that says what it is could not be read */
};

/* Begins a head that will be `message`, which loses what it was. */
void http2_head_begin(struct http2_head *head, struct message *message);

/* The next field, in the order of the block. Copies both. */
void http2_head_add(struct http2_head *head, struct slice name, struct slice value);

/* No more fields: fills in the message but for `body`, `body_length` and `seen`. */
enum http2_head_kind http2_head_end(struct http2_head *head);

/* Frees the text. */
void http2_head_clear(struct http2_head *head);

#endif
