/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine's view. Millions of records pass through here, so nothing is formatted by printf: a record is
 * written into one growing buffer, which goes to the output whenever it is well filled and ends with a line.
 */
#include "tool/report.h"

#include <glib.h>
#include <string.h>

#include "core/expectation.h"
#include "core/rule.h"
#include "tool/escape.h"

#define BUFFER_SIZE   (256 * 1024)
#define BUFFER_FILLED (192 * 1024)

/*
 * There is always so much room in the buffer that keys, numbers, and whatever else has a bounded length, can be
 * written without asking: every text asks for itself and for this. No record has as many of them in a row.
 */
#define ROOM 4096

/* How many texts of the tables are kept as JSON; ours. Two that share a place push each other out. */
#define CONSTANTS 256

/* A text of the tables, told by its address, and its JSON with the quotes. */
struct constant {
	const char *text;
	char *json;
	size_t length;
};

struct json_report {
	struct report report;
	struct output output;
	bool writing;
	char *file; /* "\"file\":\"a.pcap\"", ready to be put in each record */
	size_t file_length;
	const struct rotation *rotation;           /* NULL: one file */
	const struct rotation_file *rotation_file; /* `file` is of this one */

	char *buffer;
	size_t size;
	char *at; /* where the next byte goes */

	uint64_t second; /* the last one that was written, and how; length 0: none */
	char second_text[24];
	size_t second_length;

	struct constant constants[CONSTANTS];
};

__attribute__((noinline)) static void
buffer_grow(struct json_report *json, size_t used, size_t bytes)
{
	while (json->size - used < bytes)
		json->size *= 2;
	json->buffer = g_realloc(json->buffer, json->size);
	json->at = json->buffer + used;
}

/* Makes room for `bytes` bytes and as many of bounded length as may follow. */
static inline void
reserve(struct json_report *json, size_t bytes)
{
	size_t used = (size_t)(json->at - json->buffer);

	if (json->size - used < bytes + ROOM)
		buffer_grow(json, used, bytes + ROOM);
}

static void
hand_over(struct json_report *json)
{
	size_t used = (size_t)(json->at - json->buffer);

	if (json->writing && used > 0)
		json->writing = json->output.write(json->output.user, json->buffer, used);
	json->at = json->buffer;
}

/* Few bytes: for more, make room before. */
static inline void
put_bytes(struct json_report *json, const char *bytes, size_t length)
{
	memcpy(json->at, bytes, length);
	json->at += length;
}

/* Text that is JSON already. */
#define PUT(json, literal) put_bytes(json, literal, sizeof(literal) - 1)

static void
put_string(struct json_report *json, const char *text)
{
	size_t length = strlen(text);

	reserve(json, length * ESCAPE_JSON_MOST + 2);
	*json->at++ = '"';
	json->at = escape_json(json->at, text, length);
	*json->at++ = '"';
}

/* Exactly `digits` digits. */
static inline void
put_digits(struct json_report *json, uint64_t number, unsigned digits)
{
	static const char pairs[] =
		"00010203040506070809101112131415161718192021222324252627282930313233343536373839"
		"40414243444546474849505152535455565758596061626364656667686970717273747576777879"
		"8081828384858687888990919293949596979899";
	unsigned left = digits;

	for (; left >= 2; left -= 2, number /= 100)
		memcpy(json->at + left - 2, pairs + number % 100 * 2, 2);
	if (left)
		json->at[0] = (char)('0' + number % 10);
	json->at += digits;
}

static inline void
put_number(struct json_report *json, uint64_t number)
{
	unsigned digits = 1;

	for (uint64_t power = 10; number >= power && digits < 20; power *= 10)
		digits++;
	put_digits(json, number, digits);
}

/* Nanoseconds since 1970 as seconds: microseconds always, nanoseconds where the capture has them. */
static void
put_time(struct json_report *json, int64_t time)
{
	uint64_t magnitude = time < 0 ? 0 - (uint64_t)time : (uint64_t)time;
	uint64_t seconds = magnitude / 1000000000, nanoseconds = magnitude % 1000000000;
	bool coarse = nanoseconds % 1000 == 0;

	if (time < 0)
		PUT(json, "-");
	/* Many records fall into one second. */
	if (seconds != json->second || json->second_length == 0) {
		char *start = json->at;
		put_number(json, seconds);
		PUT(json, ".");
		json->second = seconds;
		json->second_length = (size_t)(json->at - start);
		memcpy(json->second_text, start, json->second_length);
		json->at = start;
	}
	memcpy(json->at, json->second_text, sizeof json->second_text);
	json->at += json->second_length;
	if (coarse)
		put_digits(json, nanoseconds / 1000, 6);
	else
		put_digits(json, nanoseconds, 9);
}

