#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Prints a SIPp scenario. Usage: scenario.py NAME, a section of scenarios.txt, whose head explains the language."""

import pathlib
import re
import sys
from xml.sax.saxutils import quoteattr

SDP = """v=0
o=- 53655765 2353687637 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
"""
VARIABLES = {"contact": 1, "rseq": 2, "via": 3, "second via": 4, "route": 5, "other contact": 6}


def section(name):
    """The lines of one section, a line's own header fields gathered with it: [(line, [field, ...]), ...]."""
    text = pathlib.Path(__file__).with_name("scenarios.txt").read_text()
    body = re.search(rf"^\[{re.escape(name)}\]\n(.*?)(?=^\[|\Z)", text, re.M | re.S)
    if not body:
        sys.exit(f"no section [{name}] in scenarios.txt")
    lines = []
    for line in body[1].splitlines():
        if line.startswith("\t"):
            lines[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            lines.append((line, []))
    return lines


class Scenario:
    def __init__(self):
        self.parts = []
        self.cseq, self.invite_cseq, self.invite_at, self.invite_uri = 0, 0, 0, ""
        self.asked, self.dialog_begun, self.assigned, self.used = "", False, set(), set()
        self.contact = "contact"

    def variable(self, name):
        self.used.add(VARIABLES[name])
        return f"[${VARIABLES[name]}]"

    def send(self, lines, repeat):
        text = "\n".join(line for line in lines if line is not None)
        retrans = ' retrans="500"' if repeat else ""
        self.parts.append(f"<send{retrans}><![CDATA[\n{text}\n]]></send>")

    def body(self, sdp):
        return ["Content-Type: application/sdp", "Content-Length: [len]", "", SDP] if sdp else ["Content-Length: 0", ""]

    def request(self, method, words, fields):
        uri = "sip:[service]@[remote_ip]:[remote_port]"
        if method == "REGISTER":
            uri = "sip:[remote_ip]:[remote_port]"
        uri = self.variable(self.contact) if "moved" in words else "[next_url]" if "next" in words else uri
        branch = "[branch]"
        if method in ("CANCEL", "ACK") and "next" not in words:
            branch, uri = f"[branch-{len(self.parts) - self.invite_at}]", self.invite_uri
        if method in ("CANCEL", "ACK"):
            number = self.invite_cseq
        else:
            self.cseq += 1
            number = self.cseq
        if method == "INVITE":
            self.invite_at, self.invite_cseq, self.invite_uri = len(self.parts), number, uri
        peer_tag = "[peer_tag_param]" if "next" in words or method == "ACK" else ""
        self.send([
            f"{method} {uri} SIP/2.0",
            "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=" + branch,
            None if any(field.startswith("Max-Forwards") for field in fields) else "Max-Forwards: 70",
            "From: <sip:alice@[local_ip]:[local_port]>;tag=[pid]a[call_number]",
            f"To: <sip:[service]@[remote_ip]:[remote_port]>{peer_tag}",
            "Call-ID: [call_id]",
            f"CSeq: {number} {method}",
            "Contact: <sip:alice@[local_ip]:[local_port];transport=[transport]>",
            "[routes]" if "next" in words else None,
            *[field.replace("$rseq", self.variable("rseq")) if "$" in field else field for field in fields],
            *self.body(method == "INVITE"),
        ], method != "ACK" and "once" not in words)

    def answer(self, code, words, fields):
        reason = " ".join(word for word in words if word != "invite" and word != "once")
        of_invite = self.asked == "INVITE" or "invite" in words
        later = of_invite and self.asked != "INVITE"
        tag = "" if code == "100" or self.dialog_begun and self.asked != "CANCEL" else ";tag=[pid]b[call_number]"
        makes_dialog = of_invite and code[0] in "12" and code != "100"
        self.send([
            f"SIP/2.0 {code} {reason}",
            f"Via: {self.variable('via')}" if later else "[last_Via:]",
            f"Via: {self.variable('second via')}" if later else None,
            "[last_From:]",
            "[last_To:]" + tag,
            "[last_Call-ID:]",
            f"CSeq: {self.invite_cseq} INVITE" if later else "[last_CSeq:]",
            (f"Record-Route: {self.variable('route')}" if later else "[last_Record-Route:]") if makes_dialog else None,
            "Contact: <sip:[local_ip]:[local_port];transport=[transport]>" if makes_dialog else None,
            *fields,
            *self.body(of_invite and code in ("183", "200")),
        ], of_invite and code[0] != "1" and "once" not in words)

    def receive(self, what, words):
        if what.rstrip("?").isdigit():
            return self.receive_response(what, words)
        self.asked = what
        actions = ""
        if "keep" in words:
            for name, header, occurrence in (("via", "Via", 1), ("second via", "Via", 2), ("route", "Record-Route", 1)):
                actions += self.take(name, ".*", header, occurrence)
        if what == "INVITE":
            self.invite_cseq += 1
        if what in ("INVITE", "REGISTER", "OPTIONS"):
            self.dialog_begun = "again" in words
        elif what in ("BYE", "PRACK"):
            self.dialog_begun = True
        self.parts.append(f'<recv request="{what}" rrs="true">{self.action(actions)}</recv>')

    def receive_response(self, what, words):
        optional = ' optional="true"' if what.endswith("?") else ""
        auth = ' auth="true"' if "challenge" in words else ""
        actions = ""
        if "moved" in words:  # the ACK that follows still goes where the contact before sent the INVITE
            self.contact = "contact" if self.contact == "other contact" else "other contact"
            actions += self.take(self.contact, "sip:[^>]*", "Contact")
        actions += self.take("rseq", "[0-9]+", "RSeq") if "rseq" in words else ""
        self.parts.append(f'<recv response="{what[:3]}" rrs="true"{optional}{auth}>{self.action(actions)}</recv>')

    def action(self, actions):
        return f"<action>{actions}</action>" if actions else ""

    def take(self, name, pattern, header, occurrence=1):
        self.assigned.add(VARIABLES[name])
        ereg = f'<ereg regexp={quoteattr(pattern)} search_in="hdr" header="{header}:" occurrence="{occurrence}"'
        return f'{ereg} assign_to="{VARIABLES[name]}"/>'

    def line(self, line, fields):
        direction, what, *words = line.split()
        if direction == "wait":
            self.parts.append(f'<pause milliseconds="{what}"/>')
        elif direction == "<":
            self.receive(what, words)
        elif what.isdigit():
            self.answer(what, words, fields)
        else:
            self.request(what, words, fields)

    def text(self, name):
        unused = ",".join(str(number) for number in sorted(self.assigned - self.used))
        reference = [f'<Reference variables="{unused}"/>'] if unused else []
        return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f'<scenario name="{name}">',
                          *self.parts, *reference, "</scenario>"])


if __name__ == "__main__":
    scenario = Scenario()
    for line, fields in section(sys.argv[1]):
        scenario.line(line, fields)
    print(scenario.text(sys.argv[1]))
