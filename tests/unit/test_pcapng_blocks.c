/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is read here has to be what libpcap reads of the same file, where libpcap reads it: it refuses interfaces that differ.
 * The rest follows from draft-ietf-opsawg-pcapng; which blocks Wireshark counts as frames was asked of tshark 4.0.17.
 */
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <pcap/pcap.h>
#include <string.h>
#include <unistd.h>

#include "capture/pcap_records.h"
#include "capture/pcapng_blocks.h"
#include "tests/unit/pieces.h"

static char *path; /* of the file that is read */

/* A file that grows, in the byte order of its section. */
struct writer {
	GByteArray *file;
	bool is_big;
};

static void
put(const struct writer *writer, uint64_t number, unsigned size)
{
	for (unsigned i = 0; i < size; i++) {
		uint8_t byte = (uint8_t)(number >> 8 * (writer->is_big ? size - 1 - i : i));
		g_byte_array_append(writer->file, &byte, 1);
	}
}

static void
put_bytes(const struct writer *writer, const void *bytes, guint size)
{
	g_byte_array_append(writer->file, bytes, size);
	put(writer, 0, -size & 3);
}

/* The length is written behind what the block holds, and to where it stands before that. */
static guint
block_begin(const struct writer *writer, uint32_t type)
{
	guint begin = writer->file->len;

	put(writer, type, 4);
	put(writer, 0, 4);
	return begin;
}

static void
block_end(const struct writer *writer, guint begin)
{
	uint32_t length = writer->file->len + 4 - begin;

	put(writer, length, 4);
	memcpy(writer->file->data + begin + 4, writer->file->data + writer->file->len - 4, 4);
}

static void
option(const struct writer *writer, uint16_t code, uint16_t size, uint64_t value)
{
	put(writer, code, 2);
	put(writer, size, 2);
	put(writer, value, size);
	put(writer, 0, -(unsigned)size & 3);
}

static void
section(struct writer *writer, bool is_big)
{
	writer->is_big = is_big;
	guint begin = block_begin(writer, 0x0a0d0d0a);
	put(writer, 0x1a2b3c4d, 4);
	put(writer, 1, 2);
	put(writer, 0, 2);
	put(writer, UINT64_MAX, 8);
	block_end(writer, begin);
}

static struct writer
writer_new(bool is_big)
{
	struct writer writer = {.file = g_byte_array_new()};

	section(&writer, is_big);
	return writer;
}

/* `resolution` and `offset`: 0 as there are none. */
static void
interface(const struct writer *writer, uint16_t link_type, uint32_t snapshot, uint8_t resolution,
		  int64_t offset)
{
	guint begin = block_begin(writer, 1);

	put(writer, link_type, 2);
	put(writer, 0, 2);
	put(writer, snapshot, 4);
	option(writer, 2, 5, 0); /* a name, of an odd length */
	if (resolution)
		option(writer, 9, 1, resolution);
	if (offset)
		option(writer, 14, 8, (uint64_t)offset);
	option(writer, 0, 0, 0);
	block_end(writer, begin);
}

static const uint8_t *
some_bytes(uint32_t seed)
{
	static uint8_t bytes[PCAP_PACKET_MAX];

	for (uint32_t i = 0; i < 64; i++) {
		seed = seed * 1103515245 + 12345;
		bytes[i] = (uint8_t)(seed >> 16);
	}
	return bytes;
}

static void
packet_of(const struct writer *writer, uint32_t number, uint64_t time, uint32_t captured, uint32_t length,
		  uint64_t dropped)
{
	guint begin = block_begin(writer, 6);

	put(writer, number, 4);
	put(writer, time >> 32, 4);
	put(writer, (uint32_t)time, 4);
	put(writer, captured, 4);
	put(writer, length, 4);
	put_bytes(writer, some_bytes(writer->file->len), captured);
	if (dropped) {
		option(writer, 1, 7, 0); /* a comment */
		option(writer, 4, 8, dropped);
	}
	block_end(writer, begin);
}

static void
packet(const struct writer *writer, uint32_t captured)
{
	packet_of(writer, 0, UINT64_C(1700000000000000) + writer->file->len, captured, captured + 5, 0);
}

