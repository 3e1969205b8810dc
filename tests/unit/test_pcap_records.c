/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is read here has to be what libpcap reads of the same file. libpcap is asked directly, and, for the words about
 * what is wrong, by way of capture_file.h: a file whose header allows packets of more than PCAP_PACKET_MAX is left to it.
 */
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <pcap/pcap.h>
#include <string.h>
#include <unistd.h>

#include "capture/pcap_records.h"
#include "tests/unit/pieces.h"

#define SNAPSHOT      65535u
#define SNAPSHOT_MORE 300000u /* more than is read here */

/* The fields of the file header that differ. */
struct shape {
	bool is_big, is_nano;
	uint16_t major, minor;
	uint32_t snapshot;
};

static const struct shape plain = {.major = 2, .minor = 4, .snapshot = SNAPSHOT};

static char *path; /* of the file that is read */

static void
put(GByteArray *file, const struct shape *shape, uint32_t number, unsigned size)
{
	for (unsigned i = 0; i < size; i++) {
		uint8_t byte = (uint8_t)(number >> 8 * (shape->is_big ? size - 1 - i : i));
		g_byte_array_append(file, &byte, 1);
	}
}

static GByteArray *
file_new(const struct shape *shape)
{
	GByteArray *file = g_byte_array_new();

	put(file, shape, shape->is_nano ? 0xa1b23c4d : 0xa1b2c3d4, 4);
	put(file, shape, shape->major, 2);
	put(file, shape, shape->minor, 2);
	put(file, shape, 0, 4);
	put(file, shape, 0, 4);
	put(file, shape, shape->snapshot, 4);
	put(file, shape, DLT_EN10MB, 4);
	return file;
}

static void
record_add(GByteArray *file, const struct shape *shape, uint32_t captured, uint32_t length)
{
	static uint8_t bytes[PCAP_PACKET_MAX];
	uint32_t seed = file->len;

	for (uint32_t i = 0; i < captured; i++) {
		seed = seed * 1103515245 + 12345;
		bytes[i] = (uint8_t)(seed >> 16);
	}
	put(file, shape, 1700000000 + file->len, 4);
	put(file, shape, file->len % 1000000, 4);
	put(file, shape, captured, 4);
	put(file, shape, length, 4);
	g_byte_array_append(file, bytes, captured);
}

static GByteArray *
file_of_some(const struct shape *shape)
{
	static const uint32_t sizes[] = {1, 0, 5, 40, 3};
	GByteArray *file = file_new(shape);

	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++)
		record_add(file, shape, sizes[i], sizes[i] + i % 2 * 1000);
	return file;
}

/* The packets of `records` up to its end, each of which libpcap must have given too. */
static enum capture_file_next
read_beside(struct pcap_records *records, pcap_t *pcap, uint32_t *frame, char **problem)
{
	struct pcap_pkthdr *header;
	const uint8_t *bytes;
	struct packet packet;
	enum capture_file_next next;

	while ((next = pcap_records_next(records, *frame + 1, &packet, problem)) == CAPTURE_FILE_PACKET) {
		g_assert_cmpint(pcap_next_ex(pcap, &header, &bytes), ==, 1);
		g_assert_cmpuint(packet.frame, ==, ++*frame);
		g_assert_cmpint(packet.link_type, ==, DLT_EN10MB);
		g_assert_cmpmem(packet.bytes, packet.captured, bytes, header->caplen);
		g_assert_cmpuint(packet.length, ==, MAX(header->len, header->caplen));
		g_assert_cmpint(packet.time, ==, packet_time(header->ts.tv_sec, header->ts.tv_usec));
	}
	g_assert_cmpint(pcap_next_ex(pcap, &header, &bytes), ==,
					next == CAPTURE_FILE_END ? PCAP_ERROR_BREAK : PCAP_ERROR);
	return next;
}

/* Reads the file that is saved through both, out of the descriptor `fd`; returns how many packets it had. */
static uint32_t
assert_read_alike_from(int fd, enum capture_file_next ends)
{
	char says[PCAP_ERRBUF_SIZE] = "", *problem = NULL;
	pcap_t *pcap = pcap_open_offline_with_tstamp_precision(path, PCAP_TSTAMP_PRECISION_NANO, says);
	struct input *input = input_new(fd);
	const uint8_t *bytes;
	uint32_t frames = 0;

	g_assert_cmpstr(says, ==, "");
	size_t count = input_peek(input, &bytes);
	g_assert_true(pcap_records_suit(bytes, count));
	struct pcap_records *records = pcap_records_new(input, pcap_datalink(pcap),
													(uint32_t)pcap_snapshot(pcap));
	g_assert_cmpint(read_beside(records, pcap, &frames, &problem), ==, ends);
	g_assert_cmpint(problem != NULL, ==, ends == CAPTURE_FILE_DAMAGED);
	g_free(problem);
	pcap_records_free(records);
	input_free(input);
	pcap_close(pcap);
	return frames;
}