/* Nanoseconds, not negative, as milliseconds. */
static void
put_milliseconds(struct json_report *json, int64_t duration)
{
	uint64_t nanoseconds = (uint64_t)duration % 1000000;

	put_number(json, (uint64_t)duration / 1000000);
	if (nanoseconds == 0)
		return;
	PUT(json, ".");
	put_digits(json, nanoseconds, 6);
	while (json->at[-1] == '0')
		json->at--;
}

/* Keys are literals that need no escaping; `,"key":` each. */
#define PUT_KEY(json, key) PUT(json, ",\"" key "\":")

#define PUT_STRING(json, key, text) \
	do {                            \
		PUT_KEY(json, key);         \
		put_string(json, text);     \
	} while (0)

#define PUT_NUMBER(json, key, number) \
	do {                              \
		PUT_KEY(json, key);           \
		put_number(json, number);     \
	} while (0)

/* As put_string, for a text that stands in a table and never changes: meanings and ids come with every record. */
static void
put_constant(struct json_report *json, const char *text)
{
	struct constant *constant = &json->constants[(uintptr_t)text / 8 % CONSTANTS];

	if (constant->text != text) {
		size_t length = strlen(text);
		g_free(constant->json);
		constant->text = text;
		constant->json = g_malloc(length * ESCAPE_JSON_MOST + 2);
		char *end = constant->json;
		*end++ = '"';
		end = escape_json(end, text, length);
		*end++ = '"';
		constant->length = (size_t)(end - constant->json);
	}
	reserve(json, constant->length);
	put_bytes(json, constant->json, constant->length);
}

static void
put_string_if(struct json_report *json, const char *key, size_t key_length, const char *text)
{
	if (!text)
		return;
	put_bytes(json, key, key_length);
	put_string(json, text);
}

#define PUT_STRING_IF(json, key, text) put_string_if(json, ",\"" key "\":", sizeof(key) + 3, text)

/* Records are of this file from here on. */
static void
set_file(struct json_report *json, const char *file)
{
	size_t length = strlen(file);
	char *end;

	g_free(json->file);
	json->file = g_malloc(length * ESCAPE_JSON_MOST + sizeof("\"file\":\"\""));
	end = g_stpcpy(json->file, "\"file\":\"");
	end = escape_json(end, file, length);
	*end++ = '"';
	json->file_length = (size_t)(end - json->file);
}

static void
begin_record(struct json_report *json, const char *type)
{
	reserve(json, json->file_length);
	PUT(json, "{\"type\":\"");
	put_bytes(json, type, strlen(type));
	PUT(json, "\",");
	put_bytes(json, json->file, json->file_length);
}

/* Of a frame; where there are several files, it is told in which of them it is, and where. */
static void
begin_record_of_frame(struct json_report *json, const char *type, uint32_t frame)
{
	const struct rotation_file *file = json->rotation ? rotation_file_of(json->rotation, frame) : NULL;

	if (file && file != json->rotation_file)
		set_file(json, file->path);
	json->rotation_file = file;
	begin_record(json, type);
	if (file)
		PUT_NUMBER(json, "frame_in_file", frame - (file->first_frame - 1));
}

static void
end_record(struct json_report *json)
{
	PUT(json, "}\n");
	if (json->at - json->buffer >= BUFFER_FILLED)
		hand_over(json);
}

/* Numbers from 0 to 255 as text, with a dot behind them. */
static struct octet {
	char text[4];
	uint8_t length; /* with the dot */
} octets[256];

__attribute__((constructor)) static void
octets_fill(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(octets); i++) {
		char *at = octets[i].text;
		if (i >= 100)
			*at++ = (char)('0' + i / 100);
		if (i >= 10)
			*at++ = (char)('0' + i / 10 % 10);
		*at++ = (char)('0' + i % 10);
		*at++ = '.';
		octets[i].length = (uint8_t)(at - octets[i].text);
	}
}

/* What endpoint_text writes for IPv4, without the detour over printf: two of them are in each record. */
static void
put_endpoint_v4(struct json_report *json, const struct endpoint *endpoint)
{
	char *at = json->at;

	*at++ = '"';
	for (int i = 0; i < 4; i++) {
		const struct octet *octet = &octets[endpoint->address.bytes[i]];
		memcpy(at, octet->text, sizeof octet->text);
		at += octet->length;
	}
	at[-1] = ':';
	json->at = at;
	put_number(json, endpoint->port);
	PUT(json, "\"");
}

