/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "core/kept.h"

/* A message and the bytes that it borrows, all of which are overwritten before a copy of it is looked at. */
struct original {
	struct message message;
	char *text;
	size_t length;
};

static const char request[] =
	"INVITE sip:bob@example.com;a=b SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1, SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2\r\n"
	"User-Agent: long and of no use\r\n"
	"v: SIP/2.0/TCP\r\n 192.0.2.3;branch=z9hG4bK3\r\n"
	"X-Own: 1\r\n"
	"Max-Forwards: 70\r\n"
	"Call-ID:\r\n"
	"Content-Length: 4\r\n"
	"To: <sip:bob@example.com>\r\n\r\n"
	"body";

static struct original *
original_new(const char *text)
{
	struct original *original = g_new0(struct original, 1);
	size_t end;

	original->text = g_strdup(text);
	original->length = strlen(text);
	g_assert_cmpint(message_parse(&original->message, slice_of(original->text), true, &end), ==,
					MESSAGE_PARSED);
	original->message.body = slice_after(slice_of(original->text), end);
	original->message.body_length = original->message.body.length;
	original->message.seen = (struct sighting){.frame = 7, .first_time = 8, .ip_id = 9, .connection = 10};
	return original;
}

static void
original_free(struct original *original)
{
	g_free(original->text);
	g_free(original);
}

static bool
leaves_out_nothing(enum field_id id)
{
	(void)id;
	return false;
}

static bool
is_no_remains(enum field_id id)
{
	return id != FIELD_VIA && id != FIELD_MAX_FORWARDS;
}

static bool
is_not_least(enum field_id id)
{
	return id != FIELD_MAX_FORWARDS;
}

static void
assert_same_text(struct slice a, struct slice b)
{
	g_assert_cmpmem(a.bytes, a.length, b.bytes, b.length);
}

static bool
lies_in(struct slice part, struct slice whole)
{
	return part.length == 0 ||
		   (part.bytes >= whole.bytes && part.bytes + part.length <= whole.bytes + whole.length);
}

static void
assert_same_start_line(const struct message *copy, const struct message *message)
{
	g_assert_cmpint(copy->protocol, ==, message->protocol);
	g_assert_cmpint(copy->is_response, ==, message->is_response);
	g_assert_cmpint(copy->method, ==, message->method);
	g_assert_cmpint(copy->status, ==, message->status);
	g_assert_cmpint(copy->version_major, ==, message->version_major);
	g_assert_cmphex(copy->oddities, ==, message->oddities);
	assert_same_text(copy->method_text, message->method_text);
	assert_same_text(copy->target, message->target);
	assert_same_text(copy->reason, message->reason);
	g_assert_true(lies_in(copy->method_text, copy->head));
	g_assert_true(lies_in(copy->target, copy->head));
	g_assert_true(lies_in(copy->reason, copy->head));
}

/* All members of all fields of this id, in their order. */
static void
assert_same_values(const struct message *copy, const struct message *message, enum field_id id)
{
	struct field_walk walk = {0}, copy_walk = {0};
	struct slice value, copied;

	while (message_next_value(message, id, &walk, &value)) {
		g_assert_true(message_next_value(copy, id, &copy_walk, &copied));
		assert_same_text(copied, value);
	}
	g_assert_false(message_next_value(copy, id, &copy_walk, &copied));
}

