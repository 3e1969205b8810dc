/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "capture/capture_file.h"

/* Files are put together in memory and written to a directory of their own. */
static char *directory;

struct shape {
	bool is_big, is_nano;
	uint32_t link_type;
};

static void
put(GByteArray *bytes, uint32_t number, size_t size, bool is_big)
{
	for (size_t i = 0; i < size; i++) {
		size_t shift = 8 * (is_big ? size - 1 - i : i);
		uint8_t byte = (uint8_t)(number >> shift);

		g_byte_array_append(bytes, &byte, 1);
	}
}

static GByteArray *
pcap_new(struct shape shape)
{
	GByteArray *file = g_byte_array_new();

	put(file, shape.is_nano ? 0xa1b23c4d : 0xa1b2c3d4, 4, shape.is_big);
	put(file, 2, 2, shape.is_big);
	put(file, 4, 2, shape.is_big);
	put(file, 0, 4, shape.is_big);
	put(file, 0, 4, shape.is_big);
	put(file, 65535, 4, shape.is_big);
	put(file, shape.link_type, 4, shape.is_big);
	return file;
}

/* Packet number n has n bytes, all n, at second n and half a second. */
static void
pcap_add(GByteArray *file, struct shape shape, uint8_t n)
{
	put(file, n, 4, shape.is_big);
	put(file, shape.is_nano ? 500000001 : 500001, 4, shape.is_big);
	put(file, n, 4, shape.is_big);
	put(file, n + 1000u, 4, shape.is_big);
	for (uint8_t i = 0; i < n; i++)
		g_byte_array_append(file, &n, 1);
}

static GByteArray *
pcap_of_five(struct shape shape)
{
	GByteArray *file = pcap_new(shape);

	for (uint8_t n = 1; n <= 5; n++)
		pcap_add(file, shape, n);
	return file;
}

static const struct shape plain = {.link_type = 1};

static void
block(GByteArray *file, uint32_t type, const GByteArray *body)
{
	uint32_t padding = (4 - body->len % 4) % 4;

	put(file, type, 4, false);
	put(file, 12 + body->len + padding, 4, false);
	g_byte_array_append(file, body->data, body->len);
	put(file, 0, padding, false);
	put(file, 12 + body->len + padding, 4, false);
}

static void
pcapng_interface(GByteArray *file, uint16_t link_type, uint32_t snap_length)
{
	GByteArray *body = g_byte_array_new();

	put(body, link_type, 2, false);
	put(body, 0, 2, false);
	put(body, snap_length, 4, false);
	block(file, 1, body);
	g_byte_array_unref(body);
}

static GByteArray *
pcapng_new(void)
{
	GByteArray *file = g_byte_array_new(), *body = g_byte_array_new();

	put(body, 0x1a2b3c4d, 4, false);
	put(body, 1, 2, false);
	put(body, 0, 2, false);
	put(body, 0xffffffff, 4, false);
	put(body, 0xffffffff, 4, false);
	block(file, 0x0a0d0d0a, body);
	g_byte_array_unref(body);
	return file;
}

static void
pcapng_add(GByteArray *file, uint32_t interface, uint8_t n)
{
	GByteArray *body = g_byte_array_new();
	uint64_t time = n * 1000000ull + 500001;

	put(body, interface, 4, false);
	put(body, (uint32_t)(time >> 32), 4, false);
	put(body, (uint32_t)time, 4, false);
	put(body, n, 4, false);
	put(body, n + 1000u, 4, false);
	for (uint8_t i = 0; i < n; i++)
		g_byte_array_append(body, &n, 1);
	block(file, 6, body);
	g_byte_array_unref(body);
}

static char *
path_of(const char *name)
{
	return g_build_filename(directory, name, NULL);
}

/* Writes and takes over the bytes; returns the path. */
static char *
saved(GByteArray *file, const char *name)
{
	char *path = path_of(name);

	g_assert_true(g_file_set_contents(path, (const char *)file->data, file->len, NULL));
	g_byte_array_unref(file);
	return path;
}

