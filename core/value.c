/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/value.h"

#include <time.h>

#include "core/blocks.h"
#include "core/run.h"
#include "core/token.h"

static inline block_answers
are_not_bare(block_bytes bytes)
{
	return (bytes <= ' ') | (bytes == '"') | (bytes == '<') | (bytes >= 0x7f);
}

bool
value_is_bare(struct slice text)
{
	return !blocks_have(are_not_bare, text);
}

size_t
value_quoted_length(struct slice text)
{
	if (text.length == 0 || text.bytes[0] != '"')
		return 0;
	const char *close = memchr(text.bytes + 1, '"', text.length - 1);
	if (!close)
		return 0;
	size_t length = (size_t)(close + 1 - text.bytes);
	if (!memchr(text.bytes, '\\', length))
		return length;
	for (size_t i = 1; i < text.length; i++) {
		if (text.bytes[i] == '\\')
			i++;
		else if (text.bytes[i] == '"')
			return i + 1;
	}
	return 0;
}

/* The length of the comment "(...)", which may hold others, that `text` begins with; 0: it has no end. */
static size_t
comment_length(struct slice text)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.length; i++) {
		if (text.bytes[i] == '\\')
			i++;
		else if (text.bytes[i] == '(')
			depth++;
		else if (text.bytes[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* The length of "<...>" that `text` begins with; 0: it has no end. */
static size_t
bracket_length(struct slice text)
{
	const char *close = memchr(text.bytes, '>', text.length);

	return close ? (size_t)(close - text.bytes) + 1 : 0;
}

/* Bytes at which length_before has to think. */
static const bool special[256] = {['"'] = true, ['<'] = true, ['('] = true, [','] = true, [';'] = true};

/*
 * The number of bytes before the first `stop`, a comma or semicolon, that is not inside a quoted string, <>
 * or, when `comments`, a comment; all of them when there is none. What is opened and never closed goes to the
 * end of the text: so nothing in it is taken for something else, and no text is searched twice for its end.
 */
static size_t
length_before(struct slice text, char stop, bool comments)
{
	if (text.length == 0 || !memchr(text.bytes, stop, text.length))
		return text.length;
	for (size_t i = 0; i < text.length;) {
		while (i < text.length && !special[(unsigned char)text.bytes[i]])
			i++;
		if (i == text.length)
			break;
		char c = text.bytes[i];
		size_t skip = 1;
		if (c == stop)
			return i;
		if (c == '"')
			skip = value_quoted_length(slice_after(text, i));
		else if (c == '<')
			skip = bracket_length(slice_after(text, i));
		else if (c == '(' && comments)
			skip = comment_length(slice_after(text, i));
		if (skip == 0)
			return text.length;
		i += skip;
	}
	return text.length;
}

bool
value_next(struct slice *rest, struct slice *member)
{
	while (rest->length) {
		size_t length = length_before(*rest, ',', true);
		struct slice found = slice_trim((struct slice){rest->bytes, length});
		*rest = slice_after(*rest, length + 1);
		/* RFC 9110 section 5.6.1.2: empty members are passed over. */
		if (found.length) {
			*member = found;
			return true;
		}
	}
	return false;
}

static struct slice
without_quotes(struct slice text)
{
	if (text.length < 2 || value_quoted_length(text) != text.length)
		return text;
	return (struct slice){text.bytes + 1, text.length - 2};
}

/* Cuts "name = value" in two; a missing value is empty. */
static void
pair_split(struct slice pair, struct slice *name, struct slice *value)
{
	const char *equals = pair.length ? memchr(pair.bytes, '=', pair.length) : NULL;
	size_t length = equals ? (size_t)(equals - pair.bytes) : pair.length;

	*name = slice_trim((struct slice){pair.bytes, length});
	*value = without_quotes(slice_trim(slice_after(pair, length + 1)));
}

/*
 * Nearly every parameter: a run that a semicolon or the end ends, or a run with text in quotes behind it. False for whatever
 * is not as plain as that; it is then read by the full grammar, with the same result. `rest` begins behind the semicolon.
 */
static inline bool
plain_parameter_take(struct slice *rest, struct slice *name, struct slice *value)
{
	const char *at = rest->bytes, *end = at + rest->length, *stop = run_end(at, at, end);
	const char *equals = memchr(at, '=', (size_t)(stop - at));

	*name = (struct slice){at, (size_t)((equals ? equals : stop) - at)};
	*value = equals ? (struct slice){equals + 1, (size_t)(stop - equals - 1)} : (struct slice){stop, 0};
	if (stop < end && *stop == '"' && equals && equals + 1 == stop) {
		value->bytes = stop + 1;
		stop = memchr(value->bytes, '"', (size_t)(end - value->bytes));
		if (!stop || memchr(value->bytes, '\\', (size_t)(stop - value->bytes)))
			return false;
		value->length = (size_t)(stop++ - value->bytes);
	}
	*rest = slice_after(*rest, (size_t)(stop - at));
	return stop == end || *stop == ';';
}

bool
value_next_parameter(struct slice *rest, struct slice *name, struct slice *value)
{
	struct slice text = slice_trim(*rest);

	if (text.length == 0 || text.bytes[0] != ';')
		return false;
	text = slice_after(text, 1);
	*rest = text;
	if (text.length && plain_parameter_take(rest, name, value))
		return true;
	size_t length = length_before(text, ';', false);
	pair_split((struct slice){text.bytes, length}, name, value);
	*rest = slice_after(text, length);
	return true;
}

bool
value_parameter(struct slice value, const char *name, struct slice *parameter)
{
	struct slice rest = slice_after(value, length_before(value, ';', false));
	struct slice wanted = slice_of(name), found, text;

	while (value_next_parameter(&rest, &found, &text)) {
		if (slice_equal_nocase(found, wanted)) {
			*parameter = text;
			return true;
		}
	}
	return false;
}

struct slice
value_auth_scheme(struct slice value)
{
	value = slice_trim(value);
	return (struct slice){value.bytes, token_length(value)};
}

/*
 * Several challenges may stand in one value, divided by commas as their parameters are: a member that
 * begins with a scheme and a space, "Basic realm=...", is where the next one begins.
 */
static bool
begins_challenge(struct slice member)
{
	struct slice after = slice_after(member, token_length(member));
	struct slice next = slice_trim(after);

	return next.length < after.length && next.length && next.bytes[0] != '=';
}

/*
 * Nearly every parameter of a challenge: name="value" or name=token, and a comma or nothing behind it; *rest is moved past
 * both. False for whatever is not as plain as that: then it is read as a member of a list, with the same result.
 */
static bool
plain_auth_parameter_take(struct slice *rest, struct slice *name, struct slice *value)
{
	if (rest->length == 0)
		return false;
	const char *at = rest->bytes, *end = at + rest->length, *start;

	while (at < end && (*at == ' ' || *at == ','))
		at++;
	start = at;
	at += token_length((struct slice){at, (size_t)(end - at)});
	*name = (struct slice){start, (size_t)(at - start)};
	if (at == start || at == end || *at != '=')
		return false;
	start = ++at;
	if (at < end && *at == '"') {
		start = at + 1;
		at = memchr(start, '"', (size_t)(end - start));
		if (!at || memchr(start, '\\', (size_t)(at - start)))
			return false;
		*value = (struct slice){start, (size_t)(at++ - start)};
	} else {
		at += token_length((struct slice){at, (size_t)(end - at)});
		*value = (struct slice){start, (size_t)(at - start)};
	}
	if (at == start || (at < end && *at != ','))
		return false;
	*rest = slice_after(*rest, (size_t)(at - rest->bytes) + 1);
	return true;
}

void
value_auth_parameters(struct slice value, unsigned count, const struct slice names[static count],
					  struct slice found[static count])
{
	struct slice member, name, text;
	struct slice trimmed = slice_trim(value);
	struct slice rest = slice_after(trimmed, value_auth_scheme(trimmed).length);
	unsigned missing = count;

	for (unsigned i = 0; i < count; i++)
		found[i] = (struct slice){NULL, 0};
	while (missing) {
		if (!plain_auth_parameter_take(&rest, &name, &text)) {
			if (!value_next(&rest, &member) || begins_challenge(member))
				return;
			pair_split(member, &name, &text);
		}
		for (unsigned i = 0; i < count; i++) {
			if (found[i].bytes || !slice_equal_nocase(name, names[i]))
				continue;
			found[i] = text;
			missing--;
		}
	}
}

bool
value_auth_parameter(struct slice value, const char *name, struct slice *parameter)
{
	struct slice wanted = slice_of(name), found;

	value_auth_parameters(value, 1, &wanted, &found);
	if (!found.bytes)
		return false;
	*parameter = found;
	return true;
}

/* Digits at the beginning of *text, which is moved behind them; false: none, or above `max`. */
static bool
digits_read(struct slice *text, uint64_t max, uint64_t *number)
{
	uint64_t sum = 0;
	size_t n = 0;

	for (; n < text->length && ascii_is_digit(text->bytes[n]); n++) {
		uint64_t digit = (uint64_t)(text->bytes[n] - '0');
		if (__builtin_mul_overflow(sum, 10, &sum) || __builtin_add_overflow(sum, digit, &sum) || sum > max)
			return false;
	}
	if (n == 0)
		return false;
	*text = slice_after(*text, n);
	*number = sum;
	return true;
}

bool
value_number(struct slice text, uint64_t max, uint64_t *number)
{
	struct slice rest;
	uint64_t found = 0;
	size_t n = 0;

	/* So many digits cannot be too many. */
	for (; n < text.length && n < 18 && ascii_is_digit(text.bytes[n]); n++)
		found = found * 10 + (uint64_t)(text.bytes[n] - '0');
	if (n > 0 && n == text.length && found <= max) {
		*number = found;
		return true;
	}
	rest = slice_trim(text);
	if (!digits_read(&rest, max, &found) || rest.length)
		return false;
	*number = found;
	return true;
}

bool
value_number_and_parameters(struct slice text, uint64_t max, uint64_t *number)
{
	const char *parameters = text.length ? memchr(text.bytes, ';', text.length) : NULL;

	if (parameters)
		text.length = (size_t)(parameters - text.bytes);
	return value_number(text, max, number);
}

/* The words of a date: its day name, numbers, month, zone. Divided by spaces, commas, colons and hyphens. */
enum { DATE_WORDS = 8 };

static unsigned
date_words(struct slice text, struct slice words[static DATE_WORDS])
{
	unsigned count = 0;

	while (text.length && count < DATE_WORDS) {
		size_t length = 0;
		while (length < text.length && !ascii_in(text.bytes[length], " \t\r\n,:-"))
			length++;
		if (length)
			words[count++] = (struct slice){text.bytes, length};
		text = slice_after(text, length + 1);
	}
	return text.length ? DATE_WORDS + 1 : count;
}

static bool
month_read(struct slice word, int *month)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (*month = 0; *month < 12; ++*month)
		if (slice_equal_nocase(word, (struct slice){names + *month * 3, 3}))
			return true;
	return false;
}

static bool
date_number(struct slice word, uint64_t max, int *number)
{
	uint64_t found;

	if (!value_number(word, max, &found))
		return false;
	*number = (int)found;
	return true;
}

static bool
year_read(struct slice word, int *year)
{
	if (!date_number(word, 9999, year))
		return false;
	if (word.length == 2)
		*year += *year < 70 ? 2000 : 1900; /* ours: RFC 9110 asks for a "now" that a capture need not have */
	return *year >= 1970;
}

/*
 * IMF-fixdate "Sun, 06 Nov 1994 08:49:37 GMT", rfc850-date "Sunday, 06-Nov-94 08:49:37 GMT" and
 * asctime-date "Sun Nov  6 08:49:37 1994" differ only in the order of their words.
 */
bool
value_date(struct slice text, int64_t *seconds)
{
	struct slice words[DATE_WORDS];
	unsigned count = date_words(slice_trim(text), words);
	struct tm date = {0};
	int year;

	if (count < 7)
		return false;
	bool asctime = count == 7 && month_read(words[1], &date.tm_mon);
	unsigned day = asctime ? 2 : 1, month = asctime ? 1 : 2, clock = asctime ? 3 : 4;
	if (!asctime && (count != 8 || !slice_equal_nocase(words[7], SLICE("GMT"))))
		return false;
	if (words[0].length < 3 || !month_read(words[month], &date.tm_mon) ||
		!date_number(words[day], 31, &date.tm_mday) || !year_read(words[asctime ? 6 : 3], &year) ||
		!date_number(words[clock], 23, &date.tm_hour) || !date_number(words[clock + 1], 59, &date.tm_min) ||
		!date_number(words[clock + 2], 60, &date.tm_sec) || date.tm_mday == 0)
		return false;
	date.tm_year = year - 1900;
	*seconds = timegm(&date);
	return true;
}

bool
value_retry_after(struct slice text, int64_t now, int64_t *seconds)
{
	struct slice rest = slice_trim(text);
	uint64_t number;
	int64_t date;

	if (digits_read(&rest, UINT32_MAX, &number)) {
		rest = slice_trim(rest);
		if (rest.length && rest.bytes[0] != '(' && rest.bytes[0] != ';')
			return false;
		*seconds = (int64_t)number;
		return true;
	}
	if (!value_date(text, &date))
		return false;
	*seconds = date > now ? date - now : 0;
	return true;
}
