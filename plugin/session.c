/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/session.h"

#include "plugin/wireshark.h"

struct session {
	wmem_allocator_t *memory;  /* of the notes and all that is in them */
	struct analysis *analysis; /* NULL: this is the session before */
	GPtrArray *notes;          /* of struct frame_notes, by frame; NULL where nothing is said */
	GQueue late;               /* of struct finding, about frames before the last one; owned by the notes */
	GArray *times;             /* of all frames read, from frame 1 on */
	uint32_t last_frame;
	int64_t last_time;
	bool last_has_messages;
	uint32_t
		expected; /* as many frames the session before had, which are those of this one so far; 0: not known */
	bool finished;
};

static struct session *session;
static struct session *before; /* NULL: it was of another file, or its time is over */
static const struct session_hooks *session_hooks;

/* Frames have been read before anything is said of them. */
static struct frame_notes *
notes_of(uint32_t frame)
{
	if (session->notes->len <= frame)
		g_ptr_array_set_size(session->notes, (gint)frame + 1);
	gpointer *notes = &session->notes->pdata[frame];
	if (!*notes)
		*notes = wmem_new0(session->memory, struct frame_notes);
	return *notes;
}

/* Wireshark shows UTF-8 only; what the wire has may be anything. */
static char *
copy_text(const char *text)
{
	if (!text)
		return NULL;
	if (g_utf8_validate(text, -1, NULL))
		return wmem_strdup(session->memory, text);
	char *valid = g_utf8_make_valid(text, -1);
	char *copy = wmem_strdup(session->memory, valid);
	g_free(valid);
	return copy;
}

static struct cause *
copy_causes(const struct cause *causes)
{
	struct cause *first = NULL, **end = &first;

	for (; causes; causes = causes->next) {
		*end = wmem_new(session->memory, struct cause);
		**end = *causes;
		(*end)->by = copy_text(causes->by);
		(*end)->text = copy_text(causes->text);
		(*end)->next = NULL;
		end = &(*end)->next;
	}
	return first;
}

/* What is shown of it, but for its follow-ups, which come when it is settled. */
static void
copy_annotation(struct annotation *copy, const struct annotation *annotation)
{
	*copy = *annotation;
	copy->opaque = NULL;
	copy->followups = NULL;
	copy->finding_ids = NULL;
	copy->reason = NULL;
	copy->method = copy_text(annotation->method);
	copy->target = copy_text(annotation->target);
	copy->call_id = NULL;
	copy->is_plain = false;
	copy->words_length = 0;
	copy->causes = copy_causes(annotation->causes);
}

static void *
annotation_opened(void *user, const struct annotation *annotation)
{
	struct frame_notes *notes = notes_of(annotation->seen.frame);
	struct session_annotation *copy = wmem_new0(session->memory, struct session_annotation);

	(void)user;
	copy_annotation(&copy->annotation, annotation);
	*(notes->last_annotation ? &notes->last_annotation->next : &notes->annotations) = copy;
	notes->last_annotation = copy;
	return copy;
}

static void
link_back(const struct followup *followup, uint32_t response_frame)
{
	if (followup->frame == 0)
		return;
	struct frame_notes *notes = notes_of(followup->frame);
	struct session_link *link = wmem_new(session->memory, struct session_link);
	*link = (struct session_link){followup->expectation, followup->verdict, response_frame, notes->links};
	notes->links = link;
}

static void
annotation_settled(void *user, const struct annotation *annotation)
{
	struct session_annotation *copy = annotation->of_sink;
	struct followup **end = &copy->annotation.followups;
	char text[FOLLOWUP_TEXT_SIZE];

	(void)user;
	for (const struct followup *followup = annotation->followups; followup; followup = followup->next) {
		*end = wmem_new(session->memory, struct followup);
		**end = *followup;
		(*end)->text = copy_text(followup_text(followup, text));
		(*end)->next = NULL;
		end = &(*end)->next;
		link_back(followup, annotation->seen.frame);
	}
	copy->settled = true;
}

