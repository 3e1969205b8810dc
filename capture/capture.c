/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture/capture.h"

#include <glib.h>

#include "capture/capture_file.h"
#include "capture/connection.h"
#include "capture/interface.h"
#include "capture/link.h"
#include "capture/reading.h"
#include "capture/rotation.h"
#include "capture/sip_stream.h"

enum { IP_PROTOCOL_EXPORTED = 0, IP_PROTOCOL_TCP = 6, IP_PROTOCOL_UDP = 17 };

#define UDP_HEADER_SIZE 8

struct run {
	struct reading reading;
	struct link_decoder *decoder;
	struct connection_table *connections;
};

/* The datagram without its transport header of `size` bytes. */
static struct slice
datagram_payload(const struct datagram *datagram, uint32_t size)
{
	return slice_after((struct slice){(const char *)datagram->bytes, datagram->captured}, size);
}

static void
exported_message(struct run *run, const struct datagram *datagram)
{
	if (datagram->exported_transport == TRANSPORT_TCP)
		connection_table_message(run->connections, datagram);
	else
		sip_datagram(&run->reading, datagram, datagram_payload(datagram, 0),
					 datagram->captured < datagram->length);
}

static void
take_datagram(void *user, const struct datagram *datagram)
{
	struct run *run = user;

	link_decoder_advance(run->decoder, datagram->packet->time);
	switch (datagram->ip_protocol) {
	case IP_PROTOCOL_TCP: connection_table_segment(run->connections, datagram); return;
	case IP_PROTOCOL_UDP:
		sip_datagram(&run->reading, datagram, datagram_payload(datagram, UDP_HEADER_SIZE),
					 datagram->captured < datagram->length);
		return;
	case IP_PROTOCOL_EXPORTED: exported_message(run, datagram); return;
	default: return;
	}
}

static void
take_event(void *user, const struct transport_event *event)
{
	const struct capture_listener *listener = ((struct run *)user)->reading.listener;

	if (listener->event)
		listener->event(listener->user, event);
}

static void
result_note(struct capture_result *result, const struct packet *packet)
{
	if (!result->last_frame)
		result->first_time = packet->time;
	result->last_frame = packet->frame;
	result->last_time = packet->time;
}

/* What becomes of one packet after the other. */
struct pipeline {
	struct run *run;
	uint64_t bytes_before;   /* read of the files before this one */
	uint64_t dropped_before; /* what their packets told of */
};

static struct pipeline
pipeline_start(const struct capture_listener *listener, struct capture_counts *counts)
{
	struct run *run = g_new0(struct run, 1);
	struct link_listener link = {.user = run, .datagram = take_datagram, .event = take_event};

	run->reading.listener = listener;
	run->reading.counts = counts;
	run->connections = connection_table_new(&run->reading);
	run->decoder = link_decoder_new(&link, counts);
	return (struct pipeline){.run = run};
}

static void
pipeline_finish(struct pipeline *pipeline)
{
	connection_table_free(pipeline->run->connections);
	link_decoder_free(pipeline->run->decoder);
	g_free(pipeline->run);
}

/* So many packets go by between two words of how far the reading is; ours. */
#define POSITION_EVERY 64

static void
tell_position(const struct pipeline *pipeline, const struct capture_file *file)
{
	const struct capture_listener *listener = pipeline->run->reading.listener;

	if (listener->position)
		listener->position(listener->user, pipeline->bytes_before + capture_file_position(file));
}

/* Packets of nobody knows whom are missing by the last one that was read; so many of them, if that is known. */
static void
tell_missing(const struct capture_listener *listener, const struct capture_result *result, uint64_t count)
{
	struct transport_event event = {
		.kind = EVENT_PACKETS_DROPPED,
		.seen = {.frame = result->last_frame,
				 .first_time = result->last_time,
				 .last_time = result->last_time},
		.bytes = count,
	};

	if (listener->event)
		listener->event(listener->user, &event);
}

/* Tells when more packets were dropped than had been before. */
static void
tell_dropped(const struct capture_listener *listener, struct capture_result *result, uint64_t dropped)
{
	uint64_t before = result->counts.dropped;

	if (dropped <= before)
		return;
	result->counts.dropped = dropped;
	tell_missing(listener, result, dropped - before);
}

/* What a file says of that; the files before it had packets that told of others. */
static void
tell_drops(const struct pipeline *pipeline, struct drops drops, struct capture_result *result)
{
	tell_dropped(pipeline->run->reading.listener, result,
				 drops.in_all + drops.by_packets + pipeline->dropped_before);
}

/* Reads to the end, to where the file is damaged, or until it is to stop. Frames are counted on from the last one. */
static void
file_read(struct capture_file *file, struct pipeline *pipeline, const volatile bool *stop,
		  struct capture_result *result)
{
	uint32_t frames_before = result->last_frame;
	enum capture_file_next next;
	struct packet packet;

