/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heads are read by quick ways through what is usual, and otherwise by ways that read everything. Here is a third, which
 * is only slow and plain; message_parse has to say what it says, of heads that are usual, odd, and hostile.
 */
#include <glib.h>

/* It has ways for several processors. All that this one knows are tested, not only the one that is called for. */
#include "core/head.c"
#include "tests/unit/guard.h"

#define HEAD_ROOM ((size_t)256 << 10)

/* Memory behind which nothing may be read: who does, dies. */
static char *guard;

/* The plain way: all bytes, and the place that was reached. */
struct text {
	const char *bytes;
	size_t at, end;
};

static bool
plain_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct slice
plain_trim(const char *start, const char *end)
{
	while (start < end && (plain_is_blank(*start) || *start == '\r'))
		start++;
	while (start < end && (plain_is_blank(end[-1]) || end[-1] == '\r'))
		end--;
	return (struct slice){start, (size_t)(end - start)};
}

static enum field_id
plain_field_id(struct slice name, bool sip)
{
	static const char compact[FIELD_COUNT] = {
#define X(id, name, letter) [FIELD_##id] = letter,
		FIELDS(X)
#undef X
	};

	for (unsigned id = FIELD_OTHER + 1; id < FIELD_COUNT; id++) {
		if (slice_equal_nocase(name, slice_of(field_name(id))))
			return id;
		if (sip && compact[id] && name.length == 1 && ascii_lower(name.bytes[0]) == compact[id])
			return id;
	}
	return FIELD_OTHER;
}

/* The next line, without its end. False: there is none. */
static bool
plain_line(struct message *message, struct text *text, bool all_there, struct slice *line)
{
	const char *start = text->bytes + text->at;
	size_t end = text->at;

	while (end < text->end && text->bytes[end] != '\n')
		end++;
	if (end == text->at && end == text->end)
		return false;
	if (end == text->end && !all_there)
		return false;
	size_t length = end - text->at;
	bool has_cr = length > 0 && start[length - 1] == '\r';
	if (end < text->end && !has_cr)
		message->oddities |= ODDITY_BARE_LF;
	*line = (struct slice){start, length - has_cr};
	text->at = end < text->end ? end + 1 : end;
	return true;
}

/* 1*2DIGIT */
static bool
plain_number(struct slice *text, uint8_t *number)
{
	size_t n = 0;

	*number = 0;
	for (; n < 2 && n < text->length && g_ascii_isdigit(text->bytes[n]); n++)
		*number = (uint8_t)(*number * 10 + (text->bytes[n] - '0'));
	*text = slice_after(*text, n);
	return n > 0;
}

/* Bytes of the version at the beginning; 0: there is none. */
static size_t
plain_version(struct message *message, struct slice text)
{
	struct slice rest = text;

	if (slice_starts_with(text, SLICE("HTTP/"))) {
		message->protocol = PROTOCOL_HTTP;
		rest = slice_after(rest, 5);
	} else if (text.length >= 4 && g_ascii_strncasecmp(text.bytes, "SIP/", 4) == 0) {
		message->protocol = PROTOCOL_SIP;
		rest = slice_after(rest, 4);
	} else {
		return 0;
	}
	if (!plain_number(&rest, &message->version_major) || !slice_starts_with(rest, SLICE(".")))
		return 0;
	rest = slice_after(rest, 1);
	if (!plain_number(&rest, &message->version_minor))
		return 0;
	bool is_usual = message->protocol == PROTOCOL_HTTP
						? message->version_major == 1
						: message->version_major == 2 && message->version_minor == 0;
	if (!is_usual)
		message->oddities |= ODDITY_VERSION;
	return text.length - rest.length;
}

static void
plain_status(struct message *message, const char *code, size_t digits)
{
	bool are_digits = digits <= 3;
	unsigned status = 0;

	for (size_t i = 0; i < digits && are_digits; i++) {
		are_digits = g_ascii_isdigit(code[i]);
		status = status * 10 + (unsigned)(code[i] - '0');
	}
	message->status = are_digits ? (uint16_t)status : 0;
	if (!are_digits || digits != 3)
		message->oddities |= ODDITY_STATUS_NOT_3DIGIT;
	else if (status < 100 || status > 699)
		message->oddities |= ODDITY_STATUS_RANGE;
}