static uint32_t
assert_read_alike(enum capture_file_next ends)
{
	return assert_read_alike_from(open(path, O_RDONLY | O_CLOEXEC), ends);
}

static void
every_byte_order_and_precision_is_read(void)
{
	for (int i = 0; i < 4; i++) {
		struct shape shape = {
			.is_big = i & 1, .is_nano = i & 2, .major = 2, .minor = 4, .snapshot = SNAPSHOT};
		GByteArray *file = file_of_some(&shape);
		save(path, file, file->len);
		g_assert_cmpuint(assert_read_alike(CAPTURE_FILE_END), ==, 5);
		g_byte_array_unref(file);
	}
}

/* Packets up to the largest that may be, over many buffers: some end with one, some reach over its end. */
static GByteArray *
large_file(GRand *dice, const struct shape *shape, unsigned packets)
{
	GByteArray *file = file_new(shape);

	for (unsigned i = 0; i < packets; i++) {
		double share = g_rand_double(dice);
		uint32_t captured = i % 16 == 7 ? shape->snapshot
										: (uint32_t)(share * share * share * shape->snapshot);
		record_add(file, shape, captured, captured + i % 3);
	}
	return file;
}

static void
packets_may_reach_over_the_end_of_a_buffer(void)
{
	GRand *dice = g_rand_new_with_seed(11);

	for (int i = 0; i < 4; i++) {
		struct shape shape = {.is_big = i & 1, .is_nano = i & 2, .major = 2, .minor = 4};
		shape.snapshot = i < 2 ? PCAP_PACKET_MAX : 9000;
		GByteArray *file = large_file(dice, &shape, i < 2 ? 40 : 900);
		g_assert_cmpuint(file->len, >, 5 * PCAP_PACKET_MAX);
		save(path, file, file->len);
		g_assert_cmpuint(assert_read_alike(CAPTURE_FILE_END), ==, i < 2 ? 40 : 900);
		g_byte_array_unref(file);
	}
	g_rand_free(dice);
}

/* A packet's header and its bytes come to stand at each place before and behind the end of the first buffer. */
static void
every_place_of_a_packet_at_the_end_of_a_buffer_is_read(void)
{
	for (uint32_t before = 60; before-- > 0;) {
		GByteArray *file = file_new(&plain);
		uint32_t left = PCAP_PACKET_MAX - before - PCAP_FILE_HEADER_SIZE;
		for (; left > 40000; left -= 20000)
			record_add(file, &plain, 20000 - 16, 20000);
		record_add(file, &plain, left - 16, left);
		g_assert_cmpuint(file->len, ==, PCAP_PACKET_MAX - before);
		record_add(file, &plain, 20, 20);
		record_add(file, &plain, 0, 0);
		record_add(file, &plain, 30, 30);
		save(path, file, file->len);
		assert_read_alike(CAPTURE_FILE_END);
		g_byte_array_unref(file);
	}
}

static void
a_pipe_is_read_as_a_file_is(void)
{
	GRand *dice = g_rand_new_with_seed(13);
	GByteArray *file = large_file(dice, &plain, 60);
	int ends[2];

	save(path, file, file->len);
	g_assert_cmpint(pipe(ends), ==, 0);
	struct writing writing = {file, ends[1]};
	GThread *writer = g_thread_new("writer", write_in_pieces, &writing);
	g_assert_cmpuint(assert_read_alike_from(ends[0], CAPTURE_FILE_END), ==, 60);
	g_thread_join(writer);
	g_byte_array_unref(file);
	g_rand_free(dice);
}

static void
more_of_a_packet_than_the_header_allows_is_passed_over(void)
{
	struct shape shape = plain;

	shape.snapshot = 30;
	GByteArray *file = file_new(&shape);
	for (uint32_t captured = 28; captured < 34; captured++)
		record_add(file, &shape, captured, captured + 1);
	record_add(file, &shape, PCAP_PACKET_MAX, PCAP_PACKET_MAX);
	record_add(file, &shape, 4, 4);
	save(path, file, file->len);
	g_assert_cmpuint(assert_read_alike(CAPTURE_FILE_END), ==, 8);
	g_byte_array_unref(file);
}

/* The length on the wire is never less than what is there, whatever the file says. */
static void
times_and_lengths_are_kept_within_reason(void)
{
	GByteArray *file = file_of_some(&plain);
	uint8_t *record = file->data + PCAP_FILE_HEADER_SIZE;

	memset(record + 4, 0x3f, 4); /* a billion microseconds */
	memset(record + 12, 0, 4);   /* nothing on the wire */
	memset(record + 17, 0, 4);   /* 1970 */
	memset(record + 17 + 12, 0xff, 4);
	save(path, file, file->len);
	g_assert_cmpuint(assert_read_alike(CAPTURE_FILE_END), ==, 5);
	g_byte_array_unref(file);
}

