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

#include "core/sip_identity.h"
#include "core/sip_way.h"
#include "core/tracking.h"
#include "core/wheel.h"

/* RFC 3261 section 17.1.1.1 and appendix A. */
#define T1            MILLISECONDS(500)
#define T2            SECONDS(4)
#define SIXTY_FOUR_T1 (64 * T1)

/*
 * So long the final answer to an INVITE is waited for after a provisional one; ours. No timer ends that wait but the caller's
 * patience, and Timer C where there is a proxy (RFC 3261 sections 13.3.1.1 and 16.8): queues play music before they answer.
 */
#define INVITE_PATIENCE SECONDS(1800)

/* Of the copies of a request that was answered so many are counted; ours. */
#define ASKED_AGAIN_COUNTED 63

/* One of the answers of a transaction, copies of it included. */
struct sip_answer {
	uint64_t text_hash;
	int64_t last_time;
	uint32_t first_frame;
	uint16_t code;
	uint16_t last_ip_id;
	uint16_t to_port; /* where it went, and all its copies */
	uint8_t last_ttl;
	/* Copies of the request that came long after a final answer, ASKED_AGAIN_COUNTED at most. */
	uint8_t asked_again : 6;
	bool to_elsewhere : 1; /* not to the address of the client */
	bool to_several : 1;   /* its copies went to other places than it did */
	/* Of a final one to INVITE: the first ACK to it; 0: none seen, or it is watched already. */
	uint32_t ack_frame;
};

/* Challenges of a call, and refusals of the credentials that answered them. */
struct sip_challenges {
	/* Realm and nonce of the last response with challenges, as one hash each; zeros behind them. More are forgotten. */
	uint64_t asked[3];
	int64_t time;
	struct annotation *refusal; /* of the last refusal of credentials, held; NULL: none */
	uint64_t refused_realm;     /* hash of the realm that refuses them */
	unsigned refusals;          /* of credentials for it, in a row */
	uint32_t refusal_frames[8];
};

struct sip_call {
	uint64_t owner_tag_hash;           /* From tag of the request that began the call; 0: not seen */
	struct sip_challenges *challenges; /* NULL: none seen */
	GHashTable *raised;                /* what sip_call_raises_once remembers; NULL: nothing */
	uint64_t hash;
	uint64_t seed;       /* of the analysis' hashes */
	GQueue transactions; /* of struct sip_transaction, oldest first; linked by in_call */
	GQueue obligations;  /* of struct obligation: what is owed somewhere in this call; the engine's */
	size_t id_length;
	char id[]; /* Call-ID, with a zero behind it */
};

struct sip_relay;

/* A 100 that a server gave. */
struct sip_trying {
	uint64_t form; /* what it looks like */
	uint32_t frame;
	uint32_t request_copies; /* of its transaction at that time */
};

/* More bytes of a request should not go over UDP, where nobody knows better: RFC 3261 section 18.1.1. */
#define SIP_UDP_SIZE 1300

/* There are as many as requests of half a minute: its members stand so that no room is lost between them. */
struct sip_transaction {
	uint64_t key;
	struct sip_call *call;
	struct sip_transaction *next_view; /* the same key between other addresses */
	GList in_call;                     /* its place in call->transactions */
	uint64_t identity_hash;      /* tags, CSeq number and method: the same on every hop of one request */
	struct wheel_place in_wheel; /* by when it may be forgotten */
	uint32_t in_order;           /* among those with, or without, a final answer */
	unsigned holders;            /* obligations that point here; it is not freed before they let go */

	struct message *request; /* kept, a digest, or what remains of it; NULL when it was not seen */
	uint64_t target_hash;    /* once it is remains: see sip_target_hash; 0: that of its target alone */
	uint64_t request_hash;
	int64_t request_last_time;
	uint32_t request_copies;
	uint32_t request_last_frame; /* of the last copy of the request */
	uint16_t request_last_ip_id;
	bool request_is_remains : 1; /* once it has its final answer and nobody waits for anything */
	bool came_back : 1;          /* the same request was at this server again, later, by the same way */
	bool answered_elsewhere : 1; /* its other view between the same hosts was: a NAT gave it a new port */
	bool offers_100rel : 1;      /* an INVITE that may be answered reliably: RFC 3262 section 3 */
	bool has_no_body : 1;        /* an INVITE without any */
	bool tries_refresh : 1;      /* what a 2xx had granted, by it a session or registration may last longer */
	uint8_t request_ways : 3;    /* which of the fields it has that lead its way; a bit each */
	uint8_t request_last_ttl;    /* of the last copy of the request */

