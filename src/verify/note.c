#include "verify/note.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define SIGNATURE_START "\xe2\x80\x94 " /* an em dash and a space */

enum { ED25519_LEN = 64, KEY_ID_LEN = 4, TIME_LEN = 8 };

struct signature {
    struct span name;
    uint32_t id;
    uint8_t octets[NOTE_SIGNATURE_MAX]; /* the id stands in front */
    size_t len;
};

static uint32_t load32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool take_signature(struct span *lines, struct signature *ret)
{
    struct span line;
    if (!span_line(lines, &line) || !span_skip(&line, SIGNATURE_START) || !span_until(&line, ' ', &ret->name)) return false;
    if (!span_is_name(ret->name) || !span_base64(line, ret->octets, sizeof ret->octets, &ret->len)) return false;
    if (ret->len <= KEY_ID_LEN) return false;
    ret->id = load32(ret->octets);
    return true;
}

/* The blank line that stands last: before it the text, behind it the signatures. */
static bool split(struct span whole, struct note *ret)
{
    for (size_t i = whole.len; i >= 2; i--)
        if (whole.at[i - 1] == '\n' && whole.at[i - 2] == '\n') {
            ret->text = (struct span){whole.at, i - 1};
            ret->signatures = (struct span){whole.at + i, whole.len - i};
            return true;
        }
    return false;
}

bool note_parse(struct span whole, struct note *ret)
{
    struct note n;
    struct signature s;
    unsigned count = 0;
    if (whole.len > NOTE_MAX || !span_is_text(whole) || !split(whole, &n) || n.signatures.len == 0) return false;
    for (struct span rest = n.signatures; rest.len > 0; count++)
        if (count == NOTE_SIGNATURES_MAX || !take_signature(&rest, &s)) return false;
    *ret = n;
    return true;
}

uint32_t note_key_id(struct span name, uint8_t type, const uint8_t *public_key, size_t len)
{
    const uint8_t between[2] = {'\n', type};
    uint8_t digest[32];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)name.at, name.len);
    crypto_hash_sha256_update(&state, between, sizeof between);
    crypto_hash_sha256_update(&state, public_key, len);
    crypto_hash_sha256_final(&state, digest);
    return load32(digest);
}

bool note_id_parse(struct span hex, uint32_t *ret)
{
    uint8_t id[4];
    if (!span_hex(hex, id, sizeof id)) return false;
    *ret = load32(id);
    return true;
}

enum note_key_result note_key_parse(struct span vkey, struct note_key *ret)
{
    uint8_t key[4096]; /* type and public key: an ML-DSA-44 key has 1312 octets */
    struct span name, hex;
    uint32_t id;
    size_t len;
    if (!span_until(&vkey, '+', &name) || !span_until(&vkey, '+', &hex)) return NOTE_KEY_MALFORMED;
    if (!span_is_name(name) || !note_id_parse(hex, &id)) return NOTE_KEY_MALFORMED;
    if (!span_base64(vkey, key, sizeof key, &len) || len < 2) return NOTE_KEY_MALFORMED;
    if (id != note_key_id(name, key[0], key + 1, len - 1)) return NOTE_KEY_MALFORMED;
    bool known = key[0] == NOTE_ED25519 || key[0] == NOTE_COSIGNATURE;
    if (known && (len != 1 + sizeof ret->public_key || !crypto_core_ed25519_is_valid_point(key + 1))) return NOTE_KEY_MALFORMED;
    *ret = (struct note_key){.name = name, .id = id, .type = key[0]};
    if (known) memcpy(ret->public_key, key + 1, sizeof ret->public_key);
    return known ? NOTE_KEY_GOOD : NOTE_KEY_UNKNOWN;
}

/* A cosignature (tlog-cosignature, Ed25519) signs "cosignature/v1" and the time in front of the text. */
static bool signature_holds(struct span text, const struct signature *s, const struct note_key *k, uint64_t *ret_time)
{
    char head[64];
    bool timed = k->type == NOTE_COSIGNATURE;
    size_t front = KEY_ID_LEN + (timed ? TIME_LEN : 0), len = 0;
    if (s->len != front + ED25519_LEN || (!timed && k->type != NOTE_ED25519)) return false;
    uint64_t time = timed ? (uint64_t)load32(s->octets + KEY_ID_LEN) << 32 | load32(s->octets + KEY_ID_LEN + 4) : 0;
    if (timed) len = (size_t)snprintf(head, sizeof head, "cosignature/v1\ntime %llu\n", (unsigned long long)time);
    uint8_t *message = malloc(len + text.len);
    if (!message) return false;
    memcpy(message, head, len);
    memcpy(message + len, text.at, text.len);
    bool holds = crypto_sign_verify_detached(s->octets + front, message, len + text.len, k->public_key) == 0;
    free(message);
    *ret_time = time;
    return holds;
}

enum note_signed note_verify(const struct note *n, const struct note_key *k, uint64_t *ret_time)
{
    struct signature s;
    uint64_t time;
    for (struct span rest = n->signatures; rest.len > 0 && take_signature(&rest, &s);) {
        if (s.id != k->id || !span_equal(s.name, k->name)) continue;
        if (!signature_holds(n->text, &s, k, &time)) return NOTE_FORGED;
        if (ret_time) *ret_time = time;
        return NOTE_SIGNED;
    }
    return NOTE_UNSIGNED;
}