/* A packet of the kind before, whose interface and drops are 16-bit numbers. */
static void
old_packet(const struct writer *writer, uint16_t dropped)
{
	guint begin = block_begin(writer, 2);

	put(writer, 0, 2);
	put(writer, dropped, 2);
	put(writer, 0x60000, 4);
	put(writer, 5, 4);
	put(writer, 3, 4);
	put(writer, 9, 4);
	put_bytes(writer, "old", 3);
	block_end(writer, begin);
}

static void
statistics(const struct writer *writer, uint32_t number, uint64_t dropped)
{
	guint begin = block_begin(writer, 5);

	put(writer, number, 4);
	put(writer, 0, 8);
	option(writer, 4, 8, 1000); /* received */
	option(writer, 5, 8, dropped);
	option(writer, 0, 0, 0);
	block_end(writer, begin);
}

static void
other_block(const struct writer *writer, uint32_t type, guint size)
{
	guint begin = block_begin(writer, type);
	uint8_t *bytes = g_malloc0(size);

	put_bytes(writer, bytes, size);
	g_free(bytes);
	block_end(writer, begin);
}

/* A reader of what is saved, or of what comes through a descriptor. */
struct reader {
	struct input *input;
	struct pcapng_blocks *blocks;
	struct packet packet;
	char *problem;
};

static struct reader
reader_of(int fd)
{
	struct reader reader = {.input = input_new(fd)};
	const uint8_t *bytes;
	size_t count = input_peek(reader.input, &bytes);

	g_assert_true(pcapng_blocks_suit(bytes, count));
	reader.blocks = pcapng_blocks_new(reader.input);
	return reader;
}

static struct reader
reader_of_file(const GByteArray *file)
{
	save(path, file, file->len);
	return reader_of(open(path, O_RDONLY | O_CLOEXEC));
}

static enum capture_file_next
reader_next(struct reader *reader)
{
	return pcapng_blocks_next(reader->blocks, &reader->packet, &reader->problem);
}

static void
reader_close(struct reader *reader)
{
	g_free(reader->problem);
	pcapng_blocks_free(reader->blocks);
	input_free(reader->input);
}

static uint32_t
assert_read_alike_from(int fd)
{
	char says[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, says);
	struct reader reader = reader_of(fd);
	struct pcap_pkthdr *header;
	const uint8_t *bytes;
	uint32_t frames = 0;

	g_assert_cmpstr(says, ==, "");
	enum capture_file_next next;
	while ((next = reader_next(&reader)) == CAPTURE_FILE_PACKET) {
		const struct packet *packet = &reader.packet;
		if (pcap_next_ex(pcap, &header, &bytes) != 1)
			g_error("libpcap does not read frame %u: %s", packet->frame, pcap_geterr(pcap));
		g_assert_cmpuint(packet->frame, ==, ++frames);
		g_assert_cmpint(packet->link_type, ==, pcap_datalink(pcap));
		g_assert_cmpmem(packet->bytes, packet->captured, bytes, header->caplen);
		g_assert_cmpuint(packet->length, ==, MAX(header->len, header->caplen));
		/* Those that have no time get that of the one before. */
		if (header->ts.tv_sec != 0)
			g_assert_cmpint(packet->time, ==, packet_time(header->ts.tv_sec, header->ts.tv_usec));
	}
	g_assert_cmpstr(reader.problem, ==, NULL);
	g_assert_cmpint(next, ==, CAPTURE_FILE_END);
	g_assert_cmpint(pcap_next_ex(pcap, &header, &bytes), ==, PCAP_ERROR_BREAK);
	reader_close(&reader);
	pcap_close(pcap);
	return frames;
}

/* Takes the file. */
static void
assert_read_alike(GByteArray *file, uint32_t packets)
{
	save(path, file, file->len);
	g_assert_cmpuint(assert_read_alike_from(open(path, O_RDONLY | O_CLOEXEC)), ==, packets);
	g_byte_array_unref(file);
}

static void
every_byte_order_and_unit_of_time_is_read(void)
{
	static const uint8_t resolutions[] = {0, 3, 6, 7, 9};

	for (unsigned i = 0; i < 2 * G_N_ELEMENTS(resolutions); i++) {
		struct writer writer = writer_new(i % 2);
		uint8_t resolution = resolutions[i / 2];
		uint64_t seconds = 1;
		for (unsigned n = resolution ? resolution : 6; n > 0; n--)
			seconds *= 10;
		interface(&writer, DLT_EN10MB, 0, resolution, i % 3 ? 0 : -3600);
		for (uint32_t n = 0; n < 7; n++)
			packet_of(&writer, 0, 1700000000 * seconds + n * 7 % seconds, n, n + n % 2 * 1000, 0);
		assert_read_alike(writer.file, 7);
	}
}

