/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An unshown message began in a TCP stream, and Wireshark has not shown it: its end is still to come, or never
 * came, or Wireshark waits for bytes before it that the capture lost. Most are shown a few frames later and
 * forgotten here. Those that never will be are handed over by the connection all the same, so that a refused upload
 * has its request and a response that broke off is not taken for none.
 *
 * A queue holds those of one side in the order of their first bytes; all of it lives in Wireshark's file scope.
 */
#ifndef SEQUITUR_PLUGIN_UNSHOWN_H
#define SEQUITUR_PLUGIN_UNSHOWN_H

#include "plugin/frame.h"

struct unshown {
	uint32_t begin;        /* sequence number of its first byte */
	uint64_t whole;        /* bytes that make it, head and body; 0: not known (yet) */
	bool complete;         /* its last byte was seen, though bytes before it may be missing */
	bool ended;            /* nothing more is added to it */
	uint32_t acknowledged; /* by the segment with its first byte */
	uint32_t faults;       /* FAULT_GAP_BEFORE, FAULT_ACKS_UNSEEN */
	struct sighting seen;
	uint64_t length; /* bytes from its first to the last one seen */
	char *head;      /* its first bytes, no more than its head needs */
	size_t head_length;
	bool head_whole;
	bool is_request;  /* meaningful when `head_whole` */
	bool until_close; /* likewise: its body ends with the connection */
	struct unshown *next;
};

/* All zero is none. */
struct unshown_queue {
	struct unshown *first, *last;
};

/* What a segment brought. */
enum unshown_news {
	UNSHOWN_COMPLETE = 1 << 0, /* some message now is complete */
	UNSHOWN_BODY_BEGAN =
		1 << 1, /* the first byte of the body of a request whose head ended in an earlier segment */
};

/*
 * Bytes of a segment that belong to no message that was shown, `length` of them on the wire. `faults` are those of a message
 * that begins with them. Answers what is new.
 */
unsigned unshown_bytes(struct unshown_queue *queue, const struct frame *frame, uint32_t sequence,
					   struct slice bytes, uint32_t length, uint32_t faults);

/* Its sender closed the connection, as was `seen`: a body that goes on until then is complete. RFC 9112 section 6.3. */
void unshown_close(const struct unshown_queue *queue, const struct sighting *seen);

/* Does the queue hold this message that is shown now? */
struct unshown *unshown_find(const struct unshown_queue *queue, const struct message *message);

/* Takes the first one off the queue. Free it with unshown_free. NULL: there is none. */
struct unshown *unshown_take(struct unshown_queue *queue);
void unshown_free(struct unshown *unshown);

/* Fills in `message`, which borrows from `unshown`; false when there is not even a start line. */
bool unshown_read(const struct unshown *unshown, struct message *message);

#endif
