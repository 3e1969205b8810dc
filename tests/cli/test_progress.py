#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How far the reading has come is told on a terminal, and nowhere else."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import wire
from tap import TOOL, equal, holds, lacks, run_tests, sequitur, test

LINE = re.compile(r"\rsequitur: ([^\r]*)")


class Terminal:
    """What somebody sees who runs the tool in a terminal: of standard error, and of standard output unless it goes elsewhere."""

    def __init__(self, *arguments, columns=120, output=subprocess.PIPE, **environment):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        surroundings = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        surroundings.update({"TERM": "xterm", "LC_ALL": "C.UTF-8"}, **environment)
        self.process = subprocess.Popen([TOOL, *map(str, arguments)], stderr=slave, env=surroundings,
                                        stdout=slave if output is None else output)
        os.close(slave)
        self.seen = ""

    def read_for(self, seconds, until=None):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (until and re.search(until, self.seen)):
            ready, _, _ = select.select([self.master], [], [], 0.05)
            try:
                data = os.read(self.master, 65536) if ready else b"."
            except OSError:
                break
            self.seen += data.decode("utf-8") if ready else ""
        return self.seen

    def finish(self):
        output = self.process.stdout.read().decode() if self.process.stdout else ""
        self.read_for(20, until="a word that is never said")
        self.process.wait(timeout=20)
        return output

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        os.close(self.master)


