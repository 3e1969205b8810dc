/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/wiretap_file.h"

#include <glib.h>

#ifdef HAVE_WIRETAP

#include <dlfcn.h>
#include <wiretap/wtap.h>
#include <wsutil/wslog.h>

#include <pcap/dlt.h>

/* What is called of the library, which is there only once it is needed: it brings dozens of others along. */
#define FUNCTIONS(X)          \
	X(ws_log_init)            \
	X(ws_log_set_level)       \
	X(ws_buffer_init)         \
	X(ws_buffer_free)         \
	X(wtap_init)              \
	X(wtap_strerror)          \
	X(wtap_open_offline)      \
	X(wtap_close)             \
	X(wtap_file_encap)        \
	X(wtap_encap_description) \
	X(wtap_read)              \
	X(wtap_read_so_far)       \
	X(wtap_rec_init)          \
	X(wtap_rec_reset)         \
	X(wtap_rec_cleanup)

static struct {
#define X(name) __typeof__(name) *name;
	FUNCTIONS(X)
#undef X
} library;

struct wiretap_file {
	wtap *wtap;
	wtap_rec record;
	Buffer buffer;
	uint32_t frame;
};

#define LINK_TYPE_UNKNOWN (-1)

/* Wiretap's names for the link types of link.c; its own table is not for others to use. */
static const struct {
	int encapsulation;
	int dlt;
} link_types[] = {
	{WTAP_ENCAP_ETHERNET, DLT_EN10MB},
	{WTAP_ENCAP_NETTL_ETHERNET, DLT_EN10MB},
	{WTAP_ENCAP_SLL, DLT_LINUX_SLL},
	{WTAP_ENCAP_SLL2, DLT_LINUX_SLL2},
	{WTAP_ENCAP_NULL, DLT_NULL},
	{WTAP_ENCAP_LOOP, DLT_LOOP},
	{WTAP_ENCAP_RAW_IP, DLT_RAW},
	{WTAP_ENCAP_RAW_IP4, DLT_IPV4},
	{WTAP_ENCAP_RAW_IP6, DLT_IPV6},
	{WTAP_ENCAP_NETTL_RAW_IP, DLT_RAW},
	{WTAP_ENCAP_PPP, DLT_PPP},
	{WTAP_ENCAP_PPP_WITH_PHDR, DLT_PPP}, /* the direction is told apart from the bytes */
	{WTAP_ENCAP_PPP_ETHER, DLT_PPP_ETHER},
	{WTAP_ENCAP_CHDLC, DLT_C_HDLC},
	{WTAP_ENCAP_CHDLC_WITH_PHDR, DLT_C_HDLC},
	{WTAP_ENCAP_FRELAY, DLT_FRELAY},
	{WTAP_ENCAP_FRELAY_WITH_PHDR, DLT_FRELAY},
	{WTAP_ENCAP_NFLOG, DLT_NFLOG},
	{WTAP_ENCAP_IEEE_802_11, DLT_IEEE802_11},
	{WTAP_ENCAP_IEEE_802_11_WITH_RADIO, DLT_IEEE802_11},
	{WTAP_ENCAP_IEEE_802_11_RADIOTAP, DLT_IEEE802_11_RADIO},
	{WTAP_ENCAP_IEEE_802_11_PRISM, DLT_PRISM_HEADER},
	{WTAP_ENCAP_IEEE_802_11_AVS, DLT_IEEE802_11_RADIO_AVS},
	{WTAP_ENCAP_PPI, DLT_PPI},
	{WTAP_ENCAP_TOKEN_RING, DLT_IEEE802},
	{WTAP_ENCAP_NETTL_TOKEN_RING, DLT_IEEE802},
	{WTAP_ENCAP_FDDI, DLT_FDDI},
	{WTAP_ENCAP_FDDI_BITSWAPPED, DLT_FDDI}, /* only addresses differ, which are not read */
	{WTAP_ENCAP_ARCNET, DLT_ARCNET},
	{WTAP_ENCAP_ARCNET_LINUX, DLT_ARCNET_LINUX},
	{WTAP_ENCAP_ATM_RFC1483, DLT_ATM_RFC1483},
	{WTAP_ENCAP_PFLOG, DLT_PFLOG},
	{WTAP_ENCAP_ENC, DLT_ENC},
	{WTAP_ENCAP_PKTAP, DLT_PKTAP},
	{WTAP_ENCAP_NETANALYZER, DLT_NETANALYZER},
	{WTAP_ENCAP_WIRESHARK_UPPER_PDU, DLT_WIRESHARK_UPPER_PDU},
};

static int
link_type(int encapsulation)
{
	for (size_t i = 0; i < G_N_ELEMENTS(link_types); i++)
		if (link_types[i].encapsulation == encapsulation)
			return link_types[i].dlt;
	return LINK_TYPE_UNKNOWN;
}

