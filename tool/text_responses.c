/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two lists of responses. In full, each has a first line of aligned columns (frame, time, status, class, and where
 * there is room for it addresses and request), and below it, indented: what it answers, what it means and what must
 * follow (where its status comes first), and what did. In brief, each has one line.
 */
#include <string.h>

#include "core/expectation.h"
#include "tool/escape.h"
#include "tool/text_parts.h"

#define STATUS_WIDTH_MOST 30
/* The request stands on the first line, too, when it gets at least so many columns. */
#define REQUEST_WIDTH_LEAST 64
/* Method and target and where they were seen stand on one line when the former get so many columns. */
#define TARGET_WIDTH_LEAST 20

/* How wide each column of this list is, and at which column the indented lines begin. */
struct columns {
	size_t frame, time, status, class, addresses;
	size_t indent;
	bool addresses_first, request_first; /* on the first line; else on lines of their own */
};

static bool
is_outcome(const struct annotation *annotation)
{
	return annotation->kind == ANNOTATION_OUTCOME;
}

static bool
is_repetition(const struct annotation *annotation)
{
	return annotation->repetition != REPETITION_NONE;
}

static unsigned
class_code(const struct annotation *annotation)
{
	return is_outcome(annotation) && annotation->status ? annotation->status->code : annotation->code;
}

/* The texts of the first line. */
struct first_line {
	char frame[16];
	char time[32];
	const char *protocol, *class;
	GString *status, *addresses;
};

static void
add_status(GString *text, const struct annotation *annotation)
{
	const struct status *status = annotation->status;

	if (is_outcome(annotation)) {
		g_string_append_printf(text, "--- %s", status ? status->phrase : "no response");
		return;
	}
	if (annotation->code > 0)
		g_string_append_printf(text, "%03u ", annotation->code);
	if (annotation->reason && *annotation->reason)
		escape_terminal(text, annotation->reason, strlen(annotation->reason));
	else if (status && annotation->status_exact)
		g_string_append_printf(text, "(%s)", status->phrase);
}

static void
add_addresses(GString *text, const struct sighting *seen, bool unicode)
{
	char endpoint[ENDPOINT_TEXT_SIZE];

	g_string_append(text, endpoint_text(&seen->source, endpoint));
	g_string_append(text, unicode ? " → " : " -> ");
	g_string_append(text, endpoint_text(&seen->destination, endpoint));
	g_string_append_printf(text, " %s", transport_name((enum transport)seen->transport));
}

/* Seconds from `start`, with six digits as Wireshark shows them; a clock may have gone back. */
static void
time_text(char text[32], int64_t time, int64_t start)
{
	int64_t microseconds = (time - start) / 1000;
	int64_t magnitude = microseconds < 0 ? -microseconds : microseconds;

	g_snprintf(text, 32, "%s%" G_GINT64_FORMAT ".%06d", microseconds < 0 ? "-" : "", magnitude / 1000000,
			   (int)(magnitude % 1000000));
}

static void
first_line_fill(struct first_line *line, const struct annotation *annotation, int64_t start, bool unicode)
{
	g_snprintf(line->frame, sizeof(line->frame), "%u", annotation->seen.frame);
	time_text(line->time, annotation->seen.first_time, start);
	line->protocol = text_protocol(annotation->protocol);
	line->class = status_class(annotation->protocol, class_code(annotation));
	g_string_truncate(line->status, 0);
	add_status(line->status, annotation);
	g_string_truncate(line->addresses, 0);
	add_addresses(line->addresses, &annotation->seen, unicode);
}

static void
widen(size_t *width, const char *text)
{
	*width = MAX(*width, text_width(text, strlen(text)));
}

static struct columns
columns_measure(const struct page *page, const struct listing *listing, struct first_line *line,
				int64_t start)
{
	struct columns columns = {.frame = strlen("frame"), .time = strlen("time"), .status = 10};

	for (guint i = 0; i < listing->annotations->len; i++) {
		const struct annotation *annotation = &g_array_index(listing->annotations, struct annotation, i);
		first_line_fill(line, annotation, start, page->terminal.unicode);
		widen(&columns.frame, line->frame);
		widen(&columns.time, line->time);
		widen(&columns.status, line->status->str);
		widen(&columns.class, line->class);
		widen(&columns.addresses, line->addresses->str);
	}
	columns.indent = 2 + columns.frame + 2 + columns.time + 2;
	size_t fixed = columns.indent + 5 + 2 + columns.class;
	size_t room = page->terminal.width > fixed ? page->terminal.width - fixed : 0;
	columns.status = MIN(columns.status, MIN(STATUS_WIDTH_MOST, MAX(room, 10)));
	size_t taken = fixed + columns.status + 2 + columns.addresses;
	columns.addresses_first = taken <= page->terminal.width;
	columns.request_first = taken + 2 + REQUEST_WIDTH_LEAST <= page->terminal.width;
	return columns;
}

