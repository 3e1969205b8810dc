/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An interface of this machine hands out the packets that pass it, as they come. Whoever opens it needs the right to
 * (root, or CAP_NET_RAW); reading from it needs none, so rights can be given up in between. It owns the bytes of the
 * packet it handed out last.
 */
#ifndef SEQUITUR_CAPTURE_INTERFACE_H
#define SEQUITUR_CAPTURE_INTERFACE_H

#include "capture/packet.h"

struct interface;

enum interface_next {
	INTERFACE_PACKET, /* *packet is filled, valid until the next call */
	INTERFACE_QUIET,  /* nothing came for a while; call again */
	INTERFACE_GONE,   /* it went down, or reading failed: interface_problem says how */
};

/*
 * Opens the interface `name` ("any": all of them) with a filter in tcpdump's language (NULL: everything). NULL
 * when that cannot be; *problem then says why in one line (free with g_free).
 */
struct interface *interface_open(const char *name, const char *filter, char **problem);

/* The next packet; waits a fifth of a second at most. Signals end the waiting: INTERFACE_QUIET. */
enum interface_next interface_next(struct interface *interface, struct packet *packet);

/* How many packets the kernel has dropped up to now because nobody took them in time. */
uint64_t interface_dropped(struct interface *interface);

/* After INTERFACE_GONE: one line. Belongs to the interface. */
const char *interface_problem(const struct interface *interface);

void interface_close(struct interface *interface);

#endif
