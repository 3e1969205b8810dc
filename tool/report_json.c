/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine's view. Millions of records pass through here, so nothing is formatted by printf: a record is
 * written into one growing buffer, which goes to the output whenever it is well filled and ends with a line.
 */
#include "tool/report.h"

#include <glib.h>
#include <string.h>

#include "core/duration.h"
#include "core/expectation.h"
#include "core/rule.h"
#include "tool/escape.h"
#include "tool/json_numbers.h"

#define BUFFER_SIZE   (48 * 1024)
#define BUFFER_FILLED (32 * 1024)

/*
 * There is always so much room in the buffer that keys, numbers, pieces, plain texts of an annotation, and whatever else has
 * a bounded length, can be written without asking: every other text asks for itself and for this. No record has as many of
 * them in a row.
 */
#define ROOM (14 * 1024)

/* How many pieces of JSON are kept; ours. Two that share a place push each other out. */
#define PIECES 512

/* So many places in a row are looked at for one: those that come often should not drive each other out. Ours. */
#define PIECES_NEAR 8

/* The longest piece that is kept, and the longest words that one may depend on; ours. */
#define PIECE_MOST 2048
#define WORDS_MOST 256

/*
 * What comes again with many records, as JSON: told by the thing of the tables that it is about, and by what else
 * makes a difference to it.
 */
struct piece {
	const void *about; /* NULL: an empty place */
	uint64_t which;
	char *json;
	/* Of `json`, and of what is kept behind it: the words that a status came with; how the text of a follow-up begins. */
	uint32_t length, more_length;
};

/* What carries a message; the last one is none that is known. */
#define TRANSPORTS (TRANSPORT_SCTP + 2)

/* JSON so short that it is copied without asking for its length. */
struct short_json {
	char text[47];
	uint8_t length;
};

enum record_type { RECORD_RESPONSE, RECORD_OUTCOME, RECORD_FINDING, RECORD_SUMMARY, RECORD_TYPES };

static const char *const RECORD_NAMES[RECORD_TYPES] = {"response", "outcome", "finding", "summary"};

struct json_report {
	struct report report;
	struct output output;
	bool writing;
	GString *begin[RECORD_TYPES];              /* {"type":"response","file":"a.pcap" */
	const struct rotation *rotation;           /* NULL: one file */
	const struct rotation_file *rotation_file; /* `begin` is of this one */

	char *buffer, *end; /* of the room for records */
	char *at;           /* where the next record goes; while one is written, its writers hand `at` on */

	/* The last seconds, frame, and ports that were written, and how. */
	struct json_seconds seconds;
	struct json_number frame, source_port, destination_port;

	struct short_json carriers[2][TRANSPORTS]; /* by protocol and transport */
	struct piece pieces[PIECES];
};

__attribute__((noinline)) static char *
buffer_grow(struct json_report *json, const char *at, size_t bytes)
{
	size_t used = (size_t)(at - json->buffer), size = (size_t)(json->end - json->buffer);

	while (size - used < bytes)
		size *= 2;
	json->buffer = g_realloc(json->buffer, size);
	json->end = json->buffer + size;
	return json->buffer + used;
}

/* Makes room for `bytes` bytes and as many of bounded length as may follow; answers where `at` is then. */
static inline char *
reserve(struct json_report *json, char *at, size_t bytes)
{
	return (size_t)(json->end - at) < bytes + ROOM ? buffer_grow(json, at, bytes + ROOM) : at;
}

static void
hand_over(struct json_report *json)
{
	size_t used = (size_t)(json->at - json->buffer);

	if (json->writing && used > 0)
		json->writing = json->output.write(json->output.user, json->buffer, used);
	json->at = json->buffer;
}

/*
 * All that follows writes where `at` points, and answers where the next byte goes. Where nothing is said of room, there
 * is enough.
 */
static char *
put_string(struct json_report *json, char *at, const char *text)
{
	size_t length = strlen(text);

	at = reserve(json, at, length * ESCAPE_JSON_MOST + 2);
	*at++ = '"';
	at = escape_json(at, text, length);
	*at++ = '"';
	return at;
}

#define PUT_STRING(json, at, key, text) put_string(json, PUT(at, KEY(key)), text)

/* Nothing at all where there is no text. */
#define PUT_STRING_IF(json, at, key, text) ((text) ? PUT_STRING(json, at, key, text) : (at))

