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

TEST(levels_are_nested)
{
    struct print_key k = key_of(4);
    static uint8_t data[60000];
    static uint64_t lower[PRINT_MAX], higher[PRINT_MAX];
    fill(data, sizeof data);
    unsigned n = 0, all_higher = 0;
    for (size_t at = 0; at < sizeof data; at += 3000) {
        struct bytes b = bytes_of(data + at, 3000);
        n = print_windows(&k, b, PRINT_LEVEL_MIN, lower, PRINT_MAX);
        for (unsigned level = PRINT_LEVEL_MIN + 1; level <= PRINT_LEVEL_MAX; level++) {
            unsigned m = print_windows(&k, b, level, higher, PRINT_MAX);
            CHECK(m <= n);
            for (unsigned i = 0; i < m; i++) CHECK(among(higher[i], lower, n));
            memcpy(lower, higher, m * sizeof *lower);
            n = m;
            all_higher += m;
        }
    }
    CHECK(all_higher > 100); /* or nothing was compared */
}

/* The same content behind other bytes, cut at its end, or amid others: prints of windows that are whole in both are the same. */
TEST(prints_do_not_move_with_their_content)
{
    static uint8_t content[1200], other[4000];
    static uint64_t of_content[PRINT_MAX], of_other[PRINT_MAX];
    struct print_key k = key_of(5);
    fill(content, sizeof content);
    unsigned n = print_windows(&k, bytes_of(content, sizeof content), PRINT_LEVEL_MIN, of_content, PRINT_MAX);
    REQUIRE(n > 30);
    for (size_t shift = 0; shift < 130; shift++) {
        fill(other, sizeof other);
        memcpy(other + shift, content, sizeof content);
        unsigned m = print_windows(&k, bytes_of(other, shift + sizeof content + shift * 3), PRINT_LEVEL_MIN, of_other, PRINT_MAX);
        for (unsigned i = 0; i < n; i++) CHECK(among(of_content[i], of_other, m));
    }
    for (size_t cut = PRINT_WINDOW; cut < sizeof content; cut += 31) {
        unsigned front = print_windows(&k, bytes_of(content, cut), PRINT_LEVEL_MIN, of_other, PRINT_MAX);
        CHECK_MEM(of_other, of_content, front * sizeof *of_other);
        unsigned back = print_windows(&k, bytes_of(content + cut, sizeof content - cut), PRINT_LEVEL_MIN, of_other, PRINT_MAX);
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
    unsigned n = print_windows(&k, bytes_of(data, sizeof data), PRINT_LEVEL_MIN, a, PRINT_MAX);
    unsigned m = print_windows(&other, bytes_of(data, sizeof data), PRINT_LEVEL_MIN, b, PRINT_MAX);
    REQUIRE(n > 50 && m > 50);
    for (unsigned i = 0; i < m; i++) CHECK(!among(b[i], a, n));
    CHECK_INT(print_windows(&reseeded, bytes_of(data, sizeof data), PRINT_LEVEL_MIN, b, PRINT_MAX), n);
    for (unsigned i = 0; i < n; i++) CHECK(!among(b[i], a, n));
    static uint32_t p[MANY], q[MANY];
    unsigned here = by_definition(&k, bytes_of(data, sizeof data), PRINT_LEVEL_MIN, p), same = 0;
    unsigned there = by_definition(&other, bytes_of(data, sizeof data), PRINT_LEVEL_MIN, q);
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
            selected += by_definition(&k, bytes_of(data, sizeof data), PRINT_LEVEL_MIN, positions) > 0;
            CHECK_INT(print_windows(&k, bytes_of(data, sizeof data), PRINT_LEVEL_MIN, prints, PRINT_MAX), 0);
        }
        CHECK(selected > 0); /* positions were selected: it is the windows that were passed over */
    }
    /* the same bytes once more, 9-periodic: those count */
    unsigned kept = 0;
    for (size_t i = 0; i < sizeof data; i++) data[i] = (uint8_t) "123456789"[i % 9];
    for (uint32_t seed = 0; seed < 50; seed++) {
        struct print_key k = key_of(seed);
        kept += print_windows(&k, bytes_of(data, sizeof data), PRINT_LEVEL_MIN, prints, PRINT_MAX);
    }
    CHECK(kept > 0);
}

TEST(about_four_prints_for_an_entering_payload)
{
    static uint8_t data[LONGEST];
    static uint64_t prints[PRINT_MAX];
    for (size_t len = 200; len <= 2000; len += 150) {
        unsigned n = 0;
        for (uint32_t round = 0; round < 200; round++) {
            struct print_key k = key_of(round);
            fill(data, len);
            n += print_windows(&k, bytes_of(data, len), print_level(len), prints, PRINT_MAX);
        }
        CHECK(n >= 200 * 2 && n <= 200 * 10);
    }
    for (size_t len = 0; len < 70000; len += 7) CHECK(print_level(len) >= PRINT_LEVEL_MIN && print_level(len) <= PRINT_LEVEL_MAX);
}

TEST(prints_hardly_ever_collide)
{
    static uint8_t data[65000];
    static uint64_t prints[PRINT_MAX * 64];
    struct print_key k = key_of(8);
    unsigned n = 0, equal = 0;
    fill(data, sizeof data);
    for (size_t at = 0; at + 1000 <= sizeof data && n + PRINT_MAX < PRINT_MAX * 64; at += 1000)
        n += print_windows(&k, bytes_of(data + at, 1000), PRINT_LEVEL_MIN, prints + n, PRINT_MAX);
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
