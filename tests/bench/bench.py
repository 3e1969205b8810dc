#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark: measures the release build against tcpdump and others, and writes docs/performance.md.

The captures come from the generator in $SEQUITUR_SHARED/bench/gen.c, which writes the exact truth beside each; every
count is compared with it before anything is measured. The machine's speed drifts, so runs alternate with those of
`tcpdump -r F -w /dev/null`, and only ratios tell.
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import curves
import measure
import plugin_cost

TOP = HERE.parents[1]
PAGE, PLOT = TOP / "docs/performance.md", TOP / "docs/performance-curves.svg"
SHARED = pathlib.Path(os.environ.get("SEQUITUR_SHARED", TOP.parent / "shared"))
RUNS = 9
PEAK_LIMIT = 100  # MB

# A workload, what the generator is asked for (bytes for the quick and the full set; flows where it counts those),
# and the most that processor time may be of tcpdump's.
Workload = collections.namedtuple("Workload", "name kind quick full must")
WORKLOADS = (
    Workload("sip", "sip", 50_000_000, 1_000_000_000, 3.0),
    Workload("sip-rtp", "sip-rtp", 50_000_000, 1_000_000_000, 0.9),
    Workload("http", "http", 50_000_000, 1_000_000_000, 1.0),
    Workload("tiny", "tiny", 100_000, 100_000, 3.0),
)

PCAPNG_WORKLOADS = ("sip-rtp", "http")  # those that are measured in the other format, too: their packets are many
PLUGIN_WORKLOADS = ("sip", "http")  # those on which tshark is measured with the plugin

# Other programs that look for the same messages. {} is the capture. Measured once each, on the quick set: they are slow.
PEERS = {
    "tshark": ["tshark", "-r", "{}", "-Y", "sip.Status-Code or http.response", "-T", "fields", "-e", "frame.number",
               "-e", "sip.Status-Code", "-e", "http.response.code"],
    "sngrep": ["sngrep", "-N", "-q", "-I", "{}"],
    "ngrep": ["ngrep", "-q", "-I", "{}", "^(SIP/2.0|HTTP/1)"],
    "httpry": ["httpry", "-r", "{}"],
}

VERSION_OPTIONS = {"tshark": "-v", "ngrep": "-V", "sngrep": "-V", "httpry": "-h"}


def command_of(tool, path):
    return [tool, "--format", "json", path]


def first_line(command):
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return run.stdout.splitlines()[0].rstrip(".") if run.stdout else f"{command[0]} of an unknown version"


def last_line(command):
    """Of all it prints, only that is kept: this program has to stay small, for its own peak is inherited by what it
    measures."""
    line = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            pass
    return line


def generator(folder):
    """Builds the generator; None where its source is not at hand."""
    source, program = SHARED / "bench/gen.c", folder / "gen"
    if not source.exists():
        return None
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["gcc", "-O2", "-o", str(program), str(source), "-lz", "-lm"], check=True)
    return str(program)


def capture_of(workload, full, program, folder):
    """The capture of a workload, made when it is not there yet."""
    amount = workload.full if full else workload.quick
    path = folder / f"{workload.name}-{amount}.pcap"
    if not path.exists() or not pathlib.Path(f"{path}.truth").exists():
        subprocess.run([program, workload.kind, str(amount), str(path)], check=True, stdout=subprocess.DEVNULL)
    return str(path)


def as_pcapng(path):
    """The same capture in the format that Wireshark writes, and the same truth."""
    other = pathlib.Path(path).with_suffix(".pcapng")
    if not other.exists():
        subprocess.run(["editcap", "-F", "pcapng", path, str(other)], check=True)
    shutil.copyfile(f"{path}.truth", f"{other}.truth")
    return str(other)


def differences(tool, path):
    """Which counts differ from the truth, as text; none: an empty list. And how many messages there are."""
    said = json.loads(last_line(command_of(tool, path)))["responses"]
    truth = json.loads(pathlib.Path(f"{path}.truth").read_text())
    wrong = []
    for protocol in ("sip", "http"):
        mine, right = said.get(protocol, {}), truth[f"{protocol}_resp"]
        for code in sorted(set(mine) | set(right)):
            if mine.get(code, 0) != right.get(code, 0):
                wrong.append(f"{protocol} {code}: {mine.get(code, 0)} counted, {right.get(code, 0)} there")
    messages = sum(truth[f"{protocol}_{what}_total"] for protocol in ("sip", "http") for what in ("req", "resp"))
    return wrong, messages


def row_of(tool, workload, path, counted):
    """Measures one workload: a dictionary of what goes into the table."""
    wrong, messages = differences(tool, path)
    usage, ratio = measure.usage_in_pairs(command_of(tool, path), ["tcpdump", "-r", path, "-w", "/dev/null"], RUNS)
    count = measure.instructions(command_of(tool, path)) if counted and measure.has("valgrind") else None
    return {"capture": pathlib.Path(path).name, "megabytes": os.path.getsize(path) / 1e6, "messages": messages,
            "cpu": usage.cpu, "wall": usage.wall, "peak": usage.peak, "ratio": ratio, "must": workload.must,
            "instructions": count, "wrong": wrong}