static GByteArray *
gzipped(GByteArray *file)
{
	GByteArray *packed = g_byte_array_new();
	z_stream stream = {.next_in = file->data, .avail_in = file->len};
	uint8_t buffer[4096];

	g_assert_cmpint(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), ==, Z_OK);
	do {
		stream.next_out = buffer;
		stream.avail_out = sizeof buffer;
		deflate(&stream, Z_FINISH);
		g_byte_array_append(packed, buffer, sizeof buffer - stream.avail_out);
	} while (stream.avail_out == 0);
	deflateEnd(&stream);
	g_byte_array_unref(file);
	return packed;
}

static GByteArray *
zstd_packed(GByteArray *file)
{
	GByteArray *packed = g_byte_array_new();

	g_byte_array_set_size(packed, (guint)ZSTD_compressBound(file->len));
	size_t n = ZSTD_compress(packed->data, packed->len, file->data, file->len, 3);

	g_assert_false(ZSTD_isError(n));
	g_byte_array_set_size(packed, (guint)n);
	g_byte_array_unref(file);
	return packed;
}

static GByteArray *
shortened(GByteArray *file, guint by)
{
	g_byte_array_set_size(file, file->len - by);
	return file;
}

/* Reads on until it ends; each packet must be the next of pcap_add's. Returns how it ended. */
static enum capture_file_next
read_packets(struct capture_file *file, unsigned expected)
{
	struct packet packet;
	enum capture_file_next next;
	unsigned n = 0;

	while ((next = capture_file_next(file, &packet)) == CAPTURE_FILE_PACKET) {
		n++;
		g_assert_cmpuint(packet.frame, ==, n);
		g_assert_cmpuint(packet.captured, ==, n);
		g_assert_cmpuint(packet.length, ==, n + 1000);
		g_assert_cmpint(packet.time / 1000, ==, n * 1000000ll + 500000 + (packet.time % 1000 == 0));
		for (unsigned i = 0; i < n; i++)
			g_assert_cmpuint(packet.bytes[i], ==, n);
	}
	g_assert_cmpuint(n, ==, expected);
	return next;
}

static void
assert_reads(char *path, unsigned packets)
{
	char *problem = NULL;
	struct capture_file *file = capture_file_open(path, &problem);

	g_assert_cmpstr(problem, ==, NULL);
	g_assert_nonnull(file);
	g_assert_cmpint(read_packets(file, packets), ==, CAPTURE_FILE_END);
	capture_file_close(file);
	g_unlink(path);
	g_free(path);
}

/* `packets` come out whole, then the problem is told. */
static void
assert_breaks(char *path, unsigned packets, const char *problem_told)
{
	char *problem = NULL;
	struct capture_file *file = capture_file_open(path, &problem);

	g_assert_cmpstr(problem, ==, NULL);
	g_assert_nonnull(file);
	g_assert_cmpint(read_packets(file, packets), ==, CAPTURE_FILE_DAMAGED);
	if (!g_str_has_prefix(capture_file_problem(file), problem_told))
		g_assert_cmpstr(capture_file_problem(file), ==, problem_told);
	capture_file_close(file);
	g_unlink(path);
	g_free(path);
}

static void
assert_refused(char *path, const char *problem_told)
{
	char *problem = NULL;

	g_assert_null(capture_file_open(path, &problem));
	g_assert_nonnull(problem);
	if (!g_str_has_prefix(problem, problem_told))
		g_assert_cmpstr(problem, ==, problem_told);
	g_assert_null(strchr(problem, '\n'));
	g_free(problem);
	g_free(path);
}

static void
pcap_is_read_in_every_byte_order_and_precision(void)
{
	for (int i = 0; i < 4; i++) {
		struct shape shape = {.is_big = i & 1, .is_nano = i & 2, .link_type = 1};

		assert_reads(saved(pcap_of_five(shape), "a.pcap"), 5);
	}
}