/* NULL, or the byte that cannot be. */
static const char *
plain_status_line(struct message *message, struct slice line, size_t version)
{
	const char *at = line.bytes + version, *end = line.bytes + line.length;

	while (at < end && plain_is_blank(*at))
		at++;
	const char *code = at;
	if (code == line.bytes + version || code == end || !g_ascii_isdigit(*code))
		return code;
	while (at < end && !plain_is_blank(*at))
		at++;
	plain_status(message, code, (size_t)(at - code));
	message->is_response = true;
	message->reason = plain_trim(at, end);
	if (at == end)
		message->oddities |= ODDITY_NO_REASON;
	if (code - line.bytes != (ptrdiff_t)version + 1 || code[-1] == '\t' || (at < end && *at == '\t'))
		message->oddities |= ODDITY_EXTRA_SPACE;
	return NULL;
}

static const char *
plain_request_line(struct message *message, struct slice line)
{
	size_t method = 0;

	while (method < line.length && token_has(line.bytes[method]))
		method++;
	if (method == 0 || method > 64 || method == line.length || !plain_is_blank(line.bytes[method]))
		return line.bytes + method;
	struct slice rest = plain_trim(line.bytes + method, line.bytes + line.length);
	const char *version = rest.bytes + rest.length;
	while (version > rest.bytes && !plain_is_blank(version[-1]))
		version--;
	size_t version_length = (size_t)(rest.bytes + rest.length - version);
	struct slice target = plain_trim(rest.bytes, version);
	if (target.length == 0 ||
		plain_version(message, (struct slice){version, version_length}) != version_length)
		return version;
	message->method_text = (struct slice){line.bytes, method};
	message->target = target;
	if (slice_equal(message->method_text, SLICE("PRI")) &&
		slice_equal((struct slice){version, version_length}, SLICE("HTTP/2.0")))
		return line.bytes;
	for (unsigned id = METHOD_OTHER + 1; id < METHOD_COUNT; id++)
		if (slice_equal(message->method_text, slice_of(method_name(id))))
			message->method = (uint8_t)id;
	/* One space before the target, none in it, one behind it, and nothing behind the version. */
	bool is_spaced = line.bytes[method] == ' ' && target.bytes == line.bytes + method + 1 &&
					 version == target.bytes + target.length + 1 && version[-1] == ' ' &&
					 version + version_length == line.bytes + line.length;
	for (size_t i = 0; i < target.length; i++)
		is_spaced = is_spaced && !plain_is_blank(target.bytes[i]);
	if (!is_spaced)
		message->oddities |= ODDITY_EXTRA_SPACE;
	return NULL;
}

static void
plain_continuation(struct message *message, struct field *field, struct slice line)
{
	struct slice more = plain_trim(line.bytes, line.bytes + line.length);
	uint32_t start = (uint32_t)(more.bytes - message->head.bytes);

	message->oddities |= ODDITY_FOLDED;
	if (!field)
		return;
	field->folded = true;
	if (more.length && field->value_length == 0)
		field->value = start;
	if (more.length)
		field->value_length = start + (uint32_t)more.length - field->value;
}

static struct field *
plain_field(struct message *message, struct slice line)
{
	size_t colon = 0, name = 0;

	while (colon < line.length && line.bytes[colon] != ':')
		colon++;
	if (colon == line.length || colon > UINT16_MAX) {
		message->oddities |= ODDITY_NO_COLON;
		return NULL;
	}
	for (name = colon; name > 0 && plain_is_blank(line.bytes[name - 1]);)
		name--;
	if (name != colon)
		message->oddities |= ODDITY_SPACE_BEFORE_COLON;
	if (name == 0)
		message->oddities |= ODDITY_EMPTY_NAME;
	if (message->field_count == MESSAGE_FIELDS_MAX) {
		message->oddities |= ODDITY_TOO_MANY_FIELDS;
		return NULL;
	}
	struct slice value = plain_trim(line.bytes + colon + 1, line.bytes + line.length);
	struct field *field = &message->fields[message->field_count++];
	*field = (struct field){
		.name = (uint32_t)(line.bytes - message->head.bytes),
		.name_length = (uint16_t)name,
		.value = (uint32_t)(value.bytes - message->head.bytes),
		.value_length = (uint32_t)value.length,
		.id = (uint8_t)plain_field_id((struct slice){line.bytes, name}, message->protocol == PROTOCOL_SIP)};
	if (!message->field_index[field->id])
		message->field_index[field->id] = (uint8_t)message->field_count;
	return field;
}

