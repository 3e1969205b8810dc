#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes every scenario through both doors, core and the tool, and holds what comes out to its expectations.

The format of scenarios and expectations is at the top of tests/scenario/scenario.h. Run by tests/run, or by hand:
    SEQUITUR=build/release/sequitur SEQUITUR_BUILD=build/release tests/scenario/test_scenarios.py [WORD...]
runs the scenarios whose file name contains a WORD.
"""

import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

SCENARIOS = pathlib.Path(__file__).resolve().parent.parent / "scenarios"
PROGRAM = pathlib.Path(os.environ["SEQUITUR_BUILD"]) / "tests/scenario/scenario"
TOOL = os.environ["SEQUITUR"]

# What the two doors may tell differently: the name of the capture, and what only packets have.
NOT_COMPARED = ("file",)


class Variant:
    """The story itself, or with part of its evidence cut away: what must be said of it."""

    def __init__(self, number, title):
        self.number = number
        self.title = title
        self.expectations = []  # the words of each
        self.ignores_notes = False


def read_variants(path):
    variants = []
    for line in path.read_text().splitlines():
        words = line.split(None, 1)
        if not words or line.startswith(("#", " ", "\t")):
            continue
        if not variants:
            variants.append(Variant(0, line.strip()))
        elif words[0] == "variant":
            variants.append(Variant(len(variants), words[1]))
        elif words[0] == "expect":
            variants[-1].expectations.append(shlex.split(words[1], comments=True))
        elif line.strip() == "ignore notes":
            variants[-1].ignores_notes = True
    return variants


def run(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode()


def story_frames(path, variant):
    """From the frames of the variant's capture to those of the whole story."""
    frames = {}
    for line in run(PROGRAM, "--ladder", path, variant.number).splitlines():
        story, frame = line.split()[:2]
        frames[int(frame)] = int(story)
    return frames


FRAME_KEYS = ("frame", "first_frame", "request_frame", "repeats", "origin_frame", "decided_by")


def in_story_frames(value, frames):
    if isinstance(value, list):
        return [in_story_frames(one, frames) for one in value]
    if not isinstance(value, dict):
        return value
    told = {key: in_story_frames(one, frames) for key, one in value.items()}
    for key in FRAME_KEYS:
        if key in told:
            told[key] = frames[told[key]]
    if "frames" in told:
        told["frames"] = [frames[frame] for frame in told["frames"]]
    return told


def records_of(output, frames):
    records = [json.loads(line) for line in output.splitlines()]
    records = [in_story_frames(record, frames) for record in records if record["type"] != "summary"]
    for record in records:
        for key in NOT_COMPARED:
            record.pop(key, None)
    return records


def matches_pair(record, key, value):
    if key == "response":
        return record["type"] == "response" and str(record["status"]) == value
    key = key.replace("-", "_")
    if value == "none":
        return key not in record
    return str(record.get(key)) == value


def says(told, words):
    """Without a final `saying WORDS`, which the text has to contain: the other words, or None when it does not."""
    if words[-2:-1] != ["saying"]:
        return words
    return words[:-2] if words[-1] in told["text"] else None


def matches_followup(record, words):
    """followup ID VERDICT [frame 1] [saying WORDS]"""
    for followup in record.get("followups", []):
        if followup["id"] == words[0] and followup["verdict"] == words[1]:
            if says(followup, words[2:]) in ([], ["frame", str(followup.get("frame"))]):
                return True
    return False


def matches_cause(record, words):
    """cause FIELD CODE [by WHOM] [frame 1] [saying WORDS]; CODE is none where the cause has none"""
    for cause in record.get("causes", []):
        rest = says({"text": "", **cause}, words[2:])
        if [cause["field"], str(cause.get("code", "none"))] == words[:2] and rest is not None and \
                all(str(cause.get(key)) == value for key, value in zip(rest[::2], rest[1::2])):
            return True
    return False


def matches_finding(record, words):
    """finding ID [SEVERITY] [frames 1,2] [saying WORDS]"""
    if record["type"] != "finding" or record["id"] != words[0]:
        return False
    rest = list(words[1:])
    if rest and rest[0] in ("error", "warning", "note") and rest.pop(0) != record["severity"]:
        return False
    return says(record, rest) in ([], ["frames", ",".join(str(frame) for frame in record["frames"])])


