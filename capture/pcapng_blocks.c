/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/pcapng_blocks.h"

#include <byteswap.h>
#include <glib.h>
#include <pcap/dlt.h>

#include "capture/pcap_records.h"
#include "capture/window.h"
#include "core/load.h"

/* Block types, section 10.1; those that are named further down, and what Wireshark counts as frames of their own. */
enum {
	BLOCK_SECTION = 0x0a0d0d0a,
	BLOCK_INTERFACE = 1,
	BLOCK_OLD_PACKET = 2,
	BLOCK_SIMPLE_PACKET = 3,
	BLOCK_STATISTICS = 5,
	BLOCK_PACKET = 6,
	BLOCK_JOURNAL = 9,
	BLOCK_CUSTOM = 0x0bad,
	BLOCK_CUSTOM_NOT_COPIED = 0x40000bad,
	BLOCK_SYSTEM_CALL = 0x204,
	BLOCK_SYSTEM_CALL_2 = 0x216,
	BLOCK_SYSTEM_CALL_2_LARGE = 0x221,
};

/* Type and length before, length again behind what a block holds: section 3.1. */
enum { BLOCK_HEADER_SIZE = 8, BLOCK_TRAILER_SIZE = 4 };

/* What stands before the packet's bytes in a block of each kind, or before the options of another. */
enum {
	SECTION_SIZE = BLOCK_HEADER_SIZE + 16,
	INTERFACE_SIZE = BLOCK_HEADER_SIZE + 8,
	PACKET_SIZE = BLOCK_HEADER_SIZE + 20,
	SIMPLE_PACKET_SIZE = BLOCK_HEADER_SIZE + 4,
	STATISTICS_SIZE = BLOCK_HEADER_SIZE + 12,
};

#define BYTE_ORDER_MAGIC 0x1a2b3c4du

/* So many bytes of a block are looked at, and a packet's block has no more: libpcap's limit for the options of one. */
#define BLOCK_LOOKED_AT (PACKET_SIZE + PCAP_PACKET_MAX + (128u << 10) + BLOCK_TRAILER_SIZE)

enum { OPTION_END = 0, OPTION_TIME_UNIT = 9, OPTION_TIME_OFFSET = 14, OPTION_PACKET_DROPS = 4 };

/* Of statistics: what the interface dropped, and what the system did. */
enum { OPTION_INTERFACE_DROPS = 5, OPTION_SYSTEM_DROPS = 7 };

/* An old packet that does not know how many before it were dropped. */
#define DROPS_UNKNOWN UINT16_MAX

/* Of the link types that are read, those that have another number in files than in libpcap. */
static const struct {
	uint16_t in_file;
	int dlt;
} link_types[] = {{100, DLT_ATM_RFC1483}, {101, DLT_RAW}};

#define MICROSECONDS 1000000u
#define NANOSECONDS  1000000000u

struct pcapng_interface {
	int link_type;
	uint32_t snapshot;   /* 0: any length */
	uint64_t per_second; /* units of its times */
	int64_t offset;      /* seconds that are added to them */
	uint64_t dropped;    /* as its statistics said last */
};

struct pcapng_blocks {
	struct window window;
	bool is_swapped;    /* this section was written by a machine with the other byte order */
	GArray *interfaces; /* of this section */
	uint32_t frame;     /* the last one */
	int64_t time;       /* of the last packet that has one */
	struct drops dropped;
};

/* ---- the block at hand ---- */

/* Blocks end where four bytes do; some writers do not count what fills the last ones up, and Wireshark takes that, too. */
static inline uint32_t
rounded(uint32_t length)
{
	return (length + 3) & ~3u;
}

static inline uint16_t
short_at(const struct pcapng_blocks *blocks, size_t offset)
{
	uint16_t number = load2(blocks->window.at + offset);

	return blocks->is_swapped ? bswap_16(number) : number;
}

