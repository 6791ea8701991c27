#include "verify/proof.h"

bool proof_parse(struct span text, struct proof *ret)
{
    struct span line, rest = text;
    uint8_t data[1 << 14];
    size_t len;
    *ret = (struct proof){.count = 0};
    if (!span_line(&rest, &line) || !span_is(line, "c2sp.org/tlog-proof@v1")) return false;
    if (span_field(&rest, "extra", &ret->extra) && !span_base64(ret->extra, data, sizeof data, &len)) return false;
    if (!span_count(&rest, "index", &ret->index)) return false;
    while (span_line(&rest, &line)) {
        if (line.len == 0) {
            ret->checkpoint = rest;
            return rest.len > 0;
        }
        if (ret->count == MERKLE_PROOF_MAX || !span_base64_exact(line, ret->hashes[ret->count++].octets, 32)) return false;
    }
    return false;
}
