/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/decompress.h"

#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio_ext.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define STREAM_BUFFER_SIZE (256u << 10)
#define RAW_SIZE           (128u << 10)
#define PEEK_MAX           24

/* Ours: so much is decompressed ahead. */
#define AHEAD_SIZE  (256u << 10)
#define AHEAD_COUNT 4

enum compression { PLAIN, GZIP, ZSTD };

/* What was decompressed ahead. The thread fills the slots in turn, the reader empties them in turn. */
struct ahead {
	GThread *thread;
	GMutex mutex;
	GCond changed;
	bool stop;             /* nobody reads any more */
	bool ended;            /* nothing follows what is filled */
	unsigned first, count; /* the slots that are filled */
	size_t at;             /* how much of the first one was read */
	size_t lengths[AHEAD_COUNT];
	uint8_t *slots[AHEAD_COUNT];
};

struct input {
	int fd;
	enum compression compression;
	const char *problem;
	char *problem_text; /* when `problem` had to be made */
	uint64_t position;  /* bytes read from `fd` */
	struct ahead
		*ahead; /* NULL: not begun, or not compressed. Once it has, all below belongs to its thread */
	void (*waiting)(void *user); /* NULL: nobody is told; asked in the thread of whoever reads */
	void *user;
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

/* read(2), which may be waited for. */
static ssize_t
descriptor_read(struct input *input, void *buffer, size_t size)
{
	struct pollfd descriptor = {.fd = input->fd, .events = POLLIN};

	if (input->waiting && !input->ahead && poll(&descriptor, 1, 0) == 0)
		input->waiting(input->user);
	return read(input->fd, buffer, size);
}

/* Fills the raw buffer once it is used up. False at the end and on failure. */
static bool
raw_fill(struct input *input)
{
	if (input->raw_at < input->raw_end)
		return true;
	if (input->raw_ended)
		return false;

	ssize_t n = descriptor_read(input, input->raw, sizeof input->raw);

	if (n < 0)
		return input_fail_errno(input);
	__atomic_add_fetch(&input->position, (uint64_t)n, __ATOMIC_RELAXED);
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

	ssize_t n = descriptor_read(input, buffer, size);

	if (n < 0)
		input_fail_errno(input);
	else
		input->position += (uint64_t)n;
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

/* A frame, or one to skip (zstd.h: ZSTD_MAGIC_SKIPPABLE_START), with which pzstd begins its files. */
static bool
zstd_begins(const uint8_t *bytes, size_t length)
{
	static const uint8_t frame[] = {0x28, 0xb5, 0x2f, 0xfd}, skipped[] = {0x2a, 0x4d, 0x18};

	if (length < sizeof frame)
		return false;
	return memcmp(bytes, frame, sizeof frame) == 0 ||
		   ((bytes[0] & 0xf0) == 0x50 && memcmp(bytes + 1, skipped, sizeof skipped) == 0);
}

/* Garbage behind the last frame is passed over, as behind the last member of gzip. */
static bool
zstd_goes_on(const struct input *input)
{
	uint8_t first = input->raw[input->raw_at];

	return !input->member_ended || input->raw_at == input->raw_end || first == 0x28 || (first & 0xf0) == 0x50;
}

static ssize_t
zstd_read(struct input *input, uint8_t *buffer, size_t size)
{
	ZSTD_outBuffer out = {buffer, size, 0};

	/* The decompressor may hold back output that it has no input for any more: an empty input asks for it. */
	while (out.pos == 0 && (raw_fill(input) || (!input->member_ended && !input->problem)) &&
		   zstd_goes_on(input)) {
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

/* Fills one slot, as far as the content goes. False: nothing follows. */
static bool
slot_fill(struct input *input, uint8_t *slot, size_t *length)
{
	ssize_t n = 1;

	*length = 0;
	while (*length < AHEAD_SIZE && (n = content_read(input, slot + *length, AHEAD_SIZE - *length)) > 0)
		*length += (size_t)n;
	return n > 0;
}

static gpointer
decompress_ahead(gpointer user)
{
	struct input *input = user;
	struct ahead *ahead = input->ahead;
	bool more = true;

	g_mutex_lock(&ahead->mutex);
	while (more && !ahead->stop) {
		if (ahead->count == AHEAD_COUNT) {
			g_cond_wait(&ahead->changed, &ahead->mutex);
			continue;
		}
		unsigned slot = (ahead->first + ahead->count) % AHEAD_COUNT;
		g_mutex_unlock(&ahead->mutex);
		more = slot_fill(input, ahead->slots[slot], &ahead->lengths[slot]);
		g_mutex_lock(&ahead->mutex);
		ahead->count += ahead->lengths[slot] > 0;
		ahead->ended = !more;
		g_cond_broadcast(&ahead->changed);
	}
	g_mutex_unlock(&ahead->mutex);
	return NULL;
}

static void
ahead_start(struct input *input)
{
	struct ahead *ahead = g_new0(struct ahead, 1);

	g_mutex_init(&ahead->mutex);
	g_cond_init(&ahead->changed);
	for (unsigned i = 0; i < AHEAD_COUNT; i++)
		ahead->slots[i] = g_malloc(AHEAD_SIZE);
	input->ahead = ahead;
	ahead->thread = g_thread_new("decompress", decompress_ahead, input);
}

static void
ahead_finish(struct ahead *ahead)
{
	g_mutex_lock(&ahead->mutex);
	ahead->stop = true;
	g_cond_broadcast(&ahead->changed);
	g_mutex_unlock(&ahead->mutex);
	g_thread_join(ahead->thread);
	for (unsigned i = 0; i < AHEAD_COUNT; i++)
		g_free(ahead->slots[i]);
	g_mutex_clear(&ahead->mutex);
	g_cond_clear(&ahead->changed);
	g_free(ahead);
}

/*
 * Waits until there is something to read, or nothing will come any more. A signal meanwhile is for the thread, whose
 * read(2) it ends: here it would end nothing.
 */
static bool
ahead_wait(struct ahead *ahead)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	g_mutex_lock(&ahead->mutex);
	while (ahead->count == 0 && !ahead->ended)
		g_cond_wait(&ahead->changed, &ahead->mutex);
	bool there = ahead->count > 0;
	g_mutex_unlock(&ahead->mutex);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return there;
}

static bool
ahead_is_empty(struct ahead *ahead)
{
	g_mutex_lock(&ahead->mutex);
	bool is_empty = ahead->count == 0 && !ahead->ended;
	g_mutex_unlock(&ahead->mutex);
	return is_empty;
}

static ssize_t
ahead_read(struct input *input, uint8_t *buffer, size_t size)
{
	struct ahead *ahead = input->ahead;

	if (input->waiting && ahead_is_empty(ahead))
		input->waiting(input->user);
	if (!ahead_wait(ahead))
		return input->problem ? -1 : 0;
	size_t length = ahead->lengths[ahead->first];
	size = MIN(size, length - ahead->at);
	memcpy(buffer, ahead->slots[ahead->first] + ahead->at, size);
	ahead->at += size;
	if (ahead->at < length)
		return (ssize_t)size;
	g_mutex_lock(&ahead->mutex);
	ahead->at = 0;
	ahead->first = (ahead->first + 1) % AHEAD_COUNT;
	ahead->count--;
	g_cond_broadcast(&ahead->changed);
	g_mutex_unlock(&ahead->mutex);
	return (ssize_t)size;
}

ssize_t
input_read(struct input *input, uint8_t *buffer, size_t size)
{
	size_t left = input->peeked_end - input->peeked_at;

	if (left > 0) {
		size = MIN(size, left);
		memcpy(buffer, input->peeked + input->peeked_at, size);
		input->peeked_at += size;
		return (ssize_t)size;
	}
	if (input->compression == PLAIN)
		return plain_read(input, buffer, size);
	if (!input->ahead)
		ahead_start(input);
	return ahead_read(input, buffer, size);
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
	static const uint8_t gzip[] = {0x1f, 0x8b};
	size_t n = input->raw_end;

	if (n >= sizeof gzip && memcmp(input->raw, gzip, sizeof gzip) == 0) {
		input->compression = GZIP;
		inflateInit2(&input->gzip, 15 + 16); /* the largest window; with gzip's header */
	} else if (zstd_begins(input->raw, n)) {
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
		input->position += (uint64_t)n;
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

uint64_t
input_position(struct input *input)
{
	return __atomic_load_n(&input->position, __ATOMIC_RELAXED);
}

/* The thread sets it before it says that nothing follows. */
void
input_on_wait(struct input *input, void (*waiting)(void *user), void *user)
{
	input->waiting = waiting;
	input->user = user;
}

const char *
input_problem(const struct input *input)
{
	return input->problem;
}

void
input_free(struct input *input)
{
	if (input->ahead)
		ahead_finish(input->ahead);
	if (input->compression == GZIP)
		inflateEnd(&input->gzip);
	ZSTD_freeDStream(input->zstd);
	close(input->fd);
	g_free(input->problem_text);
	g_free(input);
}
