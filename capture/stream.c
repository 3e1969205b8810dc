/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/stream.h"

#include "capture/http2_stream.h"
#include "capture/sip_stream.h"
#include "capture/websocket.h"
#include "core/kept.h"

typedef size_t stream_reader(struct stream_pair *pair, unsigned side, struct slice bytes,
							 const struct place *place);

struct message *
stream_message(struct stream_pair *pair, unsigned side)
{
	struct message *kept = pair->streams[side].kept;

	return kept ? kept : &pair->reading->message;
}

bool
stream_is_busy(const struct stream *stream)
{
	return stream->open || stream->state == STREAM_GATHERING || http2_is_busy(stream->http2);
}

bool
stream_pair_is_ignored(const struct stream_pair *pair, unsigned side)
{
	return pair->streams[side].state == STREAM_IGNORED && pair->streams[!side].state == STREAM_IGNORED;
}

void
stream_pair_ignore(struct stream_pair *pair)
{
	pair->streams[0].state = STREAM_IGNORED;
	pair->streams[1].state = STREAM_IGNORED;
}

bool
stream_begins_tls(struct slice bytes)
{
	/* ContentType handshake, legacy_record_version 3.x. */
	return bytes.length >= 3 && bytes.bytes[0] == 0x16 && bytes.bytes[1] == 3 && bytes.bytes[2] <= 4;
}

void
stream_sighting(const struct stream_pair *pair, unsigned side, const struct place *place,
				struct sighting *seen)
{
	const struct stream *stream = &pair->streams[side];

	*seen = (struct sighting){.frame = place->shown,
							  .first_frame = stream->first_frame,
							  .first_time = stream->first_time,
							  .last_time = place->time,
							  .source = pair->endpoints[side],
							  .destination = pair->endpoints[!side],
							  .connection = pair->connection,
							  .client_sequence = stream->client_sequence,
							  .ip_id = place->ip_id,
							  .ttl = place->ttl,
							  .transport = TRANSPORT_TCP,
							  .faults = stream->faults};
	if (pair->mid_stream)
		seen->faults |= FAULT_MID_STREAM;
	if (!(pair->sides_seen & 1u << !side))
		seen->faults |= FAULT_ONE_SIDED;
}

void
stream_tell(const struct stream_pair *pair, unsigned source, enum transport_event_kind kind,
			const struct place *place, uint64_t bytes)
{
	const struct capture_listener *listener = pair->reading->listener;
	const struct stream *stream = &pair->streams[source];
	/* Who begins HTTP/2 has said something, but may never send a message. */
	struct transport_event event = {
		.kind = kind, .bytes = bytes, .source_spoke = stream->spoke && !stream->http2};

	stream_sighting(pair, source, place, &event.seen);
	event.seen.first_frame = place->frame;
	event.seen.first_time = place->time;
	if (listener->event)
		listener->event(listener->user, &event);
}

/* The message that was just parsed begins to be read. */
static void
stream_open(struct stream_pair *pair, unsigned side)
{
	struct stream *stream = &pair->streams[side];

	stream->open = true;
	stream->is_request = !pair->reading->message.is_response;
	stream->expects = false;
	stream->asked_unknown = false;
	stream->body_began = false;
	stream->body_length = 0;
	stream->shown_frame = 0;
	stream->unsure = false;
	stream->unread_told = false;
	stream->spoke = true;
	pair->spoke = true;
}

static void
stream_release_kept(struct stream_pair *pair, struct stream *stream)
{
	if (stream->kept)
		pair->reading->kept -= stream->kept->head.length;
	kept_release(&stream->kept);
}

static void
stream_release_gathered(struct stream_pair *pair, struct stream *stream)
{
	if (stream->gathered)
		pair->reading->kept -= stream->gathered->len;
	g_clear_pointer(&stream->gathered, g_byte_array_unref);
}

void
stream_complete(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	const struct capture_listener *listener = pair->reading->listener;
	struct message *message = stream_message(pair, side);

	message->body_length = stream->body_length;
	stream_sighting(pair, side, place, &message->seen);
	if (stream->shown_frame)
		message->seen.frame = stream->shown_frame;
	listener->message(listener->user, message);
	stream_release_kept(pair, stream);
	stream->open = false;
	stream->faults = 0;
	stream->state = STREAM_BETWEEN;
}