/* Whatever is not left out is answered as before; what is left out is not there. */
static void
assert_answers_alike(const struct message *copy, const struct message *message,
					 bool (*leaves_out)(enum field_id))
{
	unsigned fields = 0;

	assert_same_start_line(copy, message);
	g_assert_cmpmem(&copy->seen, sizeof copy->seen, &message->seen, sizeof message->seen);
	g_assert_cmpuint(copy->body_length, ==, message->body_length);
	g_assert_cmpuint(message_body(copy).length, ==, 0);
	g_assert_true(copy->is_kept);
	for (unsigned i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i], *copied = &copy->fields[fields];
		if (leaves_out(field->id))
			continue;
		fields++;
		g_assert_cmpint(copied->id, ==, field->id);
		g_assert_cmpint(copied->folded, ==, field->folded);
		assert_same_text(field_value(copy, copied), field_value(message, field));
		g_assert_true(lies_in(field_value(copy, copied), copy->head));
	}
	g_assert_cmpuint(copy->field_count, ==, fields);
	for (unsigned id = FIELD_OTHER + 1; id < FIELD_COUNT; id++) {
		struct slice value, copied;
		if (leaves_out(id))
			continue;
		bool is_there = message_field(message, id, &value);
		g_assert_cmpint(message_field(copy, id, &copied), ==, is_there);
		if (is_there)
			assert_same_text(copied, value);
		assert_same_values(copy, message, id);
	}
}

typedef struct message *(*keeper)(struct pool *pool, const struct message *message);

static const struct way {
	keeper keep;
	bool (*leaves_out)(enum field_id id);
} ways[] = {
	{kept_new_in, leaves_out_nothing},
	{kept_digest_in, kept_leaves_out},
	{kept_remains_in, is_no_remains},
	{kept_least_in, is_not_least},
};

/* Copies in each way; the copy has to stay what it is when the bytes of the message are gone. */
static void
assert_is_kept_in_each_way(struct pool *pool, const char *text)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(ways); i++) {
		struct original *lost = original_new(text), *original = original_new(text);
		struct message *copy = ways[i].keep(pool, &lost->message);
		memset(lost->text, '#', lost->length);
		memset((void *)&lost->message, 0xee, sizeof lost->message);
		assert_answers_alike(copy, &original->message, ways[i].leaves_out);
		g_assert_cmpint(copy->is_digest, ==, ways[i].keep == kept_digest_in);
		kept_release(&copy);
		g_assert_null(copy);
		original_free(lost);
		original_free(original);
	}
}

static void
copies_outlive_the_bytes_they_were_made_of(void)
{
	static const char *const texts[] = {
		request,
		"SIP/2.0 200 OK\r\nTo: a\r\n\r\n",
		"SIP/2.0 200\r\n\r\n",
		"SIP/2.0 200 OK\r\n\r\n",
		"OPTIONS sip:a SIP/2.0\r\nUser-Agent: a\r\n\r\n",
		"OPTIONS sip:a SIP/2.0\r\nVia:\r\nVia: \r\nMax-Forwards:\r\n\r\n",
		"OPTIONS sip:a SIP/2.0\r\nno colon\r\n folded\r\nVia: b",
		"\r\nOPTIONS sip:a SIP/2.0\r\n: v\r\nVia: b\r\n\r\n",
		"OPTIONS sip:a SIP/2.0",
	};
	struct pool pool = {.at = NULL};

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
		assert_is_kept_in_each_way(NULL, texts[i]);
		assert_is_kept_in_each_way(&pool, texts[i]);
		g_assert_cmpuint(pool.taken, ==, 0);
	}
	pool_clear(&pool);
}

static void
a_copy_of_all_knows_fields_by_name_and_is_not_the_pools(void)
{
	struct original *original = original_new(request);
	struct message *copy = kept_new(&original->message);
	struct slice value;

	original_free(original);
	g_assert_true(message_field_named(copy, "x-own", &value));
	assert_same_text(value, SLICE("1"));
	g_assert_cmpuint(copy->head.length, ==, sizeof request - 1 - 4);
	kept_release(&copy);
}

/* The start line and the fields that are not left out, each with its line break. */
static size_t
bytes_needed(const struct message *message, bool (*leaves_out)(enum field_id id))
{
	size_t length = message->fields[0].name;

	for (unsigned i = 0; i < message->field_count; i++) {
		const struct field *field = &message->fields[i];
		if (!leaves_out(field->id))
			length += field->value + field->value_length - field->name + strlen("\r\n");
	}
	return length;
}

