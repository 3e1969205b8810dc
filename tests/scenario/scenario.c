/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/scenario/scenario.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/scenario/compose.h"
#include "tests/scenario/wire.h"

/* One line of the story and the indented lines below it. */
struct step {
	unsigned line;
	struct passage passage;
	const char *what;    /* behind the names and their words */
	GPtrArray *indented; /* char *, borrowed */
	bool wants_tcp, wants_udp;
};

void
scenario_fail(const struct scenario *scenario, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s:%u: ", scenario->path, scenario->line);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(2);
}

struct endpoint
actor_endpoint(const struct actor *actor, uint16_t port)
{
	struct endpoint endpoint = actor->endpoint;

	if (endpoint.port == 0)
		endpoint.port = port;
	return endpoint;
}

/* The actor of this name, made when it is new. */
static struct actor *
actor_of(struct scenario *scenario, const char *name)
{
	struct actor *actor;

	for (guint i = 0; i < scenario->actors->len; i++) {
		actor = g_ptr_array_index(scenario->actors, i);
		if (strcmp(actor->name, name) == 0)
			return actor;
	}
	actor = g_new0(struct actor, 1);
	actor->name = g_strdup(name);
	actor->endpoint.address = (struct address){4, {192, 0, 2, (uint8_t)(scenario->actors->len + 1)}};
	g_ptr_array_add(scenario->actors, actor);
	return actor;
}

static void
actor_free(gpointer data)
{
	struct actor *actor = data;

	g_free(actor->name);
	g_free(actor);
}

static void
told_message_free(gpointer data)
{
	struct told_message *message = data;

	g_free(message->method);
	g_free(message->start);
	g_ptr_array_unref(message->fields);
	g_string_free(message->raw, TRUE);
	g_string_free(message->body, TRUE);
	if (message->bytes)
		g_string_free(message->bytes, TRUE);
	g_free(message);
}

static void
variant_free(gpointer data)
{
	struct variant *variant = data;

	g_free(variant->title);
	g_ptr_array_unref(variant->cuts);
	g_free(variant);
}

static void
variant_add(struct scenario *scenario, const char *title)
{
	struct variant *variant = g_new0(struct variant, 1);

	variant->title = g_strdup(title);
	variant->cuts = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_ptr_array_add(scenario->variants, variant);
}

/* The word at *text, which moves behind it and the white space after it; NULL at the end. Free it. */
static char *
take_word(const char **text)
{
	size_t length = strcspn(*text, " \t");
	char *word = length ? g_strndup(*text, length) : NULL;

	*text += length;
	*text += strspn(*text, " \t");
	return word;
}

static bool
take_this_word(const char **text, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*text, word, length) != 0 || !strchr(" \t", (*text)[length]))
		return false;
	*text += length;
	*text += strspn(*text, " \t");
	return true;
}

/* A number that fills `text`. */
static uint64_t
number_of(const struct scenario *scenario, const char *text)
{
	char *end;
	uint64_t number = text ? g_ascii_strtoull(text, &end, 10) : 0;

	if (!text || end == text || *end != '\0')
		scenario_fail(scenario, "a number is needed, not \"%s\"", text ? text : "");
	return number;
}

/* Seconds as nanoseconds, rounded to the microseconds of a capture file. */
static int64_t
time_of(const struct scenario *scenario, const char *text)
{
	char *end;
	double seconds = text ? g_ascii_strtod(text, &end) : 0;

	if (!text || end == text || *end != '\0' || seconds < 0)
		scenario_fail(scenario, "a time in seconds is needed, not \"%s\"", text ? text : "");
	return (int64_t)(seconds * 1e6 + 0.5) * 1000;
}

static int
hex_of(char digit)
{
	return g_ascii_xdigit_value(digit);
}

