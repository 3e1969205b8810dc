#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which findings are reported, which of them make the exit status 1, and the limits that a user may set."""

import json

import wire
from tap import TOP, equal, holds, lacks, run_tests, sequitur, test

# Findings of two rules: the unacknowledged 200, an error; and the first answer that came late, a note.
BOTH = {"sip-ack-missing-2xx": "error", "sip-no-provisional-200ms": "note"}


def late_and_unacknowledged(path):
    invite, ringing = wire.request(b"INVITE"), wire.response(180, b"Ringing", b"INVITE")
    answer = wire.response(200, b"OK", b"INVITE")
    records = [wire.record(time, wire.udp(wire.ALICE, wire.BOB, invite)) for time in (0, 0.5)]
    records.append(wire.record(0.7, wire.udp(wire.BOB, wire.ALICE, ringing)))
    times = (3, 3.5, 4.5, 6.5, 10.5, 14.5, 18.5, 22.5, 26.5, 30.5, 34.5)
    records += [wire.record(time, wire.udp(wire.BOB, wire.ALICE, answer)) for time in times]
    return wire.write(path, *records, *(wire.exchange(40 + i, call=b"later%d" % i) for i in range(60)))


def records_of(file, *arguments):
    done = sequitur("--format", "json", *arguments, file)
    equal(done.stderr, b"", "standard error")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def findings(file, *arguments):
    """{id: severity}; what a finding's responses and the summary say of it must agree."""
    _, records = records_of(file, *arguments)
    found = {r["id"]: r["severity"] for r in records if r["type"] == "finding"}
    named = {id for r in records if r["type"] == "response" for id in r["findings"]}
    equal(named <= set(found), True, f"{named} are named by responses, {set(found)} reported; that")
    for severity, count in records[-1]["findings"].items():
        equal(list(found.values()).count(severity), count, f"count of {severity}")
    text = sequitur(*arguments, file).stdout.decode()
    equal({id for id in BOTH if f" {id}, " in text}, set(found), "the findings in the text")
    return found


def refused(*arguments):
    done = sequitur(*arguments, "x.pcap")
    equal((done.returncode, done.stdout), (2, b""), f"{arguments}")
    return done.stderr.decode()


@test("without a selection all findings are reported")
def all_of_them(folder):
    equal(findings(late_and_unacknowledged(folder / "a.pcap")), BOTH)


@test("--min-severity leaves out what is less")
def min_severity(folder):
    file = late_and_unacknowledged(folder / "a.pcap")
    equal(findings(file, "--min-severity", "note"), BOTH)
    equal(set(findings(file, "--min-severity=warning")), {"sip-ack-missing-2xx"})
    equal(set(findings(file, "-m", "error")), {"sip-ack-missing-2xx"})
    holds(refused("--min-severity", "fatal"), "note, warning or error")


@test("--only and --ignore name rules by id, by several ids, and by the words they begin with")
def only_and_ignore(folder):
    file = late_and_unacknowledged(folder / "a.pcap")
    first, second = BOTH
    equal(set(findings(file, "--only", first)), {first})
    equal(set(findings(file, "--ignore", first)), {second})
    equal(findings(file, "--only", f"{first},{second}"), BOTH)
    equal(findings(file, "--only", first, "--only", second), BOTH)
    equal(findings(file, "--only", "sip"), BOTH)
    equal(set(findings(file, "--only", "sip-ack")), {first})
    equal(findings(file, "--ignore", "sip"), {})
    equal(findings(file, "--only", "http"), {})
    equal(set(findings(file, "--only", "sip", "--ignore", "sip-no")), {first})
    equal(findings(file, "--only", second, "--min-severity", "error"), {})


