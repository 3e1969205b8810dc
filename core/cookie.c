/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/cookie.h"

#include "core/hash.h"
#include "core/value.h"

/*
 * Of a response so many fields are looked at, and of a request so many cookies: both may be as long as a head,
 * and chains compare all with all. Ours; RFC 6265 section 6.1 asks of clients to keep 50 for a domain.
 */
#define SET_COOKIE_FIELDS_MAX 32
#define SENT_COOKIES_MAX      128

/* What stands before `mark`, and *rest behind it; all of `text`, and nothing, where there is none. */
static struct slice
cut_at(struct slice text, char mark, struct slice *rest)
{
	const char *at = text.length ? memchr(text.bytes, mark, text.length) : NULL;
	size_t length = at ? (size_t)(at - text.bytes) : text.length;

	*rest = slice_after(text, length + 1);
	return (struct slice){text.bytes, length};
}

/* RFC 6265 section 5.2.2: a number below 1 is a time in the past. */
static bool
age_is_past(struct slice value)
{
	uint64_t seconds;

	return value.length &&
		   (value.bytes[0] == '-' || (value_number(value, INT64_MAX, &seconds) && seconds == 0));
}

/* Max-Age wins over Expires: RFC 6265 section 5.3. */
static void
attribute_read(struct slice name, struct slice value, int64_t now, bool *has_age, struct set_cookie *cookie)
{
	int64_t expires;

	if (slice_equal_nocase(name, SLICE("Secure"))) {
		cookie->secure = true;
	} else if (slice_equal_nocase(name, SLICE("Max-Age"))) {
		*has_age = true;
		cookie->removes = age_is_past(value);
	} else if (slice_equal_nocase(name, SLICE("Expires"))) {
		if (!*has_age && value_date(value, &expires))
			cookie->removes = expires <= now;
	} else if (slice_equal_nocase(name, SLICE("Domain"))) {
		cookie->domain = value.length && value.bytes[0] == '.' ? slice_after(value, 1) : value;
	} else if (slice_equal_nocase(name, SLICE("Path"))) {
		cookie->path = value.length && value.bytes[0] == '/' ? value : (struct slice){NULL, 0};
	}
}

bool
set_cookie_parse(struct slice value, int64_t now, struct set_cookie *cookie)
{
	struct slice rest;
	bool has_age = false;

	*cookie = (struct set_cookie){0};
	struct slice pair = cut_at(value, ';', &rest);
	if (!pair.length || !memchr(pair.bytes, '=', pair.length))
		return false;
	cookie->name = slice_trim(cut_at(pair, '=', &cookie->value));
	cookie->value = slice_trim(cookie->value);
	while (rest.length) {
		struct slice attribute = cut_at(rest, ';', &rest), content;
		struct slice name = slice_trim(cut_at(attribute, '=', &content));
		attribute_read(name, slice_trim(content), now, &has_age, cookie);
	}
	return cookie->name.length > 0;
}

static bool
is_address(struct slice host)
{
	return host.length && (host.bytes[0] == '[' || ascii_is_digit(host.bytes[host.length - 1]));
}

/* RFC 6265 section 5.1.3. */
static bool
domain_matches(struct slice host, struct slice domain)
{
	if (slice_equal_nocase(host, domain))
		return true;
	if (host.length <= domain.length || is_address(host))
		return false;
	struct slice tail = slice_after(host, host.length - domain.length);
	return slice_equal_nocase(tail, domain) && tail.bytes[-1] == '.';
}

/* RFC 6265 section 5.1.4: what a cookie without Path is for. */
static struct slice
default_path(struct slice path)
{
	while (path.length > 1 && path.bytes[path.length - 1] != '/')
		path.length--;
	if (path.length > 1)
		path.length--;
	return path.length ? path : SLICE("/");
}

/* RFC 6265 section 5.1.4. */
static bool
path_matches(struct slice path, struct slice cookie_path)
{
	if (!slice_starts_with(path, cookie_path))
		return false;
	return path.length == cookie_path.length || cookie_path.bytes[cookie_path.length - 1] == '/' ||
		   path.bytes[cookie_path.length] == '/';
}

enum cookie_way
set_cookie_way(const struct set_cookie *cookie, const char *setter, const char *target)
{
	struct uri from, to;

	if (!uri_parse(slice_of(setter), &from) || !uri_parse(slice_of(target), &to))
		return COOKIE_MAY_RETURN;
	if (cookie->domain.length
			? !domain_matches(from.host, cookie->domain) || !domain_matches(to.host, cookie->domain)
			: !slice_equal_nocase(from.host, to.host))
		return COOKIE_OTHER_DOMAIN;
	if (!path_matches(to.path, cookie->path.length ? cookie->path : default_path(from.path)))
		return COOKIE_OTHER_PATH;
	if (cookie->secure && !slice_equal(to.scheme, SLICE("https")))
		return COOKIE_NEEDS_TLS;
	return COOKIE_MAY_RETURN;
}

