/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/decimal.h"
#include "core/method_names.h"
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

/* The number that a plain value begins with: how many digits it has. Of more than eight the first eight are read. */
static inline unsigned
plain_number_read(struct slice value, uint32_t *number)
{
	unsigned digits = 0;

	if (value.length >= 8) {
		uint64_t text = decimal_load(value.bytes);
		digits = decimal_count(text);
		*number = digits > 0 ? decimal_value(text, digits) : 0;
		return digits;
	}
	for (*number = 0; digits < value.length && ascii_is_digit(value.bytes[digits]); digits++)
		*number = *number * 10 + (uint32_t)(value.bytes[digits] - '0');
	return digits;
}

/* CSeq = "CSeq" HCOLON 1*DIGIT LWS Method */
static __attribute__((noinline)) bool
any_cseq_parse(struct slice value, uint32_t *number, struct slice *text, enum method *method)
{
	struct slice rest = slice_trim(value);
	uint32_t found;

	if (!number_take(&rest, &found) || !token_is(rest))
		return false;
	*number = found;
	*text = rest;
	*method = method_find(rest);
	return true;
}

/* Nearly every one: up to eight digits, one space, and a method that is known. */
bool
cseq_method_parse(struct slice value, uint32_t *number, struct slice *text, enum method *method)
{
	uint32_t found;
	unsigned digits = plain_number_read(value, &found);

	if (digits > 0 && digits < value.length && value.bytes[digits] == ' ') {
		struct slice name = slice_after(value, digits + 1);
		enum method known = method_named(name);
		if (known != METHOD_OTHER) {
			*number = found;
			*text = name;
			*method = known;
			return true;
		}
	}
	return any_cseq_parse(value, number, text, method);
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
