/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/duration.h"
#include "core/expectation.h"
#include "core/http_uri.h"
#include "core/password.h"
#include "core/plain.h"
#include "core/tracking.h"

/* The longest text kept of a reason phrase, method, target or Call-ID; ours. */
#define TEXT_MAX 4096

/* Texts are looked at so many bytes at a time: whole blocks of core/plain.h. */
#define TEXT_BLOCK 16
_Static_assert(TEXT_BLOCK % PLAIN_BLOCK == 0, "whole blocks");

static const char *const verdict_names[VERDICT_COUNT] = {
#define X(id, word) [VERDICT_##id] = word,
	VERDICTS(X)
#undef X
};

static const char *const severity_names[SEVERITY_COUNT] = {"note", "warning", "error"};

const char *
verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

const char *
severity_name(enum severity severity)
{
	return severity_names[severity];
}

const char *
confidence_name(enum confidence confidence)
{
	return confidence == CONFIDENCE_CERTAIN ? "certain" : "likely";
}

/*
 * An annotation that is still open: how many hold it, and its texts right behind it, so that a response
 * costs one allocation.
 */
struct open_annotation {
	struct annotation annotation;
	size_t size; /* of all this */
	unsigned holders;
	GPtrArray *finding_ids; /* NULL-terminated; NULL when there are none */
	char texts[];
};

static struct open_annotation *
open_of(struct annotation *annotation)
{
	return annotation->opaque;
}

static inline size_t
text_size(struct slice text)
{
	return text.bytes ? text.length + 1 : 0;
}

/* Copies `text` to *at and moves *at behind it and room for a zero; NULL stays NULL. */
static inline char *
text_put(char **at, struct slice text)
{
	char *copy = *at;

	if (!text.bytes)
		return NULL;
	memcpy(copy, text.bytes, text.length);
	copy[text.length] = ' ';
	*at += text.length + 1;
	return copy;
}

static inline void
text_end(char *text, struct slice of)
{
	if (text)
		text[of.length] = '\0';
}

/* A zero byte would end a text: it becomes SUB. */
static __attribute__((noinline)) void
zeros_replace(char *texts, size_t size)
{
	for (char *zero = texts; (zero = memchr(zero, '\0', size - (size_t)(zero - texts))) != NULL;)
		*zero = '\x1a';
}

/* An empty slice that is there (not NULL), so that its text is "" and not missing. */
static struct slice
present(struct slice text)
{
	return text.bytes ? text : (struct slice){"", 0};
}

/*
 * The target of an HTTP request as a whole URI where the request says so much: RFC 9112 section 3.3. Written
 * into `buffer`; the result is the target as sent where nothing can be added (absolute form, "*", CONNECT).
 */
static struct slice
effective_target(const struct message *request, char *buffer, size_t size)
{
	struct slice host;
	struct slice target = request->target;

	if (request->protocol != PROTOCOL_HTTP || !target.length || target.bytes[0] != '/' ||
		!message_field(request, FIELD_HOST, &host) || !host.length)
		return target;
	const char *scheme = http_uri_is_https(request) ? "https://" : "http://";
	size_t scheme_length = strlen(scheme);
	if (scheme_length + host.length + target.length > size)
		return target;
	memcpy(buffer, scheme, scheme_length);
	memcpy(buffer + scheme_length, host.bytes, host.length);
	memcpy(buffer + scheme_length + host.length, target.bytes, target.length);
	return (struct slice){buffer, scheme_length + host.length + target.length};
}

struct texts {
	struct slice reason, method, target, call_id;
};

/* What is kept of them: none is longer than TEXT_MAX. */
static inline void
texts_cut(struct texts *texts)
{
	size_t lengths = texts->reason.length | texts->method.length | texts->target.length |
					 texts->call_id.length;
	if (lengths < TEXT_MAX)
		return;
	texts->reason.length = MIN(texts->reason.length, TEXT_MAX);
	texts->method.length = MIN(texts->method.length, TEXT_MAX);
	texts->target.length = MIN(texts->target.length, TEXT_MAX);
	texts->call_id.length = MIN(texts->call_id.length, TEXT_MAX);
}

