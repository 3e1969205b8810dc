/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifdef HAVE_WIRETAP

#include "capture/wiretap_file.h"

/* Wireshark's headers define what our flags would call redefinitions or pedantry. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include <wiretap/pcap-encap.h>
#include <wiretap/wtap.h>
#pragma GCC diagnostic pop

#include <glib.h>

struct wiretap_file {
	wtap *wtap;
	wtap_rec record;
	Buffer buffer;
	uint32_t frame;
};

/* The library is set up once, without plugins, and never taken down: what it keeps is a few tables. */
static void
wiretap_start(void)
{
	static bool is_started;

	if (!is_started)
		wtap_init(FALSE);
	is_started = true;
}

static char *
open_problem(int error, char *details)
{
	char *problem = NULL;

	if (error == WTAP_ERR_FILE_UNKNOWN_FORMAT)
		problem = g_strdup("is not a capture file of a format that can be read here");
	else
		problem = g_strdup_printf("cannot be read as a capture: %s%s%s", wtap_strerror(error),
								  details ? ": " : "", details ? details : "");
	g_free(details);
	return problem;
}

struct wiretap_file *
wiretap_file_open(const char *path, char **problem)
{
	int error = 0;
	char *details = NULL;

	wiretap_start();

	wtap *opened = wtap_open_offline(path, WTAP_TYPE_AUTO, &error, &details, FALSE);

	if (!opened) {
		*problem = open_problem(error, details);
		return NULL;
	}

	/* Wiretap also opens pictures, certificates and JSON, each as one big "packet". */
	int encapsulation = wtap_file_encap(opened);

	if (encapsulation != WTAP_ENCAP_PER_PACKET && encapsulation != WTAP_ENCAP_UNKNOWN &&
		wtap_wtap_encap_to_pcap_encap(encapsulation) < 0) {
		*problem = g_strdup_printf("holds no network packets (%s)", wtap_encap_description(encapsulation));
		wtap_close(opened);
		return NULL;
	}

	struct wiretap_file *file = g_new0(struct wiretap_file, 1);

	file->wtap = opened;
	wtap_rec_init(&file->record);
	ws_buffer_init(&file->buffer, 2048);
	return file;
}

static char *
read_problem(uint32_t frame, int error, char *details)
{
	const char *what = error == WTAP_ERR_SHORT_READ ? "is cut short" : "is damaged";
	char *problem = g_strdup_printf("%s in frame %u: %s", what, frame,
									details ? details : wtap_strerror(error));

	g_free(details);
	return problem;
}

enum capture_file_next
wiretap_file_next(struct wiretap_file *file, struct packet *packet, char **problem)
{
	int error = 0;
	char *details = NULL;
	gint64 offset;

	do {
		wtap_rec_reset(&file->record);
		if (!wtap_read(file->wtap, &file->record, &file->buffer, &error, &details, &offset)) {
			if (error == 0)
				return CAPTURE_FILE_END;
			*problem = read_problem(file->frame + 1, error, details);
			return CAPTURE_FILE_DAMAGED;
		}
		file->frame++;
	} while (file->record.rec_type != REC_TYPE_PACKET);

	const wtap_packet_header *header = &file->record.rec_header.packet_header;
	int64_t seconds = CLAMP(file->record.ts.secs, 0, INT64_MAX / 1000000000 - 1);

	*packet = (struct packet){
		.bytes = ws_buffer_start_ptr(&file->buffer),
		.captured = header->caplen,
		.length = MAX(header->len, header->caplen),
		.time = file->record.presence_flags & WTAP_HAS_TS ? seconds * 1000000000 + file->record.ts.nsecs : 0,
		.frame = file->frame,
		.link_type = wtap_wtap_encap_to_pcap_encap(header->pkt_encap),
		.interface = file->record.presence_flags & WTAP_HAS_INTERFACE_ID ? header->interface_id : 0,
	};
	return CAPTURE_FILE_PACKET;
}

void
wiretap_file_close(struct wiretap_file *file)
{
	wtap_rec_cleanup(&file->record);
	ws_buffer_free(&file->buffer);
	wtap_close(file->wtap);
	g_free(file);
}

#else

/* ISO C wants every file to declare something. */
typedef int wiretap_is_not_built_in;

#endif
