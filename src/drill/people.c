#include "drill/people.h"

#include <string.h>

#include "base/macros.h"
#include "drill/people_truth.h"
#include "drill/people_write.h"

/* Persons of one block have their CVs in any order among one another; blocks follow each other. */
enum { BLOCK_PERSONS = 4096, BLOCK_CVS = BLOCK_PERSONS * PEOPLE_CVS };

static const struct people_corpus corpora[] = {
    {"people", "CVs in English and Chinese, with ties, false friends, duplicates", PEOPLE_PLANTED},
    {"people-even", "the same, and ties are as frequent at every employer", PEOPLE_EVEN},
    {"people-innocent", "the same without ties: nothing but false friends", PEOPLE_INNOCENT},
    {"people-sparse", "CVs of everybody, of which one in a hundred names an employer or a body", PEOPLE_SPARSE},
};

size_t people_corpus_count(void)
{
    return ARRAY_LEN(corpora);
}

const struct people_corpus *people_corpus_at(size_t index)
{
    ENSURE(index < ARRAY_LEN(corpora));
    return &corpora[index];
}

const struct people_corpus *people_corpus_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(corpora); i++)
        if (strcmp(corpora[i].name, name) == 0) return &corpora[i];
    return NULL;
}

/* Persons and CVs of a block, and what comes of them. */
struct block {
    struct people_person persons[BLOCK_PERSONS];
    struct people_told told[BLOCK_PERSONS];
    uint32_t order[BLOCK_CVS]; /* person * PEOPLE_CVS + CV */
    uint32_t persons_count, cvs;
};

static uint64_t fill_block(struct block *b, const struct people_corpus *c, uint64_t seed, uint64_t first, uint64_t records)
{
    b->cvs = 0;
    for (b->persons_count = 0; b->persons_count < BLOCK_PERSONS && b->cvs < records; b->persons_count++) {
        struct people_person *p = &b->persons[b->persons_count];
        people_draw(seed, c->plan, first + b->persons_count, p);
        if (p->cvs > records - b->cvs) p->cvs = (unsigned)(records - b->cvs);
        b->told[b->persons_count] = (struct people_told){.cvs = p->cvs};
        for (unsigned i = 0; i < p->cvs; i++) b->order[b->cvs++] = b->persons_count * PEOPLE_CVS + i;
    }
    return b->cvs;
}

static void shuffle(struct block *b, struct rng *r)
{
    for (uint32_t i = b->cvs; i > 1; i--) {
        uint32_t k = rng_below(r, i), kept = b->order[i - 1];
        b->order[i - 1] = b->order[k];
        b->order[k] = kept;
    }
}

static void write_block(struct block *b, struct people_writer *w, uint64_t seed, uint64_t line, FILE *corpus)
{
    for (uint32_t i = 0; i < b->cvs; i++) {
        uint32_t person = b->order[i] / PEOPLE_CVS, cv = b->order[i] % PEOPLE_CVS;
        people_write_cv(w, seed, &b->persons[person], cv);
        b->told[person].lines[cv] = line + i;
        memcpy(b->told[person].wrote[cv], w->voice.wrote, sizeof w->voice.wrote);
        (void)fwrite(w->line.text, 1, w->line.len, corpus); /* who closes the file asks whether it failed */
    }
}

uint64_t people_play(const struct people_corpus *c, uint64_t seed, uint64_t records, FILE *corpus, FILE *truth)
{
    struct block *b = malloc(sizeof *b);
    struct people_writer *w = malloc(sizeof *w);
    struct people_truth t;
    struct rng r;
    ENSURE(b && w);
    rng_seed(&r, random_mix(seed, UINT64_MAX));
    people_truth_begin(&t, truth, c->name, seed);
    for (uint64_t first = 0, line = 1; line <= records; first += b->persons_count) {
        uint64_t cvs = fill_block(b, c, seed, first, records - line + 1);
        shuffle(b, &r);
        write_block(b, w, seed, line, corpus);
        for (uint32_t i = 0; i < b->persons_count; i++) people_truth_person(&t, &b->persons[i], &b->told[i]);
        line += cvs;
    }
    people_truth_end(&t, c->plan);
    free(w);
    free(b);
    return t.persons;
}
