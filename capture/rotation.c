/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/rotation.h"

#include <glib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture/capture_file.h"
#include "capture/path.h"

/* What the name of a file says about its place. */
struct place {
	const char
		*stem; /* what is the same in all names of a rotation; all of the path where no number is known */
	size_t stem_length;
	uint64_t number;
	bool is_known;
	bool only_rises; /* the numbers of a stem never begin again */
};

/* dumpcap writes numbers of five digits at least, and times of fourteen. */
#define DUMPCAP_NUMBER_DIGITS 5
#define DUMPCAP_TIME_DIGITS   14

/* A number that a name may end with; ours, so that it fits into its type. */
#define NUMBER_DIGITS 9

/* Suffixes that are looked behind for numbers; ours. */
#define SUFFIXES_MOST 3

/* How many digits stand before `end`. */
static size_t
digits_before(const char *text, const char *end)
{
	const char *at = end;

	while (at > text && g_ascii_isdigit(at[-1]))
		at--;
	return (size_t)(end - at);
}

static bool
is_dumpcap_number(size_t digits)
{
	return digits >= DUMPCAP_NUMBER_DIGITS && digits <= NUMBER_DIGITS;
}

/* STEM_NUMBER_TIME or STEM_TIME_NUMBER, up to `end`. */
static bool
place_by_dumpcap(const char *path, const char *base, const char *end, struct place *place)
{
	size_t last = digits_before(base, end);
	const char *middle_end = end - last;
	if (last == 0 || middle_end == base || *--middle_end != '_')
		return false;
	size_t middle = digits_before(base, middle_end);
	const char *stem_end = middle_end - middle;
	if (middle == 0 || stem_end == base || *--stem_end != '_')
		return false;
	bool is_number_first = is_dumpcap_number(middle) && last == DUMPCAP_TIME_DIGITS;
	bool is_number_last = is_dumpcap_number(last) && middle == DUMPCAP_TIME_DIGITS;
	*place = (struct place){
		.stem = path,
		.stem_length = (size_t)(stem_end - path),
		.number = g_ascii_strtoull(is_number_first ? middle_end - middle : end - last, NULL, 10),
		.is_known = is_number_first || is_number_last,
		.only_rises = true,
	};
	return place->is_known;
}

/* NAME.pcap, NAME.pcap1, NAME.pcap2 ... */
static bool
place_by_tcpdump(const char *path, const char *base, struct place *place)
{
	const char *end = base + strlen(base);
	size_t digits = digits_before(base, end);
	char *stem = g_strndup(path, (size_t)(end - path) - digits);
	bool is_stem = g_str_has_suffix(stem, "cap") || g_str_has_suffix(stem, ".dump");

	g_free(stem);
	*place = (struct place){
		.stem = path,
		.stem_length = (size_t)(end - path) - digits,
		.number = g_ascii_strtoull(end - digits, NULL, 10),
		.is_known = is_stem && digits <= NUMBER_DIGITS,
	};
	return place->is_known;
}

static struct place
place_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *end = base + strlen(base);
	struct place place;

	/* Behind the numbers suffixes may follow (.pcapng.gz), and the stem may have dots of its own. */
	for (unsigned suffixes = 0; end && suffixes <= SUFFIXES_MOST; suffixes++) {
		if (place_by_dumpcap(path, base, end, &place))
			return place;
		end = g_strrstr_len(base, end - base, ".");
	}
	if (place_by_tcpdump(path, base, &place))
		return place;
	return (struct place){.stem = path, .stem_length = strlen(path)};
}

static bool
are_of_one_stem(const struct place *a, const struct place *b)
{
	return a->is_known && b->is_known && a->stem_length == b->stem_length &&
		   memcmp(a->stem, b->stem, a->stem_length) == 0;
}

/* Why a path cannot be one of several files; NULL: it can, or is not there (then *status is all zeros). */
static char *
path_problem(const char *path, struct stat *status)
{
	bool is_there = stat(path, status) == 0;

	if (!is_there)
		*status = (struct stat){.st_ino = 0};
	if (path_is_stdin(path) || (is_there && !S_ISREG(status->st_mode)))
		return g_strdup("cannot be one of several files of a capture: they are read twice, first for their "
						"order, and only regular files with a name can");
	return NULL;
}

/* A file and what its place is told by. */
struct candidate {
	struct rotation_file file;
	struct place place;
	int64_t
		time; /* of its first packet, or of the file before it; INT64_MIN: of none; INT64_MAX: not known */
	uint64_t device, inode; /* 0: it is not there */
};

static void
look_into(struct candidate *candidate, const char *path)
{
	struct rotation_file *file = &candidate->file;
	struct stat status;
	char *problem = path_problem(path, &status);
	struct capture_file *capture = problem ? NULL : capture_file_open(path, &problem);
	struct packet packet;

	*candidate = (struct candidate){
		.file = {.path = path,
				 .first_time = INT64_MAX,
				 .first_frame = UINT32_MAX,
				 .problem = problem,
				 .is_unreadable = !capture},
		.place = place_of(path),
		.device = status.st_dev,
		.inode = status.st_ino,
	};
	if (capture && capture_file_next(capture, &packet) == CAPTURE_FILE_PACKET)
		file->first_time = packet.time;
	candidate->time = file->first_time;
	if (capture)
		capture_file_close(capture);
}

