/* Checkpoints (C2SP tlog-checkpoint): what a log signs about its tree. */
#ifndef CUSTOS_VERIFY_CHECKPOINT_H
#define CUSTOS_VERIFY_CHECKPOINT_H

#include "verify/merkle.h"
#include "verify/note.h"

struct checkpoint {
    struct span origin; /* which log: the name of its key; borrowed */
    uint64_t size;
    struct hash root;
    struct span extensions; /* further lines, none empty; seldom any */
};

/* The body: a note's text. */
bool checkpoint_parse(struct span text, struct checkpoint *ret);

/* A whole note that must be signed by that log. */
bool checkpoint_open(struct span whole, const struct note_key *log, struct note *ret_note, struct checkpoint *ret);

#endif
