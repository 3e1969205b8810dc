#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Options, help and the commands that need no capture."""

import re

import wire
from tap import equal, holds, lacks, run_tests, sequitur, test


def works(*arguments):
    done = sequitur(*arguments)
    equal((done.returncode, done.stderr), (0, b""), f"{arguments}")
    return done.stdout.decode("utf-8", "strict")


def fails(*arguments):
    done = sequitur(*arguments)
    equal((done.returncode, done.stdout), (2, b""), f"{arguments}")
    return done.stderr.decode("utf-8", "strict")


@test("-h is one screen with two examples")
def short_help(folder):
    text = works("-h", "--width", "80")
    assert len(text.splitlines()) <= 32, f"{len(text.splitlines())} lines"
    equal(len(re.findall(r"^  sequitur (?!\[|explain|list)", text, re.M)), 2)


@test("--help says more than -h, and names every option and the exit statuses")
def long_help(folder):
    brief, full = works("-h"), works("--help")
    assert len(full) > len(brief), "not more"
    options = re.findall(r"--[a-z-]+", brief)
    assert len(options) > 5, "no options"
    for option in options + ["Exit status"]:
        holds(full, option)
    words = " ".join(full.split())
    holds(words, "0 no finding of severity error (--fail-on changes that), or a closed pipe")
    holds(words, """jq 'select(.class == "server error")'""")
    rows = re.compile(r"^  (?:-., |    )--[a-z-]+(?=\n| +[A-Z]+| {4})", re.M)
    holds(brief, f"and {len(rows.findall(full)) - len(rows.findall(brief))} more")


@test("--version prints the version")
def version(folder):
    assert re.fullmatch(r"sequitur \d+\.\d+\.\d+\n", works("--version")), "not a version"
    equal(works("-V"), works("--version"))


@test("an unknown option is refused, and the nearest is named")
def unknown_option(folder):
    holds(fails("--fromat", "json", "x.pcap"), "did you mean --format?")
    holds(fails("--fromat=json", "x.pcap"), "did you mean --format?")
    lacks(fails("--zzzzzzzzzz"), "did you mean")
    holds(fails("-Q"), "-Q")


@test("a value that an option does not take is refused, with those that it takes")
def bad_value(folder):
    holds(fails("--format", "xml", "x.pcap"), "text or json")
    holds(fails("--color=sometimes", "x.pcap"), "auto, always or never")
    for value in ("59", "10001", "wide", "", "-1", "80x"):
        holds(fails("--width", value, "x.pcap"), "60 to 10000")
    holds(fails("--format"), "--format")


@test("an option that only --interface has a use for is refused without it, with what to do instead")
def for_interface(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0))
    for words in (("--filter", "udp port 5060", file), (file, "--filter=udp"), ("--filter", "udp", "-"), ("--filter", "udp", "list"),
                  ("--filter", "udp")):
        equal(fails(*words), "sequitur: --filter is for --interface; to filter a file: "
              "tcpdump -r FILE -w - FILTER | sequitur -\n", f"{words}")
    for words in (("-Z", "nobody", file), ("--user", "nobody", file)):
        holds(fails(*words), "--user is for --interface; ")
    works("--filter", "udp", "--help")


@test("short options, joined values and -- are understood")
def spellings(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0))
    equal(works("-f", "json", file), works("--format=json", file))
    equal(works("-fjson", file), works("--format", "json", file))
    equal(works(file, "-r", "-w", "90"), works("--responses", "--width=90", "--", file))


@test("explain says what a status means, for SIP, HTTP, both, and an outcome")
def explain(folder):
    holds(works("explain", "sip", "486"), "Busy Here")
    holds(works("explain", "http", "503"), "Service Unavailable")
    both = works("explain", "404")
    holds(both, "HTTP 404")
    holds(both, "SIP 404")
    holds(works("explain", "connection-reset"), "connection-reset")


@test("explain says what a rule means, why it matters and where to look")
def explain_rule(folder):
    text = works("explain", "sip-482-loop-confirmed")
    for part in ("sip-482-loop-confirmed — error\n", "\nSays  ", "\nWhy  ", "\nLook at  ", "\nTraps  ", "\nSpecified in  RFC 3261"):
        holds(text, part)
    equal(works("explain", "482-loop-confirmed"), text)
    equal(works("explain", "sip", "482-loop-confirmed"), text)


@test("explain says after what an expectation is held, who owes it, by when, and what each verdict means")
def explain_expectation(folder):
    text = works("explain", "sip-ack-2xx")
    for part in ("any 2xx in answer to INVITE", "\nMust follow  ", "\nOwed by       The client", "Within 32 s", "\nOtherwise  ",
                 "met: ", "violated: ", "overdue: ", "pending: ", "unknown: ", "\nSpecified in  RFC 3261"):
        holds(text, part)
    equal(works("explain", "ack-2xx"), text)