/* A response and what follows on it name the same few frames several times. */
#define PUT_FRAME(json, at, key, number) json_put_again(PUT(at, KEY(key)), &(json)->frame, number)

static inline bool
piece_is(const struct piece *piece, const void *about, uint64_t which)
{
	return piece->about == about && piece->which == which;
}

/* Another piece stands in its place: it may be near, or find an empty place there; else it takes that one's place. */
static __attribute__((noinline)) struct piece *
piece_search(struct json_report *json, size_t place, const void *about, uint64_t which)
{
	for (size_t i = 0; i < PIECES_NEAR; i++) {
		struct piece *near = &json->pieces[(place + i) & (PIECES - 1)];
		if (!near->about || piece_is(near, about, which))
			return near;
	}
	return &json->pieces[place];
}

static inline struct piece *
piece_of(struct json_report *json, const void *about, uint64_t which)
{
	uint64_t mixed = ((uintptr_t)about / 8 ^ which) * 0x9e3779b97f4a7c15u;
	size_t place = mixed >> 32 & (PIECES - 1);

	if (piece_is(&json->pieces[place], about, which))
		return &json->pieces[place];
	return piece_search(json, place, about, which);
}

static inline char *
put_piece(char *at, const struct piece *piece)
{
	return json_put_bytes(at, piece->json, piece->length);
}

static inline size_t
bytes_used(const struct json_report *json, const char *at)
{
	return (size_t)(at - json->buffer);
}

/*
 * What was written since `used` bytes were in the buffer is kept for the next time: the first `length` of it as the piece, the
 * rest, up to `at`, as what goes with it.
 */
static __attribute__((noinline)) void
piece_keep(struct piece *piece, const struct json_report *json, const void *about, uint64_t which,
		   size_t used, size_t length, const char *at)
{
	size_t whole = bytes_used(json, at) - used;

	g_free(piece->json);
	*piece = (struct piece){
		.about = about,
		.which = which,
		.json = g_memdup2(at - whole, whole),
		.length = (uint32_t)length,
		.more_length = (uint32_t)(whole - length),
	};
}

/* Records are of this file from here on. */
static void
set_file(struct json_report *json, const char *file)
{
	size_t length = strlen(file);
	char *escaped = g_malloc(length * ESCAPE_JSON_MOST + 1);
	int escaped_length = (int)(escape_json(escaped, file, length) - escaped);

	for (int type = 0; type < RECORD_TYPES; type++)
		g_string_printf(json->begin[type], "{\"type\":\"%s\",\"file\":\"%.*s\"", RECORD_NAMES[type],
						escaped_length, escaped);
	g_free(escaped);
}

static inline char *
begin_record(struct json_report *json, enum record_type type)
{
	const GString *begin = json->begin[type];

	return json_put_bytes(reserve(json, json->at, begin->len), begin->str, begin->len);
}

/* It is told in which file the frame is, and where. */
static __attribute__((noinline)) char *
begin_record_of_rotation(struct json_report *json, enum record_type type, uint32_t frame)
{
	const struct rotation_file *file = rotation_file_of(json->rotation, frame);

	if (file && file != json->rotation_file)
		set_file(json, file->path);
	json->rotation_file = file;
	char *at = begin_record(json, type);
	return file ? PUT_NUMBER(at, "frame_in_file", frame - (file->first_frame - 1)) : at;
}

static inline char *
begin_record_of_frame(struct json_report *json, enum record_type type, uint32_t frame)
{
	return json->rotation ? begin_record_of_rotation(json, type, frame) : begin_record(json, type);
}

static void
end_record(struct json_report *json, char *at)
{
	json->at = PUT(at, "}\n");
	if (json->at - json->buffer >= BUFFER_FILLED)
		hand_over(json);
}

/* `port`: the last one that was written in this place; servers have few. */
static inline char *
put_endpoint(struct json_report *json, char *at, const struct endpoint *endpoint, struct json_number *port)
{
	char text[ENDPOINT_TEXT_SIZE];

	if (endpoint->address.family == 4)
		return json_put_ipv4(at, endpoint, port);
	return put_string(json, at, endpoint_text(endpoint, text));
}

static const char *const FAULT_NAMES[] = {
	"gap-before", "truncated", "one-sided", "mid-stream", "overlap", "gap-in-body",
};

/* The others weaken only what is said of other messages. */
#define FAULTS_NAMED ((1u << G_N_ELEMENTS(FAULT_NAMES)) - 1)

