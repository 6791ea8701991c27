#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "check.h"

TEST(memory_is_zeroed_aligned_and_apart)
{
    struct arena *a = arena_new();
    unsigned char *before = NULL;
    REQUIRE(a);
    for (size_t size = 1; size < 3000; size += 7) {
        unsigned char *p = arena_alloc(a, size);
        REQUIRE(p != NULL);
        CHECK_INT((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            if (p[i]) {
                CHECK(p[i] == 0);
                break;
            }
        memset(p, 0xff, size);
        CHECK(p != before);
        before = p;
    }
    CHECK(arena_alloc(a, 0) != NULL);
    arena_free(a);
}

TEST(what_was_handed_out_stays)
{
    struct arena *a = arena_new();
    char *texts[2000];
    REQUIRE(a);
    for (int i = 0; i < 2000; i++) texts[i] = arena_printf(a, "%d:%0100d", i, i); /* several blocks */
    for (int i = 0; i < 2000; i++) CHECK_INT(strtol(texts[i], NULL, 10), i);
    CHECK(arena_used(a) >= 2000 * 102);
    arena_free(a);
}

TEST(an_allocation_larger_than_a_block)
{
    struct arena *a = arena_new();
    REQUIRE(a);
    char *small = arena_text(a, "small");
    char *large = arena_alloc(a, 1 << 20);
    memset(large, 'x', 1 << 20);
    CHECK_TEXT(small, "small");
    CHECK_INT(large[(1 << 20) - 1], 'x');
    CHECK(arena_used(a) >= 1 << 20);
    arena_free(a);
}

TEST(texts)
{
    struct arena *a = arena_new();
    REQUIRE(a);
    CHECK_TEXT(arena_copy(a, "abcdef", 3), "abc");
    CHECK_TEXT(arena_copy(a, "", 0), "");
    CHECK_TEXT(arena_copy(a, NULL, 0), "");
    CHECK_TEXT(arena_text(a, "x"), "x");
    CHECK(arena_text(a, NULL) == NULL);
    CHECK_TEXT(arena_printf(a, "%s-%d", "n", 3), "n-3");
    CHECK_TEXT(arena_printf(a, "%s", ""), "");
    arena_free(a);
}

TEST(free_accepts_null)
{
    arena_free(NULL);
    struct arena *a = arena_new();
    REQUIRE(a);
    CHECK_INT(arena_used(a), 0);
    arena_free(a);
}

TEST(a_list_grows_and_keeps_its_items)
{
    struct arena *a = arena_new();
    int *list = NULL;
    size_t count = 0, room = 0;
    REQUIRE(a);
    for (int i = 0; i < 1000; i++) {
        list = arena_room(a, list, count, &room, sizeof *list);
        CHECK(room > count);
        list[count++] = i;
    }
    for (int i = 0; i < 1000; i++) CHECK_INT(list[i], i);
    arena_free_secret(a);
    arena_free_secret(NULL);
}
