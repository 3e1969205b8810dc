/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HTTP/2 (RFC 9113): Wireshark takes frames and header blocks apart; here they become messages. As through the
 * tool's door, a response is handed over when its header block has ended, since its client may act on it from
 * then on; a request when its body has ended, or its final response comes. Both are shown in the frame that ends the
 * header block. Trailers tell nothing.
 */
#include "core/http2_head.h"
#include "core/kept.h"
#include "core/status.h"
#include "plugin/collect.h"
#include "plugin/connection.h"
#include "plugin/session.h"

/* RFC 9113 section 6 */
enum frame_type {
	FRAME_DATA = 0,
	FRAME_HEADERS = 1,
	FRAME_RST_STREAM = 3,
	FRAME_PUSH_PROMISE = 5,
	FRAME_GOAWAY = 7,
	FRAME_CONTINUATION = 9,
};

enum { FLAG_END_STREAM = 0x1, FLAG_END_HEADERS = 0x4 };

/* A header block on its way. No other one of its side can come between its parts: RFC 9113 section 6.10. */
struct block {
	uint64_t side; /* see side_key */
	uint32_t stream;
	bool ends_stream;
	bool is_promised;
	struct sighting seen;
	GPtrArray *fields; /* names and values in turn */
};

/* A request whose body goes on. */
struct open_request {
	uint64_t key; /* see stream_key */
	struct message *message;
	bool body_began;
	uint64_t body_length;
};

/* One frame of HTTP/2, as the walk over its items finds it. */
struct http2_frame {
	const struct frame *frame;
	const field_info *item;
	uint32_t length, type, flags, stream;
	uint32_t promised; /* stream */
	uint32_t number;   /* error code, or last stream */
	struct block *block;
	const char *name; /* of the field whose value comes next */
};

static GHashTable *blocks; /* of struct block, by side */
static GHashTable *opened; /* of struct open_request, by stream */

static void
block_free(gpointer data)
{
	struct block *block = data;

	g_ptr_array_free(block->fields, TRUE);
	g_free(block);
}

static void
open_free(gpointer data)
{
	struct open_request *open = data;

	kept_release(&open->message);
	g_free(open);
}

void
collect_http2_begin(void)
{
	if (blocks) {
		g_hash_table_destroy(blocks);
		g_hash_table_destroy(opened);
	}
	blocks = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, block_free);
	opened = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, open_free);
}

/* Connection and direction in one number. */
static uint64_t
side_key(const struct frame *frame)
{
	return frame->connection << 1 | connection_side(frame);
}

static uint64_t
stream_key(const struct frame *frame, uint32_t stream)
{
	return frame->connection << 32 | stream;
}

/* ---- requests whose body goes on ---- */

static struct open_request *
open_find(const struct http2_frame *http2, uint32_t stream)
{
	uint64_t key = stream_key(http2->frame, stream);

	return g_hash_table_lookup(opened, &key);
}

static void
open_hand_over(struct open_request *open, int64_t ended, uint32_t faults)
{
	open->message->body_length = open->body_length;
	open->message->seen.last_time = ended;
	open->message->seen.faults |= faults;
	session_message(open->message);
	g_hash_table_remove(opened, &open->key);
}

static void
open_add(const struct http2_frame *http2, const struct message *message)
{
	struct open_request *open = g_new0(struct open_request, 1);

	open->key = stream_key(http2->frame, message->seen.stream);
	open->message = kept_new(message);
	g_hash_table_replace(opened, &open->key, open);
}

static bool
is_from(const struct open_request *open, const struct frame *frame)
{
	return endpoint_equal(&open->message->seen.source, &frame->source);
}

/* Whoever sent this frame says no more on the stream. */
static void
stream_ends(const struct http2_frame *http2, uint32_t stream)
{
	struct open_request *open = open_find(http2, stream);

	if (open && is_from(open, http2->frame))
		open_hand_over(open, http2->frame->time, 0);
}

static gint
open_order(gconstpointer a, gconstpointer b)
{
	uint64_t one = ((const struct open_request *)a)->key, other = ((const struct open_request *)b)->key;

	return (one > other) - (one < other);
}

