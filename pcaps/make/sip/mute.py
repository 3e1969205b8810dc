#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A host that takes every datagram to port 5060 and never answers. Usage: mute.py ADDRESS; ends after two minutes."""

import signal
import socket
import sys

signal.alarm(120)
host = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
host.bind((sys.argv[1], 5060))
while True:
    host.recv(65536)