static const char *const ODDITY_NAMES[] = {
	"bare-lf",
	"leading-crlf",
	"no-reason",
	"folded",
	"space-before-colon",
	"no-colon",
	"control-byte",
	"non-ascii",
	"extra-space",
	"too-many-fields",
	"empty-name",
	"status-not-3-digits",
	"no-end",
	"version",
	"unknown-fields",
	"status-out-of-range",
};

/* The names of the bits that are set, as an array. */
static char *
put_names(struct json_report *json, char *at, uint32_t bits, const char *const names[], size_t count)
{
	bool first = true;

	at = PUT(at, "[");
	for (size_t i = 0; i < count; i++) {
		if (!(bits >> i & 1))
			continue;
		if (!first)
			at = PUT(at, ",");
		at = put_string(json, at, names[i]);
		first = false;
	}
	return PUT(at, "]");
}

static const enum protocol PROTOCOLS[] = {PROTOCOL_HTTP, PROTOCOL_SIP};

/* What carries it. */
static inline char *
put_carrier(const struct json_report *json, char *at, const struct annotation *annotation)
{
	unsigned transport = MIN(annotation->seen.transport, TRANSPORTS - 1);
	const struct short_json *carrier = &json->carriers[annotation->protocol][transport];

	memcpy(at, carrier->text, sizeof carrier->text);
	return at + carrier->length;
}

static void
carriers_fill(struct json_report *json)
{
	for (size_t i = 0; i < G_N_ELEMENTS(PROTOCOLS); i++)
		for (unsigned transport = 0; transport < TRANSPORTS; transport++) {
			struct short_json *carrier = &json->carriers[PROTOCOLS[i]][transport];
			carrier->length = (uint8_t)g_snprintf(
				carrier->text, sizeof carrier->text, KEY("protocol") "\"%s\"" KEY("transport") "\"%s\"",
				protocol_name(PROTOCOLS[i]), transport_name((enum transport)transport));
		}
}

static inline char *
put_sighting(struct json_report *json, char *at, const struct annotation *annotation)
{
	const struct sighting *seen = &annotation->seen;

	at = PUT_FRAME(json, at, "frame", seen->frame);
	at = PUT_FRAME(json, at, "first_frame", seen->first_frame);
	at = json_put_time(&json->seconds, PUT(at, KEY("time")), seen->first_time);
	at = put_carrier(json, at, annotation);
	if (seen->stream)
		at = PUT_NUMBER(at, "stream", seen->stream);
	at = put_endpoint(json, PUT(at, KEY("src")), &seen->source, &json->source_port);
	return put_endpoint(json, PUT(at, KEY("dst")), &seen->destination, &json->destination_port);
}

/* Where the words_length bytes are. */
static inline const char *
words_of(const struct annotation *annotation)
{
	return annotation->reason ? annotation->reason : annotation->method;
}

/* A status in answer to a method, and what that means. */
static char *
put_meaning(struct json_report *json, char *at, const struct annotation *annotation, unsigned code)
{
	const struct status *status = annotation->status;

	if (annotation->kind == ANNOTATION_RESPONSE)
		at = PUT_NUMBER(at, "status", code);
	at = PUT_STRING_IF(json, at, "reason", annotation->reason);
	at = PUT_STRING(json, at, "class", status_class(annotation->protocol, code));
	if (!status)
		return PUT_STRING_IF(json, at, "method", annotation->method);
	at = PUT_STRING_IF(json, at, "outcome", status->outcome);
	if (annotation->kind == ANNOTATION_RESPONSE && !annotation->status_exact)
		at = PUT_NUMBER(at, "treated_as", status->code);
	at = PUT_STRING(json, at, "meaning", status->means);
	at = PUT_STRING(json, at, "next", status_next(status, slice_of(annotation->method)));
	return PUT_STRING_IF(json, at, "method", annotation->method);
}

/* The same, kept for the next one of this status with these words. */
static __attribute__((noinline)) char *
put_new_meaning(struct json_report *json, char *at, const struct annotation *annotation, struct piece *piece,
				uint64_t which)
{
	const struct status *status = annotation->status;
	bool is_outcome = annotation->kind == ANNOTATION_OUTCOME;
	size_t used = bytes_used(json, at);

	at = put_meaning(json, at, annotation, is_outcome && status ? status->code : annotation->code);
	size_t length = bytes_used(json, at) - used;
	if (piece && length <= PIECE_MOST && annotation->words_length <= WORDS_MOST) {
		const char *end = json_put_bytes(at, words_of(annotation), annotation->words_length);
		piece_keep(piece, json, status, which, used, length, end);
	}
	return at;
}

