/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/sip_grant.h"

#include "core/followup.h"

/* Who is granted more is granted this; ours. Registrations for a day are seen. */
#define GRANTED_SECONDS_MAX (7 * 24 * 3600)

/* So many are remembered; ours. */
#define SIP_GRANTS_MAX 250000

/* What is over is looked for after so many new ones at the earliest; ours. */
#define SWEPT_AFTER 1024

struct sip_grants {
	struct analysis *analysis;
	struct table by_key;
	size_t added; /* since what is over was looked for last */
	size_t left;  /* so many were left then */
};

struct sip_grants *
sip_grants_new(struct analysis *analysis)
{
	struct sip_grants *grants = g_new0(struct sip_grants, 1);

	grants->analysis = analysis;
	return grants;
}

/* Their memory is the pool's, which goes with the analysis. */
void
sip_grants_free(struct sip_grants *grants)
{
	table_clear(&grants->by_key);
	g_free(grants);
}

struct sip_grant *
sip_grant_find(const struct sip_grants *grants, uint64_t key)
{
	return table_find(&grants->by_key, key);
}

void
sip_grant_end(struct sip_grants *grants, struct sip_grant *grant)
{
	if (!grant)
		return;
	table_remove(&grants->by_key, grant->key);
	pool_give(&grants->analysis->pool, grant, sizeof *grant);
}

/*
 * Takes out what is over, and for longer than anybody asks for it, whenever as many have come as there were: so each new one
 * costs the same. One that moves up in the table meanwhile may be left for the next time.
 */
static void
sweep(struct sip_grants *grants)
{
	struct sip_grant *grant;
	size_t at = 0;

	if (grants->added++ < MAX(grants->left, SWEPT_AFTER))
		return;
	while ((grant = table_next(&grants->by_key, &at)) != NULL)
		if (grants->analysis->now > grant->until + SECONDS(grant->kept))
			sip_grant_end(grants, grant);
	grants->added = 0;
	grants->left = grants->by_key.count;
}

struct sip_grant *
sip_grant_new(struct sip_grants *grants, uint64_t key, uint64_t seconds, const struct candidate *response)
{
	const struct sip_transaction *transaction = response->transaction;
	struct sip_grant *grant = sip_grant_find(grants, key);

	if (!grant) {
		sweep(grants);
		if (grants->by_key.count >= SIP_GRANTS_MAX) {
			capture_gates_limit(grants->analysis, LIMIT_OPEN);
			return NULL;
		}
		grant = pool_take(&grants->analysis->pool, sizeof *grant);
		table_put(&grants->by_key, key, grant);
	}
	*grant = (struct sip_grant){
		.key = key,
		.since = response->message->seen.last_time,
		.until = response->message->seen.last_time + SECONDS((int64_t)MIN(seconds, GRANTED_SECONDS_MAX)),
		.request_frame = transaction->request ? transaction->request->seen.frame : 0,
		.frame = response->message->seen.frame,
		.cseq = response->identity->cseq,
	};
	return grant;
}
