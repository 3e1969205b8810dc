/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/tally.h"

#include <string.h>

#include "core/expectation.h"

void
tally_start(struct tally *tally)
{
	size_t causes;

	cause_code_table(&causes);
	*tally = (struct tally){
		.followups = g_array_new(FALSE, TRUE, sizeof(struct followup_tally)),
		.outcomes = g_array_new(FALSE, TRUE, sizeof(struct outcome_tally)),
		.causes = g_new0(uint64_t, causes),
	};
}

void
tally_finish(struct tally *tally)
{
	g_array_free(tally->followups, TRUE);
	g_array_free(tally->outcomes, TRUE);
	g_free(tally->causes);
}

void
tally_clear(struct tally *tally)
{
	size_t count;

	cause_code_table(&count);
	g_array_set_size(tally->followups, 0);
	g_array_set_size(tally->outcomes, 0);
	memset(tally->causes, 0, count * sizeof *tally->causes);
	memset(tally->outcomes_of, 0, sizeof(tally->outcomes_of));
}

static struct followup_tally *
followup_tally_find(struct tally *tally, const char *id)
{
	guint from = 0, to = tally->followups->len;

	while (from < to) {
		guint middle = from + (to - from) / 2;
		struct followup_tally *at = &g_array_index(tally->followups, struct followup_tally, middle);
		int order = strcmp(id, at->id);
		if (order == 0)
			return at;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	struct followup_tally new = {.id = id};
	g_array_insert_val(tally->followups, from, new);
	return &g_array_index(tally->followups, struct followup_tally, from);
}

static struct outcome_tally *
outcome_tally_find(struct tally *tally, const struct status *outcome)
{
	guint at = 0;

	while (at < tally->outcomes->len) {
		struct outcome_tally *there = &g_array_index(tally->outcomes, struct outcome_tally, at);
		if (there->outcome == outcome)
			return there;
		if (there->outcome->code > outcome->code)
			break;
		at++;
	}
	struct outcome_tally new = {.outcome = outcome};
	g_array_insert_val(tally->outcomes, at, new);
	return &g_array_index(tally->outcomes, struct outcome_tally, at);
}

/* The response tells it, or the request that it answers: that of a CANCEL is told with the INVITE's response once more. */
static bool
is_its_own(const struct annotation *annotation, const struct cause *cause)
{
	return cause->method == METHOD_OTHER || cause->frame == annotation->request_frame;
}

void
tally_add(struct tally *tally, const struct annotation *annotation)
{
	size_t count;

	for (const struct followup *f = annotation->followups; f; f = f->next)
		followup_tally_find(tally, f->expectation->id)->verdicts[f->verdict]++;
	for (const struct cause *cause = annotation->causes; cause; cause = cause->next)
		if (cause->known && is_its_own(annotation, cause))
			tally->causes[cause->known - cause_code_table(&count)]++;
	if (annotation->kind != ANNOTATION_OUTCOME)
		return;
	tally->outcomes_of[annotation->protocol]++;
	if (annotation->status)
		outcome_tally_find(tally, annotation->status)->counts[annotation->protocol]++;
}
