#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""README.md shows what the tool really prints: each "$ sequitur ..." of its console blocks is run and compared."""

import difflib
import os
import pathlib
import re
import shlex
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
TOOL = os.environ["SEQUITUR"]


def examples():
    """(command, what the page shows of its output)"""
    page = (TOP / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = example.partition("\n")
            yield command, shown


def real_output(command):
    words = shlex.split(command)
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return subprocess.run([TOOL] + words[1:], cwd=TOP, env=environment, stdout=subprocess.PIPE, timeout=60).stdout.decode()


def broken_links():
    page = (TOP / "README.md").read_text(encoding="utf-8")
    return [link for link in re.findall(r"\]\(([^)#:]+)\)", page) if not (TOP / link).exists()]


def main():
    results = [("the files that README.md links to are there", broken_links())]
    for command, shown in examples():
        lines = difflib.unified_diff(shown.splitlines(), real_output(command).splitlines(), "README.md", command, lineterm="")
        results.append((f"README.md shows what '{command}' prints", list(lines)))
    for number, (title, faults) in enumerate(results, 1):
        print(f"{'not ok' if faults else 'ok'} {number} - {title}")
        for fault in faults:
            print("  " + fault)
    print(f"1..{len(results)}")
    return 1 if any(faults for _, faults in results) else 0


if __name__ == "__main__":
    sys.exit(main())
