/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reports, fed by hand with what a capture of a few packets cannot easily show. */
#include <glib.h>
#include <string.h>

#include "core/expectation.h"
#include "core/rule.h"
#include "tool/escape.h"
#include "tool/listing.h"
#include "tool/page.h"
#include "tool/report_text.h"

static bool
keep_bytes(void *user, const char *bytes, size_t length)
{
	g_string_append_len(user, bytes, (gssize)length);
	return true;
}

static bool
refuse_bytes(void *user, const char *bytes, size_t length)
{
	(void)bytes;
	(void)length;
	++*(int *)user;
	return false;
}

static const struct terminal TERMINAL = {.width = 80, .color = false, .unicode = true};

static const struct rule RULE = {
	.id = "sip-of-this-test", .severity = SEVERITY_ERROR, .title = "A title", .spec = "RFC 3261 section 8"};
static const struct expectation EXPECTATION = {.id = "sip-awaited-by-this-test"};

static struct annotation
annotation_of(uint32_t frame)
{
	bool exact;

	return (struct annotation){
		.kind = ANNOTATION_RESPONSE,
		.protocol = PROTOCOL_SIP,
		.code = 486,
		.status = status_treat_as(PROTOCOL_SIP, 486, &exact),
		.status_exact = true,
		.seen = {.frame = frame, .first_frame = frame, .first_time = 1700000000000000000 + frame},
		.reason = (char *)"Busy Here",
		.method = (char *)"INVITE",
		.elapsed = -1,
	};
}

static struct finding
finding_of_severity(enum severity severity, uint32_t frame)
{
	return (struct finding){
		.rule = &RULE,
		.severity = severity,
		.confidence = CONFIDENCE_CERTAIN,
		.protocol = PROTOCOL_SIP,
		.frame = frame,
		.frames = {frame, frame + 1},
		.frame_count = 2,
		.text = (char *)"What happened here.",
	};
}

static unsigned
count_of(const GString *text, const char *part)
{
	const char *at = text->str, *end = text->str + text->len;
	unsigned count = 0;

	while ((at = memmem(at, (size_t)(end - at), part, strlen(part)))) {
		count++;
		at += strlen(part);
	}
	return count;
}

static void
report_end(struct report *report)
{
	static const struct analysis_counts COUNTS = {.findings = {0, 0, 1}};
	struct capture_result capture = {.end = CAPTURE_COMPLETE, .first_time = 1700000000000000000};

	report->file_end(report, &capture, &COUNTS);
	report->finish(report);
	report->free(report);
}

static void
test_followups_and_findings(bool json)
{
	GString *text = g_string_new(NULL);
	struct output output = {.user = text, .write = keep_bytes};
	struct report *report = json ? report_json_new(&output) : report_text_new(&output, &TERMINAL, true);
	struct annotation annotation = annotation_of(9);
	struct finding finding = finding_of_severity(SEVERITY_ERROR, 4);
	struct followup second = {&EXPECTATION, VERDICT_OVERDUE, 0, -1, (char *)"It did not come.", NULL};
	struct followup first = {&EXPECTATION, VERDICT_MET, 10, 400000, (char *)"It came\033.", &second};
	char *ids[] = {(char *)"sip-of-this-test", NULL};

	annotation.followups = &first;
	annotation.finding_ids = ids;
	report->file_begin(report, "a.pcap", NULL);
	report->finding(report, &finding);
	report->settled(report, &annotation);
	report_end(report);
	g_assert_null(strchr(text->str, '\033'));
	if (json) {
		g_assert_nonnull(strstr(text->str,
								"\"followups\":[{\"id\":\"sip-awaited-by-this-test\",\"verdict\":\"met\","
								"\"frame\":10,\"delay_ms\":0.4,\"text\":\"It came\\u001b.\"},{"));
		g_assert_nonnull(strstr(text->str, "\"verdict\":\"overdue\",\"text\":\"It did not come.\"}],"
										   "\"findings\":[\"sip-of-this-test\"]}\n"));
		g_assert_nonnull(strstr(text->str,
								"{\"type\":\"finding\",\"file\":\"a.pcap\",\"id\":\"sip-of-this-test\","
								"\"severity\":\"error\",\"confidence\":\"certain\",\"protocol\":\"sip\","
								"\"frame\":4,\"frames\":[4,5],\"text\":\"What happened here.\","
								"\"spec\":\"RFC 3261 section 8\"}\n"));
	} else {
		g_assert_nonnull(strstr(text->str, "✓ met: It came\\x1b.\n"));
		g_assert_nonnull(strstr(text->str, "! overdue: It did not come.\n"));
		g_assert_nonnull(strstr(text->str, "\n           frame.number in {4, 5}\n"));
		g_assert_nonnull(
			strstr(text->str, "  sip-awaited-by-this-test    1         -        1        -        -\n"));
	}
	g_string_free(text, TRUE);
}

