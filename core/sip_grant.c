/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/sip_grant.h"

#include "core/followup.h"
#include "core/sip_copies.h"

/* Longer ones are not waited for; ours. Registrations for a day are seen. */
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

void
sip_grants_free(struct sip_grants *grants)
{
	struct sip_grant *grant;
	size_t at = 0;

	while ((grant = table_next(&grants->by_key, &at)) != NULL)
		pool_give(&grants->analysis->pool, grant, sizeof *grant);
	table_clear(&grants->by_key);
	g_free(grants);
}

/* Failures are only asked for where a request tried to refresh: then the rules read it themselves. */
static bool
may_grant(enum method method, const struct message *message)
{
	switch (method) {
	case METHOD_REGISTER:
	case METHOD_INVITE:
	case METHOD_UPDATE: return !message->is_response || message->status / 100 == 2;
	case METHOD_BYE: return !message->is_response;
	default: return false;
	}
}

void
sip_grants_identify(const struct sip_grants *grants, struct sip_identity *identity,
					const struct message *message)
{
	identity->grant_key = 0;
	if (!may_grant(identity->method, message))
		return;
	sip_identity_grant(identity, message, grants->analysis->seed);
	table_prefetch(&grants->by_key, identity->grant_key);
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

static bool
is_long_over(const struct sip_grant *grant, int64_t now)
{
	return now > grant->until + (grant->is_session ? SIP_SESSION_KEPT : SIP_REGISTRATION_KEPT);
}

/*
 * Takes out what is over, and for longer than anybody asks for it, whenever as many have come as there were: so each new one
 * costs the same. One that moves up in the table meanwhile may be left for the next time.
 */
static void
sweep(struct sip_grants *grants, int64_t now)
{
	struct sip_grant *grant;
	size_t at = 0;

	if (grants->added++ < MAX(grants->left, SWEPT_AFTER))
		return;
	while ((grant = table_next(&grants->by_key, &at)) != NULL)
		if (is_long_over(grant, now))
			sip_grant_end(grants, grant);
	grants->added = 0;
	grants->left = grants->by_key.count;
}

/* Room for one with this key, of that time: the analysis' own clock may be ahead, where a capture's steps back. */
static struct sip_grant *
grant_add(struct sip_grants *grants, uint64_t key, int64_t time)
{
	sweep(grants, time);
	if (grants->by_key.count >= SIP_GRANTS_MAX) {
		capture_gates_limit(grants->analysis, LIMIT_GRANTS);
		return NULL;
	}
	struct sip_grant *grant = pool_take(&grants->analysis->pool, sizeof *grant);
	table_put(&grants->by_key, key, grant);
	return grant;
}

struct sip_grant *
sip_grant_new(struct sip_grants *grants, uint64_t key, uint64_t seconds, const struct candidate *response)
{
	const struct message *request = response->transaction->request;
	struct sip_grant *grant = sip_grant_find(grants, key);

	if (seconds > GRANTED_SECONDS_MAX) {
		sip_grant_end(grants, grant);
		return NULL;
	}
	if (!grant && !(grant = grant_add(grants, key, response->message->seen.last_time)))
		return NULL;
	*grant = (struct sip_grant){
		.key = key,
		.since = response->message->seen.last_time,
		.until = response->message->seen.last_time + SECONDS((int64_t)seconds),
		.request_frame = request ? request->seen.frame : 0,
		.frame = response->message->seen.frame,
		.cseq = response->identity->cseq,
		.counted = response->identity->cseq,
	};
	return grant;
}

void
sip_grant_count(struct sip_grant *grant, const struct candidate *request)
{
	uint32_t cseq = request->identity->cseq;

	if (cseq > grant->counted && cseq - grant->counted > 1)
		grant->is_doubtful = true;
	grant->counted = MAX(grant->counted, cseq);
}

void
sip_grant_tried(struct sip_grant *grant, const struct candidate *request)
{
	if (request->repetition == REPETITION_RETRANSMISSION) {
		grant->tried_again = MIN(grant->tried_again + 1, UINT8_MAX);
		return;
	}
	request->transaction->tries_refresh = true;
	grant->tried_frame = request->message->seen.frame;
	grant->tried_status = 0;
	grant->tried_again = 0;
}

void
sip_grant_refused(struct sip_grants *grants, const struct candidate *response)
{
	if (!response->transaction->tries_refresh)
		return;
	struct sip_identity identity = *response->identity;
	sip_identity_grant(&identity, response->message, grants->analysis->seed);
	struct sip_grant *grant = sip_grant_find(grants, identity.grant_key);
	if (grant && grant->tried_frame)
		grant->tried_status = response->message->status;
}

bool
sip_grant_answered(const struct sip_grant *grant)
{
	return !grant->tried_frame || grant->tried_status || grant->tried_again >= COPIES_PROVE;
}

/* Who gets one of these asks once more, with a change. */
static const uint16_t asked_again[] = {401, 407, 422, 423, 491};

bool
sip_grant_failed(const struct sip_grant *grant)
{
	for (size_t i = 0; i < G_N_ELEMENTS(asked_again); i++)
		if (grant->tried_status == asked_again[i])
			return false;
	return sip_grant_answered(grant);
}

const char *
sip_grant_text(const struct sip_grant *grant, char text[static SIP_GRANT_TEXT_SIZE])
{
	if (!grant->tried_frame)
		g_strlcpy(text, "none was seen", SIP_GRANT_TEXT_SIZE);
	else if (grant->tried_status)
		g_snprintf(text, SIP_GRANT_TEXT_SIZE, "the one tried in frame %u was refused with %u",
				   grant->tried_frame, grant->tried_status);
	else
		g_snprintf(text, SIP_GRANT_TEXT_SIZE, "the one tried in frame %u got no answer", grant->tried_frame);
	return text;
}
