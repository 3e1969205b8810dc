/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/message.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#include "core/token.h"
#include "core/value.h"

/* Ours: no registered method has more than 18 letters, RFC 4475's wildest 42. */
#define METHOD_LENGTH_MAX 64

/* The lines of a head, one after the other, and how they ended. */
struct line_reader {
	const char *at;
	const char *end;
	bool all_there;    /* the last line may lack its line break */
	size_t lf_count;   /* line breaks passed */
	size_t crlf_count; /* of them with CR */
};

/* Most bytes asked about are letters: they are answered with the first comparison. */
static inline bool
is_blank(char c)
{
	return (unsigned char)c <= ' ' && (c == ' ' || c == '\t');
}

static struct slice
between(const char *start, const char *end)
{
	return (struct slice){start, (size_t)(end - start)};
}

/* A bare CR at an end is to be read as a space: RFC 9112 section 2.2. */
static inline bool
is_blank_or_cr(char c)
{
	return (unsigned char)c <= ' ' && (c == ' ' || c == '\t' || c == '\r');
}

/* Without spaces and tabs at both ends. */
static inline struct slice
trim_blanks(struct slice s)
{
	const char *start = s.bytes, *end = s.bytes + s.length;

	while (start < end && is_blank_or_cr(*start))
		start++;
	while (start < end && is_blank_or_cr(end[-1]))
		end--;
	return between(start, end);
}

static bool
has_blank(struct slice s)
{
	return s.length && (memchr(s.bytes, ' ', s.length) || memchr(s.bytes, '\t', s.length));
}

/* The next line without its line break; false when there is none, or not yet all of it. */
static inline bool
line_next(struct line_reader *reader, struct slice *line)
{
	if (reader->at == reader->end)
		return false;
	const char *start = reader->at;
	const char *stop = memchr(start, '\n', (size_t)(reader->end - start));
	if (!stop && !reader->all_there)
		return false;

	reader->at = stop ? stop + 1 : reader->end;
	reader->lf_count += stop != NULL;
	stop = stop ? stop : reader->end;
	if (stop > start && stop[-1] == '\r') {
		reader->crlf_count++;
		stop--;
	}
	*line = between(start, stop);
	return true;
}

/* How many bytes of empty lines stand before the start line. */
static size_t
blank_lines_length(struct slice bytes)
{
	size_t n = 0;

	while (n < bytes.length && (bytes.bytes[n] == '\r' || bytes.bytes[n] == '\n'))
		n++;
	return n;
}

/* 1*2DIGIT at *at; -1 when there is none. One digit is what both protocols have today. */
static int
version_digits(const char **at, const char *end)
{
	int number = -1;

	for (int n = 0; n < 2 && *at < end && ascii_is_digit(**at); n++, (*at)++)
		number = (number < 0 ? 0 : number) * 10 + (**at - '0');
	return number;
}

/*
 * HTTP-version = "HTTP/" DIGIT "." DIGIT, case-sensitive (RFC 9112 section 2.3)
 * SIP-Version  = "SIP" "/" 1*DIGIT "." 1*DIGIT, in any case (RFC 3261 section 7.1)
 * Gives the number of bytes the version takes at the beginning of `text`; 0: it has none.
 */
static size_t
version_read(struct message *message, struct slice text)
{
	const char *at = text.bytes, *end = text.bytes + text.length;

	if (slice_starts_with(text, SLICE("HTTP/"))) {
		message->protocol = PROTOCOL_HTTP;
		at += sizeof("HTTP/") - 1;
	} else if (text.length >= 4 &&
			   (memcmp(at, "SIP/", 4) == 0 || slice_equal_nocase((struct slice){at, 4}, SLICE("SIP/")))) {
		message->protocol = PROTOCOL_SIP;
		at += sizeof("SIP/") - 1;
	} else {
		return 0;
	}
	int major = version_digits(&at, end);
	if (major < 0 || at == end || *at++ != '.')
		return 0;
	int minor = version_digits(&at, end);
	if (minor < 0)
		return 0;

	message->version_major = (uint8_t)major;
	message->version_minor = (uint8_t)minor;
	if (message->protocol == PROTOCOL_HTTP ? major != 1 : major != 2 || minor != 0)
		message->oddities |= ODDITY_VERSION;
	return (size_t)(at - text.bytes);
}

