/* PDUs back to back: every check has at most one outcome, and after the flush exactly one. */
#include "intercept/integrity.h"

#include "intercept/decode.h"
#include "proto/pspdu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_result(void *ctx, const struct integrity_result *r)
{
    ENSURE(r->outcome < INTEGRITY_OUTCOMES && r->proof_count <= INTEGRITY_PROOFS && r->check->kind == INTERCEPT_INTEGRITY);
    ++*(size_t *)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t results = 0, checks = 0, len = 0;
    struct integrity_keys *keys = integrity_keys_new();
    struct integrity_tracker *t = keys ? integrity_tracker_new(1 << 16, 3, keys, on_result, &results) : NULL;
    ENSURE(t);
    struct bytes rest = bytes_of(data, size);
    while (pspdu_length(rest, PSPDU_SIZE_MAX, &len) == FRAMING_WHOLE && len) {
        struct intercept_event e = {.stream = {.dst = {.family = 4}}};
        struct decoded_pdu d;
        struct bytes pdu = bytes_slice(rest, 0, len);
        rest = bytes_slice(rest, len, SIZE_MAX);
        if (!decode_hi(pdu, NULL, &e, &d)) continue;
        e.pdu = pdu;
        checks += e.kind == INTERCEPT_INTEGRITY;
        integrity_take(t, &e);
        ENSURE(results <= checks);
    }
    integrity_flush(t);
    ENSURE(results == checks);
    integrity_tracker_free(t);
    integrity_keys_free(keys);
    return 0;
}
