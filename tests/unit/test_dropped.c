/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/analysis.h"
#include "core/event.h"

#define SECOND INT64_C(1000000000)

/* A verdict for each follow-up that settled. */
struct heard {
	unsigned verdicts[VERDICT_COUNT];
	unsigned findings;
};

static void
hear_settled(void *user, const struct annotation *annotation)
{
	struct heard *heard = user;

	for (const struct followup *followup = annotation->followups; followup; followup = followup->next)
		heard->verdicts[followup->verdict]++;
}

static void
hear_finding(void *user, const struct finding *finding)
{
	struct heard *heard = user;

	heard->findings += finding->severity == SEVERITY_ERROR;
}

static void
say(struct analysis *analysis, const char *start, uint32_t frame, int64_t time, bool by_server)
{
	static struct message message;
	char *text = g_strdup_printf(
		"%s\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=a\r\n"
		"To: <sip:c@d>%s\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n\r\n",
		start, by_server ? ";tag=b" : "");
	struct endpoint client = {{4, {192, 0, 2, 1}}, 5060}, server = {{4, {192, 0, 2, 2}}, 5060};
	size_t end;

	g_assert_cmpint(message_parse(&message, slice_of(text), true, &end), ==, MESSAGE_PARSED);
	message.seen = (struct sighting){.frame = frame,
									 .first_frame = frame,
									 .first_time = time,
									 .last_time = time,
									 .source = by_server ? server : client,
									 .destination = by_server ? client : server,
									 .ip_id = (uint16_t)frame};
	analysis_message(analysis, &message);
	g_free(text);
}

/* A call is answered, and the answer repeated for want of an ACK. */
static struct heard
call_without_ack(bool drops)
{
	struct heard heard = {.findings = 0};
	struct analysis_sink sink = {.user = &heard, .settled = hear_settled, .finding = hear_finding};
	struct analysis_settings settings = analysis_defaults();
	struct analysis *analysis = analysis_new(&settings, &sink);
	struct transport_event dropped = {
		.kind = EVENT_PACKETS_DROPPED, .seen = {.frame = 3, .last_time = 3 * SECOND}, .bytes = 5};

	say(analysis, "INVITE sip:c@d SIP/2.0", 1, SECOND, false);
	say(analysis, "SIP/2.0 200 OK", 2, 2 * SECOND, true);
	if (drops)
		analysis_event(analysis, &dropped);
	for (uint32_t copy = 0; copy < 8; copy++)
		say(analysis, "SIP/2.0 200 OK", 3 + copy, (3 + 4 * copy) * SECOND, true);
	say(analysis, "INVITE sip:c@d SIP/2.0", 12, 60 * SECOND, false);
	analysis_finish(analysis, 12, 60 * SECOND, false);
	analysis_free(analysis);
	return heard;
}

static void
absence_counts_when_all_was_seen(void)
{
	struct heard heard = call_without_ack(false);

	g_assert_cmpuint(heard.verdicts[VERDICT_OVERDUE], ==, 1);
	g_assert_cmpuint(heard.findings, ==, 1);
}

static void
absence_tells_nothing_after_drops(void)
{
	struct heard heard = call_without_ack(true);

	g_assert_cmpuint(heard.verdicts[VERDICT_OVERDUE], ==, 0);
	g_assert_cmpuint(heard.verdicts[VERDICT_UNKNOWN], >=, 1);
	g_assert_cmpuint(heard.findings, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dropped/an ACK that does not come is missing when every packet was seen",
					absence_counts_when_all_was_seen);
	g_test_add_func("/dropped/nothing is missing for sure once the kernel has dropped packets",
					absence_tells_nothing_after_drops);
	return g_test_run();
}