static void
put_endpoint(struct json_report *json, const struct endpoint *endpoint)
{
	char text[ENDPOINT_TEXT_SIZE];

	if (endpoint->address.family == 4)
		put_endpoint_v4(json, endpoint);
	else
		put_string(json, endpoint_text(endpoint, text));
}

static const char *const FAULT_NAMES[] = {
	"gap-before", "truncated", "one-sided", "mid-stream", "overlap", "gap-in-body",
};

static const char *const ODDITY_NAMES[] = {
	"bare-lf",    "leading-crlf",        "no-reason", "folded",      "space-before-colon",
	"no-colon",   "control-byte",        "non-ascii", "extra-space", "too-many-fields",
	"empty-name", "status-not-3-digits", "no-end",    "version",     "unknown-fields",
};

/* The names of the bits that are set, as an array. */
static void
put_names(struct json_report *json, uint32_t bits, const char *const names[], size_t count)
{
	bool first = true;

	PUT(json, "[");
	for (size_t i = 0; i < count; i++) {
		if (!(bits >> i & 1))
			continue;
		if (!first)
			PUT(json, ",");
		put_string(json, names[i]);
		first = false;
	}
	PUT(json, "]");
}

static void
put_sighting(struct json_report *json, const struct annotation *annotation)
{
	const struct sighting *seen = &annotation->seen;

	PUT_NUMBER(json, "frame", seen->frame);
	PUT_NUMBER(json, "first_frame", seen->first_frame);
	PUT_KEY(json, "time");
	put_time(json, seen->first_time);
	PUT_KEY(json, "protocol");
	put_constant(json, protocol_name(annotation->protocol));
	PUT_KEY(json, "transport");
	put_constant(json, transport_name((enum transport)seen->transport));
	if (seen->stream)
		PUT_NUMBER(json, "stream", seen->stream);
	PUT_KEY(json, "src");
	put_endpoint(json, &seen->source);
	PUT_KEY(json, "dst");
	put_endpoint(json, &seen->destination);
}

static void
put_status(struct json_report *json, const struct annotation *annotation)
{
	const struct status *status = annotation->status;
	bool is_outcome = annotation->kind == ANNOTATION_OUTCOME;
	unsigned code = is_outcome && status ? status->code : annotation->code;

	if (!is_outcome)
		PUT_NUMBER(json, "status", code);
	PUT_STRING_IF(json, "reason", annotation->reason);
	PUT_KEY(json, "class");
	put_constant(json, status_class(annotation->protocol, code));
	if (!status)
		return;
	PUT_STRING_IF(json, "outcome", status->outcome);
	if (!is_outcome && !annotation->status_exact)
		PUT_NUMBER(json, "treated_as", status->code);
	PUT_KEY(json, "meaning");
	put_constant(json, status->means);
	PUT_KEY(json, "next");
	put_constant(json, status_next(status, slice_of(annotation->method)));
}

static void
put_request(struct json_report *json, const struct annotation *annotation)
{
	PUT_STRING_IF(json, "method", annotation->method);
	PUT_STRING_IF(json, "target", annotation->target);
	if (annotation->request_frame)
		PUT_NUMBER(json, "request_frame", annotation->request_frame);
	if (annotation->elapsed >= 0) {
		PUT_KEY(json, "elapsed_ms");
		put_milliseconds(json, annotation->elapsed);
	}
	PUT_STRING_IF(json, "call_id", annotation->call_id);
	if (annotation->decided_by)
		PUT_NUMBER(json, "decided_by", annotation->decided_by);
}

static void
put_circumstances(struct json_report *json, const struct annotation *annotation)
{
	if (annotation->repetition == REPETITION_RETRANSMISSION)
		PUT_STRING(json, "repetition", "retransmission");
	if (annotation->repetition == REPETITION_MIRROR_COPY)
		PUT_STRING(json, "repetition", "mirror-copy");
	if (annotation->repeats_frame)
		PUT_NUMBER(json, "repeats", annotation->repeats_frame);
	if (annotation->seen.faults & FAULT_TRUNCATED)
		PUT(json, ",\"incomplete\":true");
	if (annotation->seen.faults) {
		PUT_KEY(json, "faults");
		put_names(json, annotation->seen.faults, FAULT_NAMES, G_N_ELEMENTS(FAULT_NAMES));
	}
	if (annotation->oddities) {
		PUT_KEY(json, "oddities");
		put_names(json, annotation->oddities, ODDITY_NAMES, G_N_ELEMENTS(ODDITY_NAMES));
	}
}

