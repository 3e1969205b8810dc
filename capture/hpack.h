/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HPACK (RFC 7541) decodes the header blocks of one direction of an HTTP/2 connection, all of them and in order,
 * since each may refer to fields of those before. nghttp2 does it; what is ours is to live without the beginning.
 *
 * When header blocks were missed, the newest entries of the dynamic table are still known as they come in, since
 * they are numbered from the newest on. A reference to one of the others is passed over, and said so. The static
 * table and literals need nothing of what was missed.
 *
 * Sizes follow what the encoder announces in the blocks themselves; the settings that allow it are not needed.
 */
#ifndef SEQUITUR_CAPTURE_HPACK_H
#define SEQUITUR_CAPTURE_HPACK_H

#include "core/slice.h"

/* Ours: the largest dynamic table that an encoder may announce. Browsers allow 64 KiB. */
#define HPACK_TABLE_MAX (256u << 10)

/* About what a decoder takes without the entries of its table. */
#define HPACK_SIZE (4u << 10)

struct hpack;

enum hpack_outcome {
	HPACK_DECODED,
	HPACK_PARTLY, /* fields were left out that only blocks from before could have told */
	HPACK_BROKEN, /* no header block, or not of this connection: nothing that follows can be decoded */
};

/* A field as it was decoded, valid during the call. */
typedef void hpack_field(void *user, struct slice name, struct slice value);

/* `complete`: its first block will be the first one of the connection. */
struct hpack *hpack_new(bool complete);

/* Decodes one whole header block and hands over its fields in order. */
enum hpack_outcome hpack_decode(struct hpack *hpack, struct slice block, hpack_field *take, void *user);

/* Bytes it takes. */
size_t hpack_size(const struct hpack *hpack);

void hpack_free(struct hpack *hpack);

#endif
