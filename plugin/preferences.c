/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/preferences.h"

#include "plugin/wireshark.h"

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

static const enum_val_t severities[] = {
	{"note", "Notes, warnings and errors", SEVERITY_NOTE},
	{"warning", "Warnings and errors", SEVERITY_WARNING},
	{"error", "Errors only", SEVERITY_ERROR},
	{"never", "Nothing", SEVERITY_COUNT},
	{NULL, NULL, 0},
};

static const struct {
	const char *name, *title, *description;
	unsigned *edited;
} times[] = {
	{"provisional_patience", "Patience for a provisional response (ms)",
	 "SIP: how long a server may work on an INVITE before it must say 100 Trying",
	 &edited.provisional_patience},
	{"redirect_patience", "Patience for a redirect (ms)",
	 "HTTP: how long a client may take to follow a redirect", &edited.redirect_patience},
	{"continue_patience", "Patience for a body (ms)",
	 "HTTP: how long a client may take to send the body after 100 Continue", &edited.continue_patience},
	{"credentials_patience", "Patience for credentials (ms)",
	 "How long a client may take to come back with credentials; a person may have to type them",
	 &edited.credentials_patience},
};

/* Wireshark sets the edited values without a word when it changes to another profile, so they are always asked. */
const struct preferences *
preferences_now(void)
{
	static struct preferences now;
	struct analysis_settings *settings = &now.settings;

	now.settings = analysis_defaults();
	now.info_column = edited.info_column;
	now.expert_from = edited.expert_from;
	settings->redirect_chain_limit = edited.redirect_chain_limit;
	settings->provisional_patience = edited.provisional_patience * MILLISECOND;
	settings->redirect_patience = edited.redirect_patience * MILLISECOND;
	settings->continue_patience = edited.continue_patience * MILLISECOND;
	settings->credentials_patience = edited.credentials_patience * MILLISECOND;
	return &now;
}

static void
edited_set(const struct analysis_settings *settings)
{
	edited.expert_from = SEVERITY_NOTE;
	edited.redirect_chain_limit = settings->redirect_chain_limit;
	edited.provisional_patience = (unsigned)(settings->provisional_patience / MILLISECOND);
	edited.redirect_patience = (unsigned)(settings->redirect_patience / MILLISECOND);
	edited.continue_patience = (unsigned)(settings->continue_patience / MILLISECOND);
	edited.credentials_patience = (unsigned)(settings->credentials_patience / MILLISECOND);
}

void
preferences_register(int protocol)
{
	module_t *module = prefs_register_protocol(protocol, NULL);
	struct analysis_settings settings = analysis_defaults();

	edited_set(&settings);
	prefs_register_bool_preference(module, "info_column", "Add to the Info column",
								   "Say in the packet list what followed each response, or that nothing did",
								   &edited.info_column);
	prefs_register_enum_preference(module, "expert_from", "Expert information",
								   "Which findings are added to the expert information", &edited.expert_from,
								   severities, FALSE);
	prefs_register_uint_preference(module, "redirect_chain_limit", "Redirects in a row",
								   "HTTP: report a chain of redirects from this many on", 10,
								   &edited.redirect_chain_limit);
	for (unsigned i = 0; i < G_N_ELEMENTS(times); i++)
		prefs_register_uint_preference(module, times[i].name, times[i].title, times[i].description, 10,
									   times[i].edited);
}
