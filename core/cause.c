/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/cause.h"

#include <glib.h>

#include "core/load.h"
#include "core/password.h"
#include "core/plain.h"
#include "core/pool.h"
#include "core/status.h"
#include "core/value.h"

/* The most causes that are read of one field; ours. */
#define CAUSES_MAX 3

/* So many bytes are kept of what is said, and of who says it; ours. */
#define CAUSE_TEXT_MAX 200
#define CAUSE_BY_MAX   64

/* A cause as it is read, and what it borrows of the message for its texts. */
struct cause_parts {
	struct cause cause;
	struct slice by, text;
};

/* The same of eight bytes and more, of which few are no printable ASCII either. */
static bool
is_plain_by_words(struct slice part)
{
	uint64_t word = load8(part.bytes + part.length - 8);
	bool plain = plain_word(word) && !plain_zero_bytes(word ^ PLAIN_EACH('@'));

	for (size_t i = 0; plain && i + 8 < part.length; i += 8) {
		word = load8(part.bytes + i);
		plain = plain_word(word) && !plain_zero_bytes(word ^ PLAIN_EACH('@'));
	}
	return plain;
}

/* Can it be told as it stands? Nearly all can. */
static bool
is_plain(struct slice part, size_t most)
{
	bool plain = part.length <= most;

	if (plain && part.length >= 8 && is_plain_by_words(part))
		return true;
	for (size_t i = 0; plain && i < part.length; i++)
		plain = (unsigned char)part.bytes[i] >= ' ' && part.bytes[i] != '\\' && part.bytes[i] != '@';
	return plain;
}

/*
 * A part of a value as text, to be freed: escapes undone, line breaks and zeros made visible as what they stand for, passwords
 * masked. Only then it is cut: what a cut leaves of a URI might be its password.
 */
static char *
text_take(struct slice part, size_t most)
{
	char *text = g_malloc(part.length + 1), *end = text;

	for (size_t i = 0; i < part.length; i++) {
		char c = part.bytes[i];
		if (c == '\\' && i + 1 < part.length)
			c = part.bytes[++i];
		*end++ = ascii_is_space(c) ? ' ' : c ? c : '\x1a';
	}
	*end = '\0';
	char *whole = password_mask_sentence(text);
	struct slice kept = slice_head(slice_of(whole), most);
	char *told = kept.length < strlen(whole) ? g_strdup_printf("%.*s...", (int)kept.length, kept.bytes)
											 : g_strdup(whole);
	g_free(whole);
	return told;
}

static struct slice
without_quotes(struct slice value)
{
	size_t length = value_quoted_length(value);

	return length >= 2 ? (struct slice){value.bytes + 1, length - 2} : value;
}

/* The beginning of *rest up to white space or a quotation mark; *rest is moved behind it and the white space there. */
static struct slice
word_take(struct slice *rest)
{
	struct slice word = {rest->bytes, 0};

	while (word.length < rest->length && !ascii_is_space(rest->bytes[word.length]) &&
		   rest->bytes[word.length] != '"')
		word.length++;
	*rest = slice_trim(slice_after(*rest, word.length));
	return word;
}

static void
code_look_up(struct cause *cause, enum cause_set set)
{
	cause->known = cause_code_find(set, cause->code);
	cause->phrase = cause->known ? cause->known->phrase : NULL;
}

/* warning-value = warn-code SP warn-agent SP warn-text. What is not written so is text as a whole. */
static void
warning_read(struct cause_parts *parts, struct slice value)
{
	struct slice rest = value, code = word_take(&rest);
	uint64_t number;

	if (code.length != 3 || !value_number(code, 999, &number)) {
		parts->text = value;
		return;
	}
	parts->cause.has_code = true;
	parts->cause.code = (uint32_t)number;
	parts->by = word_take(&rest);
	parts->text = without_quotes(rest);
	code_look_up(&parts->cause, CAUSES_WARNING);
}

/* The reason phrase of a status. NULL: it has none, and the table says so in brackets. */
static const char *
phrase_of_status(uint32_t code)
{
	const struct status *status = code < 1000 ? status_find(PROTOCOL_SIP, code) : NULL;

	return status && status->phrase[0] != '(' ? status->phrase : NULL;
}

/* reason-value = protocol *( ";" ( "cause=" / "text=" / ... ) ) */
static void
reason_read(struct cause_parts *parts, struct slice value)
{
	struct slice protocol = {value.bytes, 0}, name, parameter;
	uint64_t number = 0;

	while (protocol.length < value.length && value.bytes[protocol.length] != ';')
		protocol.length++;
	struct slice rest = slice_after(value, protocol.length);
	parts->by = protocol = slice_trim(protocol);
	while (value_next_parameter(&rest, &name, &parameter)) {
		if (slice_equal_nocase(name, SLICE("text")) && !parts->text.length)
			parts->text = parameter;
		else if (slice_equal_nocase(name, SLICE("cause")) && !parts->cause.has_code)
			parts->cause.has_code = value_number(parameter, UINT32_MAX, &number);
	}
	if (!parts->cause.has_code)
		return;
	parts->cause.code = (uint32_t)number;
	if (slice_equal_nocase(protocol, slice_of(cause_set_name(CAUSES_Q850))))
		code_look_up(&parts->cause, CAUSES_Q850);
	else if (slice_equal_nocase(protocol, SLICE("SIP")))
		parts->cause.phrase = phrase_of_status(parts->cause.code);
}