@test("the exit status goes by --fail-on and by what is reported")
def fail_on(folder):
    file = late_and_unacknowledged(folder / "a.pcap")
    first, second = BOTH
    for arguments, status in (
            ([], 1), (["--fail-on", "never"], 0), (["--fail-on", "note"], 1), (["--fail-on", "warning"], 1),
            (["--ignore", first], 0), (["--ignore", first, "--fail-on", "warning"], 0), (["--ignore", first, "--fail-on=note"], 1),
            (["--fail-on", second], 1), (["--fail-on", "sip-ack"], 1), (["--fail-on", "http"], 0),
            (["--fail-on", second, "--ignore", second], 0), (["--fail-on", "http", "--fail-on", "error"], 1),
            (["--fail-on", first, "--min-severity", "warning"], 1), (["--fail-on", second, "-m", "warning"], 0)):
        for form in ("text", "json"):
            equal(sequitur("--format", form, *arguments, file).returncode, status, f"status with {arguments}")


@test("a capture that cannot be read ends with status 2 whatever --fail-on says")
def trouble(folder):
    equal(sequitur("--fail-on", "never", folder / "none.pcap").returncode, 2)


@test("an unknown rule is refused, and the nearest is named")
def unknown_rule(folder):
    for option in ("--only", "--ignore", "--fail-on"):
        holds(refused(option, "sip-ack-mising-2xx"), "there is no rule 'sip-ack-mising-2xx'; did you mean 'sip-ack-missing-2xx'?")
        holds(refused(option, "sip,sip-482-lop-confirmed"), "did you mean 'sip-482-loop-confirmed'?")
        holds(refused(option, "zzzzzzzzzz"), "sequitur list rules")
        for word in ("", ",", "sip,", "si", "sip-", "SIP", "sip-ac", "-"):
            holds(refused(f"{option}={word}"), "there is no rule")
        lacks(refused(option, "\x1b[31m"), "\x1b")


@test("the last --fail-on that names a severity counts")
def last_severity(folder):
    file = late_and_unacknowledged(folder / "a.pcap")
    equal(sequitur("--fail-on", "error", "--fail-on", "never", file).returncode, 0)
    equal(sequitur("--fail-on", "never", "--fail-on", "error", file).returncode, 1)


@test("--provisional-patience says when the first answer is late, in any unit")
def provisional_patience(folder):
    file = late_and_unacknowledged(folder / "a.pcap")
    for patience, is_late in (("200ms", True), ("200", True), ("1s", False), ("1000", False), ("2min", False), ("1h", False), ("24h", False)):
        late = "sip-no-provisional-200ms" in findings(file, "--provisional-patience", patience)
        equal(late, is_late, f"late with a patience of {patience}")
    for value in ("", "s", "0", "-1", "1.5s", "25h", "h", "1 s", "1441min", "99999999999s"):
        holds(refused(f"--provisional-patience={value}"), "200ms, 30s, 2min or 1h")


@test("--redirect-limit says how long a chain of redirections may be")
def redirect_limit(folder):
    chain = TOP / "pcaps" / "http-redirect-chain.pcap"
    of_rule = ["--only", "http-redirect-chain-too-long"]
    many, few = (records_of(chain, *of_rule, "--redirect-limit", limit)[1][-1]["findings"] for limit in ("1", "1000"))
    equal((sum(many.values()) > 0, sum(few.values())), (True, 0))
    for value in ("0", "1001", "five", ""):
        holds(refused(f"--redirect-limit={value}"), "1 to 1000")


@test("--open-limit bounds what may wait: of more the oldest is settled as unknown")
def open_limit(folder):
    calls = [wire.exchange(i * 0.001, 486, b"Busy Here", b"INVITE", call=b"call%d" % i) for i in range(1000)]
    file = wire.write(folder / "a.pcap", *calls)
    pending = {limit: records_of(file, "--open-limit", limit)[1][-1]["followups"] for limit in ("100", "100000")}
    equal(pending["100000"]["pending"], 1000)
    assert pending["100"]["unknown"] > 800, f"{pending['100']}"
    holds(refused("--open-limit", "99"), "100 to 100000000")


run_tests()
