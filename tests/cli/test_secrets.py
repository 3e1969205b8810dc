#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Passwords are never printed, wherever in a capture they stand and whatever is printed."""

import json
import os
import pathlib
import subprocess

import wire
from tap import TOP, Skip, equal, holds, lacks, run_tests, sequitur, test

BUILD = pathlib.Path(os.environ.get("SEQUITUR_BUILD", TOP / "build" / "sanitize"))
SECRET = b"SEcret"


def said(file):
    """All that is said of a capture, in every form of it."""
    forms = (["--responses"], ["--width", "60"], ["--format", "json"])
    return b"".join(sequitur(*form, file).stdout for form in forms)


def targets(file):
    lines = [json.loads(line) for line in sequitur("--format", "json", file).stdout.splitlines()]
    return [line["target"] for line in sorted((line for line in lines if line["type"] == "response"),
                                              key=lambda line: line["frame"])]


@test("a password in the URI of a SIP request is masked, and its user is not")
def sip(folder):
    file = wire.write(folder / "a.pcap", wire.exchange(0, 486, b"Busy", b"INVITE", b"sip:bob:" + SECRET + b"@example.com:5060"),
                      wire.exchange(1, target=b"sips:carol@example.com:5061;transport=tcp", call=b"two"))
    equal(targets(file), ["sip:bob:***@example.com:5060", "sips:carol@example.com:5061;transport=tcp"])
    text = said(file)
    lacks(text, SECRET)
    holds(text, b"sip:bob:***@example.com")


@test("a password in the URI of an HTTP request is masked: in absolute form, in Host, and with CONNECT")
def http(folder):
    userinfo = b"ann:" + SECRET + b"@"
    requests = (b"GET http://" + userinfo + b"srv.example:8080/a:b@c?d HTTP/1.1\r\nHost: srv.example:8080\r\n\r\n",
                b"GET /x HTTP/1.1\r\nHost: " + userinfo + b"srv.example\r\n\r\n",
                b"CONNECT " + userinfo + b"srv.example:443 HTTP/1.1\r\nHost: srv.example:443\r\n\r\n")
    file = wire.write(folder / "a.pcap", *(wire.http_exchange(i, 40000 + i, request, b"HTTP/1.1 404 Not Found\r\n"
                                                              b"Content-Length: 0\r\n\r\n")
                                           for i, request in enumerate(requests)))
    equal(targets(file), ["http://ann:***@srv.example:8080/a:b@c?d", "http://ann:***@srv.example/x", "ann:***@srv.example:443"])
    lacks(said(file), SECRET)


@test("a password in a target that is not quite a URI is masked all the same")
def odd_targets(folder):
    odd = (b"<sip:bob:%s@example.com>", b"im:bob:%s@example.com", b"bob:%s@example.com")
    file = wire.write(folder / "a.pcap", *(wire.exchange(i, target=target % SECRET, call=b"%d" % i) for i, target in enumerate(odd)))
    equal(targets(file), [target.decode() % "***" for target in odd])
    lacks(said(file), SECRET)
    odd = (b"u:%s@srv.example", b"http:/u:%s@srv.example/", b"http:///u:%s@srv.example/", b"//u:%s@srv.example/p",
           b"/http://u:%s@srv.example/")
    file = wire.write(folder / "b.pcap", *(wire.http_exchange(
        i, 40000 + i, b"GET " + target % SECRET + b" HTTP/1.1\r\nHost: srv.example\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") for i, target in enumerate(odd)))
    text = said(file)
    lacks(text, SECRET)
    equal(len(targets(file)), len(odd))
    equal([target.count("***") for target in targets(file)], [1] * len(odd))


@test("a password in the URI of a redirection, and in what follows it, is in no finding and no follow-up")
def redirections(folder):
    uri = b"http://ann:" + SECRET + b"@192.0.2.2/again"
    request = b"GET " + uri + b" HTTP/1.1\r\nHost: 192.0.2.2\r\n\r\n"
    moved = b"HTTP/1.1 302 Found\r\nLocation: " + uri + b"\r\nContent-Length: 0\r\n\r\n"
    file = wire.write(folder / "a.pcap", *(wire.http_exchange(i, 40000 + i, request, moved) for i in range(8)))
    text = said(file)
    holds(text, b"http-redirect-")
    lacks(text, SECRET)


@test("a password in the URI that a Warning or a Reason tells is masked")
def causes(folder):
    uri = b"sip:bob:" + SECRET + b"@example.com"
    fields = b"Busy\r\nWarning: 399 gw \"no way to %s\"\r\nReason: SIP;cause=486;text=\"%s\"" % (uri, uri)
    # Kamailio's own.
    noisy = b"Busy\r\nWarning: 392 192.0.2.2:5060 \"Noisy feedback tells:  pid=1 in_uri=%s out_uri=%s via_cnt==1\"" % (uri, uri)
    text = said(wire.write(folder / "a.pcap", wire.exchange(0, 486, fields), wire.exchange(1, 486, noisy, call=b"two")))
    holds(b" ".join(text.split()), b'"no way to sip:bob:***@example.com"')
    holds(text, b"in_uri=sip:bob:***@example.com")
    lacks(text, SECRET)


def story_said(folder, name, password):
    """What is said of a scenario in which bob and carol have a password in their URIs."""
    scenario = BUILD / "tests/scenario/scenario"
    if not scenario.exists():
        raise Skip("the scenarios' program was not built")
    story = (TOP / "tests/scenarios" / name).read_text(encoding="utf-8")
    for user in ("bob", "carol"):
        story = story.replace(f"sip:{user}@", f"sip:{user}:{password}@")
    (folder / "a.txt").write_text(story)
    subprocess.run([scenario, "--pcap", folder / "a.txt", folder / "a.pcap"], check=True)
    holds((folder / "a.pcap").read_bytes(), SECRET)
    return said(folder / "a.pcap")


@test("a password in the URI of a SIP request is in no finding, however long it is")
def sip_finding(folder):
    for password in ("SEcret", "SEcret" * 50):
        for name, told in (("sip-redirect-loop.txt", b"The 302 sends the caller to sip:bob:***@192.0.2.2:5060"),
                           ("sip-ack-past-contact.txt", b"The ACK in frame 5 is for sip:bob:***@example.com")):
            text = story_said(folder, name, password)
            holds(b" ".join(text.split()), told)
            lacks(text, SECRET)


run_tests()
