/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A connection as the HTTP tracker knows it (http_exchange.c): which requests wait for their answers, which answers for their
 * requests, and what of both the capture may lack. A stream of HTTP/2 is a connection of its own. Private to core.
 */
#ifndef SEQUITUR_CORE_HTTP_CONNECTION_H
#define SEQUITUR_CORE_HTTP_CONNECTION_H

#include <glib.h>

#include "core/event.h"

struct http_connection {
	uint64_t key;
	uint64_t number;               /* of the connection */
	uint32_t stream;               /* HTTP/2; 0: this is a connection itself */
	struct http_connection *whole; /* whose stream this is; NULL: this is a connection itself */
	GQueue streams;                /* those of it that are not done with */
	GList in_streams;              /* where a stream stands in them */
	GQueue *cancelled;             /* where it stands since its client reset it; NULL: it did not */
	GList in_cancelled;
	uint32_t cancel_frame;
	int64_t cancel_time;
	GQueue requests;    /* kept messages without a final answer, oldest first */
	GQueue answers;     /* kept messages whose request is not complete yet, oldest first */
	GList in_either;    /* of one of these messages: mostly there is no more than one */
	bool given_up;      /* no more guesses which request an answer belongs to */
	bool pipelines;     /* the client was seen to send a request before the answer to the last one */
	bool acks_are_true; /* a response was seen that acknowledged its request: see http_order.h */
	bool answers_lost;  /* bytes from the server were lost: silence proves nothing */
	bool incomplete;    /* something was not captured, or is no HTTP: an answer may have had a request */
	bool asked;         /* a request was seen */
	bool answered;      /* and the last word to one */
	bool client_closed;
	uint16_t lost_port;     /* who sent bytes that were lost before any message was seen; 0: nobody */
	bool serves;            /* a response was seen */
	struct endpoint client; /* meaningful when `asked` */
	GQueue *holding;        /* where it stands as long as it keeps messages; NULL: it keeps none */
	GList in_holding;
	uint32_t
		answered_before; /* the client's sequence number in an answer seen before any of its packets; 0: none */
	uint32_t last_request; /* its frame; 0: none was seen */
	uint32_t body_frame;   /* where the body of the request that is under way began; 0: not seen */
	int64_t body_time;
};

/* Keep a message, which is kept then, in `requests` or `answers`: behind all others, or before them. */
void http_connection_keep(struct http_connection *connection, GQueue *queue, struct message *kept);
void http_connection_keep_first(struct http_connection *connection, GQueue *queue, struct message *kept);

/* Takes the oldest one out of `requests` or `answers`, for the caller to release; NULL: there is none. */
struct message *http_connection_take(struct http_connection *connection, GQueue *queue);

/* The oldest request that waits, and the next one; NULL: there is none. */
static inline const struct message *
http_connection_oldest(const struct http_connection *connection)
{
	return connection->requests.head ? connection->requests.head->data : NULL;
}

static inline const struct message *
http_connection_next(const struct http_connection *connection)
{
	return connection->requests.length > 1 ? connection->requests.head->next->data : NULL;
}

/* Lets go of what it keeps. */
void http_connection_forget(struct http_connection *connection);

/* An answer cannot begin before its request does: did this one? */
bool http_connection_came_before(const struct http_connection *connection, const struct message *response,
								 const struct message *request);

void http_connection_drop_oldest(struct http_connection *connection);

/*
 * Bytes before this response were lost, maybe whole answers: drops the requests that had them. A client that does not
 * pipeline has had the answers to all requests but the last; with one that does, nobody can tell.
 */
void http_connection_pass_over_lost(struct http_connection *connection, const struct message *response);

/*
 * No answer is missing, so this one is in its turn; but the client had sent more than the requests that stand side by
 * side here: those between them were lost, and one after another was not waited for.
 */
bool http_connection_lost_pipelined(struct http_connection *connection, const struct message *response);

/* The capture began with the answer to this request, and has packets in another order than the wire. */
bool http_connection_answered_before(const struct http_connection *connection, const struct message *request);

/* Who sends this request asks, on this connection. */
void http_connection_asks(struct http_connection *connection, const struct endpoint *client);

bool http_connection_is_client(const struct http_connection *connection, const struct transport_event *event);

/* No stream has a second exchange. */
bool http_connection_is_done(const struct http_connection *connection);

void http_connection_data_lost(struct http_connection *connection, const struct transport_event *event);
void http_connection_body_began(struct http_connection *connection, const struct transport_event *event);

#endif