void
stream_truncate(struct stream_pair *pair, unsigned side)
{
	struct stream *stream = &pair->streams[side];
	struct place last = stream->last;

	stream->faults |= FAULT_TRUNCATED;
	stream_complete(pair, side, &last);
}

/* Copies what of the open message is in bytes that are about to go. */
static void
stream_settle(struct stream_pair *pair, unsigned side)
{
	struct stream *stream = &pair->streams[side];
	struct reading *reading = pair->reading;

	if (stream->open && !stream->kept && reading->kept > STREAM_KEPT_MAX) {
		stream_truncate(pair, side);
		stream->unsure = true;
	} else if (stream->open && !stream->kept) {
		stream->kept = kept_new(&reading->message);
		reading->kept += stream->kept->head.length;
	}
	if (stream->gathered && stream->state != STREAM_GATHERING)
		stream_release_gathered(pair, stream);
}

static struct slice
stream_gathered(const struct stream *stream)
{
	return (struct slice){(const char *)stream->gathered->data, stream->gathered->len};
}

static void
stream_append(struct stream_pair *pair, struct stream *stream, struct slice bytes)
{
	g_byte_array_append(stream->gathered, (const guint8 *)bytes.bytes, (guint)bytes.length);
	pair->reading->kept += bytes.length;
}

/* Begins to gather a message of which `bytes` are the first. */
static void
stream_gather(struct stream_pair *pair, struct stream *stream, struct slice bytes)
{
	stream_release_gathered(pair, stream);
	stream->gathered = g_byte_array_new();
	stream_append(pair, stream, bytes);
	stream->scanned = 0;
	stream->state = STREAM_GATHERING;
}

/*
 * Reads the message at the beginning of `bytes`; *used is what was taken. MESSAGE_INCOMPLETE: it must be
 * gathered first.
 */
static enum message_outcome
stream_read_message(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place,
					size_t *used)
{
	enum message_outcome outcome = message_parse(&pair->reading->message, bytes, false, used);

	if (outcome != MESSAGE_PARSED)
		return outcome;
	if (pair->reading->message.protocol == PROTOCOL_SIP) {
		size_t whole = sip_stream_message(pair, side, bytes, *used);
		*used = whole;
		if (!whole)
			return MESSAGE_INCOMPLETE;
		stream_open(pair, side);
		pair->streams[side].body_length = pair->reading->message.body_length;
		stream_complete(pair, side, place);
		if (pair->streams[side].left)
			pair->streams[side].state = STREAM_BODY;
		return MESSAGE_PARSED;
	}
	stream_open(pair, side);
	pair->streams[side].head_frame = place->frame;
	http_stream_head(pair, side, place);
	return MESSAGE_PARSED;
}

/* Is the first line there, as far as a sound one would be? */
static bool
has_line(struct slice bytes)
{
	return memchr(bytes.bytes, '\n', MIN(bytes.length, 8192)) != NULL;
}

/* Where in a line, from `from` on, a version stands at which a response could begin; its length: nowhere. */
static size_t
line_response(struct slice line, size_t from, struct slice version)
{
	while (from < line.length) {
		const char *at = memmem(line.bytes + from, line.length - from, version.bytes, version.length);
		if (!at)
			break;
		from = (size_t)(at - line.bytes);
		if (message_begins(slice_after(line, from)) != MESSAGE_MALFORMED)
			return from;
		from += version.length;
	}
	return line.length;
}

static bool
line_is_request(struct slice line)
{
	return (memmem(line.bytes, line.length, " HTTP/1.", 8) ||
			memmem(line.bytes, line.length, " SIP/2.0", 8)) &&
		   message_begins(line) == MESSAGE_PARSED;
}

/* Where behind its first byte a message begins in bytes that belong to none; their length when nowhere. */
static size_t
junk_length(struct slice bytes)
{
	size_t start = 0;

	while (start < bytes.length) {
		struct slice line = slice_after(bytes, start);
		const char *feed = memchr(line.bytes, '\n', line.length);
		if (feed)
			line.length = (size_t)(feed + 1 - line.bytes);
		if (start > 0 && line_is_request(line))
			return start;
		size_t http = line_response(line, start == 0, SLICE("HTTP/1."));
		size_t sip = line_response(line, start == 0, SLICE("SIP/2.0"));
		if (MIN(http, sip) < line.length)
			return start + MIN(http, sip);
		start += line.length;
	}
	return bytes.length;
}

