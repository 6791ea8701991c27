/* A small bundle, made by the definitions of verify/bundle.h with libsodium alone: a log of four records of which one is shown
 * and one is the release, two witnesses, one blob. */
#ifndef CUSTOS_TESTS_SMALL_BUNDLE_H
#define CUSTOS_TESTS_SMALL_BUNDLE_H

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "verify/leaf.h"
#include "verify/note.h"
#include "verify/parcel.h"

enum { SMALL_LOG, SMALL_W1, SMALL_W2, SMALL_ONCE, SMALL_KEYS, SMALL_FILES = 16, SMALL_ROOM = 1 << 14, SMALL_SLOTS = 4 };

struct small_key {
    const char *name;
    uint8_t type, public_key[32], secret[64];
    char vkey[160];
};

struct small_bundle {
    struct small_key keys[SMALL_KEYS];
    struct hash leaves[4];
    char paths[SMALL_FILES][80], data[SMALL_FILES][SMALL_ROOM];
    struct parcel_file list[SMALL_FILES];
    struct parcel files; /* in the order of their paths */
    const char *quorum;  /* "none", "w1", "both" */
    bool cosigned[2];    /* by w1, w2 */
};

static inline void small_hex(const void *data, size_t len, char hex[65])
{
    uint8_t digest[32];
    crypto_hash_sha256(digest, data, len);
    sodium_bin2hex(hex, 65, digest, sizeof digest);
}

static inline const char *small_base64(const void *data, size_t len)
{
    static char text[1024];
    return sodium_bin2base64(text, sizeof text, data, len, sodium_base64_VARIANT_ORIGINAL);
}

static inline void small_key_init(struct small_key *k, const char *name, uint8_t type, uint8_t seed_octet)
{
    uint8_t seed[32] = {seed_octet}, typed[33] = {type};
    *k = (struct small_key){.name = name, .type = type};
    crypto_sign_seed_keypair(k->public_key, k->secret, seed);
    memcpy(typed + 1, k->public_key, 32);
    snprintf(k->vkey, sizeof k->vkey, "%s+%08x+%s", name, note_key_id(span_of(name), type, k->public_key, 32),
             small_base64(typed, sizeof typed));
}

/* Append the line of a signature over `text` to `note`; of a cosigner, with a time. */
static inline void small_sign(const struct small_key *k, const char *text, uint64_t time, char *note)
{
    uint8_t blob[4 + 8 + 64];
    char message[4096];
    uint32_t id = note_key_id(span_of(k->name), k->type, k->public_key, 32);
    size_t len = 0;
    bool timed = k->type == NOTE_COSIGNATURE;
    for (unsigned i = 0; i < 4; i++) blob[len++] = (uint8_t)(id >> (24 - 8 * i));
    for (unsigned i = 0; timed && i < 8; i++) blob[len++] = (uint8_t)(time >> (56 - 8 * i));
    int n = timed ? snprintf(message, sizeof message, "cosignature/v1\ntime %llu\n%s", (unsigned long long)time, text)
                  : snprintf(message, sizeof message, "%s", text);
    crypto_sign_detached(blob + len, NULL, (const uint8_t *)message, (size_t)n, k->secret);
    sprintf(note + strlen(note), "\xe2\x80\x94 %s %s\n", k->name, small_base64(blob, len + 64));
}

static inline char *small_file(struct small_bundle *b, const char *path)
{
    size_t i = b->files.count++;
    snprintf(b->paths[i], sizeof b->paths[i], "%s", path);
    b->data[i][0] = '\0';
    b->list[i] = (struct parcel_file){.path = span_of(b->paths[i]), .data = {b->data[i], 0}};
    return b->data[i];
}

static inline char *small_find(struct small_bundle *b, const char *path)
{
    for (size_t i = 0; i < b->files.count; i++)
        if (span_is(b->list[i].path, path)) return (char *)(uintptr_t)b->list[i].data.at;
    return NULL;
}

