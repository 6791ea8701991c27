/* What logs and witnesses send each other: a request reads the same after it was written again, and an answer adds whole lines
 * only. Input: a request; or an octet of zero, u16be the length of a checkpoint, the checkpoint, an answer. */
#include "witness/exchange.h"

#include "base/macros.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_request(struct span body)
{
    static char again[EXCHANGE_LEN_MAX];
    static struct exchange_request r, second;
    size_t len;
    if (!exchange_parse(body, &r) || body.len > 1 << 16) return;
    ENSURE(r.count <= EXCHANGE_PROOF_MAX && r.checkpoint.at + r.checkpoint.len == body.at + body.len);
    ENSURE(exchange_format(&r, again, sizeof again, &len) == ERR_OK && span_equal((struct span){again, len}, body));
    ENSURE(exchange_parse((struct span){again, len}, &second) && second.old_size == r.old_size && second.count == r.count);
}

/* The policy of tests/golden/ledger. */
static void join(struct span note, struct span answer)
{
    static const char trusted[] =
        "log custos.example/op1/ledger-0001+99ddd7fc+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
        "witness w1 witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X\nquorum w1\n";
    static char out[1 << 16];
    static struct policy policy;
    struct note n;
    size_t len;
    unsigned line, count;
    ENSURE(policy.name_count || policy_parse(span_of(trusted), &policy, &line));
    if (exchange_join(note, answer, &policy, out, sizeof out, &len, &count) != ERR_OK) return;
    ENSURE(count > 0 && len > note.len && len <= note.len + answer.len && memcmp(out, note.at, note.len) == 0);
    ENSURE(note_parse((struct span){out, len}, &n) && note_verify(&n, &policy.names[0].key.key, NULL) == NOTE_SIGNED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span all = {(const char *)data, size};
    if (size < 3 || data[0] != 0) {
        read_request(all);
        return 0;
    }
    size_t rest = size - 3, first = (size_t)data[1] << 8 | data[2];
    if (first > rest) first = rest;
    join((struct span){all.at + 3, first}, (struct span){all.at + 3 + first, rest - first});
    return 0;
}
