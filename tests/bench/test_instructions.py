#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The guard: what 5 MB of SIP and HTTP cost may not grow by more than a tenth.

Counted are instructions, not seconds, so that nothing depends on what else the machine does. When a growth is worth
it, or something became cheaper, a new figure is recorded with: tests/bench/test_instructions.py --record
"""

import json
import pathlib
import platform
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import measure
import workload

RECORD = HERE / "instructions.json"
TITLE = "5 MB of SIP and HTTP take no more instructions than recorded, and a tenth"
GROWTH = 1.10


def reason_to_skip(tool):
    if not measure.has("valgrind"):
        return "valgrind is not installed"
    if not tool:
        return "there is no release build (build/release)"
    return None


def count(tool):
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder) / "mix.pcap")
        workload.write(path, "mix", 1800, 200)
        return measure.instructions([tool, "--format", "json", path])


def circumstances(tool):
    return {"compiler": measure.compiler(tool), "machine": platform.machine()}


def record(tool):
    counted = count(tool)
    if counted is None:
        sys.exit("valgrind could not run the tool")
    RECORD.write_text(json.dumps({"instructions": counted, **circumstances(tool)}, indent=1) + "\n")
    print(RECORD.read_text(), end="")


def judge(tool):
    recorded = json.loads(RECORD.read_text())
    here = circumstances(tool)
    other = [f"{key} {here[key]}, recorded with {recorded[key]}" for key in here if here[key] != recorded[key]]
    if other:
        return f"ok 1 - {TITLE} # SKIP {'; '.join(other)}", 0
    now, limit = count(tool), int(recorded["instructions"] * GROWTH)
    if now is None:
        return f"not ok 1 - {TITLE}\n# valgrind could not run the tool", 1
    print(f"# {now:,} instructions; recorded {recorded['instructions']:,}, at most {limit:,}")
    if now <= limit:
        return f"ok 1 - {TITLE}", 0
    return f"not ok 1 - {TITLE}\n# if that is as it should be: tests/bench/test_instructions.py --record", 1


def main():
    tool = measure.release_tool()
    reason = reason_to_skip(tool)
    if sys.argv[1:] == ["--record"]:
        sys.exit(reason) if reason else record(tool)
        return
    print("1..1")
    line, status = (f"ok 1 - {TITLE} # SKIP {reason}", 0) if reason else judge(tool)
    print(line)
    sys.exit(status)


main()
