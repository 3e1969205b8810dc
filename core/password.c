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

/* Most URIs have no password, as is soon seen: between the colon of the scheme and an "@" there is no other one. */
static bool
may_have_password(struct slice uri)
{
	const char *at = uri.length ? memrchr(uri.bytes, '@', uri.length) : NULL;
	const char *colon = at ? memchr(uri.bytes, ':', (size_t)(at - uri.bytes)) : NULL;

	return colon && memchr(colon + 1, ':', (size_t)(at - colon - 1));
}

struct slice
password_of_uri(struct slice uri)
{
	if (!may_have_password(uri))
		return none;
	struct slice scheme = scheme_of(uri), rest = slice_after(uri, scheme.length + 1);
	if (!scheme.length)
		return none;
	if (slice_equal_nocase(scheme, SLICE("sip")) || slice_equal_nocase(scheme, SLICE("sips")))
		return password_of_sip(rest);
	/* Of any other scheme only those with an authority have user information: tel: and urn: have none. */
	return slice_starts_with(rest, SLICE("//"))
			   ? password_of_authority(up_to_any(slice_after(rest, 2), "/?#"))
			   : none;
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

/* Of the first word that has one; brackets and quotation marks before a URI are no part of it. */
static struct slice
first_password(struct slice sentence)
{
	struct slice password = none;

	while (sentence.length && !password.length) {
		struct slice word = up_to_any(sentence, " ");
		sentence = slice_after(sentence, word.length + 1);
		while (word.length && !ascii_is_letter(word.bytes[0]))
			word = slice_after(word, 1);
		password = password_of_uri(word);
		if (slice_equal(password, SLICE(PASSWORD_SHOWN)))
			password = none;
	}
	return password;
}

char *
password_mask_sentence(char *sentence)
{
	/* Most have no URI with a user, and most others no password. */
	if (!strchr(sentence, '@'))
		return sentence;
	for (struct slice password; (password = first_password(slice_of(sentence))).length > 0;) {
		char *masked = password_mask(slice_of(sentence), password);
		g_free(sentence);
		sentence = masked;
	}
	return sentence;
}