void
collect_http2_break_off(uint64_t connection, const struct endpoint *sender)
{
	GList *all = g_list_sort(g_hash_table_get_values(opened), open_order);

	for (GList *link = all; link; link = link->next) {
		struct open_request *open = link->data;
		const struct sighting *seen = &open->message->seen;
		if (seen->connection == connection && endpoint_equal(&seen->source, sender))
			open_hand_over(open, seen->last_time, FAULT_TRUNCATED);
	}
	g_list_free(all);
}

/* ---- header blocks ---- */

static struct block *
block_begin(const struct http2_frame *http2)
{
	struct block *block = g_new0(struct block, 1);
	guint length = http2->item->length > 0 ? (guint)http2->item->length : 1;

	block->side = side_key(http2->frame);
	block->is_promised = http2->type == FRAME_PUSH_PROMISE;
	block->stream = http2->stream;
	block->ends_stream = http2->type == FRAME_HEADERS && http2->flags & FLAG_END_STREAM;
	block->fields = g_ptr_array_new_with_free_func(g_free);
	block->seen = frame_sighting(http2->frame, http2->item, 0, length);
	g_hash_table_replace(blocks, &block->side, block);
	return block;
}

/* The block that this frame begins or goes on with; NULL: neither. */
static struct block *
block_of(const struct http2_frame *http2)
{
	uint64_t side = side_key(http2->frame);

	if (http2->type == FRAME_HEADERS || http2->type == FRAME_PUSH_PROMISE)
		return block_begin(http2);
	struct block *block = http2->type == FRAME_CONTINUATION ? g_hash_table_lookup(blocks, &side) : NULL;
	return block && block->stream == http2->stream ? block : NULL;
}

static enum http2_head_kind
block_read(const struct block *block, struct http2_head *head, struct message *message)
{
	http2_head_begin(head, message);
	for (guint i = 0; i + 1 < block->fields->len; i += 2)
		http2_head_add(head, slice_of(g_ptr_array_index(block->fields, i)),
					   slice_of(g_ptr_array_index(block->fields, i + 1)));
	return http2_head_end(head);
}

/* Does nothing of this message follow that matters? A tunnel's bytes are no body: RFC 9113 section 8.5. */
static bool
is_complete(const struct block *block, const struct message *message)
{
	return message->is_response || block->ends_stream || block->is_promised ||
		   message->method == METHOD_CONNECT;
}

static void
message_take(const struct http2_frame *http2, const struct block *block, struct message *message)
{
	struct open_request *open = open_find(http2, block->stream);

	message->seen = block->seen;
	message->seen.frame = http2->frame->number;
	message->seen.last_time = http2->frame->time;
	message->seen.stream = block->stream;
	if (!connection_message(http2->frame, message, 0) || (open && is_from(open, http2->frame)))
		return;
	/* Who answered has seen enough of the request, and who asked may go on to something else. */
	if (open && message->is_response && http_status_is_final(message->status))
		open_hand_over(open, http2->frame->time, 0);
	if (is_complete(block, message))
		session_message(message);
	else
		open_add(http2, message);
}

static void
block_end(const struct http2_frame *http2)
{
	static struct message message;
	struct block *block = http2->block;
	struct http2_head head;

	if (http2->promised)
		block->stream = http2->promised;
	if (block_read(block, &head, &message) != HTTP2_HEAD_NEITHER)
		message_take(http2, block, &message);
	http2_head_clear(&head);
	if (block->ends_stream)
		stream_ends(http2, block->stream);
	g_hash_table_remove(blocks, &block->side);
}

/* ---- frames ---- */

static void
tell(const struct http2_frame *http2, enum transport_event_kind kind, uint32_t stream, uint64_t bytes)
{
	struct transport_event event = {.kind = kind, .bytes = bytes, .seen = frame_sighting_whole(http2->frame)};

	event.seen.stream = stream;
	session_event(&event);
}

