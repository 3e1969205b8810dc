/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A SIP transaction is one request and all its answers on one hop: RFC 3261 section 17. A call is all that was
 * seen under one Call-ID: every hop, fork and later request of it. Both belong to the SIP tracker; a call lives
 * as long as it has transactions, a transaction until it has been quiet for a while.
 *
 * Key of a transaction: Call-ID, branch and sent-by of the top Via, CSeq number and method, where ACK counts as
 * INVITE (RFC 3261 section 17.2.3). The number is the same throughout a transaction, so it changes nothing for
 * those who keep to the RFC, and keeps apart what clients with constant branches send. Without the magic cookie
 * the From tag joins the key (the rules of RFC 2543).
 *
 * The same transaction seen between other addresses (before and behind a NAT) is another view of it: each view
 * is a transaction of its own, chained by next_view.
 */
#ifndef SEQUITUR_CORE_SIP_TRANSACTION_H
#define SEQUITUR_CORE_SIP_TRANSACTION_H

#include "core/tracking.h"
#include "core/value.h"

/* What names a SIP message among others; slices of the message. */
struct sip_identity {
	struct slice call_id;
	struct via via; /* the topmost */
	uint32_t cseq;
	struct slice cseq_method;
	struct slice from_tag, to_tag;
	uint64_t text_hash; /* of head and body */
};

/* One of the answers of a transaction, copies of it included. */
struct sip_answer {
	uint64_t text_hash;
	int64_t last_time;
	uint32_t first_frame;
	uint16_t code;
	uint16_t last_ip_id;
	uint32_t copies; /* sent again by its sender; mirror copies do not count */
};

struct sip_call {
	char *id;
	uint64_t hash;
	GQueue transactions; /* of struct sip_transaction, oldest first; linked by in_call */
};

struct sip_transaction {
	uint64_t key;
	struct sip_call *call;
	struct sip_transaction *next_view; /* the same key between other addresses */
	GList in_call;                     /* its place in call->transactions */
	GList in_quiet;                    /* its place in the tracker's list of quiet ones */
	GQueue *quiet;                     /* which list that is */

	struct message *request; /* kept; NULL when it was not seen */
	uint64_t request_hash;
	int64_t request_last_time;
	uint32_t request_copies;
	uint16_t request_last_ip_id;

	enum method method; /* INVITE also for what began with its ACK */
	uint32_t cseq;
	struct endpoint client, server; /* source and destination of its requests */

	struct sip_answer *answers;
	unsigned answer_count, answer_size;
	uint16_t final; /* first final answer; 0: none yet */

	int64_t last_time;
};

/* What identifies this message; false when Call-ID, Via or CSeq is missing or cannot be read. */
bool sip_identity_read(struct sip_identity *identity, const struct message *message, uint64_t seed);

#endif