def table(rows):
    lines = ["| capture | MB | messages | CPU s | wall s | peak MB | x tcpdump | at most | instructions | per message | counts |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        count = row["instructions"]
        total, each = (f"{count / 1e6:.0f} M", f"{count / row['messages']:.0f}") if count else ("", "")
        lines.append(
            f"| {row['capture']} | {row['megabytes']:.0f} | {row['messages']} | {row['cpu']:.3f} | {row['wall']:.3f} | "
            f"{row['peak']:.0f} | {row['ratio']:.2f} | {row['must']} | {total} | {each} | "
            f"{'; '.join(row['wrong']) or 'exact'} |")
    return "\n".join(lines)


def peer_rows(paths):
    """How the others do on the same captures: name, capture, times tcpdump, peak."""
    for name, command in PEERS.items():
        if not measure.has(name):
            continue
        for path in paths:
            mine = [part.replace("{}", path) for part in command]
            usage, ratio = measure.usage_in_pairs(mine, ["tcpdump", "-r", path, "-w", "/dev/null"], 1)
            yield f"| {name} | {pathlib.Path(path).name} | {ratio:.1f} | {usage.peak:.0f} |"


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{model}, {os.cpu_count()} processors, Linux {kernel}"


def versions(tool):
    known = [first_line([tool, "--version"]), f"built with {measure.compiler(tool)}", first_line(["tcpdump", "--version"])]
    known += [first_line([name, VERSION_OPTIONS.get(name, "--version")]) for name in PEERS if measure.has(name)]
    return "; ".join(known)


def plugin_costs(tool, paths):
    """What the plugin that was built with the tool costs tshark; nothing where it cannot be measured."""
    build = pathlib.Path(tool).resolve().parent
    reason = plugin_cost.absent(build)
    if reason:
        print(f"bench: the plugin's cost: skipped: {reason}")
        return []
    try:
        return plugin_cost.all_costs(build, paths)
    except RuntimeError as problem:  # what else was measured took long and is still good
        print(f"bench: the plugin's cost: {problem}")
        return []


def page(tool, rows, peers, costs, points):
    parts = [
        "# Performance",
        "Written by `./check bench`; `./check bench --full` takes captures of 1 GB. One thread, full analysis, "
        "`--format json` to /dev/null, page cache warm. `x tcpdump` is processor time over that of "
        f"`tcpdump -r F -w /dev/null`, the median of {RUNS} pairs of runs that alternate; `at most` is the goal. "
        "Instructions are those of user space as valgrind counts them. `counts` says whether the number of responses "
        "of each status equals what the generator wrote.",
        f"{datetime.date.today()}; {machine()}; {versions(tool)}.",
        table(rows),
    ]
    if peers:
        parts += ["## Others on the same captures", "| program | capture | x tcpdump | peak MB |\n|---|---|---|---|\n"
                  + "\n".join(peers)]
    if costs:
        parts.append(plugin_cost.section(costs))
    if points:
        parts += ["## Ten times as much", "![Cost of a message against calls in progress, connections and file size]"
                  f"({PLOT.name})", curve_table(points)]
    return "\n\n".join(parts) + "\n"


def curve_table(points):
    lines = ["| | " + " | ".join(f"x{step}" for step in curves.STEPS) + " |",
             "|---" * (len(curves.STEPS) + 1) + "|"]
    for title, _, steps in points:
        lines.append(f"| {title}: ns per message | " + " | ".join(f"{step[1]:.0f}" for step in steps) + " |")
        if steps[0][2] is not None:
            lines.append(f"| {title}: instructions | " + " | ".join(f"{step[2]:.0f}" for step in steps) + " |")
    return "\n".join(lines)


def failures(rows):
    for row in rows:
        yield from (f"{row['capture']}: {wrong}" for wrong in row["wrong"])
        if row["ratio"] > row["must"]:
            yield f"{row['capture']}: {row['ratio']:.2f} times tcpdump, at most {row['must']} is the goal"
        if row["peak"] > PEAK_LIMIT:
            yield f"{row['capture']}: {row['peak']:.0f} MB at the peak, at most {PEAK_LIMIT} is the goal"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--tool", default=str(TOP / "build/release/sequitur"), help="the release build")
    arguments.add_argument("--folder", type=pathlib.Path, default=TOP / "build/bench", help="where the captures go")
    arguments.add_argument("--full", action="store_true", help="captures of 1 GB as well")
    arguments.add_argument("--no-curves", action="store_true", help="leave the three curves out")
    arguments.add_argument("--no-page", action="store_true", help="print the table, do not write docs/performance.md")
    asked = arguments.parse_args()

    asked.folder.mkdir(parents=True, exist_ok=True)
    program = generator(asked.folder)
    if not program:
        print(f"bench: skipped: {SHARED}/bench/gen.c is not here (set SEQUITUR_SHARED)")
        return 0
    if not measure.has("tcpdump"):
        print("bench: skipped: tcpdump is not installed")
        return 0
    quick = [capture_of(workload, False, program, asked.folder) for workload in WORKLOADS]
    rows = [row_of(asked.tool, workload, path, True) for workload, path in zip(WORKLOADS, quick)]
    if measure.has("editcap"):
        rows += [row_of(asked.tool, workload, as_pcapng(path), True)
                 for workload, path in zip(WORKLOADS, quick) if workload.name in PCAPNG_WORKLOADS]
    if asked.full:
        rows += [row_of(asked.tool, workload, capture_of(workload, True, program, asked.folder), False)
                 for workload in WORKLOADS if workload.full != workload.quick]
    peers = list(peer_rows(quick))
    costs = plugin_costs(asked.tool, [path for one, path in zip(WORKLOADS, quick) if one.name in PLUGIN_WORKLOADS])
    points = [] if asked.no_curves else curves.all_curves(asked.tool)
    text = page(asked.tool, rows, peers, costs, points)
    print(text)
    if not asked.no_page:
        PAGE.write_text(text)
        if points:
            PLOT.write_text(curves.svg(points))
    for failure in failures(rows):
        print(f"bench: {failure}")
    return 1 if any(row["wrong"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
