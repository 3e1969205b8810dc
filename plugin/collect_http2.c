/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HTTP/2: Wireshark decodes the header blocks, and what it decoded is written as a head of HTTP/1, so that the one
 * parser of core reads it. A message is handed over when its header block has ended, in the frame that shows it; its
 * body is not looked at. Blocks without a method or a status are trailers, or of a connection whose beginning
 * was not captured, and say nothing (RFC 9113 sections 8.1 and 8.3).
 */
#include "plugin/collect.h"
#include "plugin/connection.h"
#include "plugin/session.h"

/* RFC 9113 section 6 */
enum { FRAME_DATA = 0, FRAME_HEADERS = 1, FRAME_CONTINUATION = 9, FLAG_END_HEADERS = 0x4 };

/* Ours: more than servers take. What is beyond is left out. */
#define HEAD_MAX (64u << 10)

enum pseudo { PSEUDO_METHOD, PSEUDO_PATH, PSEUDO_AUTHORITY, PSEUDO_STATUS, PSEUDO_COUNT };

static const char *const pseudo_names[PSEUDO_COUNT] = {":method", ":path", ":authority", ":status"};

/* A header block on its way. No other one can come between its parts: RFC 9113 section 6.10. */
struct block {
	uint64_t key; /* connection and side */
	uint32_t stream;
	struct sighting seen;
	GString *pseudo[PSEUDO_COUNT]; /* NULL: was not there */
	GString *fields;               /* "name: value" lines */
	bool has_host;
};

/* One frame of HTTP/2, as the walk over its items finds it. */
struct http2_frame {
	uint32_t type, flags, stream;
	const field_info *item;
	struct block *block;
	const char *name; /* of the field whose value comes next */
	const struct frame *frame;
};

static GHashTable *blocks;   /* of struct block, by key */
static GHashTable *expected; /* streams whose body is waited for, as numbers */

static void
block_free(gpointer data)
{
	struct block *block = data;

	for (unsigned i = 0; i < PSEUDO_COUNT; i++)
		if (block->pseudo[i])
			g_string_free(block->pseudo[i], TRUE);
	g_string_free(block->fields, TRUE);
	g_free(block);
}

void
collect_http2_begin(void)
{
	if (blocks)
		g_hash_table_destroy(blocks);
	if (expected)
		g_hash_table_destroy(expected);
	blocks = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, block_free);
	expected = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

static uint64_t
side_key(const struct frame *frame)
{
	bool upwards = frame->source.port != frame->destination.port
					   ? frame->source.port < frame->destination.port
					   : memcmp(&frame->source.address, &frame->destination.address, sizeof(struct address)) <
							 0;
	return frame->connection << 1 | upwards;
}

static uint64_t
stream_key(const struct http2_frame *http2)
{
	return http2->frame->connection << 32 | http2->stream;
}

static struct block *
block_begin(const struct http2_frame *http2)
{
	struct block *block = g_new0(struct block, 1);
	guint length = http2->item->length > 0 ? (guint)http2->item->length : 1;

	block->key = side_key(http2->frame);
	block->stream = http2->stream;
	block->fields = g_string_new(NULL);
	block->seen = frame_sighting(http2->frame, http2->item, 0, length);
	g_hash_table_replace(blocks, &block->key, block);
	return block;
}

/* The block that this frame begins or goes on with; NULL: neither. */
static struct block *
block_of(const struct http2_frame *http2)
{
	uint64_t key = side_key(http2->frame);

	if (http2->type == FRAME_HEADERS)
		return block_begin(http2);
	struct block *block = http2->type == FRAME_CONTINUATION ? g_hash_table_lookup(blocks, &key) : NULL;
	return block && block->stream == http2->stream ? block : NULL;
}

/* A field's value must not become two lines. */
static void
append_value(GString *text, const char *value)
{
	for (; *value; value++)
		g_string_append_c(text, *value == '\r' || *value == '\n' ? ' ' : *value);
}

static void
block_add(struct block *block, const char *name, const char *value)
{
	if (block->fields->len + strlen(name) + strlen(value) > HEAD_MAX)
		return;
	for (unsigned i = 0; i < PSEUDO_COUNT; i++)
		if (strcmp(name, pseudo_names[i]) == 0 && !block->pseudo[i]) {
			block->pseudo[i] = g_string_new(NULL);
			append_value(block->pseudo[i], value);
		}
	if (*name == ':')
		return;
	block->has_host = block->has_host || strcmp(name, "host") == 0;
	append_value(block->fields, name);
	g_string_append(block->fields, ": ");
	append_value(block->fields, value);
	g_string_append(block->fields, "\r\n");
}

