/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What registrations and sessions are asked and granted for. */
#include "core/sip_interval.h"

#include <glib.h>
#include <string.h>

static void
parse(struct message *message, const char *start, const char *fields)
{
	static char text[4096];
	size_t end;

	g_snprintf(text, sizeof text, "%s\r\n%s\r\n", start, fields);
	g_assert_cmpint(message_parse(message, (struct slice){text, strlen(text)}, true, &end), ==,
					MESSAGE_PARSED);
}

enum { NONE = -1 };

static void
a_register_asks_for_its_shortest_interval(void)
{
	static const struct {
		const char *fields;
		int64_t seconds;
	} requests[] = {
		{"", NONE},
		{"Contact: <sip:a@b>\r\n", NONE},
		{"Expires: 60\r\n", 60},
		{"Expires: many\r\n", NONE},
		{"Expires: 60\r\nContact: <sip:a@b>\r\n", 60},
		{"Contact: <sip:a@b>;expires=30, <sip:a@c>;expires=20\r\n", 20},
		{"Contact: <sip:a@b>;expires=30\r\nExpires: 10\r\nContact: <sip:a@c>\r\n", 10},
		{"Contact: *\r\nExpires: 0\r\n", 0},
		{"Contact: <sip:a@b>;expires=0\r\n", 0},
		{"Contact: <sip:a@b>;expires=0, <sip:a@c>;expires=60\r\n", 60},
		{"Contact: <sip:a@b;expires=5>;expires=\"40\"\r\n", 40},
	};
	struct message message;
	uint64_t seconds;

	for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
		parse(&message, "REGISTER sip:b SIP/2.0", requests[i].fields);
		bool asks = sip_interval_asked(&message, FIELD_EXPIRES, &seconds);
		g_assert_cmpint(asks ? (int64_t)seconds : NONE, ==, requests[i].seconds);
	}
}

static void
a_contact_is_registered_as_the_list_says_of_it(void)
{
	static const struct {
		const char *fields;
		int64_t seconds;
	} responses[] = {
		{"", NONE},
		{"Expires: 60\r\n", NONE},
		{"Contact: <sip:a@b>\r\n", NONE},
		{"Contact: <sip:a@b>\r\nExpires: 60\r\n", 60},
		{"Contact: sip:a@b\r\nExpires: 60\r\n", 60},
		{"Contact: <sip:a@b>;expires=30\r\nExpires: 60\r\n", 30},
		{"m: <sip:a@x>;expires=30, \"A\" <sip:a@B;ob>;expires=90, <sip:a@d>;expires=5\r\n", 90},
		{"Contact: <sip:a@b:5060>;expires=20\r\n", 20},
		{"Contact: <sip:a@b:5070>;expires=20\r\n", NONE},
		{"Contact: <sip:c@b>;expires=20\r\n", NONE},
		{"Contact: <tel:1>;expires=20\r\n", NONE},
		{"Contact: *;expires=20\r\n", NONE},
		{"Contact: <sip:a@b>;expires=0\r\n", NONE},
		{"Contact: <sip:a@b>;expires=soon\r\nExpires: 60\r\n", 60},
		{"Contact: <sip:a@b>;expires=4294967295\r\n", 4294967295},
		{"Contact: <sip:a@b>;expires=4294967296\r\n", NONE},
	};
	struct message message;
	uint64_t seconds;

	for (size_t i = 0; i < G_N_ELEMENTS(responses); i++) {
		parse(&message, "SIP/2.0 200 OK", responses[i].fields);
		bool is_registered = sip_interval_registered(&message, SLICE("sip:a@b"), &seconds);
		g_assert_cmpint(is_registered ? (int64_t)seconds : NONE, ==, responses[i].seconds);
	}
}

static void
a_contact_far_down_the_list_is_not_looked_for(void)
{
	GString *fields = g_string_new("");
	struct message message;
	uint64_t seconds;

	for (unsigned before = 0; before < 40; before++) {
		g_string_append(fields, "Contact: <sip:a@b>;expires=60\r\n");
		parse(&message, "SIP/2.0 200 OK", fields->str);
		g_assert_cmpint(sip_interval_registered(&message, SLICE("sip:a@b"), &seconds), ==, before < 32);
		g_string_truncate(fields, fields->len - strlen("Contact: <sip:a@b>;expires=60\r\n"));
		g_string_append(fields, "Contact: <sip:x@b>;expires=60\r\n");
	}
	g_string_free(fields, TRUE);
}

static void
a_session_has_an_interval_or_no_end(void)
{
	static const struct {
		const char *fields;
		int64_t seconds;
	} responses[] = {
		{"", NONE},
		{"Session-Expires: 1800\r\n", 1800},
		{"Session-Expires: 1800;refresher=uac\r\n", 1800},
		{"x: 90 ; refresher=uas\r\n", 90},
		{"Session-Expires: 0\r\n", NONE},
		{"Session-Expires: ;refresher=uas\r\n", NONE},
		{"Session-Expires: -1\r\n", NONE},
		{"Session-Expires: 4294967296\r\n", NONE},
	};
	struct message message;
	uint64_t seconds;

	for (size_t i = 0; i < G_N_ELEMENTS(responses); i++) {
		parse(&message, "SIP/2.0 200 OK", responses[i].fields);
		bool is_limited = sip_interval_of_session(&message, &seconds);
		g_assert_cmpint(is_limited ? (int64_t)seconds : NONE, ==, responses[i].seconds);
	}
}

#define ADD(title, function) g_test_add_func("/sip interval/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("a REGISTER asks for its shortest interval", a_register_asks_for_its_shortest_interval);
	ADD("a Contact is registered as the list says of it", a_contact_is_registered_as_the_list_says_of_it);
	ADD("a Contact far down the list is not looked for", a_contact_far_down_the_list_is_not_looked_for);
	ADD("a session has an interval, or no end", a_session_has_an_interval_or_no_end);
	return g_test_run();
}
