#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The second web server of the HTTP captures: what a static server cannot be made to say.

Cookies, Digest authentication, Expect, early hints, a WebSocket and broken connections, on Python's own
http.server. It listens on 127.0.0.3:8080 until it is ended.
"""

import base64
import hashlib
import re
import socket
import struct
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REALM, NONCE = "private pages", "9f86d081884c7d65"


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class Origin(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "origin", ""
    wbufsize = -1  # an answer leaves in one piece
    unavailable_until = 0.0

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        page = getattr(self, "page_" + self.path.split("?")[0].strip("/").replace("-", "_"), None)
        page() if page else self.answer(404, b"no such page\n")

    do_HEAD = do_GET

    def page_hello(self):
        self.answer(200, b"hello\n", Content_Type="text/plain")

    def page_welcome(self):
        """Sends a visitor without a cookie to the same place once more, as many login pages do."""
        if "seen=1" in self.headers.get("Cookie", ""):
            self.answer(200, b"welcome\n")
        else:
            self.answer(302, Location="/welcome", Set_Cookie="seen=1; Path=/")

    def page_digest(self):
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', self.headers.get("Authorization", "")))
        proof = ":".join(given.get(part, "") for part in ("nonce", "nc", "cnonce", "qop"))
        wanted = md5(f"{md5(f'alice:{REALM}:secret')}:{proof}:{md5(f'{self.command}:{self.path}')}")
        if given.get("response") == wanted and given.get("nonce") == NONCE:
            self.answer(200, b"private\n")
        else:
            challenge = f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth", algorithm=MD5'
            self.answer(401, b"who are you?\n", WWW_Authenticate=challenge)

    def page_busy(self):
        """Unavailable for two seconds from the first request on."""
        now = time.monotonic()
        if not Origin.unavailable_until:
            Origin.unavailable_until = now + 2
        if now < Origin.unavailable_until:
            self.answer(503, b"try later\n", Retry_After="2")
        else:
            Origin.unavailable_until = 0.0
            self.answer(200, b"here again\n")

    def page_hints(self):
        self.send_response_only(103)
        self.send_header("Link", "</style.css>; rel=preload; as=style")
        self.end_headers()
        self.wfile.flush()
        time.sleep(0.1)
        self.answer(200, b"<link rel=stylesheet href=/style.css>\n", Content_Type="text/html")

    def page_chunked(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Trailer", "Digest-Of-Page")
        self.end_headers()
        for piece in (b"one\n", b"two, a little longer\n", b"three\n"):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.flush()
            time.sleep(0.05)
        self.wfile.write(b"0\r\nDigest-Of-Page: none\r\n\r\n")

    def page_until_close(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.flush()
        self.wfile.write(b"this page ends where the connection ends\n")

    def page_reset(self):
        """Hangs up with RST, as a crashed process behind it would."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def page_cut(self):
        """Promises a thousand bytes and resets after ten."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"0123456789")
        self.wfile.flush()
        time.sleep(0.1)
        self.page_reset()

    def page_silent(self):
        """Never answers; the client loses patience."""
        time.sleep(3)
        self.close_connection = True

    def page_socket(self):
        key = self.headers.get("Sec-WebSocket-Key", "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        self.wfile.write(b"\x81\x05hello")
        self.wfile.flush()
        self.connection.settimeout(1)
        self.rfile.read(1)
        self.close_connection = True

    def handle_expect_100(self):
        if self.path == "/no-expectations":
            self.answer(417, b"send it without asking\n", Connection="close")
            self.close_connection = True
            return False
        if self.path == "/too-large":
            self.answer(413, b"too large\n", Connection="close")
            self.close_connection = True
            return False
        accepted = super().handle_expect_100()
        self.wfile.flush()
        return accepted

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(min(length, 1 << 20))
        self.answer(201, b"kept\n", Location="/hello")

    do_PUT = do_POST

    def finish(self):
        try:
            super().finish()
        except OSError:
            pass


if __name__ == "__main__":
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer(("127.0.0.3", 8080), Origin).serve_forever()
