#include "verify/bundle.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>

#include "verify/leaf.h"
#include "verify/policy.h"
#include "verify/proof.h"

#define WITNESSED "  witnessed at %Y-%m-%dT%H:%M:%SZ by "
enum { SAID = 5, RECORDS_MAX = 64 };
static const char *const said[SAID] = {"receiver", "tlp", "classification", "case", "purpose"};

struct bundle {
    const struct parcel *f;
    FILE *out;
    struct policy policy;
    struct note manifest;
    struct span id, said[SAID], core; /* core: the text up to "release" */
    uint64_t records[RECORDS_MAX], release;
    size_t record_count;
    bool listed[PARCEL_MAX], shown[PARCEL_MAX]; /* in the manifest; a blob that a slot names */
    bool key_holds, core_holds, unmet;
    char about[PARCEL_PATH_MAX + 1], *why; /* about: what is being looked at */
    size_t room;
};

/* `why`: what b->about is wrong with. */
static enum bundle_result fail(struct bundle *b, enum bundle_result result, const char *why)
{
    snprintf(b->why, b->room, "%s %s", b->about, why);
    return result;
}

/* Text of others, harmless to a terminal: control and direction characters are escaped. */
static void put_text(FILE *out, const char *label, struct span s)
{
    bool valid = span_is_text(s), plain = false;
    fputs(label, out);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c < 0x80)
            plain = c >= 0x20 && c < 0x7f && c != '\\';
        else if ((c & 0xc0) != 0x80) /* the first octet of a character */
            plain = valid && c != 0xc2 && c != 0xef && !(c == 0xe2 && ((unsigned char)s.at[i + 1] & 0xfe) == 0x80);
        fprintf(out, plain ? "%c" : "\\x%02x", c);
    }
    fputc('\n', out);
}

static void sha256_hex(struct span data, char ret[65])
{
    uint8_t digest[32];
    crypto_hash_sha256(digest, (const uint8_t *)data.at, data.len);
    sodium_bin2hex(ret, 65, digest, sizeof digest);
}

/* "SHA256 SIZE PATH": such a file must be there, with that content, and be listed once. */
static bool file_holds(struct bundle *b, struct span line)
{
    struct span hash, size;
    char hex[65];
    uint64_t len;
    if (!span_until(&line, ' ', &hash) || !span_until(&line, ' ', &size) || !span_decimal(size, &len)) return false;
    snprintf(b->about, sizeof b->about, "%.*s", (int)line.len, line.at);
    const struct parcel_file *file = parcel_find(b->f, b->about);
    if (!file || file->data.len != len || b->listed[file - b->f->list]) return false;
    b->listed[file - b->f->list] = true;
    sha256_hex(file->data, hex);
    return span_is(hash, hex);
}

static bool files_hold(struct bundle *b, struct span *text)
{
    struct span line;
    while (span_field(text, "file", &line))
        if (!file_holds(b, line)) return false;
    strcpy(b->about, "MANIFEST");
    return true;
}

static bool read_head(struct bundle *b, struct span *text)
{
    struct span line;
    if (!span_line(text, &line) || !span_is(line, "custos/manifest/v1") || !span_field(text, "bundle", &b->id)) return false;
    for (unsigned i = 0; i < SAID; i++)
        if (!span_field(text, said[i], &b->said[i])) return false;
    while (b->record_count < RECORDS_MAX && span_count(text, "record", &b->records[b->record_count])) b->record_count++;
    return b->record_count > 0;
}

static enum bundle_result read_manifest(struct bundle *b)
{
    const struct parcel_file *file = parcel_find(b->f, strcpy(b->about, "MANIFEST"));
    struct span line;
    if (!file || !note_parse(file->data, &b->manifest)) return fail(b, BUNDLE_MALFORMED, "is no signed note");
    struct span text = b->manifest.text, signatures = b->manifest.signatures;
    b->listed[file - b->f->list] = true;
    if (!read_head(b, &text)) return fail(b, BUNDLE_MALFORMED, "does not begin as one");
    if (!files_hold(b, &text)) return fail(b, BUNDLE_INVALID, "is not what MANIFEST says");
    b->core = (struct span){b->manifest.text.at, (size_t)(text.at - b->manifest.text.at)};
    if (!span_count(&text, "release", &b->release)) return fail(b, BUNDLE_MALFORMED, "names no release");
    if (!files_hold(b, &text)) return fail(b, BUNDLE_INVALID, "is not what MANIFEST says");
    if (text.len > 0 || !span_line(&signatures, &line) || signatures.len > 0)
        return fail(b, BUNDLE_MALFORMED, "has lines that mean nothing");
    for (size_t i = 0; i < b->f->count; i++)
        if (!b->listed[i]) return fail(b, BUNDLE_INVALID, "does not list every file");
    return BUNDLE_VALID;
}