static void
test_followups_and_findings_in_text(void)
{
	test_followups_and_findings(false);
}

static void
test_followups_and_findings_in_json(void)
{
	test_followups_and_findings(true);
}

static void
test_findings_beyond_room(void)
{
	GString *text = g_string_new(NULL);
	struct output output = {.user = text, .write = keep_bytes};
	struct report *report = report_text_new(&output, &TERMINAL, false);

	report->file_begin(report, "a.pcap", NULL);
	for (uint32_t i = 0; i < LISTING_FINDINGS_MOST + 20; i++) {
		struct finding finding = finding_of_severity(SEVERITY_NOTE, 100 + i);
		report->finding(report, &finding);
	}
	struct finding worst = finding_of_severity(SEVERITY_ERROR, 99999);
	report->finding(report, &worst);
	report_end(report);
	g_assert_cmpuint(count_of(text, "What happened here."), ==, LISTING_FINDINGS_MOST);
	const char *error = strstr(text->str, "\n  error "), *note = strstr(text->str, "\n  note ");
	g_assert_nonnull(error);
	g_assert_true(note > error);
	g_assert_nonnull(strstr(text->str, "\n  21 more findings had no room here"));
	g_string_free(text, TRUE);
}

static void
test_responses_beyond_room(void)
{
	GString *text = g_string_new(NULL);
	struct output output = {.user = text, .write = keep_bytes};
	struct report *report = report_text_new(&output, &TERMINAL, true);

	report->file_begin(report, "a.pcap", NULL);
	for (uint32_t i = LISTING_ANNOTATIONS_MOST + 3; i > 0; i--) {
		struct annotation annotation = annotation_of(i);
		report->settled(report, &annotation);
	}
	report_end(report);
	g_assert_cmpuint(count_of(text, "486 Busy Here"), ==, LISTING_ANNOTATIONS_MOST);
	g_assert_nonnull(
		strstr(text->str, "\n3 more responses had no room in this list; --format json gives all"));
	g_string_free(text, TRUE);
}

static void
test_long_texts_are_cut_in_text(void)
{
	GString *text = g_string_new(NULL);
	struct output output = {.user = text, .write = keep_bytes};
	struct report *report = report_text_new(&output, &TERMINAL, false);
	struct finding finding = finding_of_severity(SEVERITY_ERROR, 1);

	finding.text = g_strnfill(10 * LISTING_TEXT_MOST, 'x');
	report->file_begin(report, "a.pcap", NULL);
	report->finding(report, &finding);
	report_end(report);
	g_assert_cmpuint(count_of(text, "x"), ==, LISTING_TEXT_MOST);
	g_free(finding.text);
	g_string_free(text, TRUE);
}

/* As core hands them over: reason and method in one piece, and nothing in the other two that has to be escaped. */
static struct annotation
annotation_in_one_piece(const char *words, size_t reason_size, size_t words_size)
{
	struct annotation annotation = annotation_of(7);

	annotation.reason = (char *)words;
	annotation.method = (char *)words + reason_size;
	annotation.words_length = (uint16_t)words_size;
	annotation.is_plain = true;
	annotation.target = (char *)"sip:bob@example.com";
	annotation.target_length = (uint16_t)strlen(annotation.target);
	annotation.call_id = (char *)"1@example.com";
	annotation.call_id_length = (uint16_t)strlen(annotation.call_id);
	return annotation;
}

