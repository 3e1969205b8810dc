/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wireless LAN: IEEE 802.11 data frames, and the headers that capture drivers put before them. */
#include "capture/layer.h"

/* IEEE 802.11 section 9.2.4.1: frame control, first and second byte */
#define TYPE_MASK    0x0c
#define TYPE_DATA    0x08
#define SUBTYPE_NULL 0x40 /* carries no data */
#define SUBTYPE_QOS  0x80

#define TO_DS          0x01
#define FROM_DS        0x02
#define MORE_FRAGMENTS 0x04
#define PROTECTED      0x40
#define ORDER          0x80 /* in QoS data: an HT control field follows */

#define QOS_AMSDU 0x80 /* several packets in one frame */

/* A-MSDU, section 9.3.2.2: subframes of two addresses, a length and LLC, each padded to four bytes. */
static void
amsdu_decode(struct walk *walk, struct rest rest)
{
	while (rest.captured >= 14) {
		uint32_t length = read_be16(rest.bytes + 12);
		unsigned depth = walk->depth;

		llc_decode(walk, rest_limit(rest_after(rest, 14), length));
		walk->depth = depth; /* neighbours, not layers */
		rest = rest_after(rest, (14 + length + 3) & ~3u);
	}
}

/* `is_padded`: the driver filled up the header to a multiple of four bytes. */
static void
frame_decode(struct walk *walk, struct rest rest, bool is_padded)
{
	uint32_t header = 24;
	bool is_qos, is_amsdu = false;

	if (!walk_has(walk, rest, header))
		return;

	uint8_t control = rest.bytes[0], flags = rest.bytes[1];
	bool is_fragment = (flags & MORE_FRAGMENTS) || (rest.bytes[22] & 0x0f);

	if ((control & TYPE_MASK) != TYPE_DATA || (control & SUBTYPE_NULL) || (flags & PROTECTED) ||
		is_fragment) {
		walk_unknown(walk);
		return;
	}
	is_qos = control & SUBTYPE_QOS;
	header += (flags & TO_DS) && (flags & FROM_DS) ? 6 : 0; /* a fourth address */
	if (is_qos) {
		if (!walk_has(walk, rest, header + 2))
			return;
		is_amsdu = rest.bytes[header] & QOS_AMSDU;
		header += flags & ORDER ? 6 : 2;
	}
	rest = rest_after(rest, is_padded ? (header + 3) & ~3u : header);
	if (is_amsdu)
		amsdu_decode(walk, rest);
	else
		llc_decode(walk, rest);
}

void
wlan_decode(struct walk *walk, struct rest rest)
{
	frame_decode(walk, rest, false);
}

/* radiotap.org: "present" words until bit 31 is clear, then the fields; the second one, flags, is one byte. */
#define PRESENT_TSFT  0x1u
#define PRESENT_FLAGS 0x2u
#define PRESENT_MORE  0x80000000u
#define FLAG_PADDED   0x20

static uint8_t
radiotap_flags(const uint8_t *bytes, uint32_t length)
{
	uint32_t at = 4, first = read_le32(bytes + 4);

	while (at + 4 <= length && (read_le32(bytes + at) & PRESENT_MORE))
		at += 4;
	at += 4;
	if (first & PRESENT_TSFT)
		at = ((at + 7) & ~7u) + 8;
	return (first & PRESENT_FLAGS) && at < length ? bytes[at] : 0;
}

void
radiotap_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 8))
		return;

	uint32_t length = read_le16(rest.bytes + 2);

	if (length < 8)
		walk_bad(walk);
	else if (walk_has(walk, rest, length))
		frame_decode(walk, rest_after(rest, length), radiotap_flags(rest.bytes, length) & FLAG_PADDED);
}

/* Prism: 144 bytes, with their number behind a message code in the byte order of the driver's machine. */
#define PRISM_SIZE 144
#define AVS_MAGIC  0x80211000u

void
prism_decode(struct walk *walk, struct rest rest)
{
	if (!walk_has(walk, rest, 8))
		return;
	if ((read_be32(rest.bytes) & 0xfffff000u) == AVS_MAGIC)
		avs_decode(walk, rest);
	else if (read_le32(rest.bytes + 4) == PRISM_SIZE || read_be32(rest.bytes + 4) == PRISM_SIZE)
		wlan_decode(walk, rest_after(rest, PRISM_SIZE));
	else
		wlan_decode(walk, rest);
}

void
avs_decode(struct walk *walk, struct rest rest)
{
	if (walk_has(walk, rest, 8))
		wlan_decode(walk, rest_after(rest, read_be32(rest.bytes + 4)));
}
