/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "tests/scenario/scenario.h"

static const struct actor *
actor_named(const struct scenario *scenario, const char *name)
{
	for (guint i = 0; i < scenario->actors->len; i++) {
		const struct actor *actor = g_ptr_array_index(scenario->actors, i);
		if (strcmp(actor->name, name) == 0)
			return actor;
	}
	scenario_fail(scenario, "a cut names %s, who is not in the story", name);
}

static bool
goes_between(const struct told_packet *packet, const struct actor *from, const struct actor *to)
{
	return address_equal(&packet->source.address, &from->endpoint.address) &&
		   address_equal(&packet->destination.address, &to->endpoint.address);
}

static bool
is_among(unsigned number, char **words)
{
	for (; *words; words++)
		if (strtoul(*words, NULL, 10) == number)
			return true;
	return false;
}

/* Does this line of the variant take the packet away? */
static bool
cuts(const struct scenario *scenario, char **words, const struct told_packet *packet)
{
	guint count = g_strv_length(words);

	if (count >= 3 && strcmp(words[1], "frames") == 0)
		return is_among(packet->story, words + 2);
	if (count == 3 && strcmp(words[1], "before") == 0)
		return (double)packet->time < g_ascii_strtod(words[2], NULL) * 1e9;
	if (count == 3 && strcmp(words[1], "after") == 0)
		return (double)packet->time > g_ascii_strtod(words[2], NULL) * 1e9;
	if (count == 4 && strcmp(words[2], ">") == 0)
		return goes_between(packet, actor_named(scenario, words[1]), actor_named(scenario, words[3]));
	scenario_fail(scenario,
				  "a cut is \"cut ALICE > BOB\", \"cut before|after SECONDS\" or \"cut frames N...\"");
}

static struct told_packet **
packet_at(const struct scenario *scenario, const char *number)
{
	for (guint i = 0; number && i < scenario->packets->len; i++)
		if (((struct told_packet *)scenario->packets->pdata[i])->story == strtoul(number, NULL, 10))
			return (struct told_packet **)&scenario->packets->pdata[i];
	scenario_fail(scenario, "a swap is \"swap N M\", two packets of the story");
}

/* Each is captured where the other was, at the other's time. */
static void
swap(const struct scenario *scenario, char **words)
{
	struct told_packet **one = packet_at(scenario, words[1]);
	struct told_packet **other = packet_at(scenario, words[1] ? words[2] : NULL);
	struct told_packet *first = *one;
	int64_t time = first->time;

	first->time = (*other)->time;
	(*other)->time = time;
	*one = *other;
	*other = first;
}

void
scenario_cut(struct scenario *scenario, unsigned number)
{
	const struct variant *variant;
	unsigned frame = 0;

	if (number >= scenario->variants->len)
		scenario_fail(scenario, "there is no variant %u", number);
	variant = g_ptr_array_index(scenario->variants, number);
	for (guint i = 0; i < variant->cuts->len; i++) {
		char **words = g_ptr_array_index(variant->cuts, i);
		if (strcmp(words[0], "swap") == 0)
			swap(scenario, words);
	}
	for (guint i = 0; i < scenario->packets->len; i++) {
		struct told_packet *packet = g_ptr_array_index(scenario->packets, i);
		bool kept = true;
		for (guint j = 0; kept && j < variant->cuts->len; j++) {
			char **words = g_ptr_array_index(variant->cuts, j);
			if (strcmp(words[0], "snap") == 0)
				scenario->snap = (uint32_t)strtoul(words[1] ? words[1] : "", NULL, 10);
			else if (strcmp(words[0], "swap") != 0)
				kept = !cuts(scenario, words, packet);
		}
		packet->frame = kept ? ++frame : 0;
	}
}
