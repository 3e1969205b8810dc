#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the output goes and how it ends: exit statuses, pipes that close, disks that are full."""

import json
import os
import pathlib
import signal
import subprocess
import time

import wire
from tap import TOOL, equal, holds, run_tests, sequitur, test


def many(path, count):
    """A capture with `count` exchanges."""
    return wire.write(path, *(wire.exchange(i * 0.2, call=b"call%d" % i) for i in range(count)))


@test("a capture without findings ends with status 0 and says nothing on standard error")
def quiet(folder):
    done = sequitur(wire.write(folder / "a.pcap", wire.exchange(0)))
    equal((done.returncode, done.stderr), (0, b""))


@test("the exit status is 1 exactly where the summary counts errors among the findings")
def findings(folder):
    unacknowledged = [wire.record(0, wire.udp(wire.ALICE, wire.BOB, wire.request(b"INVITE")))]
    unacknowledged += [wire.record(0.1 + i * 0.5, wire.udp(wire.BOB, wire.ALICE, wire.response(486, b"Busy Here", b"INVITE")))
                       for i in range(8)]
    unacknowledged += [wire.exchange(40 + i, call=b"later%d" % i) for i in range(60)]
    for records in ([wire.exchange(0)], unacknowledged):
        file = wire.write(folder / "a.pcap", *records)
        done = sequitur("--format", "json", file)
        summary = json.loads(done.stdout.splitlines()[-1])
        equal(done.returncode, 1 if summary["findings"]["error"] else 0, "exit status")
        equal(sequitur(file).returncode, done.returncode, "exit status of the text report")


@test("without a file it says how it is used, and ends with status 2")
def no_file(folder):
    done = sequitur(stdin=wire.file_header())
    equal((done.returncode, done.stdout), (2, b""))
    holds(done.stderr, b"sequitur -h")


@test("- reads standard input")
def standard_input(folder):
    done = sequitur("-", "--format", "json", stdin=wire.file_header() + wire.exchange(0))
    equal(done.returncode, 0)
    equal(json.loads(done.stdout.splitlines()[0])["file"], "-", "file")
    text = sequitur("-", stdin=wire.file_header() + wire.exchange(0))
    equal(text.stdout.split(b"\n")[0], b"standard input")


@test("a reader that goes away ends it quietly with status 0, in both formats")
def closed_pipe(folder):
    file = many(folder / "many.pcap", 3000)
    for form in ("text", "json"):
        command = f'"$0" --responses --format {form} "$1" | head -n 1; exit "${{PIPESTATUS[0]}}"'
        done = subprocess.run(["bash", "-c", command, TOOL, str(file)], capture_output=True, timeout=60)
        equal((done.returncode, done.stderr), (0, b""), form)
        equal(done.stdout.count(b"\n"), 1, "lines")


@test("a reader that goes away ends the reading of a capture that never ends")
def closed_pipe_endless(folder):
    command = f'(cat "$1"; while cat "$2"; do :; done) 2>/dev/null | "$0" --format json - | head -n 1; exit "${{PIPESTATUS[1]}}"'
    head = folder / "head.pcap"
    head.write_bytes(wire.file_header())
    body = folder / "body"
    body.write_bytes(b"".join(wire.exchange(i * 0.2, call=b"call%d" % i) for i in range(500)))
    done = subprocess.run(["bash", "-c", command, TOOL, str(head), str(body)], capture_output=True, timeout=60)
    equal((done.returncode, done.stderr), (0, b""))


@test("a full disk is said on standard error and ends with status 2")
def full_disk(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0))
    for arguments in ([file], ["--format", "json", file], ["--help"], ["explain", "sip", "486"], ["list", "statuses"]):
        with open("/dev/full", "wb") as full:
            done = sequitur(*arguments, stdout=full)
        equal(done.returncode, 2, f"status of {arguments}")
        holds(done.stderr, b"No space left on device")


