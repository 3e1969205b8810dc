/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/token.h"
#include "core/value.h"

/* A number and the white space behind it at *text, which is moved behind both. */
static bool
number_take(struct slice *text, uint32_t *number)
{
	uint64_t found = 0;
	size_t digits = 0;

	for (; digits < text->length && ascii_is_digit(text->bytes[digits]); digits++) {
		found = found * 10 + (uint64_t)(text->bytes[digits] - '0');
		if (found > UINT32_MAX)
			return false;
	}
	struct slice after = slice_after(*text, digits);
	struct slice next = slice_trim(after);
	if (digits == 0 || next.length == after.length)
		return false;
	*number = (uint32_t)found;
	*text = next;
	return true;
}

/* Up to nine digits, one space, and a token: nearly every CSeq. */
static bool
plain_read(struct slice value, uint32_t *number, struct slice *text, enum method *method)
{
	if (value.length == 0)
		return false;
	const char *at = value.bytes, *end = at + value.length;
	const char *stop = value.length > 9 ? at + 9 : end;
	uint32_t found = 0;

	for (; at < stop && ascii_is_digit(*at); at++)
		found = found * 10 + (uint32_t)(*at - '0');
	if (at == value.bytes || at == end || *at != ' ')
		return false;
	*number = found;
	*text = (struct slice){at + 1, (size_t)(end - at - 1)};
	*method = method_find(*text);
	return *method != METHOD_OTHER || token_is(*text);
}

/* CSeq = "CSeq" HCOLON 1*DIGIT LWS Method */
bool
cseq_method_parse(struct slice value, uint32_t *number, struct slice *text, enum method *method)
{
	struct slice rest, found_text;
	enum method found_method;
	uint32_t found;

	if (plain_read(value, &found, &found_text, &found_method)) {
		*number = found;
		*text = found_text;
		*method = found_method;
		return true;
	}
	rest = slice_trim(value);
	if (!number_take(&rest, &found) || !token_is(rest))
		return false;
	*number = found;
	*text = rest;
	*method = method_find(rest);
	return true;
}

bool
cseq_parse(struct slice value, uint32_t *number, struct slice *text)
{
	enum method method;

	return cseq_method_parse(value, number, text, &method);
}

/* RAck = "RAck" HCOLON response-num LWS CSeq-num LWS Method */
bool
rack_parse(struct slice value, uint32_t *rseq, uint32_t *cseq, struct slice *method)
{
	struct slice rest = slice_trim(value);
	uint32_t response_number, cseq_number;

	if (!number_take(&rest, &response_number) || !number_take(&rest, &cseq_number) || !token_is(rest))
		return false;
	*rseq = response_number;
	*cseq = cseq_number;
	*method = rest;
	return true;
}
