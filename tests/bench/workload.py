# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures for the guard and the curves: the same bytes each time, of any size, with so many calls or connections at once.

A capture is made of conversations: generators that yield one frame after the other. So many of them are under way at
once; whenever one ends, the next one begins.
"""

import collections
import itertools
import struct

START = 1700000000
PROXY = "192.0.2.10"
SERVER = "198.51.100.1"
SDP = (
    "v=0\r\no=- {n} {n} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0 8 101\r\n"
    "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
)


def address(n):
    return f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


def packed(host):
    return bytes(int(part) for part in host.split("."))


def ip_frame(source, destination, protocol, payload):
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0, packed(source),
                         packed(destination))
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + header + payload


def udp(source, destination, text):
    data = text.encode()
    return ip_frame(source, destination, 17, struct.pack("!HHHH", 5060, 5060, 8 + len(data), 0) + data)


def tcp(source, destination, ports, sequence, acknowledged, flags, data=b""):
    header = struct.pack("!HHIIBBHHH", *ports, sequence, acknowledged, 0x50, flags, 64240, 0, 0)
    return ip_frame(source, destination, 6, header + data)


def request(method, uri, vias, n, cseq, to_tag="", body="", more=""):
    lines = [f"{method} {uri} SIP/2.0"]
    lines += [f"Via: SIP/2.0/UDP {host}:5060;branch=z9hG4bK{branch};rport" for host, branch in vias]
    lines += ["Max-Forwards: 70", f'From: "Caller {n}" <sip:{n}@example.com>;tag=f{n:x}',
              f"To: <sip:callee{n}@example.com>{to_tag}", f"Call-ID: {n:024x}@{address(n)}",
              f"CSeq: {cseq} {method}", f"Contact: <sip:{n}@{address(n)}:5060>", "User-Agent: Workload/1.0"]
    return "\r\n".join(lines) + f"\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}"


def response(status, reason, method, vias, n, cseq, to_tag, body=""):
    lines = [f"SIP/2.0 {status} {reason}"]
    lines += [f"Via: SIP/2.0/UDP {host}:5060;branch=z9hG4bK{branch};rport=5060" for host, branch in vias]
    lines += [f'From: "Caller {n}" <sip:{n}@example.com>;tag=f{n:x}', f"To: <sip:callee{n}@example.com>{to_tag}",
              f"Call-ID: {n:024x}@{address(n)}", f"CSeq: {cseq} {method}", f"Contact: <sip:callee{n}@{SERVER}:5060>",
              "Server: Workload/1.0"]
    return "\r\n".join(lines) + f"\r\nContent-Length: {len(body)}\r\n\r\n{body}"


def call(n):
    """INVITE over a proxy, answered, acknowledged end to end, ended: both hops are captured."""
    caller, callee, uri, tag = address(n), address(n ^ 0x800000), f"sip:callee{n}@example.com", f";tag=t{n:x}"
    near, far = [(caller, f"a{n:x}")], [(PROXY, f"b{n:x}"), (caller, f"a{n:x}")]
    offer, answer = SDP.format(n=n, host=caller, port=20000), SDP.format(n=n, host=callee, port=30000)
    yield udp(caller, PROXY, request("INVITE", uri, near, n, 1, body=offer))
    yield udp(PROXY, caller, response(100, "Trying", "INVITE", near, n, 1, ""))
    yield udp(PROXY, callee, request("INVITE", uri, far, n, 1, body=offer))
    yield udp(callee, PROXY, response(180, "Ringing", "INVITE", far, n, 1, tag))
    yield udp(PROXY, caller, response(180, "Ringing", "INVITE", near, n, 1, tag))
    yield udp(callee, PROXY, response(200, "OK", "INVITE", far, n, 1, tag, answer))
    yield udp(PROXY, caller, response(200, "OK", "INVITE", near, n, 1, tag, answer))
    yield udp(caller, callee, request("ACK", f"sip:callee{n}@{SERVER}:5060", [(caller, f"c{n:x}")], n, 1, tag))
    yield udp(caller, callee, request("BYE", f"sip:callee{n}@{SERVER}:5060", [(caller, f"d{n:x}")], n, 2, tag))
    yield udp(callee, caller, response(200, "OK", "BYE", [(caller, f"d{n:x}")], n, 2, tag))


def probe(n):
    """OPTIONS, answered at once."""
    vias = [(address(n), f"p{n:x}")]
    yield udp(address(n), PROXY, request("OPTIONS", f"sip:{PROXY}", vias, n, 1))
    yield udp(PROXY, address(n), response(200, "OK", "OPTIONS", vias, n, 1, f";tag=t{n:x}"))


def connection(n, exchanges=4):
    """Requests one after the other on one TCP connection."""
    client, ports, back = address(n), (1024 + n % 60000, 80), (80, 1024 + n % 60000)
    sent, got = 1000, 5000
    yield tcp(client, SERVER, ports, sent, 0, 2)
    yield tcp(SERVER, client, back, got, sent + 1, 18)
    sent, got = sent + 1, got + 1
    for exchange in range(exchanges):
        asked = (f"GET /items/{n}/{exchange} HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: Workload/1.0\r\n"
                 "Accept: */*\r\n\r\n").encode()
        body = bytes(400 + n % 200)
        answered = (f"HTTP/1.1 200 OK\r\nServer: Workload/1.0\r\nContent-Type: application/octet-stream\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n").encode() + body
        yield tcp(client, SERVER, ports, sent, got, 24, asked)
        sent += len(asked)
        yield tcp(SERVER, client, back, got, sent, 24, answered)
        got += len(answered)
    yield tcp(client, SERVER, ports, sent, got, 17)
    yield tcp(SERVER, client, back, got, sent + 1, 17)
    yield tcp(client, SERVER, ports, sent + 1, got + 1, 16)


KINDS = {"calls": [call], "connections": [connection], "mix": [call, connection, probe]}


def frames(kind, conversations, at_once):
    """The frames of so many conversations, of which so many are under way at any time, each a frame in its turn."""
    makers = itertools.cycle(KINDS[kind])
    to_come = (maker(n) for n, maker in zip(range(1, conversations + 1), makers))
    under_way = collections.deque(itertools.islice(to_come, at_once))
    while under_way:
        conversation = under_way.popleft()
        frame = next(conversation, None)
        if frame is None:
            under_way.extend(itertools.islice(to_come, 1))
        else:
            yield frame
            under_way.append(conversation)


def write(path, kind, conversations, at_once, interval=0.0005):
    """Writes the capture and gives its size in bytes."""
    time = 0.0
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for frame in frames(kind, conversations, at_once):
            time += interval
            file.write(struct.pack("<IIII", START + int(time), int(time % 1 * 1000000), len(frame), len(frame)))
            file.write(frame)
        return file.tell()
