#include "drill/vary.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static enum err parsed(const char *text, struct vary_series *ret, struct fault *f)
{
    *f = (struct fault){.code = ERR_OK};
    return vary_parse(text, ret, f);
}

TEST(a_parameter_and_its_values)
{
    static struct vary_series s;
    struct fault f;
    REQUIRE(parsed("one-in=1,2,50", &s, &f) == ERR_OK);
    CHECK_TEXT(vary_name(s.parameter), "one-in");
    CHECK(vary_unit(s.parameter)[0] != 0);
    CHECK_INT(s.count, 3);
    CHECK(s.values[0] == 1 && s.values[1] == 2 && s.values[2] == 50);
    REQUIRE(parsed("delay=0,0.25", &s, &f) == ERR_OK);
    CHECK(s.count == 2 && s.values[1] == 0.25);
}

TEST(what_is_no_series_says_why)
{
    static const struct {
        const char *text, *says;
    } rows[] = {{"", "NAME=VALUE"},          {"one-in", "NAME=VALUE"},      {"speed=1", "one-in"},   {"one=1", "one-in"},
                {"one-in=", "whole number"}, {"one-in=0", "from 1 to"},     {"one-in=1.5", "whole"}, {"one-in=1,,2", "whole"},
                {"one-in=1,", "whole"},      {"one-in=1 2", "whole"},       {"one-in= 1", "whole"},  {"delay=-1", "from 0 to"},
                {"delay=nan", "a number"},   {"loss=101", "from 0 to 100"}, {"cut=64x", "whole"},    {"snap=1e9", "from 14 to"}};
    static struct vary_series s;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fault f;
        s.count = 77;
        CHECK_INT(parsed(rows[i].text, &s, &f), ERR_USAGE);
        CHECK(strstr(f.text, rows[i].says) != NULL);
        CHECK_INT(s.count, 77); /* untouched */
    }
}

TEST(more_values_than_there_is_room_for)
{
    static struct vary_series s;
    char text[512] = "packets=1";
    struct fault f;
    for (int i = 1; i < VARY_VALUES; i++) strcat(text, ",1");
    CHECK_INT(parsed(text, &s, &f), ERR_OK);
    CHECK_INT(s.count, VARY_VALUES);
    strcat(text, ",1");
    CHECK_INT(parsed(text, &s, &f), ERR_USAGE);
}

TEST(what_concerns_copies_needs_one)
{
    static struct vary_series s;
    struct fault f;
    struct drill_options o = {.seed = 1};
    REQUIRE(parsed("loss=5", &s, &f) == ERR_OK);
    REQUIRE(vary_add(s.parameter, 5, &o, &f) == ERR_OK);
    CHECK_INT(vary_check(&o, drill_find("clean-day"), &f), ERR_OK);
    REQUIRE(parsed("cut=64", &s, &f) == ERR_OK);
    REQUIRE(vary_add(s.parameter, 64, &o, &f) == ERR_OK);
    CHECK_INT(vary_check(&o, drill_find("clean-day"), &f), ERR_USAGE);
    CHECK(strstr(f.text, "clean-day") != NULL);
    CHECK_INT(vary_check(&o, drill_find("copy-gre"), &f), ERR_OK);
}

TEST(a_parameter_is_added_once_and_set_any_number_of_times)
{
    static struct vary_series s;
    struct fault f;
    struct drill_options o = {.seed = 1};
    REQUIRE(parsed("cut=64", &s, &f) == ERR_OK);
    CHECK_INT(vary_add(s.parameter, 64, &o, &f), ERR_OK);
    CHECK_INT(vary_add(s.parameter, 96, &o, &f), ERR_USAGE);
    CHECK(strstr(f.text, "twice") != NULL);
    CHECK(o.vary[0].value == 64 && o.vary[1].parameter == NULL);
    vary_set(s.parameter, 128, &o);
    CHECK(o.vary[0].value == 128);
}

/* --- what is played ------------------------------------------------------------------------------------------------------- */

struct played {
    struct truth truth;
    uint64_t frames[4]; /* by interface */
    int64_t last_ns;
    size_t longest; /* on the management side, outbound */
};

static void on_interface(void *ctx, const char *name, uint16_t link_type)
{
    (void)ctx;
    (void)name;
    (void)link_type;
}

static void on_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction d, const uint8_t *data, size_t len)
{
    struct played *p = ctx;
    (void)d;
    p->frames[interface]++;
    p->last_ns = time_ns;
    if (interface == 2 && data[5] >= 60 && data[5] < 210 && len > p->longest) p->longest = len;
}

static const struct played *play(const char *name, const char *vary, bool twin)
{
    static struct played p;
    static struct vary_series s;
    struct fault f;
    struct drill_sink sink = {&p, on_interface, on_frame};
    struct drill_options o = {.seed = 3, .twin = twin};
    memset(&p, 0, sizeof p);
    if (vary) {
        if (!CHECK(vary_parse(vary, &s, &f) == ERR_OK)) return &p;
        if (!CHECK(vary_add(s.parameter, s.values[0], &o, &f) == ERR_OK)) return &p;
    }
    drill_play(drill_find(name), &o, &sink, &p.truth);
    return &p;
}

