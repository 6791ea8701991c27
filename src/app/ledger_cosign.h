/* A ledger's witnesses: its latest checkpoint is shown to those that its policy names, and their cosignatures are put under it.
 */
#ifndef CUSTOS_APP_LEDGER_COSIGN_H
#define CUSTOS_APP_LEDGER_COSIGN_H

#include "ledger/files.h"
#include "verify/policy.h"

/* A ledger's policy as it is read. */
struct ledger_policy {
    char *text; /* owned; `policy` lies in it */
    struct policy policy;
};

enum err ledger_policy_read(const struct files *s, struct ledger_policy *ret, struct fault *f) MUST_USE;
void ledger_policy_done(struct ledger_policy *p);

/* Ask every witness of the policy that has an address and has not cosigned the latest checkpoint. What each said goes to standard
 * error. *ret_met: as many have cosigned as the policy asks for. An error only when the ledger itself cannot be read or written.
 */
enum err ledger_cosign_ask(const struct files *s, const struct ledger_policy *p, bool *ret_met, struct fault *f) MUST_USE;

/* Across an air gap: a request is written into `output` (NULL: standard output) that starts at `old` (NULL: 0); or `answer` names
 * the file of a witness's answer. Neither: every witness is asked. */
struct cosign_files {
    bool request;
    const char *output, *old, *answer;
};

/* custos ledger cosign. Returns the exit status. */
int ledger_cosign(const char *folder, const struct cosign_files *o);

#endif
