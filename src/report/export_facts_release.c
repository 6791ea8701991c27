#include <inttypes.h>
#include <string.h>

#include "base/addr.h"
#include "report/digest.h"
#include "report/export_facts_internal.h"

static bool evidence_of(const struct export_subject *s, const struct export_evidence **ret)
{
    *ret = s->item->evidence;
    return *ret && (*ret)->name[0];
}

void fact_of_evidence(const struct export_subject *s, struct fact *ret)
{
    const struct export_evidence *e;
    if (evidence_of(s, &e)) fact_text(ret, e->name);
}

void fact_of_evidence_sha256(const struct export_subject *s, struct fact *ret)
{
    const struct export_evidence *e;
    if (evidence_of(s, &e)) fact_text(ret, digest_text(e->sha256, ret->room));
}

void fact_of_evidence_bytes(const struct export_subject *s, struct fact *ret)
{
    const struct export_evidence *e;
    if (evidence_of(s, &e)) fact_count(ret, e->bytes);
}

/* ---- where it is recorded, who may have it */

void fact_of_ledger_origin(const struct export_subject *s, struct fact *ret)
{
    if (s->item->ledger) fact_text(ret, s->item->ledger->origin);
}

void fact_of_ledger_index(const struct export_subject *s, struct fact *ret)
{
    if (s->item->ledger) fact_count(ret, s->item->ledger->index);
}

void fact_of_ledger_leaf(const struct export_subject *s, struct fact *ret)
{
    if (s->item->ledger) fact_text(ret, digest_text(s->item->ledger->leaf_hash, ret->room));
}

void fact_of_ledger_checkpoint(const struct export_subject *s, struct fact *ret)
{
    const struct ledger_ref *l = s->item->ledger;
    char root[DIGEST_TEXT];
    if (l && l->checkpoint_size) fact_print(ret, "%" PRIu64 " %s", l->checkpoint_size, digest_text(l->checkpoint_root, root));
}

void fact_of_ledger_record(const struct export_subject *s, struct fact *ret)
{
    const struct ledger_ref *l = s->item->ledger;
    if (l && l->origin) fact_print(ret, "%s#%" PRIu64, l->origin, l->index);
}

void fact_of_tlp(const struct export_subject *s, struct fact *ret)
{
    fact_text(ret, tlp_name(s->job->tlp));
}

void fact_of_classification(const struct export_subject *s, struct fact *ret)
{
    fact_text(ret, s->job->classification);
}

void fact_of_labels(const struct export_subject *s, struct fact *ret)
{
    const char *level = tlp_name(s->job->tlp), *marking = s->job->classification;
    size_t used = 0;
    if (level) {
        ret->texts[ret->text_count++] = ret->room;
        used = 1 + (size_t)snprintf(ret->room, sizeof ret->room, "tlp:%s", level);
    }
    if (marking && marking[0]) {
        ret->texts[ret->text_count++] = ret->room + used;
        snprintf(ret->room + used, sizeof ret->room - used, "classification:%s", marking);
    }
    if (ret->text_count) ret->kind = KIND_TEXTS;
}

void fact_of_version(const struct export_subject *s, struct fact *ret)
{
    fact_text(ret, s->job->version);
}

/* ---- identifiers, as seals only */

static void sealed(const struct export_subject *s, const char *kind, const char *value, struct fact *ret)
{
    char canonical[FACT_ROOM];
    if (!s->job->seal || !value || !value[0]) return;
    snprintf(canonical, sizeof canonical, "%s:%s", kind, value);
    s->job->seal(s->job->seal_ctx, canonical, ret->room);
    fact_text(ret, ret->room);
}

void fact_of_sealed_liid(const struct export_subject *s, struct fact *ret)
{
    sealed(s, "liid", s->item->finding->liid, ret);
}

void fact_of_sealed_xid(const struct export_subject *s, struct fact *ret)
{
    sealed(s, "xid", s->item->finding->xid, ret);
}

void fact_of_sealed_warrant(const struct export_subject *s, struct fact *ret)
{
    sealed(s, "warrant", s->item->finding->warrant, ret);
}

void fact_of_sealed_subscribers(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    size_t room = sizeof ret->room / EXPORT_SEAL;
    if (!s->job->seal) return;
    for (size_t i = 0; i < f->subscriber_count && ret->text_count < room; i++) {
        char canonical[ADDR_TEXT + 4], *at = ret->room + ret->text_count * EXPORT_SEAL;
        if (!f->subscribers[i]) continue;
        snprintf(canonical, sizeof canonical, "ip:%s", f->subscribers[i]);
        s->job->seal(s->job->seal_ctx, canonical, at);
        ret->texts[ret->text_count++] = at;
    }
    if (ret->text_count) ret->kind = KIND_TEXTS;
}
