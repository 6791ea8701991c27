/* How facts are drawn: the functions behind export_facts.c's table. Each leaves *ret as it is, KIND_NONE, where nothing is known.
 */
#ifndef CUSTOS_REPORT_EXPORT_FACTS_INTERNAL_H
#define CUSTOS_REPORT_EXPORT_FACTS_INTERNAL_H

#include "report/export_facts.h"

/* Set a fact; no text, an empty one, CLOCK_NONE and what is not finite are not known. */
void fact_text(struct fact *ret, const char *value); /* borrowed */
void fact_print(struct fact *ret, const char *format, ...) PRINTF_LIKE(2, 3);
void fact_count(struct fact *ret, uint64_t n);
void fact_number(struct fact *ret, double value);
void fact_time(struct fact *ret, int64_t time_ns);

typedef void fact_fn(const struct export_subject *s, struct fact *ret);

/* export_facts_finding.c: what was found, when, where, and by what */
fact_fn fact_of_sid;
fact_fn fact_of_signature;
fact_fn fact_of_title;
fact_fn fact_of_remedy;
fact_fn fact_of_severity;
fact_fn fact_of_severity_level;
fact_fn fact_of_confidence;
fact_fn fact_of_last;
fact_fn fact_of_made;
fact_fn fact_of_time_or_made;
fact_fn fact_of_role;
fact_fn fact_of_interface;
fact_fn fact_of_src;
fact_fn fact_of_dst;
fact_fn fact_of_ends;
fact_fn fact_of_sport;
fact_fn fact_of_dport;
fact_fn fact_of_community;
fact_fn fact_of_encapsulation;
fact_fn fact_of_message;
fact_fn fact_of_limit_bytes;
fact_fn fact_of_detected_seconds;
fact_fn fact_of_limit_delay;
fact_fn fact_of_coefficient;
fact_fn fact_of_correlation_lag;
fact_fn fact_of_correlation_chance;
/* export_facts_release.c: the excerpt, the place in a ledger, the markings, the seals */
fact_fn fact_of_evidence;
fact_fn fact_of_evidence_sha256;
fact_fn fact_of_evidence_bytes;
fact_fn fact_of_ledger_origin;
fact_fn fact_of_ledger_index;
fact_fn fact_of_ledger_leaf;
fact_fn fact_of_ledger_checkpoint;
fact_fn fact_of_ledger_record;
fact_fn fact_of_tlp;
fact_fn fact_of_classification;
fact_fn fact_of_labels;
fact_fn fact_of_version;
fact_fn fact_of_sealed_liid;
fact_fn fact_of_sealed_xid;
fact_fn fact_of_sealed_warrant;
fact_fn fact_of_sealed_subscribers;

#endif
