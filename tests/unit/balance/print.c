#include "balance/print.h"

#include "check.h"
#include "print_sample.h"

enum { LONGEST = 3000, MANY = 4096 };

static bool among(uint64_t print, const uint64_t *list, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (list[i] == print) return true;
    return false;
}

TEST(keys_are_random)
{
    struct print_key a, b;
    REQUIRE(print_key_random(&a) && print_key_random(&b));
    CHECK(memcmp(a.secret, b.secret, sizeof a.secret) != 0);
    CHECK(a.seed != b.seed);
    CHECK((a.factor & 1) && (b.factor & 1)); /* an even factor would lose bits of the gram */
}

/* The same content behind other bytes, cut at its end, or amid others: prints of windows that are whole in both are the same. */
TEST(prints_do_not_move_with_their_content)
{
    static uint8_t content[1200], other[4000];
    static uint64_t of_content[PRINT_MAX], of_other[PRINT_MAX];
    struct print_key k = key_of(5);
    fill(content, sizeof content);
    unsigned n = print_windows(&k, bytes_of(content, sizeof content), of_content, PRINT_MAX);
    REQUIRE(n > 30);
    for (size_t shift = 0; shift < 130; shift++) {
        fill(other, sizeof other);
        memcpy(other + shift, content, sizeof content);
        unsigned m = print_windows(&k, bytes_of(other, shift + sizeof content + shift * 3), of_other, PRINT_MAX);
        for (unsigned i = 0; i < n; i++) CHECK(among(of_content[i], of_other, m));
    }
    for (size_t cut = PRINT_WINDOW; cut < sizeof content; cut += 31) {
        unsigned front = print_windows(&k, bytes_of(content, cut), of_other, PRINT_MAX);
        CHECK_MEM(of_other, of_content, front * sizeof *of_other);
        unsigned back = print_windows(&k, bytes_of(content + cut, sizeof content - cut), of_other, PRINT_MAX);
        CHECK_MEM(of_other, of_content + (n - back), back * sizeof *of_other);
        CHECK(front + back <= n && front + back + PRINT_WINDOW >= n);
    }
}

TEST(another_key_other_prints)
{
    static uint8_t data[2000];
    static uint64_t a[PRINT_MAX], b[PRINT_MAX];
    struct print_key k = key_of(6), other = key_of(7), reseeded = k;
    reseeded.seed++;
    fill(data, sizeof data);
    unsigned n = print_windows(&k, bytes_of(data, sizeof data), a, PRINT_MAX);
    unsigned m = print_windows(&other, bytes_of(data, sizeof data), b, PRINT_MAX);
    REQUIRE(n > 50 && m > 50);
    for (unsigned i = 0; i < m; i++) CHECK(!among(b[i], a, n));
    CHECK_INT(print_windows(&reseeded, bytes_of(data, sizeof data), b, PRINT_MAX), n);
    for (unsigned i = 0; i < n; i++) CHECK(!among(b[i], a, n));
    static uint32_t p[MANY], q[MANY];
    unsigned here = by_definition(&k, bytes_of(data, sizeof data), p), same = 0;
    unsigned there = by_definition(&other, bytes_of(data, sizeof data), q);
    for (unsigned i = 0; i < here; i++)
        for (unsigned j = 0; j < there; j++) same += p[i] == q[j];
    CHECK(same < here / 2); /* one in sixteen by chance */
    CHECK(print_whole(&k, bytes_of(data, 100)) != print_whole(&other, bytes_of(data, 100)));
}

/* With any key: padding and fill patterns would match everywhere. */
TEST(periodic_windows_are_passed_over)
{
    static const char *const patterns[] = {"", "\xff", "ab", "abcd", "\x55\xaa\x55\xaa", "12345678"};
    static const size_t period[] = {1, 1, 2, 4, 4, 8};
    static uint8_t data[1500];
    static uint64_t prints[PRINT_MAX];
    for (unsigned p = 0; p < 6; p++) {
        unsigned selected = 0;
        static uint32_t positions[MANY];
        for (size_t i = 0; i < sizeof data; i++) data[i] = (uint8_t)patterns[p][i % period[p]];
        for (uint32_t seed = 0; seed < 200; seed++) {
            struct print_key k = key_of(seed);
            selected += by_definition(&k, bytes_of(data, sizeof data), positions) > 0;
            CHECK_INT(print_windows(&k, bytes_of(data, sizeof data), prints, PRINT_MAX), 0);
        }
        CHECK(selected > 0); /* positions were selected: it is the windows that were passed over */
    }
    /* the same bytes once more, 9-periodic: those count */
    unsigned kept = 0;
    for (size_t i = 0; i < sizeof data; i++) data[i] = (uint8_t) "123456789"[i % 9];
    for (uint32_t seed = 0; seed < 50; seed++) {
        struct print_key k = key_of(seed);
        kept += print_windows(&k, bytes_of(data, sizeof data), prints, PRINT_MAX);
    }
    CHECK(kept > 0);
}

/* Whatever an entry keeps, a search of an exit with the same content finds, behind whatever header. */
TEST(what_an_entry_keeps_an_exit_finds)
{
    enum { HEADER = 37 };
    static uint8_t data[HEADER + LONGEST];
    static uint64_t all[PRINT_MAX];
    uint64_t kept[PRINT_KEPT];
    unsigned several = 0, most = 0;
    for (size_t len = 0; len <= LONGEST; len += len < 400 ? 1 : 53) {
        struct print_key k = key_of((uint32_t)len);
        fill(data, HEADER + len);
        struct bytes payload = bytes_of(data + HEADER, len);
        unsigned n = print_entry(&k, payload, print_whole(&k, payload), kept);
        unsigned m = print_windows(&k, bytes_of(data, HEADER + len), all, PRINT_MAX);
        for (unsigned i = 0; i < n; i++) CHECK(among(kept[i], all, m));
        CHECK(n <= 1 + (len > PRINT_REGION) + len / PRINT_STRETCH);
        CHECK(n >= 1 || len < 2 * PRINT_REGION);
        several += n >= 2;
        most = n > most ? n : most;
    }
    CHECK(several > 150);
    CHECK_INT(most, 3); /* of 3,000 bytes */
}