def matches(record, frame, words):
    if record["frame"] != frame:
        return False
    if words[0] == "finding":
        return matches_finding(record, words[1:])
    if record["type"] == "finding":
        return False
    if words[0] == "followup":
        return matches_followup(record, words[1:])
    if words[0] == "cause":
        return matches_cause(record, words[1:])
    if words[1:] == ["causes"]:
        return len(record.get("causes", [])) == int(words[0])
    if len(words) % 2:
        raise ValueError("an expectation is pairs of a key and a value: " + " ".join(words))
    return all(matches_pair(record, words[i], words[i + 1]) for i in range(0, len(words), 2))


def is_of_cut(variant, record):
    """Where part of the evidence is cut away, the capture's own notes (capture-...) say so: no need to expect them."""
    return variant.number > 0 and record["type"] == "finding" and record["id"].startswith("capture-")


def unmet(variant, records, words):
    """What is wrong with this expectation, or None. Records that meet it are marked as expected."""
    if words == ["no", "finding"]:
        found = [record for record in records if record["type"] == "finding" and not is_of_cut(variant, record)]
        return "there are findings" if found else None
    if len(words) == 2 and words[1] in ("response", "responses"):
        count = sum(record["type"] == "response" for record in records)
        return None if count == int(words[0]) else f"there are {count} responses"
    if words[0] != "frame" or len(words) < 4:
        raise ValueError("this expectation cannot be read: " + " ".join(words))
    met = [record for record in records if matches(record, int(words[1]), words[2:])]
    for record in met:
        record["expected"] = True
    return None if met else "no record of that frame says so"


def judge(variant, records):
    """The faults of one door."""
    faults = [] if variant.expectations else ["nothing is expected of this variant"]
    for words in variant.expectations:
        fault = unmet(variant, records, words)
        if fault:
            faults.append(f"expect {' '.join(words)}: {fault}")
    for record in records:
        told = record.pop("expected", False)
        if told or record["type"] == "response":
            continue
        if record["type"] == "finding" and record["severity"] == "note" and variant.ignores_notes:
            continue
        if is_of_cut(variant, record):
            continue
        faults.append(f"not expected: {json.dumps(record)}")
    return faults


def show(record):
    """Without the texts of the tables, and first what an expectation would name."""
    shown = {key: record[key] for key in ("type", "frame", "status", "id") if key in record}
    return json.dumps(shown | {key: value for key, value in record.items() if key not in ("meaning", "next")})


def differences(core, tool):
    """Records that only one of the doors told."""
    only_tool, faults = list(tool), []
    for record in core:
        if record in only_tool:
            only_tool.remove(record)
        else:
            faults.append("only core says: " + show(record))
    return faults + ["only the tool says: " + show(record) for record in only_tool]


def try_variant(path, variant, folder):
    """(title, faults) of each door and of their comparison."""
    capture = folder / f"{path.stem}-{variant.number}.pcap"
    results, doors = [], []
    title = f"{path.stem}: {variant.title}"
    frames = story_frames(path, variant)
    run(PROGRAM, "--pcap", path, capture, variant.number)
    commands = {"core": (PROGRAM, "--core", path, variant.number), "tool": (TOOL, "--format", "json", capture)}
    for door, command in commands.items():
        try:
            records = records_of(run(*command), frames)
            doors.append(records)
            faults = judge(variant, records)
            if faults:
                faults += ["what it says:"] + [show(record) for record in records]
        except (RuntimeError, ValueError, KeyError, subprocess.TimeoutExpired) as trouble:
            faults = [f"{type(trouble).__name__}: {trouble}"]
        results.append((f"{title} ({door})", faults))
    if len(doors) == 2:
        results.append((f"{title} (both say the same)", differences(*doors)))
    if any(faults for _, faults in results):
        results[0][1].extend(run(PROGRAM, "--ladder", path, variant.number).splitlines())
    return results


def try_scenario(path, folder):
    try:
        return [result for variant in read_variants(path) for result in try_variant(path, variant, folder)]
    except (RuntimeError, ValueError) as trouble:
        return [(f"{path.stem}: it can be read", [str(trouble)])]


def main():
    words = sys.argv[1:]
    paths = [path for path in sorted(SCENARIOS.glob("*.txt")) if not words or any(word in path.stem for word in words)]
    count = failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for results in pool.map(lambda path: try_scenario(path, pathlib.Path(folder)), paths):
            for title, faults in results:
                count += 1
                failed += bool(faults)
                print(f"{'not ok' if faults else 'ok'} {count} - {title.replace('#', '')}")
                for fault in faults:
                    print("  " + fault)
    print(f"1..{count}")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