static void
the_link_type_is_handed_on(void)
{
	char *path = saved(pcap_of_five((struct shape){.link_type = 113}), "sll.pcap"), *problem = NULL;
	struct capture_file *file = capture_file_open(path, &problem);
	struct packet packet;

	g_assert_cmpint(capture_file_next(file, &packet), ==, CAPTURE_FILE_PACKET);
	g_assert_cmpint(packet.link_type, ==, 113);
	capture_file_close(file);
	g_free(path);
}

static GByteArray *
pcapng_of_five(void)
{
	GByteArray *file = pcapng_new();

	pcapng_interface(file, 1, 65535);
	for (uint8_t n = 1; n <= 5; n++)
		pcapng_add(file, 0, n);
	return file;
}

static void
pcapng_is_read(void)
{
	assert_reads(saved(pcapng_of_five(), "a.pcapng"), 5);
}

static void
a_capture_without_packets_is_no_fault(void)
{
	assert_reads(saved(pcap_new(plain), "none.pcap"), 0);

	GByteArray *file = pcapng_new();

	pcapng_interface(file, 1, 65535);
	assert_reads(saved(file, "none.pcapng"), 0);
}

static void
compressed_captures_are_read_as_they_are(void)
{
	assert_reads(saved(gzipped(pcap_of_five(plain)), "a.pcap.gz"), 5);
	assert_reads(saved(gzipped(pcapng_of_five()), "name-does-not-tell"), 5);
	assert_reads(saved(zstd_packed(pcap_of_five(plain)), "a.pcap.zst"), 5);
}

static void
gzip_members_and_zstd_frames_in_a_row_are_one_capture(void)
{
	for (int i = 0; i < 2; i++) {
		GByteArray *whole = pcap_of_five(plain), *head = g_byte_array_new(), *tail = g_byte_array_new();

		g_byte_array_append(head, whole->data, 50);
		g_byte_array_append(tail, whole->data + 50, whole->len - 50);
		g_byte_array_unref(whole);
		head = i ? zstd_packed(head) : gzipped(head);
		tail = i ? zstd_packed(tail) : gzipped(tail);
		g_byte_array_append(head, tail->data, tail->len);
		g_byte_array_unref(tail);
		assert_reads(saved(head, "two"), 5);
	}
}

static void
zstd_frames_to_skip_are_skipped(void)
{
	/* As pzstd writes them, with four bytes of its own. */
	static const uint8_t skipped[] = {0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4};
	GByteArray *file = g_byte_array_new(), *packed = zstd_packed(pcap_of_five(plain));

	g_byte_array_append(file, skipped, sizeof skipped);
	g_byte_array_append(file, packed->data, packed->len);
	g_byte_array_append(file, skipped, sizeof skipped);
	g_byte_array_unref(packed);
	assert_reads(saved(file, "pzstd.zst"), 5);
}

static void
garbage_behind_compressed_data_is_passed_over(void)
{
	for (int i = 0; i < 2; i++) {
		GByteArray *file = i ? zstd_packed(pcap_of_five(plain)) : gzipped(pcap_of_five(plain));

		g_byte_array_append(file, (const uint8_t *)"xx garbage", 10);
		assert_reads(saved(file, "garbage"), 5);
	}
}

static void
a_capture_cut_short_is_read_up_to_the_cut(void)
{
	assert_breaks(saved(shortened(pcap_of_five(plain), 2), "cut.pcap"), 4,
				  "is cut short in frame 5: the file ends 2 bytes before the packet does");
	assert_breaks(saved(shortened(pcap_of_five(plain), 5 + 10), "header.pcap"), 4,
				  "is cut short in frame 5: the file ends 10 bytes before the packet's header does");
	assert_breaks(saved(shortened(pcapng_of_five(), 7), "cut.pcapng"), 4, "is cut short in frame 5");
	assert_refused(saved(shortened(pcap_new(plain), 1), "start.pcap"), "is cut short before its first frame");
}

