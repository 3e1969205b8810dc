/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What leads the way of a request through proxies: its target, and some of its fields. Equal in a loop and not in a spiral.
 * And which way it came: its Via list. Private to core.
 */
#ifndef SEQUITUR_CORE_SIP_WAY_H
#define SEQUITUR_CORE_SIP_WAY_H

#include "core/sip_identity.h"

struct sip_transaction;

/* Which of the fields that lead its way this request has, a bit each. */
uint8_t sip_ways_of(const struct message *request);

/* The URI of the one Contact that a message has, to which what follows in its dialog goes. False: it has none, or several. */
bool sip_contact_uri(const struct message *message, struct slice *uri);

/*
 * All that decides where a request goes next, equal in a loop and not in a spiral: RFC 3261 section 16.3 step 4 and
 * section 16.6 step 8.
 */
uint64_t sip_target_hash(const struct sip_transaction *transaction);

/*
 * Of two requests with the same Request-URI and different target hashes: a field that differs. FIELD_OTHER when too little
 * is left of them to know.
 */
enum field_id sip_way_changed(const struct sip_transaction *before, const struct sip_transaction *after);

/* Reads the Via list of the request, where it was seen: for sip_transaction_via. */
void sip_transaction_via_read(struct sip_transaction *transaction);

#endif
