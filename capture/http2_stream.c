/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/http2_stream.h"

#include "capture/hpack.h"
#include "capture/http2_frame.h"
#include "capture/stream.h"
#include "core/http2_head.h"
#include "core/kept.h"
#include "core/status.h"

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#define PREFACE_LENGTH (sizeof preface - 1)

/* So many bytes of it are no beginning of anything else: core/message.c refuses them as a request. */
#define PREFACE_SURE 12

/* A request whose body goes on. */
struct http2_open {
	uint32_t stream;
	uint8_t side;
	bool body_began;
	uint64_t body_length;
	struct message *message; /* kept */
};

/* A header block: HEADERS or PUSH_PROMISE, and the CONTINUATIONs behind. */
struct http2_block {
	GByteArray *bytes; /* NULL: none is open */
	uint32_t stream;   /* of the message, which may be a promised one */
	bool ends_stream;
	bool is_promised;
	uint32_t first_frame;
	int64_t first_time;
};

struct http2_side {
	uint8_t preface_left;
	uint8_t header_length; /* bytes of `header` so far */
	uint8_t header[HTTP2_FRAME_HEADER];
	bool in_payload;
	bool unsure;      /* where the next frame begins is not known: only segments' beginnings are tried */
	bool missed;      /* header blocks were, so that the table is not known */
	bool broken;      /* no header block is decoded any more */
	uint16_t padding; /* of a DATA frame, with the byte that says so */
	uint32_t left;    /* of the payload */
	uint32_t first_frame;
	int64_t first_time;
	uint32_t header_stream; /* of the last HEADERS or PUSH_PROMISE, whose CONTINUATION may follow */
	struct http2_frame frame;
	GByteArray *payload; /* of a frame that is looked at and goes on in later segments */
	struct http2_block block;
	struct hpack *hpack; /* NULL: no header block came yet */
	size_t hpack_size;   /* of it, counted in the reading */
	unsigned open_count; /* of its requests, in http2.open */
};

struct http2 {
	bool from_start;  /* the preface was seen: so was every header block since */
	GHashTable *open; /* of struct http2_open, by stream */
	struct http2_side sides[2];
};

static struct http2_side *
side_of(const struct stream_pair *pair, unsigned side)
{
	return &pair->http2->sides[side];
}

static void
open_free(gpointer data)
{
	struct http2_open *open = data;

	kept_release(&open->message);
	g_free(open);
}

/* What of its memory counts as kept. */
static size_t
open_size(const struct http2_open *open)
{
	return sizeof *open + sizeof *open->message + open->message->head.length;
}

static struct http2 *
http2_of(struct stream_pair *pair)
{
	if (!pair->http2) {
		pair->http2 = g_new0(struct http2, 1);
		pair->http2->open = g_hash_table_new_full(g_int_hash, g_int_equal, NULL, open_free);
	}
	return pair->http2;
}

static void
http2_tell(const struct stream_pair *pair, unsigned side, enum transport_event_kind kind, uint32_t stream,
		   const struct place *place, uint64_t bytes)
{
	const struct capture_listener *listener = pair->reading->listener;
	struct transport_event event = {.kind = kind, .bytes = bytes};

	stream_sighting(pair, side, place, &event.seen);
	event.seen.first_frame = place->frame;
	event.seen.first_time = place->time;
	event.seen.stream = stream;
	if (listener->event)
		listener->event(listener->user, &event);
}

bool
http2_preface_begins(struct slice bytes)
{
	return slice_starts_with(bytes, (struct slice){preface, PREFACE_SURE});
}

bool
http2_may_begin(struct slice bytes)
{
	return http2_preface_begins(bytes) || http2_settings_begin(bytes);
}

static void
http2_enter(struct stream_pair *pair, unsigned side)
{
	struct stream *stream = &pair->streams[side];

	stream->http2 = &http2_of(pair)->sides[side];
	stream->state = STREAM_HTTP2;
	stream->unsure = false;
	stream->spoke = true;
	pair->spoke = true;
}

