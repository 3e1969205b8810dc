/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The torture messages of RFC 4475 and RFC 5118, and those of other SIP projects, each by its name and with
 * what a reader has to find in it. A message that is wrong deeper down than its head has a head like any
 * other: the fault must then come out of the function that reads the value, and stands under `faults`.
 *
 * The messages are no part of this project: they are looked for in torture/ of $SEQUITUR_SHARED, or of
 * ../shared beside the checkout. What is not there is skipped.
 */
#include <glib.h>

#include "core/message.h"
#include "core/value.h"
#include "tests/unit/torture.h"

#ifndef SEQUITUR_SOURCE_DIR
#define SEQUITUR_SOURCE_DIR "."
#endif

static const char *
torture_folder(void)
{
	static char *folder;
	const char *shared = g_getenv("SEQUITUR_SHARED");

	if (!folder)
		folder = g_build_filename(shared ? shared : SEQUITUR_SOURCE_DIR "/../shared", "torture", NULL);
	return folder;
}

/* The bytes of one file in memory of just their size; NULL, and the test skipped, when it is not there. */
static char *
torture_read(const char *folder, const char *name, size_t *length)
{
	char *path = g_build_filename(torture_folder(), folder, name, NULL), *text, *bytes = NULL;

	if (g_file_get_contents(path, &text, length, NULL)) {
		bytes = memcpy(g_malloc(*length + (*length == 0)), text, *length);
		g_free(text);
	} else {
		char *word = g_strdup_printf("%s is not here (set SEQUITUR_SHARED)", path);
		g_test_skip(word);
		g_free(word);
	}
	g_free(path);
	return bytes;
}