static inline char *
put_status(struct json_report *json, char *at, const struct annotation *annotation)
{
	size_t words_length = annotation->words_length;

	if (!annotation->status_exact || words_length == 0)
		return put_new_meaning(json, at, annotation, NULL, 0);
	/* How long the words are tells most of them apart, and how the last one begins the others. */
	uint64_t which = words_length << 8 | (annotation->method ? (unsigned char)annotation->method[0] : 0);
	struct piece *piece = piece_of(json, annotation->status, which);
	if (piece_is(piece, annotation->status, which) && piece->more_length == words_length &&
		memcmp(piece->json + piece->length, words_of(annotation), words_length) == 0)
		return put_piece(at, piece);
	return put_new_meaning(json, at, annotation, piece, which);
}

/* A text of the annotation whose length is known. */
static inline char *
put_text(struct json_report *json, char *at, const struct annotation *annotation, const char *text,
		 size_t length)
{
	if (!annotation->is_plain)
		return put_string(json, at, text);
	*at++ = '"';
	return PUT(json_put_bytes(at, text, length), "\"");
}

static inline char *
put_request(struct json_report *json, char *at, const struct annotation *annotation)
{
	if (annotation->target)
		at = put_text(json, PUT(at, KEY("target")), annotation, annotation->target,
					  annotation->target_length);
	if (annotation->request_frame)
		at = PUT_NUMBER(at, "request_frame", annotation->request_frame);
	if (annotation->elapsed >= 0)
		at = json_put_milliseconds(PUT(at, KEY("elapsed_ms")), annotation->elapsed);
	if (annotation->call_id)
		at = put_text(json, PUT(at, KEY("call_id")), annotation, annotation->call_id,
					  annotation->call_id_length);
	if (annotation->origin_frame)
		at = PUT_NUMBER(at, "origin_frame", annotation->origin_frame);
	return annotation->decided_by ? PUT_NUMBER(at, "decided_by", annotation->decided_by) : at;
}

static __attribute__((noinline)) char *
put_circumstances(struct json_report *json, char *at, const struct annotation *annotation)
{
	if (annotation->repetition == REPETITION_RETRANSMISSION)
		at = PUT(at, KEY("repetition") "\"retransmission\"");
	if (annotation->repetition == REPETITION_MIRROR_COPY)
		at = PUT(at, KEY("repetition") "\"mirror-copy\"");
	if (annotation->repeats_frame)
		at = PUT_NUMBER(at, "repeats", annotation->repeats_frame);
	if (annotation->seen.faults & FAULT_TRUNCATED)
		at = PUT(at, KEY("incomplete") "true");
	if (annotation->seen.faults & FAULTS_NAMED)
		at = put_names(json, PUT(at, KEY("faults")), annotation->seen.faults, FAULT_NAMES,
					   G_N_ELEMENTS(FAULT_NAMES));
	if (annotation->oddities)
		at = put_names(json, PUT(at, KEY("oddities")), annotation->oddities, ODDITY_NAMES,
					   G_N_ELEMENTS(ODDITY_NAMES));
	return at;
}

/* The code of a cause, and what is known of it. */
static char *
put_cause_code(struct json_report *json, char *at, const struct cause *cause)
{
	struct piece *piece = piece_of(json, cause->known, 0);

	if (cause->known && piece_is(piece, cause->known, 0))
		return put_piece(reserve(json, at, piece->length), piece);
	size_t used = bytes_used(json, at);
	if (cause->has_code)
		at = PUT_NUMBER(at, "code", cause->code);
	at = PUT_STRING_IF(json, at, "phrase", cause->phrase);
	at = PUT_STRING_IF(json, at, "meaning", cause_meaning(cause));
	if (cause->known)
		piece_keep(piece, json, cause->known, 0, used, bytes_used(json, at) - used, at);
	return at;
}

