/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An expectation is one thing that must follow a status: after which codes and methods, who owes it, by when,
 * and how it is recognised. Its id is a contract: never renamed. The tables stand in expectations_sip.c and
 * expectations_http.c, one row each, and nothing else has to be touched to add one: the engine (followup.c)
 * opens an obligation for each row that a response calls for and closes it with a verdict.
 */
#ifndef SEQUITUR_CORE_EXPECTATION_H
#define SEQUITUR_CORE_EXPECTATION_H

#include "core/annotation.h"
#include "core/rule.h"

struct obligation;
struct candidate;
struct transport_event;

/* Who owes it: the one the response went to, or the one it came from. */
enum debtor { DEBTOR_CLIENT, DEBTOR_SERVER };

/* Which messages are shown to the row's `observe`; a row may watch two places. */
enum watch {
	WATCH_NONE,
	WATCH_CALL, /* SIP: every message with this Call-ID */
	WATCH_TARGET, /* SIP: requests of the same client to the same server with the same Request-URI user and host */
	WATCH_LINK,       /* SIP: requests of the same client to the same server */
	WATCH_CONNECTION, /* HTTP: every message of this connection (HTTP/2: stream excluded) */
	WATCH_URI,        /* HTTP: requests of the same client for the obligation's URI */
	WATCH_ORIGIN,     /* HTTP: requests of the same client to the obligation's scheme, host and port */
	WATCH_COUNT
};

/* What a message means to an open obligation. */
enum observation {
	OBSERVED_NOTHING,
	OBSERVED_MET,      /* this message is it */
	OBSERVED_VIOLATED, /* this message is the contrary */
	OBSERVED_UNKNOWN,  /* this message shows that it can no longer be told */
};

/* The most fields that one row compares. */
#define EXPECTATION_FIELDS 4

struct expectation {
	const char *id; /* "sip-ack-non2xx": words of a-z, 0-9 and '-' */
	enum protocol protocol;
	uint16_t after[12];        /* codes it follows; 1..6 stand for a whole class; ends at the first 0 */
	uint32_t methods;          /* METHOD_BIT()s of the request; 0: any */
	enum field_id needs_field; /* only a response with this field calls for it; FIELD_OTHER: any does */
	bool of_copies;            /* called for by copies of the response, not by the response itself */
	enum debtor owed_by;
	int64_t within; /* nanoseconds from the response to the deadline; `opens` may set another */
	/* Nanoseconds after the deadline for which what comes late is still met, and nothing judged. */
	int64_t lingers;
	enum watch watch[2];
	/* Of SIP: what may mean anything to `observe`, METHOD_BIT()s of requests and HEEDS_...; 0: all is shown. */
	uint32_t heeds;
	bool keeps_response;    /* obligation->response is wanted after the response has gone by */
	bool keeps_copy;        /* the same, but only once it was sent again, unless `opens` has kept it */
	bool waits_for_silence; /* met when its deadline passes without the contrary (a wait that was kept) */
	bool by_proxy;          /* what is owed goes to a proxy: Proxy-Authorization, not Authorization */
	/* The fields the row compares, where it does; FIELD_OTHER ends them. */
	enum field_id fields[EXPECTATION_FIELDS];
	const char *what;    /* it as a noun phrase that can begin a sentence: "The ACK" */
	const char *silence; /* where that is waited for, without an end: "The INVITE was not sent again" */
	const char *met;  /* what the frame means that met it, all but its number at the end; NULL: the usual */
	const char *next; /* what must follow, and who does it */
	const char *otherwise; /* what it means when it does not */
	const char *spec;      /* "RFC 3261 section 17.1.1.3" */

	/* May this response call for it? Asked before anything is kept of it; NULL: any may. */
	bool (*applies)(const struct candidate *trigger);
	/* Does it, once that is settled? NULL: yes. May set the obligation's deadline, debtor, uri. */
	bool (*opens)(struct obligation *obligation, const struct candidate *trigger);
	/* What does this message mean to it? */
	enum observation (*observe)(struct obligation *obligation, const struct candidate *candidate);
	/* What does this event of its connection mean to it? Only for WATCH_CONNECTION; NULL: nothing. */
	enum observation (*observe_event)(struct obligation *obligation, const struct transport_event *event);
	/*
	 * The verdict when nothing decided it: the deadline passed while the link was in view (`in_view`), or the
	 * capture ended; before what lingers was over too, if deadline_passed is false though the link is in view.
	 * NULL: overdue when the deadline passed in view, else pending or unknown.
	 */
	enum verdict (*at_end)(const struct obligation *obligation, bool deadline_passed, bool in_view);
	/* Called once with the verdict; raises findings (core/finding.h). NULL: none. */
	void (*judged)(struct obligation *obligation, enum verdict verdict);
};

#define METHOD_BIT(name) (UINT32_C(1) << METHOD_##name)

/* What else a row may heed: responses, requests but ACK, and whatever belongs to the obligation's own transaction. */
#define HEEDS_RESPONSES (UINT32_C(1) << 30)
#define HEEDS_OWN       (UINT32_C(1) << 31)
#define HEEDS_REQUESTS  (HEEDS_RESPONSES - 1 - METHOD_BIT(ACK))
_Static_assert(METHOD_COUNT <= 30, "METHOD_BIT()s and HEEDS_... have places of their own");

/* A table has no more rows than this: a set of them is one number. */
#define EXPECTATION_SET_SIZE 64

/* Both tables, *count rows. */
const struct expectation *expectations_sip(size_t *count);
const struct expectation *expectations_http(size_t *count);

/* The table of one of them. */
const struct expectation *expectation_table(enum protocol protocol, size_t *count);

/* The row with this id, or NULL. */
const struct expectation *expectation_find(const char *id);

#endif
