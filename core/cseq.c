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
plain_read(struct slice value, uint32_t *number, struct slice *method)
{
	uint32_t found = 0;

	if (value.length == 0)
		return false;
	const char *at = value.bytes, *end = at + value.length;

	while (at < end && at - value.bytes < 9 && ascii_is_digit(*at))
		found = found * 10 + (uint32_t)(*at++ - '0');
	if (at == value.bytes || at == end || *at != ' ' ||
		!token_is((struct slice){at + 1, (size_t)(end - at - 1)}))
		return false;
	*number = found;
	*method = (struct slice){at + 1, (size_t)(end - at - 1)};
	return true;
}

/* CSeq = "CSeq" HCOLON 1*DIGIT LWS Method */
bool
cseq_parse(struct slice value, uint32_t *number, struct slice *method)
{
	struct slice rest = slice_trim(value);
	uint32_t found;

	if (plain_read(value, number, method))
		return true;
	if (!number_take(&rest, &found) || !token_is(rest))
		return false;
	*number = found;
	*method = rest;
	return true;
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