static void
link_types_are_named_as_libpcap_names_them(void)
{
	static const uint16_t link_types[] = {0,   1,   6,   7,   9,   10,  50,  51,  100, 101, 104,
										  105, 107, 108, 109, 113, 117, 119, 127, 129, 163, 192,
										  204, 219, 228, 229, 239, 240, 252, 258, 276};

	for (unsigned i = 0; i < G_N_ELEMENTS(link_types); i++) {
		struct writer writer = writer_new(false);
		interface(&writer, link_types[i], 65535, 0, 0);
		packet(&writer, 60);
		assert_read_alike(writer.file, 1);
	}
}

/* Of sections, old and simple packets, and blocks of other kinds, all in one. libpcap reads sections of one byte order only. */
static GByteArray *
file_of_many_kinds(bool is_mixed)
{
	struct writer writer = writer_new(false);

	interface(&writer, DLT_EN10MB, 40, 0, 0);
	other_block(&writer, 4, 20);
	packet(&writer, 33);
	old_packet(&writer, 0);
	guint begin = block_begin(
		&writer, 3); /* simple packets: one that is shorter, one that is longer than the snapshot */
	put(&writer, 10, 4);
	put_bytes(&writer, "simple one", 10);
	block_end(&writer, begin);
	begin = block_begin(&writer, 3);
	put(&writer, 100, 4);
	put_bytes(&writer, some_bytes(3), 40);
	block_end(&writer, begin);
	statistics(&writer, 0, 0);
	section(&writer, is_mixed);
	other_block(&writer, 0x80000001, 5);
	interface(&writer, DLT_EN10MB, 40, 0, 0);
	packet(&writer, 0);
	return writer.file;
}

static void
all_kinds_of_packets_are_read(void)
{
	assert_read_alike(file_of_many_kinds(false), 5);
}

static void
sections_may_have_another_byte_order(void)
{
	GByteArray *files[] = {file_of_many_kinds(false), file_of_many_kinds(true)};
	struct packet packets[2][5];

	for (unsigned i = 0; i < 2; i++) {
		struct reader reader = reader_of_file(files[i]);
		for (unsigned n = 0; n < 5; n++) {
			g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_PACKET);
			packets[i][n] = reader.packet;
			packets[i][n].bytes = NULL;
		}
		g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_END);
		reader_close(&reader);
		g_byte_array_unref(files[i]);
	}
	for (unsigned n = 0; n < 5; n++) {
		g_assert_cmpuint(packets[0][n].captured, ==, packets[1][n].captured);
		g_assert_cmpuint(packets[0][n].length, ==, packets[1][n].length);
		g_assert_cmpint(packets[0][n].time, ==, packets[1][n].time);
	}
}

static void
interfaces_may_differ(void)
{
	struct writer writer = writer_new(false);
	struct {
		uint32_t number;
		uint64_t time;
		int link_type;
		int64_t nanoseconds;
	} cases[] = {
		{0, 5000001, DLT_EN10MB, INT64_C(5000001000)},
		{1, 5, DLT_LINUX_SLL, INT64_C(105000000000)},
		{2, 3 << 10 | 256, DLT_RAW, INT64_C(3250000000)},
		{3, UINT64_MAX - 1, DLT_EN10MB, INT64_C(999999999)},
		{4, UINT64_MAX, DLT_EN10MB, PACKET_LAST_SECOND * INT64_C(1000000000)},
		{5, 1, DLT_EN10MB, 0},
	};

	interface(&writer, DLT_EN10MB, 65535, 0, 0);
	interface(&writer, DLT_LINUX_SLL, 96, 0x80, 100);
	interface(&writer, 101, 0, 0x8a, 0);
	interface(&writer, DLT_EN10MB, 0, 20, 0); /* more units than can be counted */
	interface(&writer, DLT_EN10MB, 0, 0x80, INT64_MAX);
	interface(&writer, DLT_EN10MB, 0, 0xff, INT64_MIN);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		packet_of(&writer, cases[i].number, cases[i].time, 60, 60, 0);
	struct reader reader = reader_of_file(writer.file);
	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_PACKET);
		g_assert_cmpint(reader.packet.link_type, ==, cases[i].link_type);
		g_assert_cmpuint(reader.packet.interface, ==, cases[i].number);
		if (i == 4)
			g_assert_cmpint(reader.packet.time / 1000000000, ==, PACKET_LAST_SECOND);
		else
			g_assert_cmpint(reader.packet.time, ==, cases[i].nanoseconds);
	}
	g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_END);
	reader_close(&reader);
	g_byte_array_unref(writer.file);
}