/* Status-Code = 3DIGIT. What is no number of up to three digits stays 0. */
static void
status_read(struct message *message, struct slice text)
{
	unsigned status = 0;

	for (size_t i = 0; i < text.length; i++) {
		if (text.length > 3 || !ascii_is_digit(text.bytes[i])) {
			status = 0;
			break;
		}
		status = status * 10 + (unsigned)(text.bytes[i] - '0');
	}
	message->status = (uint16_t)status;
	if (text.length != 3 || status < 100 || status > 699)
		message->oddities |= ODDITY_STATUS_NOT_3DIGIT;
}

/*
 * Status-Line = version SP Status-Code SP Reason-Phrase (RFC 9112 section 4, RFC 3261 section 7.2). `line`
 * begins with a version of `version_length` bytes. Gives NULL, or the first byte that cannot be.
 */
static const char *
status_line_read(struct message *message, struct slice line, size_t version_length)
{
	const char *end = line.bytes + line.length;
	const char *code = line.bytes + version_length;

	while (code < end && is_blank(*code))
		code++;
	size_t space = (size_t)(code - line.bytes) - version_length;
	if (space == 0 || code == end || !ascii_is_digit(*code))
		return code;
	const char *code_end = code;
	while (code_end < end && !is_blank(*code_end))
		code_end++;

	message->is_response = true;
	status_read(message, between(code, code_end));
	message->reason = trim_blanks(between(code_end, end));
	if (space > 1 || code[-1] == '\t' || (code_end < end && *code_end == '\t'))
		message->oddities |= ODDITY_EXTRA_SPACE;
	if (code_end == end)
		message->oddities |= ODDITY_NO_REASON;
	return NULL;
}

/*
 * request-line = method SP request-target SP version (RFC 9112 section 3, RFC 3261 section 7.1). A target
 * with spaces in it is not allowed but seen: the method is the first word, the version the last, and the
 * target all between. Gives NULL, or the first byte that cannot be.
 */
static const char *
request_line_read(struct message *message, struct slice line)
{
	struct slice method = {line.bytes, token_length(line)};
	struct slice rest = trim_blanks(slice_after(line, method.length));
	size_t word = rest.length;

	if (method.length == 0 || method.length > METHOD_LENGTH_MAX || method.length == line.length ||
		!is_blank(line.bytes[method.length]))
		return line.bytes + method.length;
	while (word > 0 && !is_blank(rest.bytes[word - 1]))
		word--;
	struct slice version = slice_after(rest, word);
	struct slice target = trim_blanks((struct slice){rest.bytes, word});
	if (target.length == 0 || version_read(message, version) != version.length)
		return version.bytes;
	/* The preface of HTTP/2 looks like a request so that HTTP/1 servers refuse it: RFC 7540 section 3.5. */
	if (slice_equal(method, SLICE("PRI")) && slice_equal(version, SLICE("HTTP/2.0")))
		return line.bytes;

	message->method_text = method;
	message->method = (uint8_t)method_find(method);
	message->target = target;
	if (method.length + 1 + target.length + 1 + version.length != line.length || has_blank(target) ||
		line.bytes[method.length] == '\t' || version.bytes[-1] == '\t')
		message->oddities |= ODDITY_EXTRA_SPACE;
	return NULL;
}

static const char *
start_line_read(struct message *message, struct slice line)
{
	size_t version_length = version_read(message, line);

	return version_length ? status_line_read(message, line, version_length)
						  : request_line_read(message, line);
}

/* A line that begins with a space or tab goes on with the field before it. */
static void
continuation_read(struct message *message, struct field *field, struct slice line)
{
	struct slice more = trim_blanks(line);

	message->oddities |= ODDITY_FOLDED;
	if (!field)
		return;
	field->folded = true;
	if (more.length == 0)
		return;
	size_t offset = (size_t)(more.bytes - message->head.bytes);
	if (field->value_length == 0)
		field->value = (uint32_t)offset;
	field->value_length = (uint32_t)(offset + more.length - field->value);
}

