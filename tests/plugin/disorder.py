# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes of a capture the one that a worse network would have given: TCP segments come in pieces, late, and again.

What is sent stays the same, so what must be said of it does too.
"""

import random
import struct

FILE_HEADER, RECORD_HEADER, ETHERNET_HEADER = 24, 16, 14
TCP = 6
ACK, FIN, SYN, RST = 0x10, 0x01, 0x02, 0x04


def records(data):
    """[(time, bytes)] of the packets of a classic capture, little-endian; the time as it stands there."""
    at, found = FILE_HEADER, []
    while at < len(data):
        length, = struct.unpack_from("<I", data, at + 8)
        found.append((data[at:at + 8], data[at + RECORD_HEADER:at + RECORD_HEADER + length]))
        at += RECORD_HEADER + length
    return found


def segment_of(packet):
    """(where the TCP header begins, where its payload does, where that ends) of a segment over IPv4; else None."""
    if packet[12:14] != b"\x08\x00" or packet[ETHERNET_HEADER + 9] != TCP:
        return None
    tcp = ETHERNET_HEADER + (packet[ETHERNET_HEADER] & 15) * 4
    end = ETHERNET_HEADER + struct.unpack_from(">H", packet, ETHERNET_HEADER + 2)[0]
    payload = tcp + (packet[tcp + 12] >> 4) * 4
    return (tcp, payload, end) if payload <= end <= len(packet) else None


def piece(packet, place, begin, end):
    """The packet with only the bytes from `begin` to `end` of its payload."""
    tcp, payload, stop = place
    part = bytearray(packet[:payload] + packet[payload + begin:payload + end])
    struct.pack_into(">H", part, ETHERNET_HEADER + 2, len(part) - ETHERNET_HEADER)
    sequence = struct.unpack_from(">I", packet, tcp + 4)[0]
    struct.pack_into(">I", part, tcp + 4, (sequence + begin) & 0xFFFFFFFF)
    if end < stop - payload:
        part[tcp + 13] &= ~FIN
    return bytes(part)


def doubtful_acknowledgements(packet, place):
    """Three times the same acknowledgement from the other end: what comes again then is a fast retransmission."""
    tcp, payload, _ = place
    back = bytearray(packet[:payload])
    back[26:30], back[30:34] = packet[30:34], packet[26:30]
    back[tcp:tcp + 2], back[tcp + 2:tcp + 4] = packet[tcp + 2:tcp + 4], packet[tcp:tcp + 2]
    back[tcp + 4:tcp + 8], back[tcp + 8:tcp + 12] = packet[tcp + 8:tcp + 12], packet[tcp + 4:tcp + 8]
    back[tcp + 13] = ACK
    struct.pack_into(">H", back, ETHERNET_HEADER + 2, len(back) - ETHERNET_HEADER)
    return [bytes(back)] * 3


def pieces_of(packet, place, chance):
    """The packets in which these bytes come: two or three pieces, some late, some again."""
    length = place[2] - place[1]
    cuts = sorted(chance.sample(range(1, length), min(chance.randint(0, 2), length - 1)))
    borders = list(zip([0, *cuts], [*cuts, length]))
    pieces = [piece(packet, place, begin, end) for begin, end in borders]
    if len(pieces) > 1 and chance.random() < 0.5:
        at = chance.randrange(len(pieces) - 1)
        pieces[at], pieces[at + 1] = pieces[at + 1], pieces[at]
    if chance.random() < 0.3:
        again = chance.choice(pieces) if chance.random() < 0.5 else packet
        pieces += doubtful_acknowledgements(packet, place) + [again] if chance.random() < 0.5 else [again]
    return pieces


def disordered(data, seed):
    """The same capture from a worse network; the same one for the same seed."""
    chance = random.Random(seed)
    written = [data[:FILE_HEADER]]
    for time, packet in records(data):
        place = segment_of(packet)
        divisible = place and place[1] < place[2] and not packet[place[0] + 13] & (SYN | RST | FIN)
        for part in pieces_of(packet, place, chance) if divisible else [packet]:
            written.append(time + struct.pack("<II", len(part), len(part)) + part)
    return b"".join(written)