static void
compressed_data_cut_short_are_told(void)
{
	GByteArray *bytes = pcap_new(plain);

	/* Enough that the decompressor has something to hand out before the end. */
	for (uint8_t n = 1; n <= 200; n++)
		pcap_add(bytes, plain, n);

	char *path = saved(shortened(gzipped(bytes), 9), "cut.gz"), *problem = NULL;
	struct capture_file *file = capture_file_open(path, &problem);
	struct packet packet;
	unsigned packets = 0;

	g_assert_nonnull(file);
	while (capture_file_next(file, &packet) == CAPTURE_FILE_PACKET)
		g_assert_cmpuint(packet.captured, ==, ++packets);
	g_assert_cmpuint(packets, >, 150);
	g_assert_nonnull(strstr(capture_file_problem(file), "the gzip data end too early"));
	capture_file_close(file);
	g_free(path);
	assert_refused(saved(shortened(zstd_packed(pcap_of_five(plain)), 5), "cut.zst"),
				   "the zstd data end too early");
}

static void
damaged_compressed_data_are_told(void)
{
	GByteArray *file = gzipped(pcap_of_five(plain));

	file->data[12] ^= 0xff;
	assert_refused(saved(file, "damaged.gz"), "the gzip data are damaged");
	file = zstd_packed(pcap_of_five(plain));
	memset(file->data + 6, 0xff, 8);
	assert_refused(saved(file, "damaged.zst"), "the zstd data are damaged");
}

static void
an_absurd_length_is_told_and_not_believed(void)
{
	GByteArray *file = pcap_of_five(plain);

	memset(file->data + 24 + 16 + 1 + 16 + 2 + 8, 0xfe, 4); /* the captured length of the third packet */
	assert_breaks(saved(file, "absurd.pcap"), 2, "is damaged in frame 3: ");
	file = pcapng_of_five();
	memset(file->data + file->len - 36, 0xfe, 4); /* the length of the last block but for its padding */
	assert_breaks(saved(file, "absurd.pcapng"), 4, "is ");
}

static void
what_is_no_capture_is_refused_with_its_first_bytes(void)
{
	GByteArray *file = g_byte_array_new();

	g_byte_array_append(file, (const uint8_t *)"#!/bin/sh\necho not a capture\n", 30);
	assert_refused(saved(file, "script"), "is not a capture file (first bytes 23 21 2f 62)");
	file = g_byte_array_new();
	g_byte_array_append(file, (const uint8_t *)"PK\3\4 and so on, and so on", 25);
	assert_refused(saved(gzipped(file), "zip.gz"), "is not a capture file (first bytes 50 4b 03 04)");
	file = g_byte_array_new();
	g_byte_array_append(file, (const uint8_t *)"x", 1);
	assert_refused(saved(file, "x"), "is not a capture file (first bytes 78)");
}

static void
an_empty_file_is_called_empty(void)
{
	assert_refused(saved(g_byte_array_new(), "empty"), "is empty");
	assert_refused(saved(gzipped(g_byte_array_new()), "empty.gz"), "is empty once decompressed");
}

static void
what_cannot_be_opened_says_why(void)
{
	assert_refused(g_strdup(directory), "is a directory");
	assert_refused(path_of("absent.pcap"), "cannot be opened: No such file or directory");
	if (geteuid() == 0) /* who may read everything */
		return;

	char *path = saved(pcap_of_five(plain), "secret.pcap");

	g_assert_cmpint(chmod(path, 0), ==, 0);
	assert_refused(path, "cannot be opened: Permission denied");
}

struct write_later {
	GByteArray *bytes;
	const char *path;
};

