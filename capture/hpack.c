/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/hpack.h"

#include <glib.h>
#include <nghttp2/nghttp2.h>

/* The name that stands in the table for one that was missed; no field can be called so (RFC 9110 section 5.6.2). */
#define MISSED_NAME "?"

struct hpack {
	nghttp2_hd_inflater *inflater;
	bool complete;
	bool missed; /* in the block at hand */
};

/* How a block tells a field, or something about the table: RFC 7541 section 6. */
enum form {
	FORM_INDEXED,   /* name and value by number */
	FORM_ADDED,     /* a literal that enters the table */
	FORM_RESIZED,   /* no field: the size of the table */
	FORM_NOT_ADDED, /* a literal that does not */
};

struct representation {
	enum form form;
	uint64_t index; /* 0: the name stands there, too */
	size_t prefix;  /* bytes of the index */
	size_t length;  /* of all */
};

/*
 * An integer with a prefix of `bits` in the first byte: RFC 7541 section 5.1. False when it does not end here, or
 * is larger than anything that can be meant.
 */
static bool
integer_read(struct slice bytes, unsigned bits, uint64_t *value, size_t *length)
{
	const uint64_t most = (1u << bits) - 1;

	if (!bytes.length)
		return false;
	*value = (unsigned char)bytes.bytes[0] & most;
	*length = 1;
	if (*value < most)
		return true;
	for (unsigned shift = 0; *length < bytes.length && shift <= 28; shift += 7) {
		unsigned char c = (unsigned char)bytes.bytes[(*length)++];
		*value += (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return true;
	}
	return false;
}

/* Adds the length of a string literal, RFC 7541 section 5.2, at *length. */
static bool
string_pass(struct slice bytes, size_t *length)
{
	uint64_t value;
	size_t prefix;
	struct slice string = slice_after(bytes, *length);

	if (!integer_read(string, 7, &value, &prefix) || value > string.length - prefix)
		return false;
	*length += prefix + (size_t)value;
	return true;
}

static bool
representation_read(struct slice bytes, struct representation *read)
{
	static const struct {
		uint8_t mask, pattern, bits;
		enum form form;
	} forms[] = {
		{0x80, 0x80, 7, FORM_INDEXED},
		{0xc0, 0x40, 6, FORM_ADDED},
		{0xe0, 0x20, 5, FORM_RESIZED},
		{0xe0, 0x00, 4, FORM_NOT_ADDED},
	};
	unsigned i = 0;

	while (((uint8_t)bytes.bytes[0] & forms[i].mask) != forms[i].pattern)
		i++;
	read->form = forms[i].form;
	if (!integer_read(bytes, forms[i].bits, &read->index, &read->prefix))
		return false;
	read->length = read->prefix;
	if (read->form == FORM_INDEXED || read->form == FORM_RESIZED)
		return true;
	return (read->index > 0 || string_pass(bytes, &read->length)) && string_pass(bytes, &read->length);
}

struct hpack *
hpack_new(bool complete)
{
	struct hpack *hpack = g_new0(struct hpack, 1);

	if (nghttp2_hd_inflate_new(&hpack->inflater) != 0)
		g_error("out of memory");
	nghttp2_hd_inflate_change_table_size(hpack->inflater, HPACK_TABLE_MAX);
	hpack->complete = complete;
	return hpack;
}

static struct slice
slice_of_bytes(const uint8_t *bytes, size_t length)
{
	return (struct slice){(const char *)bytes, length};
}

/* Gives `bytes` to nghttp2, and the fields that it finds to `take`. */
static bool
inflate(struct hpack *hpack, struct slice bytes, bool final, hpack_field *take, void *user)
{
	int flags;

	do {
		nghttp2_nv field;
		ssize_t used = nghttp2_hd_inflate_hd2(hpack->inflater, &field, &flags, (const uint8_t *)bytes.bytes,
											  bytes.length, final);
		if (used < 0 || (used == 0 && !flags))
			return false;
		bytes = slice_after(bytes, (size_t)used);
		if (!(flags & NGHTTP2_HD_INFLATE_EMIT))
			continue;
		struct slice name = slice_of_bytes(field.name, field.namelen);
		if (slice_equal(name, SLICE(MISSED_NAME)))
			hpack->missed = true;
		else
			take(user, name, slice_of_bytes(field.value, field.valuelen));
	} while (bytes.length || (final && !(flags & NGHTTP2_HD_INFLATE_FINAL)));
	return true;
}

/* Does it refer to an entry that was told before anything was seen? */
static bool
is_missed(const struct hpack *hpack, const struct representation *read)
{
	return !hpack->complete && read->form != FORM_RESIZED &&
		   read->index > nghttp2_hd_inflate_get_num_table_entries(hpack->inflater);
}

/* The entry takes its place in the table, so that those before it keep their numbers. */
static bool
enter_missed(struct hpack *hpack, struct slice value, hpack_field *take, void *user)
{
	static const char literal[] = "\x40\x01" MISSED_NAME;

	return inflate(hpack, SLICE(literal), false, take, user) && inflate(hpack, value, false, take, user);
}

enum hpack_outcome
hpack_decode(struct hpack *hpack, struct slice block, hpack_field *take, void *user)
{
	struct representation read;

	hpack->missed = false;
	for (; block.length; block = slice_after(block, read.length)) {
		if (!representation_read(block, &read))
			return HPACK_BROKEN;
		struct slice whole = {block.bytes, read.length};
		bool missed = is_missed(hpack, &read), sound = true;
		hpack->missed = hpack->missed || missed;
		if (!missed)
			sound = inflate(hpack, whole, false, take, user);
		else if (read.form == FORM_ADDED)
			sound = enter_missed(hpack, slice_after(whole, read.prefix), take, user);
		if (!sound)
			return HPACK_BROKEN;
	}
	if (!inflate(hpack, (struct slice){NULL, 0}, true, take, user))
		return HPACK_BROKEN;
	nghttp2_hd_inflate_end_headers(hpack->inflater);
	return hpack->missed ? HPACK_PARTLY : HPACK_DECODED;
}

size_t
hpack_size(const struct hpack *hpack)
{
	return HPACK_SIZE + nghttp2_hd_inflate_get_dynamic_table_size(hpack->inflater);
}

void
hpack_free(struct hpack *hpack)
{
	if (!hpack)
		return;
	nghttp2_hd_inflate_del(hpack->inflater);
	g_free(hpack);
}
