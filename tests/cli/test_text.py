#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The view for people: what it says, how it fits, what it does not let through to the terminal."""

import json
import os
import pty
import re
import subprocess
import unicodedata

import wire
from tap import TOOL, equal, holds, lacks, run_tests, sequitur, test

COLOR = re.compile(r"\x1b\[[0-9;]*m")


def width(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shown(file, *arguments, **more):
    done = sequitur(file, *arguments, **more)
    return done.stdout.decode("utf-8", "strict")


def on_terminal(arguments, environment):
    """What the tool writes to a terminal."""
    ours, theirs = pty.openpty()
    surroundings = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    surroundings.update({"TERM": "xterm", "LC_ALL": "C.UTF-8"}, **environment)
    process = subprocess.Popen([TOOL, *map(str, arguments)], stdout=theirs, stderr=subprocess.DEVNULL, env=surroundings)
    os.close(theirs)
    text = b""
    try:
        while part := os.read(ours, 65536):
            text += part
    except OSError:
        pass
    os.close(ours)
    process.wait(60)
    return text.decode("utf-8", "strict")


@test("a response is shown with frame, time, status, class, addresses, request, meaning and what must follow")
def all_of_it(folder):
    text = shown(wire.write(folder / "a.pcap", wire.exchange(0.5, 486, b"Busy Here", b"INVITE")), "--responses")
    for part in ("2 packets", "2023-11-14 22:13:20 UTC", "1 request, 1 response", "0.120100", "486 Busy Here",
                 "client error", "192.0.2.2:5060 → 192.0.2.1:5060 udp", "INVITE sip:bob@example.com (frame 1, 120.1 ms before)",
                 "→ ", "Statuses"):
        holds(text, part)


@test("no line is wider than asked for, at 60, 80, 100 and 160 columns")
def widths(folder):
    exchanges = [wire.exchange(i, status, reason, b"INVITE", b"sip:" + b"very.long." * 12 + b"@example.com", b"call%d" % i)
                 for i, (status, reason) in enumerate([(100, b"Trying"), (180, "呼び出し中".encode() * 9), (486, b"Busy Here"),
                                                       (503, b"x" * 300), (200, b"OK"), (302, b""), (699, "é".encode() * 80)])]
    file = wire.write(folder / "a.pcap", *exchanges)
    for columns in (60, 80, 100, 160):
        for how in ([], ["--responses"]):
            lines = shown(file, "--width", str(columns), *how).split("\n")[1:]
            widest = max(lines, key=width)
            assert width(widest) <= columns, f"{width(widest)} columns instead of {columns}: {widest}"
            assert not [line for line in lines if line.endswith(" ")], "blanks at the end of a line"


@test("COLUMNS says how wide it is, --width says it louder, and a pipe has 100")
def width_sources(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0, 486, b"Busy Here", b"INVITE"))
    equal(shown(file, environment={"COLUMNS": "77"}), shown(file, "--width", "77"))
    equal(shown(file, "--width", "66", environment={"COLUMNS": "77"}), shown(file, "--width", "66"))
    equal(shown(file), shown(file, "--width", "100"))
    assert shown(file, "--width", "60") != shown(file, "--width", "100"), "the width makes no difference"


@test("columns are aligned: status and class begin where their heads do")
def aligned(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0, 404, b"Not Found"), wire.exchange(90, 200, b"OK", call=b"two"))
    lines = shown(file, "--width", "160", "--responses").split("\n")
    head = next(line for line in lines if line.lstrip().startswith("frame"))
    for row, word in (("404 Not Found", "client error"), ("200 OK", "success")):
        line = next(line for line in lines if row in line and "192.0.2" in line)
        equal(line.index("SIP"), head.index("status"))
        equal(line.index(word), head.index("class"))
        equal(line.index("192.0.2.2"), head.index("from"))


@test("responses are listed by frame, whatever the order in which they settle")
def sorted_by_frame(folder):
    invite = wire.record(0, wire.udp(wire.ALICE, wire.BOB, wire.request(b"INVITE", call=b"first")))
    ringing = wire.record(0.1, wire.udp(wire.BOB, wire.ALICE, wire.response(180, b"Ringing", b"INVITE", b"first")))
    others = [wire.exchange(1 + i, call=b"call%d" % i) for i in range(10)]
    file = wire.write(folder / "a.pcap", invite, ringing, *others)
    for how in ([], ["--responses"]):
        frames = [int(n) for n in re.findall(r"^ +(\d+) +\d+\.\d{6}  ", shown(file, *how), re.M)]
        equal(frames, [2] + [4 + 2 * i for i in range(10)])


