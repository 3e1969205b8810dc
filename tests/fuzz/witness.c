/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/witness.h"

#include <glib.h>
#include <stdlib.h>

#include "core/expectation.h"

#define PROMISE(holds)                                                             \
	do {                                                                           \
		if (!(holds)) {                                                            \
			g_printerr("%s:%d: broken promise: %s\n", __FILE__, __LINE__, #holds); \
			abort();                                                               \
		}                                                                          \
	} while (0)

static void
read_text(struct witness *witness, const char *text)
{
	for (; text && *text; text++)
		witness->sum = witness->sum * 31 + (unsigned char)*text;
}

static void
see_frame(struct witness *witness, uint32_t frame)
{
	PROMISE(frame <= witness->last_frame);
}

static void
see_annotation(struct witness *witness, const struct annotation *annotation)
{
	read_text(witness, annotation->reason);
	read_text(witness, annotation->method);
	read_text(witness, annotation->target);
	read_text(witness, annotation->call_id);
	see_frame(witness, annotation->seen.frame);
	see_frame(witness, annotation->request_frame);
	see_frame(witness, annotation->origin_frame);
	see_frame(witness, annotation->decided_by);
	PROMISE(annotation->elapsed >= -1);
	PROMISE(annotation->kind == ANNOTATION_RESPONSE || annotation->status);
}

static void *
witness_opened(void *user, const struct annotation *annotation)
{
	struct witness *witness = user;

	witness->opened++;
	see_annotation(witness, annotation);
	return witness;
}

static void
witness_settled(void *user, const struct annotation *annotation)
{
	struct witness *witness = user;
	char text[FOLLOWUP_TEXT_SIZE];

	witness->settled++;
	see_annotation(witness, annotation);
	for (const struct followup *followup = annotation->followups; followup; followup = followup->next) {
		PROMISE(followup->expectation && followup->verdict < VERDICT_COUNT);
		PROMISE(followup->text || (followup->verdict == VERDICT_MET && followup->frame));
		PROMISE(followup->frame || followup->delay == -1);
		see_frame(witness, followup->frame);
		read_text(witness, followup_text(followup, text));
		read_text(witness, followup->expectation->id);
	}
	for (char **id = annotation->finding_ids; id && *id; id++)
		read_text(witness, *id);
}

static void
witness_finding(void *user, const struct finding *finding)
{
	struct witness *witness = user;

	PROMISE(finding->rule && finding->text && *finding->text);
	PROMISE(finding->frame_count > 0 && finding->frame_count <= FINDING_FRAMES_MAX);
	see_frame(witness, finding->frame);
	for (unsigned i = 0; i < finding->frame_count; i++)
		see_frame(witness, finding->frames[i]);
	read_text(witness, finding->text);
}

static void
take_message(void *user, const struct message *message)
{
	struct witness *witness = user;

	witness->last_frame = MAX(witness->last_frame, message->seen.frame);
	PROMISE(message->field_count <= MESSAGE_FIELDS_MAX);
	analysis_message(witness->analysis, message);
}

static void
take_event(void *user, const struct transport_event *event)
{
	struct witness *witness = user;

	witness->last_frame = MAX(witness->last_frame, event->seen.frame);
	analysis_event(witness->analysis, event);
}

void
witness_start(struct witness *witness)
{
	struct analysis_settings settings = analysis_defaults();
	struct analysis_sink sink = {
		.user = witness, .opened = witness_opened, .settled = witness_settled, .finding = witness_finding};

	/* Few enough that an input reaches what happens above it. */
	settings.open_max = 24;
	*witness = (struct witness){
		.analysis = analysis_new(&settings, &sink),
		.listener = {.user = witness, .message = take_message, .event = take_event},
	};
}

void
witness_finish(struct witness *witness, int64_t time)
{
	analysis_finish(witness->analysis, witness->last_frame, time, false);
	PROMISE(witness->opened == witness->settled);
	analysis_free(witness->analysis);
}
