/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session is one capture file open in Wireshark: its analysis, and what the analysis said, by frame. It begins and
 * ends with Wireshark's file scope.
 *
 * Messages are added while Wireshark reads the frames for the first time. When the last has been read the analysis
 * is finished; from then on every pass over a frame finds the same notes.
 *
 * When a file is read anew (reloaded, or dissected with other preferences) Wireshark applies the display filter
 * while it reads, before anything can be known of what follows. So the notes of the session before are kept, and
 * shown, as long as the frames are the same and until the new ones are there. Wireshark does not say when it has
 * dissected all again: it has when as many frames were read as the session before had, and one of them is shown.
 */
#ifndef SEQUITUR_PLUGIN_SESSION_H
#define SEQUITUR_PLUGIN_SESSION_H

#include "core/analysis.h"
#include "core/expectation.h"
#include "core/rule.h"

/* One annotation of a frame, as far as it is shown. */
struct session_annotation {
	struct annotation
		annotation; /* `followups` are copies; `reason`, `call_id`, `finding_ids`, `of_sink`, `opaque` are NULL */
	bool settled;
	struct session_annotation *next; /* of the same frame, in the order they were opened */
};

struct session_finding {
	struct finding finding;
	struct session_finding *next;
};

/* This frame is the one that decided a follow-up of an earlier response. */
struct session_link {
	const struct expectation *expectation;
	enum verdict verdict;
	uint32_t response_frame;
	struct session_link *next;
};

/* All that is said of one frame. */
struct frame_notes {
	struct session_annotation *annotations, *last_annotation;
	struct session_finding *findings, *last_finding;
	struct session_link *links;
};

/* What else begins and ends with a file. */
struct session_hooks {
	struct analysis_settings (*settings)(void); /* asked when a file is opened */
	void (*begin)(void);
	void (*before_finish)(void); /* the last chance to add messages and events */
};

/* Registers the session with Wireshark's file scope; once, at start. */
void session_register(const struct session_hooks *hooks);

/* A message or an event of a frame that is read for the first time. Nothing happens after session_finish. */
void session_message(const struct message *message);
void session_event(const struct transport_event *event);

/* A frame is read for the first time: moves the end of the capture on. Nanoseconds since 1970. */
void session_frame(uint32_t frame, int64_t time);

/* Were there messages in the frame that was read last? */
bool session_frame_has_messages(void);

/* A frame is shown that was read before. */
void session_frame_again(void);

/* When a frame was captured; 0 when it was not read yet. */
int64_t session_time_of(uint32_t frame);

/* All frames have been read: settles what is open. May be called again without effect. */
void session_finish(void);

/*
 * The next finding about an earlier frame that was raised while this frame was read; NULL: there is no more. Who sees
 * each frame only once learns of it only now.
 */
const struct finding *session_take_late(void);

/* What is said of this frame, or NULL. */
const struct frame_notes *session_notes(uint32_t frame);

/* Calls `take` for every frame that has notes, in ascending order. */
void session_each(void (*take)(uint32_t frame, const struct frame_notes *notes, void *user), void *user);

#endif
