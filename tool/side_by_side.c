/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/side_by_side.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/path.h"
#include "tool/progress.h"
#include "tool/stop.h"
#include "tool/worker.h"

/* So many files at most are read or wait for their turn to be printed: each has a descriptor. Ours. */
#define FILES_AHEAD_MAX 256

/* How often what has been found of the file whose turn it is goes on to the output. */
#define PATIENCE_MS 100

/* Bytes of a waiting report that are looked at together; grows for a line that is longer. */
#define PIECE_SIZE (256 * 1024)

/* What is known of one of the files. */
struct turn {
	int spool;                       /* -1: it has none */
	struct passage_outcome *outcome; /* NULL: it is still being read */
};

struct side_by_side {
	char **files;
	size_t count;
	struct turn *turns;    /* by file */
	size_t given, printed; /* files before these have been handed to a worker; are done with */

	struct worker *workers;
	size_t *working_on; /* by worker: the file; `count`: none */
	size_t worker_count;
	struct worker_task task;
	bool is_ending; /* no more files are given out */

	struct report *report;
	const struct output *output;
	bool writing;
	char *piece;
	size_t piece_size;
	off_t copied;   /* bytes of the file whose turn it is */
	bool has_begun; /* some of it has been printed */
	enum exit_status worst;
};

/* A temporary file without a name; -1 when there is no room for one. */
static int
spool_open(void)
{
	char *name = NULL;
	int spool = g_file_open_tmp("sequitur-XXXXXX", &name, NULL);

	if (spool < 0)
		return -1;
	g_unlink(name);
	g_free(name);
	return spool;
}

static void
turn_fail(struct turn *turn, const char *complaint)
{
	turn->outcome = g_new0(struct passage_outcome, 1);
	turn->outcome->status = EXIT_TROUBLE;
	turn->outcome->is_cut = true;
	g_strlcpy(turn->outcome->complaint, complaint, sizeof turn->outcome->complaint);
}

/* The worker has gone before it told what came of its file. */
static void
worker_lost(struct side_by_side *all, size_t i)
{
	int status = worker_end(&all->workers[i]);
	struct turn *turn = &all->turns[all->working_on[i]];
	char *complaint = WIFSIGNALED(status)
						  ? g_strdup_printf(
								"was not read to its end: the process that read it ended by signal %d (%s)",
								WTERMSIG(status), g_strsignal(WTERMSIG(status)))
						  : g_strdup("was not read to its end: the process that read it has ended");

	turn_fail(turn, complaint);
	progress_file_done(i, all->files[all->working_on[i]]);
	g_free(complaint);
	all->working_on[i] = all->count;
}

/*
 * The next file cannot be given out. Descriptors and processes come back as files are printed; where nothing is left that
 * could come back, the file is given up.
 */
static void
give_up_next(struct side_by_side *all, const char *complaint)
{
	if (all->given == all->printed)
		turn_fail(&all->turns[all->given++], complaint);
}

/* To the worker that is there, or to one that is started where there is none, or where that one has died meanwhile. */
static bool
give_to_worker(struct side_by_side *all, size_t i, size_t file)
{
	struct worker *worker = &all->workers[i];

	if (worker->pid && worker_give(worker, file, all->turns[file].spool))
		return true;
	if (worker->pid)
		worker_end(worker);
	return worker_start(worker, &all->task) && worker_give(worker, file, all->turns[file].spool);
}

/* Hands the next file to a worker without one. */
static void
give_next(struct side_by_side *all, size_t i)
{
	struct turn *turn = &all->turns[all->given];

	turn->spool = spool_open();
	if (turn->spool < 0) {
		give_up_next(all, "there is no room for a temporary file");
		return;
	}
	if (!give_to_worker(all, i, all->given)) {
		close(turn->spool);
		turn->spool = -1;
		give_up_next(all, "no process could be started to read it");
		return;
	}
	all->working_on[i] = all->given++;
}

static void
give_out(struct side_by_side *all)
{
	for (size_t i = 0; i < all->worker_count; i++)
		if (all->working_on[i] == all->count && all->given < all->count &&
			all->given - all->printed < FILES_AHEAD_MAX)
			give_next(all, i);
}

static void
take_outcome(struct side_by_side *all, size_t i)
{
	struct passage_outcome outcome;

	if (!worker_take(&all->workers[i], &outcome)) {
		worker_lost(all, i);
		return;
	}
	all->turns[all->working_on[i]].outcome = g_memdup2(&outcome, sizeof outcome);
	progress_file_done(i, all->files[all->working_on[i]]);
	all->working_on[i] = all->count;
}

static bool
is_working(const struct side_by_side *all)
{
	for (size_t i = 0; i < all->worker_count; i++)
		if (all->working_on[i] < all->count)
			return true;
	return false;
}

/* Waits until a worker has something to say, but not for long. */
static void
wait_for_workers(struct side_by_side *all)
{
	struct pollfd *sockets = g_new0(struct pollfd, all->worker_count);
	size_t *whose = g_new(size_t, all->worker_count);
	nfds_t count = 0;

	/* Only those that are at work: of more than there are descriptors poll takes none. */
	for (size_t i = 0; i < all->worker_count; i++)
		if (all->working_on[i] < all->count) {
			sockets[count] = (struct pollfd){.fd = all->workers[i].socket, .events = POLLIN};
			whose[count++] = i;
		}
	if (poll(sockets, count, PATIENCE_MS) > 0)
		for (nfds_t i = 0; i < count; i++)
			if (sockets[i].revents)
				take_outcome(all, whose[i]);
	g_free(whose);
	g_free(sockets);
}

