/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/http2_frame.h"

/* What SETTINGS_MAX_FRAME_SIZE is at first; few peers change it. RFC 9113 section 6.5.2. */
#define USUAL_LENGTH (16u << 10)

/* Ours: whoever looks like frames that far is taken for it. */
#define LOOK_AT 16

enum stream_kind { STREAM_EITHER, STREAM_ZERO, STREAM_NONZERO };

/* What a frame of each type can be: RFC 9113 sections 6.1 to 6.10. */
static const struct {
	uint8_t flags;
	uint8_t stream; /* enum stream_kind */
	uint16_t least, most;
} frames[] = {
	[HTTP2_DATA] = {0x09, STREAM_NONZERO, 0, USUAL_LENGTH},
	[HTTP2_HEADERS] = {0x2d, STREAM_NONZERO, 1, USUAL_LENGTH},
	[HTTP2_PRIORITY] = {0, STREAM_NONZERO, 5, 5},
	[HTTP2_RST_STREAM] = {0, STREAM_NONZERO, 4, 4},
	[HTTP2_SETTINGS] = {0x01, STREAM_ZERO, 0, 64 * 6},
	[HTTP2_PUSH_PROMISE] = {0x0c, STREAM_NONZERO, 5, USUAL_LENGTH},
	[HTTP2_PING] = {0x01, STREAM_ZERO, 8, 8},
	[HTTP2_GOAWAY] = {0, STREAM_ZERO, 8, USUAL_LENGTH},
	[HTTP2_WINDOW_UPDATE] = {0, STREAM_EITHER, 4, 4},
	[HTTP2_CONTINUATION] = {0x04, STREAM_NONZERO, 0, USUAL_LENGTH},
};

static uint32_t
read_be32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

struct http2_frame
http2_frame_read(const uint8_t header[static HTTP2_FRAME_HEADER])
{
	return (struct http2_frame){.length = read_be32(header) >> 8,
								.type = header[3],
								.flags = header[4],
								.stream = read_be32(header + 5) & 0x7fffffff};
}

bool
http2_frame_fragment(const struct http2_frame *frame, struct slice payload, struct slice *fragment,
					 uint32_t *promised)
{
	size_t before = 0, padding = 0;

	*promised = 0;
	if (frame->type != HTTP2_CONTINUATION && frame->flags & HTTP2_PADDED) {
		if (!payload.length)
			return false;
		padding = (unsigned char)payload.bytes[0];
		before = 1;
	}
	if (frame->type == HTTP2_HEADERS && frame->flags & HTTP2_HAS_PRIORITY)
		before += 5;
	if (frame->type == HTTP2_PUSH_PROMISE) {
		if (payload.length < before + 4)
			return false;
		*promised = read_be32((const uint8_t *)payload.bytes + before) & 0x7fffffff;
		before += 4;
	}
	if (payload.length < before + padding)
		return false;
	*fragment = slice_after(payload, before);
	fragment->length -= padding;
	return true;
}

static bool
frame_is_usual(const struct http2_frame *frame)
{
	if (frame->type >= sizeof frames / sizeof *frames)
		return false;
	if (frame->flags & ~frames[frame->type].flags || frame->length < frames[frame->type].least ||
		frame->length > frames[frame->type].most)
		return false;
	if (frame->type == HTTP2_SETTINGS && frame->length % 6)
		return false;
	return frames[frame->type].stream == STREAM_EITHER ||
		   (frames[frame->type].stream == STREAM_ZERO) == (frame->stream == 0);
}

bool
http2_settings_begin(struct slice bytes)
{
	if (bytes.length < HTTP2_FRAME_HEADER)
		return false;
	struct http2_frame frame = http2_frame_read((const uint8_t *)bytes.bytes);

	return frame.type == HTTP2_SETTINGS && frame.flags == 0 && frame_is_usual(&frame);
}

/* :method, :scheme, :path, :status by their numbers in the static table: RFC 7541 appendix A. */
static bool
begins_with_pseudo(struct slice block)
{
	unsigned char c = block.length ? (unsigned char)block.bytes[0] : 0;
	unsigned index = c & 0x80 ? c & 0x7f : c & 0x40 ? c & 0x3f : c & 0x20 ? 0 : c & 0x0f;

	return index >= 1 && index <= 14;
}

/* Is it a header block that says what message it begins? As far as the bytes go. */
static bool
begins_message(const struct http2_frame *frame, struct slice payload)
{
	struct slice block;
	uint32_t promised;

	return frame->type == HTTP2_HEADERS && payload.length >= frame->length &&
		   http2_frame_fragment(frame, (struct slice){payload.bytes, frame->length}, &block, &promised) &&
		   begins_with_pseudo(block);
}

bool
http2_frames_begin(struct slice bytes, bool surely)
{
	bool sure = !surely;

	if (bytes.length < HTTP2_FRAME_HEADER)
		return false;
	for (unsigned i = 0; i < LOOK_AT && bytes.length >= HTTP2_FRAME_HEADER; i++) {
		struct http2_frame frame = http2_frame_read((const uint8_t *)bytes.bytes);
		if ((unsigned char)bytes.bytes[5] & 0x80 || !frame_is_usual(&frame))
			return false;
		bytes = slice_after(bytes, HTTP2_FRAME_HEADER);
		sure = sure || begins_message(&frame, bytes);
		bytes = slice_after(bytes, frame.length);
	}
	return sure;
}