/*
 * field-line = field-name ":" OWS field-value OWS (RFC 9112 section 5)
 * HCOLON     = *( SP / HTAB ) ":" SWS (RFC 3261 section 25.1)
 * Gives the field, or NULL for a line that is passed over.
 */
static struct field *
field_line_read(struct message *message, struct slice line)
{
	const char *start = line.bytes, *colon = memchr(start, ':', line.length), *name_end = colon;

	if (!colon || colon - start > UINT16_MAX) {
		message->oddities |= ODDITY_NO_COLON;
		return NULL;
	}
	while (name_end > start && is_blank(name_end[-1]))
		name_end--;
	if (name_end != colon)
		message->oddities |= ODDITY_SPACE_BEFORE_COLON;
	if (name_end == start)
		message->oddities |= ODDITY_EMPTY_NAME;
	if (message->field_count == MESSAGE_FIELDS_MAX) {
		message->oddities |= ODDITY_TOO_MANY_FIELDS;
		return NULL;
	}

	struct slice value = trim_blanks(between(colon + 1, start + line.length));
	struct field *field = &message->fields[message->field_count++];
	enum field_id id = field_find(between(start, name_end), message->protocol == PROTOCOL_SIP);
	*field = (struct field){.name = (uint32_t)(start - message->head.bytes),
							.value = (uint32_t)(value.bytes - message->head.bytes),
							.value_length = (uint32_t)value.length,
							.name_length = (uint16_t)(name_end - start),
							.id = (uint8_t)id};
	if (!message->field_index[id])
		message->field_index[id] = (uint8_t)message->field_count;
	return field;
}

/* Reads all fields up to the empty line; false when the bytes end before it. */
static bool
fields_read(struct message *message, struct line_reader *reader)
{
	struct field *field = NULL;
	struct slice line;

	while (line_next(reader, &line)) {
		if (line.length == 0)
			return true;
		if (is_blank(line.bytes[0]))
			continuation_read(message, field, line);
		else
			field = field_line_read(message, line);
	}
	return false;
}

/* Sixteen bytes at a time, which gcc and clang turn into whatever vector instructions there are. */
enum { BLOCK = 16, BLOCKS_MAX = 255 }; /* as many blocks as a counter of 8 bits can count */
typedef uint8_t byte_block __attribute__((vector_size(BLOCK)));
typedef int8_t signed_block __attribute__((vector_size(BLOCK)));

/* How many of `blocks` blocks' bytes are not printable ASCII: control bytes, and those of 127 and more. */
static size_t
blocks_count_odd(const char *at, size_t blocks)
{
	byte_block counts = {0};
	uint64_t sums[BLOCK / 8], sum = 0;
	const uint64_t even = 0x00ff00ff00ff00ffu, ones = 0x0001000100010001u;

	for (size_t n = 0; n < blocks; n++, at += BLOCK) {
		byte_block here;
		memcpy(&here, at, BLOCK);
		/* One more makes -128 of 127, so that one signed comparison does. A comparison that holds is -1. */
		counts -= (byte_block)((signed_block)(here + 1) <= ' ');
	}
	memcpy(sums, &counts, BLOCK);
	for (int i = 0; i < BLOCK / 8; i++)
		sum += (sums[i] & even) + (sums[i] >> 8 & even);
	return (sum * ones) >> 48;
}

static size_t
count_odd(struct slice bytes)
{
	const char *at = bytes.bytes, *end = at + bytes.length;
	size_t count = 0;

	while (end - at >= BLOCK) {
		size_t blocks = (size_t)(end - at) / BLOCK;
		blocks = blocks < BLOCKS_MAX ? blocks : BLOCKS_MAX;
		count += blocks_count_odd(at, blocks);
		at += blocks * BLOCK;
	}
	for (; at < end; at++)
		count += (unsigned char)(*at - ' ') > '~' - ' ';
	return count;
}

/*
 * Of bytes that are not printable, a sound head has just its line breaks: when their number agrees, that is
 * all there is to know. A bare CR makes it disagree as well.
 */