/* What is written of a status is kept, and must not be told of one that came with other words. */
static void
test_words_of_a_status(void)
{
	static const char DECLINE[] = "Busy Here\0INVITE", QUOTE[] = "Busy \"re\"\0INVITE",
					  SHIFTED[] = "Busy HereI\0NVITE";
	GString *text = g_string_new(NULL);
	struct output output = {.user = text, .write = keep_bytes};
	struct report *report = report_json_new(&output);
	struct annotation annotations[] = {
		annotation_in_one_piece(DECLINE, sizeof "Busy Here", sizeof DECLINE),
		annotation_in_one_piece(QUOTE, sizeof "Busy Here", sizeof QUOTE),
		annotation_in_one_piece(SHIFTED, sizeof "Busy HereI", sizeof SHIFTED),
	};

	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; i < G_N_ELEMENTS(annotations); i++)
			report->settled(report, &annotations[i]);
	report_end(report);
	g_assert_cmpuint(count_of(text, "\"status\":486,\"reason\":\"Busy Here\",\"class\":\"client error\""), ==,
					 2);
	g_assert_cmpuint(count_of(text, "\"status\":486,\"reason\":\"Busy \\\"re\\\"\","), ==, 2);
	g_assert_cmpuint(count_of(text, "\"status\":486,\"reason\":\"Busy HereI\","), ==, 2);
	g_assert_cmpuint(count_of(text, ",\"method\":\"INVITE\",\"target\":\"sip:bob@example.com\",\"call_id\":"
									"\"1@example.com\",\"followups\":[],\"findings\":[]}\n"),
					 ==, 4);
	g_assert_cmpuint(count_of(text, ",\"method\":\"NVITE\",\"target\""), ==, 2);
	g_string_free(text, TRUE);
}

static void
test_refusal(bool json)
{
	int calls = 0;
	struct output output = {.user = &calls, .write = refuse_bytes};
	struct report *report = json ? report_json_new(&output) : report_text_new(&output, &TERMINAL, true);

	report->file_begin(report, "a.pcap", NULL);
	g_assert_true(report->is_writing(report));
	for (uint32_t i = 1; i < 2000; i++) {
		struct annotation annotation = annotation_of(i);
		report->settled(report, &annotation);
	}
	struct capture_result capture = {.end = CAPTURE_COMPLETE};
	static const struct analysis_counts COUNTS;
	g_assert_false(report->file_end(report, &capture, &COUNTS));
	g_assert_false(report->is_writing(report));
	g_assert_false(report->finish(report));
	report->free(report);
	g_assert_cmpint(calls, ==, 1);
}

static void
test_refusal_of_text(void)
{
	test_refusal(false);
}

static void
test_refusal_of_json(void)
{
	test_refusal(true);
}

