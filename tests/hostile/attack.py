# SPDX-License-Identifier: GPL-2.0-or-later
"""attack.py NAME SIZE: writes a capture that was made to do harm to standard output.

Each attack is a generator of bytes, so that nothing of it has to fit anywhere. Ethernet and IPv4, checksums zero
(captures on the sending host have none either)."""

import struct
import sys
import zlib

ETHERNET = bytes.fromhex("020000000002020000000001" "0800")
CLIENT, SERVER = b"\xc0\x00\x02\x01", b"\xc0\x00\x02\x02"
START = 1_700_000_000
SYN, ACK, PUSH_ACK = 0x02, 0x10, 0x18


def file_header():
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)


def record(seconds, packet):
    """One packet; `seconds` may have a fraction."""
    whole = int(seconds)
    return struct.pack("<IIII", whole, int((seconds - whole) * 1e6), len(packet), len(packet)) + packet


def ip(payload, protocol, source=CLIENT, destination=SERVER, number=0, fragment=0):
    return ETHERNET + struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), number & 0xFFFF, fragment, 64, protocol,
                                  0, source, destination) + payload


def udp(payload, source=CLIENT, destination=SERVER, ports=(5060, 5060), number=0):
    return ip(struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload, 17, source, destination, number)


def tcp(payload, sequence, acknowledged=0, flags=PUSH_ACK, source=CLIENT, destination=SERVER, ports=(40000, 80)):
    return ip(struct.pack(">HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, acknowledged & 0xFFFFFFFF, 0x50, flags, 0xFFFF,
                          0, 0) + payload, 6, source, destination)


def answer(payload, sequence, acknowledged, ports=(40000, 80)):
    return tcp(payload, sequence, acknowledged, PUSH_ACK, SERVER, CLIENT, ports[::-1])


def sip(start, call=b"one", branch=b"1", cseq=b"1 INVITE", more=b"", tag=b"", user=b"a"):
    return (start + b"\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK" + branch + b"\r\nFrom: <sip:" + user + b"@example.com>;tag=a"
            b"\r\nTo: <sip:b@example.com>" + tag + b"\r\nCall-ID: " + call + b"\r\nCSeq: " + cseq + b"\r\n" + more
            + b"Content-Length: 0\r\n\r\n")


INVITE = b"INVITE sip:b@example.com SIP/2.0"


def template(packet, mark=b"@@@@@@@"):
    """A packet in which `mark` is to be a number of seven digits, as a format for %."""
    return packet.replace(b"%", b"%%").replace(mark, b"%07d")


def numbered(pairs, count, step=1e-5):
    """`count` times the packets of `pairs`, (packet, number of marks in it), with one number for each round."""
    forms = [(template(packet), packet.count(b"@@@@@@@"), len(packet)) for packet in pairs]
    time = START
    parts = []
    for number in range(count):
        if number % 512 == 0:
            if parts:
                yield b"".join(parts)
            parts = []
            now = time + number * step
            head = struct.pack("<II", int(now), int(now % 1 * 1e6))
            heads = [head + struct.pack("<II", length, length) for _, _, length in forms]
        for (form, marks, _), head in zip(forms, heads):
            parts.append(head)
            parts.append(form % ((number,) * marks))
    yield b"".join(parts)


# ---- TCP and IP ----

def half_connections(count):
    """A SYN each from another address, and never an answer."""
    yield file_header()
    head = record(START, tcp(b"", 1, flags=SYN))
    before, behind = head[:16 + 14 + 12], head[16 + 14 + 16:]
    for first in range(0, count, 4096):
        yield b"".join(before + struct.pack(">I", 0x0A000000 + number) + behind
                       for number in range(first, min(count, first + 4096)))