/*
 * Bytes that could not be read must not look like silence: on a connection with messages they count as lost, so
 * that nobody takes a request for unanswered whose answer was in them. Once between two messages is enough, and
 * not at all where the framing has been told as lost.
 */
static void
stream_tell_unread(struct stream_pair *pair, unsigned side, size_t count, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (pair->spoke && !stream->framing_lost && !stream->unread_told)
		stream_tell(pair, side, EVENT_DATA_LOST, place, count);
	stream->unread_told = true;
}

static bool
begins_like_answer(struct slice bytes)
{
	return slice_starts_with(bytes, SLICE("HTTP")) || slice_starts_with(bytes, SLICE("SIP/"));
}

/* An answer that cannot be read is one less for the requests that wait: what comes next may not be the next in turn. */
static void
answer_may_be_lost(struct stream *stream, struct slice bytes)
{
	if (stream->spoke && !stream->is_request && begins_like_answer(bytes))
		stream->faults |= FAULT_GAP_BEFORE;
}

/* No message begins here: how many bytes are passed over. */
static size_t
stream_refuse(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	size_t junk = bytes.length;

	if (!stream->unsure && begins_like_answer(bytes))
		pair->reading->counts->malformed_messages++;
	answer_may_be_lost(stream, bytes);
	if (!stream->spoke) {
		stream_tell_unread(pair, side, junk, place);
		if (!pair->mid_stream && ++stream->refused >= STREAM_REFUSED_MAX)
			stream->state = STREAM_IGNORED;
		return junk;
	}
	if (!stream->unsure)
		junk = junk_length(bytes);
	stream_tell_unread(pair, side, junk, place);
	pair->reading->counts->passed_over += junk;
	return junk;
}

/* A load balancer says who it speaks for, in one line of at most 107 bytes, before the first message. */
static size_t
proxy_line_length(const struct stream *stream, struct slice bytes)
{
	if (stream->spoke || !slice_starts_with(bytes, SLICE("PROXY ")))
		return 0;
	const char *feed = memchr(bytes.bytes, '\n', MIN(bytes.length, 107));
	return feed ? (size_t)(feed + 1 - bytes.bytes) : 0;
}

/* Bytes that are told apart before anything is parsed; 0: none of them. */
static size_t
read_other_protocol(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	if (stream_begins_tls(bytes)) {
		if (pair->spoke)
			stream_tell(pair, side, EVENT_TUNNEL_TLS, place, 0);
		/* The answer to CONNECT is still to come, or lost: packets overtake each other in captures. */
		if (http_requests_await_tunnel(&pair->requests, side))
			pair->streams[side].state = STREAM_IGNORED;
		else
			stream_pair_ignore(pair);
		return bytes.length;
	}
	if (http2_preface_begins(bytes))
		return http2_begin(pair, side, bytes);
	return proxy_line_length(&pair->streams[side], bytes);
}

/* A message begins with `bytes`, or so it seems: where its client stands. Too few bytes do not tell who that is. */
static void
stream_note_client(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	bool is_response = slice_starts_with(bytes, SLICE("HTTP/"));

	stream->faults &= ~(uint32_t)FAULT_ACKS_UNSEEN;
	if (!is_response) {
		bool is_request = bytes.length > 1 && !slice_starts_with(bytes, SLICE("HT"));
		stream->client_sequence = is_request ? pair->sides[side].next - (uint32_t)bytes.length : 0;
		return;
	}
	stream->client_sequence = place->acknowledged;
	if (tcp_side_unseen(&pair->sides[!side], place->acknowledged))
		stream->faults |= FAULT_ACKS_UNSEEN;
}