	uint8_t via_depth;              /* see via_whole */
	uint8_t method;                 /* enum method; INVITE also for what began with its ACK */
	bool acknowledged : 1;          /* an ACK with its branch was seen */
	bool offers_media : 1;          /* an INVITE with a session description */
	bool is_described : 1;          /* and so has a provisional answer to it */
	bool is_answered : 1;           /* and so has a 2xx to it */
	bool is_large : 1;              /* its request, for UDP: SIP_UDP_SIZE */
	bool via_read : 1;              /* see via_whole */
	bool unreachable_v6 : 1;        /* of the ICMP about its request: see unreachable_frame */
	bool is_known : 1;              /* found by its messages; false: an obligation keeps what it was */
	uint16_t final;                 /* first final answer; 0: none yet */
	struct endpoint client, server; /* source and destination of its requests */
	uint16_t laps;      /* how often this request had been at this server before, by the same way */
	uint32_t lap_frame; /* where it was there last */

	uint32_t final_frame;
	uint32_t cseq;
	int64_t final_time;
	union {
		struct sip_answer one;
		struct sip_answer *several; /* as soon as answer_size is more than 1 */
	} answers;                      /* ask sip_answers */
	uint8_t answer_count, answer_size;
	uint8_t ack_via_count; /* Via values of the ACK that shares its branch, at most 255; 0: not seen */
	uint8_t unreachable_code;
	uint32_t ack_frame;

	uint64_t via_whole, via_below; /* of the request, once `via_read`: ask sip_transaction_via */
	uint64_t branch_hash;          /* branch and sent-by alone: a CANCEL shares them with its INVITE */

	uint64_t accepted_tag; /* hash of the To tag of the first 2xx to an INVITE; 0: none yet */
	uint32_t accepted_frame;
	uint32_t unreachable_frame; /* ICMP about its request; 0: none */

	int64_t last_time;

	struct sip_trying *trying; /* the first 100 that is no copy; NULL: none */
	struct sip_relay *relay;   /* a 100 that came on upstream from here; NULL: none. rules_sip_hop.c */
};

/* The Via list of the request is this. */
static inline void
sip_transaction_via_note(struct sip_transaction *transaction, const struct via_list *via)
{
	transaction->via_read = true;
	transaction->via_whole = via->whole;
	transaction->via_below = via->below;
	transaction->via_depth = (uint8_t)via->depth;
}

/*
 * The Via list of the request, which is read when somebody asks for the first time. Its depth is 0 when the request was
 * not seen, or its list cannot be read.
 */
static inline struct via_list
sip_transaction_via(const struct sip_transaction *transaction)
{
	if (!transaction->via_read)
		sip_transaction_via_read((struct sip_transaction *)(uintptr_t)transaction);
	return (struct via_list){transaction->via_whole, transaction->via_below, transaction->via_depth};
}

/* How near the way of a message is to that of a transaction's request. */
enum sip_nearness {
	SIP_ELSEWHERE,
	SIP_SAME_HOSTS, /* other ports: another connection, or a NAT gave a new one */
	SIP_SAME_ENDPOINTS,
};

/*
 * Of transactions that share a branch, which one a message from `client` to `server` belongs to: each is looked at, from
 * zeros on; the nearest one is it, or, where several are as near, NULL.
 */
struct sip_nearest {
	struct sip_transaction *found;
	enum sip_nearness nearness;
	bool others;
};
void sip_nearest_look(struct sip_nearest *nearest, struct sip_transaction *transaction,
					  const struct endpoint *client, const struct endpoint *server);
struct sip_transaction *sip_nearest_one(const struct sip_nearest *nearest);

/* The id of the outcome that the ICMP about its request means. */
const char *sip_unreachable_outcome(const struct sip_transaction *transaction);

/* So many transactions of a call, the newest, are compared with each other; ours. */
#define CALL_LOOK_BACK 256

/* The oldest of these: where a walk over a call begins, so that its cost stays the same however long the call. */
GList *sip_call_recent(const struct sip_call *call);

/*
 * Nothing more is asked of the request of an answered transaction than its start line, its way, and how far it may go:
 * the rest is let go, unless somebody holds it.
 */
void sip_transaction_slim(struct sip_transaction *transaction, struct pool *pool);

/* The answers of a transaction, answer_count of them. They live until the next is added. */
static inline struct sip_answer *
sip_answers(const struct sip_transaction *transaction)
{
	struct sip_transaction *owner = (struct sip_transaction *)(uintptr_t)transaction;

	return owner->answer_size > 1 ? owner->answers.several : &owner->answers.one;
}

/* The answer of a transaction that has this text; NULL: it is remembered no more. Lives until the next is added. */
struct sip_answer *sip_answer_find(struct sip_transaction *transaction, uint64_t text_hash);

/* Obligations hold the transactions they are about: they stay readable, but get no more messages once quiet. */
void sip_transaction_hold(struct sip_transaction *transaction);
void sip_transaction_release(struct sip_tracker *tracker, struct sip_transaction *transaction);

/* The call with this Call-ID; NULL when nothing of it is remembered. */
struct sip_call *sip_call_seen(const struct sip_tracker *tracker, struct slice call_id);

#endif