@test("20 responses get a line each, 21 only with --responses")
def many(folder):
    exchanges = [wire.exchange(i, call=b"call%d" % i) for i in range(21)]
    few = wire.write(folder / "few.pcap", *exchanges[:20])
    file = wire.write(folder / "many.pcap", *exchanges)
    rows = re.compile(r"^ +\d+ +\d+\.\d{6}  ", re.M)
    equal(len(rows.findall(shown(few))), 20)
    equal(len(rows.findall(shown(file))), 0)
    holds(shown(file), "21 responses not listed; --responses lists them")
    equal(len(rows.findall(shown(file, "--responses"))), 21)


CALL = [(0, 0, wire.request(b"INVITE")), (0.001, 1, wire.response(100, b"Trying", b"INVITE")),
        (0.1, 1, wire.response(180, b"Ringing", b"INVITE")), (3, 1, wire.response(200, b"OK", b"INVITE"))]


def call(path):
    """A call that is answered, its 200 again and again, without an ACK."""
    messages = CALL + [(3 + wait, 1, CALL[-1][2]) for wait in (0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5)]
    ends = (wire.ALICE, wire.BOB), (wire.BOB, wire.ALICE)
    records = [wire.record(time, wire.udp(*ends[way], message)) for time, way, message in messages]
    return wire.write(path, *records, *(wire.exchange(40 + i, call=b"later%d" % i) for i in range(3)))


@test("findings lead, then a line for each response, then follow-ups and statuses in numbers")
def parts(folder):
    text = shown(call(folder / "a.pcap"))
    parts = re.findall(r"^(Findings|Responses|Follow-ups|Statuses)\b", text, re.M)
    equal(parts, ["Findings", "Responses", "Follow-ups", "Statuses"])
    assert len(text.split("\n")) < 40, "more than a screen"
    holds(text, "sip-ack-missing-2xx")


@test("the display filter of a finding stands alone on a line that is never broken")
def display_filter(folder):
    text = shown(call(folder / "a.pcap"), "--width", "60")
    finding = next(r for r in map(json.loads, sequitur("-f", "json", folder / "a.pcap").stdout.splitlines())
                   if r.get("id") == "sip-ack-missing-2xx")
    holds(text, "\n           frame.number in {" + ", ".join(map(str, finding["frames"])) + "}\n")


@test("a line in brief has a mark for each follow-up, and the marks are explained below the list")
def brief(folder):
    text = shown(call(folder / "a.pcap"))
    for line in (r"2 +0\.001000  100 Trying +✓✓ +INVITE sip:bob@example\.com", r"4 +3\.000000  200 OK +11  ! +INVITE"):
        assert re.search(line, text), f"{line} is not in {text}"
    holds(text, "  then: what had to follow is ✓ met, ! overdue; --responses tells it\n")
    equal(len(re.findall("200 OK .* INVITE", text)), 1)


@test("copies do not count for the 20, and are counted in the line of the first")
def copies(folder):
    answers = [wire.record(1 + i, wire.udp(wire.BOB, wire.ALICE, wire.response())) for i in range(30)]
    text = shown(wire.write(folder / "a.pcap", wire.exchange(0), *answers))
    assert re.search(r"200 OK +31 +OPTIONS", text), text
    text = shown(wire.write(folder / "b.pcap", wire.exchange(0), *[answers[0]] * 1001))
    holds(text, "1002 responses not listed; --responses lists them")


@test("what a status means and calls for is said where it comes first, and not again")
def said_once(folder):
    file = wire.write(folder / "a.pcap", *(wire.exchange(i, 486, b"Busy Here", b"INVITE", call=b"call%d" % i) for i in range(5)))
    text = shown(file, "--responses", "--width", "400").split("Follow-ups")[0]
    equal((text.count("486 Busy Here"), text.count("→ The ") + text.count("→ Who")), (5, 1))
    equal(text.count("The ACK"), 5)


@test("a capture without findings says so")
def no_findings(folder):
    holds(shown(wire.write(folder / "a.pcap", wire.exchange(0))), "\n\nNo findings\n\n")


