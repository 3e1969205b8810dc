/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The identity of a SIP message is what it says of whose it is: call, transaction, dialog. It borrows from the message
 * and is read in steps, so that whoever looks things up can do so as soon as he knows by what. All hashes are keyed by
 * the seed of the analysis. Private to core.
 */
#ifndef SEQUITUR_CORE_SIP_IDENTITY_H
#define SEQUITUR_CORE_SIP_IDENTITY_H

#include "core/value.h"

/* What names a SIP message among others; slices of the message. */
struct sip_identity {
	struct slice call_id;
	bool via_is_alone; /* there is no Via value but the topmost, for sure */
	uint32_t cseq;
	struct slice cseq_method;
	enum method method; /* of CSeq */
	struct slice to_tag;
	uint64_t from_tag_hash; /* of a request; 0 of a response, and of an ACK: nobody asks */
	uint64_t to_tag_hash;
	uint64_t text_hash;   /* of head and body; 0 of an ACK, of which copies are not told apart */
	uint64_t call_hash;   /* of Call-ID */
	uint64_t branch_hash; /* of branch and sent-by within the call */
	uint64_t key;         /* of the transaction */
	/* Of the session or registration that it may begin, refresh or end (sip_grant.h); 0: none. */
	uint64_t grant_key;
	uint64_t grant_by; /* of the From tag of the request about it; 0 where that is not asked */
};

/*
 * The Via list of a request as numbers: hash of the whole list, of the list without its top value, and how many
 * values it has. The list of a request is the tail of the list that the next hop gets, so parent and child are
 * known by `whole` of the one and `below` of the other. Compared are sent-by and branch, as these are what stays.
 * `whole` of a list of one value is the branch_hash of its message.
 */
struct via_list {
	uint64_t whole, below;
	unsigned depth;
};

/* The deepest Via list that is read; ours. RFC 3261 section 8.1.1.6 lets a request take 70 hops. */
#define VIA_DEPTH_MAX 128

/*
 * The Via list of a message of the call with this hash; tails[n] is the hash of its last n values. False when a value
 * cannot be read or there are too many.
 */
bool via_list_read(struct via_list *list, uint64_t tails[static VIA_DEPTH_MAX + 1],
				   const struct message *message, uint64_t call_hash);

/*
 * What a response has below its topmost Via value, which can be read, as a hash; nearly always that of `asked`, the list of
 * its request. False where it cannot be read or is not as deep.
 */
bool via_below_read(uint64_t *below, const struct message *response, const struct message *request,
					const struct via_list *asked, uint64_t call_hash);

/* Call-ID and its hash. False: there is none. */
bool sip_identity_call(struct sip_identity *identity, const struct message *message, uint64_t seed);

/*
 * Then what names the transaction: the topmost Via and CSeq, and their hashes. False: one of them is missing or cannot
 * be read. RFC 3261 section 17.2.3.
 */
bool sip_identity_transaction(struct sip_identity *identity, const struct message *message);

/* The method by which the transaction goes: ACK counts as INVITE. */
enum method sip_identity_method(const struct sip_identity *identity);

/* What names the dialog. */
void sip_identity_tags(struct sip_identity *identity, const struct message *message, uint64_t seed);

/* What tells copies of the message. */
void sip_identity_text(struct sip_identity *identity, const struct message *message, uint64_t seed);

/* Does To have a tag? A request with one is sent within a dialog: RFC 3261 section 12.2. */
bool sip_has_to_tag(const struct message *message);

/*
 * A request as one number, the same on every hop: its tags, CSeq number and method, keyed by `seed`. Asked of one that has
 * all its parts.
 */
uint64_t sip_identity_request(const struct sip_identity *identity, uint64_t seed);

/*
 * Last what tells the session or registration, where the message has to do with one: the tags of a dialog, whoever of the two
 * sends; Call-ID, To, and the address of the registrar of a REGISTER.
 */
void sip_identity_grant(struct sip_identity *identity, const struct message *message, uint64_t seed);

/* The user that a REGISTER is about: To without the tag that it has in answers. RFC 3261 section 10.2. */
struct slice sip_identity_user(const struct sip_identity *identity, const struct message *message);

#endif
