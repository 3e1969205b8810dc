/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/wire.h"

#include "core/dns.h"

#define NAME     "03 534950 07 6578616d706c65 03 636f6d 00" /* SIP.example.com */
#define A        " 0001 0001"
#define AAAA     " 001c 0001"
#define QUESTION " 0001 0000 0000 0000 " NAME

/* The kind of failure that a response in hexadecimal reports, or -1; its name in `name`. */
static int
failure(struct dns_memory *memory, const char *response, uint8_t asker, char name[static DNS_NAME_SIZE])
{
	struct wire *wire = g_new(struct wire, 1);
	struct endpoint endpoint = {.address = {.family = 4, .bytes = {192, 0, 2, asker}}, .port = 40000};
	char buffer[DNS_NAME_SIZE];
	enum transport_event_kind kind;
	struct slice found = {NULL, 0};

	wire_begin(wire, "");
	wire_push_hex(wire, response);

	char *copy = g_memdup2(wire->space + wire->start, wire_length(wire));
	bool failed = dns_failure(memory, (struct slice){copy, wire_length(wire)}, &endpoint, &kind, &found,
							  buffer);

	name[0] = '\0';
	if (failed) {
		memcpy(name, found.bytes, found.length);
		name[found.length] = '\0';
	}
	g_free(copy);
	g_free(wire);
	return failed ? (int)kind : -1;
}

static int
fresh_failure(const char *response)
{
	struct dns_memory memory = {.next = 0};
	char name[DNS_NAME_SIZE];

	return failure(&memory, response, 1, name);
}

static void
a_name_that_does_not_exist_is_told_in_lower_case(void)
{
	struct dns_memory memory = {.next = 0};
	char name[DNS_NAME_SIZE];

	g_assert_cmpint(failure(&memory, "0001 8183" QUESTION A, 1, name), ==, EVENT_NAME_NOT_FOUND);
	g_assert_cmpstr(name, ==, "sip.example.com");
}

static void
a_server_that_fails_or_refuses_is_told(void)
{
	g_assert_cmpint(fresh_failure("0001 8182" QUESTION A), ==, EVENT_NAME_SERVER_FAILED);
	g_assert_cmpint(fresh_failure("0001 8185" QUESTION A), ==, EVENT_NAME_SERVER_FAILED);
	g_assert_cmpint(fresh_failure("0001 8182" QUESTION " 0021 0001"), ==, EVENT_NAME_SERVER_FAILED); /* SRV */
}

static void
answers_and_questions_say_nothing(void)
{
	/* An address, and a question. */
	g_assert_cmpint(
		fresh_failure("0001 8180 0001 0001 0000 0000 " NAME A " c00c 0001 0001 00000e10 0004 c0000201"), ==,
		-1);
	g_assert_cmpint(fresh_failure("0001 0103" QUESTION A), ==, -1);
	/* A reverse look-up, another class, a notification, a cut answer, two questions. */
	g_assert_cmpint(fresh_failure("0001 8183" QUESTION " 000c 0001"), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8183" QUESTION " 0001 0003"), ==, -1);
	g_assert_cmpint(fresh_failure("0001 a183" QUESTION A), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8383" QUESTION A), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8183 0002 0000 0000 0000 " NAME A " c00c" AAAA), ==, -1);
}

static void
one_empty_answer_is_no_failure_both_are(void)
{
	struct dns_memory memory = {.next = 0};
	char name[DNS_NAME_SIZE];

	g_assert_cmpint(failure(&memory, "0001 8180" QUESTION AAAA, 1, name), ==, -1);
	g_assert_cmpint(failure(&memory, "0002 8180" QUESTION AAAA, 1, name), ==, -1);
	g_assert_cmpint(failure(&memory, "0003 8180" QUESTION A, 2, name), ==, -1); /* somebody else asked */
	g_assert_cmpint(failure(&memory, "0004 8180" QUESTION A, 1, name), ==, EVENT_NAME_NOT_FOUND);
	g_assert_cmpstr(name, ==, "sip.example.com");
}

static void
a_referral_is_no_empty_answer(void)
{
	struct dns_memory memory = {.next = 0};
	char name[DNS_NAME_SIZE];

	g_assert_cmpint(failure(&memory, "0001 8100" QUESTION AAAA, 1, name), ==, -1);
	g_assert_cmpint(failure(&memory, "0002 8100" QUESTION A, 1, name), ==, -1);
}

static void
old_empty_answers_are_forgotten(void)
{
	struct dns_memory memory = {.next = 0};
	char name[DNS_NAME_SIZE];

	failure(&memory, "0001 8180" QUESTION AAAA, 1, name);
	for (uint8_t asker = 2; asker < 2 + DNS_EMPTY_MAX; asker++)
		failure(&memory, "0001 8180" QUESTION AAAA, asker, name);
	g_assert_cmpint(failure(&memory, "0002 8180" QUESTION A, 1, name), ==, -1);
}

static void
names_that_lead_nowhere_are_refused(void)
{
	/* A pointer to itself, one beyond the end, a label beyond the end, no end at all, the root, nothing. */
	g_assert_cmpint(fresh_failure("0001 8183 0001 0000 0000 0000 c00c" A), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8183 0001 0000 0000 0000 ffff" A), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8183 0001 0000 0000 0000 3f 61*10"), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8183 0001 0000 0000 0000 0161"), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8183 0001 0000 0000 0000 00" A), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8183 0001 0000 0000 0000"), ==, -1);
	g_assert_cmpint(fresh_failure("0001"), ==, -1);
	g_assert_cmpint(fresh_failure("0001 8183 0001 0000 0000 0000 80 61*10 00" A), ==, -1);
}

static void
a_name_has_at_most_255_bytes(void)
{
	struct dns_memory memory = {.next = 0};
	char name[DNS_NAME_SIZE];

	g_assert_cmpint(
		failure(&memory, "0001 8183 0001 0000 0000 0000 3f 61*63 3f 61*63 3f 61*63 3d 61*61 00" A, 1, name),
		==, EVENT_NAME_NOT_FOUND);
	g_assert_cmpuint(strlen(name), ==, 253);
	g_assert_cmpint(
		fresh_failure("0001 8183 0001 0000 0000 0000 3f 61*63 3f 61*63 3f 61*63 3f 61*63 3f 61*63 00" A), ==,
		-1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dns/a name that does not exist is told, in lower case",
					a_name_that_does_not_exist_is_told_in_lower_case);
	g_test_add_func("/dns/a server that fails or refuses is told", a_server_that_fails_or_refuses_is_told);
	g_test_add_func("/dns/answers and questions say nothing", answers_and_questions_say_nothing);
	g_test_add_func("/dns/one empty answer is no failure, both are", one_empty_answer_is_no_failure_both_are);
	g_test_add_func("/dns/a referral is no empty answer", a_referral_is_no_empty_answer);
	g_test_add_func("/dns/old empty answers are forgotten", old_empty_answers_are_forgotten);
	g_test_add_func("/dns/names that lead nowhere are refused", names_that_lead_nowhere_are_refused);
	g_test_add_func("/dns/a name has at most 255 bytes", a_name_has_at_most_255_bytes);
	return g_test_run();
}
