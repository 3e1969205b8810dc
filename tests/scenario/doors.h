/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The doors of the house, through which a scenario that was cut (scenario_cut) may enter.
 */
#ifndef SEQUITUR_TESTS_SCENARIO_DOORS_H
#define SEQUITUR_TESTS_SCENARIO_DOORS_H

#include <stdio.h>

#include "tests/scenario/scenario.h"

/* When the stories begin: nanoseconds since 1970. */
#define STORY_BEGIN (INT64_C(1700000000) * 1000000000)

/* To core: messages and events as capture/ would make them of the packets. Prints NDJSON on standard output. */
void core_door(const struct scenario *scenario);

/* To the tool: Ethernet, IP, UDP, TCP and ICMP packets in a classic pcap of microseconds. False: not written. */
bool pcap_door(const struct scenario *scenario, const char *path);

/* The packet as Ethernet frame. Free with g_byte_array_unref. */
GByteArray *packet_bytes(const struct told_packet *packet);

#endif
