#include "image.h"

enum { BATCH = 64 };

struct seen {
    size_t count;
    struct frame_ref refs[BATCH];
    uint16_t interfaces[BATCH];
    bool ok;
};

static void see(void *ctx, const struct frame *f, const struct capture_interface *i)
{
    struct seen *s = ctx;
    if (s->count < BATCH) {
        s->refs[s->count] = f->ref;
        s->interfaces[s->count++] = f->interface;
    }
    s->ok = s->ok && f->data[0] == (uint8_t)f->ref.number && i->name && i->name[0] == 'a' + f->interface;
}

/* Two sections with two interfaces each; packet n is of bytes n. */
static struct capture_set *open_sample(struct image *m)
{
    *m = image_new(false);
    unsigned number = 0;
    for (unsigned part = 0; part < 2; part++) {
        section(m);
        interface(m, 1, 0, part ? "c" : "a", 0);
        interface(m, 1, 0, part ? "d" : "b", 0);
        for (unsigned k = 0; k < 50; k++) {
            number++;
            packet(m, k % 2, 1000 - number, 8, (uint8_t)number);
        }
    }
    struct capture_set *s = image_open(image_bytes(m), NULL);
    struct frame f[BATCH];
    while (s && capture_next(s, f, BATCH) > 0) continue;
    return s;
}

TEST(chosen_packets_in_order)
{
    struct image m;
    struct capture_set *s = open_sample(&m);
    REQUIRE(s);
    const struct frame_ref refs[] = {{0, 1}, {0, 2}, {0, 2}, {0, 51}, {0, 100}, {0, 101}};
    struct seen seen = {.ok = true};
    struct fault f;
    CHECK_INT(capture_fetch(s, refs, ARRAY_LEN(refs), see, &seen, &f), ERR_OK);
    CHECK_INT(seen.count, 5); /* the last does not exist */
    CHECK(seen.ok);
    for (size_t i = 0; i < seen.count && i < 5; i++) CHECK_INT(seen.refs[i].number, refs[i].number);
    CHECK_INT(seen.interfaces[0], 0);
    CHECK_INT(seen.interfaces[3], 2);
    CHECK_INT(seen.interfaces[4], 3);
    CHECK_INT(capture_info(s, 0)->packets, 100); /* not counted again */
    CHECK_INT(capture_interface_count(s), 4);
    capture_close(s);
    free(m.data);
}

TEST(wrong_references)
{
    struct image m;
    struct capture_set *s = open_sample(&m);
    REQUIRE(s);
    const struct frame_ref unsorted[] = {{0, 2}, {0, 1}}, foreign[] = {{1, 1}};
    struct seen seen = {.ok = true};
    struct fault f;
    CHECK_INT(capture_fetch(s, unsorted, 2, see, &seen, &f), ERR_INVALID);
    CHECK_INT(capture_fetch(s, foreign, 1, see, &seen, &f), ERR_INVALID);
    CHECK_INT(capture_fetch(s, NULL, 0, see, &seen, &f), ERR_OK);
    CHECK_INT(seen.count, 0);
    capture_close(s);
    free(m.data);
}

TEST(before_all_was_read)
{
    struct image m = image_new(false);
    section(&m);
    interface(&m, 1, 0, "a", 0);
    for (uint8_t i = 1; i <= 64; i++) packet(&m, 0, i, 8, i); /* more than are read at a time */
    interface(&m, 1, 0, "b", 0);
    packet(&m, 1, 65, 8, 65);
    struct capture_set *s = image_open(image_bytes(&m), NULL);
    REQUIRE(s);
    struct frame frame;
    REQUIRE(capture_next(s, &frame, 1) == 1);
    const struct frame_ref refs[] = {{0, 2}, {0, 65}};
    struct seen seen = {.ok = true};
    struct fault f;
    CHECK_INT(capture_fetch(s, refs, 2, see, &seen, &f), ERR_OK);
    CHECK_INT(seen.count, 1); /* the second interface is not known yet */
    CHECK(seen.ok);
    CHECK_INT(capture_next(s, &frame, 1), 1);
    CHECK_INT(frame.ref.number, 2);
    capture_close(s);
    free(m.data);
}

