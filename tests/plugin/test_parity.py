#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One truth through two doors: what the tool says of a capture, the plugin says of it in tshark.

Compared are, for each response and each request without one, frame, status, causes, request, and every follow-up with
its verdict and the frame that decided it; and every finding with its frames. The captures are those of pcaps/ and, where
they are there, those of $SEQUITUR_SHARED. What cannot agree stands in EXPLAINED with its reason.

Usage: test_parity.py [FILE...] [--differences]: only these files; or print what differs instead of TAP.
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
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "corpus"))
import explained
import wireshark
from wireshark import BUILD, SHARED, TOP

TOOL = os.environ.get("SEQUITUR", str(BUILD / "sequitur"))
WORKERS = 2
RESPONSES_AT_LEAST = 0.98
CAPTURES_AT_LEAST = 0.95

NO_PREFACE = "Wireshark 4.0 knows HTTP/2 in the clear by the ports of HTTP, or by a preface behind them"
TAKES_MORE = "Wireshark shows it, and the tool does not read it"
BROKEN_OFF = "the same note, of messages that broke off: which are named first depends on when each door gave them up"
NEVER_ENDED = "the tool notes a body that never ended where Wireshark shows the message without one"

# Wireshark does not show a plugin what the file says of its interfaces.
OF_THE_FILE_ALONE = ("capture-packets-dropped",)

# What differs: (responses only of the tool, only of the plugin, findings of either), and why.
EXPLAINED = {
    "ajbanjara-Wireshark__c05-http-reply-r1.pcap.gz":
        (1, 1, 2, "a length of 17 digits: Wireshark takes it for none, and the body for one that ends with the connection"),
    "ajbanjara-Wireshark__netlink-nflog.pcap": (0, 1, 0, TAKES_MORE),
    "OISF-suricata-verify__http2-errorcode__input.pcap": (2, 0, 0, NO_PREFACE),
    "OISF-suricata-verify__http-evader-083__input.pcap":
        (1, 1, 0, "a chunked body that is none: Wireshark shows the response where its head ends"),
    "ntop-nDPI__fuzz-2006-09-29-28586.pcap": (0, 0, 2, BROKEN_OFF),
    "ntop-nDPI__netflix.pcap": (0, 0, 2, BROKEN_OFF),
    "seladb-PcapPlusPlus__650HttpResponses.pcap": (0, 0, 2, BROKEN_OFF),
    "zeek-zeek__erspan.pcap": (0, 0, 1, NEVER_ENDED),
}


def captures():
    folders = [TOP / "pcaps", SHARED / "captures", SHARED / "sip-lab" / "captures"]
    return [path for folder in folders for path in sorted(folder.glob("*"))
            if path.is_file() and path.suffix not in (".md", ".tsv", ".keys")]


def annotation_key(one):
    causes = tuple((each.get("code") or 0, each.get("meaning")) for each in one.get("causes", []))
    followups = sorted((each["id"], each["verdict"], each.get("frame") or 0) for each in one["followups"])
    return (one["frame"], one.get("outcome") or one.get("status") or 0, one.get("request_frame") or 0,
            one.get("origin_frame") or 0, causes, tuple(followups))


def finding_key(one):
    return one["frame"], one["id"], one["severity"], tuple(one["frames"])


def said_by_tool(path):
    done = subprocess.run([TOOL, "--format", "json", str(path)], capture_output=True, timeout=120)
    records = [json.loads(line) for line in done.stdout.decode(errors="replace").splitlines()]
    return (collections.Counter(annotation_key(one) for one in records if one["type"] in ("response", "outcome")),
            collections.Counter(finding_key(one) for one in records
                                if one["type"] == "finding" and one["id"] not in OF_THE_FILE_ALONE))


def said_by_plugin(workplace, path):
    _, decode_as = explained.ASKED_OTHERWISE.get(path.name, (None, []))
    annotations, findings, _ = workplace.said(path, "-o", "tcp.reassemble_out_of_order:TRUE", *decode_as)
    return collections.Counter(map(annotation_key, annotations)), collections.Counter(map(finding_key, findings))


def compare(workplace, path):
    return path, said_by_tool(path), said_by_plugin(workplace, path)


def differences(tool, plugin):
    """Lines that say what differs."""
    for what, ours, theirs in zip(("said", "found"), tool, plugin):
        for key in sorted((ours - theirs).elements(), key=str):
            yield f"only the tool {what} {key}"
        for key in sorted((theirs - ours).elements(), key=str):
            yield f"only the plugin {what} {key}"


def counted(tool, plugin):
    """(responses only of the tool, only of the plugin, findings of either)"""
    return (sum((tool[0] - plugin[0]).values()), sum((plugin[0] - tool[0]).values()),
            sum((tool[1] - plugin[1]).values()) + sum((plugin[1] - tool[1]).values()))


def is_explained(path, found):
    """Neither more nor less than what is known to differ."""
    return found == EXPLAINED.get(path.name, (0, 0, 0, None))[:3]


class Results:
    def __init__(self, results):
        self.captures = len(results)
        self.responses = self.same = self.equal = 0
        self.unexplained = []  # (path, lines)
        for path, tool, plugin in results:
            self.responses += max(sum(tool[0].values()), sum(plugin[0].values()))
            self.same += sum((tool[0] & plugin[0]).values())
            self.equal += tool == plugin
            if not is_explained(path, counted(tool, plugin)):
                self.unexplained.append((path, list(differences(tool, plugin)) or ["differs no more, and is explained"]))

    def words(self):
        return f"{self.same} of {self.responses} responses equal; {self.equal} of {self.captures} captures equal"


def print_tap(results, whole):
    ok = not results.unexplained
    print("1..3")
    print(f"{'' if ok else 'not '}ok 1 - tool and plugin say the same of each capture, or it is known why not")
    for path, lines in results.unexplained:
        for line in lines[:12]:
            print(f"# {path.name}: {line}")
    shares = ((results.same / max(1, results.responses), RESPONSES_AT_LEAST, "responses are equal"),
              (results.equal / results.captures, CAPTURES_AT_LEAST, "captures are equal in all"))
    for number, (share, least, title) in enumerate(shares, 2):
        enough = share >= least or not whole
        ok = ok and enough
        print(f"{'' if enough else 'not '}ok {number} - at least {least:.0%} of the {title}")
    print(f"# {results.words()}")
    return 0 if ok else 1


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--differences", action="store_true")
    arguments.add_argument("files", nargs="*", type=pathlib.Path)
    asked = arguments.parse_args()
    reason = wireshark.absent()
    if reason:
        print(f"1..1\nok 1 - tool and plugin say the same # SKIP {reason}")
        return 0
    paths = asked.files or captures()
    with wireshark.Workplace() as workplace, concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        compared = list(pool.map(lambda path: compare(workplace, path), paths))
    results = Results(compared)
    if not asked.differences:
        return print_tap(results, whole=not asked.files)
    for path, tool, plugin in compared:
        for line in differences(tool, plugin):
            print(f"{path.name}: {line}")
    print(results.words())
    return 0


if __name__ == "__main__":
    sys.exit(main())
