/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/finding.h"
#include "core/rules_sip.h"

void
sip_hop_response(struct analysis *analysis, struct annotation *annotation, const struct candidate *response)
{
	(void)analysis, (void)annotation, (void)response;
}

void
sip_hop_response_without_via(struct analysis *analysis, struct annotation *annotation,
							 const struct message *response)
{
	(void)analysis, (void)annotation, (void)response;
}

void
sip_hop_ends(struct analysis *analysis, struct sip_transaction *transaction)
{
	(void)analysis, (void)transaction;
}

const struct rule *const rules_sip_hop[] = {NULL};
