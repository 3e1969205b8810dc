/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/load.h"
#include "core/plain.h"

#define REPLACEMENT "\xEF\xBF\xBD"

static const char HEX[] = "0123456789abcdef";

static inline bool
is_continuation(const char *text, size_t length, size_t at)
{
	return at < length && ((unsigned char)text[at] & 0xC0) == 0x80;
}

/*
 * The character at the start of `text` in *character and its length in bytes; 0 when it is not UTF-8.
 * RFC 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
static size_t
utf8_character(const char *text, size_t length, uint32_t *character)
{
	const unsigned char *bytes = (const unsigned char *)text;
	unsigned char first = bytes[0];

	if (first < 0x80) {
		*character = first;
		return 1;
	}
	size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
	uint32_t least = size == 4 ? 0x10000 : size == 3 ? 0x800 : 0x80;
	uint32_t value = first & (0x7Fu >> size);
	if (first < 0xC2 || first > 0xF4)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if (!is_continuation(text, length, i))
			return 0;
		value = value << 6 | (bytes[i] & 0x3Fu);
	}
	if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return 0;
	*character = value;
	return size;
}

static bool
is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

/* Marks that turn the direction of text, and line ends that only some programs know. */
static bool
is_deceiving(uint32_t character)
{
	return character == 0x061C || character == 0x200E || character == 0x200F ||
		   (character >= 0x2028 && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

static char *
write_unicode_escape(char *to, uint32_t character)
{
	*to++ = '\\';
	*to++ = 'u';
	for (int shift = 12; shift >= 0; shift -= 4)
		*to++ = HEX[character >> shift & 0xF];
	return to;
}

/* Writes the one character that starts at `text`, and returns how many bytes it took of it. */
static size_t
escape_json_character(char **to, const char *text, size_t length)
{
	uint32_t character;
	size_t size = utf8_character(text, length, &character);

	if (size == 0) {
		memcpy(*to, REPLACEMENT, strlen(REPLACEMENT));
		*to += strlen(REPLACEMENT);
		return 1;
	}
	if (is_control(character) || is_deceiving(character)) {
		*to = write_unicode_escape(*to, character);
		return size;
	}
	if (character == '"' || character == '\\')
		*(*to)++ = '\\';
	memcpy(*to, text, size);
	*to += size;
	return size;
}

/* Bytes that stand for themselves in JSON: printable ASCII but the quote and the backslash. */
static const bool plain_bytes[256] =
	{
		[' '] = true,  ['!'] = true,
#define PLAIN_8(c)                                                                              \
	[c] = true, [c + 1] = true, [c + 2] = true, [c + 3] = true, [c + 4] = true, [c + 5] = true, \
	[c + 6] = true, [c + 7] = true
		PLAIN_8(0x23), PLAIN_8(0x2b), PLAIN_8(0x33), PLAIN_8(0x3b), PLAIN_8(0x43),
		PLAIN_8(0x4b), PLAIN_8(0x53), [0x5b] = true, PLAIN_8(0x5d), PLAIN_8(0x65),
		PLAIN_8(0x6d), PLAIN_8(0x75), [0x7d] = true, [0x7e] = true,
#undef PLAIN_8
};

#ifdef __SSE2__

/* Copies a block; answers whether there is a byte in it that does not stand for itself. */
static inline __m128i
copy_block(char *to, const char *text)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);

	_mm_storeu_si128((__m128i *)(void *)to, bytes);
	return plain_exceptions(bytes);
}

/* Copies at least one block of text. The last one may be copied twice in part. False: not all of it is plain. */
static bool
copy_plain(char *to, const char *text, size_t length)
{
	__m128i odd = copy_block(to + length - PLAIN_BLOCK, text + length - PLAIN_BLOCK);

	for (size_t at = 0; at + PLAIN_BLOCK < length; at += PLAIN_BLOCK)
		odd = _mm_or_si128(odd, copy_block(to + at, text + at));
	return _mm_movemask_epi8(odd) == 0;
}

#else

static bool
copy_plain(char *to, const char *text, size_t length)
{
	uint64_t word;

	for (size_t at = 0; at + sizeof(word) < length; at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		if (!plain_word(word))
			return false;
	}
	memcpy(&word, text + length - sizeof(word), sizeof(word));
	memcpy(to, text, length);
	return plain_word(word);
}

#endif

/* Copies less than a block; False: not all of it is plain. First and last bytes may be looked at twice. */
static inline bool
copy_plain_short(char *to, const char *text, size_t length)
{
	if (length >= 8) {
		uint64_t first = load8(text), last = load8(text + length - 8);
		memcpy(to, &first, 8);
		memcpy(to + length - 8, &last, 8);
		return plain_word(first) && plain_word(last);
	}
	if (length >= 4) {
		uint32_t first = load4(text), last = load4(text + length - 4);
		memcpy(to, &first, 4);
		memcpy(to + length - 4, &last, 4);
		return plain_word((uint64_t)first << 32 | last);
	}
	for (size_t i = 0; i < length; i++) {
		if (!plain_bytes[(unsigned char)text[i]])
			return false;
		to[i] = text[i];
	}
	return true;
}

char *
escape_json(char *to, const char *text, size_t length)
{
	size_t at = 0;

	if (length >= PLAIN_BLOCK ? copy_plain(to, text, length) : copy_plain_short(to, text, length))
		return to + length;
	while (at < length) {
		uint64_t word;
		while (length - at >= sizeof(word)) {
			memcpy(&word, text + at, sizeof(word));
			if (!plain_word(word))
				break;
			memcpy(to, &word, sizeof(word));
			to += sizeof(word);
			at += sizeof(word);
		}
		/* Up to eight characters one by one, so that one special byte does not slow down the rest. */
		for (int i = 0; i < 8 && at < length; i++) {
			if (plain_bytes[(unsigned char)text[at]])
				*to++ = text[at++];
			else
				at += escape_json_character(&to, text + at, length - at);
		}
	}
	return to;
}

/* Would a terminal show nothing at all for it, or who knows what? Accents on the character before may stay. */
static bool
is_shapeless(uint32_t character)
{
	switch (g_unichar_type(character)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_UNASSIGNED:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR: return true;
	default: return false;
	}
}

void
escape_terminal(GString *line, const char *text, size_t length)
{
	size_t at = 0;

	while (at < length) {
		uint32_t character = 0;
		size_t size = utf8_character(text + at, length - at, &character);
		if (size == 0 || character < 0x20 || character == 0x7F)
			g_string_append_printf(line, "\\x%02x", (unsigned char)text[at]);
		else if (is_control(character) || is_shapeless(character))
			g_string_append_printf(line, "U+%04X", character);
		else
			g_string_append_len(line, text + at, (gssize)size);
		at += size ? size : 1;
	}
}