/* Appends what stands between the quotes at `text`, escapes undone. */
static void
append_quoted(const struct scenario *scenario, const char *text, GString *to)
{
	static const char LETTERS[] = "rnt0\"\\", MEANINGS[] = "\r\n\t\0\"\\";

	if (*text++ != '"')
		scenario_fail(scenario, "bytes are given in quotes");
	for (; *text && *text != '"'; text++) {
		const char *letter;
		if (*text != '\\') {
			g_string_append_c(to, *text);
		} else if (text[1] == 'x' && hex_of(text[2]) >= 0 && hex_of(text[3]) >= 0) {
			g_string_append_c(to, (char)(hex_of(text[2]) << 4 | hex_of(text[3])));
			text += 3;
		} else {
			letter = text[1] ? strchr(LETTERS, text[1]) : NULL;
			if (!letter)
				scenario_fail(scenario, "unknown escape \\%c", text[1]);
			g_string_append_c(to, MEANINGS[letter - LETTERS]);
			text++;
		}
	}
	if (strcmp(text, "\"") != 0)
		scenario_fail(scenario, "the closing quote is missing or not the end of the line");
}

static void
append_sdp(const struct told_message *message)
{
	struct endpoint endpoint = actor_endpoint(message->from, 0);
	char text[ENDPOINT_TEXT_SIZE];
	bool v6 = endpoint.address.family == 6;
	char *address = g_strdup(endpoint_text(&endpoint, text));

	/* Without the port, and without the brackets of IPv6. */
	*strrchr(address, ':') = '\0';
	g_strdelimit(address, "[]", ' ');
	g_strstrip(address);
	g_string_append_printf(message->body,
						   "v=0\r\no=%s 1 1 IN IP%d %s\r\ns=-\r\nc=IN IP%d %s\r\nt=0 0\r\n"
						   "m=audio 40000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n",
						   message->from->name, v6 ? 6 : 4, address, v6 ? 6 : 4, address);
	g_free(address);
}

static void
read_body(const struct scenario *scenario, struct told_message *message, const char *text)
{
	uint64_t bytes;

	if (*text == '"') {
		append_quoted(scenario, text, message->body);
		return;
	}
	if (strcmp(text, "sdp") == 0) {
		append_sdp(message);
		return;
	}
	if (sscanf(text, "%" G_GUINT64_FORMAT " bytes", &bytes) != 1)
		scenario_fail(scenario, "a body is \"text\", sdp, or N bytes");
	for (uint64_t i = 0; i < bytes; i++)
		g_string_append_c(message->body, (char)('a' + i % 26));
}

static void
read_field(const struct scenario *scenario, struct told_message *message, const char *text)
{
	const char *colon = strchr(text, ':');
	char *name;

	if (!colon)
		scenario_fail(scenario, "\"%s\" is no header field and nothing else that may stand here", text);
	name = g_strndup(text, (gsize)(colon - text));
	colon++;
	fields_take(message->fields, name, g_strdup(colon + strspn(colon, " \t")));
	g_free(name);
}

/* What an indented line adds to a message. Those of the capture, copy and again, come later. */
static void
read_indented(const struct scenario *scenario, struct told_message *message, GPtrArray *left_out,
			  const char *text)
{
	if (take_this_word(&text, "body"))
		read_body(scenario, message, text);
	else if (take_this_word(&text, "raw"))
		append_quoted(scenario, text, message->raw);
	else if (strcmp(text, "chunked") == 0)
		message->chunked = true;
	else if (strcmp(text, "until close") == 0)
		message->until_close = true;
	else if (strcmp(text, "later") == 0)
		message->later = true;
	else if (take_this_word(&text, "in"))
		message->segments = MAX((unsigned)strtoul(text, NULL, 10), 1);
	else if (*text == '-')
		g_ptr_array_add(left_out, g_strdup(text + 1));
	else if (strcmp(text, "copy") != 0 && strcmp(text, "again") != 0)
		read_field(scenario, message, text);
}

static struct told_packet *
last_packet(const struct scenario *scenario)
{
	if (scenario->packets->len == 0)
		scenario_fail(scenario, "there is no packet before this line");
	return g_ptr_array_index(scenario->packets, scenario->packets->len - 1);
}

static struct told_packet *
packet_numbered(const struct scenario *scenario, const char *text)
{
	uint64_t number = number_of(scenario, text);

	if (number < 1 || number > scenario->packets->len)
		scenario_fail(scenario, "there is no frame %s before this line", text);
	return g_ptr_array_index(scenario->packets, number - 1);
}

