/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is the same, in whatever way his Via is written. */
#include <glib.h>

#include "core/sip_identity.h"

#define SEED UINT64_C(0x0123456789abcdef)

/* The hash of the branch of a request with this Via. */
static uint64_t
branch_hash_of(const char *via)
{
	static struct message message;
	struct sip_identity identity;
	size_t end;
	char *text = g_strdup_printf(
		"OPTIONS sip:a@b SIP/2.0\r\nVia: %s\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n", via);
	struct slice bytes = {text, strlen(text)};

	g_assert_cmpint(message_parse(&message, bytes, true, &end), ==, MESSAGE_PARSED);
	g_assert_true(sip_identity_call(&identity, &message, SEED));
	g_assert_true(sip_identity_transaction(&identity, &message));
	g_free(text);
	return identity.branch_hash;
}

static void
however_it_is_written_a_via_has_one_hash(void)
{
	static const char *const same[] = {
		"SIP/2.0/UDP pbx.example.com:5060;branch=z9hG4bK-1a",
		"SIP/2.0/UDP pbx.example.com:5060;branch=z9hG4bK-1a;received=192.0.2.1;rport=5060",
		"SIP/2.0/UDP pbx.example.com:5060;rport=5060;branch=z9hG4bK-1a",
		"SIP/2.0/UDP pbx.example.com;branch=z9hG4bK-1a",
		"SIP/2.0/TCP PBX.example.COM:05060 ; rport;Branch=z9hG4bK-1a",
		"SIP / 2.0 / UDP pbx.example.com : 5060;rport;branch=\"z9hG4bK-1a\"",
		"SIP/2.0/UDP pbx.example.com:5060;branch=z9hG4bK-1a, SIP/2.0/UDP a;branch=2",
	};
	static const char *const others[] = {
		"SIP/2.0/UDP pbx.example.com:5061;branch=z9hG4bK-1a",
		"SIP/2.0/TLS pbx.example.com;branch=z9hG4bK-1a",
		"SIP/2.0/UDP pbx.example.con:5060;branch=z9hG4bK-1a",
		"SIP/2.0/UDP pbx.example.com:5060;branch=z9hG4bK-1A",
		"SIP/2.0/UDP pbx.example.com:5060",
		"SIP/2.0/UDP pbx.example.com:5060;rport;branch=z9hG4bK-1",
	};
	uint64_t hash = branch_hash_of(same[0]);

	for (unsigned i = 0; i < G_N_ELEMENTS(same); i++) {
		g_test_message("%s", same[i]);
		g_assert_cmphex(branch_hash_of(same[i]), ==, hash);
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(others); i++) {
		g_test_message("%s", others[i]);
		g_assert_cmphex(branch_hash_of(others[i]), !=, hash);
	}
}

static void
so_has_a_long_one(void)
{
	for (int length = 100; length < 1000; length += 50) {
		char *host = g_strnfill((gsize)length, 'h'), *branch = g_strnfill((gsize)length, 'B');
		char *one = g_strdup_printf("SIP/2.0/UDP %s:5060;branch=%s", host, branch);
		char *other = g_strdup_printf("SIP/2.0/UDP H%s;branch=%s", host + 1, branch);
		g_assert_cmphex(branch_hash_of(one), ==, branch_hash_of(other));
		g_free(one);
		g_free(other);
		g_free(host);
		g_free(branch);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sip_identity/however it is written, a Via has one hash",
					however_it_is_written_a_via_has_one_hash);
	g_test_add_func("/sip_identity/so has a long one", so_has_a_long_one);
	return g_test_run();
}