static void
frames_are_numbered_as_wireshark_numbers_them(void)
{
	static const uint32_t frames[] = {9, 0xbad, 0x40000bad, 0x204, 0x216, 0x221};
	static const uint32_t none[] = {4, 5, 7, 8, 10, 0x77, 0x201, 0x208, 0x217, 0x222, 0x80000001};
	struct writer writer = writer_new(true);

	interface(&writer, DLT_EN10MB, 65535, 0, 0);
	for (unsigned i = 0; i < G_N_ELEMENTS(frames); i++) {
		other_block(&writer, frames[i], 60);
		packet(&writer, 20);
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(none); i++) {
		other_block(&writer, none[i], 60);
		packet(&writer, 20);
	}
	struct reader reader = reader_of_file(writer.file);
	for (uint32_t i = 0; i < G_N_ELEMENTS(frames) + G_N_ELEMENTS(none); i++) {
		g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_PACKET);
		g_assert_cmpuint(reader.packet.frame, ==,
						 i < G_N_ELEMENTS(frames) ? 2 * i + 2 : G_N_ELEMENTS(frames) + i + 1);
	}
	reader_close(&reader);
	g_byte_array_unref(writer.file);
}

static void
what_was_dropped_is_counted(void)
{
	static const struct drops dropped[] = {{0, 0}, {0, 3}, {0, 3}, {10, 3}, {12, 3}, {12, 3}, {12, 10}};
	struct writer writer = writer_new(false);

	interface(&writer, DLT_EN10MB, 65535, 0, 0);
	interface(&writer, DLT_EN10MB, 65535, 0, 0);
	packet_of(&writer, 0, 1, 60, 60, 0);
	packet_of(&writer, 0, 2, 60, 60, 3);
	statistics(&writer, 7, 100); /* of an interface that is none */
	packet_of(&writer, 1, 3, 60, 60, 0);
	statistics(&writer, 1, 10);
	packet_of(&writer, 0, 4, 60, 60, 0);
	statistics(&writer, 1, 12); /* since the beginning, again */
	packet_of(&writer, 0, 5, 60, 60, 0);
	old_packet(&writer, UINT16_MAX); /* does not know */
	old_packet(&writer, 7);
	statistics(&writer, 0, 1);
	struct reader reader = reader_of_file(writer.file);
	for (unsigned i = 0; i < G_N_ELEMENTS(dropped); i++) {
		g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_PACKET);
		g_assert_cmpuint(reader.packet.dropped.in_all, ==, dropped[i].in_all);
		g_assert_cmpuint(reader.packet.dropped.by_packets, ==, dropped[i].by_packets);
	}
	g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_END);
	g_assert_cmpuint(pcapng_blocks_dropped(reader.blocks).in_all, ==, 13);
	reader_close(&reader);
	g_byte_array_unref(writer.file);
}

/* Some writers do not count what fills the last four bytes up; Wireshark reads that. */
static void
lengths_are_rounded_up(void)
{
	struct writer writer = writer_new(false);

	interface(&writer, DLT_EN10MB, 65535, 0, 0);
	for (uint32_t n = 1; n <= 4; n++) {
		guint at = writer.file->len;
		uint32_t length = GUINT32_TO_LE(32 + n);
		packet(&writer, n);
		memcpy(writer.file->data + at + 4, &length, 4);
		memcpy(writer.file->data + writer.file->len - 4, &length, 4);
	}
	struct reader reader = reader_of_file(writer.file);
	for (uint32_t n = 1; n <= 4; n++) {
		g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_PACKET);
		g_assert_cmpuint(reader.packet.captured, ==, n);
	}
	g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_END);
	reader_close(&reader);
	g_byte_array_unref(writer.file);
}

