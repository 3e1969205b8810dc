#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every capture at hand goes through the tool, and its responses are counted against tshark's.

The captures are those of pcaps/ and, where they are there, those of $SEQUITUR_SHARED (default: ../shared beside the
checkout). For each: the tool ends in time, in little memory, without a sanitizer's report, with valid JSON whose
lines agree with its summary; and per status code it saw as many HTTP/1, HTTP/2 and SIP responses as tshark, or
explained.py says why not, with the counts that are right. tshark is slow, so its counts are kept in the build
directory by the capture's SHA-256.

One rule stands for many captures. tshark, reassembling out of order as the tool's frame numbers demand, shows no
response whose body never completed, and none of which bytes were lost, nor any behind lost bytes in the same
direction of a connection: it waits for the missing bytes for ever. The tool reads on. So these hidden responses,
which the tool itself must have marked, are left out of the comparison, and HIDDEN pins how many they are.

Usage: test_corpus.py [FILE...] [--differences]: only these files; or print what differs and why instead of TAP.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from explained import ASKED_OTHERWISE, EXPLAINED, HIDDEN, SHORT

TOP = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("SEQUITUR_SHARED", TOP.parent / "shared"))
TOOL = os.environ.get("SEQUITUR", str(TOP / "build" / "sanitize" / "sequitur"))
BUILD = pathlib.Path(os.environ.get("SEQUITUR_BUILD", TOP / "build"))

PATIENCE = 60  # seconds for one file
MEMORY = 400 << 10  # KiB resident, AddressSanitizer's own included
EQUAL_AT_LEAST = 0.98
CORPUS = 400  # captures; the share says something of them only together
NOT_CAPTURES = (".md", ".tsv", ".keys")

TSHARK = ["tshark", "-n", "-o", "tcp.reassemble_out_of_order:TRUE", "-o", "http.desegment_body:TRUE",
          "-Y", "http.response.code or http2.headers.status or sip.Status-Code",
          "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,",
          "-e", "frame.protocols", "-e", "http.response.code", "-e", "http2.headers.status", "-e", "sip.Status-Code"]
PROTOCOLS = ("http", "http2", "sip")
# Not read from the wire by the tool, or not a response there: quotes in ICMP, HTTP over UDP, what tshark decrypted.
ELSEWHERE = re.compile(r":(icmp|icmpv6|ssdp|tls|dtls|quic)(:.*)?:(http2?|sip)\b|:ssdp\b")


def captures():
    folders = [TOP / "pcaps", SHARED / "captures", SHARED / "sip-lab" / "captures"]
    return [path for folder in folders for path in sorted(folder.glob("*"))
            if path.is_file() and not path.name.endswith(NOT_CAPTURES)]


def code_name(code):
    """As the tool's summary has it: what is no status of three digits is one kind."""
    return str(code) if 100 <= code <= 699 else "other"


def counted(pairs):
    """{"http": {"200": 3}, "http2": {}, "sip": {}} of [("http", "200"), ...]."""
    return {protocol: dict(sorted(collections.Counter(code for p, code in pairs if p == protocol).items()))
            for protocol in PROTOCOLS}


class Tshark:
    """What tshark counts, remembered between runs."""

    def __init__(self):
        shown = subprocess.run(["tshark", "--version"], capture_output=True, text=True).stdout
        self.version = shown.split("\n")[0]
        self.kept_in = BUILD / "tshark-counts.json"
        try:
            self.kept = json.loads(self.kept_in.read_text())
        except (OSError, ValueError):
            self.kept = {}

    def counts(self, path):
        command = TSHARK + ASKED_OTHERWISE.get(path.name, (None, []))[1]
        key = f"{hashlib.sha256(path.read_bytes()).hexdigest()} {self.version} {' '.join(command[1:])}"
        if key not in self.kept:
            self.kept[key] = self.ask(command, path)
        return self.kept[key]

    def ask(self, command, path):
        shown = subprocess.run([*command, "-r", str(path)], capture_output=True, text=True, errors="replace").stdout
        pairs = []
        for line in shown.splitlines():
            protocols, *shown_codes = (line.split("\t") + 3 * [""])[:4]
            if not ELSEWHERE.search(":" + protocols):
                pairs += [(protocol, code_name(int(code))) for protocol, codes in zip(PROTOCOLS, shown_codes)
                          for code in codes.split(",") if code]
        return counted(pairs)

    def keep(self):
        BUILD.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=BUILD, delete=False) as file:
            json.dump(self.kept, file)
        os.replace(file.name, self.kept_in)


