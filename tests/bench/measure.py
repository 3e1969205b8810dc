# SPDX-License-Identifier: GPL-2.0-or-later
"""How much a command takes: processor time, wall time, memory, instructions."""

import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]


class Usage:
    """One run of a command: seconds of processor (and of that in user space) and wall time, megabytes at the peak."""

    def __init__(self, command, environment=None):
        begin = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - begin
        self.user = usage.ru_utime
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / 1024
        self.status = process.returncode


def usage_in_pairs(command, reference, runs):
    """The median run of `command`, and its ratio: medians of runs that alternate with those of `reference`."""
    pairs = []
    for _ in range(runs):
        base = Usage(reference)
        pairs.append((Usage(command), base))
    ratio = statistics.median(mine.cpu / max(base.cpu, 1e-6) for mine, base in pairs)
    middle = sorted((mine for mine, _ in pairs), key=lambda usage: usage.cpu)[len(pairs) // 2]
    return middle, ratio


# valgrind makes system calls of its own in the process that it watches, which the tool's fence (tool/fence.h) forbids.
# The fence itself costs nothing that could be counted: it is raised once.
WITHOUT_FENCE = "int seccomp_load(void *filter);\nint seccomp_load(void *filter) { (void)filter; return 0; }\n"


def library_without_fence(folder):
    """A library that, loaded first, keeps the fence down; its path."""
    path = str(pathlib.Path(folder) / "without_fence.so")
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-o", path, "-"], input=WITHOUT_FENCE, text=True, check=True)
    return path


def instructions(command):
    """Instructions of user space, as valgrind counts them: they do not depend on the machine's load. None: it failed."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/trash", *command],
                             env={**os.environ, "LD_PRELOAD": library_without_fence(folder)},
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    collected = re.search(r"Collected\s*:\s*(\d+)", run.stderr)
    return int(collected.group(1)) if collected and run.returncode in (0, 1) else None


def has(program):
    return shutil.which(program) is not None


def release_tool():
    """The tool as it is installed, not as it is tested: valgrind does not run what has a sanitizer in it."""
    build = pathlib.Path(os.environ.get("SEQUITUR_BUILD", TOP / "build/release")).resolve()
    for folder in (build.parent / "release", build):
        tool = folder / "sequitur"
        if tool.exists() and b"__asan_init" not in tool.read_bytes():
            return str(tool)
    return None


def compiler(tool):
    """What built it, as the tool itself carries it."""
    found = re.search(rb"GCC: \([^)]*\) (\d+)|clang version (\d+)", pathlib.Path(tool).read_bytes())
    if not found:
        return "unknown"
    return f"gcc {found.group(1).decode()}" if found.group(1) else f"clang {found.group(2).decode()}"
