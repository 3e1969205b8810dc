/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The framing of an HTTP/1 message: where its body ends, which its head says. Both front ends ask here, so that they
 * agree on which bytes belong to which message.
 */
#ifndef SEQUITUR_CORE_HTTP_FRAMING_H
#define SEQUITUR_CORE_HTTP_FRAMING_H

#include "core/message.h"

enum http_framing {
	FRAMING_NONE,        /* there is no body */
	FRAMING_LENGTH,      /* so many bytes */
	FRAMING_CHUNKED,     /* the body says itself where it ends */
	FRAMING_UNTIL_CLOSE, /* with the connection */
	FRAMING_BROKEN,      /* cannot be known */
};

/*
 * Items 1 to 8 of RFC 9112 section 6.3, but for the second: what follows CONNECT and 101 is no body, and the caller's
 * matter. `answers_head`: the response answers HEAD, whose answers have no body whatever they say. Fills in `length`,
 * bytes, 0 where no number of bytes is told.
 */
enum http_framing http_framing(const struct message *message, bool answers_head, uint64_t *length);

/* Does its sender end the connection with it? RFC 9112 sections 9.3 and 9.6. */
bool http_ends_connection(const struct message *message);

#endif
