#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Several files at a time (--jobs): what is said is what is said of one after the other."""

import contextlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import time

import wire
from tap import TOOL, TOP, equal, holds, lacks, run_tests, sequitur, test

FORMATS = (("--format", "json"), ("--format", "text"), ("--responses",))


def many(path, count, first=0):
    return wire.write(path, *(wire.exchange(i * 0.2, call=b"call%d" % (first + i)) for i in range(count)))


def unanswered(path):
    """A 200 to an INVITE that is repeated, as nobody acknowledges it: an error."""
    records = [wire.record(0, wire.udp(wire.ALICE, wire.BOB, wire.request(b"INVITE")))]
    records += [wire.record(0.1 + i * 4, wire.udp(wire.BOB, wire.ALICE, wire.response(200, b"OK", b"INVITE")))
                for i in range(8)]
    return wire.write(path, *records, *(wire.exchange(40 + i, call=b"later%d" % i) for i in range(60)))


def mixture(folder):
    """Files of different sizes, and among them what cannot be read, or not to its end."""
    files = [many(folder / f"{i}.pcap", count) for i, count in enumerate((2000, 1, 300, 0, 5, 40))]
    damaged = many(folder / "damaged.pcap", 50)
    damaged.write_bytes(damaged.read_bytes()[:-7])
    text = folder / "text.pcap"
    text.write_text("no capture")
    return [files[0], damaged, files[1], folder / "missing.pcap", files[2], text, unanswered(folder / "error.pcap"), *files[3:]]


def workers(process):
    """The processes that a process has started, as the kernel lists them."""
    path = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in path.read_text().split()]


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("nothing came of it in time")
        time.sleep(0.02)


@contextlib.contextmanager
def running(*arguments):
    process = subprocess.Popen([TOOL, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@test("output, messages and exit status are those of one file after the other, however many are read at a time")
def the_same(folder):
    files = mixture(folder)
    for options in FORMATS:
        alone = sequitur(*options, "--jobs", "1", *files)
        equal(alone.returncode, 2, "exit status")
        for jobs in ("2", "3", "64"):
            done = sequitur(*options, "--jobs", jobs, *files)
            equal(done.stdout, alone.stdout, f"what {options} says with {jobs} jobs")
            equal(done.stderr, alone.stderr, f"what is complained about with {jobs} jobs")
            equal(done.returncode, alone.returncode, f"the exit status with {jobs} jobs")
        default = sequitur(*options, *files)
        equal(default.stdout, alone.stdout, "what is said by default")


@test("the captures of this repository give the same report one after the other and side by side")
def repository(folder):
    files = sorted((TOP / "pcaps").glob("*.pcap*"))
    for options in FORMATS:
        equal(sequitur(*options, "-j3", *files).stdout, sequitur(*options, "-j1", *files).stdout, str(options))


@test("the line about all files counts what other processes reported")
def totals(folder):
    files = [many(folder / f"{i}.pcap", 10 + i) for i in range(4)] + [unanswered(folder / "error.pcap")]
    done = sequitur("-j2", *files)
    equal(done.returncode, 1)
    equal(done.stdout, sequitur("-j1", *files).stdout)
    last = done.stdout.decode().strip().splitlines()[-1]
    holds(last, "5 files: 114 responses")


@test("the exit status is the worst of all files")
def worst(folder):
    quiet = [many(folder / f"{i}.pcap", 2) for i in range(3)]
    equal(sequitur("-j2", *quiet).returncode, 0)
    equal(sequitur("-j2", unanswered(folder / "error.pcap"), *quiet).returncode, 1)
    equal(sequitur("-j2", quiet[0], folder / "missing", *quiet[1:]).returncode, 2)


@test("a number of jobs that cannot be is refused")
def refused(folder):
    for jobs in ("0", "-1", "many", "100000"):
        done = sequitur("--jobs", jobs, folder / "a.pcap")
        equal(done.returncode, 2)
        holds(done.stderr, b"--jobs takes a number from 1 to")


@test("standard input can be one of the files")
def standard_input(folder):
    files = [many(folder / "a.pcap", 3), "-", many(folder / "b.pcap", 4)]
    done = sequitur("--format", "json", "-j2", *files, stdin=wire.file_header() + wire.exchange(0))
    equal(done.returncode, 0)
    equal([json.loads(line)["file"] for line in done.stdout.splitlines() if b'"summary"' in line],
          [str(files[0]), "-", str(files[2])])


@test("what is found of the first file is told while it is still being read")
def streaming(folder):
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    with running("--format", "json", "-j2", fifo, many(folder / "b.pcap", 2)) as process:
        with open(fifo, "wb") as pipe:
            pipe.write(wire.file_header() + b"".join(wire.exchange(i * 0.2, call=b"call%d" % i) for i in range(3000)))
            pipe.flush()
            line = process.stdout.readline()
            equal(json.loads(line)["file"], str(fifo))
            equal(process.poll(), None, "the exit status while the pipe is open")
        lines = (line + process.stdout.read()).splitlines()
    equal(len(lines), 3000 + 1 + 2 + 1, "lines")


@test("a process that ends in the middle is said to have, with its file; the others are read and reported")
def killed(folder):
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    files = [many(folder / "a.pcap", 3), fifo, *(many(folder / f"{i}.pcap", 3) for i in range(6))]
    with running("--format", "json", "-j2", *files) as process, open(fifo, "wb") as pipe:
        pipe.write(wire.file_header() + b"".join(wire.exchange(i * 0.2, call=b"call%d" % i) for i in range(3000)))
        pipe.flush()
        # Who still reads when all else is done reads the pipe.
        wait_for(lambda: len(workers(process)) == 2)
        busy = lambda: [pid for pid in workers(process)
                        if os.path.exists(f"/proc/{pid}/fd") and any(
                            os.readlink(f"/proc/{pid}/fd/{fd}") == str(fifo) for fd in os.listdir(f"/proc/{pid}/fd"))]
        wait_for(busy)
        os.kill(busy()[0], signal.SIGKILL)
        out, complaints = process.communicate(timeout=60)
    equal(process.returncode, 2)
    holds(complaints, str(fifo).encode() + b": ")
    holds(complaints, b"ended by signal 9")
    summaries = [json.loads(entry)["file"] for entry in out.splitlines() if b'"summary"' in entry]
    equal(summaries, [str(file) for file in files if file != fifo], "files with a summary")
    for entry in out.splitlines():
        json.loads(entry)


@test("a reader that goes away ends all of it quietly with status 0")
def closed_pipe(folder):
    files = [many(folder / f"{i}.pcap", 3000) for i in range(4)]
    for form in ("text", "json"):
        command = f'"$0" -j2 --responses --format {form} "$@" | head -n 1; exit "${{PIPESTATUS[0]}}"'
        done = subprocess.run(["bash", "-c", command, TOOL, *map(str, files)], capture_output=True, timeout=60)
        equal((done.returncode, done.stderr), (0, b""), form)
        equal(done.stdout.count(b"\n"), 1, "lines")


@test("a full disk is said on standard error and ends with status 2")
def full_disk(folder):
    files = [many(folder / f"{i}.pcap", 30) for i in range(4)]
    with open("/dev/full", "wb") as full:
        done = sequitur("-j2", "--format", "json", *files, stdout=full)
    equal(done.returncode, 2)
    holds(done.stderr, b"could not be written")


@test("a disk with no room for what waits to be printed is said on standard error, with the file; no line is cut")
def full_temporary_disk(folder):
    files = [many(folder / f"{i}.pcap", 3000) for i in range(3)]
    limit = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                     resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)))
    done = subprocess.run([TOOL, "-j2", "--format", "json", *map(str, files)], capture_output=True, timeout=60,
                          preexec_fn=limit)
    equal(done.returncode, 2)
    for file in files:
        holds(done.stderr, str(file).encode())
    holds(done.stderr, b"File too large")
    for line in done.stdout.splitlines():
        json.loads(line)


