/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The moments at which the SIP rules are asked: private to core. Each function stands beside its rule in one of
 * the files core/rules_sip_*.c; the follow-up rows and the tracker call it.
 */
#ifndef SEQUITUR_CORE_RULES_SIP_H
#define SEQUITUR_CORE_RULES_SIP_H

#include "core/followup.h"

/* An obligation was judged (rules_sip_ack.c, rules_sip_transaction.c). */
bool sip_ack_2xx_opens(struct obligation *obligation, const struct candidate *trigger);
void sip_ack_2xx_judged(struct obligation *obligation, enum verdict verdict);
void sip_ack_non2xx_judged(struct obligation *obligation, enum verdict verdict);
void sip_final_judged(struct obligation *obligation, enum verdict verdict);
void sip_cancel_judged(struct obligation *obligation, enum verdict verdict);
void sip_prack_judged(struct obligation *obligation, enum verdict verdict);
void sip_retry_after_judged(struct obligation *obligation, enum verdict verdict);

/* Is it the ACK to the obligation's 2xx? End to end, so on whatever hop: RFC 3261 section 13.2.2.4. */
bool sip_ack_is_for(const struct obligation *obligation, const struct candidate *candidate);

/* Any other message; if it is an ACK that should be it, that is told with its absence (rules_sip_ack.c). */
void sip_ack_2xx_misfit(struct obligation *obligation, const struct candidate *ack);

/* It is, and the first one (rules_sip_ack.c). */
void sip_ack_2xx_seen(struct obligation *obligation, const struct candidate *ack);

/* The rows of the final answer that is not repeated after its ACK (rules_sip_ack.c); see struct expectation. */
bool sip_copies_stop_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation sip_2xx_stops_observe(struct obligation *obligation, const struct candidate *candidate);
void sip_2xx_stops_judged(struct obligation *obligation, enum verdict verdict);
enum observation sip_refusal_stops_observe(struct obligation *obligation, const struct candidate *candidate);
void sip_refusal_stops_judged(struct obligation *obligation, enum verdict verdict);

/* The row of the second 2xx of a fork (rules_sip_transaction.c); see struct expectation. */
bool sip_second_2xx_applies(const struct candidate *trigger);
bool sip_second_2xx_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation sip_second_2xx_observe(struct obligation *obligation, const struct candidate *candidate);
void sip_second_2xx_judged(struct obligation *obligation, enum verdict verdict);

/*
 * An INVITE is seen for the first time, or an answer to one: who offers, and who answers. The row of the ACK that answers;
 * see struct expectation (rules_sip_offer.c).
 */
void sip_offer_request(struct sip_transaction *transaction, const struct message *request);
void sip_offer_response(struct analysis *analysis, struct annotation *annotation,
						const struct candidate *response);
bool sip_ack_answers_applies(const struct candidate *trigger);
bool sip_ack_answers_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation sip_ack_answers_observe(struct obligation *obligation, const struct candidate *candidate);
enum verdict sip_ack_answers_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);
void sip_ack_answers_judged(struct obligation *obligation, enum verdict verdict);

/* The rows of accepted subscriptions (rules_sip_notify.c); see struct expectation. */
bool sip_subscription_applies(const struct candidate *trigger);
bool sip_notify_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation sip_notify_observe(struct obligation *obligation, const struct candidate *candidate);
enum verdict sip_notify_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);
void sip_notify_judged(struct obligation *obligation, enum verdict verdict);
bool sip_refer_result_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation sip_refer_result_observe(struct obligation *obligation, const struct candidate *candidate);
enum verdict sip_refer_result_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);

/*
 * The same request once more on the hop that was challenged, with credentials for that, and the CSeq number that it had
 * (rules_sip_transaction.c).
 */
bool sip_has_kept_number(const struct obligation *obligation, const struct candidate *candidate);
void sip_auth_number_kept(struct obligation *obligation, const struct candidate *candidate);

/* Sessions with a time limit: all requests but ACK, and all responses (rules_sip_session.c). */
void sip_session_request(struct analysis *analysis, const struct candidate *request);
void sip_session_response(struct analysis *analysis, const struct candidate *response);

/* Registrations (rules_sip_register.c). */
void sip_register_request(struct analysis *analysis, const struct candidate *request);
void sip_register_response(struct analysis *analysis, struct annotation *annotation,
						   const struct candidate *response);

/* The row of the 100 that is not passed on (rules_sip_hop.c); see struct expectation. */
bool sip_trying_applies(const struct candidate *trigger);
bool sip_trying_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation sip_trying_observe(struct obligation *obligation, const struct candidate *candidate);
enum verdict sip_trying_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);

/*
 * The frame in which a failure with this code was sent first that a proxy passed on to this transaction, as far as the
 * hops behind were seen; 0: nobody is seen to have sent it before. RFC 3261 section 16.7 step 6.
 */
uint32_t sip_hop_origin(const struct sip_transaction *transaction, unsigned code);

/* The row of the 2xx that a proxy passes on (rules_sip_hop.c); see struct expectation. */
bool sip_passed_on_applies(const struct candidate *trigger);
bool sip_passed_on_opens(struct obligation *obligation, const struct candidate *trigger);
enum observation sip_passed_on_observe(struct obligation *obligation, const struct candidate *candidate);
enum verdict sip_passed_on_at_end(const struct obligation *obligation, bool deadline_passed, bool in_view);
void sip_passed_on_judged(struct obligation *obligation, enum verdict verdict);

/* A request that has its final answer was sent again (rules_sip_transaction.c). */
void sip_request_repeated(struct analysis *analysis, struct sip_transaction *transaction,
						  const struct message *copy);

/* A request with a new transaction was seen: loops and spirals (rules_sip_loop.c). */
void sip_loop_request(struct analysis *analysis, const struct candidate *request);

/*
 * A response was seen and its annotation is open. Each family looks at what concerns it.
 */
void sip_transaction_response(struct analysis *analysis, struct annotation *annotation,
							  const struct candidate *response);
void sip_loop_response(struct analysis *analysis, struct annotation *annotation,
					   const struct candidate *response);
void sip_hop_response(struct analysis *analysis, struct annotation *annotation,
					  const struct candidate *response);
void sip_redirect_response(struct analysis *analysis, struct annotation *annotation,
						   const struct candidate *response);

/* A SIP response without any Via: it belongs to no transaction (rules_sip_via.c). */
void sip_via_missing(struct analysis *analysis, struct annotation *annotation,
					 const struct message *response);

/*
 * A transaction leaves the tracker, or the capture ended: what can be said of it as a whole
 * (rules_sip_transaction.c, rules_sip_hop.c). Called once for each, while its call is still there.
 */
void sip_loop_ends(struct analysis *analysis, struct sip_transaction *transaction);
void sip_transaction_ends(struct analysis *analysis, struct sip_transaction *transaction);
void sip_hop_ends(struct analysis *analysis, struct sip_transaction *transaction);

/* Nothing of this call is left: what can be said of it as a whole (rules_sip_transaction.c). */
void sip_call_ends(struct analysis *analysis, struct sip_call *call);

/* Is this the first time that `rule` is asked for with this number in this call? Then it may be raised. */
bool sip_call_raises_once(struct sip_call *call, const struct rule *rule, uint64_t number);

#endif
