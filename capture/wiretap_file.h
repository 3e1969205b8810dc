/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A wiretap file is a capture read through Wireshark's file library: other formats than pcap (snoop, NetMon,
 * ERF ...), and pcapng whose interfaces differ, which libpcap refuses. Without HAVE_WIRETAP, and
 * where the library is not there, it opens nothing.
 */
#ifndef SEQUITUR_CAPTURE_WIRETAP_FILE_H
#define SEQUITUR_CAPTURE_WIRETAP_FILE_H

#include "capture/capture_file.h"

struct wiretap_file;

/*
 * Loads the library, unless that has been done. False: it is not there, or a fence (tool/fence.h) keeps code from being
 * loaded. What needs it does this by itself.
 */
bool wiretap_load(void);

/* "-": standard input. NULL when it cannot be read; *problem then says why (g_free). */
struct wiretap_file *wiretap_file_open(const char *path, char **problem);

/* As capture_file_next; *problem is set when damaged (g_free). Records that are no packets count as frames. */
enum capture_file_next wiretap_file_next(struct wiretap_file *file, struct packet *packet, char **problem);

/* How many of its bytes have been read. */
uint64_t wiretap_file_position(const struct wiretap_file *file);

void wiretap_file_close(struct wiretap_file *file);

#endif
