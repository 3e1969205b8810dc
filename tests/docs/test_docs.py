#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The generated pages in docs/ say what the tables say: each is written anew and compared with the committed one."""

import os
import pathlib
import re
import shutil
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
    for page in sorted(fresh.iterdir()):
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
    for page, tables in (("statuses-http.md", "status_http.c"), ("statuses-sip.md", "status_sip.c"),
                         ("outcomes.md", "status_outcome.c"), ("rules.md", "rules_*.c"),
                         ("expectations.md", "expectations_*.c")):
        headings = re.findall(r"^### ", (fresh / page).read_text(encoding="utf-8"), re.MULTILINE)
        rows = [row for table in (TOP / "core").glob(tables)
                for row in re.findall(r"\.spec\s*=", table.read_text(encoding="utf-8"))]
        tap.result(len(headings) == len(rows) > 10, f"docs/{page} has every row of core/{tables}",
                   f"{len(headings)} headings, {len(rows)} rows")


def check_every_cause_is_there(tap, fresh):
    headings = re.findall(r"^### \d+ ", (fresh / "causes.md").read_text(encoding="utf-8"), re.MULTILINE)
    rows = re.findall(r'^\t(?:WARNING|WARNING_OF|Q850)\(\s*(?:"RFC \d+", )?\d+,', (TOP / "core/cause_code.c").read_text(encoding="utf-8"), re.MULTILINE)
    tap.result(len(headings) == len(rows) > 60, "docs/causes.md has every row of core/cause_code.c",
               f"{len(headings)} headings, {len(rows)} rows")


def check_every_id_is_an_anchor(tap, fresh):
    """A heading that is nothing but the id: Markdown makes the anchor #sip-ack-2xx of it."""
    for page, tables in (("rules.md", "rules_*.c"), ("expectations.md", "expectations_*.c")):
        headings = set(re.findall(r"^### (\S+)$", (fresh / page).read_text(encoding="utf-8"), re.MULTILINE))
        ids = {name for table in (TOP / "core").glob(tables)
               for name in re.findall(r"\.id\s*=\s*\"([^\"]+)\"", table.read_text(encoding="utf-8"))}
        tap.result(headings == ids, f"docs/{page} has every id of core/{tables} as a heading",
                   "\n".join(sorted(headings ^ ids)))


def check_the_manual(tap, fresh):
    """Every option and command of --help, and no roff that man would complain of."""
    manual = (fresh / "sequitur.1").read_text(encoding="utf-8")
    tool = os.environ.get("SEQUITUR", BUILD / "sequitur")
    told = subprocess.run([tool, "--help", "--width", "1000"], capture_output=True, text=True, timeout=60).stdout
    options = re.findall(r"^  (?:-., |    )(--[a-z-]+)", told, re.MULTILINE)
    missing = [option for option in options if option.replace("-", "\\-") not in manual]
    tap.result(len(options) > 10 and not missing, "docs/sequitur.1 has every option of --help", " ".join(missing))
    if not shutil.which("man"):
        print("# man is not installed: the page is not rendered")
        return
    done = subprocess.run(["man", "--warnings", "-l", fresh / "sequitur.1"], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100"})
    tap.result(done.returncode == 0 and not done.stderr and "--fail-on" in done.stdout, "man renders docs/sequitur.1",
               done.stderr)


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
            check_every_cause_is_there(tap, fresh)
            check_every_id_is_an_anchor(tap, fresh)
            check_the_manual(tap, fresh)
            check_a_bad_directory_is_told(tap, fresh)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