static inline uint32_t
number_at(const struct pcapng_blocks *blocks, size_t offset)
{
	uint32_t number = load4(blocks->window.at + offset);

	return blocks->is_swapped ? bswap_32(number) : number;
}

static uint64_t
long_at(const struct pcapng_blocks *blocks, size_t offset)
{
	uint64_t number = load8(blocks->window.at + offset);

	return blocks->is_swapped ? bswap_64(number) : number;
}

static enum capture_file_next damaged(const struct pcapng_blocks *blocks, char **problem, const char *format,
									  ...) G_GNUC_PRINTF(3, 4);

static enum capture_file_next
damaged(const struct pcapng_blocks *blocks, char **problem, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	*problem = g_strdup_printf("is damaged in frame %u: %s", blocks->frame + 1, what);
	g_free(what);
	return CAPTURE_FILE_DAMAGED;
}

/* The input ended, or could be read no further, where a block goes on for `missing` bytes. */
static enum capture_file_next
cut_short(const struct pcapng_blocks *blocks, uint64_t missing, char **problem)
{
	const char *below = input_problem(blocks->window.input);

	*problem = below ? g_strdup_printf("%s (in frame %u)", below, blocks->frame + 1)
					 : g_strdup_printf("is cut short in frame %u: the file ends %" G_GUINT64_FORMAT
									   " bytes before the block does",
									   blocks->frame + 1, missing);
	return CAPTURE_FILE_DAMAGED;
}

static enum capture_file_next
lengths_differ(const struct pcapng_blocks *blocks, uint32_t length, uint32_t trailer, char **problem)
{
	return damaged(blocks, problem, "a block of %u bytes says at its end that it has %u", length, trailer);
}

/*
 * Moves behind the block of this length. CAPTURE_FILE_PACKET: it was all there, and its end says the same length as its
 * beginning.
 */
static enum capture_file_next
block_pass(struct pcapng_blocks *blocks, uint32_t length, char **problem)
{
	uint64_t missing = window_skip(&blocks->window, length - BLOCK_TRAILER_SIZE);

	if (missing > 0)
		return cut_short(blocks, missing + BLOCK_TRAILER_SIZE, problem);
	if (!window_has(&blocks->window, BLOCK_TRAILER_SIZE))
		return cut_short(blocks, BLOCK_TRAILER_SIZE - window_left(&blocks->window), problem);
	uint32_t trailer = number_at(blocks, 0);
	blocks->window.at += BLOCK_TRAILER_SIZE;
	return rounded(trailer) == length ? CAPTURE_FILE_PACKET
									  : lengths_differ(blocks, length, trailer, problem);
}

/* The place of the value of an option of `size` bytes in a block; 0: it has none. Options begin at `at`. Section 3.5. */
static size_t
option_find(const struct pcapng_blocks *blocks, size_t at, size_t length, uint16_t code, uint16_t size)
{
	size_t end = MIN(length, window_left(&blocks->window));

	while (at + 4 <= end) {
		uint16_t found = short_at(blocks, at), bytes = short_at(blocks, at + 2);
		if (found == OPTION_END || at + 4 + bytes > end)
			return 0;
		if (found == code && bytes == size)
			return at + 4;
		at += 4 + ((bytes + 3u) & ~3u);
	}
	return 0;
}

/* ---- sections and interfaces ---- */

static bool
version_is_read(uint16_t major, uint16_t minor)
{
	return major == 1 && (minor == 0 || minor == 2);
}

bool
pcapng_blocks_suit(const uint8_t *bytes, size_t count)
{
	if (count < SECTION_SIZE || load4(bytes) != BLOCK_SECTION)
		return false;
	uint32_t magic = load4(bytes + 8);
	uint16_t major = load2(bytes + 12), minor = load2(bytes + 14);
	if (magic == bswap_32(BYTE_ORDER_MAGIC))
		return version_is_read(bswap_16(major), bswap_16(minor));
	return magic == BYTE_ORDER_MAGIC && version_is_read(major, minor);
}

