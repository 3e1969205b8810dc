/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/nearest.h"
#include "tool/command.h"
#include "tool/complain.h"
#include "tool/help.h"
#include "tool/options.h"
#include "tool/progress.h"
#include "tool/report.h"
#include "tool/run.h"

/* A capture must not get the number of a standard descriptor that was closed before we were started. */
static void
occupy_standard_descriptors(void)
{
	for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
		if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", descriptor ? O_RDONLY : O_WRONLY) < 0)
			exit(EXIT_TROUBLE);
}

/* Who mistypes a command gets told that there is no such file; a word more helps. */
static void
suggest_command(const char *word)
{
	struct nearest nearest = {.word = word};

	for (const struct command *const *command = command_table(); *command; command++)
		nearest_try(&nearest, (*command)->name);
	if (nearest.found && access(word, F_OK) < 0)
		complain("did you mean the command '%s'?", nearest.found);
}

static enum exit_status
usage_wanted(void)
{
	complain(
		"which capture? 'sequitur FILE' reads one, 'sequitur -' standard input; 'sequitur -h' says more");
	return EXIT_TROUBLE;
}

static enum exit_status
capture_live(const struct options *options, const struct output *output)
{
	if (options->words[0]) {
		complain("an interface or files are read, not both: what is '%s'?", options->words[0]);
		return EXIT_TROUBLE;
	}
	struct terminal terminal = options_terminal(options);
	struct report *report = report_new(options, &terminal, output);
	enum exit_status status = run_interface(report, options);
	report->free(report);
	return status;
}

static enum exit_status
do_the_work(const struct options *options, const struct output *output)
{
	const struct command *command;

	if (options->help != HELP_NONE) {
		help_print(options, output);
		return EXIT_NOTHING_FOUND;
	}
	if (options->interface)
		return capture_live(options, output);
	if (options->for_interface) {
		complain("--%s is for --interface; %s", options->for_interface->name,
				 options->for_interface->without_interface);
		return EXIT_TROUBLE;
	}
	if (!options->words[0])
		return usage_wanted();
	command = command_find(options->words[0]);
	if (command)
		return command->run(options->words + 1, options, output);

	struct terminal terminal = options_terminal(options);
	struct report *report = report_new(options, &terminal, output);
	enum exit_status status = run_files(options->words, report, output, options);
	report->free(report);
	if (status == EXIT_TROUBLE)
		suggest_command(options->words[0]);
	return status;
}

/* A reader that has seen enough is no fault; all else that was not written is. */
static enum exit_status
close_output(struct descriptor_output *standard_output, enum exit_status status)
{
	if (close(STDOUT_FILENO) < 0 && standard_output->problem == 0)
		standard_output->problem = errno;
	if (standard_output->problem == EPIPE)
		return EXIT_NOTHING_FOUND;
	if (standard_output->problem == 0)
		return status;
	complain("the output could not be written: %s", g_strerror(standard_output->problem));
	return EXIT_TROUBLE;
}

int
main(int argc, char **argv)
{
	struct descriptor_output standard_output = {.descriptor = STDOUT_FILENO};
	struct output plain = output_to_descriptor(&standard_output);
	/* Only on a terminal the two can get into each other's way. */
	struct output output = isatty(STDOUT_FILENO) ? progress_output(&plain) : plain;
	struct options options;
	enum exit_status status;
	char *problem;

	setlocale(LC_CTYPE, "");
	occupy_standard_descriptors();
	signal(SIGPIPE, SIG_IGN);
	if (options_parse(&options, argc, argv, &problem)) {
		status = do_the_work(&options, &output);
	} else {
		complain("%s; 'sequitur -h' lists the options", problem);
		g_free(problem);
		status = EXIT_TROUBLE;
	}
	options_finish(&options);
	return (int)close_output(&standard_output, status);
}
