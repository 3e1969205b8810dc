/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "capture/rotation.h"

/* Instead of the second of a first packet. */
#define NO_PACKET  0
#define NO_CAPTURE -1 /* something else is in the file */
#define NO_FILE    -2
#define IS_FOLDER  -3

#define CASE_FILES 6

/* Files are written to a directory of their own. */
static char *directory;

/* What is in a file, and what has to be known of it. */
struct file {
	const char *name;
	int second;          /* of its first packet */
	const char *problem; /* how it begins */
	uint64_t missing;
};

#define SOUND(name, second)   \
	{                         \
		name, second, NULL, 0 \
	}

/* Files in the order in which they have to come. */
struct rotation_case {
	const char *title;
	struct file files[CASE_FILES]; /* up to one without a name */
	bool may_miss_anywhere;
};

static char *
path_of(const char *name)
{
	return g_build_filename(directory, name, NULL);
}

/* A pcap file with one packet of no bytes, or none. */
static void
file_make(const struct file *file, const char *path)
{
	static const uint8_t header[24] = {0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, [18] = 4, [20] = 1};
	uint8_t bytes[24 + 16] = {[24] = (uint8_t)(file->second & 255), [25] = (uint8_t)(file->second >> 8)};
	gssize length = file->second > 0 ? sizeof bytes : sizeof header;

	memcpy(bytes, header, sizeof header);
	if (file->second == NO_CAPTURE)
		memcpy(bytes, "none", 4);
	if (file->second == IS_FOLDER)
		g_mkdir(path, 0700);
	else if (file->second != NO_FILE)
		g_assert_true(g_file_set_contents(path, (const char *)bytes, length, NULL));
}

/* Counts the files of a case, and makes them and their paths, or takes them away. */
static unsigned
files_make(const struct file *files, char **paths)
{
	unsigned count = 0;

	for (; count < CASE_FILES && files[count].name; count++) {
		paths[count] = path_of(files[count].name);
		char *folder = g_path_get_dirname(paths[count]);
		g_mkdir_with_parents(folder, 0700);
		g_free(folder);
		file_make(&files[count], paths[count]);
	}
	return count;
}

static void
files_remove(char **paths, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		g_remove(paths[i]);
		g_free(paths[i]);
	}
}

static void
assert_file(const struct rotation_file *found, const struct file *wanted, const char *path)
{
	g_assert_cmpstr(found->path, ==, path);
	g_assert_cmpint(found->first_time, ==,
					wanted->second > 0 ? wanted->second * INT64_C(1000000000) : INT64_MAX);
	g_assert_cmpint(found->is_unreadable, ==, wanted->second < 0);
	g_assert_cmpuint(found->missing, ==, wanted->missing);
	g_assert_cmpuint(found->first_frame, ==, UINT32_MAX);
	g_assert_cmpuint(found->packets, ==, 0);
	if (!wanted->problem)
		g_assert_cmpstr(found->problem, ==, NULL);
	else if (!found->problem || !g_str_has_prefix(found->problem, wanted->problem))
		g_assert_cmpstr(found->problem, ==, wanted->problem);
}

/* Permutation number `number` of so many paths, NULL-terminated. */
static void
permute(char *const *paths, unsigned count, unsigned number, char **to)
{
	memcpy(to, paths, count * sizeof *paths);
	to[count] = NULL;
	for (unsigned i = count; i > 1; i--) {
		unsigned other = number % i;
		char *path = to[other];
		number /= i;
		to[other] = to[i - 1];
		to[i - 1] = path;
	}
}

