#include "audit/x1_target.h"

#include <stdio.h>

enum x1_cover x1_target_covered(const struct warrant *w, const struct seal_key *k, const struct x1_target *t)
{
    static const enum x1_cover covers[] = {
        [IDENTITY_COVERED] = X1_COVERED, [IDENTITY_NOT_COVERED] = X1_NOT_COVERED, [IDENTITY_NOT_COMPARABLE] = X1_NOT_COMPARABLE};
    struct identity id;
    identity_of(t->kind, t->value, &id);
    enum x1_cover cover = covers[identity_covered(w, k, &id)];
    identity_done(&id);
    return cover;
}

/* Of these a subscriber may have several: another one contradicts nothing. */
static bool may_be_several(enum target_kind k)
{
    return k == TARGET_SIP || k == TARGET_MAIL || k == TARGET_NAI;
}

static bool same_kind(const struct target *w, const struct target *t, bool matched)
{
    if (w->kind != t->kind || (!matched && may_be_several(t->kind))) return false;
    return w->kind != TARGET_IP || w->prefix.addr.family == t->prefix.addr.family;
}

/* A name of the identity that a clear target of the warrant could have had; NULL: none. */
static const char *rival(const struct warrant *w, const struct identity *id, bool matched)
{
    for (size_t i = 0; i < w->target_count; i++)
        for (unsigned n = 0; n < id->count; n++)
            if (same_kind(&w->targets[i], &id->target[n], matched)) return id->text[n];
    return NULL;
}

enum x1_cover x1_names_covered(const struct warrant *w, const struct seal_key *k, const struct x1_target *names, unsigned count,
                               unsigned matched, char ret_other[static TARGET_TEXT])
{
    enum x1_cover all = X1_NOT_COMPARABLE;
    for (unsigned i = 0; i < count && all != X1_COVERED; i++) {
        struct identity id;
        identity_of(names[i].kind, names[i].value, &id);
        const char *other = rival(w, &id, i < matched);
        if (identity_covered(w, k, &id) == IDENTITY_COVERED) {
            all = X1_COVERED;
        } else if (other && all == X1_NOT_COMPARABLE) {
            all = X1_NOT_COVERED;
            snprintf(ret_other, TARGET_TEXT, "%s", other);
        }
        identity_done(&id);
    }
    if (all == X1_COVERED) return all;
    for (size_t i = 0; i < w->target_count; i++)
        if (w->targets[i].kind == TARGET_SEALED) return X1_NOT_COMPARABLE;
    return all;
}