static void
add_word(GString *text, const char *word)
{
	escape_terminal(text, word, strlen(word));
}

/* " (frame 4, 120.1 ms before)", or why there is no such frame. */
static void
add_request_place(GString *text, const struct annotation *annotation)
{
	if (annotation->request_frame == 0) {
		g_string_append(text, " (request not seen)");
		return;
	}
	g_string_append_printf(text, " (frame %u", annotation->request_frame);
	if (annotation->elapsed >= 0) {
		g_string_append(text, ", ");
		text_duration(text, annotation->elapsed);
		g_string_append(text, " before");
	}
	if (annotation->origin_frame)
		g_string_append_printf(text, "; first sent in frame %u", annotation->origin_frame);
	g_string_append_c(text, ')');
}

static void
add_outcome_place(GString *text, const struct annotation *annotation)
{
	if (annotation->decided_by == 0)
		return;
	g_string_append_printf(text, " (frame %u", annotation->decided_by);
	if (annotation->elapsed >= 0) {
		g_string_append(text, ", ");
		text_duration(text, annotation->elapsed);
		g_string_append(text, " later");
	}
	g_string_append_c(text, ')');
}

static void
add_request(GString *text, const struct annotation *annotation)
{
	add_word(text, annotation->method ? annotation->method : "a request");
	if (annotation->target) {
		g_string_append_c(text, ' ');
		add_word(text, annotation->target);
	}
}

/* "INVITE sip:bob@example.com (frame 4, 120.1 ms before)": a long target is cut so that the place is seen. */
static void
put_request(struct page *page, const struct columns *columns, const struct annotation *annotation)
{
	GString *request = g_string_new(NULL), *place = g_string_new(NULL);
	size_t left = page->terminal.width - MIN(page->terminal.width, page->column);

	add_request(request, annotation);
	if (is_outcome(annotation))
		add_outcome_place(place, annotation);
	else
		add_request_place(place, annotation);
	size_t place_width = text_width(place->str, place->len);
	size_t width = text_width(request->str, request->len);
	bool together = place_width + TARGET_WIDTH_LEAST <= left;
	page_cell(page, STYLE_STRONG, request->str, MIN(width, together ? left - place_width : left), ALIGN_LEFT);
	page_wrap(page, STYLE_PLAIN, place->str, columns->indent);
	page_end_line(page);
	g_string_free(request, TRUE);
	g_string_free(place, TRUE);
}

static void
put_first_line(struct page *page, const struct columns *columns, const struct first_line *line,
			   const struct annotation *annotation)
{
	enum style style = text_class_style(class_code(annotation));

	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_STRONG, line->frame, columns->frame, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_PLAIN, line->time, columns->time, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_PLAIN, line->protocol, 5, ALIGN_LEFT);
	page_cell(page, style, line->status->str, columns->status, ALIGN_LEFT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, style, line->class, columns->class, ALIGN_LEFT);
	if (columns->addresses_first) {
		page_put(page, STYLE_PLAIN, "  ");
		page_cell(page, STYLE_PLAIN, line->addresses->str, columns->addresses, ALIGN_LEFT);
	}
}

static void
put_line(struct page *page, const struct columns *columns, enum style style, const char *text)
{
	page_advance(page, columns->indent);
	page_wrap(page, style, text, columns->indent);
	page_end_line(page);
}

static const char *
repetition_text(enum repetition repetition)
{
	return repetition == REPETITION_MIRROR_COPY ? "the same packet captured twice, first in frame"
												: "sent again, first in frame";
}

/* A repetition has been explained where it came first. */
static void
put_repetition(struct page *page, const struct columns *columns, const struct annotation *annotation)
{
	char *text = g_strdup_printf("%s %u", repetition_text(annotation->repetition), annotation->repeats_frame);

	if (columns->request_first) {
		page_put(page, STYLE_PLAIN, "  ");
		page_rest(page, STYLE_FAINT, text);
		page_end_line(page);
	} else {
		page_end_line(page);
		put_line(page, columns, STYLE_FAINT, text);
	}
	g_free(text);
}