/* In whichever order the files are named, they come in theirs. */
static void
assert_case(const struct rotation_case *c)
{
	char *paths[CASE_FILES], *named[CASE_FILES + 1];
	unsigned count = files_make(c->files, paths), permutations = 1, problems = 0;

	for (unsigned i = 0; i < count; i++) {
		permutations *= i + 1;
		problems += c->files[i].problem != NULL;
	}
	g_test_message("%s", c->title);
	for (unsigned n = 0; n < permutations; n++) {
		permute(paths, count, n, named);
		struct rotation *rotation = rotation_new(named);
		g_assert_cmpuint(rotation->count, ==, count);
		for (unsigned i = 0; i < count; i++)
			assert_file(&rotation->files[i], &c->files[i], paths[i]);
		g_assert_cmpint(rotation->may_miss_anywhere, ==, c->may_miss_anywhere);
		g_assert_cmpuint(rotation_problems(rotation), ==, problems);
		g_assert_null(rotation_file_of(rotation, 1));
		rotation_free(rotation);
	}
	files_remove(paths, count);
}

#define MISSING_2      "the file before it, number 2, is missing"
#define MISSING_2_TO_4 "the files before it, numbers 2 to 4, are missing"

static void
files_come_in_the_order_of_their_first_packets(void)
{
	static const struct rotation_case cases[] = {
		{.title = "one alone", .files = {SOUND("a.pcap", 5)}},
		{.title = "against their names",
		 .files = {SOUND("c.pcap", 5), SOUND("a.pcap", 6), SOUND("b.pcap", 7)}},
		{.title = "against their numbers",
		 .files = {SOUND("x.pcap3", 5), SOUND("x.pcap1", 6), SOUND("x.pcap2", 7)}},
		{.title = "at the same time, by their numbers",
		 .files = {SOUND("x.pcap", 5), SOUND("x.pcap1", 5), SOUND("x.pcap2", 5), SOUND("x.pcap3", 6)}},
		{.title = "at the same time, by their names",
		 .files = {SOUND("a.pcap", 5), SOUND("a/c", 5), SOUND("b.x", 5), SOUND("c.pcap", 5)}},
		{.title = "numbers are no texts",
		 .files = {SOUND("x.pcap9", 5), SOUND("x.pcap10", 5), SOUND("x.pcap11", 5)}},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_case(&cases[i]);
}

static void
numbers_in_names_tell_what_is_missing(void)
{
	static const struct rotation_case cases[] = {
		{.title = "dumpcap, the number first",
		 .files = {SOUND("x_00001_20240101000000.pcap", 5),
				   {"x_00005_20240101000009.pcap", 6, MISSING_2_TO_4, 3},
				   SOUND("x_00006_20240101000010.pcap", 7)}},
		{.title = "dumpcap, the time first",
		 .files = {SOUND("x_20240101000000_00001.pcapng.gz", 5),
				   {"x_20240101000009_00003.pcapng.gz", 6, MISSING_2, 1}}},
		{.title = "dumpcap, without a suffix, and more digits",
		 .files = {SOUND("x_y_99999_20240101000000", 5),
				   {"x_y_100001_20240101000009", 6, "the file before it, number 100000, is missing", 1}}},
		{.title = "tcpdump",
		 .files = {SOUND("x.pcap1", 5), {"x.pcap3", 6, MISSING_2, 1}, SOUND("x.pcap4", 7)}},
		{.title = "tcpdump, from the first on",
		 .files = {SOUND("x.dump", 5), SOUND("x.dump1", 6), {"x.dump5", 7, MISSING_2_TO_4, 3}}},
		{.title = "tcpdump -C -W", .files = {SOUND("cap09", 5), SOUND("cap10", 6)}},
		{.title = "the first number comes again",
		 .files = {SOUND("x.pcap9", 5), SOUND("x.pcap0", 6), SOUND("x.pcap1", 7)}},
		{.title = "the same number twice", .files = {SOUND("x.pcap01", 5), SOUND("x.pcap1", 5)}},
		{.title = "two rotations", .files = {SOUND("x.pcap1", 5), SOUND("y.pcap5", 6), SOUND("x.pcap2", 7)}},
		{.title = "a name goes on", .files = {SOUND("x.pcap1", 5), SOUND("x.pcap.dump5", 6)}},
		{.title = "two folders", .files = {SOUND("a/x.pcap1", 5), SOUND("b/x.pcap5", 6)}},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_case(&cases[i]);
}

static void
other_numbers_tell_nothing(void)
{
	static const struct rotation_case cases[] = {
		{.title = "a day", .files = {SOUND("2024-01-01.pcap", 5), SOUND("2024-01-05.pcap", 6)}},
		{.title = "too few digits",
		 .files = {SOUND("x_0001_20240101000000.pcap", 5), SOUND("x_0005_20240101000000.pcap", 6)}},
		{.title = "too many digits",
		 .files = {SOUND("x_0000000001_20240101000000.pcap", 5),
				   SOUND("x_0000000005_20240101000000.pcap", 6)}},
		{.title = "no time",
		 .files = {SOUND("x_00001_2024010100000.pcap", 5), SOUND("x_00005_2024010100000.pcap", 6)}},
		{.title = "no stem",
		 .files = {SOUND("00001_20240101000000.p", 5), SOUND("00005_20240101000000.p", 6)}},
		{.title = "no such suffix", .files = {SOUND("x1", 5), SOUND("x5", 6)}},
		{.title = "a number too large",
		 .files = {SOUND("x.pcap1000000000", 5), SOUND("x.pcap1000000005", 6)}},
		{.title = "numbers alone", .files = {SOUND("1", 5), SOUND("5", 6)}},
		{.title = "next to nothing",
		 .files = {SOUND("_", 5), SOUND("_1", 6), SOUND("_1_", 7), SOUND("__5", 8), SOUND("1_5", 9)}},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_case(&cases[i]);
}

static void
files_without_a_packet_stand_where_their_numbers_say(void)
{
	static const struct rotation_case cases[] = {
		{.title = "empty in the middle",
		 .files = {SOUND("x.pcap1", 5), SOUND("x.pcap2", NO_PACKET), SOUND("x.pcap3", 6)}},
		{.title = "empty at the beginning",
		 .files = {SOUND("x.pcap1", NO_PACKET), SOUND("x.pcap2", 5), SOUND("x.pcap3", 6)}},
		{.title = "empty at the end",
		 .files = {SOUND("x.pcap1", 5), SOUND("x.pcap2", NO_PACKET), SOUND("x.pcap3", NO_PACKET)}},
		{.title = "no capture in the middle",
		 .files = {SOUND("x.pcap1", 5),
				   {"x.pcap2", NO_CAPTURE, "is not a capture file", 0},
				   SOUND("x.pcap3", 6)}},
		{.title = "absent in the middle",
		 .files = {SOUND("x.pcap1", 5), {"x.pcap2", NO_FILE, "cannot be opened: ", 0}, SOUND("x.pcap3", 6)}},
		{.title = "absent, and one before it is missing",
		 .files = {SOUND("x.pcap1", 5),
				   {"x.pcap3", NO_FILE, "cannot be opened: No such file or directory; " MISSING_2, 1},
				   SOUND("x.pcap4", 6)}},
		{.title = "a folder",
		 .files = {SOUND("x.pcap1", 5),
				   {"x.pcap2", IS_FOLDER, "cannot be one of several files", 0},
				   SOUND("x.pcap3", 6)}},
		{.title = "empty, and its name tells nothing",
		 .files = {SOUND("ax", 5), SOUND("bx", 6), SOUND("aa", NO_PACKET)}},
		{.title = "absent, and its name tells nothing",
		 .files = {SOUND("ax", 5), SOUND("bx", 6), {"aa", NO_FILE, "cannot be opened", 0}},
		 .may_miss_anywhere = true},
		{.title = "absent, and of another rotation",
		 .files = {SOUND("x.pcap1", 5), SOUND("x.pcap2", 6), {"y.pcap1", NO_FILE, "cannot be opened", 0}},
		 .may_miss_anywhere = true},
		{.title = "none has a packet", .files = {SOUND("x.pcap9", NO_PACKET), SOUND("x.pcap10", NO_PACKET)}},
		{.title = "none has a packet, and not all have numbers",
		 .files = {SOUND("x.pcap9", NO_PACKET), SOUND("x.pcap10", NO_PACKET), SOUND("x.pcap1a", NO_PACKET)}},
		{.title = "nor are they of one rotation",
		 .files = {SOUND("aa", NO_PACKET), SOUND("x.pcap9", NO_PACKET), SOUND("x.pcap10", NO_PACKET),
				   SOUND("x.pcap1a", NO_PACKET), SOUND("x.pcap1a.dump9", NO_PACKET),
				   SOUND("x.pcap1a.dump10", NO_PACKET)}},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_case(&cases[i]);
}

static void
standard_input_is_no_file_of_a_rotation(void)
{
	char *const paths[] = SOUND("-", NULL);
	struct rotation *rotation = rotation_new(paths);

	g_assert_true(rotation->files[0].is_unreadable);
	g_assert_true(g_str_has_prefix(rotation->files[0].problem, "cannot be one of several files"));
	rotation_free(rotation);
}

static void
complaints_are_added_to_each_other(void)
{
	struct rotation_file file = {.problem = NULL};

	rotation_file_complain(&file, NULL);
	g_assert_cmpstr(file.problem, ==, NULL);
	rotation_file_complain(&file, g_strdup("is old"));
	g_assert_cmpstr(file.problem, ==, "is old");
	rotation_file_complain(&file, NULL);
	rotation_file_complain(&file, g_strdup("is cold"));
	g_assert_cmpstr(file.problem, ==, "is old; is cold");
	g_free(file.problem);
}

/* Each of the files has some packets or none; reading may have stopped before the last. */
static void
frames_are_found_in_their_files(void)
{
	GRand *dice = g_rand_new_with_seed(14);

	for (unsigned round = 0; round < 300; round++) {
		struct rotation_file files[40];
		struct rotation rotation = {files, (size_t)g_rand_int_range(dice, 0, G_N_ELEMENTS(files)), false};
		size_t read = rotation.count ? (size_t)g_rand_int_range(dice, 0, (int)rotation.count + 1) : 0;
		uint32_t frames = 0;
		for (size_t i = 0; i < rotation.count; i++) {
			files[i] = (struct rotation_file){.first_frame = i < read ? frames + 1 : UINT32_MAX};
			files[i].packets = i < read ? (uint32_t)(g_rand_int(dice) % 4) : 0;
			frames += files[i].packets;
		}
		for (size_t i = 0; i < read; i++)
			for (uint32_t n = 0; n < files[i].packets; n++)
				g_assert_true(rotation_file_of(&rotation, files[i].first_frame + n) == &files[i]);
		if (read == 0)
			g_assert_null(rotation_file_of(&rotation, 1));
	}
	g_rand_free(dice);
}

#define ADD(title, function) g_test_add_func("/rotation/" title, function)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	directory = g_dir_make_tmp("sequitur-XXXXXX", NULL);
	ADD("files come in the order of their first packets", files_come_in_the_order_of_their_first_packets);
	ADD("numbers in names tell what is missing", numbers_in_names_tell_what_is_missing);
	ADD("other numbers tell nothing", other_numbers_tell_nothing);
	ADD("files without a packet stand where their numbers say",
		files_without_a_packet_stand_where_their_numbers_say);
	ADD("standard input is no file of a rotation", standard_input_is_no_file_of_a_rotation);
	ADD("complaints are added to each other", complaints_are_added_to_each_other);
	ADD("frames are found in their files", frames_are_found_in_their_files);

	int outcome = g_test_run();

	static const char *const folders[] = {"a", "b"};
	for (unsigned i = 0; i < G_N_ELEMENTS(folders); i++) {
		char *path = path_of(folders[i]);
		g_rmdir(path);
		g_free(path);
	}
	g_rmdir(directory);
	g_free(directory);
	return outcome;
}
