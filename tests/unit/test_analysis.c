/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The life of an analysis: what is handed in and not finished is given up without a word. */
#include <glib.h>

#include "core/analysis.h"

static const char invite[] = "INVITE sip:bob@example.com SIP/2.0\r\n"
							 "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
							 "From: <sip:alice@example.com>;tag=1\r\n"
							 "To: <sip:bob@example.com>\r\n"
							 "Call-ID: 1\r\n"
							 "CSeq: 1 INVITE\r\n\r\n";
static const char ringing[] = "SIP/2.0 183 Session Progress\r\n"
							  "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
							  "From: <sip:alice@example.com>;tag=1\r\n"
							  "To: <sip:bob@example.com>;tag=2\r\n"
							  "Call-ID: 1\r\n"
							  "CSeq: 1 INVITE\r\n"
							  "Require: 100rel\r\n"
							  "RSeq: 1\r\n\r\n";
static const char get[] = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n";
static const char moved[] = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n";

struct told {
	unsigned opened, settled, findings;
};

static void *
count_opened(void *user, const struct annotation *annotation)
{
	((struct told *)user)->opened++;
	return (void *)(uintptr_t)annotation->seen.frame;
}

static void
count_settled(void *user, const struct annotation *annotation)
{
	g_assert_cmpuint((uintptr_t)annotation->of_sink, ==, annotation->seen.frame);
	((struct told *)user)->settled++;
}

static void
count_finding(void *user, const struct finding *finding)
{
	(void)finding;
	((struct told *)user)->findings++;
}

static void
hand_in(struct analysis *analysis, const char *text, uint32_t frame)
{
	static struct message message;
	size_t end;
	struct endpoint ends[2] = {{{4, {192, 0, 2, 1}}, 5060}, {{4, {192, 0, 2, 2}}, 5060}};

	g_assert_cmpint(message_parse(&message, slice_of(text), true, &end), ==, MESSAGE_PARSED);
	bool sip = message.protocol == PROTOCOL_SIP;
	message.seen = (struct sighting){.frame = frame,
									 .first_frame = frame,
									 .first_time = frame * INT64_C(1000000),
									 .last_time = frame * INT64_C(1000000),
									 .source = ends[message.is_response],
									 .destination = ends[!message.is_response],
									 .connection = sip ? 0 : 1,
									 .transport = sip ? TRANSPORT_UDP : TRANSPORT_TCP};
	analysis_message(analysis, &message);
}

static struct analysis *
analysis_with_something_open(struct told *told)
{
	const struct analysis_sink sink = {
		.user = told, .opened = count_opened, .settled = count_settled, .finding = count_finding};
	struct analysis_settings settings = analysis_defaults();
	struct analysis *analysis = analysis_new(&settings, &sink);

	hand_in(analysis, invite, 1);
	hand_in(analysis, ringing, 2);
	hand_in(analysis, get, 3);
	hand_in(analysis, moved, 4);
	return analysis;
}

static void
what_is_open_settles_when_the_capture_ends(void)
{
	struct told told = {0};
	struct analysis *analysis = analysis_with_something_open(&told);

	g_assert_cmpuint(told.opened, ==, 2);
	g_assert_cmpuint(told.settled, ==, 0);
	analysis_finish(analysis, 4, 4000000, false);
	g_assert_cmpuint(told.settled, ==, told.opened);
	analysis_free(analysis);
}

static void
what_is_given_up_is_told_to_nobody(void)
{
	struct told told = {0};
	struct analysis *analysis = analysis_with_something_open(&told);

	analysis_free(analysis);
	g_assert_cmpuint(told.opened, ==, 2);
	g_assert_cmpuint(told.settled + told.findings, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/analysis/what is open settles when the capture ends",
					what_is_open_settles_when_the_capture_ends);
	g_test_add_func("/analysis/what is given up is told to nobody", what_is_given_up_is_told_to_nobody);
	return g_test_run();
}
