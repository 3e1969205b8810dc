#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One truth through two doors: what the tool says of a capture, the plugin says of it in tshark.

Compared are, for each response and each request without one, frame, status, request, and every follow-up with its
verdict and the frame that decided it; and every finding with its frames. The captures are those of pcaps/ and, where
they are there, those of $SEQUITUR_SHARED.

Usage: parity.py [FILE...]: prints what differs, and how much is equal. A measure, not yet a test.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
import wireshark
from wireshark import BUILD, SHARED, TOP

TOOL = os.environ.get("SEQUITUR", str(BUILD / "sequitur"))
WORKERS = 2


def captures():
    folders = [TOP / "pcaps", SHARED / "captures", SHARED / "sip-lab" / "captures"]
    return [path for folder in folders for path in sorted(folder.glob("*"))
            if path.is_file() and path.suffix not in (".md", ".tsv", ".keys")]


def annotation_key(one):
    followups = sorted((each["id"], each["verdict"], each.get("frame") or 0) for each in one["followups"])
    return (one["frame"], one.get("outcome") or one.get("status") or 0, one.get("request_frame") or 0,
            tuple(followups))


def finding_key(one):
    return one["frame"], one["id"], one["severity"], tuple(one["frames"])


def said_by_tool(path):
    done = subprocess.run([TOOL, "--format", "json", str(path)], capture_output=True, timeout=120)
    records = [json.loads(line) for line in done.stdout.decode(errors="replace").splitlines()]
    return (collections.Counter(annotation_key(one) for one in records if one["type"] in ("response", "outcome")),
            collections.Counter(finding_key(one) for one in records if one["type"] == "finding"))


def said_by_plugin(workplace, path):
    annotations, findings, _ = workplace.said(path, "-o", "tcp.reassemble_out_of_order:TRUE")
    return (collections.Counter(map(annotation_key, annotations)), collections.Counter(map(finding_key, findings)))


def compare(workplace, path):
    return path, said_by_tool(path), said_by_plugin(workplace, path)


def show_differences(path, tool, plugin):
    for what, ours, theirs in zip(("said", "found"), tool, plugin):
        for key in sorted((ours - theirs).elements(), key=str):
            print(f"{path.name}: only the tool {what} {key}")
        for key in sorted((theirs - ours).elements(), key=str):
            print(f"{path.name}: only the plugin {what} {key}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("files", nargs="*", type=pathlib.Path)
    asked = arguments.parse_args()
    paths = asked.files or captures()
    with wireshark.Workplace() as workplace, concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        results = list(pool.map(lambda path: compare(workplace, path), paths))
    total = same = equal = 0
    for path, tool, plugin in results:
        total += max(sum(tool[0].values()), sum(plugin[0].values()))
        same += sum((tool[0] & plugin[0]).values())
        equal += tool == plugin
        if tool != plugin:
            show_differences(path, tool, plugin)
    print(f"{same} of {total} responses, {equal} of {len(results)} captures")


if __name__ == "__main__":
    sys.exit(main())