/* How many bytes of a piece can be printed: whole lines, as what follows may still be on its way, or never come. */
static size_t
whole_lines(const char *piece, size_t length)
{
	const char *last = memrchr(piece, '\n', length);

	return last ? (size_t)(last - piece) + 1 : 0;
}

/* Prints what is there of the file whose turn it is. */
static void
copy_spool(struct side_by_side *all, struct turn *turn)
{
	ssize_t got = 0;

	while (all->writing && turn->spool >= 0 &&
		   (got = pread(turn->spool, all->piece, all->piece_size, all->copied)) > 0) {
		bool is_all = turn->outcome && !turn->outcome->is_cut;
		size_t length = is_all ? (size_t)got : whole_lines(all->piece, (size_t)got);
		if (length == 0 && (size_t)got < all->piece_size)
			return;
		if (length == 0) {
			all->piece_size *= 2;
			all->piece = g_realloc(all->piece, all->piece_size);
			continue;
		}
		if (!all->has_begun && all->report->foreign_begin)
			all->report->foreign_begin(all->report);
		all->has_begun = true;
		all->writing = all->report->is_writing(all->report) &&
					   all->output->write(all->output->user, all->piece, length);
		all->copied += (off_t)length;
		/* The room is for what follows. Only advice: not every place for files can. */
		fallocate(turn->spool, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, all->copied);
	}
	if (got < 0 && errno != EINTR && turn->outcome) {
		g_snprintf(turn->outcome->complaint, sizeof turn->outcome->complaint,
				   "what was found could not be read back: %s", g_strerror(errno));
		turn->outcome->status = EXIT_TROUBLE;
	}
}

/* The file whose turn it is has been printed, and the turn is the next one's. */
static void
finish_turn(struct side_by_side *all, struct turn *turn)
{
	if (turn->outcome->is_reported && all->report->foreign_end)
		all->report->foreign_end(all->report, &turn->outcome->totals);
	if (all->writing)
		passage_complain(all->files[all->printed], turn->outcome);
	all->worst = MAX(all->worst, turn->outcome->status);
	all->printed++;
	all->copied = 0;
	all->has_begun = false;
}

static void
turn_clear(struct turn *turn)
{
	if (turn->spool >= 0)
		close(turn->spool);
	turn->spool = -1;
	g_clear_pointer(&turn->outcome, g_free);
}

static void
print(struct side_by_side *all)
{
	while (all->printed < all->given) {
		struct turn *turn = &all->turns[all->printed];
		copy_spool(all, turn);
		if (!turn->outcome)
			return;
		finish_turn(all, turn);
		turn_clear(turn);
	}
}

/* Once, when a stop is wished or nobody takes the report any more: what is being read ends soon. */
static void
end_early(struct side_by_side *all)
{
	all->is_ending = true;
	for (size_t i = 0; i < all->worker_count; i++)
		if (all->working_on[i] < all->count)
			worker_stop(&all->workers[i]);
}

static void
read_all(struct side_by_side *all)
{
	for (;;) {
		if (!all->is_ending && (stop_is_wished() || !all->writing))
			end_early(all);
		if (!all->is_ending)
			give_out(all);
		if (is_working(all))
			wait_for_workers(all);
		print(all);
		progress_tick();
		if (!is_working(all) && (all->is_ending || all->given == all->count))
			break;
	}
	print(all);
}

static void
side_by_side_finish(struct side_by_side *all)
{
	for (size_t i = 0; i < all->worker_count; i++)
		if (all->workers[i].pid)
			worker_end(&all->workers[i]);
	for (size_t i = 0; i < all->count; i++)
		turn_clear(&all->turns[i]);
	g_free(all->turns);
	g_free(all->workers);
	g_free(all->working_on);
	g_free(all->piece);
}

/* Is there a place for temporary files? */
static bool
can_spool(void)
{
	int spool = spool_open();

	if (spool < 0)
		return false;
	close(spool);
	return true;
}

/* Are two of them one stream, of which each reader would get a part? */
static bool
share_a_stream(char *const *files)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool is_shared = false;

	for (; *files && !is_shared; files++) {
		struct stat status;
		bool is_standard = path_is_stdin(*files);
		if (!path_look(*files, &status) || (S_ISREG(status.st_mode) && !is_standard))
			continue;
		is_shared = !g_hash_table_add(
			seen, g_strdup_printf("%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino));
	}
	g_hash_table_destroy(seen);
	return is_shared;
}

bool
side_by_side_run(char **files, struct report *report, const struct output *output,
				 const struct options *options, enum exit_status *worst)
{
	size_t count = g_strv_length(files);
	size_t jobs = options->jobs ? options->jobs : g_get_num_processors();
	struct terminal terminal = options_terminal(options);

	if (count < 2 || jobs < 2 || share_a_stream(files) || !can_spool())
		return false;

	struct side_by_side all = {
		.files = files,
		.count = count,
		.turns = g_new0(struct turn, count),
		.worker_count = MIN(jobs, count),
		.report = report,
		.output = output,
		.writing = true,
		.piece = g_malloc(PIECE_SIZE),
		.piece_size = PIECE_SIZE,
		.worst = EXIT_NOTHING_FOUND,
	};
	all.workers = g_new0(struct worker, all.worker_count);
	all.working_on = g_new(size_t, all.worker_count);
	all.task = (struct worker_task){
		.files = files, .options = options, .terminal = &terminal, .all = all.workers};
	for (size_t i = 0; i < count; i++)
		all.turns[i].spool = -1;
	for (size_t i = 0; i < all.worker_count; i++)
		all.working_on[i] = count;
	progress_start(files, all.worker_count, options);
	read_all(&all);
	*worst = all.worst;
	side_by_side_finish(&all);
	return true;
}