/* What capture_file.h makes of the file that is saved: each packet, and the last word. */
static GString *
told_of_file(void)
{
	GString *told = g_string_new("");
	char *problem = NULL;
	struct capture_file *file = capture_file_open(path, &problem);
	struct packet packet;
	enum capture_file_next next = CAPTURE_FILE_END;

	while (file && (next = capture_file_next(file, &packet)) == CAPTURE_FILE_PACKET) {
		char *sum = g_compute_checksum_for_data(G_CHECKSUM_MD5, packet.bytes, packet.captured);
		g_string_append_printf(told, "%u %u %u %" G_GINT64_FORMAT " %d %s\n", packet.frame, packet.captured,
							   packet.length, packet.time, packet.link_type, sum);
		g_free(sum);
	}
	if (file && next == CAPTURE_FILE_DAMAGED)
		problem = g_strdup(capture_file_problem(file));
	g_string_append(told, problem ? problem : "its end");
	if (file)
		capture_file_close(file);
	g_free(problem);
	return told;
}

/* The words are the same, whoever reads: the limit on packets alone leaves the file to libpcap. */
static void
assert_told_alike(GByteArray *file, const struct shape *shape, size_t length)
{
	struct shape more = *shape;

	save(path, file, length);
	GString *here = told_of_file();
	more.snapshot = SNAPSHOT_MORE;
	GByteArray *header = file_new(&more);
	memcpy(file->data, header->data, PCAP_FILE_HEADER_SIZE);
	save(path, file, length);
	GString *there = told_of_file();
	g_assert_cmpstr(here->str, ==, there->str);
	g_byte_array_unref(header);
	header = file_new(shape);
	memcpy(file->data, header->data, PCAP_FILE_HEADER_SIZE);
	g_byte_array_unref(header);
	g_string_free(here, TRUE);
	g_string_free(there, TRUE);
}

static void
a_file_cut_short_anywhere_is_told_in_the_same_words(void)
{
	for (int i = 0; i < 4; i++) {
		struct shape shape = {
			.is_big = i & 1, .is_nano = i & 2, .major = 2, .minor = 4, .snapshot = SNAPSHOT};
		GByteArray *file = file_of_some(&shape);
		for (size_t length = 0; length <= file->len; length++)
			assert_told_alike(file, &shape, length);
		g_byte_array_unref(file);
	}
}

static void
a_large_packet_cut_short_is_told_in_the_same_words(void)
{
	static const uint32_t missing[] = {1, 1000, 60000, SNAPSHOT - 1, SNAPSHOT, SNAPSHOT + 1, SNAPSHOT + 16};
	GByteArray *file = file_new(&plain);

	for (unsigned i = 0; i < 9; i++)
		record_add(file, &plain, SNAPSHOT, SNAPSHOT);
	for (unsigned i = 0; i < G_N_ELEMENTS(missing); i++)
		assert_told_alike(file, &plain, file->len - missing[i]);
	g_byte_array_unref(file);
}

/* What was cut off is counted to the end that the packet has in the file, not to the limit on packets. */
static void
a_packet_that_is_cut_and_over_the_limit_is_counted_to_its_end(void)
{
	struct shape shape = plain;

	shape.snapshot = 30;
	GByteArray *file = file_new(&shape);
	record_add(file, &shape, 100, 100);
	for (unsigned missing = 1; missing <= 100; missing += 33) {
		char *wanted = g_strdup_printf(
			"is cut short in frame 1: the file ends %u bytes before the packet does", missing);
		save(path, file, file->len - missing);
		GString *told = told_of_file();
		g_assert_cmpstr(told->str, ==, wanted);
		g_string_free(told, TRUE);
		g_free(wanted);
	}
	g_byte_array_unref(file);
}

static void
a_length_beyond_the_limit_ends_the_reading(void)
{
	static const uint32_t lengths[] = {PCAP_PACKET_MAX + 1, 0x7fffffff, 0x80000000, 0xffffffff};

	for (unsigned i = 0; i < G_N_ELEMENTS(lengths); i++)
		for (int is_big = 0; is_big < 2; is_big++) {
			struct shape shape = {.is_big = is_big, .major = 2, .minor = 4, .snapshot = SNAPSHOT};
			GByteArray *file = file_of_some(&shape);
			GByteArray *length = g_byte_array_new();
			char *problem = NULL;
			struct packet packet;
			put(length, &shape, lengths[i], 4);
			memcpy(file->data + PCAP_FILE_HEADER_SIZE + 17 + 8, length->data, 4);
			save(path, file, file->len);
			g_assert_cmpuint(assert_read_alike(CAPTURE_FILE_DAMAGED), ==, 1);
			struct input *input = input_new(open(path, O_RDONLY | O_CLOEXEC));
			struct pcap_records *records = pcap_records_new(input, DLT_EN10MB, SNAPSHOT);
			g_assert_cmpint(pcap_records_next(records, 1, &packet, &problem), ==, CAPTURE_FILE_PACKET);
			g_assert_cmpint(pcap_records_next(records, 2, &packet, &problem), ==, CAPTURE_FILE_DAMAGED);
			g_assert_true(g_str_has_prefix(problem, "is damaged in frame 2: a packet of "));
			g_free(problem);
			pcap_records_free(records);
			input_free(input);
			g_byte_array_unref(length);
			g_byte_array_unref(file);
		}
}