static void
bytes_judge(struct message *message, const struct line_reader *reader)
{
	size_t breaks = reader->lf_count + reader->crlf_count, control = 0;

	if (count_odd(message->head) == breaks)
		return;
	for (size_t i = 0; i < message->head.length; i++) {
		unsigned char c = (unsigned char)message->head.bytes[i];
		control += (c < ' ' && c != '\t') || c == 0x7f;
		if (c >= 0x80)
			message->oddities |= ODDITY_NON_ASCII;
	}
	if (control != breaks)
		message->oddities |= ODDITY_CONTROL_BYTE;
}

/* The outcome of a start line that has no end yet. */
static enum message_outcome
start_line_wait(struct slice bytes, bool all_there, size_t start, size_t *end)
{
	if (!all_there && message_begins(bytes) != MESSAGE_MALFORMED)
		return MESSAGE_INCOMPLETE;
	*end = start;
	return MESSAGE_MALFORMED;
}

enum message_outcome
message_parse(struct message *message, struct slice bytes, bool all_there, size_t *end)
{
	/* Offsets into the head have 32 bits; a head of 4 GB is none. */
	if (bytes.length > UINT32_MAX)
		bytes.length = UINT32_MAX;
	size_t start = blank_lines_length(bytes);
	struct line_reader reader = {
		.at = bytes.bytes + start, .end = bytes.bytes + bytes.length, .all_there = all_there};
	struct slice line;

	*end = 0;
	if (!line_next(&reader, &line))
		return start_line_wait(bytes, all_there, start, end);
	memset(message, 0, offsetof(struct message, fields));
	memset(message->field_index, 0, sizeof message->field_index);
	message->head = slice_after(bytes, start);
	const char *wrong = start_line_read(message, line);
	if (wrong) {
		*end = (size_t)(wrong - bytes.bytes);
		return MESSAGE_MALFORMED;
	}
	if (!fields_read(message, &reader)) {
		if (!all_there)
			return MESSAGE_INCOMPLETE;
		message->oddities |= ODDITY_NO_END;
	}

	message->head = between(bytes.bytes + start, reader.at);
	*end = start + message->head.length;
	if (start)
		message->oddities |= ODDITY_LEADING_CRLF;
	if (reader.crlf_count < reader.lf_count)
		message->oddities |= ODDITY_BARE_LF;
	bytes_judge(message, &reader);
	return MESSAGE_PARSED;
}

/* A method of `n` bytes (not none), a space, and something visible behind it; but not the preface of HTTP/2. */
static enum message_outcome
request_begins(struct slice bytes, size_t n)
{
	if (n > METHOD_LENGTH_MAX)
		return MESSAGE_MALFORMED;
	if (n == bytes.length)
		return MESSAGE_INCOMPLETE;
	if (!is_blank(bytes.bytes[n]))
		return MESSAGE_MALFORMED;
	if (n == 3 && slice_starts_with(bytes, SLICE("PRI * HTTP/2")))
		return MESSAGE_MALFORMED;
	while (n < bytes.length && is_blank(bytes.bytes[n]))
		n++;
	if (n == bytes.length)
		return MESSAGE_INCOMPLETE;
	return (unsigned char)bytes.bytes[n] < ' ' ? MESSAGE_MALFORMED : MESSAGE_PARSED;
}

enum message_outcome
message_begins(struct slice bytes)
{
	enum { LOOK_AT = 128 }; /* ours: more than the longest method, and no stream is searched for blanks */

	bytes = slice_after(bytes, blank_lines_length(bytes));
	if (bytes.length == 0)
		return MESSAGE_INCOMPLETE;
	if (!token_has(bytes.bytes[0]))
		return MESSAGE_MALFORMED;
	if (bytes.length > LOOK_AT)
		bytes.length = LOOK_AT;
	struct slice name = {bytes.bytes, token_length(bytes)};
	if (name.length == bytes.length || bytes.bytes[name.length] != '/')
		return request_begins(bytes, name.length);
	return slice_equal(name, SLICE("HTTP")) || slice_equal_nocase(name, SLICE("SIP")) ? MESSAGE_PARSED
																					  : MESSAGE_MALFORMED;
}

const char *
protocol_name(enum protocol protocol)
{
	return protocol == PROTOCOL_SIP ? "sip" : "http";
}