def fragments_without_end(count):
    """First fragments of datagrams whose others never come."""
    yield file_header()
    for number in range(count):
        yield record(START + number * 1e-5, ip(b"x" * 64, 17, struct.pack(">I", 0x0A000000 + number // 1000), SERVER,
                                               number, 0x2000 | number % 4000))


def overlapping_fragments(count):
    """One datagram, the same parts of it again and again, each time with other bytes."""
    yield file_header()
    for number in range(count):
        yield record(START + number * 1e-5, ip(bytes([number % 256]) * 1400, 17, number=number % 8,
                                               fragment=0x2000 | number % 5000))


def segments_behind_holes(count):
    """Each segment leaves a hole before it, and they come from the last to the first."""
    yield file_header()
    yield record(START, tcp(b"", 0, flags=SYN)) + record(START, tcp(b"", 0, 1, SYN | ACK, SERVER, CLIENT, (80, 40000)))
    yield record(START, tcp(b"GET / HTTP/1.1\r\n", 1))
    for number in range(count):
        block, place = divmod(number, 1000)
        yield record(START + number * 1e-5, tcp(b"x", 100 + (block * 1000 + 999 - place) * 2))


def one_byte_segments(count):
    """A head that comes byte by byte."""
    yield file_header()
    yield record(START, tcp(b"GET / HTTP/1.1\r\nX: ", 1))
    for number in range(count):
        yield record(START + number * 1e-5, tcp(b"\n" if number % 60 == 59 else b"x", 20 + number))


# ---- size ----

def endless_header(count):
    """One header field of `count` bytes."""
    yield file_header()
    yield record(START, tcp(b"GET / HTTP/1.1\r\nX: ", 1))
    sequence, part = 20, b"a" * 60000
    for number in range(count // len(part)):
        yield record(START + number * 1e-4, tcp(part, sequence))
        sequence += len(part)


def endless_response(count):
    """The same in a response, many of them, each above what a head may be."""
    yield file_header()
    sequence = 1
    for number in range(count // 280000):
        for part in (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 60000, *[b"a" * 60000] * 4, b"\r\n\r\n"):
            yield record(START + number * 1e-4, answer(part, sequence, 1))
            sequence += len(part)


def heads_on_many_connections(count):
    """Connections whose heads all lack their end."""
    yield file_header()
    part = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 30000
    for number in range(count):
        source = struct.pack(">I", 0x0A000000 + number)
        yield record(START, tcp(part, 1, source=source))


def requests_on_many_connections(count):
    """Large requests that nobody answers, each on its own connection."""
    yield file_header()
    part = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 30000 + b"\r\n\r\n"
    for number in range(count):
        source = struct.pack(">I", 0x0A000000 + number)
        yield record(START, tcp(b"", 0, flags=SYN, source=source)) + record(START, tcp(part, 1, source=source))


def large_datagrams(count):
    """Large SIP requests that nobody answers."""
    yield file_header()
    for number in range(count):
        yield record(START + number * 1e-3, udp(sip(INVITE, b"%d" % number, more=b"X: " + b"a" * 60000 + b"\r\n")))


def gzip_bomb(count):
    """`count` bytes of packets without content, compressed a thousandfold."""
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield press.compress(file_header())
    zeros = bytes(1 << 20)
    for _ in range(count >> 20):
        yield press.compress(zeros)
    yield press.flush()


def zstd_bomb(count):
    """The same for zstd, in blocks of one repeated byte: four bytes for each 128 KiB (RFC 8878 section 3.1.1.2)."""
    header = file_header()
    yield b"\x28\xb5\x2f\xfd" + b"\x00" + b"\x58"
    yield struct.pack("<I", len(header) << 3)[:3] + header
    block = struct.pack("<I", 1 << 1 | (128 << 10) << 3)[:3] + b"\0"
    yield block * (count >> 17)
    yield struct.pack("<I", 1)[:3]


# ---- SIP ----

def branches(count):
    """One call with a branch for each INVITE, which rings and is never answered."""
    yield file_header()
    yield from numbered([udp(sip(INVITE, branch=b"@@@@@@@")),
                         udp(sip(b"SIP/2.0 180 Ringing", branch=b"@@@@@@@", tag=b";tag=@@@@@@@"), SERVER, CLIENT)],
                        count // 2)


def call_ids(count):
    yield file_header()
    yield from numbered([udp(sip(INVITE, b"@@@@@@@", b"@@@@@@@"))], count)


def ringing_calls(count):
    """A call for each INVITE, which rings and is never answered."""
    yield file_header()
    yield from numbered([udp(sip(INVITE, b"@@@@@@@", b"@@@@@@@")),
                         udp(sip(b"SIP/2.0 180 Ringing", b"@@@@@@@", b"@@@@@@@", tag=b";tag=b"), SERVER, CLIENT)],
                        count // 2)


def different_responses(count):
    """One transaction with as many answers."""
    yield file_header()
    yield record(START, udp(sip(INVITE)))
    yield from numbered([udp(sip(b"SIP/2.0 183 @@@@@@@", tag=b";tag=b", more=b"Require: 100rel\r\nRSeq: @@@@@@@\r\n"),
                             SERVER, CLIENT)], count)


def accepted_calls(count):
    """One INVITE that as many accept, and no ACK."""
    yield file_header()
    yield record(START, udp(sip(INVITE)))
    yield from numbered([udp(sip(b"SIP/2.0 200 OK", tag=b";tag=@@@@@@@", more=b"Contact: <sip:b@192.0.2.2>\r\n"), SERVER,
                             CLIENT)], count)


def registrations(count):
    """As many devices register, for a day."""
    yield file_header()
    register = b"@@@@@@@ REGISTER"
    contact = b"Contact: <sip:b@192.0.2.1>;expires=86400\r\n"
    yield from numbered([udp(sip(b"REGISTER sip:example.com SIP/2.0", b"@@@@@@@", b"@@@@@@@", register, contact)),
                         udp(sip(b"SIP/2.0 200 OK", b"@@@@@@@", b"@@@@@@@", register, contact, b";tag=b"), SERVER, CLIENT)],
                        count // 2, 1e-3)


def registrations_of_long_ago(count):
    """The same for a minute, ten years before the first packet of the capture: each is over before it begins."""
    register = b"@@@@@@@ REGISTER"
    contact = b"Contact: <sip:b@192.0.2.1>;expires=60\r\n"
    yield file_header()
    yield record(START + 10 * 365 * 86400, udp(sip(b"OPTIONS sip:b@example.com SIP/2.0", cseq=b"1 OPTIONS")))
    yield from numbered([udp(sip(b"REGISTER sip:example.com SIP/2.0", b"@@@@@@@", b"@@@@@@@", register, contact)),
                         udp(sip(b"SIP/2.0 200 OK", b"@@@@@@@", b"@@@@@@@", register, contact, b";tag=b"), SERVER, CLIENT)],
                        count // 2, 1e-3)


def sessions(count):
    """One call that is answered again and again, each time with a session of its own."""
    session = b"Session-Expires: 1800\r\n"
    yield file_header()
    yield from numbered([udp(sip(INVITE, cseq=b"@@@@@@@ INVITE", branch=b"@@@@@@@", more=session)),
                         udp(sip(b"SIP/2.0 200 OK", cseq=b"@@@@@@@ INVITE", branch=b"@@@@@@@", more=session,
                                 tag=b";tag=@@@@@@@"), SERVER, CLIENT)], count // 2)


def cancels(count):
    """One call in which each INVITE has its CANCEL, and that its 200."""
    yield file_header()
    yield from numbered([udp(sip(INVITE, branch=b"@@@@@@@")),
                         udp(sip(b"CANCEL sip:b@example.com SIP/2.0", branch=b"@@@@@@@", cseq=b"1 CANCEL")),
                         udp(sip(b"SIP/2.0 200 OK", branch=b"@@@@@@@", cseq=b"1 CANCEL", tag=b";tag=b"), SERVER, CLIENT)],
                        count // 3)


def loops(count):
    """One call whose requests come back, each answered with 482."""
    yield file_header()
    yield from numbered([udp(sip(INVITE, branch=b"@@@@@@@", cseq=b"@@@@@@@ INVITE",
                                 more=b"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\n")),
                         udp(sip(b"SIP/2.0 482 Loop Detected", branch=b"@@@@@@@", cseq=b"@@@@@@@ INVITE", tag=b";tag=b"),
                             SERVER, CLIENT)], count // 2)


def redirections(count):
    """One call that is redirected to many targets at once, again and again."""
    contacts = b"Contact: " + b", ".join(b"<sip:b@192.0.2.%d;x=%d>" % (n % 250, n) for n in range(300)) + b"\r\n"
    yield file_header()
    yield from numbered([udp(sip(b"INVITE sip:b@192.0.2.1;x=@@@@@@@ SIP/2.0", branch=b"@@@@@@@", cseq=b"@@@@@@@ INVITE")),
                         udp(sip(b"SIP/2.0 302 Moved", branch=b"@@@@@@@", cseq=b"@@@@@@@ INVITE", tag=b";tag=b",
                                 more=contacts), SERVER, CLIENT)], count // 2)


def waits_for_one_server(count):
    """Calls that are all told to come again in an hour, between the same two addresses."""
    yield file_header()
    yield from numbered([udp(sip(INVITE, b"@@@@@@@", b"@@@@@@@", user=b"@@@@@@@")),
                         udp(sip(b"SIP/2.0 503 Overload", b"@@@@@@@", b"@@@@@@@", tag=b";tag=b", user=b"@@@@@@@",
                                 more=b"Retry-After: 3600\r\n"), SERVER, CLIENT)], count // 2)


def waits_for_one_target(count):
    """Registrations that are all refused as too brief, of the same user."""
    register = b"REGISTER sip:example.com SIP/2.0"
    yield file_header()
    yield from numbered([udp(sip(register, b"@@@@@@@", b"@@@@@@@", b"1 REGISTER")),
                         udp(sip(b"SIP/2.0 423 Interval Too Brief", b"@@@@@@@", b"@@@@@@@", b"1 REGISTER", tag=b";tag=b",
                                 more=b"Min-Expires: 3600\r\n"), SERVER, CLIENT)], count // 2)


def empty_contacts(count):
    """Redirections whose Contact is a datagram full of commas, or one URI full of parameters."""
    yield file_header()
    for number, contact in enumerate((b"," * 60000, b"<sip:a@b" + b";p" * 30000 + b">")):
        call = b"call%d" % number
        yield from numbered([udp(sip(INVITE, call, b"@@@@@@@", cseq=b"@@@@@@@ INVITE")),
                             udp(sip(b"SIP/2.0 302 Moved", call, b"@@@@@@@", cseq=b"@@@@@@@ INVITE", tag=b";tag=b",
                                     more=b"Contact: " + contact + b"\r\n"), SERVER, CLIENT)], count // 4)


def long_option_lists(count):
    """Lists as long as a datagram, on both sides of a comparison."""
    wanted = b"Require: " + b",".join(b"a%d" % n for n in range(8000)) + b"\r\n"
    refused = b"Unsupported: " + b",".join(b"b%d" % n for n in range(8000)) + b"\r\n"
    yield file_header()
    yield from numbered([udp(sip(INVITE, branch=b"@@@@@@@", cseq=b"@@@@@@@ INVITE", more=wanted)),
                         udp(sip(b"SIP/2.0 420 Bad Extension", branch=b"@@@@@@@", cseq=b"@@@@@@@ INVITE", tag=b";tag=b",
                                 more=refused), SERVER, CLIENT)], count // 2)


def many_passwords(count):
    """Refusals with a Warning as long as a datagram: one word, of nothing but URIs with passwords."""
    warning = b"Warning: 399 h \"" + b"sip:a:b@;" * 6500 + b"\"\r\n"
    yield file_header()
    yield from numbered([udp(sip(b"SIP/2.0 500 No", b"@@@@@@@", cseq=b"1 OPTIONS", tag=b";tag=b", more=warning), SERVER, CLIENT)], count)


def long_warnings(count):
    """Calls that are refused with more causes than are kept, each longer than what is kept of it."""
    warning = b"Warning: 399 " + b"h" * 100 + b" \"" + b"y" * 300 + b"\"\r\n"
    yield file_header()
    yield from numbered([udp(sip(INVITE, b"@@@@@@@")),
                         udp(sip(b"SIP/2.0 486 No", b"@@@@@@@", tag=b";tag=b", more=warning * 3), SERVER, CLIENT)], count // 2)


def similar_keys(count):
    """Call-IDs and branches that differ in few bits, as one would choose them to fall together in a table."""
    yield file_header()
    time = START
    for number in range(count):
        key = struct.pack("<Q", number << 40).hex().encode()
        yield record(time + number * 1e-5, udp(sip(INVITE, key, key)))


def sip_without_length(count):
    """SIP over TCP in which no message says how long it is."""
    yield file_header()
    sequence = 1
    for number in range(count):
        text = sip(INVITE, b"%d" % number).replace(b"Content-Length: 0\r\n", b"") + b"v=0\r\n" * 4
        yield record(START + number * 1e-5, tcp(text, sequence, ports=(40000, 5060)))
        sequence += len(text)


# ---- HTTP ----

def pipelined_requests(count):
    yield file_header()
    sequence, text = 1, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 50
    for number in range(count // 50):
        yield record(START + number * 1e-5, tcp(text, sequence))
        sequence += len(text)


def chunk_sizes(count):
    """Chunks of 2^63 and its neighbours, and digits without end."""
    sizes = (b"8000000000000000", b"7fffffffffffffff", b"ffffffffffffffff", b"0" * 5000 + b"5", b"-1", b"1" * 5000, b"fffffff")
    yield file_header()
    for number in range(count):
        text = (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + sizes[number % len(sizes)] + b"\r\nabc\r\n0\r\n\r\n")
        ports = (1024 + number % 60000, 80)
        yield record(START + number * 1e-5, tcp(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 1, ports=ports))
        yield record(START + number * 1e-5, answer(text, 1, 28, ports))


def many_cookies(count):
    """Chains of redirections with hundreds of cookies each, in requests full of other cookies; then an answer."""
    cookies = b"Cookie: " + b"; ".join(b"c%d=1" % n for n in range(6000)) + b"\r\n"
    setters = b"".join(b"Set-Cookie: d%d=1\r\n" % n for n in range(150))
    yield file_header()
    asked = answered = 1
    for number in range(count):
        text = b"GET /%d HTTP/1.1\r\nHost: a\r\nAuthorization: %d\r\n" % (number % 61 % 60, number) + cookies + b"\r\n"
        yield record(START + number * 1e-3, tcp(text, asked, answered))
        asked += len(text)
        text = b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n" % ((number + 1) % 61 % 60) + setters + b"\r\n"
        if number % 61 == 60:
            text = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        yield record(START + number * 1e-3 + 5e-4, answer(text, answered, asked))
        answered += len(text)


def growing_via(count):
    """The same request again and again, with one more proxy in Via each time, and always answered."""
    yield file_header()
    asked = answered = 1
    for number in range(count):
        members = b", ".join(b"1.1 p%d" % n for n in range(2 + number % 60))
        text = b"GET / HTTP/1.1\r\nHost: a\r\nVia: " + members + b"\r\n\r\n"
        yield record(START + number * 1e-5, tcp(text, asked, answered))
        asked += len(text)
        text = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        yield record(START + number * 1e-5, answer(text, answered, asked))
        answered += len(text)


# ---- HTTP/2 ----

HEADERS, RST_STREAM, CONTINUATION = 1, 3, 9
END_STREAM, END_HEADERS = 1, 4

GET = b"\x82\x86\x84\x41\x01a"  # :method GET, :scheme http, :path /, :authority a
LITERAL = b"\x40\x01x\x7f\xa1\x1e" + b"a" * 4000  # a field x of 4000 bytes, which the table then holds


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def http2(frames):
    """What the client says after its preface, in segments."""
    yield file_header()
    sequence, part = 1, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0)
    for number, more in enumerate(frames):
        part += more
        if len(part) > 30000:
            yield record(START + number * 1e-6, tcp(part[:30000], sequence))
            sequence, part = sequence + 30000, part[30000:]
    yield record(START + 1, tcp(part, sequence))


def http2_streams(count):
    """A request on each stream, and no answers."""
    yield from http2(frame(HEADERS, END_HEADERS | END_STREAM, 1 + 2 * number, GET) for number in range(count))


def http2_open_streams(count):
    """Requests whose bodies never come."""
    yield from http2(frame(HEADERS, END_HEADERS, 1 + 2 * number, GET) for number in range(count))


def http2_resets(count):
    """Each request is taken back at once."""
    yield from http2(frame(HEADERS, END_HEADERS | END_STREAM, 1 + 2 * number, GET)
                     + frame(RST_STREAM, 0, 1 + 2 * number, bytes(4)) for number in range(count))


def http2_continuations(count):
    """A header block that goes on for ever, by nothing and by something at a time."""
    yield from http2((frame(HEADERS, END_STREAM, 1, GET) if number == 0 else
                      frame(CONTINUATION, 0, 1, b"" if number % 2 else b"\x40\x01x\x01y")) for number in range(count))


def hpack_bomb(count):
    """Header blocks of one byte for each field of 4000."""
    yield from http2(frame(HEADERS, END_HEADERS | END_STREAM, 1 + 2 * number, GET + (b"" if number else LITERAL)
                           + b"\xbe" * 16000) for number in range(count))


# ---- time ----

def jumping_clock(count):
    """From 1970 to 2100 and back with each packet."""
    yield file_header()
    for number in range(count // 2):
        time = 1 if number % 2 else 4_102_444_800
        call = b"%d" % number
        yield record(time, udp(sip(INVITE, call)))
        yield record(time, udp(sip(b"SIP/2.0 486 Busy", call, tag=b";tag=b"), SERVER, CLIENT))


def end_of_time(count):
    """The last times that pcapng can say, in seconds: exchanges that are to be followed by something."""
    yield struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
    options = struct.pack("<HHB3xHH", 9, 1, 0, 0, 0)
    yield struct.pack("<IIHHI", 1, 20 + len(options), 1, 0, 0) + options + struct.pack("<I", 20 + len(options))
    for number in range(count // 2):
        call = b"%d" % number
        for packet in (udp(sip(INVITE, call)), udp(sip(b"SIP/2.0 503 Busy", call, tag=b";tag=b",
                                                      more=b"Retry-After: 3600\r\n"), SERVER, CLIENT)):
            size = 32 + (len(packet) + 3) // 4 * 4
            time = (1 << 64) - 1 - number if number % 2 else (1 << 63) // 1_000_000_000 - number
            yield (struct.pack("<IIIIIII", 6, size, 0, time >> 32, time & 0xFFFFFFFF, len(packet), len(packet))
                   + packet + bytes(-len(packet) % 4) + struct.pack("<I", size))


def main():
    try:
        for part in globals()[sys.argv[1]](int(sys.argv[2])):
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stderr.close()


if __name__ == "__main__":
    main()
