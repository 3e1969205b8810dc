/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capture file hands out its packets one after the other: pcapng and pcap as everybody writes it are read here, older
 * kinds of pcap through libpcap, everything else through wiretap when that is built in; plain or compressed with gzip
 * or zstd; from a file, a FIFO or standard input. It owns the bytes of the packet it handed out last.
 *
 * Memory is bounded whatever the file says: buffers, one packet, the window of the decompressor.
 * Texts about problems go behind the file's name: "is empty", "is cut short in frame 12: ...".
 */
#ifndef SEQUITUR_CAPTURE_CAPTURE_FILE_H
#define SEQUITUR_CAPTURE_CAPTURE_FILE_H

#include "capture/packet.h"

struct capture_file;

enum capture_file_next {
	CAPTURE_FILE_PACKET,  /* *packet is filled, valid until the next call */
	CAPTURE_FILE_END,     /* the file ended where a packet ends */
	CAPTURE_FILE_DAMAGED, /* broken, cut short, or reading failed: capture_file_problem says where and how */
};

/*
 * Loads the code that files of these kinds may need, before a fence is raised that lets no more code in. `paths` are
 * NULL-terminated; what cannot be looked at is passed over.
 */
void capture_file_prepare(char *const *paths);

/*
 * Opens `path` ("-": standard input). NULL when it cannot be read as a capture; *problem then says why in one
 * line (free with g_free). A FIFO or standard input is waited for.
 */
struct capture_file *capture_file_open(const char *path, char **problem);

/*
 * Calls `waiting` each time before it waits for packets that are not there yet: not for a regular file, which has all of
 * its own.
 */
void capture_file_on_wait(struct capture_file *file, void (*waiting)(void *user), void *user);

/*
 * The next packet. A signal handler that does not restart system calls ends the waiting for a FIFO or
 * standard input: CAPTURE_FILE_DAMAGED, "was interrupted ...". After anything but CAPTURE_FILE_PACKET do not
 * call again.
 */
enum capture_file_next capture_file_next(struct capture_file *file, struct packet *packet);

/* After CAPTURE_FILE_DAMAGED: one line that names the frame. Belongs to the file. */
const char *capture_file_problem(const struct capture_file *file);

/* What was not captured, as the file itself says up to where it was read. */
struct drops capture_file_dropped(const struct capture_file *file);

/* How many of its bytes have been read; of a compressed file, compressed ones. */
uint64_t capture_file_position(const struct capture_file *file);

void capture_file_close(struct capture_file *file);

#endif
