/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/interface.h"

#include <errno.h>
#include <glib.h>
#include <pcap/pcap.h>
#include <poll.h>

/* Ours: whole packets, and room for a burst of some seconds. */
#define SNAP_LENGTH 262144
#define BUFFER_SIZE (32 << 20)
#define WAIT        200 /* milliseconds */

struct interface {
	pcap_t *pcap;
	int descriptor;
	int link_type;
	uint32_t frame; /* handed out last */
	bool is_nano;   /* tv_usec holds nanoseconds */
};

/* What libpcap says of a failed activation: with its details where it has some. */
static char *
activation_problem(pcap_t *pcap, int status)
{
	const char *details = pcap_geterr(pcap);

	if (status == PCAP_ERROR_PERM_DENIED)
		return g_strdup("may not be captured on: that takes root, or the capability CAP_NET_RAW");
	if (status == PCAP_ERROR_NO_SUCH_DEVICE)
		return g_strdup("is no interface of this machine ('ip link' lists them)");
	return g_strdup_printf("cannot be captured on: %s", *details ? details : pcap_statustostr(status));
}

static char *
filter_set(pcap_t *pcap, const char *filter)
{
	struct bpf_program program;
	char *problem = NULL;

	if (!filter)
		return NULL;
	if (pcap_compile(pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0)
		return g_strdup_printf("the filter '%s' is not understood: %s", filter, pcap_geterr(pcap));
	if (pcap_setfilter(pcap, &program) != 0)
		problem = g_strdup_printf("the filter '%s' cannot be set: %s", filter, pcap_geterr(pcap));
	pcap_freecode(&program);
	return problem;
}

static char *
pcap_start(pcap_t *pcap, const char *filter)
{
	char says[PCAP_ERRBUF_SIZE];

	pcap_set_snaplen(pcap, SNAP_LENGTH);
	pcap_set_promisc(pcap, 1);
	pcap_set_timeout(pcap, WAIT);
	pcap_set_buffer_size(pcap, BUFFER_SIZE);
	pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
	int status = pcap_activate(pcap);
	if (status < 0)
		return activation_problem(pcap, status);
	if (pcap_setnonblock(pcap, 1, says) != 0)
		return g_strdup_printf("cannot be captured on: %s", says);
	return filter_set(pcap, filter);
}

struct interface *
interface_open(const char *name, const char *filter, char **problem)
{
	char says[PCAP_ERRBUF_SIZE] = "";
	pcap_t *pcap = pcap_create(name, says);

	*problem = pcap ? pcap_start(pcap, filter) : g_strdup_printf("cannot be captured on: %s", says);
	if (*problem) {
		if (pcap)
			pcap_close(pcap);
		return NULL;
	}
	struct interface *interface = g_new0(struct interface, 1);
	interface->pcap = pcap;
	interface->descriptor = pcap_get_selectable_fd(pcap);
	interface->link_type = pcap_datalink(pcap);
	interface->is_nano = pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO;
	return interface;
}

static void
packet_fill(struct interface *interface, const struct pcap_pkthdr *header, const uint8_t *bytes,
			struct packet *packet)
{
	int64_t fraction = header->ts.tv_usec;

	*packet = (struct packet){
		.bytes = bytes,
		.captured = header->caplen,
		.length = MAX(header->len, header->caplen),
		.time = packet_time(header->ts.tv_sec, interface->is_nano ? fraction : fraction * 1000),
		.frame = ++interface->frame,
		.link_type = interface->link_type};
}

enum interface_next
interface_next(struct interface *interface, struct packet *packet)
{
	struct pollfd wait = {.fd = interface->descriptor, .events = POLLIN};
	struct pcap_pkthdr *header;
	const uint8_t *bytes;
	int status = pcap_next_ex(interface->pcap, &header, &bytes);

	if (status == 0 && poll(&wait, 1, WAIT) > 0)
		status = pcap_next_ex(interface->pcap, &header, &bytes);
	if (status < 0)
		return INTERFACE_GONE;
	if (status == 0)
		return INTERFACE_QUIET;
	packet_fill(interface, header, bytes, packet);
	return INTERFACE_PACKET;
}

uint64_t
interface_dropped(struct interface *interface)
{
	struct pcap_stat counts;

	return pcap_stats(interface->pcap, &counts) == 0 ? (uint64_t)counts.ps_drop + counts.ps_ifdrop : 0;
}

const char *
interface_problem(const struct interface *interface)
{
	return pcap_geterr(interface->pcap);
}

void
interface_close(struct interface *interface)
{
	pcap_close(interface->pcap);
	g_free(interface);
}
