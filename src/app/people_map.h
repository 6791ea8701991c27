/* A corpus -> what its records yield: the map of map and reduce. One thread reads, several understand, the caller's is told in
 * the order of the input. */
#ifndef CUSTOS_APP_PEOPLE_MAP_H
#define CUSTOS_APP_PEOPLE_MAP_H

#include <stdbool.h>

#include "base/err.h"
#include "corpus/corpus.h"
#include "people/extract.h"
#include "people/extract_line.h"
#include "people/lists.h"

enum { PEOPLE_THREADS = 256 }; /* at most */

/* All is borrowed. */
struct people_map_request {
    const char *const *inputs; /* files, folders, "-" */
    size_t input_count;
    enum corpus_format format;
    const struct organisations *organisations;
    const struct pseudonym_key *key;
    const char *manifest, *override_origin; /* or NULL: people_files.h */
    const struct erasures *erasures;        /* or NULL: none */
    const struct corrections *corrections;  /* or NULL: none */
    unsigned threads;                       /* 0: as many as there are processors */
    bool progress;                          /* a line on standard error, if that is a terminal */
};

/* "jsonl", "json", "csv" or "text": what --format says. */
enum err people_format(const char *name, enum corpus_format *ret, struct fault *f) MUST_USE;

/* Called by one thread, records in the order of the inputs, an input behind its last record. What is told is borrowed for the
 * call; an error ends the run. Only records that are not excluded are told; the others stand in the input's numbers. */
struct people_map_sink {
    void *context;
    enum err (*record)(void *context, const struct extract *x, struct fault *f);
    enum err (*input)(void *context, const struct extract_input *i, struct fault *f);
};

/* Records that are malformed or too long are told on standard error, the first of each input by their place. Every input needs
 * its manifest before any is read. ERR_FORMAT: all that there is is corrupt. */
enum err people_map(const struct people_map_request *q, const struct people_map_sink *sink, struct fault *f) MUST_USE;

#endif
