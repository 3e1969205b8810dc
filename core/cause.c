/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/cause.h"

#include <glib.h>

#include "core/password.h"
#include "core/status.h"
#include "core/value.h"

/* The most causes of one response; ours. */
#define CAUSES_MAX 4

/* So many bytes of a text are kept; ours. */
#define CAUSE_TEXT_MAX 300

/*
 * A quoted string or a token as text: escapes undone, line breaks and zeros made visible as what they stand for. Of a long
 * one whole words only: what a cut would leave of a URI might be its password.
 */
static char *
text_take(struct slice value)
{
	struct slice head = slice_head(value, CAUSE_TEXT_MAX);
	GString *text = g_string_sized_new(head.length + 4);

	while (head.length < value.length && head.length > 0 && head.bytes[head.length - 1] != ' ')
		head.length--;
	for (size_t i = 0; i < head.length; i++) {
		char c = head.bytes[i];
		if (c == '\\' && i + 1 < head.length)
			c = head.bytes[++i];
		g_string_append_c(text, ascii_is_space(c) ? ' ' : c ? c : '\x1a');
	}
	if (head.length < value.length)
		g_string_append(text, "...");
	return password_mask_sentence(g_string_free(text, FALSE));
}

static char *
text_take_if(struct slice value)
{
	return value.length ? text_take(value) : NULL;
}

static struct slice
without_quotes(struct slice value)
{
	size_t length = value_quoted_length(value);

	return length >= 2 ? (struct slice){value.bytes + 1, length - 2} : value;
}

/* The first word of *rest, which is moved behind it and the white space there. */
static struct slice
word_take(struct slice *rest)
{
	struct slice word = {rest->bytes, 0};

	while (word.length < rest->length && !ascii_is_space(rest->bytes[word.length]))
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
warning_read(struct cause *cause, struct slice value)
{
	struct slice rest = value, code = word_take(&rest), agent = word_take(&rest);
	uint64_t number;

	if (code.length != 3 || !value_number(code, 999, &number)) {
		cause->text = text_take(value);
		return;
	}
	cause->code = (unsigned)number;
	cause->by = text_take_if(agent);
	cause->text = text_take_if(without_quotes(rest));
	code_look_up(cause, CAUSES_WARNING);
}

/* reason-value = protocol *( ";" ( "cause=" / "text=" / ... ) ) */
static void
reason_read(struct cause *cause, struct slice value)
{
	struct slice protocol = {value.bytes, 0}, parameter;
	uint64_t number;

	while (protocol.length < value.length && value.bytes[protocol.length] != ';')
		protocol.length++;
	protocol = slice_trim(protocol);
	cause->by = text_take_if(protocol);
	if (value_parameter(value, "text", &parameter))
		cause->text = text_take_if(parameter);
	if (!value_parameter(value, "cause", &parameter) || !value_number(parameter, 999, &number))
		return;
	cause->code = (unsigned)number;
	if (slice_equal_nocase(protocol, slice_of(cause_set_name(CAUSES_Q850)))) {
		code_look_up(cause, CAUSES_Q850);
	} else if (slice_equal_nocase(protocol, SLICE("SIP"))) {
		const struct status *status = status_find(PROTOCOL_SIP, cause->code);
		cause->phrase = status ? status->phrase : NULL;
	}
}

struct cause *
causes_read(const struct message *message)
{
	static const struct {
		enum field_id field;
		void (*read)(struct cause *cause, struct slice value);
	} fields[] = {{FIELD_WARNING, warning_read}, {FIELD_REASON, reason_read}};
	struct cause *first = NULL, **end = &first;
	unsigned count = 0;

	if (message->protocol != PROTOCOL_SIP)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		struct field_walk walk = {0};
		struct slice value;
		while (count < CAUSES_MAX && message_next_value(message, fields[i].field, &walk, &value)) {
			value = slice_trim(value);
			if (!value.length)
				continue;
			*end = g_new0(struct cause, 1);
			(*end)->frame = message->seen.frame;
			(*end)->method = message->is_response ? METHOD_OTHER : (enum method)message->method;
			(*end)->field = fields[i].field;
			fields[i].read(*end, value);
			end = &(*end)->next;
			count++;
		}
	}
	return first;
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
		*end = g_memdup2(causes, sizeof *causes);
		(*end)->by = g_strdup(causes->by);
		(*end)->text = g_strdup(causes->text);
		(*end)->next = NULL;
		end = &(*end)->next;
	}
	return first;
}

void
causes_free(struct cause *causes)
{
	while (causes) {
		struct cause *next = causes->next;
		g_free(causes->by);
		g_free(causes->text);
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
	if (cause->code)
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
