/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/listing.h"

#include <string.h>

void
listing_start(struct listing *listing, size_t annotations_most)
{
	*listing = (struct listing){
		.texts = g_string_chunk_new(64 * 1024),
		.annotations = g_array_new(FALSE, FALSE, sizeof(struct annotation)),
		.copies = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
		.findings = g_array_new(FALSE, FALSE, sizeof(struct finding)),
		.annotations_most = annotations_most,
	};
}

static void
annotation_clear(struct annotation *annotation)
{
	while (annotation->followups) {
		struct followup *followup = annotation->followups;
		annotation->followups = followup->next;
		g_free(followup);
	}
	causes_free(annotation->causes);
	g_free(annotation->finding_ids);
}

void
listing_clear(struct listing *listing)
{
	for (guint i = 0; i < listing->annotations->len; i++)
		annotation_clear(&g_array_index(listing->annotations, struct annotation, i));
	g_array_set_size(listing->annotations, 0);
	g_array_set_size(listing->copies, 0);
	g_array_set_size(listing->findings, 0);
	g_string_chunk_clear(listing->texts);
	listing->annotations_left_out = 0;
	listing->findings_left_out = 0;
	memset(listing->findings_by_severity, 0, sizeof(listing->findings_by_severity));
}

void
listing_finish(struct listing *listing)
{
	listing_clear(listing);
	g_array_free(listing->annotations, TRUE);
	g_array_free(listing->copies, TRUE);
	g_array_free(listing->findings, TRUE);
	g_string_chunk_free(listing->texts);
}

static char *
keep_text(struct listing *listing, const char *text)
{
	if (!text)
		return NULL;
	return g_string_chunk_insert_len(listing->texts, text, (gssize)strnlen(text, LISTING_TEXT_MOST));
}

/* Methods and reasons repeat themselves. */
static char *
keep_word(struct listing *listing, const char *word)
{
	if (!word || strlen(word) > 64)
		return keep_text(listing, word);
	return g_string_chunk_insert_const(listing->texts, word);
}

static struct followup *
keep_followups(struct listing *listing, const struct followup *followups)
{
	struct followup *first = NULL, **end = &first;

	for (; followups; followups = followups->next) {
		*end = g_new(struct followup, 1);
		**end = *followups;
		(*end)->text = keep_text(listing, followups->text); /* the usual one is made where it is shown */
		(*end)->next = NULL;
		end = &(*end)->next;
	}
	return first;
}

static char **
keep_ids(struct listing *listing, char **ids)
{
	guint count = ids ? g_strv_length(ids) : 0;
	char **kept = count ? g_new0(char *, count + 1) : NULL;

	for (guint i = 0; i < count; i++)
		kept[i] = keep_word(listing, ids[i]);
	return kept;
}

void
listing_add_annotation(struct listing *listing, const struct annotation *annotation)
{
	struct annotation kept = *annotation;

	if (listing->annotations->len >= listing->annotations_most) {
		listing->annotations_left_out++;
		return;
	}
	kept.reason = keep_word(listing, annotation->reason);
	kept.method = keep_word(listing, annotation->method);
	kept.target = keep_text(listing, annotation->target);
	kept.call_id = NULL;
	kept.is_plain = false;
	kept.words_length = 0;
	kept.causes = causes_copy(annotation->causes);
	kept.followups = keep_followups(listing, annotation->followups);
	kept.finding_ids = keep_ids(listing, annotation->finding_ids);
	g_array_append_val(listing->annotations, kept);
}

void
listing_add_copy(struct listing *listing, const struct annotation *annotation)
{
	if (annotation->repeats_frame == 0)
		listing_add_annotation(listing, annotation);
	else if (listing->copies->len < LISTING_COPIES_MOST)
		g_array_append_val(listing->copies, annotation->repeats_frame);
	else
		listing->annotations_left_out++;
}

unsigned
listing_copies(const struct listing *listing, uint32_t frame)
{
	unsigned count = 0;

	for (guint i = 0; i < listing->copies->len; i++)
		count += g_array_index(listing->copies, uint32_t, i) == frame;
	return count;
}

/* Takes one finding less severe than `severity` out; false when there is none. */
static bool
make_room(struct listing *listing, enum severity severity)
{
	int least = 0;

	while (least < SEVERITY_COUNT && listing->findings_by_severity[least] == 0)
		least++;
	if (least >= (int)severity)
		return false;
	for (guint i = listing->findings->len; i-- > 0;) {
		if ((int)g_array_index(listing->findings, struct finding, i).severity != least)
			continue;
		g_array_remove_index_fast(listing->findings, i);
		listing->findings_by_severity[least]--;
		return true;
	}
	return false;
}

void
listing_add_finding(struct listing *listing, const struct finding *finding)
{
	struct finding kept = *finding;

	if (listing->findings->len >= LISTING_FINDINGS_MOST) {
		listing->findings_left_out++;
		if (!make_room(listing, finding->severity))
			return;
	}
	kept.text = keep_text(listing, finding->text);
	listing->findings_by_severity[finding->severity]++;
	g_array_append_val(listing->findings, kept);
}

static gint
by_frame(gconstpointer a, gconstpointer b)
{
	const struct annotation *one = a, *other = b;

	return (one->seen.frame > other->seen.frame) - (one->seen.frame < other->seen.frame);
}

static gint
by_severity_and_frame(gconstpointer a, gconstpointer b)
{
	const struct finding *one = a, *other = b;

	if (one->severity != other->severity)
		return one->severity > other->severity ? -1 : 1;
	return (one->frame > other->frame) - (one->frame < other->frame);
}

void
listing_sort(struct listing *listing)
{
	g_array_sort(listing->annotations, by_frame);
	g_array_sort(listing->findings, by_severity_and_frame);
}
