/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The follow-up engine: private to core. An obligation is an expectation that a response opened and nothing has
 * closed yet. It holds its annotation open, is shown the messages of the places it watches, and closes with a
 * verdict: by a message, by its deadline in capture time, or at the end of the capture. Its sentence and verdict
 * then become a follow-up of the annotation.
 */
#ifndef SEQUITUR_CORE_FOLLOWUP_H
#define SEQUITUR_CORE_FOLLOWUP_H

#include "core/expectation.h"
#include "core/prefetch.h"
#include "core/sip_transaction.h"
#include "core/tracking.h"
#include "core/wheel.h"

#include "core/event.h"

/* A message with what its tracker found out about it. Borrowed. */
struct candidate {
	const struct message *message;
	const struct message *request;       /* of a response: its request, or NULL */
	const struct sip_identity *identity; /* SIP */
	struct sip_transaction *transaction; /* SIP; NULL for an ACK to a 2xx */
	struct sip_call *call;               /* SIP */
	uint64_t connection;                 /* HTTP: key of connection without stream */
	struct slice uri;    /* HTTP: effective URI of the request, or of the response's request */
	struct slice target; /* HTTP: of a response, the URI to which it redirects; empty: to none */
	bool is_awaited;     /* HTTP: of a request, something may be awaited of its client (core/awaited.h) */
	uint64_t
		redirect; /* HTTP: number of the redirection that this response is or this request follows; 0: none */
	uint32_t request_before; /* HTTP: the frame of the request before this one on its connection; 0: none */
	bool sees_tls;           /* HTTP: messages inside TLS are seen in this capture */
	uint32_t body_frame; /* HTTP: where the body of the request began in a packet of its own; 0: not seen */
	int64_t body_time;
	enum repetition repetition;
};

/* The response of an obligation was sent again: seldom, so its frames do not stand in each obligation. */
struct response_copies {
	uint32_t frames[8]; /* the first of them */
	int64_t last;       /* when it was sent again last */
};

/* What each message of a call looks at comes first, side by side. */
struct obligation {
	const struct expectation *expectation;
	GList in_watch[2]; /* the engine's, as are those at the end */
	uint32_t heeds;    /* the row's, or all */
	uint32_t in_all;
	struct analysis *analysis;
	struct annotation *annotation;       /* held */
	struct message *request;             /* kept; may be NULL */
	struct message *response;            /* kept when the row asks for it, by then; else NULL */
	struct sip_transaction *transaction; /* SIP; held */
	uint64_t answer_hash;                /* SIP: text of the response, tells its copies */
	uint64_t connection;                 /* HTTP */
	uint64_t to_tag_hash;                /* SIP: To tag of the response */
	struct endpoint debtor, creditor;    /* who owes it to whom */
	int64_t opened, deadline;            /* nanoseconds since 1970 */
	unsigned copies;                     /* how often it was; of a wait, requests that came too early */
	uint32_t seen_frame;                 /* a frame that `observe` wants to name later; 0: none */
	struct response_copies *copied;      /* NULL where there are none */
	int64_t seen_time;
	char *uri;                /* what the row has to remember as text (resolved Location ...); g_free()d */
	char *text;               /* a sentence of its own for the follow-up; g_free()d; NULL: the usual one */
	uint64_t number;          /* what the row has to remember as a number */
	uint64_t redirect;        /* HTTP: of the response; see struct candidate */
	enum observation at_once; /* set by `opens`: it is settled already, by seen_frame at seen_time */
	bool seen_surely;         /* what seen_frame shows is beyond doubt */
	bool decided_by_seen; /* set by `observe`: seen_frame decides it, not the message in hand, nor the end */
	bool via_is_alone;    /* SIP: so was the Via of the response, seen at once */
	bool crowded_out;     /* not shown all messages any more: what did not come is unknown */

	/* The engine's own. */
	GQueue *watch[2];
	uint64_t watch_key[2];
	struct wheel_place in_wheel; /* by its deadline */
};

/* So many bytes of an obligation are looked at to find that a message does not concern it; ours. */
#define OBLIGATION_LOOK 192

/* The obligation with this link, NULL or one of its in_watch, will be looked at soon: it is asked for. */
static inline void
obligation_prefetch(const GList *link)
{
	record_prefetch(link ? (const char *)link - offsetof(struct obligation, in_watch) : NULL,
					OBLIGATION_LOOK);
}

/* For `opens` of a row that does not always want the response: keeps it, or what SIP asks of it. */
void obligation_keep_response(struct obligation *obligation, const struct message *response);

/* How often a message was sent again, for a sentence: "once", "2 times". Returns `text`. */
#define COPIES_TEXT_SIZE 24
const char *copies_text(unsigned copies, char text[static COPIES_TEXT_SIZE]);

/* A finding about the obligation's response: its request, it, and the first of its copies are the frames. */
struct finding obligation_finding(const struct rule *rule, const struct obligation *obligation);

/* Who owes it, and to whom, for a sentence. */
void obligation_endpoints_text(const struct obligation *obligation, char debtor[static ENDPOINT_TEXT_SIZE],
							   char creditor[static ENDPOINT_TEXT_SIZE]);

struct followups;

struct followups *followups_new(struct analysis *analysis);
void followups_free(struct followups *followups);

/* Is there any row for this response's code? Spares preparing a trigger that opens nothing. */
bool followups_called_for(const struct followups *followups, const struct message *response);

/* Opens what this response calls for. To be called once, before the caller releases the annotation. */
void followups_open(struct followups *followups, struct annotation *annotation,
					const struct candidate *trigger);

/* Shows a message to all obligations that watch where it was seen. To be called before it opens its own. */
void followups_observe(struct followups *followups, const struct candidate *candidate);

/* Shows an event to the obligations that watch its connection. */
void followups_event(struct followups *followups, const struct transport_event *event);

/* The same response (same text, same transaction) was sent again: counts in the obligations it opened. */
void followups_copy(struct followups *followups, const struct candidate *copy);

/* Is anything open that watches for a URI or an origin? Spares making URIs when nothing is. */
bool followups_watch_uris(const struct followups *followups);

/* Capture time has moved on: closes what is past its deadline. */
void followups_advance(struct followups *followups);

/* Closes the one that is open for longest as unknown; false when none is open. */
bool followups_give_way(struct followups *followups);

/* The capture has ended: closes all. */
void followups_finish(struct followups *followups);

/* For `observe` of a row: it is unknown, and `text` says why. */
enum observation obligation_settle_unknown(struct obligation *obligation, const char *text);

/* For `at_end` of a row: silence is the debtor's own affair, and the end of a capture shows nothing. */
enum verdict obligation_silence_tells_nothing(const struct obligation *obligation, bool deadline_passed,
											  bool in_view);

/*
 * Is the debtor's link in view: was a message seen on it after `time`, nothing lost since the response, and was the capture
 * taken all the time between?
 */
bool obligation_in_view(const struct obligation *obligation, int64_t time);

/* Were bytes from the debtor to the creditor lost since the response? Then nothing is missing for certain. */
bool obligation_was_blind(const struct obligation *obligation);

/* Was any message ever seen from the debtor to the creditor? */
bool obligation_link_known(const struct obligation *obligation);

#endif
