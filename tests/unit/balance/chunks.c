#include "balance/chunks.h"

#include <string.h>

#include "check.h"

static bool append(struct chunks *c, struct chunk_list *l, uint32_t value)
{
    uint32_t record[CHUNK_RECORD / 4] = {value, ~value, 7};
    return chunks_append(c, l, record);
}

/* The list's records are base, base + 1, ... */
static void check_list(const struct chunks *c, const struct chunk_list *l, uint32_t base)
{
    uint32_t chunk = l->first;
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t record[CHUNK_RECORD / 4];
        if (i && i % CHUNK_RECORDS == 0) chunk = c->list[chunk].next;
        memcpy(record, c->list[chunk].record[i % CHUNK_RECORDS], sizeof record);
        CHECK(record[0] == base + i && record[1] == ~record[0] && record[2] == 7);
    }
    CHECK_INT(c->list[l->last].next, 0);
}

TEST(lists_grow_side_by_side)
{
    struct chunks c;
    struct chunk_list a = {0}, b = {0};
    REQUIRE(chunks_init(&c, 1 << 16));
    for (uint32_t i = 0; i < 100; i++) REQUIRE(append(&c, &a, 1000 + i) && (i % 2 || append(&c, &b, 5000 + i / 2)));
    CHECK(a.count == 100 && b.count == 50);
    check_list(&c, &a, 1000);
    check_list(&c, &b, 5000);
    CHECK_INT(c.used, 1 + 5 + 3);
    chunks_done(&c);
}

TEST(full_memory_leaves_a_list_as_it_was)
{
    struct chunks c;
    struct chunk_list l = {0}, other = {0};
    REQUIRE(chunks_init(&c, 0));
    CHECK_INT(c.count, 16);
    uint32_t n = 0;
    for (; append(&c, &l, n); n++) CHECK_INT(chunks_scarce(&c), n >= 13 * CHUNK_RECORDS); /* the fourteenth of fifteen */
    CHECK_INT(n, 15 * CHUNK_RECORDS);
    CHECK_INT(l.count, n);
    check_list(&c, &l, 0);
    CHECK(!append(&c, &other, 0) && other.count == 0);
    chunks_done(&c);
}

TEST(a_new_start_gives_everything_back)
{
    struct chunks c;
    REQUIRE(chunks_init(&c, 0));
    for (unsigned round = 0; round < 3; round++) {
        struct chunk_list l = {0};
        uint32_t n = 0;
        while (append(&c, &l, 100 * round + n)) n++;
        CHECK_INT(n, 15 * CHUNK_RECORDS);
        CHECK(chunks_scarce(&c));
        check_list(&c, &l, 100 * round);
        chunks_restart(&c);
        CHECK(!chunks_scarce(&c));
    }
    chunks_done(&c);
}
