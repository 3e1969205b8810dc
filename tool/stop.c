/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/stop.h"

#include <signal.h>
#include <time.h>

/* A signal that comes so soon after the first one is the same wish: whole groups of processes are signalled twice. Ours. */
#define SAME_WISH_MS 200

static volatile bool wished;
static volatile sig_atomic_t is_signalled;
static struct timespec first_signal;

static long
milliseconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)(now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

/* A second time it ends the program, once this has returned. */
static void
stop_on_signal(int number)
{
	wished = true;
	if (!is_signalled) {
		clock_gettime(CLOCK_MONOTONIC, &first_signal);
		is_signalled = true;
	} else if (number != SIGUSR1 && milliseconds_since(&first_signal) > SAME_WISH_MS) {
		signal(number, SIG_DFL);
		raise(number);
	}
}

void
stop_on_signals(void)
{
	struct sigaction action = {.sa_handler = stop_on_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
}

void
stop_on_owner_alone(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
}

void
stop_withdraw(void)
{
	if (!is_signalled)
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