static void
digests_and_remains_are_smaller(void)
{
	struct pool pool = {.at = NULL};
	struct original *original = original_new(request);
	size_t taken = SIZE_MAX;

	for (unsigned i = 0; i < G_N_ELEMENTS(ways); i++) {
		struct message *copy = ways[i].keep(&pool, &original->message);
		g_assert_cmpuint(pool.taken, <, taken);
		taken = pool.taken;
		if (ways[i].keep != kept_new_in)
			g_assert_cmpuint(copy->head.length, <=, bytes_needed(&original->message, ways[i].leaves_out));
		kept_release(&copy);
	}
	original_free(original);
	pool_clear(&pool);
}

static const char *const lines[] = {
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n",
	"v: a, b,c\r\n",
	"Via:\r\n",
	"Max-Forwards: 70\r\n",
	"From: <sip:a@b>;tag=c\r\n",
	"To:\r\n\t<sip:a@b>\r\n",
	"Subject: a\r\n b\r\n",
	"X-Own: 1\r\n",
	"no colon\r\n",
	": nameless\r\n",
	"Call-ID: d\r\n",
	"CSeq: 1 INVITE\r\n",
	"Route: <sip:a;lr>,<sip:b;lr>\r\n",
	"Allow: INVITE\r\n",
};

/* A copy of a copy is as good as one of the message, wherever the second asks for no more than the first has. */
static void
copies_of_copies_are_the_same(void)
{
	GRand *dice = g_rand_new_with_seed(10);
	struct pool pool = {.at = NULL};

	for (unsigned round = 0; round < 500; round++) {
		GString *text = g_string_new(round % 2 ? "SIP/2.0 486 Busy Here\r\n" : "BYE sip:b SIP/2.0\r\n");
		for (int left = g_rand_int_range(dice, 0, 20); left > 0; left--)
			g_string_append(text, lines[g_rand_int_range(dice, 0, G_N_ELEMENTS(lines))]);
		g_string_append(text, "\r\n");
		struct original *original = original_new(text->str);
		for (unsigned first = 0; first < G_N_ELEMENTS(ways); first++)
			for (unsigned second = first; second < G_N_ELEMENTS(ways); second++) {
				struct message *one = ways[first].keep(round % 3 ? &pool : NULL, &original->message);
				struct message *two = ways[second].keep(&pool, one);
				kept_release(&one);
				assert_answers_alike(two, &original->message, ways[second].leaves_out);
				kept_release(&two);
			}
		assert_is_kept_in_each_way(&pool, text->str);
		original_free(original);
		g_string_free(text, TRUE);
	}
	g_assert_cmpuint(pool.taken, ==, 0);
	pool_clear(&pool);
	g_rand_free(dice);
}

static void
the_last_who_lets_go_frees_it(void)
{
	struct pool pool = {.at = NULL};
	struct original *original = original_new(request);
	struct message *copy = kept_new_in(&pool, &original->message), *other, *none = NULL;
	size_t taken = pool.taken;

	g_assert_cmpuint(taken, >, 0);
	g_assert_true(kept_is_alone(copy));
	other = kept_hold(copy);
	g_assert_true(other == copy);
	g_assert_false(kept_is_alone(copy));
	kept_release(&other);
	g_assert_null(other);
	g_assert_cmpuint(pool.taken, ==, taken);
	g_assert_true(kept_is_alone(copy));
	kept_release(&copy);
	g_assert_cmpuint(pool.taken, ==, 0);
	kept_release(&copy);
	g_assert_null(kept_hold(none));
	kept_release(&none);
	original_free(original);
	pool_clear(&pool);
}

#define ADD(title, function) g_test_add_func("/kept/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("copies outlive the bytes they were made of", copies_outlive_the_bytes_they_were_made_of);
	ADD("a copy of all knows fields by name, and is not the pool's",
		a_copy_of_all_knows_fields_by_name_and_is_not_the_pools);
	ADD("digests and remains are smaller", digests_and_remains_are_smaller);
	ADD("copies of copies are the same", copies_of_copies_are_the_same);
	ADD("the last who lets go frees it", the_last_who_lets_go_frees_it);
	return g_test_run();
}
