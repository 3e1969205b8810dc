/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A CANCEL and the INVITE that it cancels are companions: two transactions that share branch and CSeq number on one hop, RFC
 * 3261 section 9.1. Private to core.
 */
#ifndef SEQUITUR_CORE_SIP_COMPANION_H
#define SEQUITUR_CORE_SIP_COMPANION_H

#include "core/sip_transaction.h"

/* The companion of this method; NULL: none was seen, or it is not known which of several it is. */
struct sip_transaction *sip_companion(const struct sip_transaction *transaction, enum method method);

/*
 * The request that ended what this response of the transaction is about: a BYE or CANCEL that it answers, or the CANCEL of an
 * INVITE that was terminated. As much of it as is kept; NULL: none, or it was not seen.
 */
const struct message *sip_ended_by(const struct sip_transaction *transaction, const struct message *response);

#endif
