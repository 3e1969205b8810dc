/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each SIP status means and what must follow it: every registered code, those of earlier RFCs, and
 * the unregistered ones met in the field. Sorted by code, one entry each.
 *
 * INVITE is the one method whose final response is acknowledged, and there are two kinds of ACK. The ACK
 * of a 300 to 699 belongs to the INVITE transaction: it goes no further than the next hop, and every proxy
 * sends its own (RFC 3261 section 17.1.1.3). The ACK of a 2xx is a request of its own from the caller to the
 * callee (RFC 3261 section 13.2.2.4).
 *
 * must_have and should_have hold what a MUST or SHOULD asks of every response with that code. What is asked
 * only under a condition stands in the note, in words.
 */
#include "core/status_tables.h"

#define ACK_ON_THIS_HOP                                                                                  \
	"The client acknowledges on this hop (ACK with the INVITE's own branch and CSeq number; each proxy " \
	"does so for itself). "
#define ACK_END_TO_END                                                                                       \
	"The caller acknowledges end to end: an ACK with a new branch, sent along the route set to the Contact " \
	"of this response, and again for every copy of it that arrives. "

/* RFC 3261 section 16.7, steps 5 and 6. */
#define FORK_ENDS                                                                                          \
	"A forking proxy cancels its other branches, tries no new ones, and passes the 6xx on when they have " \
	"ended."

/* RFC 6665 sections 4.1.2.2 and 4.2.2 name the statuses that end a subscription. */
#define SUBSCRIPTION_OVER                                                                                   \
	{                                                                                                       \
		"SUBSCRIBE, NOTIFY",                                                                                \
			"A subscription that existed ends with it: the notifier removes it, and the subscriber starts " \
			"afresh with a new Call-ID and From tag if it still wants it."                                  \
	}

/* The row for INVITE of a 300 to 699: ACK first, then the step. */
#define AFTER_ACK(step)                \
	{                                  \
		"INVITE", ACK_ON_THIS_HOP step \
	}

/* The row for INVITE of a status that only other methods should get. */
#define UNUSUAL_FOR_INVITE(same_as) AFTER_ACK("To an INVITE this status says no more than " same_as ".")

/* The same step after every method; after INVITE, ACK comes first. */
#define THEN(step) .next = step, .by_method = {AFTER_ACK(step)}

