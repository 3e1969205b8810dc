#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that cannot be read, or not to their end: one clear line, and nothing of what was found is lost."""

import json
import os
import shutil
import subprocess
import threading

import wire
from tap import TOOL, Skip, equal, holds, lacks, run_tests, sequitur, test


def complaint(done, file):
    """The one line on standard error, without "sequitur: FILE: " before it."""
    lines = done.stderr.decode().splitlines()
    equal(len(lines), 1, f"number of lines in {lines}")
    start = f"sequitur: {file}: "
    equal(lines[0][:len(start)], start)
    return lines[0][len(start):]


def refused(file, word=""):
    done = sequitur(file)
    equal((done.returncode, done.stdout), (2, b""))
    holds(complaint(done, file).lower(), word)


@test("a file that is not there is named, with status 2")
def absent(folder):
    refused(folder / "none.pcap", "no such file")


@test("a file that is no capture is refused, with status 2")
def no_capture(folder):
    file = folder / "letter.txt"
    file.write_text("Dear reader,\n" * 40)
    refused(file)


@test("an empty file is refused, with status 2")
def empty(folder):
    file = folder / "empty.pcap"
    file.write_bytes(b"")
    refused(file)


@test("a directory is refused as one, with status 2")
def directory(folder):
    refused(folder, "directory")


@test("a file without permission is refused, with status 2")
def forbidden(folder):
    if not shutil.which("setpriv") or os.geteuid() != 0:
        raise Skip("needs root and setpriv")
    os.chmod(folder, 0o755)
    file = wire.write(folder / "secret.pcap", wire.exchange(0))
    os.chmod(file, 0o600)
    tool = folder / "sequitur"
    shutil.copy(TOOL, tool)
    os.chmod(tool, 0o755)
    done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(tool), str(file)],
                          capture_output=True, timeout=60)
    equal((done.returncode, done.stdout), (2, b""))
    holds(complaint(done, file).lower(), "permission")


@test("a file cut short is reported up to the cut, and the line names the frame")
def cut_short(folder):
    file = folder / "cut.pcap"
    file.write_bytes((wire.file_header() + wire.exchange(0) + wire.exchange(1, call=b"two"))[:-30])
    done = sequitur("--format", "json", file)
    equal(done.returncode, 2)
    holds(complaint(done, file), "4")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    equal([r["frame"] for r in records if r["type"] == "response"], [2], "frames of responses")
    equal(records[-1]["end"], "damaged")
    holds(records[-1]["problem"], "4")
    holds(sequitur(file).stdout, b"200 OK")


@test("a packet header with an impossible length ends the reading there")
def wild_length(folder):
    file = folder / "wild.pcap"
    wild = b"\0\0\0\0\0\0\0\0\xff\xff\xff\x7f\xff\xff\xff\x7f" + b"x" * 100
    file.write_bytes(wire.file_header() + wire.exchange(0) + wild)
    done = sequitur(file)
    equal(done.returncode, 2)
    holds(done.stdout, b"200 OK")
    complaint(done, file)


@test("a capture without packets is no fault")
def no_packets(folder):
    file = wire.write(folder / "none.pcap")
    done = sequitur(file)
    equal((done.returncode, done.stderr), (0, b""))
    holds(done.stdout, b"0 packets")


def records_of(done, kind):
    return [record for record in map(json.loads, done.stdout.splitlines()) if record["type"] == kind]


@test("how many packets a pcapng file says that it lacks is told")
def drops(folder):
    file = folder / "drops.pcapng"
    for lacks_packets in (False, True):
        file.write_bytes(wire.pcapng_header(1) + wire.pcapng_packets(wire.exchange(0))
                         + (wire.pcapng_drops(0, 12) if lacks_packets else b""))
        done = sequitur("-f", "json", file)
        found = [finding for finding in records_of(done, "finding") if finding["id"] == "capture-packets-dropped"]
        equal(len(found), int(lacks_packets))
        equal(records_of(done, "summary")[0]["skipped"].get("dropped", 0), 12 if lacks_packets else 0)
    holds(found[0]["text"], "12 packets were dropped")


@test("frames of pcapng have Wireshark's numbers, interfaces may differ, and sections follow each other")
def pcapng(folder):
    file, calls = folder / "all.pcapng", [wire.exchange(n, call=b"%d" % n) for n in range(3)]
    raw = wire.record(3, wire.udp(wire.ALICE, wire.BOB, wire.request(call=b"raw"))[14:]) + wire.record(
        3.1, wire.udp(wire.BOB, wire.ALICE, wire.response(call=b"raw"))[14:])
    journal = wire.block(9, b"__REALTIME_TIMESTAMP=1700000000000000\n")
    file.write_bytes(wire.pcapng_header(1, 101) + wire.pcapng_packets(calls[0]) + journal + wire.pcapng_packets(raw, 1)
                     + wire.block(10, b"TLSK" + bytes(100)) + wire.pcapng_packets(calls[1])
                     + wire.pcapng_header(101, 1) + journal + wire.pcapng_packets(calls[2], 1))
    for source in (file, "-"):
        done = sequitur("-f", "json", source, stdin=file.read_bytes())
        equal((done.returncode, done.stderr), (0, b""))
        equal([response["frame"] for response in records_of(done, "response")], [2, 5, 7, 10])


@test("a FIFO is read like a file")
def fifo(folder):
    path = folder / "fifo"
    os.mkfifo(path)

    def feed():
        with open(path, "wb") as pipe:
            pipe.write(wire.file_header() + wire.exchange(0))

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    done = sequitur(path)
    thread.join(10)
    equal((done.returncode, done.stderr), (0, b""))
    holds(done.stdout, b"200 OK")


@test("of several files, one that cannot be read does not keep the others from being read, and decides the status")
def several(folder):
    first = wire.write(folder / "first.pcap", wire.exchange(0))
    last = wire.write(folder / "last.pcap", wire.exchange(0, 404, b"Not Found"))
    done = sequitur("--format", "json", first, folder / "none.pcap", last)
    equal(done.returncode, 2)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    equal([(r["file"], r["status"]) for r in records if r["type"] == "response"], [(str(first), 200), (str(last), 404)])
    equal([r["end"] for r in records if r["type"] == "summary"], ["complete", "not-opened", "complete"])
    holds(sequitur(first, folder / "none.pcap", last).stdout, b"2 files: 2 responses")


@test("a file whose name has control characters is named without obeying them")
def wild_name(folder):
    done = sequitur(os.fsencode(folder) + b"/\x1b[31mred\xff.pcap")
    equal(done.returncode, 2)
    holds(done.stderr, b"\\x1b[31mred\\xff.pcap")


@test("what is no capture is told what to do: of a pipe another thing than of a file")
def advice(folder):
    (folder / "text").write_text("no capture")
    holds(sequitur("-", stdin=b"no capture").stderr, b"one of another format has to be read from a file")
    lacks(sequitur(folder / "text").stderr, b"has to be read from a file")


@test("a compression that is not read is named")
def compressions(folder):
    for words, magic in (("bzip2", b"BZh91AY&SY"), ("xz", b"\xfd7zXZ\x00\x00\x04"), ("lzip", b"LZIP\x01\x0c")):
        file = folder / f"a.{words}"
        file.write_bytes(magic + bytes(100))
        done = sequitur(file)
        equal((done.returncode, done.stderr.decode()),
              (2, f"sequitur: {file}: is compressed with {words}, which is not read here; decompress it first\n"))
        holds(sequitur("-", stdin=file.read_bytes()).stderr.decode(), f"is compressed with {words}")


run_tests()
