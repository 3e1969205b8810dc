/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_framing.h"

#include "core/value.h"

/* The last transfer coding: RFC 9112 section 6.1. "identity" was one in RFC 2616 and means none. */
static bool
transfer_coding(const struct message *message, struct slice *coding)
{
	struct field_walk walk = {0};
	struct slice member;
	bool found = false;

	while (message_next_value(message, FIELD_TRANSFER_ENCODING, &walk, &member)) {
		if (slice_equal_nocase(member, SLICE("identity")))
			continue;
		*coding = member;
		found = true;
	}
	return found;
}

/*
 * Content-Length, which may stand there more than once if all say the same: item 5. What is no number at all leaves a
 * response that ends with its connection, where its server closes it and where clients read on until then.
 */
static enum http_framing
framing_by_length(const struct message *message, uint64_t *length)
{
	struct field_walk walk = {0};
	struct slice member;
	enum http_framing framing = FRAMING_NONE;

	while (message_next_value(message, FIELD_CONTENT_LENGTH, &walk, &member)) {
		uint64_t number;
		bool known = value_number(member, INT64_MAX, &number);
		if (!known || (framing == FRAMING_LENGTH && number != *length)) {
			*length = 0;
			return message->is_response && !known ? FRAMING_UNTIL_CLOSE : FRAMING_BROKEN;
		}
		*length = number;
		framing = FRAMING_LENGTH;
	}
	return framing;
}

enum http_framing
http_framing(const struct message *message, bool answers_head, uint64_t *length)
{
	bool response = message->is_response;
	struct slice coding;

	*length = 0;
	if (response && (answers_head || message->status == 204 || message->status == 304 ||
					 (message->status >= 100 && message->status < 200)))
		return FRAMING_NONE;
	if (message_first_field(message, FIELD_TRANSFER_ENCODING) && transfer_coding(message, &coding)) {
		if (slice_equal_nocase(coding, SLICE("chunked")))
			return FRAMING_CHUNKED;
		return response ? FRAMING_UNTIL_CLOSE : FRAMING_BROKEN;
	}
	if (message_first_field(message, FIELD_CONTENT_LENGTH))
		return framing_by_length(message, length);
	return response ? FRAMING_UNTIL_CLOSE : FRAMING_NONE;
}

bool
http_ends_connection(const struct message *message)
{
	if (message_has_token(message, FIELD_CONNECTION, "close"))
		return true;
	return message->version_major == 1 && message->version_minor == 0 &&
		   !message_has_token(message, FIELD_CONNECTION, "keep-alive");
}
