#include "verify/sealed.h"

#include <sodium.h>
#include <stdlib.h>

/* "START NAME+ID+KEY" */
static bool parse(struct span line, const char *start, struct receiver *ret, uint8_t key[32])
{
    struct span hex;
    if (line.len > 0 && line.at[line.len - 1] == '\n') line.len--;
    return span_skip(&line, start) && span_until(&line, '+', &ret->name) && span_until(&line, '+', &hex) &&
           span_is_name(ret->name) && note_id_parse(hex, &ret->id) && span_base64_exact(line, key, 32);
}

static bool id_holds(const struct receiver *r)
{
    return r->id == note_key_id(r->name, RECEIVER_TYPE, r->public_key, sizeof r->public_key);
}

bool receiver_parse(struct span line, struct receiver *ret)
{
    return parse(line, "custos-receiver+", ret, ret->public_key) && id_holds(ret);
}

bool receiver_parse_secret(struct span line, struct receiver *ret, uint8_t ret_secret[32])
{
    return parse(line, "custos-receiver-secret+", ret, ret_secret) && crypto_scalarmult_base(ret->public_key, ret_secret) == 0 &&
           id_holds(ret);
}

bool sealed_open(struct span sealed, const struct receiver *r, const uint8_t secret[32], struct span *ret)
{
    if (!span_skip(&sealed, SEALED_START) || sealed.len < crypto_box_SEALBYTES) return false;
    size_t len = sealed.len - crypto_box_SEALBYTES;
    uint8_t *opened = malloc(len + 1);
    if (!opened) return false;
    if (crypto_box_seal_open(opened, (const uint8_t *)sealed.at, sealed.len, r->public_key, secret) != 0) {
        free(opened);
        return false;
    }
    *ret = (struct span){(const char *)opened, len};
    return true;
}
