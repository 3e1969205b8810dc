/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Core: a program of messages and events. Each step is a byte that says what comes, a byte for the time, a byte that
 * chooses who sends to whom, and its own bytes:
 *   SIP     method, status (its uppermost bit: it is a request), Call-ID and branch, CSeq and tags, fields to add
 *   HTTP    method, status (as above), target and connection, fields to add
 *   TEXT    two bytes of length and a message as it stands on the wire
 *   EVENT   kind, connection
 * The words are few, so that steps meet: answers find their requests, copies their originals, loops their beginning.
 */
#include <string.h>

#include "core/event.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/witness.h"

enum step { STEP_SIP, STEP_HTTP, STEP_TEXT, STEP_EVENT, STEP_COUNT };

static const char *const sip_methods[] = {"INVITE", "ACK",    "CANCEL", "BYE",    "REGISTER", "OPTIONS",
										  "PRACK",  "UPDATE", "INFO",   "NOTIFY", "REFER",    "BREW"};
static const char *const http_methods[] = {"GET",     "HEAD",    "POST",  "PUT",
										   "CONNECT", "OPTIONS", "TRACE", "BREW"};
static const uint16_t sip_codes[] = {100, 180, 183, 200, 202, 300, 301, 302, 305, 380, 400, 401,
									 404, 407, 408, 413, 420, 421, 422, 423, 480, 481, 482, 483,
									 484, 486, 487, 491, 500, 503, 600, 603, 199, 299, 499, 699};
static const uint16_t http_codes[] = {100, 101, 103, 200, 201, 204, 206, 300, 301, 302, 303, 304, 305, 307,
									  308, 400, 401, 403, 404, 405, 407, 408, 411, 412, 413, 416, 417, 421,
									  426, 428, 429, 431, 500, 501, 502, 503, 504, 505, 511, 508};
static const char *const targets[] = {"sip:bob@example.com",
									  "sip:bob@192.0.2.2",
									  "sip:48",
									  "sip:485",
									  "sip:alice@example.com",
									  "tel:+1",
									  "sips:bob@example.com;lr",
									  "%"};
static const char *const paths[] = {"/", "/a", "/b", "*", "http://192.0.2.2/a", "host:443", "/a?x=1", "/b#c"};

/* What one bit each adds. */
static const char *const sip_fields[] = {
	"Contact: <sip:bob@192.0.2.2>, <sip:48@192.0.2.3>\r\n",
	"Retry-After: 5\r\n",
	"Require: 100rel\r\nRSeq: 7\r\nRAck: 7 1 INVITE\r\n",
	"WWW-Authenticate: Digest realm=\"a\", nonce=\"n\"\r\n",
	"Authorization: Digest username=\"a\", realm=\"a\", nonce=\"n\"\r\nProxy-Authorization: Digest "
	"nonce=\"n\"\r\n",
	"Min-Expires: 600\r\nMin-SE: 90\r\nExpires: 60\r\nSession-Expires: 1800\r\n",
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n",
	("Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2\r\nMax-Forwards: 1\r\nUnsupported: 100rel\r\n"
	 "Record-Route: <sip:192.0.2.2;lr>\r\n"),
};
static const char *const http_fields[] = {
	"Location: /a\r\n",
	"Location: http://192.0.2.2/b\r\nSet-Cookie: c=1; Path=/\r\n",
	"Cookie: c=1; d=2\r\n",
	"Retry-After: 5\r\n",
	"WWW-Authenticate: Basic realm=\"a\"\r\nProxy-Authenticate: NTLM TlRM\r\n",
	"Authorization: Basic YTpi\r\nProxy-Authorization: Basic YTpi\r\n",
	"Via: 1.1 a.example, 1.1 b.example, 1.1 a.example\r\nConnection: close\r\n",
	("Expect: 100-continue\r\nContent-Length: 5\r\nUpgrade: h2c\r\nIf-None-Match: \"e\"\r\nRange: "
	 "bytes=0-1\r\n"
	 "ETag: \"e\"\r\n"),
};

struct program {
	struct witness witness;
	struct message message;
	struct sighting seen;
};

static void
add_fields(GString *text, const char *const fields[static 8], uint8_t wanted)
{
	for (unsigned bit = 0; bit < 8; bit++)
		if (wanted >> bit & 1)
			g_string_append(text, fields[bit]);
}

static struct endpoint
endpoint_of(unsigned number)
{
	return (struct endpoint){{4, {192, 0, 2, (uint8_t)(1 + (number & 3))}},
							 (uint16_t)(number & 4 ? 5061 : 5060)};
}

static void
give_text(struct program *program, struct slice text)
{
	char *alone = slice_alone(text);
	size_t end;

	text.bytes = alone;
	if (message_parse(&program->message, text, true, &end) == MESSAGE_PARSED) {
		program->message.body = slice_after(text, end);
		program->message.body_length = program->message.body.length;
		program->message.seen = program->seen;
		program->witness.listener.message(&program->witness, &program->message);
	}
	g_free(alone);
}

