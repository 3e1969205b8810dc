#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever stands in a field of a message, the reports stay what they are: JSON in UTF-8, and text that no terminal
obeys. Each evil string is put into every place of SIP and HTTP messages that a report may repeat."""

import json
import os
import pathlib
import re
import subprocess
import sys

import attack

TOOL = os.environ.get("SEQUITUR", "build/sanitize/sequitur")

EVIL = {
    "a terminal's colour": b"\x1b[31mred",
    "a terminal's title": b"\x1b]0;owned\x07",
    "clearing the screen": b"\x1b[2J\x1b[H",
    "C1 control, as a byte": b"\x9b31m",
    "C1 control, in UTF-8": "\u009b31m\u0085".encode(),
    "a bell and a backspace": b"\x07\x08\x08\x08",
    "a zero byte": b"a\0b",
    "delete": b"\x7f\x7f",
    "a right-to-left override": "\u202egnp.exe".encode(),
    "direction isolates": "\u2066a\u2069\u200f\u061c".encode(),
    "line separators": "\u2028a\u2029".encode(),
    "quotes and backslashes": b"\"\\\"\\u0041\\",
    "bytes that are no UTF-8": b"\xff\xfe\x80",
    "overlong UTF-8": b"\xc0\xaf\xe0\x80\xaf",
    "a surrogate": b"\xed\xa0\x80\xed\xb0\x80",
    "beyond Unicode": b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80",
    "a character cut short": b"\xe2\x82",
    "markup": b"<script>&amp;{{%s%n}}",
    "a format": b"%s%n%999999d",
}

# "@" is where the evil string goes.
SIP = (
    ("method", b"@", b"sip:b@example.com", b"", b"486 Busy", b""),
    ("user of the Request-URI", b"INVITE", b"sip:@@example.com", b"", b"486 Busy", b""),
    ("host of the Request-URI", b"INVITE", b"sip:b@@", b"", b"404 Not Found", b""),
    ("reason phrase", b"INVITE", b"sip:b@example.com", b"", b"486 @", b""),
    ("Contact of a redirection", b"INVITE", b"sip:b@example.com", b"", b"302 Moved", b"Contact: <sip:@>\r\n"),
    ("Unsupported", b"INVITE", b"sip:b@example.com", b"Require: @\r\n", b"420 Bad", b"Unsupported: @\r\n"),
    ("Warning and Server", b"INVITE", b"sip:b@example.com", b"", b"488 No", b"Warning: 399 @ \"@\"\r\nServer: @\r\n"),
    ("Retry-After", b"INVITE", b"sip:b@example.com", b"", b"503 No", b"Retry-After: 5 (@)\r\n"),
    ("a challenge", b"REGISTER", b"sip:b@example.com", b"", b"401 No", b"WWW-Authenticate: @ realm=\"@\"\r\n"),
)
HTTP = (
    ("method", b"@ /a", b"a", b"", b"404 Not Found", b""),
    ("target", b"GET /@", b"a", b"", b"404 Not Found", b""),
    ("absolute target", b"GET http://@/@", b"a", b"", b"200 OK", b""),
    ("Host", b"GET /a", b"@", b"", b"500 No", b""),
    ("reason phrase", b"GET /a", b"a", b"", b"404 @", b""),
    ("Location", b"GET /a", b"a", b"", b"301 Moved", b"Location: /@\r\n"),
    ("Location elsewhere", b"GET /a", b"a", b"", b"302 Moved", b"Location: http://@/@\r\n"),
    ("cookies", b"GET /a", b"a", b"Cookie: @=@\r\n", b"302 Moved", b"Location: /a\r\nSet-Cookie: @=@; Path=@\r\n"),
    ("Via and User-Agent", b"GET /a", b"a", b"Via: 1.1 @, 1.1 @, 1.1 @\r\nUser-Agent: @\r\n", b"502 No", b"Server: @\r\n"),
    ("Upgrade", b"GET /a", b"a", b"Upgrade: @\r\n", b"426 No", b"Upgrade: @\r\n"),
)

FORMS = (("--format", "json"), ("--color", "always", "--responses"), ("--color", "always"))


def put(text, evil):
    """With the evil string wherever there is an @ that does not divide user and host."""
    return re.sub(rb"(?<![a-z])@@|@(?!example)", lambda found: evil + (b"@" if len(found.group()) > 1 else b""), text)


def sip_capture(evil):
    yield attack.file_header()
    for number, (_, method, target, asked, status, answered) in enumerate(SIP):
        call = b"%d" % number + put(b"@", evil)
        cseq = b"1 " + put(method, evil)
        text = put(method, evil) + b" " + put(target, evil) + b" SIP/2.0"
        for _ in range(2):
            yield attack.record(attack.START + number, attack.udp(attack.sip(text, call, b"b%d" % number, cseq, put(asked, evil))))
        yield attack.record(attack.START + number, attack.udp(attack.sip(
            b"SIP/2.0 " + put(status, evil), call, b"b%d" % number, cseq, put(answered, evil), b";tag=b"), attack.SERVER,
            attack.CLIENT))


def http_capture(evil):
    yield attack.file_header()
    for number, (_, line, host, asked, status, answered) in enumerate(HTTP):
        ports = (40000 + number, 80)
        text = (put(line, evil) + b" HTTP/1.1\r\nHost: " + put(host, evil) + b"\r\n" + put(asked, evil) + b"\r\n")
        reply = b"HTTP/1.1 " + put(status, evil) + b"\r\nContent-Length: 0\r\n" + put(answered, evil) + b"\r\n"
        asked_to, answered_to = 1, 1
        for _ in range(4):
            yield attack.record(attack.START + number, attack.tcp(text, asked_to, answered_to, ports=ports))
            asked_to += len(text)
            yield attack.record(attack.START + number, attack.answer(reply, answered_to, asked_to, ports))
            answered_to += len(reply)


def report(capture, form):
    done = subprocess.run([TOOL, *form, "-"], input=capture, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                          env={**os.environ, "COLUMNS": "200", "LC_ALL": "C.UTF-8"})
    if done.returncode not in (0, 1, 2):
        raise AssertionError(f"ended with {done.returncode}: {done.stderr[-2000:].decode(errors='replace')}")
    return done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def deceives(character):
    """Would a terminal do something else with it than show it?"""
    number = ord(character)
    return (number < 0x20 and character != "\n") or 0x7F <= number < 0xA0 or number in (0x61C, 0x200E, 0x200F) or \
        0x2028 <= number <= 0x202E or 0x2066 <= number <= 0x2069


def check(text, where):
    """Our own colours are the only sequences."""
    bad = sorted({hex(ord(c)) for c in re.sub(r"\x1b\[[0-9;]*m", "", text) if deceives(c)})
    if bad:
        raise AssertionError(f"{where} holds {', '.join(bad)}")


def check_colours(text, evil, where):
    """Not even a colour of somebody else's: none of ours has these words behind it."""
    asked = evil.decode("latin-1")
    if asked.startswith("\x1b") and asked in text:
        raise AssertionError(f"{where} repeats {asked!r}")


def try_one(make, evil):
    capture = b"".join(make(evil))
    responses = 0
    for form in FORMS:
        out, err = report(capture, form)
        where = " ".join(form)
        check(err, f"standard error of {where}")
        if form[1] == "json":
            for line in out.splitlines():
                responses += json.loads(line)["type"] == "response"
            if "\x1b" in out:
                raise AssertionError("an escape is in the JSON")
        if len(out) < 500:
            raise AssertionError(f"{where} says only {out!r}")
        check(out, where)
        check_colours(out, evil, where)
    if responses < 4:
        raise AssertionError(f"only {responses} responses were read")


def main():
    tests = [(f"{what} in any field of {name} is shown and not obeyed", make, evil) for what, evil in EVIL.items()
             for name, make in (("SIP", sip_capture), ("HTTP", http_capture))]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (title, make, evil) in enumerate(tests, 1):
        problem = None
        try:
            try_one(make, evil)
        except (AssertionError, ValueError) as fault:
            problem = str(fault)
        failed += bool(problem)
        print(f"{'not ok' if problem else 'ok'} {number} - {title}")
        if problem:
            print(f"# {problem}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