/* Why the response was sent, or what it is about has ended. */
static __attribute__((noinline)) char *
put_causes(struct json_report *json, char *at, const struct cause *causes)
{
	at = PUT(at, KEY("causes") "[");
	for (const struct cause *cause = causes; cause; cause = cause->next) {
		if (cause != causes)
			at = PUT(at, ",");
		at = decimal_put(PUT(at, "{\"frame\":"), cause->frame);
		at = PUT_STRING(json, at, "field", field_name(cause->field));
		at = PUT_STRING_IF(json, at, "by", cause->by);
		at = put_cause_code(json, at, cause);
		at = PUT_STRING_IF(json, at, "text", cause->text);
		at = PUT(at, "}");
	}
	return PUT(at, "]");
}

/* How a follow-up begins, and how the usual text of it does: see followup_text. */
static __attribute__((noinline)) void
expectation_keep(struct json_report *json, char *at, struct piece *piece, const struct followup *followup)
{
	const struct expectation *expectation = followup->expectation;
	size_t used = bytes_used(json, at);

	at = put_string(json, PUT(at, "{\"id\":"), expectation->id);
	at = PUT_STRING(json, at, "verdict", verdict_name(followup->verdict));
	size_t length = bytes_used(json, at) - used;
	if (expectation->met)
		at = PUT(PUT_STRING(json, at, "text", expectation->met) - 1, " ");
	else if (expectation->what)
		at = PUT(PUT_STRING(json, at, "text", expectation->what) - 1, FOLLOWUP_CAME);
	piece_keep(piece, json, expectation, followup->verdict, used, length, at);
}

/* What followup_text says, of which only the numbers are new. */
static inline char *
put_followup_text(struct json_report *json, char *at, const struct followup *followup,
				  const struct piece *piece)
{
	if (followup->text)
		return PUT_STRING(json, at, "text", followup->text);
	at = json_put_bytes(at, piece->json + piece->length, piece->more_length);
	at = json_put_again(at, &json->frame, followup->frame);
	if (!followup->expectation->met)
		at = duration_put(PUT(at, FOLLOWUP_AFTER), followup->delay);
	return PUT(at, ".\"");
}

static inline char *
put_followup(struct json_report *json, char *at, const struct followup *followup)
{
	struct piece *piece = piece_of(json, followup->expectation, followup->verdict);

	if (!piece_is(piece, followup->expectation, followup->verdict)) {
		size_t used = bytes_used(json, at);
		expectation_keep(json, at, piece, followup);
		at = json->buffer + used;
	}
	at = put_piece(reserve(json, at, piece->length + piece->more_length), piece);
	if (followup->frame)
		at = PUT_FRAME(json, at, "frame", followup->frame);
	if (followup->delay >= 0)
		at = json_put_milliseconds(PUT(at, KEY("delay_ms")), followup->delay);
	return PUT(put_followup_text(json, at, followup, piece), "}");
}

static inline char *
put_followups(struct json_report *json, char *at, const struct followup *followup)
{
	at = PUT(at, KEY("followups") "[");
	for (const struct followup *f = followup; f; f = f->next) {
		if (f != followup)
			at = PUT(at, ",");
		at = put_followup(json, at, f);
	}
	return PUT(at, "]");
}

static inline char *
put_finding_ids(struct json_report *json, char *at, char **ids)
{
	at = PUT(at, KEY("findings") "[");
	for (char **id = ids; id && *id; id++) {
		if (id != ids)
			at = PUT(at, ",");
		at = put_string(json, at, *id);
	}
	return PUT(at, "]");
}

static void
json_settled(struct report *report, const struct annotation *annotation)
{
	struct json_report *json = (struct json_report *)report;
	bool is_outcome = annotation->kind == ANNOTATION_OUTCOME;
	char *at = begin_record_of_frame(json, is_outcome ? RECORD_OUTCOME : RECORD_RESPONSE,
									 annotation->seen.frame);

	at = put_sighting(json, at, annotation);
	at = put_status(json, at, annotation);
	at = put_request(json, at, annotation);
	if (annotation->causes)
		at = put_causes(json, at, annotation->causes);
	if (annotation->repetition | annotation->repeats_frame | annotation->oddities |
		(annotation->seen.faults & FAULTS_NAMED))
		at = put_circumstances(json, at, annotation);
	at = put_followups(json, at, annotation->followups);
	at = put_finding_ids(json, at, annotation->finding_ids);
	end_record(json, at);
}

