# SPDX-License-Identifier: GPL-2.0-or-later
"""What test scripts have in common: tests with sentences for titles, the tool, a place to write."""

import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

TOP = pathlib.Path(__file__).resolve().parents[2]
TOOL = os.environ.get("SEQUITUR", str(TOP / "build" / "sanitize" / "sequitur"))
PATIENCE = 60  # seconds for one call of the tool


class Skip(Exception):
    """Raised with the reason by a test that cannot be run here."""


TESTS = []


def test(title):
    """Makes a function a test with this title; it gets a folder of its own and fails by raising."""

    def take(function):
        TESTS.append((title, function))
        return function

    return take


def sequitur(*arguments, stdin=b"", environment=None, **more):
    """Calls the tool; answers what subprocess.run does, with bytes in stdout and stderr."""
    surroundings = {name: value for name, value in os.environ.items()
                    if name not in ("COLUMNS", "NO_COLOR", "TERM")}
    surroundings.update({"LC_ALL": "C.UTF-8"}, **(environment or {}))
    more.setdefault("stdout", subprocess.PIPE)
    more.setdefault("stderr", subprocess.PIPE)
    source = {} if "stdin_file" in more else {"input": stdin}
    if "stdin_file" in more:
        source["stdin"] = more.pop("stdin_file")
    return subprocess.run([TOOL, *map(os.fsencode, arguments)], env=surroundings, timeout=PATIENCE, **source, **more)


def first_difference(found, wanted):
    """Of two long texts the first lines that differ."""
    if not isinstance(found, (bytes, str)) or type(found) is not type(wanted) or len(found) + len(wanted) < 4000:
        return found, wanted
    lines, others = found.splitlines(), wanted.splitlines()
    at = next((i for i, (line, other) in enumerate(zip(lines, others)) if line != other), min(len(lines), len(others)))
    return [(at + 1, *rest[at:at + 1]) for rest in (lines, others)]


def equal(found, wanted, what=""):
    if found != wanted:
        found, wanted = first_difference(found, wanted)
        raise AssertionError(f"{what or 'it'} is {found!r}, not {wanted!r}")


def holds(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


def lacks(text, part):
    if part in text:
        raise AssertionError(f"{part!r} is in {text!r}")


def run_tests():
    failed = 0
    print(f"1..{len(TESTS)}")
    for number, (title, function) in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                function(pathlib.Path(folder))
                print(f"ok {number} - {title}")
            except Skip as reason:
                print(f"ok {number} - {title} # SKIP {reason}")
            except Exception:
                failed += 1
                print(f"not ok {number} - {title}")
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}")
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
