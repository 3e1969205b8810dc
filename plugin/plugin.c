/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plugin's entry points. Sequitur is a post-dissector: Wireshark calls it behind all dissectors, for every
 * frame and every time it dissects the frame. The first time, what was dissected goes to the analysis; every time,
 * what the analysis said of the frame is shown.
 */
#include "plugin/collect.h"
#include "plugin/connection.h"
#include "plugin/fields.h"
#include "plugin/flow_graph.h"
#include "plugin/preferences.h"
#include "plugin/present.h"
#include "plugin/session.h"
#include "plugin/statistics.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = SEQUITUR_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;
WS_DLL_PUBLIC void plugin_register(void);

static int protocol = -1;
static dissector_handle_t sequitur_handle;

static int
dissect_sequitur(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
	(void)data;
	const struct preferences *preferences = preferences_now();
	bool unread = !PINFO_FD_VISITED(pinfo);
	if (unread) {
		session_frame(pinfo->num, (int64_t)pinfo->abs_ts.secs * 1000000000 + pinfo->abs_ts.nsecs);
		if (tree)
			collect_frame(pinfo, tree);
		for (const struct finding *late; (late = session_take_late()) != NULL;)
			present_late(preferences, late, tvb, pinfo, tree);
	} else {
		session_frame_again();
	}
	const struct frame_notes *notes = session_notes(pinfo->num);
	unread = unread && session_frame_has_messages();
	if (notes || unread)
		statistics_frame(pinfo, notes, unread);
	if (notes)
		present_frame(protocol, preferences, notes, tvb, pinfo, tree);
	return (int)tvb_captured_length(tvb);
}

static void
file_begin(void)
{
	connections_begin();
	collect_http2_begin();
	collect_name_failure_begin();
}

static struct analysis_settings
file_settings(void)
{
	return preferences_now()->settings;
}

static const struct session_hooks hooks = {file_settings, file_begin, connections_finish};

static void
apply_filter(ext_menubar_gui_type type, gpointer object, gpointer filter)
{
	(void)type, (void)object;
	plugin_if_apply_filter(filter, TRUE);
}

static void
register_menu(void)
{
	static char findings[] = "sequitur.finding";
	static char unmet[] = "sequitur.followup.verdict in {\"overdue\", \"violated\"}";
	ext_menu_t *menu = ext_menubar_register_menu(protocol, "Sequitur", TRUE);

	ext_menubar_set_parentmenu(menu, "Tools");
	ext_menubar_add_entry(menu, "Show findings", "Show only the packets in which something is wrong",
						  apply_filter, findings);
	ext_menubar_add_entry(menu, "Show unmet follow-ups",
						  "Show only the responses after which something that must follow did not",
						  apply_filter, unmet);
}

static void
sequitur_register(void)
{
	protocol = proto_register_protocol("Sequitur", "Sequitur", "sequitur");
	fields_register(protocol);
	preferences_register(protocol);
	session_register(&hooks);
	statistics_register();
	flow_graph_register(protocol);
	register_menu();
	sequitur_handle = create_dissector_handle(dissect_sequitur, protocol);
	register_postdissector(sequitur_handle);
}

static void
sequitur_hand_off(void)
{
	wanted_register(sequitur_handle);
}

static void
statistics_hand_off(void)
{
	statistics_register_views();
}

void
plugin_register(void)
{
	static const proto_plugin dissector = {sequitur_register, sequitur_hand_off};
	static const tap_plugin views = {statistics_hand_off};

	proto_register_plugin(&dissector);
	tap_register_plugin(&views);
}