/* Hands the bytes over in small pieces, as a live capture would, until the reader has seen enough. */
static gpointer
write_slowly(gpointer data)
{
	struct write_later *later = data;
	int fd = open(later->path, O_WRONLY);

	g_assert_cmpint(fd, >=, 0);
	for (guint i = 0; i < later->bytes->len; i += 7) {
		size_t n = MIN(7, later->bytes->len - i);
		ssize_t written = write(fd, later->bytes->data + i, n);

		if (written < 0 && errno == EPIPE)
			break;
		g_assert_cmpint(written, ==, (ssize_t)n);
	}
	close(fd);
	return NULL;
}

static void
a_fifo_is_read_like_a_file(void)
{
	for (int i = 0; i < 2; i++) {
		char *path = path_of("fifo");
		struct write_later later = {i ? gzipped(pcap_of_five(plain)) : pcap_of_five(plain), path};

		g_assert_cmpint(mkfifo(path, 0600), ==, 0);

		GThread *writer = g_thread_new("writer", write_slowly, &later);

		assert_reads(g_strdup(path), 5);
		g_thread_join(writer);
		g_byte_array_unref(later.bytes);
		g_free(path);
	}
}

static void
standard_input_is_read(void)
{
	char *path = saved(pcapng_of_five(), "in.pcapng");
	int kept = dup(STDIN_FILENO), fd = open(path, O_RDONLY);

	g_assert_cmpint(dup2(fd, STDIN_FILENO), ==, STDIN_FILENO);
	assert_reads(g_strdup("-"), 5);
	if (kept >= 0)
		dup2(kept, STDIN_FILENO);
	close(kept);
	close(fd);
	g_free(path);
}

static GByteArray *
pcapng_of_two_interfaces(uint16_t link_type, uint32_t snap_length)
{
	GByteArray *file = pcapng_new();

	pcapng_interface(file, 1, 65535);
	for (uint8_t n = 1; n <= 3; n++)
		pcapng_add(file, 0, n);
	pcapng_interface(file, link_type, snap_length);
	pcapng_add(file, 1, 4);
	pcapng_add(file, 0, 5);
	return file;
}

static void
interfaces_may_differ(void)
{
	assert_reads(saved(pcapng_of_two_interfaces(113, 65535), "mixed.pcapng"), 5);
	assert_reads(saved(pcapng_of_two_interfaces(1, 96), "snap.pcapng"), 5);
	assert_reads(saved(gzipped(pcapng_of_two_interfaces(113, 65535)), "mixed.gz"), 5);
}

static void
interfaces_may_differ_that_come_through_a_pipe(void)
{
	char *path = path_of("mixed-fifo");
	struct write_later later = {pcapng_of_two_interfaces(113, 65535), path};

	g_assert_cmpint(mkfifo(path, 0600), ==, 0);

	GThread *writer = g_thread_new("writer", write_slowly, &later);

	assert_reads(g_strdup(path), 5);
	g_thread_join(writer);
	g_byte_array_unref(later.bytes);
	g_free(path);
}

static long
memory_peak(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss; /* kilobytes */
}

/* 400 MB of equal packets, packed to less than one. Memory may not follow the content. */
static void
a_decompression_bomb_does_not_fill_memory(void)
{
	GByteArray *head = pcap_new(plain);
	char *path = path_of("bomb.gz"), *problem = NULL;
	gzFile bomb = gzopen(path, "wb9");
	uint8_t packet_bytes[16 + 65000] = {[8] = 0xe8, [9] = 0xfd, [12] = 0xe8, [13] = 0xfd};
	struct packet packet;
	unsigned packets = 0;

	gzwrite(bomb, head->data, head->len);
	g_byte_array_unref(head);
	for (int i = 0; i < 6400; i++)
		gzwrite(bomb, packet_bytes, sizeof packet_bytes);
	gzclose(bomb);

	long before = memory_peak();
	struct capture_file *file = capture_file_open(path, &problem);

	while (capture_file_next(file, &packet) == CAPTURE_FILE_PACKET)
		packets++;
	capture_file_close(file);
	g_assert_cmpuint(packets, ==, 6400);
	g_assert_cmpint(memory_peak() - before, <, 32 * 1024);
	g_unlink(path);
	g_free(path);
}