static GByteArray *
large_file(GRand *dice, unsigned packets)
{
	struct writer writer = writer_new(false);

	interface(&writer, DLT_EN10MB, PCAP_PACKET_MAX, 9, 0);
	for (unsigned i = 0; i < packets; i++) {
		double share = g_rand_double(dice);
		packet(&writer, i % 16 == 7 ? PCAP_PACKET_MAX : (uint32_t)(share * share * share * 30000));
	}
	return writer.file;
}

static void
blocks_may_reach_over_the_end_of_a_buffer(void)
{
	GRand *dice = g_rand_new_with_seed(21);
	GByteArray *file = large_file(dice, 300);

	g_assert_cmpuint(file->len, >, 5u << 20);
	assert_read_alike(file, 300);
	g_rand_free(dice);
}

static void
a_pipe_is_read_as_a_file_is(void)
{
	GRand *dice = g_rand_new_with_seed(23);
	GByteArray *file = large_file(dice, 60);
	int ends[2];

	save(path, file, file->len);
	g_assert_cmpint(pipe(ends), ==, 0);
	struct writing writing = {file, ends[1]};
	GThread *writer = g_thread_new("writer", write_in_pieces, &writing);
	g_assert_cmpuint(assert_read_alike_from(ends[0]), ==, 60);
	g_thread_join(writer);
	g_byte_array_unref(file);
	g_rand_free(dice);
}

/* However long it is: nothing of it is kept. */
static void
what_is_no_packet_is_passed_over(void)
{
	struct writer writer = writer_new(false);

	interface(&writer, DLT_EN10MB, 65535, 0, 0);
	other_block(&writer, 10, 3 << 20);
	packet(&writer, 20);
	other_block(&writer, 4, 1 << 20);
	assert_read_alike(writer.file, 1);
}

/* Wherever the file ends but between two blocks, that is told, and what stands before is handed out. */
static void
a_file_cut_short_is_read_up_to_the_cut(void)
{
	GByteArray *file = file_of_many_kinds(true);
	uint32_t most = 0;

	for (guint length = 28; length < file->len; length++) {
		save(path, file, length);
		struct reader reader = reader_of(open(path, O_RDONLY | O_CLOEXEC));
		enum capture_file_next next;
		uint32_t packets = 0;
		while ((next = reader_next(&reader)) == CAPTURE_FILE_PACKET)
			packets++;
		g_assert_cmpuint(packets, >=, most);
		most = packets;
		char *told = g_strdup_printf("is cut short in frame %u: the file ends ", packets + 1);
		g_assert_true(next == CAPTURE_FILE_END || g_str_has_prefix(reader.problem, told));
		g_free(told);
		reader_close(&reader);
	}
	g_assert_cmpuint(most, ==, 4);
	g_byte_array_unref(file);
}

/* The second of three packets, whose block begins at `at`, has this number at this place of its block. */
static void
assert_damaged(size_t offset, uint32_t number, const char *told)
{
	struct writer writer = writer_new(false);

	interface(&writer, DLT_EN10MB, 65535, 0, 0);
	packet(&writer, 20);
	guint at = writer.file->len;
	packet(&writer, 22);
	packet(&writer, 24);
	memcpy(writer.file->data + at + offset, &(uint32_t){GUINT32_TO_LE(number)}, 4);
	struct reader reader = reader_of_file(writer.file);
	g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_PACKET);
	g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_DAMAGED);
	g_assert_cmpstr(reader.problem, ==, told);
	reader_close(&reader);
	g_byte_array_unref(writer.file);
}

static void
lengths_that_contradict_each_other_are_told(void)
{
	assert_damaged(4, 8, "is damaged in frame 2: a block of 8 bytes");
	assert_damaged(4, 24, "is damaged in frame 2: a packet in a block of 24 bytes");
	assert_damaged(4, 0xfffffff0,
				   "is damaged in frame 2: a packet in a block of 4294967280 bytes, and none may "
				   "have more than 393248");
	assert_damaged(4, 60, "is damaged in frame 2: a block of 60 bytes says at its end that it has 6");
	assert_damaged(8, 1, "is damaged in frame 2: a packet of interface 1, of which nothing was said");
	assert_damaged(20, 25, "is damaged in frame 2: a packet of 25 bytes in a block of 56");
	assert_damaged(20, 0xffffffff, "is damaged in frame 2: a packet of 4294967295 bytes in a block of 56");
	assert_damaged(52, 52, "is damaged in frame 2: a block of 56 bytes says at its end that it has 52");
	assert_damaged(0, 0x0a0d0d0a, "is damaged in frame 2: a section of a kind that is not read here begins");
	assert_damaged(4, 1000, "is cut short in frame 2: the file ends 888 bytes before the block does");
}

