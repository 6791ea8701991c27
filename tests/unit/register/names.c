#include "register/names.h"

#include "check.h"

TEST(values_of_a_name_stand_in_order)
{
    struct arena *a = arena_new();
    struct name list[] = {{"b", 5}, {"a", 1}, {"b", 2}, {"c", 0}, {"b", 3}};
    size_t count = 0;
    REQUIRE(a);
    struct names n = names_index(a, list, 5);
    const uint32_t *v = names_find(&n, "b", &count);
    if (CHECK_INT(count, 3)) {
        CHECK_INT(v[0], 2);
        CHECK_INT(v[1], 3);
        CHECK_INT(v[2], 5);
    }
    CHECK(names_find(&n, "a", &count) && count == 1);
    CHECK(names_find(&n, "c", &count) && count == 1);
    CHECK(!names_find(&n, "bb", &count));
    CHECK(!names_find(&n, "", &count));
    CHECK(!names_find(&n, "d", &count));
    arena_free(a);
}

TEST(first_repetition)
{
    struct arena *a = arena_new();
    struct name unique[] = {{"x", 0}, {"y", 1}}, twice[] = {{"x", 0}, {"a", 1}, {"x", 3}, {"a", 2}};
    REQUIRE(a);
    struct names n = names_index(a, unique, 2);
    CHECK_INT(names_repeated(&n), -1);
    n = names_index(a, twice, 4);
    ptrdiff_t at = names_repeated(&n);
    REQUIRE(at > 0);
    CHECK_INT(n.list[at].value, 2); /* stands before the second x in the file */
    CHECK_INT(n.list[at - 1].value, 1);
    arena_free(a);
}

TEST(no_names)
{
    struct arena *a = arena_new();
    size_t count;
    REQUIRE(a);
    struct names n = names_index(a, NULL, 0);
    CHECK(!names_find(&n, "x", &count));
    CHECK_INT(names_repeated(&n), -1);
    arena_free(a);
}