static const struct {
	const char *mark, *ascii;
	enum style style;
} VERDICTS_SHOWN[VERDICT_COUNT] = {
	[VERDICT_MET] = {"✓", "+", STYLE_GOOD},      [VERDICT_VIOLATED] = {"✗", "x", STYLE_BAD},
	[VERDICT_OVERDUE] = {"!", "!", STYLE_BAD},   [VERDICT_PENDING] = {"…", ".", STYLE_NEUTRAL},
	[VERDICT_UNKNOWN] = {"?", "?", STYLE_FAINT},
};

/* "✓ met: The ACK came in frame 10 after 0.4 ms." The sentence has the facts. */
static void
put_followup(struct page *page, const struct columns *columns, const struct followup *followup)
{
	enum style style = VERDICTS_SHOWN[followup->verdict].style;
	bool unicode = page->terminal.unicode;
	GString *text = g_string_new(NULL);
	char sentence[FOLLOWUP_TEXT_SIZE];

	page_advance(page, columns->indent);
	page_put(page, style,
			 unicode ? VERDICTS_SHOWN[followup->verdict].mark : VERDICTS_SHOWN[followup->verdict].ascii);
	page_put(page, STYLE_PLAIN, " ");
	page_put(page, style, verdict_name(followup->verdict));
	g_string_assign(text, ": ");
	add_word(text, followup_text(followup, sentence));
	page_wrap(page, STYLE_PLAIN, text->str, columns->indent + 2);
	page_end_line(page);
	g_string_free(text, TRUE);
}

static void
put_finding_ids(struct page *page, const struct columns *columns, char **ids)
{
	if (!ids || !*ids)
		return;
	char *list = g_strjoinv(", ", ids);
	char *text = g_strconcat("findings: ", list, NULL);
	put_line(page, columns, STYLE_BAD, text);
	g_free(text);
	g_free(list);
}

/* Is it the first time that this text of the tables is told? */
static bool
is_news(GHashTable *told, const char *text)
{
	return g_hash_table_add(told, (gpointer)(uintptr_t)text);
}

/* What the status says and calls for, unless it was told before. */
static void
put_meaning(struct page *page, const struct columns *columns, const struct annotation *annotation,
			GHashTable *told)
{
	const struct status *status = annotation->status;

	if (!status) {
		put_line(page, columns, STYLE_WARNING, "Not a status code of this protocol.");
		return;
	}
	if (!is_outcome(annotation) && !annotation->status_exact) {
		char *text = g_strdup_printf("Not a known status: to be treated as %u.", status->code);
		put_line(page, columns, STYLE_WARNING, text);
		g_free(text);
	}
	const char *next = status_next(status, slice_of(annotation->method));
	if (is_news(told, status->means))
		put_line(page, columns, STYLE_PLAIN, status->means);
	if (!is_news(told, next))
		return;
	page_advance(page, columns->indent);
	page_put(page, STYLE_NEUTRAL, page->terminal.unicode ? "→ " : "> ");
	page_wrap(page, STYLE_PLAIN, next, columns->indent + 2);
	page_end_line(page);
}

/* Why it was sent, or what it is about has ended; what the code means is told once. */
static void
put_cause(struct page *page, const struct columns *columns, const struct cause *cause, GHashTable *told)
{
	char *line = cause_text(cause);
	GString *text = g_string_new(NULL);

	add_word(text, line);
	if (cause_meaning(cause) && is_news(told, cause_meaning(cause)))
		g_string_append_printf(text, " %s", cause_meaning(cause));
	put_line(page, columns, STYLE_PLAIN, text->str);
	g_string_free(text, TRUE);
	g_free(line);
}

static void
put_response(struct page *page, const struct columns *columns, const struct first_line *line,
			 const struct annotation *annotation, GHashTable *told)
{
	if (!is_repetition(annotation))
		page_end_line(page);
	put_first_line(page, columns, line, annotation);
	if (is_repetition(annotation)) {
		put_repetition(page, columns, annotation);
		return;
	}
	if (!columns->addresses_first) {
		page_end_line(page);
		page_advance(page, columns->indent);
		page_rest(page, STYLE_PLAIN, line->addresses->str);
	}
	if (columns->request_first) {
		page_put(page, STYLE_PLAIN, "  ");
	} else {
		page_end_line(page);
		page_advance(page, columns->indent);
	}
	put_request(page, columns, annotation);
	put_meaning(page, columns, annotation, told);
	for (const struct cause *cause = annotation->causes; cause; cause = cause->next)
		put_cause(page, columns, cause, told);
	if (annotation->seen.faults & FAULT_TRUNCATED)
		put_line(page, columns, STYLE_WARNING, "The capture has only a part of this message.");
	for (const struct followup *followup = annotation->followups; followup; followup = followup->next)
		put_followup(page, columns, followup);
	put_finding_ids(page, columns, annotation->finding_ids);
}