size_t
http2_begin(struct stream_pair *pair, unsigned side, struct slice bytes)
{
	size_t take = http2_preface_begins(bytes) ? MIN(bytes.length, PREFACE_LENGTH) : 0;

	http2_enter(pair, side);
	pair->http2->from_start = true;
	if (take)
		side_of(pair, side)->preface_left = (uint8_t)(PREFACE_LENGTH - take);
	return take;
}

bool
http2_begins(const struct stream_pair *pair, unsigned side, struct slice bytes)
{
	const struct stream *stream = &pair->streams[side];

	if (stream->spoke || !stream->fresh)
		return false;
	if (pair->http2)
		return stream->unsure || !pair->http2->from_start ? http2_frames_begin(bytes, false)
														  : bytes.bytes[0] == 0;
	if (pair->mid_stream || stream->unsure)
		return http2_frames_begin(bytes, true);
	return http2_settings_begin(bytes);
}

void
http2_resume(struct stream_pair *pair, unsigned side)
{
	bool missed = pair->streams[side].unsure;

	http2_enter(pair, side);
	side_of(pair, side)->missed = missed || (pair->mid_stream && !pair->http2->from_start);
}

void
http2_upgrade(struct stream_pair *pair, unsigned side)
{
	bool client = pair->requests.side == side;

	http2_enter(pair, side);
	pair->http2->from_start = true;
	side_of(pair, side)->preface_left = client ? PREFACE_LENGTH : 0;
}

/* ---- requests whose body goes on ---- */

static struct http2_open *
open_find(const struct stream_pair *pair, uint32_t stream)
{
	return g_hash_table_lookup(pair->http2->open, &stream);
}

/* Its message goes to the listener, and it is open no more. `place`: of what ends it. */
static void
open_hand_out(struct stream_pair *pair, struct http2_open *open, const struct place *place, uint32_t faults)
{
	const struct capture_listener *listener = pair->reading->listener;
	struct message *message = open->message;

	message->body_length = open->body_length;
	message->seen.last_time = place->time;
	message->seen.ip_id = place->ip_id;
	message->seen.ttl = place->ttl;
	message->seen.faults |= faults;
	listener->message(listener->user, message);
	pair->reading->kept -= open_size(open);
	side_of(pair, open->side)->open_count--;
	g_hash_table_remove(pair->http2->open, &open->stream);
}

/* The message at hand is kept until its body ends. False: there is no room. */
static bool
open_add(struct stream_pair *pair, unsigned side, const struct message *message)
{
	struct http2 *http2 = pair->http2;

	if (g_hash_table_size(http2->open) >= HTTP2_OPEN_MAX || pair->reading->kept > STREAM_KEPT_MAX)
		return false;
	struct http2_open *open = g_new0(struct http2_open, 1);
	open->stream = message->seen.stream;
	open->side = (uint8_t)side;
	open->message = kept_new(message);
	g_hash_table_insert(http2->open, &open->stream, open);
	http2->sides[side].open_count++;
	pair->reading->kept += open_size(open);
	return true;
}

/* `side` says no more on this stream. */
static void
stream_ends(struct stream_pair *pair, unsigned side, uint32_t stream, const struct place *place)
{
	struct http2_open *open = open_find(pair, stream);

	if (open && open->side == side)
		open_hand_out(pair, open, place, 0);
}

static int
compare_streams(const void *a, const void *b)
{
	uint32_t one = **(const uint32_t *const *)a, other = **(const uint32_t *const *)b;

	return (one > other) - (one < other);
}

bool
http2_is_busy(const struct http2_side *http2)
{
	return http2 && http2->open_count > 0;
}

void
http2_break_off(struct stream_pair *pair, unsigned side)
{
	if (!http2_is_busy(pair->streams[side].http2))
		return;
	struct place last = pair->streams[side].last;
	guint count;
	gpointer *streams = g_hash_table_get_keys_as_array(pair->http2->open, &count);

	qsort(streams, count, sizeof *streams, compare_streams);
	for (guint i = 0; i < count; i++) {
		struct http2_open *open = open_find(pair, *(const uint32_t *)streams[i]);
		if (open->side == side)
			open_hand_out(pair, open, &last, FAULT_TRUNCATED);
	}
	g_free(streams);
}

/* ---- header blocks ---- */