@test("what had no room for one file is no loss for those that the same process reads after it")
def full_for_one(folder):
    files = [many(folder / "big.pcap", 3000), many(folder / "big2.pcap", 3000),
             *(many(folder / f"{i}.pcap", 5) for i in range(6))]
    limit = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                     resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)))
    done = subprocess.run([TOOL, "-j2", "--format", "json", *map(str, files)], capture_output=True, timeout=60,
                          preexec_fn=limit)
    equal(done.returncode, 2)
    equal(done.stderr.count(b"File too large"), 2, "complaints")
    lacks(done.stderr, b"stopped")
    summaries = [json.loads(line) for line in done.stdout.splitlines() if b'"summary"' in line]
    equal([(summary["file"], summary["packets"]) for summary in summaries], [(str(file), 10) for file in files[2:]])


@test("a signal to the whole group of processes ends it with what was found up to then, however often it comes")
def group(folder):
    fifos = [folder / "one", folder / "two"]
    for fifo in fifos:
        os.mkfifo(fifo)
    for form in FORMATS:
        process = subprocess.Popen([TOOL, *form, "-j2", *map(str, fifos)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True)
        with open(fifos[0], "wb") as first, open(fifos[1], "wb") as second:
            for pipe in (first, second):
                pipe.write(wire.file_header() + b"".join(wire.exchange(i * 0.2, call=b"call%d" % i) for i in range(2000)))
                pipe.flush()
            wait_for(lambda: all(pathlib.Path(f"/proc/{pid}/wchan").exists() and
                                 pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "S"
                                 for pid in workers(process)) and len(workers(process)) == 2)
            for _ in range(3):
                os.killpg(process.pid, signal.SIGTERM)
                time.sleep(0.01)
            out, complaints = process.communicate(timeout=60)
        equal(process.returncode, 2)
        lacks(complaints, b"signal")
        for fifo in fifos:
            holds(complaints, str(fifo).encode())
            holds(out, str(fifo).encode())


@test("the disk gets back the room of what has been printed")
def given_back(folder):
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    content = wire.file_header() + b"".join(wire.exchange(i * 0.2, call=b"call%d" % i) for i in range(6000))
    with running("--format", "json", "-j2", fifo, many(folder / "a.pcap", 3)) as process:
        with open(fifo, "wb") as pipe:
            pipe.write(content)
            pipe.flush()
            lines = [process.stdout.readline() for _ in range(5000)]
            spools = [pathlib.Path(f"/proc/{pid}/fd/{fd}") for pid in workers(process)
                      for fd in os.listdir(f"/proc/{pid}/fd") if "sequitur-" in os.readlink(f"/proc/{pid}/fd/{fd}")]
            equal(len(spools), 1, "temporary files in use")
            size = spools[0].stat().st_size
            assert size > 2_000_000, size
            wait_for(lambda: spools[0].stat().st_blocks * 512 < spools[0].stat().st_size // 2)
        lines += process.stdout.readlines()
    equal(len(lines), 6000 + 1 + 3 + 1, "lines")
    for line in lines:
        json.loads(line)


@test("a stream that is named twice is read by one after the other")
def named_twice(folder):
    content = many(folder / "in.pcap", 2000).read_bytes()
    alone = sequitur("-j1", "--format", "json", "-", "-", stdin=content)
    both = sequitur("-j2", "--format", "json", "-", "-", stdin=content)
    equal((both.returncode, both.stdout, both.stderr), (alone.returncode, alone.stdout, alone.stderr))


@test("a process that reads one file has nothing of the others open")
def own_descriptors(folder):
    fifos = [folder / "one", folder / "two"]
    for fifo in fifos:
        os.mkfifo(fifo)
    with running("--format", "json", "-j3", many(folder / "a.pcap", 300), *fifos) as process:
        with open(fifos[0], "wb") as first, open(fifos[1], "wb") as second:
            wait_for(lambda: len(workers(process)) == 3)
            opened = {pid: [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
                      for pid in workers(process)}
            for pid, names in opened.items():
                equal(sum("sequitur-" in name for name in names) <= 1, True, f"{names}: one file of its own at most")
            first.write(wire.file_header())
            second.write(wire.file_header())
        process.communicate(timeout=60)
        equal(process.returncode, 0)


@test("without a place for temporary files it goes one file after the other")
def no_temporary_files(folder):
    files = [many(folder / f"{i}.pcap", 30) for i in range(3)]
    done = sequitur("-j2", "--format", "json", *files, environment={"TMPDIR": str(folder / "nowhere")})
    equal((done.returncode, done.stderr), (0, b""))
    equal(done.stdout, sequitur("-j1", "--format", "json", *files).stdout)


@test("SIGINT and SIGTERM end it with what was found up to then")
def stopped(folder):
    for number in (signal.SIGINT, signal.SIGTERM):
        fifo = folder / f"fifo{number}"
        os.mkfifo(fifo)
        with running("--format", "json", "-j2", many(folder / "a.pcap", 3), fifo, folder / "never.pcap") as process:
            with open(fifo, "wb") as pipe:
                pipe.write(wire.file_header() + b"".join(wire.exchange(i * 0.2, call=b"call%d" % i) for i in range(3000)))
                pipe.flush()
                # All of the first file, and something of the second.
                lines = [process.stdout.readline() for _ in range(5)]
                process.send_signal(number)
                lines += process.stdout.readlines()
                complaints = process.stderr.read()
                process.wait(timeout=60)
        equal(process.returncode, 2, f"the exit status after signal {number}")
        holds([(record["type"], record["file"]) for record in map(json.loads, lines)], ("summary", str(fifo)))
        holds(complaints, str(fifo).encode())


@test("with few descriptors, and fewer than workers are wanted, all files are read all the same")
def few_descriptors(folder):
    files = [many(folder / f"{i}.pcap", 3) for i in range(60)]
    alone = sequitur("-j1", "--format", "json", *files).stdout
    for limit in (9, 12, 20, 40):
        done = subprocess.run([TOOL, "-j64", "--format", "json", *map(str, files)], capture_output=True, timeout=60,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)))
        equal((done.returncode, done.stderr, done.stdout), (0, b"", alone), f"with {limit} descriptors")


@test("no process is left behind")
def none_left(folder):
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    with running("-j2", fifo, many(folder / "a.pcap", 3)) as process, open(fifo, "wb"):
        wait_for(lambda: len(workers(process)) == 2)
        started = workers(process)
        process.kill()
        process.wait()
        wait_for(lambda: not any(os.path.exists(f"/proc/{pid}") and
                                 "Z" not in pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1][:3]
                                 for pid in started))


run_tests()
