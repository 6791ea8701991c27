#include "app/ledger_show.h"

#include <inttypes.h>
#include <sodium.h>

#include "base/json.h"

struct showing {
    FILE *out;
    uint64_t last;
    bool any;
};

static bool show_record(void *ctx, const struct view_record *r)
{
    struct showing *s = ctx;
    struct json j;
    char name[RECORD_NAME_MAX + 1];
    if (r->index > s->last) return false;
    s->any = true;
    json_init(&j, s->out, false);
    json_object_begin(&j, NULL);
    json_unsigned(&j, "index", r->index);
    json_text(&j, "type", r->type);
    json_text(&j, "schema", r->schema);
    json_hex(&j, "leaf", bytes_of(&r->leaf, sizeof r->leaf));
    json_bool(&j, "erased", r->erased);
    json_object_begin(&j, "slots");
    for (size_t i = 0; i < r->slot_count; i++) {
        snprintf(name, sizeof name, "%.*s", (int)r->slots[i].name.len, (const char *)r->slots[i].name.data);
        if (r->slots[i].absent)
            json_null(&j, name);
        else
            json_text(&j, name, r->slots[i].value);
    }
    json_object_end(&j);
    json_object_end(&j);
    putc('\n', s->out);
    return true;
}

enum err ledger_show_records(struct view *v, uint64_t first, uint64_t last, FILE *out, struct fault *f)
{
    struct showing s = {.out = out, .last = last};
    enum err err = view_each(v, first, show_record, &s, f);
    if (err == ERR_OK && !s.any && first == last) return fault_set(f, ERR_INVALID, "there is no record %" PRIu64, first);
    return err;
}

static void print_hashes(FILE *out, const struct hash *hashes, size_t count)
{
    char line[sodium_base64_ENCODED_LEN(sizeof *hashes, sodium_base64_VARIANT_ORIGINAL)];
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s\n",
                sodium_bin2base64(line, sizeof line, hashes[i].octets, sizeof *hashes, sodium_base64_VARIANT_ORIGINAL));
}

enum err ledger_show_proof(struct view *v, uint64_t index, FILE *out, struct fault *f)
{
    struct hash proof[MERKLE_PROOF_MAX];
    size_t count;
    const struct stored_checkpoint *c = view_checkpoint(v);
    enum err err = view_inclusion(v, index, proof, &count, f);
    if (err != ERR_OK) return err;
    fprintf(out, "c2sp.org/tlog-proof@v1\nindex %" PRIu64 "\n", index);
    print_hashes(out, proof, count);
    putc('\n', out);
    fwrite(c->note, 1, c->len, out);
    return ERR_OK;
}

enum err ledger_show_growth(struct view *v, uint64_t old_size, FILE *out, struct fault *f)
{
    struct hash proof[MERKLE_PROOF_MAX];
    size_t count;
    const struct stored_checkpoint *c = view_checkpoint(v);
    enum err err = view_consistency(v, old_size, proof, &count, f);
    if (err != ERR_OK) return err;
    print_hashes(out, proof, count);
    putc('\n', out);
    fwrite(c->note, 1, c->len, out);
    return ERR_OK;
}

void ledger_show_report(const struct check_report *r, bool signer_asked, FILE *out)
{
    fprintf(out, "verified %" PRIu64 " records\n", r->records);
    fprintf(out, "checkpoints: %" PRIu64 " signed, the last of %" PRIu64 " records\n", r->checkpoints, r->checkpoint_size);
    if (r->records > r->checkpoint_size) fprintf(out, "not signed yet: %" PRIu64 " records\n", r->records - r->checkpoint_size);
    if (r->blobs) fprintf(out, "blobs: %" PRIu64 "\n", r->blobs);
    if (r->erased) fprintf(out, "erased: %" PRIu64 " records, as ordered\n", r->erased);
    if (r->unfinished_bytes)
        fprintf(out, "unfinished: %" PRIu64 " bytes of a write that was cut short; nobody was told that it was done\n",
                r->unfinished_bytes);
    if (!signer_asked) fputs("the signer was not asked what it signed last\n", out);
}