/* What slots of a release and of evidence say about the rest of the bundle. */
static void heed(struct bundle *b, bool is_release, const struct disclosure *d)
{
    char hex[65];
    struct note_key key;
    if (is_release && span_is(d->name, "manifest.sha256")) {
        sha256_hex(b->core, hex);
        b->core_holds = span_is(d->value, hex);
    } else if (is_release && span_is(d->name, "manifest.key")) {
        b->key_holds = note_key_parse(d->value, &key) == NOTE_KEY_GOOD && note_verify(&b->manifest, &key, NULL) == NOTE_SIGNED;
    } else if (span_is(d->name, "evidence.blob")) {
        for (size_t i = 0; i < b->f->count; i++) {
            struct span path = b->f->list[i].path;
            if (b->shown[i] || !span_skip(&path, "blob/") || !span_equal(path, d->value)) continue;
            sha256_hex(b->f->list[i].data, hex);
            b->shown[i] = span_is(path, hex);
        }
    }
}

static enum bundle_result read_disclosed(struct bundle *b, const struct leaf *leaf, struct span text)
{
    bool shown[LEAF_SLOTS_MAX] = {false}, is_release = leaf->index == b->release;
    char *memory = malloc(text.len + 1);
    uint64_t index;
    struct disclosure d;
    enum bundle_result result = BUNDLE_VALID;
    if (!memory) return fail(b, BUNDLE_MALFORMED, "is too large for the memory");
    if (!disclosure_begin(&text, &index) || index != leaf->index) result = BUNDLE_MALFORMED;
    while (result == BUNDLE_VALID && text.len > 0) {
        struct hash h;
        if (!disclosure_next(&text, &d, memory) || d.slot >= leaf->slots || shown[d.slot]) {
            result = BUNDLE_MALFORMED;
            break;
        }
        leaf_commit(d.salt, d.slot, d.name, d.absent ? NULL : &d.value, &h);
        if (!hash_equal(&h, &leaf->commitments[d.slot])) result = BUNDLE_INVALID;
        shown[d.slot] = true;
        fprintf(b->out, "  shown %.*s: ", (int)d.name.len, d.name.at);
        put_text(b->out, "", d.absent ? span_of("(has no value)") : d.value);
        heed(b, is_release, &d);
    }
    free(memory);
    fputs("  withheld slots:", b->out);
    for (size_t i = 0; i < leaf->slots; i++)
        if (!shown[i]) fprintf(b->out, " %zu", i);
    fputc('\n', b->out);
    return result == BUNDLE_VALID ? result : fail(b, result, "does not commit to what is shown of it");
}

/* The proof's checkpoint, under a log of the policy and with its witnesses, must hold the leaf. */
static enum bundle_result check_proof(struct bundle *b, uint64_t index, struct span text, const struct hash *leaf)
{
    struct proof p;
    struct note n;
    struct checkpoint c;
    uint64_t cosigned[POLICY_NAMES];
    if (!proof_parse(text, &p) || p.index != index) return fail(b, BUNDLE_MALFORMED, "has no proof");
    const struct policy_key *log = policy_open(&b->policy, p.checkpoint, &n, &c);
    if (!log) return fail(b, BUNDLE_INVALID, "has a checkpoint that no log of the policy has signed");
    if (!merkle_included(index, c.size, leaf, p.hashes, p.count, &c.root))
        return fail(b, BUNDLE_INVALID, "is not in the tree of its checkpoint");
    enum policy_result result = policy_judge(&b->policy, &n, cosigned);
    if (result == POLICY_FORGED) return fail(b, BUNDLE_INVALID, "has a checkpoint that a witness did not sign");
    if (result == POLICY_UNMET) b->unmet = true;
    fprintf(b->out, "  among %" PRIu64 " records of ", c.size);
    put_text(b->out, "", log->vkey);
    bool any = false;
    for (size_t i = 0; i < b->policy.name_count; i++) {
        char when[64];
        time_t seconds = (time_t)cosigned[i];
        struct tm tm;
        if (!cosigned[i] || !gmtime_r(&seconds, &tm) || !strftime(when, sizeof when, WITNESSED, &tm)) continue;
        any = true;
        put_text(b->out, when, b->policy.names[i].key.vkey);
    }
    if (!any) fputs("  witnessed by nobody that the policy names\n", b->out);
    return BUNDLE_VALID;
}