static size_t
read_between(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	size_t used = slice_line_ends_length(bytes);

	if (stream->unsure && !stream->fresh)
		return bytes.length;
	if (used == bytes.length)
		return used;
	char first = bytes.bytes[0];
	if ((first == 0x16 || first == 'P') && (used = read_other_protocol(pair, side, bytes, place)) > 0)
		return used;

	stream->first_frame = place->frame;
	stream->first_time = place->time;
	stream_note_client(pair, side, bytes, place);
	enum message_outcome outcome = message_begins(bytes);
	if (outcome == MESSAGE_PARSED)
		outcome = stream_read_message(pair, side, bytes, place, &used);
	if (outcome == MESSAGE_PARSED)
		return used;
	bool has_room = pair->reading->kept <= STREAM_KEPT_MAX;
	if (outcome == MESSAGE_INCOMPLETE && has_room && (has_line(bytes) || !stream->unsure)) {
		stream_gather(pair, stream, bytes);
		return bytes.length;
	}
	if (http2_begins(pair, side, bytes)) {
		http2_resume(pair, side);
		return 0;
	}
	return stream_refuse(pair, side, bytes, place);
}

/* May the head have ended in what was gathered since the last look? */
static bool
gathered_head_may_end(struct stream *stream)
{
	struct slice all = stream_gathered(stream);
	size_t from = stream->scanned > 3 ? stream->scanned - 3 : 0;

	stream->scanned = (uint32_t)all.length;
	while (from < all.length) {
		const char *feed = memchr(all.bytes + from, '\n', all.length - from);
		if (!feed)
			return false;
		from = (size_t)(feed + 1 - all.bytes);
		if (slice_starts_with(slice_after(all, from), SLICE("\n")) ||
			slice_starts_with(slice_after(all, from), SLICE("\r\n")))
			return true;
	}
	return false;
}

/* What was gathered is no message after all. */
static void
stream_abandon(struct stream_pair *pair, unsigned side, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	stream_tell_unread(pair, side, stream_gathered(stream).length, place);
	answer_may_be_lost(stream, stream_gathered(stream));
	pair->reading->counts->malformed_messages += stream->spoke;
	stream->state = STREAM_BETWEEN;
	stream->needed = 0;
	stream->unsure = true;
	if (!stream->spoke && !pair->mid_stream && ++stream->refused >= STREAM_REFUSED_MAX)
		stream->state = STREAM_IGNORED;
}

/* The beginning of a head is looked at again as long as a start line may still turn out to be none. */
static bool
gathered_is_hopeless(const struct stream *stream, size_t had)
{
	struct slice all = stream_gathered(stream);

	if (stream->needed)
		return false;
	return all.length > MESSAGE_HEAD_MAX || (had < 128 && message_begins(all) == MESSAGE_MALFORMED);
}

/*
 * Bytes of no line, and behind them a response in a segment of its own: they are what a body had too much. The version at
 * the end of a request line is followed by no status.
 */
static bool
response_cuts_in(const struct stream *stream, struct slice bytes)
{
	return stream->fresh && !stream->needed && message_shows_status(bytes) &&
		   !has_line(stream_gathered(stream));
}

static size_t
read_gathering(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	size_t had = stream->gathered->len, used;

	if (response_cuts_in(stream, bytes)) {
		stream_abandon(pair, side, place);
		return 0;
	}
	size_t take = stream->needed ? MIN(bytes.length, stream->needed - had) : bytes.length;

	stream_append(pair, stream, (struct slice){bytes.bytes, take});
	if (http2_preface_begins(stream_gathered(stream)))
		return http2_begin(pair, side, stream_gathered(stream)) - had;
	if (stream->needed ? stream->gathered->len < stream->needed : !gathered_head_may_end(stream)) {
		if (gathered_is_hopeless(stream, had) || pair->reading->kept > STREAM_KEPT_MAX)
			stream_abandon(pair, side, place);
		return take;
	}
	enum message_outcome outcome = stream_read_message(pair, side, stream_gathered(stream), place, &used);
	if (outcome == MESSAGE_INCOMPLETE)
		return take;
	stream->needed = 0;
	if (outcome == MESSAGE_PARSED && used > had)
		return used - had;
	stream_abandon(pair, side, place);
	return take;
}

static size_t
read_ignored(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	(void)pair, (void)side, (void)place;
	return bytes.length;
}