/* Control bytes are all but tabs and line breaks, which are LF, or CR and LF; a last CR may have lost its LF. */
static void
plain_bytes(struct message *message)
{
	struct slice head = message->head;

	for (size_t i = 0; i < head.length; i++) {
		unsigned char c = (unsigned char)head.bytes[i];
		bool is_break = c == '\n' || (c == '\r' && (i + 1 == head.length || head.bytes[i + 1] == '\n'));
		if (c >= 0x80)
			message->oddities |= ODDITY_NON_ASCII;
		if ((c < ' ' && c != '\t' && !is_break) || c == 0x7f)
			message->oddities |= ODDITY_CONTROL_BYTE;
	}
}

static enum message_outcome
plain_parse(struct message *message, struct slice bytes, bool all_there, size_t *end)
{
	struct text text = {bytes.bytes, 0, bytes.length};
	struct field *field = NULL;
	struct slice line;
	bool is_ended = false;

	memset(message, 0, sizeof *message);
	*end = 0;
	while (text.at < text.end && (bytes.bytes[text.at] == '\r' || bytes.bytes[text.at] == '\n'))
		text.at++;
	message->head.bytes = bytes.bytes + text.at;
	size_t start = text.at;
	if (!plain_line(message, &text, all_there, &line)) {
		if (!all_there && message_begins(bytes) != MESSAGE_MALFORMED)
			return MESSAGE_INCOMPLETE;
		*end = start;
		return MESSAGE_MALFORMED;
	}
	size_t version = plain_version(message, line);
	const char *wrong = version ? plain_status_line(message, line, version)
								: plain_request_line(message, line);
	if (wrong) {
		*end = (size_t)(wrong - bytes.bytes);
		return MESSAGE_MALFORMED;
	}
	while (!is_ended && plain_line(message, &text, all_there, &line)) {
		is_ended = line.length == 0;
		if (!is_ended && plain_is_blank(line.bytes[0]))
			plain_continuation(message, field, line);
		else if (!is_ended)
			field = plain_field(message, line);
	}
	if (!is_ended && !all_there)
		return MESSAGE_INCOMPLETE;
	message->oddities |= is_ended ? 0 : ODDITY_NO_END;
	message->oddities |= start ? ODDITY_LEADING_CRLF : 0;
	message->head.length = text.at - start;
	*end = text.at;
	plain_bytes(message);
	return MESSAGE_PARSED;
}

static void
assert_same_slice(struct slice a, struct slice b)
{
	g_assert_cmpuint(a.length, ==, b.length);
	if (a.length)
		g_assert_true(a.bytes == b.bytes);
}

static void
assert_same_message(const struct message *a, const struct message *b)
{
	g_assert_cmpint(a->protocol, ==, b->protocol);
	g_assert_cmpint(a->is_response, ==, b->is_response);
	g_assert_cmpint(a->method, ==, b->method);
	g_assert_cmpint(a->version_major, ==, b->version_major);
	g_assert_cmpint(a->version_minor, ==, b->version_minor);
	g_assert_cmpint(a->status, ==, b->status);
	g_assert_cmphex(a->oddities, ==, b->oddities);
	assert_same_slice(a->method_text, b->method_text);
	assert_same_slice(a->target, b->target);
	assert_same_slice(a->reason, b->reason);
	assert_same_slice(a->head, b->head);
	g_assert_cmpuint(a->field_count, ==, b->field_count);
	for (unsigned i = 0; i < a->field_count; i++) {
		g_assert_cmpuint(a->fields[i].name, ==, b->fields[i].name);
		g_assert_cmpuint(a->fields[i].name_length, ==, b->fields[i].name_length);
		g_assert_cmpuint(a->fields[i].value, ==, b->fields[i].value);
		g_assert_cmpuint(a->fields[i].value_length, ==, b->fields[i].value_length);
		g_assert_cmpuint(a->fields[i].id, ==, b->fields[i].id);
		g_assert_cmpint(a->fields[i].folded, ==, b->fields[i].folded);
	}
	g_assert_cmpmem(a->field_index, sizeof a->field_index, b->field_index, sizeof b->field_index);
	for (enum field_id id = 0; id < FIELD_COUNT; id++) {
		unsigned count = 0;
		for (unsigned i = 0; i < a->field_count; i++)
			count += a->fields[i].id == id;
		g_assert_cmpint(message_field_repeats(a, id), ==, count > 1);
	}
}

