/* Warrants files: any bytes are warrants or a fault that says why not; sealed, they are warrants without a clear target. */
#include "register/seal.h"
#include "register/warrant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sealed(const struct warrants *w, const struct seal_key *k, const char *text, size_t len)
{
    struct warrants *sealed = NULL;
    struct fault f;
    ENSURE(warrants_parse("sealed", (const uint8_t *)text, len, NULL, &sealed, &f) == ERR_OK);
    ENSURE(sealed->count == w->count);
    for (size_t i = 0; i < w->count; i++) {
        ENSURE(sealed->list[i].target_count == w->list[i].target_count);
        for (size_t j = 0; j < w->list[i].target_count; j++) {
            const struct target *before = &w->list[i].targets[j], *after = &sealed->list[i].targets[j];
            ENSURE(after->kind == TARGET_SEALED);
            if (before->kind == TARGET_SEALED)
                ENSURE(strcmp(after->text, before->text) == 0);
            else
                ENSURE(seal_matches(k, after, before->text));
        }
    }
    warrants_free(sealed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct seal_key k = {.bytes = {1, 2, 3}, .len = SEAL_KEY_MIN};
    struct warrants *w = NULL;
    struct fault f = {0};
    char *text = NULL;
    size_t len = 0, sealed = 0;
    if (warrants_parse("fuzz", data, size, NULL, &w, &f)) {
        ENSURE(!w && f.code && strncmp(f.text, "fuzz:", 5) == 0);
        return 0;
    }
    for (size_t i = 0; i < w->count; i++) {
        const struct warrant *one = &w->list[i];
        if (one->liid) ENSURE(warrants_by_liid_at(w, one->country, one->liid, one->from_ns));
        for (size_t j = 0; j < one->xid_count; j++) ENSURE(warrants_by_xid_at(w, one->xids[j], one->from_ns) == one);
    }
    enum err err = seal_warrants("fuzz", bytes_of(data, size), &k, &text, &len, &sealed, &f);
    ENSURE(!err || err == ERR_UNSUPPORTED); /* block style */
    if (!err) check_sealed(w, &k, text, len);
    free(text);
    warrants_free(w);
    return 0;
}