/* Its byte order is told by the first thing it holds, and is that of its length, too. */
static enum capture_file_next
section_begin(struct pcapng_blocks *blocks, char **problem)
{
	if (!window_has(&blocks->window, SECTION_SIZE))
		return cut_short(blocks, SECTION_SIZE - window_left(&blocks->window), problem);
	if (!pcapng_blocks_suit(blocks->window.at, SECTION_SIZE))
		return damaged(blocks, problem, "a section of a kind that is not read here begins");
	blocks->is_swapped = load4(blocks->window.at + 8) != BYTE_ORDER_MAGIC;
	g_array_set_size(blocks->interfaces, 0);
	return CAPTURE_FILE_PACKET;
}

static int
link_type_of(uint16_t in_file)
{
	for (size_t i = 0; i < G_N_ELEMENTS(link_types); i++)
		if (link_types[i].in_file == in_file)
			return link_types[i].dlt;
	return in_file;
}

/* The highest bit tells powers of two from powers of ten. What has more units than can be counted lasts no second. */
static uint64_t
units_per_second(uint8_t resolution)
{
	unsigned power = resolution & 0x7f;
	uint64_t units = 1;

	if (resolution & 0x80)
		return power < 64 ? UINT64_C(1) << power : UINT64_MAX;
	for (unsigned i = 0; i < power; i++)
		if (__builtin_mul_overflow(units, 10, &units))
			return UINT64_MAX;
	return units;
}

static enum capture_file_next
interface_add(struct pcapng_blocks *blocks, uint32_t length, char **problem)
{
	if (length < INTERFACE_SIZE + BLOCK_TRAILER_SIZE)
		return damaged(blocks, problem, "an interface is described in %u bytes", length);
	if (blocks->interfaces->len == INTERFACES_MAX)
		return damaged(blocks, problem, "more than %u interfaces", INTERFACES_MAX);
	struct pcapng_interface interface = {
		.link_type = link_type_of(short_at(blocks, BLOCK_HEADER_SIZE)),
		.snapshot = number_at(blocks, BLOCK_HEADER_SIZE + 4),
		.per_second = MICROSECONDS,
	};
	size_t end = length - BLOCK_TRAILER_SIZE;
	size_t unit = option_find(blocks, INTERFACE_SIZE, end, OPTION_TIME_UNIT, 1);
	size_t offset = option_find(blocks, INTERFACE_SIZE, end, OPTION_TIME_OFFSET, 8);
	if (unit)
		interface.per_second = units_per_second(blocks->window.at[unit]);
	if (offset)
		interface.offset = (int64_t)long_at(blocks, offset);
	g_array_append_val(blocks->interfaces, interface);
	return CAPTURE_FILE_PACKET;
}

static struct pcapng_interface *
interface_of(const struct pcapng_blocks *blocks, uint32_t number)
{
	return number < blocks->interfaces->len
			   ? &g_array_index(blocks->interfaces, struct pcapng_interface, number)
			   : NULL;
}

/* What an interface says of itself is counted from its beginning: what is new is what it has more than before. */
static void
statistics_note(struct pcapng_blocks *blocks, uint32_t length)
{
	if (length < STATISTICS_SIZE + BLOCK_TRAILER_SIZE)
		return;
	struct pcapng_interface *interface = interface_of(blocks, number_at(blocks, BLOCK_HEADER_SIZE));
	size_t end = length - BLOCK_TRAILER_SIZE;
	size_t by_interface = option_find(blocks, STATISTICS_SIZE, end, OPTION_INTERFACE_DROPS, 8);
	size_t by_system = option_find(blocks, STATISTICS_SIZE, end, OPTION_SYSTEM_DROPS, 8);
	if (!interface)
		return;
	uint64_t dropped = (by_interface ? long_at(blocks, by_interface) : 0) +
					   (by_system ? long_at(blocks, by_system) : 0);
	if (dropped > interface->dropped) {
		blocks->dropped.in_all += dropped - interface->dropped;
		interface->dropped = dropped;
	}
}

