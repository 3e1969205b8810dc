/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/decompress.h"

#include <errno.h>
#include <glib.h>
#include <stdio_ext.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define STREAM_BUFFER_SIZE (256u << 10)
#define RAW_SIZE           (128u << 10)
#define PEEK_MAX           24

enum compression { PLAIN, GZIP, ZSTD };

struct input {
	int fd;
	enum compression compression;
	const char *problem;
	char *problem_text; /* when `problem` had to be made */
	bool raw_ended;
	bool member_ended; /* a gzip member or a zstd frame ended; another may follow */

	uint8_t raw[RAW_SIZE]; /* as read from the file */
	size_t raw_at, raw_end;

	uint8_t peeked[PEEK_MAX]; /* decompressed */
	size_t peeked_at, peeked_end;

	z_stream gzip;
	ZSTD_DStream *zstd;

	char stream_buffer[STREAM_BUFFER_SIZE]; /* glibc takes the size only together with the memory */
};

static bool
input_fail(struct input *input, const char *problem)
{
	input->problem = problem;
	return false;
}

static bool
input_fail_errno(struct input *input)
{
	if (errno == EINTR)
		return input_fail(input, "was interrupted");
	input->problem_text = g_strdup_printf("cannot be read: %s", g_strerror(errno));
	return input_fail(input, input->problem_text);
}

/* Fills the raw buffer once it is used up. False at the end and on failure. */
static bool
raw_fill(struct input *input)
{
	if (input->raw_at < input->raw_end)
		return true;
	if (input->raw_ended)
		return false;

	ssize_t n = read(input->fd, input->raw, sizeof input->raw);

	if (n < 0)
		return input_fail_errno(input);
	input->raw_ended = n == 0;
	input->raw_at = 0;
	input->raw_end = (size_t)n;
	return n > 0;
}

static ssize_t
plain_read(struct input *input, uint8_t *buffer, size_t size)
{
	/* What the first look took comes first; everything else goes past the raw buffer. */
	if (input->raw_at < input->raw_end) {
		size = MIN(size, input->raw_end - input->raw_at);
		memcpy(buffer, input->raw + input->raw_at, size);
		input->raw_at += size;
		return (ssize_t)size;
	}
	if (input->raw_ended)
		return 0;

	ssize_t n = read(input->fd, buffer, size);

	if (n < 0)
		input_fail_errno(input);
	return n;
}

/* One step of gunzip; members may follow each other (RFC 1952 section 2.2). False: no more to be had. */
static bool
gzip_step(struct input *input)
{
	if (input->member_ended) {
		/* Padding and other garbage behind the last member is passed over, as gzip does. */
		if (input->raw[input->raw_at] != 0x1f)
			return false;
		inflateReset(&input->gzip);
		input->member_ended = false;
	}
	input->gzip.next_in = input->raw + input->raw_at;
	input->gzip.avail_in = (uInt)(input->raw_end - input->raw_at);

	int outcome = inflate(&input->gzip, Z_NO_FLUSH);

	input->raw_at = input->raw_end - input->gzip.avail_in;
	input->member_ended = outcome == Z_STREAM_END;
	if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR)
		return input_fail(input, "the gzip data are damaged");
	return true;
}

static ssize_t
gzip_read(struct input *input, uint8_t *buffer, size_t size)
{
	input->gzip.next_out = buffer;
	input->gzip.avail_out = (uInt)size;
	while (input->gzip.avail_out == size && raw_fill(input))
		if (!gzip_step(input))
			break;

	size_t got = size - input->gzip.avail_out;

	if (got == 0 && !input->problem && !input->member_ended)
		input_fail(input, "the gzip data end too early");
	return got == 0 && input->problem ? -1 : (ssize_t)got;
}

