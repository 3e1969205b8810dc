/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pcapng blocks are what a pcapng file is made of: sections, the interfaces of each, the packets of those interfaces, and
 * other things that are passed over. They are read here, where they lie (capture/window.h), as pcap_records.h does it for
 * pcap: in fewer steps than libpcap takes, also where interfaces differ, and numbered as Wireshark numbers them, which counts some
 * blocks that are no packets. draft-ietf-opsawg-pcapng.
 *
 * Memory: one window, and a few words for each interface of the section.
 */
#ifndef SEQUITUR_CAPTURE_PCAPNG_BLOCKS_H
#define SEQUITUR_CAPTURE_PCAPNG_BLOCKS_H

#include "capture/capture_file.h"
#include "capture/decompress.h"

/* The most interfaces of one section; ours. */
#define INTERFACES_MAX 4096

struct pcapng_blocks;

/* Do these bytes, the first 24 of a file or all it has, begin a pcapng file of a version that is read here? */
bool pcapng_blocks_suit(const uint8_t *bytes, size_t count);

/* The blocks of `input`, which stands at its beginning and stays the caller's. */
struct pcapng_blocks *pcapng_blocks_new(struct input *input);

/*
 * The next packet, with its frame number. After CAPTURE_FILE_DAMAGED *problem says why, in words that go behind the file's
 * name; free it with g_free.
 */
enum capture_file_next pcapng_blocks_next(struct pcapng_blocks *blocks, struct packet *packet,
										  char **problem);

/* What was not captured, as the file itself says up to where it was read. */
struct drops pcapng_blocks_dropped(const struct pcapng_blocks *blocks);

void pcapng_blocks_free(struct pcapng_blocks *blocks);

#endif
