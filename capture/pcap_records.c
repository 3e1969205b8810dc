/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/pcap_records.h"

#include <byteswap.h>
#include <glib.h>

#include "core/load.h"

/*
 * Ours: three of the largest packets. The kernel copies fastest to where a page begins, and what lies together in its own
 * memory fastest in one go.
 */
#define BLOCK_SIZE  (3 * PCAP_PACKET_MAX)
#define BLOCK_ALIGN 4096

/* What may be left over of a block: less than a record. */
#define LEFT_OVER (PCAP_PACKET_MAX + PCAP_RECORD_HEADER_SIZE)

struct pcap_records {
	struct input *input;
	int link_type;
	uint32_t snapshot;
	bool is_swapped; /* written by a machine with the other byte order */
	bool is_nano;    /* times are in nanoseconds, not microseconds */
	bool ended;
	const uint8_t *at;
	uint8_t *end;
	uint8_t
		*block; /* what is read goes here; what was left over of the block before stands right before it */
	uint8_t *memory;
};

/* The magic numbers say the unit of the times. */
#define MAGIC_MICRO 0xa1b2c3d4u
#define MAGIC_NANO  0xa1b23c4du

static bool
magic_is_swapped(uint32_t magic)
{
	return bswap_32(magic) == MAGIC_MICRO || bswap_32(magic) == MAGIC_NANO;
}

/* Before version 2.4 the two lengths of a packet stood the other way round, here and there: libpcap knows where. */
static bool
version_is_2_4(const uint8_t *bytes, bool is_swapped)
{
	uint16_t version[2];

	memcpy(version, bytes + 4, sizeof version);
	return is_swapped ? version[0] == bswap_16(2) && version[1] == bswap_16(4)
					  : version[0] == 2 && version[1] == 4;
}

bool
pcap_records_suit(const uint8_t *bytes, size_t count)
{
	uint32_t magic = count >= PCAP_FILE_HEADER_SIZE ? load4(bytes) : 0;
	bool is_swapped = magic_is_swapped(magic);

	return (magic == MAGIC_MICRO || magic == MAGIC_NANO || is_swapped) && version_is_2_4(bytes, is_swapped);
}

uint32_t
pcap_records_captured(const uint8_t *file_header, const uint8_t *record_header)
{
	uint32_t magic = load4(file_header), captured = load4(record_header + 8);

	return magic_is_swapped(magic) ? bswap_32(captured) : captured;
}

static size_t
bytes_left(const struct pcap_records *records)
{
	return (size_t)(records->end - records->at);
}

/* Reads the next block, or as much of it as makes `wanted` bytes. False: there are fewer. */
static __attribute__((noinline)) bool
fill(struct pcap_records *records, size_t wanted)
{
	size_t left = bytes_left(records);

	records->at = memmove(records->block - left, records->at, left);
	records->end = records->block;
	while (bytes_left(records) < wanted && !records->ended) {
		size_t room = (size_t)(records->block + BLOCK_SIZE - records->end);
		ssize_t got = input_read(records->input, records->end, room);
		records->ended = got <= 0;
		records->end += got > 0 ? got : 0;
	}
	return bytes_left(records) >= wanted;
}

static inline bool
has(struct pcap_records *records, size_t wanted)
{
	return bytes_left(records) >= wanted || fill(records, wanted);
}

struct pcap_records *
pcap_records_new(struct input *input, int link_type, uint32_t snapshot)
{
	struct pcap_records *records = g_new0(struct pcap_records, 1);

	records->input = input;
	records->link_type = link_type;
	records->snapshot = snapshot;
	records->memory = g_malloc(LEFT_OVER + BLOCK_ALIGN + BLOCK_SIZE);
	records->block = records->memory + LEFT_OVER;
	records->block += -(uintptr_t)records->block % BLOCK_ALIGN;
	records->at = records->end = records->block;
	if (has(records, PCAP_FILE_HEADER_SIZE)) {
		uint32_t magic = load4(records->at);
		records->is_swapped = magic_is_swapped(magic);
		records->is_nano = magic == MAGIC_NANO || bswap_32(magic) == MAGIC_NANO;
		records->at += PCAP_FILE_HEADER_SIZE;
	}
	return records;
}

static enum capture_file_next
cut_short(const struct pcap_records *records, uint32_t frame, uint64_t missing, const char *what,
		  char **problem)
{
	const char *below = input_problem(records->input);

	*problem = below ? g_strdup_printf("%s (in frame %u)", below, frame)
					 : g_strdup_printf("is cut short in frame %u: the file ends %" G_GUINT64_FORMAT
									   " bytes before the packet%s does",
									   frame, missing, what);
	return CAPTURE_FILE_DAMAGED;
}

static uint32_t
number_at(const struct pcap_records *records, size_t offset)
{
	uint32_t number = load4(records->at + offset);

	return records->is_swapped ? bswap_32(number) : number;
}

/* The record at hand, all of which is there. */
static inline enum capture_file_next
take(struct pcap_records *records, uint32_t captured, uint32_t frame, struct packet *packet)
{
	packet->bytes = records->at + PCAP_RECORD_HEADER_SIZE;
	packet->captured = MIN(captured, records->snapshot);
	packet->length = MAX(captured, number_at(records, 12));
	packet->time = packet_time(number_at(records, 0),
							   (int64_t)number_at(records, 4) * (records->is_nano ? 1 : 1000));
	packet->frame = frame;
	packet->link_type = records->link_type;
	packet->interface = 0;
	records->at += PCAP_RECORD_HEADER_SIZE + captured;
	/* While this packet is looked at, the headers of the next one come near. */
	__builtin_prefetch(records->at);
	__builtin_prefetch(records->at + 64);
	return CAPTURE_FILE_PACKET;
}

/* The next record goes on behind what was read of the file, or is none. */
static __attribute__((noinline)) enum capture_file_next
take_across(struct pcap_records *records, uint32_t frame, struct packet *packet, char **problem)
{
	if (!has(records, PCAP_RECORD_HEADER_SIZE)) {
		if (bytes_left(records) == 0 && !input_problem(records->input))
			return CAPTURE_FILE_END;
		return cut_short(records, frame, PCAP_RECORD_HEADER_SIZE - bytes_left(records), "'s header", problem);
	}
	uint32_t captured = number_at(records, 8);
	if (captured > PCAP_PACKET_MAX) {
		*problem = g_strdup_printf(
			"is damaged in frame %u: a packet of %u bytes, and none may have more than %u", frame, captured,
			PCAP_PACKET_MAX);
		return CAPTURE_FILE_DAMAGED;
	}
	if (!has(records, PCAP_RECORD_HEADER_SIZE + captured))
		return cut_short(records, frame, PCAP_RECORD_HEADER_SIZE + captured - bytes_left(records), "",
						 problem);
	return take(records, captured, frame, packet);
}

enum capture_file_next
pcap_records_next(struct pcap_records *records, uint32_t frame, struct packet *packet, char **problem)
{
	size_t left = bytes_left(records);
	uint32_t captured = left >= PCAP_RECORD_HEADER_SIZE ? number_at(records, 8) : UINT32_MAX;

	if (captured <= PCAP_PACKET_MAX && left - PCAP_RECORD_HEADER_SIZE >= captured)
		return take(records, captured, frame, packet);
	return take_across(records, frame, packet, problem);
}

void
pcap_records_free(struct pcap_records *records)
{
	if (records)
		g_free(records->memory);
	g_free(records);
}