static void
block_clear(struct stream_pair *pair, struct http2_block *block)
{
	if (block->bytes)
		pair->reading->kept -= block->bytes->len;
	g_clear_pointer(&block->bytes, g_byte_array_unref);
}

static void
hpack_clear(struct stream_pair *pair, struct http2_side *s)
{
	pair->reading->kept -= s->hpack_size;
	s->hpack_size = 0;
	hpack_free(s->hpack);
	s->hpack = NULL;
}

/* Nothing that follows in this direction can be decoded; said once. */
static void
headers_break(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);

	block_clear(pair, &s->block);
	hpack_clear(pair, s);
	if (s->broken)
		return;
	s->broken = true;
	pair->reading->counts->malformed_messages++;
	http2_tell(pair, side, EVENT_FRAMING_LOST, 0, place, 0);
}

static void
take_field(void *user, struct slice name, struct slice value)
{
	http2_head_add(user, name, value);
}

/* Decodes the block into the reading's message. */
static enum hpack_outcome
block_decode(struct stream_pair *pair, struct http2_side *s, struct slice block, struct http2_head *head)
{
	struct reading *reading = pair->reading;

	if (!s->hpack) {
		if (reading->kept > STREAM_KEPT_MAX)
			return HPACK_BROKEN;
		s->hpack = hpack_new(!s->missed);
	}
	enum hpack_outcome outcome = hpack_decode(s->hpack, block, take_field, head);
	size_t size = hpack_size(s->hpack);
	reading->kept += size - s->hpack_size;
	s->hpack_size = size;
	return outcome;
}

/* Fills `seen`: first seen where its block began, shown where that ends. */
static void
block_sighting(struct stream_pair *pair, unsigned side, const struct place *place, struct sighting *seen)
{
	struct stream *stream = &pair->streams[side];
	const struct http2_block *block = &side_of(pair, side)->block;

	stream->first_frame = block->first_frame;
	stream->first_time = block->first_time;
	stream_sighting(pair, side, place, seen);
	seen->stream = block->stream;
	stream->faults = 0;
}

/* Does nothing of this message follow that matters? A tunnel's bytes are no body: RFC 9113 section 8.5. */
static bool
is_complete(const struct http2_block *block, const struct message *message)
{
	return message->is_response || block->ends_stream || block->is_promised ||
		   message->method == METHOD_CONNECT;
}

/* The message of the block is in the reading: it is handed out, or waits for its body. */
static void
block_hand_out(struct stream_pair *pair, unsigned side, const struct place *place)
{
	const struct http2_block *block = &side_of(pair, side)->block;
	const struct capture_listener *listener = pair->reading->listener;
	struct message *message = &pair->reading->message;
	struct http2_open *open = open_find(pair, block->stream);

	if (open && open->side == side) {
		pair->reading->counts->malformed_messages++;
		return;
	}
	/* Who answered has seen enough of the request, and who asked may go on to something else. */
	if (open && message->is_response && http_status_is_final(message->status))
		open_hand_out(pair, open, place, 0);
	if (is_complete(block, message)) {
		listener->message(listener->user, message);
	} else if (!open && !open_add(pair, side, message)) {
		message->seen.faults |= FAULT_TRUNCATED;
		listener->message(listener->user, message);
	}
}

/* A block that does not say what it is: trailers, or nobody knows whose. */
static void
block_pass(struct stream_pair *pair, unsigned side, bool partly, const struct place *place)
{
	const struct http2_block *block = &side_of(pair, side)->block;

	if (partly && !open_find(pair, block->stream))
		http2_tell(pair, side, EVENT_FRAMING_LOST, block->stream, place, 0);
}

/* The header block is complete. */
static void
block_end(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);
	struct message *message = &pair->reading->message;
	struct http2_head head;

	if (!s->broken) {
		http2_head_begin(&head, message);
		enum hpack_outcome outcome = block_decode(pair, s, bytes, &head);
		bool partly = outcome == HPACK_PARTLY;
		if (outcome == HPACK_BROKEN) {
			headers_break(pair, side, place);
		} else if (http2_head_end(&head) == HTTP2_HEAD_NEITHER) {
			block_pass(pair, side, partly, place);
		} else {
			block_sighting(pair, side, place, &message->seen);
			message->oddities |= partly ? ODDITY_UNKNOWN_FIELDS : 0;
			message->seen.faults |= partly ? FAULT_GAP_BEFORE : 0;
			block_hand_out(pair, side, place);
		}
		http2_head_clear(&head);
	}
	block_clear(pair, &s->block);
	if (s->block.ends_stream)
		stream_ends(pair, side, s->block.stream, place);
}