/* The block as a head of HTTP/1; NULL when it begins no message. Free it with g_string_free. */
static GString *
block_head(const struct block *block)
{
	GString *const *pseudo = block->pseudo;
	const GString *authority = pseudo[PSEUDO_AUTHORITY];
	GString *head = g_string_new(NULL);

	if (pseudo[PSEUDO_STATUS]) {
		g_string_append_printf(head, "HTTP/1.1 %s \r\n", pseudo[PSEUDO_STATUS]->str);
	} else if (pseudo[PSEUDO_METHOD]) {
		/* CONNECT has no :path, its target is the authority: RFC 9113 section 8.5. */
		const GString *target = pseudo[PSEUDO_PATH] ? pseudo[PSEUDO_PATH] : authority;
		g_string_append_printf(head, "%s %s HTTP/1.1\r\n", pseudo[PSEUDO_METHOD]->str,
							   target ? target->str : "*");
		if (authority && !block->has_host)
			g_string_append_printf(head, "Host: %s\r\n", authority->str);
	} else {
		g_string_free(head, TRUE);
		return NULL;
	}
	g_string_append_len(head, block->fields->str, (gssize)block->fields->len);
	g_string_append(head, "\r\n");
	return head;
}

static void
block_hand_over(const struct http2_frame *http2, const struct block *block)
{
	static struct message message;
	GString *head = block_head(block);
	size_t end;

	if (!head)
		return;
	if (message_parse(&message, (struct slice){head->str, head->len}, false, &end) == MESSAGE_PARSED) {
		message.version_major = 2;
		message.version_minor = 0;
		message.oddities = 0;
		message.body = (struct slice){NULL, 0};
		message.body_length = 0;
		message.seen = block->seen;
		message.seen.frame = http2->frame->number;
		message.seen.last_time = http2->frame->time;
		message.seen.stream = block->stream;
		if (message_first_field(&message, FIELD_EXPECT)) {
			uint64_t key = stream_key(http2);
			g_hash_table_add(expected, g_memdup2(&key, sizeof key));
		}
		if (connection_message(http2->frame, &message, 0))
			session_message(&message);
	}
	g_string_free(head, TRUE);
}

/* The first byte of a body that a 100 was asked for. */
static void
tell_body_began(const struct http2_frame *http2)
{
	uint64_t key = stream_key(http2);
	struct transport_event event = {.kind = EVENT_BODY_BEGAN};

	if (!g_hash_table_remove(expected, &key))
		return;
	event.seen = frame_sighting_whole(http2->frame);
	event.seen.stream = http2->stream;
	session_event(&event);
}

/* Wireshark nests the items more or less deeply, as its tree is shown or not; their order is the same. */
static void
visit(proto_node *node, gpointer user)
{
	struct http2_frame *http2 = user;
	field_info *item = PNODE_FINFO(node);
	int id = item && item->hfinfo ? item->hfinfo->id : -1;

	if (id == wanted_id(WANTED_HTTP2_TYPE)) {
		http2->type = fvalue_get_uinteger(FIELD_VALUE(item));
	} else if (id == wanted_id(WANTED_HTTP2_FLAGS)) {
		http2->flags = fvalue_get_uinteger(FIELD_VALUE(item));
	} else if (id == wanted_id(WANTED_HTTP2_STREAM)) {
		http2->stream = fvalue_get_uinteger(FIELD_VALUE(item));
		http2->block = block_of(http2);
	} else if (id == wanted_id(WANTED_HTTP2_HEADER_NAME)) {
		http2->name = fvalue_get_string(FIELD_VALUE(item));
	} else if (id == wanted_id(WANTED_HTTP2_HEADER_VALUE) && http2->name) {
		if (http2->block)
			block_add(http2->block, http2->name, fvalue_get_string(FIELD_VALUE(item)));
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
	if (http2.type == FRAME_DATA)
		tell_body_began(&http2);
	if (!http2.block || !(http2.flags & FLAG_END_HEADERS))
		return;
	block_hand_over(&http2, http2.block);
	uint64_t key = http2.block->key;
	g_hash_table_remove(blocks, &key);
}

void
collect_http2(const struct frame *frame)
{
	if (frame->connection && wanted_items(frame->tree, WANTED_HTTP2))
		proto_tree_children_foreach(frame->tree, visit_top, (gpointer)frame);
}
