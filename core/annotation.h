/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An annotation is what core says of one response, or of one request that never got a response (an
 * outcome). It owns its texts and its follow-ups. Core makes it when the response is seen, fills it while
 * the capture goes on, and hands it to the sink when it is settled; after that call it is freed, so a
 * sink that wants to keep something copies it.
 *
 * Texts come from the wire and are not escaped: whoever prints them escapes them for where they go.
 */
#ifndef SEQUITUR_CORE_ANNOTATION_H
#define SEQUITUR_CORE_ANNOTATION_H

#include "core/cause.h"
#include "core/message.h"
#include "core/status.h"

struct expectation;
struct rule;

/* X(id, word) */
#define VERDICTS(X)                                                                         \
	X(MET, "met")           /* frame N did it */                                            \
	X(VIOLATED, "violated") /* frame N did the contrary */                                  \
	X(OVERDUE, "overdue")   /* the deadline passed while the capture still saw that link */ \
	X(PENDING, "pending")   /* the capture ended first */                                   \
	X(UNKNOWN, "unknown")   /* it could not have been seen */

enum verdict {
#define X(id, word) VERDICT_##id,
	VERDICTS(X)
#undef X
		VERDICT_COUNT
};
const char *verdict_name(enum verdict verdict);

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_COUNT };
const char *severity_name(enum severity severity);

enum confidence { CONFIDENCE_LIKELY, CONFIDENCE_CERTAIN };
const char *confidence_name(enum confidence confidence);

/* What became of one thing that had to follow. */
struct followup {
	const struct expectation *expectation;
	enum verdict verdict;
	uint32_t frame;        /* the frame that decided it; 0: none did */
	int64_t delay;         /* nanoseconds from the response to that frame; -1: no frame, or it came before */
	char *text;            /* one sentence with the facts of this case; NULL: followup_text makes it */
	struct followup *next; /* in the order of the expectations' table */
};

/*
 * What most follow-ups say: "The ACK came in frame 14 after 12.3 ms." It is put together only where it is shown: the
 * expectation's `what`, these words, the frame, these words, the delay as a duration, a full stop. Where the
 * expectation has words of its own for it (`met`): these, a space, the frame, a full stop.
 */
#define FOLLOWUP_CAME  " came in frame "
#define FOLLOWUP_AFTER " after "

/* The longest sentence that is put together; ours. One of an expectation's own may be longer. */
#define FOLLOWUP_TEXT_SIZE 512

/* The sentence of a follow-up: its own, or the usual one, which is written into `buffer`. */
const char *followup_text(const struct followup *followup, char buffer[static FOLLOWUP_TEXT_SIZE]);

/* The most frames a finding names; what is beyond is counted in its text. */
#define FINDING_FRAMES_MAX 64

/* One anomaly, with the frames that prove it. The sink borrows it for the time of the call. */
struct finding {
	const struct rule *rule;
	enum severity severity; /* the rule's, or less where the capture weakens the proof */
	enum confidence confidence;
	enum protocol protocol;
	uint32_t frame; /* the frame it is about: the one to open first */
	uint32_t frames[FINDING_FRAMES_MAX];
	unsigned frame_count;
	char *text;
};

enum annotation_kind { ANNOTATION_RESPONSE, ANNOTATION_OUTCOME };

/* How one response relates to an earlier one with the same text on the same hop. */
enum repetition {
	REPETITION_NONE,
	REPETITION_RETRANSMISSION, /* its sender sent it again */
	REPETITION_MIRROR_COPY,    /* the same packet captured twice */
};

struct annotation {
	enum annotation_kind kind;
	enum protocol protocol;
	uint16_t code; /* the status as sent; 0 for an outcome */
	uint32_t
		origin_frame; /* SIP, of a failure that a proxy passed on: where it was sent first; 0: here, as far as was seen */
	const struct status *status; /* how to treat it; NULL for a code outside the protocol's range */
	bool status_exact;           /* false: treated as the x00 of its class */
	/*
	 * What spares a report that comes by thousands looking at the texts; false and 0: nobody knows, as of copies. Plain are
	 * target and call_id as core/plain.h means it, and their lengths then known. Words are reason and method, or the one that
	 * is there, in one piece with a zero behind each.
	 */
	bool is_plain;
	uint16_t target_length, call_id_length;
	uint16_t words_length;
	struct sighting seen; /* of the response; of the request for an outcome */
	uint32_t oddities;

	char *reason;  /* NULL for an outcome */
	char *method;  /* of the request; NULL when neither the request nor CSeq was seen */
	char *target;  /* of the request, its password masked; NULL when it was not seen */
	char *call_id; /* SIP; else NULL */

	uint32_t request_frame; /* 0: the request was not seen */
	int64_t elapsed;        /* nanoseconds, last byte of request to first byte of response; -1: not known.
	                                  Less than 0 never: an answer may begin before its request ends, then 0 */
	enum repetition repetition;
	uint32_t repeats_frame; /* the first copy; 0 when none */

	uint32_t decided_by; /* outcome: the frame of the event that ended it; 0 when silence did */

	struct cause *causes; /* why it was sent, or what it is about has ended; NULL: nobody says */
	struct followup *followups;
	char **finding_ids; /* of findings about this response, NULL-terminated; NULL when none */

	void *of_sink; /* what the sink's `opened` returned */
	void *opaque;  /* core's own while it is open; NULL for sinks */
};

#endif
