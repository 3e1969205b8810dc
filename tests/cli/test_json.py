#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine's view: one valid object a line, with the keys that are its contract."""

import json
import os

import wire
from tap import equal, holds, lacks, run_tests, sequitur, test


def records(file, *arguments):
    """All objects of a file's report; every line must be one, in strict JSON and strict UTF-8."""

    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    done = sequitur("--format", "json", file, *arguments)
    text = done.stdout.decode("utf-8", "strict")
    assert text.endswith("\n"), "the last line is not whole"
    return [json.loads(line, parse_constant=refuse) for line in text[:-1].split("\n")]


def first_response(file):
    return next(r for r in records(file) if r["type"] == "response")


@test("a response has the keys of the contract, in its units")
def keys(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0.5, 486, b"Busy Here", b"INVITE"))
    found = first_response(file)
    wanted = {
        "type": "response", "file": str(file), "frame": 2, "first_frame": 2, "time": 1700000000.6201, "protocol": "sip",
        "transport": "udp", "src": "192.0.2.2:5060", "dst": "192.0.2.1:5060", "status": 486, "reason": "Busy Here",
        "class": "client error", "method": "INVITE", "target": "sip:bob@example.com", "request_frame": 1,
        "elapsed_ms": 120.1, "call_id": "one",
    }
    equal({key: found.get(key) for key in wanted}, wanted)
    assert len(found["meaning"]) > 20 and len(found["next"]) > 20, "no meaning"
    assert isinstance(found["followups"], list) and isinstance(found["findings"], list), "no lists"


@test("the time of a response is exact to the microsecond, as written")
def exact_time(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0.000001))
    done = sequitur("--format", "json", file)
    holds(done.stdout, b'"time":1700000000.120101,')


@test("the summary is the last object of a file and counts what was there")
def summary(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0), wire.exchange(1, call=b"two"),
                      wire.exchange(2, 404, b"Not Found", call=b"three"))
    found = records(file)[-1]
    equal((found["type"], found["file"], found["packets"], found["end"]), ("summary", str(file), 6, "complete"))
    equal(found["responses"], {"http": {}, "sip": {"200": 2, "404": 1}})
    equal(found["requests"], {"http": 0, "sip": 3})
    equal(sorted(found["findings"]), ["error", "note", "warning"])
    equal(sorted(found["followups"]), ["met", "overdue", "pending", "unknown", "violated"])
    equal(found["skipped"]["truncated"], 0)


@test("a response whose request was not seen has no request_frame and no elapsed_ms, but what CSeq says")
def orphan(folder):
    file = wire.write(folder / "a.pcap", wire.record(0, wire.udp(wire.BOB, wire.ALICE, wire.response())))
    found = first_response(file)
    equal((found["method"], "request_frame" in found, "elapsed_ms" in found), ("OPTIONS", False, False))


@test("a code that nobody knows is treated as the x00 of its class, and says so")
def unknown_code(folder):
    found = first_response(wire.write(folder / "a.pcap", wire.exchange(0, 471, b"Whatever")))
    equal((found["status"], found["treated_as"], found["class"]), (471, 400, "client error"))


@test("bytes that are not UTF-8 become U+FFFD, control characters and direction marks are escaped")
def escapes(folder):
    reason = b'a\xffb\xc3\xa9"\\\x1b[31m\xe2\x80\xaec\xed\xa0\x80\xf4\x90\x80\x80\x7f'
    file = wire.write(folder / "a.pcap", wire.exchange(0, 486, reason))
    done = sequitur("--format", "json", file)
    line = done.stdout.split(b"\n")[0]
    holds(line, b"\\u001b[31m\\u202ec")
    lacks(line, b"\x1b")
    lacks(line, "\u202e".encode())
    equal(json.loads(line)["reason"], 'a\ufffdbé"\\\x1b[31m\u202ec' + "\ufffd" * 7 + "\x7f", "reason")


@test("a reason of any single byte leaves every line valid")
def any_byte(folder):
    exchanges = [wire.exchange(i, 486, b"x" + bytes([i]) + b"y" * (i % 9), call=b"call%d" % i)
                 for i in range(256) if i not in (10, 13)]
    found = records(wire.write(folder / "a.pcap", *exchanges))
    equal(len([r for r in found if r["type"] == "response"]), 254)


@test("a file name that is not UTF-8 still makes valid lines")
def file_name(folder):
    path = os.fsencode(folder) + b'/a\xff"\n.pcap'
    with open(path, "wb") as file:
        file.write(wire.file_header() + wire.exchange(0))
    found = records(path)
    holds(found[0]["file"], 'a\ufffd"\n.pcap')


@test("a message that the snap length cut is marked")
def cut(folder):
    packet = wire.udp(wire.BOB, wire.ALICE, wire.response())
    file = wire.write(folder / "a.pcap", wire.record(0, wire.udp(wire.ALICE, wire.BOB, wire.request())),
                      wire.record(0.1, packet[:-20], len(packet)))
    found = first_response(file)
    equal(found["incomplete"], True)
    holds(found["faults"], "truncated")


@test("a response sent again names the frame of the first")
def repetition(folder):
    again = wire.record(0.6201, wire.udp(wire.BOB, wire.ALICE, wire.response()))
    found = [r for r in records(wire.write(folder / "a.pcap", wire.exchange(0), again)) if r["type"] == "response"]
    equal([r.get("repeats") for r in sorted(found, key=lambda r: r["frame"])], [None, 2])


@test("a request that nobody answers is an outcome")
def outcome(folder):
    lonely = [wire.record(t, wire.udp(wire.ALICE, wire.BOB, wire.request())) for t in (0, 0.5, 1.5, 3.5, 7.5, 11.5)]
    later = [wire.exchange(40 + i, call=b"later%d" % i) for i in range(40)]
    found = [r for r in records(wire.write(folder / "a.pcap", *lonely, *later)) if r["type"] == "outcome"]
    equal(len(found), 1, "number of outcomes")
    equal((found[0]["frame"], found[0]["method"], "status" in found[0]), (1, "OPTIONS", False))
    assert found[0]["outcome"] and found[0]["class"], "no outcome"


@test("the order of the lines does not depend on how large the buffers are: all of 20000 exchanges are there")
def large(folder):
    count = 20000
    file = wire.write(folder / "a.pcap", *(wire.exchange(i * 0.01, call=b"call%d" % i) for i in range(count)))
    found = records(file)
    equal(len({r["frame"] for r in found if r["type"] == "response"}), count)
    equal(found[-1]["responses"]["sip"], {"200": count})


@test("a body that was asked for with Expect and refused is not missing in the capture, one that breaks off is")
def refused_body(folder):
    head = b"PUT /x HTTP/1.1\r\nHost: srv.example\r\nExpect: 100-continue\r\nContent-Length: 3000\r\n\r\n"
    answer = b"HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"
    for body, notes in ((b"", 0), (b"x" * 100, 1)):
        file = wire.write(folder / "a.pcap", wire.http_exchange(0, 40000, head + body, answer))
        told = records(file)
        equal([record["status"] for record in told if record["type"] == "response"], [417])
        equal(sum(record.get("id") == "capture-truncated-message" for record in told), notes)


run_tests()
