#include "app/people_ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/ledger_lines.h"
#include "app/ledger_store.h"
#include "ledger/blob.h"
#include "ledger/entry.h"
#include "report/people_json.h"
#include "report/people_words.h"

struct people_ledger {
    struct ledger_store store;
    struct arena *arena;
    struct hasher *hasher;
    uint64_t plan; /* index of the plan's record */
};

/* --- texts -------------------------------------------------------------------------------------------------------------------
 */

static const char *names_text(struct people_ledger *l, const struct people_employers *e, const struct organisations *o)
{
    struct ledger_lines lines = {.arena = l->arena};
    for (size_t i = 0; i < e->count; i++)
        ledger_lines_add(&lines, arena_printf(l->arena, "%s %s", o->list[e->list[i]].id, o->list[e->list[i]].name));
    return lines.text;
}

/* "SHA256 OCTETS RECORDS FILE" a line. */
static const char *inputs_text(struct people_ledger *l, const struct study *s)
{
    struct ledger_lines lines = {.arena = l->arena};
    for (size_t i = 0; i < s->input_count; i++)
        ledger_lines_add(&lines, arena_printf(l->arena, "%s %" PRIu64 " %" PRIu64 " %s", s->inputs[i].sha256, s->inputs[i].octets,
                                              s->inputs[i].records, s->inputs[i].file));
    return lines.text;
}

static const char *manifests_text(struct people_ledger *l, const struct study *s)
{
    struct ledger_lines lines = {.arena = l->arena};
    for (size_t i = 0; i < s->input_count; i++) {
        const struct study_input *in = &s->inputs[i];
        ledger_lines_add(&lines,
                         arena_printf(l->arena, "origin: %s; lawful basis: %s; retention: %s%s%s", in->origin, in->lawful_basis,
                                      in->retention, in->override ? "; let pass: " : "", in->override ? in->override : ""));
    }
    return lines.text;
}

static const char *funnel_text(struct people_ledger *l, const struct study *s)
{
    char count[TEXT_NUMBER];
    struct ledger_lines lines = {.arena = l->arena};
    for (size_t i = 0; i < s->step_count; i++)
        ledger_lines_add(&lines, arena_printf(l->arena, "%s %s", s->funnel[i].name, people_count(s->funnel[i].count, count)));
    return lines.text;
}

/* Every test that was declared, with its verdict. */
static const char *tests_text(struct people_ledger *l, const struct study *s)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], c[TEXT_NUMBER], d[TEXT_NUMBER];
    struct ledger_lines lines = {.arena = l->arena};
    for (size_t i = 0; i < s->test_count; i++) {
        const struct study_test *t = &s->tests[i];
        if (!t->declared) continue;
        ledger_lines_add(&lines, arena_printf(l->arena, "%s%s: %s against %s: %s to %s, odds ratio %s (%s), %s", t->kind,
                                              t->stratified ? " stratified" : "", t->employer, t->comparator,
                                              people_of(t->a, t->b, a), people_of(t->c, t->d, b), people_ratio(t->odds_ratio, c),
                                              people_ratio_span(t->low, t->high, d), study_verdict_name(t->verdict)));
    }
    return lines.text;
}

/* SHA-256 of what --json prints of the study. */
static enum err result_hash(struct people_ledger *l, const struct study *s, char name[static BLOB_NAME], struct fault *f)
{
    char *text = NULL;
    size_t len = 0;
    struct hash hash;
    FILE *out = open_memstream(&text, &len);
    if (out) people_json(s, out);
    bool bad = !out || fclose(out) != 0;
    if (!bad) {
        hash_begin(l->hasher);
        hash_part(l->hasher, bytes_of(text, len));
        hash_end(l->hasher, &hash);
        blob_name(&hash, name);
    }
    free(text);
    return bad ? fault_set(f, ERR_MEMORY, "not enough memory for the study's record") : ERR_OK;
}

/* --- records -----------------------------------------------------------------------------------------------------------------
 */

void people_ledger_free(struct people_ledger *l)
{
    if (!l) return;
    ledger_store_close(&l->store);
    hasher_free(l->hasher);
    arena_free(l->arena);
    free(l);
}

static enum err append_plan(struct people_ledger *l, const struct people_options *q, const struct people_design *d,
                            struct fault *f)
{
    struct entry e;
    struct hash leaf;
    char now[CLOCK_TEXT];
    entry_begin(&e, "plan");
    entry_text(&e, "time", ledger_now(now));
    entry_text(&e, "version", CUSTOS_VERSION);
    entry_text(&e, "organisations", d->organisations_file);
    entry_text(&e, "organisations.sha256", d->organisations.digest);
    entry_text(&e, "employers", names_text(l, &d->employers, &d->organisations));
    entry_text(&e, "comparators", names_text(l, &d->comparators, &d->organisations));
    entry_unsigned(&e, "seed", q->seed);
    entry_text(&e, "options",
               arena_printf(l->arena, "%s form=%s erased=%s corrections=%s", q->extracts ? "report" : "test",
                            q->public_form ? "public" : "single", q->erased ? q->erased : "no",
                            q->corrections ? q->corrections : "no"));
    enum err err = ledger_append(l->store.ledger, &e.record, &l->plan, &leaf, f);
    return err == ERR_OK ? ledger_commit(l->store.ledger, f) : err;
}

enum err people_ledger_begin(const struct people_options *q, const struct people_design *d, struct people_ledger **ret,
                             struct fault *f)
{
    struct ledger_place place = {.folder = q->ledger};
    struct people_ledger *l = calloc(1, sizeof *l);
    if (!l || !(l->hasher = hasher_new()) || !(l->arena = arena_new())) {
        people_ledger_free(l);
        return fault_set(f, ERR_MEMORY, "not enough memory for the ledger");
    }
    enum err err = ledger_store_open(&place, &l->store, f);
    if (err == ERR_OK) err = append_plan(l, q, d, f);
    if (err == ERR_OK)
        *ret = l;
    else
        people_ledger_free(l);
    return err;
}

enum err people_ledger_end(struct people_ledger *l, const struct study *s, struct fault *f)
{
    struct entry e;
    struct hash leaf;
    uint64_t index;
    char now[CLOCK_TEXT], result[BLOB_NAME], cvs[TEXT_NUMBER], people[TEXT_NUMBER];
    enum err err = result_hash(l, s, result, f);
    if (err != ERR_OK) return err;
    entry_begin(&e, "study");
    entry_text(&e, "time", ledger_now(now));
    entry_unsigned(&e, "plan", l->plan);
    entry_text(&e, "inputs", inputs_text(l, s));
    entry_text(&e, "manifests", manifests_text(l, s));
    entry_text(&e, "cvs", people_count(s->cvs, cvs));
    entry_text(&e, "people", people_count(s->people, people));
    entry_text(&e, "funnel", funnel_text(l, s));
    entry_text(&e, "tests", tests_text(l, s));
    entry_text(&e, "form", s->public_mode ? "public" : "single");
    entry_text(&e, "result.sha256", result);
    entry_text(&e, "version", CUSTOS_VERSION);
    err = ledger_append(l->store.ledger, &e.record, &index, &leaf, f);
    return err == ERR_OK ? ledger_checkpoint(l->store.ledger, f) : err;
}
