#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks for OPTIONS over a WebSocket (RFC 7118) and ends. Usage: websocket.py ADDRESS"""

import base64
import os
import socket
import sys

HANDSHAKE = """GET / HTTP/1.1
Host: {proxy}:8080
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Key: {key}
Sec-WebSocket-Version: 13
Sec-WebSocket-Protocol: sip
Origin: http://{proxy}:8080

"""
OPTIONS = """OPTIONS sip:{proxy} SIP/2.0
Via: SIP/2.0/WS alice.invalid;branch=z9hG4bKws1
Max-Forwards: 70
From: <sip:alice@{proxy}>;tag=a1
To: <sip:{proxy}>
Call-ID: ws1@alice.invalid
CSeq: 1 OPTIONS
Contact: <sip:alice@alice.invalid;transport=ws>
Content-Length: 0

"""


def wire(text, **values):
    return text.replace("\n", "\r\n").format(**values).encode()


def text_frame(payload):
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return b"\x81" + bytes([0x80 | 126]) + len(payload).to_bytes(2, "big") + mask + masked


proxy = sys.argv[1]
with socket.create_connection((proxy, 8080)) as server:
    server.settimeout(2)
    server.sendall(wire(HANDSHAKE, proxy=proxy, key=base64.b64encode(os.urandom(16)).decode()))
    server.recv(65536)
    server.sendall(text_frame(wire(OPTIONS, proxy=proxy)))
    server.recv(65536)
