/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/password.h"

#include <glib.h>

static const struct slice none = {NULL, 0};

static struct slice
up_to_any(struct slice text, const char *stops)
{
	size_t n = 0;

	while (n < text.length && !ascii_in(text.bytes[n], stops))
		n++;
	return (struct slice){text.bytes, n};
}

/* userinfo = user [ ":" password ], without the "@". */
static struct slice
password_of_userinfo(struct slice userinfo)
{
	return slice_after(userinfo, up_to_any(userinfo, ":").length + 1);
}

/* authority = [ userinfo "@" ] host [ ":" port ]; a password with an "@" of its own is wrong, but a password. */
struct slice
password_of_authority(struct slice authority)
{
	const char *at = authority.length ? memrchr(authority.bytes, '@', authority.length) : NULL;

	return at ? password_of_userinfo((struct slice){authority.bytes, (size_t)(at - authority.bytes)}) : none;
}

/*
 * Behind "sip:". User and password may hold what ends an authority elsewhere (";", "?", "/"), so the first "@" counts, and
 * any other up to where parameters or headers begin. A user cannot begin with a bracket: that is an IPv6 address.
 */
static struct slice
password_of_sip(struct slice rest)
{
	const char *at = rest.length && rest.bytes[0] != '[' ? memchr(rest.bytes, '@', rest.length) : NULL;

	if (!at)
		return none;
	size_t user_length = (size_t)(at - rest.bytes);
	struct slice behind = up_to_any(slice_after(rest, user_length + 1), ";?");
	return password_of_authority((struct slice){rest.bytes, user_length + 1 + behind.length});
}

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), RFC 3986 section 3.1; empty: `text` begins with none. */
static struct slice
scheme_of(struct slice text)
{
	size_t n = 0;

	while (n < text.length && (ascii_is_letter(text.bytes[n]) ||
							   (n > 0 && (ascii_is_digit(text.bytes[n]) || ascii_in(text.bytes[n], "+-.")))))
		n++;
	return (struct slice){text.bytes, n < text.length && text.bytes[n] == ':' ? n : 0};
}

enum scheme_kind {
	SCHEME_OTHER,
	SCHEME_OF_USERS,   /* user information stands right behind it: RFC 3261 section 19.1.1 */
	SCHEME_OF_HOSTS,   /* an authority has to, and may be written with other slashes than two */
	SCHEME_OF_NEITHER, /* no user information at all */
};

