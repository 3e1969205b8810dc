/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_uri.h"

#include <glib.h>
#include <string.h>

#include "core/value.h"

/* Longer URIs are not compared; ours. RFC 9110 section 4.1 recommends at least 8000 octets. */
#define URI_MAX 16384

/*
 * Bytes that a host or a target may hold and that mean nothing but themselves, wherever they stand; and those that may
 * stand in a target, but can be escaped as well. RFC 3986 sections 2.2 and 3.3: pchar, "/" and "?".
 */
enum { PLAIN_IN_TARGET = 1, PLAIN_IN_HOST = 2, PLAIN_IN_BOTH = 3, STANDS_IN_TARGET = 4 };

static const uint8_t PLAIN[128] = {
#define B PLAIN_IN_BOTH
#define T PLAIN_IN_TARGET
#define S STANDS_IN_TARGET
	['!'] = T, ['$'] = S, ['\''] = S, ['('] = S, [')'] = S, ['*'] = T, ['@'] = S, ['&'] = T, ['+'] = T,
	[','] = T, ['-'] = B, ['.'] = B,  ['/'] = T, ['0'] = B, ['1'] = B, ['2'] = B, ['3'] = B, ['4'] = B,
	['5'] = B, ['6'] = B, ['7'] = B,  ['8'] = B, ['9'] = B, ['A'] = B, ['B'] = B, ['C'] = B, ['D'] = B,
	['E'] = B, ['F'] = B, ['G'] = B,  ['H'] = B, ['I'] = B, ['J'] = B, ['K'] = B, ['L'] = B, ['M'] = B,
	['N'] = B, ['O'] = B, ['P'] = B,  ['Q'] = B, ['R'] = B, ['S'] = B, ['T'] = B, ['U'] = B, ['V'] = B,
	['W'] = B, ['X'] = B, ['Y'] = B,  ['Z'] = B, ['a'] = B, ['b'] = B, ['c'] = B, ['d'] = B, ['e'] = B,
	['f'] = B, ['g'] = B, ['h'] = B,  ['i'] = B, ['j'] = B, ['k'] = B, ['l'] = B, ['m'] = B, ['n'] = B,
	['o'] = B, ['p'] = B, ['q'] = B,  ['r'] = B, ['s'] = B, ['t'] = B, ['u'] = B, ['v'] = B, ['w'] = B,
	['x'] = B, ['y'] = B, ['z'] = B,  [':'] = T, [';'] = T, ['='] = T, ['?'] = T, ['_'] = B, ['~'] = T,
#undef B
#undef T
#undef S
};

