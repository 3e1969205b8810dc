/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking things up in the status tables. What a code means stands in the tables, not here.
 */
#include "core/status.h"
#include "core/status_tables.h"

/* How one protocol counts its codes. */
struct numbering {
	unsigned first, last;        /* codes the protocol allows */
	unsigned unknown_1xx;        /* the entry that an unknown 1xx is treated as */
	const char *class_names[10]; /* by first digit; NULL: no such class */
};

static const struct numbering numberings[] = {
	[PROTOCOL_HTTP] = {100,
					   599,
					   100,
					   {[1] = "informational",
						[2] = "success",
						[3] = "redirection",
						[4] = "client error",
						[5] = "server error"}},
	[PROTOCOL_SIP] = {100,
					  699,
					  183,
					  {[1] = "provisional",
					   [2] = "success",
					   [3] = "redirection",
					   [4] = "client error",
					   [5] = "server error",
					   [6] = "global failure"}},
};

const struct status *
status_table(enum protocol protocol, size_t *count)
{
	*count = protocol == PROTOCOL_SIP ? sip_status_count : http_status_count;
	return protocol == PROTOCOL_SIP ? sip_statuses : http_statuses;
}

const struct status *
outcome_table(size_t *count)
{
	*count = outcome_count;
	return outcomes;
}

/* The entries by their codes, filled before main; all that three digits can say have a place, registered or not. */
enum { CODES = 1000 };
static const struct status *by_code[2][CODES];

__attribute__((constructor)) static void
by_code_fill(void)
{
	static const enum protocol protocols[] = {PROTOCOL_HTTP, PROTOCOL_SIP};

	for (size_t p = 0; p < sizeof protocols / sizeof *protocols; p++) {
		size_t count;
		const struct status *table = status_table(protocols[p], &count);
		for (size_t i = 0; i < count; i++)
			if (table[i].code < CODES)
				by_code[protocols[p]][table[i].code] = &table[i];
	}
}

const struct status *
status_find(enum protocol protocol, unsigned code)
{
	return code < CODES ? by_code[protocol][code] : NULL;
}

const struct status *
status_treat_as(enum protocol protocol, unsigned code, bool *exact)
{
	const struct numbering *numbering = &numberings[protocol];

	*exact = false;
	if (code < numbering->first || code > numbering->last)
		return NULL;

	const struct status *own = status_find(protocol, code);
	if (own) {
		*exact = true;
		return own;
	}
	return status_find(protocol, code < 200 ? numbering->unknown_1xx : code / 100 * 100);
}

const struct status *
outcome_find(const char *outcome)
{
	for (size_t i = 0; i < outcome_count; i++)
		if (strcmp(outcomes[i].outcome, outcome) == 0)
			return &outcomes[i];
	return NULL;
}

/* The first two digits of an outcome's five are its class. */
static const char *
outcome_class(unsigned code)
{
	switch (code / 1000) {
	case 10: return "connection error";
	case 11: return "host error";
	case 12: return "proxy error";
	default: return "unknown";
	}
}

const char *
status_class(enum protocol protocol, unsigned code)
{
	if (code >= 10000)
		return outcome_class(code);

	const char *name = code < 1000 ? numberings[protocol].class_names[code / 100] : NULL;
	return name ? name : "unknown";
}

/* Is `method` one of these ", "-separated names? An empty one never is. */
static bool
methods_include(const char *methods, struct slice method)
{
	while (*methods) {
		const char *comma = strchrnul(methods, ',');

		if (slice_equal((struct slice){methods, (size_t)(comma - methods)}, method))
			return true;
		methods = *comma ? comma + 2 : comma;
	}
	return false;
}

const char *
status_next(const struct status *status, struct slice method)
{
	size_t rows = sizeof status->by_method / sizeof status->by_method[0];

	for (size_t i = 0; i < rows && status->by_method[i].methods; i++)
		if (methods_include(status->by_method[i].methods, method))
			return status->by_method[i].next;
	return status->next;
}