/* A start line, or NULL when `text` is something else. */
static struct told_message *
told_message_new(const struct step *step, const char *text)
{
	struct told_message *message;
	bool http = strstr(text, "HTTP/") != NULL, sip = strstr(text, "SIP/") != NULL;
	g_auto(GStrv) words = g_strsplit(text, " ", 3);

	if ((!http && !sip) || !words[1])
		return NULL;
	message = g_new0(struct told_message, 1);
	message->from = step->passage.from;
	message->to = step->passage.to;
	message->protocol = sip ? PROTOCOL_SIP : PROTOCOL_HTTP;
	message->is_response = g_str_has_prefix(text, "HTTP/") || g_str_has_prefix(text, "SIP/");
	message->status = message->is_response ? (unsigned)strtoul(words[1], NULL, 10) : 0;
	message->method = g_strdup(message->is_response ? "" : words[0]);
	message->start = g_strdup(text);
	message->fields = g_ptr_array_new_with_free_func(field_line_free);
	message->raw = g_string_new(NULL);
	message->body = g_string_new(NULL);
	message->segments = 1;
	return message;
}

static void
tell_message(struct scenario *scenario, struct step *step, struct told_message *message)
{
	GPtrArray *left_out = g_ptr_array_new_with_free_func(g_free);

	step->passage.port = message->protocol == PROTOCOL_SIP ? SIP_PORT : HTTP_PORT;
	step->passage.over_tcp = step->wants_tcp || (!step->wants_udp && (message->protocol == PROTOCOL_HTTP ||
																	  scenario->sip_over_tcp));
	message->over_tcp = step->passage.over_tcp;
	for (guint i = 0; i < step->indented->len; i++)
		read_indented(scenario, message, left_out, g_ptr_array_index(step->indented, i));
	compose_message(scenario, message, left_out);
	g_ptr_array_add(scenario->messages, message);
	wire_message(scenario, &step->passage, message);
	for (guint i = 0; i < step->indented->len; i++) {
		const char *text = g_ptr_array_index(step->indented, i);
		if (strcmp(text, "copy") == 0 || strcmp(text, "again") == 0)
			wire_repeat(scenario, step->passage.time, last_packet(scenario), *text == 'c');
	}
	g_ptr_array_unref(left_out);
}

static void
tell_icmp(struct scenario *scenario, const struct step *step, const char *text)
{
	g_autofree char *name = take_word(&text);

	if (!take_this_word(&text, "about") ||
		!wire_icmp(scenario, &step->passage, name, packet_numbered(scenario, text)))
		scenario_fail(scenario, "icmp needs a known name and \"about FRAME\"");
}

static void
tell_connect(struct scenario *scenario, const struct step *step, const char *text)
{
	if (*text == '\0')
		wire_connect(scenario, &step->passage);
	else if (strcmp(text, "refused") == 0)
		wire_connect_refused(scenario, &step->passage);
	else if (strcmp(text, "silent") == 0)
		wire_connect_silent(scenario, &step->passage);
	else
		scenario_fail(scenario, "connect may be refused or silent");
}

static void
tell_bytes(struct scenario *scenario, const struct step *step, enum content_kind kind, const char *text)
{
	GString *bytes = g_string_new(NULL);

	append_quoted(scenario, text, bytes);
	wire_bytes(scenario, &step->passage, kind, bytes);
	g_string_free(bytes, TRUE);
}

/* A handshake record with a ClientHello of TLS 1.2, cut short: RFC 5246 sections 6.2.1 and 7.4.1.2. */
static const char CLIENT_HELLO[] = "\"\\x16\\x03\\x01\\x00\\x2d\\x01\\x00\\x00\\x29\\x03\\x03"
								   "abcdefghijklmnopqrstuvwxyz012345"
								   "\\x00\\x00\\x02\\x00\\x2f\\x01\\x00\"";

