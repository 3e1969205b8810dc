/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/worker.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/fence.h"
#include "tool/stop.h"

/* Room for the one descriptor that comes with a file, as cmsg(3) wants it. */
union descriptor_room {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool
worker_give(const struct worker *worker, size_t file, int spool)
{
	union descriptor_room room = {0};
	struct iovec number = {.iov_base = &file, .iov_len = sizeof file};
	struct msghdr message = {
		.msg_iov = &number, .msg_iovlen = 1, .msg_control = &room, .msg_controllen = sizeof room};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof spool);
	memcpy(CMSG_DATA(header), &spool, sizeof spool);
	return sendmsg(worker->socket, &message, MSG_NOSIGNAL) == sizeof file;
}

/* The next file; false when there is none, as the owner has ended or has closed its end. */
static bool
receive_file(int socket, size_t *file, int *spool)
{
	union descriptor_room room = {0};
	struct iovec number = {.iov_base = file, .iov_len = sizeof *file};
	struct msghdr message = {
		.msg_iov = &number, .msg_iovlen = 1, .msg_control = &room, .msg_controllen = sizeof room};
	ssize_t got;

	do
		got = recvmsg(socket, &message, 0);
	while (got < 0 && errno == EINTR);
	struct cmsghdr *header = got == sizeof *file ? CMSG_FIRSTHDR(&message) : NULL;

	if (!header || header->cmsg_type != SCM_RIGHTS)
		return false;
	memcpy(spool, CMSG_DATA(header), sizeof *spool);
	return true;
}

static struct passage_outcome
read_to_spool(const char *file, int spool, const struct worker_task *task, struct progress_share *progress)
{
	struct descriptor_output descriptor = {.descriptor = spool};
	struct output output = output_to_descriptor(&descriptor);
	struct report *report = report_new(task->options, task->terminal, &output);
	struct source source = {.name = file, .progress = progress};
	struct passage_outcome outcome = passage_run(&source, report, task->options);

	report->free(report);
	if (descriptor.problem) {
		g_snprintf(outcome.complaint, sizeof outcome.complaint,
				   "what was found could not be kept until it is its turn: %s",
				   g_strerror(descriptor.problem));
		outcome.status = EXIT_TROUBLE;
		outcome.is_cut = true;
		/* That was this file's loss; for the next there may be room. */
		stop_withdraw();
	}
	return outcome;
}

/* The life of a worker. */
_Noreturn static void
serve(int socket, const struct worker_task *task, struct progress_share *progress)
{
	size_t file;
	int spool;

	fence_raise_where_suited();
	while (receive_file(socket, &file, &spool)) {
		struct passage_outcome outcome = read_to_spool(task->files[file], spool, task, progress);
		close(spool);
		if (write(socket, &outcome, sizeof outcome) != sizeof outcome)
			break;
	}
	_exit(EXIT_NOTHING_FOUND);
}

/* What others have to do with each other, and what was found of other files, is none of a worker's business. */
static void
keep_only(int socket)
{
	if (socket > STDERR_FILENO + 1)
		close_range(STDERR_FILENO + 1, (unsigned)socket - 1, 0);
	close_range((unsigned)socket + 1, UINT_MAX, 0);
}

bool
worker_start(struct worker *worker, const struct worker_task *task)
{
	pid_t owner = getpid();
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return false;
	pid_t pid = fork();
	if (pid == 0) {
		/* Whoever is killed takes its workers along; whoever is interrupted tells them. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != owner)
			_exit(EXIT_TROUBLE);
		stop_on_owner_alone();
		keep_only(ends[1]);
		serve(ends[1], task, progress_share((size_t)(worker - task->all)));
	}
	close(ends[1]);
	if (pid < 0)
		close(ends[0]);
	else
		*worker = (struct worker){.pid = pid, .socket = ends[0]};
	return pid > 0;
}

bool
worker_take(const struct worker *worker, struct passage_outcome *outcome)
{
	ssize_t got;

	do
		got = read(worker->socket, outcome, sizeof *outcome);
	while (got < 0 && errno == EINTR);
	if (got != sizeof *outcome)
		return false;
	/* It has read what anybody may have made. */
	outcome->complaint[sizeof outcome->complaint - 1] = '\0';
	outcome->status = MIN((unsigned)outcome->status, EXIT_TROUBLE);
	return true;
}

void
worker_stop(const struct worker *worker)
{
	kill(worker->pid, SIGUSR1);
}

int
worker_end(struct worker *worker)
{
	int status = 0;

	close(worker->socket);
	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		;
	worker->pid = 0;
	return status;
}
