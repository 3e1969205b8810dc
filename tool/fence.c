/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/fence.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED true
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED true
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

void
fence_raise_where_suited(void)
{
	if (!IS_SANITIZED)
		fence_raise();
}

#ifdef HAVE_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

/* What is let through whatever its arguments. Not known to every kernel or machine, so names. */
static const char *const allowed[] = {
	/* reading, and writing to what is open */
	"read",
	"readv",
	"pread64",
	"write",
	"writev",
	"close",
	"lseek",
	"_llseek",
	"fstat",
	"fstat64",
	"fstatfs",
	"stat",
	"stat64",
	"lstat",
	"newfstatat",
	"fstatat64",
	"statx",
	"access",
	"faccessat",
	"faccessat2",
	"readlink",
	"readlinkat",
	"getdents64",
	"dup",
	"fcntl",
	"fcntl64",
	"poll",
	"ppoll",
	"select",
	"pselect6",
	"_newselect",
	/* packets of an interface that is open, and what the kernel counted of it */
	"recvfrom",
	"recvmsg",
	"getsockopt",
	/* memory */
	"brk",
	"munmap",
	"mremap",
	"madvise",
	/* time */
	"clock_gettime",
	"clock_gettime64",
	"clock_getres",
	"clock_nanosleep",
	"clock_nanosleep_time64",
	"nanosleep",
	"gettimeofday",
	"time",
	/* threads and signals of our own */
	"futex",
	"futex_time64",
	"set_robust_list",
	"rseq",
	"sched_yield",
	"sched_getaffinity",
	"membarrier",
	"rt_sigaction",
	"rt_sigprocmask",
	"rt_sigreturn",
	"sigreturn",
	"sigaltstack",
	"restart_syscall",
	"exit",
	"exit_group",
	"alarm",
	"setitimer",
	/* about ourselves */
	"getpid",
	"gettid",
	"getuid",
	"geteuid",
	"getgid",
	"getegid",
	"getrandom",
	"getrusage",
	"getrlimit",
	"ugetrlimit",
	"sysinfo",
	"uname",
	"tgkill",
};

static bool
allow(scmp_filter_ctx filter, const char *name)
{
	int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR || seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0) == 0;
}

/* What depends on one argument: it must have none of the bits of `mask`. */
static bool
allow_without(scmp_filter_ctx filter, const char *name, unsigned argument, scmp_datum_t mask)
{
	int number = seccomp_syscall_resolve_name(name);
	struct scmp_arg_cmp none = {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = 0};

	return number == __NR_SCMP_ERROR || seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &none) == 0;
}

/* What depends on one argument: it must be, or have, this value under this mask. */
static bool
allow_with(scmp_filter_ctx filter, const char *name, unsigned argument, scmp_datum_t mask, scmp_datum_t value)
{
	int number = seccomp_syscall_resolve_name(name);
	struct scmp_arg_cmp has = {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};

	return number == __NR_SCMP_ERROR || seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &has) == 0;
}

static bool
allow_all(scmp_filter_ctx filter)
{
	const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
	bool good = true;

	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		good = good && allow(filter, allowed[i]);
	good = good && allow_without(filter, "open", 1, writing) && allow_without(filter, "openat", 2, writing);
	good = good && allow_without(filter, "mmap", 2, PROT_EXEC) &&
		   allow_without(filter, "mmap2", 2, PROT_EXEC) && allow_without(filter, "mprotect", 2, PROT_EXEC);
	/* Threads, but no processes. glibc takes clone where clone3 is not there, whose flags no filter can see. */
	good = good && allow_with(filter, "clone", 0, CLONE_THREAD, CLONE_THREAD) &&
		   seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), seccomp_syscall_resolve_name("clone3"), 0) == 0;
	return good && allow_with(filter, "ioctl", 1, UINT32_MAX, TCGETS) &&
		   allow_with(filter, "ioctl", 1, UINT32_MAX, TIOCGWINSZ) &&
		   /* Whether an interface that went down is still there. */
		   allow_with(filter, "ioctl", 1, UINT32_MAX, SIOCGIFFLAGS) &&
		   allow_with(filter, "prlimit64", 2, (scmp_datum_t)-1, 0);
}

bool
fence_raise(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool raised = filter && allow_all(filter) && seccomp_load(filter) == 0;

	if (filter)
		seccomp_release(filter);
	return raised;
}

#else

bool
fence_raise(void)
{
	return false;
}

#endif