static stream_reader *const stream_readers[STREAM_STATE_COUNT] = {
	[STREAM_BETWEEN] = read_between,
	[STREAM_GATHERING] = read_gathering,
	[STREAM_BODY] = http_read_body,
	[STREAM_CHUNK_SIZE] = http_read_chunk_size,
	[STREAM_CHUNK_EXTENSION] = http_read_chunk_extension,
	[STREAM_CHUNK_DATA] = http_read_chunk_data,
	[STREAM_CHUNK_END] = http_read_chunk_end,
	[STREAM_TRAILER] = http_read_trailer,
	[STREAM_UNTIL_CLOSE] = http_read_until_close,
	[STREAM_SWITCH] = http_read_switch,
	[STREAM_WEBSOCKET] = websocket_read,
	[STREAM_HTTP2] = http2_read,
	[STREAM_IGNORED] = read_ignored,
};

void
stream_bytes(struct stream_pair *pair, unsigned side, struct slice bytes, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	stream->fresh = true;
	while (bytes.length && stream->state != STREAM_IGNORED) {
		size_t used = stream_readers[stream->state](pair, side, bytes, place);
		if (used) {
			stream->fresh = false;
			stream->last = *place;
			bytes = slice_after(bytes, used);
		}
	}
	if (stream->open || stream->gathered)
		stream_settle(pair, side);
}

uint64_t
stream_skips(const struct stream *stream)
{
	switch (stream->state) {
	case STREAM_BODY:
		/* The first bytes of a body are looked at: they may be no body. */
		return stream->open && !stream->body_length ? 0 : stream->left;
	case STREAM_CHUNK_DATA: return stream->left;
	case STREAM_WEBSOCKET: return websocket_skips(stream->websocket);
	case STREAM_HTTP2: return http2_skips(stream->http2);
	case STREAM_IGNORED: return UINT64_MAX;
	default: return 0;
	}
}

void
stream_pass(struct stream_pair *pair, unsigned side, uint64_t count, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (stream->state == STREAM_IGNORED)
		return;
	if (count > stream_skips(stream)) {
		stream_lost(pair, side, count, false, place);
		return;
	}
	stream->last = *place;
	if (stream->state == STREAM_WEBSOCKET)
		websocket_lost(pair, side, count);
	else if (stream->state == STREAM_HTTP2)
		http2_pass(pair, side, count, place);
	else
		http_pass(pair, side, count, place);
}

/* Hands out the message of which only a part was gathered, if its start line is among it, or what matters of it. */
static void
stream_hand_out_part(struct stream_pair *pair, unsigned side)
{
	struct stream *stream = &pair->streams[side];
	struct message *message = &pair->reading->message;
	struct slice part = stream_gathered(stream);
	size_t end;

	if ((!has_line(part) && !message_shows_status(part)) ||
		message_parse(message, part, true, &end) != MESSAGE_PARSED) {
		stream_abandon(pair, side, &stream->last);
		return;
	}
	message_drop_cut_line(message);
	stream_open(pair, side);
	if (message->protocol == PROTOCOL_SIP) {
		sip_body_take(message, slice_after(part, end));
		stream->body_length = message->body_length;
	} else {
		http_stream_note(pair, side);
	}
	stream->needed = 0;
	stream_truncate(pair, side);
}

/* Where the next message begins is not known from here on. */
static void
stream_lose_place(struct stream_pair *pair, struct stream *stream)
{
	stream->faults |= FAULT_GAP_BEFORE;
	stream->unsure = true;
	stream->state = STREAM_BETWEEN;
	pair->requests.uncertain = true;
}

/* A hole in a message that is being gathered. */
static void
gathering_lost(struct stream_pair *pair, unsigned side, uint64_t count, enum capture_fault fault)
{
	struct stream *stream = &pair->streams[side];
	uint64_t missing = stream->needed ? stream->needed - stream->gathered->len : 0;

	if (stream->needed)
		stream->faults |= fault;
	stream_hand_out_part(pair, side);
	stream_release_gathered(pair, stream);
	if (count > missing) {
		stream_lose_place(pair, stream);
	} else if (count < missing) {
		stream->state = STREAM_BODY;
		stream->left = missing - count;
	}
}

