/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/connection.h"

static int tap = -1;

/* What the tap hands on; Wireshark empties its queue before the next frame is dissected. */
struct tapped {
	const struct frame_notes *notes; /* NULL: nothing is said of the frame */
	bool unread;
};

/* Nodes of the tree; Wireshark finds them by number. */
static int node_responses, node_outcomes, node_followups, node_findings;

void
statistics_register(void)
{
	tap = register_tap("sequitur");
}

void
statistics_frame(packet_info *pinfo, const struct frame_notes *notes, bool unread)
{
	static struct tapped tapped;

	tapped = (struct tapped){notes, unread};
	tap_queue_packet(tap, pinfo, &tapped);
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

static void
count_notes(stats_tree *tree, const struct frame_notes *notes)
{
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
}

/*
 * Where each frame is read once, verdicts and findings come when the frame they belong to has long been counted: their
 * zeros must not look like a clean bill. The node is there only then. At the root Wireshark finds again by name only
 * what may have children: any other node would be made anew each time.
 */
static tap_packet_status
tree_frame(stats_tree *tree, packet_info *pinfo, epan_dissect_t *dissection, const void *data,
		   tap_flags_t flags)
{
	const struct tapped *tapped = data;

	(void)pinfo, (void)dissection, (void)flags;
	if (tapped->unread)
		tick(tree, "Not settled: read once only (tshark: -2)", 0, true);
	if (tapped->notes)
		count_notes(tree, tapped->notes);
	return TAP_PACKET_REDRAW;
}

/* The report of tshark, made when all frames were read. */
struct report {
	GTree *statuses, *followups, *findings; /* of counts, by text */
	GString *unmet, *found;                 /* lines */
};

static gint
text_order(gconstpointer a, gconstpointer b, gpointer user)
{
	(void)user;
	return strcmp(a, b);
}

static void
count(GTree *counts, char *text)
{
	gpointer present = g_tree_lookup(counts, text);

	g_tree_insert(counts, text, GUINT_TO_POINTER(GPOINTER_TO_UINT(present) + 1));
}

/* Texts have parts that come from the wire and go to a terminal. */
static void
append_line(GString *lines, uint32_t frame, const char *word, const char *text)
{
	gchar *printable = format_text(NULL, (const guchar *)text, strlen(text));

	g_string_append_printf(lines, "  frame %u, %s: %s\n", frame, word, printable);
	wmem_free(NULL, printable);
}

static void
report_annotation(struct report *report, uint32_t frame, const struct annotation *annotation)
{
	const char *phrase = annotation->status ? annotation->status->phrase : "";

	if (annotation->kind == ANNOTATION_OUTCOME)
		count(report->statuses,
			  g_strdup_printf("%s, no response: %s", protocol_word(annotation->protocol), phrase));
	else
		count(report->statuses, g_strdup_printf("%s %u %s", protocol_word(annotation->protocol),
												annotation->code, annotation->status_exact ? phrase : ""));
	for (const struct followup *followup = annotation->followups; followup; followup = followup->next) {
		const char *verdict = verdict_name(followup->verdict);
		count(report->followups, g_strdup_printf("%-9s %s", verdict, followup->expectation->id));
		if (followup->verdict == VERDICT_OVERDUE || followup->verdict == VERDICT_VIOLATED)
			append_line(report->unmet, frame, verdict, followup->text);
	}
}

static void
report_frame(uint32_t frame, const struct frame_notes *notes, void *user)
{
	struct report *report = user;

	for (const struct session_annotation *noted = notes->annotations; noted; noted = noted->next)
		report_annotation(report, frame, &noted->annotation);
	for (const struct session_finding *noted = notes->findings; noted; noted = noted->next) {
		const struct finding *finding = &noted->finding;
		count(report->findings,
			  g_strdup_printf("%-9s %s", severity_name(finding->severity), finding->rule->id));
		append_line(report->found, frame, severity_name(finding->severity), finding->text);
	}
}

static gboolean
print_count(gpointer text, gpointer number, gpointer user)
{
	(void)user;
	printf("  %8u  %s\n", GPOINTER_TO_UINT(number), (const char *)text);
	return FALSE;
}

static void
print_counts(const char *title, GTree *counts)
{
	if (g_tree_nnodes(counts) == 0)
		return;
	printf("%s\n", title);
	g_tree_foreach(counts, print_count, NULL);
}

static void
print_lines(const char *title, const GString *lines)
{
	if (lines->len)
		printf("%s\n%s", title, lines->str);
}

/* What only a preference of Wireshark's own can mend. */
static void
print_disorder(void)
{
	unsigned disordered = connections_disordered();

	if (disordered)
		printf("%u TCP %s had segments out of order, of which Wireshark may not have shown all;\n"
			   "with -o tcp.reassemble_out_of_order:TRUE it does\n",
			   disordered, disordered == 1 ? "connection" : "connections");
}

static void
report_draw(void *user)
{
	struct report report = {
		g_tree_new_full(text_order, NULL, g_free, NULL), g_tree_new_full(text_order, NULL, g_free, NULL),
		g_tree_new_full(text_order, NULL, g_free, NULL), g_string_new(NULL), g_string_new(NULL)};

	(void)user;
	session_finish();
	session_each(report_frame, &report);
	printf("\n===================================================================\nSequitur\n");
	print_counts("Responses", report.statuses);
	print_counts("Follow-ups", report.followups);
	print_lines("Not as it must be", report.unmet);
	print_counts("Findings", report.findings);
	print_lines("What was found", report.found);
	print_disorder();
	printf("===================================================================\n");
	g_tree_destroy(report.statuses);
	g_tree_destroy(report.followups);
	g_tree_destroy(report.findings);
	g_string_free(report.unmet, TRUE);
	g_string_free(report.found, TRUE);
}

/*
 * The report is made of what is known at the end, of frames that may have been handed on to no tap: a filter cannot be
 * heeded, and must not seem to be. As tshark's own reports do with what they cannot take, it ends the program.
 */
static void
report_refuse_filter(const char *arguments)
{
	if (strcmp(arguments, "sequitur") == 0)
		return;
	fprintf(stderr, "sequitur: -z sequitur takes no filter; -z sequitur,tree,FILTER does\n");
	exit(1);
}

static void
report_register(const char *arguments, void *user)
{
	static int listener;

	(void)user;
	report_refuse_filter(arguments);
	GString *problem = register_tap_listener("sequitur", &listener, NULL, 0, NULL, NULL, report_draw, NULL);

	if (!problem)
		return;
	fprintf(stderr, "sequitur: %s\n", problem->str);
	g_string_free(problem, TRUE);
}

void
statistics_register_views(void)
{
	static stat_tap_ui report = {
		.group = REGISTER_STAT_GROUP_GENERIC, .cli_string = "sequitur", .tap_init_cb = report_register};

	stats_tree_register_plugin("sequitur", "sequitur", "Sequitur", 0, tree_frame, tree_begin, NULL);
	register_stat_tap_ui(&report, NULL);
}