@test("a file that the disk has no more room for ends with a whole line or is said to be cut")
def full_disk_after_a_while(folder):
    file = many(folder / "many.pcap", 2000)
    out = folder / "out.json"
    command = 'trap "" XFSZ; ulimit -f 400; exec "$0" --format json "$1" >"$2"'
    done = subprocess.run(["bash", "-c", command, TOOL, str(file), str(out)], capture_output=True, timeout=60)
    equal(done.returncode, 2)
    holds(done.stderr, b"could not be written")


@test("a closed standard output is said on standard error, and does not become the capture's descriptor")
def closed_output(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0))
    before = file.read_bytes()
    done = subprocess.run(["bash", "-c", '"$0" "$1" >&-', TOOL, str(file)], capture_output=True, timeout=60)
    equal(done.returncode, 2)
    holds(done.stderr, b"could not be written")
    equal(file.read_bytes(), before, "the capture")


class Piped:
    """The tool, reading JSON out of a pipe that we write."""

    def __init__(self):
        reader, self.writer = os.pipe()
        self.process = subprocess.Popen([TOOL, "--format", "json", "-"], stdin=reader, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        os.close(reader)

    def write(self, data):
        os.write(self.writer, data)

    def signal(self, number):
        self.process.send_signal(number)
        time.sleep(0.4)

    def end(self):
        """Exit status, the types of the records, standard error."""
        out, err = self.process.communicate(timeout=60)
        os.close(self.writer)
        return self.process.returncode, [json.loads(line)["type"] for line in out.splitlines()], err


@test("an interrupt is for the writer of a pipe, too: what it still has is read to the end")
def interrupt(folder):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        piped = Piped()
        piped.write(wire.file_header() + wire.exchange(0))
        time.sleep(1)
        piped.signal(number)
        piped.write(wire.exchange(1, call=b"two"))
        os.close(piped.writer)
        piped.writer = os.open("/dev/null", os.O_WRONLY)
        equal(piped.end(), (0, ["response", "response", "summary"], b""))


@test("a second interrupt ends the reading of a pipe, and what was found up to then is reported")
def second_interrupt(folder):
    piped = Piped()
    piped.write(wire.file_header() + wire.exchange(0))
    time.sleep(1)
    piped.signal(signal.SIGINT)
    piped.signal(signal.SIGINT)
    status, kinds, err = piped.end()
    equal((status, kinds), (2, ["response", "summary"]))
    holds(err, b"sequitur: standard input: ")


@test("a pipe whose writer does not end it after an interrupt is waited for only a few seconds")
def interrupt_without_end(folder):
    piped = Piped()
    piped.write(wire.file_header() + wire.exchange(0))
    time.sleep(1)
    begin = time.monotonic()
    piped.signal(signal.SIGINT)
    status, kinds, _ = piped.end()
    equal((status, kinds), (2, ["response", "summary"]))
    equal(2 < time.monotonic() - begin < 30, True, "waiting for about three seconds")


@test("what is found in a pipe is written before more of it is waited for")
def trickle(folder):
    piped = Piped()
    piped.write(wire.file_header() + wire.exchange(0))
    line = piped.process.stdout.readline()
    equal(json.loads(line)["type"], "response")
    piped.signal(signal.SIGINT)
    piped.signal(signal.SIGINT)
    equal(piped.end()[1], ["summary"])


@test("the report of one file is out before the next is complained about")
def order(folder):
    good = wire.write(folder / "a.pcap", wire.exchange(0))
    command = '"$0" "$1" "$2" 2>&1'
    done = subprocess.run(["bash", "-c", command, TOOL, str(good), str(folder / "none.pcap")], capture_output=True, timeout=60)
    lines = done.stdout.decode().splitlines()
    complaint = next(i for i, line in enumerate(lines) if line.startswith("sequitur: "))
    equal(lines[0], str(good))
    holds("\n".join(lines[:complaint]), "200 OK")


run_tests()
