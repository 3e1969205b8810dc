#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What bash offers behind "sequitur" and a tab, by docs/sequitur.bash."""

import pathlib
import shutil
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from tap import TOP, Skip, equal, holds, lacks, run_tests, sequitur, test

SCRIPT = TOP / "docs" / "sequitur.bash"


def offered(*words):
    """The words that the last one of the line, which may be begun, can become. Bash takes "=" for a word of its own."""
    bash = shutil.which("bash")
    if not bash:
        raise Skip("there is no bash")
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sequitur; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run([bash, "--norc", "-u", "-c", script, "bash", SCRIPT, "sequitur", *words], capture_output=True, text=True,
                          timeout=20)
    equal((done.returncode, done.stderr), (0, ""))
    return done.stdout.split()


@test("options are offered with a dash, and all of them")
def options(folder):
    named = {word for line in sequitur("--help").stdout.decode().splitlines() for word in line.split()
             if line.startswith("  -") or line.startswith("      --") if word.startswith("--")}
    equal({word.rstrip(",") for word in named} - set(offered("-")), set())
    equal(offered("--min"), ["--min-severity"])
    equal(offered("a.pcap", "--no-p"), ["--no-progress"])


@test("values are offered where there are few, behind a blank or an equals sign")
def values(folder):
    equal(offered("--format", ""), ["text", "json"])
    equal(offered("-f", "j"), ["json"])
    equal(offered("--format", "=", "t"), ["text"])
    equal(offered("--format", "="), ["text", "json"])
    equal(offered("--color", "a"), ["auto", "always"])
    equal(offered("-m", ""), ["note", "warning", "error"])
    holds(offered("--interface", ""), "lo")
    holds(offered("-Z", "nob"), "nobody")
    # A number, a time: nothing to offer but what one types.
    equal(offered("--jobs", "1"), [])


@test("rules are offered one behind the other")
def rules(folder):
    equal(offered("--only", "sip-503"), ["sip-503-passed-on"])
    equal(offered("--ignore", "=", "sip-503"), ["sip-503-passed-on"])
    equal(offered("--ignore", "capture,sip-483-m"), [])
    equal(offered("--ignore", "capture,sip-503"), ["capture,sip-503-passed-on"])
    holds(offered("--fail-on", ""), "never")
    holds(offered("--fail-on", "w"), "warning")
    holds(offered("--fail-on", "http-redirect-l"), "http-redirect-loop")


@test("commands are offered first, and their words behind them")
def commands(folder):
    equal(offered("exp"), ["explain"])
    equal(offered("a.pcap", "exp"), [])
    for options in (["-f", "text"], ["--format", "=", "text"], ["--no-progress"], ["-j", "2", "-r"]):
        equal(offered(*options, "li"), ["list"])
        equal(offered(*options, "list", "st"), ["statuses"])
    for words in (["--", "-"], ["--", "--only", ""], ["-r", "--", "list", ""]):
        equal(offered(*words), [])
    equal(offered("list", ""), ["statuses", "outcomes", "rules", "expectations", "causes"])
    equal(offered("explain", "sip-ack-missing-2"), ["sip-ack-missing-2xx"])
    equal(offered("explain", "connection-r"), ["connection-reset", "connection-refused"])
    holds(offered("explain", "sip-ack-2xx", "sip-p"), "sip-prack")
    # Every word that is offered is understood.
    words = offered("explain", "")
    assert len(words) > 100, "too few"
    for word in words[::25]:
        equal(sequitur("explain", word).returncode, 0, word)


@test("where nothing of ours fits, bash offers files")
def files(folder):
    equal(offered("pcaps/"), [])
    holds(SCRIPT.read_text(encoding="utf-8"), "complete -o bashdefault -o default -F _sequitur sequitur")
    lacks(SCRIPT.read_text(encoding="utf-8"), "`")


run_tests()