/* ---- holes ---- */

static void
payload_clear(struct stream_pair *pair, struct http2_side *s)
{
	if (s->payload)
		pair->reading->kept -= s->payload->len;
	g_clear_pointer(&s->payload, g_byte_array_unref);
}

/* Where the next frame begins is not known, nor what header blocks were missed. */
static void
lose_place(struct stream_pair *pair, unsigned side)
{
	struct http2_side *s = side_of(pair, side);

	http2_break_off(pair, side);
	payload_clear(pair, s);
	block_clear(pair, &s->block);
	hpack_clear(pair, s);
	s->missed = true;
	s->unsure = true;
	s->in_payload = false;
	s->header_length = s->preface_left = s->padding = 0;
	pair->streams[side].faults |= FAULT_GAP_BEFORE;
}

/* ---- frames ---- */

/* Ends a frame of the types that are looked at as a whole. */
typedef void frame_reader(struct stream_pair *pair, unsigned side, struct slice payload,
						  const struct place *place);

/* A fragment of the block that is open: the last one ends it. */
static void
block_take(struct stream_pair *pair, unsigned side, struct slice fragment, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);
	struct http2_block *block = &s->block;

	if (s->frame.flags & HTTP2_END_HEADERS && !block->bytes) {
		block_end(pair, side, fragment, place);
		return;
	}
	if (!block->bytes)
		block->bytes = g_byte_array_new();
	if (block->bytes->len + fragment.length > HTTP2_BLOCK_MAX || pair->reading->kept > STREAM_KEPT_MAX) {
		headers_break(pair, side, place);
		return;
	}
	g_byte_array_append(block->bytes, (const guint8 *)fragment.bytes, (guint)fragment.length);
	pair->reading->kept += fragment.length;
	if (s->frame.flags & HTTP2_END_HEADERS)
		block_end(pair, side, (struct slice){(const char *)block->bytes->data, block->bytes->len}, place);
}

/* HEADERS and PUSH_PROMISE: RFC 9113 sections 6.2 and 6.6. */
static void
read_headers(struct stream_pair *pair, unsigned side, struct slice payload, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);
	struct slice fragment;
	uint32_t promised;

	if (!http2_frame_fragment(&s->frame, payload, &fragment, &promised)) {
		headers_break(pair, side, place);
		return;
	}
	s->block = (struct http2_block){.stream = promised ? promised : s->frame.stream,
									.is_promised = promised != 0,
									.ends_stream = s->frame.type == HTTP2_HEADERS &&
												   s->frame.flags & HTTP2_END_STREAM,
									.first_frame = s->first_frame,
									.first_time = s->first_time};
	block_take(pair, side, fragment, place);
}

static void
read_continuation(struct stream_pair *pair, unsigned side, struct slice payload, const struct place *place)
{
	/* Without a block it belongs to one that was missed or given up. */
	if (side_of(pair, side)->block.bytes)
		block_take(pair, side, payload, place);
}

static uint32_t
number_at(struct slice bytes, size_t at)
{
	const uint8_t *number = (const uint8_t *)bytes.bytes + at;

	return (uint32_t)number[0] << 24 | (uint32_t)number[1] << 16 | (uint32_t)number[2] << 8 | number[3];
}

/* RFC 9113 section 6.4. */
static void
read_reset(struct stream_pair *pair, unsigned side, struct slice payload, const struct place *place)
{
	uint32_t stream = side_of(pair, side)->frame.stream;
	struct http2_open *open = open_find(pair, stream);

	if (payload.length != 4)
		return;
	if (open)
		open_hand_out(pair, open, place, FAULT_TRUNCATED);
	http2_tell(pair, side, EVENT_STREAM_RESET, stream, place, number_at(payload, 0));
}

