/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/present.h"

#include "core/duration.h"
#include "plugin/fields.h"

/* Where in a tree the next item goes: items of ours stand for no bytes of the packet. */
struct place {
	proto_tree *tree;
	tvbuff_t *bytes;
};

static void
add_text(struct place place, enum field_key key, const char *text)
{
	if (text && *text)
		proto_item_set_generated(proto_tree_add_string(place.tree, field_ids[key], place.bytes, 0, 0, text));
}

static void
add_number(struct place place, enum field_key key, uint32_t number)
{
	if (number)
		proto_item_set_generated(proto_tree_add_uint(place.tree, field_ids[key], place.bytes, 0, 0, number));
}

/* Nanoseconds; less than 0: not known. */
static void
add_duration(struct place place, enum field_key key, int64_t duration)
{
	nstime_t time = {.secs = (time_t)(duration / 1000000000), .nsecs = (int)(duration % 1000000000)};

	if (duration >= 0)
		proto_item_set_generated(proto_tree_add_time(place.tree, field_ids[key], place.bytes, 0, 0, &time));
}

static struct place
add_subtree(struct place place, enum subtree subtree, proto_item *item)
{
	proto_item_set_generated(item);
	return (struct place){proto_item_add_subtree(item, subtree_ids[subtree]), place.bytes};
}

static unsigned
code_of(const struct annotation *annotation)
{
	return annotation->code || !annotation->status ? annotation->code : annotation->status->code;
}

/* "The ACK" as "ACK". */
static const char *
without_article(const char *what)
{
	return g_str_has_prefix(what, "The ") ? what + 4 : g_str_has_prefix(what, "A ") ? what + 2 : what;
}

char *
present_followup_text(const struct followup *followup)
{
	const char *what = without_article(followup->expectation->what);
	GString *text = g_string_new(NULL);
	char time[DURATION_TEXT_SIZE];

	switch (followup->verdict) {
	case VERDICT_MET:
		g_string_append_printf(text, "→ %s", what);
		if (followup->frame)
			g_string_append_printf(text, " in %u", followup->frame);
		if (followup->frame && followup->delay >= 0)
			g_string_append_printf(text, " after %s", duration_text(followup->delay, time));
		break;
	case VERDICT_OVERDUE: g_string_append_printf(text, "no %s", what); break;
	case VERDICT_VIOLATED:
		g_string_append_printf(text, "against it: %s", what);
		if (followup->frame)
			g_string_append_printf(text, ", by %u", followup->frame);
		break;
	default: break;
	}
	return g_string_free(text, FALSE);
}

static void
add_followup(struct place place, const struct followup *followup)
{
	const struct expectation *expectation = followup->expectation;
	proto_item *item = proto_tree_add_string_format(place.tree, field_ids[KEY_FOLLOWUP], place.bytes, 0, 0,
													expectation->id, "Must follow: %s: %s", expectation->what,
													verdict_name(followup->verdict));

	if (followup->frame)
		proto_item_append_text(item, " (frame %u)", followup->frame);
	struct place inner = add_subtree(place, SUBTREE_FOLLOWUP, item);
	add_text(inner, KEY_FOLLOWUP_TEXT, followup->text);
	add_text(inner, KEY_FOLLOWUP_VERDICT, verdict_name(followup->verdict));
	add_number(inner, KEY_FOLLOWUP_FRAME, followup->frame);
	add_duration(inner, KEY_FOLLOWUP_DELAY, followup->frame ? followup->delay : -1);
	if (followup->verdict == VERDICT_OVERDUE || followup->verdict == VERDICT_VIOLATED)
		add_text(inner, KEY_FOLLOWUP_OTHERWISE, expectation->otherwise);
	add_text(inner, KEY_FOLLOWUP_SPEC, expectation->spec);
}

