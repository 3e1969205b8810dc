/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/http_connection.h"

#include "core/http_order.h"
#include "core/kept.h"
#include "core/queue.h"

static GList *
link_new(struct http_connection *connection, struct message *kept)
{
	GList *link = connection->in_either.data ? g_list_alloc() : &connection->in_either;

	link->data = kept;
	return link;
}

void
http_connection_keep(struct http_connection *connection, GQueue *queue, struct message *kept)
{
	queue_add(queue, link_new(connection, kept));
}

void
http_connection_keep_first(struct http_connection *connection, GQueue *queue, struct message *kept)
{
	g_queue_push_head_link(queue, link_new(connection, kept));
}

struct message *
http_connection_take(struct http_connection *connection, GQueue *queue)
{
	GList *link = queue->head;

	if (!link)
		return NULL;
	struct message *kept = link->data;
	queue_take(queue, link);
	if (link == &connection->in_either)
		link->data = NULL;
	else
		g_list_free_1(link);
	return kept;
}

void
http_connection_forget(struct http_connection *connection)
{
	struct message *kept;

	while ((kept = http_connection_take(connection, &connection->requests)) != NULL)
		kept_release(&kept);
	while ((kept = http_connection_take(connection, &connection->answers)) != NULL)
		kept_release(&kept);
}

bool
http_connection_came_before(const struct http_connection *connection, const struct message *response,
							const struct message *request)
{
	return response_came_before(response, request, connection->acks_are_true);
}

void
http_connection_drop_oldest(struct http_connection *connection)
{
	struct message *oldest = http_connection_take(connection, &connection->requests);

	kept_release(&oldest);
}

/* Two requests in one segment: the second did not wait for the answer to the first. */
static bool
requests_are_pipelined(const struct http_connection *connection)
{
	const struct message *before = NULL;

	for (const GList *link = connection->requests.head; link; link = link->next) {
		const struct message *request = link->data;
		if (before && before->seen.frame == request->seen.first_frame)
			return true;
		before = request;
	}
	return false;
}

/* Had the client sent another request behind the oldest one before this response was sent, seen or not? */
static bool
another_was_asked(struct http_connection *connection, const struct message *response)
{
	const struct message *oldest = http_connection_oldest(connection);
	const struct message *next = http_connection_next(connection);

	return (next && !http_connection_came_before(connection, response, next)) ||
		   response_acknowledges_more(response, oldest);
}

void
http_connection_pass_over_lost(struct http_connection *connection, const struct message *response)
{
	if (!(response->seen.faults & FAULT_GAP_BEFORE))
		return;
	if (connection->requests.length > 1)
		connection->given_up = connection->pipelines || requests_are_pipelined(connection);
	while (!connection->given_up && connection->requests.length > 0 &&
		   another_was_asked(connection, response))
		http_connection_drop_oldest(connection);
}

bool
http_connection_lost_pipelined(struct http_connection *connection, const struct message *response)
{
	const struct message *next = http_connection_next(connection);

	return next && next->seen.faults & FAULT_GAP_BEFORE && another_was_asked(connection, response);
}

bool
http_connection_answered_before(const struct http_connection *connection, const struct message *request)
{
	return connection->answered_before && request->seen.client_sequence &&
		   (int32_t)(connection->answered_before - request->seen.client_sequence) > 0;
}

bool
http_connection_is_client(const struct http_connection *connection, const struct transport_event *event)
{
	return connection->asked && endpoint_equal(&event->seen.source, &connection->client);
}

bool
http_connection_is_done(const struct http_connection *connection)
{
	return connection->whole && connection->answered && !connection->requests.length &&
		   !connection->answers.length;
}

/* Who of the two asks is not known yet: a port tells them apart. */
static void
first_data_lost(struct http_connection *connection, uint16_t port)
{
	if (connection->lost_port && connection->lost_port != port)
		connection->answers_lost = true;
	connection->lost_port = port;
}

void
http_connection_data_lost(struct http_connection *connection, const struct transport_event *event)
{
	const struct message *oldest = http_connection_oldest(connection);

	connection->incomplete = true;
	if (!connection->asked && !connection->serves)
		first_data_lost(connection, event->seen.source.port);
	else if (!oldest || endpoint_equal(&event->seen.destination, &oldest->seen.source))
		connection->answers_lost = true;
}

void
http_connection_body_began(struct http_connection *connection, const struct transport_event *event)
{
	connection->body_frame = event->seen.frame;
	connection->body_time = event->seen.first_time;
}

void
http_connection_asks(struct http_connection *connection, const struct endpoint *client)
{
	connection->asked = true;
	connection->client = *client;
	if (connection->lost_port && connection->lost_port != client->port)
		connection->answers_lost = true;
	connection->lost_port = 0;
}
