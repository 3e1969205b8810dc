/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/capture_file.h"

#include "capture/decompress.h"
#include "capture/path.h"
#include "capture/pcap_records.h"
#include "capture/pcapng_blocks.h"
#include "capture/wiretap_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <pcap/pcap.h>
#include <sys/stat.h>
#include <unistd.h>

struct capture_file {
	char *path;
	bool is_regular; /* can be read a second time, from its beginning */
	struct input *input;
	FILE *stream;
	pcap_t *pcap;                 /* owns `stream` */
	struct pcap_records *records; /* takes the place of `pcap` where a file suits it, as does the next */
	struct pcapng_blocks *blocks;
	int link_type;
	uint32_t frame; /* handed out last */
	char *problem;
	struct wiretap_file *wiretap; /* takes the place of `pcap` once set */
};

/* Opens the file and looks at what it is; -1 with *problem when it cannot be read at all. */
static int
descriptor_open(const char *path, bool *is_regular, char **problem)
{
	struct stat status;
	int fd = path_is_stdin(path) ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		*problem = g_strdup_printf("cannot be opened: %s", g_strerror(errno));
		return -1;
	}
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		*problem = g_strdup("is a directory");
		close(fd);
		return -1;
	}
	*is_regular = S_ISREG(status.st_mode);
	return fd;
}

static bool
bytes_are_pcap(const uint8_t *bytes, size_t n)
{
	static const uint8_t magics[][4] = {
		{0xd4, 0xc3, 0xb2, 0xa1}, {0xa1, 0xb2, 0xc3, 0xd4}, /* microseconds */
		{0x4d, 0x3c, 0xb2, 0xa1}, {0xa1, 0xb2, 0x3c, 0x4d}, /* nanoseconds */
		{0x34, 0xcd, 0xb2, 0xa1}, {0xa1, 0xb2, 0xcd, 0x34}, /* Kuznetzov's */
		{0x0a, 0x0d, 0x0d, 0x0a},                           /* pcapng */
	};

	for (size_t i = 0; n >= 4 && i < G_N_ELEMENTS(magics); i++)
		if (memcmp(bytes, magics[i], 4) == 0)
			return true;
	return false;
}

/* Compressed in a way that is not read; NULL: not in one that is known. */
static const char *
unread_compression(const uint8_t *bytes, size_t n)
{
	static const struct {
		const char *name, *magic;
	} compressions[] = {{"bzip2", "BZh"},
						{"xz", "\xfd"
							   "7zXZ"},
						{"lzip", "LZIP"}};

	for (size_t i = 0; i < G_N_ELEMENTS(compressions); i++) {
		size_t length = strlen(compressions[i].magic);
		if (n >= length && memcmp(bytes, compressions[i].magic, length) == 0)
			return compressions[i].name;
	}
	return NULL;
}

/* Why libpcap did not take the file. */
static char *
open_problem(struct input *input, bool is_regular, const char *libpcap_says)
{
	const uint8_t *bytes;
	size_t n = input_peek(input, &bytes);

	if (input_problem(input))
		return g_strdup(input_problem(input));
	if (n == 0)
		return g_strdup(input_is_compressed(input) ? "is empty once decompressed" : "is empty");
	if (bytes_are_pcap(bytes, n))
		return strstr(libpcap_says, "truncated")
				   ? g_strdup("is cut short before its first frame")
				   : g_strdup_printf("cannot be read as a capture: %s", libpcap_says);
	const char *compression = unread_compression(bytes, n);
	if (compression)
		return g_strdup_printf("is compressed with %s, which is not read here; decompress it first",
							   compression);

	GString *text = g_string_new("is not a capture file (first bytes");

	for (size_t i = 0; i < MIN(n, 4); i++)
		g_string_append_printf(text, " %02x", bytes[i]);
	g_string_append_c(text, ')');
	if (!is_regular)
		g_string_append(text, "; one of another format has to be read from a file");
	else if (!wiretap_load())
		g_string_append(text, "; if it is one of another format, convert it: editcap -F pcapng IN OUT");
	return g_string_free(text, FALSE);
}

static void
pcap_let_go(struct capture_file *file)
{
	if (file->pcap)
		pcap_close(file->pcap);
	else if (file->stream)
		fclose(file->stream);
	pcap_records_free(file->records);
	pcapng_blocks_free(file->blocks);
	if (file->input)
		input_free(file->input);
	file->records = NULL;
	file->blocks = NULL;
	file->pcap = NULL;
	file->stream = NULL;
	file->input = NULL;
}

/*
 * Reads the file again, from its beginning, through wiretap, and passes over the packets that were handed out
 * already. False, and nothing changed, when wiretap does not get further than libpcap did.
 */