static void
put_followups(struct json_report *json, const struct followup *followup)
{
	PUT_KEY(json, "followups");
	PUT(json, "[");
	for (const struct followup *f = followup; f; f = f->next) {
		if (f != followup)
			PUT(json, ",");
		PUT(json, "{\"id\":");
		put_constant(json, f->expectation->id);
		PUT_KEY(json, "verdict");
		put_constant(json, verdict_name(f->verdict));
		if (f->frame)
			PUT_NUMBER(json, "frame", f->frame);
		if (f->delay >= 0) {
			PUT_KEY(json, "delay_ms");
			put_milliseconds(json, f->delay);
		}
		PUT_STRING_IF(json, "text", f->text);
		PUT(json, "}");
	}
	PUT(json, "]");
}

static void
put_finding_ids(struct json_report *json, char **ids)
{
	PUT_KEY(json, "findings");
	PUT(json, "[");
	for (char **id = ids; id && *id; id++) {
		if (id != ids)
			PUT(json, ",");
		put_string(json, *id);
	}
	PUT(json, "]");
}

static void
json_settled(struct report *report, const struct annotation *annotation)
{
	struct json_report *json = (struct json_report *)report;

	begin_record_of_frame(json, annotation->kind == ANNOTATION_OUTCOME ? "outcome" : "response",
						  annotation->seen.frame);
	put_sighting(json, annotation);
	put_status(json, annotation);
	put_request(json, annotation);
	put_circumstances(json, annotation);
	put_followups(json, annotation->followups);
	put_finding_ids(json, annotation->finding_ids);
	end_record(json);
}

static void
json_finding(struct report *report, const struct finding *finding)
{
	struct json_report *json = (struct json_report *)report;

	begin_record_of_frame(json, "finding", finding->frame);
	PUT_STRING(json, "id", finding->rule->id);
	PUT_STRING(json, "severity", severity_name(finding->severity));
	PUT_STRING(json, "confidence", confidence_name(finding->confidence));
	PUT_STRING(json, "protocol", protocol_name(finding->protocol));
	PUT_NUMBER(json, "frame", finding->frame);
	PUT_KEY(json, "frames");
	PUT(json, "[");
	for (unsigned i = 0; i < finding->frame_count; i++) {
		if (i > 0)
			PUT(json, ",");
		put_number(json, finding->frames[i]);
	}
	PUT(json, "]");
	PUT_STRING_IF(json, "text", finding->text);
	PUT_STRING_IF(json, "spec", finding->rule->spec);
	end_record(json);
}

/* One member of an object of counts; *first says whether it needs a comma. */
static void
put_count(struct json_report *json, bool *first, const char *key, uint64_t count)
{
	if (!*first)
		PUT(json, ",");
	*first = false;
	put_string(json, key);
	PUT(json, ":");
	put_number(json, count);
}

static void
put_codes(struct json_report *json, const uint64_t responses[700])
{
	bool first = true;

	PUT(json, "{");
	for (unsigned code = 0; code < 700; code++) {
		char digits[4] = {(char)('0' + code / 100), (char)('0' + code / 10 % 10), (char)('0' + code % 10), 0};
		if (responses[code] > 0)
			put_count(json, &first, code ? digits : "other", responses[code]);
	}
	PUT(json, "}");
}

static const enum protocol PROTOCOLS[] = {PROTOCOL_HTTP, PROTOCOL_SIP};

static void
put_responses(struct json_report *json, const struct analysis_counts *counts)
{
	PUT_KEY(json, "responses");
	PUT(json, "{");
	for (size_t i = 0; i < G_N_ELEMENTS(PROTOCOLS); i++) {
		if (i > 0)
			PUT(json, ",");
		put_string(json, protocol_name(PROTOCOLS[i]));
		PUT(json, ":");
		put_codes(json, counts->responses[PROTOCOLS[i]]);
	}
	PUT(json, "}");
}

static void
put_by_protocol(struct json_report *json, const uint64_t counts[2])
{
	bool first = true;

	PUT(json, "{");
	for (size_t i = 0; i < G_N_ELEMENTS(PROTOCOLS); i++)
		put_count(json, &first, protocol_name(PROTOCOLS[i]), counts[PROTOCOLS[i]]);
	PUT(json, "}");
}

