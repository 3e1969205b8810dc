/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/progress.h"

#include <glib.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/path.h"
#include "tool/terminal.h"

/* When the line is there first, and how often it is drawn; microseconds. Ours. */
#define PATIENCE (G_USEC_PER_SEC)
#define INTERVAL (G_USEC_PER_SEC / 5)

/* Narrower than this it says nothing. Ours. */
#define COLUMNS_LEAST 20

struct progress {
	GRecMutex lock;         /* for all that is not in a share */
	uint64_t total;         /* bytes of all files; 0: not known, as one is no regular file */
	uint64_t done;          /* of the files that are done with */
	size_t files, finished; /* how many there are; and of these are done with */
	bool is_one_capture;    /* its files are not told apart */
	int64_t start, next;    /* g_get_monotonic_time: of the beginning, of the next drawing */
	size_t columns;         /* that are drawn */

	struct progress_share *shares;
	size_t share_count;

	GThread *thread; /* NULL: none */
	GMutex wake_lock;
	GCond wake;
	bool is_ending;
};

static struct progress *progress;

static size_t
shares_size(size_t count)
{
	return count * sizeof(struct progress_share);
}

/* False: how much is to be read of it is not known. Of a file that is not there it is nothing. */
static bool
file_size(const char *file, uint64_t *size)
{
	struct stat status;
	bool is_there = path_look(file, &status);

	*size = is_there && S_ISREG(status.st_mode) ? (uint64_t)MAX(status.st_size, 0) : 0;
	return !is_there || S_ISREG(status.st_mode);
}