/* The next field of this id from *at on, whole: cookies are no comma lists. */
static bool
next_field(const struct message *message, enum field_id id, unsigned *at, struct slice *value)
{
	for (; *at < message->field_count; (*at)++)
		if (message->fields[*at].id == id) {
			*value = field_value(message, &message->fields[(*at)++]);
			return true;
		}
	return false;
}

bool
set_cookie_next(const struct message *response, unsigned *at, struct set_cookie *cookie)
{
	struct slice value;

	while (*at < SET_COOKIE_FIELDS_MAX && next_field(response, FIELD_SET_COOKIE, at, &value))
		if (set_cookie_parse(value, response->seen.last_time / 1000000000, cookie) && !cookie->removes)
			return true;
	return false;
}

/* A walk over the cookies of a request; starts as zeros. */
struct cookie_walk {
	struct slice rest; /* of the field in hand */
	unsigned at, count;
};

/* False at the end, and after as many as are looked at: then `count` is beyond them. */
static bool
cookie_next(const struct message *request, struct cookie_walk *walk, struct slice *name, struct slice *value)
{
	while (!walk->rest.length)
		if (!next_field(request, FIELD_COOKIE, &walk->at, &walk->rest))
			return false;
	if (++walk->count > SENT_COOKIES_MAX)
		return false;
	struct slice pair = cut_at(walk->rest, ';', &walk->rest);
	*name = slice_trim(cut_at(pair, '=', value));
	*value = slice_trim(*value);
	return true;
}

/* How a request has a cookie. With more than are looked at any other is taken to be among them. */
enum cookie_had { COOKIE_MISSES, COOKIE_OTHER_VALUE, COOKIE_SAME_VALUE, COOKIE_UNSEEN };

static enum cookie_had
cookie_find(const struct message *request, struct slice name, struct slice value)
{
	enum cookie_had had = COOKIE_MISSES;
	struct cookie_walk walk = {0};
	struct slice one, its;

	while (cookie_next(request, &walk, &one, &its)) {
		if (!slice_equal(one, name))
			continue;
		if (slice_equal(its, value))
			return COOKIE_SAME_VALUE;
		had = COOKIE_OTHER_VALUE;
	}
	return had == COOKIE_MISSES && walk.count > SENT_COOKIES_MAX ? COOKIE_UNSEEN : had;
}

bool
cookie_is_sent(const struct message *request, struct slice name)
{
	return cookie_find(request, name, (struct slice){NULL, 0}) != COOKIE_MISSES;
}

bool
cookie_is_returned(const struct message *request, const struct set_cookie *cookie)
{
	return cookie_find(request, cookie->name, cookie->value) == COOKIE_SAME_VALUE;
}

/* Does the response set, or remove, a cookie of this name? */
static bool
sets_cookie(const struct message *response, struct slice name)
{
	struct slice value, rest;

	for (unsigned at = 0; next_field(response, FIELD_SET_COOKIE, &at, &value);)
		if (at > SET_COOKIE_FIELDS_MAX ||
			slice_equal(slice_trim(cut_at(cut_at(value, ';', &rest), '=', &rest)), name))
			return true;
	return false;
}

/* How `later` has the cookie. Clients keep their order: the next one of the walk is mostly it. */
static enum cookie_had
cookie_find_near(const struct message *later, struct cookie_walk *walk, struct slice name, struct slice value)
{
	struct slice one, its;

	if (cookie_next(later, walk, &one, &its) && slice_equal(one, name) && slice_equal(its, value))
		return COOKIE_SAME_VALUE;
	return cookie_find(later, name, value);
}

/* Are they the same to the letter, as most often? */
static bool
same_cookies(const struct message *earlier, const struct message *later)
{
	struct slice one, other, more;
	unsigned at = 0, there = 0;

	return next_field(earlier, FIELD_COOKIE, &at, &one) && next_field(later, FIELD_COOKIE, &there, &other) &&
		   slice_equal(one, other) && !next_field(earlier, FIELD_COOKIE, &at, &more);
}

enum cookies_told
cookies_tell(const struct message *earlier, const struct message *between, const struct message *later)
{
	bool sets = message_first_field(between, FIELD_SET_COOKIE) != 0;
	struct cookie_walk walk = {0}, beside = {0};
	unsigned had[COOKIE_UNSEEN + 1] = {0};
	struct slice name, value;

	if (same_cookies(earlier, later))
		return COOKIES_GO_ON;
	while (cookie_next(earlier, &walk, &name, &value)) {
		enum cookie_had has = cookie_find_near(later, &beside, name, value);
		had[has] += has == COOKIE_SAME_VALUE || !sets || !sets_cookie(between, name);
	}
	if (had[COOKIE_OTHER_VALUE] && !had[COOKIE_SAME_VALUE])
		return COOKIES_DIFFER;
	return had[COOKIE_OTHER_VALUE] || had[COOKIE_MISSES] ? COOKIES_CHANGE : COOKIES_GO_ON;
}

uint64_t
cookies_hash(uint64_t seed, const struct message *request)
{
	struct slice value;
	uint64_t hash = seed;

	for (unsigned at = 0; next_field(request, FIELD_COOKIE, &at, &value);)
		hash = hash_slice(hash, value);
	return hash;
}