/* The item may be NULL: without a tree there is none to hang it on, but it is counted all the same. */
static void
add_expert(packet_info *pinfo, proto_item *item, int from, const struct finding *finding)
{
	if ((int)finding->severity >= from)
		expert_add_info_format(pinfo, item, fields_expert(finding), "%s", finding->text);
}

static void
add_finding(struct place place, packet_info *pinfo, int expert_from, const struct finding *finding)
{
	const struct rule *rule = finding->rule;
	proto_item *item = proto_tree_add_string_format(place.tree, field_ids[KEY_FINDING], place.bytes, 0, 0,
													rule->id, "Finding: %s: %s",
													severity_name(finding->severity), rule->title);
	struct place inner = add_subtree(place, SUBTREE_FINDING, item);

	add_text(inner, KEY_FINDING_TEXT, finding->text);
	add_text(inner, KEY_FINDING_SEVERITY, severity_name(finding->severity));
	add_text(inner, KEY_FINDING_CONFIDENCE, confidence_name(finding->confidence));
	for (unsigned i = 0; i < finding->frame_count; i++)
		add_number(inner, KEY_FINDING_FRAME, finding->frames[i]);
	add_text(inner, KEY_FINDING_WHY, rule->why);
	add_text(inner, KEY_FINDING_LOOK_AT, rule->look_at);
	add_text(inner, KEY_FINDING_SPEC, rule->spec);
	add_expert(pinfo, item, expert_from, finding);
}

static const char *
repetition_name(enum repetition repetition)
{
	switch (repetition) {
	case REPETITION_RETRANSMISSION: return "retransmission";
	case REPETITION_MIRROR_COPY: return "mirror-copy";
	default: return NULL;
	}
}

/* "486 Busy Here", or the outcome in words. */
static void
append_title(proto_item *item, const struct annotation *annotation)
{
	const char *phrase = annotation->status ? annotation->status->phrase : "";

	if (annotation->kind == ANNOTATION_OUTCOME)
		proto_item_append_text(item, ": %s", phrase);
	else if (annotation->status && annotation->status_exact)
		proto_item_append_text(item, ": %u %s", annotation->code, phrase);
	else
		proto_item_append_text(item, ": %u", annotation->code);
	proto_item_append_text(item, ", %s", status_class(annotation->protocol, code_of(annotation)));
}

static void
add_status(struct place place, const struct annotation *annotation)
{
	const struct status *status = annotation->status;

	add_number(place, KEY_STATUS, annotation->code);
	add_text(place, KEY_CLASS, status_class(annotation->protocol, code_of(annotation)));
	if (!status)
		return;
	add_text(place, KEY_OUTCOME, status->outcome);
	add_text(place, KEY_MEANING, status->means);
	add_text(place, KEY_NEXT, status_next(status, slice_of(annotation->method)));
}

static void
add_cause(struct place place, const struct cause *cause)
{
	char *text = cause_text(cause);
	proto_item *item = proto_tree_add_string(place.tree, field_ids[KEY_CAUSE], place.bytes, 0, 0, text);

	struct place inner = add_subtree(place, SUBTREE_CAUSE, item);
	add_number(inner, KEY_CAUSE_CODE, cause->code);
	add_text(inner, KEY_CAUSE_MEANING, cause_meaning(cause));
	g_free(text);
}

static void
add_annotation(struct place place, const struct session_annotation *noted)
{
	const struct annotation *annotation = &noted->annotation;

	add_status(place, annotation);
	for (const struct cause *cause = annotation->causes; cause; cause = cause->next)
		add_cause(place, cause);
	add_text(place, KEY_METHOD, annotation->method);
	add_text(place, KEY_TARGET, annotation->target);
	add_number(place, KEY_REQUEST_FRAME, annotation->request_frame);
	add_duration(place, KEY_ELAPSED, annotation->elapsed);
	add_text(place, KEY_REPETITION, repetition_name(annotation->repetition));
	add_number(place, KEY_REPEATS, annotation->repeats_frame);
	add_number(place, KEY_ORIGIN, annotation->origin_frame);
	add_number(place, KEY_DECIDED_BY, annotation->decided_by);
	if (!noted->settled)
		add_text(place, KEY_OPEN, "what follows is not known yet");
	for (const struct followup *followup = annotation->followups; followup; followup = followup->next)
		add_followup(place, followup);
}

