#include "audit/x1_target.h"

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
