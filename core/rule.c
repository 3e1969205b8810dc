/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/rule.h"

#include <string.h>

const struct rule *const *const rule_families[] = {
	rules_capture, rules_response,   rules_http_redirect, rules_http_exchange, rules_sip_transaction,
	rules_sip_ack, rules_sip_notify, rules_sip_offer,     rules_sip_session,   rules_sip_register,
	rules_sip_hop, rules_sip_via,    rules_sip_loop,      rules_sip_redirect,  NULL,
};

const struct rule *
rule_find(const char *id)
{
	for (const struct rule *const *const *family = rule_families; *family; family++)
		for (const struct rule *const *rule = *family; *rule; rule++)
			if (strcmp((*rule)->id, id) == 0)
				return *rule;
	return NULL;
}
