/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/pcap_records.h"

#include <byteswap.h>
#include <glib.h>

#include "capture/window.h"
#include "core/load.h"

struct pcap_records {
	struct window window;
	int link_type;
	uint32_t snapshot;
	bool is_swapped; /* written by a machine with the other byte order */
	bool is_nano;    /* times are in nanoseconds, not microseconds */
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

struct pcap_records *
pcap_records_new(struct input *input, int link_type, uint32_t snapshot)
{
	struct pcap_records *records = g_new0(struct pcap_records, 1);

	window_open(&records->window, input, PCAP_RECORD_HEADER_SIZE + PCAP_PACKET_MAX);
	records->link_type = link_type;
	records->snapshot = snapshot;
	if (window_has(&records->window, PCAP_FILE_HEADER_SIZE)) {
		uint32_t magic = load4(records->window.at);
		records->is_swapped = magic_is_swapped(magic);
		records->is_nano = magic == MAGIC_NANO || bswap_32(magic) == MAGIC_NANO;
		records->window.at += PCAP_FILE_HEADER_SIZE;
	}
	return records;
}

static enum capture_file_next
cut_short(const struct pcap_records *records, uint32_t frame, uint64_t missing, const char *what,
		  char **problem)
{
	const char *below = input_problem(records->window.input);

	*problem = below ? g_strdup_printf("%s (in frame %u)", below, frame)
					 : g_strdup_printf("is cut short in frame %u: the file ends %" G_GUINT64_FORMAT
									   " bytes before the packet%s does",
									   frame, missing, what);
	return CAPTURE_FILE_DAMAGED;
}

static uint32_t
number_at(const struct pcap_records *records, size_t offset)
{
	uint32_t number = load4(records->window.at + offset);

	return records->is_swapped ? bswap_32(number) : number;
}

/* The record at hand, all of which is there. */
static inline enum capture_file_next
take(struct pcap_records *records, uint32_t captured, uint32_t frame, struct packet *packet)
{
	packet->bytes = records->window.at + PCAP_RECORD_HEADER_SIZE;
	packet->captured = MIN(captured, records->snapshot);
	packet->length = MAX(captured, number_at(records, 12));
	packet->time = packet_time(number_at(records, 0),
							   (int64_t)number_at(records, 4) * (records->is_nano ? 1 : 1000));
	packet->frame = frame;
	packet->link_type = records->link_type;
	packet->interface = 0;
	packet->dropped = (struct drops){0, 0};
	records->window.at += PCAP_RECORD_HEADER_SIZE + captured;
	/* While this packet is looked at, the headers of the next one come near. */
	__builtin_prefetch(records->window.at);
	__builtin_prefetch(records->window.at + 64);
	return CAPTURE_FILE_PACKET;
}

/* The next record goes on behind what was read of the file, or is none. */
static __attribute__((noinline)) enum capture_file_next
take_across(struct pcap_records *records, uint32_t frame, struct packet *packet, char **problem)
{
	if (!window_has(&records->window, PCAP_RECORD_HEADER_SIZE)) {
		if (window_left(&records->window) == 0 && !input_problem(records->window.input))
			return CAPTURE_FILE_END;
		return cut_short(records, frame, PCAP_RECORD_HEADER_SIZE - window_left(&records->window), "'s header",
						 problem);
	}
	uint32_t captured = number_at(records, 8);
	if (captured > PCAP_PACKET_MAX) {
		*problem = g_strdup_printf(
			"is damaged in frame %u: a packet of %u bytes, and none may have more than %u", frame, captured,
			PCAP_PACKET_MAX);
		return CAPTURE_FILE_DAMAGED;
	}
	if (!window_has(&records->window, PCAP_RECORD_HEADER_SIZE + captured))
		return cut_short(records, frame, PCAP_RECORD_HEADER_SIZE + captured - window_left(&records->window),
						 "", problem);
	return take(records, captured, frame, packet);
}

enum capture_file_next
pcap_records_next(struct pcap_records *records, uint32_t frame, struct packet *packet, char **problem)
{
	size_t left = window_left(&records->window);
	uint32_t captured = left >= PCAP_RECORD_HEADER_SIZE ? number_at(records, 8) : UINT32_MAX;

	if (captured <= PCAP_PACKET_MAX && left - PCAP_RECORD_HEADER_SIZE >= captured)
		return take(records, captured, frame, packet);
	return take_across(records, frame, packet, problem);
}

void
pcap_records_free(struct pcap_records *records)
{
	if (records)
		window_close(&records->window);
	g_free(records);
}
