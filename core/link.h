/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A link is one direction between two addresses, as far as the capture shows it: when a message was last seen on
 * it, and when bytes were last lost. It is what tells absence from blindness: that something did not follow is
 * said only where the link it had to come over was still seen after its deadline. Links belong to the analysis.
 */
#ifndef SEQUITUR_CORE_LINK_H
#define SEQUITUR_CORE_LINK_H

#include "core/event.h"
#include "core/message.h"

struct links;

struct links *links_new(uint64_t seed);
void links_free(struct links *links);

/*
 * What is asked next is about this sighting, which stays until something else is turned to; its link is on its way from
 * memory afterwards, as far as the tables, and with links_prefetch all of it.
 */
void links_turn_to(struct links *links, const struct sighting *seen);
void links_prefetch(struct links *links);

/* A message was seen on its link, or what else shows that the capture sees it. */
void links_message(struct links *links, const struct sighting *seen);

/* Something else than a message was seen on its link, if there is one: then that direction was captured. */
void links_heard(struct links *links, const struct sighting *seen);

/*
 * The first message of an exchange (a transaction, a request and its response) was seen on its link; to be called
 * once for each.
 */
void links_exchange(struct links *links, const struct sighting *seen, enum protocol protocol);

/* A link on which something was seen, and nothing on the link back. */
struct one_way {
	struct address source, destination;
	unsigned exchanges;
	uint32_t first_frame;
	enum protocol protocol;
};

/* So many exchanges without any message back make a link one-way: fewer may just be unanswered; ours. */
#define LINKS_ONE_WAY_LEAST 3

/*
 * How many links of at least so many exchanges there are without any message on the link back; *most is the one
 * with most exchanges. 0 when links had to be forgotten: then nobody knows.
 */
unsigned links_one_way(const struct links *links, struct one_way *most);

/* Bytes were lost, or went on inside TLS, where nothing can be seen. */
void links_blind(struct links *links, const struct sighting *seen);

/* Packets were lost between whom nobody knows: on every link. */
void links_blind_all(struct links *links, int64_t time);

/*
 * Nothing of anybody was seen in this time, though in any capture somebody sends something: it was not taken then. What
 * stood before it may have been followed unseen.
 */
void links_hole(struct links *links, int64_t from, int64_t to);

/* How much of the time from `since` to `until` nothing of anybody was seen. */
int64_t links_hole_time(const struct links *links, int64_t since, int64_t until);

/*
 * When was a message last seen from `source` to `destination`? NULL as destination: to anywhere. Nanoseconds
 * since 1970; INT64_MIN when never.
 */
int64_t links_last_seen(const struct links *links, const struct address *source,
						const struct address *destination);

/* Were bytes of this link lost at `since` or later? */
bool links_blind_since(const struct links *links, const struct address *source,
					   const struct address *destination, int64_t since);

#endif
