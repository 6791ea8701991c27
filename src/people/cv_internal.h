/* What the readers of records share: the parts of a record and the buffers below them. */
#ifndef CUSTOS_PEOPLE_CV_INTERNAL_H
#define CUSTOS_PEOPLE_CV_INTERNAL_H

#include <stdbool.h>

#include "people/cv_keys.h"
#include "people/cv_read.h"

struct json_nodes;

struct cv_column {
    enum cv_field field;
    enum cv_section section;
    uint32_t entry;
    uint8_t key; /* enum cv_key */
};

struct cv_reader {
    struct cv_keys keys;
    struct json_nodes *nodes; /* owned */
    uint8_t *node_keys;       /* owned: enum cv_key of each node */
    size_t node_room;
    struct cv_part *parts; /* owned: CV_PARTS of them */
    uint8_t *text;         /* owned: texts that had escapes */
    size_t text_len, text_room;
    struct cv_origin *origins; /* owned */
    size_t origin_len, origin_room;
    struct cv_column *columns; /* owned */
    size_t column_count;
    char delimiter;
    const char *fault;
    size_t fault_at;
    struct bytes given, family; /* of the name of the record being read */
    uint32_t entries;           /* entries of histories so far */
    struct cv *cv;              /* the record being read */
};

/* Begin with `cv`: room for `text` octets of unescaped text and `origins` places. False: no memory. */
bool cv_begin(struct cv_reader *r, struct cv *cv, size_t text, size_t origins);
/* The whole name is known; CV_READ or CV_EMPTY. */
enum cv_status cv_end(struct cv_reader *r);
enum cv_status cv_malformed(struct cv_reader *r, const char *fault, size_t at);

/* A text that is being put together. */
struct cv_text {
    size_t text, origin;
};
struct cv_text cv_text_begin(const struct cv_reader *r);
/* What is put next stands at `at` of the record. The first thing of a text, and the last behind every escape, so that its end has
 * its place too. */
void cv_text_mark(struct cv_reader *r, size_t at);
void cv_text_put(struct cv_reader *r, const void *octets, size_t len);

/* One more part; `from` and `len` in the record. Blank ones are left out. */
void cv_part_plain(struct cv_reader *r, const struct cv_part *like, size_t from, size_t len);
void cv_part_made(struct cv_reader *r, const struct cv_part *like, struct cv_text made);

#endif
