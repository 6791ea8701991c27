/* Findings under construction: rules add them, sorting and numbering come last. */
#ifndef CUSTOS_AUDIT_FINDINGS_H
#define CUSTOS_AUDIT_FINDINGS_H

#include "audit/engine_internal.h"
#include "audit/rule.h"
#include "base/arena.h"

struct finding_list {
    struct arena *arena; /* borrowed; all text lives there */
    struct verdict_finding *items;
    size_t count, room; /* items live in the arena too */
};

/* A new finding of that rule, with what every finding has. */
struct verdict_finding *finding_new(struct finding_list *l, enum rule r);

/* Evidence packets, each with what it shows. */
void finding_evidence(struct finding_list *l, struct verdict_finding *f, const struct frame_ref *refs, unsigned count,
                      const char *role);

/* The same of packets in which targets stand: unless they may be revealed, only their headers are shown. */
void finding_evidence_closed(struct finding_list *l, struct verdict_finding *f, const struct frame_ref *refs, unsigned count,
                             const char *role, bool reveal);

/* Time, packets and bytes of what was seen; one packet of it is enough. */
void finding_sighting(struct verdict_finding *f, const struct sighting *s);

/* Worst first: severity, then bytes, then time; then F-0001 ... */
void findings_number(struct finding_list *l);

/* The words of one conversation. Port 0 is "none". */
struct verdict_conversation conversation_of(struct arena *a, const struct five_tuple *t);

/* The element's name and supplier, when `element` is one. */
void finding_element(struct verdict_finding *f, const struct network *n, int element);

/* The rules, in groups. */
void rules_of_balance(struct engine *e, struct finding_list *l);
void rules_of_intercepts(struct engine *e, struct finding_list *l);
void rules_of_delivery(struct engine *e, struct finding_list *l);
void rules_of_control(struct engine *e, struct finding_list *l);
void rules_of_provisioning(struct engine *e, struct finding_list *l);
void rules_of_maintenance(struct engine *e, struct finding_list *l); /* after those of the balance */
void rules_of_sessions(struct engine *e, struct finding_list *l);

/* Parts of the verdict: balance sheets; what was not seen, and for how long what was seen was remembered. */
void judge_elements(const struct engine *e, struct arena *a, const struct finding_list *findings, struct verdict *v);
void judge_coverage(struct engine *e, struct arena *a, struct verdict *v);
/* Where rules could not be decided for lack of depth. Before judge_coverage, which tells it in words. */
void judge_depth(struct engine *e, struct arena *a, struct verdict *v);
/* TLS sessions of interception interfaces. */
bool session_of_interception(const struct engine *e, const struct tls_session_facts *f);
void judge_sessions(const struct engine *e, struct arena *a, struct verdict *v);

/* Does the party's copied volume suffice for a finding? */
bool party_is_copy(const struct party *p);
/* A delivery of which the capture keeps so little of most packets that its PDUs cannot be told. */
bool party_unreadable(const struct party *p);

/* What was ruled out, for the verdict; `findings` are those that were not. */
void judge_ruled_out(const struct engine *e, const struct finding_list *findings, struct verdict *v);

/* With how many subscribers of an element conversations were compared by volume, sizes and sums, and of how many of them nothing
 * could be told; empty when with nobody. */
const char *untold_text(const struct engine *e, struct arena *a, uint32_t element);

/* What the volume over time of a conversation told; NULL: it was not watched. */
const struct correlate_result *correlation_of(const struct engine *e, const struct party *p);

/* A target's canonical text as this run may show it: in clear, sealed, or its kind alone. */
const char *target_shown(const struct engine *e, struct arena *a, const char *canonical);

/* An interception's XID as UUID text (RFC 4122); "LIID X9SHADOW01 (NZ)" or "XID deadbeef-..."; the element that sends its
 * product. */
const char *intercept_xid_text(struct arena *a, const struct intercept *it);
const char *intercept_name(struct arena *a, const struct intercept *it);
const char *intercept_sender(const struct engine *e, const struct intercept *it);

/* A new finding about an interception, shown by `s`. */
struct verdict_finding *intercept_finding(const struct engine *e, struct finding_list *l, const struct intercept *it, enum rule r,
                                          const struct sighting *s);

/* Interceptions of which the rules of delivery could not decide, by cause. */
struct delivery_doubts {
    uint64_t unseen;     /* no X1 of the element that sends their product was seen */
    uint64_t unlisted;   /* it was, but neither their activation nor a list that tells */
    uint64_t doubtful;   /* a list tells, but part of that X1 may not have been seen */
    uint64_t unmeasured; /* content under warrants whose targets are no addresses, or at elements where none of theirs passed */
    uint64_t records;    /* only records */
    uint64_t unsettled;  /* content of which part is missing in the capture, or is not comparable */
    uint64_t unnoticed;  /* at the handover, without a notice of their beginning or end */
};
struct delivery_doubts delivery_doubts(struct engine *e);

/* 0 when they are not in order. Captures may bear any time: the difference of two need not fit an int64_t. */
static inline double seconds_between(int64_t first_ns, int64_t last_ns)
{
    return last_ns > first_ns ? (double)((uint64_t)last_ns - (uint64_t)first_ns) / 1e9 : 0;
}

/* Bytes for people: 14.1 MB. */
const char *amount_text(struct arena *a, uint64_t bytes);

#endif