/* A record with four slots: N.record, and N.disclosed with slots of even numbers. A value of NULL is absent. */
static inline void small_record(struct small_bundle *b, unsigned index, const char *type, const char *const names[SMALL_SLOTS],
                                const char *const values[SMALL_SLOTS], unsigned shown)
{
    char path[80], line[1024];
    snprintf(path, sizeof path, "%u.record", index);
    char *record = small_file(b, path);
    snprintf(path, sizeof path, "%u.disclosed", index);
    char *disclosed = small_file(b, path);
    sprintf(record, "custos/record/v1\nindex %u\ntype %s\nschema %s/1\nslots %d\n", index, type, type, SMALL_SLOTS);
    sprintf(disclosed, "custos/disclosure/v1\nindex %u\n", index);
    for (unsigned i = 0; i < SMALL_SLOTS; i++) {
        uint8_t salt[32] = {(uint8_t)index, (uint8_t)i, 77};
        struct span value = {values[i], values[i] ? strlen(values[i]) : 0};
        struct hash h;
        leaf_commit(salt, (uint16_t)i, span_of(names[i]), values[i] ? &value : NULL, &h);
        sprintf(record + strlen(record), "%s\n", small_base64(h.octets, 32));
        if (!(shown & 1U << i)) continue;
        snprintf(line, sizeof line, "%u %s %s ", i, names[i], small_base64(salt, 32));
        strcat(disclosed, line);
        if (values[i])
            sprintf(disclosed + strlen(disclosed), "=%s\n", value.len ? small_base64(value.at, value.len) : "");
        else
            strcat(disclosed, "-\n");
    }
    merkle_leaf(record, strlen(record), &b->leaves[index]);
}

/* N.tlog-proof of one of four leaves. */
static inline void small_proof(struct small_bundle *b, unsigned index)
{
    struct hash left, right, root;
    char path[80], body[256];
    merkle_node(&b->leaves[0], &b->leaves[1], &left);
    merkle_node(&b->leaves[2], &b->leaves[3], &right);
    merkle_node(&left, &right, &root);
    snprintf(path, sizeof path, "%u.tlog-proof", index);
    char *proof = small_file(b, path);
    sprintf(proof, "c2sp.org/tlog-proof@v1\nindex %u\n", index);
    sprintf(proof + strlen(proof), "%s\n", small_base64(b->leaves[index ^ 1].octets, 32));
    sprintf(proof + strlen(proof), "%s\n\n", small_base64(index < 2 ? right.octets : left.octets, 32));
    snprintf(body, sizeof body, "%s\n4\n%s\n", b->keys[SMALL_LOG].name, small_base64(root.octets, 32));
    sprintf(proof + strlen(proof), "%s\n", body);
    small_sign(&b->keys[SMALL_LOG], body, 0, proof);
    for (unsigned i = 0; i < 2; i++)
        if (b->cosigned[i]) small_sign(&b->keys[SMALL_W1 + i], body, 1700000000 + i, proof);
}

static inline void small_list(struct small_bundle *b, const char *path, char *manifest)
{
    char hex[65];
    const char *data = small_find(b, path);
    small_hex(data, strlen(data), hex);
    sprintf(manifest + strlen(manifest), "file %s %zu %s\n", hex, strlen(data), path);
}

static inline int small_order(const void *a, const void *b)
{
    return strcmp(((const struct parcel_file *)a)->path.at, ((const struct parcel_file *)b)->path.at);
}

/* The manifest as its text says, signed; then everything in its order. */
static inline void small_finish(struct small_bundle *b, const char *manifest)
{
    char *note = small_file(b, "MANIFEST");
    sprintf(note, "%s\n", manifest);
    small_sign(&b->keys[SMALL_ONCE], manifest, 0, note);
    for (size_t i = 0; i < b->files.count; i++) b->list[i].data.len = strlen(b->list[i].data.at);
    b->files.list = b->list;
    qsort(b->list, b->files.count, sizeof *b->list, small_order);
}

