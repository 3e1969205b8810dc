#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What CONTRIBUTING.md asks of the source, as far as a program can see it."""

import pathlib
import re
import statistics
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("core", "capture", "tool", "plugin", "docs", "tests")
C_FILES = sorted(path for folder in FOLDERS for path in (TOP / folder).rglob("*.[ch]"))
PYTHON_FILES = sorted((TOP / "tests").rglob("*.py"))

MAY_INCLUDE = {
    "core": {"core"},
    "capture": {"core", "capture"},
    "tool": {"core", "capture", "tool"},
    "plugin": {"core", "plugin"},
}
NOT_IN_CORE = re.compile(r"<(pcap|wireshark|epan|wiretap|wsutil|ncurses|term|zlib|zstd)")

FILE_LINES_MAX = 900
FUNCTION_LINES_MAX = 80
NINE_IN_TEN_MAX = 40
MEDIAN_MAX = 15


def name(path):
    return str(path.relative_to(TOP))


def without_licence():
    first = {path: path.read_text(encoding="utf-8").split("\n", 2)[:2] for path in C_FILES + PYTHON_FILES}
    return [name(path) for path, lines in first.items()
            if not any("SPDX-License-Identifier: GPL-2.0-or-later" in line for line in lines)]


def not_laid_out():
    done = subprocess.run(["clang-format", "--dry-run", "--Werror", *map(str, C_FILES)], cwd=TOP, capture_output=True,
                          text=True)
    return sorted({line.split(":", 1)[0] for line in done.stderr.splitlines() if "error:" in line})


def wrong_includes():
    faults = []
    for path in C_FILES:
        folder = path.relative_to(TOP).parts[0]
        for line in path.read_text(encoding="utf-8").splitlines():
            included = re.match(r'#include "(\w+)/', line)
            if folder in MAY_INCLUDE and included and included.group(1) not in MAY_INCLUDE[folder]:
                faults.append(f"{name(path)}: {line}")
            if folder == "core" and line.startswith("#include") and NOT_IN_CORE.search(line):
                faults.append(f"{name(path)}: {line}")
    return faults


def functions():
    """(file:line, lines of the body), as clang-format lays functions out: a brace alone at the beginning of a line."""
    found = []
    for path in C_FILES:
        lines, begin = path.read_text(encoding="utf-8").splitlines(), None
        for number, line in enumerate(lines, 1):
            if line == "{":
                begin = number
            elif line == "}" and begin:
                found.append((f"{name(path)}:{begin - 1}", number - begin - 1))
                begin = None
    return found


def long_functions():
    faults = [f"{where}: {length} lines" for where, length in functions() if length > FUNCTION_LINES_MAX]
    lengths = sorted(length for where, length in functions() if not where.startswith("tests/"))
    if statistics.median(lengths) > MEDIAN_MAX:
        faults.append(f"the median is {statistics.median(lengths)} lines")
    if lengths[len(lengths) * 9 // 10] > NINE_IN_TEN_MAX:
        faults.append(f"nine in ten have up to {lengths[len(lengths) * 9 // 10]} lines")
    return faults


def long_files():
    """Tables are as long as what they know."""
    counted = [(path, len(path.read_text(encoding="utf-8").splitlines())) for path in C_FILES + PYTHON_FILES]
    return [f"{name(path)}: {lines} lines" for path, lines in counted
            if lines > FILE_LINES_MAX and not path.name.startswith(("status_", "rules_", "expectations_"))]


TESTS = (
    ("each source file begins with its licence", without_licence),
    ("each C file is laid out as .clang-format says", not_laid_out),
    ("core includes no other folder, and tool and plugin do not include each other", wrong_includes),
    (f"functions are short: half up to {MEDIAN_MAX} lines, nine in ten up to {NINE_IN_TEN_MAX}, none over "
     f"{FUNCTION_LINES_MAX}", long_functions),
    (f"no file is longer than {FILE_LINES_MAX} lines", long_files),
)


def main():
    failed = 0
    for number, (title, test) in enumerate(TESTS, 1):
        faults = test()
        failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {number} - {title}")
        for fault in faults:
            print(f"  {fault}")
    print(f"1..{len(TESTS)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