/* RFC 9113 section 6.8. */
static void
read_goaway(struct stream_pair *pair, unsigned side, struct slice payload, const struct place *place)
{
	if (payload.length >= 8)
		http2_tell(pair, side, EVENT_GOAWAY, 0, place, number_at(payload, 0) & 0x7fffffff);
}

static frame_reader *const frame_readers[] = {
	[HTTP2_HEADERS] = read_headers,           [HTTP2_RST_STREAM] = read_reset,
	[HTTP2_PUSH_PROMISE] = read_headers,      [HTTP2_GOAWAY] = read_goaway,
	[HTTP2_CONTINUATION] = read_continuation,
};

/* NULL: it is passed over, but for the length of DATA. */
static frame_reader *
frame_reader_of(const struct http2_side *s)
{
	if (s->frame.type >= G_N_ELEMENTS(frame_readers) || s->frame.length > HTTP2_BLOCK_MAX)
		return NULL;
	return frame_readers[s->frame.type];
}

/* Whether it begins in a later packet than its head ends matters to 100-continue: RFC 9110 section 10.1.1. */
static void
data_began(struct stream_pair *pair, unsigned side, struct http2_open *open, const struct place *place)
{
	const struct message *request = open->message;

	if (!open->body_began && message_first_field(request, FIELD_EXPECT) &&
		request->seen.frame != place->shown)
		http2_tell(pair, side, EVENT_BODY_BEGAN, open->stream, place, 0);
	open->body_began = true;
}

/* `count` bytes of the payload of DATA; the padding is taken off at its end. RFC 9113 section 6.1. */
static void
data_count(struct stream_pair *pair, unsigned side, uint64_t count, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);
	struct http2_open *open = open_find(pair, s->frame.stream);

	if (!open || open->side != side)
		return;
	data_began(pair, side, open, place);
	open->body_length += count;
	if (s->left == count)
		open->body_length -= MIN(open->body_length, s->padding);
}

/* The payload has ended, and nothing of it is kept any more. */
static void
frame_end(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);

	s->in_payload = false;
	s->header_length = 0;
	s->padding = 0;
	if (s->frame.type == HTTP2_DATA && s->frame.flags & HTTP2_END_STREAM)
		stream_ends(pair, side, s->frame.stream, place);
}

static bool
goes_on_with_headers(const struct http2_frame *frame)
{
	return frame->type == HTTP2_HEADERS || frame->type == HTTP2_PUSH_PROMISE ||
		   frame->type == HTTP2_CONTINUATION;
}

/* A frame's header is there. */
static void
frame_begin(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);

	s->frame = http2_frame_read(s->header);
	s->left = s->frame.length;
	s->in_payload = true;
	bool goes_on = s->frame.type == HTTP2_CONTINUATION && s->frame.stream == s->header_stream;
	if ((s->block.bytes && !goes_on) || (goes_on_with_headers(&s->frame) && !frame_reader_of(s)))
		headers_break(pair, side, place);
	if (s->frame.type == HTTP2_HEADERS || s->frame.type == HTTP2_PUSH_PROMISE)
		s->header_stream = s->frame.stream;
	if (s->left > 0)
		return;
	if (frame_reader_of(s))
		frame_reader_of(s)(pair, side, (struct slice){"", 0}, place);
	frame_end(pair, side, place);
}

static size_t
read_header(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);
	size_t take = MIN(bytes.length, (size_t)(HTTP2_FRAME_HEADER - s->header_length));

	if (s->header_length == 0) {
		s->first_frame = place->frame;
		s->first_time = place->time;
	}
	memcpy(s->header + s->header_length, bytes.bytes, take);
	s->header_length += (uint8_t)take;
	if (s->header_length == HTTP2_FRAME_HEADER)
		frame_begin(pair, side, place);
	return take;
}

