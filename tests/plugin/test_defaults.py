#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""With Wireshark's own preferences the plugin accuses nobody whom the tool does not accuse.

Unless tcp.reassemble_out_of_order is set, and by default it is not, Wireshark dissects the segments of a stream in the
order in which they came, and may miss messages or show them twice. The plugin may then say less than the tool, but no
more: no rule of severity error, no follow-up that was not met, no request without a response, that the tool does not
have. This is held to the captures of pcaps/, and to the same from a network that mixes up, repeats and divides segments.
"""

import collections
import concurrent.futures
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import disorder
import test_parity
import wireshark
from tap import TESTS, equal, holds, test
from wireshark import TOP

# Of which a plugin that trusts Wireshark's view accuses somebody: names, and the seed of the network.
WORSE = {1: "http-basic-answered http-basic-wrong http-digest-wrong http-pipelined http-proxy-loop http-retry-after-ignored",
         3: "http-redirect-followed http2-upgrade", 5: "http-pipelined-head", 7: "http-pipelined",
         2: "http-cookie-refused http-redirect-followed-two-taps", 13: "http-pages http-too-many-requests"}
IN_ORDER = ("-o", "tcp.reassemble_out_of_order:TRUE")
CAPTURES = sorted((TOP / "pcaps").glob("*.pcap"))


def accusations(said):
    """How often each outcome, and each follow-up that was not met, is told; and the rules of findings that are errors."""
    annotations, findings = said
    counted = collections.Counter()
    for (_, status, *_, followups), times in annotations.items():
        names = [status] if isinstance(status, str) else []
        names += [f"{verdict} {id_}" for id_, verdict, _ in followups if verdict in ("overdue", "violated")]
        counted.update({name: times * names.count(name) for name in names})
    # One loop may look like two where its middle was not shown.
    counted.update({f"error {id_}": 1 for id_ in {id_ for _, id_, severity, _ in findings if severity == "error"}})
    return counted


def said_by_default(workplace, path):
    annotations, findings, _ = workplace.said(path)
    return (collections.Counter(map(test_parity.annotation_key, annotations)),
            collections.Counter(map(test_parity.finding_key, findings)))


def surplus(workplace, path):
    """What only the plugin holds against somebody, in a line; else nothing."""
    more = accusations(said_by_default(workplace, path)) - accusations(test_parity.said_by_tool(path))
    return [f"{path.name}: {name}" for name in more]


def surplus_of_all(workplace, paths):
    with concurrent.futures.ThreadPoolExecutor(test_parity.WORKERS) as pool:
        return [line for found in pool.map(lambda path: surplus(workplace, path), paths) for line in found]


def write_disordered(workplace, path, seed):
    written = workplace.folder / f"{path.stem}-{seed}.pcap"
    written.write_bytes(disorder.disordered(path.read_bytes(), seed))
    written.chmod(0o644)
    return written


@test("of the captures of pcaps/ the plugin accuses nobody more than the tool does")
def captures(workplace):
    equal(surplus_of_all(workplace, CAPTURES), [], "what only the plugin tells")


@test("of segments that came late, in pieces and again neither")
def worse_network(workplace):
    paths = [write_disordered(workplace, TOP / f"pcaps/{name}.pcap", seed) for seed, names in WORSE.items()
             for name in names.split()]
    equal(surplus_of_all(workplace, paths), [], "what only the plugin tells")


@test("the report says that segments were out of order, and which preference helps, unless it is set")
def report(workplace):
    whole = TOP / "pcaps/http-pipelined-head.pcap"
    path = write_disordered(workplace, whole, 5)
    advice = "1 TCP connection had segments out of order"
    holds(workplace.tshark("-r", path, "-q", "-z", "sequitur").stdout.decode(), advice)
    for other in (("-r", path, *IN_ORDER), ("-r", workplace.place(whole))):
        equal(advice in workplace.tshark(*other, "-q", "-z", "sequitur").stdout.decode(), False, str(other))


if __name__ == "__main__":
    sys.exit(wireshark.run_tests(TESTS))
