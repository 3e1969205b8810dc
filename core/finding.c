/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/finding.h"

#include "core/password.h"

struct finding
finding_of(const struct rule *rule, enum protocol protocol, uint32_t frame)
{
	return (struct finding){.rule = rule,
							.severity = rule->severity,
							.confidence = CONFIDENCE_CERTAIN,
							.protocol = protocol,
							.frame = frame};
}

void
finding_add_frame(struct finding *finding, uint32_t frame)
{
	if (frame == 0 || finding->frame_count == FINDING_FRAMES_MAX)
		return;
	for (unsigned i = 0; i < finding->frame_count; i++)
		if (finding->frames[i] == frame)
			return;
	finding->frames[finding->frame_count++] = frame;
}

/* How many findings of this rule there are with this one. */
static uint64_t
finding_count(struct analysis *analysis, const struct rule *rule)
{
	uint64_t *count;

	if (!analysis->findings_of)
		analysis->findings_of = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	count = g_hash_table_lookup(analysis->findings_of, rule);
	if (!count) {
		count = g_new0(uint64_t, 1);
		g_hash_table_insert(analysis->findings_of, (gpointer)(uintptr_t)rule, count);
	}
	return ++*count;
}

static bool
is_told(struct analysis *analysis, const struct rule *rule)
{
	if (finding_count(analysis, rule) <= analysis->settings.findings_max)
		return true;
	analysis->counts.findings_untold++;
	capture_gates_limit(analysis, LIMIT_FINDINGS);
	return false;
}

void
finding_raise(struct analysis *analysis, struct annotation *annotation, struct finding *finding,
			  const char *format, ...)
{
	va_list arguments;

	if (finding->frame_count == 0)
		finding_add_frame(finding, finding->frame);
	if (analysis->sink.wants && !analysis->sink.wants(analysis->sink.user, finding))
		return;
	analysis->counts.findings[finding->severity]++;
	if (annotation)
		annotation_add_finding(annotation, finding->rule->id);
	if (!is_told(analysis, finding->rule))
		return;
	va_start(arguments, format);
	finding->text = password_mask_sentence(g_strdup_vprintf(format, arguments));
	va_end(arguments);
	if (analysis->sink.finding)
		analysis->sink.finding(analysis->sink.user, finding);
	g_free(finding->text);
	finding->text = NULL;
}