static void add(GString *list, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* One more entry of a ", "-separated list. */
static void
add(GString *list, const char *format, ...)
{
	va_list arguments;

	if (list->len)
		g_string_append(list, ", ");
	va_start(arguments, format);
	g_string_append_vprintf(list, format, arguments);
	va_end(arguments);
}

static unsigned
field_count(const struct message *message, enum field_id id)
{
	unsigned count = 0;

	for (unsigned i = 0; i < message->field_count; i++)
		count += message->fields[i].id == id;
	return count;
}

static unsigned
value_count(const struct message *message, enum field_id id)
{
	struct field_walk walk = {0};
	struct slice value;
	unsigned count = 0;

	while (message_next_value(message, id, &walk, &value))
		count++;
	return count;
}

static void
number_add(const struct message *message, enum field_id id, const char *word, uint64_t max, GString *head)
{
	uint64_t number;

	if (message_number(message, id, max, &number))
		add(head, "%s %" G_GUINT64_FORMAT, word, number);
}

/* "INVITE sip:a@b, via 1, cseq 8 INVITE, length 150 of 150, hops 70". */
static char *
head_text(const struct message *message, size_t behind)
{
	GString *head = g_string_new(NULL);
	struct slice value, method;
	uint32_t number;

	if (message->is_response)
		g_string_printf(head, "%u %.*s", message->status, (int)message->reason.length, message->reason.bytes);
	else
		g_string_printf(head, "%.*s %.*s", (int)message->method_text.length, message->method_text.bytes,
						(int)message->target.length, message->target.bytes);
	add(head, "via %u", value_count(message, FIELD_VIA));
	if (message_field(message, FIELD_CSEQ, &value) && cseq_parse(value, &number, &method))
		add(head, "cseq %u %.*s", number, (int)method.length, method.bytes);
	number_add(message, FIELD_CONTENT_LENGTH, "length", UINT32_MAX, head);
	if (behind)
		add(head, "%zu behind", behind);
	number_add(message, FIELD_MAX_FORWARDS, "hops", 255, head);
	return g_string_free(head, FALSE);
}

static void
addresses_judge(const struct message *message, GString *faults)
{
	static const enum field_id ids[] = {FIELD_TO, FIELD_FROM, FIELD_CONTACT, FIELD_ROUTE, FIELD_RECORD_ROUTE};

	for (unsigned i = 0; i < G_N_ELEMENTS(ids); i++) {
		bool list = ids[i] != FIELD_TO && ids[i] != FIELD_FROM;
		struct field_walk walk = {0};
		struct name_address address;
		struct slice value;
		struct uri uri;
		bool more = list ? message_next_value(message, ids[i], &walk, &value)
						 : message_field(message, ids[i], &value);
		for (; more; more = list && message_next_value(message, ids[i], &walk, &value)) {
			if (!name_address_parse(value, &address))
				add(faults, "%s unreadable", field_name(ids[i]));
			else if (!slice_equal(address.uri, SLICE("*")) && !uri_parse(address.uri, &uri))
				add(faults, "%s has no URI", field_name(ids[i]));
		}
	}
}

static void
vias_judge(const struct message *message, GString *faults)
{
	struct field_walk walk = {0};
	struct slice value;
	struct via via;

	while (message_next_value(message, FIELD_VIA, &walk, &value)) {
		if (!via_parse(value, &via))
			add(faults, "Via unreadable");
		else if (branch_has_cookie(via.branch) && via.branch.length == strlen("z9hG4bK"))
			add(faults, "branch is only the cookie");
	}
}

/* Fields that a SIP request must have, and have once: RFC 3261 section 8.1.1. */
static void
counts_judge(const struct message *message, GString *faults)
{
	static const enum field_id needed[] = {FIELD_VIA, FIELD_TO, FIELD_FROM, FIELD_CALL_ID, FIELD_CSEQ};
	static const enum field_id single[] = {FIELD_TO,   FIELD_FROM,         FIELD_CALL_ID,
										   FIELD_CSEQ, FIELD_MAX_FORWARDS, FIELD_CONTENT_LENGTH};

	for (unsigned i = 0; i < G_N_ELEMENTS(needed); i++)
		if (!field_count(message, needed[i]))
			add(faults, "no %s", field_name(needed[i]));
	for (unsigned i = 0; i < G_N_ELEMENTS(single); i++)
		if (field_count(message, single[i]) > 1)
			add(faults, "%s %u times", field_name(single[i]), field_count(message, single[i]));
}

static void
numbers_judge(const struct message *message, GString *faults)
{
	static const struct {
		enum field_id id;
		uint64_t max;
	} scalars[] = {
		{FIELD_CONTENT_LENGTH, UINT32_MAX}, {FIELD_MAX_FORWARDS, 255}, {FIELD_EXPIRES, UINT32_MAX}};
	struct slice value, method;
	uint32_t sequence;
	uint64_t number;
	int64_t seconds;

	for (unsigned i = 0; i < G_N_ELEMENTS(scalars); i++)
		if (message_field(message, scalars[i].id, &value) && !value_number(value, scalars[i].max, &number))
			add(faults, "%s unreadable", field_name(scalars[i].id));
	if (message_field(message, FIELD_CONTACT, &value) && value_parameter(value, "expires", &value) &&
		!value_number(value, UINT32_MAX, &number))
		add(faults, "expires of Contact unreadable");
	if (message_field(message, FIELD_DATE, &value) && !value_date(value, &seconds))
		add(faults, "Date unreadable");
	if (message_field(message, FIELD_RETRY_AFTER, &value) && !value_retry_after(value, 0, &seconds))
		add(faults, "Retry-After unreadable");
	if (!message_field(message, FIELD_CSEQ, &value))
		return;
	if (!cseq_parse(value, &sequence, &method))
		add(faults, "CSeq unreadable");
	else if (!message->is_response && !slice_equal(method, message->method_text))
		add(faults, "CSeq of another method");
}

static char *
faults_text(const struct message *message)
{
	GString *faults = g_string_new(NULL);
	struct uri uri;

	if (!message->is_response && !uri_parse(message->target, &uri))
		add(faults, "target is no URI");
	else if (!message->is_response && uri.query.length)
		add(faults, "target has headers");
	counts_judge(message, faults);
	vias_judge(message, faults);
	addresses_judge(message, faults);
	numbers_judge(message, faults);
	return g_string_free(faults, FALSE);
}

static char *
oddities_text(uint32_t oddities)
{
	static const char *const words[] = {
		"bare LF",    "leading CRLF",        "no reason", "folded",      "space before colon",
		"no colon",   "control byte",        "non-ASCII", "extra space", "too many fields",
		"empty name", "status not 3 digits", "no end",    "version"};
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
		if (oddities & 1u << i)
			add(text, "%s", words[i]);
	g_assert_cmpuint(oddities >> G_N_ELEMENTS(words), ==, 0);
	return g_string_free(text, FALSE);
}

/* All that is to be known of one message, and where its head ends. */
struct reading {
	enum message_outcome outcome;
	size_t end;
	char *head, *faults, *oddities;
};

static struct reading
reading_of(struct slice bytes)
{
	struct message *message = g_new(struct message, 1);
	struct reading reading = {0};

	reading.outcome = message_parse(message, bytes, true, &reading.end);
	if (reading.outcome == MESSAGE_PARSED) {
		g_assert_cmpuint(reading.end, <=, bytes.length);
		reading.head = head_text(message, bytes.length - reading.end);
		reading.faults = faults_text(message);
		reading.oddities = oddities_text(message->oddities);
	} else {
		g_assert_cmpint(reading.outcome, ==, MESSAGE_MALFORMED);
		g_assert_cmpuint(reading.end, <=, bytes.length);
		reading.head = g_strdup_printf("malformed at %zu", reading.end);
		reading.faults = g_strdup("");
		reading.oddities = g_strdup("");
	}
	g_free(message);
	return reading;
}

static void
reading_free(struct reading *reading)
{
	g_free(reading->head);
	g_free(reading->faults);
	g_free(reading->oddities);
}

static void
assert_read_as(struct slice bytes, const struct torture *wanted)
{
	struct reading found = reading_of(bytes);

	g_test_message("%s: %s", wanted->name, wanted->section);
	g_assert_cmpstr(found.head, ==, wanted->head);
	g_assert_cmpstr(found.faults, ==, wanted->faults);
	g_assert_cmpstr(found.oddities, ==, wanted->oddities);
	reading_free(&found);
}

struct torture_case {
	const char *folder;
	const struct torture *wanted;
};

static void
is_read_as_listed(gconstpointer data)
{
	const struct torture_case *one = data;
	size_t length;
	char *bytes = torture_read(one->folder, one->wanted->name, &length);

	if (bytes)
		assert_read_as((struct slice){bytes, length}, one->wanted);
	g_free(bytes);
}

static const struct torture *
row_find(const struct torture *rows, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (g_str_equal(rows[i].name, name))
			return &rows[i];
	return NULL;
}

static void
folder_add(const char *folder, const struct torture *rows, size_t count, const struct torture *strays,
		   size_t stray_count)
{
	for (size_t i = 0; i < count; i++) {
		struct torture_case *one = g_new(struct torture_case, 1);
		const struct torture *stray = row_find(strays, stray_count, rows[i].name);
		*one = (struct torture_case){folder, stray ? stray : &rows[i]};
		char *path = g_strdup_printf("/torture/%s/%s", folder, rows[i].name);
		g_test_add_data_func_full(path, one, is_read_as_listed, g_free);
		g_free(path);
	}
}

/* The part of `text` between two words, which is moved behind the second; empty when they are not there. */
static struct slice
between_words(char **text, const char *before, const char *after)
{
	char *start = strstr(*text, before);
	char *end = start ? strstr(start, after) : NULL;

	if (!end)
		return (struct slice){NULL, 0};
	*text = end + strlen(after);
	start += strlen(before);
	return (struct slice){start, (size_t)(end - start)};
}

static void
messages_of_jain_sip(void)
{
	static const struct torture sound = {"", "", NULL, "", NULL};
	size_t length;
	char *text = torture_read("jainsip_torture", "torture.xml", &length);
	unsigned number = 0;

	if (!text)
		return;
	text = g_realloc(text, length + 1);
	text[length] = '\0';
	char *rest = text;
	struct slice element = between_words(&rest, "<message>", "</message>");
	for (; element.length; element = between_words(&rest, "<message>", "</message>")) {
		char *inner = g_strndup(element.bytes, element.length), *inside = inner;
		struct slice bytes = between_words(&inside, "<![CDATA[", "]]>");
		char *name = g_strdup_printf("%03u", ++number);
		const struct torture *wanted = row_find(jain, G_N_ELEMENTS(jain), name);
		struct reading found = reading_of(bytes);
		g_test_message("message %s", name);
		g_assert_cmpstr(found.faults, ==, wanted ? wanted->faults : sound.faults);
		g_assert_cmpint(found.outcome == MESSAGE_MALFORMED, ==,
						wanted && g_str_has_prefix(wanted->head, "mal"));
		if (wanted)
			assert_read_as(bytes, wanted);
		reading_free(&found);
		g_free(name);
		g_free(inner);
	}
	g_assert_cmpuint(number, ==, 374);
	g_free(text);
}

/*
 * A reader that lost its place tries at each line; in a log it must find the messages and nothing else: nine lines of this file are start lines.
 */
static void
messages_are_found_between_the_lines_of_a_log(void)
{
	size_t length, end;
	char *bytes = torture_read("sip2json_validation", "Mixed_Stream_2.sip", &length);
	struct message *message = g_new(struct message, 1);
	unsigned parsed = 0;

	for (size_t at = 0; bytes && at < length;) {
		struct slice rest = {bytes + at, length - at};
		if (message_begins(rest) == MESSAGE_PARSED &&
			message_parse(message, rest, true, &end) == MESSAGE_PARSED) {
			parsed++;
			g_assert_true(message_first_field(message, FIELD_CSEQ));
			at += end;
			continue;
		}
		const char *line_end = memchr(rest.bytes, '\n', rest.length);
		at = line_end ? (size_t)(line_end - bytes) + 1 : length;
	}
	if (bytes)
		g_assert_cmpuint(parsed, ==, 9);
	g_free(message);
	g_free(bytes);
}

/* Reads the message `name` of RFC 4475 into *message; its bytes, to be freed, or NULL. */
static char *
rfc4475_message(const char *name, struct message *message)
{
	size_t length, end;
	char *bytes = torture_read("rfc4475_ersip", name, &length);

	if (bytes)
		g_assert_cmpint(message_parse(message, (struct slice){bytes, length}, true, &end), ==,
						MESSAGE_PARSED);
	return bytes;
}

static void
assert_slice(struct slice found, const char *wanted)
{
	g_assert_cmpmem(found.bytes, found.length, wanted, strlen(wanted));
}

static struct slice
value_of(const struct message *message, enum field_id id)
{
	struct slice value;

	g_assert_true(message_field(message, id, &value));
	return value;
}

/* 3.1.1.1 */
static void
folded_values_of_wsinv_come_apart(void)
{
	struct message message;
	struct field_walk walk = {0};
	struct slice value;
	struct via via;
	struct name_address address;
	char *bytes = rfc4475_message("wsinv.dat", &message);

	if (!bytes)
		return;
	static const struct {
		const char *transport, *host, *branch;
	} wanted[] = {{"UDP", "192.0.2.2", "390skdjuw"},
				  {"TCP", "spindle.example.com", "z9hG4bK9ikj8"},
				  {"UDP", "192.168.255.111", "z9hG4bK30239"}};
	for (unsigned i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_assert_true(message_next_value(&message, FIELD_VIA, &walk, &value));
		g_assert_true(via_parse(value, &via));
		assert_slice(via.transport, wanted[i].transport);
		assert_slice(via.host, wanted[i].host);
		assert_slice(via.branch, wanted[i].branch);
	}
	g_assert_true(name_address_parse(value_of(&message, FIELD_TO), &address));
	assert_slice(address.uri, "sip:vivekg@chair-dnrc.example.com");
	assert_slice(address.tag, "1918181833n");
	g_assert_true(name_address_parse(value_of(&message, FIELD_FROM), &address));
	assert_slice(address.display, "\"J Rosenberg \\\\\\\"\"");
	assert_slice(address.tag, "98asjd8");
	g_assert_true(value_parameter(value_of(&message, FIELD_CONTACT), "newparam", &value));
	assert_slice(value, "newvalue");
	g_assert_true(value_parameter(value_of(&message, FIELD_CONTACT), "q", &value));
	assert_slice(value, "0.33");
	g_assert_true(message_field_named(&message, "unknownheaderwithunusualvalue", &value));
	assert_slice(value, ";;,,;;,;");
	assert_slice(value_of(&message, FIELD_SUBJECT), "");
	g_free(bytes);
}

/* 3.1.1.2 */
static void
unusual_bytes_of_intmeth_are_kept(void)
{
	struct message message;
	struct name_address address;
	struct slice value;
	struct uri uri;
	struct via via;
	char *bytes = rfc4475_message("intmeth.dat", &message);

	if (!bytes)
		return;
	g_assert_cmpint(message.method, ==, METHOD_OTHER);
	g_assert_true(name_address_parse(value_of(&message, FIELD_FROM), &address));
	assert_slice(address.tag, "_token~1'+`*%!-.");
	assert_slice(address.display, "token1~` token2'+_ token3*%!.-");
	g_assert_true(value_parameter(address.parameters, "fromParam''~+*_!.-%", &value));
	assert_slice(value, "работающий");
	g_assert_true(name_address_parse(value_of(&message, FIELD_TO), &address));
	g_assert_nonnull(memchr(address.display.bytes, '\0', address.display.length));
	g_assert_true(uri_parse(address.uri, &uri));
	assert_slice(uri.user, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
	assert_slice(uri.host, "example.com");
	g_assert_true(via_parse(value_of(&message, FIELD_VIA), &via));
	assert_slice(via.branch, "z9hG4bK-.!%66*_+`'~");
	assert_slice(value_of(&message, FIELD_CALL_ID), "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
	g_free(bytes);
}

/* 3.1.1.3, 3.1.1.4 */
static void
escapes_are_compared_decoded_but_once(void)
{
	struct message message;
	struct name_address address, other;
	struct slice value;
	struct field_walk walk = {0};
	struct uri uri;
	char *bytes = rfc4475_message("esc01.dat", &message);

	if (!bytes)
		return;
	g_assert_true(name_address_parse(value_of(&message, FIELD_TO), &address));
	g_assert_true(sip_uri_equal(address.uri, SLICE("sip:user@example.com")));
	g_assert_true(name_address_parse(value_of(&message, FIELD_CONTACT), &address));
	g_assert_true(sip_uri_equal(address.uri, SLICE("sip:caller@host5.example.net;lr;name=value%2541")));
	g_assert_false(sip_uri_equal(address.uri, SLICE("sip:caller@host5.example.net;lr;name=valueA")));
	g_free(bytes);

	bytes = rfc4475_message("escnull.dat", &message);
	if (!bytes)
		return;
	g_assert_true(message_next_value(&message, FIELD_CONTACT, &walk, &value));
	g_assert_true(name_address_parse(value, &address));
	g_assert_true(uri_parse(address.uri, &uri));
	assert_slice(uri.user, "%00");
	g_assert_true(message_next_value(&message, FIELD_CONTACT, &walk, &value));
	g_assert_true(name_address_parse(value, &other));
	g_assert_false(sip_uri_equal(address.uri, other.uri));
	g_free(bytes);
}

/* 3.1.1.5: % is no escape in a method or field name. */
static void
percent_signs_of_esc02_are_no_escapes(void)
{
	struct message message;
	struct slice value;
	char *bytes = rfc4475_message("esc02.dat", &message);

	if (!bytes)
		return;
	g_assert_cmpint(message.method, ==, METHOD_OTHER);
	g_assert_cmpuint(value_count(&message, FIELD_CONTACT), ==, 2);
	g_assert_true(message_field_named(&message, "C%6Fntact", &value));
	assert_slice(value, "<sip:alias2@host2.example.com>");
	g_free(bytes);
}

/* 3.1.1.8 */
static void
second_request_of_dblreq_stands_behind_the_first(void)
{
	struct message message;
	size_t length, first, second;
	char *bytes = torture_read("rfc4475_ersip", "dblreq.dat", &length);

	if (!bytes)
		return;
	g_assert_cmpint(message_parse(&message, (struct slice){bytes, length}, true, &first), ==, MESSAGE_PARSED);
	g_assert_cmpint(message.method, ==, METHOD_REGISTER);
	struct slice noise = {bytes + first, length - first};
	g_assert_cmpint(message_parse(&message, noise, true, &second), ==, MESSAGE_PARSED);
	g_assert_cmpint(message.method, ==, METHOD_INVITE);
	g_free(bytes);
}

/* 3.1.1.9 */
static void
user_part_of_semiuri_holds_a_parameter(void)
{
	struct message message;
	struct uri uri;
	char *bytes = rfc4475_message("semiuri.dat", &message);

	if (!bytes)
		return;
	g_assert_true(uri_parse(message.target, &uri));
	assert_slice(uri.user, "user;par=u%40example.net");
	assert_slice(uri.host, "example.com");
	g_assert_true(message_has_token(&message, FIELD_ACCEPT, "message/sipfrag"));
	g_free(bytes);
}

/* 3.3.12, 3.3.13 */
static void
parameters_belong_to_the_field_or_to_the_uri(void)
{
	struct message message;
	struct name_address address;
	struct uri uri;
	char *bytes = rfc4475_message("cparam01.dat", &message);

	if (!bytes)
		return;
	g_assert_true(name_address_parse(value_of(&message, FIELD_CONTACT), &address));
	assert_slice(address.parameters, ";unknownparam");
	g_assert_true(uri_parse(address.uri, &uri));
	assert_slice(uri.parameters, "");
	g_free(bytes);

	bytes = rfc4475_message("cparam02.dat", &message);
	if (!bytes)
		return;
	g_assert_true(name_address_parse(value_of(&message, FIELD_CONTACT), &address));
	assert_slice(address.parameters, "");
	g_assert_true(uri_parse(address.uri, &uri));
	assert_slice(uri.parameters, ";unknownparam");
	g_free(bytes);
}

static void
uri_is(const char *folder, const char *name, const char *host, unsigned port)
{
	struct message message;
	struct uri uri;
	size_t length, end;
	char *bytes = torture_read(folder, name, &length);

	if (!bytes)
		return;
	g_assert_cmpint(message_parse(&message, (struct slice){bytes, length}, true, &end), ==, MESSAGE_PARSED);
	g_assert_true(uri_parse(message.target, &uri));
	assert_slice(uri.host, host);
	g_assert_cmpuint(uri.port, ==, port);
	g_free(bytes);
}

/* RFC 5118 sections 4.3, 4.4, 4.10 */
static void
ports_and_ipv6_addresses_are_told_apart(void)
{
	uri_is("rfc5118_ersip", "port-ambiguous", "[2001:db8::10:5070]", 0);
	uri_is("rfc5118_ersip", "port-unambiguous", "[2001:db8::10]", 5070);
	uri_is("rfc5118_ersip", "ipv6-bug-abnf-3-colons", "[2001:db8:::192.0.2.1]", 0);
	uri_is("rfc5118_ersip", "ipv6-correct-abnf-2-colons", "[2001:db8::192.0.2.1]", 0);
}

static void
received_is(const char *name, const char *received)
{
	struct message message;
	struct via via;
	struct slice parameter;
	size_t length, end;
	char *bytes = torture_read("rfc5118_ersip", name, &length);

	if (!bytes)
		return;
	g_assert_cmpint(message_parse(&message, (struct slice){bytes, length}, true, &end), ==, MESSAGE_PARSED);
	g_assert_true(via_parse(value_of(&message, FIELD_VIA), &via));
	assert_slice(via.host, "[2001:db8::9:1]");
	g_assert_true(value_parameter(via.text, "received", &parameter));
	assert_slice(parameter, received);
	g_free(bytes);
}

/* RFC 5118 section 4.5 */
static void
received_is_taken_with_and_without_brackets(void)
{
	received_is("via-received-param-no-delim", "2001:db8::9:255");
	received_is("via-received-param-with-delim", "[2001:db8::9:255]");
}

/* Each byte of each message is changed in several ways, one at a time; whatever comes out, nothing breaks. */
static void
mutations_do_no_harm(gconstpointer data)
{
	const char *folder = data;
	char *path = g_build_filename(torture_folder(), folder, NULL);
	GDir *files = g_dir_open(path, 0, NULL);
	static const char others[] = {'\0', '\n', '"', '<', ',', ':', ' ', '\xff'};

	if (!files)
		g_test_skip("the folder is not here (set SEQUITUR_SHARED)");
	for (const char *name; files && (name = g_dir_read_name(files));) {
		size_t length;
		char *bytes = torture_read(folder, name, &length);
		for (size_t i = 0; bytes && length <= 4096 && i < length; i++) {
			char kept = bytes[i];
			bytes[i] = i % 2 ? others[i / 2 % sizeof(others)] : (char)~kept;
			struct reading found = reading_of((struct slice){bytes, length});
			reading_free(&found);
			bytes[i] = kept;
		}
		g_free(bytes);
	}
	if (files)
		g_dir_close(files);
	g_free(path);
}

#define FOLDER(folder, rows) folder_add(folder, rows, G_N_ELEMENTS(rows), NULL, 0)

static void
rfc4475_add(void)
{
	static const char *const folders[] = {"rfc4475_ersip", "rfc4475_resiprocate", "rfc4475_sipsorcery",
										  "rfc4475_sipx"};

	FOLDER(folders[0], rfc4475);
	for (unsigned i = 1; i < G_N_ELEMENTS(folders); i++) {
		folder_add(folders[i], rfc4475, G_N_ELEMENTS(rfc4475), rfc4475_strays, G_N_ELEMENTS(rfc4475_strays));
		folder_add(folders[i], &rfc4475_strays[1], 1, NULL, 0);
	}
}

int
main(int argc, char **argv)
{
	static const char *const mutated[] = {"rfc4475_ersip", "rfc5118_sipx", "kamailio_test_misc_sip",
										  "sip2json_validation"};

	g_test_init(&argc, &argv, NULL);
	rfc4475_add();
	FOLDER("rfc5118_ersip", rfc5118_ersip);
	FOLDER("rfc5118_sipx", rfc5118_sipx);
	FOLDER("kamailio_test_misc_sip", kamailio);
	FOLDER("sip2json_validation", sip2json);
	g_test_add_func("/torture/messages of JAIN SIP", messages_of_jain_sip);
	g_test_add_func("/torture/messages are found between the lines of a log",
					messages_are_found_between_the_lines_of_a_log);
	g_test_add_func("/torture/folded values of wsinv come apart", folded_values_of_wsinv_come_apart);
	g_test_add_func("/torture/unusual bytes of intmeth are kept", unusual_bytes_of_intmeth_are_kept);
	g_test_add_func("/torture/escapes are compared decoded, but once", escapes_are_compared_decoded_but_once);
	g_test_add_func("/torture/percent signs of esc02 are no escapes", percent_signs_of_esc02_are_no_escapes);
	g_test_add_func("/torture/the second request of dblreq stands behind the first",
					second_request_of_dblreq_stands_behind_the_first);
	g_test_add_func("/torture/the user part of semiuri holds a parameter",
					user_part_of_semiuri_holds_a_parameter);
	g_test_add_func("/torture/parameters belong to the field or to the URI",
					parameters_belong_to_the_field_or_to_the_uri);
	g_test_add_func("/torture/ports and IPv6 addresses are told apart",
					ports_and_ipv6_addresses_are_told_apart);
	g_test_add_func("/torture/received is taken with and without brackets",
					received_is_taken_with_and_without_brackets);
	for (unsigned i = 0; i < G_N_ELEMENTS(mutated); i++) {
		char *path = g_strdup_printf("/torture/mutations of %s do no harm", mutated[i]);
		g_test_add_data_func(path, mutated[i], mutations_do_no_harm);
		g_free(path);
	}
	return g_test_run();
}
