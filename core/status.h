/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A status is what one code means: its class, what it says, who owes what next. The tables stand in
 * status_http.c, status_sip.c and status_outcome.c, sorted by code, one entry each; they are constant
 * and complete: a code that has no entry is treated as the x00 of its class, as RFC 9110 section 15 and
 * RFC 3261 section 8.1.3.2 demand (SIP: an unknown 1xx as 183).
 *
 * Outcomes are the "statuses" of requests that never got a response: connection errors (10), host
 * errors (11) and proxy errors (12). They have an `outcome` id and a five-digit code of which the first
 * two digits are the class.
 */
#ifndef SEQUITUR_CORE_STATUS_H
#define SEQUITUR_CORE_STATUS_H

#include "core/message.h"

enum status_registration {
	STATUS_REGISTERED,   /* in the IANA registry today */
	STATUS_OBSOLETE,     /* registered as deprecated, reserved, or of an earlier RFC */
	STATUS_UNREGISTERED, /* met in the field, in no registry */
};

/* Who must act after this status. */
enum status_actor { ACTOR_NOBODY, ACTOR_CLIENT, ACTOR_SERVER, ACTOR_PROXY, ACTOR_USER };

/* A method for which the next step differs from the general one. */
struct status_by_method {
	const char *methods; /* "INVITE", "POST, PUT" */
	const char *next;
};

struct status {
	uint16_t code; /* 100..699; outcomes: 10000..12999 */
	enum status_registration registration;
	enum status_actor actor;              /* who acts next */
	const char *outcome;                  /* id of an outcome ("connection-reset"); NULL for codes */
	const char *phrase;                   /* registered reason phrase, or the outcome in words */
	const char *means;                    /* what it says, one or two sentences */
	const char *next;                     /* what must follow, and who does it */
	struct status_by_method by_method[8]; /* ends at the first empty one */
	const char *must_have;                /* fields that must be there, ", "-separated; NULL: none */
	const char *invite_must_have; /* the one that it must have if it begins a dialog in answer to INVITE */
	const char *should_have;      /* fields that should be there; NULL: none */
	const char *retry;            /* may the request be repeated, when and how */
	const char *note;             /* what else helps: misuse met in the field, history; may be NULL */
	const char *spec;             /* "RFC 3261 section 21.4.25" */
};

/* The entry for this very code, or NULL. */
const struct status *status_find(enum protocol protocol, unsigned code);

/*
 * The entry by which a code is to be treated: its own, else the x00 of its class (SIP 1xx: 183); NULL
 * for a code outside 100..599 (HTTP) or 100..699 (SIP). *exact says whether it is the code's own.
 */
const struct status *status_treat_as(enum protocol protocol, unsigned code, bool *exact);

/* The outcome with this id, or NULL. */
const struct status *outcome_find(const char *outcome);

/* "provisional", "success", "redirection", "client error", "server error", "global failure",
 * "connection error", "host error", "proxy error", or "unknown". HTTP's 1xx are "informational". */
const char *status_class(enum protocol protocol, unsigned code);

/* 1xx: not the last word (RFC 9110 section 15.2, RFC 3261 section 7.2). */
static inline bool
status_is_final(unsigned code)
{
	return code >= 200;
}

/* The same of HTTP, where a code that is none counts as 5xx: RFC 9110 section 15. */
static inline bool
http_status_is_final(unsigned code)
{
	return code < 100 || status_is_final(code);
}

/* 4xx, 5xx, and what counts as 5xx. */
static inline bool
http_status_is_error(unsigned code)
{
	return code < 100 || code >= 400;
}

/* What must follow after this status in answer to `method` (may be empty): the by_method row, else `next`. */
const char *status_next(const struct status *status, struct slice method);

/* All entries of a table in ascending order, *count of them. */
const struct status *status_table(enum protocol protocol, size_t *count);
const struct status *outcome_table(size_t *count);

#endif