/* Copies `text` to *at, which is moved behind it and a zero. */
static const char *
text_place(char **at, struct slice text)
{
	char *copy = *at;

	memcpy(copy, text.bytes, text.length);
	copy[text.length] = '\0';
	*at += text.length + 1;
	return copy;
}

/* The text that a part is told as; what it takes from the heap goes to *owned. */
static struct slice
text_of(struct slice part, size_t most, char **owned)
{
	*owned = is_plain(part, most) ? NULL : text_take(part, most);
	return *owned ? slice_of(*owned) : part;
}

static struct cause *
cause_new(struct pool *pool, const struct cause_parts *parts)
{
	char *owned[2];
	struct slice by = text_of(parts->by, CAUSE_BY_MAX, &owned[0]);
	struct slice text = text_of(parts->text, CAUSE_TEXT_MAX, &owned[1]);
	size_t size = sizeof(struct cause) + by.length + 1 + text.length + 1;
	struct cause *cause = pool_take(pool, size);
	char *at = (char *)(cause + 1);

	*cause = parts->cause;
	cause->by = by.length ? text_place(&at, by) : NULL;
	cause->text = text.length ? text_place(&at, text) : NULL;
	cause->size = size;
	g_free(owned[0]);
	g_free(owned[1]);
	return cause;
}

struct cause *
causes_read(struct pool *pool, const struct message *message)
{
	static const struct {
		enum field_id field;
		void (*read)(struct cause_parts *parts, struct slice value);
	} fields[] = {{FIELD_WARNING, warning_read}, {FIELD_REASON, reason_read}};
	struct cause *first = NULL, **end = &first;

	for (size_t i = 0; i < G_N_ELEMENTS(fields) && message->protocol == PROTOCOL_SIP; i++) {
		struct field_walk walk = {0};
		struct slice value;
		for (unsigned count = 0;
			 count < CAUSES_MAX && message_next_value(message, fields[i].field, &walk, &value);) {
			struct cause_parts parts = {.cause = {
											.frame = message->seen.frame,
											.method = message->is_response ? METHOD_OTHER : message->method,
											.field = fields[i].field,
										}};
			value = slice_trim(value);
			if (!value.length)
				continue;
			fields[i].read(&parts, value);
			*end = cause_new(pool, &parts);
			end = &(*end)->next;
			count++;
		}
	}
	return first;
}

void
causes_give(struct pool *pool, struct cause *causes)
{
	while (causes) {
		struct cause *next = causes->next;
		pool_give(pool, causes, causes->size);
		causes = next;
	}
}

struct cause *
causes_join(struct cause *causes, struct cause *more)
{
	struct cause **end = &causes;

	while (*end)
		end = &(*end)->next;
	*end = more;
	return causes;
}

struct cause *
causes_copy(const struct cause *causes)
{
	struct cause *first = NULL, **end = &first;

	for (; causes; causes = causes->next) {
		struct cause *copy = g_memdup2(causes, causes->size);
		char *at = (char *)(copy + 1);
		copy->by = causes->by ? text_place(&at, slice_of(causes->by)) : NULL;
		copy->text = causes->text ? text_place(&at, slice_of(causes->text)) : NULL;
		copy->next = NULL;
		*end = copy;
		end = &copy->next;
	}
	return first;
}

void
causes_free(struct cause *causes)
{
	while (causes) {
		struct cause *next = causes->next;
		g_free(causes);
		causes = next;
	}
}

/* "17", "307 of gw.example.com", "Q.850 17". */
static void
put_code(GString *line, const struct cause *cause)
{
	bool is_warning = cause->field == FIELD_WARNING;

	if (cause->by && !is_warning)
		g_string_append_printf(line, " %s", cause->by);
	if (cause->has_code)
		g_string_append_printf(line, " %u", cause->code);
	if (cause->by && is_warning)
		g_string_append_printf(line, " of %s", cause->by);
}

char *
cause_text(const struct cause *cause)
{
	GString *line = g_string_new(NULL);

	if (cause->method != METHOD_OTHER)
		g_string_printf(line, "%s in frame %u: ", method_name(cause->method), cause->frame);
	g_string_append(line, field_name(cause->field));
	put_code(line, cause);
	if (cause->phrase)
		g_string_append_printf(line, ", %s", cause->phrase);
	/* Many send the phrase as their text. */
	if (cause->text && !(cause->phrase && g_ascii_strcasecmp(cause->text, cause->phrase) == 0))
		g_string_append_printf(line, ", \"%s\"", cause->text);
	g_string_append_c(line, '.');
	return g_string_free(line, FALSE);
}