TEST(several_inputs)
{
    char names[2][32];
    const char *paths[2];
    for (uint32_t i = 0; i < 2; i++) {
        struct image m = image_new(false);
        section(&m);
        interface(&m, 1, 0, i ? "b" : "a", 0);
        for (uint8_t k = 1; k <= 20; k++) packet(&m, 0, k, 8, k);
        REQUIRE(image_file(image_bytes(&m), names[i]));
        paths[i] = names[i];
        free(m.data);
    }
    struct capture_set *s = NULL;
    struct fault f;
    REQUIRE(capture_open(paths, 2, NULL, &s, &f) == ERR_OK);
    struct frame frames[BATCH];
    size_t total = 0;
    for (size_t n; (n = capture_next(s, frames, BATCH)) > 0;) total += n;
    CHECK_INT(total, 40);
    const struct frame_ref refs[] = {{0, 3}, {0, 20}, {1, 1}, {1, 3}};
    struct seen seen = {.ok = true};
    CHECK_INT(capture_fetch(s, refs, 4, see, &seen, &f), ERR_OK);
    CHECK_INT(seen.count, 4);
    CHECK(seen.ok);
    CHECK_INT(seen.refs[2].capture, 1);
    capture_close(s);
    for (int i = 0; i < 2; i++) unlink(paths[i]);
}

TEST(a_second_reading_is_like_the_first)
{
    struct image m;
    struct capture_set *first = open_sample(&m), *again = NULL;
    REQUIRE(first);
    struct fault fault;
    struct frame f[BATCH];
    size_t packets = 0;
    REQUIRE(capture_reopen(first, NULL, &again, &fault) == ERR_OK);
    for (size_t n; (n = capture_next(again, f, BATCH)) > 0; packets += n)
        for (size_t i = 0; i < n; i++) CHECK_INT(f[i].data[0], (uint8_t)f[i].ref.number);
    CHECK_INT(packets, 100);
    CHECK_INT(capture_interface_count(again), capture_interface_count(first));
    CHECK_TEXT(capture_info(again, 0)->path, capture_info(first, 0)->path);
    CHECK_INT(capture_info(again, 0)->first_ns, capture_info(first, 0)->first_ns);
    CHECK_INT(capture_info(again, 0)->size_bytes, capture_info(first, 0)->size_bytes);
    capture_close(again);
    capture_close(first);
    free(m.data);
}

/* Long files are entered near the packet: by a mark, however many there are, and also when an interface comes late or a section
 * ends. */
static void check_far(unsigned packets, unsigned late, bool sections)
{
    struct image m = image_new(false);
    char name[32];
    section(&m);
    interface(&m, 1, 0, "a", 0);
    for (unsigned i = 1; i <= packets; i++) {
        if (i == late && sections) {
            section(&m);
            interface(&m, 1, 0, "b", 0);
        } else if (i == late) {
            interface(&m, 1, 0, "b", 0);
        }
        packet(&m, i > late && !sections, i, 8, (uint8_t)i);
    }
    REQUIRE(image_file(image_bytes(&m), name));
    const char *path = name;
    struct capture_set *s = NULL;
    struct fault f;
    REQUIRE(capture_open(&path, 1, NULL, &s, &f) == ERR_OK);
    struct frame frames[BATCH];
    while (capture_next(s, frames, BATCH) > 0) continue;
    const struct frame_ref refs[] = {{0, 3},           {0, 4096},        {0, 4097},    {0, 4098},
                                     {0, packets / 2}, {0, packets - 1}, {0, packets}, {0, packets + 1}};
    struct seen seen = {.ok = true};
    CHECK_INT(capture_fetch(s, refs, ARRAY_LEN(refs), see, &seen, &f), ERR_OK);
    CHECK_INT(seen.count, 7);
    CHECK(seen.ok);
    for (size_t i = 0; i < seen.count && i < 7; i++) CHECK_INT(seen.refs[i].number, refs[i].number);
    capture_close(s);
    unlink(name);
    free(m.data);
}

TEST(far_into_long_files)
{
    check_far(40000, 1, false);
    check_far(40000, 9000, false);
    check_far(40000, 9000, true);
    check_far(40000, 39990, false);
}
