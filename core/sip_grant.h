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

struct sip_grant {
	uint64_t key;         /* a keyed hash of what it is */
	int64_t since, until; /* nanoseconds since 1970 */
	uint64_t by;          /* hash of the tag of who had asked for it */
	/* Who has to refresh it, and with whom, on the hop that showed it first. */
	struct endpoint refresher, peer;
	uint32_t request_frame, frame; /* the request, 0 where it was not seen, and its 2xx */
	uint32_t cseq;                 /* of the last request about it */
	uint32_t tried_frame;          /* the last request since that might have refreshed it; 0: none */
	uint16_t tried_status;         /* the final answer to that; 0: not seen */
	uint16_t kept;                 /* so many seconds after it was over it is remembered */
	bool is_doubtful;              /* requests about it were missed */
	bool is_told;
};

/* What a key is of: goes into its hash. */
#define SIP_GRANT_SESSION      UINT64_C(0x5e55104e5e55104e)
#define SIP_GRANT_REGISTRATION UINT64_C(0x4e6157e44e6157e4)

struct candidate;
struct sip_grants;
struct sip_grants *sip_grants_new(struct analysis *analysis);
void sip_grants_free(struct sip_grants *grants);

/* NULL: it is not known, or was forgotten. */
struct sip_grant *sip_grant_find(const struct sip_grants *grants, uint64_t key);

/*
 * A new one in place of what has this key: of `seconds` from the 2xx on, which is `response`. Who refreshes it and how long
 * it is remembered is for the caller to fill in. NULL: there are too many.
 */
struct sip_grant *sip_grant_new(struct sip_grants *grants, uint64_t key, uint64_t seconds,
								const struct candidate *response);

/* It was ended. NULL is none. */
void sip_grant_end(struct sip_grants *grants, struct sip_grant *grant);

#endif