/* A file without a packet that can be read: the numbers of its neighbours tell where it belongs. */
static void
place_by_neighbours(struct candidate *file, const struct candidate *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct candidate *other = &all[i];
		if (other->file.first_time == INT64_MAX || !are_of_one_stem(&file->place, &other->place))
			continue;
		if (file->time == INT64_MAX)
			file->time = INT64_MIN;
		if (other->place.number < file->place.number)
			file->time = MAX(file->time, other->file.first_time);
	}
}

static int
compare_stems(const struct place *a, const struct place *b)
{
	int order = memcmp(a->stem, b->stem, MIN(a->stem_length, b->stem_length));

	return order ? order : (a->stem_length > b->stem_length) - (a->stem_length < b->stem_length);
}

/* Stems come before numbers also where they differ: otherwise three names could each be less than the next. */
static int
compare_candidates(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	int order = (a->time > b->time) - (a->time < b->time);

	if (!order)
		order = compare_stems(&a->place, &b->place);
	if (!order)
		order = (a->place.number > b->place.number) - (a->place.number < b->place.number);
	return order ? order : strcmp(a->file.path, b->file.path);
}

static bool
are_one_file(const struct candidate *a, const struct candidate *b)
{
	return a->inode && a->inode == b->inode && a->device == b->device;
}

/* Do the times say another order than the numbers? Then it is not known what came after what. */
static bool
contradict(const struct candidate *before, const struct candidate *after)
{
	return are_of_one_stem(&before->place, &after->place) && after->place.only_rises &&
		   after->place.number < before->place.number;
}

/* Do the names say that files are missing between these two, one read after the other? */
static void
note_missing(const struct candidate *before, struct candidate *after)
{
	uint64_t first = before->place.number + 1, next = after->place.number;

	if (!are_of_one_stem(&before->place, &after->place) || next <= first)
		return;
	after->file.missing = next - first;
	char *numbers = next - first == 1
						? g_strdup_printf("the file before it, number %" G_GUINT64_FORMAT ", is missing",
										  first)
						: g_strdup_printf("the files before it, numbers %" G_GUINT64_FORMAT
										  " to %" G_GUINT64_FORMAT ", are missing",
										  first, next - 1);
	rotation_file_complain(&after->file, numbers);
}

struct rotation *
rotation_new(char *const *paths)
{
	struct rotation *rotation = g_new0(struct rotation, 1);
	size_t count = g_strv_length((char **)paths);
	struct candidate *all = g_new(struct candidate, count);

	for (size_t i = 0; i < count; i++)
		look_into(&all[i], paths[i]);
	for (size_t i = 0; i < count; i++)
		if (all[i].time == INT64_MAX) {
			place_by_neighbours(&all[i], all, count);
			rotation->may_miss_anywhere |= all[i].file.is_unreadable && all[i].time == INT64_MAX;
		}
	qsort(all, count, sizeof *all, compare_candidates);
	rotation->files = g_new(struct rotation_file, count);
	rotation->count = count;
	for (size_t i = 0; i < count; i++) {
		const struct candidate *before = i > 0 ? &all[i - 1] : NULL;
		struct rotation_file *file = &all[i].file;
		file->is_repeated = before && are_one_file(before, &all[i]);
		if (file->is_repeated) {
			rotation_file_complain(file, g_strdup("is named twice"));
		} else if (before && contradict(before, &all[i])) {
			rotation_file_complain(file,
								   g_strdup("has a lower number than the file before it, whose packets are "
											"earlier: the clock was set, or a file has another's name"));
			rotation->may_miss_anywhere = true;
		} else if (before) {
			note_missing(before, &all[i]);
		}
		rotation->files[i] = *file;
	}
	g_free(all);
	return rotation;
}

void
rotation_free(struct rotation *rotation)
{
	for (size_t i = 0; i < rotation->count; i++)
		g_free(rotation->files[i].problem);
	g_free(rotation->files);
	g_free(rotation);
}

void
rotation_file_complain(struct rotation_file *file, char *problem)
{
	if (!problem || !file->problem) {
		file->problem = problem ? problem : file->problem;
		return;
	}
	char *both = g_strdup_printf("%s; %s", file->problem, problem);
	g_free(file->problem);
	g_free(problem);
	file->problem = both;
}

size_t
rotation_problems(const struct rotation *rotation)
{
	size_t problems = 0;

	for (size_t i = 0; i < rotation->count; i++)
		problems += rotation->files[i].problem != NULL;
	return problems;
}

const struct rotation_file *
rotation_file_of(const struct rotation *rotation, uint32_t frame)
{
	size_t low = 0, high = rotation->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (rotation->files[middle].first_frame <= frame)
			low = middle;
		else
			high = middle;
	}
	return rotation->count > 0 && rotation->files[low].first_frame < UINT32_MAX ? &rotation->files[low]
																				: NULL;
}