/* The quick way, as on a processor that looks at 16 bytes at once. */
static enum message_outcome
parse_16(struct message *message, struct slice bytes, bool all_there, size_t *end)
{
	bool (*fields_here)(struct message *, struct line_reader *, struct field **) = plain_fields_read;
	const char *(*find_here)(const char *, const char *) = odd_find;

	plain_fields_read = plain_fields_read_16;
	odd_find = odd_find_16;
	enum message_outcome outcome = message_parse(message, bytes, all_there, end);
	plain_fields_read = fields_here;
	odd_find = find_here;
	return outcome;
}

/* Reads the bytes, which stand right before memory that cannot be read, in all ways. */
static enum message_outcome
assert_all_ways_agree(const char *bytes, size_t length)
{
	static struct message quick, slow; /* what is left in them of the last head must not show */
	enum message_outcome outcome = MESSAGE_PARSED;
	struct slice copy = {guard - length, length};

	g_assert_cmpuint(length, <, HEAD_ROOM);
	memcpy(guard - length, bytes, length);
	for (int all_there = 0; all_there < 2; all_there++) {
		size_t quick_end = 1, slow_end = 2;
		outcome = plain_parse(&slow, copy, all_there, &slow_end);
		g_assert_cmpint(message_parse(&quick, copy, all_there, &quick_end), ==, outcome);
		g_assert_cmpuint(quick_end, ==, slow_end);
		if (outcome == MESSAGE_PARSED)
			assert_same_message(&quick, &slow);
		g_assert_cmpint(parse_16(&quick, copy, all_there, &quick_end), ==, outcome);
		g_assert_cmpuint(quick_end, ==, slow_end);
		if (outcome == MESSAGE_PARSED)
			assert_same_message(&quick, &slow);
	}
	return outcome;
}

static const char *
one_of(GRand *dice, const char *const *texts, size_t count)
{
	return texts[g_rand_int(dice) % count];
}
#define ONE_OF(dice, texts) one_of(dice, texts, G_N_ELEMENTS(texts))

static bool
one_in(GRand *dice, int n)
{
	return g_rand_int_range(dice, 0, n) == 0;
}

static const char *const start_lines[] = {
	"INVITE sip:bob@example.com SIP/2.0",
	"GET /index.html?a=b HTTP/1.1",
	"SIP/2.0 200 OK",
	"HTTP/1.1 404 Not Found",
	"SIP/2.0 180 Ringing",
	"HTTP/1.1 200 ",
	"HTTP/1.1 200",
	"HTTP/1.0 301 Moved",
	"SIP/2.0 699 Last",
	"SIP/2.0 700 None",
	"SIP/2.0 099 Low",
	"SIP/2.0 20 Two",
	"SIP/2.0 2000 Four",
	"SIP/2.0 2x0 OK",
	"sip/2.0 200 OK",
	"SIP/2.0  200 OK",
	"SIP/2.0 200  OK",
	"SIP/2.0 200 OK ",
	"SIP/2.0 200\tOK",
	"SIP/2.0\t200 OK",
	"SIP/2.0 200 S",
	"HTTP/2.0 200 OK",
	"INVITE  sip:bob SIP/2.0",
	"INVITE sip:bob  SIP/2.0",
	"INVITE sip:b ob SIP/2.0",
	"INVITE\tsip:bob SIP/2.0",
	"INVITE sip:bob SIP/2.0 ",
	"INVITE SIP/2.0",
	"INVITE  SIP/2.0",
	"A b SIP/2.0",
	"SIP/2.0 SIP/2.0 SIP/2.0",
	"HTTP/1.1 HTTP/1.1",
	"SIP/2.0 200 OK SIP/2.0",
	"GET / HTTP/1.0",
	"GET / HTTP/1.10",
	"GET /\x01 HTTP/1.1",
	"GET /\x7f\xc3\xa4 HTTP/1.1",
	"PRI * HTTP/2.0",
	"OPTIONS sip:a SIP/3.0",
	"!%*_+`'~ sip:x SIP/2.0",
};

static const char *const names[] = {
	"Via",
	"v",
	"From",
	"f",
	"To",
	"t",
	"Call-ID",
	"i",
	"CSeq",
	"Max-Forwards",
	"Contact",
	"m",
	"Content-Length",
	"l",
	"L",
	"z",
	"Record-Route",
	"Allow",
	"User-Agent",
	"Host",
	"Proxy-Authorization",
	"Set-Cookie",
	"Strict-Transport-Security",
	"Sec-WebSocket-Accept",
	"ETag",
	"TE",
	"X-Unknown",
	"Vib",
	"Tp",
	"T\x0f",
	"To\x01",
	"\x14o",
	"C\x01ll-ID",
	"Call\rID",
	"Call ID",
	"Content_Length",
	"Content-Lengthx",
	"Content-Type1234",
	"Proxy-Authorizatiom",
	"P-Asserted-Identity",
	"P-Access-Network-Info",
	"\x80\xff",
	"",
	"VIA",
	"cSEQ",
	"hOST",
};