class Run:
    """One capture through the tool: what it said, what it took, and what is wrong with that."""

    def __init__(self, path):
        self.path = path
        self.faults = []
        # Freed memory that AddressSanitizer keeps back is not the tool's.
        environment = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=16")
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            self.process = subprocess.Popen([TOOL, "--format", "json", str(path)], stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=err, env=environment)
            self.wait()
            out.seek(0)
            err.seek(0)
            self.out, self.err = out.read(), err.read().decode(errors="replace")
        self.judge_end()
        self.read()

    def wait(self):
        """As Popen.wait, with the memory it took: wait4 is the only one to tell that of one process."""
        timer = concurrent.futures.ThreadPoolExecutor(1)
        waited = timer.submit(os.wait4, self.process.pid, 0)
        try:
            _, status, used = waited.result(PATIENCE)
        except concurrent.futures.TimeoutError:
            self.process.kill()
            self.faults.append(f"took longer than {PATIENCE} s")
            _, status, used = waited.result()
        timer.shutdown()
        self.process.returncode = self.status = os.waitstatus_to_exitcode(status)
        self.memory = used.ru_maxrss

    def judge_end(self):
        if self.status not in (0, 1, 2):
            self.faults.append(f"ended with {self.status}")
        if self.status == 2 and self.path.name not in self.err:
            self.faults.append("ended with 2 and did not name the file on standard error")
        if re.search(r"Sanitizer|runtime error:|GLib.*(CRITICAL|WARNING)", self.err):
            self.faults.append("a sanitizer or GLib complained")
        if self.faults:
            self.faults += self.err.splitlines()[:40]
        if self.memory > MEMORY:
            self.faults.append(f"took {self.memory >> 10} MiB")

    def read(self):
        responses, summary = [], None
        for number, line in enumerate(self.out.split(b"\n")[:-1], 1):
            try:
                said = json.loads(line)
            except ValueError as problem:
                self.faults.append(f"line {number} of the output is no JSON: {problem}")
                continue
            if said["type"] == "response":
                responses.append(said)
            elif said["type"] == "summary":
                summary = said
        self.sort_out(responses)
        self.judge_summary(summary)

    def sort_out(self, responses):
        """Counts what tshark shows and what it hides. The tool prints a response when it has settled: any order."""
        shown, hidden, holes = [], [], set()
        for said in sorted(responses, key=lambda said: (said["first_frame"], said["frame"])):
            kind = hidden if is_hidden(said, holes) else shown
            kind.append(("http2" if "stream" in said else said["protocol"], code_name(said["status"])))
        self.counts, self.shown, self.hidden = counted(shown + hidden), counted(shown), counted(hidden)

    def judge_summary(self, summary):
        if summary is None:
            self.faults.append("printed no summary")
            return
        by_line = {"http": self.counts["http"], "sip": self.counts["sip"]}
        by_line["http"] = collections.Counter(by_line["http"]) + collections.Counter(self.counts["http2"])
        for protocol, seen in by_line.items():
            told = {code: number for code, number in summary["responses"].get(protocol, {}).items() if number}
            if told != seen:
                self.faults.append(f"its summary says {protocol} {told}, its lines {seen}")


def is_hidden(said, holes):
    """Is this a response that tshark does not show? `holes` keeps the directions of connections that lost bytes."""
    direction = (said["src"], said["dst"], said["transport"])
    missed = "unknown-fields" in said.get("oddities", [])  # before the capture began, which hides nothing
    if {"gap-before", "gap-in-body"} & set(said.get("faults", [])) and not missed:
        holes.add(direction)
    return said.get("incomplete", False) or said["transport"] != "udp" and direction in holes


def judge(run, theirs):
    """What is wrong with this file, and whether tshark counts the same."""
    name, faults = run.path.name, list(run.faults)
    equal = theirs is None or (run.counts if name in SHORT else run.shown) == theirs
    hidden = {"http": HIDDEN.get(name, {}), "http2": {}, "sip": {}}
    if run.hidden != hidden and name not in SHORT:
        faults.append(f"hidden from tshark: {run.hidden}, and HIDDEN says {hidden}")
    if name in EXPLAINED:
        ours = {"http2": {}, **EXPLAINED[name][1]}
        if run.shown != ours:
            faults.append(f"counted {run.shown}, and EXPLAINED says that {ours} is right")
        if equal and theirs is not None:
            faults.append("equals tshark: its line in EXPLAINED is stale")
    elif not equal:
        faults.append(f"counted {run.shown}, tshark {theirs}")
    return faults, equal


def report(runs, tshark):
    failed = equals = 0
    hiding = sum(any(run.hidden.values()) for run, _ in runs)
    print(f"1..{len(runs) + 1}")
    for number, (run, theirs) in enumerate(runs, 1):
        faults, equal = judge(run, theirs)
        failed += bool(faults)
        equals += equal
        print(f"{'not ' if faults else ''}ok {number} - {run.path.name}")
        for fault in faults:
            print(f"# {fault}")
    title = f"at least {EQUAL_AT_LEAST:.0%} of the captures have tshark's counts"
    missing = "" if tshark else "tshark is not installed"
    if len(runs) < CORPUS:
        missing = f"asked of the captures in {SHARED} only"
    if missing:
        print(f"ok {len(runs) + 1} - {title} # SKIP {missing}")
    else:
        enough = equals >= EQUAL_AT_LEAST * len(runs)
        failed += not enough
        print(f"{'' if enough else 'not '}ok {len(runs) + 1} - {title}")
        print(f"# {equals} of {len(runs)} are equal; {hiding} hold responses that tshark hides")
    print(f"# most memory: {max(run.memory for run, _ in runs) >> 10} MiB")
    return 1 if failed else 0


def differences(runs):
    for run, theirs in runs:
        faults, equal = judge(run, theirs)
        if faults or not equal:
            print(json.dumps({"file": run.path.name, "tshark": theirs, "ours": run.shown, "hidden": run.hidden,
                              "explained": run.path.name in EXPLAINED, "faults": faults}))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--differences", action="store_true")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    if not pathlib.Path(TOOL).exists():
        print(f"1..1\nok 1 - the corpus # SKIP {TOOL} is not built")
        return 0
    tshark = Tshark() if shutil.which("tshark") else None
    paths = arguments.files or captures()
    with concurrent.futures.ThreadPoolExecutor(2) as workers:
        runs = list(workers.map(lambda path: (Run(path), tshark and tshark.counts(path)), paths))
    if tshark:
        tshark.keep()
    if arguments.differences:
        differences(runs)
        return 0
    if not (SHARED / "captures").is_dir():
        print(f"# skipped: {SHARED / 'captures'} is not there; only the captures of pcaps/ were read")
    return report(runs, tshark)


if __name__ == "__main__":
    sys.exit(main())
