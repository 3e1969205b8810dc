/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/run.h"

#include "capture/capture_file.h"
#include "capture/interface.h"
#include "capture/path.h"
#include "tool/complain.h"
#include "tool/fence.h"
#include "tool/passage.h"
#include "tool/privileges.h"
#include "tool/progress.h"
#include "tool/side_by_side.h"
#include "tool/stop.h"

static enum exit_status
run_one_by_one(char **files, struct report *report, const struct options *options)
{
	enum exit_status worst = EXIT_NOTHING_FOUND;

	progress_start(files, 1, options);
	fence_raise_where_suited();
	progress_watch();
	for (; *files && !stop_is_wished() && report->is_writing(report); files++) {
		struct source source = {.name = *files, .progress = progress_share(0)};
		struct passage_outcome outcome = passage_run(&source, report, options);
		progress_file_done(0, source.name);
		passage_complain(source.name, &outcome);
		worst = MAX(worst, outcome.status);
	}
	return worst;
}

/*
 * The files of one capture: each has its own troubles, told after the report. One alone is one too, so that what is said
 * has the same form whether there was a second file yet or not.
 */
static enum exit_status
run_continuous(char **files, struct report *report, const struct options *options)
{
	progress_start(files, 1, options);
	fence_raise_where_suited();
	progress_watch();
	struct rotation *rotation = rotation_new(files);
	struct source source = {
		.name = rotation->files[0].path, .rotation = rotation, .progress = progress_share(0)};
	struct passage_outcome outcome = passage_run(&source, report, options);

	for (size_t i = 0; i < rotation->count && report->is_writing(report); i++)
		if (rotation->files[i].problem)
			complain_of(rotation->files[i].path, rotation->files[i].problem);
	rotation_free(rotation);
	return outcome.status;
}

enum exit_status
run_files(char **files, struct report *report, const struct output *output, const struct options *options)
{
	enum exit_status worst;

	if (!files[1] && path_is_pipe(files[0]))
		stop_on_end_of_pipe();
	else
		stop_on_signals();
	capture_file_prepare(files);
	if (options->continuous && (files[1] || g_file_test(files[0], G_FILE_TEST_IS_REGULAR)))
		worst = run_continuous(files, report, options);
	else if (!side_by_side_run(files, report, output, options, &worst))
		worst = run_one_by_one(files, report, options);
	progress_end();
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
	stop_on_signals();
	fence_raise_where_suited();
	struct passage_outcome outcome = passage_run(&source, report, options);
	passage_complain(source.name, &outcome);
	report->finish(report);
	interface_close(source.interface);
	return outcome.status;
}
