/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/preferences.h"

#include "plugin/wireshark.h"

#include <epan/prefs-int.h> /* what other protocols' preferences are set to can only be asked here */

#define MILLISECOND INT64_C(1000000)

/* As Wireshark edits them: unsigned numbers, in milliseconds where they are times. */
static struct {
	wireshark_bool info_column;
	int expert_from;
	unsigned redirect_chain_limit;
	unsigned provisional_patience;
	unsigned redirect_patience;
	unsigned continue_patience;
	unsigned credentials_patience;
} edited;

static struct preferences now;

static const enum_val_t severities[] = {
	{"note", "Notes, warnings and errors", SEVERITY_NOTE},
	{"warning", "Warnings and errors", SEVERITY_WARNING},
	{"error", "Errors only", SEVERITY_ERROR},
	{"never", "Nothing", SEVERITY_COUNT},
	{NULL, NULL, 0},
};

/* A time or a count of 0, which the tool refuses, would make a fault of everything. */
#define ZERO "; 0: the default"

static const struct {
	const char *name, *title, *description;
	unsigned *edited;
	int64_t *setting; /* what is edited, in nanoseconds */
} times[] = {
	{"provisional_patience", "Patience for a provisional response (ms)",
	 "SIP: how long a server may work on an INVITE before it must say 100 Trying" ZERO,
	 &edited.provisional_patience, &now.settings.provisional_patience},
	{"redirect_patience", "Patience for a redirect (ms)",
	 "HTTP and SIP: how long a client may take to follow a redirect" ZERO, &edited.redirect_patience,
	 &now.settings.redirect_patience},
	{"continue_patience", "Patience for a body (ms)",
	 "HTTP: how long a client may take to send the body after 100 Continue" ZERO, &edited.continue_patience,
	 &now.settings.continue_patience},
	{"credentials_patience", "Patience for credentials (ms)",
	 "HTTP and SIP: how long a client may take to come back with credentials; a person may have to type "
	 "them" ZERO,
	 &edited.credentials_patience, &now.settings.credentials_patience},
};

/* Wireshark sets the edited values without a word when it changes to another profile, so they are always asked. */
const struct preferences *
preferences_now(void)
{
	now.settings = analysis_defaults();
	now.info_column = edited.info_column;
	now.expert_from = edited.expert_from;
	if (edited.redirect_chain_limit)
		now.settings.redirect_chain_limit = edited.redirect_chain_limit;
	for (unsigned i = 0; i < G_N_ELEMENTS(times); i++)
		if (*times[i].edited)
			*times[i].setting = *times[i].edited * MILLISECOND;
	return &now;
}

bool
preferences_streams_in_order(void)
{
	module_t *tcp = prefs_find_module("tcp");
	pref_t *preference = tcp ? prefs_find_preference(tcp, "reassemble_out_of_order") : NULL;

	return preference && prefs_get_bool_value(preference, pref_current);
}

static void
edited_set(void)
{
	now.settings = analysis_defaults();
	edited.expert_from = SEVERITY_NOTE;
	edited.redirect_chain_limit = now.settings.redirect_chain_limit;
	for (unsigned i = 0; i < G_N_ELEMENTS(times); i++)
		*times[i].edited = (unsigned)(*times[i].setting / MILLISECOND);
}

void
preferences_register(int protocol)
{
	module_t *module = prefs_register_protocol(protocol, NULL);

	edited_set();
	prefs_register_bool_preference(module, "info_column", "Add to the Info column",
								   "Say in the packet list what followed each response, or that nothing did",
								   &edited.info_column);
	prefs_register_enum_preference(module, "expert_from", "Expert information",
								   "Which findings are added to the expert information", &edited.expert_from,
								   severities, FALSE);
	prefs_register_uint_preference(module, "redirect_chain_limit", "Redirects in a row",
								   "HTTP: report a chain of redirects from this many on" ZERO, 10,
								   &edited.redirect_chain_limit);
	for (unsigned i = 0; i < G_N_ELEMENTS(times); i++)
		prefs_register_uint_preference(module, times[i].name, times[i].title, times[i].description, 10,
									   times[i].edited);
}
