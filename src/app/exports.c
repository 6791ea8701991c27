#include "app/exports.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/output.h"
#include "register/seal.h"
#include "report/facts.h"

enum { CLASSIFICATION_MAX = 200 };

_Static_assert((int)EXPORT_SEAL >= (int)SEAL_TEXT, "a seal fits");

static bool is_named(const char *name, const char *at, size_t len)
{
    return strlen(name) == len && memcmp(name, at, len) == 0;
}

enum err exports_parse(const char *list, unsigned *formats, struct fault *f)
{
    for (const char *at = list;; at++) {
        size_t len = strcspn(at, ",");
        unsigned bits = is_named("all", at, len) ? (1U << EXPORT_FORMATS) - 1 : 0;
        for (unsigned i = 0; i < EXPORT_FORMATS; i++)
            if (is_named(export_format_name((enum export_format)i), at, len)) bits |= 1U << i;
        if (!bits)
            return fault_set(f, ERR_USAGE, "--export %s: eve, ecs, ocsf, misp, stix or all is wanted, separated by commas", list);
        *formats |= bits;
        at += len;
        if (!*at) return ERR_OK;
    }
}

enum err exports_parse_classification(const char *text, const char **ret, struct fault *f)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f) len = 0;
    if (len == 0 || len > CLASSIFICATION_MAX)
        return fault_set(f, ERR_USAGE, "--classification: one line of 1 to %d bytes is wanted", CLASSIFICATION_MAX);
    *ret = text;
    return ERR_OK;
}

static enum err write_file(const struct export_job *job, enum export_format format, const char *dir, struct fault *f)
{
    char path[OUTPUT_PATH];
    enum err err = output_path(dir, export_file_name(format), path, f);
    FILE *out = err == ERR_OK ? output_open(path, f) : NULL;
    if (!out) return err == ERR_OK ? ERR_IO : err;
    export_write(format, job, out);
    return output_close(out, path, f);
}

static enum err write_job(const struct export_job *job, unsigned formats, const char *dir, struct fault *f)
{
    enum err err = ERR_OK;
    for (unsigned i = 0; i < EXPORT_FORMATS && err == ERR_OK; i++)
        if (formats & 1U << i) err = write_file(job, (enum export_format)i, dir, f);
    return err;
}

static void seal(void *ctx, const char *canonical, char text[static EXPORT_SEAL])
{
    seal_target(ctx, canonical, text);
}

/* SHA-256 and size of what was written a moment ago. */
static enum err digest_file(const char *path, struct export_evidence *e, struct fault *f)
{
    unsigned char part[65536];
    FILE *in = fopen(path, "rb");
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = in && ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;
    for (size_t n; good && (n = fread(part, 1, sizeof part, in)) > 0; e->bytes += n) good = EVP_DigestUpdate(ctx, part, n) == 1;
    good = good && !ferror(in) && EVP_DigestFinal_ex(ctx, e->sha256, NULL) == 1;
    EVP_MD_CTX_free(ctx);
    if (in && fclose(in) != 0) good = false;
    return good ? ERR_OK : fault_set(f, ERR_IO, "%s: could not be read again: %s", path, strerror(errno));
}

static enum err find_evidence(const struct verdict_finding *finding, const char *dir, struct export_evidence *e, struct fault *f)
{
    char path[OUTPUT_PATH];
    if (!facts_has_evidence_file(finding)) return ERR_OK;
    if (snprintf(e->name, sizeof e->name, "evidence/%s.pcapng", finding->id) >= (int)sizeof e->name)
        return fault_set(f, ERR_LIMIT, "%s: the path is too long", dir);
    enum err err = output_path(dir, e->name, path, f);
    return err == ERR_OK ? digest_file(path, e, f) : err;
}

struct gathered {
    struct export_item *items;
    struct export_evidence *evidence;
    struct seal_key key;
};

static void gathered_done(struct gathered *g)
{
    seal_key_done(&g->key);
    free(g->items);
    free(g->evidence);
}

static enum err gather(const struct exports_options *o, const struct verdict *v, const struct ledger_ref *refs, const char *dir,
                       struct gathered *g, struct fault *f)
{
    enum err err = o->seal_key ? seal_key_read(o->seal_key, &g->key, NULL, f) : ERR_OK;
    g->items = calloc(v->finding_count + 1, sizeof *g->items);
    g->evidence = calloc(v->finding_count + 1, sizeof *g->evidence);
    if (err == ERR_OK && (!g->items || !g->evidence))
        err = fault_set(f, ERR_MEMORY, "no memory for %zu findings", v->finding_count);
    for (size_t i = 0; err == ERR_OK && i < v->finding_count; i++) {
        g->items[i] = export_item_of(v, &v->findings[i]);
        g->items[i].ledger = refs ? &refs[i] : NULL;
        g->items[i].evidence = &g->evidence[i];
        err = find_evidence(&v->findings[i], dir, &g->evidence[i], f);
    }
    return err;
}

enum err exports_write(const struct exports_options *o, const struct verdict *v, const struct ledger_ref *refs, const char *dir,
                       struct fault *f)
{
    struct gathered g = {.items = NULL};
    enum err err = gather(o, v, refs, dir, &g, f);
    struct export_job job = {.version = v->version,
                             .verdict = v,
                             .items = g.items,
                             .item_count = v->finding_count,
                             .tlp = o->tlp,
                             .classification = o->classification,
                             .made_ns = v->last_ns,
                             .seal = o->seal_key ? seal : NULL,
                             .seal_ctx = &g.key};
    if (err == ERR_OK) err = write_job(&job, o->formats, dir, f);
    gathered_done(&g);
    return err;
}