static void
put_column_heads(struct page *page, const struct columns *columns)
{
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_FAINT, "frame", columns->frame, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_FAINT, "time", columns->time, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_FAINT, "status", columns->status + 5, ALIGN_LEFT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_FAINT, "class", columns->class, ALIGN_LEFT);
	if (columns->addresses_first) {
		page_put(page, STYLE_PLAIN, "  ");
		page_put(page, STYLE_FAINT, "from and to");
	}
	page_end_line(page);
}

void
text_responses(struct page *page, const struct listing *listing, int64_t start)
{
	struct first_line line = {.status = g_string_new(NULL), .addresses = g_string_new(NULL)};
	GHashTable *told = g_hash_table_new(NULL, NULL);

	if (listing->annotations->len > 0) {
		struct columns columns = columns_measure(page, listing, &line, start);
		text_heading(page, "Responses");
		put_column_heads(page, &columns);
		for (guint i = 0; i < listing->annotations->len; i++) {
			const struct annotation *annotation = &g_array_index(listing->annotations, struct annotation, i);
			first_line_fill(&line, annotation, start, page->terminal.unicode);
			put_response(page, &columns, &line, annotation, told);
		}
	}
	g_hash_table_destroy(told);
	g_string_free(line.status, TRUE);
	g_string_free(line.addresses, TRUE);
}

/* ---- in brief ---- */

/* Addresses come after it. */
#define BRIEF_REQUEST_WIDTH_MOST 36

/* How wide the columns of the brief list are, and which are there. */
struct brief {
	size_t frame, time, status, times, then, request; /* times: 0 where nothing came twice */
	bool several_protocols, several_hosts;
	bool verdicts[VERDICT_COUNT]; /* those that occur */
};

static bool
same_hosts(const struct sighting *a, const struct sighting *b)
{
	return (address_equal(&a->source.address, &b->source.address) &&
			address_equal(&a->destination.address, &b->destination.address)) ||
		   (address_equal(&a->source.address, &b->destination.address) &&
			address_equal(&a->destination.address, &b->source.address));
}

static void
brief_measure_then(struct brief *brief, const struct annotation *annotation)
{
	size_t count = 0;

	for (const struct followup *f = annotation->followups; f; f = f->next, count++)
		brief->verdicts[f->verdict] = true;
	brief->then = MAX(brief->then, count);
}

/* Beside the addresses: a SIP request goes where they say, an HTTP request is known by its target. */
static void
add_brief_request(GString *text, const struct annotation *annotation)
{
	if (annotation->protocol == PROTOCOL_HTTP)
		add_request(text, annotation);
	else if (annotation->method)
		add_word(text, annotation->method);
}

static struct brief
brief_measure(const struct page *page, const struct listing *listing, struct first_line *line, int64_t start)
{
	const struct annotation *first = &g_array_index(listing->annotations, struct annotation, 0);
	struct brief brief = {.times = listing->copies->len > 0 ? strlen("times") + 2 : 0,
						  .frame = strlen("frame"),
						  .time = strlen("time"),
						  .status = strlen("status"),
						  .then = strlen("then"),
						  .request = strlen("request")};
	GString *request = g_string_new(NULL);

	for (guint i = 0; i < listing->annotations->len; i++) {
		const struct annotation *annotation = &g_array_index(listing->annotations, struct annotation, i);
		first_line_fill(line, annotation, start, page->terminal.unicode);
		widen(&brief.frame, line->frame);
		widen(&brief.time, line->time);
		widen(&brief.status, line->status->str);
		g_string_truncate(request, 0);
		add_brief_request(request, annotation);
		widen(&brief.request, request->str);
		brief_measure_then(&brief, annotation);
		brief.several_protocols = brief.several_protocols || annotation->protocol != first->protocol;
		brief.several_hosts = brief.several_hosts || !same_hosts(&annotation->seen, &first->seen);
	}
	brief.status = MIN(brief.status, page->terminal.width / (brief.several_hosts ? 5 : 4));
	brief.request = MIN(brief.request, BRIEF_REQUEST_WIDTH_MOST);
	g_string_free(request, TRUE);
	return brief;
}

static const char *
verdict_mark(const struct page *page, int verdict)
{
	return page->terminal.unicode ? VERDICTS_SHOWN[verdict].mark : VERDICTS_SHOWN[verdict].ascii;
}

