# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin costs tshark: runs with it, without it, and without it but with what it asks Wireshark to keep.

Runs take turns, for the machine's speed drifts, and only the ratios of neighbours tell. All have a folder of plugins
of their own, so that nothing differs but the plugin.
"""

import collections
import pathlib
import re
import statistics
import sys

import measure

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/plugin"))

import wireshark

RUNS = 5
WANTED = TOP / "plugin/wanted.h"

# A mode, tshark's options, and the one for a filter that is put to frames when they are read for the first time, which
# is when the plugin wants its fields.
Mode = collections.namedtuple("Mode", "name options filter")
MODES = (
    Mode("plain", [], "-Y"),
    Mode("two passes (`-2`)", ["-2"], "-R"),
    Mode("whole tree (`-V`)", ["-V"], "-Y"),
)

# Seconds of user CPU without and with the plugin, the ratio of the two, and the ratio of the kept fields alone.
Cost = collections.namedtuple("Cost", "capture mode without with_it ratio fields")


def fields_filter():
    """A filter for which Wireshark keeps what the plugin wants and no more. Every frame with IP in it passes."""
    return " or ".join(re.findall(r'X\(\w+, "([\w.]+)"\)', WANTED.read_text(encoding="utf-8")))


def absent(build):
    """Why it cannot be measured here; None when it can."""
    if not measure.has("tshark"):
        return "tshark is not installed"
    if not wireshark.plugin_of(build).exists():
        return "the plugin was not built (wireshark-dev, libwireshark-dev)"
    return None


def environments(workplace):
    """That of a run without the plugin and that of one with it, both tried."""
    bare = {**workplace.environment, "WIRESHARK_PLUGIN_DIR": str(workplace.folder / "none")}
    for environment, loaded in ((bare, False), (workplace.environment, True)):
        if ("sequitur" in workplace.glossary("plugins", environment)) != loaded:
            raise RuntimeError(f"tshark {'does not load' if loaded else 'loads'} the plugin; nothing can be measured")
    return bare, workplace.environment


def user_seconds(workplace, environment, *words):
    run = measure.Usage(workplace.command(["tshark", *map(str, words)]), environment)
    if run.status != 0:
        raise RuntimeError(f"tshark {' '.join(map(str, words))} ended with {run.status}")
    return run.user


def cost(workplace, bare, full, capture, mode):
    words = [*mode.options, "-r", workplace.place(capture)]
    rounds = []
    for _ in range(RUNS):
        without = user_seconds(workplace, bare, *words)
        with_it = user_seconds(workplace, full, *words)
        fields = user_seconds(workplace, bare, *words, mode.filter, fields_filter())
        rounds.append((without, with_it, with_it / without, fields / without))
    return Cost(capture.name, mode.name, *map(statistics.median, zip(*rounds)))


def all_costs(build, captures):
    """The costs on all captures, in all modes."""
    with wireshark.Workplace(build) as workplace:
        bare, full = environments(workplace)
        return [cost(workplace, bare, full, pathlib.Path(capture), mode) for capture in captures for mode in MODES]


def section(costs):
    """What the page says of them."""
    lines = ["| capture | mode | user CPU s without | with | ratio | fields alone |", "|---|---|---|---|---|---|"]
    lines += [f"| {row.capture} | {row.mode} | {row.without:.2f} | {row.with_it:.2f} | {row.ratio:.2f} | "
              f"{row.fields:.2f} |" for row in costs]
    return "\n\n".join((
        "## What the plugin costs tshark",
        "User CPU of `tshark -r F` to /dev/null, its start included: medians of runs that alternate. `ratio` is the "
        f"median of {RUNS} ratios of neighbouring runs, with the plugin over without it; neither has other plugins.",
        "\n".join(lines),
        "A part of that is not the plugin's own work. It asks Wireshark to keep some fields of each frame, and for "
        "these Wireshark builds a tree of the frame the first time it reads it, which in plain mode and with `-2` it "
        "would not do otherwise. `fields alone` is the ratio for tshark without the plugin but with a filter of just "
        "those fields, which makes it build the same tree: `-Y 'ip or ipv6 or tcp or ...'`, with `-2` `-R`. Every "
        "frame of these captures passes at the first word, so that as much is printed. What `ratio` has above "
        "`fields alone` is the analysis, and what it adds to tshark's output. On a machine that has other work too, "
        "ratios were seen to differ by up to a tenth from one run of the benchmark to the next.",
    ))
