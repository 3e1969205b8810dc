/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/run.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "core/analysis.h"
#include "tool/complain.h"
#include "tool/fence.h"

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

/* One file's way from the analysis to the report. */
struct passage {
	struct report *report;
	const struct selection *selection;
	bool failed; /* a finding came that is worth an exit status of its own */
};

static void
pass_opened(void *user, const struct annotation *annotation)
{
	struct report *report = ((struct passage *)user)->report;

	report->opened(report, annotation);
}

static void
pass_settled(void *user, const struct annotation *annotation)
{
	struct report *report = ((struct passage *)user)->report;

	report->settled(report, annotation);
	if (!report->is_writing(report))
		stop = true;
}

static bool
wants_finding(void *user, const struct finding *finding)
{
	return selection_wants(((struct passage *)user)->selection, finding);
}

static void
pass_finding(void *user, const struct finding *finding)
{
	struct passage *passage = user;

	passage->report->finding(passage->report, finding);
	passage->failed = passage->failed || selection_fails_on(passage->selection, finding);
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
run_file(const char *file, struct report *report, const struct options *options)
{
	const char *shown = strcmp(file, "-") == 0 ? "standard input" : file;
	struct passage passage = {.report = report, .selection = &options->selection};
	struct analysis_sink sink = {
		.user = &passage,
		.opened = report->opened ? pass_opened : NULL,
		.settled = pass_settled,
		.wants = wants_finding,
		.finding = pass_finding,
	};
	struct analysis *analysis = analysis_new(&options->settings, &sink);

	report->file_begin(report, file);
	struct capture_result result = read_file(file, analysis);
	enum exit_status status = passage.failed ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
	bool is_taken = report->file_end(report, &result, analysis_counts(analysis));
	if (is_taken && result.end != CAPTURE_COMPLETE) {
		complain("%s: %s", shown, result.problem ? result.problem : "could not be read to its end");
		status = EXIT_TROUBLE;
	}
	g_free(result.problem);
	analysis_free(analysis);
	return status;
}

enum exit_status
run_files(char **files, struct report *report, const struct options *options)
{
	enum exit_status worst = EXIT_NOTHING_FOUND;

	catch_signals();
	if (fence_suits_build())
		fence_raise();
	for (; *files && !stop && report->is_writing(report); files++) {
		enum exit_status status = run_file(*files, report, options);
		worst = MAX(worst, status);
	}
	report->finish(report);
	return worst;
}
