/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capture is one file (or standard input), or several in a row (capture/rotation.h), or what comes in at an interface,
 * read from its first packet to its last, taken apart down to
 * messages and transport events, which go to whoever listens. The listener is borrowed functions, so that
 * the tool feeds an analysis, and a test looks at the messages themselves.
 */
#ifndef SEQUITUR_CAPTURE_CAPTURE_H
#define SEQUITUR_CAPTURE_CAPTURE_H

#include "core/event.h"
#include "core/message.h"

struct capture_listener {
	void *user;
	void (*message)(void *user, const struct message *message);
	void (*event)(void *user, const struct transport_event *event);
	/* Now and then: so many bytes of the file have been read, of a rotation in all. NULL: it does not matter. */
	void (*position)(void *user, uint64_t bytes);
	/* Of a pipe: nothing more is there for now. NULL: it does not matter. */
	void (*waiting)(void *user);
};

/* What was met on the way, for the summary. */
struct capture_counts {
	uint64_t packets;
	uint64_t bytes;              /* captured bytes */
	uint64_t truncated_packets;  /* cut by the snap length */
	uint64_t not_decoded;        /* link type, network or transport protocol not read here */
	uint64_t bad_packets;        /* lengths that contradict each other */
	uint64_t fragments_dropped;  /* never completed, or above the cap */
	uint64_t streams;            /* TCP connections */
	uint64_t streams_given_up;   /* for others, as too many were open at once */
	uint64_t stream_gaps;        /* places where lost segments were passed over */
	uint64_t stream_overlaps;    /* segments that said something else about the same bytes */
	uint64_t malformed_messages; /* began like a message and could not be read */
	uint64_t dropped;            /* by the kernel, of an interface: nobody took them in time */
	uint64_t passed_over;        /* bytes of streams between messages that belong to none */
};

enum capture_end {
	CAPTURE_COMPLETE,
	CAPTURE_DAMAGED, /* broken or cut in the middle: everything before the damage was delivered. Of a rotation: not
	                       all of its files were whole */
	CAPTURE_NOT_OPENED, /* not there, no right, a directory, not a capture: nothing was delivered */
	CAPTURE_STOPPED,    /* *stop became true */
};

struct capture_result {
	enum capture_end end;
	bool is_cut;   /* packets came after the last one that was delivered, or may have come */
	char *problem; /* one clear line for stderr without the file's name ("cut short in frame 12: ..."),
	                                  NULL when CAPTURE_COMPLETE. Free with g_free */
	uint32_t last_frame;
	int64_t first_time, last_time; /* nanoseconds since 1970; 0 when there was no packet */
	struct capture_counts counts;
};

/*
 * Reads all of `path` ("-": standard input), plain or compressed with gzip or zstd, and hands every message
 * and event to `listener` in the order the packets have. `stop`, when not NULL, is looked at between packets.
 */
struct capture_result capture_read(const char *path, const struct capture_listener *listener,
								   const volatile bool *stop);

struct rotation;

/*
 * The same for the files of a rotation (capture/rotation.h), which learns what is wrong with each. One that cannot be
 * read to its end does not keep the others from being read; what was lost with it is told as EVENT_PACKETS_DROPPED.
 */
struct capture_result capture_read_rotation(struct rotation *rotation,
											const struct capture_listener *listener,
											const volatile bool *stop);

struct interface;

/*
 * The same for the packets of an interface (capture/interface.h), until `stop` becomes true: that is its regular end.
 */
struct capture_result capture_listen(struct interface *interface, const struct capture_listener *listener,
									 const volatile bool *stop);

#endif