static void
finding_raised(void *user, const struct finding *finding)
{
	struct frame_notes *notes = notes_of(finding->frame);
	struct session_finding *copy = wmem_new0(session->memory, struct session_finding);

	(void)user;
	copy->finding = *finding;
	copy->finding.text = copy_text(finding->text);
	*(notes->last_finding ? &notes->last_finding->next : &notes->findings) = copy;
	notes->last_finding = copy;
	if (finding->frame != session->last_frame)
		g_queue_push_tail(&session->late, &copy->finding);
}

static void
session_free(struct session *of)
{
	if (!of)
		return;
	analysis_free(of->analysis);
	g_ptr_array_free(of->notes, TRUE);
	g_queue_clear(&of->late);
	g_array_free(of->times, TRUE);
	wmem_destroy_allocator(of->memory);
	g_free(of);
}

static void
before_forget(void)
{
	session_free(before);
	before = NULL;
}

static void
session_begin(void)
{
	const struct analysis_sink sink = {
		.opened = annotation_opened, .settled = annotation_settled, .finding = finding_raised};
	struct analysis_settings settings = session_hooks->settings();

	session = g_new0(struct session, 1);
	session->memory = wmem_allocator_new(WMEM_ALLOCATOR_BLOCK);
	session->notes = g_ptr_array_new();
	session->times = g_array_new(FALSE, TRUE, sizeof(int64_t));
	session->analysis = analysis_new(&settings, &sink);
	session->expected = before ? before->times->len : 0;
	session_hooks->begin();
}

static void
session_end(void)
{
	if (!session)
		return;
	if (session->finished) {
		before_forget();
		analysis_free(session->analysis);
		session->analysis = NULL;
		before = session;
	} else {
		/* Wireshark begins anew before it has read all: the session before still is the one that knows all. */
		session_free(session);
	}
	session = NULL;
}

void
session_register(const struct session_hooks *hooks)
{
	session_hooks = hooks;
	register_init_routine(session_begin);
	register_cleanup_routine(session_end);
	register_postseq_cleanup_routine(session_finish);
	register_shutdown_routine(before_forget);
}

void
session_message(const struct message *message)
{
	if (!session || session->finished)
		return;
	session->last_has_messages = true;
	analysis_message(session->analysis, message);
}

void
session_event(const struct transport_event *event)
{
	if (session && !session->finished)
		analysis_event(session->analysis, event);
}

void
session_frame(uint32_t frame, int64_t time)
{
	if (!session || session->finished)
		return;
	session->last_frame = frame;
	session->last_has_messages = false;
	g_queue_clear(&session->late);
	session->last_time = MAX(session->last_time, time);
	if (session->times->len < frame)
		g_array_set_size(session->times, frame);
	g_array_index(session->times, int64_t, frame - 1) = time;
	if (before && (before->times->len < frame || g_array_index(before->times, int64_t, frame - 1) != time)) {
		session->expected = 0;
		before_forget();
	}
}

bool
session_frame_has_messages(void)
{
	return session && session->last_has_messages;
}

void
session_frame_again(void)
{
	/* Frames of a capture that goes on are shown again while others are still to come: then nothing is expected. */
	if (session && session->expected && session->last_frame >= session->expected)
		session_finish();
}

int64_t
session_time_of(uint32_t frame)
{
	if (!session || frame == 0 || frame > session->times->len)
		return 0;
	return g_array_index(session->times, int64_t, frame - 1);
}

void
session_finish(void)
{
	if (!session || session->finished || session->last_frame == 0)
		return;
	session_hooks->before_finish();
	analysis_finish(session->analysis, session->last_frame, session->last_time, false);
	session->finished = true;
	before_forget();
}

const struct finding *
session_take_late(void)
{
	return session ? g_queue_pop_head(&session->late) : NULL;
}

const struct frame_notes *
session_notes(uint32_t frame)
{
	const struct session *of = before ? before : session;

	return of && frame < of->notes->len ? of->notes->pdata[frame] : NULL;
}

void
session_each(void (*take)(uint32_t frame, const struct frame_notes *notes, void *user), void *user)
{
	const struct session *of = before ? before : session;

	for (guint i = 0; of && i < of->notes->len; i++)
		if (of->notes->pdata[i])
			take(i, of->notes->pdata[i], user);
}
