/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/cause_code.h"

#include <glib.h>
#include <stdlib.h>

#define WARNING(number, name, sentence)                                           \
	{                                                                             \
		.set = CAUSES_WARNING, .code = number, .phrase = name, .means = sentence, \
		.spec = "RFC 3261 section 20.43"                                          \
	}

/* Registered later, by another RFC. */
#define WARNING_OF(rfc, number, name, sentence)                                               \
	{                                                                                         \
		.set = CAUSES_WARNING, .code = number, .phrase = name, .means = sentence, .spec = rfc \
	}

/* The numbers are those of the ITU-T; RFC 6432 lets responses carry them. */
#define Q850(number, name, sentence)                                           \
	{                                                                          \
		.set = CAUSES_Q850, .code = number, .phrase = name, .means = sentence, \
		.spec = "ITU-T Q.850, RFC 6432"                                        \
	}

static const struct cause_code rows[] = {
	WARNING(300, "Incompatible network protocol",
			"A network protocol of the session description is not available."),
	WARNING(301, "Incompatible network address formats",
			"A format of network addresses in the session description is not available: as a rule IPv6 was "
			"offered to somebody who has IPv4 only, or the other way round."),
	WARNING(302, "Incompatible transport protocol",
			"A transport of the session description is not available: look at the profile in the m= lines "
			"(RTP/AVP, RTP/SAVP, UDP/TLS/RTP/SAVPF)."),
	WARNING(303, "Incompatible bandwidth units", "A unit of bandwidth (a b= line) was not understood."),
	WARNING(304, "Media type not available",
			"A medium that was offered (audio, video, image) is not available there."),
	WARNING(305, "Incompatible media format",
			"A format (codec) that was offered is not available there: compare those of the two sides."),
	WARNING(306, "Attribute not understood",
			"An attribute (an a= line) of the session description is not supported."),
	WARNING(307, "Session description parameter not understood",
			"Something else in the session description was not understood."),
	WARNING_OF("RFC 8373", 308, "Incompatible language specification",
			   "A language that was asked for is not available there."),
	WARNING(330, "Multicast not available", "The callee's network has no multicast."),
	WARNING(331, "Unicast not available",
			"The callee's network has no unicast for this, as a rule because of a firewall."),
	WARNING(370, "Insufficient bandwidth", "The session needs more bandwidth than is known to be there."),
	WARNING_OF("RFC 5630", 380, "SIPS Not Allowed",
			   "A sips URI is not allowed there, as a rule because the callee has registered no address for "
			   "it. The caller may try again with a sip URI."),
	WARNING_OF("RFC 5630", 381, "SIPS Required",
			   "The callee takes calls to sips URIs only: the caller has to call again with one."),
	WARNING(399, "Miscellaneous warning", "Only the text says what is meant; no program may act on it."),
	Q850(1, "Unallocated (unassigned) number", "The number is well formed, but nobody has it."),
	Q850(2, "No route to specified transit network",
		 "The network that the call was to go through is not known here, or does not serve this switch."),
	Q850(3, "No route to destination", "The network has no way to the destination, or does not serve it."),
	Q850(4, "Send special information tone",
		 "The called party cannot be reached for a reason that will last; the caller is to hear the special "
		 "information tone."),
	Q850(5, "Misdialled trunk prefix", "The number begins with a trunk prefix that does not belong there."),
	Q850(6, "Channel unacceptable",
		 "The side that sends this cannot use the channel that was chosen for the call."),
	Q850(7, "Call awarded and being delivered in an established channel",
		 "The call goes to a channel that this user has open already for calls of its kind."),
	Q850(8, "Preemption", "The call had to give way to one of higher precedence."),
	Q850(9, "Preemption, circuit reserved for reuse",
		 "The call had to give way to one of higher precedence, which takes over its circuit."),
	Q850(14, "QoR: ported number",
		 "The number was ported to another network: the call has to be routed there."),
	Q850(16, "Normal call clearing",
		 "One of the two sides hung up, or gave the call up: nothing went wrong."),
	Q850(17, "User busy", "The called party is busy, and cannot take this call."),
	Q850(18, "No user responding",
		 "The called party's device did not react in time: it sent neither ringing nor a refusal."),
	Q850(19, "No answer from user (user alerted)", "It rang, and nobody took the call in time."),
	Q850(20, "Subscriber absent",
		 "The called party's device cannot be reached: switched off, out of coverage, not registered."),
	Q850(21, "Call rejected",
		 "The called party, or a service that decides for it, did not want the call, though it could have "
		 "been taken."),
	Q850(22, "Number changed", "The number is not assigned any more; the called party has a new one."),
	Q850(23, "Redirection to new destination", "The call is to go to another number."),
	Q850(24, "Call rejected due to feature at the destination",
		 "A service of the called party refused the call, for instance one that blocks callers who hide "
		 "their number."),
	Q850(25, "Exchange routing error",
		 "The call passed more exchanges than it may: as a rule it went in circles."),
	Q850(26, "Non-selected user clearing", "The call was offered to several, and another one got it."),
	Q850(27, "Destination out of order",
		 "The line or the device of the called party does not work: nothing can be delivered there."),
	Q850(28, "Invalid number format (address incomplete)",
		 "The number is incomplete, or of a form that is not understood."),
	Q850(29, "Facility rejected", "A supplementary service that the call asks for cannot be provided."),
	Q850(30, "Response to STATUS ENQUIRY",
		 "Somebody asked for the state of the call; by itself it ends nothing."),
	Q850(
		31, "Normal, unspecified",
		"An ordinary end that no other cause describes; gateways also send it when they do not know better."),
	Q850(34, "No circuit/channel available",
		 "No suitable channel of the trunk towards the destination is free: all are taken, or out of "
		 "service."),
	Q850(38, "Network out of order",
		 "The network on the way does not work, and will not for some time: to call again at once helps "
		 "little."),
	Q850(41, "Temporary failure", "The network on the way failed, but not for long: to call again may help."),
	Q850(42, "Switching equipment congestion", "A switch on the way has too much to do just now."),
	Q850(43, "Access information discarded", "Something that the caller sent along could not be delivered."),
	Q850(44, "Requested circuit/channel not available",
		 "The circuit that was asked for cannot be had: often both ends took the same one at once."),
	Q850(46, "Precedence call blocked",
		 "No channel is free, and none carries a call that has to give way to this one; or the called party "
		 "is in a call of as high a precedence."),
	Q850(47, "Resource unavailable, unspecified",
		 "Something that the call needs is used up; no other cause says what. Often it is media: ports, "
		 "transcoders, licences."),
	Q850(49, "Quality of service not available",
		 "The quality of service that was asked for cannot be provided."),
	Q850(50, "Requested facility not subscribed",
		 "The caller asks for a service that its subscription does not have."),
	Q850(53, "Outgoing calls barred within CUG",
		 "This member of a closed user group may not make calls within it."),
	Q850(55, "Incoming calls barred within CUG",
		 "This member of a closed user group may not be called within it."),
	Q850(57, "Bearer capability not authorized",
		 "The caller asks for a kind of transmission (voice, data, video) that it may not use."),
	Q850(58, "Bearer capability not presently available",
		 "The kind of transmission that the call asks for cannot be had just now."),
	Q850(62, "Inconsistency in designated outgoing access information and subscriber class",
		 "The access that the call asks for does not match the class of the subscriber."),
	Q850(63, "Service or option not available, unspecified",
		 "A service that the call asks for is not available; no other cause says which."),
	Q850(65, "Bearer capability not implemented",
		 "The kind of transmission that the call asks for is not supported: look at the codecs that were "
		 "offered."),
	Q850(66, "Channel type not implemented", "The type of channel that was asked for is not supported."),
	Q850(69, "Requested facility not implemented",
		 "The supplementary service that was asked for is not supported."),
	Q850(70, "Only restricted digital information bearer capability is available",
		 "The equipment that sends this can transmit restricted digital information only."),
	Q850(79, "Service or option not implemented, unspecified",
		 "A service that the call asks for is not supported; no other cause says which."),
	Q850(81, "Invalid call reference value",
		 "A message came about a call that is not known there: the two ends are out of step."),
	Q850(82, "Identified channel does not exist",
		 "The channel that was asked for does not exist at this interface: the numbering of the two ends "
		 "differs."),
	Q850(83, "A suspended call exists, but this call identity does not",
		 "A call was to be resumed by an identity that none of the suspended ones has."),
	Q850(84, "Call identity in use",
		 "A call was to be suspended by an identity that another one has already."),
	Q850(85, "No call suspended", "A call was to be resumed, but none is suspended."),
	Q850(86, "Call having the requested call identity has been cleared",
		 "The call that was to be resumed has ended meanwhile."),
	Q850(87, "User not member of CUG",
		 "The called party does not belong to the caller's closed user group, or the caller not to that of "
		 "the called party."),
	Q850(88, "Incompatible destination",
		 "The called party's device cannot do what the call asks for, for instance data or video."),
	Q850(90, "Non-existent CUG", "The closed user group that the call names does not exist."),
	Q850(91, "Invalid transit network selection",
		 "The network that the call was to go through is named in a form that is not understood."),
	Q850(95, "Invalid message, unspecified", "A message was not valid; no other cause says why."),
	Q850(96, "Mandatory information element is missing", "A message lacks something that it has to carry."),
	Q850(97, "Message type non-existent or not implemented", "A message of an unknown type came."),
	Q850(98, "Message not compatible with call state or message type non-existent or not implemented",
		 "A message came that does not fit the state of the call, or is not known."),
	Q850(99, "Information element/parameter non-existent or not implemented",
		 "A message has a part that is not known; it was passed over."),
	Q850(100, "Invalid information element contents",
		 "A part of a message has contents that are not understood."),
	Q850(101, "Message not compatible with call state",
		 "A message came that does not fit the state of the call: the two ends are out of step."),
	Q850(
		102, "Recovery on timer expiry",
		"A timer ran out: an answer from the next switch, or from behind the gateway, did not come in time."),
	Q850(103, "Parameter non-existent or not implemented, passed on",
		 "A message has a parameter that is not known; it was passed on as it is."),
	Q850(110, "Message with unrecognized parameter, discarded",
		 "A message was dropped, because it has a parameter that is not known."),
	Q850(111, "Protocol error, unspecified", "The signalling protocol was broken; no other cause says how."),
	Q850(127, "Interworking, unspecified",
		 "The call went on into a network that does not say why it ended: the true cause is not known here."),
};

const char *
cause_set_name(enum cause_set set)
{
	static const char *const names[CAUSE_SET_COUNT] = {[CAUSES_WARNING] = "Warning", [CAUSES_Q850] = "Q.850"};

	return names[set];
}

const char *
cause_set_field(enum cause_set set)
{
	static const char *const fields[CAUSE_SET_COUNT] = {
		[CAUSES_WARNING] = "Warning",
		[CAUSES_Q850] = "Reason, from the telephone network",
	};

	return fields[set];
}

const struct cause_code *
cause_code_table(size_t *count)
{
	*count = G_N_ELEMENTS(rows);
	return rows;
}

static int
order_of(const void *one, const void *other)
{
	const struct cause_code *left = one, *right = other;

	if (left->set != right->set)
		return left->set < right->set ? -1 : 1;
	return left->code < right->code ? -1 : left->code > right->code;
}

const struct cause_code *
cause_code_find(enum cause_set set, unsigned code)
{
	const struct cause_code wanted = {.set = set, .code = code};

	return bsearch(&wanted, rows, G_N_ELEMENTS(rows), sizeof rows[0], order_of);
}
