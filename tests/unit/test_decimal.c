/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decimal digits, beside what printf writes. */
#include <glib.h>

#include "core/decimal.h"

static void
expect_number(uint64_t number)
{
	char text[DECIMAL_ROOM + 1], expected[DECIMAL_ROOM + 1];

	memset(text, '#', sizeof text);
	*decimal_put(text, number) = '\0';
	g_snprintf(expected, sizeof expected, "%" G_GUINT64_FORMAT, number);
	g_assert_cmpstr(text, ==, expected);
}

/* Around each power of ten, and where the halves of the eight digits meet; then here and there. */
static void
test_numbers(void)
{
	uint64_t power = 1;

	for (unsigned digits = 1; digits <= 20; digits++) {
		for (uint64_t step = 0; step < 12; step++) {
			expect_number(power + step);
			expect_number(power - step);
			expect_number(power * 9 + step);
		}
		power *= 10;
	}
	expect_number(UINT64_MAX);
	for (uint64_t number = 0; number < 100000; number++)
		expect_number(number);
	for (int i = 0; i < 200000; i++)
		expect_number(((uint64_t)g_test_rand_int() << 32 | (uint32_t)g_test_rand_int()) >>
					  g_test_rand_int_range(0, 64));
}

static void
test_padded(void)
{
	char text[DECIMAL_ROOM + 1], expected[DECIMAL_ROOM + 1];
	uint32_t end = 10;

	for (unsigned count = 1; count <= 8; count++, end *= 10)
		for (uint32_t number = 0; number < end; number += 1 + number / 37) {
			*decimal_put_padded(text, number, count) = '\0';
			g_snprintf(expected, sizeof expected, "%0*u", (int)count, number);
			g_assert_cmpstr(text, ==, expected);
		}
}

static void
test_fraction(void)
{
	char text[DECIMAL_ROOM + 1], expected[DECIMAL_ROOM + 1];

	for (uint32_t number = 0; number < 1000000; number++) {
		*decimal_put_fraction(text, number, 6) = '\0';
		size_t length = (size_t)g_snprintf(expected, sizeof expected, "%06u", number);
		while (length > 1 && expected[length - 1] == '0')
			length--;
		expected[length] = '\0';
		g_assert_cmpstr(text, ==, expected);
	}
}

/* Any byte may end the digits, and any may stand behind it. */
static void
test_read(void)
{
	static const char *const numbers[] = {"0",      "9",       "05",       "65535",
										  "123456", "9876543", "00000000", "99999999"};

	for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
		for (int c = 0; c < 256; c++) {
			char text[8];
			unsigned count = (unsigned)strlen(numbers[i]);
			memset(text, 255 - c, sizeof text);
			memcpy(text, numbers[i], count);
			if (count < sizeof text)
				text[count] = (char)c;
			if (c < '0' || c > '9')
				g_assert_cmpuint(decimal_count(decimal_load(text)), ==, count);
			g_assert_cmpuint(decimal_value(decimal_load(text), count), ==,
							 g_ascii_strtoull(numbers[i], NULL, 10));
		}
}

static void
test_tenths(void)
{
	char text[DECIMAL_ROOM + 1], expected[DECIMAL_ROOM + 1];

	for (uint32_t number = 0; number < DECIMAL_EIGHT_DIGITS; number += 1 + number / 99) {
		*decimal_put_tenths(text, number) = '\0';
		g_snprintf(expected, sizeof expected, "%u.%u", number / 10, number % 10);
		g_assert_cmpstr(text, ==, expected);
	}
}

static void
test_thousandths(void)
{
	char text[DECIMAL_ROOM + 1], expected[DECIMAL_ROOM + 1];

	for (uint32_t number = 0; number < DECIMAL_EIGHT_DIGITS; number += 1 + number / 9999) {
		*decimal_put_thousandths(text, number) = '\0';
		size_t length = (size_t)g_snprintf(expected, sizeof expected, "%u.%03u", number / 1000,
										   number % 1000);
		while (expected[length - 1] == '0')
			length--;
		expected[length - (expected[length - 1] == '.')] = '\0';
		g_assert_cmpstr(text, ==, expected);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/decimal/numbers", test_numbers);
	g_test_add_func("/decimal/padded", test_padded);
	g_test_add_func("/decimal/fraction", test_fraction);
	g_test_add_func("/decimal/read", test_read);
	g_test_add_func("/decimal/tenths", test_tenths);
	g_test_add_func("/decimal/thousandths", test_thousandths);
	return g_test_run();
}
