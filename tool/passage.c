/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/passage.h"

#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "capture/path.h"
#include "core/analysis.h"
#include "tool/complain.h"
#include "tool/stop.h"

struct passage {
	struct analysis *analysis;
	struct report *report;
	bool live; /* somebody waits for what is reported */
	const struct selection *selection;
	struct progress_share *progress; /* NULL: none */
	bool failed;                     /* a finding came that is worth an exit status of its own */
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
give_position(void *user, uint64_t position)
{
	atomic_store_explicit(&((struct passage *)user)->progress->position, position, memory_order_relaxed);
}

static void
hand_on(struct passage *passage)
{
	if (passage->live && passage->report->flush)
		passage->report->flush(passage->report);
	if (!passage->report->is_writing(passage->report))
		stop_wish();
}

static void
pass_settled(void *user, const struct annotation *annotation)
{
	struct passage *passage = user;

	passage->report->settled(passage->report, annotation);
	hand_on(passage);
}

/* Whoever has a pipe written for us waits for what we say of it. */
static void
hand_out(void *user)
{
	struct passage *passage = user;

	if (passage->report->flush)
		passage->report->flush(passage->report);
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
	if (passage->progress)
		atomic_fetch_add_explicit(&passage->progress->findings, 1, memory_order_relaxed);
	passage->failed = passage->failed || selection_fails_on(passage->selection, finding);
	hand_on(passage);
}

static struct capture_result
read_packets(const struct source *source, const struct capture_listener *listener)
{
	if (source->interface)
		return capture_listen(source->interface, listener, stop_flag());
	if (source->rotation)
		return capture_read_rotation(source->rotation, listener, stop_flag());
	if (!path_is_stdin(source->name) || !isatty(STDIN_FILENO))
		return capture_read(source->name, listener, stop_flag());
	return (struct capture_result){
		.end = CAPTURE_NOT_OPENED,
		.is_cut = true,
		.problem = g_strdup("standard input is a terminal; a capture has to be piped in, or named"),
	};
}

/* Reads the source through its analysis, which is finished afterwards. */
static struct capture_result
read_source(const struct source *source, struct passage *passage)
{
	struct capture_listener listener = {
		.user = passage,
		.message = give_message,
		.event = give_event,
		.position = source->progress ? give_position : NULL,
		.waiting = hand_out,
	};
	struct capture_result result = read_packets(source, &listener);

	analysis_finish(passage->analysis, result.last_frame, result.last_time, result.is_cut);
	return result;
}

struct passage_outcome
passage_run(const struct source *source, struct report *report, const struct options *options)
{
	struct passage passage = {.report = report,
							  .live = source->interface != NULL,
							  .selection = &options->selection,
							  .progress = source->progress};
	struct analysis_sink sink = {
		.user = &passage,
		.settled = pass_settled,
		.wants = wants_finding,
		.finding = pass_finding,
	};
	struct passage_outcome outcome = {.status = EXIT_NOTHING_FOUND};

	passage.analysis = analysis_new(&options->settings, &sink);
	report->file_begin(report, source->name, source->rotation);
	struct capture_result result = read_source(source, &passage);
	if (passage.failed)
		outcome.status = EXIT_FINDINGS;
	outcome.is_reported = result.end != CAPTURE_NOT_OPENED;
	outcome.totals = report_totals_of(analysis_counts(passage.analysis));
	bool is_taken = report->file_end(report, &result, analysis_counts(passage.analysis));
	if (is_taken && result.end != CAPTURE_COMPLETE) {
		g_strlcpy(outcome.complaint, result.problem ? result.problem : "could not be read to its end",
				  sizeof outcome.complaint);
		outcome.status = EXIT_TROUBLE;
	}
	g_free(result.problem);
	analysis_free(passage.analysis);
	return outcome;
}

void
passage_complain(const char *source, const struct passage_outcome *outcome)
{
	if (outcome->complaint[0])
		complain_of(source, outcome->complaint);
}
