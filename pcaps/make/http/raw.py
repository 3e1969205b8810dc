#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends requests as written, for what curl refuses to send. Usage: raw.py HOST PORT SECONDS REQUEST...

Each REQUEST is one write, with \\r\\n and \\xNN as in a C string, 0.2 s after the one before. Reads until nothing
comes for SECONDS.
"""

import socket
import sys
import time

host, port, seconds, *requests = sys.argv[1:]
with socket.create_connection((host, int(port))) as server:
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server.settimeout(float(seconds))
    try:
        for number, request in enumerate(requests):
            time.sleep(0.2 if number else 0)
            server.sendall(request.encode().decode("unicode_escape").encode("latin-1"))
        while server.recv(65536):
            pass
    except (TimeoutError, ConnectionError):
        pass
