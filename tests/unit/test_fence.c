/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child says of the fence. */
enum { AS_EXPECTED = 0, NO_FENCE = 77, OTHERWISE = 1 };

/* Behind a fence that cannot be taken down: a child does it. */
static int
behind_fence(bool (*act)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (!fence_raise())
			_exit(NO_FENCE);
		_exit(act() ? AS_EXPECTED : OTHERWISE);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
expect_behind_fence(gconstpointer act)
{
	int said = behind_fence((bool (*)(void))(uintptr_t)act);

	if (said == NO_FENCE)
		g_test_skip("no libseccomp in this build, or none in this kernel");
	else
		g_assert_cmpint(said, ==, AS_EXPECTED);
}

static bool
is_refused(long outcome)
{
	return outcome == -1 && errno == EPERM;
}

static bool
connections(void)
{
	return is_refused(socket(AF_INET, SOCK_STREAM, 0)) && is_refused(socket(AF_UNIX, SOCK_STREAM, 0));
}

static bool
writing(void)
{
	return is_refused(open("/tmp/fence", O_WRONLY | O_CREAT, 0600)) &&
		   is_refused(open("/dev/null", O_RDWR)) && is_refused(unlink("/tmp/fence")) &&
		   is_refused(mkdir("/tmp/fence", 0700));
}

static bool
programs(void)
{
	char *const words[] = {"true", NULL};

	return is_refused(execve("/bin/true", words, words)) && is_refused(fork()) &&
		   is_refused(kill(getpid(), 0));
}

static bool
code(void)
{
	void *plain = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *executable = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return plain != MAP_FAILED && executable == MAP_FAILED && errno == EPERM &&
		   is_refused(mprotect(plain, 4096, PROT_READ | PROT_EXEC));
}

static bool
what_is_needed(void)
{
	char byte;
	int file = open("/dev/zero", O_RDONLY);
	char *memory = malloc(10 << 20);

	if (memory)
		memory[0] = 1;
	free(memory);
	return file >= 0 && read(file, &byte, 1) == 1 && close(file) == 0 && write(STDOUT_FILENO, "", 0) == 0;
}

static void
add(const char *title, bool (*act)(void))
{
	g_test_add_data_func(title, (gconstpointer)(uintptr_t)act, expect_behind_fence);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("/fence/files are read, open ones written, and memory taken", what_is_needed);
	add("/fence/nothing is opened for writing, made or removed", writing);
	add("/fence/no connection is made", connections);
	add("/fence/no program is started, no process made or signalled", programs);
	add("/fence/no memory becomes code", code);
	return g_test_run();
}