const char *
transport_name(enum transport transport)
{
	static const char *const names[] = {
		[TRANSPORT_UDP] = "udp",   [TRANSPORT_TCP] = "tcp",
		[TRANSPORT_TLS] = "tls",   [TRANSPORT_WEBSOCKET] = "websocket",
		[TRANSPORT_SCTP] = "sctp",
	};

	return (unsigned)transport < sizeof(names) / sizeof(*names) ? names[transport] : "";
}

enum method
method_find(struct slice name)
{
#define X(method)                                                                                    \
	if (name.length == sizeof(#method) - 1 && memcmp(name.bytes, #method, sizeof(#method) - 1) == 0) \
		return METHOD_##method;
	METHODS(X)
#undef X
	return METHOD_OTHER;
}

const char *
method_name(enum method method)
{
	static const char *const names[] = {
		[METHOD_OTHER] = "",
#define X(method) [METHOD_##method] = #method,
		METHODS(X)
#undef X
	};

	return (unsigned)method < METHOD_COUNT ? names[method] : "";
}

/* The bytes an address takes: 4, 16, or none when it is not known. */
static size_t
address_length(const struct address *address)
{
	return address->family == 4 ? 4 : address->family == 6 ? 16 : 0;
}

bool
address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, address_length(a)) == 0;
}

bool
endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && address_equal(&a->address, &b->address);
}

const char *
address_text(const struct address *address, char text[static ENDPOINT_TEXT_SIZE])
{
	strcpy(text, "?");
	if (address_length(address))
		inet_ntop(address->family == 6 ? AF_INET6 : AF_INET, address->bytes, text, ENDPOINT_TEXT_SIZE);
	return text;
}

const char *
endpoint_text(const struct endpoint *endpoint, char text[static ENDPOINT_TEXT_SIZE])
{
	char address[ENDPOINT_TEXT_SIZE];

	address_text(&endpoint->address, address);
	snprintf(text, ENDPOINT_TEXT_SIZE, endpoint->address.family == 6 ? "[%.46s]:%u" : "%.46s:%u", address,
			 endpoint->port);
	return text;
}

unsigned
message_first_field(const struct message *message, enum field_id id)
{
	if (!message->is_kept)
		return message->field_index[id];
	for (unsigned i = 0; i < message->field_count; i++)
		if (message->fields[i].id == id)
			return i + 1;
	return 0;
}

bool
message_field(const struct message *message, enum field_id id, struct slice *value)
{
	unsigned first = message_first_field(message, id);

	if (!first)
		return false;
	*value = field_value(message, &message->fields[first - 1]);
	return true;
}

bool
message_field_named(const struct message *message, const char *name, struct slice *value)
{
	struct slice wanted = slice_of(name);
	enum field_id id = field_find(wanted, message->protocol == PROTOCOL_SIP);

	if (id != FIELD_OTHER)
		return message_field(message, id, value);
	for (size_t i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		struct slice spelled = {message->head.bytes + field->name, field->name_length};
		if (field->id == FIELD_OTHER && slice_equal_nocase(spelled, wanted)) {
			*value = field_value(message, field);
			return true;
		}
	}
	return false;
}

bool
message_next_value(const struct message *message, enum field_id id, struct field_walk *walk,
				   struct slice *value)
{
	if (walk->next == 0) {
		unsigned first = message_first_field(message, id);
		if (first == 0)
			return false;
		walk->next = (uint16_t)(first - 1);
	}
	while (!value_next(&walk->rest, value)) {
		while (walk->next < message->field_count && message->fields[walk->next].id != id)
			walk->next++;
		if (walk->next >= message->field_count)
			return false;
		walk->rest = field_value(message, &message->fields[walk->next++]);
	}
	return true;
}

bool
message_has_token(const struct message *message, enum field_id id, const char *token)
{
	struct slice wanted = slice_of(token), value;
	struct field_walk walk = {0};

	while (message_next_value(message, id, &walk, &value)) {
		const char *semicolon = memchr(value.bytes, ';', value.length);
		if (semicolon)
			value = slice_trim(between(value.bytes, semicolon));
		if (slice_equal_nocase(value, wanted))
			return true;
	}
	return false;
}

bool
message_number(const struct message *message, enum field_id id, uint64_t max, uint64_t *number)
{
	struct slice value;

	return message_field(message, id, &value) && value_number(value, max, number);
}
