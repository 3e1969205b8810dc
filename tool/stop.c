/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/stop.h"

#include <signal.h>

static volatile bool wished;

static void
stop_on_signal(int signal)
{
	(void)signal;
	wished = true;
}

void
stop_on_signals(void)
{
	struct sigaction action = {.sa_handler = stop_on_signal, .sa_flags = (int)SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
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