const struct status sip_statuses[] = {
	{STATUS(100, REGISTERED, SERVER, "Trying"),
	 .means = "The next hop has the request and is working on it, for instance looking up in a database "
			  "where to send it. It says nothing about the callee yet.",
	 .next = "The server sends the final response; until then the client goes on resending over UDP, but "
			 "only every T2 (4 s).",
	 .by_method =
		 {{"INVITE",
		   "The client stops resending the INVITE on this hop and waits. The server sends the final "
		   "response, usually after a 180 or 183. A stateful proxy never passes this 100 upstream."}},
	 .retry = "There is nothing to repeat: the request has arrived.",
	 .note = "A server sends a 1xx when the final response will take more than 200 ms. No 1xx is ever "
			 "acknowledged with ACK, and a plain one may get lost unnoticed. A 100 needs no To tag, and "
			 "copies the Timestamp of its request. For other methods than INVITE it is allowed over UDP only "
			 "when 3.5 s have passed (Timer E at T2).",
	 .spec = "RFC 3261 sections 21.1, 21.1.1, 16.7 and 17.2.1; RFC 4320 section 4.1"},
	{STATUS(101, UNREGISTERED, SERVER, "Dialog Establishement"),
	 .means = "Progress in a vendor's dialect: an early dialog exists. Unlike a 100 it passes through "
			  "stateful proxies, and some operators relabel a 100 as 101 for that reason.",
	 .next = "The client treats it as 183 and waits; the server sends the final response.",
	 .retry = "There is nothing to repeat: the request has arrived.",
	 .note = "Not in the registry; the spelling is that of the eXosip library. Any 1xx but 100 that a client "
			 "does not know is read as 183.",
	 .spec = "RFC 3261 section 8.1.3.2"},
	{STATUS(180, REGISTERED, SERVER, "Ringing"),
	 .means = "A device of the callee has the INVITE and is trying to alert the user.",
	 .next = "The caller's phone may play a local ringback tone and waits, or gives up with CANCEL; every "
			 "proxy passes the 180 upstream at once. The server sends the final response: an answer, a "
			 "refusal, or 487 after CANCEL.",
	 .retry = "While it rings on, the server sends a 1xx about every minute: a proxy may cancel the call "
			  "after 3 minutes without one.",
	 .note = "Its To tag makes an early dialog, one for each device that rings, and then it needs a Contact. "
			 "With Require: 100rel and RSeq it is sent reliably: the caller then owes a PRACK, and the "
			 "server repeats the 180 until that comes. A 180 with SDP announces early media, and the local "
			 "tone stays silent.",
	 .spec = "RFC 3261 sections 21.1.2 and 13.3.1.1; RFC 3262 section 3"},
	{STATUS(181, REGISTERED, SERVER, "Call Is Being Forwarded"),
	 .means = "The server is sending the call on to another destination, or to several.",
	 .next = "The caller keeps waiting and may tell the user. The server sends the INVITE to the new "
			 "destination and later the final response.",
	 .retry = "There is nothing to repeat: the server does the forwarding.",
	 .note = "On the server's other side look for the same call with a changed Request-URI. History-Info, or "
			 "the older Diversion, tells where it went.",
	 .spec = "RFC 3261 sections 21.1.3 and 13.3.1.1"},
	{STATUS(182, REGISTERED, SERVER, "Queued"),
	 .means = "The callee is unavailable for the moment, and the server keeps the call in a queue instead of "
			  "refusing it.",
	 .next = "The caller keeps waiting. The server may send more 182 to tell how the queue moves on, and the "
			 "final response when the callee becomes available.",
	 .retry = "The server repeats a 1xx about every minute: a proxy may cancel the call after 3 minutes "
			  "without one.",
	 .note = "The reason phrase may tell the state, such as \"5 calls queued; expected waiting time is 15 "
			 "minutes\".",
	 .spec = "RFC 3261 sections 21.1.4 and 13.3.1.1"},
	{STATUS(183, REGISTERED, SERVER, "Session Progress"),
	 .means = "The call makes progress that no other 1xx names; most often it opens early media such as a "
			  "network announcement or a ringing tone. Reason phrase, header fields or body tell more.",
	 .next = "The caller keeps waiting and, when there is SDP, plays the media that arrives; every proxy "
			 "passes the 183 upstream at once. The server sends the final response.",
	 .retry = "While the call is not answered, the server sends a 1xx about every minute: a proxy may cancel "
			  "the call after 3 minutes without one.",
	 .note = "Any 1xx may carry a body with a session description. With Require: 100rel and RSeq the 183 is "
			 "sent reliably: the caller then owes a PRACK whose RAck names RSeq and CSeq, and the server "
			 "repeats the 183 (0.5 s, doubling) until that comes or 32 s have passed. Every 1xx but 100 that "
			 "is not known is read as 183.",
	 .spec = "RFC 3261 sections 21.1, 21.1.5, 8.1.3.2 and 13.3.1.1; RFC 3262 section 3"},
	{STATUS(199, REGISTERED, SERVER, "Early Dialog Terminated"),
	 .means = "One branch of a forked call has ended, and with it its early dialog; the call itself goes on "
			  "elsewhere.",
	 .next = "The caller drops the early dialog with this To tag and its media, and waits for the others. "
			 "The server sends the final response when all branches have ended.",
	 .must_have = "Reason", .retry = "There is nothing to repeat.",
	 .note =
		 "A forking proxy makes it, and only for a caller that lists 199 in Supported and does not require "
		 "100rel. Reason carries the final status of the branch, such as SIP;cause=486. No BYE is needed.",
	 .spec = "RFC 6228 sections 4, 5 and 6"},
	{STATUS(200, REGISTERED, CLIENT, "OK"),
	 .means = "The request succeeded; what the response tells depends on the method of the request.",
	 .next = "Nothing is owed.",
	 .by_method =
		 {
			 {"INVITE", ACK_END_TO_END
			  "Until that ACK comes the callee repeats the 200 (0.5 s, doubling to 4 s) and after 32 s hangs "
			  "up with BYE. A forking proxy passes every 2xx on at once and cancels its other branches."},
			 {"REGISTER", "The client registers again before the expires that this response grants to its "
						  "Contact has passed; else calls no longer reach it."},
			 {"SUBSCRIBE, REFER",
			  "The notifier sends NOTIFY at once in this dialog; the subscriber gives up when none comes "
			  "within 64*T1 (32 s), and otherwise refreshes before the time granted has passed."},
			 {"PUBLISH", "The client refreshes before Expires has passed, with the entity tag of this "
						 "response in SIP-If-Match."},
			 {"BYE", "Nothing is owed: the dialog and its media are over on both sides."},
			 {"CANCEL", "The server ends the INVITE itself, normally with 487, unless it had answered it "
						"already; the client acknowledges that final response."},
			 {"PRACK", "The server stops repeating the provisional response that was acknowledged; the "
					   "INVITE still waits for its final response."},
		 },
	 .invite_must_have = "Contact", .retry = "Not needed.",
	 .note = "A 200 to REGISTER lists every live Contact with its expires, one to PUBLISH has Expires and "
			 "SIP-ETag, one to INVITE or SUBSCRIBE has a Contact. A call that breaks off after 32 s is "
			 "mostly a 200 whose ACK got lost: compare the Contact of the 200 with the real address. After a "
			 "fork several 200 with different To tags may come; each is acknowledged, and those not wanted "
			 "are ended with BYE.",
	 .spec = "RFC 3261 sections 21.2.1, 13.2.2.4, 13.3.1.4, 10.3 and 9.2; RFC 6665 section 4.2.1.2; RFC 3903 "
			 "section 6"},
	{STATUS(202, OBSOLETE, SERVER, "Accepted"),
	 .means = "The request is taken, but its outcome is not known yet.",
	 .next = "The client treats it as 200; the outcome comes by another way, if at all.",
	 .by_method =
		 {
			 {"INVITE", ACK_END_TO_END "The call stands as after a 200."},
			 {"SUBSCRIBE, REFER", "The notifier sends NOTIFY at once in this dialog, and that tells the "
								  "outcome; the subscriber gives up when none comes within 64*T1 (32 s)."},
			 {"MESSAGE", "Nothing is owed: a gateway or store has the message and may deliver it later; the "
						 "sender must not take it as delivered."},
		 },
	 .invite_must_have = "Contact", .retry = "Not needed.",
	 .note = "Deprecated for SUBSCRIBE and REFER, where it never differed from 200 in effect; older "
			 "implementations still send it, and message stores rightly.",
	 .spec = "RFC 6665 section 8.3.1; RFC 3515 section 2.4.2; RFC 7647 section 5; RFC 3428 sections 4 and 7"},
	{STATUS(204, REGISTERED, NOBODY, "No Notification"),
	 .means = "A conditional SUBSCRIBE worked and the state has not changed since the entity tag it named.",
	 .next = "The notifier sends no NOTIFY for this request; the subscriber stops waiting for one, and "
			 "refreshes before Expires has passed.",
	 .by_method = {{"INVITE", ACK_END_TO_END "To an INVITE this status says no more than 200."}},
	 .retry = "The next refresh comes before Expires has passed.",
	 .note = "It answers only a SUBSCRIBE with Suppress-If-Match inside a dialog. HTTP's 204 (No Content) "
			 "has nothing to do with it.",
	 .spec = "RFC 5839 sections 5.2, 5.6 and 7.1; RFC 6665 section 4.1.2.2"},
	{STATUS(300, REGISTERED, CLIENT, "Multiple Choices"),
	 .means = "The address leads to several places, each with an address of its own, and the server leaves "
			  "the choice to the caller because it cannot or will not forward the call itself.",
	 THEN("The client, or its user, picks from the Contacts and sends a new request to each address it "
		  "tries, no address twice."),
	 .should_have = "Contact",
	 .retry = "One request for each Contact, by falling q; a higher CSeq with the same To, From and Call-ID "
			  "is recommended.",
	 .note = "Several Contact fields, or one with a list, are both right. No rule says how a client chooses "
			 "by itself. A body may describe the choices in a type the Accept of the request allows, but no "
			 "such type was ever defined. All 3xx tell of a new location of the user, or of other services "
			 "that might do; every unknown 3xx is treated like this one.",
	 .spec = "RFC 3261 sections 21.3, 21.3.1, 8.1.3.2, 8.1.3.4, 13.3.1.2 and 20.10"},
	{STATUS(301, REGISTERED, CLIENT, "Moved Permanently"),
	 .means = "The user is no longer found at this address; the new one is in Contact.",
	 THEN("The client sends the request again to the Contact and from now on goes there directly: it updates "
		  "its directory, address book and location cache."),
	 .should_have = "Contact", .retry = "One request for each Contact, none to an address tried before.",
	 .note = "A proxy on the way may follow the Contact itself; then the caller never sees the 301.",
	 .spec = "RFC 3261 sections 21.3.2, 8.1.3.4, 13.3.1.2 and 20.10"},
	{STATUS(302, REGISTERED, CLIENT, "Moved Temporarily"),
	 .means = "The user is to be reached at the Contact for the moment; the address that was called stays "
			  "the right one for later.",
	 .next = "The client sends the request again with the Contact as its Request-URI.",
	 .by_method =
		 {
			 AFTER_ACK("Then it sends a new INVITE with the Contact as Request-URI, unless a proxy on the "
					   "way follows the redirection itself."),
			 {"REGISTER", "The client registers at the registrar that Contact names."},
		 },
	 .should_have = "Contact",
	 .retry = "One request for each Contact, none to an address tried before. Expires, or the expires of the "
			  "Contact, says how long proxies and clients may keep the new address; without it, it is good "
			  "for this one time. If a kept address fails, the original one may be tried again once.",
	 .note = "Diversion or History-Info tell on whose behalf the call was sent on. Two addresses that "
			 "redirect to each other end only because no address is tried twice.",
	 .spec = "RFC 3261 sections 21.3.3, 8.1.3.4, 10.3, 13.3.1.2, 20.10 and 20.19"},
	{STATUS(305, REGISTERED, CLIENT, "Use Proxy"),
	 .means = "The resource is to be reached only through the proxy whose URI is in Contact.",
	 THEN("The client sends this one request again through that proxy."), .should_have = "Contact",
	 .retry = "Once, through the proxy.",
	 .note = "Only a user agent server may send it, never a proxy. Rare in the field.",
	 .spec = "RFC 3261 section 21.3.4"},
	{STATUS(380, REGISTERED, CLIENT, "Alternative Service"),
	 .means = "The call failed, but another service is possible; the body describes which.",
	 THEN("The client reads the body and turns to the service it names, or ends the attempt."),
	 .retry = "As the body says; the same call again is of no use.",
	 .note = "RFC 3261 defines no format for the body. IMS networks send application/3gpp-ims+xml to steer "
			 "an emergency call to another access; what follows then leaves this capture.",
	 .spec = "RFC 3261 section 21.3.5"},
	{STATUS(400, REGISTERED, CLIENT, "Bad Request"),
	 .means = "The server cannot understand the request, because its syntax is broken.",
	 THEN("The client does not send the same bytes again; whoever built the request corrects it. A forking "
		  "proxy goes on with its other branches."),
	 .retry = "Only after a correction. The same holds for all 4xx: this server refuses definitely, and a "
			  "request without change is not repeated there, though another server may take it.",
	 .note = "The reason phrase should name the fault, such as \"Missing Call-ID header field\"; Warning 399 "
			 "may too. Every unknown 4xx is treated like this.",
	 .spec = "RFC 3261 sections 21.4, 21.4.1, 8.1.3.2 and 20.43"},
	{STATUS(401, REGISTERED, CLIENT, "Unauthorized"),
	 .means = "The server wants to know who is asking: a user agent or a registrar challenges the client for "
			  "credentials.",
	 .next = "The client sends the request again with an Authorization for this realm and nonce and the CSeq "
			 "one higher.",
	 .by_method =
		 {
			 AFTER_ACK("Then it sends the INVITE again with an Authorization for this realm and nonce and "
					   "the CSeq one higher."),
			 {"CANCEL",
			  "Nothing can follow: a CANCEL cannot be sent again, so a server must not challenge it."},
		 },
	 .must_have = "WWW-Authenticate",
	 .retry = "Once with credentials; credentials just refused are not sent again, except with the new nonce "
			  "when the response says stale=true.",
	 .note = "Normal at the first request of a registration. Proxies challenge with 407 instead. A second "
			 "one right after credentials points to a wrong user name, password or realm, unless only the "
			 "nonce had expired (stale=true, which some servers forget).",
	 .spec = "RFC 3261 sections 21.4.2, 22.1, 22.2 and 9.2"},
	{STATUS(402, REGISTERED, USER, "Payment Required"),
	 .means =
		 "Reserved for later use by the standard; in the field it says that the account has no credit left.",
	 THEN("The user settles the account with the operator."), .retry = "Not by itself.",
	 .note = "The standard gives it no meaning; the reason phrase is all there is.",
	 .spec = "RFC 3261 section 21.4.3"},
	{STATUS(403, REGISTERED, USER, "Forbidden"),
	 .means = "The server understood the request and refuses it. Credentials do not help.",
	 .next = "The client gives up; the request is not to be repeated.",
	 .by_method =
		 {
			 AFTER_ACK("Then it gives up; the call is not to be repeated."),
			 {"REGISTER",
			  "The client gives up: this user may not change registrations of that address-of-record."},
		 },
	 .retry = "No.",
	 .note = "After a request that did carry credentials look at caller identity, source address, account "
			 "state or dialling rights rather than at the password; some servers send 403 for a wrong "
			 "password too. With the phrase \"Stale Date\" a verifier of caller identity found the Date too "
			 "old: check the clocks.",
	 .spec = "RFC 3261 sections 21.4.4 and 10.3; RFC 8224 section 6.2.2"},
	{STATUS(404, REGISTERED, USER, "Not Found"),
	 .means = "The server knows for certain that the user does not exist in the domain of the Request-URI, "
			  "or it does not serve that domain at all.",
	 .next = "The client gives up or tries another address.",
	 .by_method =
		 {
			 AFTER_ACK("Then it gives up or tries another number; a forking proxy goes on with its other "
					   "branches."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "Not to the same address.",
	 .note = "A gateway also says it for a number that is not assigned. When a phone is merely not "
			 "registered, 480 is the right answer.",
	 .spec = "RFC 3261 section 21.4.5; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(405, REGISTERED, CLIENT, "Method Not Allowed"),
	 .means = "The server knows the method, but it is not allowed for this address.",
	 .next = "The client uses a method from Allow, or gives up.",
	 .by_method = {AFTER_ACK("Then it uses a method from Allow, or gives up."), SUBSCRIPTION_OVER},
	 .must_have = "Allow", .retry = "Only with another method.",
	 .note = "A method the server does not know at all gets 501.",
	 .spec = "RFC 3261 section 21.4.6; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(406, REGISTERED, CLIENT, "Not Acceptable"),
	 .means = "All the server could answer with is content that the Accept field of the request rules out.",
	 .next = "The client sends the request again with a wider Accept, or gives up.",
	 .by_method =
		 {
			 AFTER_ACK("Then it calls again with a wider Accept, or gives up."),
			 {"SUBSCRIBE", "The subscriber lists in Accept a type that the notifier can send, or gives up: "
						   "it can write its NOTIFY in none of those named."},
		 },
	 .retry = "Once, with another Accept.",
	 .note = "It is about body types. A refused session description gets 488 or 606.",
	 .spec = "RFC 3261 section 21.4.7; RFC 6665 section 4.1.2.1"},
	{STATUS(407, REGISTERED, CLIENT, "Proxy Authentication Required"),
	 .means = "As 401, but it is a proxy that asks: the client must first authenticate itself there, for "
			  "instance to be let into a telephone gateway, whoever the callee is.",
	 .next = "The client sends the request again with a Proxy-Authorization for this realm and nonce and the "
			 "CSeq one higher.",
	 .by_method =
		 {
			 AFTER_ACK("Then it sends the INVITE again with a Proxy-Authorization for this realm and nonce "
					   "and the CSeq one higher."),
			 {"CANCEL",
			  "Nothing can follow: a CANCEL cannot be sent again, so a proxy must not challenge it."},
		 },
	 .must_have = "Proxy-Authenticate",
	 .retry = "Once with credentials; credentials just refused are not sent again, except with the new nonce "
			  "when the response says stale=true.",
	 .note = "Normal at the first INVITE of a call. Later requests of the same Call-ID should carry "
			 "credentials for that realm too. Callees rarely use it; a proxy that forked merges the "
			 "challenges of all branches into one response.",
	 .spec = "RFC 3261 sections 21.4.8, 22.1, 22.3, 26 and 9.2"},
	{STATUS(408, REGISTERED, CLIENT, "Request Timeout"),
	 .means = "No response could be had in a suitable time; for instance the user could not be located in "
			  "time, or a timer of a proxy ran out.",
	 .next = "The client should never see this for a method other than INVITE: it comes too late to be of "
			 "use. Inside a dialog it takes the dialog as ended.",
	 .by_method =
		 {
			 AFTER_ACK(
				 "Then it may call again later, unchanged; inside a dialog it ends the dialog with BYE."),
			 {"BYE", "Nothing is owed: the caller of BYE takes the session and the dialog as ended."},
			 {"REGISTER", "The client does not retry at once, but after a reasonable pause."},
		 },
	 .retry = "The same request, unchanged, at any later time.",
	 .note = "The time since the request tells who gave up: about 32 s is Timer B of a proxy whose INVITE "
			 "got no answer at all, 3 minutes and more Timer C of one whose callee kept ringing. A 408 to "
			 "other methods is not allowed.",
	 .spec = "RFC 3261 sections 21.4.9, 8.1.3.1, 12.2.1.2, 16.7 and 16.8; RFC 4320 section 4.2"},
	{STATUS(409, OBSOLETE, CLIENT, "Conflict"),
	 .means = "In the first SIP standard: a registration conflicts with what is registered. Today it has no "
			  "meaning of its own.",
	 THEN("The client treats it as 400 and does not repeat the request unchanged."),
	 .retry = "Only after a change.", .note = "RFC 3261 left it out.",
	 .spec = "RFC 2543; treated by RFC 3261 section 8.1.3.2"},
	{STATUS(410, REGISTERED, CLIENT, "Gone"),
	 .means = "The user is no longer to be reached at this server and no forwarding address is known; this "
			  "is expected to last.",
	 .next = "The client gives up and may remove the address from its lists.",
	 .by_method =
		 {
			 AFTER_ACK("Then it gives up and may remove the address from its lists."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "No.",
	 .note = "A server that does not know whether the loss is permanent answers 404. Gateways send it for a "
			 "changed number.",
	 .spec = "RFC 3261 section 21.4.10; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(411, OBSOLETE, CLIENT, "Length Required"),
	 .means = "In the first SIP standard: the request came without the Content-Length that the server "
			  "insists on. Today it has no meaning of its own.",
	 THEN("The client treats it as 400; a request with Content-Length may pass."),
	 .retry = "Once, with Content-Length.",
	 .note = "RFC 3261 left it out. Over TCP every SIP message needs Content-Length.",
	 .spec = "RFC 2543; treated by RFC 3261 section 8.1.3.2"},
	{STATUS(412, REGISTERED, CLIENT, "Conditional Request Failed"),
	 .means = "The condition of the request does not hold: the server knows no publication with the entity "
			  "tag in SIP-If-Match, mostly because it has expired.",
	 .next = "The client forgets that entity tag and publishes afresh: a PUBLISH with its full body and "
			 "without SIP-If-Match.",
	 .by_method = {UNUSUAL_FOR_INVITE("400")},
	 .retry = "Not the same request; a new first publication instead.",
	 .note =
		 "A 412 at every refresh points to a lost database, or to refreshes later than the Expires granted.",
	 .spec = "RFC 3903 sections 5, 6 and 11.2.1"},
	{STATUS(413, REGISTERED, CLIENT, "Request Entity Too Large"),
	 .means = "The body of the request is larger than the server will or can process.",
	 THEN("The client sends the request again with a smaller body or none; when Retry-After says that the "
		  "limit is temporary, it waits that long."),
	 .retry = "With a smaller body, or after the seconds in Retry-After.",
	 .note = "The server may close the connection so that the client does not go on sending. For a message "
			 "too long as a whole see 513.",
	 .spec = "RFC 3261 sections 21.4.11 and 8.1.3.5"},
	{STATUS(414, REGISTERED, CLIENT, "Request-URI Too Long"),
	 .means = "The Request-URI is longer than the server is willing to interpret.",
	 THEN("The client gives up, or uses a shorter URI."), .retry = "Only with a shorter URI.",
	 .note = "Look for parameters that grow from hop to hop, as in a loop.",
	 .spec = "RFC 3261 section 21.4.12"},
	{STATUS(415, REGISTERED, CLIENT, "Unsupported Media Type"),
	 .means =
		 "The server does not support the type, encoding or language of the request's body for this method.",
	 THEN("The client sends the request again with a body such as Accept, Accept-Encoding or Accept-Language "
		  "of this response list."),
	 .retry = "Once, with a type, encoding and language from the lists.",
	 .note = "One of Accept, Accept-Encoding and Accept-Language must be there, according to what was wrong.",
	 .spec = "RFC 3261 sections 21.4.13 and 8.1.3.5"},
	{STATUS(416, REGISTERED, CLIENT, "Unsupported URI Scheme"),
	 .means = "The server does not know the scheme of the Request-URI, such as tel: or im:.",
	 .next = "The client sends the request again with a sip: URI.",
	 .by_method =
		 {
			 AFTER_ACK("Then it calls again with a sip: URI; a proxy that itself changed the URI to another "
					   "scheme tries the sip: form first."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "Once, with a sip: URI.",
	 .spec = "RFC 3261 sections 21.4.14, 8.1.3.5 and 16.7; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(417, REGISTERED, CLIENT, "Unknown Resource-Priority"),
	 .means = "The request insists on priority (Require: resource-priority), but the server knows none of "
			  "the namespaces or priorities it names.",
	 THEN("The client sends the request again with a value from Accept-Resource-Priority, or without the "
		  "Require."),
	 .retry = "Once, with another value.",
	 .note = "A policy may keep Accept-Resource-Priority out of the response. Without the Require, unknown "
			 "values are simply treated as default priority. HTTP's 417 (Expectation Failed) has nothing to "
			 "do with it.",
	 .spec = "RFC 4412 section 4.6.2"},
	{STATUS(420, REGISTERED, CLIENT, "Bad Extension"),
	 .means = "The server does not support an extension that the request lists in Require, or a proxy one in "
			  "Proxy-Require.",
	 THEN("The client sends the request again without the extensions listed in Unsupported, or gives up."),
	 .must_have = "Unsupported", .retry = "Once, without those option tags.",
	 .note = "Unsupported may only name tags from the request's Require or Proxy-Require. In CANCEL and in "
			 "the ACK of a failure those fields have no place and are ignored.",
	 .spec = "RFC 3261 sections 21.4.15, 8.1.3.5, 8.2.2.3, 16.3, 20.29 and 20.32"},
	{STATUS(421, REGISTERED, CLIENT, "Extension Required"),
	 .means = "The server needs an extension to process the request, but the client does not list it in "
			  "Supported.",
	 THEN("The client sends the request again with the tags of Require in its Supported, if it can do what "
		  "they stand for, or gives up."),
	 .must_have = "Require", .retry = "Once, with the extension.",
	 .note = "A server should send it only when it truly cannot be of use otherwise; else it works with "
			 "baseline SIP and the extensions the client has. A first hop that insists on a secured link "
			 "sends it with Require: sec-agree and Security-Server.",
	 .spec = "RFC 3261 section 21.4.16; RFC 3329 section 2.3.2"},
	{STATUS(422, REGISTERED, CLIENT, "Session Interval Too Small"),
	 .means =
		 "The Session-Expires of the request is below the minimum of the callee or of a proxy on the way.",
	 THEN("The client sends the request again with Session-Expires and Min-SE no smaller than the largest "
		  "Min-SE it has been told in this call."),
	 .must_have = "Min-SE",
	 .retry = "Once for each hop that objects, with the same Call-ID and a higher CSeq.",
	 .note = "No minimum is below 90 s.", .spec = "RFC 4028 sections 6, 7.3, 7.4, 8.1 and 9"},
	{STATUS(423, REGISTERED, CLIENT, "Interval Too Brief"),
	 .means = "The expiration time asked for is shorter than the server's minimum; a registrar says it of a "
			  "Contact, a notifier of a subscription, a presence server of a publication.",
	 .next = "The client sends the request again with every expiration time at least as long as Min-Expires.",
	 .by_method = {UNUSUAL_FOR_INVITE("400")}, .must_have = "Min-Expires",
	 .retry = "Once, with the longer time.",
	 .note = "A registrar may say it only of less than an hour and never of 0, which is a removal.",
	 .spec =
		 "RFC 3261 sections 21.4.17, 10.2.8, 10.3 and 20.23; RFC 6665 section 4.2.1.1; RFC 3903 section 6"},
	{STATUS(424, REGISTERED, CLIENT, "Bad Location Information"),
	 .means = "The location that the request brings is broken, not good enough, or could not be fetched from "
			  "where it points.",
	 THEN("The client sends the request again with a better location, or without one."),
	 .must_have = "Geolocation-Error", .retry = "Once, with another location.",
	 .note = "Geolocation-Error says what was wrong: 1xx the location, 2xx a missing permission, 3xx the "
			 "fetching. A proxy that knows better may put the right location into the body. A request "
			 "without Geolocation must not get a 424, and no dialog ends by it.",
	 .spec = "RFC 6442 sections 4.3 and 4.4"},
	{STATUS(425, REGISTERED, CLIENT, "Bad Alert Message"),
	 .means =
		 "The server cannot use the alert in the body of the request, a Common Alerting Protocol message.",
	 THEN("The client corrects the alert as AlertMsg-Error says and sends it again."),
	 .must_have = "AlertMsg-Error", .retry = "Only with a corrected alert.",
	 .note = "Met with emergency calls that bring data only. A request without an alert must not get it, and "
			 "no dialog ends by it.",
	 .spec = "RFC 8876 sections 5.1 and 5.2"},
	{STATUS(428, REGISTERED, CLIENT, "Use Identity Header"),
	 .means =
		 "The server takes only requests with a signed caller identity, and this one has no Identity field.",
	 THEN("The client sends the request again by way of a service that signs it, or gives up."),
	 .retry = "Once, with Identity.", .note = "A policy of the receiving network (STIR/SHAKEN).",
	 .spec = "RFC 8224 section 6.2.2"},
	{STATUS(429, REGISTERED, CLIENT, "Provide Referrer Identity"),
	 .means = "A request that a REFER set off was refused, because it has no valid Referred-By token that "
			  "proves who referred.",
	 THEN("The client hands the 429 back to the referrer in its NOTIFY; the referrer sends REFER again with "
		  "a token."),
	 .retry = "Once, with a token from the referrer.", .spec = "RFC 3892 section 5"},
	{STATUS(430, REGISTERED, PROXY, "Flow Failed"),
	 .means = "The edge proxy has lost the connection over which this client was to be reached.",
	 THEN("The proxy that chose this flow tries another flow of the same client; the caller should not come "
		  "to see the 430."),
	 .retry = "By the proxy at once, over another flow; a caller that sees it treats it as 400.",
	 .note = "Between edge proxy and home proxy it is normal after a client's connection broke off.",
	 .spec = "RFC 5626 sections 5.3.1, 7 and 11.5"},
	{STATUS(433, REGISTERED, USER, "Anonymity Disallowed"),
	 .means = "The callee does not take anonymous calls.",
	 THEN("The client asks its user, or the user's own policy, before it sends the request again without "
		  "anonymity."),
	 .retry = "Only with the identity shown.",
	 .note = "Anonymous is a From of anonymous.invalid, the display name Anonymous, or Privacy with id or "
			 "user. A dialog goes on after it.",
	 .spec = "RFC 5079 sections 3, 4 and 5"},
	{STATUS(436, REGISTERED, PROXY, "Bad Identity Info"),
	 .means = "The certificate that the info parameter of Identity points to cannot be fetched.",
	 THEN("The service that signed the request corrects the address, and the client may send it again."),
	 .retry = "Once, with another info parameter.",
	 .note = "Check that the URL is right, can be reached from here, and has a valid TLS certificate.",
	 .spec = "RFC 8224 section 6.2.2"},
	{STATUS(437, REGISTERED, PROXY, "Unsupported Credential"),
	 .means = "The server could fetch the signer's certificate but does not trust its issuer or cannot use "
			  "its algorithm.",
	 THEN("The service that signed the request uses a certificate of another authority or kind."),
	 .retry = "Only with another certificate.", .spec = "RFC 8224 section 6.2.2"},
	{STATUS(438, REGISTERED, PROXY, "Invalid Identity Header"),
	 .means = "No Identity of the request holds a valid signature.",
	 THEN("The signing service may send again with the full form of the PASSporT; the operators find the "
		  "element that changed From, To or Date after the signing."),
	 .retry = "Once, with the full form of the PASSporT where it was the compact one.",
	 .note = "Compare From, To and Date on both sides of each element on the way.",
	 .spec = "RFC 8224 section 6.2.2"},
	{STATUS(439, REGISTERED, CLIENT, "First Hop Lacks Outbound Support"),
	 .means = "The client registers with outbound (reg-id), the registrar can do it, but the first proxy on "
			  "the way cannot.",
	 .next = "The client registers again without outbound, or through another proxy.",
	 .by_method = {UNUSUAL_FOR_INVITE("400")}, .retry = "Once, without reg-id or by another way.",
	 .note = "The registrar tells by the missing ob parameter in the first Path.",
	 .spec = "RFC 5626 sections 4.2.1, 6 and 11.6"},
	{STATUS(440, REGISTERED, PROXY, "Max-Breadth Exceeded"),
	 .means = "The request would have to fork into more parallel branches than its Max-Breadth still allows.",
	 THEN("The client gives up or calls a narrower target; the operators look for a fork that loops back."),
	 .retry = "Not unchanged.",
	 .note = "A proxy may try its targets one after another instead, or redirect. Max-Breadth normally "
			 "starts at 60 and is shared out among branches.",
	 .spec = "RFC 5393 sections 5.1 and 5.3.3"},
	{STATUS(450, UNREGISTERED, CLIENT, "(no registered phrase)"),
	 .means = "Not in the registry and without an agreed meaning; seen from gateways.",
	 THEN("The client treats it as 400."), .retry = "As after 400.",
	 .note = "Only the reason phrase and the vendor's manual tell more.", .spec = "RFC 3261 section 8.1.3.2"},
	{STATUS(469, REGISTERED, CLIENT, "Bad Info Package"),
	 .means = "The INFO belongs to a package that the receiver has not announced in Recv-Info.",
	 .next = "The client uses a package from the Recv-Info of this response, or none; the dialog goes on.",
	 .by_method = {UNUSUAL_FOR_INVITE("400")}, .must_have = "Recv-Info", .retry = "Not with that package.",
	 .note = "Harmless when a change of Recv-Info and an INFO crossed on the way.",
	 .spec = "RFC 6086 sections 4.2.1, 4.2.2 and 11.6"},
	{STATUS(470, REGISTERED, USER, "Consent Needed"),
	 .means =
		 "The request carries a list of recipients, and the relay has no permission to send to some of them.",
	 THEN("The client obtains the recipients' consent and then sends the request again."),
	 .should_have = "Permission-Missing", .retry = "Only after consent.",
	 .note = "Permission-Missing lists the recipients who have not agreed.",
	 .spec = "RFC 5360 sections 5.9.1 and 5.9.2"},
	{STATUS(477, UNREGISTERED, PROXY, "Unfortunately error on sending to next hop occurred"),
	 .means = "Kamailio and its kin: the proxy could not send the request on, because there was no route, no "
			  "socket or no connection to the next hop.",
	 THEN("The client treats it as 400; the operator of the proxy looks at its log and at the way to the "
		  "next hop."),
	 .retry = "Of no use before the proxy can send again.", .note = "The request was never sent on.",
	 .spec = "RFC 3261 section 8.1.3.2"},
	{STATUS(478, UNREGISTERED, PROXY, "Unresolvable destination"),
	 .means = "Kamailio and its kin: the name of the next hop could not be resolved.",
	 THEN("The client treats it as 400; the operator of the proxy looks at DNS and at the URI."),
	 .retry = "Of no use before the name resolves.",
	 .note = "The request was never sent on; look for a failed DNS query beside it.",
	 .spec = "RFC 3261 section 8.1.3.2"},
	{STATUS(479, UNREGISTERED, PROXY, "Regretfully, we were not able to process the URI"),
	 .means = "Kamailio and its kin: the proxy cannot make anything of the URI of the next hop.",
	 THEN("The client treats it as 400 and corrects the URI: Request-URI or topmost Route."),
	 .retry = "Only with another URI.", .note = "The request was never sent on.",
	 .spec = "RFC 3261 section 8.1.3.2"},
	{STATUS(480, REGISTERED, USER, "Temporarily Unavailable"),
	 .means = "The callee's system was reached, but the callee cannot be had now: not logged in, not "
			  "answering or \"do not disturb\". A proxy or redirect server says it of a user it knows but "
			  "has no address for at the moment.",
	 .next = "The client gives up for now and may try later, not before Retry-After.",
	 .by_method =
		 {
			 AFTER_ACK("Then it gives up for now; the caller may try later, not before Retry-After. A "
					   "forking proxy goes on with its other branches."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "Later; Retry-After may name the time.",
	 .note = "The reason phrase should tell the cause, and the user agent should let its user set it; 486 "
			 "says \"busy\" more exactly. The user may be reachable elsewhere without this server knowing. "
			 "In practice most often a phone that is not registered.",
	 .spec = "RFC 3261 sections 21.4.18 and 20.33; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(481, REGISTERED, CLIENT, "Call/Transaction Does Not Exist"),
	 .means = "The request fits no dialog and no transaction that this server knows.",
	 .next = "The client takes the dialog as ended: it stops its media and, for a call, sends BYE.",
	 .by_method =
		 {
			 AFTER_ACK("Then it ends the dialog with BYE, if the INVITE belonged to one; a Replaces or Join "
					   "named a call that is not here."),
			 {"BYE", "Nothing is owed: session and dialog are over on both sides."},
			 {"CANCEL", "The client goes by the INVITE's own responses: there is nothing left to cancel "
						"here, or the INVITE never arrived."},
			 {"PRACK", "The client compares RAck with RSeq and CSeq of the provisional response: none that "
					   "waits here fits."},
			 {"NOTIFY", "The notifier removes the subscription."},
			 {"SUBSCRIBE", "The subscriber takes the subscription as ended and starts a new one with a new "
						   "Call-ID and From tag if it still wants it."},
		 },
	 .retry = "Not in that dialog.",
	 .note = "Find which part differs: Call-ID, From tag, To tag, or the branch of a CANCEL. Usual causes: "
			 "BYE came first, the server restarted, or the request reached another server than the one that "
			 "holds the call.",
	 .spec = "RFC 3261 sections 21.4.19, 12.2.1.2, 12.2.2, 9.2 and 15.1; RFC 3262 section 3; RFC 6665 "
			 "sections 4.1.2.2 and 4.2.2"},
	{STATUS(482, REGISTERED, PROXY, "Loop Detected"),
	 .means = "The request came to an element that already has it: either it went in a loop, or after a fork "
			  "it reached the same device twice by two ways (a merged request).",
	 .next =
		 "The client does not send the request again; when it is a loop, the operators correct the routing.",
	 .by_method =
		 {
			 AFTER_ACK("Then it does not call again before the routing is corrected. When another branch of "
					   "the fork rings or answers, this 482 is harmless."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "No.",
	 .note = "A loop: the element finds itself in the Via list with the request unchanged. A changed "
			 "Request-URI is a spiral, which is legal. A merged request: same From tag, Call-ID and CSeq by "
			 "another branch; only the end device says so.",
	 .spec = "RFC 3261 sections 21.4.20, 16.3 item 4 and 8.2.2.2; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(483, REGISTERED, PROXY, "Too Many Hops"),
	 .means = "The request arrived with Max-Forwards 0 and so may not be sent on.",
	 .next = "The client does not send the request again; the operators look for a routing loop.",
	 .by_method =
		 {
			 AFTER_ACK("Then it does not call again before the routing is corrected."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "No; a larger Max-Forwards only makes the loop longer.",
	 .note = "Max-Forwards normally starts at 70 and falls by one at each hop: the same elements again and "
			 "again in Via are a loop, a small first value is a probe or a faulty sender.",
	 .spec = "RFC 3261 sections 21.4.21, 16.3 and 20.22; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(484, REGISTERED, USER, "Address Incomplete"),
	 .means = "The Request-URI is incomplete: digits are missing.",
	 .next = "The client asks its user for more and sends the longer address.",
	 .by_method =
		 {
			 AFTER_ACK("Then it asks its user for more digits and calls with the longer number, until no 484 "
					   "comes back."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "With more digits.",
	 .note = "This makes overlap dialling possible, where the client does not know how long a number is. The "
			 "reason phrase should say more. Without overlap dialling: a wrong dial plan.",
	 .spec = "RFC 3261 section 21.4.22; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(485, REGISTERED, USER, "Ambiguous"),
	 .means = "The address fits several users; Contact may list them.",
	 .next = "The user picks one of the Contacts, and the client sends the request there.",
	 .by_method =
		 {
			 AFTER_ACK("Then the user picks one of the Contacts and calls there."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "With an address the user has chosen.",
	 .note = "Called sip:lee@example.com, a server might list Carol Lee, Ping Lee and Lee M. Foote, as some "
			 "e-mail and voice mail systems do. Unlike 300, where all choices lead to the same person, the "
			 "client must not choose by itself. The list may hurt the privacy of users or of the "
			 "organization: a server must be configurable to leave it out or to answer 404 instead.",
	 .spec = "RFC 3261 section 21.4.23; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(486, REGISTERED, USER, "Busy Here"),
	 .means = "The callee's device was reached, but the callee cannot or will not take another call there.",
	 THEN("The client gives up, or goes on to voice mail; the caller may try again, not before Retry-After. "
		  "A forking proxy goes on with its other branches."),
	 .retry = "Later; Retry-After may name the time.",
	 .note = "The callee may be reached elsewhere, at voice mail for instance; when it is known that no "
			 "other device will answer, 600 is the right response. Often the sign that the user rejected the "
			 "call by hand.",
	 .spec = "RFC 3261 sections 21.4.24, 13.3.1.3 and 20.33"},
	{STATUS(487, REGISTERED, CLIENT, "Request Terminated"),
	 .means = "The request was ended by CANCEL or BYE before it was answered: mostly the caller hung up "
			  "while it rang.",
	 THEN("Nothing more is expected."), .retry = "Not needed.",
	 .note = "It answers the INVITE, never the CANCEL itself, which gets its own 200. Without a CANCEL or "
			 "BYE before it look for Timer C or the Expires of the INVITE in a proxy. A fork that was "
			 "answered elsewhere produces one for each other device.",
	 .spec = "RFC 3261 sections 21.4.25, 9.2 and 15.1.2"},
	{STATUS(488, REGISTERED, CLIENT, "Not Acceptable Here"),
	 .means = "This device cannot accept the session as described (codec, encryption, address, bandwidth); "
			  "another one might. As 606, but only for this Request-URI.",
	 .next = "The client offers something else or gives up. Inside a dialog the session goes on as it was.",
	 .by_method = {AFTER_ACK("Then it offers another session description or gives up. After a re-INVITE the "
							 "call goes on unchanged, and no BYE is needed.")},
	 .should_have = "Warning", .retry = "With another offer.",
	 .note = "Compare the offer with what the other side can do. A Warning in the 300s names the cause. A "
			 "body may describe the media that would do, as in a 200 to OPTIONS: of a type from the Accept "
			 "of the INVITE, or application/sdp when it has none.",
	 .spec = "RFC 3261 sections 21.4.26, 13.3.1.3, 14.1, 14.2 and 20.43; RFC 3311 section 5.2"},
	{STATUS(489, REGISTERED, CLIENT, "Bad Event"),
	 .means = "The server does not understand the event package that the Event field names.",
	 .next = "The client uses a package from Allow-Events, or gives up.",
	 .by_method = {UNUSUAL_FOR_INVITE("400"), {"NOTIFY", "The notifier removes the subscription."}},
	 .should_have = "Allow-Events", .retry = "Not with that package.",
	 .note = "A PUBLISH without any Event field gets it too; for PUBLISH, Allow-Events is required.",
	 .spec = "RFC 6665 sections 4.1.2.2, 4.2.1.1, 4.2.2 and 8.3.2; RFC 3903 section 6"},
	{STATUS(491, REGISTERED, CLIENT, "Request Pending"),
	 .means = "Two changes of the same call crossed (glare): the server has itself an INVITE or an offer "
			  "open in this dialog.",
	 .next = "The client waits and then tries once more if it still wants the change: 2.1 to 4 s if it "
			 "created the Call-ID, else 0 to 2 s.",
	 .by_method = {AFTER_ACK(
		 "Then it waits and tries the re-INVITE once more if it still wants the change: 2.1 to 4 s if it "
		 "created the Call-ID, else 0 to 2 s. The call goes on unchanged meanwhile.")},
	 .retry = "After a random time in steps of 10 ms: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for "
			  "the other side.",
	 .note = "Normal now and then. Again and again: one side leaves a transaction open, or both wait equally "
			 "long.",
	 .spec = "RFC 3261 sections 21.4.27, 14.1 and 14.2; RFC 3311 sections 5.2 and 5.3"},
	{STATUS(493, REGISTERED, CLIENT, "Undecipherable"),
	 .means = "The request has an encrypted (S/MIME) body for which the receiver has no key, or will not "
			  "provide one.",
	 THEN("The client encrypts with the certificate in this response and sends the request again, or sends "
		  "it without encryption."),
	 .retry = "Once, with another key.",
	 .note = "A body of its own may bring the public key to encrypt with. Without one the receiver does not "
			 "use encrypted messages at all.",
	 .spec = "RFC 3261 sections 21.4.28 and 23.2"},
	{STATUS(494, REGISTERED, CLIENT, "Security Agreement Required"),
	 .means = "The next hop insists on agreeing how the link to it is secured.",
	 THEN("The client picks a mechanism from Security-Server, sets it up and sends the request again over "
		  "it, with Security-Verify."),
	 .must_have = "Security-Server", .retry = "Once, over the secured link.",
	 .note = "It also comes when Security-Verify does not mirror the server's list: somebody may have "
			 "changed that on the way.",
	 .spec = "RFC 3329 sections 2.3.1 and 2.3.2"},
	{STATUS(499, UNREGISTERED, CLIENT, "(no registered phrase)"),
	 .means = "Not in the registry and without an agreed meaning.", THEN("The client treats it as 400."),
	 .retry = "As after 400.", .note = "Only the reason phrase and the vendor's manual tell more.",
	 .spec = "RFC 3261 section 8.1.3.2"},
	{STATUS(500, REGISTERED, CLIENT, "Server Internal Error"),
	 .means = "The server met something unexpected and cannot fulfil the request: the fault is the server's, "
			  "not the request's.",
	 .next =
		 "The client may show the cause to its user and try again after some seconds, or try another server.",
	 .by_method = {AFTER_ACK("Then it may try again after some seconds, or try another server. After a "
							 "re-INVITE the call goes on unchanged.")},
	 .retry = "After Retry-After when it is there, else after several seconds.",
	 .note =
		 "Three ordinary causes in working systems: a proxy turned a 503 from behind into 500, as it should; "
		 "the CSeq was lower than an earlier one of the dialog; or a second INVITE came before the first was "
		 "answered, and then Retry-After (0 to 10 s) is owed. Every unknown 5xx is treated like this.",
	 .spec = "RFC 3261 sections 21.5, 21.5.1, 12.2.2, 14.2 and 16.7; RFC 3311 section 5.2"},
	{STATUS(501, REGISTERED, CLIENT, "Not Implemented"),
	 .means = "The server lacks what the request needs: it does not know the method and cannot do it for any "
			  "user.",
	 .next = "The client does not use this method here any more.",
	 .by_method =
		 {
			 AFTER_ACK("Then it gives up."),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "No.",
	 .note = "A method that is known but not allowed here gets 405. A proxy does not send it, since it "
			 "passes on every method.",
	 .spec = "RFC 3261 section 21.5.2; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(502, REGISTERED, CLIENT, "Bad Gateway"),
	 .means = "A gateway or proxy received an invalid response from the server behind it.",
	 THEN("The client, or a proxy before it, tries another way to the callee, or gives up."),
	 .retry = "By another way.",
	 .note = "The server behind it is where to look. Gateways to the telephone network send it when the "
			 "destination there is out of order; Reason may hold the Q.850 cause.",
	 .spec = "RFC 3261 section 21.5.3"},
	{STATUS(503, REGISTERED, CLIENT, "Service Unavailable"),
	 .means = "The server cannot process the request for the moment, because it is overloaded or under "
			  "maintenance.",
	 THEN("The client, or the proxy that receives it, tries another server and sends nothing more to this "
		  "one before Retry-After has passed. A proxy does not pass the 503 upstream but makes it 500, "
		  "unless it can serve no request at all."),
	 .retry = "At another server at once; at this one after Retry-After. Without Retry-After it is treated "
			  "as 500.",
	 .note =
		 "An overloaded server may also refuse connections or drop requests without a word. A client reports "
		 "a failed connection or an ICMP error to itself as 503, so it may never have been on the wire.",
	 .spec = "RFC 3261 sections 21.5.4, 8.1.3.1, 16.7 and 16.9"},
	{STATUS(504, REGISTERED, CLIENT, "Server Time-out"),
	 .means = "A server that this one needed, such as a database, DNS or a gateway, did not answer in time.",
	 THEN("The client tries another way or tries later."), .retry = "Later, or by another way.",
	 .note = "When the time ran out that the Expires of the request allowed, 408 is the right response. An "
			 "UPDATE that would need the user's consent is refused with 504 too.",
	 .spec = "RFC 3261 section 21.5.5; RFC 3311 section 5.2"},
	{STATUS(505, REGISTERED, CLIENT, "Version Not Supported"),
	 .means =
		 "The server does not support the SIP version of the request, or will not use that major version.",
	 THEN("The client sends SIP/2.0, or gives up."), .retry = "Only with another version.",
	 .note = "Versions other than SIP/2.0 are faulty senders or scanners.",
	 .spec = "RFC 3261 section 21.5.6"},
	{STATUS(513, REGISTERED, CLIENT, "Message Too Large"),
	 .means = "The message is longer than the server can process.",
	 THEN("The client sends a shorter message: fewer fields, a smaller body."),
	 .retry = "Only with a shorter message.",
	 .note = "When it comes from one hop only, look at what earlier hops added: Record-Route, Via, Identity, "
			 "long SDP.",
	 .spec = "RFC 3261 section 21.5.7"},
	{STATUS(555, REGISTERED, CLIENT, "Push Notification Service Not Supported"),
	 .means = "The server does not support the push service (pn-provider) that the REGISTER asks for.",
	 .next = "The client registers again without push, or with another push service.",
	 .by_method = {UNUSUAL_FOR_INVITE("500")}, .retry = "Once, without push or with another service.",
	 .note = "Only REGISTER gets it.", .spec = "RFC 8599 section 8.1"},
	{STATUS(580, REGISTERED, CLIENT, "Precondition Failure"),
	 .means = "A precondition that the offer makes mandatory, such as reserved bandwidth, cannot be met.",
	 .next = "The client offers again with lower preconditions or none, or gives up.",
	 .by_method = {AFTER_ACK("Then it calls again with lower preconditions or none, or gives up.")},
	 .retry = "Once, with other preconditions.",
	 .note = "An SDP in the response should mark with \"failure\" which precondition it was; it is no offer "
			 "and no answer.",
	 .spec = "RFC 3312 section 8"},
	{STATUS(590, UNREGISTERED, CLIENT, "(no registered phrase)"),
	 .means = "Not in the registry and without an agreed meaning; seen from gateways.",
	 THEN("The client treats it as 500."), .retry = "As after 500.",
	 .note = "Only the reason phrase and the vendor's manual tell more.", .spec = "RFC 3261 section 8.1.3.2"},
	{STATUS(600, REGISTERED, USER, "Busy Everywhere"),
	 .means =
		 "The callee was reached, is busy and does not wish to take the call now, and no other device will "
		 "answer it. As all 6xx, it speaks for the user everywhere, not only for the address called.",
	 THEN("The caller gives up and may try again, not before Retry-After. " FORK_ENDS),
	 .retry = "Later; Retry-After may name the time.",
	 .note = "Right only when it is known that no other end point, such as voice mail, will answer; "
			 "otherwise 486. A callee that does not want to give the reason sends 603. Every unknown 6xx is "
			 "treated like this. A registrar never sends a 6xx.",
	 .spec = "RFC 3261 sections 21.6, 21.6.1, 16.7 and 10.3"},
	{STATUS(603, REGISTERED, USER, "Decline"),
	 .means = "The callee was reached and explicitly does not wish to take part, or cannot; no other device "
			  "will answer.",
	 .next = "The client gives up; it may try again, not before Retry-After.",
	 .by_method =
		 {
			 AFTER_ACK("Then the caller gives up and may try again, not before Retry-After. " FORK_ENDS),
			 {"SUBSCRIBE",
			  "The subscriber gives up: the notifier's policy forbids this subscription, as with 403."},
		 },
	 .retry = "Only when Retry-After names a time.",
	 .note = "Often the user pressed \"reject\". In North America the phrase \"Network Blocked\" says that "
			 "an analytics service blocked the call. Right only when no other end point will answer; "
			 "otherwise 486 or 480.",
	 .spec = "RFC 3261 sections 21.6.2 and 16.7; RFC 6665 section 4.2.1.3"},
	{STATUS(604, REGISTERED, USER, "Does Not Exist Anywhere"),
	 .means = "The server knows with authority that the user of the Request-URI exists nowhere.",
	 .next = "The client gives up.",
	 .by_method =
		 {
			 AFTER_ACK("Then the caller gives up. " FORK_ENDS),
			 SUBSCRIPTION_OVER,
		 },
	 .retry = "No.", .note = "404 is for one domain, 604 for all: rightly a rare response.",
	 .spec = "RFC 3261 sections 21.6.3 and 16.7; RFC 6665 sections 4.1.2.2 and 4.2.2"},
	{STATUS(606, REGISTERED, USER, "Not Acceptable"),
	 .means = "The callee wishes to talk, but cannot support the session as described: its media, bandwidth "
			  "or addressing style. No other device will answer.",
	 THEN("The caller decides whether to offer something else. " FORK_ENDS), .retry = "With another offer.",
	 .note = "Warning may list the reasons. A body may describe the media that would do, as in a 200 to "
			 "OPTIONS: of a type from the Accept of the INVITE, or application/sdp when it has none. It is "
			 "hoped that negotiation is seldom needed, and for a new user invited to a running conference it "
			 "may not be possible. A refusal by one device only is 488.",
	 .spec = "RFC 3261 sections 21.6.4, 16.7 and 20.43"},
	{STATUS(607, REGISTERED, USER, "Unwanted"),
	 .means = "The callee marked the call as unwanted, such as spam.",
	 THEN("The caller stops calling this callee. Networks on the way may learn from it. " FORK_ENDS),
	 .retry = "No.",
	 .note = "The callee's judgement of this caller, unlike 603, which is about the moment, and 608, which "
			 "comes from a machine.",
	 .spec = "RFC 8197 section 4"},
	{STATUS(608, REGISTERED, USER, "Rejected"),
	 .means = "A service between caller and callee refused the call, mostly because its analytics took it "
			  "for unwanted; the callee never saw it.",
	 THEN("The caller stops, and may complain to the address in the Call-Info of this response. " FORK_ENDS),
	 .retry = "Not before the complaint is settled.",
	 .note = "The Call-Info (purpose=jwscard) points to a signed card with the contact for complaints; it "
			 "may be left out only when it would be misused.",
	 .spec = "RFC 8688 sections 3.1 and 3.3"},
	{STATUS(687, UNREGISTERED, CLIENT, "Dialog Terminated"),
	 .means = "Never registered, but known to some libraries (Sofia-SIP) and to the dictionary of SIP "
			  "compression: the dialog of this request has ended.",
	 THEN("The client treats it as 600 and takes the dialog as ended."), .retry = "No.",
	 .note = "From an early draft of Replaces; rare on the wire.",
	 .spec = "RFC 3485 (dictionary); treated by RFC 3261 section 8.1.3.2"},
	{STATUS(699, UNREGISTERED, CLIENT, "(no registered phrase)"),
	 .means = "Not in the registry and without an agreed meaning.", THEN("The client treats it as 600."),
	 .retry = "As after 600.", .note = "Only the reason phrase and the vendor's manual tell more.",
	 .spec = "RFC 3261 section 8.1.3.2"},
};

const size_t sip_status_count = sizeof sip_statuses / sizeof sip_statuses[0];
