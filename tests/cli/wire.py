# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes tiny captures: SIP over UDP and HTTP over TCP, over IPv4 over Ethernet, in the classic format with microseconds."""

import socket
import struct

ALICE = ("192.0.2.1", 5060)
BOB = ("192.0.2.2", 5060)
START = 1_700_000_000


def file_header(link_type=1):
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)


def record(time, frame, length=None):
    """One packet; `length` on the wire when it was cut."""
    microseconds = round(time * 1_000_000)
    return struct.pack("<IIII", START + microseconds // 1_000_000, microseconds % 1_000_000, len(frame),
                       length or len(frame)) + frame


def block(kind, body):
    """A block of a pcapng file."""
    body += b"\0" * (-len(body) % 4)
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def pcapng_header(*link_types):
    """A section with an interface for each link type."""
    section = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    return section + b"".join(block(1, struct.pack("<HHI", link_type, 0, 65535)) for link_type in link_types)


def pcapng_packets(records, interface=0):
    """Records of the classic format as blocks."""
    blocks, at = [], 0
    while at < len(records):
        seconds, microseconds, captured, length = struct.unpack_from("<IIII", records, at)
        time = seconds * 1_000_000 + microseconds
        blocks.append(block(6, struct.pack("<IIIII", interface, time >> 32, time & 0xFFFFFFFF, captured, length)
                            + records[at + 16:at + 16 + captured]))
        at += 16 + captured
    return b"".join(blocks)


def pcapng_drops(interface, drops):
    """What an interface says of itself at the end."""
    return block(5, struct.pack("<IQHHQHH", interface, 0, 5, 8, drops, 0, 0))


def packet(source, destination, protocol, datagram):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 0, 0, 64, protocol, 0,
                         socket.inet_aton(source[0]), socket.inet_aton(destination[0]))
    total = sum(struct.unpack(">10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    header = header[:10] + struct.pack(">H", ~total & 0xFFFF) + header[12:]
    return bytes.fromhex("020000000002020000000001" "0800") + header + datagram


def udp(source, destination, payload):
    datagram = struct.pack(">HHHH", source[1], destination[1], 8 + len(payload), 0) + payload
    return packet(source, destination, 17, datagram)


def tcp(source, destination, sequence, acknowledged, flags, payload=b""):
    segment = struct.pack(">HHIIBBHHH", source[1], destination[1], sequence, acknowledged, 0x50, flags, 65535, 0, 0) + payload
    return packet(source, destination, 6, segment)


def fields(call, method, tag=b""):
    return (b"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK" + call + method + b"\r\n"
            b"From: <sip:alice@example.com>;tag=a\r\n"
            b"To: <sip:bob@example.com>" + tag + b"\r\n"
            b"Call-ID: " + call + b"\r\n"
            b"CSeq: 1 " + method + b"\r\n"
            b"Content-Length: 0\r\n\r\n")


def request(method=b"OPTIONS", target=b"sip:bob@example.com", call=b"one"):
    return method + b" " + target + b" SIP/2.0\r\nMax-Forwards: 70\r\n" + fields(call, method)


def response(status=200, reason=b"OK", method=b"OPTIONS", call=b"one"):
    # Whoever takes a call says where it is reached: RFC 3261 section 12.1.1.
    contact = b"Contact: <sip:bob@192.0.2.2>\r\n" if method == b"INVITE" and 200 <= status < 300 else b""
    return b"SIP/2.0 %d " % status + reason + b"\r\n" + contact + fields(call, method, b";tag=b")


def exchange(time, status=200, reason=b"OK", method=b"OPTIONS", target=b"sip:bob@example.com", call=b"one"):
    """A request, and its response 120.1 ms later."""
    return (record(time, udp(ALICE, BOB, request(method, target, call)))
            + record(time + 0.1201, udp(BOB, ALICE, response(status, reason, method, call))))


def http_exchange(time, port, request, response):
    """A TCP connection from `port` with one request, and its response 50 ms later."""
    client, server = (ALICE[0], port), (BOB[0], 80)
    syn, ack, push = 0x02, 0x10, 0x18
    return (record(time, tcp(client, server, 0, 0, syn)) + record(time, tcp(server, client, 0, 1, syn | ack))
            + record(time, tcp(client, server, 1, 1, ack)) + record(time + 0.01, tcp(client, server, 1, 1, push, request))
            + record(time + 0.06, tcp(server, client, 1, 1 + len(request), push, response)))


def write(path, *records):
    path.write_bytes(file_header() + b"".join(records))
    return path
