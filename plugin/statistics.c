/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/statistics.h"

#include <stdio.h>

static int tap = -1;

/* Nodes of the tree; Wireshark finds them by number. */
static int node_responses, node_outcomes, node_followups, node_findings;

void
statistics_register(void)
{
	tap = register_tap("sequitur");
}

void
statistics_frame(packet_info *pinfo, const struct frame_notes *notes)
{
	tap_queue_packet(tap, pinfo, notes);
}

static void
tree_begin(stats_tree *tree)
{
	node_responses = stats_tree_create_node(tree, "Responses by class", 0, STAT_DT_INT, TRUE);
	node_outcomes = stats_tree_create_node(tree, "Requests without a response", 0, STAT_DT_INT, TRUE);
	node_followups = stats_tree_create_node(tree, "Follow-ups by verdict", 0, STAT_DT_INT, TRUE);
	node_findings = stats_tree_create_node(tree, "Findings by rule", 0, STAT_DT_INT, TRUE);
}

static int
tick(stats_tree *tree, const char *name, int parent, bool has_children)
{
	return stats_tree_manip_node_int(MN_INCREASE, tree, name, parent, has_children, 1);
}

static const char *
protocol_word(enum protocol protocol)
{
	return protocol == PROTOCOL_SIP ? "SIP" : "HTTP";
}

static void
count_response(stats_tree *tree, const struct annotation *annotation)
{
	char name[80];

	tick(tree, "Responses by class", 0, true);
	g_snprintf(name, sizeof name, "%s %s", protocol_word(annotation->protocol),
			   status_class(annotation->protocol, annotation->code));
	int class = tick(tree, name, node_responses, true);
	g_snprintf(name, sizeof name, "%s %u %s", protocol_word(annotation->protocol), annotation->code,
			   annotation->status && annotation->status_exact ? annotation->status->phrase : "");
	tick(tree, name, class, false);
}

static void
count_outcome(stats_tree *tree, const struct annotation *annotation)
{
	tick(tree, "Requests without a response", 0, true);
	tick(tree, annotation->status ? annotation->status->phrase : "not known", node_outcomes, false);
}

static void
count_followup(stats_tree *tree, const struct followup *followup)
{
	tick(tree, "Follow-ups by verdict", 0, true);
	int verdict = tick(tree, verdict_name(followup->verdict), node_followups, true);
	tick(tree, followup->expectation->id, verdict, false);
}

static void
count_finding(stats_tree *tree, const struct finding *finding)
{
	tick(tree, "Findings by rule", 0, true);
	int severity = tick(tree, severity_name(finding->severity), node_findings, true);
	tick(tree, finding->rule->id, severity, false);
}

static tap_packet_status
tree_frame(stats_tree *tree, packet_info *pinfo, epan_dissect_t *dissection, const void *data,
		   tap_flags_t flags)
{
	const struct frame_notes *notes = data;

	(void)pinfo, (void)dissection, (void)flags;
	for (const struct session_annotation *noted = notes->annotations; noted; noted = noted->next) {
		if (noted->annotation.kind == ANNOTATION_OUTCOME)
			count_outcome(tree, &noted->annotation);
		else
			count_response(tree, &noted->annotation);
		for (const struct followup *followup = noted->annotation.followups; followup;
			 followup = followup->next)
			count_followup(tree, followup);
	}
	for (const struct session_finding *noted = notes->findings; noted; noted = noted->next)
		count_finding(tree, &noted->finding);
	return TAP_PACKET_REDRAW;
}

void
statistics_register_views(void)
{
	stats_tree_register_plugin("sequitur", "sequitur", "Sequitur", 0, tree_frame, tree_begin, NULL);
}