/* A mark for each thing that had to follow. */
static void
put_then(struct page *page, const struct annotation *annotation)
{
	for (const struct followup *f = annotation->followups; f; f = f->next)
		page_put(page, VERDICTS_SHOWN[f->verdict].style, verdict_mark(page, f->verdict));
}

/* How often it came, where some came several times. */
static void
put_times(struct page *page, const struct brief *brief, unsigned copies)
{
	char digits[16] = "";

	if (copies > 0)
		g_snprintf(digits, sizeof(digits), "%u", copies + 1);
	page_cell(page, STYLE_PLAIN, digits, brief->times, ALIGN_RIGHT);
}

/* What was asked for; and between whom, where that is not the same in all lines. */
static void
put_brief_request(struct page *page, const struct brief *brief, const struct first_line *line,
				  const struct annotation *annotation)
{
	GString *text = g_string_new(NULL);

	if (!brief->several_hosts) {
		add_request(text, annotation);
		page_rest(page, STYLE_PLAIN, text->str);
	} else {
		add_brief_request(text, annotation);
		page_cell(page, STYLE_PLAIN, text->str, brief->request, ALIGN_LEFT);
		page_put(page, STYLE_PLAIN, "  ");
		page_rest(page, STYLE_PLAIN, line->addresses->str);
	}
	g_string_free(text, TRUE);
}

static void
put_brief_line(struct page *page, const struct brief *brief, const struct first_line *line,
			   const struct annotation *annotation, unsigned copies)
{
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_STRONG, line->frame, brief->frame, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_PLAIN, line->time, brief->time, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	if (brief->several_protocols)
		page_cell(page, STYLE_PLAIN, line->protocol, 6, ALIGN_LEFT);
	page_cell(page, text_class_style(class_code(annotation)), line->status->str, brief->status, ALIGN_LEFT);
	put_times(page, brief, copies);
	page_put(page, STYLE_PLAIN, "  ");
	size_t end = page->column + brief->then;
	put_then(page, annotation);
	page_advance(page, end + 2);
	put_brief_request(page, brief, line, annotation);
	page_end_line(page);
}

static void
put_brief_heads(struct page *page, const struct brief *brief)
{
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_FAINT, "frame", brief->frame, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_FAINT, "time", brief->time, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_FAINT, "status", brief->status + (brief->several_protocols ? 6 : 0), ALIGN_LEFT);
	page_cell(page, STYLE_FAINT, brief->times ? "times" : "", brief->times, ALIGN_RIGHT);
	page_put(page, STYLE_PLAIN, "  ");
	page_cell(page, STYLE_FAINT, "then", brief->then, ALIGN_LEFT);
	page_put(page, STYLE_PLAIN, "  ");
	if (brief->several_hosts) {
		page_cell(page, STYLE_FAINT, "request", brief->request, ALIGN_LEFT);
		page_put(page, STYLE_PLAIN, "  ");
		page_rest(page, STYLE_FAINT, "from and to");
	} else {
		page_rest(page, STYLE_FAINT, "request");
	}
	page_end_line(page);
}

/* What the marks stand for, and where their sentences are. */
static void
put_brief_legend(struct page *page, const struct brief *brief)
{
	GString *legend = g_string_new(NULL);

	for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
		if (brief->verdicts[verdict])
			g_string_append_printf(legend, "%s%s %s", legend->len > 0 ? ", " : "then: what had to follow is ",
								   verdict_mark(page, verdict), verdict_name((enum verdict)verdict));
	g_string_append(legend, legend->len > 0 ? "; --responses tells it" : "--responses tells more of each");
	page_put(page, STYLE_PLAIN, "  ");
	page_wrap(page, STYLE_FAINT, legend->str, 2);
	page_end_line(page);
	g_string_free(legend, TRUE);
}

void
text_responses_brief(struct page *page, const struct listing *listing, int64_t start)
{
	struct first_line line = {.status = g_string_new(NULL), .addresses = g_string_new(NULL)};

	if (listing->annotations->len > 0) {
		struct brief brief = brief_measure(page, listing, &line, start);
		text_heading(page, "Responses");
		put_brief_heads(page, &brief);
		for (guint i = 0; i < listing->annotations->len; i++) {
			const struct annotation *annotation = &g_array_index(listing->annotations, struct annotation, i);
			first_line_fill(&line, annotation, start, page->terminal.unicode);
			put_brief_line(page, &brief, &line, annotation, listing_copies(listing, annotation->seen.frame));
		}
		put_brief_legend(page, &brief);
	}
	g_string_free(line.status, TRUE);
	g_string_free(line.addresses, TRUE);
}