/* Puts texts, of which those without bytes are missing, behind the annotation, where there is room for them. */
static void
texts_put(struct open_annotation *open, size_t room, const struct texts *texts)
{
	struct annotation *annotation = &open->annotation;
	char *at = open->texts;

	/* The last block is looked at to its end. */
	memset(at + room - TEXT_BLOCK, ' ', TEXT_BLOCK);
	annotation->reason = text_put(&at, texts->reason);
	annotation->method = text_put(&at, texts->method);
	annotation->words_length = (uint16_t)(at - open->texts);
	annotation->target = text_put(&at, texts->target);
	annotation->call_id = text_put(&at, texts->call_id);
	annotation->target_length = (uint16_t)texts->target.length;
	annotation->call_id_length = (uint16_t)texts->call_id.length;
	annotation->is_plain = plain_blocks(open->texts, room);
	if (!annotation->is_plain)
		zeros_replace(open->texts, room);
	text_end(annotation->reason, texts->reason);
	text_end(annotation->method, texts->method);
	text_end(annotation->target, texts->target);
	text_end(annotation->call_id, texts->call_id);
}

/* Of a response, or of the request that got none. */
static struct annotation *
annotation_new(struct analysis *analysis, const struct exchange *exchange, const struct message *message,
			   struct slice reason)
{
	char uri[TEXT_MAX], *masked = NULL;
	struct slice password = {NULL, 0};
	struct texts texts = {.reason = reason, .method = exchange->method, .call_id = exchange->call_id};

	if (exchange->request) {
		texts.target = present(effective_target(exchange->request, uri, sizeof uri));
		password = password_of_target(texts.target);
	}
	if (password.length) {
		masked = password_mask(texts.target, password);
		texts.target = (struct slice){masked, texts.target.length - password.length + strlen(PASSWORD_SHOWN)};
	}
	texts_cut(&texts);
	size_t size = text_size(texts.reason) + text_size(texts.method) + text_size(texts.target) +
				  text_size(texts.call_id);
	size_t room = (MAX(size, 1) + TEXT_BLOCK - 1) / TEXT_BLOCK * TEXT_BLOCK;
	struct open_annotation *open = pool_take(&analysis->pool, sizeof *open + room);
	struct annotation *annotation = &open->annotation;

	open->size = sizeof *open + room;
	open->holders = 1;
	open->finding_ids = NULL;
	*annotation = (struct annotation){
		.protocol = message->protocol,
		.seen = message->seen,
		.oddities = message->oddities,
		.request_frame = exchange->request_seen ? exchange->request_seen->frame : 0,
		.elapsed = -1,
		.repetition = exchange->repetition,
		.repeats_frame = exchange->repeats_frame,
		.origin_frame = exchange->origin_frame,
		.opaque = open,
	};
	texts_put(open, room, &texts);
	g_free(masked);
	return annotation;
}

static void
tell_opened(const struct analysis *analysis, struct annotation *annotation)
{
	if (analysis->sink.opened)
		annotation->of_sink = analysis->sink.opened(analysis->sink.user, annotation);
}

/* Not known where the capture has the response before its request; 0 where it was early. */
static int64_t
elapsed_since(const struct sighting *request, const struct sighting *response)
{
	return response->first_time < request->first_time ? -1
													  : MAX(0, response->first_time - request->last_time);
}

/* Few say anything. */
static bool
tells_causes(const struct message *message)
{
	return message->protocol == PROTOCOL_SIP &&
		   (message_first_field(message, FIELD_WARNING) || message_first_field(message, FIELD_REASON));
}

/* What ended something comes before what was made of that. */
static struct cause *
causes_of(struct pool *pool, const struct message *response, const struct message *ended_by)
{
	struct cause *causes = ended_by && tells_causes(ended_by) ? causes_read(pool, ended_by) : NULL;

	return tells_causes(response) ? causes_join(causes, causes_read(pool, response)) : causes;
}

