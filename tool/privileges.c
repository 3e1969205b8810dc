/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/privileges.h"

#include <errno.h>
#include <glib.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

/* All three of each kind, so that there is no way back. */
static bool
become(const struct passwd *user)
{
	if (setgroups(0, NULL) != 0 || setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
		setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0)
		return false;
	errno = EPERM;
	return user->pw_uid == 0 || setuid(0) != 0;
}

bool
privileges_drop(const char *user, char **problem)
{
	if (geteuid() != 0)
		return true;
	const struct passwd *found = getpwnam(user);
	if (!found) {
		*problem = g_strdup_printf("there is no user '%s' to become", user);
		return false;
	}
	if (!become(found)) {
		*problem = g_strdup_printf("cannot become the user '%s': %s", user, g_strerror(errno));
		return false;
	}
	return true;
}
