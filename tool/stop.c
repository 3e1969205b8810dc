/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/stop.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

/* A signal that comes so soon after the first one is the same wish: whole groups of processes are signalled twice. Ours. */
#define SAME_WISH_MS 200

/* Whoever writes the pipe that is read has got the signal, too: for so many seconds its end is waited for. Ours. */
#define PIPE_PATIENCE 3

/* Each is the wish of a person; that of an owner is SIGUSR1. */
static const int wishes[] = {SIGINT, SIGTERM, SIGHUP};
enum { WISHES = sizeof wishes / sizeof *wishes };

static volatile bool wished;
static volatile sig_atomic_t wish_count;
static volatile sig_atomic_t patience; /* seconds that the first wish is put off; 0: it is not */
static struct timespec last_wish;

static long
milliseconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)(now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

static void on_wish(int number);

/* Who ignores SIGHUP from the start (nohup) is left to. */
static void
listen_for_wishes(int flags)
{
	struct sigaction action = {.sa_handler = on_wish, .sa_flags = flags}, before;

	sigemptyset(&action.sa_mask);
	for (int i = 0; i < WISHES; i++)
		if (sigaction(wishes[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(wishes[i], &action, NULL);
}

static void
on_order(int number)
{
	(void)number;
	wished = true;
}

/* The wish after the one that stops ends the program, once this has returned. */
static void
on_wish(int number)
{
	if (wish_count > 0 && milliseconds_since(&last_wish) <= SAME_WISH_MS)
		return;
	clock_gettime(CLOCK_MONOTONIC, &last_wish);
	wish_count = wish_count + 1;
	if (wish_count == 1 && patience) {
		/* From now on a signal ends the waiting for the pipe. */
		listen_for_wishes(0);
		alarm((unsigned)patience);
		return;
	}
	if (wished) {
		signal(number, SIG_DFL);
		raise(number);
	}
	wished = true;
}

static void
listen_for_orders(void)
{
	struct sigaction action = {.sa_handler = on_order};

	sigemptyset(&action.sa_mask);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
}

void
stop_on_signals(void)
{
	listen_for_wishes(0);
	listen_for_orders();
}

void
stop_on_end_of_pipe(void)
{
	patience = PIPE_PATIENCE;
	listen_for_wishes(SA_RESTART);
	listen_for_orders();
}

void
stop_on_owner_alone(void)
{
	for (int i = 0; i < WISHES; i++)
		signal(wishes[i], SIG_IGN);
}

void
stop_withdraw(void)
{
	if (!wish_count)
		wished = false;
}

void
stop_wish(void)
{
	wished = true;
}

bool
stop_is_wished(void)
{
	return wished;
}

const volatile bool *
stop_flag(void)
{
	return &wished;
}