void
progress_start(char *const *files, size_t readers, const struct options *options)
{
	if (options->no_progress || !isatty(STDERR_FILENO) ||
		(options->format == FORMAT_JSON && isatty(STDOUT_FILENO)))
		return;
	void *shares = mmap(NULL, shares_size(readers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
						0);
	if (shares == MAP_FAILED)
		return;
	progress = g_new0(struct progress, 1);
	g_rec_mutex_init(&progress->lock);
	g_mutex_init(&progress->wake_lock);
	g_cond_init(&progress->wake);
	progress->shares = shares;
	progress->share_count = readers;
	progress->is_one_capture = options->continuous;
	progress->start = g_get_monotonic_time();
	progress->next = progress->start + PATIENCE;
	bool is_known = true;
	for (; files[progress->files]; progress->files++) {
		uint64_t size;
		is_known = file_size(files[progress->files], &size) && is_known;
		progress->total += size;
	}
	if (!is_known)
		progress->total = 0;
}

struct progress_share *
progress_share(size_t reader)
{
	return progress && reader < progress->share_count ? &progress->shares[reader] : NULL;
}

/* "412.3 MB" */
static void
add_bytes(GString *line, double bytes)
{
	static const char *const UNITS[] = {"kB", "MB", "GB", "TB"};
	size_t unit = 0;

	for (bytes /= 1000; bytes >= 1000 && unit + 1 < G_N_ELEMENTS(UNITS); unit++)
		bytes /= 1000;
	g_string_append_printf(line, bytes < 10 ? "%.1f %s" : "%.0f %s", bytes, UNITS[unit]);
}

/* "12 s", "3 min", "2 h 5 min" */
static void
add_time_left(GString *line, double seconds)
{
	unsigned long whole = (unsigned long)CLAMP(seconds + 0.5, 1, 1e9);

	if (whole < 100)
		g_string_append_printf(line, ", %lu s left", whole);
	else if (whole < 6000)
		g_string_append_printf(line, ", %lu min left", (whole + 30) / 60);
	else
		g_string_append_printf(line, ", %lu h %lu min left", whole / 3600, whole % 3600 / 60);
}

/* With the lock held. */
static GString *
line_now(int64_t now)
{
	GString *line = g_string_new("sequitur: ");
	double seconds = MAX((double)(now - progress->start) / G_USEC_PER_SEC, 0.001);
	uint64_t done = progress->done, findings = 0;

	for (size_t i = 0; i < progress->share_count; i++) {
		done += atomic_load(&progress->shares[i].position);
		findings += atomic_load(&progress->shares[i].findings);
	}
	double rate = (double)done / seconds;
	add_bytes(line, (double)done);
	if (progress->total > 0) {
		g_string_append(line, " of ");
		add_bytes(line, (double)progress->total);
		g_string_append_printf(
			line, " (%u %%)",
			(unsigned)(100.0 * (double)MIN(done, progress->total) / (double)progress->total));
	}
	if (progress->files > 1 && !progress->is_one_capture)
		g_string_append_printf(line, ", %zu of %zu files", progress->finished, progress->files);
	g_string_append(line, ", ");
	add_bytes(line, rate);
	g_string_append(line, "/s");
	if (progress->total > done && rate > 0)
		add_time_left(line, (double)(progress->total - done) / rate);
	g_string_append_printf(line, ", %" G_GUINT64_FORMAT " %s", findings,
						   findings == 1 ? "finding" : "findings");
	return line;
}

/* Who cannot be written to is not told so. */
static void
put(const GString *line)
{
	if (write(STDERR_FILENO, line->str, line->len) < 0)
		progress->next = INT64_MAX;
}

/* Overwrites what is drawn by blanks. With the lock held. */
static void
erase(void)
{
	if (progress->columns == 0)
		return;
	GString *line = g_string_new("\r");
	for (size_t i = 0; i < progress->columns; i++)
		g_string_append_c(line, ' ');
	g_string_append_c(line, '\r');
	progress->columns = 0;
	put(line);
	g_string_free(line, TRUE);
}

/* One write, so that it does not flicker. With the lock held. */
static void
draw(int64_t now)
{
	/* A full line would go on below, and could not be erased. */
	size_t width = terminal_columns(STDERR_FILENO) - 1;
	if (width < COLUMNS_LEAST)
		return;
	GString *line = line_now(now);

	g_string_truncate(line, MIN(line->len, width));
	size_t columns = line->len;
	for (size_t i = columns; i < MIN(progress->columns, width); i++)
		g_string_append_c(line, ' ');
	g_string_prepend_c(line, '\r');
	progress->columns = columns;
	put(line);
	g_string_free(line, TRUE);
}

void
progress_tick(void)
{
	if (!progress)
		return;
	g_rec_mutex_lock(&progress->lock);
	int64_t now = g_get_monotonic_time();
	if (now >= progress->next) {
		progress->next = now + INTERVAL;
		draw(now);
	}
	g_rec_mutex_unlock(&progress->lock);
}

static void *
watch(void *unused)
{
	(void)unused;
	g_mutex_lock(&progress->wake_lock);
	while (!progress->is_ending) {
		g_cond_wait_until(&progress->wake, &progress->wake_lock, g_get_monotonic_time() + INTERVAL);
		if (!progress->is_ending)
			progress_tick();
	}
	g_mutex_unlock(&progress->wake_lock);
	return NULL;
}

void
progress_watch(void)
{
	sigset_t all, before;

	if (!progress)
		return;
	/* Signals are for the thread that reads: they end its waiting. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	progress->thread = g_thread_try_new("progress", watch, NULL, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void
progress_file_done(size_t reader, const char *file)
{
	if (!progress)
		return;
	uint64_t size;
	bool is_known = file_size(file, &size);
	g_rec_mutex_lock(&progress->lock);
	progress->done += is_known ? size : atomic_load(&progress->shares[reader].position);
	atomic_store(&progress->shares[reader].position, 0);
	progress->finished++;
	g_rec_mutex_unlock(&progress->lock);
}

void
progress_pause(void)
{
	if (!progress)
		return;
	g_rec_mutex_lock(&progress->lock);
	erase();
}

void
progress_resume(void)
{
	if (!progress)
		return;
	g_rec_mutex_unlock(&progress->lock);
}

static bool
write_in_a_pause(void *user, const char *bytes, size_t length)
{
	const struct output *under = user;

	progress_pause();
	bool good = under->write(under->user, bytes, length);
	progress_resume();
	return good;
}

struct output
progress_output(const struct output *under)
{
	return (struct output){.user = (void *)(uintptr_t)under, .write = write_in_a_pause};
}

void
progress_end(void)
{
	if (!progress)
		return;
	g_mutex_lock(&progress->wake_lock);
	progress->is_ending = true;
	g_cond_signal(&progress->wake);
	g_mutex_unlock(&progress->wake_lock);
	if (progress->thread)
		g_thread_join(progress->thread);
	erase();
	munmap(progress->shares, shares_size(progress->share_count));
	g_rec_mutex_clear(&progress->lock);
	g_mutex_clear(&progress->wake_lock);
	g_cond_clear(&progress->wake);
	g_clear_pointer(&progress, g_free);
}