@test("explain of several names that are none together explains each, where each is known")
def explain_several(folder):
    names = ("sip-ack-2xx", "486", "http-redirect-loop")
    equal(works("explain", *names), "\n".join(works("explain", name) for name in names))
    equal(works("explain", "sip", "486") == works("explain", "486"), False, "whether the words of one name are taken apart")
    holds(fails("explain", "sip-ack-2xx", "sip-akc-2xx"), "nothing is known by the name of 'sip-ack-2xx sip-akc-2xx'")


@test("a code that one protocol has and the other has not is explained for that one first")
def explain_own_first(folder):
    for code, first, other in (("486", "SIP", "HTTP"), ("451", "HTTP", "SIP"), ("404", "HTTP", "SIP")):
        text = works("explain", code)
        assert text.startswith(f"{first} {code}"), text[:40]
        holds(text, f"\n{other} {code}")


@test("where the locale has no UTF-8, explain writes ASCII")
def explain_ascii(folder):
    for words in (["sip", "482"], ["sip-ack-2xx"], ["http-redirect-loop"], ["451"]):
        done = sequitur("explain", *words, environment={"LC_ALL": "C"})
        done.stdout.decode("ascii")
        holds(done.stdout, b" - ")
        equal(done.stdout.decode().replace(" - ", " — "), works("explain", *words).replace(" - ", " — "))


@test("an id that both protocols have is explained for both")
def explain_both(folder):
    text = works("explain", "redirect-loop")
    holds(text, "http-redirect-loop — ")
    holds(text, "\n\nsip-redirect-loop — ")


@test("list names every rule and expectation, and explain knows each of them")
def list_ids(folder):
    rules = re.findall(r"^  ([a-z0-9-]+)  +(note|warning|error)  +[A-Z0-9]", works("list", "rules"), re.M)
    assert len(rules) > 20, "too few rules"
    expectations = re.findall(r"^  ((?:http|sip)-[a-z0-9-]+)  +\d", works("list", "expectations"), re.M)
    assert len(expectations) > 20, "too few expectations"
    for name in [rules[0][0], rules[-1][0], expectations[0], expectations[-1]]:
        holds(works("explain", name), f"{name} — ")


@test("list names every cause, and explain knows each by its number and by its name")
def causes(folder):
    warning, reason = works("list", "causes").split("\nReason", 1)
    for names, part in ((["Warning"], warning), (["Q.850", "q850"], reason)):
        rows = re.findall(r"^ +(\d+)  (.+)", part, re.M)
        assert len(rows) > 10, "too few"
        for code, phrase in (rows[0], rows[-1]):
            text = works("explain", phrase.lower())
            holds(text, f"{names[0]} {code} {phrase} — ")
            for name in names:
                equal(works("explain", name, code), text)
                equal(works("explain", f"{name} {code}"), text)
    for question in ("reason 17", "Reason Q.850 17"):
        equal(works("explain", *question.split()), works("explain", "q.850", "17"))
    for question in ("reason 17x", "reason", "q.850", "reason warning 399"):
        fails("explain", *question.split())
    holds(fails("explain", "user", "bsuy"), "did you mean 'User busy'?")
    fails("explain", "q.850", "999")


@test("explain and list refuse what they do not know, and name the nearest")
def unknown_word(folder):
    holds(fails("explain", "conection-reset"), "connection-reset")
    holds(fails("explain", "sip", "bsuy here"), "Busy Here")
    holds(fails("explain", "sip-482-lop-confirmed"), "did you mean 'sip-482-loop-confirmed'?")
    holds(fails("explain", "sip-akc-2xx"), "did you mean 'sip-ack-2xx'?")
    holds(fails("list", "statoses"), "statuses")
    holds(fails("list", "ruels"), "did you mean 'rules'?")
    for arguments in (["explain"], ["list"], ["explain", "\x1b[31mzzzzzz"], ["list", "statuses", "outcomes"]):
        lacks(fails(*arguments), "\x1b")


@test("list names every status, and explain knows each of them")
def lists(folder):
    statuses = works("list", "statuses")
    http, sip = statuses.split("SIP statuses")
    for protocol, part in (("http", http), ("sip", sip)):
        codes = re.findall(r"^ +(\d{3})  ", part, re.M)
        assert len(codes) > 40, "too few"
        for code in (codes[0], codes[len(codes) // 2], codes[-1]):
            holds(works("explain", protocol, code), code)
    for outcome in re.findall(r"^ +\d{5}  (\S+)", works("list", "outcomes"), re.M)[:3]:
        holds(works("explain", outcome), outcome)


@test("a mistyped command is suggested where there is no such file")
def mistyped_command(folder):
    holds(fails("exlpain", "sip", "486"), "did you mean the command 'explain'?")


@test("a file named like a command is read when it is given with its folder")
def file_named_explain(folder):
    wire.write(folder / "explain", wire.exchange(0))
    done = sequitur("./explain", cwd=folder)
    equal((done.returncode, done.stderr), (0, b""))
    holds(done.stdout, b"200 OK")


run_tests()
