/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pcap records are the packets of a classic pcap file behind its file header. libpcap reads that header; the records
 * are read here, where they lie, out of one large buffer: libpcap copies each packet twice and takes ten times as
 * many steps, which for captures full of voice is more than all that is made of the packets.
 *
 * Memory: one buffer, of a fixed size that is several times that of the largest packet.
 */
#ifndef SEQUITUR_CAPTURE_PCAP_RECORDS_H
#define SEQUITUR_CAPTURE_PCAP_RECORDS_H

#include "capture/capture_file.h"
#include "capture/decompress.h"

/* Bytes of the file header, and of what stands before each packet. */
#define PCAP_FILE_HEADER_SIZE   24
#define PCAP_RECORD_HEADER_SIZE 16

/* The most bytes a packet may have here; ours, and libpcap's for all link types that are read. */
#define PCAP_PACKET_MAX (256u << 10)

struct pcap_records;

/*
 * Do these bytes begin a file whose records can be read here? Of the known magic numbers, all but Kuznetzov's, and of
 * the versions the last, 2.4.
 */
bool pcap_records_suit(const uint8_t *bytes, size_t count);

/* How many bytes of a packet follow its header, in a file with this header that suits. */
uint32_t pcap_records_captured(const uint8_t *file_header, const uint8_t *record_header);

/*
 * The records of `input`, which stands at the file header and stays the caller's. `snapshot`: what no packet may be
 * longer than, bytes, at most PCAP_PACKET_MAX; more of a packet is passed over, as libpcap does.
 */
struct pcap_records *pcap_records_new(struct input *input, int link_type, uint32_t snapshot);

/*
 * The next packet; its frame number is `frame`. After CAPTURE_FILE_DAMAGED *problem says why, in words that go
 * behind the file's name; free it with g_free.
 */
enum capture_file_next pcap_records_next(struct pcap_records *records, uint32_t frame, struct packet *packet,
										 char **problem);

void pcap_records_free(struct pcap_records *records);

#endif