static bool
wiretap_take_over(struct capture_file *file, char **problem)
{
	struct packet skipped;
	struct wiretap_file *wiretap;

	if (!file->is_regular || (path_is_stdin(file->path) && lseek(STDIN_FILENO, 0, SEEK_SET) != 0))
		return false;
	wiretap = wiretap_file_open(file->path, problem);
	if (!wiretap)
		return false;
	for (skipped.frame = 0; skipped.frame < file->frame;)
		if (wiretap_file_next(wiretap, &skipped, problem) != CAPTURE_FILE_PACKET) {
			wiretap_file_close(wiretap);
			return false;
		}
	pcap_let_go(file);
	file->wiretap = wiretap;
	return true;
}

/* Is there something to be read, whatever it is? */
static bool
input_is_promising(struct input *input)
{
	const uint8_t *bytes;

	return !input_problem(input) && input_peek(input, &bytes) > 0;
}

/* Has libpcap read the file header alone, where what follows can be read without it. */
static bool
records_start(struct capture_file *file, const uint8_t *bytes, size_t count)
{
	char libpcap_says[PCAP_ERRBUF_SIZE];
	FILE *header = pcap_records_suit(bytes, count) ? fmemopen((void *)(uintptr_t)bytes, count, "r") : NULL;
	pcap_t *pcap = header ? pcap_fopen_offline(header, libpcap_says) : NULL;

	if (!pcap) {
		if (header)
			fclose(header);
		return false;
	}
	file->link_type = pcap_datalink(pcap);
	if (pcap_snapshot(pcap) > 0 && pcap_snapshot(pcap) <= (int)PCAP_PACKET_MAX)
		file->records = pcap_records_new(file->input, file->link_type, (uint32_t)pcap_snapshot(pcap));
	pcap_close(pcap);
	return file->records != NULL;
}

/* The formats that are read here. */
static bool
own_reader_start(struct capture_file *file)
{
	const uint8_t *bytes;
	size_t count = input_peek(file->input, &bytes);

	if (pcapng_blocks_suit(bytes, count))
		file->blocks = pcapng_blocks_new(file->input);
	return file->blocks || records_start(file, bytes, count);
}

/* Starts a reader on file->input: our own, or libpcap, or else wiretap. */
static bool
reader_start(struct capture_file *file, char **problem)
{
	char libpcap_says[PCAP_ERRBUF_SIZE] = "", *wiretap_says = NULL;

	if (!input_is_promising(file->input)) {
		*problem = open_problem(file->input, file->is_regular, "");
		return false;
	}
	if (own_reader_start(file))
		return true;
	file->stream = input_stream(file->input);
	file->pcap = pcap_fopen_offline_with_tstamp_precision(file->stream, PCAP_TSTAMP_PRECISION_NANO,
														  libpcap_says);
	if (file->pcap) {
		file->link_type = pcap_datalink(file->pcap);
		return true;
	}
	*problem = open_problem(file->input, file->is_regular, libpcap_says);
	if (!input_problem(file->input) && wiretap_take_over(file, &wiretap_says))
		g_clear_pointer(problem, g_free);
	g_free(wiretap_says);
	return *problem == NULL;
}

/*
 * Is this file surely read without a library? pcapng is, and pcap in the way that everybody writes it. Some wrote longer
 * record headers under the same magic number: the second record then seems to be too long.
 */
static bool
is_surely_read_here(int fd)
{
	uint8_t header[PCAP_FILE_HEADER_SIZE];
	off_t at = PCAP_FILE_HEADER_SIZE;

	if (pread(fd, header, sizeof header, 0) != sizeof header)
		return false;
	if (pcapng_blocks_suit(header, sizeof header))
		return true;
	if (!pcap_records_suit(header, sizeof header))
		return false;
	for (unsigned i = 0; i < 2; i++) {
		uint32_t captured;
		uint8_t record[PCAP_RECORD_HEADER_SIZE];
		if (pread(fd, record, sizeof record, at) != sizeof record)
			return true;
		captured = pcap_records_captured(header, record);
		if (captured > PCAP_PACKET_MAX)
			return false;
		at += (off_t)sizeof record + captured;
	}
	return true;
}

void
capture_file_prepare(char *const *paths)
{
	for (bool is_loaded = false; *paths && !is_loaded; paths++) {
		bool is_regular;
		char *problem = NULL;
		struct stat status;
		if (!path_look(*paths, &status) || !S_ISREG(status.st_mode))
			continue;
		int fd = descriptor_open(*paths, &is_regular, &problem);
		g_free(problem);
		if (fd < 0)
			continue;
		is_loaded = !is_surely_read_here(fd);
		if (is_loaded)
			wiretap_load();
		close(fd);
	}
}

