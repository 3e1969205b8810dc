/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/flow_graph.h"

#ifdef HAVE_SEQUENCE_ANALYSIS

#include "plugin/present.h"

#include <epan/sequence_analysis.h>

/* What followed, or did not, one after the other. */
static char *
comment_of(const struct annotation *annotation)
{
	GString *comment = g_string_new(annotation->status ? annotation->status->phrase : NULL);

	for (const struct followup *followup = annotation->followups; followup; followup = followup->next) {
		char *text = present_followup_text(followup);
		g_string_append_printf(comment, "%s%s", *text && comment->len ? "; " : "", text);
		g_free(text);
	}
	return g_string_free(comment, FALSE);
}

/* Wireshark frees item and texts. */
static void
add_arrow(seq_analysis_info_t *graph, packet_info *pinfo, const struct annotation *annotation)
{
	seq_analysis_item_t *arrow = sequence_analysis_create_sai_with_addresses(pinfo, graph);

	if (!arrow)
		return;
	arrow->frame_number = pinfo->num;
	arrow->port_src = (guint16)pinfo->srcport;
	arrow->port_dst = (guint16)pinfo->destport;
	arrow->frame_label = annotation->code ? g_strdup_printf("%u", annotation->code) : g_strdup("no response");
	arrow->comment = comment_of(annotation);
	arrow->line_style = 1;
	arrow->display = TRUE;
	sequence_analysis_use_color_filter(pinfo, arrow);
	g_queue_push_tail(graph->items, arrow);
}

static tap_packet_status
draw_frame(void *graph, packet_info *pinfo, epan_dissect_t *dissection, const void *data, tap_flags_t flags)
{
	const struct frame_notes *notes = data;

	(void)dissection, (void)flags;
	for (const struct session_annotation *noted = notes->annotations; noted; noted = noted->next)
		add_arrow(graph, pinfo, &noted->annotation);
	return notes->annotations ? TAP_PACKET_REDRAW : TAP_PACKET_DONT_REDRAW;
}

void
flow_graph_register(int protocol)
{
	register_seq_analysis("sequitur", "Sequitur", protocol, "sequitur", 0, draw_frame);
}

#else

void
flow_graph_register(int protocol)
{
	(void)protocol;
}

#endif
