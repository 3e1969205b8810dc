#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs every kept input, and every seed, through its fuzz target: nothing may crash, hang or break a promise."""

import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ["SEQUITUR_BUILD"])
TARGETS = ("message", "packet", "http", "http2", "sip", "analysis", "file")
PATIENCE = 300  # seconds for all inputs of one target


def replay(target, files):
    """None, or what went wrong with which input."""
    try:
        done = subprocess.run([BUILD / f"tests/fuzz/replay_{target}", *files], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=PATIENCE, errors="replace")
    except subprocess.TimeoutExpired as late:
        got = (late.stdout or b"").decode(errors="replace").count("ok ")
        return f"more than {PATIENCE} s; in the end {files[min(got, len(files) - 1)].name}"
    passed = done.stdout.count("ok ")
    if done.returncode == 0 and passed == len(files):
        return None
    at_fault = files[passed].name if passed < len(files) else "what is left behind at the end"
    return f"{at_fault} (status {done.returncode})\n" + "\n".join(done.stderr.splitlines()[-40:])


def main():
    tests = []
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder)
        subprocess.run([sys.executable, HERE / "seeds.py", BUILD / "tests/scenario/scenario", made], check=True)
        for target in TARGETS:
            kept = sorted((HERE / "regressions" / target).glob("*"))
            tests.append((f"{target}: the {len(kept)} kept inputs do no harm any more", target, kept))
            seeds = sorted((made / target).glob("*"))
            tests.append((f"{target}: what pcaps and scenarios become does no harm", target, seeds))
        print(f"1..{len(tests)}")
        failed = 0
        for number, (title, target, files) in enumerate(tests, 1):
            problem = replay(target, files) if files else None
            failed += bool(problem)
            print(f"{'not ok' if problem else 'ok'} {number} - {title}")
            for line in (problem or "").splitlines():
                print(f"# {line}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