static void
what_else_is_no_such_file_does_not_suit(void)
{
	GByteArray *file = file_new(&plain);

	for (size_t count = 0; count < PCAP_FILE_HEADER_SIZE; count++)
		g_assert_false(pcap_records_suit(file->data, count));
	g_assert_true(pcap_records_suit(file->data, PCAP_FILE_HEADER_SIZE));
	for (unsigned i = 0; i < 4; i++) {
		file->data[i] ^= 1;
		g_assert_false(pcap_records_suit(file->data, file->len));
		file->data[i] ^= 1;
	}
	memcpy(file->data, "\x34\xcd\xb2\xa1", 4); /* Kuznetzov's */
	g_assert_false(pcap_records_suit(file->data, file->len));
	memcpy(file->data, "\xa1\xb2\xcd\x34", 4);
	g_assert_false(pcap_records_suit(file->data, file->len));
	g_byte_array_unref(file);
}

/* Before version 2.4 the two lengths of a packet changed places: libpcap knows when. */
static void
old_versions_are_read_in_the_same_way(void)
{
	static const uint16_t versions[][2] = {{2, 0}, {2, 2}, {2, 3}, {2, 4}, {543, 0}};

	for (unsigned i = 0; i < G_N_ELEMENTS(versions); i++)
		for (int is_big = 0; is_big < 2; is_big++) {
			struct shape shape = {is_big, false, versions[i][0], versions[i][1], SNAPSHOT};
			bool is_swapped = i != 3;
			GByteArray *file = file_new(&shape);
			for (uint32_t n = 1; n < 5; n++) {
				guint at = file->len;
				GByteArray *lengths = g_byte_array_new();
				record_add(file, &shape, n, n + 70);
				put(lengths, &shape, is_swapped ? n + 70 : n, 4);
				put(lengths, &shape, is_swapped ? n : n + 70, 4);
				memcpy(file->data + at + 8, lengths->data, 8);
				g_byte_array_unref(lengths);
			}
			save(path, file, file->len);
			GString *told = told_of_file();
			g_assert_true(g_str_has_prefix(told->str, "1 1 71 "));
			g_assert_true(g_str_has_suffix(told->str, "\nits end"));
			g_string_free(told, TRUE);
			assert_told_alike(file, &shape, file->len);
			g_byte_array_unref(file);
		}
}

#define ADD(title, function) g_test_add_func("/pcap-records/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	char *directory = g_dir_make_tmp("sequitur-XXXXXX", NULL);
	path = g_build_filename(directory, "a.pcap", NULL);
	ADD("every byte order and precision is read", every_byte_order_and_precision_is_read);
	ADD("packets may reach over the end of a buffer", packets_may_reach_over_the_end_of_a_buffer);
	ADD("every place of a packet at the end of a buffer is read",
		every_place_of_a_packet_at_the_end_of_a_buffer_is_read);
	ADD("a pipe is read as a file is", a_pipe_is_read_as_a_file_is);
	ADD("more of a packet than the header allows is passed over",
		more_of_a_packet_than_the_header_allows_is_passed_over);
	ADD("times and lengths are kept within reason", times_and_lengths_are_kept_within_reason);
	ADD("a file cut short anywhere is told in the same words",
		a_file_cut_short_anywhere_is_told_in_the_same_words);
	ADD("a large packet cut short is told in the same words",
		a_large_packet_cut_short_is_told_in_the_same_words);
	ADD("a packet that is cut and over the limit is counted to its end",
		a_packet_that_is_cut_and_over_the_limit_is_counted_to_its_end);
	ADD("a length beyond the limit ends the reading", a_length_beyond_the_limit_ends_the_reading);
	ADD("what else is no such file does not suit", what_else_is_no_such_file_does_not_suit);
	ADD("old versions are read in the same way", old_versions_are_read_in_the_same_way);

	int outcome = g_test_run();

	g_unlink(path);
	g_rmdir(directory);
	g_free(path);
	g_free(directory);
	return outcome;
}
