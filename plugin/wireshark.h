/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wireshark's interface as the plugin uses it, and the one place for what differs between its versions. Built and
 * tested with 4.0; what later versions changed is known from their headers and said beside each line.
 */
#ifndef SEQUITUR_PLUGIN_WIRESHARK_H
#define SEQUITUR_PLUGIN_WIRESHARK_H

#define WS_BUILD_DLL /* wanted by the headers of 4.4 and later */

#include <wireshark.h>
#include <ws_version.h>

#include <epan/column-utils.h>
#include <epan/epan_dissect.h>
#include <epan/expert.h>
#include <epan/ftypes/ftypes.h>
#include <epan/packet.h>
#include <epan/plugin_if.h>
#include <epan/prefs.h>
#include <epan/proto.h>
#include <epan/stat_tap_ui.h>
#include <epan/stats_tree.h>
#include <epan/strutil.h>
#include <epan/tap.h>
#include <epan/tvbuff.h>
#include <epan/wmem_scopes.h>

/* The value of a field is part of its field_info up to 4.0 and behind a pointer from 4.2 on. */
#if WIRESHARK_VERSION_MAJOR == 4 && WIRESHARK_VERSION_MINOR == 0
#define FIELD_VALUE(field) (&(field)->value)
#else
#define FIELD_VALUE(field) ((field)->value)
#endif

/* Truth values are GLib's, of the size of an int, up to 4.2, and C's own from 4.4 on. */
#if WIRESHARK_VERSION_MAJOR == 4 && WIRESHARK_VERSION_MINOR < 4
typedef gboolean wireshark_bool;
#else
typedef bool wireshark_bool;
#endif

#endif
