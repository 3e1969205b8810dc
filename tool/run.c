/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/run.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "core/analysis.h"
#include "tool/complain.h"

/* Looked at between packets. Set by a signal, or when nobody takes the report any more. */
static volatile bool stop;

static void
stop_on_signal(int signal)
{
	(void)signal;
	stop = true;
}

/* A second signal of the same kind ends the program at once. */
static void
catch_signals(void)
{
	struct sigaction action = {.sa_handler = stop_on_signal, .sa_flags = (int)SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
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
report_opened(void *user, const struct annotation *annotation)
{
	struct report *report = user;

	report->opened(report, annotation);
}

static void
report_settled(void *user, const struct annotation *annotation)
{
	struct report *report = user;

	report->settled(report, annotation);
	if (!report->is_writing(report))
		stop = true;
}

static void
report_finding(void *user, const struct finding *finding)
{
	struct report *report = user;

	report->finding(report, finding);
}

static bool
is_worth_failing(const struct analysis_counts *counts, enum severity fail_on)
{
	for (int severity = (int)fail_on; severity < SEVERITY_COUNT; severity++)
		if (counts->findings[severity] > 0)
			return true;
	return false;
}

/* Reads one file through `analysis`, which is finished afterwards. */
static struct capture_result
read_file(const char *file, struct analysis *analysis)
{
	struct capture_listener listener = {.user = analysis, .message = give_message, .event = give_event};
	struct capture_result result;

	if (strcmp(file, "-") == 0 && isatty(STDIN_FILENO))
		result = (struct capture_result){
			.end = CAPTURE_NOT_OPENED,
			.problem = g_strdup("standard input is a terminal; a capture has to be piped in, or named"),
		};
	else
		result = capture_read(file, &listener, &stop);
	analysis_finish(analysis, result.last_frame, result.last_time, result.end != CAPTURE_COMPLETE);
	return result;
}

static enum exit_status
run_file(const char *file, struct report *report, enum severity fail_on)
{
	const char *shown = strcmp(file, "-") == 0 ? "standard input" : file;
	struct analysis_settings settings = analysis_defaults();
	struct analysis_sink sink = {
		.user = report,
		.opened = report->opened ? report_opened : NULL,
		.settled = report_settled,
		.finding = report_finding,
	};
	struct analysis *analysis = analysis_new(&settings, &sink);

	report->file_begin(report, file);
	struct capture_result result = read_file(file, analysis);
	const struct analysis_counts *counts = analysis_counts(analysis);
	enum exit_status status = is_worth_failing(counts, fail_on) ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
	bool is_taken = report->file_end(report, &result, counts);
	if (is_taken && result.end != CAPTURE_COMPLETE) {
		complain("%s: %s", shown, result.problem ? result.problem : "could not be read to its end");
		status = EXIT_TROUBLE;
	}
	g_free(result.problem);
	analysis_free(analysis);
	return status;
}

enum exit_status
run_files(char **files, struct report *report, enum severity fail_on)
{
	enum exit_status worst = EXIT_NOTHING_FOUND;

	catch_signals();
	for (; *files && !stop && report->is_writing(report); files++) {
		enum exit_status status = run_file(*files, report, fail_on);
		worst = MAX(worst, status);
	}
	report->finish(report);
	return worst;
}
