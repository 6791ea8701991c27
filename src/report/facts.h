/* What every report says of a verdict in words, in one place so that no two reports disagree. */
#ifndef CUSTOS_REPORT_FACTS_H
#define CUSTOS_REPORT_FACTS_H

#include "audit/verdict.h"
#include "report/text.h"

/* Distinct tap names over all captures ("gn0, sgi0" names two). */
size_t facts_tap_count(const struct verdict *v);

void facts_severities(const struct verdict *v, size_t ret_counts[static SEVERITY_COUNT]);

/* The element's inventory facts, "Osmo, GGSN, core"; `text` is cut to `size`. */
const char *facts_element(const struct verdict_element *e, char *text, size_t size);

/* What was seen and what was not, one sentence without a final stop a call. `is_gap`: something stayed unseen.
 * `sentence` is borrowed for the call. */
typedef void facts_coverage_fn(void *ctx, const char *sentence, bool is_gap);
void facts_coverage(const struct verdict *v, facts_coverage_fn *fn, void *ctx);

/* Unexplained or copied bytes of all elements while there is no finding: what the rules let pass. */
struct tally facts_remainder(const struct verdict *v);

/* The warrant named `id`, or NULL. */
const struct verdict_warrant *facts_warrant(const struct verdict *v, const char *id);

/* The file that evidence of `capture` came from, or NULL. */
const char *facts_capture_file(const struct verdict *v, uint32_t capture);

/* A finding's id may name a file: letters, digits, '-' and '_' only, and it has evidence packets. */
bool facts_has_evidence_file(const struct verdict_finding *f);

/* What the finding's rule could see at least and at latest, in words, each "" where it does not apply. Return `text`. */
const char *facts_smallest(const struct verdict_finding *f, char text[static TEXT_NUMBER]);
const char *facts_latest(const struct verdict_finding *f, char text[static TEXT_NUMBER]);

/* How a conversation follows the subscribers': "0.988 at a lag of 48 ms, bins of 134 ms, both directions; by chance 10^-12.3
 * after correction for 40 pairs tried"; `text` is cut to `size`. */
const char *facts_correlation(const struct verdict_correlation *c, char *text, size_t size);

/* "10.66.0.1:4789 -> 10.66.0.2:4789 udp"; unknown ends are "?"; `text` is cut to `size`. */
const char *facts_conversation(const struct verdict_conversation *c, char *text, size_t size);

/* A sum that stays at the largest value instead of wrapping. */
uint64_t facts_add(uint64_t a, uint64_t b);

#endif