static bool
is_unreserved(unsigned char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* What earlier grammars counted to them: escaped or not, it is the same. RFC 2396 section 2.3; RFC 3986 appendix D. */
static bool
is_mark(unsigned char c)
{
	return c != 0 && strchr("!'()*", c) != NULL;
}

/* May it stand in a path or a query as it is? */
static bool
may_stand(unsigned char c)
{
	return c < sizeof PLAIN && PLAIN[c] & (PLAIN_IN_TARGET | STANDS_IN_TARGET);
}

/* The byte that the escape at `at` stands for; -1: there is none. */
static int
escaped_at(struct slice part, size_t at)
{
	if (at + 2 >= part.length || part.bytes[at] != '%')
		return -1;
	int high = g_ascii_xdigit_value(part.bytes[at + 1]), low = g_ascii_xdigit_value(part.bytes[at + 2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Appends one byte as it is compared. A space in a query is "+" to forms, and to several clients. */
static void
append_byte(GString *out, unsigned char c, bool stands, bool in_query)
{
	if (in_query && c == ' ')
		g_string_append_c(out, '+');
	else if (stands)
		g_string_append_c(out, (char)c);
	else
		g_string_append_printf(out, "%%%02X", c);
}

/*
 * Appends with percent escapes in one spelling: those of unreserved characters taken off, the rest upper case, and
 * everything escaped that may not stand there.
 */
static void
append_escaped(GString *out, struct slice part, bool in_query)
{
	for (size_t i = 0, run; i < part.length; i++) {
		for (run = i; i < part.length && may_stand((unsigned char)part.bytes[i]);)
			i++;
		g_string_append_len(out, part.bytes + run, (gssize)(i - run));
		if (i == part.length)
			return;
		int escaped = escaped_at(part, i);
		unsigned char c = (unsigned char)(escaped < 0 ? part.bytes[i] : escaped);
		append_byte(out, c, escaped >= 0 && (is_unreserved(c) || is_mark(c)), in_query);
		i += escaped < 0 ? 0 : 2;
	}
}

/* Appends an absolute path without its "." and ".." segments: RFC 3986 section 5.2.4. */
static void
append_path(GString *out, struct slice path)
{
	size_t root = out->len;

	while (path.length) {
		const char *slash = memchr(path.bytes + 1, '/', path.length - 1);
		size_t length = slash ? (size_t)(slash - path.bytes) : path.length;
		struct slice segment = {path.bytes, length};
		bool last = !slash;
		if (slice_equal(segment, SLICE("/.."))) {
			const char *previous = out->len > root
									   ? g_strrstr_len(out->str + root, (gssize)(out->len - root), "/")
									   : NULL;
			g_string_truncate(out, previous ? (gsize)(previous - out->str) : root);
		} else if (!slice_equal(segment, SLICE("/."))) {
			append_escaped(out, segment, false);
			last = false;
		}
		if (last)
			g_string_append_c(out, '/');
		path = slice_after(path, length);
	}
	if (out->len == root)
		g_string_append_c(out, '/');
}

static void
append_authority(GString *out, bool https, struct slice host, uint16_t port)
{
	g_string_append(out, https ? "https://" : "http://");
	for (size_t i = 0; i < host.length; i++)
		g_string_append_c(out, ascii_lower(host.bytes[i]));
	if (port && port != (https ? 443 : 80))
		g_string_append_printf(out, ":%u", port);
}

static void
append_query(GString *out, struct slice query, bool there)
{
	if (!there)
		return;
	g_string_append_c(out, '?');
	append_escaped(out, query, true);
}

static unsigned
plain_in(char c)
{
	return (unsigned char)c < sizeof PLAIN ? PLAIN[(unsigned char)c] : 0;
}

/* A URI of what needs no normalising but the case of its host, as most are; NULL: it has to be looked at as a whole. */
static char *
plain_uri(bool https, struct slice host, struct slice target)
{
	const char *scheme = https ? "https://" : "http://";

	if (strlen(scheme) + host.length + target.length > URI_MAX)
		return NULL;
	char *uri = g_malloc(strlen(scheme) + host.length + target.length + 1);
	char *at = stpcpy(uri, scheme);
	unsigned plain = PLAIN_IN_HOST;

	for (size_t i = 0; i < host.length; i++) {
		plain &= plain_in(host.bytes[i]);
		*at++ = ascii_lower(host.bytes[i]);
	}
	/* One bit says whether all of the target is plain, another whether a segment may be "." or "..". */
	unsigned target_plain = PLAIN_IN_TARGET, has_dots = 0;
	char before = 0;
	for (size_t i = 0; i < target.length; i++) {
		target_plain &= plain_in(target.bytes[i]);
		has_dots |= before == '/' && target.bytes[i] == '.';
		before = target.bytes[i];
	}
	if (plain && target_plain && !has_dots) {
		memcpy(at, target.bytes, target.length);
		at[target.length] = '\0';
		return uri;
	}
	g_free(uri);
	return NULL;
}

/* The same of a whole URI; NULL also where it has a port, or no path. */
static char *
plain_whole_uri(struct slice text)
{
	bool https = slice_starts_with(text, SLICE("https://"));

	if (!https && !slice_starts_with(text, SLICE("http://")))
		return NULL;
	struct slice rest = slice_after(text, strlen(https ? "https://" : "http://"));
	const char *path = rest.length ? memchr(rest.bytes, '/', rest.length) : NULL;
	size_t host = path ? (size_t)(path - rest.bytes) : 0;
	return host ? plain_uri(https, (struct slice){rest.bytes, host}, slice_after(rest, host)) : NULL;
}

/* A whole http or https URI in one spelling; NULL for any other text. */
static char *
normalise(struct slice text)
{
	struct uri uri;
	char *plain = plain_whole_uri(text);

	if (plain)
		return plain;
	if (text.length > URI_MAX || !uri_parse(text, &uri) || !uri.host.length)
		return NULL;
	bool https = slice_equal_nocase(uri.scheme, SLICE("https"));
	if (!https && !slice_equal_nocase(uri.scheme, SLICE("http")))
		return NULL;
	GString *out = g_string_sized_new(text.length + 8);
	append_authority(out, https, uri.host, uri.port);
	append_path(out, uri.path);
	append_query(out, uri.query, uri.query.bytes != NULL);
	return g_string_free(out, FALSE);
}

/* The host and port that CONNECT asks for, in one spelling. */
static char *
normalise_authority(struct slice authority)
{
	GString *out = g_string_new("connect://");

	for (size_t i = 0; i < authority.length; i++)
		g_string_append_c(out, ascii_lower(authority.bytes[i]));
	return g_string_free(out, FALSE);
}

bool
http_uri_is_https(const struct message *request)
{
	struct slice scheme;

	if (request->seen.transport == TRANSPORT_TLS)
		return true;
	return request->version_major == 2 && message_field_named(request, ":scheme", &scheme) &&
		   slice_equal_nocase(scheme, SLICE("https"));
}

char *
http_uri_of_request(const struct message *request)
{
	struct slice host;
	bool https = http_uri_is_https(request);

	if (!request->target.length || request->target.length > URI_MAX)
		return NULL;
	if (request->method == METHOD_CONNECT)
		return normalise_authority(request->target);
	if (request->target.bytes[0] != '/')
		return normalise(request->target);
	if (!message_field(request, FIELD_HOST, &host) || !host.length || host.length > URI_MAX)
		return NULL;
	char *plain = plain_uri(https, host, request->target);
	if (plain)
		return plain;
	GString *whole = g_string_sized_new(host.length + request->target.length + 16);
	g_string_append(whole, https ? "https://" : "http://");
	g_string_append_len(whole, host.bytes, (gssize)host.length);
	g_string_append_len(whole, request->target.bytes, (gssize)request->target.length);
	char *uri = normalise((struct slice){whole->str, whole->len});
	g_string_free(whole, TRUE);
	return uri;
}

static bool
has_scheme(struct slice reference)
{
	for (size_t i = 0; i < reference.length; i++) {
		char c = reference.bytes[i];
		if (c == ':')
			return i > 0;
		if (!g_ascii_isalnum(c) && c != '+' && c != '-' && c != '.')
			return false;
	}
	return false;
}

/* How much of the normalised `base` a relative reference keeps: RFC 3986 section 5.2.2. */
static size_t
kept_of_base(const char *base, struct slice reference)
{
	const char *host = strstr(base, "://") + 3;
	const char *path = strchr(host, '/');
	const char *query = strchr(path, '?');
	const char *end = query ? query : path + strlen(path);

	if (!reference.length)
		return strlen(base);
	if (slice_starts_with(reference, SLICE("//")))
		return (size_t)(host - 2 - base);
	if (reference.bytes[0] == '/')
		return (size_t)(path - base);
	if (reference.bytes[0] == '?')
		return (size_t)(end - base);
	while (end[-1] != '/')
		end--;
	return (size_t)(end - base);
}

char *
http_uri_resolve(const char *base, struct slice reference)
{
	const char *fragment;

	reference = slice_trim(reference);
	if (reference.length > URI_MAX)
		return NULL;
	fragment = reference.length ? memchr(reference.bytes, '#', reference.length) : NULL;
	if (fragment)
		reference.length = (size_t)(fragment - reference.bytes);
	if (has_scheme(reference))
		return normalise(reference);
	if (!base || !g_str_has_prefix(base, "http"))
		return NULL;
	GString *whole = g_string_new_len(base, (gssize)kept_of_base(base, reference));
	g_string_append_len(whole, reference.bytes, (gssize)reference.length);
	char *uri = normalise((struct slice){whole->str, whole->len});
	g_string_free(whole, TRUE);
	return uri;
}

/* The host of a normalised URI; nothing where there is none. */
static struct slice
host_of(struct slice uri)
{
	const char *colon = uri.length ? memchr(uri.bytes, ':', uri.length) : NULL;
	size_t end = 0;

	if (!colon)
		return (struct slice){uri.bytes, 0};
	struct slice rest = slice_after(uri, (size_t)(colon - uri.bytes) + strlen("://"));
	bool in_brackets = rest.length && rest.bytes[0] == '[';
	while (end < rest.length && rest.bytes[end] != '/' && (in_brackets || rest.bytes[end] != ':'))
		in_brackets = rest.bytes[end++] != ']' && in_brackets;
	return (struct slice){rest.bytes, end};
}

bool
http_uri_same_host(struct slice a, struct slice b)
{
	return slice_equal(host_of(a), host_of(b));
}

/* Where the path begins, behind scheme and authority, if they are there. */
static struct slice
behind_authority(struct slice reference)
{
	const char *slashes = memmem(reference.bytes, reference.length, "//", 2);

	if (!slashes || (slashes > reference.bytes && slashes[-1] != ':'))
		return reference;
	struct slice rest = slice_after(reference, (size_t)(slashes + 2 - reference.bytes));
	size_t host = 0;
	while (host < rest.length && !strchr("/?#", rest.bytes[host]))
		host++;
	return slice_after(rest, host);
}

bool
http_uri_is_to_the_letter(struct slice reference)
{
	struct slice rest = behind_authority(slice_trim(reference));

	for (size_t i = 0; i < rest.length; i++)
		if (!may_stand((unsigned char)rest.bytes[i]) && rest.bytes[i] != '#' && escaped_at(rest, i) < 0)
			return false;
	return true;
}
