#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The SIP captures made with real clients and servers, and all that is to be found in each: rule and frame, and why.

The captures are those of pcaps/sip-* and, where they are there, those of the SIP lab in $SEQUITUR_SHARED (default:
../shared beside the checkout). What is not listed must not be found: an ordinary call has no finding at all.
"""

import json
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("SEQUITUR_SHARED", TOP.parent / "shared"))
LAB = SHARED / "sip-lab" / "captures"
TOOL = os.environ.get("SEQUITUR", str(TOP / "build" / "sanitize" / "sequitur"))
PATIENCE = 60  # seconds for one capture

ORDINARY = []  # every request answered, every final answer of an INVITE acknowledged, every 100 kept

# Reasons that several captures share.
RELAYED = "equals the telephone's 100 without its first Via; the call succeeds, so no ACK or CANCEL shows the state"
PASSWORD = "the second try with credentials refused, none accepted after it"
ENDS = "the capture ends a few seconds after the answer, before the wait is over"

# severity, rule, frame, why
PCAPS = {
    "sip-busy": ORDINARY,
    "sip-call": ORDINARY,
    "sip-call-two-proxies": ORDINARY,
    "sip-call-two-taps": [
        ("note", "capture-duplicate", 1, "every packet is there twice, with the same IP identification"),
    ],
    "sip-cancelled": ORDINARY,
    "sip-direct": ORDINARY,
    "sip-fork": ORDINARY,
    "sip-fork-two-answers": [
        ("note", "sip-multiple-2xx-fork", 14, "the caller gets two 200 with different To tags, and ends one dialog (18)"),
    ],
    "sip-forwarded-100": [
        ("error", "sip-100-forwarded-by-stateful-proxy", 5, "copy of frame 4; the proxy's own 100 is frame 2"),
    ],
    "sip-forwarded-100-only": [("note", "sip-100-relayed-state-unknown", 4, RELAYED)],
    "sip-forwarded-100-stateless": [("note", "sip-100-relayed-state-unknown", 4, RELAYED)],
    "sip-loop-found": [
        ("error", "sip-482-loop-confirmed", 6, "frame 5 brings back the request of frame 1, its Via list below"),
    ],
    "sip-merged": [
        ("note", "sip-482-merged-request", 14, "the same INVITE in frames 3 and 8, by ways that do not contain each other"),
    ],
    "sip-no-ack": [
        ("error", "sip-ack-missing-2xx", 7, "the 200 of the callee repeated nine times, no ACK on any hop"),
    ],
    "sip-no-ack-of-busy": [
        ("warning", "sip-ack-missing-non2xx", 7, "the 486 repeated three times on the caller's hop, without an ACK"),
    ],
    "sip-no-final": ORDINARY,
    "sip-no-prack": [
        ("error", "sip-prack-missing", 2, "the reliable 183 repeated twice, without a PRACK"),
    ],
    "sip-not-found": ORDINARY,
    "sip-options-ping": ORDINARY,
    "sip-options-unanswered": [
        ("error", "sip-no-response-at-all", 1, "ten copies over 27 s: a client with an answer would have stopped"),
    ],
    "sip-over-tcp": ORDINARY,
    "sip-over-websocket": ORDINARY,
    "sip-prack": ORDINARY,
    "sip-proxy-password": ORDINARY,
    "sip-redirect-loop": [
        ("error", "sip-redirect-loop", 11, "its Contact was the target of the first try, which was redirected too"),
        ("note", "capture-ended-early", 28, ENDS),
    ],
    "sip-redirected": ORDINARY,
    "sip-redirected-by-proxy": ORDINARY,
    "sip-register-stale": ORDINARY,
    "sip-register-too-brief": ORDINARY,
    "sip-register-wrong": [("error", "sip-auth-rejected-n-times", 10, PASSWORD)],
    "sip-registered": ORDINARY,
    "sip-request-pending": ORDINARY,
    "sip-retry-after-ignored": [
        ("warning", "sip-retry-after-ignored", 2, "called again in frame 4, within the 30 s"),
        ("warning", "sip-retry-after-ignored", 5, "called again in frame 7, within the 30 s"),
        ("note", "capture-ended-early", 9, ENDS),
    ],
    "sip-retry-after-kept": ORDINARY,
    # The callee's direction is never seen, and the caller stops one copy before its 32 s are over.
    "sip-silence": [],
    "sip-spiral": [
        ("note", "sip-routing-spiral", 5, "the INVITE passes the first proxy again, for another user"),
    ],
    "sip-too-many-hops": [
        ("error", "sip-max-forwards-483-loop", 10, "the request goes round between two proxies until the 483"),
    ],
    "sip-two-in-a-segment": ORDINARY,
    "sip-unknown-dialog": [("note", "capture-ended-early", 13, ENDS)],
    "sip-unreachable": [
        ("error", "sip-no-response-at-all", 1, "six copies, ICMP for each, no response"),
    ],
    "sip-unreachable-behind-proxy": [
        ("error", "sip-no-response-at-all", 3, "the proxy's INVITE gets ICMP only; the caller has its 408 or 500"),
    ],
}

SIP_LAB = {
    "cancel_487": ORDINARY,
    "final_404": ORDINARY,
    "final_486": ORDINARY,
    "final_503_to_500": [("note", "capture-ended-early", 8, "the capture ends within the Retry-After")],
    "fork_2targets_486": ORDINARY,
    "invite_407": ORDINARY,
    "loop_482": [
        ("error", "sip-482-loop-confirmed", 6, "frame 5 brings back the request of frame 1, its Via list below"),
    ],
    "no_answer_408": ORDINARY,
    "noack_200": [
        ("error", "sip-ack-missing-2xx", 6, "the 200 of the callee repeated three times, no ACK on any hop"),
    ],
    "normal_2proxies": ORDINARY,
    "normal_stateful": ORDINARY,
    "prack_ok": ORDINARY,
    "redirect_302_loop": [
        ("error", "sip-redirect-loop", 11, "its Contact was the target of the first try, which was redirected too"),
        ("note", "capture-ended-early", 28, ENDS),
    ],
    "redirect_302_uac": ORDINARY,
    "register_401_ok": ORDINARY,
    "register_401_wrongpw": [("error", "sip-auth-rejected-n-times", 10, PASSWORD)],
    "register_423": ORDINARY,
    "stateful_relay_100": [
        ("error", "sip-100-forwarded-by-stateful-proxy", 5, "copy of frame 4; the proxy's own 100 is frame 2"),
    ],
    "stateful_relay_100_noauto": [("note", "sip-100-relayed-state-unknown", 4, RELAYED)],
    "stateless_100_forwarded": [("note", "sip-100-relayed-state-unknown", 4, RELAYED)],
    # The telephone's 100 has the proxy's Via alone; the proxy keeps it, as it must.
    "uas_100_topvia_only": ORDINARY,
}


def findings(path):
    done = subprocess.run([TOOL, "--format", "json", str(path)], capture_output=True, timeout=PATIENCE)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode(errors="replace")[-1500:])
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return [record for record in records if record["type"] == "finding"]


def faults(path, expected):
    found = findings(path)
    told = sorted((record["severity"], record["id"], record["frame"]) for record in found)
    wanted = sorted(row[:3] for row in expected)
    lines = [f"missing: {row}: {why}" for *row, why in expected if tuple(row) not in told]
    lines += [f"not expected: {record['id']} at frame {record['frame']}: {record['text']}" for record in found
              if (record["severity"], record["id"], record["frame"]) not in wanted]
    if not lines and told != wanted:
        lines.append(f"told more than once: {told}")
    return lines


def title_of(expected):
    what = ", ".join(f"{rule} at frame {frame}" for _, rule, frame, _ in expected)
    return what or "nothing is found"


def main():
    if not pathlib.Path(TOOL).exists():
        print(f"1..1\nok 1 - the lab # SKIP {TOOL} is not built")
        return 0
    number = failed = 0
    folders = [(TOP / "pcaps", "sip-*.pcap", PCAPS), (LAB, "*.pcap", SIP_LAB)]
    for folder, pattern, expected in folders:
        if not folder.is_dir():
            number += 1
            print(f"ok {number} - the captures of {folder.name} # SKIP {folder} is not there")
            continue
        names = sorted({path.stem for path in folder.glob(pattern)} | set(expected))
        for name in names:
            number += 1
            if name not in expected:
                lines = ["this capture is not listed: what is to be found in it?"]
            elif not (folder / f"{name}.pcap").exists():
                lines = ["this capture is listed, but not there"]
            else:
                lines = faults(folder / f"{name}.pcap", expected[name])
            failed += bool(lines)
            print(f"{'not ' if lines else ''}ok {number} - {name}: {title_of(expected.get(name, []))}")
            for line in lines:
                print(f"# {line}")
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
