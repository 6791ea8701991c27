/* Fuzz: proofs of logging, records and what is shown of them. */
#include <stdlib.h>

#include "verify/leaf.h"
#include "verify/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void disclose(struct span text)
{
    char *memory = malloc(text.len + 1);
    uint64_t index;
    struct disclosure d;
    struct hash h;
    if (memory && disclosure_begin(&text, &index))
        while (text.len > 0 && disclosure_next(&text, &d, memory))
            leaf_commit(d.salt, d.slot, d.name, d.absent ? NULL : &d.value, &h);
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    struct proof p;
    struct hash h, root;
    struct leaf *leaf = malloc(sizeof *leaf);
    merkle_leaf(data, size, &h);
    if (proof_parse(text, &p)) {
        if (p.count > MERKLE_PROOF_MAX || p.checkpoint.len == 0) __builtin_trap();
        merkle_empty(&root);
        if (merkle_included(p.index, UINT64_MAX, &h, p.hashes, p.count, &root)) __builtin_trap();
        if (merkle_consistent(p.index, UINT64_MAX, p.hashes, p.count, &h, &root)) __builtin_trap();
    }
    if (leaf && leaf_parse(text, leaf) && leaf->slots > LEAF_SLOTS_MAX) __builtin_trap();
    disclose(text);
    free(leaf);
    return 0;
}