@test("statuses are counted by class")
def numbers(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0), wire.exchange(1, 404, b"Not Found", call=b"two"),
                      wire.exchange(2, 486, b"Busy Here", call=b"three"))
    text = shown(file).split("Statuses\n")[1]
    equal(re.findall(r"^ +(?:SIP +)?((?:\d+ )?[A-Za-z ]+?)  +(\d+)", text, re.M),
          [("success", "1"), ("200 OK", "1"), ("client error", "2"), ("404 Not Found", "1"), ("486 Busy Here", "1")])


@test("nothing from the wire reaches the terminal unescaped")
def escapes(folder):
    wild = b"a\x1b]0;title\x07b\x9bc\xc2\x9bd\xff\xe2\x80\xae\xe2\x81\xa6\xd8\x9c\xe2\x80\x8f\x08\x7fz"
    text = shown(wire.write(folder / "a.pcap", wire.exchange(0, 486, wild, target=b"sip:" + wild + b"@x")), "--width", "400")
    lacks(text, "\x1b")
    bad = [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn")]
    equal(bad, [])
    for part in ("\\x1b]0;title\\x07b", "\\xff", "U+202E", "U+2066", "U+061C", "U+200F", "\\x08\\x7fz", "U+009B"):
        holds(text, part)


@test("there are no colours in a pipe, and there are on a terminal")
def colors(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0))
    lacks(shown(file, environment={"TERM": "xterm"}), "\x1b")
    holds(on_terminal([file], {}), "\x1b[")
    lacks(on_terminal([file], {"NO_COLOR": "1"}), "\x1b")
    lacks(on_terminal([file], {"TERM": "dumb"}), "\x1b")
    holds(on_terminal([file], {"NO_COLOR": ""}), "\x1b[")


@test("--color always and never have the last word, and change nothing but the colours")
def color_option(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0, 503, b"Service Unavailable"))
    colored = shown(file, "--color", "always", environment={"NO_COLOR": "1"})
    holds(colored, "\x1b[")
    equal(COLOR.sub("", colored), shown(file))
    lacks(on_terminal(["--color=never", file], {}), "\x1b")


@test("where the locale has no UTF-8, the arrows and marks are ASCII")
def ascii_only(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0, 503, b"x" * 100))
    text = shown(file, "--responses", environment={"LC_ALL": "C"})
    lacks(text, "→")
    lacks(text, "…")
    holds(text, "192.0.2.2:5060 -> 192.0.2.1:5060")


@test("a clock that was set back is told in the unit that people would say it in")
def clock_steps(folder):
    for step, words in ((0.04, "40.0 ms"), (1.5, "1.5 s"), (300, "5.0 minutes"), (3 * 3600, "3.0 hours"), (40 * 86400, "40.0 days"),
                        (1_600_000_000, "50.7 years")):
        file = wire.write(folder / "a.pcap", wire.exchange(0), wire.exchange(0.1201 - step, call=b"two"))
        holds(" ".join(shown(file).split()), f"earlier than the one before, by up to {words};")


@test("a file without HTTP and SIP says so")
def nothing(folder):
    file = wire.write(folder / "a.pcap", wire.record(0, wire.udp(wire.ALICE, wire.BOB, b"\x80\x00 not a message")))
    holds(shown(file), "no HTTP or SIP messages")


@test("the causes that responses tell are counted, and with --responses what each means is told once")
def causes(folder):
    full = b"Unavailable\r\nReason: Q.850;cause=34;text=\"NO_CIRCUIT\""
    file = wire.write(folder / "a.pcap", *(wire.exchange(i, 503, full, call=b"%d" % i) for i in range(3)),
                      wire.exchange(4, 500, b"No\r\nWarning: 399 gw \"one \x1b[31m\"\r\nReason: Q.850;cause=999", call=b"four"))
    counted = shown(file).split("Causes told in Warning and Reason\n")[1]
    equal(re.findall(r"^ +(\S+ \d+) \D+ (\d+)  ", counted, re.M), [("Warning 399", "1"), ("Q.850 34", "3")])
    told = " ".join(shown("--responses", file).split())
    equal(told.count('Reason Q.850 34, No circuit/channel available, "NO_CIRCUIT".'), 3)
    equal(told.split("Statuses")[0].count("No suitable channel of the trunk"), 1)
    holds(told, 'Warning 399 of gw, Miscellaneous warning, "one \\x1b[31m".')
    holds(told, "Reason Q.850 999.")


run_tests()
