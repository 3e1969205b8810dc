/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of JSON records, beside what printf writes. */
#include "tool/json_numbers.h"

#include <glib.h>

static void
expect_time(struct json_seconds *seconds, int64_t time)
{
	char text[64], expected[64];
	uint64_t magnitude = time < 0 ? 0 - (uint64_t)time : (uint64_t)time;
	unsigned nanoseconds = (unsigned)(magnitude % 1000000000);

	*json_put_time(seconds, text, time) = '\0';
	int length = g_snprintf(expected, sizeof expected, "%s%" G_GUINT64_FORMAT ".%09u", time < 0 ? "-" : "",
							magnitude / 1000000000, nanoseconds);
	if (nanoseconds % 1000 == 0)
		expected[length - 3] = '\0';
	g_assert_cmpstr(text, ==, expected);
}

/* Seconds that take turns in one place, none of them the first time only. */
static void
test_times(void)
{
	struct json_seconds seconds;

	json_seconds_begin(&seconds);
	for (int64_t number = 0; number < 40; number++)
		expect_time(&seconds, number * 1000000000 + 7);
	for (int64_t number = 1700000000; number < 1700000040; number++) {
		expect_time(&seconds, number * 1000000000 + 120000);
		expect_time(&seconds, (number - JSON_SECONDS) * 1000000000 + 999999999);
		expect_time(&seconds, -number * 1000000000 - 1);
	}
	expect_time(&seconds, INT64_MAX);
	expect_time(&seconds, INT64_MIN);
}

static void
expect_milliseconds(int64_t duration)
{
	char text[64], expected[64];
	int length = g_snprintf(expected, sizeof expected, "%" G_GINT64_FORMAT ".%06d", duration / 1000000,
							(int)(duration % 1000000));

	while (expected[length - 1] == '0')
		length--;
	expected[length - (expected[length - 1] == '.')] = '\0';
	*json_put_milliseconds(text, duration) = '\0';
	g_assert_cmpstr(text, ==, expected);
}

static void
test_milliseconds(void)
{
	for (int64_t duration = 0; duration < INT64_MAX / 4; duration += 1 + duration / 99) {
		expect_milliseconds(duration);
		expect_milliseconds(duration / 1000 * 1000);
		expect_milliseconds(duration / 1000000 * 1000000);
	}
	expect_milliseconds(INT64_MAX);
}

static void
test_same_number_again(void)
{
	static const uint32_t numbers[] = {0,         0,        1,         1,          99999999, 0,
									   100000000, 99999999, 100000000, UINT32_MAX, 7};
	struct json_number last;
	char text[DECIMAL_ROOM], expected[DECIMAL_ROOM];

	json_number_begin(&last);
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		*json_put_again(text, &last, numbers[i]) = '\0';
		g_snprintf(expected, sizeof expected, "%u", numbers[i]);
		g_assert_cmpstr(text, ==, expected);
	}
}

static void
test_endpoints(void)
{
	struct json_number port;
	char text[64], expected[64], plain[ENDPOINT_TEXT_SIZE];

	json_number_begin(&port);
	for (unsigned i = 0; i < 256; i++) {
		struct endpoint endpoint = {
			.address = {4, {(uint8_t)i, (uint8_t)(i + 91), (uint8_t)(i * 7), (uint8_t)(255 - i)}},
			.port = (uint16_t)(i / 2 * 511)};
		*json_put_ipv4(text, &endpoint, &port) = '\0';
		g_snprintf(expected, sizeof expected, "\"%s\"", endpoint_text(&endpoint, plain));
		g_assert_cmpstr(text, ==, expected);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/json numbers/times", test_times);
	g_test_add_func("/json numbers/milliseconds", test_milliseconds);
	g_test_add_func("/json numbers/the same again", test_same_number_again);
	g_test_add_func("/json numbers/endpoints", test_endpoints);
	return g_test_run();
}