	while ((next = capture_file_next(file, &packet)) == CAPTURE_FILE_PACKET) {
		if (packet.frame > UINT32_MAX - 1 - frames_before) {
			result->end = CAPTURE_DAMAGED;
			result->is_cut = true;
			result->problem = g_strdup("has more frames than can be numbered");
			return;
		}
		packet.frame += frames_before;
		result_note(result, &packet);
		if (packet.dropped.in_all | packet.dropped.by_packets)
			tell_drops(pipeline, packet.dropped, result);
		link_decode(pipeline->run->decoder, &packet);
		if (packet.frame % POSITION_EVERY == 0)
			tell_position(pipeline, file);
		if (stop && *stop)
			break;
	}
	tell_position(pipeline, file);
	struct drops drops = capture_file_dropped(file);
	tell_drops(pipeline, drops, result);
	pipeline->dropped_before += drops.by_packets;
	pipeline->bytes_before += capture_file_position(file);
	if (next == CAPTURE_FILE_END)
		return;
	result->is_cut = true;
	result->end = stop && *stop ? CAPTURE_STOPPED : CAPTURE_DAMAGED;
	result->problem = result->end == CAPTURE_STOPPED ? g_strdup("was not read to its end: stopped")
													 : g_strdup(capture_file_problem(file));
}

struct capture_result
capture_read(const char *path, const struct capture_listener *listener, const volatile bool *stop)
{
	struct capture_result result = {.end = CAPTURE_COMPLETE};
	struct capture_file *file = capture_file_open(path, &result.problem);

	if (!file) {
		result.end = CAPTURE_NOT_OPENED;
		result.is_cut = true;
		return result;
	}
	if (listener->waiting)
		capture_file_on_wait(file, listener->waiting, listener->user);
	struct pipeline pipeline = pipeline_start(listener, &result.counts);
	file_read(file, &pipeline, stop, &result);
	pipeline_finish(&pipeline);
	capture_file_close(file);
	return result;
}

/* A file may begin so much before the one before it ends, as packets of several interfaces come out of order; ours. */
#define ROTATION_OVERLAP (INT64_C(1) * 1000000000)

/* Reads one file of a rotation. Afterwards result->is_cut tells whether it was read to its end. */
static void
rotation_read_file(struct rotation_file *file, struct pipeline *pipeline, const volatile bool *stop,
				   struct capture_result *result)
{
	char *problem = NULL;

	if (file->is_repeated) {
		file->first_frame = result->last_frame + 1;
		return;
	}
	struct capture_file *capture = file->is_unreadable ? NULL : capture_file_open(file->path, &problem);

	file->first_frame = result->last_frame + 1;
	result->is_cut = !capture;
	rotation_file_complain(file, problem);
	if (!capture)
		return;
	if (file->first_time < result->last_time - ROTATION_OVERLAP)
		rotation_file_complain(
			file, g_strdup("begins before the file before it ends: files that were captured side "
						   "by side are no rotation; mergecap makes one capture of them"));
	file_read(capture, pipeline, stop, result);
	file->packets = result->last_frame - (file->first_frame - 1);
	rotation_file_complain(file, g_steal_pointer(&result->problem));
	capture_file_close(capture);
}

/* What is to be said of the capture as a whole. */
static void
rotation_judge(const struct rotation *rotation, struct capture_result *result)
{
	size_t problems = rotation_problems(rotation), unreadable = 0;

	for (size_t i = 0; i < rotation->count; i++)
		unreadable += rotation->files[i].is_unreadable;
	if (result->end != CAPTURE_STOPPED && problems > 0)
		result->end = unreadable == rotation->count ? CAPTURE_NOT_OPENED : CAPTURE_DAMAGED;
	if (problems > 0)
		result->problem = g_strdup_printf("is not whole: there is something wrong with %zu of its %zu files",
										  problems, rotation->count);
}

struct capture_result
capture_read_rotation(struct rotation *rotation, const struct capture_listener *listener,
					  const volatile bool *stop)
{
	struct capture_result result = {.end = CAPTURE_COMPLETE};
	struct pipeline pipeline = pipeline_start(listener, &result.counts);

	for (size_t i = 0; i < rotation->count && result.end != CAPTURE_STOPPED; i++) {
		struct rotation_file *file = &rotation->files[i];
		if (result.last_frame > 0 && (result.is_cut || file->missing > 0 || rotation->may_miss_anywhere))
			tell_missing(listener, &result, 0);
		rotation_read_file(file, &pipeline, stop, &result);
	}
	pipeline_finish(&pipeline);
	rotation_judge(rotation, &result);
	return result;
}

/* So many packets go by between two looks at what the kernel dropped; ours. */
#define DROPS_EVERY 4096

/* False when the interface has gone. */
static bool
listen_once(struct interface *interface, struct link_decoder *decoder,
			const struct capture_listener *listener, struct capture_result *result)
{
	struct packet packet;

	switch (interface_next(interface, &packet)) {
	case INTERFACE_PACKET:
		result_note(result, &packet);
		link_decode(decoder, &packet);
		if (packet.frame % DROPS_EVERY == 0)
			tell_dropped(listener, result, interface_dropped(interface));
		return true;
	case INTERFACE_QUIET: tell_dropped(listener, result, interface_dropped(interface)); return true;
	case INTERFACE_GONE: break;
	}
	result->end = CAPTURE_DAMAGED;
	result->is_cut = true;
	result->problem = g_strdup_printf("could be captured on no longer: %s", interface_problem(interface));
	return false;
}

struct capture_result
capture_listen(struct interface *interface, const struct capture_listener *listener,
			   const volatile bool *stop)
{
	struct capture_result result = {.end = CAPTURE_COMPLETE};
	struct pipeline pipeline = pipeline_start(listener, &result.counts);

	while (!*stop && listen_once(interface, pipeline.run->decoder, listener, &result))
		;
	tell_dropped(listener, &result, interface_dropped(interface));
	pipeline_finish(&pipeline);
	return result;
}