/* ---- packets ---- */

static int64_t
time_of(const struct pcapng_interface *interface, uint64_t units)
{
	uint64_t whole;
	int64_t seconds, nanoseconds;

	if (interface->per_second == MICROSECONDS) {
		whole = units / MICROSECONDS;
		nanoseconds = (int64_t)(units % MICROSECONDS) * 1000;
	} else if (interface->per_second == NANOSECONDS) {
		whole = units / NANOSECONDS;
		nanoseconds = (int64_t)(units % NANOSECONDS);
	} else {
		__extension__ unsigned __int128 rest = units % interface->per_second;
		/* Of less than a second each. */
		whole = units / interface->per_second;
		nanoseconds = (int64_t)(rest * NANOSECONDS / interface->per_second);
	}
	/* Of unlike signs as they may be: it is the sum that has to fit. */
	if (__builtin_add_overflow(whole, interface->offset, &seconds))
		seconds = PACKET_LAST_SECOND;
	return packet_time(seconds, nanoseconds);
}

/* Its bytes begin at `at` of the block. */
static inline void
packet_set(struct pcapng_blocks *blocks, struct packet *packet, size_t at, uint32_t captured, uint32_t length)
{
	packet->bytes = blocks->window.at + at;
	packet->captured = captured;
	packet->length = MAX(captured, length);
	packet->frame = ++blocks->frame;
	packet->dropped = blocks->dropped;
}

/* So many packets were dropped before this one, whose options begin at `options`, as it says itself. */
static uint64_t
dropped_before(const struct pcapng_blocks *blocks, uint32_t type, size_t options, size_t end)
{
	if (type == BLOCK_OLD_PACKET) {
		uint16_t dropped = short_at(blocks, BLOCK_HEADER_SIZE + 2);
		return dropped == DROPS_UNKNOWN ? 0 : dropped;
	}
	size_t dropped = option_find(blocks, options, end, OPTION_PACKET_DROPS, 8);
	return dropped ? long_at(blocks, dropped) : 0;
}

/*
 * An enhanced packet, section 4.3, or one of the kind before it, appendix A, which differs in how the interface is named.
 */
static inline enum capture_file_next
packet_take(struct pcapng_blocks *blocks, uint32_t type, uint32_t length, struct packet *packet,
			char **problem)
{
	if (length < PACKET_SIZE + BLOCK_TRAILER_SIZE)
		return damaged(blocks, problem, "a packet in a block of %u bytes", length);
	uint32_t number = type == BLOCK_PACKET ? number_at(blocks, BLOCK_HEADER_SIZE)
										   : short_at(blocks, BLOCK_HEADER_SIZE);
	const struct pcapng_interface *interface = interface_of(blocks, number);
	if (!interface)
		return damaged(blocks, problem, "a packet of interface %u, of which nothing was said", number);
	uint32_t captured = number_at(blocks, BLOCK_HEADER_SIZE + 12);
	if (captured > length - PACKET_SIZE - BLOCK_TRAILER_SIZE)
		return damaged(blocks, problem, "a packet of %u bytes in a block of %u", captured, length);
	if (captured > PCAP_PACKET_MAX)
		return damaged(blocks, problem, "a packet of %u bytes, and none may have more than %u", captured,
					   PCAP_PACKET_MAX);
	uint32_t options = PACKET_SIZE + ((captured + 3) & ~3u);
	if (type == BLOCK_OLD_PACKET || length > options + BLOCK_TRAILER_SIZE)
		blocks->dropped.by_packets += dropped_before(blocks, type, options, length - BLOCK_TRAILER_SIZE);
	packet_set(blocks, packet, PACKET_SIZE, captured, number_at(blocks, BLOCK_HEADER_SIZE + 16));
	packet->time = time_of(interface, (uint64_t)number_at(blocks, BLOCK_HEADER_SIZE + 4) << 32 |
										  number_at(blocks, BLOCK_HEADER_SIZE + 8));
	blocks->time = packet->time;
	packet->link_type = interface->link_type;
	packet->interface = number;
	return CAPTURE_FILE_PACKET;
}

