/* Fuzz: policies. A witness or a group stands in one group at most, which comes behind it. */
#include <stdlib.h>

#include "verify/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char note[] = "log.example/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\xe2\x80\x94 a AAAAAAA=\n";
    struct policy *p = malloc(sizeof *p);
    struct note n;
    unsigned line;
    uint64_t times[POLICY_NAMES];
    if (p && policy_parse((struct span){(const char *)data, size}, p, &line)) {
        for (size_t i = 0; i < p->name_count; i++) {
            const struct policy_name *name = &p->names[i];
            if (name->group != POLICY_NONE && (name->group <= (int)i || name->group >= (int)p->name_count)) __builtin_trap();
            if (name->threshold > name->members) __builtin_trap();
        }
        if (note_parse(span_of(note), &n)) (void)policy_judge(p, &n, times);
    }
    free(p);
    return 0;
}