static void
json_finding(struct report *report, const struct finding *finding)
{
	struct json_report *json = (struct json_report *)report;
	char *at = begin_record_of_frame(json, RECORD_FINDING, finding->frame);

	at = PUT_STRING(json, at, "id", finding->rule->id);
	at = PUT_STRING(json, at, "severity", severity_name(finding->severity));
	at = PUT_STRING(json, at, "confidence", confidence_name(finding->confidence));
	at = PUT_STRING(json, at, "protocol", protocol_name(finding->protocol));
	at = PUT_NUMBER(at, "frame", finding->frame);
	at = PUT(at, KEY("frames") "[");
	for (unsigned i = 0; i < finding->frame_count; i++) {
		if (i > 0)
			at = PUT(at, ",");
		at = decimal_put(at, finding->frames[i]);
	}
	at = PUT(at, "]");
	at = PUT_STRING_IF(json, at, "text", finding->text);
	at = PUT_STRING_IF(json, at, "spec", finding->rule->spec);
	end_record(json, at);
}

/* One member of an object of counts; *first says whether it needs a comma. */
static char *
put_count(struct json_report *json, char *at, bool *first, const char *key, uint64_t count)
{
	if (!*first)
		at = PUT(at, ",");
	*first = false;
	at = put_string(json, at, key);
	return decimal_put(PUT(at, ":"), count);
}

static char *
put_codes(struct json_report *json, char *at, const uint64_t responses[700])
{
	bool first = true;

	at = PUT(at, "{");
	for (unsigned code = 0; code < 700; code++) {
		char digits[4] = {(char)('0' + code / 100), (char)('0' + code / 10 % 10), (char)('0' + code % 10), 0};
		if (responses[code] > 0)
			at = put_count(json, at, &first, code ? digits : "other", responses[code]);
	}
	return PUT(at, "}");
}

static char *
put_responses(struct json_report *json, char *at, const struct analysis_counts *counts)
{
	at = PUT(at, KEY("responses") "{");
	for (size_t i = 0; i < G_N_ELEMENTS(PROTOCOLS); i++) {
		if (i > 0)
			at = PUT(at, ",");
		at = put_string(json, at, protocol_name(PROTOCOLS[i]));
		at = PUT(at, ":");
		at = put_codes(json, at, counts->responses[PROTOCOLS[i]]);
	}
	return PUT(at, "}");
}

static char *
put_by_protocol(struct json_report *json, char *at, const uint64_t counts[2])
{
	bool first = true;

	at = PUT(at, "{");
	for (size_t i = 0; i < G_N_ELEMENTS(PROTOCOLS); i++)
		at = put_count(json, at, &first, protocol_name(PROTOCOLS[i]), counts[PROTOCOLS[i]]);
	return PUT(at, "}");
}

static char *
put_counts(struct json_report *json, char *at, const struct analysis_counts *counts)
{
	bool first = true;

	at = put_by_protocol(json, PUT(at, KEY("requests")), counts->requests);
	at = put_responses(json, at, counts);
	at = PUT_NUMBER(at, "outcomes", counts->outcomes);
	at = PUT(at, KEY("followups") "{");
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
		at = put_count(json, at, &first, verdict_name((enum verdict)verdict), counts->followups[verdict]);
	at = PUT(at, "}");
	first = true;
	at = PUT(at, KEY("findings") "{");
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
		at = put_count(json, at, &first, severity_name((enum severity)severity), counts->findings[severity]);
	at = PUT(at, "}");
	if (counts->findings_untold > 0)
		at = PUT_NUMBER(at, "findings_untold", counts->findings_untold);
	at = put_by_protocol(json, PUT(at, KEY("retransmissions")), counts->retransmissions);
	at = PUT_NUMBER(at, "mirror_copies", counts->mirror_copies);
	return put_by_protocol(json, PUT(at, KEY("orphan_responses")), counts->orphan_responses);
}

static char *
put_skipped(struct json_report *json, char *at, const struct capture_counts *counts)
{
	bool first = true;

	at = PUT(at, KEY("skipped") "{");
	at = put_count(json, at, &first, "truncated", counts->truncated_packets);
	at = put_count(json, at, &first, "not_decoded", counts->not_decoded);
	at = put_count(json, at, &first, "bad_packets", counts->bad_packets);
	at = put_count(json, at, &first, "fragments", counts->fragments_dropped);
	at = put_count(json, at, &first, "stream_gaps", counts->stream_gaps);
	at = put_count(json, at, &first, "stream_overlaps", counts->stream_overlaps);
	at = put_count(json, at, &first, "malformed_messages", counts->malformed_messages);
	if (counts->streams_given_up > 0)
		at = put_count(json, at, &first, "streams_given_up", counts->streams_given_up);
	if (counts->dropped > 0)
		at = put_count(json, at, &first, "dropped", counts->dropped);
	return PUT(at, "}");
}

