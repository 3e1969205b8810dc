#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""seeds.py SCENARIO_PROGRAM OUT: makes the inputs that fuzzing starts from, OUT/TARGET/NAME.

They come from pcaps/ and tests/scenarios, brought into the forms that the targets read (see the first lines of each
target). Nothing of it is kept in the repository: what is there already is not stored twice.
"""

import hashlib
import pathlib
import struct
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/cli"))

import wire

INPUT_MAX = 60_000

ETHERNET, RAW_IP = 0, 1  # places in packet.c's list of link types
PIECE_BYTES, PIECE_END = 0, 3
STEP_TEXT = 2


def packets(data):
    """(seconds, bytes) of a classic capture in either byte order."""
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, captured, _ = struct.unpack(order + "IIII", data[at:at + 16])
        yield seconds + fraction / 1e6, data[at + 16:at + 16 + captured]
        at += 16 + captured


def datagrams(data):
    """(seconds, protocol, source, destination, payload) of IPv4 in Ethernet or alone."""
    link_type = struct.unpack("<I" if data[0] in (0xD4, 0x4D) else ">I", data[20:24])[0]
    for time, packet in packets(data):
        ip = packet[14:] if link_type == 1 else packet
        if len(ip) < 20 or ip[0] >> 4 != 4 or (link_type == 1 and packet[12:14] != b"\x08\x00"):
            continue
        total, head = struct.unpack(">H", ip[2:4])[0], (ip[0] & 15) * 4
        above = ip[head:total]
        if ip[9] == 17 and len(above) >= 8:
            size = 8
        elif ip[9] == 6 and len(above) >= 20:
            size = (above[12] >> 4) * 4
        else:
            continue
        source, destination = struct.unpack(">HH", above[:4])
        yield time, ip[9], (ip[12:16], source), (ip[16:20], destination), above[size:]


def piece(side, kind, payload):
    return bytes([side | kind << 1]) + struct.pack(">H", len(payload)) + payload


def connections(data):
    """The pieces of each TCP connection."""
    found = {}
    for _, protocol, source, destination, payload in datagrams(data):
        if protocol != 6 or not payload:
            continue
        key = tuple(sorted((source, destination)))
        first, parts = found.setdefault(key, (source, []))
        parts.append(piece(int(source != first), PIECE_BYTES, payload[:0x7FFF]))
    return [b"".join(parts) + piece(0, PIECE_END, b"") for _, parts in found.values()]


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def http2_form(data):
    """The HTTP/2 frames that lie whole in their segments, as http2.c reads them."""
    first, parts = None, []
    for _, protocol, source, _, payload in datagrams(data):
        if protocol != 6 or not payload:
            continue
        if payload.startswith(PREFACE):
            first, payload = source, payload[len(PREFACE):]
        while first and len(payload) >= 9:
            length = int.from_bytes(payload[:3], "big")
            if length < 0x8000 and len(payload) >= 9 + length:
                parts.append(bytes([int(source != first), payload[3], payload[4], payload[8]])
                             + struct.pack(">H", length) + payload[9:9 + length])
            payload = payload[9 + length:]
    return b"".join(parts)


def heads(data):
    """Every payload that looks like a message."""
    return [payload for _, _, _, _, payload in datagrams(data) if b"HTTP/1." in payload or b"SIP/2.0" in payload]


def packet_form(data):
    """As packet.c reads it."""
    link_type = struct.unpack("<I" if data[0] in (0xD4, 0x4D) else ">I", data[20:24])[0]
    parts = [bytes([ETHERNET if link_type == 1 else RAW_IP])]
    parts += [b"\x02" + struct.pack(">H", len(packet)) + packet for _, packet in packets(data) if len(packet) < 0x8000]
    return b"".join(parts)


def hosts_byte(hosts, source, destination):
    for host in (source, destination):
        hosts.setdefault(host, len(hosts))
    return hosts[source] % 8 | hosts[destination] % 8 << 3


def sip_form(data):
    """The datagrams, as sip.c reads them."""
    hosts, parts = {}, [b"\0"]
    for _, protocol, source, destination, payload in datagrams(data):
        if protocol == 17 and b"SIP/2.0" in payload:
            parts.append(bytes([hosts_byte(hosts, source, destination), 2]) + struct.pack(">H", len(payload)) + payload)
    return b"".join(parts) if len(parts) > 1 else None


def program_form(data):
    """The messages as a program for core."""
    hosts, parts = {}, []
    for _, _, source, destination, payload in datagrams(data):
        if b"HTTP/1." in payload or b"SIP/2.0" in payload:
            parts.append(bytes([STEP_TEXT, 2, hosts_byte(hosts, source, destination)])
                         + struct.pack(">H", len(payload)) + payload)
    return b"".join(parts) if parts else None


def pcapng_form(data):
    """A classic little-endian capture as pcapng, with a block that is no packet."""
    link_type, = struct.unpack_from("<H", data, 20)
    return (wire.pcapng_header(link_type) + wire.block(4, bytes(4)) + wire.pcapng_packets(data[24:])
            + wire.pcapng_drops(0, 0))


def captures(scenario, folder):
    """(name, bytes) of every capture there is to start from."""
    for path in sorted((TOP / "pcaps").glob("*.pcap")):
        yield path.stem, path.read_bytes()
    for path in sorted((TOP / "tests/scenarios").glob("*.txt")):
        out = pathlib.Path(folder) / "scenario.pcap"
        done = subprocess.run([scenario, "--pcap", path, out], capture_output=True, timeout=60)
        if done.returncode == 0 and out.exists():
            yield path.stem, out.read_bytes()
            out.unlink()


# Steps of a call, its copies, a loop, a redirection: what real captures have no two of in a row.
PROGRAMS = {
    "call": "00 00 08 00 80 00 00 c0|00 02 01 00 00 00 00 00|00 02 01 00 03 00 02 01|00 02 08 01 80 00 02 00",
    "refused": "00 00 08 00 80 00 00 00|00 02 01 00 0b 00 02 08|00 02 08 01 80 00 02 00|00 02 08 00 80 00 10 10",
    "cancelled": "00 00 08 00 80 00 00 00|00 02 01 00 01 00 02 00|00 02 08 02 80 00 00 00|00 02 01 02 03 00 02 00"
                 "|00 02 01 00 1a 00 02 00",
    "redirected": "01 00 08 00 80 10 00|01 02 01 00 09 10 01|01 02 08 00 81 10 00|01 02 01 00 03 10 00",
    "reset": "01 00 08 00 80 10 00|03 02 01 04 01",
}


def seeds(scenario, folder):
    """(target, bytes)"""
    for name, data in captures(scenario, folder):
        yield "file", name, data
        if data[:4] == b"\xd4\xc3\xb2\xa1":
            yield "file", f"{name}-pcapng", pcapng_form(data)
        yield "packet", name, packet_form(data)
        yield "sip", name, sip_form(data)
        yield "http2", name, http2_form(data)
        yield "analysis", name, program_form(data)
        for number, pieces in enumerate(connections(data)):
            yield "http", f"{name}-{number}", pieces
            if b"SIP/2.0" in pieces:
                yield "sip", f"{name}-{number}", b"\1" + pieces
        for number, payload in enumerate(heads(data)):
            yield "message", f"{name}-{number}", payload
    for name, steps in PROGRAMS.items():
        yield "analysis", name, bytes.fromhex(steps.replace("|", " "))


def main():
    scenario, out = sys.argv[1], pathlib.Path(sys.argv[2])
    seen = set()
    with tempfile.TemporaryDirectory() as folder:
        for target, name, data in seeds(scenario, folder):
            digest = (target, hashlib.sha256(data or b"").digest())
            if not data or len(data) > INPUT_MAX or digest in seen:
                continue
            seen.add(digest)
            (out / target).mkdir(parents=True, exist_ok=True)
            (out / target / name).write_bytes(data)


if __name__ == "__main__":
    main()