static const char *const values[] = {
	"SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds",
	"<sip:bob@example.com>;tag=1",
	"70",
	"0",
	"a",
	"",
	"1 INVITE",
	"\"a:b\" <sip:c>",
	"text/html; charset=utf-8",
	"x\ty",
	"x\rz",
	"caf\xc3\xa9",
	"\x7f",
	" padded ",
	"\t",
	"INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO",
	":",
	"::",
	"\r",
	"a\r",
	":\x80",
};

static const char *const usual_ends[] = {"\r\n"};
static const char *const odd_ends[] = {"\r\n", "\n",    "\r\r\n",     " \r\n",
									   "\t\n", "\r\n ", "\r\n\t\r\n", "\n\r\n"};
static const char *const odd_colons[] = {":", ": ", " : ", "\t:", ":\t", ":  ", "", ":\r"};

/* A name as the table has it, and often in another case. */
static void
name_append(GRand *dice, GString *head)
{
	gsize start = head->len;

	g_string_append(head, ONE_OF(dice, names));
	for (gsize i = start; i < head->len && one_in(dice, 2); i++)
		head->str[i] = one_in(dice, 2) ? g_ascii_toupper(head->str[i]) : g_ascii_tolower(head->str[i]);
}

/* A head of up to so many lines, of which about one in `oddness` is odd. */
static GString *
head_new(GRand *dice, int lines, int oddness)
{
	GString *head = g_string_new(one_in(dice, 20) ? "\r\n\n" : "");

	g_string_append(head,
					one_in(dice, 2) ? start_lines[g_rand_int_range(dice, 0, 4)] : ONE_OF(dice, start_lines));
	g_string_append(head, one_in(dice, oddness) ? ONE_OF(dice, odd_ends) : "\r\n");
	for (int left = g_rand_int_range(dice, 0, lines); left > 0; left--) {
		name_append(dice, head);
		g_string_append(head, one_in(dice, oddness) ? ONE_OF(dice, odd_colons) : ": ");
		g_string_append(head,
						one_in(dice, oddness) ? ONE_OF(dice, values) : values[g_rand_int_range(dice, 0, 5)]);
		for (int more = one_in(dice, 6) ? g_rand_int_range(dice, 0, 200) : 0; more > 0; more--)
			g_string_append_c(head, 'b');
		g_string_append(head, one_in(dice, oddness) ? ONE_OF(dice, odd_ends) : ONE_OF(dice, usual_ends));
	}
	if (!one_in(dice, 10))
		g_string_append(head, "\r\n");
	return head;
}

/* What follows a head is no part of it, whatever it is. */
static void
body_append(GRand *dice, GString *head)
{
	for (int left = g_rand_int_range(dice, 0, 200); left > 0; left--)
		g_string_append_c(head, (char)(one_in(dice, 4) ? g_rand_int(dice) : '\n'));
}

static void
harm(GRand *dice, GString *head)
{
	static const char bytes[] = {'\0', '\n', '\r', '\t', ' ', ':', '\x1f', '\x7f', '\x80', '\xff', 'a', '/'};

	for (int left = g_rand_int_range(dice, 1, 6); left > 0 && head->len > 0; left--) {
		gssize at = (gssize)(g_rand_int(dice) % head->len);
		char byte = one_in(dice, 8) ? (char)g_rand_int(dice) : bytes[g_rand_int_range(dice, 0, sizeof bytes)];
		switch (g_rand_int_range(dice, 0, 4)) {
		case 0: g_string_insert_c(head, at, byte); break;
		case 1: g_string_erase(head, at, 1); break;
		case 2: g_string_truncate(head, (gsize)at); break;
		default: head->str[at] = byte;
		}
	}
}

static void
usual_heads_are_read_alike(void)
{
	GRand *dice = g_rand_new_with_seed(7);
	unsigned parsed = 0;

	for (unsigned round = 0; round < 6000; round++) {
		GString *head = head_new(dice, 40, 1000);
		if (one_in(dice, 2))
			body_append(dice, head);
		parsed += assert_all_ways_agree(head->str, head->len) == MESSAGE_PARSED;
		g_string_free(head, TRUE);
	}
	g_assert_cmpuint(parsed, >, 4000);
	g_rand_free(dice);
}

