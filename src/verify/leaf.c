#include "verify/leaf.h"

#include <sodium.h>

bool leaf_parse(struct span text, struct leaf *ret)
{
    struct span line;
    uint64_t slots;
    if (text.len > LEAF_MAX || !span_line(&text, &line) || !span_is(line, "custos/record/v1")) return false;
    if (!span_count(&text, "index", &ret->index) || !span_field(&text, "type", &ret->type) || !span_is_path(ret->type))
        return false;
    if (!span_field(&text, "schema", &ret->schema) || !span_is_path(ret->schema)) return false;
    if (!span_count(&text, "slots", &slots) || slots > LEAF_SLOTS_MAX) return false;
    ret->slots = (size_t)slots;
    for (size_t i = 0; i < ret->slots; i++)
        if (!span_line(&text, &line) || !span_base64_exact(line, ret->commitments[i].octets, 32)) return false;
    return text.len == 0;
}

static void put16(crypto_hash_sha256_state *state, size_t value)
{
    const uint8_t octets[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    crypto_hash_sha256_update(state, octets, sizeof octets);
}

static void put(crypto_hash_sha256_state *state, struct span s)
{
    crypto_hash_sha256_update(state, (const uint8_t *)s.at, s.len);
}

void leaf_commit(const uint8_t salt[32], uint16_t slot, struct span name, const struct span *value, struct hash *ret)
{
    const uint8_t present = value != NULL;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    put(&state, span_of("custos/commit/v1\n"));
    crypto_hash_sha256_update(&state, salt, 32);
    put16(&state, slot);
    put16(&state, name.len);
    put(&state, name);
    crypto_hash_sha256_update(&state, &present, 1);
    if (value) {
        put16(&state, value->len >> 16);
        put16(&state, value->len);
        put(&state, *value);
    }
    crypto_hash_sha256_final(&state, ret->octets);
}

bool disclosure_begin(struct span *rest, uint64_t *ret_index)
{
    struct span line;
    return span_line(rest, &line) && span_is(line, "custos/disclosure/v1") && span_count(rest, "index", ret_index);
}

bool disclosure_next(struct span *rest, struct disclosure *ret, char *memory)
{
    struct span line, slot, salt;
    uint64_t number;
    size_t len = 0;
    if (!span_line(rest, &line) || !span_until(&line, ' ', &slot) || !span_until(&line, ' ', &ret->name) ||
        !span_until(&line, ' ', &salt))
        return false;
    if (!span_decimal(slot, &number) || number >= LEAF_SLOTS_MAX || !span_is_path(ret->name)) return false;
    if (!span_base64_exact(salt, ret->salt, sizeof ret->salt)) return false;
    ret->slot = (uint16_t)number;
    ret->absent = span_is(line, "-");
    if (!ret->absent && (!span_skip(&line, "=") || (line.len > 0 && !span_base64(line, (uint8_t *)memory, line.len, &len))))
        return false;
    ret->value = (struct span){memory, len};
    return true;
}
