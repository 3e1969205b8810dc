/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIP over UDP, TCP and WebSocket. The first byte chooses: odd for a stream in pieces (pieces.h), even for datagrams:
 * a byte that chooses who sends to whom, one for the time, two bytes of length and the bytes.
 */
#include "capture/sip_stream.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/witness.h"

static struct endpoint
host(unsigned number)
{
	return (struct endpoint){{4, {192, 0, 2, (uint8_t)(number & 3)}}, (uint16_t)(5060 + (number >> 2 & 1))};
}

static void
take_datagram(struct reading *reading, struct packet *packet, struct input *input)
{
	uint8_t who = input_byte(input);
	packet->time = time_after(packet->time, input_time_step(input));
	uint32_t length = input_number(input, 2);
	struct slice bytes = input_slice(input, length & 0x7fff);
	char *alone = slice_alone(bytes);
	struct datagram datagram = {.packet = packet,
								.source = host(who),
								.destination = host(who >> 3),
								.ip_protocol = 17,
								.first_frame = ++packet->frame,
								.first_time = packet->time,
								.ip_id = (uint16_t)(who & 0x40 ? 77 : packet->frame)};

	sip_datagram(reading, &datagram, (struct slice){alone, bytes.length}, length & 0x8000);
	g_free(alone);
}

static void
run_datagrams(struct input *input)
{
	struct reading *reading = g_new0(struct reading, 1);
	struct capture_counts counts = {0};
	struct packet packet = {.time = INT64_C(1700000000) * 1000000000};
	struct witness witness;

	witness_start(&witness);
	reading->listener = &witness.listener;
	reading->counts = &counts;
	while (input->length) {
		witness.last_frame = packet.frame + 1;
		take_datagram(reading, &packet, input);
	}
	witness_finish(&witness, packet.time);
	g_free(reading);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct input input = {bytes, length};

	if (input_byte(&input) & 1)
		pieces_run(&input);
	else
		run_datagrams(&input);
	return 0;
}