static void
odd_heads_are_read_alike(void)
{
	GRand *dice = g_rand_new_with_seed(8);

	for (unsigned round = 0; round < 10000; round++) {
		GString *head = head_new(dice, 20, round % 2 ? 3 : 15);
		if (one_in(dice, 2))
			body_append(dice, head);
		assert_all_ways_agree(head->str, head->len);
		g_string_free(head, TRUE);
	}
	g_rand_free(dice);
}

static void
hostile_heads_are_read_alike(void)
{
	GRand *dice = g_rand_new_with_seed(9);

	for (unsigned round = 0; round < 15000; round++) {
		GString *head = head_new(dice, round % 3 ? 8 : 30, 12);
		harm(dice, head);
		assert_all_ways_agree(head->str, head->len);
		g_string_free(head, TRUE);
	}
	g_rand_free(dice);
}

/* Bytes are marked in blocks, and blocks a few at once: each end of a line comes to stand at each end of a block. */
static void
heads_are_read_alike_wherever_blocks_end(void)
{
	static const char *const tails[] = {
		"\r\n\r\n",
		"\n\n",
		"\r\nTo: a\r\n\r\n",
		"\nTo: a\n\r\n",
		"\r\n b\r\n\r\n",
		"\r",
		"\r\n",
		"\r\n\r",
		"\r\r\n\r\n",
		"\x01\r\n\r\n",
		"\x80\r\n\r\n\n\n\x01",
		"\r\n\r\n\x01\r\r\r\n",
	};
	GString *head = g_string_new("SIP/2.0 200 OK\r\nSubject: ");

	while (head->len < 1400) {
		gsize length = head->len;
		for (unsigned i = 0; i < G_N_ELEMENTS(tails); i++) {
			g_string_append(head, tails[i]);
			assert_all_ways_agree(head->str, head->len);
			g_string_truncate(head, length);
		}
		/* All over the first blocks and around where the marks are read anew. */
		gsize step = length < 200 || length % 512 < 80 || length % 512 > 440 ? 1 : 7;
		for (gsize i = 0; i < step; i++)
			g_string_append_c(head, 'a');
	}
	g_string_free(head, TRUE);
}

static void
fields_up_to_the_limit_and_beyond_are_read_alike(void)
{
	for (unsigned fields = MESSAGE_FIELDS_MAX - 2; fields <= MESSAGE_FIELDS_MAX + 2; fields++)
		for (unsigned odd = 0; odd < 3; odd++) {
			GString *head = g_string_new("HTTP/1.1 200 OK\r\n");
			for (unsigned i = 0; i < fields; i++)
				g_string_append(head, i + 1 == fields && odd == 1 ? "Via : a\r\n" : "Via: a\r\n");
			g_string_append(head, odd == 2 ? " more\r\n\r\n" : "\r\n");
			g_assert_cmpint(assert_all_ways_agree(head->str, head->len), ==, MESSAGE_PARSED);
			g_string_free(head, TRUE);
		}
}

/* Each known name, each of its bytes changed to every other, and with something before or behind it. */
static void
names_are_found_alike(void)
{
	static struct message message;

	for (unsigned id = 0; id < FIELD_COUNT; id++) {
		const char *name = id ? field_name(id) : "X-Other-Name";
		for (unsigned n = 0; n < strlen(name) * 256; n++) {
			char *text = g_strdup_printf("SIP/2.0 200 OK\r\n%s: behind it something\r\n\r\n", name);
			size_t length = strlen(text), end;
			text[16 + n / 256] = (char)(n % 256);
			struct slice bytes = {text, length};
			if (message_parse(&message, bytes, true, &end) == MESSAGE_PARSED && message.field_count == 1) {
				struct slice found = {text + message.fields[0].name, message.fields[0].name_length};
				g_assert_cmpuint(message.fields[0].id, ==, plain_field_id(found, true));
			}
			g_free(text);
		}
	}
}

#define ADD(title, function) g_test_add_func("/head/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	guard = guarded_end(HEAD_ROOM);
	ADD("usual heads are read alike", usual_heads_are_read_alike);
	ADD("odd heads are read alike", odd_heads_are_read_alike);
	ADD("hostile heads are read alike", hostile_heads_are_read_alike);
	ADD("heads are read alike wherever blocks end", heads_are_read_alike_wherever_blocks_end);
	ADD("fields up to the limit and beyond are read alike", fields_up_to_the_limit_and_beyond_are_read_alike);
	ADD("names are found alike", names_are_found_alike);
	return g_test_run();
}
