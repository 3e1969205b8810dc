#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a capture leaves out is no fault of those who talked: captures are cut, and no error may come of it.

Each capture of pcaps/ and of the SIP lab in $SEQUITUR_SHARED (default: ../shared beside the checkout) is cut in every
way that partial captures are: one direction missing, between all addresses or between two; its first half, its second
half; every tenth packet missing. An error (by its rule) that the whole capture does not have is a false alarm.

Usage: test_cuts.py [FILE...]: only these files.
"""

import concurrent.futures
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("SEQUITUR_SHARED", TOP.parent / "shared"))
TOOL = os.environ.get("SEQUITUR", str(TOP / "build" / "sanitize" / "sequitur"))
PATIENCE = 300  # seconds for all cuts of one capture
PAIRS_MAX = 8  # the most address pairs that are cut one by one
OFFSETS = 10

# The same fault under another name: a loop is told by the answer that ends it, where that was captured.
ALSO_TOLD_BY = {"sip-routing-loop": ("sip-482-loop-confirmed", "sip-max-forwards-483-loop")}

# Where the IP header begins, by link type: Ethernet, BSD loopback, raw IP, Linux cooked (1 and 2).
IP_AT = {1: 14, 0: 4, 101: 0, 113: 16, 276: 20}


class Capture:
    """A classic pcap: its file header and its records, each with the two addresses of its packet."""

    def __init__(self, path):
        data = path.read_bytes()
        self.order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
        self.header = data[:24]
        link = struct.unpack(self.order + "I", data[20:24])[0] & 0xFFFF
        self.records, at = [], 24
        while at + 16 <= len(data):
            length = struct.unpack(self.order + "I", data[at + 8:at + 12])[0]
            record = data[at:at + 16 + length]
            self.records.append((record, addresses(record[16:], IP_AT.get(link, 0))))
            at += 16 + length

    def pairs(self):
        """The address pairs, smaller address first, the busiest pair first."""
        counts = {}
        for _, ends in self.records:
            if ends:
                pair = tuple(sorted(ends))
                counts[pair] = counts.get(pair, 0) + 1
        return sorted(counts, key=counts.get, reverse=True)

    def write(self, path, keeps):
        """Writes the records that keeps(index, ends) wants."""
        with open(path, "wb") as file:
            file.write(self.header)
            for index, (record, ends) in enumerate(self.records):
                if keeps(index, ends):
                    file.write(record)


def addresses(packet, at):
    """Source and destination as bytes, or None when there is no IP header at `at`."""
    version = packet[at] >> 4 if at < len(packet) else 0
    if version == 4 and len(packet) >= at + 20:
        return packet[at + 12:at + 16], packet[at + 16:at + 20]
    if version == 6 and len(packet) >= at + 40:
        return packet[at + 8:at + 24], packet[at + 24:at + 40]
    return None


def one_way(pair, up):
    """Keeps of this pair (None: of all) only what goes up, or down, in the order of addresses."""

    def keeps(_, ends):
        if not ends or (pair and tuple(sorted(ends)) != pair):
            return True
        return (ends[0] < ends[1]) == up or ends[0] == ends[1]

    return keeps


def cuts(capture):
    """Name and what is kept, for every cut of this capture."""
    half = len(capture.records) // 2
    yield "first-half", lambda index, _: index < half
    yield "second-half", lambda index, _: index >= half
    for offset in range(OFFSETS):
        yield f"every-tenth-from-{offset}-missing", lambda index, _, offset=offset: index % 10 != offset
    for up in (True, False):
        word = "up" if up else "down"
        yield f"only-{word}", one_way(None, up)
        pairs = capture.pairs()
        if len(pairs) > 1:
            for number, pair in enumerate(pairs[:PAIRS_MAX]):
                yield f"only-{word}-of-pair-{number}", one_way(pair, up)


def findings(*paths):
    """The findings of each file, by its name."""
    done = subprocess.run([TOOL, "--format", "json", *map(str, paths)], capture_output=True, timeout=PATIENCE)
    if done.returncode not in (0, 1, 2):  # 2: damaged; what was found up to there counts
        raise RuntimeError(done.stderr.decode(errors="replace")[-1500:])
    found = {pathlib.Path(path).name: [] for path in paths}
    for line in done.stdout.decode().splitlines():
        record = json.loads(line)
        if record["type"] == "finding":
            found[pathlib.Path(record["file"]).name].append(record)
    return found


def errors(records):
    return {record["id"]: record for record in records if record["severity"] == "error"}


def classic(path, folder):
    """The capture as classic pcap, which may be the file itself; None when it cannot be made one."""
    with open(path, "rb") as file:
        magic = file.read(4)
    if magic in (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d"):
        return path
    if not shutil.which("editcap"):
        return None
    made = folder / "classic.pcap"
    done = subprocess.run(["editcap", "-F", "pcap", str(path), str(made)], capture_output=True)
    return made if done.returncode == 0 else None


def try_capture(path):
    """(faults, reason to skip) of one capture."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = classic(path, folder)
        if not source:
            return [], "no classic pcap, and editcap cannot make it one"
        capture = Capture(source)
        made = []
        for title, keeps in cuts(capture):
            made.append(folder / f"{title}.pcap")
            capture.write(made[-1], keeps)
        whole = errors(findings(source)[source.name])
        faults = []
        for title, records in findings(*made).items():
            for rule, record in errors(records).items():
                if not any(name in whole for name in (rule, *ALSO_TOLD_BY.get(rule, ()))):
                    faults.append(f"{title}: {rule} at frame {record['frame']}: {record['text']}")
        return faults, None


def captures():
    folders = [TOP / "pcaps", SHARED / "sip-lab" / "captures"]
    return [path for folder in folders for path in sorted(folder.glob("*.pcap*"))]


def main():
    paths = [pathlib.Path(word) for word in sys.argv[1:]] or captures()
    if not pathlib.Path(TOOL).exists():
        print(f"1..1\nok 1 - cuts # SKIP {TOOL} is not built")
        return 0
    failed = 0
    print(f"1..{len(paths)}")
    if not (SHARED / "sip-lab").is_dir():
        print(f"# skipped: {SHARED / 'sip-lab'} is not there; only the captures of pcaps/ are cut")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        for number, (path, (faults, skipped)) in enumerate(zip(paths, workers.map(try_capture, paths)), 1):
            failed += bool(faults)
            note = f" # SKIP {skipped}" if skipped else ""
            print(f"{'not ' if faults else ''}ok {number} - {path.stem}: no cut makes an error of it{note}")
            for fault in faults:
                print(f"# {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
