/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queues changed in place, beside GLib's own. */
#include "core/queue.h"

#include <stdbool.h>

#define RECORDS 50

struct record {
	GList ours, theirs;
	bool is_in;
};

static void
assert_alike(const GQueue *ours, const GQueue *theirs)
{
	const GList *a = ours->head, *b = theirs->head;

	g_assert_cmpuint(ours->length, ==, theirs->length);
	for (; a && b; a = a->next, b = b->next) {
		g_assert_true(a->data == b->data);
		g_assert_true((a->prev ? a->prev->data : NULL) == (b->prev ? b->prev->data : NULL));
	}
	g_assert_true(!a && !b);
	g_assert_true((ours->tail ? ours->tail->data : NULL) == (theirs->tail ? theirs->tail->data : NULL));
}

static void
they_are_as_those_of_glib(void)
{
	GRand *dice = g_rand_new_with_seed(23);
	struct record records[RECORDS] = {0};
	GQueue ours = G_QUEUE_INIT, theirs = G_QUEUE_INIT;

	for (unsigned i = 0; i < RECORDS; i++)
		records[i].ours.data = records[i].theirs.data = &records[i];
	for (unsigned step = 0; step < 20000; step++) {
		/* Now and then it runs full, now and then empty. */
		struct record *record = &records[g_rand_int_range(dice, 0, step / 500 % 2 ? RECORDS : 3)];
		if (record->is_in) {
			queue_take(&ours, &record->ours);
			g_queue_unlink(&theirs, &record->theirs);
			g_assert_true(!record->ours.prev && !record->ours.next);
		} else {
			queue_add(&ours, &record->ours);
			g_queue_push_tail_link(&theirs, &record->theirs);
		}
		record->is_in = !record->is_in;
		assert_alike(&ours, &theirs);
	}
	g_rand_free(dice);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/queue/they are as those of GLib", they_are_as_those_of_glib);
	return g_test_run();
}
