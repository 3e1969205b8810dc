#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures made to do harm (attack.py) make the tool neither slow nor large.

By hand: tests/hostile/test_hostile.py [WORD...] runs those whose name contains a WORD, and prints what each took.
Runs the release build where it is there beside the one to be tested, as time and memory are those of what is
installed; a build with AddressSanitizer gets a twentieth of each attack, and more of both.
"""

import functools
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
MEGABYTES = 1 << 20

# (title, attack, its size, seconds of processor time, megabytes)
ATTACKS = (
    ("a million half-open connections", "half_connections", 1_000_000, 6, 300),
    ("a million branches in one call", "branches", 1_000_000, 20, 500),
    ("a million calls", "call_ids", 1_000_000, 20, 500),
    ("a hundred and fifty thousand calls that ring", "ringing_calls", 300_000, 20, 500),
    ("a hundred thousand INVITEs with their CANCEL in one call", "cancels", 300_000, 20, 500),
    ("half a million registrations", "registrations", 1_000_000, 20, 500),
    ("fifty thousand registrations of ten years ago", "registrations_of_long_ago", 100_000, 20, 500),
    ("a hundred thousand sessions in one call", "sessions", 200_000, 20, 500),
    ("a million different responses to one request", "different_responses", 1_000_000, 30, 500),
    ("a hundred thousand 2xx to one INVITE", "accepted_calls", 100_000, 20, 500),
    ("fifty thousand requests refused as loops in one call", "loops", 100_000, 10, 400),
    ("two thousand redirections to three hundred targets in one call", "redirections", 4_000, 20, 400),
    ("thirty thousand calls told to wait for the same server", "waits_for_one_server", 60_000, 20, 400),
    ("fifty thousand registrations told to wait for the same target", "waits_for_one_target", 100_000, 20, 400),
    ("lists of options as long as a datagram", "long_option_lists", 800, 20, 400),
    ("two hundred words of six thousand passwords each", "many_passwords", 200, 5, 200),
    ("a hundred thousand refusals with three long Warnings", "long_warnings", 200_000, 20, 500),
    ("redirections to nothing, and to a URI as long as a datagram", "empty_contacts", 2_000, 20, 400),
    ("three hundred thousand fragments without their end", "fragments_without_end", 300_000, 6, 200),
    ("a hundred thousand overlapping fragments", "overlapping_fragments", 100_000, 6, 200),
    ("two hundred thousand segments, each behind a hole", "segments_behind_holes", 200_000, 10, 200),
    ("a head that comes byte by byte", "one_byte_segments", 200_000, 6, 200),
    ("a header of a gigabyte", "endless_header", 1_000_000_000, 8, 200),
    ("response heads above 256 KiB", "endless_response", 100_000_000, 6, 200),
    ("ten thousand heads of 30 KB without their end", "heads_on_many_connections", 10_000, 6, 300),
    ("ten thousand requests of 30 KB without an answer", "requests_on_many_connections", 10_000, 6, 500),
    ("ten thousand datagrams of 60 KB without an answer", "large_datagrams", 10_000, 10, 500),
    ("a gzip bomb", "gzip_bomb", 200 * MEGABYTES, 10, 200),
    ("a zstd bomb", "zstd_bomb", 400 * MEGABYTES, 10, 200),
    ("SIP over TCP without Content-Length", "sip_without_length", 100_000, 6, 400),
    ("a million pipelined requests without answers", "pipelined_requests", 1_000_000, 20, 400),
    ("chunks of 2^63 bytes", "chunk_sizes", 50_000, 6, 400),
    ("redirections with hundreds of cookies", "many_cookies", 2_000, 20, 400),
    ("a Via that grows", "growing_via", 10_000, 20, 400),
    ("half a million HTTP/2 streams without answers", "http2_streams", 500_000, 20, 500),
    ("two hundred thousand HTTP/2 requests without their bodies", "http2_open_streams", 200_000, 20, 500),
    ("two hundred thousand HTTP/2 requests that are reset at once", "http2_resets", 200_000, 20, 500),
    ("a header block of half a million CONTINUATION frames", "http2_continuations", 500_000, 10, 300),
    ("an HPACK bomb", "hpack_bomb", 500, 10, 300),
    ("a clock that jumps from 1970 to 2100 and back", "jumping_clock", 100_000, 10, 400),
    ("times at the end of what pcapng can say", "end_of_time", 20_000, 10, 400),
)


def tool():
    """The program, and whether it is sanitized."""
    given = pathlib.Path(os.environ.get("SEQUITUR", "build/sanitize/sequitur"))
    release = given.resolve().parent.parent / "release" / "sequitur"
    if "SEQUITUR_HOSTILE" in os.environ:
        given = pathlib.Path(os.environ["SEQUITUR_HOSTILE"])
    elif release.exists():
        given = release
    return given, b"__asan_init" in given.read_bytes()


TOOL, SANITIZED = tool()


def run(attack, size, form="json"):
    """(exit status, seconds of processor time, megabytes) of the tool reading this from a pipe."""
    if SANITIZED:
        size //= 20
    maker = subprocess.Popen([sys.executable, HERE / "attack.py", attack, str(size)], stdout=subprocess.PIPE)
    child = subprocess.Popen([TOOL, "--format", form, "-"], stdin=maker.stdout, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    maker.stdout.close()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if maker.wait() != 0:
        raise RuntimeError(f"{attack} could not be made")
    return child.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def bounded(attack, size, seconds, megabytes):
    """What went wrong, and what it took."""
    status, took, peak = run(attack, size)
    if SANITIZED:
        megabytes = megabytes * 3 + 300
    said = f"{took:.1f} s, {peak:.0f} MB"
    faults = []
    if status not in (0, 1, 2):
        faults.append(f"ended with status {status}")
    if took > seconds:
        faults.append(f"took more than {seconds} s")
    if peak > megabytes:
        faults.append(f"held more than {megabytes} MB")
    return faults, said


def linear():
    """Four times as many similar keys take about four times as long."""
    few, many = (run("similar_keys", count)[1] for count in (30_000, 120_000))
    said = f"{few:.2f} s for a quarter, {many:.2f} s for all"
    return ([f"takes {many / few:.1f} times as long for four times as many"] if many > 8 * few + 0.2 else []), said


def text_is_bounded():
    status, took, peak = run("waits_for_one_server", 40_000, "text")
    said = f"{took:.1f} s, {peak:.0f} MB"
    return ([] if status in (0, 1) and took < 20 and peak < (1500 if SANITIZED else 400) else ["too much"]), said


def main():
    words = sys.argv[1:]
    tests = [(title, functools.partial(bounded, attack, size, seconds, megabytes))
             for title, attack, size, seconds, megabytes in ATTACKS
             if not words or any(word in attack for word in words)]
    if not words:
        tests.append(("keys that differ in few bits cost no more than others", linear))
        tests.append(("the report for people is bounded too", text_is_bounded))
    print(f"1..{len(tests)}")
    print(f"# {TOOL}{', a twentieth of each' if SANITIZED else ''}")
    failed = 0
    for number, (title, test) in enumerate(tests, 1):
        began = time.monotonic()
        faults, said = test()
        failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {number} - {title}: bounded")
        print(f"# {said}; {time.monotonic() - began:.1f} s in all" + "".join(f"\n# {fault}" for fault in faults), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
