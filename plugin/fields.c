/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/fields.h"

int field_ids[KEY_COUNT];
int subtree_ids[SUBTREE_COUNT];

#define TEXT(name, abbreviation, blurb)                                             \
	{                                                                               \
		name, "sequitur." abbreviation, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL \
	}

#define FRAME(name, abbreviation, type, blurb)                                                       \
	{                                                                                                \
		name, "sequitur." abbreviation, FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(type), 0, blurb, HFILL \
	}

#define DURATION(name, abbreviation, blurb)                                                \
	{                                                                                      \
		name, "sequitur." abbreviation, FT_RELATIVE_TIME, BASE_NONE, NULL, 0, blurb, HFILL \
	}

static const header_field_info described[KEY_COUNT] = {
	[KEY_STATUS] = {"Status", "sequitur.status", FT_UINT16, BASE_DEC, NULL, 0,
					"The status code of the response", HFILL},
	[KEY_CLASS] = TEXT("Class", "class", "The class of the status, or of what ended the request"),
	[KEY_MEANING] = TEXT("Meaning", "meaning", "What the status says"),
	[KEY_NEXT] = TEXT("Next", "next", "What must follow, and who does it"),
	[KEY_OUTCOME] = TEXT("Outcome", "outcome", "How a request ended that never got a response"),
	[KEY_METHOD] = TEXT("Method", "method", "The method of the request that is answered"),
	[KEY_TARGET] = TEXT("Target", "target", "The target of the request that is answered"),
	[KEY_REQUEST_FRAME] = FRAME("Request in", "request_frame", FT_FRAMENUM_REQUEST,
								"The frame of the request that is answered"),
	[KEY_ELAPSED] = DURATION("Elapsed", "elapsed",
							 "From the last byte of the request to the first of the response"),
	[KEY_REPETITION] = TEXT("Repetition", "repetition", "Sent again, or captured twice"),
	[KEY_REPEATS] = FRAME("First copy in", "repeats", FT_FRAMENUM_DUP_ACK, "The frame that this one repeats"),
	[KEY_ORIGIN] = FRAME("First sent in", "origin_frame", FT_FRAMENUM_NONE,
						 "The frame in which a failure that proxies passed on was sent first"),
	[KEY_DECIDED_BY] = FRAME("Decided by", "decided_by", FT_FRAMENUM_NONE,
							 "The frame that ended the request"),
	[KEY_CAUSE] = TEXT("Cause", "cause", "Why the response was sent, as its Warning or Reason says"),
	[KEY_CAUSE_CODE] = {"Code", "sequitur.cause.code", FT_UINT32, BASE_DEC, NULL, 0,
						"The warn-code of Warning, or the cause of Reason", HFILL},
	[KEY_CAUSE_MEANING] = TEXT("Meaning", "cause.meaning", "What that code says"),
	[KEY_OPEN] = TEXT("Not settled yet", "open", "What follows this response is not known yet"),
	[KEY_FOLLOWUP] = TEXT("Follow-up", "followup", "The id of something that must follow"),
	[KEY_FOLLOWUP_VERDICT] = TEXT("Verdict", "followup.verdict",
								  "met, violated, overdue, pending, or unknown"),
	[KEY_FOLLOWUP_FRAME] = FRAME("Decided in", "followup.frame", FT_FRAMENUM_RESPONSE,
								 "The frame that decided the follow-up"),
	[KEY_FOLLOWUP_DELAY] = DURATION("Delay", "followup.delay",
									"From the response to the frame that decided it"),
	[KEY_FOLLOWUP_TEXT] = TEXT("What happened", "followup.text", "What became of it, in one sentence"),
	[KEY_FOLLOWUP_OTHERWISE] = TEXT("What it means", "followup.otherwise",
									"What it means when it does not follow"),
	[KEY_FOLLOWUP_SPEC] = TEXT("Reference", "followup.spec", "Where this is laid down"),
	[KEY_FOLLOWS] = FRAME("Follows the response in", "follows", FT_FRAMENUM_REQUEST,
						  "The response whose follow-up this frame decided"),
	[KEY_FINDING] = TEXT("Finding", "finding", "The id of the rule that found something wrong"),
	[KEY_FINDING_SEVERITY] = TEXT("Severity", "finding.severity", "error, warning, or note"),
	[KEY_FINDING_CONFIDENCE] = TEXT("Confidence", "finding.confidence", "certain, or likely"),
	[KEY_FINDING_FRAME] = FRAME("Evidence in", "finding.frame", FT_FRAMENUM_NONE,
								"A frame that proves the finding"),
	[KEY_FINDING_TEXT] = TEXT("What happened", "finding.text", "The finding in one sentence"),
	[KEY_FINDING_WHY] = TEXT("Why it matters", "finding.why", "Why the fault matters"),
	[KEY_FINDING_LOOK_AT] = TEXT("Look at", "finding.look_at", "What to look at next"),
	[KEY_FINDING_SPEC] = TEXT("Reference", "finding.spec", "Where this is laid down"),
};

/* By the first word of the rule's id; the last one is for any other. */
static const char *const families[] = {"capture", "http", "sip"};

#define FAMILIES G_N_ELEMENTS(families)

static expert_field expert_ids[FAMILIES][SEVERITY_COUNT];

#define EXPERT(family, severity, level, summary)                                                        \
	{                                                                                                   \
		&expert_ids[family][SEVERITY_##severity],                                                       \
		{                                                                                               \
			"sequitur.expert." level, PI_SEQUENCE, SEVERITY_##severity##_IN_WIRESHARK, summary, EXPFILL \
		}                                                                                               \
	}

#define SEVERITY_NOTE_IN_WIRESHARK    PI_NOTE
#define SEVERITY_WARNING_IN_WIRESHARK PI_WARN
#define SEVERITY_ERROR_IN_WIRESHARK   PI_ERROR

/* Wireshark writes to these for as long as it runs. */
static ei_register_info expert_fields[] = {
	EXPERT(0, NOTE, "capture.note", "Capture: something to know"),
	EXPERT(0, WARNING, "capture.warning", "Capture: something is missing"),
	EXPERT(0, ERROR, "capture.error", "Capture: something is wrong"),
	EXPERT(1, NOTE, "http.note", "HTTP: something to know"),
	EXPERT(1, WARNING, "http.warning", "HTTP: something is likely wrong"),
	EXPERT(1, ERROR, "http.error", "HTTP: something is wrong"),
	EXPERT(2, NOTE, "sip.note", "SIP: something to know"),
	EXPERT(2, WARNING, "sip.warning", "SIP: something is likely wrong"),
	EXPERT(2, ERROR, "sip.error", "SIP: something is wrong"),
};

expert_field *
fields_expert(const struct finding *finding)
{
	unsigned family = 0;

	while (family + 1 < FAMILIES && !g_str_has_prefix(finding->rule->id, families[family]))
		family++;
	return &expert_ids[family][finding->severity];
}

void
fields_register(int protocol)
{
	static hf_register_info fields[KEY_COUNT];
	static int *subtrees[SUBTREE_COUNT];

	for (unsigned i = 0; i < KEY_COUNT; i++)
		fields[i] = (hf_register_info){&field_ids[i], described[i]};
	for (unsigned i = 0; i < SUBTREE_COUNT; i++) {
		subtree_ids[i] = -1;
		subtrees[i] = &subtree_ids[i];
	}
	proto_register_field_array(protocol, fields, KEY_COUNT);
	proto_register_subtree_array(subtrees, SUBTREE_COUNT);
	expert_register_field_array(expert_register_protocol(protocol), expert_fields,
								G_N_ELEMENTS(expert_fields));
}