static void
sip_step(struct program *program, struct input *input)
{
	uint8_t method = input_byte(input), status = input_byte(input), call = input_byte(input);
	uint8_t names = input_byte(input), fields = input_byte(input);
	GString *text = g_string_new(NULL);
	const char *name = sip_methods[method % G_N_ELEMENTS(sip_methods)];

	if (status & 0x80)
		g_string_append_printf(text, "%s %s SIP/2.0\r\n", name, targets[status & 7]);
	else
		g_string_append_printf(text, "SIP/2.0 %u Any\r\n", sip_codes[status % G_N_ELEMENTS(sip_codes)]);
	g_string_append_printf(
		text,
		"Via: SIP/2.0/UDP 192.0.2.%u;branch=%s%u\r\nFrom: <sip:a@b>;tag=%u\r\nTo: <sip:c@d>%s\r\n"
		"Call-ID: %u\r\nCSeq: %u %s\r\n",
		1 + (call >> 4 & 1), call & 0x80 ? "" : "z9hG4bK", call >> 2 & 3, names & 1,
		names & 2   ? ";tag=x"
		: names & 4 ? ";tag=y"
					: "",
		call & 3, 1 + (names >> 4), name);
	add_fields(text, sip_fields, fields);
	g_string_append(text, "\r\n");
	program->seen.connection = 0;
	program->seen.transport = names & 8 ? TRANSPORT_TCP : TRANSPORT_UDP;
	give_text(program, (struct slice){text->str, text->len});
	g_string_free(text, TRUE);
}

static void
http_step(struct program *program, struct input *input)
{
	uint8_t method = input_byte(input), status = input_byte(input), where = input_byte(input);
	uint8_t fields = input_byte(input);
	GString *text = g_string_new(NULL);

	if (status & 0x80)
		g_string_append_printf(text, "%s %s HTTP/1.%u\r\nHost: 192.0.2.2\r\n",
							   http_methods[method % G_N_ELEMENTS(http_methods)], paths[where & 7],
							   method >> 7);
	else
		g_string_append_printf(text, "HTTP/1.%u %u Any\r\n", method >> 7,
							   http_codes[status % G_N_ELEMENTS(http_codes)]);
	add_fields(text, http_fields, fields);
	g_string_append(text, "\r\n");
	program->seen.connection = 1 + (where >> 4 & 3);
	program->seen.stream = where >> 6 & 1;
	program->seen.transport = where >> 7 ? TRANSPORT_TLS : TRANSPORT_TCP;
	give_text(program, (struct slice){text->str, text->len});
	g_string_free(text, TRUE);
}

static void
text_step(struct program *program, struct input *input)
{
	program->seen.connection = 1;
	program->seen.transport = TRANSPORT_TCP;
	uint32_t length = input_number(input, 2);
	give_text(program, input_slice(input, length));
}

static void
event_step(struct program *program, struct input *input)
{
	struct transport_event event = {.kind = input_byte(input) % (EVENT_GOAWAY + 1), .seen = program->seen};
	uint8_t connection = input_byte(input);

	event.seen.connection = connection & 7;
	event.bytes = connection;
	event.icmp_type = connection >> 4;
	event.icmp_code = connection & 7;
	event.icmp_v6 = connection & 8;
	event.about_source = program->seen.destination;
	event.about_destination = program->seen.source;
	event.name = SLICE("example.com");
	program->witness.listener.event(&program->witness, &event);
}

static void
run_step(struct program *program, struct input *input)
{
	static void (*const steps[STEP_COUNT])(struct program *, struct input *) = {
		[STEP_SIP] = sip_step, [STEP_HTTP] = http_step, [STEP_TEXT] = text_step, [STEP_EVENT] = event_step};
	uint8_t what = input_byte(input);
	int64_t time = time_after(program->seen.last_time, input_time_step(input));
	uint8_t who = input_byte(input);

	program->seen = (struct sighting){.frame = program->seen.frame + 1,
									  .first_frame = program->seen.frame + 1,
									  .first_time = time,
									  .last_time = time,
									  .source = endpoint_of(who),
									  .destination = endpoint_of(who >> 3),
									  .ip_id = (uint16_t)(who & 0x40 ? 5 : program->seen.frame),
									  .faults = what >> 2};
	steps[what % STEP_COUNT](program, input);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct input input = {bytes, length};
	struct program *program = g_new0(struct program, 1);

	witness_start(&program->witness);
	program->seen.last_time = INT64_C(1700000000) * 1000000000;
	while (input.length)
		run_step(program, &input);
	witness_finish(&program->witness, program->seen.last_time);
	g_free(program);
	return 0;
}