static void
put_counts(struct json_report *json, const struct analysis_counts *counts)
{
	bool first = true;

	PUT_KEY(json, "requests");
	put_by_protocol(json, counts->requests);
	put_responses(json, counts);
	PUT_NUMBER(json, "outcomes", counts->outcomes);
	PUT_KEY(json, "followups");
	PUT(json, "{");
	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
		put_count(json, &first, verdict_name((enum verdict)verdict), counts->followups[verdict]);
	PUT(json, "}");
	first = true;
	PUT_KEY(json, "findings");
	PUT(json, "{");
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
		put_count(json, &first, severity_name((enum severity)severity), counts->findings[severity]);
	PUT(json, "}");
	if (counts->findings_untold > 0)
		PUT_NUMBER(json, "findings_untold", counts->findings_untold);
	PUT_KEY(json, "retransmissions");
	put_by_protocol(json, counts->retransmissions);
	PUT_NUMBER(json, "mirror_copies", counts->mirror_copies);
	PUT_KEY(json, "orphan_responses");
	put_by_protocol(json, counts->orphan_responses);
}

static void
put_skipped(struct json_report *json, const struct capture_counts *counts)
{
	bool first = true;

	PUT_KEY(json, "skipped");
	PUT(json, "{");
	put_count(json, &first, "truncated", counts->truncated_packets);
	put_count(json, &first, "not_decoded", counts->not_decoded);
	put_count(json, &first, "bad_packets", counts->bad_packets);
	put_count(json, &first, "fragments", counts->fragments_dropped);
	put_count(json, &first, "stream_gaps", counts->stream_gaps);
	put_count(json, &first, "stream_overlaps", counts->stream_overlaps);
	put_count(json, &first, "malformed_messages", counts->malformed_messages);
	if (counts->streams_given_up > 0)
		put_count(json, &first, "streams_given_up", counts->streams_given_up);
	if (counts->dropped > 0)
		put_count(json, &first, "dropped", counts->dropped);
	PUT(json, "}");
}

static const char *const END_NAMES[] = {
	[CAPTURE_COMPLETE] = "complete",
	[CAPTURE_DAMAGED] = "damaged",
	[CAPTURE_NOT_OPENED] = "not-opened",
	[CAPTURE_STOPPED] = "stopped",
};

/* The files of one capture: which frames are in which. */
static void
put_files(struct json_report *json, const struct rotation *rotation)
{
	PUT_KEY(json, "files");
	PUT(json, "[");
	for (size_t i = 0; i < rotation->count; i++) {
		const struct rotation_file *file = &rotation->files[i];
		reserve(json, 0);
		if (i > 0)
			PUT(json, ",");
		PUT(json, "{\"file\":");
		put_string(json, file->path);
		PUT_NUMBER(json, "packets", file->packets);
		if (file->packets > 0)
			PUT_NUMBER(json, "first_frame", file->first_frame);
		PUT_STRING_IF(json, "problem", file->problem);
		PUT(json, "}");
	}
	PUT(json, "]");
}

static bool
json_file_end(struct report *report, const struct capture_result *capture,
			  const struct analysis_counts *counts)
{
	struct json_report *json = (struct json_report *)report;

	if (json->rotation)
		set_file(json, json->rotation->files[0].path);
	begin_record(json, "summary");
	PUT_STRING(json, "end", END_NAMES[capture->end]);
	PUT_STRING_IF(json, "problem", capture->problem);
	PUT_NUMBER(json, "packets", capture->counts.packets);
	PUT_NUMBER(json, "bytes", capture->counts.bytes);
	PUT_NUMBER(json, "streams", capture->counts.streams);
	if (capture->counts.packets > 0) {
		PUT_KEY(json, "first_time");
		put_time(json, capture->first_time);
		PUT_KEY(json, "last_time");
		put_time(json, capture->last_time);
	}
	put_counts(json, counts);
	put_skipped(json, &capture->counts);
	if (json->rotation)
		put_files(json, json->rotation);
	end_record(json);
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

	for (unsigned i = 0; i < CONSTANTS; i++)
		g_free(json->constants[i].json);
	g_free(json->file);
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
	json->size = BUFFER_SIZE;
	json->buffer = g_malloc(json->size);
	json->at = json->buffer;
	json_file_begin(&json->report, "", NULL);
	return &json->report;
}