struct capture_file *
capture_file_open(const char *path, char **problem)
{
	struct capture_file *file;
	bool is_regular = false;
	int fd = descriptor_open(path, &is_regular, problem);

	if (fd < 0)
		return NULL;
	file = g_new0(struct capture_file, 1);
	file->path = g_strdup(path);
	file->is_regular = is_regular;
	file->input = input_new(fd);
	if (reader_start(file, problem))
		return file;
	capture_file_close(file);
	return NULL;
}

void
capture_file_on_wait(struct capture_file *file, void (*waiting)(void *user), void *user)
{
	if (!file->is_regular)
		input_on_wait(file->input, waiting, user);
}

/* libpcap tells only in words that the file ended too early. */
static char *
next_problem(const struct capture_file *file)
{
	const char *says = pcap_geterr(file->pcap);
	const char *numbers = strstr(says, "tried to read ");
	unsigned long wanted = 0, got = 0;
	char what[16] = "";
	uint32_t frame = file->frame + 1;

	if (input_problem(file->input))
		return g_strdup_printf("%s (in frame %u)", input_problem(file->input), frame);
	if (numbers && sscanf(numbers, "tried to read %lu %15s", &wanted, what) == 2 &&
		(numbers = strstr(numbers, "only got ")) && sscanf(numbers, "only got %lu", &got) == 1 &&
		got < wanted)
		return g_strdup_printf("is cut short in frame %u: the file ends %lu bytes before the packet%s does",
							   frame, wanted - got, strcmp(what, "header") == 0 ? "'s header" : "");
	return g_strdup_printf("is damaged in frame %u: %s", frame, says);
}

static void
packet_fill(struct capture_file *file, const struct pcap_pkthdr *header, const uint8_t *bytes,
			struct packet *packet)
{
	/* tv_usec holds nanoseconds. */
	*packet = (struct packet){.bytes = bytes,
							  .captured = header->caplen,
							  .length = MAX(header->len, header->caplen),
							  .time = packet_time(header->ts.tv_sec, header->ts.tv_usec),
							  .frame = ++file->frame,
							  .link_type = file->link_type};
}

/* file->problem stopped the reading: wiretap may know how to go on. */
static __attribute__((noinline)) enum capture_file_next
next_through_wiretap(struct capture_file *file, struct packet *packet)
{
	char *wiretap_says = NULL;
	bool is_hopeless;

	is_hopeless = input_problem(file->input) || strstr(file->problem, "cut short");
	if (!is_hopeless && wiretap_take_over(file, &wiretap_says)) {
		g_clear_pointer(&file->problem, g_free);
		return capture_file_next(file, packet);
	}
	g_free(wiretap_says);
	return CAPTURE_FILE_DAMAGED;
}

/* What libpcap or wiretap reads. */
static __attribute__((noinline)) enum capture_file_next
next_of_library(struct capture_file *file, struct packet *packet)
{
	struct pcap_pkthdr *header;
	const uint8_t *bytes;

	if (file->wiretap)
		return wiretap_file_next(file->wiretap, packet, &file->problem);
	switch (pcap_next_ex(file->pcap, &header, &bytes)) {
	case 1: packet_fill(file, header, bytes, packet); return CAPTURE_FILE_PACKET;
	case PCAP_ERROR_BREAK: return CAPTURE_FILE_END;
	default: file->problem = next_problem(file); return next_through_wiretap(file, packet);
	}
}

/* Most packets of a file full of voice are of no interest: to get at the next one takes a few steps only. */
enum capture_file_next
capture_file_next(struct capture_file *file, struct packet *packet)
{
	enum capture_file_next next;

	if (file->records)
		next = pcap_records_next(file->records, file->frame + 1, packet, &file->problem);
	else if (file->blocks)
		next = pcapng_blocks_next(file->blocks, packet, &file->problem);
	else
		return next_of_library(file, packet);
	if (next == CAPTURE_FILE_DAMAGED)
		return next_through_wiretap(file, packet);
	if (next == CAPTURE_FILE_PACKET)
		file->frame = packet->frame;
	return next;
}

struct drops
capture_file_dropped(const struct capture_file *file)
{
	return file->blocks ? pcapng_blocks_dropped(file->blocks) : (struct drops){0, 0};
}

const char *
capture_file_problem(const struct capture_file *file)
{
	return file->problem;
}

uint64_t
capture_file_position(const struct capture_file *file)
{
	return file->wiretap ? wiretap_file_position(file->wiretap) : input_position(file->input);
}

void
capture_file_close(struct capture_file *file)
{
	pcap_let_go(file);
	if (file->wiretap)
		wiretap_file_close(file->wiretap);
	g_free(file->path);
	g_free(file->problem);
	g_free(file);
}