/* A hole in an open message, or in a body that is passed over: false when it is larger than that. */
static bool
body_lost(struct stream_pair *pair, unsigned side, uint64_t count, enum capture_fault fault,
		  const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (stream->open)
		stream->faults |= fault;
	/* Wireshark reassembles nothing that begins in a segment that was cut: it shows the message there. */
	if (fault == FAULT_TRUNCATED && stream->open && stream->head_frame == place->frame)
		stream->shown_frame = place->shown;
	if (stream->state == STREAM_UNTIL_CLOSE)
		return true;
	if ((stream->state == STREAM_BODY || stream->state == STREAM_CHUNK_DATA) && count <= stream->left) {
		struct place last = stream->last;
		http_pass(pair, side, count, &last);
		return true;
	}
	if (stream->open)
		stream_truncate(pair, side);
	return false;
}

void
stream_lost(struct stream_pair *pair, unsigned side, uint64_t count, bool cut, const struct place *place)
{
	struct stream *stream = &pair->streams[side];
	enum capture_fault fault = cut ? FAULT_TRUNCATED : FAULT_GAP_IN_BODY;

	if (stream->state == STREAM_IGNORED)
		return;
	pair->reading->counts->stream_gaps += !cut;
	if (stream->state == STREAM_HTTP2) {
		http2_lost(pair, side, count, fault, place);
		return;
	}
	if (stream->state == STREAM_GATHERING)
		gathering_lost(pair, side, count, fault);
	else if (stream->state == STREAM_WEBSOCKET)
		websocket_lost(pair, side, count);
	else if (!body_lost(pair, side, count, fault, place))
		stream_lose_place(pair, stream);
	if (!cut || stream->unsure)
		stream_tell(pair, side, EVENT_DATA_LOST, place, count);
}

void
stream_break(struct stream_pair *pair, unsigned side)
{
	struct stream *stream = &pair->streams[side];

	if (stream->http2)
		http2_break_off(pair, side);
	if (stream->state == STREAM_GATHERING)
		stream_hand_out_part(pair, side);
	else if (stream->open)
		stream_truncate(pair, side);
	else
		return;
	stream_release_gathered(pair, stream);
	stream_lose_place(pair, stream);
}

/* The answer to a request that was not seen, or not understood, may be one to HEAD: RFC 9112 section 6.3. */
static bool
ended_with_its_head(const struct stream *stream)
{
	return !stream->is_request && stream->asked_unknown && !stream->body_began;
}

void
stream_finish(struct stream_pair *pair, unsigned side, enum stream_end end, const struct place *place)
{
	struct stream *stream = &pair->streams[side];

	if (stream->http2)
		http2_break_off(pair, side);
	if (stream->state == STREAM_GATHERING) {
		stream_hand_out_part(pair, side);
	} else if (stream->open && stream->state == STREAM_UNTIL_CLOSE && end == STREAM_END_FIN) {
		struct place closed = stream->last;
		closed.shown = place->shown;
		stream_complete(pair, side, &closed);
	} else if (stream->open && end == STREAM_END_FIN && ended_with_its_head(stream)) {
		struct place last = stream->last;
		stream_complete(pair, side, &last);
	} else if (stream->open) {
		stream_truncate(pair, side);
	}
	stream_release_gathered(pair, stream);
	websocket_free(stream->websocket);
	stream->websocket = NULL;
	stream->state = STREAM_IGNORED;
}

bool
stream_repeats(const struct stream_pair *pair, unsigned side, struct slice bytes, uint32_t back)
{
	const struct stream *stream = &pair->streams[side];

	if (stream->state != STREAM_GATHERING || back > stream->gathered->len)
		return true;
	return memcmp(stream->gathered->data + stream->gathered->len - back, bytes.bytes, bytes.length) == 0;
}

void
stream_pair_clear(struct stream_pair *pair)
{
	for (unsigned side = 0; side < 2; side++) {
		struct stream *stream = &pair->streams[side];
		stream_release_kept(pair, stream);
		stream_release_gathered(pair, stream);
		websocket_free(stream->websocket);
		stream->websocket = NULL;
	}
	http_requests_clear(&pair->requests);
	http2_clear(pair);
}
