/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of a request and a response of one connection. As a rule it is that of the capture; but packets overtake each
 * other there, two taps have two clocks, and requests are lost. What a response acknowledges is proof: nobody
 * acknowledges, or answers, what was not sent yet (RFC 9293 section 3.4).
 *
 * Captures that were made up, from text or by a program, have acknowledgements that mean nothing. So that a
 * response is held to come before a request which stands before it, its connection must be known to acknowledge truly.
 */
#ifndef SEQUITUR_CORE_HTTP_ORDER_H
#define SEQUITUR_CORE_HTTP_ORDER_H

#include "core/message.h"

/* Does it acknowledge just the whole request? Then the acknowledgements of this connection are true. */
bool response_acknowledges_all(const struct message *response, const struct message *request);

/* And bytes behind the request, more than a FIN? False when nobody can tell. */
bool response_acknowledges_more(const struct message *response, const struct message *request);

/* Was it sent before anything of the request had come, so that it is no answer to that? */
bool response_came_before(const struct message *response, const struct message *request, bool acks_are_true);

/*
 * A response that came before the request as the capture has them: may packets have overtaken each other? That is a
 * guess, and not needed where acknowledgements tell.
 */
bool response_may_be_overtaken(const struct message *response, const struct message *request,
							   bool acks_are_true);

#endif