static const char *const END_NAMES[] = {
	[CAPTURE_COMPLETE] = "complete",
	[CAPTURE_DAMAGED] = "damaged",
	[CAPTURE_NOT_OPENED] = "not-opened",
	[CAPTURE_STOPPED] = "stopped",
};

/* The files of one capture: which frames are in which. */
static char *
put_files(struct json_report *json, char *at, const struct rotation *rotation)
{
	at = PUT(at, KEY("files") "[");
	for (size_t i = 0; i < rotation->count; i++) {
		const struct rotation_file *file = &rotation->files[i];
		at = reserve(json, at, 0);
		if (i > 0)
			at = PUT(at, ",");
		at = put_string(json, PUT(at, "{\"file\":"), file->path);
		at = PUT_NUMBER(at, "packets", file->packets);
		if (file->packets > 0)
			at = PUT_NUMBER(at, "first_frame", file->first_frame);
		at = PUT_STRING_IF(json, at, "problem", file->problem);
		at = PUT(at, "}");
	}
	return PUT(at, "]");
}

static bool
json_file_end(struct report *report, const struct capture_result *capture,
			  const struct analysis_counts *counts)
{
	struct json_report *json = (struct json_report *)report;

	if (json->rotation)
		set_file(json, json->rotation->files[0].path);
	char *at = begin_record(json, RECORD_SUMMARY);
	at = PUT_STRING(json, at, "end", END_NAMES[capture->end]);
	at = PUT_STRING_IF(json, at, "problem", capture->problem);
	at = PUT_NUMBER(at, "packets", capture->counts.packets);
	at = PUT_NUMBER(at, "bytes", capture->counts.bytes);
	at = PUT_NUMBER(at, "streams", capture->counts.streams);
	if (capture->counts.packets > 0) {
		at = json_put_time(&json->seconds, PUT(at, KEY("first_time")), capture->first_time);
		at = json_put_time(&json->seconds, PUT(at, KEY("last_time")), capture->last_time);
	}
	at = put_counts(json, at, counts);
	at = put_skipped(json, at, &capture->counts);
	if (json->rotation)
		at = put_files(json, at, json->rotation);
	end_record(json, at);
	hand_over(json);
	json->rotation = NULL;
	json->rotation_file = NULL;
	return json->writing;
}

static void
json_file_begin(struct report *report, const char *file, const struct rotation *rotation)
{
	struct json_report *json = (struct json_report *)report;

	json->rotation = rotation;
	json->rotation_file = NULL;
	set_file(json, file);
}

static void
json_flush(struct report *report)
{
	hand_over((struct json_report *)report);
}

static bool
json_finish(struct report *report)
{
	struct json_report *json = (struct json_report *)report;

	hand_over(json);
	return json->writing;
}

static bool
json_is_writing(const struct report *report)
{
	return ((const struct json_report *)report)->writing;
}

static void
json_free(struct report *report)
{
	struct json_report *json = (struct json_report *)report;

	for (unsigned i = 0; i < PIECES; i++)
		g_free(json->pieces[i].json);
	for (int type = 0; type < RECORD_TYPES; type++)
		g_string_free(json->begin[type], TRUE);
	g_free(json->buffer);
	g_free(json);
}

struct report *
report_json_new(const struct output *output)
{
	struct json_report *json = g_new0(struct json_report, 1);

	json->report = (struct report){
		.file_begin = json_file_begin,
		.settled = json_settled,
		.finding = json_finding,
		.flush = json_flush,
		.file_end = json_file_end,
		.finish = json_finish,
		.is_writing = json_is_writing,
		.free = json_free,
	};
	json->output = *output;
	json->writing = true;
	json->buffer = g_malloc(BUFFER_SIZE);
	json->end = json->buffer + BUFFER_SIZE;
	json->at = json->buffer;
	for (int type = 0; type < RECORD_TYPES; type++)
		json->begin[type] = g_string_new(NULL);
	json_seconds_begin(&json->seconds);
	json_number_begin(&json->frame);
	json_number_begin(&json->source_port);
	json_number_begin(&json->destination_port);
	carriers_fill(json);
	json_file_begin(&json->report, "", NULL);
	return &json->report;
}