static inline void small_policy(struct small_bundle *b)
{
    sprintf(small_file(b, "policy"), "log %s\nwitness w1 %s\nwitness w2 %s\ngroup both all w1 w2\nquorum %s\n",
            b->keys[SMALL_LOG].vkey, b->keys[SMALL_W1].vkey, b->keys[SMALL_W2].vkey, b->quorum);
}

/* Record 1 is shown, record 3 is the release. free() it. */
static inline struct small_bundle *small_bundle_new(const char *quorum, bool first_cosigns, bool second_cosigns)
{
    static const char *const names[SMALL_SLOTS] = {"summary", "target", "evidence.blob", "xid"};
    static const char *const release_names[SMALL_SLOTS] = {"manifest.sha256", "manifest.key", "receiver", "note"};
    static const char pcap[] = "the packets";
    char blob[80] = "blob/", core[4096], hex[65];
    struct small_bundle *b = calloc(1, sizeof *b);
    b->quorum = quorum;
    b->cosigned[0] = first_cosigns;
    b->cosigned[1] = second_cosigns;
    small_key_init(&b->keys[SMALL_LOG], "log.example/1", NOTE_ED25519, 1);
    small_key_init(&b->keys[SMALL_W1], "witness.example/1", NOTE_COSIGNATURE, 2);
    small_key_init(&b->keys[SMALL_W2], "witness.example/2", NOTE_COSIGNATURE, 3);
    small_key_init(&b->keys[SMALL_ONCE], "log.example/1/release", NOTE_ED25519, 4);
    merkle_leaf("0", 1, &b->leaves[0]);
    merkle_leaf("2", 1, &b->leaves[2]);
    small_hex(pcap, strlen(pcap), blob + 5);
    strcpy(small_file(b, blob), pcap);
    small_policy(b);
    strcpy(small_file(b, "report.txt"), "words\n");
    small_record(b, 1, "finding", names, (const char *const[]){"copies leave", "imsi:001010000000001", blob + 5, NULL},
                 1 | 4 | 8);
    strcpy(core, "custos/manifest/v1\nbundle 000102030405060708090a0b0c0d0e0f\nreceiver regulator\ntlp amber\nclassification -\n"
                 "case -\npurpose a test\nrecord 1\n");
    static const char *const before[] = {"1.disclosed", "1.record", NULL, "policy", "report.txt"};
    for (unsigned i = 0; i < 5; i++) small_list(b, before[i] ? before[i] : blob, core);
    small_hex(core, strlen(core), hex);
    small_record(b, 3, "release", release_names, (const char *const[]){hex, b->keys[SMALL_ONCE].vkey, "regulator", ""}, 15);
    small_proof(b, 1);
    small_proof(b, 3);
    strcat(core, "release 3\n");
    static const char *const after[] = {"1.tlog-proof", "3.disclosed", "3.record", "3.tlog-proof"};
    for (unsigned i = 0; i < 4; i++) small_list(b, after[i], core);
    small_finish(b, core);
    return b;
}

/* All of it in one archive, as a sealed file holds it. free() it. */
static inline char *small_archive(const struct small_bundle *b, size_t *ret_len)
{
    char *archive = calloc(SMALL_FILES + 2, SMALL_ROOM + PARCEL_BLOCK);
    size_t len = 0;
    for (size_t i = 0; i < b->files.count; i++) {
        const struct parcel_file *f = &b->list[i];
        parcel_header(f->path, f->data.len, archive + len);
        memcpy(archive + len + PARCEL_BLOCK, f->data.at, f->data.len);
        len += PARCEL_BLOCK + (f->data.len + PARCEL_BLOCK - 1) / PARCEL_BLOCK * PARCEL_BLOCK;
    }
    *ret_len = len + 2 * (size_t)PARCEL_BLOCK;
    return archive;
}

#endif
