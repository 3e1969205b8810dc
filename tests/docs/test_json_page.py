#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds docs/json.md to the source of the JSON report, and to what the tool prints of every capture and scenario."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from faults import tell

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parents[2]
TOOL = os.environ["SEQUITUR"]
SCENARIO = pathlib.Path(os.environ["SEQUITUR_BUILD"]) / "tests/scenario/scenario"
PAGE = (TOP / "docs/json.md").read_text(encoding="utf-8")

SECTIONS = {
    "All objects": ("response", "outcome", "finding", "summary"),
    "Responses and outcomes": ("response", "outcome"),
    "Findings": ("finding",),
    "Summaries": ("summary",),
}
CODE = re.compile(r"\d{3}|other")


def source(path):
    return (TOP / path).read_text(encoding="utf-8")


def rows_of(section):
    """(key, what, left out) of the section's table"""
    text = re.search(rf"^## {section}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL).group(1)
    return re.findall(r"^\| `([\w.\[\]]+)` \| (.*) \| (.*) \|$", text, re.MULTILINE)


def documented():
    """By type: the keys on the page, and whether each is always there."""
    found = {one: {} for one in SECTIONS["All objects"]}
    for section, types in SECTIONS.items():
        for key, _, absent in rows_of(section):
            for one in types:
                found[one][key] = absent.startswith("never")
    return found


def words_of_page():
    text = PAGE[PAGE.index("\n## Words\n"):]
    return {key: set(re.findall(r"`([^`]+)`", words)) for key, words in re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE)}


def keys_of_source():
    """All keys that tool/report_json.c can write, but for those that it takes from the tables of words."""
    text = source("tool/report_json.c")
    found = set(re.findall(r"""PUT_(?:STRING|STRING_IF|NUMBER|FRAME)\([^;"]*"(\w+)",""", text))
    found |= set(re.findall(r'KEY\("(\w+)"\)', text)) | set(re.findall(r'\{?\\"(\w+)\\":', text))
    return found | set(re.findall(r'put_count\(json, at, &first, "(\w+)"', text))


def strings_in(text, start, end):
    body = text[text.index(start):]
    return set(re.findall(r'"([^"]+)"', body[len(start):body.index(end, len(start))]))


def words_of_source():
    report, message, annotation = source("tool/report_json.c"), source("core/message.c"), source("core/annotation.c")
    status = source("core/status.c")
    return {
        "type": strings_in(report, "RECORD_NAMES[RECORD_TYPES] = {", "};"),
        "protocol": strings_in(message, "\nprotocol_name(", "}"),
        "transport": strings_in(message, "\ntransport_name(", "}"),
        "class": strings_in(status, "numberings[] = {", "\n};") | strings_in(status, "\noutcome_class(", "\n}"),
        "outcome": set(re.findall(r'\.outcome = "([\w-]+)"', source("core/status_outcome.c"))),
        "repetition": set(re.findall(r'KEY\("repetition"\) "\\"([\w-]+)\\""', report)),
        "faults": strings_in(report, "FAULT_NAMES[] = {", "};"),
        "oddities": strings_in(report, "ODDITY_NAMES[] = {", "};"),
        "verdict": set(re.findall(r'X\([A-Z]+, "(\w+)"\)', source("core/annotation.h"))),
        "severity": strings_in(annotation, "severity_names[SEVERITY_COUNT] = {", "};"),
        "confidence": strings_in(annotation, "\nconfidence_name(", "}"),
        "end": strings_in(report, "END_NAMES[] = {", "};"),
    }


def captures(folder):
    """All of pcaps/, each scenario with its variants, and files that are wrong."""
    yield from sorted((TOP / "pcaps").glob("*.pcap"))
    for story in sorted((TOP / "tests/scenarios").glob("*.txt")):
        variants = len(re.findall(r"^variant ", story.read_text(encoding="utf-8"), re.MULTILINE))
        for number in range(variants + 1):
            path = folder / f"{story.stem}-{number}.pcap"
            subprocess.run([SCENARIO, "--pcap", story, path, str(number)], check=True)
            yield path
    (folder / "cut.pcap").write_bytes((TOP / "pcaps/sip-call.pcap").read_bytes()[:1000])
    yield from (folder / "cut.pcap", folder / "absent.pcap")


