/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A grant is what a 2xx gives for a time and takes back unless it is refreshed: a session (RFC 4028), a registration (RFC
 * 3261 section 10). Calls and registrations last for minutes and hours, of which nothing else is remembered meanwhile, so
 * a grant is small and stands alone. All grants belong to the analysis; one lives until it is ended, or was over for a
 * while. Private to core.
 */
#ifndef SEQUITUR_CORE_SIP_GRANT_H
#define SEQUITUR_CORE_SIP_GRANT_H

#include "core/tracking.h"

/* So long after it was over one is remembered at least; ours. A session that is over ends its call at once. */
#define SIP_REGISTRATION_KEPT SECONDS(6 * 3600)
#define SIP_SESSION_KEPT      SECONDS(60)

struct sip_grant {
	uint64_t key;         /* a keyed hash of what it is */
	int64_t since, until; /* nanoseconds since 1970 */
	uint64_t whose; /* a hash: of the tag of who asked for a session, of the Contact that is registered */
	/* Who has to refresh it, and with whom, on the hop that showed it first. */
	struct endpoint refresher, peer;
	uint32_t request_frame, frame; /* the request, 0 where it was not seen, and its 2xx */
	uint32_t cseq;                 /* of that request */
	uint32_t counted;              /* of the last one of the same side that was seen */
	uint32_t tried_frame;          /* the last request since that might have refreshed it; 0: none */
	uint16_t tried_status;         /* the final answer to that; 0: not seen */
	uint8_t tried_again;           /* how often that was sent again, at most 255 */
	bool is_session : 1;
	bool is_by_server : 1; /* a session: its refresher is the one who had answered */
	bool is_doubtful : 1;  /* requests about it were missed, or answers */
	bool is_told : 1;
};

struct candidate;
struct sip_identity;
struct sip_grants;
struct sip_grants *sip_grants_new(struct analysis *analysis);
void sip_grants_free(struct sip_grants *grants);

/*
 * Reads which grant this message is about, if it may be about one, into its identity, and fetches what is known of that: to be
 * called some time before the rules ask.
 */
void sip_grants_identify(const struct sip_grants *grants, struct sip_identity *identity,
						 const struct message *message);

/* NULL: it is not known, or was forgotten. */
struct sip_grant *sip_grant_find(const struct sip_grants *grants, uint64_t key);

/*
 * A new one in place of what has this key: of `seconds` from the 2xx on, which is `response`. Whose it is, who refreshes
 * it, and whether it is a session is for the caller to fill in. NULL: it lasts too long, or there are too many.
 */
struct sip_grant *sip_grant_new(struct sip_grants *grants, uint64_t key, uint64_t seconds,
								const struct candidate *response);

/*
 * Whoever asked for it sends this request. A side counts them (RFC 3261 sections 8.1.1.5 and 12.2.1.1): where a number is
 * left out, one was not seen, and the grant is doubtful.
 */
void sip_grant_count(struct sip_grant *grant, const struct candidate *request);

/* Somebody tries to refresh it with this request, or sends it again. */
void sip_grant_tried(struct sip_grant *grant, const struct candidate *request);

/* The final answer to a request, which may have tried to refresh one, is no 2xx. */
void sip_grant_refused(struct sip_grants *grants, const struct candidate *response);

/* Is it known what became of the last try, if there was one? It was answered, or sent again and again without an answer. */
bool sip_grant_answered(const struct sip_grant *grant);

/* The same, and was it surely in vain? What is only asked for with a change (credentials, an interval) is tried again. */
bool sip_grant_failed(const struct sip_grant *grant);

/* What became of the last try, as a clause: "the one tried in frame 4 was refused with 488". Returns `text`. */
#define SIP_GRANT_TEXT_SIZE 96
const char *sip_grant_text(const struct sip_grant *grant, char text[static SIP_GRANT_TEXT_SIZE]);

/* It was ended. NULL is none. */
void sip_grant_end(struct sip_grants *grants, struct sip_grant *grant);

#endif
