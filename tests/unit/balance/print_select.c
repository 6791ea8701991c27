#include "balance/print_select.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "check.h"
#include "print_sample.h"

enum { VARIANTS = 8, LONGEST = 3000, MANY = 4096, PAGE = 65536 };

/* The variants that are under test; nothing is when the processor's own is not among them. */
static size_t variants(const struct print_variant *ret[VARIANTS])
{
    size_t count = print_variants(ret, VARIANTS);
    if (!CHECK(count >= 1)) return 0;
    CHECK(print_variant_best() == ret[0]);
    CHECK_TEXT(ret[count - 1]->name, "portable");
#if defined(__aarch64__)
    CHECK_TEXT(ret[0]->name, "neon");
#elif defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) CHECK(strncmp(ret[0]->name, "avx", 3) == 0);
#endif
    return count;
}

/* One variant's search for all against the definition; where `max` cuts, the first ones count. */
static void check_select(print_select_fn *variant, const struct print_key *k, struct bytes payload)
{
    static uint32_t want[MANY], got[MANY];
    unsigned expected = by_definition(k, payload, want);
    const unsigned most[] = {MANY, expected + 1, expected, expected / 2, 1, 0};
    for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
        unsigned kept = most[i] < expected ? most[i] : expected;
        memset(got, 0xee, (expected + 1) * sizeof *got);
        CHECK_INT(variant(k, payload, got, most[i]), kept);
        CHECK_MEM(got, want, kept * sizeof *got);
        CHECK_INT(got[kept], 0xeeeeeeee); /* nothing was written behind them */
    }
}

/* Its search for the best, in a region at the payload's end. */
static void check_best(print_best_fn *variant, const struct print_key *k, struct bytes payload)
{
    size_t count = print_position_count(payload.len);
    if (count == 0) return;
    unsigned region = count < PRINT_REGION ? (unsigned)count : PRINT_REGION;
    const uint8_t *data = payload.data + count - region;
    unsigned best = best_by_definition(k, data, region);
    CHECK_INT(variant(k, data, region), print_rank_at(print_rank(k, data + best), best));
}

static void check_variants(struct print_key *k, struct bytes payload)
{
    const struct print_variant *variant[VARIANTS];
    size_t count = variants(variant);
    for (size_t v = 0; v < count; v++) {
        check_select(variant[v]->select, k, payload);
        check_best(variant[v]->best, k, payload);
    }
}

/* Every length, from heap blocks of exactly that size so that the sanitizer sees a read past the end. */
TEST(variants_select_the_same_positions)
{
    for (size_t len = 0; len <= LONGEST; len += len < 400 ? 1 : 37) {
        struct print_key k = key_of((uint32_t)len);
        unsigned alignment = (unsigned)len % 64;
        uint8_t *block = malloc(alignment + len + 1), *p = block + alignment + 1; /* ends where the heap block does */
        REQUIRE(block != NULL);
        fill(p, len);
        if (len > 100) memset(p + len / 2, 0, len / 4); /* runs select many positions in a row, or none */
        if (len % 3 == 0) k.pattern = 0;                /* zeros are selected */
        check_variants(&k, bytes_of(p, len));
        free(block);
    }
}

TEST(every_alignment)
{
    static uint8_t room[64 + 700];
    struct print_key k = key_of(3);
    fill(room, 700);
    for (size_t at = 0; at < 64; at++) {
        check_variants(&k, bytes_of(room + at, 700));
        memmove(room + at + 1, room + at, 700);
    }
}

/* The key to which nothing is better than what stands at `p`. */
static struct print_key key_that_selects(const uint8_t *p, uint32_t seed)
{
    struct print_key k = key_of(seed);
    uint32_t gram;
    memcpy(&gram, p, sizeof gram);
    k.pattern = gram * k.factor;
    return k;
}

enum adversary { ALL_SELECTED, NONE_SELECTED, ONE_BIT_OFF, FOUR_PERIODIC, EVERY_SIXTEENTH, ONLY_THE_ENDS, ADVERSARIES };

/* Content that somebody chose who knew the key. */
static struct print_key adversarial(enum adversary kind, uint8_t *p, size_t len)
{
    uint8_t gram[4];
    fill(gram, sizeof gram);
    struct print_key k = key_that_selects(gram, (uint32_t)len + kind);
    for (size_t i = 0; i < len; i++) p[i] = (uint8_t)~gram[0]; /* a gram of its own, selected only by chance */
    switch (kind) {
    case ALL_SELECTED:
    case NONE_SELECTED:
    case ONE_BIT_OFF:
        memset(p, gram[0], len);
        k = key_that_selects((uint8_t[]){gram[0], gram[0], gram[0], gram[0]}, (uint32_t)len);
        if (kind == NONE_SELECTED) k.pattern = ~k.pattern;
        if (kind == ONE_BIT_OFF) k.pattern ^= UINT32_C(1) << (31 - len % 8); /* not good enough, or not the best */
        break;
    case FOUR_PERIODIC:
        for (size_t i = 0; i < len; i++) p[i] = gram[i % 4];
        break;
    case EVERY_SIXTEENTH:
        for (size_t i = len % 16; i + 4 <= len; i += 16) memcpy(p + i, gram, 4);
        break;
    default:
        if (len >= 4) memcpy(p, gram, 4);
        if (len >= PRINT_WINDOW) memcpy(p + len - PRINT_WINDOW, gram, 4);        /* the last position of all */
        if (len > PRINT_WINDOW + 4) memcpy(p + len - PRINT_WINDOW + 4, gram, 4); /* too late for a window */
    }
    return k;
}

/* All lengths, with a page behind the payload that must not be read: holds without a sanitizer, too. */
TEST(adversarial_payloads_at_the_end_of_memory)
{
    uint8_t *room = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(room != MAP_FAILED);
    REQUIRE(mprotect(room + PAGE, PAGE, PROT_NONE) == 0);
    unsigned selected[ADVERSARIES] = {0};
    static uint32_t positions[MANY];
    for (enum adversary kind = 0; kind < ADVERSARIES; kind++)
        for (size_t len = 0; len <= 300; len++) {
            uint8_t *p = room + PAGE - len;
            struct print_key k = adversarial(kind, p, len);
            check_variants(&k, bytes_of(p, len));
            selected[kind] += by_definition(&k, bytes_of(p, len), positions);
        }
    CHECK_INT(selected[ALL_SELECTED], 277 * 278 / 2); /* every window of every length */
    CHECK_INT(selected[NONE_SELECTED], 0);
    for (enum adversary kind = FOUR_PERIODIC; kind < ADVERSARIES; kind++) CHECK(selected[kind] > 500);
    munmap(room, 2 * PAGE);
}

/* One position in 2^PRINT_LEVEL, over random and over textual content, whatever the key. */
TEST(selection_is_as_frequent_as_promised)
{
    enum { LEN = 1400, ROUNDS = 400 };
    static uint8_t data[LEN];
    static uint32_t positions[MANY];
    unsigned hits = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct print_key k = key_of(round);
        fill(data, LEN);
        if (round % 2)
            for (size_t i = 0; i < LEN; i++) data[i] = (uint8_t)(data[i] % 5 ? 'a' + data[i] % 26 : ' ');
        hits += print_variant_best()->select(&k, bytes_of(data, LEN), positions, MANY);
    }
    double expected = (double)(LEN - PRINT_WINDOW + 1) * ROUNDS / (1 << PRINT_LEVEL);
    CHECK(hits > expected * 0.9 && hits < expected * 1.1);
}
