/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/json.h"

#include <glib.h>
#include <string.h>

#define DEPTH_MAX 16

struct rest {
	const char *at, *end;
	unsigned depth;
};

static bool read_value(struct rest *rest);

static bool
take(struct rest *rest, char wanted)
{
	if (rest->at == rest->end || *rest->at != wanted)
		return false;
	rest->at++;
	return true;
}

static bool
take_word(struct rest *rest, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(rest->end - rest->at) < length || memcmp(rest->at, word, length) != 0)
		return false;
	rest->at += length;
	return true;
}

static bool
take_digits(struct rest *rest)
{
	const char *first = rest->at;

	while (rest->at < rest->end && g_ascii_isdigit(*rest->at))
		rest->at++;
	return rest->at > first;
}

static bool
read_number(struct rest *rest)
{
	take(rest, '-');
	if (!take(rest, '0') && !take_digits(rest))
		return false;
	if (take(rest, '.') && !take_digits(rest))
		return false;
	if (!take(rest, 'e') && !take(rest, 'E'))
		return true;
	if (!take(rest, '+'))
		take(rest, '-');
	return take_digits(rest);
}

static bool
read_escape(struct rest *rest)
{
	if (rest->at == rest->end)
		return false;
	char kind = *rest->at++;
	if (kind != 'u')
		return strchr("\"\\/bfnrt", kind) && kind;
	for (unsigned i = 0; i < 4; i++)
		if (rest->at == rest->end || !g_ascii_isxdigit(*rest->at++))
			return false;
	return true;
}

static bool
read_string(struct rest *rest)
{
	if (!take(rest, '"'))
		return false;
	while (rest->at < rest->end && *rest->at != '"') {
		unsigned char byte = (unsigned char)*rest->at++;
		if (byte < 0x20 || byte == 0x7f || (byte == '\\' && !read_escape(rest)))
			return false;
	}
	return take(rest, '"');
}

static bool
read_members(struct rest *rest, char close, bool named)
{
	if (take(rest, close))
		return true;
	do {
		if (named && (!read_string(rest) || !take(rest, ':')))
			return false;
		if (!read_value(rest))
			return false;
	} while (take(rest, ','));
	return take(rest, close);
}

static bool
read_value(struct rest *rest)
{
	bool good;

	if (rest->at == rest->end || ++rest->depth > DEPTH_MAX)
		return false;
	if (take(rest, '{'))
		good = read_members(rest, '}', true);
	else if (take(rest, '['))
		good = read_members(rest, ']', false);
	else if (*rest->at == '"')
		good = read_string(rest);
	else
		good = take_word(rest, "true") || take_word(rest, "false") || take_word(rest, "null") ||
			   read_number(rest);
	rest->depth--;
	return good;
}

bool
json_is_object(const char *text, size_t length)
{
	struct rest rest = {.at = text, .end = text + length};

	return length && *text == '{' && g_utf8_validate(text, (gssize)length, NULL) && read_value(&rest) &&
		   rest.at == rest.end;
}