static void
tell_other(struct scenario *scenario, struct step *step)
{
	const char *text = step->what;

	step->passage.port = scenario->sip_over_tcp ? SIP_PORT : HTTP_PORT;
	step->passage.over_tcp = !step->wants_udp;
	if (take_this_word(&text, "rest"))
		wire_rest(scenario, &step->passage, strtoul(text, NULL, 10));
	else if (take_this_word(&text, "connect"))
		tell_connect(scenario, step, text);
	else if (strcmp(text, "fin") == 0)
		wire_close(scenario, &step->passage);
	else if (strcmp(text, "rst") == 0)
		wire_reset(scenario, &step->passage);
	else if (take_this_word(&text, "lost"))
		wire_lose(scenario, &step->passage, (uint32_t)strtoul(text, NULL, 10));
	else if (strcmp(text, "tls") == 0)
		tell_bytes(scenario, step, CONTENT_TLS, CLIENT_HELLO);
	else if (take_this_word(&text, "other"))
		tell_bytes(scenario, step, CONTENT_OTHER, text);
	else if (take_this_word(&text, "icmp"))
		tell_icmp(scenario, step, text);
	else if (take_this_word(&text, "name-not-found"))
		wire_name_answer(scenario, &step->passage, text, 3);
	else if (take_this_word(&text, "name-server-failed"))
		wire_name_answer(scenario, &step->passage, text, 2);
	else
		scenario_fail(scenario, "\"%s\" is neither a start line nor an event", text);
}

/* Raw bytes go over UDP from the SIP port unless the actors, or the line, say TCP. */
static void
tell_raw(struct scenario *scenario, struct step *step, const char *text)
{
	step->passage.over_tcp = step->wants_tcp || (!step->wants_udp && scenario->connections->len > 0);
	step->passage.port = scenario->sip_over_tcp || !step->passage.over_tcp ? SIP_PORT : HTTP_PORT;
	tell_bytes(scenario, step, CONTENT_RAW, text);
}

static void
read_passage(struct scenario *scenario, struct step *step)
{
	g_autofree char *from = take_word(&step->what);
	g_autofree char *arrow = take_word(&step->what);
	g_autofree char *to = take_word(&step->what);

	if (!from || !arrow || !to || strcmp(arrow, ">") != 0)
		scenario_fail(scenario, "a line of the story is TIME ALICE > BOB and what happens");
	step->passage.from = actor_of(scenario, from);
	step->passage.to = actor_of(scenario, to);
	step->passage.number = 1;
	for (;;) {
		if (take_this_word(&step->what, "tcp")) {
			step->wants_tcp = true;
		} else if (take_this_word(&step->what, "udp")) {
			step->wants_udp = true;
		} else if (take_this_word(&step->what, "and")) {
			step->passage.joined = true;
		} else if (*step->what == '#') {
			g_autofree char *number = take_word(&step->what);
			step->passage.number = (unsigned)number_of(scenario, number + 1);
		} else {
			return;
		}
	}
}

static void
tell_between(struct scenario *scenario, struct step *step)
{
	struct told_message *message;
	const char *text;

	read_passage(scenario, step);
	text = step->what;
	if (take_this_word(&text, "raw")) {
		tell_raw(scenario, step, text);
		return;
	}
	message = told_message_new(step, step->what);
	if (message)
		tell_message(scenario, step, message);
	else
		tell_other(scenario, step);
}

static void
tell(struct scenario *scenario, struct step *step)
{
	bool copied = g_str_has_prefix(step->what, "copy");

	scenario->line = step->line;
	if (strcmp(step->what, "the capture ends") == 0) {
		if (step->passage.time > last_packet(scenario)->time)
			wire_unrelated(scenario, step->passage.time);
	} else if (take_this_word(&step->what, copied ? "copy" : "again")) {
		bool farther = take_this_word(&step->what, "farther");
		const struct told_packet *before = *step->what ? packet_numbered(scenario, step->what)
													   : last_packet(scenario);
		wire_repeat(scenario, step->passage.time, before, copied)->routers += farther;
	} else {
		tell_between(scenario, step);
	}
}

static void
read_host(struct scenario *scenario, const char *text)
{
	g_autofree char *name = take_word(&text);
	struct actor *actor = actor_of(scenario, name ? name : "");
	g_autofree char *address = g_strdup(text);
	bool v6 = *address == '[';
	char *colon = v6 ? strstr(address, "]:") : strchr(address, ':');
	char *end = v6 ? strchr(address, ']') : colon;

	actor->endpoint.address.family = v6 ? 6 : 4;
	if (colon)
		actor->endpoint.port = (uint16_t)number_of(scenario, strrchr(address, ':') + 1);
	if (end)
		*end = '\0';
	memset(actor->endpoint.address.bytes, 0, sizeof(actor->endpoint.address.bytes));
	if (inet_pton(v6 ? AF_INET6 : AF_INET, address + v6, actor->endpoint.address.bytes) != 1)
		scenario_fail(scenario, "\"%s\" is no address", text);
}