static enum scheme_kind
scheme_kind(struct slice scheme)
{
	static const struct {
		const char *name;
		enum scheme_kind kind;
	} known[] = {
		{"sip", SCHEME_OF_USERS},   {"sips", SCHEME_OF_USERS},    {"im", SCHEME_OF_USERS},
		{"pres", SCHEME_OF_USERS},  {"mailto", SCHEME_OF_USERS},  {"xmpp", SCHEME_OF_USERS},
		{"http", SCHEME_OF_HOSTS},  {"https", SCHEME_OF_HOSTS},   {"ws", SCHEME_OF_HOSTS},
		{"wss", SCHEME_OF_HOSTS},   {"ftp", SCHEME_OF_HOSTS},     {"tel", SCHEME_OF_NEITHER},
		{"urn", SCHEME_OF_NEITHER}, {"cid", SCHEME_OF_NEITHER},   {"mid", SCHEME_OF_NEITHER},
		{"acct", SCHEME_OF_USERS},  {"service", SCHEME_OF_USERS},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (slice_equal_nocase(scheme, slice_of(known[i].name)))
			return known[i].kind;
	return SCHEME_OTHER;
}

/*
 * Most URIs have no password, as is soon seen: behind the colon of the scheme and another one there is no "@". Most that are
 * asked about begin with "sip:", where the first colon need not be searched.
 */
static bool
may_have_password(struct slice uri)
{
	if (!uri.length)
		return false;
	const char *end = uri.bytes + uri.length;
	bool is_sip = slice_starts_with(uri, SLICE("sip:"));
	const char *colon = is_sip ? uri.bytes + 3 : memchr(uri.bytes, ':', uri.length);
	const char *second = colon ? memchr(colon + 1, ':', (size_t)(end - colon - 1)) : NULL;

	return second && memchr(second + 1, '@', (size_t)(end - second - 1));
}

/* A Request-URI must not stand in brackets (RFC 3261 section 7.1), and does. */
static struct slice
without_bracket(struct slice text)
{
	return slice_after(text, text.length && text.bytes[0] == '<');
}

static size_t
slashes_length(struct slice text)
{
	size_t n = 0;

	while (n < text.length && ascii_in(text.bytes[n], "/\\"))
		n++;
	return n;
}

static struct slice
up_to_path(struct slice text)
{
	return up_to_any(text, "/\\?#>");
}

static __attribute__((noinline)) struct slice
password_search(struct slice uri)
{
	uri = without_bracket(uri);
	struct slice scheme = scheme_of(uri), rest = slice_after(uri, scheme.length + 1);
	size_t slashes = slashes_length(rest);
	switch (scheme_kind(scheme)) {
	case SCHEME_OF_USERS: return password_of_sip(rest);
	case SCHEME_OF_HOSTS: return password_of_authority(up_to_path(slice_after(rest, slashes)));
	case SCHEME_OTHER:
	case SCHEME_OF_NEITHER: break;
	}
	return scheme.length && slice_starts_with(rest, SLICE("//"))
			   ? password_of_authority(up_to_path(slice_after(rest, slashes)))
			   : none;
}

struct slice
password_of_uri(struct slice uri)
{
	return may_have_password(uri) ? password_search(uri) : none;
}

/* What stands behind the authority of a URI that has one; else all of it. */
static struct slice
behind_authority(struct slice target)
{
	struct slice scheme = scheme_of(target), rest = slice_after(target, scheme.length + 1);

	if (!scheme.length || !slice_starts_with(rest, SLICE("//")))
		return target;
	rest = slice_after(rest, 2);
	return slice_after(rest, up_to_path(rest).length);
}

struct slice
password_of_target(struct slice target)
{
	struct slice password = password_of_uri(target);

	/* Nearly all with an "@" are SIP URIs as they should be, of which that is all. */
	if (password.length || slice_starts_with(target, SLICE("sip:")) || !target.length ||
		!memchr(target.bytes, '@', target.length))
		return password;
	target = without_bracket(target);
	struct slice path = behind_authority(target);
	size_t slashes = slashes_length(path);
	struct slice rest = slice_after(path, slashes);
	if (slashes > 1)
		return password_of_authority(up_to_path(rest));
	/* One begins a path, in which a cache may be asked for another URI; a path may have any colon and "@" else. */
	if (slashes || path.bytes != target.bytes)
		return password_of_uri(rest);
	return scheme_kind(scheme_of(rest)) == SCHEME_OTHER ? password_of_authority(up_to_path(rest)) : none;
}

char *
password_mask(struct slice text, struct slice password)
{
	size_t before = (size_t)(password.bytes - text.bytes);
	GString *masked = g_string_new_len(text.bytes, (gssize)before);
	struct slice behind = slice_after(text, before + password.length);

	g_string_append(masked, PASSWORD_SHOWN);
	g_string_append_len(masked, behind.bytes, (gssize)behind.length);
	return g_string_free(masked, FALSE);
}

/* A long URI may be cut only where nothing of it is secret any more: what is cut off could no longer tell what a password is. */
const char *
uri_text(struct slice uri, char text[static URI_TEXT_SIZE])
{
	struct slice password = password_of_uri(uri);
	char *masked = password.length ? password_mask(uri, password) : NULL;
	struct slice whole = masked ? slice_of(masked) : uri, told = slice_head(whole, URI_TOLD);

	g_snprintf(text, URI_TEXT_SIZE, "%.*s%s", (int)told.length, told.bytes ? told.bytes : "",
			   told.length < whole.length ? "..." : "");
	g_free(masked);
	return text;
}

/* So many schemes of a word are looked at for each password that is found; ours. */
#define SCHEMES_OF_WORD_MAX 32

/*
 * Where the known scheme begins that this colon ends, or any before "//"; the place of the colon: there is none. What stands
 * before may look like a part of it: "x-sip:", "calling...sip:".
 */
static size_t
scheme_start(struct slice word, size_t colon)
{
	bool is_any = slice_starts_with(slice_after(word, colon + 1), SLICE("//"));
	size_t start = colon;

	while (start > 0 && (ascii_is_letter(word.bytes[start - 1]) || ascii_is_digit(word.bytes[start - 1])))
		start--;
	while (start < colon && !ascii_is_letter(word.bytes[start]))
		start++;
	enum scheme_kind kind = scheme_kind((struct slice){word.bytes + start, colon - start});
	return is_any || kind == SCHEME_OF_USERS || kind == SCHEME_OF_HOSTS ? start : colon;
}

/* The first that is not masked yet: a URI may stand behind whatever is no scheme, as in "in_uri=sip:bob:secret@h". */
static struct slice
password_of_word(struct slice word)
{
	struct slice password = none;
	unsigned schemes = 0;

	for (size_t at = 0; at < word.length && schemes < SCHEMES_OF_WORD_MAX && !password.length; at++) {
		size_t start = word.bytes[at] == ':' ? scheme_start(word, at) : at;
		if (start == at)
			continue;
		schemes++;
		password = password_of_uri(slice_after(word, start));
		if (slice_equal(password, SLICE(PASSWORD_SHOWN)))
			password = none;
	}
	return password;
}

/* Appends a word, its passwords masked: they end with an "@", so that what is behind the last one need not be looked at. */
static void
put_word(GString *masked, struct slice word)
{
	const char *at = word.length ? memrchr(word.bytes, '@', word.length) : NULL;
	struct slice users = {word.bytes, at ? (size_t)(at - word.bytes) + 1 : 0};

	for (struct slice password; (password = password_of_word(users)).length > 0;) {
		size_t before = (size_t)(password.bytes - users.bytes);
		g_string_append_len(masked, users.bytes, (gssize)before);
		g_string_append(masked, PASSWORD_SHOWN);
		word = slice_after(word, before + password.length);
		users = slice_after(users, before + password.length);
	}
	g_string_append_len(masked, word.bytes, (gssize)word.length);
}

char *
password_mask_sentence(char *sentence)
{
	GString *masked;

	/* Most have no URI with a user. */
	if (!strchr(sentence, '@'))
		return sentence;
	masked = g_string_new(NULL);
	/* No URI goes on behind a blank, a bracket or a quotation mark. */
	for (struct slice rest = slice_of(sentence); rest.length > 0;) {
		struct slice word = up_to_any(rest, " <>\"");
		put_word(masked, word);
		rest = slice_after(rest, word.length);
		if (rest.length > 0)
			g_string_append_c(masked, rest.bytes[0]);
		rest = slice_after(rest, 1);
	}
	g_free(sentence);
	return g_string_free(masked, FALSE);
}