def printed(*arguments):
    done = subprocess.run([TOOL, "-f", "json", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return [json.loads(line) for line in done.stdout.splitlines()]


def paths(value, at=""):
    """The keys of an object and of the objects in it; those of counts by code are no keys of the page."""
    for key, inner in value.items():
        here = f"{at}{key}"
        if isinstance(inner, dict) and inner and not all(CODE.fullmatch(one) for one in inner):
            yield from paths(inner, here + ".")
            continue
        yield here, inner
        for one in inner if isinstance(inner, list) else []:
            if isinstance(one, dict):
                yield from paths(one, here + "[].")


def check_printed(objects):
    """(keys that are not on the page, keys that are said to be always there and are not, words that are not)"""
    page, words = documented(), words_of_page()
    unknown, missing, other_words = set(), set(), set()
    for one in objects:
        found = list(paths(one))
        kind, keys = one["type"], {key for key, _ in found}
        unknown |= {f"{kind}: {key}" for key in keys - set(page[kind])}
        always = {key for key, is_always in page[kind].items() if is_always and "[]." not in key}
        missing |= {f"{kind}: {key}" for key in always - keys}
        for key, value in found:
            last = key.rsplit(".", 1)[-1]
            if last in words and not isinstance(value, int):
                told = set(value if isinstance(value, list) else [value]) - words[last]
                other_words |= {f"{key}: {word}" for word in told if isinstance(word, str)}
    return sorted(unknown), sorted(missing), sorted(other_words)


def keys_of_page():
    return {re.sub(r"\[\]$", "", part) for keys in documented().values() for key in keys for part in key.split(".")}


def recipe_faults():
    """What is wrong with the commands of the page: each has to work on every capture, and to print something of one."""
    if not shutil.which("jq"):
        return []
    page, = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    faults = []
    for recipe in page.splitlines():
        command = re.sub(r"^sequitur ", f"{TOOL} ", recipe)
        printed_any = False
        for name in ("sip-no-prack", "sip-no-ack", "http-gateway-loop"):
            with tempfile.TemporaryDirectory() as folder:
                shutil.copy(TOP / f"pcaps/{name}.pcap", pathlib.Path(folder) / "a.pcap")
                done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60)
            printed_any = printed_any or bool(done.stdout)
            if done.returncode or done.stderr:
                faults.append(f"{recipe}: {name}: {done.returncode}, {done.stderr.strip()}")
        if not printed_any:
            faults.append(f"{recipe}: prints nothing")
    return faults


def main():
    with tempfile.TemporaryDirectory() as folder:
        files = list(captures(pathlib.Path(folder)))
        objects = printed(*files) + printed("-c", *files[:2]) + printed("-c", files[0])
        unknown, missing, other_words = check_printed(objects)
    on_page, in_source = keys_of_page(), keys_of_source()
    words, true_words = words_of_page(), words_of_source()
    from_tables = true_words["protocol"] | true_words["verdict"] | true_words["severity"]
    tests = (
        ("docs/json.md has rows", [] if len(on_page) > 60 and len(objects) > 1000 else [f"{len(on_page)}, {len(objects)}"]),
        ("each key that is printed is on the page", unknown),
        ("each key that is never left out, as the page says, never is", missing),
        ("each word that is printed is on the page", other_words),
        ("the page names no key that the source does not have", sorted(on_page - in_source - from_tables)),
        ("the commands of the page work", recipe_faults()),
        ("each key of the source is on the page", sorted(in_source - on_page)),
        ("the page has the words of the source, and no others",
         [f"{key}: {sorted(words.get(key, set()) ^ true_words.get(key, set()))}" for key in sorted(set(words) | set(true_words))
          if words.get(key) != true_words.get(key)]),
    )
    tell(tests)


if __name__ == "__main__":
    main()