/* Everything that is called is there. */
static bool
library_find(void *handle)
{
	bool good = true;

	/* As POSIX has it: a pointer to a function, stored as the pointer to an object that it came as. */
#define X(name) good = (*(void **)(void *)&library.name = dlsym(handle, #name)) != NULL && good;
	FUNCTIONS(X)
#undef X
	return good;
}

/* The library is set up once, without plugins, and never taken down: what it keeps is a few tables. */
bool
wiretap_load(void)
{
	static bool is_tried, is_there;

	if (is_tried)
		return is_there;
	is_tried = true;
	void *handle = dlopen(WIRETAP_SONAME, RTLD_NOW | RTLD_LOCAL);
	is_there = handle && library_find(handle);
	if (!is_there)
		return false;
	/* What it logs on its own is for its developers; what went wrong comes back as an error. */
	library.ws_log_init("sequitur", NULL);
	library.ws_log_set_level(LOG_LEVEL_ERROR);
	library.wtap_init(FALSE);
	return true;
}

static char *
open_problem(int error, char *details)
{
	char *problem = NULL;

	if (error == WTAP_ERR_FILE_UNKNOWN_FORMAT)
		problem = g_strdup("is not a capture file of a format that can be read here");
	else
		problem = g_strdup_printf("cannot be read as a capture: %s%s%s", library.wtap_strerror(error),
								  details ? ": " : "", details ? details : "");
	g_free(details);
	return problem;
}

struct wiretap_file *
wiretap_file_open(const char *path, char **problem)
{
	int error = 0;
	char *details = NULL;

	if (!wiretap_load()) {
		*problem = g_strdup("needs wiretap, which is not there");
		return NULL;
	}
	wtap *opened = library.wtap_open_offline(path, WTAP_TYPE_AUTO, &error, &details, FALSE);

	if (!opened) {
		*problem = open_problem(error, details);
		return NULL;
	}

	/* Wiretap also opens pictures, certificates and JSON, each as one big "packet". */
	int encapsulation = library.wtap_file_encap(opened);

	if (encapsulation != WTAP_ENCAP_PER_PACKET && encapsulation != WTAP_ENCAP_UNKNOWN &&
		link_type(encapsulation) == LINK_TYPE_UNKNOWN) {
		*problem = g_strdup_printf("holds packets of a kind that is not read here (%s)",
								   library.wtap_encap_description(encapsulation));
		library.wtap_close(opened);
		return NULL;
	}

	struct wiretap_file *file = g_new0(struct wiretap_file, 1);

	file->wtap = opened;
	library.wtap_rec_init(&file->record);
	library.ws_buffer_init(&file->buffer, 2048);
	return file;
}

static char *
read_problem(uint32_t frame, int error, char *details)
{
	const char *what = error == WTAP_ERR_SHORT_READ ? "is cut short" : "is damaged";
	char *problem = g_strdup_printf("%s in frame %u: %s", what, frame,
									details ? details : library.wtap_strerror(error));

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
		library.wtap_rec_reset(&file->record);
		if (!library.wtap_read(file->wtap, &file->record, &file->buffer, &error, &details, &offset)) {
			if (error == 0)
				return CAPTURE_FILE_END;
			*problem = read_problem(file->frame + 1, error, details);
			return CAPTURE_FILE_DAMAGED;
		}
		file->frame++;
	} while (file->record.rec_type != REC_TYPE_PACKET);

	const wtap_packet_header *header = &file->record.rec_header.packet_header;

	*packet = (struct packet){
		.bytes = ws_buffer_start_ptr(&file->buffer),
		.captured = header->caplen,
		.length = MAX(header->len, header->caplen),
		.time = file->record.presence_flags & WTAP_HAS_TS
					? packet_time(file->record.ts.secs, file->record.ts.nsecs)
					: 0,
		.frame = file->frame,
		.link_type = link_type(header->pkt_encap),
		.interface = file->record.presence_flags & WTAP_HAS_INTERFACE_ID ? header->interface_id : 0,
	};
	return CAPTURE_FILE_PACKET;
}

void
wiretap_file_close(struct wiretap_file *file)
{
	library.wtap_rec_cleanup(&file->record);
	library.ws_buffer_free(&file->buffer);
	library.wtap_close(file->wtap);
	g_free(file);
}

uint64_t
wiretap_file_position(const struct wiretap_file *file)
{
	return (uint64_t)library.wtap_read_so_far(file->wtap);
}

#else

bool
wiretap_load(void)
{
	return false;
}

struct wiretap_file *
wiretap_file_open(const char *path, char **problem)
{
	(void)path;
	*problem = g_strdup("needs a build with wiretap");
	return NULL;
}

enum capture_file_next
wiretap_file_next(struct wiretap_file *file, struct packet *packet, char **problem)
{
	(void)file, (void)packet, (void)problem;
	return CAPTURE_FILE_END;
}

void
wiretap_file_close(struct wiretap_file *file)
{
	(void)file;
}

uint64_t
wiretap_file_position(const struct wiretap_file *file)
{
	(void)file;
	return 0;
}

#endif
