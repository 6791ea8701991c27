#include "ledger/release.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify/note.h"

enum { BASE64_32 = sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_ORIGINAL), SIGNATURE_BLOB = 4 + 64 };

/* A text that grows. */
struct text {
    char *data;
    size_t len;
    FILE *out;
};

static void text_begin(struct text *t)
{
    *t = (struct text){0};
    t->out = open_memstream(&t->data, &t->len);
    ENSURE(t->out);
}

static struct bytes text_end(struct text *t, struct arena *a)
{
    bool good = fclose(t->out) == 0;
    ENSURE(good);
    const char *copy = arena_copy(a, t->data, t->len);
    free(t->data);
    return bytes_of(copy, t->len);
}

void release_add(struct release_files *f, const char *path, struct bytes data)
{
    f->list = arena_room(f->arena, f->list, f->count, &f->room, sizeof *f->list);
    f->list[f->count++] = (struct release_file){arena_text(f->arena, path), data};
}

/* --- records ------------------------------------------------------------------------------------------------------------ */

static void print_base64(FILE *out, struct bytes b)
{
    size_t room = sodium_base64_encoded_len(b.len, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);
    ENSURE(text);
    if (b.len) fputs(sodium_bin2base64(text, room, b.data, b.len, sodium_base64_VARIANT_ORIGINAL), out);
    free(text);
}

static void print_slot(FILE *out, struct hasher *h, size_t number, const struct record_slot *s)
{
    struct hash salt;
    record_salt(h, (unsigned)number, &salt);
    fprintf(out, "%zu %.*s ", number, (int)s->name.len, (const char *)s->name.data);
    print_base64(out, bytes_of(salt.octets, sizeof salt.octets));
    fputs(s->absent ? " -" : " =", out);
    if (!s->absent) print_base64(out, s->value);
    fputc('\n', out);
}

void release_add_record(struct release_files *f, struct hasher *h, const struct view_record *r, release_shown_fn *shown,
                        void *ctx)
{
    struct text t;
    text_begin(&t);
    fprintf(t.out, "custos/disclosure/v1\nindex %" PRIu64 "\n", r->index);
    hash_mac_key(h, r->key);
    for (size_t i = 0; i < r->slot_count; i++)
        if (!shown || shown(ctx, r->slots[i].name)) print_slot(t.out, h, i, &r->slots[i]);
    release_add(f, arena_printf(f->arena, "%" PRIu64 ".disclosed", r->index), text_end(&t, f->arena));
    const char *copy = arena_copy(f->arena, (const char *)r->public_part.data, r->public_part.len);
    release_add(f, arena_printf(f->arena, "%" PRIu64 ".record", r->index), bytes_of(copy, r->public_part.len));
}

/* --- the manifest ------------------------------------------------------------------------------------------------------- */

void release_id(char ret[static RELEASE_ID])
{
    uint8_t octets[(RELEASE_ID - 1) / 2];
    randombytes_buf(octets, sizeof octets);
    sodium_bin2hex(ret, RELEASE_ID, octets, sizeof octets);
}

void release_seed(struct hasher *h, const struct view_record *r, const char *bundle, uint8_t ret[static RELEASE_SEED])
{
    char message[64 + RELEASE_ID];
    struct hash seed;
    snprintf(message, sizeof message, "custos/manifest-key/v1\n%s", bundle);
    hash_mac_key(h, r->key);
    hash_mac(h, bytes_of_text(message), &seed);
    memcpy(ret, seed.octets, RELEASE_SEED);
    sodium_memzero(&seed, sizeof seed);
}

static uint32_t key_of(const uint8_t seed[static RELEASE_SEED], const char *origin, char name[static 256],
                       uint8_t public_key[static 32], uint8_t secret[static 64])
{
    snprintf(name, 256, "%.200s/release", origin);
    crypto_sign_seed_keypair(public_key, secret, seed);
    return note_key_id(span_of(name), NOTE_ED25519, public_key, 32);
}

void release_vkey(const uint8_t seed[static RELEASE_SEED], const char *origin, char ret[static RELEASE_VKEY])
{
    uint8_t typed[33] = {NOTE_ED25519}, secret[64];
    char name[256], text[64];
    uint32_t id = key_of(seed, origin, name, typed + 1, secret);
    sodium_memzero(secret, sizeof secret);
    sodium_bin2base64(text, sizeof text, typed, sizeof typed, sodium_base64_VARIANT_ORIGINAL);
    snprintf(ret, RELEASE_VKEY, "%s+%08x+%s", name, id, text);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct release_file *)a)->path, ((const struct release_file *)b)->path);
}

static void print_files(FILE *out, struct release_file *files, size_t count)
{
    if (count) qsort(files, count, sizeof *files, by_path);
    for (size_t i = 0; i < count; i++) {
        uint8_t digest[32];
        char hex[65];
        crypto_hash_sha256(digest, files[i].data.data, files[i].data.len);
        fprintf(out, "file %s %zu %s\n", sodium_bin2hex(hex, sizeof hex, digest, sizeof digest), files[i].data.len,
                files[i].path);
    }
}

const char *release_core(const struct release_terms *t, struct release_files *f)
{
    const struct {
        const char *word, *value;
    } lines[] = {{"bundle", t->bundle}, {"receiver", t->receiver}, {"tlp", t->tlp}, {"classification", t->classification},
                 {"case", t->matter},   {"purpose", t->purpose}};
    struct text text;
    text_begin(&text);
    fputs("custos/manifest/v1\n", text.out);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        fprintf(text.out, "%s %s\n", lines[i].word, lines[i].value ? lines[i].value : "-");
    fprintf(text.out, "record %" PRIu64 "\n", t->record);
    print_files(text.out, f->list, f->count);
    return (const char *)text_end(&text, f->arena).data; /* arena_copy ends it */
}

enum err release_sign(struct release_files *f, size_t core_count, const char *core, uint64_t release, const char *origin,
                      const uint8_t seed[static RELEASE_SEED], struct fault *fault)
{
    uint8_t blob[SIGNATURE_BLOB], public_key[32], secret[64];
    char name[256];
    struct text t;
    text_begin(&t);
    fprintf(t.out, "%srelease %" PRIu64 "\n", core, release);
    print_files(t.out, f->list + core_count, f->count - core_count);
    fflush(t.out);
    uint32_t id = key_of(seed, origin, name, public_key, secret);
    for (unsigned i = 0; i < 4; i++) blob[i] = (uint8_t)(id >> (24 - 8 * i));
    bool made = crypto_sign_detached(blob + 4, NULL, (const uint8_t *)t.data, t.len, secret) == 0;
    sodium_memzero(secret, sizeof secret);
    fprintf(t.out, "\n\xe2\x80\x94 %s ", name);
    print_base64(t.out, bytes_of(blob, sizeof blob));
    fputc('\n', t.out);
    release_add(f, "MANIFEST", text_end(&t, f->arena));
    return made ? ERR_OK : fault_set(fault, ERR_UNSUPPORTED, "libsodium refuses to sign");
}