/* Every capture of above with bytes changed at random: it ends, somehow, and never reads too far. */
static void
damaged_captures_are_survived(void)
{
	GRand *dice = g_rand_new_with_seed(20240603);

	for (int round = 0; round < 400; round++) {
		GByteArray *bytes = round % 2 ? pcap_of_five(plain) : pcapng_of_five();
		char *problem = NULL;

		if (round % 5 == 0)
			bytes = round % 10 ? zstd_packed(bytes) : gzipped(bytes);
		for (int k = g_rand_int_range(dice, 1, 6); k > 0; k--)
			bytes->data[g_rand_int_range(dice, 0, (int)bytes->len)] = (uint8_t)g_rand_int(dice);

		char *path = saved(bytes, "fuzzed");
		struct capture_file *file = capture_file_open(path, &problem);
		struct packet packet;
		enum capture_file_next next = CAPTURE_FILE_END;
		unsigned sum = 0;

		while (file && (next = capture_file_next(file, &packet)) == CAPTURE_FILE_PACKET)
			for (uint32_t i = 0; i < packet.captured; i++)
				sum += packet.bytes[i];
		g_assert_true(file || problem);
		g_assert_true(next != CAPTURE_FILE_DAMAGED || capture_file_problem(file));
		g_assert_cmpuint(sum, <, UINT_MAX);
		if (file)
			capture_file_close(file);
		g_free(problem);
		g_free(path);
	}
	g_rand_free(dice);
}

#define TEST(function, title) g_test_add_func("/capture-file/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN);
	directory = g_dir_make_tmp("sequitur-XXXXXX", NULL);
	TEST(pcap_is_read_in_every_byte_order_and_precision, "pcap is read in every byte order and precision");
	TEST(the_link_type_is_handed_on, "the link type is handed on");
	TEST(pcapng_is_read, "pcapng is read");
	TEST(a_capture_without_packets_is_no_fault, "a capture without packets is no fault");
	TEST(compressed_captures_are_read_as_they_are, "compressed captures are read as they are");
	TEST(zstd_frames_to_skip_are_skipped, "zstd frames to skip are skipped");
	TEST(garbage_behind_compressed_data_is_passed_over, "garbage behind compressed data is passed over");
	TEST(gzip_members_and_zstd_frames_in_a_row_are_one_capture,
		 "gzip members and zstd frames in a row are one capture");
	TEST(a_capture_cut_short_is_read_up_to_the_cut, "a capture cut short is read up to the cut");
	TEST(compressed_data_cut_short_are_told, "compressed data cut short are told");
	TEST(damaged_compressed_data_are_told, "damaged compressed data are told");
	TEST(an_absurd_length_is_told_and_not_believed, "an absurd length is told and not believed");
	TEST(what_is_no_capture_is_refused_with_its_first_bytes,
		 "what is no capture is refused with its first bytes");
	TEST(an_empty_file_is_called_empty, "an empty file is called empty");
	TEST(what_cannot_be_opened_says_why, "what cannot be opened says why");
	TEST(a_fifo_is_read_like_a_file, "a FIFO is read like a file");
	TEST(standard_input_is_read, "standard input is read");
	TEST(interfaces_may_differ, "interfaces may differ");
	TEST(interfaces_may_differ_that_come_through_a_pipe, "interfaces may differ that come through a pipe");
	TEST(a_decompression_bomb_does_not_fill_memory, "a decompression bomb does not fill memory");
	TEST(damaged_captures_are_survived, "damaged captures are survived");

	int outcome = g_test_run();
	GDir *left = g_dir_open(directory, 0, NULL);

	for (const char *name; (name = g_dir_read_name(left));) {
		char *path = path_of(name);

		g_unlink(path);
		g_free(path);
	}
	g_dir_close(left);
	g_rmdir(directory);
	g_free(directory);
	return outcome;
}