/* Whether the body begins in a later packet than its head ends matters to 100-continue: RFC 9110 section 10.1.1. */
static void
data_end(const struct http2_frame *http2)
{
	struct open_request *open = open_find(http2, http2->stream);

	if (!open || !is_from(open, http2->frame))
		return;
	const struct message *request = open->message;
	if (!open->body_began && message_first_field(request, FIELD_EXPECT) &&
		request->seen.frame != http2->frame->number)
		tell(http2, EVENT_BODY_BEGAN, http2->stream, 0);
	open->body_began = true;
	open->body_length += http2->length;
	if (http2->flags & FLAG_END_STREAM)
		stream_ends(http2, http2->stream);
}

static void
reset_end(const struct http2_frame *http2)
{
	struct open_request *open = open_find(http2, http2->stream);

	if (open)
		open_hand_over(open, http2->frame->time, FAULT_TRUNCATED);
	tell(http2, EVENT_STREAM_RESET, http2->stream, http2->number);
}

static void
http2_frame_end(const struct http2_frame *http2)
{
	switch (http2->type) {
	case FRAME_DATA: data_end(http2); return;
	case FRAME_RST_STREAM: reset_end(http2); return;
	case FRAME_GOAWAY: tell(http2, EVENT_GOAWAY, 0, http2->number); return;
	default: break;
	}
	if (http2->block && http2->flags & FLAG_END_HEADERS)
		block_end(http2);
}

/* ---- items ---- */

/* The numbers of a frame, and where they go. */
static uint32_t *
number_of(struct http2_frame *http2, int id)
{
	const struct {
		enum wanted which;
		uint32_t *number;
	} numbers[] = {
		{WANTED_HTTP2_LENGTH, &http2->length},      {WANTED_HTTP2_TYPE, &http2->type},
		{WANTED_HTTP2_FLAGS, &http2->flags},        {WANTED_HTTP2_STREAM, &http2->stream},
		{WANTED_HTTP2_PROMISED, &http2->promised},  {WANTED_HTTP2_RESET_ERROR, &http2->number},
		{WANTED_HTTP2_GOAWAY_LAST, &http2->number},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (wanted_id(numbers[i].which) == id)
			return numbers[i].number;
	return NULL;
}

/* Wireshark nests the items more or less deeply, as its tree is shown or not; their order is the same. */
static void
visit(proto_node *node, gpointer user)
{
	struct http2_frame *http2 = user;
	field_info *item = PNODE_FINFO(node);
	int id = item && item->hfinfo ? item->hfinfo->id : -1;
	uint32_t *number = id >= 0 ? number_of(http2, id) : NULL;

	if (number)
		*number = fvalue_get_uinteger(FIELD_VALUE(item));
	if (id >= 0 && id == wanted_id(WANTED_HTTP2_STREAM)) {
		http2->block = block_of(http2);
	} else if (id >= 0 && id == wanted_id(WANTED_HTTP2_HEADER_NAME)) {
		http2->name = fvalue_get_string(FIELD_VALUE(item));
	} else if (id >= 0 && id == wanted_id(WANTED_HTTP2_HEADER_VALUE) && http2->name) {
		if (http2->block) {
			g_ptr_array_add(http2->block->fields, g_strdup(http2->name));
			g_ptr_array_add(http2->block->fields, g_strdup(fvalue_get_string(FIELD_VALUE(item))));
		}
		http2->name = NULL;
	}
	proto_tree_children_foreach(node, visit, http2);
}

static void
visit_top(proto_node *node, gpointer user)
{
	field_info *item = PNODE_FINFO(node);
	struct http2_frame http2 = {.type = UINT32_MAX, .frame = user};

	if (!item || !item->hfinfo || item->hfinfo->id != wanted_id(WANTED_HTTP2))
		return;
	http2.item = item;
	proto_tree_children_foreach(node, visit, &http2);
	http2_frame_end(&http2);
}

void
collect_http2(const struct frame *frame)
{
	if (frame->connection && wanted_items(frame->tree, WANTED_HTTP2))
		proto_tree_children_foreach(frame->tree, visit_top, (gpointer)frame);
}
