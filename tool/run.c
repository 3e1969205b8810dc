/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/run.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "capture/interface.h"
#include "core/analysis.h"
#include "tool/complain.h"
#include "tool/fence.h"
#include "tool/privileges.h"

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

/* One file's or interface's way through the analysis to the report. */
struct passage {
	struct analysis *analysis;
	struct report *report;
	bool live; /* somebody waits for what is reported */
	const struct selection *selection;
	bool failed; /* a finding came that is worth an exit status of its own */
};

static void
give_message(void *user, const struct message *message)
{
	analysis_message(((struct passage *)user)->analysis, message);
}

static void
give_event(void *user, const struct transport_event *event)
{
	analysis_event(((struct passage *)user)->analysis, event);
}

static void
hand_on(struct passage *passage)
{
	if (passage->live && passage->report->flush)
		passage->report->flush(passage->report);
	if (!passage->report->is_writing(passage->report))
		stop = true;
}

static void
pass_settled(void *user, const struct annotation *annotation)
{
	struct passage *passage = user;

	passage->report->settled(passage->report, annotation);
	hand_on(passage);
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
	hand_on(passage);
}

/* What is read: a file, or an interface that is open. */
struct source {
	const char *name;
	struct interface *interface; /* NULL: a file */
};

static struct capture_result
read_file(const char *file, const struct capture_listener *listener)
{
	if (strcmp(file, "-") != 0 || !isatty(STDIN_FILENO))
		return capture_read(file, listener, &stop);
	return (struct capture_result){
		.end = CAPTURE_NOT_OPENED,
		.problem = g_strdup("standard input is a terminal; a capture has to be piped in, or named"),
	};
}

/* Reads one source through its analysis, which is finished afterwards. */
static struct capture_result
read_source(const struct source *source, struct passage *passage)
{
	struct capture_listener listener = {.user = passage, .message = give_message, .event = give_event};
	struct capture_result result = source->interface ? capture_listen(source->interface, &listener, &stop)
													 : read_file(source->name, &listener);

	analysis_finish(passage->analysis, result.last_frame, result.last_time, result.end != CAPTURE_COMPLETE);
	return result;
}

static enum exit_status
run_source(const struct source *source, struct report *report, const struct options *options)
{
	struct passage passage = {
		.report = report, .live = source->interface != NULL, .selection = &options->selection};
	struct analysis_sink sink = {
		.user = &passage,
		.settled = pass_settled,
		.wants = wants_finding,
		.finding = pass_finding,
	};

	passage.analysis = analysis_new(&options->settings, &sink);
	report->file_begin(report, source->name);
	struct capture_result result = read_source(source, &passage);
	enum exit_status status = passage.failed ? EXIT_FINDINGS : EXIT_NOTHING_FOUND;
	bool is_taken = report->file_end(report, &result, analysis_counts(passage.analysis));
	if (is_taken && result.end != CAPTURE_COMPLETE) {
		complain("%s: %s", strcmp(source->name, "-") == 0 ? "standard input" : source->name,
				 result.problem ? result.problem : "could not be read to its end");
		status = EXIT_TROUBLE;
	}
	g_free(result.problem);
	analysis_free(passage.analysis);
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
		struct source source = {.name = *files};
		enum exit_status status = run_source(&source, report, options);
		worst = MAX(worst, status);
	}
	report->finish(report);
	return worst;
}

/* Opens the interface and gives up what was needed for that. NULL: one of both failed, and was complained about. */
static struct interface *
interface_start(const struct options *options)
{
	char *problem = NULL;
	struct interface *interface = interface_open(options->interface, options->filter, &problem);

	if (interface && !privileges_drop(options->user, &problem)) {
		interface_close(interface);
		interface = NULL;
	}
	if (!interface)
		complain("%s: %s", options->interface, problem);
	g_free(problem);
	return interface;
}

enum exit_status
run_interface(struct report *report, const struct options *options)
{
	struct source source = {.name = options->interface, .interface = interface_start(options)};

	if (!source.interface)
		return EXIT_TROUBLE;
	catch_signals();
	if (fence_suits_build())
		fence_raise();
	enum exit_status status = run_source(&source, report, options);
	report->finish(report);
	interface_close(source.interface);
	return status;
}