static struct span part(const struct bundle *b, uint64_t index, const char *ending)
{
    char path[64];
    snprintf(path, sizeof path, "%" PRIu64 ".%s", index, ending);
    const struct parcel_file *file = parcel_find(b->f, path);
    return file ? file->data : (struct span){NULL, 0};
}

static enum bundle_result check_record(struct bundle *b, uint64_t index)
{
    struct leaf leaf;
    struct hash h;
    struct span text = part(b, index, "record");
    snprintf(b->about, sizeof b->about, "record %" PRIu64, index);
    if (!leaf_parse(text, &leaf) || leaf.index != index) return fail(b, BUNDLE_MALFORMED, "is none");
    if (index == b->release && !span_is(leaf.type, "release")) return fail(b, BUNDLE_INVALID, "is no release");
    fprintf(b->out, "record %" PRIu64 ": %.*s, schema %.*s\n", index, (int)leaf.type.len, leaf.type.at, (int)leaf.schema.len,
            leaf.schema.at);
    merkle_leaf(text.at, text.len, &h);
    enum bundle_result result = check_proof(b, index, part(b, index, "tlog-proof"), &h);
    return result == BUNDLE_VALID ? read_disclosed(b, &leaf, part(b, index, "disclosed")) : result;
}

static enum bundle_result check(struct bundle *b)
{
    enum bundle_result result = read_manifest(b);
    if (result != BUNDLE_VALID) return result;
    put_text(b->out, "bundle ", b->id);
    for (unsigned i = 0; i < SAID; i++) {
        fprintf(b->out, "  %s", said[i]);
        put_text(b->out, ": ", b->said[i]);
    }
    for (size_t i = 0; i < b->record_count && result == BUNDLE_VALID; i++) result = check_record(b, b->records[i]);
    if (result == BUNDLE_VALID) result = check_record(b, b->release);
    if (result != BUNDLE_VALID) return result;
    strcpy(b->about, "MANIFEST");
    if (!b->core_holds || !b->key_holds) return fail(b, BUNDLE_INVALID, "is not the one that the release record commits to");
    for (size_t i = 0; i < b->f->count; i++) {
        struct span path = b->f->list[i].path;
        if (span_skip(&path, "blob/") && !b->shown[i]) return fail(b, BUNDLE_INVALID, "lists a blob that no record names");
    }
    strcpy(b->about, "the checkpoint");
    return b->unmet ? fail(b, BUNDLE_UNMET, "is not cosigned by the witnesses that the policy asks for") : BUNDLE_VALID;
}

enum bundle_result bundle_check(const struct parcel *f, struct span policy, FILE *out, char *why, size_t room)
{
    struct bundle *b = calloc(1, sizeof *b);
    const struct parcel_file *own = parcel_find(f, "policy");
    unsigned line = 0;
    if (!b) return BUNDLE_MALFORMED;
    *b = (struct bundle){.f = f, .out = out, .why = why, .room = room};
    bool readable = policy_parse(policy.at || !own ? policy : own->data, &b->policy, &line);
    snprintf(b->about, sizeof b->about, "line %u of the policy", line);
    enum bundle_result result =
        readable ? check(b) : fail(b, BUNDLE_MALFORMED, "is wrong, or nothing follows where a quorum must");
    free(b);
    return result;
}
