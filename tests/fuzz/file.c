/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole pipe: a capture file, its analysis, and both reports. The report for machines has to be lines of JSON,
 * the one for people text without control characters, whatever the capture says.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/input.h"
#include "tests/fuzz/json.h"
#include "tool/report_text.h"

static bool
append(void *user, const char *bytes, size_t length)
{
	g_string_append_len(user, bytes, (gssize)length);
	return true;
}

static void
refuse(const char *why, const GString *text)
{
	g_printerr("%s:\n%s\n", why, text->str);
	abort();
}

static void
check_json(const GString *text)
{
	const char *line = text->str, *end = text->str + text->len, *feed;

	for (; (feed = memchr(line, '\n', (size_t)(end - line))) != NULL; line = feed + 1)
		if (!json_is_object(line, (size_t)(feed - line)))
			refuse("a line is no JSON object", text);
	if (line != end)
		refuse("the last line has no end", text);
}

static void
check_text(const GString *text)
{
	if (!g_utf8_validate(text->str, (gssize)text->len, NULL))
		refuse("the text is not UTF-8", text);
	for (const char *at = text->str; *at; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		if (character != '\n' && g_unichar_iscntrl(character))
			refuse("a control character is in the text", text);
	}
}

static void
give_message(void *user, const struct message *message)
{
	analysis_message(user, message);
}

static void
give_event(void *user, const struct transport_event *event)
{
	analysis_event(user, event);
}

static void
report_settled(void *user, const struct annotation *annotation)
{
	((struct report *)user)->settled(user, annotation);
}

static void
report_finding(void *user, const struct finding *finding)
{
	((struct report *)user)->finding(user, finding);
}

static void
report_file(const char *path, struct report *report)
{
	struct analysis_settings settings = analysis_defaults();
	struct analysis_sink sink = {.user = report, .settled = report_settled, .finding = report_finding};
	struct analysis *analysis = analysis_new(&settings, &sink);
	struct capture_listener listener = {.user = analysis, .message = give_message, .event = give_event};

	report->file_begin(report, path, NULL);
	struct capture_result result = capture_read(path, &listener, NULL);
	analysis_finish(analysis, result.last_frame, result.last_time, result.is_cut);
	report->file_end(report, &result, analysis_counts(analysis));
	report->finish(report);
	report->free(report);
	g_free(result.problem);
	analysis_free(analysis);
}

static void
report_both(const char *path)
{
	GString *text = g_string_new(NULL);
	struct output output = {.user = text, .write = append};
	struct terminal terminal = {.width = 80};

	report_file(path, report_json_new(&output));
	check_json(text);
	g_string_truncate(text, 0);
	report_file(path, report_text_new(&output, &terminal, true));
	check_text(text);
	g_string_free(text, TRUE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	int file = memfd_create("capture", MFD_CLOEXEC);
	char path[64];

	if (file < 0 || write(file, bytes, length) != (ssize_t)length)
		abort();
	g_snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	report_both(path);
	close(file);
	return 0;
}
