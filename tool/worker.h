/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A worker is a process of ours that reads one file after the other, as it is told, each into a report of its own,
 * whose bytes go to a descriptor that comes with the file. It raises the fence before the first one. It ends when its
 * owner does, who must end it with worker_end. What a file does to it is that file's loss alone.
 */
#ifndef SEQUITUR_TOOL_WORKER_H
#define SEQUITUR_TOOL_WORKER_H

#include <sys/types.h>

#include "tool/passage.h"
#include "tool/terminal.h"

struct worker {
	pid_t pid;  /* 0: there is none */
	int socket; /* ours to the worker's */
};

/* What a worker has to know before it starts; all of it is the caller's. */
struct worker_task {
	char **files;
	const struct options *options;
	const struct terminal *terminal; /* that texts are laid out for */
	const struct worker *all; /* where it stands among them says which share of the progress is its own */
};

/* `worker` is one of task->all. False, with errno, when the system has no process for us. */
bool worker_start(struct worker *worker, const struct worker_task *task);

/* Has it read task->files[file] to `spool`, which stays the caller's as well. False when the worker has gone. */
bool worker_give(const struct worker *worker, size_t file, int spool);

/* Waits for what came of the file it was given. False when the worker has gone. */
bool worker_take(const struct worker *worker, struct passage_outcome *outcome);

/* Has it report what it found up to now. */
void worker_stop(const struct worker *worker);

/* Waits for its end and frees what belongs to it; what it is reading it reads to the end. Answers what waitpid does. */
int worker_end(struct worker *worker);

#endif