static void
read_cut(struct scenario *scenario, const char *line)
{
	struct variant *variant = g_ptr_array_index(scenario->variants, scenario->variants->len - 1);
	g_autofree char *single = g_strdup(line);
	GRegex *spaces = g_regex_new("\\s+", 0, 0, NULL);

	g_ptr_array_add(variant->cuts, g_regex_split(spaces, g_strstrip(single), 0));
	g_regex_unref(spaces);
}

/* Lines that are neither told nor indented. Expectations are for whoever compares. */
static void
read_directive(struct scenario *scenario, const char *line)
{
	const char *text = line;

	if (take_this_word(&text, "host"))
		read_host(scenario, text);
	else if (take_this_word(&text, "transport"))
		scenario->sip_over_tcp = strcmp(text, "tcp") == 0;
	else if (take_this_word(&text, "variant"))
		variant_add(scenario, text);
	else if (take_this_word(&text, "cut") || take_this_word(&text, "snap") || take_this_word(&text, "swap"))
		read_cut(scenario, line);
	else if (!take_this_word(&text, "expect") && !take_this_word(&text, "ignore"))
		scenario_fail(scenario, "\"%s\" is no line of a scenario", line);
}

/* Tells the step whose lines are all read. */
static void
finish_step(struct scenario *scenario, struct step *step)
{
	unsigned line = scenario->line;

	if (step->what)
		tell(scenario, step);
	scenario->line = line;
	g_ptr_array_set_size(step->indented, 0);
	*step = (struct step){.indented = step->indented};
}

static void
read_line(struct scenario *scenario, struct step *step, char *line)
{
	bool indented = *line == ' ' || *line == '\t';

	g_strchomp(line);
	if (*line == '\0' || *line == '#')
		return;
	if (indented) {
		if (!step->what)
			scenario_fail(scenario, "an indented line belongs to a line of the story");
		g_ptr_array_add(step->indented, line + strspn(line, " \t"));
		return;
	}
	finish_step(scenario, step);
	if (!scenario->title) {
		scenario->title = g_strdup(line);
		variant_add(scenario, line);
	} else if (g_ascii_isdigit(*line)) {
		const char *text = line;
		g_autofree char *time = take_word(&text);
		step->line = scenario->line;
		step->passage.time = time_of(scenario, time);
		step->what = text;
	} else {
		read_directive(scenario, line);
	}
}

struct scenario *
scenario_read(const char *path)
{
	struct scenario *scenario = g_new0(struct scenario, 1);
	struct step step = {.indented = g_ptr_array_new()};
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	scenario->path = path;
	scenario->actors = g_ptr_array_new_with_free_func(actor_free);
	scenario->messages = g_ptr_array_new_with_free_func(told_message_free);
	scenario->connections = g_ptr_array_new_with_free_func(g_free);
	scenario->packets = g_ptr_array_new_with_free_func(told_packet_free);
	scenario->variants = g_ptr_array_new_with_free_func(variant_free);
	if (!g_file_get_contents(path, &text, NULL, NULL))
		scenario_fail(scenario, "cannot be read");
	lines = g_strsplit(text, "\n", -1);
	for (scenario->line = 1; lines[scenario->line - 1]; scenario->line++)
		read_line(scenario, &step, lines[scenario->line - 1]);
	finish_step(scenario, &step);
	g_ptr_array_unref(step.indented);
	return scenario;
}

void
scenario_free(struct scenario *scenario)
{
	g_free(scenario->title);
	g_ptr_array_unref(scenario->actors);
	g_ptr_array_unref(scenario->messages);
	g_ptr_array_unref(scenario->connections);
	g_ptr_array_unref(scenario->packets);
	g_ptr_array_unref(scenario->variants);
	g_free(scenario);
}
