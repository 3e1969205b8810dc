/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "core/finding.h"

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

void
finding_raise(struct analysis *analysis, struct annotation *annotation, struct finding *finding,
			  const char *format, ...)
{
	va_list arguments;

	if (finding->frame_count == 0)
		finding_add_frame(finding, finding->frame);
	if (analysis->sink.wants && !analysis->sink.wants(analysis->sink.user, finding))
		return;
	va_start(arguments, format);
	finding->text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	analysis->counts.findings[finding->severity]++;
	if (annotation)
		annotation_add_finding(annotation, finding->rule->id);
	if (analysis->sink.finding)
		analysis->sink.finding(analysis->sink.user, finding);
	g_free(finding->text);
	finding->text = NULL;
}