static void
more_interfaces_than_can_be_are_told(void)
{
	struct writer writer = writer_new(false);

	for (unsigned i = 0; i <= INTERFACES_MAX; i++)
		interface(&writer, DLT_EN10MB, 65535, 0, 0);
	struct reader reader = reader_of_file(writer.file);
	g_assert_cmpint(reader_next(&reader), ==, CAPTURE_FILE_DAMAGED);
	g_assert_cmpstr(reader.problem, ==, "is damaged in frame 1: more than 4096 interfaces");
	reader_close(&reader);
	g_byte_array_unref(writer.file);
}

/* Bytes changed at random: it ends, somehow, and never reads too far. */
static void
damage_is_survived(void)
{
	GRand *dice = g_rand_new_with_seed(24);

	for (int round = 0; round < 3000; round++) {
		GByteArray *file = file_of_many_kinds(true);
		for (int k = g_rand_int_range(dice, 1, 6); k > 0; k--)
			file->data[g_rand_int_range(dice, 28, (int)file->len)] = (uint8_t)g_rand_int(dice);
		struct reader reader = reader_of_file(file);
		enum capture_file_next next;
		unsigned sum = 0;
		while ((next = reader_next(&reader)) == CAPTURE_FILE_PACKET)
			for (uint32_t i = 0; i < reader.packet.captured; i++)
				sum += reader.packet.bytes[i];
		g_assert_cmpuint(sum, <, UINT_MAX);
		g_assert_true((next == CAPTURE_FILE_DAMAGED) == (reader.problem != NULL));
		reader_close(&reader);
		g_byte_array_unref(file);
	}
	g_rand_free(dice);
}

static void
other_versions_are_left_to_others(void)
{
	struct writer writer = writer_new(false);

	g_assert_true(pcapng_blocks_suit(writer.file->data, 24));
	g_assert_false(pcapng_blocks_suit(writer.file->data, 23));
	writer.file->data[14] = 2;
	g_assert_true(pcapng_blocks_suit(writer.file->data, 24));
	writer.file->data[14] = 1;
	g_assert_false(pcapng_blocks_suit(writer.file->data, 24));
	writer.file->data[14] = 0;
	writer.file->data[12] = 2;
	g_assert_false(pcapng_blocks_suit(writer.file->data, 24));
	writer.file->data[12] = 1;
	writer.file->data[8] = 0;
	g_assert_false(pcapng_blocks_suit(writer.file->data, 24));
	g_byte_array_unref(writer.file);
}

#define TEST(function, title) g_test_add_func("/pcapng-blocks/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	char *directory = g_dir_make_tmp("sequitur-XXXXXX", NULL);
	path = g_build_filename(directory, "file.pcapng", NULL);
	TEST(every_byte_order_and_unit_of_time_is_read, "every byte order and unit of time is read");
	TEST(link_types_are_named_as_libpcap_names_them, "link types are named as libpcap names them");
	TEST(all_kinds_of_packets_are_read, "all kinds of packets are read");
	TEST(sections_may_have_another_byte_order, "sections may have another byte order");
	TEST(interfaces_may_differ, "interfaces may differ");
	TEST(frames_are_numbered_as_wireshark_numbers_them, "frames are numbered as Wireshark numbers them");
	TEST(what_was_dropped_is_counted, "what was dropped is counted");
	TEST(lengths_are_rounded_up, "lengths are rounded up");
	TEST(blocks_may_reach_over_the_end_of_a_buffer, "blocks may reach over the end of a buffer");
	TEST(a_pipe_is_read_as_a_file_is, "a pipe is read as a file is");
	TEST(what_is_no_packet_is_passed_over, "what is no packet is passed over");
	TEST(a_file_cut_short_is_read_up_to_the_cut, "a file cut short is read up to the cut");
	TEST(lengths_that_contradict_each_other_are_told, "lengths that contradict each other are told");
	TEST(more_interfaces_than_can_be_are_told, "more interfaces than can be are told");
	TEST(damage_is_survived, "damage is survived");
	TEST(other_versions_are_left_to_others, "other versions are left to others");

	int outcome = g_test_run();
	g_unlink(path);
	g_rmdir(directory);
	g_free(path);
	g_free(directory);
	return outcome;
}
