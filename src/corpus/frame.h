/* Where a record ends: one automaton a format, which goes on wherever the octets were cut. */
#ifndef CUSTOS_CORPUS_FRAME_H
#define CUSTOS_CORPUS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "corpus/corpus.h"

struct frame {
    enum corpus_format format;
    char delimiter; /* CSV */
    bool array;     /* JSON: inside the array that holds the records */
    /* of the record that is looked at */
    bool begun;
    bool string, escaped; /* JSON: in a string, behind a backslash; CSV: `string` inside quotes */
    bool field;           /* CSV: at the beginning of a field */
    uint64_t depth;       /* JSON: of brackets */
};

/* Octets before the next record that belong to none: white space, separators, empty lines. */
size_t frame_between(struct frame *f, struct bytes text);

/* Look for the end of the record in `text`, which goes on where the last call ended. True: the record has ended, *ret_len octets
 * of `text` belong to it and *ret_end further ones to its end. False: all of `text` does, and more. */
bool frame_end(struct frame *f, struct bytes text, size_t *ret_len, size_t *ret_end);

/* Whether a record that the input's end cuts off may be whole. */
bool frame_may_end(const struct frame *f);

/* The next octet begins a record. */
void frame_reset(struct frame *f);

#endif