/* Gives the payload to its reader once it is whole. */
static size_t
read_whole(struct stream_pair *pair, unsigned side, frame_reader *reader, struct slice bytes,
		   const struct place *place)
{
	struct http2_side *s = side_of(pair, side);
	struct slice part = {bytes.bytes, MIN(bytes.length, s->left)};

	if (part.length < s->left && pair->reading->kept > STREAM_KEPT_MAX) {
		lose_place(pair, side);
		return bytes.length;
	}
	s->left -= (uint32_t)part.length;
	if (!s->payload && s->left == 0) {
		reader(pair, side, part, place);
		frame_end(pair, side, place);
		return part.length;
	}
	if (!s->payload)
		s->payload = g_byte_array_new();
	g_byte_array_append(s->payload, (const guint8 *)part.bytes, (guint)part.length);
	pair->reading->kept += part.length;
	if (s->left > 0)
		return part.length;
	GByteArray *whole = g_steal_pointer(&s->payload);
	reader(pair, side, (struct slice){(const char *)whole->data, whole->len}, place);
	pair->reading->kept -= whole->len;
	g_byte_array_unref(whole);
	frame_end(pair, side, place);
	return part.length;
}

/* The first byte of padded DATA says how many bytes at its end are none. */
static bool
padding_is_next(const struct http2_side *s)
{
	return s->in_payload && s->frame.type == HTTP2_DATA && s->frame.flags & HTTP2_PADDED &&
		   s->left == s->frame.length;
}

static size_t
read_frame(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);

	if (!s->in_payload)
		return read_header(pair, side, bytes, place);
	frame_reader *reader = frame_reader_of(s);
	if (reader)
		return read_whole(pair, side, reader, bytes, place);
	if (padding_is_next(s))
		s->padding = 1u + (unsigned char)bytes.bytes[0];
	size_t take = MIN(bytes.length, s->left);
	http2_pass(pair, side, take, place);
	return take;
}

size_t
http2_read(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);

	if (s->unsure && (!pair->streams[side].fresh || !http2_frames_begin(bytes, false))) {
		pair->reading->counts->passed_over += bytes.length;
		return bytes.length;
	}
	s->unsure = false;
	if (s->preface_left) {
		size_t take = MIN(bytes.length, s->preface_left);
		s->preface_left -= (uint8_t)take;
		return take;
	}
	return read_frame(pair, side, bytes, place);
}

uint64_t
http2_skips(const struct http2_side *http2)
{
	return http2->in_payload && !frame_reader_of(http2) && !padding_is_next(http2) ? http2->left : 0;
}

void
http2_pass(struct stream_pair *pair, unsigned side, uint64_t count, const struct place *place)
{
	struct http2_side *s = side_of(pair, side);

	if (s->frame.type == HTTP2_DATA)
		data_count(pair, side, count, place);
	s->left -= (uint32_t)count;
	if (s->left == 0)
		frame_end(pair, side, place);
}

void
http2_lost(struct stream_pair *pair, unsigned side, uint64_t count, enum capture_fault fault,
		   const struct place *place)
{
	struct http2_side *s = side_of(pair, side);
	bool counted = s->in_payload && !frame_reader_of(s) && count <= s->left;
	struct http2_open *open = counted ? open_find(pair, s->frame.stream) : NULL;
	struct place last = pair->streams[side].last;

	if (!counted) {
		lose_place(pair, side);
		http2_tell(pair, side, EVENT_DATA_LOST, 0, place, count);
		return;
	}
	if (open && open->side == side)
		open->message->seen.faults |= fault;
	if (fault != FAULT_TRUNCATED)
		http2_tell(pair, side, EVENT_DATA_LOST, s->frame.stream, place, count);
	http2_pass(pair, side, count, &last);
}

void
http2_clear(struct stream_pair *pair)
{
	struct http2 *http2 = pair->http2;

	if (!http2)
		return;
	for (unsigned side = 0; side < 2; side++) {
		payload_clear(pair, &http2->sides[side]);
		block_clear(pair, &http2->sides[side].block);
		hpack_clear(pair, &http2->sides[side]);
	}
	GHashTableIter iter;
	gpointer open;
	g_hash_table_iter_init(&iter, http2->open);
	while (g_hash_table_iter_next(&iter, NULL, &open))
		pair->reading->kept -= open_size(open);
	g_hash_table_destroy(http2->open);
	g_free(http2);
	pair->http2 = NULL;
	pair->streams[0].http2 = pair->streams[1].http2 = NULL;
}
