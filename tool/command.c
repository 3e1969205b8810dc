/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/command.h"

#include <string.h>

static const struct command *const COMMANDS[] = {&command_explain, &command_list, NULL};

const struct command *const *
command_table(void)
{
	return COMMANDS;
}

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; COMMANDS[i]; i++)
		if (strcmp(COMMANDS[i]->name, name) == 0)
			return COMMANDS[i];
	return NULL;
}