/*
 * A packet of the first interface, section 4.4. It has no time of its own: that of the packet before does no harm. How much
 * of it is there follows from what it may have.
 */
static enum capture_file_next
simple_packet_take(struct pcapng_blocks *blocks, uint32_t length, struct packet *packet, char **problem)
{
	const struct pcapng_interface *interface = interface_of(blocks, 0);

	if (length < SIMPLE_PACKET_SIZE + BLOCK_TRAILER_SIZE)
		return damaged(blocks, problem, "a packet in a block of %u bytes", length);
	if (!interface)
		return damaged(blocks, problem, "a packet of interface 0, of which nothing was said");
	uint32_t wire = number_at(blocks, BLOCK_HEADER_SIZE);
	uint32_t room = length - SIMPLE_PACKET_SIZE - BLOCK_TRAILER_SIZE, captured = MIN(wire, room);
	if (interface->snapshot)
		captured = MIN(captured, interface->snapshot);
	packet_set(blocks, packet, SIMPLE_PACKET_SIZE, MIN(captured, PCAP_PACKET_MAX), wire);
	packet->time = blocks->time;
	packet->link_type = interface->link_type;
	packet->interface = 0;
	return CAPTURE_FILE_PACKET;
}

static bool
holds_packet(uint32_t type)
{
	return type == BLOCK_PACKET || type == BLOCK_SIMPLE_PACKET || type == BLOCK_OLD_PACKET;
}

/* All of the block is there; it stays where it is, though the window moves on. */
static inline enum capture_file_next
packet_of(struct pcapng_blocks *blocks, uint32_t type, uint32_t length, struct packet *packet, char **problem)
{
	uint32_t trailer = number_at(blocks, length - BLOCK_TRAILER_SIZE);

	if (rounded(trailer) != length)
		return lengths_differ(blocks, length, trailer, problem);
	enum capture_file_next next = type == BLOCK_SIMPLE_PACKET
									  ? simple_packet_take(blocks, length, packet, problem)
									  : packet_take(blocks, type, length, packet, problem);
	blocks->window.at += length;
	return next;
}

/* ---- one block after the other ---- */

/* Does Wireshark count such blocks as frames? */
static bool
is_frame(uint32_t type)
{
	return type == BLOCK_JOURNAL || type == BLOCK_CUSTOM || type == BLOCK_CUSTOM_NOT_COPIED ||
		   type == BLOCK_SYSTEM_CALL || type == BLOCK_SYSTEM_CALL_2 || type == BLOCK_SYSTEM_CALL_2_LARGE;
}

/* A block that holds no packet. */
static enum capture_file_next
block_other(struct pcapng_blocks *blocks, uint32_t type, uint32_t length, char **problem)
{
	enum capture_file_next next = CAPTURE_FILE_PACKET;

	/* What is not there is found out by block_pass. */
	if (window_has(&blocks->window, MIN(length, BLOCK_LOOKED_AT))) {
		if (type == BLOCK_INTERFACE)
			next = interface_add(blocks, length, problem);
		else if (type == BLOCK_STATISTICS)
			statistics_note(blocks, length);
	}
	if (next == CAPTURE_FILE_PACKET)
		next = block_pass(blocks, length, problem);
	if (next != CAPTURE_FILE_PACKET || !is_frame(type))
		return next;
	if (++blocks->frame < UINT32_MAX)
		return next;
	*problem = g_strdup("has more frames than can be numbered");
	return CAPTURE_FILE_DAMAGED;
}