TEST(each_parameter_changes_what_it_says)
{
    const struct played *p = play("copy-gre", NULL, false);
    uint64_t all = p->truth.plant.carried, n6 = p->frames[1], n3 = p->frames[0];
    int64_t end_ns = p->last_ns, first_ns = p->truth.plant.first_ns;
    size_t longest = p->longest;
    CHECK_INT(play("copy-gre", "packets=37", false)->truth.plant.carried, 37);
    uint64_t sampled = play("copy-gre", "one-in=10", false)->truth.plant.carried;
    CHECK(sampled > all / 20 && sampled < all / 5);
    CHECK_INT(play("copy-gre", "one-in=1", false)->truth.plant.carried, all);
    p = play("copy-gre", "delay=5", false);
    CHECK(p->truth.plant.first_ns - first_ns > 4900000000 && p->last_ns - end_ns > 4000000000);
    CHECK(play("copy-gre", "jitter=2", false)->truth.plant.first_ns > first_ns);
    CHECK(longest > 200);
    CHECK_INT(play("copy-gre", "cut=64", false)->longest, 14 + 20 + 4 + 64);
    CHECK_INT(play("copy-udp-37", "tail=40", false)->longest, play("copy-udp-37", "cut=40", false)->longest);
    CHECK(play("copy-gre", "pack=4", false)->truth.plant.packets < all);
    p = play("copy-gre", "loss=20", false);
    CHECK(p->frames[1] > n6 * 75 / 100 && p->frames[1] < n6 * 85 / 100 && p->frames[0] == n3);
    p = play("copy-gre", "loss-access=20", false);
    CHECK(p->frames[0] > n3 * 75 / 100 && p->frames[0] < n3 * 85 / 100 && p->frames[1] == n6);
    static struct vary_series s;
    struct fault f;
    REQUIRE(vary_parse("snap=96", &s, &f) == ERR_OK);
    struct drill_options o = {.seed = 3, .vary = {{s.parameter, 96}}};
    CHECK_INT(drill_snap(drill_find("copy-gre"), &o), 96);
    CHECK_INT(drill_snap(drill_find("copy-gre"), &(struct drill_options){.seed = 3}), 0);
}

/* --- twins ---------------------------------------------------------------------------------------------------------------- */

/* "10.66.0.99/32, over: ..., as: probe" is in the inventory. */
static bool approves(const char *name)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!CHECK(out != NULL)) return false;
    drill_write_network(drill_find(name), &(struct drill_options){.seed = 1, .twin = true}, out);
    fclose(out);
    bool found = strstr(text, "as: probe") != NULL;
    free(text);
    return found;
}

TEST(every_planted_drill_has_a_twin_of_which_nothing_may_be_alleged)
{
    for (size_t i = 0; i < drill_count(); i++) {
        const struct scenario *s = drill_at(i);
        const char *twin = drill_twin(s);
        CHECK((twin != NULL) == (drill_kind(s) == DRILL_PLANTED));
        if (!twin) continue;
        struct drill_sink sink = {&(struct played){.last_ns = 0}, on_interface, on_frame};
        static struct truth t;
        drill_play(s, &(struct drill_options){.seed = 2, .bytes = 400000, .twin = true}, &sink, &t);
        CHECK_TEXT(t.kind, "clean");
        CHECK(t.expect_count == 0 || strcmp(t.expect[0].rules[0], "unprotected-interface") == 0);
        CHECK_INT(t.allow_count, 0);
        CHECK((strcmp(twin, "approved") == 0) == (t.plant.carrier != NULL));
        CHECK(t.plant.carrier == NULL || approves(drill_name(s)));
        CHECK(t.plant.carrier != NULL || strcmp(twin, "unplanted") == 0 || drill_kind(drill_find(twin)) == DRILL_CLEAN);
    }
}

TEST(an_approved_twin_sends_the_same_frames)
{
    const struct played *p = play("copy-vxlan", NULL, false);
    uint64_t carried = p->truth.plant.carried, packets = p->truth.packets;
    p = play("copy-vxlan", NULL, true);
    CHECK_INT(p->truth.plant.carried, carried);
    CHECK_INT(p->truth.packets, packets);
    CHECK_TEXT(drill_twin(drill_find("copy-vxlan")), "approved");
    CHECK_TEXT(drill_twin(drill_find("copy-tee")), "unplanted"); /* its outer addresses are the subscriber's */
    CHECK_TEXT(drill_twin(drill_find("copy-spoofed")), "unplanted");
    CHECK(play("copy-tee", NULL, true)->truth.plant.carrier == NULL);
}
