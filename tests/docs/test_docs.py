#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The generated pages in docs/ say what the tables say: each is written anew and compared with the committed one."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("SEQUITUR_BUILD", TOP / "build"))
MARK = "<!-- Generated from "


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = False

    def result(self, good, title, explanation=""):
        self.count += 1
        self.failed |= not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {title}")
        for line in explanation.splitlines() if not good else []:
            print(f"# {line}")

    def finish(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def generate(directory):
    program = BUILD / "docs" / "sequitur-docs"
    return subprocess.run([program, directory], capture_output=True, text=True, timeout=60)


def first_difference(old, new):
    """Where two texts part, in words."""
    old, new = old.splitlines(), new.splitlines()
    for number, (was, is_now) in enumerate(zip(old, new), 1):
        if was != is_now:
            return f"line {number}: committed: {was[:200]}\nline {number}: tables say: {is_now[:200]}"
    return f"{len(old)} lines are committed, {len(new)} are to be there"


def check_pages(tap, fresh):
    for page in sorted(fresh.glob("*.md")):
        committed = TOP / "docs" / page.name
        new = page.read_text(encoding="utf-8")
        old = committed.read_text(encoding="utf-8") if committed.exists() else ""
        tap.result(old == new, f"docs/{page.name} is what the tables say",
                   first_difference(old, new) + "\nto renew it: cmake --build BUILD --target docs")


def check_no_page_is_left_over(tap, fresh):
    made = {page.name for page in fresh.glob("*.md")}
    left = [page.name for page in (TOP / "docs").glob("*.md")
            if MARK in page.read_text(encoding="utf-8")[:300] and page.name not in made]
    tap.result(not left, "no generated page is left over from a table that is gone", "\n".join(left))


def check_every_entry_is_there(tap, fresh):
    """As many headings as rows: counted in the source, not by the program that writes the pages."""
    for page, table in (("statuses-http.md", "status_http.c"), ("statuses-sip.md", "status_sip.c"),
                        ("outcomes.md", "status_outcome.c")):
        headings = re.findall(r"^### ", (fresh / page).read_text(encoding="utf-8"), re.MULTILINE)
        rows = re.findall(r"\.spec\s*=", (TOP / "core" / table).read_text(encoding="utf-8"))
        tap.result(len(headings) == len(rows) > 10, f"docs/{page} has every row of core/{table}",
                   f"{len(headings)} headings, {len(rows)} rows")


def check_a_bad_directory_is_told(tap, fresh):
    done = generate(fresh / "not-there")
    tap.result(done.returncode == 2 and "not-there" in done.stderr, "a directory that is not there is named",
               f"status {done.returncode}: {done.stderr}")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        fresh = pathlib.Path(name)
        done = generate(fresh)
        tap.result(done.returncode == 0, "the pages can be written", done.stderr)
        if done.returncode == 0:
            check_pages(tap, fresh)
            check_no_page_is_left_over(tap, fresh)
            check_every_entry_is_there(tap, fresh)
            check_a_bad_directory_is_told(tap, fresh)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