struct annotation *
annotation_open(struct analysis *analysis, const struct message *response, const struct exchange *exchange)
{
	struct annotation *annotation = annotation_new(analysis, exchange, response, present(response->reason));

	annotation->kind = ANNOTATION_RESPONSE;
	annotation->code = response->status;
	annotation->status = status_treat_as(response->protocol, response->status, &annotation->status_exact);
	annotation->causes = causes_of(&analysis->pool, response, exchange->ended_by);
	if (exchange->request_seen)
		annotation->elapsed = elapsed_since(exchange->request_seen, &response->seen);

	unsigned code = response->status >= 100 && response->status < 700 ? response->status : 0;
	analysis->counts.responses[response->protocol][code]++;
	if (!exchange->request_seen)
		analysis->counts.orphan_responses[response->protocol]++;
	tell_opened(analysis, annotation);
	return annotation;
}

struct annotation *
annotation_open_outcome(struct analysis *analysis, const struct message *request,
						const struct exchange *exchange, const struct status *outcome, uint32_t decided_by)
{
	struct annotation *annotation = annotation_new(analysis, exchange, request, (struct slice){NULL, 0});

	annotation->kind = ANNOTATION_OUTCOME;
	annotation->status = outcome;
	annotation->status_exact = true;
	annotation->decided_by = decided_by;
	analysis->counts.outcomes++;
	tell_opened(analysis, annotation);
	return annotation;
}

void
annotation_hold(struct annotation *annotation)
{
	open_of(annotation)->holders++;
}

const char *
followup_text(const struct followup *followup, char buffer[static FOLLOWUP_TEXT_SIZE])
{
	char time[DURATION_TEXT_SIZE];

	if (followup->text)
		return followup->text;
	if (followup->expectation->met)
		g_snprintf(buffer, FOLLOWUP_TEXT_SIZE, "%s %u.", followup->expectation->met, followup->frame);
	else
		g_snprintf(buffer, FOLLOWUP_TEXT_SIZE, "%s" FOLLOWUP_CAME "%u" FOLLOWUP_AFTER "%s.",
				   followup->expectation->what, followup->frame, duration_text(followup->delay, time));
	return buffer;
}

/* A follow-up and its text, where it has one, in one piece. */
struct followup_piece {
	struct followup followup;
	size_t size; /* of all this */
	char text[];
};

struct followup *
followup_new(struct analysis *analysis, struct slice text)
{
	size_t size = sizeof(struct followup_piece) + (text.bytes ? text.length + 1 : 0);
	struct followup_piece *piece = pool_take(&analysis->pool, size);

	piece->size = size;
	piece->followup.text = NULL;
	piece->followup.next = NULL;
	if (text.bytes) {
		piece->followup.text = piece->text;
		memcpy(piece->text, text.bytes, text.length);
		piece->text[text.length] = '\0';
	}
	return &piece->followup;
}

static void
followup_free(struct analysis *analysis, struct followup *followup)
{
	struct followup_piece *piece = (struct followup_piece *)followup;

	pool_give(&analysis->pool, piece, piece->size);
}

void
annotation_release(struct analysis *analysis, struct annotation *annotation)
{
	struct open_annotation *open = open_of(annotation);

	if (--open->holders > 0)
		return;
	annotation->opaque = NULL;
	if (analysis->sink.settled)
		analysis->sink.settled(analysis->sink.user, annotation);
	while (annotation->followups) {
		struct followup *followup = annotation->followups;
		annotation->followups = followup->next;
		followup_free(analysis, followup);
	}
	causes_give(&analysis->pool, annotation->causes);
	if (open->finding_ids)
		g_ptr_array_free(open->finding_ids, TRUE);
	pool_give(&analysis->pool, open, open->size);
}

void
annotation_add_followup(struct annotation *annotation, struct followup *followup)
{
	struct followup **at = &annotation->followups;

	while (*at && (*at)->expectation <= followup->expectation)
		at = &(*at)->next;
	followup->next = *at;
	*at = followup;
}

void
annotation_add_finding(struct annotation *annotation, const char *id)
{
	struct open_annotation *open = open_of(annotation);

	if (!open->finding_ids)
		open->finding_ids = g_ptr_array_new_null_terminated(2, NULL, TRUE);
	if (!g_ptr_array_find(open->finding_ids, id, NULL))
		g_ptr_array_add(open->finding_ids, (gpointer)(uintptr_t)id);
	annotation->finding_ids = (char **)open->finding_ids->pdata;
}
