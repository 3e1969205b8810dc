/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the head of a message: its start line and its fields. */
#include "core/field_names.h"
#include "core/line.h"
#include "core/load.h"
#include "core/message.h"
#include "core/token.h"

/* Ours: no registered method has more than 18 letters, RFC 4475's wildest 42. */
#define METHOD_LENGTH_MAX 64

/* The lines of a head, one after the other, and how they ended. */
struct line_reader {
	const char *at, *end;
	bool all_there;     /* the last line may lack its line break */
	bool has_bare_feed; /* a line has ended in LF without CR */
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

/* Is there nothing to be trimmed or wondered about at this end of a name or a value? */
static inline bool
is_plain_end(char c)
{
	return (unsigned char)c > ' ';
}

static bool
has_blank(struct slice s)
{
	return s.length && (memchr(s.bytes, ' ', s.length) || memchr(s.bytes, '\t', s.length));
}

static void
reader_start(struct line_reader *reader, struct slice bytes, bool all_there)
{
	*reader = (struct line_reader){
		.at = bytes.bytes,
		.end = bytes.bytes + bytes.length,
		.all_there = all_there,
	};
}

/* The next line without its line break; false when there is none, or not yet all of it. */
static bool
line_next(struct line_reader *reader, struct slice *line)
{
	const char *start = reader->at, *stop = reader->end;

	if (start == reader->end)
		return false;
	const char *feed = memchr(start, '\n', (size_t)(stop - start));
	if (feed)
		stop = feed;
	else if (!reader->all_there)
		return false;

	reader->at = stop + (feed != NULL);
	if (stop > start && stop[-1] == '\r')
		stop--;
	else
		reader->has_bare_feed |= feed != NULL;
	*line = between(start, stop);
	return true;
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
	message_status_read(message, between(code, code_end));
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

/* Is any byte a blank or a control byte? Eight at a time. */
static bool
has_blank_or_control(struct slice text)
{
	const uint64_t each = 0x0101010101010101u;
	uint64_t word, found = 0;
	size_t i = 0;

	for (; i + sizeof word <= text.length; i += sizeof word) {
		memcpy(&word, text.bytes + i, sizeof word);
		/* The highest bit of a byte comes up where it was less than 33. */
		found |= (word - each * (' ' + 1)) & ~word & each * 0x80;
	}
	for (; i < text.length; i++)
		found |= !is_plain_end(text.bytes[i]);
	return found != 0;
}

/* "SIP/2.0 200 OK": what follows the version. */
static bool
plain_status_read(struct message *message, struct slice rest)
{
	const char *code = rest.bytes;

	if (rest.length < 5 || !ascii_is_digit(code[0]) || !ascii_is_digit(code[1]) || !ascii_is_digit(code[2]) ||
		code[3] != ' ' || !is_plain_end(code[4]) || !is_plain_end(code[rest.length - 1]) || code[0] < '1' ||
		code[0] > '6')
		return false;
	message->is_response = true;
	message->status = (uint16_t)((code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0'));
	message->reason = slice_after(rest, 4);
	return true;
}

/* "INVITE sip:bob@example.com SIP/2.0": what stands before the version and its blank. */
static bool
plain_request_read(struct message *message, struct slice rest)
{
	size_t method = token_length(rest);

	if (method == 0 || method > METHOD_LENGTH_MAX || rest.length < method + 2 || rest.bytes[method] != ' ')
		return false;
	struct slice target = slice_after(rest, method + 1);
	if (has_blank_or_control(target))
		return false;
	message->method_text = (struct slice){rest.bytes, method};
	message->method = (uint8_t)method_find(message->method_text);
	message->target = target;
	return true;
}

/* How many bytes a version takes with the blank that parts it from the rest. */
enum { SIP_VERSION_SIZE = sizeof("SIP/2.0 ") - 1, HTTP_VERSION_SIZE = sizeof("HTTP/1.1 ") - 1 };

/* Start lines with one blank between their parts, and one of the two versions that nearly all have. False: others. */
static bool
plain_start_line_read(struct message *message, struct slice line)
{
	const char *start = line.bytes, *end = start + line.length;
	bool read = false;

	if (line.length <= HTTP_VERSION_SIZE)
		return false;
	message->protocol = PROTOCOL_SIP;
	message->version_major = 2;
	message->version_minor = 0;
	if (memcmp(start, "SIP/2.0 ", SIP_VERSION_SIZE) == 0)
		return plain_status_read(message, slice_after(line, SIP_VERSION_SIZE));
	if (memcmp(end - SIP_VERSION_SIZE, " SIP/2.0", SIP_VERSION_SIZE) == 0)
		return plain_request_read(message, between(start, end - SIP_VERSION_SIZE));
	if (memcmp(start, "HTTP/1.1 ", HTTP_VERSION_SIZE) == 0)
		read = plain_status_read(message, slice_after(line, HTTP_VERSION_SIZE));
	else if (memcmp(end - HTTP_VERSION_SIZE, " HTTP/1.1", HTTP_VERSION_SIZE) == 0)
		read = plain_request_read(message, between(start, end - HTTP_VERSION_SIZE));
	message->protocol = PROTOCOL_HTTP;
	message->version_major = message->version_minor = 1;
	return read;
}

static const char *
start_line_read(struct message *message, struct slice line)
{
	if (plain_start_line_read(message, line))
		return NULL;
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

/* Notes one more field; there is room for it. */
static inline struct field *
field_add(struct message *message, struct slice name, struct slice value, enum field_id id)
{
	struct field *field = &message->fields[message->field_count++];

	*field = (struct field){.name = (uint32_t)(name.bytes - message->head.bytes),
							.value = (uint32_t)(value.bytes - message->head.bytes),
							.value_length = (uint32_t)value.length,
							.name_length = (uint16_t)name.length,
							.id = (uint8_t)id};
	message_field_note(message, id, message->field_count);
	return field;
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
	struct slice name = between(start, name_end);
	return field_add(message, name, trim_blanks(between(colon + 1, start + line.length)),
					 field_find(name, message->protocol == PROTOCOL_SIP));
}

/*
 * The name at the beginning of a line, whatever it is, if one space stands behind its colon and none around it. Length 0:
 * other lines, which may be no field. The line has an end that can be read.
 */
static __attribute__((noinline)) struct field_name
other_name_read(struct slice line, bool sip)
{
	const char *start = line.bytes, *colon = memchr(start, ':', line.length);

	if (!colon || colon == start || colon - start > UINT16_MAX || start[0] == ' ' || colon[-1] == ' ' ||
		colon[1] != ' ')
		return (struct field_name){0};
	struct slice name = between(start, colon);
	return (struct field_name){.length = (uint16_t)name.length, .id = (uint8_t)field_find(name, sip)};
}

/* Is this the end of a line as it should be? */
static inline bool
is_line_end(const char *at, const char *end)
{
	return end - at >= 2 && load2(at) == load2("\r\n");
}

/*
 * The first odd byte (line.h) from `at` on; `end`: there is none. LINE_BLOCK bytes at least can be read before `end`.
 * `odd_at` is one of the two of line.h.
 */
static inline __attribute__((always_inline)) const char *
odd_find_by(uint64_t (*odd_at)(const char *at), const char *at, const char *end)
{
	uint64_t odd = 0;

	for (; end - at >= LINE_BLOCK; at += LINE_BLOCK)
		if ((odd = odd_at(at)) != 0)
			return at + __builtin_ctzll(odd);
	if (at < end)
		odd = odd_at(end - LINE_BLOCK) >> (LINE_BLOCK - (end - at));
	return odd ? at + __builtin_ctzll(odd) : end;
}

/*
 * Which of the LINE_BLOCK bytes from offset `from` on are odd. Those from `size` on are not; as many bytes at least can
 * be read before it, and `from` is less.
 */
static inline __attribute__((always_inline)) uint64_t
odd_from(uint64_t (*odd_at)(const char *at), const char *bytes, size_t from, size_t size)
{
	size_t left = size - from;

	return left >= LINE_BLOCK ? odd_at(bytes + from)
							  : odd_at(bytes + size - LINE_BLOCK) >> (LINE_BLOCK - left);
}

/*
 * Nearly all lines are alike: a name, a colon and one space behind it, a value without blanks at its ends, CR and LF,
 * and nothing odd before them. They are read here, with few looks at each byte, until one comes that is otherwise, the
 * bytes are at their end, or the empty line was passed: then true. Odd bytes are looked for a block at a time, and a
 * block is left when all its lines have been read. Everything is an offset into the head, as fields are.
 */
static inline __attribute__((always_inline)) bool
plain_fields_read_by(uint64_t (*odd_at)(const char *at), struct message *message, struct line_reader *reader,
					 struct field **last)
{
	const char *const head = message->head.bytes;
	/* Behind every byte that is searched is one more: where a CR is found, two bytes can be read. */
	const size_t size = (size_t)(reader->end - head), searched = size - 1;
	struct field *field = message->fields + message->field_count;
	unsigned count = message->field_count;
	/* The first block, too, is the next one. */
	size_t at = (size_t)(reader->at - head), block = at - LINE_BLOCK;
	uint64_t odd = 0;
	bool is_empty = false;

	/* The start line stands before: there are as many bytes to look back at. */
	if (size <= LINE_BLOCK)
		return false;
	while (count < MESSAGE_FIELDS_MAX) {
		if (odd == 0) {
			/* The LF of the last line may have been the first byte of the next block. */
			block += LINE_BLOCK;
			if (block < at)
				block = at;
			if (block >= searched)
				break;
			odd = odd_from(odd_at, head, block, searched);
			continue;
		}
		size_t stop = block + (size_t)__builtin_ctzll(odd);
		if (load2(head + stop) != load2("\r\n"))
			break;
		const struct field_name *name = at <= size - FIELD_NAME_LOOK ? field_name_find(head + at) : NULL;
		struct field_name other;
		if (!name) {
			is_empty = stop == at;
			if (is_empty) {
				at = stop + 2;
				break;
			}
			other = other_name_read(between(head + at, head + stop), message->protocol == PROTOCOL_SIP);
			if (other.length == 0)
				break;
			name = &other;
		}
		/* Where there is no value, its first byte is the CR and its last one the space behind the colon. */
		size_t value = at + name->length + 2;
		if (head[value] == ' ' || head[stop - 1] == ' ')
			break;
		field->name = (uint32_t)at;
		field->value = (uint32_t)value;
		field->value_length = (uint32_t)(stop - value);
		field->name_length = name->length;
		field->id = name->id;
		field->folded = name->folded;
		count++;
		message_field_note(message, field->id, count);
		field++;
		at = stop + 2;
		/* Neither CR nor, if it is in this block, LF. */
		odd &= odd - 1;
		odd &= odd - 1;
	}
	if (count != message->field_count)
		*last = field - 1;
	message->field_count = (uint16_t)count;
	reader->at = head + at;
	return is_empty;
}

static bool
plain_fields_read_16(struct message *message, struct line_reader *reader, struct field **last)
{
	return plain_fields_read_by(line_odd_16, message, reader, last);
}

static const char *
odd_find_16(const char *at, const char *end)
{
	return odd_find_by(line_odd_16, at, end);
}

static bool (*plain_fields_read)(struct message *message, struct line_reader *reader,
								 struct field **last) = plain_fields_read_16;
static const char *(*odd_find)(const char *at, const char *end) = odd_find_16;

#ifdef __SSE2__

__attribute__((target("avx2,bmi"))) static bool
plain_fields_read_32(struct message *message, struct line_reader *reader, struct field **last)
{
	return plain_fields_read_by(line_odd_32, message, reader, last);
}

__attribute__((target("avx2,bmi"))) static const char *
odd_find_32(const char *at, const char *end)
{
	return odd_find_by(line_odd_32, at, end);
}

/* Before main, or when the plugin is loaded. */
__attribute__((constructor)) static void
ways_choose(void)
{
	__builtin_cpu_init();
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi"))
		return;
	plain_fields_read = plain_fields_read_32;
	odd_find = odd_find_32;
}

#endif

void
message_bytes_judge(struct message *message, struct slice bytes)
{
	for (size_t i = 0; i < bytes.length; i++)
		if (line_is_odd(bytes.bytes[i]) && bytes.bytes[i] != '\t')
			message->oddities |= (unsigned char)bytes.bytes[i] >= 0x80 ? ODDITY_NON_ASCII
																	   : ODDITY_CONTROL_BYTE;
}

/* The next line, if there is nothing odd in it before its CR and LF. False, and nothing happened: others. */
static bool
plain_line_next(struct line_reader *reader, struct slice *line)
{
	const char *start = reader->at, *end = reader->end;
	const char *stop = end - start >= LINE_BLOCK ? odd_find(start, end) : end;

	if (!is_line_end(stop, end))
		return false;
	*line = between(start, stop);
	reader->at = stop + 2;
	return true;
}

/* Reads all fields up to the empty line; false when the bytes end before it. */
static bool
fields_read(struct message *message, struct line_reader *reader)
{
	struct field *field = NULL;
	struct slice line;

	while (!plain_fields_read(message, reader, &field)) {
		if (!line_next(reader, &line))
			return false;
		if (line.length == 0)
			return true;
		message_bytes_judge(message, line);
		if (is_blank(line.bytes[0]))
			continuation_read(message, field, line);
		else
			field = field_line_read(message, line);
	}
	return true;
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

/*
 * Member by member: of the fields only so many are looked at as are counted, `seen` is for the caller to fill in, and
 * the whole is large.
 */
static inline void
message_clear(struct message *message)
{
	message->protocol = PROTOCOL_HTTP;
	message->is_response = false;
	message->method = METHOD_OTHER;
	message->version_major = message->version_minor = 0;
	message->status = 0;
	message->oddities = 0;
	message->method_text = message->target = message->reason = (struct slice){NULL, 0};
	message->body_length = 0;
	message->body = (struct slice){NULL, 0};
	message->is_kept = message->is_digest = false;
	message_fields_clear(message);
}

void
message_drop_cut_line(struct message *message)
{
	unsigned count = message->field_count;

	if (!(message->oddities & ODDITY_NO_END) || count == 0 ||
		message->head.bytes[message->head.length - 1] == '\n')
		return;
	unsigned id = message->fields[count - 1].id;
	if (message->field_index[id] == count)
		message->field_index[id] = 0;
	message->field_count--;
}

bool
message_shows_status(struct slice bytes)
{
	const size_t code = sizeof "HTTP/1.1 " - 1;

	return bytes.length > code + 3 && slice_starts_with(bytes, SLICE("HTTP/1.")) &&
		   bytes.bytes[code - 1] == ' ' && ascii_is_digit(bytes.bytes[code]) &&
		   ascii_is_digit(bytes.bytes[code + 1]) && ascii_is_digit(bytes.bytes[code + 2]) &&
		   bytes.bytes[code + 3] == ' ';
}

enum message_outcome
message_parse(struct message *message, struct slice bytes, bool all_there, size_t *end)
{
	/* Offsets into the head have 32 bits; a head of 4 GB is none. */
	if (bytes.length > UINT32_MAX)
		bytes.length = UINT32_MAX;
	size_t start = slice_line_ends_length(bytes);
	struct line_reader reader;
	struct slice line;

	reader_start(&reader, slice_after(bytes, start), all_there);

	*end = 0;
	bool is_plain = plain_line_next(&reader, &line);
	if (!is_plain && !line_next(&reader, &line))
		return start_line_wait(bytes, all_there, start, end);
	message_clear(message);
	message->head = slice_after(bytes, start);
	if (!is_plain)
		message_bytes_judge(message, line);
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
	if (reader.has_bare_feed)
		message->oddities |= ODDITY_BARE_LF;
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

	if (slice_starts_with(bytes, SLICE("SIP/2.0 ")))
		return MESSAGE_PARSED;
	bytes = slice_after(bytes, slice_line_ends_length(bytes));
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
