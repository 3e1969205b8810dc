/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ICMP and ICMPv6 errors quote the beginning of the packet that did not arrive (RFC 792, RFC 4443 section 3).
 * They become EVENT_UNREACHABLE, whose `about_*` and `quoted` come from the quote. What they quote is no
 * message: it was sent once, and is seen elsewhere. Other ICMP messages, and those about the path's MTU, which
 * the sender answers by sending smaller packets, say nothing here.
 */
#ifndef SEQUITUR_CAPTURE_ICMP_H
#define SEQUITUR_CAPTURE_ICMP_H

#include "capture/packet.h"

struct walk;

/* `datagram` is an ICMP or ICMPv6 message. */
void icmp_decode(struct walk *walk, const struct datagram *datagram);

#endif