def left_on_screen(text):
    """The lines of a terminal that knows carriage returns, as they are in the end."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        cells = []
        at = 0
        for character in line:
            if character == "\r":
                at = 0
                continue
            cells[at:at + 1] = [character]
            at += 1
        lines.append("".join(cells).rstrip())
    return "\n".join(lines).strip()


def exchanges(count):
    return b"".join(wire.exchange(i * 0.2, call=b"call%d" % i) for i in range(count))


@contextlib.contextmanager
def slow_pipe(folder, *arguments, name="fifo", count=500, **settings):
    """The tool on a pipe that has something in it and stays open; nobody reads meanwhile what it writes to a terminal."""
    fifo = folder / name
    os.mkfifo(fifo)
    terminal = Terminal(*arguments, fifo, **settings)
    try:
        with open(fifo, "wb") as pipe:
            pipe.write(wire.file_header() + exchanges(count))
            pipe.flush()
            yield terminal, pipe
    finally:
        terminal.close()
        fifo.unlink()


@test("a pipe's progress is told once a second has gone by, and is gone in the end")
def pipe(folder):
    with slow_pipe(folder) as (terminal, writer):
        equal(terminal.read_for(0.7), "", "what is said within a second")
        holds(terminal.read_for(5, r"0\.[1-9] MB|[1-9]\d\d kB"), "\rsequitur: ")
        shown = LINE.findall(terminal.seen)[-1]
        assert re.fullmatch(r"\d+ kB, \d+(\.\d)? kB/s, 0 findings *", shown), shown
        writer.close()
        output = terminal.finish()
        holds(output, "500 responses")
        equal(left_on_screen(terminal.seen), "", "what is left on the screen")
        equal(terminal.process.returncode, 0)


def held_up(terminal):
    """A second goes by, however fast the machine is."""
    time.sleep(0.05)
    os.kill(terminal.process.pid, signal.SIGSTOP)
    time.sleep(1.3)
    os.kill(terminal.process.pid, signal.SIGCONT)


@test("a file's progress is told in bytes of bytes, per cent, rate and time left")
def file(folder):
    big = folder / "big.pcap"
    count = 20000
    big.write_bytes(wire.file_header() + exchanges(count))
    start = time.monotonic()
    sequitur("-j1", big)
    taken = time.monotonic() - start
    if taken < 0.5:  # so much that it can be stopped in the middle
        count = int(count * 0.5 / taken)
        big.write_bytes(wire.file_header() + exchanges(count))
    size = f"{big.stat().st_size / 1e6:.0f}"
    for options in (("-j1",), ("-c",)):
        terminal = Terminal(*options, big, folder / "missing", folder / "missing")
        try:
            held_up(terminal)
            shown = LINE.findall(terminal.read_for(5, r"\rsequitur: \d.*\r"))[0]
            wanted = (r"[\d.]+ [kM]B of " + size + r" MB \(\d+ %\), (0 of 3 files, )?[\d.]+ [kM]B/s, \d+ (s|min|h \d+ min) left,"
                      r" \d+ findings? *")
            assert re.fullmatch(wanted, shown), shown
            equal("files" in shown, options == ("-j1",), "whether files are counted")
            terminal.finish()
            screen = left_on_screen(terminal.seen)
            equal(len(screen.splitlines()), 2, "lines left on the screen")
            for line in screen.splitlines():
                assert line.startswith(f"sequitur: {folder}/missing: cannot be opened"), line
        finally:
            terminal.close()


@test("several files that are read side by side have one line")
def side_by_side(folder):
    small = wire.write(folder / "small.pcap", exchanges(3))
    with slow_pipe(folder, "-j2", small, folder / "missing", small) as (terminal, writer):
        terminal.read_for(5, r"\rsequitur: \d")
        terminal.read_for(1)
        shown = LINE.findall(terminal.seen)[-1]
        assert re.fullmatch(r"\d+ kB, 3 of 4 files, [\d.]+ kB/s, \d+ findings *", shown), shown
        writer.close()
        terminal.finish()
        equal(left_on_screen(terminal.seen), f"sequitur: {folder}/missing: cannot be opened: No such file or directory")


@test("the line and a report on the same terminal do not mix")
def same_terminal(folder):
    small = wire.write(folder / "small.pcap", exchanges(30))
    for jobs in ("-j1", "-j2"):
        with slow_pipe(folder, jobs, output=None) as (terminal, writer):
            terminal.read_for(5, r"\rsequitur: \d")
            writer.write(exchanges(3))
            writer.close()
            terminal.finish()
            screen = left_on_screen(re.sub(r"\x1b\[[\d;]*m", "", terminal.seen))
            holds(screen, "1006 packets")
            lacks(screen, "sequitur:")


@test("the line is never wider than the terminal")
def narrow(folder):
    for columns, environment in ((62, {}), (35, {}), (35, {"COLUMNS": "200"})):
        with slow_pipe(folder, columns=columns, **environment) as (terminal, writer):
            terminal.read_for(5, r"\rsequitur: \d")
            holds(terminal.seen, "\rsequitur: ")
            for line in terminal.seen.split("\r"):
                assert len(line) < columns, line
            writer.close()
            terminal.finish()
    with slow_pipe(folder, columns=12) as (terminal, writer):
        equal(terminal.read_for(1.5), "", "on a terminal of twelve columns")
        writer.close()
        terminal.finish()


@test("there is none with --no-progress, in a pipe, or beside JSON on the terminal")
def silent(folder):
    for options, settings in ((("--no-progress",), {}), (("--format", "json"), {"output": None, "count": 5})):
        with slow_pipe(folder, *options, **settings) as (terminal, writer):
            terminal.read_for(1.6)
            writer.close()
            terminal.finish()
            lacks(terminal.seen, "\rsequitur")
            lacks(terminal.seen, "findings,")
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    process = subprocess.Popen([TOOL, fifo], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with open(fifo, "wb") as writer:
        writer.write(wire.file_header() + exchanges(500))
        writer.flush()
        time.sleep(1.5)
    output, complaints = process.communicate(timeout=20)
    equal((complaints, process.returncode), (b"", 0))


@test("with JSON in a file it is told how many findings there are")
def findings(folder):
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    target = folder / "out.json"
    with open(target, "wb") as out:
        terminal = Terminal("--format", "json", fifo, output=out)
    try:
        with open(fifo, "wb") as writer:
            records = [wire.record(0, wire.udp(wire.ALICE, wire.BOB, wire.request(b"INVITE")))]
            records += [wire.record(0.1 + i * 4, wire.udp(wire.BOB, wire.ALICE, wire.response(200, b"OK", b"INVITE")))
                        for i in range(8)]
            writer.write(wire.file_header() + b"".join(records) + exchanges(2000))
            writer.flush()
            holds(terminal.read_for(5, r", 1 finding\b"), ", 1 finding")
        terminal.finish()
        equal(left_on_screen(terminal.seen), "")
        equal(terminal.process.returncode, 1)
        equal(target.read_bytes(), sequitur_json(folder, records))
    finally:
        terminal.close()


def sequitur_json(folder, records):
    whole = wire.write(folder / "whole.pcap", *records, exchanges(2000))
    return sequitur("--format", "json", whole).stdout.replace(bytes(whole), bytes(folder / "fifo"))


run_tests()