static void
test_escapes(void)
{
	static const struct {
		const char *raw, *terminal, *json;
	} CASES[] = {
		{"", "", ""},
		{"plain ASCII of some length", "plain ASCII of some length", "plain ASCII of some length"},
		{"\"\\", "\"\\", "\\\"\\\\"},
		{"a\tb\r\n", "a\\x09b\\x0d\\x0a", "a\\u0009b\\u000d\\u000a"},
		{"\x7f", "\\x7f", "\\u007f"},
		{"\xc2\x85", "U+0085", "\\u0085"},
		{"é€😀", "é€😀", "é€😀"},
		{"e\xcc\x81", "e\xcc\x81", "e\xcc\x81"},
		{"\xc0\xaf", "\\xc0\\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},                      /* overlong */
		{"\xe0\x9f\xbf", "\\xe0\\x9f\\xbf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* overlong */
		{"\xe2\x82", "\\xe2\\x82", "\xef\xbf\xbd\xef\xbf\xbd"},                      /* ends early */
		{"\xe2\x80\xae\xe2\x81\xa9\xd8\x9c", "U+202EU+2069U+061C", "\\u202e\\u2069\\u061c"},
		{"\xe2\x80\x8b\xef\xbb\xbf", "U+200BU+FEFF", "\xe2\x80\x8b\xef\xbb\xbf"}, /* without a shape */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		GString *line = g_string_new(NULL);
		size_t length = strlen(CASES[i].raw);
		char *json = g_malloc0(ESCAPE_JSON_MOST * length + 1);
		escape_terminal(line, CASES[i].raw, length);
		g_assert_cmpstr(line->str, ==, CASES[i].terminal);
		escape_json(json, CASES[i].raw, length);
		g_assert_cmpstr(json, ==, CASES[i].json);
		g_free(json);
		g_string_free(line, TRUE);
	}
}

/* Every special byte at every place of two machine words: neither the fast way nor the slow one may miss it. */
static void
test_escapes_at_any_place(void)
{
	char raw[16], found[sizeof(raw) * ESCAPE_JSON_MOST + 1];

	for (int byte = 0; byte < 256; byte++) {
		bool plain = byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
		for (size_t place = 0; place < sizeof(raw); place++) {
			memset(raw, 'x', sizeof(raw));
			raw[place] = (char)byte;
			*escape_json(found, raw, sizeof(raw)) = '\0';
			g_assert_true(byte == 'x' || strspn(found, "x") == place);
			bool same = strlen(found) == sizeof(raw) && memcmp(found, raw, sizeof(raw)) == 0;
			g_assert_true(same == plain);
		}
	}
}

static char *
wrapped(const char *text, unsigned width, size_t indent)
{
	GString *kept = g_string_new(NULL);
	struct output output = {.user = kept, .write = keep_bytes};
	struct terminal terminal = {.width = width, .unicode = true};
	struct page page;

	page_start(&page, &terminal, &output);
	page_advance(&page, indent);
	page_wrap(&page, STYLE_PLAIN, text, indent);
	page_end_line(&page);
	page_flush(&page);
	page_finish(&page);
	return g_string_free(kept, FALSE);
}

static void
test_wrapping(void)
{
	static const struct {
		const char *text, *wanted;
		unsigned width;
		size_t indent;
	} CASES[] = {
		{"one two three", "one two three\n", 20, 0},
		{"", "\n", 20, 0},
		{"exactly twenty chars", "exactly twenty chars\n", 20, 0},
		{"exactly twenty-one ch", "exactly twenty-one\nch\n", 20, 0},
		{"aaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa\naaaaa\n", 20, 0},
		{"seven 漢字漢字漢字漢字漢字", "seven\n漢字漢字漢字漢字漢字\n", 20, 0},
		{"one two three four five six", "  one two three four\n  five six\n", 22, 2},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		char *found = wrapped(CASES[i].text, CASES[i].width, CASES[i].indent);
		g_assert_cmpstr(found, ==, CASES[i].wanted);
		g_free(found);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/text: follow-ups, findings and their display filter are shown",
					test_followups_and_findings_in_text);
	g_test_add_func("/report/json: follow-ups and findings have the keys of the contract",
					test_followups_and_findings_in_json);
	g_test_add_func("/report/text: of too many findings the worst are kept, the rest are counted",
					test_findings_beyond_room);
	g_test_add_func("/report/text: of too many responses the rest are counted", test_responses_beyond_room);
	g_test_add_func("/report/text: a text of any length takes a bounded room",
					test_long_texts_are_cut_in_text);
	g_test_add_func("/report/json: what a status means is kept by its words", test_words_of_a_status);
	g_test_add_func("/report/text: nothing more is written after a refusal", test_refusal_of_text);
	g_test_add_func("/report/json: nothing more is written after a refusal", test_refusal_of_json);
	g_test_add_func("/escape/what acts or deceives becomes visible", test_escapes);
	g_test_add_func("/escape/json: each byte is escaped wherever it stands", test_escapes_at_any_place);
	g_test_add_func("/page/lines break at blanks, and long words at the edge", test_wrapping);
	return g_test_run();
}
