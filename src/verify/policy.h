/* Trust policies (C2SP tlog-policy): which logs are known, which witnesses, and which of them must have cosigned a checkpoint. */
#ifndef CUSTOS_VERIFY_POLICY_H
#define CUSTOS_VERIFY_POLICY_H

#include "verify/checkpoint.h"

enum { POLICY_LOGS = 64, POLICY_NAMES = 128, POLICY_NONE = -1 };

struct policy_key {
    struct span vkey, url; /* url: empty when not given */
    struct note_key key;
    bool usable; /* of an algorithm that can be checked */
};

/* A witness, or a group of what stands before it. */
struct policy_name {
    struct span name;
    struct policy_key key;
    unsigned members, threshold; /* of a group; 0: a witness */
    int group;                   /* of which it is a member, or POLICY_NONE */
};

/* Borrows the text it was read from. */
struct policy {
    struct policy_key logs[POLICY_LOGS];
    size_t log_count;
    struct policy_name names[POLICY_NAMES];
    size_t name_count;
    int quorum; /* a name's number, or POLICY_NONE: no witness is asked for */
};

/* False: malformed; ret_line says where, counted from 1 (0: the end, a quorum is missing). */
bool policy_parse(struct span text, struct policy *ret, unsigned *ret_line);

/* The log whose origin and signature a checkpoint has; NULL: none that is known. */
const struct policy_key *policy_open(const struct policy *p, struct span whole, struct note *ret_note, struct checkpoint *ret);

enum policy_result { POLICY_MET, POLICY_UNMET, POLICY_FORGED };

/* Have enough witnesses cosigned? POLICY_FORGED: the signature of one that is known does not hold. ret_time: for each name the
 * time of its cosignature in seconds since 1970, 0 for who has not cosigned and for groups. */
enum policy_result policy_judge(const struct policy *p, const struct note *n, uint64_t ret_time[POLICY_NAMES]);

#endif