/* Reads one block; *is_packet: it was a packet. */
static enum capture_file_next
block_take(struct pcapng_blocks *blocks, struct packet *packet, bool *is_packet, char **problem)
{
	struct window *window = &blocks->window;

	*is_packet = false;
	if (!window_has(window, BLOCK_HEADER_SIZE)) {
		if (window_left(window) == 0 && !input_problem(window->input))
			return CAPTURE_FILE_END;
		return cut_short(blocks, BLOCK_HEADER_SIZE - window_left(window), problem);
	}
	enum capture_file_next next = CAPTURE_FILE_PACKET;
	uint32_t type = number_at(blocks, 0);
	if (type == BLOCK_SECTION) /* the same in either byte order */
		next = section_begin(blocks, problem);
	if (next != CAPTURE_FILE_PACKET)
		return next;
	uint32_t said = number_at(blocks, 4), length = rounded(said);
	if (said < BLOCK_HEADER_SIZE + BLOCK_TRAILER_SIZE || length < said ||
		(type == BLOCK_SECTION && length < SECTION_SIZE + BLOCK_TRAILER_SIZE))
		return damaged(blocks, problem, "a block of %u bytes", said);
	if (!holds_packet(type))
		return block_other(blocks, type, length, problem);
	*is_packet = true;
	if (length > BLOCK_LOOKED_AT)
		return damaged(blocks, problem, "a packet in a block of %u bytes, and none may have more than %u",
					   length, BLOCK_LOOKED_AT);
	if (!window_has(window, length))
		return cut_short(blocks, length - window_left(window), problem);
	return packet_of(blocks, type, length, packet, problem);
}

/* Reads on until there is a packet. */
static __attribute__((noinline)) enum capture_file_next
blocks_take(struct pcapng_blocks *blocks, struct packet *packet, char **problem)
{
	enum capture_file_next next = CAPTURE_FILE_PACKET;

	for (bool is_packet = false; !is_packet && next == CAPTURE_FILE_PACKET;)
		next = block_take(blocks, packet, &is_packet, problem);
	return next;
}

/* Nearly always a packet follows, and all of it is there already: that takes a few steps only. */
static bool
is_packet_at_hand(const struct pcapng_blocks *blocks)
{
	size_t left = window_left(&blocks->window);

	if (left < BLOCK_HEADER_SIZE || number_at(blocks, 0) != BLOCK_PACKET)
		return false;
	uint32_t length = number_at(blocks, 4);
	return length <= left && length <= BLOCK_LOOKED_AT && length >= BLOCK_HEADER_SIZE + BLOCK_TRAILER_SIZE &&
		   length % 4 == 0;
}

enum capture_file_next
pcapng_blocks_next(struct pcapng_blocks *blocks, struct packet *packet, char **problem)
{
	if (!is_packet_at_hand(blocks))
		return blocks_take(blocks, packet, problem);
	enum capture_file_next next = packet_of(blocks, BLOCK_PACKET, number_at(blocks, 4), packet, problem);
	/* While this packet is looked at, the headers of the next one come near. */
	__builtin_prefetch(blocks->window.at);
	__builtin_prefetch(blocks->window.at + 64);
	return next;
}

struct pcapng_blocks *
pcapng_blocks_new(struct input *input)
{
	struct pcapng_blocks *blocks = g_new0(struct pcapng_blocks, 1);

	window_open(&blocks->window, input, BLOCK_LOOKED_AT);
	blocks->interfaces = g_array_new(FALSE, FALSE, sizeof(struct pcapng_interface));
	return blocks;
}

struct drops
pcapng_blocks_dropped(const struct pcapng_blocks *blocks)
{
	return blocks->dropped;
}

void
pcapng_blocks_free(struct pcapng_blocks *blocks)
{
	if (!blocks)
		return;
	window_close(&blocks->window);
	g_array_free(blocks->interfaces, TRUE);
	g_free(blocks);
}
