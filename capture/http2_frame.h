/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A frame of HTTP/2: its header of nine bytes (RFC 9113 section 4.1), what its payload holds of a header block,
 * and whether bytes look like frames where nobody saw the connection begin.
 */
#ifndef SEQUITUR_CAPTURE_HTTP2_FRAME_H
#define SEQUITUR_CAPTURE_HTTP2_FRAME_H

#include "core/slice.h"

#define HTTP2_FRAME_HEADER 9

/* RFC 9113 section 6. */
enum http2_frame_type {
	HTTP2_DATA = 0,
	HTTP2_HEADERS = 1,
	HTTP2_PRIORITY = 2,
	HTTP2_RST_STREAM = 3,
	HTTP2_SETTINGS = 4,
	HTTP2_PUSH_PROMISE = 5,
	HTTP2_PING = 6,
	HTTP2_GOAWAY = 7,
	HTTP2_WINDOW_UPDATE = 8,
	HTTP2_CONTINUATION = 9,
};

enum http2_flag {
	HTTP2_END_STREAM = 0x01, /* of DATA and HEADERS; of SETTINGS and PING the same bit is ACK */
	HTTP2_END_HEADERS = 0x04,
	HTTP2_PADDED = 0x08,
	HTTP2_HAS_PRIORITY = 0x20,
};

struct http2_frame {
	uint32_t length; /* of the payload */
	uint32_t stream;
	uint8_t type; /* enum http2_frame_type, or unknown */
	uint8_t flags;
};

struct http2_frame http2_frame_read(const uint8_t header[static HTTP2_FRAME_HEADER]);

/*
 * The part of a header block in the payload of HEADERS, PUSH_PROMISE or CONTINUATION, without padding, priority
 * and promised stream, which is left in *promised (else 0). False: the payload contradicts itself.
 */
bool http2_frame_fragment(const struct http2_frame *frame, struct slice payload, struct slice *fragment,
						  uint32_t *promised);

/* Does the server's preface begin here, a SETTINGS frame? RFC 9113 section 3.4. */
bool http2_settings_begin(struct slice bytes);

/*
 * May all these bytes be frames, the last of them as far as it goes? `surely`: one of them must also begin a header
 * block with a method or status, since nothing else says that this is HTTP/2.
 */
bool http2_frames_begin(struct slice bytes, bool surely);

#endif
