#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of one rotating capture (--continuous): what is said is what is said of one file that holds them all."""

import gzip
import json
import struct

import wire
from tap import TOP, equal, holds, lacks, run_tests, sequitur, test

# What is told of the files themselves.
OF_FILES = ("file", "frame_in_file", "files")


def split(capture, names, folder):
    """The records of a classic capture, spread over so many files."""
    data = capture.read_bytes()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    records, at = [], 24
    while at < len(data):
        end = at + 16 + struct.unpack(order + "I", data[at + 8:at + 12])[0]
        records.append(data[at:end])
        at = end
    parts = []
    for i, name in enumerate(names):
        part = records[len(records) * i // len(names):len(records) * (i + 1) // len(names)]
        (folder / name).write_bytes(data[:24] + b"".join(part))
        parts.append((folder / name, len(part)))
    return parts


def records_of(*arguments, status=None):
    done = sequitur("--format", "json", *arguments)
    if status is not None:
        equal(done.returncode, status, "exit status")
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def without_files(records):
    return [{key: value for key, value in record.items() if key not in OF_FILES} for record in records]


def names(count, stem="cut"):
    return [f"{stem}_{i:05}_202401010000{i:02}.pcap" for i in range(1, count + 1)]


def unacknowledged():
    """A call whose 200 is repeated, as nobody acknowledges it, and traffic for a minute after it."""
    records = [wire.record(0, wire.udp(wire.ALICE, wire.BOB, wire.request(b"INVITE")))]
    records += [wire.record(0.1 + i * 14, wire.udp(wire.BOB, wire.ALICE, wire.response(200, b"OK", b"INVITE")))
                for i in range(3)]
    later = [wire.exchange(30 + i, call=b"later%d" % i) for i in range(100)]
    return records, later


@test("each capture of this repository, cut into files, gives what it gives whole, in whatever order they are named")
def repository(folder):
    for capture in sorted((TOP / "pcaps").glob("*.pcap")):
        whole, said = records_of(capture)
        equal(said, "", capture.name)
        parts = split(capture, names(3), folder)
        for files in (parts, parts[::-1], parts[1:] + parts[:1]):
            cut, said = records_of("--continuous", *(path for path, _ in files))
            equal(said, "", f"said of {capture.name}")
            equal(without_files(cut), without_files(whole), capture.name)


@test("each record tells in which file its frame is, and where; the summary tells which frames are in which file")
def where(folder):
    capture = TOP / "pcaps" / "sip-call-two-proxies.pcap"
    parts = split(capture, names(4), folder)
    cut, _ = records_of("-c", *(path for path, _ in parts[::-1]))
    firsts, first = {}, 1
    for path, count in parts:
        firsts[str(path)] = (first, count)
        first += count
    seen = set()
    for record in cut[:-1]:
        first, count = firsts[record["file"]]
        equal(record["frame_in_file"], record["frame"] - first + 1)
        assert 1 <= record["frame_in_file"] <= count, record
        seen.add(record["file"])
    assert len(seen) > 2, seen
    equal(cut[-1]["files"], [{"file": path, "packets": count, "first_frame": first}
                             for path, (first, count) in firsts.items()])
    equal(cut[-1]["file"], str(parts[0][0]))
    equal(cut[-1]["packets"], sum(count for _, count in parts))
    text = sequitur("-c", *(path for path, _ in parts)).stdout.decode()
    holds(text, "the first of 4 files that are one capture")
    for path, (first, count) in firsts.items():
        holds(" ".join(text.split()), f"frames {first}-{first + count - 1} {path}")


@test("files may be of different formats, compressed or not; one without packets is one of them")
def mixed(folder):
    records, later = unacknowledged()
    whole = wire.write(folder / "whole.pcap", *records, *later)
    first = wire.write(folder / "x_00001_20240101000001.pcap", *records[:2])
    second = folder / "x_00002_20240101000002.pcap.gz"
    second.write_bytes(gzip.compress(wire.file_header() + b"".join(records[2:] + later[:50])))
    third = wire.write(folder / "x_00003_20240101000003.pcap")
    fourth = wire.write(folder / "x_00004_20240101000004.pcap", *later[50:])
    cut, said = records_of("-c", third, first, second, fourth, status=1)
    equal(said, "")
    equal(without_files(cut), without_files(records_of(whole, status=1)[0]))
    equal([entry["file"] for entry in cut[-1]["files"]], [str(path) for path in (first, second, third, fourth)])


def verdict(records):
    return [(followup["verdict"]) for record in records if record["type"] == "response"
            for followup in record.get("followups", ()) if followup["id"] == "sip-ack-2xx"]


def findings(records):
    return {record["id"] for record in records if record["type"] == "finding"}


@test("a file that is missing by its number is told, and what was not seen is unknown")
def missing(folder):
    records, later = unacknowledged()
    whole = wire.write(folder / "whole.pcap", *records, *later)
    holds(findings(records_of(whole)[0]), "sip-ack-missing-2xx")
    for name in ("x_{:05}_20240101000000.pcap", "x_20240101000000_{:05}.pcapng", "x.pcap{}", "x_2024_{:05}_20240101000000",
                 "host.example_{:05}_20240101000000.pcapng", "2024.01.01_20240101000000_{:05}", "a.b_{:05}_20240101000000.pcap.gz"):
        first = wire.write(folder / name.format(7), *records)
        second = wire.write(folder / name.format(8), *later[:1])
        cut, said = records_of("-c", first, wire.write(folder / name.format(10), *later), status=2)
        equal(said, f"sequitur: {folder / name.format(10)}: the files before it, numbers 8 to 9, are missing\n")
        lacks(findings(cut), "sip-ack-missing-2xx")
        equal(set(verdict(cut)) - {"met"}, {"unknown"}, "verdicts")
        equal(cut[-1]["end"], "damaged")
        cut, said = records_of("-c", first, second, wire.write(folder / name.format(9), *later[1:]), status=1)
        equal(said, "")
        holds(findings(cut), "sip-ack-missing-2xx")


@test("names that count nothing, and the first number coming again, are not taken for missing files")
def not_missing(folder):
    records, later = unacknowledged()
    for first, second in (("a.pcap", "b.pcap"), ("ring.pcap9", "ring.pcap0"), ("2024-01-01.pcap", "2024-01-05.pcap"),
                          ("call1", "call7"), ("x_00001_20240101000000.pcap", "y_00009_20240101000000.pcap")):
        said = records_of("-c", wire.write(folder / first, *records), wire.write(folder / second, *later), status=1)[1]
        equal(said, "", f"{first} {second}")


@test("a file that is cut short or unreadable does not keep the others from being read; absence beside it is unknown")
def damaged(folder):
    records, later = unacknowledged()
    first = wire.write(folder / "x_00001_20240101000001.pcap", *records)
    last = wire.write(folder / "x_00003_20240101000003.pcap", *later[50:])
    middle = wire.write(folder / "x_00002_20240101000002.pcap", *later[:50])
    whole = middle.read_bytes()
    for content, words in ((whole[:1200], "is cut short in frame 5"), (b"", "is empty"), (b"no capture", "is not a capture")):
        middle.write_bytes(content)
        for files in ((first, middle, last), (last, middle, first)):
            cut, said = records_of("-c", *files, status=2)
            holds(said, f"sequitur: {middle}: {words}")
            equal(said.count("\n"), 1)
            lacks(findings(cut), "sip-ack-missing-2xx")
            equal([entry["file"] for entry in cut[-1]["files"]], [str(first), str(middle), str(last)])
            holds(cut[-1]["files"][1]["problem"], words)
            holds(cut[-1]["problem"], "1 of its 3 files")
    middle.unlink()
    holds(records_of("-c", first, middle, last, status=2)[1], "cannot be opened: No such file")


@test("where an unreadable file belongs cannot always be told: absence is unknown everywhere then")
def anywhere(folder):
    records, later = unacknowledged()
    first, last = wire.write(folder / "a.pcap", *records), wire.write(folder / "c.pcap", *later)
    (folder / "b.pcap").write_text("no capture")
    cut, _ = records_of("-c", folder / "b.pcap", first, last, status=2)
    lacks(findings(cut), "sip-ack-missing-2xx")
    equal(len([record for record in cut if record["type"] == "response"]), 103)


@test("standard input and pipes are refused, and the rest is read")
def pipes(folder):
    records, later = unacknowledged()
    first, last = wire.write(folder / "a.pcap", *records), wire.write(folder / "c.pcap", *later)
    cut, said = records_of("-c", first, "-", last, status=2)
    holds(said, "sequitur: standard input: cannot be one of several files")
    holds(sequitur("-c", first, "-", last).stdout.decode(), "standard input: cannot be one")
    equal(cut[-1]["packets"], 204)


@test("what capture-mid-dialog-start advises helps")
def advice(folder):
    holds(sequitur("explain", "capture-mid-dialog-start").stdout.decode(), "sequitur --continuous EARLIER LATER")
    (first, _), (second, _) = split(TOP / "pcaps" / "sip-call.pcap", names(2), folder)
    holds(findings(records_of(second)[0]), "capture-mid-dialog-start")
    holds(findings(records_of(first, second)[0]), "capture-mid-dialog-start")
    lacks(findings(records_of("--continuous", first, second)[0]), "capture-mid-dialog-start")


@test("files of captures that ran side by side are told from those of one")
def overlapping(folder):
    records, later = unacknowledged()
    first = wire.write(folder / "a.pcap", *records, *later)
    second = wire.write(folder / "b.pcap", *(wire.exchange(30 + i, call=b"other%d" % i) for i in range(5)))
    _, said = records_of("-c", first, second, status=2)
    holds(said, f"{second}: begins before the file before it ends")


@test("numbers that contradict the times are told, and nothing is concluded from absence then")
def set_back(folder):
    records, later = unacknowledged()
    first = wire.write(folder / "r_00002_20240101000002.pcap", *records)
    second = wire.write(folder / "r_00001_20240101000001.pcap", *later)
    cut, said = records_of("-c", first, second, status=2)
    holds(said, f"{second}: has a lower number than the file before it")
    lacks(findings(cut), "sip-ack-missing-2xx")


@test("a file that is named twice is read once")
def twice(folder):
    records, later = unacknowledged()
    first, second = wire.write(folder / "a.pcap", *records), wire.write(folder / "b.pcap", *later)
    whole = wire.write(folder / "whole.pcap", *records, *later)
    (folder / "c.pcap").symlink_to(second)
    cut, said = records_of("-c", second, first, first, folder / "c.pcap", status=2)
    equal(said, f"sequitur: {first}: is named twice\nsequitur: {folder / 'c.pcap'}: is named twice\n")
    equal([record for record in without_files(cut) if record["type"] != "summary"],
          [record for record in without_files(records_of(whole)[0]) if record["type"] != "summary"])


@test("one file alone has the keys of many in json, and its text is that of any file")
def alone(folder):
    records, later = unacknowledged()
    whole = wire.write(folder / "whole.pcap", *records, *later)
    equal(sequitur("-c", whole).stdout, sequitur(whole).stdout)
    found, said = records_of("-c", whole, status=1)
    equal(said, "")
    equal(without_files(found), without_files(records_of(whole)[0]))
    equal([record["frame_in_file"] for record in found[:-1]], [record["frame"] for record in found[:-1]])
    equal(found[-1]["files"], [{"file": str(whole), "packets": 204, "first_frame": 1}])


@test("one file alone that is damaged, missing, or no regular file is told of as without --continuous")
def alone_and_wrong(folder):
    records, later = unacknowledged()
    whole = wire.write(folder / "whole.pcap", *records, *later).read_bytes()
    (folder / "cut.pcap").write_bytes(whole[:1200])
    (folder / "none.pcap").write_text("no capture")
    for name in ("cut.pcap", "none.pcap", "absent.pcap"):
        plain, continuous = sequitur(folder / name), sequitur("-c", folder / name)
        for part in ("returncode", "stdout", "stderr"):
            equal(getattr(continuous, part), getattr(plain, part), f"{part} of {name}")
    equal(sequitur("-c", "-", stdin=whole).stdout, sequitur("-", stdin=whole).stdout)


@test("files that cannot be read at all leave nothing to report")
def edges(folder):
    done = sequitur("-c", folder / "a", folder / "b")
    equal((done.returncode, done.stdout), (2, b""))
    equal(done.stderr.count(b"cannot be opened"), 2)


run_tests()
