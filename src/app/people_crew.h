/* The threads behind people_map: batches of records on their way from the reader to who is told. */
#ifndef CUSTOS_APP_PEOPLE_CREW_H
#define CUSTOS_APP_PEOPLE_CREW_H

#include "app/people_map.h"
#include "base/arena.h"

enum { BROKEN_TOLD = 5 }; /* of an input and of a batch, by their place */

/* A record that is not read, and why. */
struct people_broken {
    uint64_t line, offset; /* of the input */
    const char *cause;     /* static */
};

/* What a batch yields. */
struct people_yield {
    struct extract *list; /* in the arena; those that are not excluded */
    size_t count, room;
    struct arena *arena; /* owned */
    uint64_t records, excluded[EXCLUSION_COUNT];
    struct people_broken broken[BROKEN_TOLD];
    size_t broken_count;
};

struct people_crew; /* opaque */

enum err people_crew_new(const struct people_map_request *q, struct corpus *corpus, struct people_crew **ret,
                         struct fault *f) MUST_USE;
void people_crew_free(struct people_crew *c); /* accepts NULL; stops its threads */

/* The next batch in order and what it yields, valid until the next call; *ret_batch is NULL at the end. */
enum err people_crew_next(struct people_crew *c, const struct corpus_batch **ret_batch, const struct people_yield **ret_yield,
                          struct fault *f) MUST_USE;

#endif
