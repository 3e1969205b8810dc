/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wire turns what is told into packets, in the order told: it opens connections, counts their bytes and gives
 * each packet its number. Both doors read the packets, so they cannot number them differently.
 */
#ifndef SEQUITUR_TESTS_SCENARIO_WIRE_H
#define SEQUITUR_TESTS_SCENARIO_WIRE_H

#include "tests/scenario/scenario.h"

/* How one line of the story goes over the wire. */
struct passage {
	int64_t time;
	struct actor *from, *to;
	bool over_tcp;
	bool joined;     /* "and": into the TCP segment before */
	unsigned number; /* the connection's */
	uint16_t port;   /* of actors whose port the scenario does not give */
};

/* A composed message, or the part of it that goes now: its head alone when it is marked `later`. */
void wire_message(struct scenario *scenario, const struct passage *passage, struct told_message *message);

/* `bytes` more of the message of that direction that was marked `later`; 0: all that is left. */
void wire_rest(struct scenario *scenario, const struct passage *passage, size_t bytes);

/* Bytes that are no message. */
void wire_bytes(struct scenario *scenario, const struct passage *passage, enum content_kind kind,
				const GString *bytes);

void wire_connect(struct scenario *scenario, const struct passage *passage);
void wire_connect_refused(struct scenario *scenario, const struct passage *passage);
void wire_connect_silent(struct scenario *scenario, const struct passage *passage);
void wire_close(struct scenario *scenario, const struct passage *passage);
void wire_reset(struct scenario *scenario, const struct passage *passage);
void wire_lose(struct scenario *scenario, const struct passage *passage, uint32_t bytes);

/* False when there is no ICMP message of that name. */
bool wire_icmp(struct scenario *scenario, const struct passage *passage, const char *name,
			   const struct told_packet *about);
void wire_name_answer(struct scenario *scenario, const struct passage *passage, const char *name,
					  uint8_t answer);

/* The packet once more: sent again, or (`copied`) captured twice. Owned by the scenario. */
struct told_packet *wire_repeat(struct scenario *scenario, int64_t time, const struct told_packet *packet,
								bool copied);

/* A packet of strangers, to mark a time. */
void wire_unrelated(struct scenario *scenario, int64_t time);

void told_packet_free(gpointer packet);

#endif
