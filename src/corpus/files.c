#include "corpus/files.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static const struct {
    const char *ending;
    enum corpus_format format;
} endings[] = {{".jsonl", CORPUS_JSON_LINES}, {".ndjson", CORPUS_JSON_LINES}, {".json", CORPUS_JSON}, {".csv", CORPUS_CSV},
               {".tsv", CORPUS_CSV},          {".txt", CORPUS_TEXT},          {".text", CORPUS_TEXT}};

/* What may stand beside a corpus and is none of it: its manifest, a drill's truth and list. */
static const char *const beside[] = {"manifest.json", "truth.json", "organisations.csv"};

static bool ends_with(const char *name, size_t len, const char *ending)
{
    size_t n = strlen(ending);
    return len > n && strncasecmp(name + len - n, ending, n) == 0;
}

enum corpus_format corpus_format_of_name(const char *name)
{
    size_t len = strlen(name);
    if (ends_with(name, len, ".gz")) len -= 3;
    if (ends_with(name, len, ".zst")) len -= 4;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (ends_with(name, len, endings[i].ending)) return endings[i].format;
    return CORPUS_ANY;
}

bool corpus_file_name(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(beside); i++)
        if (strcmp(name, beside[i]) == 0) return false;
    if (ends_with(name, strlen(name), ".manifest.json")) return false;
    return name[0] != '.' && corpus_format_of_name(name) != CORPUS_ANY;
}

static void add(struct corpus_files *r, struct arena *a, const char *path, uint64_t octets)
{
    r->list = arena_room(a, r->list, r->count, &r->room, sizeof *r->list);
    r->list[r->count++] = (struct corpus_input){.file = arena_text(a, path), .stored_octets = octets};
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static enum err take(const FTSENT *e, struct arena *a, struct corpus_files *r, struct fault *f)
{
    switch (e->fts_info) {
    case FTS_F:
    case FTS_DEFAULT: /* a pipe or device that was named */
        if (e->fts_level == 0 || (e->fts_info == FTS_F && corpus_file_name(e->fts_name)))
            add(r, a, e->fts_path, e->fts_info == FTS_F ? (uint64_t)e->fts_statp->st_size : 0);
        return ERR_OK;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
    case FTS_SLNONE: return fault_set(f, ERR_IO, "%s: %s", e->fts_path, strerror(e->fts_errno ? e->fts_errno : ENOENT));
    case FTS_DC: return fault_set(f, ERR_IO, "%s: this folder holds itself", e->fts_path);
    default: return ERR_OK;
    }
}

static enum err walk(const char *path, struct arena *a, struct corpus_files *r, struct fault *f)
{
    char *own = arena_text(a, path);
    char *const roots[] = {own, NULL};
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (!tree) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    size_t before = r->count;
    enum err err = ERR_OK;
    FTSENT *e;
    errno = 0;
    while (err == ERR_OK && (e = fts_read(tree))) {
        if (e->fts_info == FTS_D && e->fts_level > 0 && e->fts_name[0] == '.')
            (void)fts_set(tree, e, FTS_SKIP);
        else
            err = take(e, a, r, f);
        errno = 0;
    }
    if (err == ERR_OK && errno != 0) err = fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    fts_close(tree);
    if (err == ERR_OK && r->count == before)
        return fault_set(f, ERR_USAGE, "%s: no corpus in this folder (.jsonl, .json, .csv, .txt, also with .gz or .zst)", path);
    return err;
}

enum err corpus_files(const char *const *paths, size_t count, struct arena *a, struct corpus_files *ret, struct fault *f)
{
    struct corpus_files r = {0};
    enum err err = ERR_OK;
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        if (strcmp(paths[i], "-") == 0)
            add(&r, a, "-", 0);
        else
            err = walk(paths[i], a, &r, f);
    }
    if (err == ERR_OK) *ret = r;
    return err;
}
