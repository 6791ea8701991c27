#include "app/people_map.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/people_crew.h"
#include "app/people_files.h"
#include "report/progress.h"

struct map {
    const struct people_map_request *q;
    const struct people_map_sink *sink;
    struct arena *arena;
    struct corpus *corpus;
    const struct corpus_input *inputs;
    size_t input_count;
    struct manifest *manifests; /* of each input */
    struct extract_input sum;   /* of the input that is read */
    size_t told;                /* broken records of it */
    uint64_t records;           /* of all inputs */
    bool corrupt;               /* one of them */
    struct progress line;
};

/* --- before anything is read --- */

static size_t folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

/* Whether a folder's manifest, which the input before had, is this one's as well. */
static bool same_manifest(const char *before, const char *path)
{
    size_t len = folder_len(path);
    char own[4096];
    if (folder_len(before) != len || strncmp(before, path, len) != 0) return false;
    for (int i = 0; i < 2; i++)
        if (snprintf(own, sizeof own, "%s.manifest.yaml", i ? before : path) >= (int)sizeof own || access(own, F_OK) == 0)
            return false;
    return true;
}

static enum err read_manifests(struct map *m, struct fault *f)
{
    const struct people_map_request *q = m->q;
    m->manifests = arena_alloc(m->arena, (m->input_count + 1) * sizeof *m->manifests);
    for (size_t i = 0; i < m->input_count; i++) {
        const char *file = m->inputs[i].file;
        if (i > 0 && (q->manifest || same_manifest(m->inputs[i - 1].file, file))) {
            m->manifests[i] = m->manifests[i - 1];
            continue;
        }
        enum err err = people_manifest(file, q->manifest, q->override_origin, m->arena, &m->manifests[i], f);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

static uint64_t stored_octets(const struct map *m)
{
    uint64_t octets = 0;
    for (size_t i = 0; i < m->input_count; i++) octets += m->inputs[i].stored_octets;
    return octets;
}

/* --- while it is read --- */

static void tell_broken(struct map *m, const struct corpus_input *in, const struct people_yield *y)
{
    for (size_t i = 0; i < y->broken_count && m->told < BROKEN_TOLD; i++, m->told++) {
        const struct people_broken *b = &y->broken[i];
        progress_end(&m->line);
        fprintf(stderr, "custos: %s:%" PRIu64 ": a record is passed over: %s (octet %" PRIu64 ")\n", in->file, b->line, b->cause,
                b->offset);
    }
}

/* The input has ended: what is to be said of it as a whole. */
static void tell_input(struct map *m, const struct corpus_input *in)
{
    uint64_t malformed = m->sum.excluded[EXCLUDED_MALFORMED], too_long = m->sum.excluded[EXCLUDED_TOO_LONG];
    progress_end(&m->line);
    if (malformed + too_long > m->told)
        fprintf(stderr, "custos: %s: of %" PRIu64 " records %" PRIu64 " are malformed and %" PRIu64 " too long\n", in->file,
                m->sum.records, malformed, too_long);
    if (in->cause) fprintf(stderr, "custos: %s: %s; what comes before was read\n", in->file, in->cause);
    m->corrupt |= in->cause != NULL;
}

static enum err input_end(struct map *m, const struct corpus_input *in, struct fault *f)
{
    const struct manifest *about = &m->manifests[in - m->inputs];
    struct extract_input *sum = &m->sum;
    tell_input(m, in);
    sum->file = in->file;
    sum->octets = in->octets;
    memcpy(sum->sha256, in->sha256, sizeof sum->sha256);
    memcpy(sum->organisations, m->q->organisations->digest, sizeof sum->organisations);
    sum->origin = about->origin;
    sum->lawful_basis = about->lawful_basis;
    sum->retention = about->retention;
    sum->name = about->name;
    sum->collected = about->collected;
    sum->notes = about->notes;
    sum->override = about->leaked ? m->q->override_origin : NULL;
    enum err err = m->sink->input(m->sink->context, sum, f);
    *sum = (struct extract_input){0};
    m->told = 0;
    return err;
}

static enum err take_batch(struct map *m, const struct corpus_batch *b, const struct people_yield *y, struct fault *f)
{
    m->records += y->records;
    m->sum.records += y->records;
    for (size_t i = 0; i < EXCLUSION_COUNT; i++) m->sum.excluded[i] += y->excluded[i];
    tell_broken(m, b->input, y);
    for (size_t i = 0; i < y->count; i++) {
        enum err err = m->sink->record(m->sink->context, &y->list[i], f);
        if (err != ERR_OK) return err;
    }
    if (m->q->progress) progress_step(&m->line, b->consumed, m->records);
    return b->last ? input_end(m, b->input, f) : ERR_OK;
}

static enum err read_corpus(struct map *m, struct fault *f)
{
    struct people_crew *crew = NULL;
    const struct corpus_batch *b = NULL;
    const struct people_yield *y = NULL;
    enum err err = people_crew_new(m->q, m->corpus, &crew, f);
    if (err != ERR_OK) return err;
    if (m->q->progress) progress_begin(&m->line, stderr, stored_octets(m));
    m->line.unit = "record";
    while ((err = people_crew_next(crew, &b, &y, f)) == ERR_OK && b)
        if ((err = take_batch(m, b, y, f)) != ERR_OK) break;
    progress_end(&m->line);
    people_crew_free(crew);
    return err;
}

enum err people_map(const struct people_map_request *q, const struct people_map_sink *sink, struct fault *f)
{
    struct map m = {.q = q, .sink = sink, .arena = arena_new()};
    struct corpus_options options = {.format = q->format};
    if (!m.arena) return fault_set(f, ERR_MEMORY, "not enough memory to read the corpus");
    enum err err = corpus_new(q->inputs, q->input_count, &options, m.arena, &m.corpus, f);
    if (err == ERR_OK) {
        m.inputs = corpus_inputs(m.corpus, &m.input_count);
        err = read_manifests(&m, f);
    }
    if (err == ERR_OK) err = read_corpus(&m, f);
    if (err == ERR_OK && m.corrupt && m.records == 0) err = fault_set(f, ERR_FORMAT, "nothing of the corpus could be read");
    corpus_free(m.corpus);
    arena_free(m.arena);
    return err;
}

enum err people_format(const char *name, enum corpus_format *ret, struct fault *f)
{
    for (enum corpus_format i = CORPUS_JSON_LINES; i < CORPUS_FORMATS; i++) {
        if (strcmp(name, corpus_format_names[i]) != 0) continue;
        *ret = i;
        return ERR_OK;
    }
    return fault_set(f, ERR_USAGE, "--format %s: jsonl, json, csv or text is wanted", name);
}