/* How often a copy of all but the first region, of `tail` bytes, holds a print, in 1,000. */
static unsigned found_in_a_tail(size_t len, size_t begin, size_t tail)
{
    static uint8_t data[LONGEST];
    static uint64_t all[PRINT_MAX];
    uint64_t kept[PRINT_KEPT];
    unsigned found = 0;
    struct print_key k = key_of(11);
    for (unsigned round = 0; round < 1000; round++) {
        fill(data, len);
        unsigned n = print_entry(&k, bytes_of(data, len), print_whole(&k, bytes_of(data, len)), kept), hits = 0;
        unsigned m = print_windows(&k, bytes_of(data + begin, tail), all, PRINT_MAX);
        for (unsigned i = 0; i < n; i++) hits += among(kept[i], all, m);
        found += hits > 0;
    }
    return found;
}

/* The part of the positions behind the first region that is copied, whichever part it is. */
TEST(no_part_of_a_payload_is_safe)
{
    enum { LEN = 1400, PIECE = 150 };
    unsigned expected = 1000 * (PIECE - PRINT_WINDOW + 1) / (LEN - PRINT_WINDOW + 1 - PRINT_REGION);
    for (size_t begin = PRINT_REGION; begin + PIECE <= LEN; begin += 100) {
        unsigned found = found_in_a_tail(LEN, begin, PIECE);
        CHECK(found > expected / 2 && found < expected * 2);
    }
    unsigned end = found_in_a_tail(LEN, LEN - PIECE, PIECE);
    CHECK(end > expected / 2);
    CHECK(found_in_a_tail(LEN, 0, PRINT_REGION + PRINT_WINDOW - 1) > 990); /* all but one start in 3,900 are seen */
}

/* Its region lies elsewhere under another key, and in another payload: nobody can know where. */
TEST(where_the_second_region_lies_depends_on_the_whole)
{
    enum { LEN = 1400 };
    static uint8_t data[LEN];
    uint64_t kept[PRINT_KEPT], seen[64];
    struct print_key k = key_of(12);
    unsigned different = 0;
    fill(data, LEN);
    for (unsigned i = 0; i < 64; i++) {
        data[LEN - 1]++; /* in no window that could be kept twice */
        CHECK_INT(print_entry(&k, bytes_of(data, LEN), print_whole(&k, bytes_of(data, LEN)), kept), 2);
        different += !among(kept[1], seen, i);
        seen[i] = kept[1];
    }
    CHECK(different > 8);
}

/* Padding that has the best rank of all does not hide the content beside it. */
TEST(an_entry_passes_over_padding)
{
    enum { LEN = 120 };
    static uint8_t data[LEN];
    static uint64_t all[PRINT_MAX];
    uint64_t kept[PRINT_KEPT];
    for (uint32_t seed = 0; seed < 50; seed++) {
        struct print_key k = key_of(seed);
        k.pattern = 0; /* zeros are the best there is */
        fill(data, LEN);
        memset(data + seed, 0, 40);
        unsigned m = print_windows(&k, bytes_of(data, LEN), all, PRINT_MAX);
        unsigned n = print_entry(&k, bytes_of(data, LEN), seed, kept);
        CHECK_INT(n, m > 0);
        if (n) CHECK(among(kept[0], all, m));
        memset(data, 0, LEN);
        CHECK_INT(print_entry(&k, bytes_of(data, LEN), seed, kept), 0);
    }
}

TEST(prints_hardly_ever_collide)
{
    static uint8_t data[65000];
    static uint64_t prints[PRINT_MAX * 64];
    struct print_key k = key_of(8);
    unsigned n = 0, equal = 0;
    fill(data, sizeof data);
    for (size_t at = 0; at + 1000 <= sizeof data && n + PRINT_MAX < PRINT_MAX * 64; at += 1000)
        n += print_windows(&k, bytes_of(data + at, 1000), prints + n, PRINT_MAX);
    REQUIRE(n > 3000);
    for (unsigned i = 0; i < n; i++)
        for (unsigned j = 0; j < i; j++)
            equal += (uint32_t)prints[i] == (uint32_t)prints[j] && prints[i] >> 44 == prints[j] >> 44;
    CHECK_INT(equal, 0);
}

TEST(whole_prints_depend_on_every_byte_and_the_length)
{
    static uint8_t data[300];
    struct print_key k = key_of(9);
    fill(data, sizeof data);
    for (size_t len = 1; len <= sizeof data; len += 13) {
        uint64_t print = print_whole(&k, bytes_of(data, len));
        CHECK(print != print_whole(&k, bytes_of(data, len - 1)));
        for (size_t i = 0; i < len; i++) {
            data[i] ^= 1;
            CHECK(print != print_whole(&k, bytes_of(data, len)));
            data[i] ^= 1;
        }
        CHECK(print == print_whole(&k, bytes_of(data, len)));
    }
}

TEST(bound_prints_differ_by_conversation)
{
    CHECK(print_bind(1, 2) != print_bind(1, 3));
    CHECK(print_bind(1, 2) != print_bind(2, 2));
    CHECK(print_bind(1, 2) == print_bind(1, 2));
}