static void
add_link(struct place place, const struct session_link *link)
{
	proto_item *item = proto_tree_add_uint(place.tree, field_ids[KEY_FOLLOWS], place.bytes, 0, 0,
										   link->response_frame);

	proto_item_append_text(item, " (%s: %s)", link->expectation->what, verdict_name(link->verdict));
	proto_item_set_generated(item);
}

/* One item for each response; findings and links stand in the last one, or in one of their own. */
static void
present_tree(int protocol, int expert_from, const struct frame_notes *notes, tvbuff_t *bytes,
			 packet_info *pinfo, proto_tree *tree)
{
	const struct session_annotation *noted = notes->annotations;
	struct place place;

	do {
		proto_item *item = proto_tree_add_item(tree, protocol, bytes, 0, 0, ENC_NA);
		place = add_subtree((struct place){tree, bytes}, SUBTREE_SEQUITUR, item);
		if (!noted)
			break;
		append_title(item, &noted->annotation);
		add_annotation(place, noted);
		noted = noted->next;
	} while (noted);
	for (const struct session_finding *finding = notes->findings; finding; finding = finding->next)
		add_finding(place, pinfo, expert_from, &finding->finding);
	for (const struct session_link *link = notes->links; link; link = link->next)
		add_link(place, link);
}

static void
info_add(packet_info *pinfo, const struct followup *followup)
{
	char *text = present_followup_text(followup);

	col_append_sep_str(pinfo->cinfo, COL_INFO, "  ", text);
	g_free(text);
}

static bool
is_unmet(const struct followup *followup)
{
	return followup->verdict == VERDICT_OVERDUE || followup->verdict == VERDICT_VIOLATED;
}

/* What did not follow; where all did, the first that did, for there is little room. */
static void
present_info(const struct frame_notes *notes, packet_info *pinfo)
{
	for (const struct session_annotation *noted = notes->annotations; noted; noted = noted->next) {
		const struct followup *all = noted->annotation.followups, *met = NULL;
		bool unmet = false;
		for (const struct followup *followup = all; followup; followup = followup->next) {
			if (!met && followup->verdict == VERDICT_MET && followup->frame)
				met = followup;
			if (!is_unmet(followup))
				continue;
			unmet = true;
			info_add(pinfo, followup);
		}
		if (met && !unmet)
			info_add(pinfo, met);
	}
}

void
present_late(const struct preferences *preferences, const struct finding *finding, tvbuff_t *bytes,
			 packet_info *pinfo, proto_tree *tree)
{
	if ((int)finding->severity < preferences->expert_from)
		return;
	if (tree)
		proto_tree_add_expert_format(tree, pinfo, fields_expert(finding), bytes, 0, 0, "About frame %u: %s",
									 finding->frame, finding->text);
	else
		expert_add_info_format(pinfo, NULL, fields_expert(finding), "About frame %u: %s", finding->frame,
							   finding->text);
}

void
present_frame(int protocol, const struct preferences *preferences, const struct frame_notes *notes,
			  tvbuff_t *bytes, packet_info *pinfo, proto_tree *tree)
{
	int expert_from = preferences->expert_from;

	if (preferences->info_column)
		present_info(notes, pinfo);
	/* Wireshark may have a tree for other reasons, and then nobody looks at what is added. */
	if (tree && proto_field_is_referenced(tree, protocol))
		present_tree(protocol, expert_from, notes, bytes, pinfo, tree);
	else
		for (const struct session_finding *noted = notes->findings; noted; noted = noted->next)
			add_expert(pinfo, NULL, expert_from, &noted->finding);
}