static ssize_t
zstd_read(struct input *input, uint8_t *buffer, size_t size)
{
	ZSTD_outBuffer out = {buffer, size, 0};

	/* The decompressor may hold back output that it has no input for any more: an empty input asks for it. */
	while (out.pos == 0 && (raw_fill(input) || (!input->member_ended && !input->problem))) {
		ZSTD_inBuffer in = {input->raw, input->raw_end, input->raw_at};
		size_t outcome = ZSTD_decompressStream(input->zstd, &out, &in);

		if (ZSTD_isError(outcome)) {
			input_fail(input, "the zstd data are damaged");
			break;
		}
		input->member_ended = outcome == 0;
		if (in.pos == input->raw_at && out.pos == 0 && input->raw_ended)
			break;
		input->raw_at = in.pos;
	}
	if (out.pos == 0 && !input->problem && !input->member_ended)
		input_fail(input, "the zstd data end too early");
	return out.pos == 0 && input->problem ? -1 : (ssize_t)out.pos;
}

static ssize_t
content_read(struct input *input, uint8_t *buffer, size_t size)
{
	switch (input->compression) {
	case GZIP: return gzip_read(input, buffer, size);
	case ZSTD: return zstd_read(input, buffer, size);
	case PLAIN: break;
	}
	return plain_read(input, buffer, size);
}

ssize_t
input_read(struct input *input, uint8_t *buffer, size_t size)
{
	size_t left = input->peeked_end - input->peeked_at;

	if (left == 0)
		return content_read(input, buffer, size);
	size = MIN(size, left);
	memcpy(buffer, input->peeked + input->peeked_at, size);
	input->peeked_at += size;
	return (ssize_t)size;
}

static ssize_t
stream_read(void *cookie, char *buffer, size_t size)
{
	ssize_t n = input_read(cookie, (uint8_t *)buffer, size);

	if (n < 0)
		errno = EIO;
	return n;
}

static void
compression_start(struct input *input)
{
	static const uint8_t gzip[] = {0x1f, 0x8b}, zstd[] = {0x28, 0xb5, 0x2f, 0xfd};
	size_t n = input->raw_end;

	if (n >= sizeof gzip && memcmp(input->raw, gzip, sizeof gzip) == 0) {
		input->compression = GZIP;
		inflateInit2(&input->gzip, 15 + 16); /* the largest window; with gzip's header */
	} else if (n >= sizeof zstd && memcmp(input->raw, zstd, sizeof zstd) == 0) {
		input->compression = ZSTD;
		input->zstd = ZSTD_createDStream();
		ZSTD_initDStream(input->zstd);
	}
}

struct input *
input_new(int fd)
{
	struct input *input = g_new0(struct input, 1);

	input->fd = fd;
	/* A pipe may hand out less than the bytes that tell: read until there are enough. */
	while (input->raw_end < PEEK_MAX && !input->raw_ended) {
		ssize_t n = read(fd, input->raw + input->raw_end, sizeof input->raw - input->raw_end);

		if (n < 0) {
			input_fail_errno(input);
			return input;
		}
		input->raw_ended = n == 0;
		input->raw_end += (size_t)n;
	}
	compression_start(input);
	while (input->peeked_end < PEEK_MAX) {
		ssize_t n = content_read(input, input->peeked + input->peeked_end, PEEK_MAX - input->peeked_end);

		if (n <= 0)
			break;
		input->peeked_end += (size_t)n;
	}
	return input;
}

FILE *
input_stream(struct input *input)
{
	FILE *stream = fopencookie(input, "r", (cookie_io_functions_t){.read = stream_read});

	g_assert(stream);
	setvbuf(stream, input->stream_buffer, _IOFBF, sizeof input->stream_buffer);
	/* One thread reads it, packet by packet: no lock for each header. */
	__fsetlocking(stream, FSETLOCKING_BYCALLER);
	return stream;
}

size_t
input_peek(struct input *input, const uint8_t **bytes)
{
	*bytes = input->peeked;
	return input->peeked_end;
}

bool
input_is_compressed(const struct input *input)
{
	return input->compression != PLAIN;
}

const char *
input_problem(const struct input *input)
{
	return input->problem;
}

void
input_free(struct input *input)
{
	if (input->compression == GZIP)
		inflateEnd(&input->gzip);
	ZSTD_freeDStream(input->zstd);
	close(input->fd);
	g_free(input->problem_text);
	g_free(input);
}
