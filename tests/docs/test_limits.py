#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds docs/limits.md to the constants of the source: each row is true, and no limit is left out."""

import pathlib
import re

from faults import tell

TOP = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\|[^|]+\|\s*(\d+)\s*\|\s*`([\w.]+)`\s*\|[^|]+\|$", re.MULTILINE)
DEFINE = re.compile(r"^#define[ \t]+(\w+_(?:MAX|LOOK_BACK))[ \t]+([^\n/]+)", re.MULTILINE)
SETTING = re.compile(r"^\t\t\.(\w+_max) = ([^,\n]+),", re.MULTILINE)

# What a format or a screen allows: nothing is given up for it.
NO_LIMITS = {
    "CHUNK_DIGITS_MAX", "DATAGRAM_MAX", "EXPLAIN_WIDTH_MAX", "FRAME_HEADER_MAX", "LOOP_NAME_MAX", "METHOD_LENGTH_MAX",
    "PEEK_MAX", "POOL_PIECE_MAX", "RETRY_AFTER_MAX", "TCP_WINDOW_MAX", "UDP_SIZE_MAX", "URI_TEXT_MAX",
}


def value(expression):
    """Of a constant expression of C: numbers and shifts."""
    plain = re.sub(r"(?<=[0-9a-fA-F])[uU]?[lL]*\b", "", expression.strip())
    if not re.fullmatch(r"[\s0-9a-fA-Fx()<>*+-]+", plain):
        return None
    return eval(plain)  # nothing but digits and operators


def constants():
    found = {}
    for folder in ("capture", "core", "tool"):
        for path in sorted((TOP / folder).glob("*.[ch]"), key=lambda path: path.suffix, reverse=True):
            for name, expression in DEFINE.findall(path.read_text(encoding="utf-8")):
                found[name] = found.get(expression.strip()) or value(expression)
    for name, expression in SETTING.findall((TOP / "core/analysis.c").read_text(encoding="utf-8")):
        found["settings." + name] = value(expression)
    return found


def main():
    rows = {name: int(number) for number, name in ROW.findall((TOP / "docs/limits.md").read_text(encoding="utf-8"))}
    source = constants()
    wrong = [f"{name} is {source.get(name, 'not in the source')}, and {number} on the page"
             for name, number in rows.items() if source.get(name) != number]
    absent = sorted(set(source) - set(rows) - NO_LIMITS)
    tests = (
        ("docs/limits.md has rows", [] if len(rows) > 20 else [f"{len(rows)} rows"]),
        ("each limit in docs/limits.md has the value that the source gives it", wrong),
        ("each limit of the source is in docs/limits.md, with what happens when it is met", absent),
    )
    tell(tests)


if __name__ == "__main__":
    main()
