/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/dns.h"
#include "plugin/collect.h"
#include "plugin/session.h"

enum { PORT_DNS = 53 };

static struct dns_memory empty_answers;

void
collect_name_failure_begin(void)
{
	empty_answers = (struct dns_memory){.next = 0};
}

void
collect_name_failure(const struct frame *frame)
{
	const field_info *dns = wanted_last(frame->tree, WANTED_DNS);
	char buffer[DNS_NAME_SIZE];

	if (!dns || frame->connection || frame->source.port != PORT_DNS)
		return;
	struct transport_event event = {.seen = frame_sighting_whole(frame)};
	if (dns_failure(&empty_answers, frame_bytes(dns, 0), &frame->destination, &event.kind, &event.name,
					buffer))
		session_event(&event);
}
