/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scenario --core FILE [VARIANT]        feeds core with the story, prints NDJSON
 * scenario --pcap FILE OUT [VARIANT]    writes the story as a capture
 * scenario --ladder FILE [VARIANT]      prints its packets: number in the story, frame, seconds, who to whom, what
 */
#include <stdlib.h>
#include <string.h>

#include "tests/scenario/doors.h"

static const char *
packet_words(const struct told_packet *packet)
{
	static const char *const WORDS[] = {
		[PACKET_SYN] = "SYN",   [PACKET_SYN_ACK] = "SYN, ACK", [PACKET_ACK] = "ACK",
		[PACKET_FIN] = "FIN",   [PACKET_RESET] = "RST",        [PACKET_REFUSAL] = "RST",
		[PACKET_ICMP] = "ICMP", [PACKET_DATA] = "data",        [PACKET_UNRELATED] = "-",
	};
	const struct content *content = packet->contents->len
										? &g_array_index(packet->contents, struct content, 0)
										: NULL;

	if (packet->kind != PACKET_DATA || !content)
		return WORDS[packet->kind];
	if (content->kind == CONTENT_MESSAGE)
		return content->offset == 0 ? content->message->start : "(more)";
	return WORDS[PACKET_DATA];
}

static void
print_ladder(const struct scenario *scenario)
{
	for (guint i = 0; i < scenario->packets->len; i++) {
		const struct told_packet *packet = g_ptr_array_index(scenario->packets, i);
		char source[ENDPOINT_TEXT_SIZE], destination[ENDPOINT_TEXT_SIZE];
		printf("%3u %3u %10.6f  %s > %s  %s\n", packet->story, packet->frame, (double)packet->time / 1e9,
			   endpoint_text(&packet->source, source), endpoint_text(&packet->destination, destination),
			   packet_words(packet));
	}
}

static int
usage(void)
{
	fputs("usage: scenario --core FILE [VARIANT] | --pcap FILE OUT [VARIANT] | --ladder FILE [VARIANT]\n",
		  stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	const char *door = argc > 2 ? argv[1] : "";
	int variant = strcmp(door, "--pcap") == 0 ? 4 : 3;
	struct scenario *scenario;
	bool done = true;

	if (argc < variant || argc > variant + 1)
		return usage();
	scenario = scenario_read(argv[2]);
	scenario_cut(scenario, argc > variant ? (unsigned)strtoul(argv[variant], NULL, 10) : 0);
	if (strcmp(door, "--core") == 0)
		core_door(scenario);
	else if (strcmp(door, "--ladder") == 0)
		print_ladder(scenario);
	else if (strcmp(door, "--pcap") == 0)
		done = pcap_door(scenario, argv[3]);
	else
		done = false;
	scenario_free(scenario);
	return done ? 0 : usage();
}
