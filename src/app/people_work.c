#include "app/people_work.h"

#include "people/cv_read.h"

struct people_worker {
    const struct people_map_request *q;
    struct extractor *extractor;
    struct cv_reader *reader;
};

struct people_worker *people_worker_new(const struct people_map_request *q, const struct extraction *x)
{
    struct people_worker *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->q = q;
    w->extractor = extractor_new(x);
    w->reader = cv_reader_new();
    if (w->extractor && w->reader) return w;
    people_worker_free(w);
    return NULL;
}

void people_worker_free(struct people_worker *w)
{
    if (!w) return;
    extractor_free(w->extractor);
    cv_reader_free(w->reader);
    free(w);
}

void people_yield_done(struct people_yield *y)
{
    arena_free(y->arena);
    *y = (struct people_yield){0};
}

static void broken(struct people_yield *y, const struct corpus_record *r, const char *cause, size_t at)
{
    if (y->broken_count < BROKEN_TOLD)
        y->broken[y->broken_count++] = (struct people_broken){.line = r->line, .offset = r->offset + at, .cause = cause};
}

static enum cv_status read_record(struct people_worker *w, enum corpus_format format, struct cv *cv)
{
    switch (format) {
    case CORPUS_CSV: return cv_read_row(w->reader, cv);
    case CORPUS_TEXT: return cv_read_text(w->reader, cv);
    default: return cv_read_json(w->reader, cv);
    }
}

/* What the record yields: its own exclusion, or that of somebody who asked for it. */
static enum err understand(struct people_worker *w, const struct cv *cv, struct people_yield *y, enum exclusion *ret)
{
    y->list = arena_room(y->arena, y->list, y->count, &y->room, sizeof *y->list);
    struct extract *x = &y->list[y->count];
    enum err err = extract_cv(w->extractor, cv, y->arena, x);
    if (err != ERR_OK) return err;
    if (x->exclusion == EXCLUDED_NOT && w->q->erasures && erasures_have_record(w->q->erasures, x->record))
        x->exclusion = EXCLUDED_ERASED;
    if (x->exclusion == EXCLUDED_NOT && w->q->corrections) (void)corrections_apply(w->q->corrections, w->q->organisations, x);
    *ret = x->exclusion;
    y->count += *ret == EXCLUDED_NOT;
    return ERR_OK;
}

static enum err work_record(struct people_worker *w, const struct corpus_input *in, const struct corpus_record *r,
                            struct people_yield *y)
{
    struct cv cv = {.file = in->file, .line = r->line, .offset = r->offset, .bytes = r->bytes};
    enum exclusion why = EXCLUDED_MALFORMED;
    size_t at;
    y->records++;
    if (r->fault != CORPUS_WHOLE) {
        why = r->fault == CORPUS_TOO_LONG ? EXCLUDED_TOO_LONG : EXCLUDED_MALFORMED;
        broken(y, r, r->fault == CORPUS_TOO_LONG ? "longer than 4 MiB" : "the input ends inside it", 0);
        y->excluded[why]++;
        return ERR_OK;
    }
    switch (read_record(w, in->format, &cv)) {
    case CV_MEMORY: return ERR_MEMORY;
    case CV_EMPTY: why = EXCLUDED_EMPTY; break;
    case CV_MALFORMED: {
        const char *cause = cv_reader_fault(w->reader, &at);
        broken(y, r, cause, at);
        break;
    }
    case CV_READ: {
        enum err err = understand(w, &cv, y, &why);
        if (err != ERR_OK) return err;
        break;
    }
    }
    y->excluded[why] += why != EXCLUDED_NOT;
    return ERR_OK;
}

enum err people_work(struct people_worker *w, const struct corpus_batch *b, struct people_yield *ret)
{
    if (!(ret->arena = arena_new())) return ERR_MEMORY;
    if (b->input->format == CORPUS_CSV && !cv_reader_columns(w->reader, b->input->header, b->input->delimiter)) return ERR_MEMORY;
    for (size_t i = 0; i < b->count; i++) {
        enum err err = work_record(w, b->input, &b->records[i], ret);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}
